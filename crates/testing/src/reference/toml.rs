//! A model as TOML text: the same sheet in as many layouts as there are seeds.

use num_bigint::BigInt;

use super::decimal::{Amount, digits};
use super::document::{self, Value};
use super::model::Sheet;
use crate::dice::Dice;

/// The sheet as text. Equal seeds give equal text; different seeds give text that means the same.
pub fn render(sheet: &Sheet, seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let Value::Record(entries) = document::sheet(sheet, &mut dice) else { panic!("a sheet is a table") };
    render_entries(entries, dice)
}

/// The entries of a document as text.
pub fn render_entries(entries: Vec<(String, Value)>, dice: Dice) -> String {
    let mut writer = Writer { dice, text: String::new() };
    writer.section(&[], entries, false);
    let Writer { mut dice, text } = writer;
    // No text of a generated sheet spans lines, so every line break is one of the layout.
    let text = if dice.one_in(8) { text.replace('\n', "\r\n") } else { text };
    if dice.one_in(8) { format!("\u{feff}{text}") } else { text }
}

struct Writer {
    dice: Dice,
    text: String,
}

impl Writer {
    /// The lines of one table: first what stands in its body, then what has a header of its own.
    fn section(&mut self, path: &[String], mut entries: Vec<(String, Value)>, keep_order: bool) {
        if !keep_order {
            self.dice.shuffle(&mut entries);
        }
        let (body, sections) = self.split(entries, keep_order);
        let implied = keep_order && body.is_empty() && !sections.is_empty() && self.dice.one_in(2);
        if !path.is_empty() && !implied {
            self.header(path, "[", "]");
        }
        self.body(body);
        self.sections(path, sections);
    }

    /// One table of an array of tables.
    fn element(&mut self, path: &[String], element: Value) {
        let Value::Record(mut entries) = element else { panic!("only tables have headers") };
        self.dice.shuffle(&mut entries);
        let (body, sections) = self.split(entries, false);
        self.header(path, "[[", "]]");
        self.body(body);
        self.sections(path, sections);
    }

    fn sections(&mut self, path: &[String], sections: Vec<(String, Value)>) {
        for (key, value) in sections {
            let mut path = path.to_vec();
            path.push(key);
            match value {
                Value::Named(entries) => self.section(&path, entries, true),
                Value::Record(entries) => self.section(&path, entries, false),
                Value::List(elements) => elements.into_iter().for_each(|item| self.element(&path, item)),
                _ => panic!("only tables have headers"),
            }
        }
    }

    /// Which entries stand in the body, and which get headers. Where the order of the keys is kept, every
    /// entry behind the first that gets a header must get one too.
    #[expect(clippy::type_complexity, reason = "two lists of entries")]
    fn split(
        &mut self,
        entries: Vec<(String, Value)>,
        keep_order: bool,
    ) -> (Vec<(String, Value)>, Vec<(String, Value)>) {
        let inline = self.dice.below(4);
        if keep_order {
            let tables = entries.iter().rev().take_while(|(_, value)| may_have_header(value)).count();
            let with_header = if inline == 0 { self.dice.below(tables + 1) } else { tables };
            let mut body = entries;
            let sections = body.split_off(body.len() - with_header);
            (body, sections)
        } else {
            entries.into_iter().partition(|(_, value)| !may_have_header(value) || self.dice.below(4) < inline)
        }
    }

    fn header(&mut self, path: &[String], open: &str, close: &str) {
        if self.dice.one_in(3) {
            self.text.push('\n');
        }
        let keys: Vec<String> = path.iter().map(|key| self.key(key)).collect();
        let dot = self.dice.pick(&[".", ".", ".", " . "]);
        self.text += &format!("{open}{}{close}", keys.join(dot));
        self.end_line();
    }

    fn body(&mut self, entries: Vec<(String, Value)>) {
        for (key, value) in entries {
            let key = self.key(&key);
            self.assignment(key, value);
        }
    }

    /// `key = value`, or the same as several lines with dotted keys.
    fn assignment(&mut self, key: String, value: Value) {
        match value {
            Value::Named(entries) if !entries.is_empty() && self.dice.one_in(3) => {
                self.dotted(&key, entries);
            }
            Value::Record(mut entries) if !entries.is_empty() && self.dice.one_in(3) => {
                self.dice.shuffle(&mut entries);
                self.dotted(&key, entries);
            }
            value => {
                let equals = self.dice.pick(&[" = ", " = ", "=", "   = "]);
                let value = self.value(value);
                self.text += &format!("{key}{equals}{value}");
                self.end_line();
            }
        }
    }

    fn dotted(&mut self, key: &str, entries: Vec<(String, Value)>) {
        for (inner, value) in entries {
            let inner = self.key(&inner);
            self.assignment(format!("{key}.{inner}"), value);
        }
    }

    fn end_line(&mut self) {
        match self.dice.below(24) {
            0 => self.text += " # why it is so\n",
            1 => self.text += "\n# = [not] { a = table }\n",
            2 => self.text += "\n\n",
            _ => self.text.push('\n'),
        }
    }

    fn key(&mut self, key: &str) -> String {
        let bare = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if bare && !self.dice.one_in(12) { key.to_owned() } else { self.quoted(key) }
    }

    fn quoted(&mut self, text: &str) -> String {
        if self.dice.one_in(4) && !text.contains('\'') {
            format!("'{text}'")
        } else {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
    }

    /// A value on the right of an equals sign.
    fn value(&mut self, value: Value) -> String {
        match value {
            Value::Text(text) => self.quoted(&text),
            Value::Instant(instant) => instant,
            Value::Flag(flag) => flag.to_string(),
            Value::Number(number) => {
                let number = literal(&number, &mut self.dice);
                if self.dice.one_in(6) { self.quoted(&number) } else { number }
            }
            Value::List(items) => {
                let items: Vec<String> = items.into_iter().map(|item| self.value(item)).collect();
                if !items.is_empty() && self.dice.one_in(4) {
                    let comma = self.dice.pick(&[",", "", ", # the last"]);
                    format!("[\n  {}{comma}\n]", items.join(",\n  "))
                } else {
                    format!("[{}]", items.join(", "))
                }
            }
            Value::Named(entries) => self.inline(entries),
            Value::Record(mut entries) => {
                self.dice.shuffle(&mut entries);
                self.inline(entries)
            }
        }
    }

    fn inline(&mut self, entries: Vec<(String, Value)>) -> String {
        let mut parts = Vec::new();
        for (key, value) in entries {
            let key = self.key(&key);
            match value {
                Value::Record(inner) if !inner.is_empty() && self.dice.one_in(6) => {
                    for (name, value) in inner {
                        let name = self.key(&name);
                        parts.push(format!("{key}.{name} = {}", self.value(value)));
                    }
                }
                value => parts.push(format!("{key} = {}", self.value(value))),
            }
        }
        if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
    }
}

fn may_have_header(value: &Value) -> bool {
    match value {
        Value::Named(_) | Value::Record(_) => true,
        Value::List(items) => !items.is_empty() && items.iter().all(|item| matches!(item, Value::Record(_))),
        Value::Text(_) | Value::Number(_) | Value::Flag(_) | Value::Instant(_) => false,
    }
}

/// A number as one of the literals that mean it: plain, with zeros behind it, with underscores, with an
/// exponent, with a plus sign.
pub fn literal(number: &Amount, dice: &mut Dice) -> String {
    let (mantissa, scale) = digits(number).expect("numbers of a sheet are finite decimals");
    let scale = usize::try_from(scale).expect("numbers of a sheet are short");
    let sign = if dice.one_in(30) { "+" } else { "" };
    let text = match dice.below(8) {
        0 => exponent(&mantissa.to_string(), scale, dice),
        1 => {
            // Zeros behind the point do not count, not even past the places that the decimal type has.
            let zeros = dice.below(40);
            point(&mantissa, scale, if scale == 0 { zeros + 1 } else { zeros })
        }
        _ => point(&mantissa, scale, 0),
    };
    format!("{sign}{}", if dice.one_in(3) { underscored(&text) } else { text })
}

/// The number without an exponent, with so many zeros behind its last digit.
fn point(mantissa: &BigInt, scale: usize, zeros: usize) -> String {
    let digits = format!("{:0>width$}", mantissa.to_string(), width = scale + 1);
    let (before, behind) = digits.split_at(digits.len() - scale);
    let behind = format!("{behind}{}", "0".repeat(zeros));
    if behind.is_empty() { before.to_owned() } else { format!("{before}.{behind}") }
}

/// The number with an exponent: its digits as they are, or with a point behind the first of them.
fn exponent(mantissa: &str, scale: usize, dice: &mut Dice) -> String {
    let letter = dice.pick(&["e", "E"]);
    let (digits, places) = if mantissa.len() > 1 && dice.one_in(2) {
        let (first, rest) = mantissa.split_at(1);
        (format!("{first}.{rest}"), rest.len())
    } else {
        (mantissa.to_owned(), 0)
    };
    if scale > places {
        format!("{digits}{letter}-{}", scale - places)
    } else {
        format!("{digits}{letter}{}{}", dice.pick(&["", "+", "0", "+0"]), places - scale)
    }
}

/// Every three digits apart, counted from the left, which TOML allows anywhere between two digits.
fn underscored(text: &str) -> String {
    let mut out = String::new();
    let mut run = 0;
    for (at, c) in text.char_indices() {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        out.push(c);
        let digit_follows = text[at + 1..].starts_with(|next: char| next.is_ascii_digit());
        if run == 3 && digit_follows {
            out.push('_');
            run = 0;
        }
    }
    out
}

//! A tree of values as a model: the sheet that a document states. It must be valid; what is not is a mistake of a test.

mod charge;
mod condition;

use self::charge::{charge, table, weights};
use self::condition::conditions;
use super::decimal::{Amount, whole};
use super::document::Value;
use super::model::{
    Act, Attribute, Basis, Choice, Clock, Endpoint, Example, Flat, FlatRow, Hours, Made, Mode, OptionRule,
    Quantity, Rounding, Setting, Sheet, Window,
};
use super::parse::{number_of, parse};

/// The sheet that a text states.
pub fn sheet(text: &str) -> Sheet {
    sheet_of(&Fields(parse(text)))
}

/// The sheet that a table of values states.
pub fn sheet_of(fields: &Fields) -> Sheet {
    Sheet {
        name: fields.text("name").unwrap_or_default(),
        version: fields.text("version"),
        effective: fields.text("effective"),
        unit: fields.text("unit"),
        note: fields.text("note"),
        round: fields.setting("round"),
        round_charges: fields.setting("round_charges"),
        windows: fields.named("windows", window),
        allow: fields.texts("allow"),
        endpoints: fields.named("endpoints", endpoint),
    }
}

/// The keys of a table, with what they say.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Vec<(String, Value)>);

impl Fields {
    pub fn of(value: &Value) -> Fields {
        match value {
            Value::Named(entries) | Value::Record(entries) => Fields(entries.clone()),
            other => panic!("{other:?} is not a table"),
        }
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(other, _)| other == key).map(|(_, value)| value)
    }

    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key).map(text)
    }

    /// The table of a key, where there is one.
    pub fn table(&self, key: &str) -> Option<Fields> {
        self.get(key).map(Fields::of)
    }

    /// The same, empty where there is none or something else.
    pub fn table_of(&self, key: &str) -> Fields {
        match self.get(key) {
            Some(Value::Named(entries) | Value::Record(entries)) => Fields(entries.clone()),
            _ => Fields::default(),
        }
    }

    /// Takes a key away, and what it said.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let place = self.0.iter().position(|(other, _)| other == key)?;
        Some(self.0.remove(place).1)
    }

    /// Sets a key where it stands, or behind the others.
    pub fn set(&mut self, key: &str, value: Value) {
        match self.0.iter_mut().find(|(other, _)| other == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    pub fn number(&self, key: &str) -> Option<Amount> {
        self.get(key).map(number)
    }

    fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Flag(true)))
    }

    pub fn list(&self, key: &str) -> Vec<Value> {
        match self.get(key) {
            None => Vec::new(),
            Some(Value::List(items)) => items.clone(),
            Some(other) => panic!("{key} is {other:?}, which is not a list"),
        }
    }

    pub fn texts(&self, key: &str) -> Vec<String> {
        self.list(key).iter().map(text).collect()
    }

    /// A name, or a list of names.
    pub fn one_or_more(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(Value::Text(only)) => vec![only.clone()],
            _ => self.texts(key),
        }
    }

    pub fn records<T>(&self, key: &str, read: impl Fn(&Fields) -> T) -> Vec<T> {
        self.list(key).iter().map(|item| read(&Fields::of(item))).collect()
    }

    fn named<T>(&self, key: &str, read: impl Fn(&str, &Value) -> T) -> Vec<T> {
        let entries = self.get(key).map(Fields::of).unwrap_or_default();
        entries.0.iter().map(|(name, value)| read(name, value)).collect()
    }

    fn setting(&self, key: &str) -> Setting {
        match self.get(key) {
            None => Setting::LeftOut,
            Some(Value::Text(word)) if word == "none" => Setting::Without,
            Some(Value::Text(word)) if mode(word).is_none() => {
                Setting::To(Rounding { to: number_of(word), mode: Mode::Up })
            }
            Some(Value::Text(word)) => {
                Setting::To(Rounding { to: whole(1), mode: mode(word).expect("a mode") })
            }
            Some(Value::Number(to)) => Setting::To(Rounding { to: to.clone(), mode: Mode::Up }),
            Some(table) => {
                let fields = Fields::of(table);
                let mode = fields.text("mode").and_then(|word| mode(&word)).expect("a mode");
                Setting::To(Rounding { to: fields.number("to").expect("a step"), mode })
            }
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Instant(text) => text.clone(),
        other => panic!("{other:?} is not text"),
    }
}

/// A number, or a string that holds one.
pub fn number(value: &Value) -> Amount {
    match value {
        Value::Number(number) => number.clone(),
        Value::Text(text) => number_of(text),
        other => panic!("{other:?} is not a number"),
    }
}

fn mode(word: &str) -> Option<Mode> {
    Some(match word {
        "up" => Mode::Up,
        "down" => Mode::Down,
        "half-up" => Mode::HalfUp,
        "half-down" => Mode::HalfDown,
        "half-even" => Mode::HalfEven,
        _ => return None,
    })
}

fn window(name: &str, value: &Value) -> Window {
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let fields = Fields::of(value);
    let weekday = |word: &String| WEEKDAYS.iter().position(|day| day == word).expect("a weekday");
    let weekdays = fields.texts("weekdays");
    Window {
        name: name.to_owned(),
        clock: clock(&fields.text("clock").expect("a clock")),
        weekdays: weekdays.iter().map(|word| u8::try_from(weekday(word)).expect("a weekday")).collect(),
        hours: fields.records("hours", |range| Hours {
            from: time(&range.text("from").expect("a time")),
            to: time(&range.text("to").expect("a time")),
        }),
    }
}

fn clock(text: &str) -> Clock {
    match text {
        "utc" => Clock::Utc,
        "as-stated" => Clock::AsStated,
        offset => {
            let minutes = |text: &str| text.parse::<i32>().expect("two digits");
            let (hours, rest) = offset[1..].split_once(':').expect("an offset");
            let ahead = minutes(hours) * 60 + minutes(rest);
            Clock::Offset(if offset.starts_with('-') { -ahead } else { ahead })
        }
    }
}

/// The nanoseconds since midnight of a local time.
fn time(text: &str) -> u64 {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<u64> = clock.split(':').map(|part| part.parse().expect("two digits")).collect();
    let seconds = parts.iter().chain(&[0]).take(3).fold(0, |sum, part| sum * 60 + part);
    seconds * 1_000_000_000 + format!("{fraction:0<9}")[..9].parse::<u64>().expect("digits")
}

fn endpoint(name: &str, value: &Value) -> Endpoint {
    let fields = Fields::of(value);
    let basis = fields.text("basis");
    Endpoint {
        name: name.to_owned(),
        title: fields.text("title"),
        group: fields.one_or_more("group"),
        note: fields.text("note"),
        aliases: fields.texts("aliases"),
        basis: basis.map(|word| if word == "period" { Basis::Period } else { Basis::Call }),
        flat: flat(&fields),
        options: fields.named("options", option),
        choices: fields.named("choices", choice),
        quantities: fields.named("quantities", quantity),
        attributes: fields.named("attributes", attribute),
        charges: fields.named("charges", charge),
        times: fields.number("times"),
        min: fields.number("min"),
        max: fields.number("max"),
        round: fields.setting("round"),
        examples: fields.records("examples", example),
        allow: fields.texts("allow"),
    }
}

fn flat(fields: &Fields) -> Flat {
    if let Some(price) = fields.number("price") {
        return Flat::Price(price);
    }
    if fields.get("table").is_some() {
        return Flat::Table(table(fields));
    }
    let row = |row: &Fields| FlatRow { when: conditions(row), price: row.number("price").expect("a price") };
    let rows = fields.records("rates", row);
    if rows.is_empty() { Flat::LeftOut } else { Flat::Rates(rows) }
}

fn option(name: &str, value: &Value) -> OptionRule {
    if matches!(value, Value::Number(_) | Value::Text(_)) {
        return OptionRule { name: name.to_owned(), act: Act::Price(number(value)), ..OptionRule::default() };
    }
    let fields = Fields::of(value);
    let act = match (fields.number("price"), fields.number("times"), fields.flag("free")) {
        (Some(price), _, _) => Act::Price(price),
        (_, Some(times), _) => Act::Times(times),
        (_, _, true) => Act::Free,
        _ => Act::Nothing,
    };
    OptionRule { name: name.to_owned(), title: fields.text("title"), act, when: conditions(&fields) }
}

fn choice(name: &str, value: &Value) -> Choice {
    let fields = match value {
        Value::List(_) => Fields(vec![("of".to_owned(), value.clone())]),
        table => Fields::of(table),
    };
    Choice {
        name: name.to_owned(),
        of: fields.texts("of"),
        default: fields.text("default"),
        required: fields.flag("required"),
    }
}

fn quantity(name: &str, value: &Value) -> Quantity {
    let fields = Fields::of(value);
    let sum = fields.get("sum").map(|_| Made::Sum(weights(&fields, "sum")));
    let product = fields.get("product").map(|_| Made::Product(fields.texts("product")));
    Quantity {
        name: name.to_owned(),
        made: sum.or(product),
        title: fields.text("title"),
        unit: fields.text("unit"),
        default: fields.number("default"),
        required: fields.flag("required"),
        at_least: fields.number("at_least"),
        increment: fields.setting("increment"),
    }
}

fn attribute(name: &str, value: &Value) -> Attribute {
    let fields = Fields::of(value);
    Attribute {
        name: name.to_owned(),
        title: fields.text("title"),
        default: fields.text("default"),
        of: fields.texts("of"),
        open: fields.flag("open"),
    }
}

fn example(fields: &Fields) -> Example {
    Example {
        options: fields.texts("options"),
        quantities: fields.named("quantities", |name, value| (name.to_owned(), number(value))),
        attributes: fields.named("attributes", |name, value| (name.to_owned(), text(value))),
        at: fields.text("at"),
        total: fields.number("total").expect("a total"),
        note: fields.text("note"),
    }
}

//! A model as a tree of TOML values. Where the format has a short and a long form for the same thing, or a
//! default that may be stated or left out, the dice choose.

mod attribute;
mod charge;
mod window;

use num_traits::One;

use self::attribute::{attribute, put_table};
use self::charge::{charge, weight_table};
use self::window::window;
use super::decimal::Amount;
use super::model::{
    Act, Basis, Choice, Condition, Endpoint, Example, Flat, Made, Mode, Operator, OptionRule, Quantity,
    Rounding, Setting, Sheet,
};
use super::toml::literal;
use crate::dice::Dice;

/// A value of a TOML document.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Number(Amount),
    Flag(bool),
    /// A date-time or a time, as TOML writes it.
    Instant(String),
    List(Vec<Value>),
    /// A table whose keys are names of the sheet: their order is the order of every listing.
    Named(Vec<(String, Value)>),
    /// A table whose keys are the format's: their order means nothing.
    Record(Vec<(String, Value)>),
}

/// A record while its keys are being put down.
struct Record<'a> {
    dice: &'a mut Dice,
    entries: Vec<(String, Value)>,
}

impl<'a> Record<'a> {
    fn new(dice: &'a mut Dice) -> Record<'a> {
        Record { dice, entries: Vec::new() }
    }

    fn put(&mut self, key: &str, value: Value) {
        self.entries.push((key.to_owned(), value));
    }

    fn text(&mut self, key: &str, text: &Option<String>) {
        if let Some(text) = text {
            self.put(key, Value::Text(text.clone()));
        }
    }

    fn number(&mut self, key: &str, number: &Option<Amount>) {
        if let Some(number) = number {
            self.put(key, Value::Number(number.clone()));
        }
    }

    fn setting(&mut self, key: &str, setting: &Setting, number_rounds_up: bool) {
        match setting {
            Setting::LeftOut => {}
            Setting::Without => self.put(key, Value::Text("none".to_owned())),
            Setting::To(rounding) => {
                let value = rounding_value(rounding, number_rounds_up, self.dice);
                self.put(key, value);
            }
        }
    }

    /// A list, which some keys may leave out where it is empty.
    fn list(&mut self, key: &str, items: Vec<Value>, may_be_empty: bool) {
        if !items.is_empty() || (may_be_empty && self.dice.one_in(4)) {
            self.put(key, Value::List(items));
        }
    }

    /// A table of names, which may be left out where it is empty.
    fn named(&mut self, key: &str, items: Vec<(String, Value)>) {
        if !items.is_empty() || self.dice.one_in(8) {
            self.put(key, Value::Named(items));
        }
    }

    fn when(&mut self, when: &[Condition]) {
        let conditions = when.iter().map(|condition| Value::Text(condition_text(condition, self.dice)));
        let conditions = conditions.collect();
        self.list("when", conditions, true);
    }

    fn value(self) -> Value {
        Value::Record(self.entries)
    }
}

/// The whole sheet.
pub fn sheet(sheet: &Sheet, dice: &mut Dice) -> Value {
    let endpoints: Vec<_> = sheet.endpoints.iter().map(|e| (e.name.clone(), endpoint(e, dice))).collect();
    let mut record = Record::new(dice);
    record.put("name", Value::Text(sheet.name.clone()));
    record.text("version", &sheet.version);
    if let Some(effective) = &sheet.effective {
        record.put("effective", Value::Instant(effective.clone()));
    }
    record.text("unit", &sheet.unit);
    record.text("note", &sheet.note);
    record.setting("round", &sheet.round, false);
    record.setting("round_charges", &sheet.round_charges, false);
    let windows = sheet.windows.iter().map(|one| (one.name.clone(), window(one, record.dice))).collect();
    record.named("windows", windows);
    record.list("allow", sheet.allow.iter().cloned().map(Value::Text).collect(), true);
    record.put("endpoints", Value::Named(endpoints));
    record.value()
}

fn endpoint(endpoint: &Endpoint, dice: &mut Dice) -> Value {
    let options = options(&endpoint.options, dice);
    let choices = endpoint.choices.iter().map(|c| (c.name.clone(), choice(c, dice))).collect();
    let quantities = endpoint.quantities.iter().map(|q| (q.name.clone(), quantity(q, dice))).collect();
    let attributes = endpoint.attributes.iter().map(|a| (a.name.clone(), attribute(a, dice))).collect();
    let charges = endpoint.charges.iter().map(|c| (c.name.clone(), charge(c, dice))).collect();
    let examples = endpoint.examples.iter().map(|e| example(e, dice)).collect();

    let mut record = Record::new(dice);
    record.text("title", &endpoint.title);
    record.text("note", &endpoint.note);
    record.list("aliases", endpoint.aliases.iter().cloned().map(Value::Text).collect(), true);
    match endpoint.group.as_slice() {
        [] => {}
        [only] if record.dice.one_in(2) => record.put("group", Value::Text(only.clone())),
        groups => record.put("group", texts(groups)),
    }
    match endpoint.basis {
        Some(Basis::Call) => record.put("basis", Value::Text("call".to_owned())),
        Some(Basis::Period) => record.put("basis", Value::Text("period".to_owned())),
        None => {}
    }
    match &endpoint.flat {
        Flat::LeftOut => {}
        Flat::Price(price) => record.put("price", Value::Number(price.clone())),
        Flat::Rates(rows) => {
            let rows = rows.iter().map(|row| {
                let mut line = Record::new(record.dice);
                line.when(&row.when);
                line.put("price", Value::Number(row.price.clone()));
                line.value()
            });
            let rows = rows.collect();
            record.list("rates", rows, false);
        }
        Flat::Table(table) => put_table(&mut record, table),
    }
    record.named("options", options);
    record.named("choices", choices);
    record.named("quantities", quantities);
    record.named("attributes", attributes);
    record.named("charges", charges);
    record.number("times", &endpoint.times);
    record.number("min", &endpoint.min);
    record.number("max", &endpoint.max);
    record.setting("round", &endpoint.round, false);
    record.list("examples", examples, true);
    let allowed = endpoint.allow.iter().cloned().map(Value::Text).collect();
    record.list("allow", allowed, true);
    record.value()
}

fn options(rules: &[OptionRule], dice: &mut Dice) -> Vec<(String, Value)> {
    rules.iter().map(|rule| (rule.name.clone(), option(rule, dice))).collect()
}

fn option(rule: &OptionRule, dice: &mut Dice) -> Value {
    if let (Act::Price(price), true, None) = (&rule.act, rule.when.is_empty(), &rule.title)
        && dice.one_in(2)
    {
        return Value::Number(price.clone());
    }
    let mut record = Record::new(dice);
    record.text("title", &rule.title);
    match &rule.act {
        Act::Nothing => {}
        Act::Price(price) => record.put("price", Value::Number(price.clone())),
        Act::Times(times) => record.put("times", Value::Number(times.clone())),
        Act::Free => record.put("free", Value::Flag(true)),
    }
    if !matches!(rule.act, Act::Free) && record.dice.one_in(10) {
        record.put("free", Value::Flag(false));
    }
    record.when(&rule.when);
    record.value()
}

fn choice(choice: &Choice, dice: &mut Dice) -> Value {
    let members = texts(&choice.of);
    if choice.default.is_none() && !choice.required && dice.one_in(2) {
        return members;
    }
    let mut record = Record::new(dice);
    record.put("of", members);
    record.text("default", &choice.default);
    required(&mut record, choice.required);
    record.value()
}

fn quantity(quantity: &Quantity, dice: &mut Dice) -> Value {
    let mut record = Record::new(dice);
    record.text("title", &quantity.title);
    match &quantity.made {
        None => {
            record.text("unit", &quantity.unit);
            record.number("default", &quantity.default);
            required(&mut record, quantity.required);
        }
        Some(Made::Sum(parts)) => weight_list(&mut record, parts),
        Some(Made::Product(names)) => record.put("product", texts(names)),
    }
    record.number("at_least", &quantity.at_least);
    record.setting("increment", &quantity.increment, true);
    record.value()
}

/// What a sum is made of: a table of weights, or a list where every weight is 1.
fn weight_list(record: &mut Record<'_>, parts: &[(String, Amount)]) {
    let names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
    let plain = parts.iter().all(|(_, weight)| weight.is_one());
    let value = if plain && record.dice.one_in(2) { texts(&names) } else { weight_table(parts) };
    record.put("sum", value);
}

fn required(record: &mut Record<'_>, required: bool) {
    if required || record.dice.one_in(10) {
        record.put("required", Value::Flag(required));
    }
}

fn example(example: &Example, dice: &mut Dice) -> Value {
    let quantities =
        example.quantities.iter().map(|(name, amount)| (name.clone(), Value::Number(amount.clone())));
    let quantities = quantities.collect();
    let mut record = Record::new(dice);
    record.text("note", &example.note);
    record.list("options", example.options.iter().cloned().map(Value::Text).collect(), true);
    record.named("quantities", quantities);
    let attributes =
        example.attributes.iter().map(|(name, value)| (name.clone(), Value::Text(value.clone())));
    record.named("attributes", attributes.collect());
    if let Some(at) = &example.at {
        // Text serves where TOML has no such date-time, and anywhere else.
        let bare = toml_date_time(at) && record.dice.one_in(2);
        record.put("at", if bare { Value::Instant(at.clone()) } else { Value::Text(at.clone()) });
    }
    record.put("total", Value::Number(example.total.clone()));
    record.value()
}

/// Whether TOML has a date-time of this text: with at most nine digits of a second, and below 60 seconds.
fn toml_date_time(text: &str) -> bool {
    let fraction = text.get(19..).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
    let digits = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    digits <= 9 && text.get(17..19) != Some("60")
}

/// A rounding: a table, a bare mode where it goes to whole units, and for an increment that rounds up a
/// bare number.
fn rounding_value(rounding: &Rounding, number_rounds_up: bool, dice: &mut Dice) -> Value {
    if number_rounds_up && rounding.mode == Mode::Up && !dice.one_in(3) {
        return Value::Number(rounding.to.clone());
    }
    let mode = match rounding.mode {
        Mode::Up => "up",
        Mode::Down => "down",
        Mode::HalfUp => "half-up",
        Mode::HalfDown => "half-down",
        Mode::HalfEven => "half-even",
    };
    let mode = Value::Text(mode.to_owned());
    if rounding.to.is_one() && dice.one_in(2) {
        return mode;
    }
    Value::Record(vec![("to".to_owned(), Value::Number(rounding.to.clone())), ("mode".to_owned(), mode)])
}

fn condition_text(condition: &Condition, dice: &mut Dice) -> String {
    match condition {
        Condition::Given(option) => option.clone(),
        Condition::NotGiven(option) => format!("not {option}"),
        Condition::Compare { quantity, operator, bound } => {
            let operator = match operator {
                Operator::Above => ">",
                Operator::AtLeast => ">=",
                Operator::Below => "<",
                Operator::AtMost => "<=",
            };
            let before = dice.pick(&["", " "]);
            let behind = dice.pick(&["", " "]);
            format!("{quantity}{before}{operator}{behind}{}", literal(bound, dice))
        }
        Condition::Is { attribute, value } => compared(attribute, "=", value, dice),
        Condition::IsNot { attribute, value } => compared(attribute, "!=", value, dice),
        Condition::In(window) => format!("in{}{window}", dice.pick(&[" ", " ", "  "])),
        Condition::NotIn(window) => format!("not{}in {window}", dice.pick(&[" ", " ", "  "])),
    }
}

fn compared(attribute: &str, sign: &str, value: &str, dice: &mut Dice) -> String {
    let (before, behind) = (dice.pick(&["", " "]), dice.pick(&["", " "]));
    // A `!` directly before a `=` belongs to the sign.
    let before = if attribute.ends_with('!') { " " } else { before };
    format!("{attribute}{before}{sign}{behind}{value}")
}

fn texts(names: &[String]) -> Value {
    Value::List(names.iter().cloned().map(Value::Text).collect())
}

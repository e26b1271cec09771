//! One table over another: the second paragraph of section 8.

use super::Refused;
use crate::reference::document::Value;
use crate::reference::read::{Fields, number};

/// What a table says something about, which decides what its keys replace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Endpoint,
    Charge,
    Option,
    Choice,
    Quantity,
    Attribute,
    Share,
    /// Names and what each of them weighs.
    Weights,
}

/// What the value of a key is merged as.
pub enum Form {
    /// Names of such tables.
    Names(Kind),
    Table(Kind),
    /// A number, or `{ was, now }`.
    Number,
    /// Replaced as it is.
    Other,
}

impl Kind {
    pub fn form(self, key: &str) -> Form {
        match (self, key) {
            (Kind::Endpoint | Kind::Charge, "options") => Form::Names(Kind::Option),
            (Kind::Endpoint, "choices") => Form::Names(Kind::Choice),
            (Kind::Endpoint, "quantities") => Form::Names(Kind::Quantity),
            (Kind::Endpoint, "attributes") => Form::Names(Kind::Attribute),
            (Kind::Endpoint, "charges") => Form::Names(Kind::Charge),
            (Kind::Charge, "plus" | "minus" | "included_by") | (Kind::Quantity, "sum") => {
                Form::Table(Kind::Weights)
            }
            (Kind::Charge, "share") => Form::Table(Kind::Share),
            (Kind::Endpoint, "price" | "times" | "min" | "max")
            | (Kind::Charge, "price" | "included" | "per" | "increment" | "min" | "max")
            | (Kind::Option, "price" | "times")
            | (Kind::Quantity, "default" | "at_least" | "increment")
            | (Kind::Weights, _) => Form::Number,
            _ => Form::Other,
        }
    }

    /// Sets of keys of which what is stated replaces the others.
    fn alternatives(self) -> &'static [&'static [&'static str]] {
        match self {
            Kind::Endpoint | Kind::Charge => &[&["price", "rates", "tiers", "table"]],
            Kind::Option => &[&["price", "times", "free"]],
            Kind::Choice | Kind::Attribute => &[&["default", "required"]],
            Kind::Quantity => &[&["default", "required"], &["sum", "product"]],
            Kind::Share | Kind::Weights => &[],
        }
    }
}

impl Kind {
    /// An option or a choice in its short form as its table.
    pub fn long(self, value: &Value) -> Fields {
        let short = match (self, value) {
            (Kind::Option, Value::Number(_) | Value::Text(_)) => Some("price"),
            (Kind::Option, Value::Named(_) | Value::Record(_)) if is_change(value) => Some("price"),
            (Kind::Choice, Value::List(_)) => Some("of"),
            _ => None,
        };
        short.map_or_else(|| Fields::of(value), |key| Fields(vec![(key.to_owned(), value.clone())]))
    }
}

/// A table that has no base: whatever is taken away or was something is an error.
pub fn added(kind: Kind, own: &Fields) -> Result<Fields, Refused> {
    merged(kind, &Fields::default(), own)
}

/// A table over that of the base, key by key. The base's keys come first, in their order.
pub fn merged(kind: Kind, base: &Fields, own: &Fields) -> Result<Fields, Refused> {
    let mut left = base.clone();
    let mut own = own.clone();
    if matches!(kind, Kind::Endpoint | Kind::Charge) {
        for key in own.texts("drop") {
            if left.remove(&key).is_none() {
                return Err(format!("there is no `{key}` to drop"));
            }
        }
        own.remove("drop");
    }
    // What was dropped is set anew, not merged.
    let dropped = left.clone();
    if kind == Kind::Endpoint {
        left.remove("examples");
    }
    for keys in kind.alternatives() {
        // What is `false` is as if it were left out.
        let states = |key: &&&str| own.get(key).is_some_and(|value| !matches!(value, Value::Flag(false)));
        if keys.iter().any(|key| states(&key)) {
            keys.iter().for_each(|key| drop(left.remove(key)));
            if keys[0] == "price" && kind != Kind::Option {
                left.remove("tiering");
                left.remove("by");
            }
        }
    }
    for (key, value) in &own.0 {
        let value = match kind.form(key) {
            Form::Names(kind) => Value::Named(names(kind, &dropped.table(key).unwrap_or_default(), value)?),
            Form::Table(kind) => match (dropped.get(key), value) {
                (Some(Value::Named(base) | Value::Record(base)), Value::Named(own) | Value::Record(own)) => {
                    Value::Named(merged(kind, &Fields(base.clone()), &Fields(own.clone()))?.0)
                }
                (_, Value::Named(own) | Value::Record(own)) => {
                    Value::Named(added(kind, &Fields(own.clone()))?.0)
                }
                (_, other) => other.clone(),
            },
            Form::Number => changed(dropped.get(key), value)?,
            Form::Other => value.clone(),
        };
        left.set(key, value);
    }
    Ok(left)
}

/// A table of names over that of the base.
fn names(kind: Kind, base: &Fields, own: &Value) -> Result<Vec<(String, Value)>, Refused> {
    let mut left = base.clone();
    for (name, value) in &Fields::of(own).0 {
        if matches!(value, Value::Text(word) if word == "none") {
            left.remove(name).ok_or_else(|| format!("there is no `{name}` to take away"))?;
            continue;
        }
        let base = base.get(name).map(|value| kind.long(value)).unwrap_or_default();
        left.set(name, Value::Named(merged(kind, &base, &kind.long(value))?.0));
    }
    Ok(left.0)
}

/// Whether it is `{ was = …, now = … }`.
fn is_change(value: &Value) -> bool {
    matches!(value, Value::Named(entries) | Value::Record(entries)
        if entries.len() == 2 && ["was", "now"].iter().all(|key| entries.iter().any(|(other, _)| other == key)))
}

/// A number, or what it is now where the base's is what it was.
fn changed(base: Option<&Value>, value: &Value) -> Result<Value, Refused> {
    if !is_change(value) {
        return Ok(value.clone());
    }
    let change = Fields::of(value);
    let was = change.number("was").expect("a number");
    match base {
        Some(base @ (Value::Number(_) | Value::Text(_))) if number(base) == was => {
            Ok(Value::Number(change.number("now").expect("a number")))
        }
        other => Err(format!("it was {was} and the base has {other:?}")),
    }
}

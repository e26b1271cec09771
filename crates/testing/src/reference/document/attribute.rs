//! Attributes and tables as TOML values.

use super::{Record, Value, texts};
use crate::dice::Dice;
use crate::reference::model::{Attribute, Table};

/// An attribute, under its name.
pub fn attribute(attribute: &Attribute, dice: &mut Dice) -> Value {
    let mut record = Record::new(dice);
    record.text("title", &attribute.title);
    match &attribute.default {
        Some(default) => record.put("default", Value::Text(default.clone())),
        None => record.put("required", Value::Flag(true)),
    }
    if attribute.default.is_some() && record.dice.one_in(10) {
        record.put("required", Value::Flag(false));
    }
    if !attribute.of.is_empty() {
        record.put("of", texts(&attribute.of));
    }
    if attribute.open || record.dice.one_in(10) {
        record.put("open", Value::Flag(attribute.open));
    }
    record.value()
}

/// `by` and `table`.
pub fn put_table(record: &mut Record<'_>, table: &Table) {
    record.put("by", texts(&table.by));
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().cloned().map(Value::Text);
        Value::List(cells.chain([Value::Number(row.price.clone())]).collect())
    });
    record.put("table", Value::List(rows.collect()));
}

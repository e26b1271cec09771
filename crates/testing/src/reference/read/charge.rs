//! Charges, their rows, tiers and tables.

use super::condition::conditions;
use super::{Fields, number, option, text, whole};
use crate::reference::decimal::Amount;
use crate::reference::document::Value;
use crate::reference::model::{Charge, Pricing, Row, Share, Table, TableRow, Tariff, Terms, Tier, Tiering};

/// A charge.
pub(super) fn charge(name: &str, value: &Value) -> Charge {
    let fields = Fields::of(value);
    Charge {
        name: name.to_owned(),
        title: fields.text("title"),
        unit: fields.text("unit"),
        note: fields.text("note"),
        quantity: fields.one_or_more("quantity"),
        plus: weights(&fields, "plus"),
        minus: weights(&fields, "minus"),
        terms: terms(&fields),
        pricing: pricing(&fields),
        share: fields.get("share").map(Fields::of).map(|share| Share {
            of: share.text("of").expect("a quantity"),
            within: share.text("in").expect("a quantity"),
        }),
        options: fields.named("options", option),
        round: fields.setting("round"),
        allow: fields.texts("allow"),
    }
}

fn pricing(fields: &Fields) -> Pricing {
    if fields.get("table").is_some() {
        return Pricing::Table(table(fields));
    }
    if fields.get("rates").is_none() {
        return Pricing::Plain(tariff(fields));
    }
    let row = |row: &Fields| Row { when: conditions(row), terms: terms(row), tariff: tariff(row) };
    Pricing::Rates(fields.records("rates", row))
}

/// `by` and `table`.
pub(super) fn table(fields: &Fields) -> Table {
    let row = |row: &Value| {
        let Value::List(cells) = row else { panic!("{row:?} is not a list") };
        let (price, cells) = cells.split_last().expect("a price");
        TableRow { cells: cells.iter().map(text).collect(), price: number(price) }
    };
    Table { by: fields.texts("by"), rows: fields.list("table").iter().map(row).collect() }
}

fn terms(fields: &Fields) -> Terms {
    let tiering = fields.text("tiering");
    Terms {
        included: fields.number("included"),
        included_by: weights(fields, "included_by"),
        per: fields.number("per"),
        increment: fields.setting("increment"),
        tiering: tiering.map(|word| if word == "volume" { Tiering::Volume } else { Tiering::Graduated }),
        min: fields.number("min"),
        max: fields.number("max"),
    }
}

fn tariff(fields: &Fields) -> Tariff {
    match fields.number("price") {
        Some(price) => Tariff::Price(price),
        None => Tariff::Tiers(fields.records("tiers", tier)),
    }
}

fn tier(fields: &Fields) -> Tier {
    Tier {
        up_to: fields.number("up_to"),
        price: fields.number("price").unwrap_or_default(),
        flat: fields.number("flat").unwrap_or_default(),
        per: fields.number("per"),
        increment: fields.setting("increment"),
    }
}

/// A name, a list of names, or a table of names and what each of them weighs.
pub(super) fn weights(fields: &Fields, key: &str) -> Vec<(String, Amount)> {
    match fields.get(key) {
        Some(Value::Named(_) | Value::Record(_)) => {
            fields.named(key, |name, value| (name.to_owned(), number(value)))
        }
        _ => fields.one_or_more(key).into_iter().map(|name| (name, whole(1))).collect(),
    }
}

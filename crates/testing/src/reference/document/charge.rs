//! Charges as TOML values.

use num_traits::{One, Zero};

use super::attribute::put_table;
use super::{Record, Value, options, texts};
use crate::dice::Dice;
use crate::reference::decimal::Amount;
use crate::reference::model::{Charge, Pricing, Row, Tariff, Terms, Tier, Tiering};

/// A charge, under its name.
pub fn charge(charge: &Charge, dice: &mut Dice) -> Value {
    let options = options(&charge.options, dice);
    let mut record = Record::new(dice);
    record.text("title", &charge.title);
    record.text("unit", &charge.unit);
    record.text("note", &charge.note);
    match charge.quantity.as_slice() {
        [] => {}
        [only] if record.dice.one_in(2) => record.put("quantity", Value::Text(only.clone())),
        names => record.put("quantity", texts(names)),
    }
    weights(&mut record, "plus", &charge.plus);
    weights(&mut record, "minus", &charge.minus);
    terms(&mut record, &charge.terms);
    match &charge.pricing {
        Pricing::Plain(plain) => tariff(&mut record, plain),
        Pricing::Rates(rows) => {
            let rows = rows.iter().map(|line| row(line, record.dice)).collect();
            record.list("rates", rows, false);
        }
        Pricing::Table(table) => put_table(&mut record, table),
    }
    if let Some(share) = &charge.share {
        let share = [("of", &share.of), ("in", &share.within)];
        let share = share.map(|(key, name)| (key.to_owned(), Value::Text(name.clone())));
        record.put("share", Value::Record(share.to_vec()));
    }
    record.named("options", options);
    record.setting("round", &charge.round, false);
    record.list("allow", charge.allow.iter().cloned().map(Value::Text).collect(), true);
    record.value()
}

fn row(row: &Row, dice: &mut Dice) -> Value {
    let mut record = Record::new(dice);
    record.when(&row.when);
    terms(&mut record, &row.terms);
    tariff(&mut record, &row.tariff);
    record.value()
}

fn terms(record: &mut Record<'_>, terms: &Terms) {
    record.number("included", &terms.included);
    if !terms.included_by.is_empty() {
        record.put("included_by", weight_table(&terms.included_by));
    }
    record.number("per", &terms.per);
    record.setting("increment", &terms.increment, true);
    match terms.tiering {
        Some(Tiering::Graduated) => record.put("tiering", Value::Text("graduated".to_owned())),
        Some(Tiering::Volume) => record.put("tiering", Value::Text("volume".to_owned())),
        None => {}
    }
    record.number("min", &terms.min);
    record.number("max", &terms.max);
}

fn tariff(record: &mut Record<'_>, tariff: &Tariff) {
    match tariff {
        Tariff::Price(price) => record.put("price", Value::Number(price.clone())),
        Tariff::Tiers(tiers) => {
            let tiers = tiers.iter().map(|line| tier(line, record.dice)).collect();
            record.list("tiers", tiers, false);
        }
    }
}

fn tier(tier: &Tier, dice: &mut Dice) -> Value {
    let mut record = Record::new(dice);
    record.number("up_to", &tier.up_to);
    for (key, amount) in [("price", &tier.price), ("flat", &tier.flat)] {
        if !amount.is_zero() || record.dice.one_in(2) {
            record.put(key, Value::Number(amount.clone()));
        }
    }
    record.number("per", &tier.per);
    record.setting("increment", &tier.increment, true);
    record.value()
}

/// `plus` or `minus`: a table of weights, or a list or a name where every weight is 1.
fn weights(record: &mut Record<'_>, key: &str, weights: &[(String, Amount)]) {
    let names: Vec<String> = weights.iter().map(|(name, _)| name.clone()).collect();
    let plain = weights.iter().all(|(_, weight)| weight.is_one());
    match names.as_slice() {
        [] => {}
        [only] if plain && record.dice.one_in(2) => record.put(key, Value::Text(only.clone())),
        names if plain && record.dice.one_in(2) => record.put(key, texts(names)),
        _ => record.put(key, weight_table(weights)),
    }
}

/// A table of names and what each of them weighs.
pub fn weight_table(weights: &[(String, Amount)]) -> Value {
    Value::Named(weights.iter().map(|(name, weight)| (name.clone(), Value::Number(weight.clone()))).collect())
}

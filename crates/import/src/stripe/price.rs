//! The endpoint of a price object.

use pricesheet::Decimal;

use super::currency;
use crate::amount::{amount, shifted};
use crate::error::Fault;
use crate::item::{Item, Table};
use crate::json::{Object, Value};
use crate::report::{Kind, Report};

/// The charge, and the quantity it counts.
const QUANTITY: &str = "quantity";

/// Amounts in one currency.
struct Money<'a> {
    /// The price object itself, or its option for the currency.
    object: Object<'a>,
    /// How many decimal places the smallest unit has.
    places: u32,
}

/// The endpoint; none where it is told why there is none.
pub(crate) fn endpoint(
    object: &Object<'_>,
    code: &str,
    name: &str,
    report: &mut Report,
) -> Result<Option<Table>, Fault> {
    let kind = object.require("object")?.text()?.into_owned();
    if kind != "price" {
        return Err(Fault::new(&object.path, format!("an object of the kind `{kind}`"))
            .with_help("only price objects have prices"));
    }
    let Some(money) = Money::of(object, code)? else {
        report.tell(Kind::NotPriced, format!("no price in {}", code.to_uppercase()), name, &object.path);
        return Ok(None);
    };
    if money.object.get("custom_unit_amount").is_some() {
        report.tell(Kind::NotPriced, "an amount that the customer chooses", name, &object.path);
        return Ok(None);
    }
    let charge = Table::default().with("unit", unit(object)?);
    let charge = match object.require("billing_scheme")?.text()?.as_ref() {
        "per_unit" => charge_per_unit(charge, object, &money)?,
        "tiered" => {
            if money.object.get("tiers").is_none() {
                let what = "tiers that are not in the file: ask Stripe for them with `expand[]=data.tiers`";
                report.tell(Kind::NotExpressed, what, name, &object.path);
                return Ok(None);
            }
            charge_tiered(charge, object, &money)?
        }
        other => {
            return Err(Fault::new(&object.path, format!("a billing scheme `{other}`"))
                .with_help("`per_unit` or `tiered`"));
        }
    };
    if charge.get("round").is_some() {
        let what = "amounts finer than the smallest unit: rounded to it half up, as a line of an invoice is";
        report.tell(Kind::Decided, what, name, &object.path);
        if charge.get("tiering") == Some(&Item::from("graduated")) {
            let what = "graduated tiers with such amounts: rounded as a whole, where Stripe has a line for each tier";
            report.tell(Kind::Decided, what, name, &object.path);
        }
    }
    let title = object.text("nickname")?.map(Into::into).or(product(object, "name")?);
    let group = product(object, "name")?.or(product(object, "id")?);
    let recurring = object.get("recurring").map(|value| value.object()).transpose()?;
    let table = Table::default()
        .with_some("title", title.as_deref())
        .with_some("group", group.as_deref())
        .with_some("note", note(object, recurring.as_ref())?)
        .with("basis", if recurring.is_some() { "period" } else { "call" })
        .with("charges", Table::default().with(QUANTITY, charge));
    Ok(Some(table))
}

impl<'a> Money<'a> {
    fn of(object: &Object<'a>, code: &str) -> Result<Option<Self>, Fault> {
        let places = currency::places(code);
        let main = object.require("currency")?.text()?.to_lowercase();
        if main == code {
            return Ok(Some(Money { object: object.clone(), places }));
        }
        let Some(options) = object.get("currency_options") else { return Ok(None) };
        let options = options.object()?;
        let option =
            options.members().find(|(key, _)| key.to_lowercase() == code).map(|(_, value)| value.object());
        Ok(option.transpose()?.map(|object| Money { object, places }))
    }

    /// An amount of the currency, by the key of its whole number; the decimal one goes before it, and may not contradict it.
    fn amount(&self, object: &Object<'_>, key: &str) -> Result<Option<Decimal>, Fault> {
        let whole = object.get(key).map(|value| self.read(&value)).transpose()?;
        let decimal = object.get(&format!("{key}_decimal"));
        let decimal = decimal.map(|value| Ok((self.read(&value)?, value))).transpose()?;
        match (whole, decimal) {
            (Some(whole), Some((decimal, value))) if whole != decimal => {
                Err(Fault::new(&value.path, format!("{} contradicts `{key}`", value.written())))
            }
            (_, Some((decimal, _))) => Ok(Some(decimal)),
            (whole, None) => Ok(whole),
        }
    }

    fn read(&self, value: &Value<'_>) -> Result<Decimal, Fault> {
        let power = i32::try_from(self.places).unwrap_or_default().saturating_neg();
        shifted(amount(value)?, power, &value.path)
    }

    /// The rounding of an invoice's line, where an amount is finer than the smallest unit.
    fn rounded(&self, charge: Table, prices: &[Decimal]) -> Table {
        if prices.iter().all(|price| price.normalize().scale() <= self.places) {
            return charge;
        }
        let smallest = Decimal::try_from_i128_with_scale(1, self.places).unwrap_or(Decimal::ONE);
        charge.with("round", Table::default().with("to", smallest).with("mode", "half-up"))
    }
}

fn charge_per_unit(mut charge: Table, object: &Object<'_>, money: &Money<'_>) -> Result<Table, Fault> {
    let price = money.amount(&money.object, "unit_amount")?;
    let price =
        price.ok_or_else(|| Fault::new(&object.path, "neither `unit_amount` nor `unit_amount_decimal`"))?;
    if let Some(transform) = object.get("transform_quantity") {
        let transform = transform.object()?;
        let divisor = transform.require("divide_by")?;
        let per = amount(&divisor)?;
        if per.is_zero() || per.normalize().scale() > 0 {
            return Err(Fault::new(&divisor.path, format!("`{per}` is not a whole number from 1")));
        }
        let round = transform.require("round")?;
        let mode = round.text()?.into_owned();
        if !matches!(mode.as_str(), "up" | "down") {
            return Err(Fault::new(&round.path, format!("a rounding `{mode}`")).with_help("`up` or `down`"));
        }
        charge.set("per", per);
        let packages = Table::default().with("to", per).with("mode", mode.as_str());
        charge.set("increment", if mode == "up" { Item::Number(per) } else { Item::Table(packages) });
    }
    Ok(money.rounded(charge, &[price]).with("price", price))
}

fn charge_tiered(charge: Table, object: &Object<'_>, money: &Money<'_>) -> Result<Table, Fault> {
    if let Some(transform) = object.get("transform_quantity") {
        return Err(Fault::not_expressed(&transform.path, "packages and tiers in one price"));
    }
    let mode = object.require("tiers_mode")?;
    let tiering = mode.text()?.into_owned();
    if !matches!(tiering.as_str(), "graduated" | "volume") {
        return Err(Fault::new(&mode.path, format!("tiers of the mode `{tiering}`"))
            .with_help("`graduated` or `volume`"));
    }
    let (mut tiers, mut amounts) = (Vec::new(), Vec::new());
    for tier in money.object.require("tiers")?.list()? {
        let tier = tier.object()?;
        let end = tier.get("up_to").filter(|end| end.text().ok().as_deref() != Some("inf"));
        let end = end.map(|end| amount(&end)).transpose()?;
        let price = money.amount(&tier, "unit_amount")?;
        let flat = money.amount(&tier, "flat_amount")?;
        amounts.extend(price.into_iter().chain(flat));
        let table = Table::default().with_some("up_to", end).with("price", price.unwrap_or_default());
        tiers.push(Item::Table(table.with_some("flat", flat.filter(|flat| !flat.is_zero()))));
    }
    if tiers.is_empty() {
        return Err(Fault::new(&object.path, "no tiers"));
    }
    check_ends(&tiers, object)?;
    Ok(money.rounded(charge, &amounts).with("tiering", tiering.as_str()).with("tiers", tiers))
}

/// Ends rise from above 0, and only the last tier may have none.
fn check_ends(tiers: &[Item], object: &Object<'_>) -> Result<(), Fault> {
    let mut before = Decimal::ZERO;
    for (at, tier) in tiers.iter().enumerate() {
        let end = match tier {
            Item::Table(table) => table.get("up_to"),
            _ => None,
        };
        match end {
            Some(Item::Number(end)) if *end > before => before = *end,
            None if at.saturating_add(1) == tiers.len() => {}
            _ => {
                return Err(Fault::new(
                    &object.path,
                    "tiers whose `up_to` does not rise, or that go on after the last",
                ));
            }
        }
    }
    Ok(())
}

/// What one is called: the unit of the product, where the product is in the file.
fn unit(object: &Object<'_>) -> Result<String, Fault> {
    Ok(product(object, "unit_label")?.unwrap_or_else(|| "unit".to_string()))
}

/// A text of the product; the product may be its id alone.
fn product(object: &Object<'_>, key: &str) -> Result<Option<String>, Fault> {
    let Some(product) = object.get("product") else { return Ok(None) };
    if product.is_text() {
        return Ok((key == "id").then(|| product.text()).transpose()?.map(Into::into));
    }
    Ok(product.object()?.text(key)?.map(Into::into))
}

/// How often it is charged, and whether it still is.
fn note(object: &Object<'_>, recurring: Option<&Object<'_>>) -> Result<Option<String>, Fault> {
    let mut notes = Vec::new();
    if let Some(recurring) = recurring {
        let interval = recurring.require("interval")?.text()?.into_owned();
        let count = recurring.get("interval_count").map(|value| amount(&value)).transpose()?;
        notes.push(match count.filter(|count| *count != Decimal::ONE) {
            Some(count) => format!("every {count} {interval}s"),
            None => format!("every {interval}"),
        });
    }
    if object.get("active").is_some_and(|value| value.written() == "false") {
        notes.push("no longer offered".to_string());
    }
    Ok((!notes.is_empty()).then(|| notes.join(", ")))
}

//! The model of a sheet as data: every key of the sheet with what it inherits filled in, amounts as strings, and names
//! where the model has ids.

use pricesheet::Decimal;
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{
    Allow, Attribute, AttributeId, Charge, ChargeRate, Choice, Condition, Derivation, DerivedQuantity,
    Effect, Endpoint, Example, Hours, OptionId, OptionRule, PriceTable, Pricing, Quantity, QuantityId, Rate,
    TableRow, Tier, ValueId, Weighted, Window,
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::amount::Amount;

#[derive(Debug, Serialize)]
pub(crate) struct EndpointFields<'m> {
    name: &'m str,
    title: Option<&'m str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'m [String],
    group: &'m [String],
    note: Option<&'m str>,
    basis: &'static str,
    /// Its price as people read it.
    words: Vec<String>,
    rates: Vec<RateFields>,
    #[serde(flatten)]
    table: Option<TableFields<'m>>,
    options: Vec<OptionFields<'m>>,
    choices: Vec<ChoiceFields<'m>>,
    option_names: &'m [String],
    quantities: Vec<QuantityFields<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    derived: Vec<DerivedFields<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<AttributeFields<'m>>,
    /// The windows that it names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    windows: Vec<WindowFields<'m>>,
    charges: Vec<ChargeFields<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<Amount>,
    min: Option<Amount>,
    max: Option<Amount>,
    round: Option<RoundingFields>,
    examples: Vec<ExampleFields<'m>>,
    allow: Vec<&'m str>,
}

#[derive(Debug, Serialize)]
struct RateFields {
    when: Vec<String>,
    price: Amount,
}

#[derive(Debug, Serialize)]
struct OptionFields<'m> {
    name: &'m str,
    title: Option<&'m str>,
    #[serde(flatten)]
    effect: Option<EffectField>,
    when: Vec<String>,
}

/// What an option does, as the key by which a sheet states it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum EffectField {
    Price(Amount),
    Times(Amount),
    Free(bool),
}

#[derive(Debug, Serialize)]
struct ChoiceFields<'m> {
    name: &'m str,
    of: Vec<&'m str>,
    default: Option<&'m str>,
    required: bool,
}

#[derive(Debug, Serialize)]
struct QuantityFields<'m> {
    name: &'m str,
    title: Option<&'m str>,
    unit: Option<&'m str>,
    default: Option<Amount>,
    required: bool,
    at_least: Option<Amount>,
    increment: Option<RoundingFields>,
}

/// A derived quantity, by the key that says how it is made.
#[derive(Debug, Serialize)]
struct DerivedFields<'m> {
    name: &'m str,
    title: Option<&'m str>,
    #[serde(flatten)]
    of: DerivationField<'m>,
    at_least: Option<Amount>,
    increment: Option<RoundingFields>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum DerivationField<'m> {
    Sum(Map<String, Value>),
    Product(Vec<&'m str>),
}

#[derive(Debug, Serialize)]
struct ShareFields<'m> {
    of: &'m str,
    #[serde(rename = "in")]
    within: &'m str,
}

#[derive(Debug, Serialize)]
struct AttributeFields<'m> {
    name: &'m str,
    title: Option<&'m str>,
    default: Option<&'m str>,
    required: bool,
    of: Vec<&'m str>,
    open: bool,
    /// Every known value.
    values: &'m [String],
}

#[derive(Debug, Serialize)]
struct WindowFields<'m> {
    name: &'m str,
    clock: String,
    weekdays: Vec<&'static str>,
    hours: Vec<HoursFields>,
}

#[derive(Debug, Serialize)]
struct HoursFields {
    from: String,
    to: String,
}

/// A table of prices: rows of as many values as `by` has attributes, and a price.
#[derive(Debug, Serialize)]
struct TableFields<'m> {
    by: Vec<&'m str>,
    table: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct ChargeFields<'m> {
    name: &'m str,
    title: Option<&'m str>,
    unit: Option<&'m str>,
    note: Option<&'m str>,
    quantity: Vec<&'m str>,
    plus: Map<String, Value>,
    minus: Map<String, Value>,
    rates: Vec<ChargeRateFields<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<ShareFields<'m>>,
    options: Vec<OptionFields<'m>>,
    round: Option<RoundingFields>,
    allow: Vec<&'m str>,
}

#[derive(Debug, Serialize)]
struct ChargeRateFields<'m> {
    when: Vec<String>,
    included: Amount,
    #[serde(skip_serializing_if = "Map::is_empty")]
    included_by: Map<String, Value>,
    increment: Option<RoundingFields>,
    #[serde(flatten)]
    pricing: PricingFields<'m>,
    min: Option<Amount>,
    max: Option<Amount>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum PricingFields<'m> {
    Unit {
        price: Amount,
        per: Amount,
    },
    Tiers {
        tiering: &'static str,
        tiers: Vec<TierFields>,
    },
    Table {
        #[serde(flatten)]
        table: TableFields<'m>,
        per: Amount,
    },
}

#[derive(Debug, Serialize)]
struct TierFields {
    up_to: Option<Amount>,
    price: Amount,
    per: Amount,
    flat: Amount,
    increment: Option<RoundingFields>,
}

#[derive(Debug, Serialize)]
struct RoundingFields {
    to: Amount,
    mode: &'static str,
}

#[derive(Debug, Serialize)]
struct ExampleFields<'m> {
    options: Vec<&'m str>,
    quantities: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    attributes: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    total: Amount,
    note: Option<&'m str>,
}

/// An endpoint as data.
pub(crate) fn endpoint<'m>(endpoint: &'m Endpoint, unit: &str) -> EndpointFields<'m> {
    let names = Names(endpoint);
    EndpointFields {
        name: &endpoint.name,
        title: endpoint.title.as_deref(),
        aliases: &endpoint.aliases,
        group: &endpoint.group,
        note: endpoint.note.as_deref(),
        basis: endpoint.basis.as_str(),
        words: pricesheet_page::words(endpoint, unit),
        rates: endpoint.rates.iter().map(|rate| names.rate(rate)).collect(),
        table: endpoint.table.as_ref().map(|table| names.table(table)),
        options: names.rules(&endpoint.options),
        choices: endpoint.choices.iter().map(|choice| names.choice(choice)).collect(),
        option_names: &endpoint.option_names,
        quantities: endpoint.quantities.iter().map(quantity).collect(),
        attributes: endpoint.attributes.iter().map(attribute).collect(),
        derived: endpoint.derived.iter().map(|derived| names.derived(derived)).collect(),
        windows: endpoint.windows.iter().map(|window| self::window(window)).collect(),
        charges: endpoint.charges.iter().map(|charge| names.charge(charge)).collect(),
        times: endpoint.times.map(Amount::from),
        min: endpoint.min.map(Amount::from),
        max: endpoint.max.map(Amount::from),
        round: endpoint.round.map(rounding),
        examples: endpoint.examples.iter().map(|example| names.example(example)).collect(),
        allow: codes(&endpoint.allow),
    }
}

/// The endpoint whose names the ids stand for.
#[derive(Clone, Copy)]
struct Names<'m>(&'m Endpoint);

impl<'m> Names<'m> {
    fn options(self, options: &[OptionId]) -> Vec<&'m str> {
        options.iter().map(|option| self.0.option_name(*option)).collect()
    }

    fn amounts(self, amounts: impl IntoIterator<Item = (QuantityId, Decimal)>) -> Map<String, Value> {
        let named = |(quantity, amount): (_, Decimal)| {
            let name = self.0.quantity_name(quantity).to_string();
            (name, Value::String(amount.normalize().to_string()))
        };
        amounts.into_iter().map(named).collect()
    }

    fn weights(self, weights: &[Weighted]) -> Map<String, Value> {
        self.amounts(weights.iter().map(|part| (part.quantity, part.weight)))
    }

    fn derived(self, derived: &'m DerivedQuantity) -> DerivedFields<'m> {
        let name = |part: &QuantityId| self.0.quantity_name(*part);
        DerivedFields {
            name: &derived.name,
            title: derived.title.as_deref(),
            of: match &derived.of {
                Derivation::Sum(parts) => DerivationField::Sum(self.weights(parts)),
                Derivation::Product(parts) => DerivationField::Product(parts.iter().map(name).collect()),
            },
            at_least: derived.at_least.map(Amount::from),
            increment: derived.increment.map(rounding),
        }
    }

    fn when(self, conditions: &[Condition]) -> Vec<String> {
        conditions.iter().map(|condition| self.0.written(condition)).collect()
    }

    fn rate(self, rate: &Rate) -> RateFields {
        RateFields { when: self.when(&rate.when), price: rate.price.into() }
    }

    fn rules(self, rules: &'m [OptionRule]) -> Vec<OptionFields<'m>> {
        let fields = |rule: &'m OptionRule| OptionFields {
            name: self.0.option_name(rule.option),
            title: rule.title.as_deref(),
            effect: match rule.effect {
                Effect::Nothing => None,
                Effect::Price(price) => Some(EffectField::Price(price.into())),
                Effect::Times(factor) => Some(EffectField::Times(factor.into())),
                Effect::Free => Some(EffectField::Free(true)),
            },
            when: self.when(&rule.when),
        };
        rules.iter().map(fields).collect()
    }

    fn choice(self, choice: &'m Choice) -> ChoiceFields<'m> {
        ChoiceFields {
            name: &choice.name,
            of: self.options(&choice.of),
            default: choice.default.map(|option| self.0.option_name(option)),
            required: choice.required,
        }
    }

    fn charge(self, charge: &'m Charge) -> ChargeFields<'m> {
        ChargeFields {
            name: &charge.name,
            title: charge.title.as_deref(),
            unit: charge.unit.as_deref(),
            note: charge.note.as_deref(),
            quantity: charge.quantity.iter().map(|quantity| self.0.quantity_name(*quantity)).collect(),
            plus: self.weights(&charge.plus),
            minus: self.weights(&charge.minus),
            rates: charge.rates.iter().map(|rate| self.charge_rate(rate)).collect(),
            share: charge.share.map(|share| ShareFields {
                of: self.0.quantity_name(share.of),
                within: self.0.quantity_name(share.within),
            }),
            options: self.rules(&charge.options),
            round: charge.round.map(rounding),
            allow: codes(&charge.allow),
        }
    }

    fn table(self, table: &'m PriceTable) -> TableFields<'m> {
        let row = |row: &TableRow| {
            let cells = table.by().iter().zip(table.cells(row));
            let value = |(id, cell): (&AttributeId, &Option<ValueId>)| {
                cell.map_or("*", |value| self.0.value(*id, value)).to_string()
            };
            cells.map(value).chain([row.price.normalize().to_string()]).collect()
        };
        TableFields {
            by: table.by().iter().map(|id| self.0.attribute_name(*id)).collect(),
            table: table.rows().iter().map(row).collect(),
        }
    }

    fn charge_rate(self, rate: &'m ChargeRate) -> ChargeRateFields<'m> {
        ChargeRateFields {
            when: self.when(&rate.when),
            included: rate.included.into(),
            included_by: self.weights(&rate.included_by),
            increment: rate.increment.map(rounding),
            pricing: match &rate.pricing {
                Pricing::Unit(unit) => PricingFields::Unit { price: unit.price.into(), per: unit.per.into() },
                Pricing::Tiers { mode, tiers } => {
                    PricingFields::Tiers { tiering: mode.as_str(), tiers: tiers.iter().map(tier).collect() }
                }
                Pricing::Table { table, per } => {
                    PricingFields::Table { table: self.table(table), per: (*per).into() }
                }
            },
            min: rate.min.map(Amount::from),
            max: rate.max.map(Amount::from),
        }
    }

    fn example(self, example: &'m Example) -> ExampleFields<'m> {
        ExampleFields {
            options: self.options(&example.options),
            quantities: self.amounts(example.quantities.iter().copied()),
            attributes: example
                .attributes
                .iter()
                .map(|(id, value)| (self.0.attribute_name(*id).to_string(), Value::String(value.clone())))
                .collect(),
            at: example.at.map(|at| at.to_string()),
            total: example.total.into(),
            note: example.note.as_deref(),
        }
    }
}

fn quantity(quantity: &Quantity) -> QuantityFields<'_> {
    QuantityFields {
        name: &quantity.name,
        title: quantity.title.as_deref(),
        unit: quantity.unit.as_deref(),
        default: quantity.default.map(Amount::from),
        required: quantity.required,
        at_least: quantity.at_least.map(Amount::from),
        increment: quantity.increment.map(rounding),
    }
}

fn attribute(attribute: &Attribute) -> AttributeFields<'_> {
    AttributeFields {
        name: &attribute.name,
        title: attribute.title.as_deref(),
        default: attribute.default.map(|value| attribute.value(value)),
        required: attribute.required,
        of: attribute.of.iter().map(|value| attribute.value(*value)).collect(),
        open: attribute.open,
        values: &attribute.values,
    }
}

fn window(window: &Window) -> WindowFields<'_> {
    let hours = |hours: &Hours| HoursFields { from: hours.from.to_string(), to: hours.to.to_string() };
    WindowFields {
        name: &window.name,
        clock: window.clock.to_string(),
        weekdays: window.weekdays.iter().map(|day| day.as_str()).collect(),
        hours: window.hours.iter().map(hours).collect(),
    }
}

fn tier(tier: &Tier) -> TierFields {
    TierFields {
        up_to: tier.up_to.map(Amount::from),
        price: tier.unit.price.into(),
        per: tier.unit.per.into(),
        flat: tier.flat.into(),
        increment: tier.increment.map(rounding),
    }
}

fn rounding(rounding: Rounding) -> RoundingFields {
    RoundingFields { to: rounding.to.into(), mode: rounding.mode.as_str() }
}

fn codes(allow: &[Allow]) -> Vec<&str> {
    allow.iter().map(|allow| &*allow.code).collect()
}

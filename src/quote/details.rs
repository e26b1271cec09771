//! How the amount of a charge came about: its steps taken once more, and kept in words.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use super::LineKind;
use crate::exact::{Exact, Fraction, Integer, Stated, Wide};
use crate::price_sheet::EndpointPricer;
use crate::rules::{self, Adjustment, Observer, Selection, Setting};
use crate::sheet::{
    AttributeId, Charge, ChargeRate, Effect, Endpoint, OptionRule, PriceTable, Pricing, QuantityId, TableRow,
    ValueId, Weighted,
};

/// How the amount of a charge came about. Numbers are exact texts: a decimal, or a fraction such as `427/36000` where
/// the value before rounding is not a finite decimal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ChargeDetails {
    /// One of what is counted, where the sheet names it.
    pub unit: Option<String>,
    /// Every quantity that the charge reads, as stated and as it counts.
    pub quantities: Vec<CountedQuantity>,
    /// What the charge counts: product, plus, less.
    pub count: String,
    /// What of it is free, all together.
    pub included: Option<String>,
    /// Of that, what is free because of quantities.
    pub included_by: Vec<IncludedBy>,
    /// The conditions of the row that was taken; empty where the charge has one price.
    pub rate: Vec<String>,
    /// The values that the row of a table matched; empty where the charge has none.
    pub matched: Vec<MatchedValue>,
    /// What is billed, after what is included and the increment. None where nothing is.
    pub billed: Option<String>,
    /// The unit price where there are no tiers, without what options add.
    pub price: Option<Decimal>,
    /// How many units the price is for.
    pub per: Option<Decimal>,
    /// What options add to the unit price, of every tier too. None where no option does.
    pub added: Option<String>,
    /// The tiers that the count reaches.
    pub tiers: Vec<TierSlice>,
    /// The part of the amount that is due, where the charge has a share.
    pub share: Option<ChargeShare>,
    /// The options of the charge that act.
    pub options: Vec<ChargeOption>,
    /// Multipliers, bounds and rounding that changed the amount, in order.
    pub adjustments: Vec<ChargeAdjustment>,
}

/// A quantity that a charge reads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedQuantity {
    /// Its name.
    pub name: String,
    /// What the usage states, or its default; of a derived quantity, what that comes to of its parts.
    pub stated: String,
    /// What it counts as, after `at_least` and `increment`.
    pub counted: String,
}

/// The value of an attribute that the row of a table matched.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MatchedValue {
    /// The name of the attribute.
    pub attribute: String,
    /// What the usage states, or its default.
    pub value: String,
    /// Whether the row takes any value.
    pub any: bool,
}

/// A quantity by which more is included.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IncludedBy {
    /// Its name.
    pub name: String,
    /// What it counts as.
    pub counted: String,
    /// How many are free for each of it.
    pub weight: Decimal,
    /// How many are free by it.
    pub included: String,
}

/// The part of a charge's amount that is due: one quantity by another, each as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeShare {
    /// The name of the quantity that the amount is multiplied by.
    pub of: String,
    /// How much of it there is.
    pub of_counted: String,
    /// The name of the quantity that the amount is divided by.
    pub within: String,
    /// How much of it there is.
    pub within_counted: String,
    /// The amount from there on.
    pub amount: String,
}

/// The part of a count that falls into one tier.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TierSlice {
    /// The place of the tier, from 1.
    pub tier: usize,
    /// The last count that belongs to it.
    pub up_to: Option<Decimal>,
    /// The part of the count.
    pub count: String,
    /// That part as billed, after the tier's own increment.
    pub billed: String,
    /// The tier's price, without what options add.
    pub price: Decimal,
    /// How many units the price is for.
    pub per: Decimal,
    /// What is due once.
    pub flat: Decimal,
    /// What the tier comes to.
    pub amount: String,
}

/// An option that acts on a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeOption {
    /// Its name.
    pub name: String,
    /// What it does, in words.
    pub effect: String,
}

/// What changed the amount of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeAdjustment {
    /// What it was: `Times`, `Minimum`, `Maximum`, `Rounding` or `Free`.
    pub kind: LineKind,
    /// The option, where one did it.
    pub name: Option<String>,
    /// The amount from there on.
    pub amount: String,
}

impl ChargeDetails {
    /// The details of a charge of a selection that has a price.
    pub(super) fn of(
        pricer: EndpointPricer<'_>,
        selection: Selection<'_>,
        place: usize,
        charge: &Charge,
    ) -> Self {
        let mut recorder = DetailsRecorder {
            endpoint: pricer.endpoint,
            selection,
            charge,
            rate: None,
            added: Exact::zero(),
            details: ChargeDetails::default(),
        };
        rules::retrace_charge(pricer.endpoint, selection, place, &mut recorder);
        recorder.details
    }
}

/// Writes down what the arithmetic tells of one charge, in the words of the endpoint.
struct DetailsRecorder<'a> {
    endpoint: &'a Endpoint,
    selection: Selection<'a>,
    charge: &'a Charge,
    rate: Option<&'a ChargeRate>,
    added: Exact<Wide>,
    details: ChargeDetails,
}

/// The values that a row of a table matches.
pub(super) fn matched(
    endpoint: &Endpoint,
    setting: &Setting,
    table: &PriceTable,
    row: &TableRow,
) -> Vec<MatchedValue> {
    let cells = table.by().iter().zip(table.cells(row));
    let value = |(attribute, cell): (&AttributeId, &Option<ValueId>)| MatchedValue {
        attribute: endpoint.attribute_name(*attribute).to_string(),
        value: setting.text(endpoint, *attribute).to_string(),
        any: cell.is_none(),
    };
    cells.map(value).collect()
}

impl fmt::Display for MatchedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.attribute, self.value)?;
        if self.any { f.write_str(" (any)") } else { Ok(()) }
    }
}

/// The text of an exact value: digit by digit, whatever its size.
fn text<I: Integer>(value: Exact<I>) -> String {
    Fraction::whole(value).to_string()
}

/// What the usage states of a quantity, or its default; what a derived one comes to of these.
pub(super) fn stated(endpoint: &Endpoint, selection: Selection<'_>, quantity: QuantityId) -> String {
    match endpoint.derived(quantity) {
        Some(derived) => selection.derived::<Wide>(derived).map(text).unwrap_or_default(),
        None => {
            let stated = selection.quantities.get(quantity.index());
            stated.map(|stated| stated.normalize().to_string()).unwrap_or_default()
        }
    }
}

fn option_of(by: Adjustment, options: &[OptionRule]) -> Option<&OptionRule> {
    match by {
        Adjustment::Times(place) | Adjustment::Free(place) => options.get(place),
        Adjustment::OwnTimes | Adjustment::Minimum | Adjustment::Maximum | Adjustment::Rounding => None,
    }
}

impl Observer for DetailsRecorder<'_> {
    fn restart(&mut self) {
        self.rate = None;
        self.added = Exact::zero();
        self.details = ChargeDetails::default();
    }

    fn charge(&mut self, _: usize) {
        self.details.unit.clone_from(&self.charge.unit);
    }

    fn counted<I: Integer>(&mut self, quantity: QuantityId, counted: Exact<I>) {
        self.details.quantities.push(CountedQuantity {
            name: self.endpoint.quantity_name(quantity).to_string(),
            stated: stated(self.endpoint, self.selection, quantity),
            counted: text(counted),
        });
    }

    fn included_by<I: Integer>(&mut self, part: &Weighted, counted: Exact<I>, free: Exact<I>) {
        self.details.included_by.push(IncludedBy {
            name: self.endpoint.quantity_name(part.quantity).to_string(),
            counted: text(counted),
            weight: part.weight.normalize(),
            included: text(free),
        });
    }

    fn included<I: Integer>(&mut self, included: Exact<I>) {
        self.details.included = Some(text(included));
    }

    fn share<I: Integer>(&mut self, of: Exact<I>, within: Exact<I>, amount: Fraction<I>) {
        let Some(share) = self.charge.share else { return };
        self.details.share = Some(ChargeShare {
            of: self.endpoint.quantity_name(share.of).to_string(),
            of_counted: text(of),
            within: self.endpoint.quantity_name(share.within).to_string(),
            within_counted: text(within),
            amount: amount.to_string(),
        });
    }

    fn count<I: Integer>(&mut self, count: Exact<I>) {
        self.details.count = text(count);
    }

    fn billed<I: Integer>(&mut self, rate: usize, billed: Exact<I>) {
        let Some(rate) = self.charge.rates.get(rate) else { return };
        self.rate = Some(rate);
        self.details.rate = rate.when.iter().map(|condition| self.endpoint.written(condition)).collect();
        self.details.billed = Some(text(billed));
        if let Pricing::Unit(unit) = &rate.pricing {
            self.details.price = Some(unit.price.normalize());
            self.details.per = Some(unit.per.normalize());
        }
    }

    fn table_row(&mut self, row: usize) {
        let tables = self.charge.rates.iter().filter_map(|rate| match &rate.pricing {
            Pricing::Table { table, per } => Some((table, per)),
            _ => None,
        });
        for (table, per) in tables {
            let Some(row) = table.rows().get(row) else { continue };
            self.details.matched = matched(self.endpoint, self.selection.setting, table, row);
            self.details.price = Some(row.price.normalize());
            self.details.per = Some(per.normalize());
        }
    }

    fn tier<I: Integer>(&mut self, tier: usize, slice: Exact<I>, billed: Exact<I>, amount: Fraction<I>) {
        let tiers = self.rate.map(|rate| rate.pricing.tiers()).unwrap_or_default();
        if let Some(model) = tiers.get(tier) {
            self.details.tiers.push(TierSlice {
                tier: tier.saturating_add(1),
                up_to: model.up_to.map(|bound| bound.normalize()),
                count: text(slice),
                billed: text(billed),
                price: model.unit.price.normalize(),
                per: model.unit.per.normalize(),
                flat: model.flat.normalize(),
                amount: amount.to_string(),
            });
        }
    }

    fn charge_option(&mut self, option: usize) {
        let Some(rule) = self.charge.options.get(option) else { return };
        let effect = match rule.effect {
            Effect::Nothing => return,
            Effect::Price(price) => {
                if let Some(added) = Stated::of(price).over().and_then(|price| self.added.add(price)) {
                    self.added = added;
                    self.details.added = Some(text(added));
                }
                format!("adds {} to the unit price", price.normalize())
            }
            Effect::Times(factor) => format!("times {}", factor.normalize()),
            Effect::Free => "free".to_string(),
        };
        let name = self.endpoint.option_name(rule.option).to_string();
        self.details.options.push(ChargeOption { name, effect });
    }

    fn charge_adjusted<I: Integer>(&mut self, by: Adjustment, amount: Fraction<I>) {
        self.details.adjustments.push(ChargeAdjustment {
            kind: by.into(),
            name: option_of(by, &self.charge.options)
                .map(|rule| self.endpoint.option_name(rule.option).to_string()),
            amount: amount.to_string(),
        });
    }
}

//! How many decimal places the amounts of an endpoint have at the most, where its prices and the columns say so.

use pricesheet::sheet::{
    Charge, ChargeRate, Derivation, Effect, Endpoint, OptionRule, Pricing, QuantityId, UnitPrice, Weighted,
};
use pricesheet::{Decimal, PriceSheet};

use crate::amount::SCALE_MAX;

/// How many decimal places amounts of a sheet have at the most, where usages state quantities of so many; no more than the
/// decimal type has.
pub(crate) fn of_sheet(sheet: &PriceSheet, stated: impl Fn(&str) -> u32) -> u8 {
    let endpoints = sheet.model().endpoints.iter();
    let scales = endpoints.map(|endpoint| Scales { endpoint, stated: &stated }.total());
    u8::try_from(scales.max().unwrap_or_default()).unwrap_or(SCALE_MAX).min(SCALE_MAX)
}

struct Scales<'s, F> {
    endpoint: &'s Endpoint,
    /// The decimal places that usages state of a quantity.
    stated: &'s F,
}

impl<F: Fn(&str) -> u32> Scales<'_, F> {
    fn total(&self) -> u32 {
        let Endpoint { rates, table, options, charges, times, min, max, round, .. } = self.endpoint;
        if let Some(round) = round {
            return scale(round.to);
        }
        let rows = table.iter().flat_map(|table| table.rows()).map(|row| row.price);
        let flat = most(rates.iter().map(|rate| rate.price).chain(rows)).max(added(options));
        let charges = charges.iter().map(|charge| self.charge(charge)).max().unwrap_or_default();
        let multiplied =
            flat.max(charges).saturating_add(factors(options)).saturating_add(times.map_or(0, scale));
        multiplied.max(most(min.iter().chain(max).copied()))
    }

    fn charge(&self, charge: &Charge) -> u32 {
        if let Some(round) = charge.round {
            return scale(round.to);
        }
        let product = charge.quantity.iter().map(|id| self.read(*id)).fold(0, u32::saturating_add);
        let count = product.max(self.weighted(&charge.plus)).max(self.weighted(&charge.minus));
        let rows = charge.rates.iter().map(|row| {
            let amount = self.row(charge, row, count).saturating_add(factors(&charge.options));
            amount.max(most(row.min.iter().chain(&row.max).copied()))
        });
        rows.max().unwrap_or_default()
    }

    fn row(&self, charge: &Charge, row: &ChargeRate, count: u32) -> u32 {
        let left = count.max(scale(row.included)).max(self.weighted(&row.included_by));
        let step = row.increment.map(|increment| increment.to);
        let added = added(&charge.options);
        let priced = |unit: UnitPrice, step: Option<Decimal>, count: u32| {
            let UnitPrice { price, per, .. } = unit;
            let price = scale(price).max(added);
            match step {
                // So many steps, each at the price of one.
                Some(step) => price.saturating_add(quotient(step, per)),
                None => price.saturating_add(count).saturating_add(quotient(Decimal::ONE, per)),
            }
        };
        match &row.pricing {
            Pricing::Unit(unit) => priced(*unit, step, left),
            Pricing::Table { table, per } => {
                let rows = table.rows().iter();
                rows.map(|row| priced(UnitPrice::new(row.price, *per), step, left)).max().unwrap_or_default()
            }
            Pricing::Tiers { tiers, .. } => {
                // A slice ends at a bound, or at the count.
                let bounds = most(tiers.iter().filter_map(|tier| tier.up_to));
                let whole = step.map_or(left, scale).max(bounds);
                let tiers = tiers.iter().map(|tier| {
                    let own = tier.increment.map(|increment| increment.to);
                    priced(tier.unit, own, whole).max(scale(tier.flat))
                });
                tiers.max().unwrap_or_default()
            }
        }
    }

    /// The decimal places of a quantity as a charge reads it.
    fn read(&self, id: QuantityId) -> u32 {
        let Endpoint { quantities, derived, .. } = self.endpoint;
        if let Some(quantity) = quantities.get(id.index()) {
            let stated = (self.stated)(&quantity.name).max(quantity.default.map_or(0, scale));
            let raised = stated.max(quantity.at_least.map_or(0, scale));
            return quantity.increment.map_or(raised, |increment| scale(increment.to));
        }
        let place = id.index().checked_sub(quantities.len());
        let Some(derived) = place.and_then(|place| derived.get(place)) else { return 0 };
        let made = match &derived.of {
            Derivation::Sum(parts) => self.weighted(parts),
            Derivation::Product(parts) => parts.iter().map(|id| self.read(*id)).fold(0, u32::saturating_add),
        };
        let raised = made.max(derived.at_least.map_or(0, scale));
        derived.increment.map_or(raised, |increment| scale(increment.to))
    }

    fn weighted(&self, of: &[Weighted]) -> u32 {
        let scales = of.iter().map(|part| scale(part.weight).saturating_add(self.read(part.quantity)));
        scales.max().unwrap_or_default()
    }
}

fn scale(amount: Decimal) -> u32 {
    amount.normalize().scale()
}

fn most(amounts: impl Iterator<Item = Decimal>) -> u32 {
    amounts.map(scale).max().unwrap_or_default()
}

/// What options add.
fn added(options: &[OptionRule]) -> u32 {
    let prices = options.iter().map(|rule| match rule.effect {
        Effect::Price(price) => scale(price),
        _ => 0,
    });
    prices.max().unwrap_or_default()
}

/// What options multiply by, all together.
fn factors(options: &[OptionRule]) -> u32 {
    let factors = options.iter().map(|rule| match rule.effect {
        Effect::Times(factor) => scale(factor),
        _ => 0,
    });
    factors.fold(0, u32::saturating_add)
}

/// The decimal places of the quotient of two decimals, the second above zero, without the factors that no decimal has: where
/// these matter, the price is a multiple of them, or the charge is rounded.
fn quotient(step: Decimal, per: Decimal) -> u32 {
    let (step, per) = (step.normalize(), per.normalize());
    let times = |number: Decimal, prime: i128| {
        let mut rest = number.mantissa();
        let mut times = 0_u32;
        while rest != 0 && rest.checked_rem(prime) == Some(0) {
            rest = rest.checked_div(prime).unwrap_or_default();
            times = times.saturating_add(1);
        }
        times
    };
    // Powers of two and five below the line: those of `per`, and of the places of `step`.
    let below = |prime: i128| {
        let under = times(per, prime).saturating_add(step.scale());
        under.saturating_sub(times(step, prime).saturating_add(per.scale()))
    };
    below(2).max(below(5))
}

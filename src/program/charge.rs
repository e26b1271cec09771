//! One charge: what it counts, and which of its cells a call takes.

use alloc::boxed::Box;

use super::cell::NO_QUANTITY;
use super::derived::Unit;
use super::facts::{Case, Facts, When, first};
use super::number::{narrow_at, price_over, scale_of, ten_to};
use super::table::table_scale;
use crate::exact::{Exact, Stated};
use crate::sheet::{self, ChargeRate, Effect, Pricing, Weighted};

/// What a charge counts, and where its cells are.
#[derive(Debug, Clone)]
pub(super) struct Charge {
    /// The quantities that are multiplied.
    pub(super) factors: Box<[u8]>,
    /// Of how many stated quantities a count is made: it has the decimal places of so many.
    pub(super) degree: u32,
    /// Of how many the product is.
    product_degree: u32,
    /// What a product of 1 comes to at the scale of the counts.
    one: u64,
    plus: Box<[Weight]>,
    minus: Box<[Weight]>,
    /// Whether amounts are rounded, and so have the scale of the sum, in no unit of the quantities.
    pub(super) rounds: bool,
    /// The cells, where the cases of the endpoint are too many: for each row those of all cases of its options.
    pub(super) rows: Box<[When]>,
    pub(super) options: Case,
    pub(super) first_cell: usize,
}

/// A quantity and how much one of it counts, at the scale of the counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub(super) quantity: u8,
    /// Of how many stated quantities it is a product.
    pub(super) degree: u8,
    pub(super) weight: u64,
}

/// The scales by which a charge is compiled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scales {
    pub(super) count: u32,
    /// Of amounts, with what the charge's multipliers add to it.
    pub(super) amount: u32,
    /// Of what the charge adds to the endpoint's sum.
    pub(super) sum: u32,
}

impl Scales {
    /// None where a price of the charge has no finite decimal, or too many places.
    pub(super) fn of(charge: &sheet::Charge, units: &[Unit]) -> Option<Self> {
        let mut count = 0_u32;
        for quantity in &charge.quantity {
            count = count.checked_add(units.get(quantity.index())?.scale)?;
        }
        let included_by = charge.rates.iter().flat_map(|row| &row.included_by);
        for Weighted { quantity, weight } in charge.plus.iter().chain(&charge.minus).chain(included_by) {
            count = scale_of(*weight).checked_add(units.get(quantity.index())?.scale)?.max(count);
        }
        let mut need = |number| count = scale_of(number).max(count);
        for row in &charge.rates {
            need(row.included);
            row.increment.iter().for_each(|step| need(step.to));
            for tier in row.pricing.tiers() {
                tier.up_to.into_iter().for_each(&mut need);
                tier.increment.iter().for_each(|step| need(step.to));
            }
        }
        let mut times = 0_u32;
        for option in &charge.options {
            if let Effect::Times(factor) = option.effect {
                times = times.checked_add(scale_of(factor))?;
            }
        }
        let of_row = |row: &ChargeRate| row_scale(charge, row, count);
        let amount = charge.rates.iter().map(of_row).try_fold(0, |most, scale| Some(scale?.max(most)))?;
        let amount = amount.checked_add(times)?;
        let sum = charge.round.map_or(amount, |round| scale_of(round.to));
        Some(Scales { count, amount, sum })
    }
}

/// The scale that the amounts of a row need where its counts have this one.
fn row_scale(charge: &sheet::Charge, row: &ChargeRate, count: u32) -> Option<u32> {
    let mut scale = 0;
    let mut need = |own: u32, places: u32| -> Option<()> {
        scale = own.checked_add(places)?.max(scale);
        Some(())
    };
    let added = || {
        charge.options.iter().filter_map(|option| match option.effect {
            Effect::Price(price) => Some(price),
            _ => None,
        })
    };
    let mut need_price = |unit: sheet::UnitPrice, step: Option<crate::rounding::Rounding>| {
        let places = if step.is_some() { 0 } else { count };
        for price in core::iter::once(unit.price).chain(added()) {
            need(price_over(Stated::of(price), unit.per, step)?.0.scale, places)?;
        }
        Some(())
    };
    match &row.pricing {
        Pricing::Unit(unit) => need_price(*unit, row.increment)?,
        Pricing::Tiers { tiers, .. } => {
            for tier in tiers {
                need_price(tier.unit, tier.increment)?;
            }
            for tier in tiers {
                need(scale_of(tier.flat), 0)?;
            }
        }
        Pricing::Table { table, per } => {
            let places = if row.increment.is_some() { 0 } else { count };
            let (unit, _) = price_over(Exact { mantissa: 1, scale: 0 }, *per, row.increment)?;
            let prices = added().map(scale_of).chain(core::iter::once(table_scale(table)));
            need(unit.scale.checked_add(prices.max().unwrap_or_default())?, places)?;
        }
    }
    let bounds = [row.min, row.max, charge.round.map(|round| round.to)];
    bounds.into_iter().flatten().try_for_each(|bound| need(scale_of(bound), 0))?;
    Some(scale)
}

impl Charge {
    pub(super) fn of(charge: &sheet::Charge, scales: Scales, units: &[Unit]) -> Option<Self> {
        let factors = charge.quantity.iter().map(|quantity| u8::try_from(quantity.index()).ok());
        let (mut product_degree, mut product_scale) = (0_u32, 0_u32);
        for quantity in &charge.quantity {
            let Unit { scale, degree } = *units.get(quantity.index())?;
            product_degree = product_degree.checked_add(degree)?;
            product_scale = product_scale.checked_add(scale)?;
        }
        let included_by = charge.rates.iter().flat_map(|row| &row.included_by);
        let others = charge.plus.iter().chain(&charge.minus).chain(included_by);
        let degrees = others.filter_map(|weighted| Some(units.get(weighted.quantity.index())?.degree));
        Some(Charge {
            factors: factors.collect::<Option<_>>()?,
            degree: degrees.max().unwrap_or_default().max(product_degree),
            product_degree: Some(product_degree).filter(|degree| *degree > 0)?,
            one: ten_to(scales.count.checked_sub(product_scale)?)?,
            plus: weights(&charge.plus, scales.count, units)?,
            minus: weights(&charge.minus, scales.count, units)?,
            rounds: charge.round.is_some(),
            rows: Box::default(),
            options: Case::default(),
            first_cell: 0,
        })
    }

    /// The quantities whose product is counted, where they are few and it is all.
    pub(super) fn places(&self) -> Option<[u8; 3]> {
        let mut places = [NO_QUANTITY; 3];
        for (at, factor) in self.factors.iter().enumerate() {
            *places.get_mut(at)? = *factor;
        }
        self.is_product().then_some(places)
    }

    /// Whether a product of quantities is all that is counted.
    pub(super) fn is_product(&self) -> bool {
        self.plus.is_empty() && self.minus.is_empty() && self.one == 1 && self.degree == self.product_degree
    }

    /// What is counted, at the scale of the counts, of quantities with so many decimal places, as many times as it has factors;
    /// none where more is taken off than there is.
    #[inline(always)]
    fn count(&self, quantities: &[u64], places: u32) -> Option<u64> {
        let mut count = 1_u64;
        for factor in &self.factors {
            count = count.checked_mul(*quantities.get(usize::from(*factor))?)?;
        }
        if self.one != 1 {
            count = count.checked_mul(self.one)?;
        }
        if self.degree != self.product_degree {
            count = count
                .checked_mul(ten_to(places.checked_mul(self.degree.checked_sub(self.product_degree)?)?)?)?;
        }
        if self.plus.is_empty() && self.minus.is_empty() {
            return Some(count);
        }
        let taken = weighted_sum(&self.minus, 0, quantities, places, self.degree)?;
        weighted_sum(&self.plus, count, quantities, places, self.degree)?.checked_sub(taken)
    }

    /// The same by a call, for what is not a product of a few quantities.
    #[inline(never)]
    pub(super) fn count_elsewhere(&self, quantities: &[u64], places: u32) -> Option<u64> {
        self.count(quantities, places)
    }

    /// The place of its cell, where the cases of the endpoint are too many to have cells of their own. None where no row holds.
    #[inline(always)]
    pub(super) fn scan(&self, facts: Facts) -> Option<usize> {
        let row = first(&self.rows, facts);
        if row == self.rows.len() {
            return None;
        }
        let of_row = row.checked_shl(self.options.bits())? | self.options.of_facts(facts);
        self.first_cell.checked_add(of_row)
    }
}

/// A sum with quantities of so many decimal places, each with its weight. It has the places of a product of so many quantities.
#[inline(always)]
pub(super) fn weighted_sum(
    weights: &[Weight],
    sum: u64,
    quantities: &[u64],
    places: u32,
    degree: u32,
) -> Option<u64> {
    weights.iter().try_fold(sum, |sum, Weight { quantity, degree: own, weight }| {
        let weighted = quantities.get(usize::from(*quantity))?.checked_mul(*weight)?;
        let more = degree.checked_sub((*own).into())?;
        sum.checked_add(weighted.checked_mul(ten_to(places.checked_mul(more)?)?)?)
    })
}

/// Weights at the scale of the counts.
pub(super) fn weights(weighted: &[Weighted], scale: u32, units: &[Unit]) -> Option<Box<[Weight]>> {
    let weight = |weighted: &Weighted| {
        let place = weighted.quantity.index();
        let Unit { scale: own, degree } = *units.get(place)?;
        let weight = narrow_at(weighted.weight, scale.checked_sub(own)?)?;
        Some(Weight { quantity: u8::try_from(place).ok()?, degree: u8::try_from(degree).ok()?, weight })
    };
    weighted.iter().map(weight).collect()
}

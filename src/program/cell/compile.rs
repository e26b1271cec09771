//! From a row of a charge to its cell in one case.

use alloc::boxed::Box;

use super::super::charge::weights;
use super::super::derived::Unit;
use super::super::limits::Limits;
use super::super::number::{narrow, narrow_at, price_over};
use super::super::rounder::{Rounder, SUM_LIMIT};
use super::super::segments::{Segment, Terms, segments};
use super::{Cell, Detail, Form, Shared};
use crate::exact::{Exact, Stated};
use crate::rounding::Rounding;
use crate::sheet::{ChargeRate, Pricing, Weighted};

/// By what a charge is compiled in one case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compile<'a> {
    pub(crate) terms: Terms,
    pub(crate) free: bool,
    pub(crate) round: Option<Rounding>,
    /// The scale of the endpoint's sum, which is that of a rounded amount.
    pub(crate) sum_scale: u32,
    /// No amount of a whole count may reach this.
    pub(crate) limit: u64,
    pub(crate) table: Option<ByTable>,
    pub(crate) units: &'a [Unit],
}

/// The table of a charge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByTable {
    /// One more than its place.
    pub(crate) table: u8,
    /// The scale of its prices, and the highest of them.
    pub(crate) scale: u32,
    pub(crate) most: u64,
}

impl Cell {
    /// A row of a charge in one case; none where 64 bits do not hold it.
    pub(crate) fn of(row: &ChargeRate, with: Compile<'_>, shared: &mut Shared) -> Option<Self> {
        let Compile { terms, free, round, .. } = with;
        let included = narrow_at(row.included, terms.count_scale)?;
        let increment = match row.increment {
            None => None,
            Some(increment) => Some(Rounder::increment(increment, terms.count_scale)?),
        };
        // Where an option makes the charge nothing, no step after the prices applies.
        let limits = |divisor| if free { Some(None) } else { limits(row, round, divisor, with) };
        let (mut cell, limits, increments) = match &row.pricing {
            Pricing::Unit(_) if free => {
                let cell = Cell { included, ..Cell::NOTHING };
                return cell.including(&row.included_by, with, shared);
            }
            Pricing::Unit(unit) => {
                let price = Stated::of(unit.price).add(terms.added)?;
                let (price, divisor) = price_over(price, unit.per, row.increment)?;
                let places = if increment.is_some() { 0 } else { terms.count_scale };
                let price = narrow(price.multiply(terms.times)?, terms.amount_scale.checked_sub(places)?)?;
                let limits = limits(divisor)?;
                if divisor != 1 && limits.is_none() {
                    return None;
                }
                (Cell { included, price, ..Cell::NOTHING }, limits, Box::default())
            }
            Pricing::Tiers { mode, tiers } => {
                let (segments, increments) = segments(*mode, tiers, terms, free)?;
                let cell = Cell { included, ..Cell::NOTHING.in_segments(segments, shared)? };
                (cell, limits(1)?, increments)
            }
            Pricing::Table { .. } if free => {
                let cell = Cell { included, table: with.table?.table, ..Cell::NOTHING };
                return cell.including(&row.included_by, with, shared);
            }
            Pricing::Table { per, .. } => {
                let ByTable { table, scale, .. } = with.table?;
                let (unit, divisor) = price_over(Exact { mantissa: 1, scale: 0 }, *per, row.increment)?;
                let (unit, limits) = (unit.multiply(terms.times)?, limits(divisor)?);
                if divisor != 1 && limits.is_none() {
                    return None;
                }
                let places = if increment.is_some() { 0 } else { terms.count_scale };
                let own_scale = terms.amount_scale.checked_sub(places)?;
                let price = narrow(unit.multiply(terms.added)?, own_scale)?;
                let multiplier = narrow(unit, own_scale.checked_sub(scale)?)?;
                (Cell { included, price, multiplier, table, ..Cell::NOTHING }, limits, Box::default())
            }
        };
        let highest = with.table.map_or(Some(cell.price), |table| cell.price_of(table.most));
        cell.most = match increment.map_or(Some((cell.reciprocal, 0)), |step| step.divides_only()) {
            Some((reciprocal, shift)) if cell.form == Form::Line && limits.is_none() => {
                let step = increment.unwrap_or(Rounder::IDENTITY);
                (cell.reciprocal, cell.shift) = (reciprocal, shift);
                cell.offset = step.bias.wrapping_sub(included);
                match highest.and_then(|highest| most(highest, step, with.limit)) {
                    Some(most) => most.checked_add(included)?,
                    None if with.table.is_none() => return None,
                    None => 0,
                }
            }
            _ if cell.form == Form::Segments
                && increment.is_none()
                && increments.is_empty()
                && limits.is_none() =>
            {
                let most = Segment::most(cell.own_segments(shared)?, with.limit);
                most.saturating_add(included).min(SUM_LIMIT.wrapping_sub(1))
            }
            _ => {
                cell.form = Form::Checked;
                0
            }
        };
        if increment.is_some() || !increments.is_empty() || limits.is_some() {
            shared.details.push(Detail { increment, increments, limits });
            cell.detail = u16::try_from(shared.details.len()).ok()?;
        }
        cell.including(&row.included_by, with, shared)
    }

    /// The same where more is included by quantities.
    fn including(mut self, by: &[Weighted], with: Compile<'_>, shared: &mut Shared) -> Option<Self> {
        if !by.is_empty() {
            shared.included_by.push(weights(by, with.terms.count_scale, with.units)?);
            self.included_by = u8::try_from(shared.included_by.len()).ok()?;
        }
        Some(self)
    }
}

/// The most that may be left of a whole count for its price to stay below the limit.
fn most(price: u64, step: Rounder, limit: u64) -> Option<u64> {
    // A rounded count has one step more than it fills, at the most.
    let filled = match limit.wrapping_sub(1).checked_div(price) {
        None => SUM_LIMIT,
        Some(steps) => steps.checked_sub(1)?.saturating_mul(step.size),
    };
    Some(filled.min(SUM_LIMIT.wrapping_sub(1).checked_sub(step.bias)?))
}

/// Minimum, maximum and rounding of a row, in parts of the divisor that the price is over.
fn limits(
    row: &ChargeRate,
    round: Option<Rounding>,
    divisor: u64,
    with: Compile<'_>,
) -> Option<Option<Limits>> {
    if row.min.is_none() && row.max.is_none() && round.is_none() {
        return Some(None);
    }
    let at_scale = |amount| narrow_at(amount, with.terms.amount_scale)?.checked_mul(divisor);
    let bound = |bound: Option<_>| match bound {
        None => Some(None),
        Some(amount) => at_scale(amount).map(Some),
    };
    let rounder = match round {
        None if divisor != 1 => return None,
        None => None,
        Some(Rounding { to, mode }) => {
            Some(Rounder::new(at_scale(to)?, mode, narrow_at(to, with.sum_scale)?)?)
        }
    };
    Limits::new(bound(row.min)?, bound(row.max)?, rounder).map(Some)
}

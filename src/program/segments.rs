//! Tiers: what all of the tiers below come to is known beforehand, so a count is one multiplication in the tier that it
//! reaches.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::number::{narrow, narrow_at, price_over};
use super::rounder::Rounder;
use crate::exact::Stated;
use crate::sheet::{Tier, Tiering};

/// A piece of a piecewise linear amount.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// The last count that it holds for.
    pub(super) up_to: u64,
    pub(super) line: Line,
}

/// The amount in one tier.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line {
    /// How many do not pay the price of this tier.
    pub(super) below: u64,
    /// What is due before that price.
    pub(super) base: u64,
    /// Of one, or of an increment.
    pub(super) price: u64,
}

/// By what the prices of tiers are raised and multiplied, and the scales of amounts and of counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// What options add to every unit price.
    pub(super) added: Stated,
    /// What options multiply the amount with.
    pub(super) times: Stated,
    pub(super) amount_scale: u32,
    pub(super) count_scale: u32,
}

/// The increments of tiers; none of them where no tier has one.
pub(super) type Increments = Box<[Option<Rounder>]>;

/// A segment for each tier, and their increments, where one has any; all of them free of charge where it says so. None where
/// 64 bits do not hold the prices, and where a price of one unit is not a finite decimal.
pub(super) fn segments(
    mode: Tiering,
    tiers: &[Tier],
    terms: Terms,
    free: bool,
) -> Option<(Vec<Segment>, Increments)> {
    let (mut segments, mut increments) = (Vec::new(), Vec::new());
    let (mut below, mut due) = (0_u64, 0_u64);
    for tier in tiers {
        let up_to = tier.up_to.map_or(Some(u64::MAX), |bound| narrow_at(bound, terms.count_scale))?;
        if free {
            segments.push(Segment { up_to, line: Line::default() });
            continue;
        }
        let flat = Stated::of(tier.flat).multiply(terms.times)?;
        let base = due.checked_add(narrow(flat, terms.amount_scale)?)?;
        let places = if tier.increment.is_some() { 0 } else { terms.count_scale };
        let price = Stated::of(tier.unit.price).add(terms.added)?;
        let (price, divisor) = price_over(price, tier.unit.per, tier.increment)?;
        let price = price.multiply(terms.times).filter(|_| divisor == 1)?;
        let price = narrow(price, terms.amount_scale.checked_sub(places)?)?;
        let increment = match tier.increment {
            None => None,
            Some(increment) => Some(Rounder::increment(increment, terms.count_scale)?),
        };
        segments.push(Segment { up_to, line: Line { below, base, price } });
        increments.push(increment);
        let below_next = match mode {
            Tiering::Graduated => tier.up_to.map(|_| up_to),
            Tiering::Volume => None,
        };
        if let Some(up_to) = below_next {
            let slice = up_to.checked_sub(below)?;
            let counted = match increment {
                None => slice,
                Some(increment) => increment.steps_of(slice, 1)?,
            };
            due = base.checked_add(price.checked_mul(counted)?)?;
            below = up_to;
        }
    }
    if increments.iter().all(Option::is_none) {
        increments = Vec::new();
    }
    Some((segments, increments.into()))
}

impl Segment {
    /// The segment that a count reaches, in parts of `one`. Where they are few, all bounds are compared: no branch depends on
    /// the count then.
    #[inline(always)]
    pub(super) fn reached(segments: &[Segment], count: u64, one: u64) -> usize {
        const FEW: usize = 16;
        // A bound that there is no room for is passed by nothing.
        let passed = |segment: &Segment| segment.up_to.saturating_mul(one) < count;
        if segments.len() <= FEW {
            let passed = segments.iter().map(|segment| usize::from(passed(segment)));
            passed.fold(0, usize::wrapping_add)
        } else {
            segments.partition_point(passed)
        }
    }

    /// The highest count up to which no amount reaches the limit.
    pub(super) fn most(segments: &[Segment], limit: u64) -> u64 {
        let mut most = 0;
        for Segment { up_to, line: Line { below, base, price } } in segments {
            let Some(left) = limit.checked_sub(*base).and_then(|left| left.checked_sub(1)) else { break };
            let last = left.checked_div(*price).map_or(u64::MAX, |count| count.saturating_add(*below));
            most = last.min(*up_to);
            if last < *up_to {
                break;
            }
        }
        most
    }
}

//! The search for the first count that a balance does not cover.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::cap::cap;
use super::extremes::Extremes;
use super::shape::{Direction, Shape, whole as count};
use crate::exact::product;
use crate::number::MANTISSA_MAX;
use crate::price_sheet::EndpointPricer;
use crate::resolve::is_one;
use crate::rules::{self, OptionBits, Selection};
use crate::sheet::QuantityId;
use crate::usage::{AnyUsage, UsageError};

/// Where no total is above the balance, counts beyond this one could only be too large for the decimal type: nobody counts
/// so far.
const CAPPED_LAST: u128 = (1 << 64) - 1;

/// One question: a usage, the quantity that varies, and a balance.
pub(super) struct Search<'s> {
    pricer: EndpointPricer<'s>,
    given: OptionBits,
    counts: Vec<Decimal>,
    calls: Decimal,
    balance: Decimal,
    /// The quantity.
    place: QuantityId,
    /// The last count that is asked.
    last: u128,
    shape: Shape,
    prices_left: u32,
}

/// What is seen at one count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Priced {
    covered: bool,
    /// Whether every smaller count of the same stretch has amounts that the decimal type holds.
    fits: bool,
    /// Which tiers of volume prices are taken.
    tiers: u64,
}

impl<'s> Search<'s> {
    /// The usage states the quantity, as zero.
    pub(super) fn new<U: AnyUsage>(
        pricer: EndpointPricer<'s>,
        usage: &U,
        quantity: &str,
        balance: Decimal,
        prices_max: u32,
    ) -> Result<Self, UsageError> {
        let (options, counts, calls) = pricer.priced().selected(usage)?;
        // It is known, for it has been resolved.
        let place = pricer.priced().compiled.names.quantity(quantity).unwrap_or(QuantityId::at(0));
        let shape = Shape::of(pricer.endpoint, options, place, &counts);
        let (last, prices_left) = (MANTISSA_MAX, prices_max);
        let mut search =
            Search { pricer, given: options, counts, calls, balance, place, last, shape, prices_left };
        if search.is_capped() {
            search.last = CAPPED_LAST;
        }
        Ok(search)
    }

    /// Whether no total is above the balance beyond the last count of a capped endpoint.
    fn is_capped(&mut self) -> bool {
        if let Some(place) = self.counts.get_mut(self.place.index()) {
            *place = count(CAPPED_LAST);
        }
        let settled = self.shape.starts.iter().all(|start| *start <= CAPPED_LAST);
        let cap = || cap(self.pricer.endpoint, Selection::new(self.given, &self.counts), self.place);
        let total = Some(()).filter(|()| settled).and_then(|()| self.times(cap()?));
        total.is_some_and(|total| total <= self.balance)
    }

    /// The smallest count that is not covered; or the count at which the work was given up.
    pub(super) fn first_uncovered(&mut self) -> Result<Option<u128>, u128> {
        let mut starts = core::mem::take(&mut self.shape.starts).into_iter().peekable();
        let mut start = Some(0);
        while let Some(from) = start {
            start = starts.next();
            let to = start.map_or(self.last, |next: u128| next.saturating_sub(1).min(self.last));
            if let Some(uncovered) = self.first_uncovered_of(from, to)? {
                return Ok(Some(uncovered));
            }
        }
        Ok(None)
    }

    /// The same of a stretch in which every condition keeps its answer.
    fn first_uncovered_of(&mut self, from: u128, to: u128) -> Result<Option<u128>, u128> {
        let mut next = from;
        while next <= to {
            let here = self.priced_at(next)?;
            if !here.covered {
                return Ok(Some(next));
            }
            // Where the total may go anywhere, or the decimal type may be too small, one count says nothing of the next.
            if here.fits && (self.shape.direction != Direction::Mixed || self.shape.convex) {
                next = self.last_like(here, next, to)?;
            }
            next = next.saturating_add(1);
        }
        Ok(None)
    }

    /// The last count up to `to` of which all is true that is true at `from`. Once something is not, it never is again.
    fn last_like(&mut self, here: Priced, from: u128, to: u128) -> Result<u128, u128> {
        let (mut like, mut step) = (from, 1_u128);
        let mut unlike = loop {
            if like >= to {
                return Ok(to);
            }
            let ahead = like.saturating_add(step).min(to);
            if self.priced_at(ahead)? != here {
                break ahead;
            }
            like = ahead;
            step = step.saturating_mul(2);
        };
        while unlike.saturating_sub(like) > 1 {
            let middle = like.midpoint(unlike);
            if self.priced_at(middle)? == here {
                like = middle;
            } else {
                unlike = middle;
            }
        }
        Ok(like)
    }

    /// Prices one count.
    fn priced_at(&mut self, at: u128) -> Result<Priced, u128> {
        self.prices_left = self.prices_left.checked_sub(1).ok_or(at)?;
        if let Some(place) = self.counts.get_mut(self.place.index()) {
            *place = count(at);
        }
        let mut extremes = Extremes::new(self.pricer.endpoint, &self.shape, self.calls);
        let selection = Selection::new(self.given, &self.counts);
        let total = rules::price(self.pricer.endpoint, selection, &mut extremes)
            .ok()
            .and_then(|price| self.times(price));
        Ok(Priced {
            covered: total.is_some_and(|total| total <= self.balance),
            fits: extremes.fits(),
            tiers: extremes.tiers(),
        })
    }

    fn times(&self, price: Decimal) -> Option<Decimal> {
        if is_one(self.calls) { Some(price) } else { product(price, self.calls) }
    }
}

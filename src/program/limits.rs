//! The last steps of an amount in 64 bits: at least, at most, rounded.

use super::rounder::{Rounder, SUM_LIMIT};

/// Minimum, maximum and rounding of an amount.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(super) min: u64,
    pub(super) max: u64,
    pub(super) rounder: Rounder,
    /// Whether there is a rounding at all.
    pub(super) rounds: bool,
    /// Whether every amount stays as it is.
    pub(super) keeps: bool,
}

impl Limits {
    const MAX: u64 = SUM_LIMIT - 1;

    /// Every amount stays as it is.
    pub(super) const NONE: Limits =
        Limits { min: 0, max: Self::MAX, rounder: Rounder::IDENTITY, rounds: false, keeps: true };

    /// None where 64 bits do not hold what they leave.
    pub(super) fn new(min: Option<u64>, max: Option<u64>, rounder: Option<Rounder>) -> Option<Self> {
        let limits = Limits {
            min: min.unwrap_or_default(),
            max: max.unwrap_or(Self::MAX),
            rounder: rounder.unwrap_or(Rounder::IDENTITY),
            rounds: rounder.is_some(),
            keeps: min.is_none() && max.is_none() && rounder.is_none(),
        };
        (limits.min < SUM_LIMIT && limits.max < SUM_LIMIT).then_some(limits)
    }

    /// What a sum below [`SUM_LIMIT`] of whole quantities comes to.
    #[inline(always)]
    pub(super) fn settle(&self, sum: u64) -> u64 {
        if self.keeps {
            return sum;
        }
        self.rounded(self.bounded(sum))
    }

    #[inline(always)]
    pub(super) fn bounded(&self, sum: u64) -> u64 {
        sum.max(self.min).min(self.max)
    }

    #[inline(always)]
    pub(super) fn rounded(&self, bounded: u64) -> u64 {
        self.rounder.steps(bounded).wrapping_mul(self.rounder.value)
    }

    /// A sum, in parts of `one`, that is at least the minimum.
    #[inline(always)]
    pub(super) fn at_least(&self, sum: u64, one: u64) -> Option<u64> {
        if sum >= SUM_LIMIT {
            return None;
        }
        Some(if self.min == 0 { sum } else { sum.max(self.min.checked_mul(one)?) })
    }

    /// A sum that is at most the maximum. A maximum that there is no room for is above every sum.
    #[inline(always)]
    pub(super) fn at_most(&self, sum: u64, one: u64) -> u64 {
        if self.max == Self::MAX { sum } else { sum.min(self.max.saturating_mul(one)) }
    }

    /// A sum that is within the bounds, in steps of the rounding: what they come to.
    #[inline(always)]
    pub(super) fn round(&self, sum: u64, one: u64) -> Option<u64> {
        self.rounder.steps_of(sum, one)?.checked_mul(self.rounder.value)
    }
}

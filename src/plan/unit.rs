//! What one is in the counts of a call: one, where all of them are whole, or a power of ten where they have decimal places.

use super::bounds::{Bounds, ten_to};

/// The unit of the counts of a call, in which the constants of a plan, compiled for whole counts, have to be taken. A
/// product of counts has as many powers of it as factors: the degree.
pub(super) trait Unit: Copy {
    /// One, in the unit to the degree.
    fn one(self, degree: u32) -> Option<u64>;
    /// The scale of what has this degree.
    fn scale(self, degree: u32) -> Option<u32>;
    /// Whether a count reaches the whole number `least`, or what is as a decimal a mantissa and a power of ten.
    fn reaches(self, count: u64, least: u64, exact: &Threshold) -> bool;
    /// How many steps a value of this degree comes to, within the bounds; none where it is too large.
    fn steps(self, bounds: &Bounds, value: u64, degree: u32) -> Option<u64>;

    /// A constant, in the unit to the degree.
    #[inline(always)]
    fn lift(self, constant: u64, degree: u32) -> Option<u64> {
        if constant == 0 { Some(0) } else { constant.checked_mul(self.one(degree)?) }
    }
}

/// The bound of a comparison: reached by `at least`, or passed by `above`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Threshold {
    pub(super) mantissa: u64,
    pub(super) power: u64,
    pub(super) passed: bool,
}

/// All counts are whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole;

impl Unit for Whole {
    #[inline(always)]
    fn one(self, _: u32) -> Option<u64> {
        Some(1)
    }

    #[inline(always)]
    fn scale(self, _: u32) -> Option<u32> {
        Some(0)
    }

    #[inline(always)]
    fn reaches(self, count: u64, least: u64, _: &Threshold) -> bool {
        count >= least
    }

    #[inline(always)]
    fn steps(self, bounds: &Bounds, value: u64, _: u32) -> Option<u64> {
        (value < super::bounds::SUM_LIMIT).then(|| bounds.steps(value))
    }

    #[inline(always)]
    fn lift(self, constant: u64, _: u32) -> Option<u64> {
        Some(constant)
    }
}

/// Counts have so many decimal places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    places: u32,
    /// One, at that scale.
    one: u64,
}

impl Places {
    /// None where one has no room at that scale: nothing could be compared with a count then.
    #[inline(always)]
    pub(super) fn of(places: u32) -> Option<Self> {
        Some(Places { places, one: ten_to(places)? })
    }
}

impl Unit for Places {
    #[inline(always)]
    fn one(self, degree: u32) -> Option<u64> {
        ten_to(self.scale(degree)?)
    }

    #[inline(always)]
    fn scale(self, degree: u32) -> Option<u32> {
        self.places.checked_mul(degree)
    }

    #[inline(always)]
    fn reaches(self, count: u64, _: u64, exact: &Threshold) -> bool {
        // Of two numbers of 64 bits each.
        let count = u128::from(count).wrapping_mul(exact.power.into());
        let bound = u128::from(exact.mantissa).wrapping_mul(self.one.into());
        count > bound || (count == bound && !exact.passed)
    }

    #[inline(always)]
    fn steps(self, bounds: &Bounds, value: u64, degree: u32) -> Option<u64> {
        let one = self.one(degree)?;
        bounds.steps_in(bounds.bounded_in(value, one)?, one)
    }
}

//! What one is in the quantities of a call: one, where all of them are whole, or a power of ten where they have decimal
//! places.

use super::number::ten_to;

/// The unit of a call's quantities, by which the constants of a program, compiled for whole ones, are multiplied. A product
/// of quantities has as many powers of it as factors: the degree.
pub(super) trait Unit: Copy {
    /// How many parts of the unit to this degree make one.
    fn parts(self, degree: u32) -> Option<u64>;

    /// How many decimal places a number of this degree has beyond those that it was compiled with.
    fn scale(self, degree: u32) -> Option<u32>;

    /// A constant, in the unit to the degree.
    #[inline(always)]
    fn lift(self, constant: u64, degree: u32) -> Option<u64> {
        if constant == 0 { Some(0) } else { constant.checked_mul(self.parts(degree)?) }
    }
}

/// All quantities are whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole;

impl Unit for Whole {
    #[inline(always)]
    fn parts(self, _: u32) -> Option<u64> {
        Some(1)
    }

    #[inline(always)]
    fn scale(self, _: u32) -> Option<u32> {
        Some(0)
    }

    #[inline(always)]
    fn lift(self, constant: u64, _: u32) -> Option<u64> {
        Some(constant)
    }
}

/// Quantities have so many decimal places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    places: u32,
}

impl Parts {
    /// None where one has no room at that scale: nothing could be compared with a quantity then.
    #[inline(always)]
    pub(super) fn of(places: u32) -> Option<Self> {
        ten_to(places).map(|_| Parts { places })
    }
}

impl Unit for Parts {
    #[inline(always)]
    fn parts(self, degree: u32) -> Option<u64> {
        ten_to(self.scale(degree)?)
    }

    #[inline(always)]
    fn scale(self, degree: u32) -> Option<u32> {
        self.places.checked_mul(degree)
    }
}

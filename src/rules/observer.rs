//! Who sees the steps of a computation while they are taken.

use crate::exact::{Exact, Fraction, Integer};
use crate::sheet::{QuantityId, Weighted};

/// What changes the sum of an endpoint after its charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adjustment {
    /// An option's multiplier, by its place in the endpoint's options.
    Times(usize),
    /// The endpoint's own multiplier.
    OwnTimes,
    Minimum,
    Maximum,
    Rounding,
    /// An option that makes the call cost nothing, by its place in the endpoint's options.
    Free(usize),
}

/// Sees the steps of a computation. Every method does nothing unless an observer says otherwise.
#[allow(unused_variables, reason = "an observer names only what it keeps")]
pub(crate) trait Observer {
    /// Whether it wants to see anything at all.
    const RECORDS: bool = true;
    /// Forgets all: the computation starts again with wider integers.
    fn restart(&mut self) {}
    /// The flat amount and the row that it stands in.
    fn flat<I: Integer>(&mut self, rate: usize, amount: Exact<I>) {}
    /// An option of the endpoint that adds to the flat amount.
    fn option<I: Integer>(&mut self, option: usize, amount: Exact<I>) {}
    /// A charge begins.
    fn charge(&mut self, charge: usize) {}
    /// A quantity that the charge reads, as it counts.
    fn counted<I: Integer>(&mut self, quantity: QuantityId, counted: Exact<I>) {}
    /// The count of the charge, before what is included.
    fn count<I: Integer>(&mut self, count: Exact<I>) {}
    /// A quantity by which more is included, as it counts, and how much that is.
    fn included_by<I: Integer>(&mut self, part: &Weighted, counted: Exact<I>, free: Exact<I>) {}
    /// How much is included, which is above zero.
    fn included<I: Integer>(&mut self, included: Exact<I>) {}
    /// The row that was taken, and the count that is billed by it.
    fn billed<I: Integer>(&mut self, rate: usize, billed: Exact<I>) {}
    /// The row of the charge's table that matches.
    fn table_row(&mut self, row: usize) {}
    /// A tier that the count reaches: the part that falls into it, that part as billed, and its amount.
    fn tier<I: Integer>(&mut self, tier: usize, slice: Exact<I>, billed: Exact<I>, amount: Fraction<I>) {}
    /// An option of the charge that acts.
    fn charge_option(&mut self, option: usize) {}
    /// The amount of the charge before its multipliers.
    fn charged<I: Integer>(&mut self, amount: Fraction<I>) {}
    /// The part of the charge's amount that is due: its two quantities as they count, and the amount from there on.
    fn share<I: Integer>(&mut self, of: Exact<I>, within: Exact<I>, amount: Fraction<I>) {}
    /// A bound, multiplier or rounding that changed the charge, and the amount from there on.
    fn charge_adjusted<I: Integer>(&mut self, by: Adjustment, amount: Fraction<I>) {}
    /// The amount of the charge.
    fn charge_amount<I: Integer>(&mut self, charge: usize, amount: Exact<I>) {}
    /// What changed the sum, and by how much: up, or down where `negative`.
    fn adjusted<I: Integer>(&mut self, by: Adjustment, difference: Exact<I>, negative: bool) {}
}

/// Keeps nothing.
pub(crate) struct Unobserved;

impl Observer for Unobserved {
    const RECORDS: bool = false;
}

//! An endpoint whose cases each have a flat amount and a price for each of every quantity, as numbers.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::curved::Last;
use super::row::{ABSENT, Form, Linear, PRICE_LIMIT};
use super::sums::{Budget, NO_SUM, OPTIONS_IN_TABLE, sums};
use crate::exact::Integer;
use crate::plan::{EndpointPlan, Grid, Opening, OptionBits, Reached};

/// How many bounds tell cases apart, beside options.
const BOUNDS: usize = 2;

/// Options in a table, cases by them and by bounds, and the last steps.
#[derive(Debug, Clone)]
pub(super) struct Cased<L, const W: usize> {
    /// What each set of options says, by its bits.
    openings: Box<[Opening]>,
    bounds: [Reached; BOUNDS],
    cases: Box<[Case<W>]>,
    last: L,
}

#[derive(Debug, Clone, Copy)]
struct Case<const W: usize> {
    flat: u64,
    prices: [u64; W],
}

/// No count of a piece has so many bits.
const NEVER: Reached = Reached { quantity: 0, least: u64::MAX, bit: 0 };

impl<L: Last, const W: usize> Form<W> for Cased<L, W> {
    /// Eight such parts and two more have a sum that can be rounded.
    const BITS: u32 = 58;

    fn of(plan: &EndpointPlan, scale: u32, budget: &mut Budget) -> Option<Self> {
        match plan.rules.as_ref().and_then(|rules| rules.grid()) {
            Some(grid) => Cased::of_grid(plan, grid, scale, budget),
            None => Cased::of_linear(&Linear::of(plan, scale)?, budget),
        }
    }

    fn single() -> Self {
        Cased { openings: Box::default(), bounds: [NEVER; BOUNDS], cases: Box::default(), last: L::NONE }
    }

    #[inline(always)]
    fn price(&self, options: OptionBits, counts: [u64; W]) -> Option<(u64, [u64; 2])> {
        let Opening { flat, mut case } = *self.openings.get(usize::try_from(options).ok()?)?;
        for Reached { quantity, least, bit } in &self.bounds {
            let reached = counts.get(*quantity).is_some_and(|count| count >= least);
            case |= u32::from(reached).wrapping_shl(*bit);
        }
        let of_case = self.cases.get(usize::try_from(case).ok()?)?;
        let (mut sum, mut parts) = (flat.wrapping_add(of_case.flat), flat | of_case.flat);
        for (price, count) in of_case.prices.iter().zip(counts) {
            let amount = count.wrapping_mul(*price);
            parts |= amount;
            sum = sum.wrapping_add(amount);
        }
        let (amount, large) = self.last.settle(sum);
        Some((amount, [parts, large]))
    }
}

impl<L: Last, const W: usize> Cased<L, W> {
    /// The one case of an endpoint without conditions.
    fn of_linear(endpoint: &Linear<'_>, budget: &mut Budget) -> Option<Self> {
        let mut row = Self::single();
        let sums = if endpoint.is_tabulated() {
            row.cases = Box::from([Case { flat: 0, prices: [ABSENT; W] }]);
            endpoint.tabulated(budget)?
        } else {
            if !endpoint.is_straight() {
                return None;
            }
            let (last, factor) = L::of(&endpoint.linear.bounds, endpoint.widening)?;
            row.last = last;
            row.cases = Box::from([Case { flat: 0, prices: endpoint.prices(factor)? }]);
            sums(endpoint, budget, |sum| sum.checked_mul(factor))?
        };
        row.openings = sums.iter().map(|flat| Opening { flat: *flat, case: 0 }).collect();
        Some(row)
    }

    fn of_grid(plan: &EndpointPlan, grid: &Grid, scale: u32, budget: &mut Budget) -> Option<Self> {
        let mut row = Self::single();
        let widening = u64::power_of_ten(scale.checked_sub(grid.last().scale)?)?;
        let (last, factor) = L::of(grid.last(), widening)?;
        row.last = last;
        row.bounds.get_mut(..grid.bounds().len())?.copy_from_slice(grid.bounds());
        let cases = (0..grid.cases()).map(|case| Case::of(grid.prices(case)?, factor));
        row.cases = cases.collect::<Option<_>>()?;
        let options = plan.option_names.len();
        if options > OPTIONS_IN_TABLE {
            return None;
        }
        let sets = 1_usize.checked_shl(u32::try_from(options).ok()?)?;
        budget.take(sets.checked_mul(2)?.checked_add(grid.cases().checked_mul(W.checked_add(1)?)?)?)?;
        let opening = |options: usize| {
            let given = OptionBits::try_from(options).ok().and_then(|options| plan.given(options));
            let opening = given.map(|given| grid.opening(given));
            opening.map_or(Opening { flat: NO_SUM, case: 0 }, |Opening { flat, case }| Opening {
                // What does not fit is above every sum.
                flat: flat.saturating_mul(factor),
                case,
            })
        };
        row.openings = (0..sets).map(opening).collect::<Vec<_>>().into();
        Some(row)
    }
}

impl<const W: usize> Case<W> {
    /// A case whose amounts are multiplied by this. Quantities that the endpoint does not have are no quantities of it.
    fn of((flat, prices): (u64, Box<[u64]>), factor: u64) -> Option<Self> {
        let mut case = Case { flat: flat.saturating_mul(factor), prices: [ABSENT; W] };
        for (room, price) in case.prices.get_mut(..prices.len())?.iter_mut().zip(&prices) {
            *room = price.checked_mul(factor).filter(|price| *price < PRICE_LIMIT)?;
        }
        Some(case)
    }
}

//! What each set of options comes to, summed up in tables beforehand.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::row::Linear;
use crate::plan::{LinearPlan, OptionBits};

/// How many options have their sets summed up in one table, and how many sums that are.
pub(super) const OPTIONS_IN_TABLE: usize = 11;
pub(super) const TABLE: usize = 1 << OPTIONS_IN_TABLE;

/// How many sums all rows may have together: what more there is would not stay near the processor.
pub(super) struct Budget(usize);

/// A sum that none is: of options that do not go together.
pub(super) const NO_SUM: u64 = u64::MAX;

/// The sums themselves have fewer bits, and less than any form takes: what has more is priced by itself.
const SUM_LIMIT: u64 = 1 << 58;

impl Budget {
    pub(super) fn all() -> Self {
        Budget(1 << 17)
    }

    pub(super) fn take(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.checked_sub(count)?;
        Some(())
    }
}

pub(super) fn is_one_table(linear: &LinearPlan) -> bool {
    linear.option_prices.len() <= OPTIONS_IN_TABLE
}

/// What each set of options comes to with the flat amount and the defaults of choices, after these last steps: by its
/// bits, all in one table.
pub(super) fn sums(
    endpoint: &Linear<'_>,
    budget: &mut Budget,
    last: impl Fn(u64) -> Option<u64>,
) -> Option<Box<[u64]>> {
    let linear = endpoint.linear;
    let plain = subsets(&linear.option_prices, linear.flat, 1, budget)?;
    let settled = plain.iter().map(|sum| last(*sum).filter(|sum| *sum < SUM_LIMIT));
    let settled = settled.collect::<Option<Vec<_>>>()?;
    if endpoint.plan.choices.is_empty() {
        return Some(settled.into());
    }
    let chosen = (0..settled.len()).map(|options| {
        let given = OptionBits::try_from(options).ok().and_then(|options| endpoint.plan.given(options));
        let given = given.and_then(|given| usize::try_from(given).ok());
        given.and_then(|given| settled.get(given)).copied().unwrap_or(NO_SUM)
    });
    Some(chosen.collect())
}

/// What each set of these options comes to on top of a flat amount, by its bits, times the factor.
pub(super) fn subsets(prices: &[u64], flat: u64, factor: u64, budget: &mut Budget) -> Option<Box<[u64]>> {
    if prices.len() > OPTIONS_IN_TABLE {
        return None;
    }
    budget.take(1_usize.checked_shl(u32::try_from(prices.len()).ok()?)?)?;
    let mut sums = Vec::from([flat.checked_mul(factor).filter(|sum| *sum < SUM_LIMIT)?]);
    for price in prices {
        let price = price.checked_mul(factor)?;
        for without in 0..sums.len() {
            let sum = sums.get(without)?.checked_add(price).filter(|sum| *sum < SUM_LIMIT)?;
            sums.push(sum);
        }
    }
    Some(sums.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_hold_every_subset() {
        let mut budget = Budget(10);
        assert_eq!(
            subsets(&[1, 10, 100], 7, 1, &mut budget).unwrap()[..],
            [7, 8, 17, 18, 107, 108, 117, 118]
        );
        assert_eq!(subsets(&[], 3, 5, &mut budget).unwrap()[..], [15]);
        assert!(subsets(&[1], 0, 1, &mut budget).is_none(), "there is room for one sum more");
        assert!(subsets(&[SUM_LIMIT - 1], 1, 1, &mut Budget::all()).is_none());
        assert!(subsets(&[0; OPTIONS_IN_TABLE + 1], 0, 1, &mut Budget::all()).is_none());
    }
}

//! An unchecked loop over columns with the prices hard-coded, in tenths of a credit: nothing is found, nothing is
//! checked, no rule can change. What arithmetic by the column costs at the least.

use crate::workload::Columns;

/// By the place of the endpoint: flat amount, a search, a result; and 10 where the sum is rounded down to whole credits.
const PRICES: [[u32; 4]; 32] = {
    let mut prices = [[10, 0, 0, 1]; 32];
    let twos = [1, 2, 3, 7, 11, 14, 16, 24, 25];
    let mut at = 0;
    while at < twos.len() {
        prices[twos[at]] = [20, 0, 0, 1];
        at += 1;
    }
    prices[0] = [10, 0, 0, 10];
    prices[8] = [50, 0, 0, 1];
    prices[12] = [0, 500, 5, 1];
    prices[13] = [0, 250, 3, 1];
    prices
};

pub(crate) fn price(columns: &Columns, amounts: &mut Vec<u32>) {
    amounts.clear();
    let calls = columns.endpoints.iter().zip(&columns.options).zip(&columns.searches).zip(&columns.results);
    amounts.extend(calls.map(|(((endpoint, options), searches), results)| {
        let [flat, search, result, step] = PRICES[usize::from(*endpoint & 31)];
        let options = 5_u32.wrapping_mul(options.count_ones());
        let sum = flat
            .wrapping_add(options)
            .wrapping_add(search.wrapping_mul(*searches))
            .wrapping_add(result.wrapping_mul(*results));
        // Only the profile is rounded; every other amount is kept.
        if step == 10 { sum / 10 * 10 } else { sum }
    }));
}

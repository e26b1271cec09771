//! An unchecked loop over columns with the prices hard-coded, in tenths of a credit: nothing is found, nothing is
//! checked, no rule can change. What arithmetic by the column costs at the least.

use crate::workload::Columns;

/// By the place of the endpoint: flat amount, a search, a result.
const PRICES: [[u32; 3]; 32] = {
    let mut prices = [[10, 0, 0]; 32];
    let twos = [1, 2, 3, 7, 11, 14, 16, 24, 25];
    let mut at = 0;
    while at < twos.len() {
        prices[twos[at]] = [20, 0, 0];
        at += 1;
    }
    prices[8] = [50, 0, 0];
    prices[12] = [0, 500, 5];
    prices[13] = [0, 250, 3];
    prices
};

/// By the options: what they add to a personal profile, which is rounded down to whole credits. No other endpoint has
/// options, so they have 0 here.
const OPTIONS: [u8; 2048] = {
    let mut sums = [0; 2048];
    let mut at = 0;
    while at < sums.len() {
        sums[at] = at.count_ones() as u8 / 2 * 10;
        at += 1;
    }
    sums
};

pub(crate) fn price(columns: &Columns, amounts: &mut Vec<u32>) {
    amounts.clear();
    let calls = columns.endpoints.iter().zip(&columns.options).zip(&columns.searches).zip(&columns.results);
    amounts.extend(calls.map(|(((endpoint, options), searches), results)| {
        let [flat, search, result] = PRICES[usize::from(*endpoint & 31)];
        let options = u32::from(OPTIONS[usize::from(*options & 2047)]);
        flat.wrapping_add(options)
            .wrapping_add(search.wrapping_mul(*searches))
            .wrapping_add(result.wrapping_mul(*results))
    }));
}

//! A decision table of four rows an endpoint: by an option, and by a count that each endpoint has of its own.

use std::fmt::Write;

use pricesheet::Decimal;

use super::Call;

pub(super) struct Rows {
    bound: u64,
    /// Fast and above the bound, fast, above the bound, neither.
    prices: [Decimal; 4],
}

fn of(endpoint: u32) -> Rows {
    let prices = [900, 700, 400, 200].map(|price| Decimal::new(price + i64::from(endpoint), 2));
    Rows { bound: 10_000 + u64::from(endpoint), prices }
}

pub(super) fn sheet(endpoints: u32) -> String {
    let mut text = String::from("name = \"tables\"\n");
    for endpoint in 0..endpoints {
        let Rows { bound, prices: [p, q, r, s] } = of(endpoint);
        let _ = writeln!(
            text,
            "[endpoints.e{endpoint}]\noptions = {{ fast = {{}} }}\ncharges.count = {{ rates = [\
             {{ when = [\"fast\", \"count > {bound}\"], price = {p} }}, {{ when = [\"fast\"], price = {q} }}, \
             {{ when = [\"count > {bound}\"], price = {r} }}, {{ price = {s} }}] }}"
        );
    }
    text
}

pub(super) fn rules(endpoints: u32) -> Vec<Rows> {
    (0..endpoints).map(of).collect()
}

/// The place of the price: a branch for it, nobody could foresee.
fn place(call: &Call, bound: u64) -> usize {
    usize::from(!call.fast) * 2 + usize::from(call.count <= bound)
}

pub(super) fn price(rules: &[Rows], call: &Call) -> Option<Decimal> {
    let Rows { bound, prices } = rules.get(call.endpoint as usize)?;
    Decimal::from(call.count).checked_mul(prices[place(call, *bound)])
}

/// The same in hundredths.
pub(super) struct ScaledRows {
    bound: u64,
    prices: [u64; 4],
}

pub(super) fn scaled_rules(endpoints: u32) -> Vec<ScaledRows> {
    let scaled = |Rows { bound, prices }| ScaledRows { bound, prices: prices.map(super::hundredths) };
    rules(endpoints).into_iter().map(scaled).collect()
}

pub(super) fn scaled_price(rules: &[ScaledRows], call: &Call) -> Option<u64> {
    let ScaledRows { bound, prices } = rules.get(call.endpoint as usize)?;
    call.count.checked_mul(prices[place(call, *bound)])
}

//! Four graduated tiers an endpoint, with bounds and prices of its own.

use std::fmt::Write;

use pricesheet::Decimal;

use super::Call;

pub(super) struct Tier {
    start: u64,
    /// What all below the start come to.
    below: Decimal,
    price: Decimal,
}

fn bounds(endpoint: u32) -> [u64; 3] {
    [100, 1_000, 10_000].map(|bound| bound + u64::from(endpoint))
}

/// In hundredths, falling.
fn prices(endpoint: u32) -> [i64; 4] {
    [900, 700, 400, 200].map(|price| price + i64::from(endpoint))
}

pub(super) fn sheet(endpoints: u32) -> String {
    let mut text = String::from("name = \"tiers\"\n");
    for endpoint in 0..endpoints {
        let [first, second, third] = bounds(endpoint);
        let [p, q, r, s] = prices(endpoint).map(|price| Decimal::new(price, 2));
        let _ = writeln!(
            text,
            "[endpoints.e{endpoint}]\nbasis = \"call\"\noptions = {{ fast = 0.25 }}\n\
             charges.count = {{ tiering = \"graduated\", tiers = [{{ up_to = {first}, price = {p} }}, \
             {{ up_to = {second}, price = {q} }}, {{ up_to = {third}, price = {r} }}, {{ price = {s} }}] }}"
        );
    }
    text
}

pub(super) fn rules(endpoints: u32) -> Vec<[Tier; 4]> {
    let tiers = |endpoint| {
        let [first, second, third] = bounds(endpoint);
        let prices = prices(endpoint).map(|price| Decimal::new(price, 2));
        let starts = [0, first, second, third];
        let mut below = Decimal::ZERO;
        std::array::from_fn(|at| {
            if at > 0 {
                below += prices[at - 1] * Decimal::from(starts[at] - starts[at - 1]);
            }
            Tier { start: starts[at], below, price: prices[at] }
        })
    };
    (0..endpoints).map(tiers).collect()
}

pub(super) fn price(rules: &[[Tier; 4]], call: &Call) -> Option<Decimal> {
    const FAST: Decimal = Decimal::from_parts(25, 0, 0, false, 2);
    let tiers = rules.get(call.endpoint as usize)?;
    let tier = tiers.iter().rev().find(|tier| tier.start <= call.count)?;
    let sum = tier.below.checked_add(Decimal::from(call.count - tier.start).checked_mul(tier.price)?)?;
    if call.fast { sum.checked_add(FAST) } else { Some(sum) }
}

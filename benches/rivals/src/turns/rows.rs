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

pub(super) fn price(rules: &[Rows], call: &Call) -> Option<Decimal> {
    let Rows { bound, prices } = rules.get(call.endpoint as usize)?;
    let price = match (call.fast, call.count > *bound) {
        (true, true) => prices[0],
        (true, false) => prices[1],
        (false, true) => prices[2],
        (false, false) => prices[3],
    };
    Decimal::from(call.count).checked_mul(price)
}

//! Four graduated tiers an endpoint, with bounds and prices of its own.

use std::fmt::Write;

use pricesheet::Decimal;

use super::Call;

/// The tiers of an endpoint.
pub(super) struct Tiers<A> {
    /// Where all but the first start.
    starts: [u64; 3],
    lines: [Line<A>; 4],
}

/// A tier: what is due where it starts, without the option and with it, and the price of each from there on.
struct Line<A> {
    start: u64,
    due: [A; 2],
    price: A,
}

impl<A> Tiers<A> {
    /// The line on which a count is: a branch for it, nobody could foresee.
    fn line(&self, count: u64) -> &Line<A> {
        &self.lines[self.starts.iter().map(|start| usize::from(*start <= count)).sum::<usize>()]
    }
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

/// In hundredths.
const FAST: i64 = 25;

pub(super) fn rules(endpoints: u32) -> Vec<Tiers<Decimal>> {
    let tiers = |endpoint| {
        let starts = bounds(endpoint);
        let [first, second, third] = starts;
        let prices = prices(endpoint).map(|price| Decimal::new(price, 2));
        let (mut start, mut due) = (0, Decimal::ZERO);
        let lines = std::array::from_fn(|at| {
            let next = [0, first, second, third][at];
            if at > 0 {
                due += prices[at - 1] * Decimal::from(next - start);
            }
            start = next;
            Line { start, due: [due, due + Decimal::new(FAST, 2)], price: prices[at] }
        });
        Tiers { starts, lines }
    };
    (0..endpoints).map(tiers).collect()
}

pub(super) fn price(rules: &[Tiers<Decimal>], call: &Call) -> Option<Decimal> {
    let Line { start, due, price } = rules.get(call.endpoint as usize)?.line(call.count);
    Decimal::from(call.count - start).checked_mul(*price)?.checked_add(due[usize::from(call.fast)])
}

/// The same in hundredths.
pub(super) fn scaled_rules(endpoints: u32) -> Vec<Tiers<u64>> {
    let scaled = |Tiers { starts, lines }: Tiers<Decimal>| Tiers {
        starts,
        lines: lines.map(|Line { start, due, price }| Line {
            start,
            due: due.map(super::hundredths),
            price: super::hundredths(price),
        }),
    };
    rules(endpoints).into_iter().map(scaled).collect()
}

pub(super) fn scaled_price(rules: &[Tiers<u64>], call: &Call) -> Option<u64> {
    let Line { start, due, price } = rules.get(call.endpoint as usize)?.line(call.count);
    (call.count - start).checked_mul(*price)?.checked_add(due[usize::from(call.fast)])
}

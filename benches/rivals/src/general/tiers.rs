//! Graduated tiers: each slice at its own price. By hand, what the tiers below come to is a constant, so that every
//! event takes one multiplication.

use pricesheet::{Decimal, UsageRef};

use super::{Row, Rules, count_of};
use crate::random::Random;

pub(super) struct Tiers;

const fn cents(mantissa: u32) -> Decimal {
    Decimal::from_parts(mantissa, 0, 0, false, 2)
}

/// Where a tier starts, what all below it come to, and the price of a unit in it.
const TIERS: [(u64, Decimal, Decimal); 5] = [
    (0, Decimal::ZERO, cents(5)),
    (100, cents(500), cents(4)),
    (1_000, cents(4_100), cents(3)),
    (5_000, cents(16_100), cents(2)),
    (20_000, cents(46_100), cents(1)),
];

impl Rules for Tiers {
    const NAME: &'static str = "graduated tiers";
    const SHEET: &'static str = r#"
        name = "tiers"
        [endpoints.call]
        basis = "call"
        [endpoints.call.charges.messages]
        tiering = "graduated"
        tiers = [
            { up_to = 100, price = 0.05 }, { up_to = 1000, price = 0.04 }, { up_to = 5000, price = 0.03 },
            { up_to = 20000, price = 0.02 }, { price = 0.01 },
        ]
    "#;
    const QUANTITIES: &'static [&'static str] = &["messages"];
    type Event = u64;

    /// As many in every tier.
    fn draw(random: &mut Random) -> u64 {
        let most = random.one_of(&[100, 1_000, 5_000, 20_000, 50_000]);
        random.up_to(most)
    }

    fn price(messages: &u64) -> Option<Decimal> {
        let (start, below, price) = TIERS.iter().rev().find(|(start, ..)| start <= messages)?;
        below.checked_add(Decimal::from(messages - start).checked_mul(*price)?)
    }

    fn options(_: &u64) -> &'static [&'static str] {
        &[]
    }

    fn quantities(messages: &u64) -> Vec<Decimal> {
        vec![Decimal::from(*messages)]
    }

    fn decode(usage: &UsageRef<'_>) -> Option<u64> {
        count_of(usage, "messages")
    }

    fn counts(messages: &u64) -> Option<Row<u64>> {
        Some(Row::of(&[*messages]))
    }
}

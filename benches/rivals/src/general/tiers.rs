//! Graduated tiers: each slice at its own price. By hand, every tier is a line, so that every event takes one multiplication.

use pricesheet::{Decimal, UsageRef};

use super::{Row, Rules, whole};
use crate::random::Random;

pub(super) struct Tiers;

const fn cents(mantissa: u32) -> Decimal {
    Decimal::from_parts(mantissa, 0, 0, false, 2)
}

/// From where on all but the first tier apply.
const STARTS: [u64; 4] = [100, 1_000, 5_000, 20_000];

/// What a count comes to in a tier: a constant, and a price for each of all.
const LINES: [(Decimal, Decimal); 5] = [
    (Decimal::ZERO, cents(5)),
    (cents(100), cents(4)),
    (cents(1_100), cents(3)),
    (cents(6_100), cents(2)),
    (cents(26_100), cents(1)),
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
        // Nobody could foresee a branch for the tier.
        let tier: usize = STARTS.iter().map(|start| usize::from(start <= messages)).sum();
        let (constant, price) = &LINES[tier];
        Decimal::from(*messages).checked_mul(*price)?.checked_add(*constant)
    }

    fn options(_: &u64) -> &'static [&'static str] {
        &[]
    }

    fn quantities(messages: &u64) -> Vec<Decimal> {
        vec![Decimal::from(*messages)]
    }

    fn decode(usage: &UsageRef<'_>) -> Option<u64> {
        match usage.stated_quantities() {
            [("messages", count)] => whole(count),
            _ => None,
        }
    }

    fn counts(messages: &u64) -> Option<Row<u64>> {
        Some(Row::of(&[*messages]))
    }
}

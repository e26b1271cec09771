//! Decimal quantities: hours to the thousandth, in proportion, rounded to cents, at least a dime.

use pricesheet::{Decimal, UsageRef};
use rust_decimal::RoundingStrategy;

use super::{Row, Rules};
use crate::random::Random;

pub(super) struct Fraction;

const PRICE: Decimal = Decimal::from_parts(735, 0, 0, false, 3);
const LEAST: Decimal = Decimal::from_parts(10, 0, 0, false, 2);

impl Rules for Fraction {
    const NAME: &'static str = "decimal quantities";
    const SHEET: &'static str = r#"
        name = "fraction"
        [endpoints.call]
        [endpoints.call.charges.hours]
        increment = "none"
        price = 0.735
        min = 0.1
        round = { to = 0.01, mode = "half-up" }
    "#;
    const QUANTITIES: &'static [&'static str] = &["hours"];
    type Event = Decimal;

    fn draw(random: &mut Random) -> Decimal {
        Decimal::new(1 + random.up_to(100_000) as i64, 3)
    }

    fn price(hours: &Decimal) -> Option<Decimal> {
        // The least is whole cents, so it may come after the rounding: decimals of one scale are compared in no time.
        let exact = hours.checked_mul(PRICE)?;
        Some(exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).max(LEAST))
    }

    fn options(_: &Decimal) -> &'static [&'static str] {
        &[]
    }

    fn quantities(hours: &Decimal) -> Vec<Decimal> {
        vec![*hours]
    }

    fn decode(usage: &UsageRef<'_>) -> Option<Decimal> {
        match usage.stated_quantities() {
            [("hours", hours)] if !hours.is_sign_negative() => Some(*hours),
            _ => None,
        }
    }

    fn counts(_: &Decimal) -> Option<Row<u64>> {
        None
    }
}

//! Decision tables: tokens in and out, whose price depends on an option and on how many went in.

use pricesheet::{Decimal, UsageRef};

use super::{Row, Rules, whole};
use crate::random::Random;

pub(super) struct Table;

#[derive(Debug, PartialEq)]
pub(super) struct Call {
    batch: bool,
    input: u64,
    output: u64,
}

const LONG: u64 = 200_000;

/// The price of one token, from ten-millionths.
const fn token(mantissa: u32) -> Decimal {
    Decimal::from_parts(mantissa, 0, 0, false, 7)
}

impl Rules for Table {
    const NAME: &'static str = "decision tables";
    const SHEET: &'static str = r#"
        name = "table"
        [endpoints.call]
        options = { batch = {} }
        [endpoints.call.charges.input]
        per = 1000000
        increment = "none"
        rates = [
            { when = ["batch", "input > 200000"], price = 3 }, { when = ["batch"], price = 1.5 },
            { when = ["input > 200000"], price = 6 }, { price = 3 },
        ]
        [endpoints.call.charges.output]
        per = 1000000
        increment = "none"
        rates = [
            { when = ["batch", "input > 200000"], price = 11.2 }, { when = ["batch"], price = 7.5 },
            { when = ["input > 200000"], price = 22.5 }, { price = 15 },
        ]
    "#;
    const QUANTITIES: &'static [&'static str] = &["input", "output"];
    type Event = Call;

    fn draw(random: &mut Random) -> Call {
        Call { batch: random.up_to(1) == 1, input: random.up_to(400_000), output: random.up_to(8_000) }
    }

    fn price(call: &Call) -> Option<Decimal> {
        let (input, output) = match (call.batch, call.input > LONG) {
            (true, true) => (token(30), token(112)),
            (true, false) => (token(15), token(75)),
            (false, true) => (token(60), token(225)),
            (false, false) => (token(30), token(150)),
        };
        let input = Decimal::from(call.input).checked_mul(input)?;
        input.checked_add(Decimal::from(call.output).checked_mul(output)?)
    }

    fn options(call: &Call) -> &'static [&'static str] {
        if call.batch { &["batch"] } else { &[] }
    }

    fn quantities(call: &Call) -> Vec<Decimal> {
        vec![Decimal::from(call.input), Decimal::from(call.output)]
    }

    fn decode(usage: &UsageRef<'_>) -> Option<Call> {
        let batch = match usage.stated_options() {
            [] => false,
            ["batch"] => true,
            _ => return None,
        };
        let (mut input, mut output) = (None, None);
        for (name, count) in usage.stated_quantities() {
            match *name {
                "input" => input = Some(whole(count)?),
                "output" => output = Some(whole(count)?),
                _ => return None,
            }
        }
        Some(Call { batch, input: input?, output: output? })
    }

    fn counts(call: &Call) -> Option<Row<u64>> {
        Some(Row::of(&[call.input, call.output]))
    }
}

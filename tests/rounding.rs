//! Every rounding on every way: modes, steps, and values at ties and beside them, wherever a sheet may round, against the
//! reference.

use pricesheet::{ColumnPricer, Columns, Decimal, EndpointPricer, PriceSheet, Usage};
use pricesheet_testing::reference::bridge::{amount, decimal};
use pricesheet_testing::reference::decimal::{Amount, amount as number, fits, round, scaled, whole};
use pricesheet_testing::reference::model::{Mode, Rounding};
use pricesheet_testing::ways;

const MODES: [(&str, Mode); 5] = [
    ("up", Mode::Up),
    ("down", Mode::Down),
    ("half-up", Mode::HalfUp),
    ("half-down", Mode::HalfDown),
    ("half-even", Mode::HalfEven),
];

const STEPS: [&str; 7] = ["1", "0.5", "0.25", "3", "0.01", "7", "0.003"];

/// Multiples of a step about which values lie: the first ones, even and odd, and those where words of 32 and 64 bits end.
const MULTIPLES: [u64; 12] =
    [0, 1, 2, 3, 4, 5, 1_000, (1 << 31) - 1, 1 << 32, (1 << 53) + 1, (1 << 62) - 1, u64::MAX];

/// How far a value is from a multiple or from a tie.
const NUDGES: [&str; 7] = ["0", "0.0001", "-0.0001", "0.000000001", "-0.000000001", "0.00000000000001", "-1"];

/// Multiples, ties and quarters, and what is beside them.
fn values(step: &Amount) -> Vec<Amount> {
    let mut values = Vec::new();
    for multiple in MULTIPLES {
        for quarters in 0..4_u64 {
            for nudge in NUDGES {
                let value = step * whole(multiple) + step * scaled(quarters * 25, 2) + number(nudge);
                if value >= Amount::default() && fits(&value) {
                    values.push(value);
                }
            }
        }
    }
    values
}

/// One value by every way, as a quantity whose price is 1 and, where it is short enough, as a count whose price is 0.0001.
fn check(sheet: &PriceSheet, value: &Amount, expected: &Amount) {
    for (name, unit) in [("units", whole(1)), ("parts", scaled(1, 4))] {
        let Ok(endpoint) = sheet.endpoint(name) else { continue };
        let quantity = value / &unit;
        if name == "units" || quantity.is_integer() {
            let quantity = decimal(&quantity);
            let usage = Usage::new(name).quantity("q", quantity);
            let price = sheet.price(&usage).unwrap_or_else(|error| panic!("{usage:?}: {error}"));
            assert_eq!(amount(price), *expected, "{usage:?}");
            ways::usage(sheet, &usage);
            ways::usage(sheet, &usage.calls(3));
            resolved(sheet, endpoint, quantity, price);
        }
    }
}

/// The same by an option set and, where the quantity is a count, by a column.
fn resolved(sheet: &PriceSheet, endpoint: EndpointPricer<'_>, quantity: Decimal, price: Decimal) {
    let set = endpoint.option_set([]).unwrap();
    assert_eq!(set.price_quantities(&[quantity]), Ok(price), "{quantity}");
    let Some(count) = u64::try_from(quantity).ok().filter(|_| quantity.is_integer()) else { return };
    assert_eq!(set.price(&[count]), Ok(price), "{count}");
    let pricer = ColumnPricer::for_endpoints(sheet, [endpoint.model().name.as_str()]).unwrap();
    let counts = [count];
    let columns = Columns::new(&[0_u8]).quantity("q", &counts);
    ways::amounts_agree(&pricer, &columns, &[Ok(price)]);
}

/// Sheets that round with `{rounding}` in all places where a sheet may, of which the last two round counts.
const PLACES: [&str; 5] = [
    "[endpoints.units]\nround = {rounding}\ncharges.q.price = 1
     [endpoints.parts]\nround = {rounding}\ncharges.q.price = 0.0001",
    "[endpoints.units]\ncharges.q = { price = 1, round = {rounding} }
     [endpoints.parts]\ncharges.q = { price = 0.0001, round = {rounding} }",
    "round = {rounding}\nround_charges = {rounding}
     [endpoints.units]\ncharges.q.price = 1\n[endpoints.parts]\ncharges.q.price = 0.0001",
    "[endpoints.units]\ncharges.q = { price = 1, increment = {rounding} }",
    "[endpoints.units]\nquantities.q.increment = {rounding}\ncharges.q.price = 1",
];

#[test]
fn every_mode_at_every_tie() {
    for (word, mode) in MODES {
        for to in STEPS {
            let rounding = Rounding { to: number(to), mode };
            let values = values(&rounding.to);
            for place in PLACES {
                let stated = format!("{{ to = {to}, mode = \"{word}\" }}");
                let text = format!("name = \"t\"\n{}", place.replace("{rounding}", &stated));
                let sheet = PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
                for value in &values {
                    check(&sheet, value, &round(value, &rounding));
                }
            }
        }
    }
}

//! Laws of the specification as properties, on the public interface.

use pricesheet::number::{self, NumberError};
use pricesheet::{Decimal, PriceSheet, Usage};
use pricesheet_testing::runs;
use proptest::prelude::*;

fn sheet(endpoint: &str) -> PriceSheet {
    let text = format!("name = \"t\"\n[endpoints.e]\n{endpoint}");
    PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

fn decimal() -> impl Strategy<Value = Decimal> {
    let mantissa = prop_oneof![0_i128..10_000, 0_i128..(1 << 96)];
    (mantissa, 0_u32..=28).prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
}

/// A literal by the grammar: digits with underscores, a fraction, an exponent.
fn literal() -> impl Strategy<Value = String> {
    "[+]?(0|[1-9](_?[0-9]){0,12})(\\.[0-9](_?[0-9]){0,12})?([eE][+-]?[0-9]{1,2})?"
}

const MODES: [&str; 5] = ["up", "down", "half-up", "half-down", "half-even"];

proptest! {
    #![proptest_config(runs::config(256))]

    #[test]
    fn a_literal_survives_print_and_parse(value in decimal()) {
        let printed = value.normalize().to_string();
        prop_assert_eq!(number::parse(&printed).map(|read| read.to_string()), Ok(printed));
        prop_assert_eq!(number::parse(&value.to_string()), Ok(value));
    }

    #[test]
    fn a_literal_means_its_digits(literal in literal()) {
        // Ten to the exponent times the digits, as the naive reader has it.
        let plain = literal.replace(['_', '+'], "").to_lowercase();
        let (digits, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa: num_bigint::BigInt = format!("{whole}{fraction}").parse().unwrap();
        let exponent = exponent.parse::<i32>().unwrap() - i32::try_from(fraction.len()).unwrap();
        let ten = |power: i32| num_bigint::BigInt::from(10).pow(u32::try_from(power.max(0)).unwrap());
        let meant = num_rational::BigRational::new(mantissa * ten(exponent), ten(-exponent));
        match number::parse(&literal) {
            Ok(read) => {
                let read = num_rational::BigRational::new(read.mantissa().into(), ten(i32::try_from(read.scale()).unwrap()));
                prop_assert_eq!(read, meant);
            }
            Err(error) => {
                prop_assert!(matches!(error, NumberError::TooLarge | NumberError::TooManyDigits));
                let scaled = meant * ten(28);
                prop_assert!(!scaled.is_integer() || scaled.to_integer().bits() > 96);
            }
        }
    }

    #[test]
    fn no_text_is_a_number_by_accident(text in "[-+_.eE0-9xobinfa ]{0,12}") {
        if let Ok(value) = number::parse(&text) {
            prop_assert!(!value.is_sign_negative());
            prop_assert!(text.contains(|c: char| c.is_ascii_digit()) && !text.contains([' ', '-']) || text.contains("e-") || text.contains("E-"));
        }
    }

    #[test]
    fn rounding_is_idempotent_and_off_by_less_than_a_step(value in 0_u64..1_000_000_000, scale in 0_u32..6, to in 1_u64..5_000, to_scale in 0_u32..4, mode in prop::sample::select(&MODES[..])) {
        let value = Decimal::new(value as i64, scale);
        let step = Decimal::new(to as i64, to_scale);
        let sheet = sheet(&format!("charges.c = {{ price = 1 }}\nround = {{ to = {step}, mode = \"{mode}\" }}"));
        let price = |value: Decimal| sheet.price(&Usage::new("e").quantity("c", value)).unwrap();
        let rounded = price(value);
        prop_assert_eq!(price(rounded), rounded);
        prop_assert!((rounded - value).abs() < step);
        prop_assert!((rounded / step).fract().is_zero());
        match mode {
            "up" => prop_assert!(rounded >= value),
            "down" => prop_assert!(rounded <= value),
            _ => prop_assert!((rounded - value).abs() * Decimal::TWO <= step),
        }
    }
}

//! Fingerprints: the same content has the same one in every layout, and any other content another.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use pricesheet::sheet::{Endpoint, OptionRule, Sheet as Model, Weighted};
use pricesheet::{EMBEDDED_SHEET, Fingerprint, FingerprintError, PriceSheet};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use sha2::{Digest, Sha256};

use pricesheet_testing::generate;
use pricesheet_testing::reference::model::Sheet;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;

/// How many sheets are generated.
const SHEETS_COUNT: u32 = 120;

fn load(text: &str) -> Result<PriceSheet, TestCaseError> {
    PriceSheet::from_toml(text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))
}

/// Everything that the model says, with its tables by name, and without the places where it stands.
fn content(model: &Model) -> String {
    let mut model = model.clone();
    model.endpoints.sort_by(|left, right| left.name.cmp(&right.name));
    let endpoints: Vec<String> =
        core::mem::take(&mut model.endpoints).iter().map(|endpoint| named(endpoint)).collect();
    let printed = format!("{model:?} {}", endpoints.join("\n"));
    let mut parts = printed.split("Span { start: ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |content, part| content + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// An endpoint with its tables by name, printed with the names of its options and quantities.
fn named(model: &Endpoint) -> String {
    let mut endpoint = model.clone();
    let option = |rule: &OptionRule| model.option_name(rule.option).to_owned();
    let quantity = |weighted: &Weighted| model.quantity_name(weighted.quantity).to_owned();
    endpoint.options.sort_by_key(option);
    endpoint.choices.sort_by(|left, right| left.name.cmp(&right.name));
    endpoint.option_names.sort();
    endpoint.quantities.sort_by(|left, right| left.name.cmp(&right.name));
    endpoint.charges.sort_by(|left, right| left.name.cmp(&right.name));
    for charge in &mut endpoint.charges {
        charge.plus.sort_by_key(quantity);
        charge.minus.sort_by_key(quantity);
        charge.options.sort_by_key(option);
    }
    for example in &mut endpoint.examples {
        example.quantities.sort_by_key(|(id, _)| model.quantity_name(*id).to_owned());
    }
    let mut printed = format!("{endpoint:?}");
    for id in model.option_ids() {
        printed = printed.replace(&format!("{id:?}"), &format!("{:?}", model.option_name(id)));
    }
    for id in model.quantity_ids() {
        printed = printed.replace(&format!("{id:?}"), &format!("{:?}", model.quantity_name(id)));
    }
    printed
}

/// The same sheet with every table whose keys are names the other way round.
fn reversed(sheet: &Sheet) -> Sheet {
    let mut sheet = sheet.clone();
    sheet.endpoints.reverse();
    for endpoint in &mut sheet.endpoints {
        endpoint.options.reverse();
        endpoint.choices.reverse();
        endpoint.quantities.reverse();
        endpoint.charges.reverse();
        for charge in &mut endpoint.charges {
            charge.options.reverse();
        }
        for example in &mut endpoint.examples {
            example.quantities.reverse();
        }
    }
    sheet
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    #[test]
    fn layout_comments_and_order_of_keys_do_not_count(sheet in generate::listed(), seeds in any::<[u64; 2]>()) {
        let [one, other] = seeds.map(|seed| render(&sheet, seed));
        prop_assert_eq!(load(&one)?.fingerprint(), load(&other)?.fingerprint(), "{}\n{}", one, other);
        let turned = render(&reversed(&sheet), seeds[0]);
        prop_assert_eq!(load(&one)?.fingerprint(), load(&turned)?.fingerprint(), "{}\n{}", one, turned);
    }

    /// A character is replaced, or a line is left out: where what the sheet says is another thing, so is its
    /// fingerprint, and where it is the same, so is its fingerprint.
    #[test]
    fn any_change_of_content_counts(
        sheet in generate::listed(),
        seed in any::<u64>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[0-9a-z]"), 24),
    ) {
        let text = render(&sheet, seed);
        let before = load(&text)?;
        for (at, other) in changes {
            let mut changed: Vec<char> = text.chars().collect();
            let places: Vec<usize> =
                (0..changed.len()).filter(|place| changed[*place].is_ascii_alphanumeric()).collect();
            changed[places[at.index(places.len())]] = other.chars().next().expect("one character");
            let lines: Vec<&str> = text.lines().collect();
            let left_out = at.index(lines.len());
            let shorter: Vec<&str> =
                lines.iter().enumerate().filter(|(line, _)| *line != left_out).map(|(_, line)| *line).collect();
            for text in [changed.into_iter().collect(), shorter.join("\n")] {
                let Ok(after) = PriceSheet::from_toml(&text) else { continue };
                prop_assert_eq!(
                    before.fingerprint() == after.fingerprint(),
                    content(before.model()) == content(after.model()),
                    "{}", text
                );
            }
        }
    }
}

/// Every value that a sheet can state counts: of a sheet with every key, each value in turn is changed.
#[test]
fn every_key_counts() {
    let text = include_str!("sheets/valid/every-key.toml");
    let before = PriceSheet::from_toml(text).unwrap();
    let mut changed = 0;
    for (at, _) in text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
        for other in ["2", "z", ""] {
            let text = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            let Ok(after) = PriceSheet::from_toml(&text) else { continue };
            let same = content(before.model()) == content(after.model());
            assert_eq!(before.fingerprint() == after.fingerprint(), same, "{text}");
            changed += usize::from(!same);
        }
    }
    assert!(changed > 300, "{changed}");
}

#[test]
fn what_is_the_same() {
    let fingerprint = |text: &str| PriceSheet::from_toml(text).unwrap().fingerprint();
    let plain = fingerprint(
        "name = 'J'\neffective = 2026-06-20T00:00:00Z\n[endpoints.e]\nprice = 1\nround = 'down'\n[endpoints.f]\nprice = 0.5",
    );
    for same in [
        // An instant in another offset, a default written out, numbers in another notation, tables in another order.
        "name = 'J'\nunit = 'credit'\neffective = 2026-06-20 02:00:00.0+02:00\nendpoints.f.price = 5e-1\nendpoints.e = { price = 1.00, basis = 'call', round = { to = '1', mode = 'down' } }",
        // What is inherited is the same as what is stated.
        "name = 'J'\nround = 'down'\neffective = 2026-06-20T00:00:00Z\nendpoints.e.price = 1\nendpoints.f = { price = 0.5, round = 'none' }",
        "\u{feff}# a mark and CRLF\r\nname = 'J'\r\neffective = 2026-06-20T00:00Z\r\n[endpoints.f]\r\nprice = 0.5\r\noptions = {}\r\n[endpoints.e]\r\nround = 'down'\r\nprice = 1\r\n",
    ] {
        assert_eq!(fingerprint(same), plain, "{same}");
    }
    for other in [
        "name = 'J'\neffective = 2026-06-20T00:00:00.000000001Z\n[endpoints.e]\nprice = 1\nround = 'down'\n[endpoints.f]\nprice = 0.5",
        "name = 'J'\n[endpoints.e]\nprice = 1\nround = 'down'\n[endpoints.f]\nprice = 0.5",
        "name = 'J'\nnote = ''\neffective = 2026-06-20T00:00:00Z\n[endpoints.e]\nprice = 1\nround = 'down'\n[endpoints.f]\nprice = 0.5",
    ] {
        assert_ne!(fingerprint(other), plain, "{other}");
    }
}

/// The form as `src/fingerprint.rs` describes it, byte by byte. It must never change: fingerprints are stored.
#[test]
fn the_form_stays_as_it_is() {
    let sheet = PriceSheet::from_toml(
        "name = 'Zwölf'
        effective = 2026-06-20T00:00:00+02:00
        [endpoints.b]
        price = 0.25
        options = { z = {}, a = { times = 2, when = ['not z', 'n >= 300'] } }
        charges.n = { price = 0, round = { to = 1e1, mode = 'half-even' } }
        [endpoints.a]
        price = 1",
    );
    let form: &[&[u8]] = &[
        b"pricesheet 1\n",
        b"\x04name\x06Zw\xc3\xb6lf",
        b"\x09effective\x142026-06-19T22:00:00Z",
        b"\x04unit\x06credit",
        b"\x09endpoints\x02",
        b"\x04name\x01a\x05basis\x04call\x05rates\x01\x05price\x01\x00\0\0",
        b"\x04name\x01b\x05basis\x04call\x05rates\x01\x05price\x19\x02\0",
        b"\x07options\x02",
        b"\x04name\x01a\x05times\x02\x00\x04when\x02\x03not\x01z\0\x08quantity\x01n\x02>=\xac\x02\x00\0\0",
        b"\x04name\x01z\0",
        b"\x0aquantities\x01\x04name\x01n\0",
        b"\x07charges\x01\x04name\x01n\x08quantity\x01\x01n",
        b"\x05rates\x01\x08included\x00\x00\x05price\x00\x00\x03per\x01\x00\0",
        b"\x05round\x02to\x0a\x00\x04mode\x09half-even\0\0",
        b"\0",
        b"\0",
    ];
    let expected: [u8; 32] = Sha256::digest(form.concat()).into();
    assert_eq!(sheet.unwrap().fingerprint().as_bytes(), &expected);
}

#[test]
fn as_text() {
    let fingerprint = PriceSheet::from_toml(EMBEDDED_SHEET).unwrap().fingerprint();
    let text = fingerprint.to_string();
    assert_eq!(text.len(), 64);
    assert_eq!(text, text.to_lowercase());
    assert_eq!(text.parse(), Ok(fingerprint));
    assert_eq!(text.to_uppercase().parse(), Ok(fingerprint));
    assert_eq!(format!("{fingerprint:?}"), format!("Fingerprint({text})"));
    for wrong in
        ["", "00", &text[1..], &format!("{text}0"), &format!("g{}", &text[1..]), &format!("+{}", &text[1..])]
    {
        assert_eq!(wrong.parse::<Fingerprint>(), Err(FingerprintError), "{wrong}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn as_data() {
    let fingerprint = PriceSheet::from_toml(EMBEDDED_SHEET).unwrap().fingerprint();
    let json = serde_json::to_string(&fingerprint).unwrap();
    assert_eq!(json, format!("\"{fingerprint}\""));
    assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), fingerprint);
    let error = serde_json::from_str::<Fingerprint>("\"2026-05\"").unwrap_err().to_string();
    assert!(error.starts_with("not a fingerprint (64 hexadecimal digits)"), "{error}");
}

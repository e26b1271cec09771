//! What is wrong with a document or an entry of it: what, where, and what to do instead.

use pricesheet_import::{ImportError, Options, Source, import};

use crate::common::{currency, fixture, imported};

#[track_caller]
fn refused(source: Source, text: &str, message: &str, help: &str) {
    let error = import(source, text, &Options::default()).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.help().as_str()), (message, help));
}

/// What is told of the only faulty entry.
#[track_caller]
fn told(source: Source, text: &str, expected: &str) {
    let report = match import(source, text, &Options::default()) {
        Ok(imported) => imported.report,
        Err(ImportError::NothingPriced { report }) => *report,
        Err(error) => panic!("{error}"),
    };
    let mut lines = Vec::new();
    for remark in &report.remarks {
        for entry in &remark.entries {
            let detail = entry.detail.as_deref().unwrap_or(&remark.what);
            let help = remark.help.as_deref().unwrap_or("-");
            lines.push(format!("{:?}: {}: {detail} at `{}`; {help}", remark.kind, entry.name, entry.path));
        }
    }
    assert_eq!(lines, [expected], "{text}");
}

#[test]
fn what_is_not_json() {
    let help = "save the file as the project publishes it, whole";
    for source in Source::ALL {
        refused(source, "", "not JSON: EOF while parsing a value at line 1, column 0", help);
        refused(source, "{\"a\": 1,\n}", "not JSON: key must be a string at line 2, column 1", help);
        refused(source, "<html>", "not JSON: expected value at line 1, column 1", help);
    }
}

#[test]
fn what_has_another_shape() {
    let stripe = "Stripe answers with a list whose `data` are objects with `\"object\": \"price\"`";
    refused(Source::Stripe, "{\"object\": \"list\"}", "the key `data` is missing", stripe);
    refused(Source::Stripe, "[]", "no entry has a `currency`", stripe);
}

#[test]
fn what_prices_nothing() {
    let price = "{\"object\": \"price\", \"id\": \"a\", \"currency\": \"usd\", \"custom_unit_amount\": {}}";
    refused(
        Source::Stripe,
        &format!("[{price}, {price}]"),
        "none of the 2 entries has a price that can be taken over",
        "the report says of each entry why it was left out",
    );
}

#[test]
fn entries_of_stripe() {
    let entry =
        |keys: &str| format!("[{{\"object\": \"price\", \"id\": \"m\", \"currency\": \"usd\", {keys}}}]");
    let cases = [
        (
            "\"billing_scheme\": \"per_unit\", \"unit_amount\": -5",
            "Faulty: m: `-5` is below zero at `[0].unit_amount`; a price is 0 or above",
        ),
        (
            "\"billing_scheme\": \"per_unit\", \"unit_amount\": 5, \"unit_amount_decimal\": \"6\"",
            "Faulty: m: \"6\" contradicts `unit_amount` at `[0].unit_amount_decimal`; -",
        ),
        (
            "\"billing_scheme\": \"per_unit\"",
            "Faulty: m: neither `unit_amount` nor `unit_amount_decimal` at `[0]`; -",
        ),
        ("\"billing_scheme\": \"odd\"", "Faulty: m: a billing scheme `odd` at `[0]`; `per_unit` or `tiered`"),
        (
            "\"billing_scheme\": \"per_unit\", \"unit_amount\": 5, \"transform_quantity\": {\"divide_by\": 0, \"round\": \"up\"}",
            "Faulty: m: `0` is not a whole number from 1 at `[0].transform_quantity.divide_by`; -",
        ),
        (
            "\"billing_scheme\": \"tiered\", \"tiers_mode\": \"volume\", \"tiers\": [{\"up_to\": 5, \"unit_amount\": 1}, {\"up_to\": 5, \"unit_amount\": 1}]",
            "Faulty: m: tiers whose `up_to` does not rise, or that go on after the last at `[0]`; -",
        ),
        (
            "\"billing_scheme\": \"tiered\", \"tiers_mode\": \"volume\", \"tiers\": [{\"unit_amount\": 1}], \"transform_quantity\": {\"divide_by\": 5, \"round\": \"up\"}",
            "NotExpressed: m: packages and tiers in one price at `[0].transform_quantity`; -",
        ),
    ];
    for (keys, expected) in cases {
        told(Source::Stripe, &entry(keys), expected);
    }
    told(
        Source::Stripe,
        "[{\"object\": \"plan\", \"id\": \"m\", \"currency\": \"usd\"}]",
        "Faulty: m: an object of the kind `plan` at `[0]`; only price objects have prices",
    );
}

#[test]
fn a_sheet_of_stripes_prices_has_one_currency() {
    let price = |currency: &str| {
        format!(
            "{{\"object\": \"price\", \"id\": \"{currency}\", \"currency\": \"{currency}\", \"billing_scheme\": \"per_unit\", \"unit_amount\": 5}}"
        )
    };
    let both = format!("[{}, {}]", price("usd"), price("jpy"));
    refused(
        Source::Stripe,
        &both,
        "the prices are in several currencies: usd, jpy",
        "say which one, and make a sheet of each",
    );
    let error = import(Source::Stripe, &both, &currency("eur")).unwrap_err();
    assert_eq!(error.to_string(), "no price is in `eur`");
    assert_eq!(error.help(), "one of usd, jpy");
    let imported = imported(Source::Stripe, &both, &currency("JPY"));
    assert!(imported.sheets[0].text.contains("unit = \"JPY\""), "{}", imported.sheets[0].text);
    assert!(imported.sheets[0].text.contains("price = 5 "), "yen have no smaller unit");
    assert!(!imported.sheets[0].text.contains("endpoints.usd"));
}

#[test]
fn a_byte_order_mark_is_fine() {
    for source in Source::ALL {
        let plain = fixture(source);
        let marked = format!("\u{feff}{plain}");
        assert_eq!(
            imported(source, &marked, &Options::default()),
            imported(source, &plain, &Options::default())
        );
    }
}

#[test]
fn names_that_a_sheet_does_not_allow_become_others() {
    let price = |key: &str| {
        format!(
            "{{\"object\": \"price\", \"id\": \"x\", \"lookup_key\": \"{key}\", \"currency\": \"usd\", \
             \"billing_scheme\": \"per_unit\", \"unit_amount\": 5}}"
        )
    };
    let text = format!("[{}, {}, {}]", price("a b"), price("a_b"), price("-x"));
    let imported = imported(Source::Stripe, &text, &Options::default());
    let mut told = Vec::new();
    for remark in &imported.report.remarks {
        for entry in &remark.entries {
            told.push(format!("{:?}: {} {:?}", remark.kind, entry.name, entry.detail));
        }
    }
    let expected =
        ["Renamed: a b Some(\"now `a_b`\")", "Renamed: -x Some(\"now `_x`\")", "NotExpressed: a_b None"];
    assert_eq!(told, expected);
}

//! The JSON Schema of the format against the loader: what loads is accepted, what has the wrong shape is refused, and the
//! keys, words and limits are those of the code.

#![allow(clippy::panic, clippy::indexing_slicing, reason = "a helper of tests may stop the test")]

mod contract;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use pricesheet::diagnostics::Code;
use pricesheet::rounding::RoundingMode;
use pricesheet::sheet::{Basis, limits};
use pricesheet::{CONTRACT_SCHEMA, EMBEDDED_SHEET, PriceSheet, SHEET_SCHEMA};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

use pricesheet_testing::generate;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;

fn schema() -> Value {
    serde_json::from_str(SHEET_SCHEMA).unwrap()
}

/// The schema of a sheet over another is made of that of a sheet. `UPDATE_SNAPSHOTS=1` writes it anew.
#[test]
fn the_schema_of_contracts_is_made_of_that_of_sheets() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("contract.schema.json");
    let made = serde_json::to_string_pretty(&contract::contract(&schema())).unwrap() + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    // Whether keys keep their order is a feature of the JSON crate, which another package may ask for.
    let kept: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert!(
        kept == serde_json::from_str::<Value>(&made).unwrap(),
        "contract.schema.json is not that of pricing.schema.json"
    );
    assert!(jsonschema::meta::is_valid(&contract::contract(&schema())));
}

/// What a schema sees of a sheet over another.
#[test]
fn contracts_are_accepted_and_faults_of_shape_refused() {
    let schema: Value = serde_json::from_str(CONTRACT_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let head = "name = 'Acme'\nover = { name = 'List' }\nothers = 'refused'\n";
    for stated in [
        "",
        "version = '2'\neffective = 2026-12-01T00:00:00Z\nnote = 'n'",
        "adjust = [{ times = 0.8 }, { times = '1', group = 'A' }, { times = 2, endpoints = ['a', 'b'] }]",
        "endpoints.e = {}",
        "endpoints.e = { price = { was = 1, now = '2' }, min = 3, drop = ['max'], round = 'none', title = 'E' }",
        "endpoints.e.options = { a = 'none', b = 2, c = { was = 1, now = 2 }, d = { times = { was = 1, now = 2 } }, e = { when = ['a'] } }",
        "endpoints.e.choices = { a = 'none', b = ['x'], c = { default = 'x' } }",
        "endpoints.e.quantities = { a = 'none', b = { default = { was = 1, now = 2 } } }",
        "endpoints.e.attributes = { a = 'none', b = { default = 'x' } }",
        "endpoints.e.charges = { a = 'none', b = { drop = ['min'], included = { was = 1, now = 2 }, plus = { x = { was = 1, now = 2 } } } }",
        "endpoints.e.charges.c = { increment = { was = 1, now = 2 }, tiers = [{ price = 1 }], tiering = 'volume', options.o = 'none' }",
    ] {
        accepted(&validator, stated, &format!("{head}{stated}"));
    }
    for faulty in [
        "unit = 'USD'",
        "round = 'up'",
        "adjust = [{ group = 'A' }]",
        "adjust = [{ times = 1, group = 'A', endpoints = ['e'] }]",
        "endpoints.e = 'none'",
        "endpoints.e.price = { was = 1 }",
        "endpoints.e.price = 'none'",
        "endpoints.e.rates = [{ price = { was = 1, now = 2 } }]",
        "endpoints.e.round = { was = 1, now = 2 }",
        "endpoints.e.quantities.q.drop = ['unit']",
        "endpoints.e.prise = 1",
        "others = 'listed'",
    ] {
        let text = format!("{head}{faulty}").replace("others = 'refused'\nothers", "others");
        assert!(!validator.is_valid(&as_json(&text).unwrap()), "accepted: {text}");
    }
    for missing in ["name", "over", "others"] {
        let text: String =
            head.lines().filter(|line| !line.starts_with(missing)).map(|line| format!("{line}\n")).collect();
        assert!(!validator.is_valid(&as_json(&text).unwrap()), "accepted: {text}");
    }
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

/// A sheet as an editor's plugin hands it to the schema: TOML as JSON, instants as texts.
fn as_json(text: &str) -> Option<Value> {
    let table = DeTable::parse(text).ok()?;
    Some(object(table.get_ref()))
}

fn object(table: &DeTable<'_>) -> Value {
    let field = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (key.to_string(), json_of(value.get_ref()))
    };
    Value::Object(table.iter().map(field).collect::<Map<_, _>>())
}

fn json_of(value: &DeValue<'_>) -> Value {
    let number = |text: &str| {
        let text = text.replace('_', "");
        // What JSON has no number for is no number for the schema either.
        serde_json::from_str(text.trim_start_matches('+')).unwrap_or(Value::Null)
    };
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(integer) if integer.radix() != 10 => Value::Null,
        DeValue::Integer(integer) => number(integer.as_str()),
        DeValue::Float(float) => number(float.as_str()),
        DeValue::Boolean(on) => json!(on),
        DeValue::Datetime(instant) => json!(instant.to_string()),
        DeValue::Array(list) => list.iter().map(|element| json_of(element.get_ref())).collect(),
        DeValue::Table(table) => object(table),
    }
}

#[track_caller]
fn accepted(validator: &Validator, name: &str, text: &str) {
    let sheet = as_json(text).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&sheet)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{name}: {faults:#?}");
}

#[test]
fn sheets_that_load_are_accepted() {
    let validator = validator();
    accepted(&validator, "pricing.toml", EMBEDDED_SHEET);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for folder in ["examples", "tests/sheets/valid", "tests/sheets/lints", "tests/revisions", "tests/pages"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap_or_default();
            let is_sheet = path.extension().is_some_and(|extension| extension == "toml");
            if is_sheet && PriceSheet::from_toml(&text).is_ok() {
                accepted(&validator, &path.display().to_string(), text.trim_start_matches('\u{feff}'));
                count += 1;
            }
        }
    }
    assert!(count > 10, "{count}");
}

proptest! {
    #![proptest_config(runs::config(300))]

    /// Sheets of every feature in every layout.
    #[test]
    fn generated_sheets_are_accepted((sheet, seed) in (generate::listed(), any::<u64>())) {
        thread_local!(static VALIDATOR: Validator = validator());
        let text = render(&sheet, seed);
        let json = as_json(&text).ok_or_else(|| TestCaseError::fail(text.clone()))?;
        let faults = VALIDATOR.with(|validator| {
            validator.iter_errors(&json).map(|error| format!("{error} at {}", error.instance_path())).collect::<Vec<_>>()
        });
        prop_assert!(faults.is_empty(), "{faults:#?}\n{text}");
    }
}

/// The faults that are faults of shape: a schema sees them where they are.
const OF_SHAPE: [Code; 13] = [
    Code::WrongType,
    Code::UnknownKey,
    Code::MissingKey,
    Code::Empty,
    Code::UnknownWord,
    Code::NotANumber,
    Code::NotDecimal,
    Code::Zero,
    Code::InvalidName,
    Code::InvalidCondition,
    Code::ZeroOption,
    Code::RequiredDefault,
    Code::TooManyConditions,
];

/// A sheet for each fault that a schema can see, with that fault alone, and one for each that it cannot.
#[test]
fn faults_of_shape_are_refused() {
    let validator = validator();
    let faulty = [
        ("name = 'A'\nendpoints.e = { price = true }", Code::WrongType),
        ("name = 'A'\nendpoints.e = { price = 1, prise = 1 }", Code::UnknownKey),
        ("name = 'A'\nendpoints.e.charges.c = { price = 1, minimum = 1 }", Code::UnknownKey),
        ("endpoints.e.price = 1", Code::MissingKey),
        ("name = 'A'\nendpoints.e = { price = 1, round = { to = 1 } }", Code::MissingKey),
        ("name = ''\nendpoints.e.price = 1", Code::Empty),
        ("name = 'A'\nendpoints.e.rates = []", Code::Empty),
        ("name = 'A'\nendpoints.e = { price = 1, round = 'off' }", Code::UnknownWord),
        ("name = 'A'\nendpoints.e = { price = 1, basis = 'month' }", Code::UnknownWord),
        ("name = 'A'\nendpoints.e.price = '007'", Code::NotANumber),
        ("name = 'A'\nendpoints.e.price = inf", Code::NotDecimal),
        ("name = 'A'\nendpoints.e.price = 0x10", Code::NotDecimal),
        ("name = 'A'\nendpoints.e.price = -1", Code::Negative),
        ("name = 'A'\nendpoints.e.price = '-1'", Code::Negative),
        ("name = 'A'\nendpoints.e.charges.c = { price = 1, per = 0, increment = 'none' }", Code::Zero),
        ("name = 'A'\nendpoints.'a b'.price = 1", Code::InvalidName),
        ("name = 'A'\nendpoints.e = { price = 1, choices.c = ['a', 'a'] }", Code::RepeatedName),
        (
            "name = 'A'\nendpoints.e.rates = [{ when = ['a b'], price = 1 }, { price = 1 }]",
            Code::InvalidCondition,
        ),
        ("name = 'A'\nendpoints.e = { price = 1, options.o = 0 }", Code::ZeroOption),
        (
            "name = 'A'\nendpoints.e = { price = 1, quantities.q = { default = 1, required = true } }",
            Code::RequiredDefault,
        ),
        ("name = 'A'\nendpoints.e = { price = 1, rates = [{ price = 1 }] }", Code::Conflict),
        ("name = 'A'\nendpoints.e = { price = 1, options.o = { price = 1, times = 2 } }", Code::Conflict),
        ("name = 'A'\nendpoints.e.title = 'nothing'", Code::NothingPriced),
        ("name = 'A'\nendpoints.e.charges = {}", Code::NothingPriced),
        ("name = 'A'\nendpoints.e = { basis = 'call', charges.c.tiers = [{ price = 1 }] }", Code::NoTiering),
    ];
    for (text, code) in faulty {
        let codes: BTreeSet<Code> =
            PriceSheet::from_toml(text).unwrap_err().iter().map(|fault| fault.code()).collect();
        assert_eq!(codes, BTreeSet::from([code]), "{text}");
        assert!(!validator.is_valid(&as_json(text).unwrap()), "accepted, though {code}: {text}");
    }
    // What only the whole sheet shows.
    let seen_later = [
        ("name = 'A'\nendpoints.e = { price = 1, min = 2, max = 1 }", Code::MinAboveMax),
        ("name = 'A'\nendpoints.e.charges.c = { price = 1, included = 1 }", Code::NoBasis),
        ("name = 'A'\nendpoints.e.charges.c = { price = 1, per = 2 }", Code::NoIncrement),
        ("name = 'A'\nendpoints.e.rates = [{ when = ['x'], price = 1 }]", Code::UnknownName),
    ];
    for (text, code) in seen_later {
        let codes: BTreeSet<Code> =
            PriceSheet::from_toml(text).unwrap_err().iter().map(|fault| fault.code()).collect();
        assert_eq!(codes, BTreeSet::from([code]), "{text}");
        accepted(&validator, text, text);
    }
}

/// Every sheet of the snapshots that has a fault of shape is refused.
#[test]
fn faulty_sheets_are_refused() {
    let validator = validator();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets/invalid");
    let (mut refused, mut seen) = (0, BTreeSet::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let Some(json) =
            std::str::from_utf8(&bytes).ok().and_then(|text| as_json(text.trim_start_matches('\u{feff}')))
        else {
            // No TOML: there is nothing that a schema could be asked about.
            continue;
        };
        let codes: BTreeSet<Code> =
            PriceSheet::from_bytes("s", &bytes).unwrap_err().iter().map(|fault| fault.code()).collect();
        let of_shape: Vec<_> = codes.into_iter().filter(|code| OF_SHAPE.contains(code)).collect();
        if !of_shape.is_empty() {
            assert!(!validator.is_valid(&json), "{} is accepted, though {of_shape:?}", path.display());
            refused += 1;
            seen.extend(of_shape);
        }
    }
    assert!(refused > 10, "{refused}");
    assert_eq!(seen, OF_SHAPE.into_iter().collect());
}

/// The properties of each table of the schema, by the path to a table of that kind in a sheet.
#[test]
fn keys_are_those_of_the_loader() {
    let schema = schema();
    let keys =
        |properties: &Value| -> Vec<String> { properties.as_object().unwrap().keys().cloned().collect() };
    let of = |name: &str| keys(&schema["definitions"][name]["properties"]);
    let in_any = |name: &str, at: usize| keys(&schema["definitions"][name]["anyOf"][at]["properties"]);
    let tables = [
        (keys(&schema["properties"]), ""),
        (of("endpoint"), "endpoints.e."),
        (in_any("option", 1), "endpoints.e.options.o."),
        (in_any("choice", 1), "endpoints.e.choices.c."),
        (of("quantity"), "endpoints.e.quantities.q."),
        (of("attribute"), "endpoints.e.attributes.a."),
        (of("window"), "windows.w."),
        (of("hours"), "windows.w.hours = [{ @ }]"),
        (of("charge"), "endpoints.e.charges.c."),
        (of("flatRate"), "endpoints.e.rates = [{ @ }]"),
        (of("chargeRate"), "endpoints.e.charges.c.rates = [{ @ }]"),
        (of("tier"), "endpoints.e.charges.c.tiers = [{ @ }]"),
        (of("example"), "endpoints.e.examples = [{ @ }]"),
        (of("roundingTable"), "endpoints.e.round."),
    ];
    let unknown = |place: &str, key: &str| {
        // A switch is what most keys do not take, which is another fault than not to know them.
        let stated = format!("{key} = true");
        let text = match place.split_once('@') {
            Some((before, after)) => format!("{before}{stated}{after}"),
            None => format!("{place}{stated}"),
        };
        let faults = PriceSheet::from_toml(&text).unwrap_err();
        faults
            .iter()
            .find(|fault| fault.code() == Code::UnknownKey)
            .map(|fault| fault.help().unwrap_or_default().to_string())
    };
    for (keys, place) in tables {
        for key in &keys {
            assert_eq!(unknown(place, key), None, "{place}{key}");
        }
        // The loader lists the keys that it knows where none is near.
        let help = unknown(place, "qqqqqqqqqqqqqqqq").unwrap_or_else(|| panic!("{place} takes any key"));
        let listed: BTreeSet<String> = help.split('`').skip(1).step_by(2).map(String::from).collect();
        assert_eq!(listed, keys.into_iter().collect(), "{place}: {help}");
    }
}

#[test]
fn words_and_limits_are_those_of_the_code() {
    let schema = schema();
    let definitions = &schema["definitions"];
    let modes: Value = RoundingMode::ALL.iter().map(|mode| mode.as_str()).collect();
    assert_eq!(definitions["mode"]["enum"], modes);
    let endpoint = &definitions["endpoint"]["properties"];
    assert_eq!(endpoint["basis"]["enum"], json!([Basis::Call.as_str(), Basis::Period.as_str()]));
    for (limit, stated) in [
        (limits::ENDPOINTS_MAX, &schema["properties"]["endpoints"]["maxProperties"]),
        (limits::OPTIONS_MAX, &endpoint["options"]["maxProperties"]),
        (limits::OPTIONS_MAX, &definitions["charge"]["properties"]["options"]["maxProperties"]),
        (limits::QUANTITIES_MAX, &endpoint["quantities"]["maxProperties"]),
        (limits::CHARGES_MAX, &endpoint["charges"]["maxProperties"]),
        (limits::RATES_MAX, &endpoint["rates"]["maxItems"]),
        (limits::RATES_MAX, &definitions["charge"]["properties"]["rates"]["maxItems"]),
        (limits::TIERS_MAX, &definitions["charge"]["properties"]["tiers"]["maxItems"]),
        (limits::TIERS_MAX, &definitions["chargeRate"]["properties"]["tiers"]["maxItems"]),
        (limits::CONDITIONS_MAX, &definitions["when"]["maxItems"]),
        (limits::ALIASES_MAX, &endpoint["aliases"]["maxItems"]),
        (limits::WINDOWS_MAX, &schema["properties"]["windows"]["maxProperties"]),
        (limits::ATTRIBUTES_MAX, &endpoint["attributes"]["maxProperties"]),
        (limits::VALUE_CHARS_MAX, &definitions["value"]["maxLength"]),
        (limits::TABLE_ATTRIBUTES_MAX, &endpoint["by"]["maxItems"]),
        (limits::TABLE_ROWS_MAX, &endpoint["table"]["maxItems"]),
        (limits::TABLE_ATTRIBUTES_MAX, &definitions["charge"]["properties"]["by"]["maxItems"]),
        (limits::TABLE_ROWS_MAX, &definitions["charge"]["properties"]["table"]["maxItems"]),
    ] {
        assert_eq!(*stated, json!(limit));
    }
}

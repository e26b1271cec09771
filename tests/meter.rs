//! Meters: the laws of section 6 (*Progressive rating*) on generated sheets against the second implementation, and the
//! cases of one search, one period and one stored state by hand.

// What is stored is read again on the way.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use std::collections::BTreeSet;

use num_traits::{One, Zero};
use pricesheet::{Decimal, Meter, MeterError, MeterState, Minimum, PriceSheet};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
use pricesheet_testing::reference::bridge::{amount, stated};
use pricesheet_testing::reference::decimal::{Amount, fits};
use pricesheet_testing::reference::facts::Facts;
use pricesheet_testing::reference::model::{Basis, Sheet};
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::reference::usage::{Fault, Usage, faults};
use pricesheet_testing::{runs, sums};

const SHEETS_COUNT: u32 = 400;
const RECORDS_COUNT: usize = 8;

/// A sheet of one endpoint, records of it (some restate), and the seed of its layout.
fn case() -> impl Strategy<Value = (Sheet, Vec<(Usage, bool)>, bool, u64)> {
    generate::listed().prop_flat_map(|mut sheet| {
        sheet.endpoints.truncate(1);
        let record = (generate::usages(&sheet), prop::bool::weighted(0.2));
        (Just(sheet), prop::collection::vec(record, 1..RECORDS_COUNT), any::<bool>(), any::<u64>())
    })
}

/// All that was recorded so far, by the plainest of means.
#[derive(Clone)]
struct Whole {
    usage: Usage,
    recorded: bool,
}

impl Whole {
    fn with(&self, record: &Usage, restates: bool) -> Whole {
        let mut whole = self.usage.clone();
        for option in &record.options {
            if !whole.options.contains(option) {
                whole.options.push(option.clone());
            }
        }
        for (name, more) in &record.quantities {
            match whole.quantities.iter_mut().find(|(known, _)| known == name) {
                Some((_, value)) if restates => *value = more.clone(),
                Some((_, value)) => *value = &*value + more,
                None => whole.quantities.push((name.clone(), more.clone())),
            }
        }
        for (name, value) in &record.attributes {
            if !whole.attributes.iter().any(|(known, _)| known == name) {
                whole.attributes.push((name.clone(), value.clone()));
            }
        }
        // A job's instant is that of its first record.
        if !self.recorded {
            whole.at.clone_from(&record.at);
        }
        Whole { usage: whole, recorded: true }
    }
}

/// Whether a record may be refused, and whether it must be.
fn refusal(sheet: &Sheet, before: &Whole, record: &Usage, restates: bool, due: &Sheet) -> (bool, bool) {
    let endpoint = &sheet.endpoints[0];
    let of_the_whole = [
        Fault::ChoiceRequired,
        Fault::QuantityRequired,
        Fault::AttributeRequired,
        Fault::InstantRequired,
        Fault::InvalidInstant,
    ];
    let own: BTreeSet<Fault> = faults(Some(endpoint), record);
    let mut must = !(record.endpoint == endpoint.name || endpoint.aliases.contains(&record.endpoint))
        || own.iter().any(|fault| !of_the_whole.contains(fault))
        || !record.calls.is_one();
    let stated = |usage: &Usage, name: &String| {
        usage.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let silent = restates && record.options.is_empty();
    let period = endpoint.basis == Some(Basis::Period);
    // Whether a restatement that leaves an attribute out keeps it or has the default is not said.
    let mut unsaid = false;
    for attribute in &endpoint.attributes {
        let (old, new) = (stated(&before.usage, &attribute.name), stated(record, &attribute.name));
        unsaid |= restates && new.is_none();
        // A job's value holds once it is stated; a period's is the same from the first record on, the default included.
        must |= match period && before.recorded && !(restates && new.is_none()) {
            true => old.or(attribute.default.clone()) != new.or(attribute.default.clone()),
            false => matches!((old, new), (Some(old), Some(new)) if old != new),
        };
    }
    if period && before.recorded && !silent {
        let given = |usage: &Usage| {
            let facts = Facts::new(sheet, endpoint, usage);
            endpoint.option_names().into_iter().filter(|name| facts.is_given(name)).collect::<Vec<_>>() == {
                let facts = Facts::new(sheet, endpoint, &before.usage);
                endpoint.option_names().into_iter().filter(|name| facts.is_given(name)).collect::<Vec<_>>()
            }
        };
        must |= own.contains(&Fault::ChoiceRequired) || !given(record);
    }
    let after = before.with(record, restates);
    let verdict = rate(due, &after.usage);
    must |= verdict.outcome.is_err();
    let large = verdict.large || after.usage.quantities.iter().any(|(_, value)| !fits(value));
    let instant = own.contains(&Fault::InstantRequired) || own.contains(&Fault::InvalidInstant);
    (must || large || instant || unsaid, must)
}

fn price(sheet: &Sheet, whole: &Whole) -> Amount {
    if !whole.recorded {
        return Amount::zero();
    }
    rate(sheet, &whole.usage).outcome.expect("what was recorded has a price").total
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    /// However a usage is cut, the amounts due add up to the price of the whole; what is refused leaves the meter as
    /// it was; and a stored meter continues where it stood.
    #[test]
    fn slices_add_up_to_the_whole((sheet, records, at_close, seed) in case()) {
        let text = render(&sheet, seed);
        let engine = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let name = &sheet.endpoints[0].name;
        let minimum = if at_close { Minimum::AtClose } else { Minimum::AtOnce };
        let mut due_sheet = sheet.clone();
        if at_close {
            due_sheet.endpoints[0].min = None;
        }
        let mut meter = Meter::open(engine.endpoint(name).unwrap(), minimum);
        let mut whole = Whole { usage: Usage::new(name), recorded: false };
        let mut sum = Amount::zero();
        for ((record, restates), sequence) in records.iter().zip(1..) {
            let before = meter.state().clone();
            let next = before.sequence() + 1;
            let outcome = match restates {
                true => meter.restate_numbered(next, &stated(record)),
                false => meter.record_numbered(next, &stated(record)),
            };
            let (may, must) = refusal(&sheet, &whole, record, *restates, &due_sheet);
            match outcome {
                Ok(due) => {
                    prop_assert!(!must, "record {}: {:?} was taken\n{}", sequence, record, text);
                    whole = whole.with(record, *restates);
                    sum += amount(due);
                    prop_assert_eq!(&sum, &price(&due_sheet, &whole), "record {}: {:?}\n{}", sequence, record, text);
                    prop_assert_eq!(amount(meter.charged()), sum.clone());
                    // Sent again, it is not taken again.
                    let again = meter.record_numbered(next, &stated(record)).unwrap_err();
                    prop_assert_eq!(again.code(), "already-counted");
                }
                Err(error) => {
                    let large = matches!(error, MeterError::NotRepresentable);
                    prop_assert!(may || large, "record {}: {:?}: {}\n{}", sequence, record, error, text);
                    prop_assert_eq!(meter.state(), &before);
                }
            }
            let stored = serde_json::to_string(meter.state()).unwrap();
            let state: MeterState = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(&state, meter.state());
            meter = Meter::resume(&engine, state).unwrap();
        }
        let verdict = rate(&sheet, &whole.usage);
        match meter.close() {
            Ok(due) => {
                prop_assert_eq!(sum + amount(due), price(&sheet, &whole), "{}", text);
                prop_assert_eq!(meter.close(), Err(MeterError::Closed));
                let again = meter.record(&stated(&records[0].0)).unwrap_err();
                prop_assert_eq!(again, MeterError::Closed);
                let quoted = meter.quote().unwrap();
                quoted.iter().for_each(sums);
                prop_assert_eq!(quoted.map(|quote| quote.total()).unwrap_or_default(), meter.charged());
            }
            // A minimum may need more digits than the sum below it.
            Err(error) => prop_assert!(at_close && (verdict.large || verdict.outcome.is_err()), "{}\n{}", error, text),
        }
    }

    /// Under another sheet a meter is continued only on purpose, and then what was charged is made up for.
    #[test]
    fn rerating_makes_up_for_what_was_charged((sheet, records, at_close, seed) in case(), (other, _, _, _) in case()) {
        let minimum = if at_close { Minimum::AtClose } else { Minimum::AtOnce };
        let mut other = other;
        other.endpoints[0].name.clone_from(&sheet.endpoints[0].name);
        let engines = [&sheet, &other].map(|sheet| PriceSheet::from_toml(&render(sheet, seed)).unwrap());
        let mut meter = Meter::open(engines[0].endpoint(&sheet.endpoints[0].name).unwrap(), minimum);
        for (record, _) in &records {
            let _ = meter.record(&stated(record));
        }
        let charged = meter.charged();
        let state = meter.into_state();
        if engines[0].fingerprint() != engines[1].fingerprint() {
            let refused = Meter::resume(&engines[1], state.clone()).unwrap_err();
            prop_assert_eq!(refused.code(), "other-sheet");
        }
        if let Ok((meter, due)) = Meter::rerate(&engines[1], state) {
            prop_assert_eq!(amount(charged) + amount(due), amount(meter.charged()));
            let resumed = Meter::resume(&engines[1], meter.state().clone()).unwrap();
            prop_assert_eq!(resumed.charged(), meter.charged());
        }
    }
}

const SHEET: &str = r#"
name = "meters"
[endpoints.job]
basis = "call"
price = 1
options = { fast = { times = 2 }, raw = 0.5 }
choices.tier = { of = ["gold", "silver"], default = "silver" }
charges.page = { price = 0.3, included = 2 }
min = 3
[endpoints.month]
basis = "period"
options = { eu = 1 }
charges.units = { tiering = "volume", tiers = [{ up_to = 100, price = 0.1 }, { price = 0.05 }], round = "up" }
"#;

fn sheet() -> PriceSheet {
    PriceSheet::from_toml(SHEET).unwrap()
}

fn job() -> pricesheet::Usage {
    pricesheet::Usage::new("job")
}

fn month(units: u32) -> pricesheet::Usage {
    pricesheet::Usage::new("month").quantity("units", units)
}

#[track_caller]
fn due(amount: Result<Decimal, MeterError>, expected: &str) {
    assert_eq!(amount.map(|amount| amount.to_string()), Ok(expected.to_string()));
}

#[test]
fn the_minimum_falls_due_at_once_or_at_the_close() {
    let sheet = sheet();
    let mut meter = Meter::open(sheet.endpoint("job").unwrap(), Minimum::AtOnce);
    due(meter.record(&job()), "3");
    due(meter.record(&job().quantity("page", 4)), "0");
    due(meter.record(&job().quantity("page", 6)), "0.4");
    due(meter.close(), "0");

    let mut meter = Meter::open(sheet.endpoint("job").unwrap(), Minimum::AtClose);
    due(meter.record(&job()), "1");
    due(meter.record(&job().quantity("page", 4)), "0.6");
    assert_eq!(meter.quote().unwrap().unwrap().total().to_string(), "3");
    due(meter.close(), "1.4");
    assert_eq!(meter.charged().to_string(), "3");
}

#[test]
fn a_meter_without_records_owes_nothing() {
    let sheet = sheet();
    for minimum in [Minimum::AtOnce, Minimum::AtClose] {
        let mut meter = Meter::open(sheet.endpoint("job").unwrap(), minimum);
        assert_eq!(meter.quote(), Ok(None));
        due(meter.close(), "0");
        assert_eq!(meter.close(), Err(MeterError::Closed));
    }
}

#[test]
fn options_of_a_job_may_come_late_and_then_hold_for_the_whole() {
    let sheet = sheet();
    let mut meter = Meter::open(sheet.endpoint("job").unwrap(), Minimum::AtClose);
    due(meter.record(&job().quantity("page", 12)), "4");
    due(meter.record(&job().option("fast")), "4");
    due(meter.record(&job().option("fast").option("raw")), "1");
    due(meter.record(&job().option("gold")), "0");
    let error = meter.record(&job().option("silver")).unwrap_err();
    assert_eq!(error.to_string(), "options `gold` and `silver` exclude each other in the choice `tier`");
    assert_eq!(meter.state().options(), ["fast", "raw", "gold"]);
}

#[test]
fn a_period_keeps_its_options_and_may_become_cheaper() {
    let sheet = sheet();
    let mut meter = Meter::open(sheet.endpoint("month").unwrap(), Minimum::AtOnce);
    due(meter.record(&month(100).option("eu")), "11");
    let error = meter.record(&month(1)).unwrap_err();
    assert_eq!((error.code(), error.culprit()), ("options-differ", "options"));
    assert_eq!(error.to_string(), "the options are not those of the period so far, of endpoint `month`");
    assert_eq!(error.help().unwrap(), "open a meter for each set of options");
    due(meter.record(&month(10).option("eu")), "-4");
    // A correction need not repeat them.
    due(meter.restate(&month(100)), "4");
}

#[test]
fn what_does_not_belong_to_a_meter_is_refused() {
    let sheet = sheet();
    let mut meter = Meter::open(sheet.endpoint("month").unwrap(), Minimum::AtOnce);
    meter.record(&month(5)).unwrap();
    let before = meter.state().clone();
    let largest = pricesheet::Usage::new("month").quantity("units", Decimal::MAX);
    let small = pricesheet::Usage::new("month").quantity("units", Decimal::new(5, 1));
    let cases = [
        (job(), "other-endpoint", "a meter of endpoint `month` takes no usage of `job`"),
        (month(5).calls(2), "calls-on-meter", "`calls` is 2, but a meter is of one call"),
        (month(5).quantity("units", 1), "repeated-quantity", "quantity `units` is stated twice"),
        (month(5).quantity("unit", 1), "unknown-quantity", "unknown quantity `unit` of endpoint `month`"),
        (
            pricesheet::Usage::new("month").quantity("units", -1),
            "negative-quantity",
            "quantity `units` is below zero",
        ),
        (
            largest.clone(),
            "quantity-too-large",
            "what quantity `units` comes to has more digits than the decimal type",
        ),
    ];
    for (usage, code, message) in cases {
        let error = meter.record(&usage).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
        assert_eq!(meter.state(), &before);
    }
    due(meter.record(&small), "0");
    assert_eq!(meter.state().quantities(), [("units".to_string(), Decimal::new(55, 1))]);
}

/// Whether a record counts something does not depend on those before it.
#[test]
fn a_record_that_counts_nothing_is_refused_first_or_later() {
    let sheet = sheet();
    let nothing = || pricesheet::Usage::new("month").option("eu");
    let mut meter = Meter::open(sheet.endpoint("month").unwrap(), Minimum::AtOnce);
    let refused = |error: MeterError, meter: &Meter<'_>, before: &MeterState| {
        assert_eq!((error.code(), error.culprit()), ("nothing-counted", "month"));
        assert_eq!(error.to_string(), "nothing is counted: no quantity of endpoint `month` is stated");
        assert_eq!(error.help().unwrap(), "state at least one of `units`");
        assert_eq!(meter.state(), before);
    };
    let before = meter.state().clone();
    refused(meter.record(&nothing()).unwrap_err(), &meter, &before);
    refused(meter.restate(&nothing()).unwrap_err(), &meter, &before);
    due(meter.record(&month(5).option("eu")), "2");
    let before = meter.state().clone();
    refused(meter.record_numbered(1, &nothing()).unwrap_err(), &meter, &before);
    refused(meter.restate(&nothing()).unwrap_err(), &meter, &before);
    // 0 is a statement, and an endpoint with a price of its own counts itself.
    due(meter.record_numbered(1, &month(0).option("eu")), "0");
    let mut meter = Meter::open(sheet.endpoint("job").unwrap(), Minimum::AtOnce);
    due(meter.record(&job()), "3");
    due(meter.record(&job()), "0");
}

#[test]
fn numbers_make_repetitions_harmless_and_gaps_visible() {
    let sheet = sheet();
    let mut meter = Meter::open(sheet.endpoint("month").unwrap(), Minimum::AtOnce);
    let gap = meter.record_numbered(2, &month(10)).unwrap_err();
    assert_eq!(gap.to_string(), "record 2 comes before record 1 has");
    assert_eq!(gap.help().unwrap(), "wait for the missing record, then send this one again");
    due(meter.record_numbered(1, &month(10)), "1");
    due(meter.restate_numbered(2, &month(40)), "3");
    for sequence in 0..3 {
        let again = meter.record_numbered(sequence, &month(10)).unwrap_err();
        assert_eq!(again, MeterError::AlreadyCounted { sequence, last: 2 });
    }
    // One without a number leaves the count as it is.
    due(meter.record(&month(10)), "1");
    due(meter.close(), "0");
    assert_eq!(meter.record_numbered(2, &month(1)).unwrap_err().code(), "already-counted");
    assert_eq!(meter.record_numbered(3, &month(1)).unwrap_err().code(), "meter-closed");
}

#[test]
fn a_state_is_believed_only_where_its_sheet_agrees() {
    let sheet = sheet();
    let mut meter = Meter::open(sheet.endpoint("month").unwrap(), Minimum::AtClose);
    meter.record_numbered(1, &month(10).option("eu")).unwrap();
    let stored = serde_json::to_value(meter.state()).unwrap();
    assert_eq!(
        stored,
        serde_json::json!({
            "sheet": sheet.fingerprint(), "endpoint": "month", "minimum": "at-close", "recorded": true,
            "closed": false, "sequence": "1", "options": ["eu"], "quantities": { "units": "10" }, "charged": "2",
        })
    );
    let altered = |field: &str, value: serde_json::Value| {
        let mut stored = stored.clone();
        stored[field] = value;
        let state = serde_json::from_value::<MeterState>(stored).map_err(|error| error.to_string())?;
        Meter::resume(&sheet, state).map(|_| ()).map_err(|error| error.to_string())
    };
    let refused = |field: &str, value: serde_json::Value, message: &str| {
        assert_eq!(altered(field, value), Err(message.to_string()), "{field}");
    };
    assert_eq!(altered("charged", "2.00".into()), Ok(()));
    refused("charged", "1".into(), "the meter says that 1 was charged, but what it counted costs 2");
    refused(
        "quantities",
        serde_json::json!({ "units": "10", "other": "1" }),
        "unknown quantity `other` of endpoint `month`",
    );
    refused("options", serde_json::json!(["eu", "eu"]), "option `eu` is stated twice");
    refused("endpoint", "week".into(), "unknown endpoint `week`");
    refused("recorded", false.into(), "nothing was recorded, and yet something is there");
    refused("minimum", "never".into(), "unknown variant `never`, expected `at-once` or `at-close`");
    refused("sequence", "1.5".into(), "`1.5` is not a number of a record");
    let other = "0".repeat(64);
    let opened = format!("the meter was opened under the sheet {other}, not under {}", sheet.fingerprint());
    refused("sheet", other.into(), &opened);
    assert!(altered("charge", "1".into()).unwrap_err().starts_with("unknown field `charge`"));
}

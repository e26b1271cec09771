//! Holds: the laws of section 6 (*Hold and settle*) on generated sheets, against every use of a small box.

// What is stored is read again on the way.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use pricesheet::{Decimal, Hold, HoldError, PriceSheet, Usage};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
use pricesheet_testing::reference::bridge::{amount, refusals, stated};
use pricesheet_testing::reference::decimal::{fits, whole};
use pricesheet_testing::reference::model::Sheet;
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;

const SHEETS_COUNT: u32 = 300;
const USES_MAX: u64 = 3_000;

/// A sheet, options of it, and a count for each of its quantities.
fn case() -> impl Strategy<Value = (Sheet, pricesheet_testing::reference::usage::Usage, Vec<(u64, u32)>, u64)>
{
    generate::listed().prop_flat_map(|mut sheet| {
        sheet.endpoints.truncate(1);
        let usage = generate::usages(&sheet);
        let count = prop_oneof![Just((0, 0)), (0..40_u64, Just(0)), (0..60_u64, Just(1))];
        (Just(sheet), usage, prop::collection::vec(count, 12), any::<u64>())
    })
}

/// Every combination of counts up to these.
fn uses(counts: &[(u64, u32)]) -> Vec<Vec<Decimal>> {
    counts.iter().fold(vec![Vec::new()], |uses, (last, scale)| {
        let with = |count: u64, used: &Vec<Decimal>| {
            used.iter().copied().chain([Decimal::new(count as i64, *scale)]).collect::<Vec<_>>()
        };
        uses.iter().flat_map(|used| (0..=*last).map(|count| with(count, used)).collect::<Vec<_>>()).collect()
    })
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    /// What is held is the price of the dearest use up to the counts, to the last digit; and whatever use it is, charge and
    /// release are within the hold and add up to it.
    #[test]
    fn the_hold_is_the_dearest_use((sheet, usage, counts, seed) in case(), used in any::<prop::sample::Index>()) {
        let endpoint = &sheet.endpoints[0];
        let names: Vec<String> = endpoint.stated_names().into_iter().map(str::to_owned).collect();
        let counts: Vec<(u64, u32)> = counts.into_iter().take(names.len()).collect();
        let size = counts.iter().map(|(last, _)| last + 1).product::<u64>();
        if counts.len() < names.len() || size > USES_MAX {
            return Ok(());
        }
        let text = render(&sheet, seed);
        let engine = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        // All but quantities and calls is as the usage states it.
        let name = endpoint.name.clone();
        let bare = pricesheet_testing::reference::usage::Usage { endpoint: name, quantities: Vec::new(), calls: whole(1), ..usage };
        let options = stated(&bare);
        let with = |use_: &[Decimal]| {
            names.iter().zip(use_).fold(options.clone(), |usage, (name, count)| usage.quantity(name, *count))
        };
        let read = |use_: &[Decimal]| {
            names.iter().zip(use_).fold(bare.clone(), |usage, (name, count)| usage.quantity(name, amount(*count)))
        };
        let all: Vec<Decimal> = counts.iter().map(|(last, scale)| Decimal::new(*last as i64, *scale)).collect();
        let pricer = engine.endpoint(&endpoint.name).unwrap();
        let mut hold = match Hold::reserve(pricer, &with(&all)) {
            Ok(hold) => hold,
            Err(HoldError::Usage(error)) => {
                // Of several errors either may be found first.
                let may = error.code() == "not-representable" || refusals(&sheet, &read(&all)).contains(error.code());
                prop_assert!(may && (error.code() == "not-representable" || engine.price(&with(&all)).is_err()), "{error}");
                return Ok(());
            }
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {:?}\n{text}", with(&all)))),
        };
        let uses = uses(&counts);
        let dearest = uses.iter().filter_map(|used| engine.price(&with(used)).ok()).max().expect("that of all");
        prop_assert_eq!(hold.amount(), dearest, "{:?}\n{}", with(&all), text);

        let stored: Hold = serde_json::from_str(&serde_json::to_string(&hold).unwrap()).unwrap();
        prop_assert_eq!(&stored, &hold);
        let used = &uses[used.index(uses.len())];
        let before = hold.clone();
        match hold.settle(&engine, &with(used)) {
            Ok(settlement) => {
                prop_assert_eq!(settlement.charged + settlement.released, hold.amount());
                prop_assert!(settlement.released >= Decimal::ZERO && settlement.charged >= Decimal::ZERO);
                let price = rate(&sheet, &read(used)).outcome.expect("it has been charged").total;
                prop_assert_eq!(amount(settlement.charged), price);
                let again = hold.settle(&engine, &with(used)).unwrap_err();
                prop_assert_eq!(again, HoldError::AlreadySettled { charged: settlement.charged });
            }
            Err(error) => {
                match engine.price(&with(used)) {
                    // A release may need more digits than what it is taken from.
                    Ok(price) => {
                        prop_assert_eq!(error, HoldError::NotRepresentable);
                        prop_assert!(!fits(&(amount(hold.amount()) - amount(price))));
                    }
                    Err(price) => prop_assert_eq!(error, HoldError::Usage(price)),
                }
                prop_assert_eq!(&hold, &before);
            }
        }
    }
}

/// What a charge of a generated endpoint says besides its quantities.
fn terms() -> impl Strategy<Value = String> {
    let price = (0..40_u32).prop_map(|tenths| format!("price = {}.{}", tenths / 10, tenths % 10));
    let included = prop_oneof![2 => Just(String::new()), 1 => (1..6_u32).prop_map(|count| format!(", included = {count}"))];
    let other = prop_oneof![
        8 => Just(""),
        1 => Just(", increment = 2"),
        1 => Just(", max = 9"),
        1 => Just(", min = 2"),
        1 => Just(r#", round = "half-up""#),
    ];
    (price, included, other).prop_map(|(price, included, other)| format!("{price}{included}{other}"))
}

/// What is taken off a charge: some quantities, each with its weight.
fn minus() -> impl Strategy<Value = String> {
    let weight =
        || prop_oneof![2 => Just(None), 3 => Just(Some("1")), 1 => Just(Some("2")), 1 => Just(Some("0.5"))];
    prop::collection::vec(weight(), 3).prop_map(|weights| {
        let named = ["a", "b", "c"].into_iter().zip(weights);
        let weights: Vec<_> =
            named.filter_map(|(name, weight)| weight.map(|weight| format!("{name} = {weight}"))).collect();
        if weights.is_empty() { String::new() } else { format!("minus = {{ {} }}, ", weights.join(", ")) }
    })
}

/// Endpoints whose quantities are taken off some charges and counted by others, with conditions on them.
fn taken_off() -> impl Strategy<Value = String> {
    let condition = (prop::sample::select(vec!["a", "b", "c", "input"]), 0..9_u32, any::<bool>());
    let rates = prop::option::of(condition).prop_map(|condition| {
        condition.map_or_else(String::new, |(name, bound, rises)| {
            let (before, after) = if rises { (1, 3) } else { (3, 1) };
            format!(
                "rates = [{{ when = [\"{name} > {bound}\"], price = {after} }}, {{ price = {before} }}]\n"
            )
        })
    });
    let last = prop_oneof![
        4 => Just(""),
        1 => Just("max = 14\n"),
        1 => Just("round = \"up\"\n"),
        1 => Just("quantities.a.at_least = 3\n"),
    ];
    (rates, last, minus(), minus(), prop::collection::vec(terms(), 5)).prop_map(
        |(rates, last, off_input, off_output, terms)| {
            format!(
                "name = \"generated\"\n[endpoints.e]\nbasis = \"call\"\n{rates}{last}[endpoints.e.charges]\n\
                 fresh = {{ quantity = \"input\", {off_input}{} }}\n\
                 output = {{ {off_output}{} }}\na = {{ {} }}\nb = {{ {} }}\nc = {{ {} }}\n",
                terms[0], terms[1], terms[2], terms[3], terms[4],
            )
        },
    )
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    /// What several charges add and take off is held for its dearest use, too, wherever that lies.
    #[test]
    fn what_is_taken_off_is_held_for_its_dearest_use(
        text in taken_off(),
        last in prop::collection::vec(prop_oneof![Just(0_u64), 1..7_u64], 4),
        fine in any::<bool>(),
    ) {
        let sheet = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let names = ["input", "output", "a", "b", "c"];
        let of = |counts: &[Decimal]| {
            names.iter().zip(counts).fold(Usage::new("e"), |usage, (name, count)| usage.quantity(*name, *count))
        };
        let mut counts: Vec<(u64, u32)> = last.into_iter().map(|count| (count, 0)).collect();
        counts.insert(0, (if fine { 25 } else { 9 }, u32::from(fine)));
        let all: Vec<Decimal> = counts.iter().map(|(last, scale)| Decimal::new(*last as i64, *scale)).collect();
        let endpoint = sheet.endpoint("e").unwrap();
        let hold = Hold::reserve(endpoint, &of(&all)).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let uses = uses(&counts);
        let dearest = uses.iter().filter_map(|used| endpoint.price(&of(used)).ok()).max().expect("that of all");
        prop_assert_eq!(hold.amount(), dearest, "{:?}\n{}", all, text);
    }
}

const SHEET: &str = r#"
name = "holds"
[endpoints.volume]
basis = "call"
options = { fast = { times = 2 } }
charges.n = { tiering = "volume", tiers = [{ up_to = 10_000, price = 0.01 }, { price = 0.005 }] }
[endpoints.tokens.charges]
fresh = { quantity = "input", minus = "cached", price = 3, per = 1000, increment = "none" }
cached = { price = 0.3, per = 1000, increment = "none" }
[endpoints.blocks.charges]
fresh = { quantity = "input", minus = "cached", price = 3, per = 1000, increment = 1000 }
cached = { price = 0.3, per = 1000, increment = 1000 }
[endpoints.gigabytes]
rates = [{ when = ["gb < 10"], price = 9 }, { when = [], price = 2 }]
charges.gb = { price = 1 }
"#;

fn sheet() -> PriceSheet {
    PriceSheet::from_toml(SHEET).unwrap()
}

fn volume(count: u32) -> Usage {
    Usage::new("volume").quantity("n", count)
}

#[test]
fn a_smaller_use_may_be_dearer() {
    let sheet = sheet();
    let mut hold = Hold::reserve(sheet.endpoint("volume").unwrap(), &volume(12_000)).unwrap();
    assert_eq!(hold.amount().to_string(), "100");
    let settlement = hold.settle(&sheet, &volume(12_000)).unwrap();
    assert_eq!((settlement.charged.to_string(), settlement.released.to_string()), ("60".into(), "40".into()));
    assert_eq!(hold.charged(), Some(settlement.charged));
    // What is in cache costs a tenth: the dearest use has nothing there.
    let tokens = Usage::new("tokens").quantity("input", 5_000).quantity("cached", 4_000);
    let hold = Hold::reserve(sheet.endpoint("tokens").unwrap(), &tokens).unwrap();
    assert_eq!(hold.amount().to_string(), "15");
}

#[test]
fn several_calls_are_held_as_many_times() {
    let sheet = sheet();
    let mut hold = Hold::reserve(sheet.endpoint("volume").unwrap(), &volume(20_000).calls(3)).unwrap();
    assert_eq!(hold.amount().to_string(), "300");
    let error = hold.settle(&sheet, &volume(10).calls(4)).unwrap_err();
    assert_eq!(error.to_string(), "the hold is for 3 of `calls`, and 4 were used: 1 too many");
    assert_eq!(hold.settle(&sheet, &volume(10).calls(2)).unwrap().released.to_string(), "299.8");
}

#[test]
fn a_use_beyond_the_hold_is_refused() {
    let sheet = sheet();
    let mut hold = Hold::reserve(sheet.endpoint("volume").unwrap(), &volume(100).option("fast")).unwrap();
    let before = hold.clone();
    let other = PriceSheet::from_toml(&SHEET.replace("0.01", "0.02")).unwrap();
    let opened = format!(
        "the hold was reserved under the sheet {}, not under {}",
        sheet.fingerprint(),
        other.fingerprint()
    );
    let cases = [
        (
            &sheet,
            volume(101).option("fast"),
            "beyond-quantity",
            "the hold is for 100 of `n`, and 101 were used: 1 too many",
        ),
        (
            &sheet,
            volume(100),
            "options-differ",
            "the options are not those that the hold is for, of endpoint `volume`",
        ),
        (
            &sheet,
            Usage::new("tokens").quantity("input", 1),
            "other-endpoint",
            "a hold of endpoint `volume` takes no usage of `tokens`",
        ),
        (&sheet, volume(1).option("fat"), "unknown-option", "unknown option `fat` of endpoint `volume`"),
        (&other, volume(1).option("fast"), "other-sheet", &opened),
    ];
    for (sheet, usage, code, message) in cases {
        let error = hold.settle(sheet, &usage).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
        assert_eq!(hold, before);
    }
    assert_eq!(hold.options(), ["fast"]);
    assert_eq!(hold.settle(&sheet, &volume(100).option("fast")).unwrap().released, Decimal::ZERO);
}

/// A hold counts as finely as its quantities are stated.
#[test]
fn steps_are_those_of_the_last_digit() {
    let sheet = sheet();
    let of =
        |mantissa: i64, scale: u32| Usage::new("gigabytes").quantity("gb", Decimal::new(mantissa, scale));
    let hold = |scale: u32| {
        let usage = of(12 * 10_i64.pow(scale), scale);
        Hold::reserve(sheet.endpoint("gigabytes").unwrap(), &usage).unwrap()
    };
    assert_eq!(hold(0).amount().to_string(), "18");
    assert_eq!(hold(1).amount().to_string(), "18.9");
    assert_eq!(hold(2).amount().to_string(), "18.99");
    let error = hold(0).settle(&sheet, &of(95, 1)).unwrap_err();
    assert_eq!(error.to_string(), "18 is held, and the use costs 18.5: 0.5 too much");
    assert_eq!(error.help().unwrap(), "state the quantities of the hold with as many digits as its use has");
    assert_eq!(hold(1).settle(&sheet, &of(95, 1)).unwrap().released.to_string(), "0.4");
}

/// Of millions of tokens, some of which may be in the cache and some written to it: no count is tried for itself.
#[test]
fn what_is_taken_off_is_convex() {
    let sheet = PriceSheet::from_toml(
        r#"
name = "tokens"
[endpoints.chat.charges]
fresh = { quantity = "input", minus = ["cached", "written"], price = 3, per = 1_000_000, increment = "none" }
cached = { price = 0.3, per = 1_000_000, increment = "none" }
written = { price = 3.75, per = 1_000_000, increment = "none" }
output = { price = 15, per = 1_000_000, increment = "none" }
"#,
    )
    .unwrap();
    let usage = |input: u64, cached: u64, written: u64, output: u64| {
        let usage = Usage::new("chat").quantity("input", input).quantity("cached", cached);
        usage.quantity("written", written).quantity("output", output)
    };
    let hold = |usage: &Usage| Hold::reserve(sheet.endpoint("chat").unwrap(), usage).unwrap();
    // The dearest: nothing from the cache, all of it written there.
    let mut all = hold(&usage(10_000_000, 4_000_000, 6_000_000, 2_000_000));
    assert_eq!(all.amount().to_string(), "64.5");
    let settlement = all.settle(&sheet, &usage(9_000_000, 3_000_000, 6_000_000, 1_000_000)).unwrap();
    assert_eq!(
        (settlement.charged.to_string(), settlement.released.to_string()),
        ("38.4".into(), "26.1".into())
    );
    // Which part is in the cache, and which is written to it, is not known beforehand.
    let any = usage(10_000_000, 10_000_000, 10_000_000, 2_000_000);
    assert_eq!(sheet.price(&any).unwrap_err().code(), "negative-count");
    assert_eq!(hold(&any).amount().to_string(), "67.5");
    // Less may be written: the rest is fresh.
    assert_eq!(hold(&usage(10_000_000, 4_000_000, 1_000_000, 0)).amount().to_string(), "30.75");
}

/// Beside many counts that are tried one by one, a few more are tried, too.
#[test]
fn few_convex_quantities_beside_many_that_are_not() {
    let sheet = PriceSheet::from_toml(
        r#"
name = "areas"
[endpoints.e]
basis = "call"
[endpoints.e.charges]
fresh = { quantity = "input", minus = "cached", price = 3 }
cached = { price = 1 }
area = { quantity = ["x", "y"], tiering = "volume", tiers = [{ up_to = 5000, price = 2 }, { price = 1 }] }
"#,
    )
    .unwrap();
    let usage =
        Usage::new("e").quantity("input", 5).quantity("cached", 4).quantity("x", 99).quantity("y", 90);
    let hold = Hold::reserve(sheet.endpoint("e").unwrap(), &usage).unwrap();
    // 15 for the input; 98 times 51 is the largest area at 2.
    assert_eq!(hold.amount().to_string(), "10011");
}

#[test]
fn too_many_uses_to_try() {
    let sheet = sheet();
    let blocks = Usage::new("blocks").quantity("input", 5_000_000).quantity("cached", 4_000_000);
    let error = Hold::reserve(sheet.endpoint("blocks").unwrap(), &blocks).unwrap_err();
    assert_eq!(
        error.to_string(),
        "totals may fall as usage grows, and more than 1000000 uses would have to be priced to find the dearest one"
    );
    assert_eq!((error.code(), error.help().unwrap()), ("too-much-work", "hold less at a time".to_string()));
}

#[test]
fn as_data() {
    let sheet = sheet();
    let hold = Hold::reserve(sheet.endpoint("volume").unwrap(), &volume(100).option("fast")).unwrap();
    let stored = serde_json::to_value(&hold).unwrap();
    assert_eq!(
        stored,
        serde_json::json!({
            "sheet": sheet.fingerprint(), "endpoint": "volume", "options": ["fast"], "quantities": { "n": "100" },
            "calls": "1", "amount": "2", "charged": null,
        })
    );
    let mut altered = stored.clone();
    altered["amout"] = "2".into();
    assert!(
        serde_json::from_value::<Hold>(altered).unwrap_err().to_string().starts_with("unknown field `amout`")
    );
}

/// Up to five days only what is all in the cache has a price, and then a large one.
#[test]
fn a_use_that_only_some_counts_have_a_price_for() {
    let sheet = PriceSheet::from_toml(
        r#"
name = "gaps"
[endpoints.e.charges]
fresh = { quantity = "input", minus = "cached", rates = [{ when = ["days > 5"], price = 1 }] }
stored = { quantity = "input", rates = [{ when = ["days <= 5"], price = 100 }, { price = 1 }] }
[endpoints.e.quantities]
days = {}
"#,
    )
    .unwrap();
    let usage = |input: u32, cached: u32, days: u32| {
        Usage::new("e").quantity("input", input).quantity("cached", cached).quantity("days", days)
    };
    let mut hold = Hold::reserve(sheet.endpoint("e").unwrap(), &usage(10, 7, 10)).unwrap();
    assert_eq!(hold.amount().to_string(), "700");
    assert_eq!(hold.settle(&sheet, &usage(7, 7, 5)).unwrap().released, Decimal::ZERO);
}

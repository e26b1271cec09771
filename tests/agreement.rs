//! The engine held against the second implementation in `reference/`: for generated sheets, in any layout, and
//! generated usages, both give the same price, the same lines and the same faults. And laws that need no
//! second implementation, on the same sheets and usages.
//!
//! Each sheet is rated for several usages.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use num_traits::{One, Zero};
use pricesheet::{Decimal, PriceSheet};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate::{self, Profile, surcharged};
use pricesheet_testing::reference::bridge::{agree, stated};
use pricesheet_testing::reference::decimal::{Amount, fits, whole};
use pricesheet_testing::reference::instant::Moment;
use pricesheet_testing::reference::model::{Example, Sheet};
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::read;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::reference::usage::Usage;
use pricesheet_testing::{runs, sums};

/// How many sheets are generated.
const SHEETS_COUNT: u32 = 600;

/// The same for each law: they ask less of a sheet, and time is limited.
const SHEETS_PER_LAW: u32 = 400;

/// The same for sheets of the profiles that no price list is like.
const SHEETS_PER_PROFILE: u32 = 500;

/// How many usages of each sheet are rated.
const USAGES_PER_SHEET: usize = 6;

/// A sheet, usages of it, and the seed of its layout.
fn case() -> impl Strategy<Value = (Sheet, Vec<Usage>, u64)> {
    used(generate::listed())
}

fn case_of_any_profile() -> impl Strategy<Value = (Sheet, Vec<Usage>, u64)> {
    prop_oneof![
        2 => used(generate::sheets(Profile::Edges)),
        1 => used(generate::sheets(Profile::Linear)),
        1 => used(generate::sheets(Profile::Rules)),
        1 => used(generate::sheets(Profile::Cases)),
        1 => used(generate::sheets(Profile::Rows)),
    ]
}

fn used(sheets: impl Strategy<Value = Sheet>) -> impl Strategy<Value = (Sheet, Vec<Usage>, u64)> {
    sheets.prop_flat_map(|sheet| {
        let usages = prop::collection::vec(generate::usages(&sheet), USAGES_PER_SHEET);
        (Just(sheet), usages, any::<u64>())
    })
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    #[test]
    fn engine_and_reference_agree((sheet, usages, seed) in case()) {
        let text = render(&sheet, seed);
        let engine = load(&text)?;
        for usage in &usages {
            agree(&engine, &sheet, usage)
                .map_err(|error| TestCaseError::fail(format!("{error}\nof {usage:?}\nunder\n{text}")))?;
        }
    }
}

proptest! {
    #![proptest_config(runs::config(SHEETS_PER_PROFILE))]

    /// The same where fast paths have their limits.
    #[test]
    fn engine_and_reference_agree_on_every_profile((sheet, usages, seed) in case_of_any_profile()) {
        let text = render(&sheet, seed);
        let engine = load(&text)?;
        for usage in &usages {
            agree(&engine, &sheet, usage)
                .map_err(|error| TestCaseError::fail(format!("{error}\nof {usage:?}\nunder\n{text}")))?;
        }
    }
}

proptest! {
    #![proptest_config(runs::config(SHEETS_PER_LAW))]

    /// A sheet loads with its true examples and with no false one.
    #[test]
    fn examples_are_held_to_the_reference((sheet, usages, seed) in case()) {
        let Some((index, example)) = usages.iter().find_map(|usage| example(&sheet, usage)) else {
            return Ok(());
        };
        let mut sheet = sheet;
        let examples = &mut sheet.endpoints[index].examples;
        examples.push(example);
        load(&render(&sheet, seed))?;
        let examples = &mut sheet.endpoints[index].examples;
        examples[0].total = if examples[0].total.is_zero() { Amount::one() } else { &examples[0].total / whole(2) };
        if fits(&examples[0].total) {
            let text = render(&sheet, seed);
            prop_assert!(PriceSheet::from_toml(&text).is_err(), "a false example went unnoticed in\n{text}");
        }
    }

    /// A usage is a set of options and a table of quantities: their order says nothing.
    #[test]
    fn the_order_of_a_usage_does_not_matter((sheet, usages, seed) in case(), turn in any::<usize>()) {
        let text = render(&sheet, seed);
        let engine = load(&text)?;
        for usage in &usages {
            let other = reordered(usage, turn);
            // A wrong usage stays wrong, but of two faults the other may be come upon first.
            let found = [usage, &other].map(|usage| engine.price(&stated(usage)).ok());
            prop_assert_eq!(found[0], found[1], "{:?} and {:?} under\n{}", usage, other, text);
        }
    }

    /// Two layouts of a sheet are one sheet: key by key the same prices, the same faults, the same lines.
    #[test]
    fn the_layout_of_a_sheet_does_not_matter((sheet, usages, seed) in case(), other in any::<u64>()) {
        let texts = [render(&sheet, seed), render(&sheet, other)];
        let engines = [load(&texts[0])?, load(&texts[1])?];
        for usage in &usages {
            let stated = stated(usage);
            let [one, two] = [&engines[0], &engines[1]].map(|engine| {
                let price = engine.price(&stated).map_err(|error| error.code());
                let lines = engine.quote(&stated).map(|quote| {
                    sums(&quote);
                    quote.to_string()
                });
                (price, lines.map_err(|error| error.to_string()))
            });
            prop_assert_eq!(one, two, "{:?} under\n{}\nand under\n{}", usage, &texts[0], &texts[1]);
        }
    }

    /// An option that adds a price, and that no choice and no condition names, never makes a usage cheaper.
    #[test]
    fn an_option_that_adds_a_price_never_lowers_a_total(
        (sheet, usages, seed) in case(),
        (mantissa, scale) in (1_u64..=999, 0_u32..=4),
    ) {
        let sheet = surcharged(&sheet, SURCHARGE, &pricesheet_testing::reference::decimal::scaled(mantissa, scale));
        let text = render(&sheet, seed);
        let engine = load(&text)?;
        for usage in &usages {
            let price = |usage: &Usage| -> Option<Decimal> { engine.price(&stated(usage)).ok() };
            // Either may have too many digits for the decimal type.
            if let (Some(without), Some(with)) = (price(usage), price(&usage.clone().option(SURCHARGE))) {
                prop_assert!(with >= without, "{without} falls to {with}: {usage:?} under\n{text}");
            }
        }
    }
}

/// The name of an option that no generated sheet has.
const SURCHARGE: &str = "surcharge";

fn load(text: &str) -> Result<PriceSheet, TestCaseError> {
    PriceSheet::from_toml(text).map_err(|error| TestCaseError::fail(format!("{error}\nin\n{text}")))
}

/// The same usage with its options and quantities in another order.
fn reordered(usage: &Usage, turn: usize) -> Usage {
    let mut other = usage.clone();
    other.options.reverse();
    if !other.options.is_empty() {
        let by = turn % other.options.len();
        other.options.rotate_left(by);
    }
    other.quantities.reverse();
    if !other.quantities.is_empty() {
        let by = turn % other.quantities.len();
        other.quantities.rotate_left(by);
    }
    other
}

/// The usage as a published example of its endpoint, where it has a price that no engine may refuse.
fn example(sheet: &Sheet, usage: &Usage) -> Option<(usize, Example)> {
    let once = Usage { calls: Amount::one(), ..usage.clone() };
    let verdict = rate(sheet, &once);
    let rated = verdict.outcome.ok().filter(|_| !verdict.large)?;
    let index = sheet.endpoints.iter().position(|endpoint| endpoint.name == usage.endpoint)?;
    let (options, quantities) = (usage.options.clone(), usage.quantities.clone());
    let attributes = usage.attributes.clone();
    // An example states an instant or nothing, also where no window asks for it.
    let at = usage.at.clone().filter(|at| Moment::read(at).is_some());
    Some((index, Example { options, quantities, attributes, at, total: rated.total, note: None }))
}

proptest! {
    #![proptest_config(runs::config(SHEETS_PER_LAW))]

    /// What the reference writes, it reads again.
    #[test]
    fn a_sheet_is_read_back_as_it_was((sheet, _, seed) in case()) {
        let text = render(&sheet, seed);
        let read = read::sheet(&text);
        // A date-time is written in several ways, and `free = false` like nothing at all.
        let plain = |sheet: Sheet| format!("{:#?}", Sheet { effective: None, ..sheet });
        prop_assert_eq!(plain(read), plain(sheet), "in\n{}", text);
    }
}

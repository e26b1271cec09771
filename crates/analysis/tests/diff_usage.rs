//! Recorded usage under two sheets comes to what both sheets say.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use num_traits::Zero;
use pricesheet::{Decimal, EMBEDDED_SHEET, PriceSheet, Usage};
use pricesheet_analysis::diff::{UsageDiff, UsageDiffError};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
use pricesheet_testing::reference::bridge::{amount, stated};
use pricesheet_testing::reference::decimal::Amount;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;

const SHEETS_COUNT: u32 = 100;

fn load(text: &str) -> Result<PriceSheet, TestCaseError> {
    PriceSheet::from_toml(text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))
}

#[track_caller]
fn sheet(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    /// Two generated sheets, and usages of both: sums of what each sheet says, in rationals.
    #[test]
    fn usage_comes_to_what_both_sheets_say((sheets, usages, seed) in (generate::listed(), generate::listed())
        .prop_flat_map(|(old, new)| {
            let usage = prop_oneof![generate::usages(&old), generate::usages(&new)];
            (Just([old, new]), prop::collection::vec(usage, 24), any::<u64>())
        }))
    {
        let [old, mut new] = sheets;
        new.unit.clone_from(&old.unit);
        let (old, new) = (load(&render(&old, seed))?, load(&render(&new, seed))?);
        let mut diff = UsageDiff::between(&old, &new).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut sums = [Amount::zero(), Amount::zero(), Amount::zero(), Amount::zero()];
        let (mut counts, mut differences) = ([0_u64; 4], Vec::new());
        for (place, usage) in (1..).zip(&usages) {
            let usage = stated(usage);
            let before = diff.clone();
            if diff.record(place, &usage).is_err() {
                prop_assert_eq!(format!("{:?}", before), format!("{:?}", diff));
                continue;
            }
            let outcome = (old.price(&usage).ok().map(amount), new.price(&usage).ok().map(amount));
            let at = match &outcome {
                (Some(_), Some(_)) => 0,
                (Some(_), None) => 1,
                (None, Some(_)) => 2,
                (None, None) => 3,
            };
            counts[at] += 1;
            match outcome {
                (Some(old), Some(new)) => {
                    if old != new {
                        differences.push((place, &new - &old));
                    }
                    sums[0] += old;
                    sums[1] += new;
                }
                (Some(old), None) => sums[2] += old,
                (None, Some(new)) => sums[3] += new,
                (None, None) => {}
            }
        }
        let totals = diff.totals();
        prop_assert_eq!(totals.dearer + totals.cheaper + totals.unchanged, counts[0]);
        prop_assert_eq!([totals.old_alone.records, totals.new_alone.records, totals.neither], &counts[1..]);
        let found = [totals.old, totals.new, totals.old_alone.total, totals.new_alone.total].map(amount);
        prop_assert_eq!(&found, &sums);
        prop_assert_eq!(amount(totals.difference), &sums[1] - &sums[0]);
        // The endpoints and what neither sheet knows are all of it.
        let records: u64 = diff.endpoints().iter().map(|(_, totals)| totals.records).sum();
        prop_assert_eq!(records + diff.unknown(), totals.records);
        // The largest first, of equal ones the earlier first.
        differences.sort_by(|(_, left), (_, right)| {
            let size = |difference: &Amount| if *difference < Amount::zero() { -difference } else { difference.clone() };
            size(right).cmp(&size(left))
        });
        differences.truncate(UsageDiff::MOVERS_MAX);
        let movers: Vec<_> =
            diff.movers().iter().map(|mover| (mover.place, amount(mover.difference))).collect();
        prop_assert_eq!(movers, differences);
    }
}

#[test]
fn usage_under_the_vendors_revisions() {
    let (old, new) = (sheet(EMBEDDED_SHEET), sheet(include_str!("../../../tests/revisions/b.toml")));
    let mut diff = UsageDiff::between(&old, &new).unwrap().keeping(2);
    let search =
        |results: u64| Usage::new("search-employees").quantity("search", 1).quantity("results", results);
    let all = ["skills", "patents", "honors", "courses", "projects"];
    let profile = all.iter().fold(Usage::new("get-personal-profile"), |usage, name| usage.option(*name));
    for (place, usage) in [
        (1, search(120)),
        (2, profile.clone()),
        (3, search(10)),
        (5, search(120).calls(2)),
        (6, profile.option("nothing")),
    ] {
        diff.record(place, &usage).unwrap();
    }
    diff.record(7, &Usage::new("unheard-of")).unwrap();
    let totals = diff.totals();
    assert_eq!(
        (totals.records, totals.dearer, totals.cheaper, totals.unchanged, totals.neither),
        (6, 3, 0, 1, 2)
    );
    assert_eq!(totals.difference, Decimal::from(185));
    assert_eq!(diff.unknown(), 1);
    assert_eq!(diff.old_reasons().collect::<Vec<_>>(), [("unknown-endpoint", 1), ("unknown-option", 1)]);
    let movers: Vec<_> = diff.movers().iter().map(|mover| (mover.place, mover.difference)).collect();
    assert_eq!(movers, [(5, Decimal::from(120)), (1, Decimal::from(60))]);
    let names: Vec<_> = diff.endpoints().iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["search-employees", "get-personal-profile"]);
}

#[test]
fn what_does_not_fit_is_not_counted() {
    let large = sheet("name = 'A'\nendpoints.e = { price = 79228162514264337593543950335 }");
    let small = sheet("name = 'A'\nendpoints.e = { price = 0.1 }");
    let mut diff = UsageDiff::between(&large, &large).unwrap();
    assert_eq!(diff.record(1, &Usage::new("e")), Ok(()));
    assert_eq!(diff.record(2, &Usage::new("e")), Err(UsageDiffError::NotRepresentable));
    assert_eq!(diff.totals().records, 1);
    let mut diff = UsageDiff::between(&large, &small).unwrap();
    assert_eq!(diff.record(1, &Usage::new("e")), Err(UsageDiffError::NotRepresentable));
    assert_eq!((diff.totals().records, diff.endpoints().len()), (0, 0));
}

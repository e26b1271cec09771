//! Estimates: every usage itemised, one exact total.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use num_traits::Zero;
use pricesheet::{Decimal, EMBEDDED_SHEET, Estimate, EstimateError, PriceBook, PriceSheet, Usage};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
use pricesheet_testing::reference::bridge::{amount, stated};
use pricesheet_testing::reference::decimal::{Amount, fits};
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::{runs, sums};

fn page() -> PriceSheet {
    PriceSheet::from_toml(EMBEDDED_SHEET).unwrap()
}

fn basket() -> Vec<Usage> {
    let profile = Usage::new("get-personal-profile");
    let search = Usage::new("search-employees").quantity("search", 1).quantity("results", 120);
    vec![
        profile.clone().option("certifications").option("skills").calls(1_000),
        search.calls(20),
        Usage::new("search-companies").quantity("results", 1),
        profile,
    ]
}

#[test]
fn a_basket() {
    let sheet = page();
    let mut estimate = Estimate::new();
    for usage in basket() {
        let quote = sheet.quote(&usage).unwrap();
        sums(&quote);
        estimate.add(quote).unwrap();
    }
    assert_eq!(estimate.total().to_string(), "4201.3");
    assert_eq!(estimate.unit(), Some("credit"));
    assert_eq!(estimate.quotes().len(), 4);
    assert_eq!(
        estimate.to_string(),
        "\
4 usages
Personal and company data API, version 2026-05

  usage                                           calls  one call   credit
  get-personal-profile skills certifications      1,000         2    2,000
  search-employees search=1 status=0 results=120     20       110    2,200
  search-companies search=0 status=0 results=1        1       0.3      0.3
  get-personal-profile                                1         1        1
  ──────────────────────────────────────────────  ─────  ────────  ───────
  total                                                            4,201.3
"
    );
}

#[test]
fn nothing_costs_nothing() {
    let estimate = Estimate::new();
    assert_eq!((estimate.total(), estimate.unit()), (Decimal::ZERO, None));
    assert_eq!(
        estimate.to_string(),
        "\
0 usages

  usage  calls  one call  total
  ─────  ─────  ────────  ─────
  total                       0
"
    );
}

#[test]
fn usages_of_several_sheets() {
    let revised = PriceSheet::from_toml(include_str!("revisions/c.toml")).unwrap();
    let book = PriceBook::new([page(), revised]).unwrap();
    let mut estimate = Estimate::new();
    for at in ["2026-06-19T12:00:00Z", "2026-06-20T12:00:00Z"] {
        let usage =
            Usage::new("get-personal-profile").option("skills").calls(10).made_at(at.parse().unwrap());
        let quote = book.quote(&usage).unwrap();
        sums(&quote);
        estimate.add(quote).unwrap();
    }
    assert_eq!(
        estimate.to_string(),
        "\
2 usages

  usage                        sheet       calls  one call  credit
  get-personal-profile skills  2026-05        10         1      10
  get-personal-profile skills  2026-06-20     10         3      30
  ───────────────────────────  ──────────  ─────  ────────  ──────
  total                                                         40
"
    );
}

#[test]
fn what_is_refused_leaves_the_estimate_as_it_was() {
    let sheet = |unit: &str| {
        let text = format!("name = 'n'\nunit = '{unit}'\nendpoints.e.charges.n = {{ price = 1 }}");
        PriceSheet::from_toml(&text).unwrap()
    };
    let sheets = [sheet("credit"), sheet("EUR")];
    let of = |unit: &str, count: &str| {
        let count = pricesheet::number::parse(count).unwrap();
        let sheet = sheets.iter().find(|sheet| sheet.unit() == unit).unwrap();
        let quote = sheet.quote(&Usage::new("e").quantity("n", count)).unwrap();
        sums(&quote);
        quote
    };
    let mut estimate = Estimate::new();
    estimate.add(of("credit", "79228162514264337593543950334")).unwrap();
    let before = estimate.clone();
    let error = estimate.add(of("EUR", "1")).unwrap_err();
    assert_eq!(error.to_string(), "amounts in `EUR` cannot be added to amounts in `credit`");
    assert_eq!(
        (error.code(), error.help().unwrap()),
        ("other-unit", "make an estimate for each unit".to_owned())
    );
    for too_much in ["2", "0.5", "0.0000000000000000000000000001"] {
        let error = estimate.add(of("credit", too_much)).unwrap_err();
        assert_eq!(error, EstimateError::NotRepresentable);
        assert_eq!(
            error.to_string(),
            "the exact total of the estimate has more digits than the decimal type"
        );
        assert_eq!(
            (error.code(), error.help().unwrap()),
            ("not-representable", "split the estimate in two".to_owned())
        );
    }
    assert_eq!(estimate, before);
    estimate.add(of("credit", "1")).unwrap();
    assert_eq!(estimate.total().to_string(), "79228162514264337593543950335");
}

#[cfg(feature = "serde")]
#[test]
fn as_data() {
    let sheet = page();
    let quotes: Vec<_> = basket().iter().map(|usage| sheet.quote(usage).unwrap()).collect();
    let mut estimate = Estimate::new();
    quotes.iter().try_for_each(|quote| estimate.add(quote.clone())).unwrap();
    assert_eq!(
        serde_json::to_value(&estimate).unwrap(),
        serde_json::json!({ "unit": "credit", "quotes": quotes, "total": "4201.3" })
    );
    assert_eq!(
        serde_json::to_value(Estimate::new()).unwrap(),
        serde_json::json!({ "unit": null, "quotes": [], "total": "0" })
    );
}

proptest! {
    #![proptest_config(runs::config(256))]

    /// The law: an estimate's total is the sum of its quotes' totals, or the sum fits nowhere.
    #[test]
    fn the_total_is_the_sum(
        (sheet, usages) in generate::listed().prop_flat_map(|sheet| {
            let usages = prop::collection::vec(generate::usages(&sheet), 8);
            (Just(sheet), usages)
        }),
        seed in any::<u64>(),
    ) {
        let text = render(&sheet, seed);
        let engine = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(faults.to_string()))?;
        let mut estimate = Estimate::new();
        let mut sum = Amount::zero();
        for quote in usages.iter().filter_map(|usage| engine.quote(&stated(usage)).ok()) {
            sums(&quote);
            let more = sum.clone() + amount(quote.total());
            match estimate.add(quote.clone()) {
                Ok(()) => sum = more,
                Err(error) => {
                    prop_assert_eq!(error, EstimateError::NotRepresentable);
                    prop_assert!(!fits(&more));
                }
            }
            prop_assert_eq!(amount(estimate.total()), sum.clone());
        }
    }
}

/// A terminal gives a wide character two columns: amounts stand below each other all the same.
#[test]
fn wide_characters_do_not_push_amounts() {
    let sheet = PriceSheet::from_toml(
        "name = \"検索\"\nunit = \"円\"\n[endpoints.\"企業検索\"]\nprice = 10\noptions.\"🔎\" = 2.5\noptions.\"詳細\" = 1\n",
    )
    .unwrap();
    let wide = sheet.quote(&Usage::new("企業検索").option("🔎").option("詳細")).unwrap();
    let expected = "\
企業検索
検索

                 円
  flat amount    10
  option 🔎    +2.5
  option 詳細    +1
  ───────────  ────
  total        13.5
";
    assert_eq!(wide.to_string(), expected);
    let mut estimate = Estimate::new();
    estimate.add(wide).unwrap();
    estimate.add(sheet.quote(&Usage::new("企業検索").calls(100)).unwrap()).unwrap();
    let expected = "\
2 usages
検索

  usage             calls  one call       円
  企業検索 🔎 詳細      1      13.5     13.5
  企業検索            100        10    1,000
  ────────────────  ─────  ────────  ───────
  total                              1,013.5
";
    assert_eq!(estimate.to_string(), expected);
}

//! Diffs: a difference is told exactly where the fingerprints differ, and every planted change at its
//! key.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use pricesheet::{EMBEDDED_SHEET, PriceSheet};
use pricesheet_analysis::diff::{ChangeKind, SheetDiff};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
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

    #[test]
    fn no_difference_where_the_fingerprints_agree(sheet in generate::listed(), seeds in any::<[u64; 2]>()) {
        let [one, other] = seeds.map(|seed| render(&sheet, seed));
        let diff = SheetDiff::between(&load(&one)?, &load(&other)?);
        prop_assert!(diff.is_empty(), "{diff}\n{one}\n{other}");
    }

    /// A character is replaced, or a line is left out.
    #[test]
    fn a_difference_where_they_do_not(
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
                let diff = SheetDiff::between(&before, &after);
                prop_assert_eq!(diff.is_empty(), before.fingerprint() == after.fingerprint(), "{}\n{}", diff, text);
                prop_assert_eq!(diff.to_string().is_empty(), diff.is_empty());
                let back = SheetDiff::between(&after, &before);
                prop_assert_eq!(back.is_empty(), diff.is_empty(), "{}\n{}", back, text);
            }
        }
    }
}

const SHEET: &str = r#"
name = "Old"
[endpoints.flat]
title = "Flat"
price = 1
options = { skills = 0.5, batch = { times = 0.5 } }
round = "down"
examples = [{ options = ["skills"], total = 1 }]
[endpoints.rows]
basis = "period"
choices.kind = { of = ["classic", "premium"], default = "classic" }
quantities.rows = { unit = "row", at_least = 10 }
charges.rows = { tiering = "graduated", tiers = [{ up_to = 10, price = 3 }, { price = 2 }], min = 1 }
charges.calls = { rates = [{ when = ["premium"], price = 2 }, { price = 1 }], plus = { rows = 0.5 } }
"#;

/// Every planted change stands at its key, with both values, and nothing else does.
#[test]
fn planted_changes() {
    let old = sheet(SHEET);
    let planted: &[(&str, &str, &[&str])] = &[
        ("\"Old\"", "\"Old\"\nversion = '2'", &["+ version: \"2\""]),
        ("name = \"Old\"", "name = \"N\\u00FC\\\"\\n\"", &["~ name: \"Old\" -> \"Nü\\\"\\n\""]),
        ("price = 1\n", "price = 2\n", &["~ flat", "    ~ price: 1 -> 2", "    ~ examples.1.total: 1 -> 2"]),
        ("\"Flat\"\n", "\"Flat\"\nmax = 9.50\n", &["~ flat", "    + max: 9.5"]),
        (
            "skills = 0.5",
            "skills = { price = 0.5, title = 'S' }",
            &["~ flat", "    + options.skills.title: \"S\""],
        ),
        (
            "times = 0.5",
            "free = true",
            &["~ flat", "    - options.batch.times: 0.5", "    + options.batch.free: true"],
        ),
        (
            ", batch = { times = 0.5 }",
            ", late = {}",
            &["~ flat", "    - options.batch.times: 0.5", "    + options.late: {}"],
        ),
        (
            "\"down\"",
            "{ to = 0.5, mode = \"down\" }",
            &[
                "~ flat",
                "    ~ round: \"down\" -> { to = 0.5, mode = \"down\" }",
                "    ~ examples.1.total: 1 -> 1.5",
            ],
        ),
        (
            ", default = \"classic\"",
            ", required = true",
            &["~ rows", "    - choices.kind.default: \"classic\"", "    + choices.kind.required: true"],
        ),
        ("at_least = 10", "at_least = 20", &["~ rows", "    ~ quantities.rows.at_least: 10 -> 20"]),
        ("graduated", "volume", &["~ rows", "    ~ charges.rows.tiering: \"graduated\" -> \"volume\""]),
        ("up_to = 10,", "up_to = 20,", &["~ rows", "    ~ charges.rows.tiers.1.up_to: 10 -> 20"]),
        (
            "{ price = 2 }]",
            "{ price = 2, per = 5, increment = 5 }]",
            &[
                "~ rows",
                "    + charges.rows.tiers.2.per: 5",
                "    + charges.rows.tiers.2.increment: { to = 5, mode = \"up\" }",
            ],
        ),
        (
            "{ price = 2 }]",
            "{ up_to = 20, price = 2.5 }, { price = 2 }]",
            &["~ rows", "    + charges.rows.tiers.2: { up_to = 20, price = 2.5 }"],
        ),
        (
            "\"premium\"], price = 2 }, ",
            "\"classic\"], price = 2 }, ",
            &["~ rows", "    ~ charges.calls.rates.1.when: [\"premium\"] -> [\"classic\"]"],
        ),
        (
            "{ when = [\"premium\"], price = 2 }, ",
            "",
            &[
                "~ rows",
                "    + charges.calls.price: 1",
                "    - charges.calls.rates: [{ when = [\"premium\"], price = 2 }, { price = 1 }]",
            ],
        ),
        ("rows = 0.5 }", "rows = 0.25 }", &["~ rows", "    ~ charges.calls.plus.rows: 0.5 -> 0.25"]),
        ("\"period\"", "\"call\"", &["~ rows", "    ~ basis: \"period\" -> \"call\""]),
        (
            "[endpoints.rows]",
            "[endpoints.more]\nprice = 1\n[endpoints.rows]",
            &["+ more", "    + basis: \"call\"", "    + price: 1"],
        ),
    ];
    for (text, other, lines) in planted {
        let mut changed = SHEET.replacen(text, other, 1);
        assert_ne!(changed, SHEET, "{text}");
        // The example has to hold.
        for total in ["total = 1", "total = 2", "total = 1.5"] {
            changed = if PriceSheet::from_toml(&changed).is_ok() {
                changed
            } else {
                SHEET.replacen(text, other, 1).replace("total = 1", total)
            };
        }
        let diff = SheetDiff::between(&old, &sheet(&changed)).to_string();
        let mut found: Vec<&str> = diff.lines().collect();
        let mut expected = lines.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text} as {other}");
    }
}

#[test]
fn the_vendors_revisions() {
    let old = sheet(EMBEDDED_SHEET);
    let [b, c] =
        [include_str!("../../../tests/revisions/b.toml"), include_str!("../../../tests/revisions/c.toml")]
            .map(sheet);
    let diff = SheetDiff::between(&old, &b);
    let endpoints: Vec<_> =
        diff.endpoints().iter().map(|endpoint| (endpoint.name(), endpoint.kind())).collect();
    let changed = |name| (name, ChangeKind::Changed);
    assert_eq!(
        endpoints,
        [changed("get-personal-profile"), changed("search-employees"), changed("search-companies")]
    );
    let keys: Vec<String> =
        diff.endpoints().iter().flat_map(|endpoint| endpoint.changes()).map(|change| change.key()).collect();
    assert_eq!(
        keys,
        [
            "max",
            "examples.4",
            "examples.5",
            "charges.results.price",
            "examples",
            "charges.results.price",
            "examples"
        ]
    );
    let diff = SheetDiff::between(&b, &c);
    let price = diff.endpoints()[0].changes().iter().find(|change| change.key() == "price").unwrap();
    assert_eq!(price.to_string(), "~ price: 1 -> 2");
}

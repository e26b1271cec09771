//! What lints claim, held against brute force: every usage of a small sheet, and the second implementation.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a test may stop where it is wrong"
)]

use std::collections::BTreeSet;

use pricesheet::sheet::{ChargeRate, Comparison, Condition, Endpoint};
use pricesheet::{Decimal, PriceSheet, Usage};
use pricesheet_analysis::lint::{self, Lint, Warning};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
use pricesheet_testing::reference::bridge::{amount, stated};
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::{runs, sums};

const SHEETS_COUNT: u32 = 300;

fn check(text: &str) -> Result<(PriceSheet, Vec<Warning>), TestCaseError> {
    lint::check("t", text.as_bytes()).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))
}

fn places(warnings: &[Warning], lints: &[Lint]) -> BTreeSet<usize> {
    let told = warnings.iter().filter(|warning| lints.contains(&warning.lint()));
    told.map(|warning| warning.span().start).collect()
}

/// Conditions on few options and one quantity, so that every usage that differs can be tried.
fn conditions() -> impl Strategy<Value = String> {
    let option = prop::sample::select(vec!["a", "b", "c", "d", "e"]);
    let condition = prop_oneof![
        3 => option.clone().prop_map(str::to_string),
        3 => option.prop_map(|name| format!("not {name}")),
        2 => (prop::sample::select(vec!["=", "!="]), prop::sample::select(vec!["x", "y", "z"]))
            .prop_map(|(sign, value)| format!("r {sign} {value}")),
        2 => (prop::sample::select(vec![">", ">=", "<", "<="]), 0..4).prop_map(|(sign, bound)| format!("q {sign} {bound}")),
    ];
    prop::collection::vec(condition, 0..4).prop_map(|list| format!("{list:?}"))
}

const CHOICES: [&str; 4] = [
    "",
    "choices.k = ['a', 'b', 'c']",
    "choices.k = { of = ['a', 'b'], default = 'b' }",
    "choices.k = { of = ['a', 'b', 'c'], required = true }",
];

/// What the attribute of those conditions may be.
const ATTRIBUTES: [&str; 3] = [
    "attributes.r = { default = 'x', of = ['x', 'y', 'z'] }",
    "attributes.r = { required = true, of = ['z', 'y', 'x'] }",
    "attributes.r = { default = 'w', open = true }",
];

/// The options given, the quantity, and the value of the attribute.
type World<'e> = (BTreeSet<&'e str>, Decimal, &'e str);

/// Every set of options that a usage may come to, with a quantity on both sides of every bound, and every value.
fn worlds(endpoint: &Endpoint) -> Vec<World<'_>> {
    let names = &endpoint.option_names;
    let mut worlds = Vec::new();
    for bits in 0..1_u32 << names.len() {
        let given = names.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        let mut given: BTreeSet<&str> = given.map(|(_, name)| name.as_str()).collect();
        let mut allowed = true;
        for choice in &endpoint.choices {
            match choice.of.iter().filter(|id| given.contains(endpoint.option_name(**id))).count() {
                0 => {
                    allowed &= !choice.required;
                    given.extend(choice.default.map(|id| endpoint.option_name(id)));
                }
                count => allowed &= count == 1,
            }
        }
        if allowed {
            let attribute = &endpoint.attributes[0];
            let other = attribute.open.then_some("any other");
            for value in attribute.values.iter().map(String::as_str).chain(other) {
                worlds.extend((0..=8).map(|half| (given.clone(), Decimal::new(half * 5, 1), value)));
            }
        }
    }
    worlds
}

fn holds(endpoint: &Endpoint, condition: &Condition, (given, q, r): &World<'_>) -> bool {
    match condition {
        Condition::Given(id) => given.contains(endpoint.option_name(*id)),
        Condition::NotGiven(id) => !given.contains(endpoint.option_name(*id)),
        Condition::Quantity { comparison, bound, .. } => match comparison {
            Comparison::Above => q > bound,
            Comparison::AtLeast => q >= bound,
            Comparison::Below => q < bound,
            Comparison::AtMost => q <= bound,
        },
        // Another test asks about windows.
        Condition::Window { .. } => false,
        Condition::Attribute { attribute, value, is } => (endpoint.value(*attribute, *value) == *r) == *is,
    }
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    /// A row is told to be unreachable where no usage reaches it, and nowhere else.
    #[test]
    fn rows_never_apply_where_no_usage_reaches_them(
        rows in prop::collection::vec(conditions(), 1..8),
        choice in prop::sample::select(&CHOICES[..]),
        attribute in prop::sample::select(&ATTRIBUTES[..]),
    ) {
        let flat: String = rows.iter().map(|when| format!("  {{ when = {when}, price = 1 }},\n")).collect();
        let text = format!(
            "name = 't'\n[endpoints.e]\noptions = {{ a = {{}}, b = {{}}, c = {{}}, d = {{}}, e = {{}} }}\n{choice}\n{attribute}\n\
             charges.q = {{ rates = [\n{flat}] }}\nrates = [\n{flat}]\n",
        );
        let (sheet, warnings) = check(&text)?;
        let told = places(&warnings, &[Lint::Contradiction, Lint::RateNeverApplies]);
        let contradictions = places(&warnings, &[Lint::Contradiction]);
        let endpoint = &sheet.model().endpoints[0];
        let worlds = worlds(endpoint);
        let flat: Vec<_> = endpoint.rates.iter().map(|rate| (&rate.when, rate.span.start)).collect();
        let charged: Vec<_> =
            endpoint.charges[0].rates.iter().map(|rate| (&rate.when, rate.span.start)).collect();
        for (rows, counts) in [(flat, false), (charged, true)] {
            let worlds = || worlds.iter().filter(|(_, q, _)| !counts || !q.is_zero());
            let taken = |world: &_| rows.iter().position(|(when, _)| when.iter().all(|c| holds(endpoint, c, world)));
            let reached: BTreeSet<_> = worlds().filter_map(taken).collect();
            for (row, (when, span)) in rows.iter().enumerate() {
                prop_assert_eq!(told.contains(span), !reached.contains(&row), "row {} of\n{}", row, text);
                let possible = worlds().any(|world| when.iter().all(|c| holds(endpoint, c, world)));
                prop_assert!(!possible || !contradictions.contains(span), "row {} of\n{}", row, text);
            }
        }
    }

    /// Of one quantity and whole counts, a fall is told where there is one, and only there; and no tier that is told to
    /// be unreachable is ever reached.
    #[test]
    fn falls_and_tiers((text, steps) in metered()) {
        let (sheet, warnings) = check(&text)?;
        // Which row and which tiers of it a usage reaches, beside its total.
        let rated = |halves: i64| {
            let usage = Usage::new("e").quantity("q", Decimal::new(halves * 5, 1));
            let quote = sheet.quote(&usage).ok()?;
            sums(&quote);
            let details = quote.lines().find_map(|line| line.details())?;
            let tiers: Vec<usize> = details.tiers.iter().map(|slice| slice.tier).collect();
            Some((quote.total(), details.rate, tiers))
        };
        let usages: Vec<_> = (0..=steps * 2).map(rated).collect();
        let whole: Vec<_> = usages.iter().step_by(2).flatten().map(|(total, ..)| *total).collect();
        let falls = whole.windows(2).any(|pair| pair[1] < pair[0]);
        prop_assert_eq!(!places(&warnings, &[Lint::TotalFalls]).is_empty(), falls, "{}", text);
        let told = places(&warnings, &[Lint::TierNeverApplies]);
        let endpoint = &sheet.model().endpoints[0];
        for rate in &endpoint.charges[0].rates {
            let tiers = rate.pricing.tiers();
            let when: Vec<String> = rate.when.iter().map(|condition| endpoint.written(condition)).collect();
            let mut reached = usages.iter().flatten().filter(|(_, row, _)| *row == when);
            for (place, tier) in tiers.iter().enumerate().filter(|(_, tier)| told.contains(&tier.span.start)) {
                let taken = reached.any(|(.., tiers)| tiers.contains(&(place + 1)));
                prop_assert!(!taken, "tier {} at {:?} of\n{}", place + 1, tier.span, text);
            }
        }
    }

    /// Of one quantity and whole counts, without rounding, what is cheaper split is found wherever it is.
    #[test]
    fn splits((text, _) in metered()) {
        let text = text.replace("basis = 'period'", "basis = 'call'");
        let (sheet, warnings) = check(&text)?;
        let price = |count: i64| sheet.price(&Usage::new("e").quantity("q", count)).ok();
        let totals: Vec<_> = (0..=WHOLE_MAX).map(price).collect();
        let split = (2..totals.len()).find(|whole| {
            let cheaper = |part: usize| Some(totals[part]? + totals[whole - part]? < totals[*whole]?);
            (1..=whole / 2).any(|part| cheaper(part) == Some(true))
        });
        let told = warnings.iter().find(|warning| warning.lint() == Lint::CheaperSplit);
        if text.contains("round = 'none'") {
            prop_assert_eq!(told.is_some(), split.is_some(), "{:?}\n{}", split, text);
        } else {
            prop_assert!(told.is_none() || split.is_some(), "{:?}\n{}", told, text);
        }
    }

    /// What is claimed of prices is what both implementations compute.
    #[test]
    fn evidence_is_true(sheet in generate::listed(), seed in any::<u64>()) {
        let text = render(&sheet, seed);
        let (engine, warnings) = check(&text)?;
        for warning in &warnings {
            for evidence in warning.evidence() {
                prop_assert_eq!(engine.price(&evidence.usage).ok(), Some(evidence.total), "{}\n{}", warning, text);
            }
            let totals: Vec<_> = warning.evidence().iter().map(|evidence| amount(evidence.total)).collect();
            let holds = match (warning.lint(), totals.as_slice()) {
                (Lint::TotalFalls, [fewer, more]) => more < fewer,
                (Lint::OptionRoundedAway, [with, without]) => with == without,
                (Lint::CheaperSplit, [whole, first, second]) => first + second < *whole,
                (Lint::CheaperMerged, [first, second, whole]) => *whole < first + second,
                (_, totals) => totals.is_empty(),
            };
            prop_assert!(holds, "{}\n{}", warning, text);
        }
    }

    /// On generated sheets and usages, no row or option that is told never to apply ever does.
    #[test]
    fn never_is_never((sheet, usages, seed) in generate::listed().prop_flat_map(|sheet| {
        let usages = prop::collection::vec(generate::usages(&sheet), 12);
        (Just(sheet), usages, any::<u64>())
    })) {
        let text = render(&sheet, seed);
        let (engine, warnings) = check(&text)?;
        let told = places(&warnings, &[Lint::Contradiction, Lint::RateNeverApplies]);
        for usage in usages.iter().filter(|usage| rate(&sheet, usage).outcome.is_ok()) {
            let stated = stated(usage);
            let Ok(quote) = engine.quote(&stated) else { continue };
            sums(&quote);
            let Ok(endpoint) = engine.endpoint(&usage.endpoint) else { continue };
            let endpoint = endpoint.model();
            let charges = quote.lines().filter_map(|line| line.name().zip(line.details()));
            for (name, details) in charges {
                let charge = endpoint.charges.iter().find(|charge| charge.name == name);
                // Several rows may have the same words: one of them was taken.
                let rows = charge.into_iter().flat_map(|charge| &charge.rates);
                let words: Vec<String> = details.rate.iter().map(ToString::to_string).collect();
                let when = |row: &ChargeRate| row.when.iter().map(|c| endpoint.written(c)).collect::<Vec<_>>();
                let mut alike = rows.filter(|row| when(row) == words);
                let billed = details.billed.is_some();
                prop_assert!(!billed || alike.any(|row| !told.contains(&row.span.start)), "{:?}\n{}", usage, text);
            }
        }
    }
}

/// The largest whole that has to be divided. No bound of [`metered`] lies above 79, increments move it by at most 6, and
/// beyond that a total grows by the same amount every 6. Of a cheaper split, two of the whole and its parts can be moved
/// by sixes to within 6 of a bound (`lint/candidates.rs` says why), so the whole is at most twice 91.
const WHOLE_MAX: i64 = 182;

/// A charge on one quantity with rows or tiers, and up to which count its price can change its course.
fn metered() -> impl Strategy<Value = (String, i64)> {
    let tier = (1..4_i64, 0..5_i64, 0..8_i64);
    let step = prop::sample::select(vec![
        "",
        "increment = 3, ",
        "increment = { to = 2, mode = 'down' }, ",
        "increment = 'half-up', ",
    ]);
    let tiers = (prop::collection::vec(tier, 1..5), any::<bool>(), any::<bool>()).prop_map(
        |(list, volume, bounded)| {
            let (mut up_to, last) = (0, list.len());
            let rows = list.iter().enumerate().map(|(at, (width, price, flat))| {
                up_to += width * 6;
                let bound =
                    if at + 1 < last || bounded { format!("up_to = {up_to}, ") } else { String::new() };
                format!("{{ {bound}price = {price}, flat = {flat} }}")
            });
            let rows: Vec<_> = rows.collect();
            format!(
                "tiering = '{}', tiers = [{}]",
                if volume { "volume" } else { "graduated" },
                rows.join(", ")
            )
        },
    );
    let row = (prop::sample::select(vec![">", ">=", "<", "<="]), 0..30_i64, tiers.clone())
        .prop_map(|(sign, bound, tiers)| format!("{{ when = ['q {sign} {bound}'], {tiers} }}"));
    let priced = prop_oneof![
        tiers.clone(),
        (prop::collection::vec(row, 1..3), tiers)
            .prop_map(|(rows, last)| format!("rates = [{}, {{ {last} }}]", rows.join(", "))),
    ];
    let rest = (
        prop::sample::select(vec!["", "included = 7, "]),
        step.clone(),
        prop::sample::select(vec![0, 4, 9]),
        step,
    );
    (priced, rest, prop::sample::select(vec!["none", "down", "half-even"])).prop_map(|(priced, rest, round)| {
        let (included, increment, at_least, own) = rest;
        let text = format!(
            "name = 't'\n[endpoints.e]\nbasis = 'period'\nround = '{round}'\nquantities.q = {{ {own}at_least = {at_least} }}\n\
             charges.q = {{ {included}{increment}{priced} }}\n"
        );
        (text, 90)
    })
}

/// Where raises, increments and tiers make for points at nearly every count, the two parts lie in the middle of them.
#[test]
fn a_split_among_many_points() {
    let text = "name = 't'\n[endpoints.e]\nquantities.q = { increment = { to = 2, mode = 'down' }, at_least = 9 }\n\
        basis = 'call'\ncharges.q = { increment = { to = 2, mode = 'down' }, rates = [\n\
        { when = ['q > 20'], price = 0 },\n\
        { tiering = 'graduated', tiers = [{ up_to = 6, price = 2, flat = 7 }, { up_to = 12, price = 3, flat = 2 }, \
        { up_to = 18, price = 2, flat = 0 }, { price = 2, flat = 6 }] }] }\n";
    let (_, warnings) = check(text).unwrap();
    assert!(warnings.iter().any(|warning| warning.lint() == Lint::CheaperSplit), "{text}");
}

#[track_caller]
fn assert_split(text: &str, message: &str) {
    let (_, warnings) = check(text).unwrap();
    let splits = warnings.iter().filter(|warning| warning.lint() == Lint::CheaperSplit);
    let told = splits.map(Warning::message).find(|message| message.contains("`q="));
    assert_eq!(told, Some(message), "{text}");
}

/// Neither the parts nor the whole need lie at a bound: with an increment, they end whole steps away from one.
#[test]
fn a_split_a_step_away_from_a_bound() {
    assert_split(
        "name = 't'\n[endpoints.e]\nquantities.q = { increment = 3 }\ncharges.q = { rates = [\n\
        { when = ['q > 21'], tiering = 'graduated', tiers = [{ up_to = 6, price = 0 }, { price = 2, flat = 6 }] },\n\
        { tiering = 'graduated', tiers = [{ price = 2 }] }] }\nbasis = 'call'\n",
        "usage is cheaper split in two: `q=46` costs 90, but `q=22` and `q=24` cost 84",
    );
}

/// Nor does the whole, where its parts are the last counts before two bounds.
#[test]
fn a_split_at_two_bounds() {
    assert_split(
        "name = 't'\n[endpoints.e]\nbasis = 'call'\nquantities.q = { at_least = 9 }\ncharges.q = { rates = [\n\
        { when = ['q < 22'], price = 4 },\n\
        { tiering = 'volume', tiers = [{ up_to = 30, price = 0 }, { up_to = 42, price = 1 }] }] }\n",
        "usage is cheaper split in two: `q=37` costs 37, but `q=8` and `q=29` cost 36",
    );
}

/// Two increments, one after the other, step together at their common multiples only.
#[test]
fn a_split_between_two_increments() {
    assert_split(
        "name = 't'\n[endpoints.e]\nbasis = 'call'\n\
        quantities.q = { increment = { to = 2, mode = 'down' }, at_least = 4 }\n\
        charges.q = { increment = 3, rates = [{ when = ['q < 10'], price = 2 }, { price = 1 }] }\n",
        "usage is cheaper split in two: `q=26` costs 27, but `q=13` and `q=13` cost 24",
    );
}

/// The smallest whole may be nearly twice the last bound.
#[test]
fn a_split_far_beyond_the_bounds() {
    assert_split(
        "name = 't'\n[endpoints.e]\nbasis = 'call'\nquantities.z = {}\nquantities.q = { at_least = 4 }\n\
        charges.z = { plus = { q = 0.5 }, increment = 3, tiering = 'graduated', tiers = [\n\
        { up_to = 18, price = 4, flat = 1 }, { up_to = 36, price = 1, flat = 3 }, { price = 3, flat = 2 }] }\n",
        "usage is cheaper split in two: `q=127` costs 186, but `q=63` and `q=64` cost 182",
    );
}

/// What a quantity is raised to is not weighted, unlike its count.
#[test]
fn a_split_of_a_weighted_quantity() {
    assert_split(
        "name = 't'\n[endpoints.e]\nbasis = 'call'\nquantities.z = {}\nquantities.q = { at_least = 9 }\n\
        charges.z = { plus = { q = 2 }, included = 2.5, increment = 'half-up', tiering = 'volume', tiers = [{ price = 3, flat = 1 }] }\n",
        "usage is cheaper split in two: `q=18` costs 103, but `q=9` and `q=9` cost 98",
    );
}

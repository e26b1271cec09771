//! The second implementation held against what is known without it: the examples of the specification's four
//! sheets, and one small case by hand for every rule. The engine answers every one of these cases too.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use pricesheet::PriceSheet;

use pricesheet_testing::reference::bridge::agree;
use pricesheet_testing::reference::charge::terminates;
use pricesheet_testing::reference::decimal::{amount, fits, round, scaled, whole};
use pricesheet_testing::reference::model::{
    Act, Basis, Charge, Choice, Endpoint, Flat, FlatRow, Mode, OptionRule, Pricing, Quantity, Rounding, Row,
    Setting, Sheet, Tariff, Terms, Tier, Tiering,
};
use pricesheet_testing::reference::rate::{Step, Verdict, rate};
use pricesheet_testing::reference::sheets::{
    adds, endpoint, option, priced, quantity, rates, scraping, storage, telephony, tier, to, tokens, when,
};
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::reference::usage::{Fault, Usage};

/// A sheet of one endpoint called `it`. Its basis is stated, for some of the cases need one.
fn sheet(endpoint: Endpoint) -> Sheet {
    let endpoint = Endpoint { basis: Some(Basis::Call), ..endpoint };
    Sheet { name: "test".to_owned(), endpoints: vec![endpoint.called("it")], ..Sheet::default() }
}

/// A sheet of one charge on `n`.
fn charging(charge: Charge) -> Sheet {
    sheet(endpoint("it", vec![charge]))
}

/// A usage of `it`: words are options, `name=number` states a quantity, `*number` the calls.
fn usage(words: &str) -> Usage {
    words.split_whitespace().fold(Usage::new("it"), |usage, word| match word.split_once('=') {
        Some((name, number)) => usage.quantity(name, amount(number)),
        None => match word.strip_prefix('*') {
            Some(calls) => usage.calls(amount(calls)),
            None => usage.option(word),
        },
    })
}

/// The engine gives the same answer, whatever the sheet looks like.
#[track_caller]
fn engine_agrees(sheet: &Sheet, usage: &Usage) {
    for seed in 0..4 {
        let text = render(sheet, seed);
        let engine = PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}\nin\n{text}"));
        if let Err(difference) = agree(&engine, sheet, usage) {
            panic!("{difference}\nof {usage:?}\nunder\n{text}");
        }
    }
}

fn verdict(sheet: &Sheet, words: &str) -> Verdict {
    rate(sheet, &usage(words))
}

#[track_caller]
fn costs(sheet: &Sheet, words: &str, total: &str) {
    match verdict(sheet, words).outcome {
        Ok(rated) => {
            assert_eq!(rated.total, amount(total), "total of `{words}`: {}", rated.total);
            let sum = rated.lines.iter().fold(whole(0), |sum, line| sum + &line.amount);
            assert_eq!(sum, rated.price, "lines of `{words}`");
        }
        Err(faults) => panic!("`{words}`: {faults:?}"),
    }
    engine_agrees(sheet, &usage(words));
}

#[track_caller]
fn fails(sheet: &Sheet, words: &str, fault: Fault) {
    let faults = verdict(sheet, words).outcome.expect_err(words);
    assert_eq!(faults.into_iter().collect::<Vec<_>>(), [fault], "faults of `{words}`");
    engine_agrees(sheet, &usage(words));
}

#[test]
fn published_examples_hold() {
    let mut count = 0;
    for sheet in [scraping(), storage(), telephony(), tokens()] {
        for endpoint in &sheet.endpoints {
            for example in &endpoint.examples {
                let mut usage = Usage::new(&endpoint.name);
                usage.options.clone_from(&example.options);
                usage.quantities.clone_from(&example.quantities);
                let rated = rate(&sheet, &usage).outcome.expect("an example has a price");
                assert_eq!(rated.total, example.total, "{}: {usage:?}", sheet.name);
                engine_agrees(&sheet, &usage);
                count += 1;
            }
        }
    }
    assert_eq!(count, 8 + 5 + 6 + 4, "examples in the four sheets");
}

#[test]
fn the_last_seat_has_a_tier_and_the_next_has_none() {
    let at = |seats: u64| rate(&storage(), &Usage::new("seats").quantity("seats", whole(seats))).outcome;
    assert_eq!(at(1_000).expect("the bound is inclusive").total, whole(350));
    assert_eq!(at(1_001).expect_err("beyond").into_iter().collect::<Vec<_>>(), [Fault::BeyondLastTier]);
}

#[test]
fn roundings() {
    use Mode::{Down, HalfDown, HalfEven, HalfUp, Up};
    let cases = [
        ("1.5", "1", ["2", "1", "2", "1", "2"]),
        ("2.5", "1", ["3", "2", "3", "2", "2"]),
        ("2.51", "1", ["3", "2", "3", "3", "3"]),
        ("2", "1", ["2", "2", "2", "2", "2"]),
        ("0.015", "0.01", ["0.02", "0.01", "0.02", "0.01", "0.02"]),
        ("9", "6", ["12", "6", "12", "6", "12"]),
        ("0", "6", ["0", "0", "0", "0", "0"]),
    ];
    for (value, to, expected) in cases {
        for (mode, expected) in [Up, Down, HalfUp, HalfDown, HalfEven].into_iter().zip(expected) {
            let rounding = Rounding { to: amount(to), mode };
            assert_eq!(round(&amount(value), &rounding), amount(expected), "{value} to {to} {mode:?}");
        }
    }
}

#[test]
fn the_decimal_type_has_96_bits_and_28_places() {
    assert!(fits(&amount("79228162514264337593543950335")));
    assert!(!fits(&amount("79228162514264337593543950336")));
    assert!(fits(&amount("7.9228162514264337593543950335")));
    assert!(fits(&scaled(1, 28)));
    assert!(!fits(&scaled(1, 29)));
    assert!(fits(&scaled(10, 29)), "trailing zeros do not count");
    assert!(!fits(&(whole(1) / whole(3))));
}

#[test]
fn a_flat_amount_and_what_options_do_to_it() {
    let it = sheet(Endpoint {
        flat: Flat::Price(amount("10")),
        options: vec![
            adds("skills", "0.5"),
            option("half", Act::Times(amount("0.5"))),
            option("third", Act::Times(amount("0.3"))),
            option("cached", Act::Free),
            OptionRule { when: when(&["half"]), ..adds("conditional", "4") },
        ],
        min: Some(amount("2")),
        max: Some(amount("12")),
        round: to("1", Mode::HalfEven),
        ..Endpoint::default()
    });
    costs(&it, "", "10");
    costs(&it, "skills", "10");
    costs(&it, "half skills", "5");
    costs(&it, "conditional", "10");
    costs(&it, "conditional half", "7");
    costs(&it, "half third", "2");
    costs(&it, "cached half", "0");
    costs(&it, "half *3", "15");

    let rated = verdict(&it, "half third skills cached").outcome.expect("a price");
    let lines: Vec<_> = rated.lines.iter().map(|line| (line.step.clone(), line.amount.clone())).collect();
    let expected = [
        (Step::Flat, "10"),
        (Step::Option("skills".to_owned()), "0.5"),
        (Step::Times("half".to_owned()), "-5.25"),
        (Step::Times("third".to_owned()), "-3.675"),
        (Step::Min, "0.425"),
        (Step::Free, "-2"),
    ];
    assert_eq!(lines, expected.map(|(step, number)| (step, amount(number))));
}

#[test]
fn a_minimum_holds_where_nothing_is_counted_and_a_rate_is_needed_even_for_nothing() {
    let rated = |conditions: &[&str]| {
        sheet(Endpoint {
            flat: Flat::Rates(vec![FlatRow { when: when(conditions), price: amount("3") }]),
            options: vec![option("js", Act::Nothing), option("cached", Act::Free)],
            min: Some(amount("5")),
            ..Endpoint::default()
        })
    };
    costs(&rated(&[]), "", "5");
    costs(&rated(&["js"]), "js cached", "0");
    fails(&rated(&["js"]), "cached", Fault::NoRate);
}

#[test]
fn quantities_are_raised_then_rounded_each_for_itself() {
    let it = sheet(Endpoint {
        quantities: vec![
            Quantity { at_least: Some(amount("10")), increment: to("6", Mode::Up), ..quantity("n") },
            Quantity { default: Some(amount("2")), ..quantity("m") },
        ],
        charges: vec![
            Charge { quantity: vec!["n".to_owned(), "m".to_owned()], ..priced("product", "1") },
            Charge {
                plus: vec![("m".to_owned(), amount("0.5"))],
                minus: vec![("off".to_owned(), amount("2"))],
                ..priced("n", "1")
            },
        ],
        ..Endpoint::default()
    });
    costs(&it, "n=0", "1");
    costs(&it, "n=1", "37");
    costs(&it, "n=13 m=0", "18");
    costs(&it, "n=13 m=1 off=9", "18.5");
    costs(&it, "", "1");
    fails(&it, "n=0 m=1 off=1", Fault::NegativeCount);
    costs(&it, "n=0 m=4 off=1", "0");
}

#[test]
fn conditions_see_a_quantity_as_it_is_stated() {
    let row = |conditions: &'static [&'static str], price| (conditions, price);
    let it = sheet(Endpoint {
        quantities: vec![Quantity { at_least: Some(amount("100")), ..quantity("n") }],
        charges: vec![Charge {
            pricing: rates(&[
                row(&["n < 5"], "1"),
                row(&["n <= 5"], "2"),
                row(&["n >= 7"], "4"),
                row(&["n > 6"], "3"),
            ]),
            ..priced("n", "0")
        }],
        ..Endpoint::default()
    });
    costs(&it, "n=4.999", "100");
    costs(&it, "n=5", "200");
    costs(&it, "n=6.5", "300");
    costs(&it, "n=7", "400");
    fails(&it, "n=6", Fault::NoRate);
    costs(&it, "n=0", "0");
}

#[test]
fn included_then_increment_then_price_then_bounds_then_round() {
    let it = charging(Charge {
        terms: Terms {
            included: Some(amount("10")),
            per: Some(amount("4")),
            increment: to("2", Mode::Up),
            min: Some(amount("1")),
            max: Some(amount("3")),
            ..Terms::default()
        },
        options: vec![
            adds("more", "0.5"),
            option("half", Act::Times(amount("0.5"))),
            option("gone", Act::Free),
            option("none", Act::Nothing),
        ],
        round: to("0.5", Mode::HalfUp),
        ..priced("n", "1")
    });
    costs(&it, "n=10", "0");
    costs(&it, "n=10.1", "1");
    costs(&it, "n=15", "1.5");
    costs(&it, "n=15 more", "2.5");
    costs(&it, "n=17 more half", "1.5");
    costs(&it, "n=100", "3");
    costs(&it, "n=100 gone", "0");
}

#[test]
fn tiers_by_slice_and_by_volume() {
    let tiers = vec![
        Tier { increment: to("4", Mode::Up), ..tier("10", "2", "1") },
        Tier { per: Some(amount("10")), increment: Setting::Without, ..tier("20", "1", "0") },
        tier("30", "0", "7"),
    ];
    let by = |tiering| {
        charging(Charge {
            terms: Terms { tiering: Some(tiering), ..Terms::default() },
            options: vec![adds("more", "1")],
            ..Charge::new("n", Tariff::Tiers(tiers.clone()))
        })
    };
    let graduated = by(Tiering::Graduated);
    costs(&graduated, "n=0", "0");
    costs(&graduated, "n=1", "9");
    costs(&graduated, "n=10", "25");
    costs(&graduated, "n=15", "25.5");
    costs(&graduated, "n=20", "26");
    costs(&graduated, "n=25", "33");
    costs(&graduated, "n=25 more", "51");
    fails(&graduated, "n=30.5", Fault::BeyondLastTier);
    let volume = by(Tiering::Volume);
    costs(&volume, "n=10", "25");
    costs(&volume, "n=15", "1.5");
    costs(&volume, "n=30 more", "37");
    fails(&volume, "n=30.5", Fault::BeyondLastTier);
}

#[test]
fn a_row_takes_what_it_leaves_out_from_its_charge() {
    let own = Terms { included: Some(amount("1")), increment: Setting::Without, ..Terms::default() };
    let row = |conditions: &[&str], terms: Terms| Row {
        when: when(conditions),
        terms,
        tariff: Tariff::Price(amount("6")),
    };
    let it = charging(Charge {
        terms: Terms {
            included: Some(amount("2")),
            per: Some(amount("4")),
            increment: to("4", Mode::Up),
            max: Some(amount("7")),
            ..Terms::default()
        },
        options: vec![option("own", Act::Nothing)],
        pricing: Pricing::Rates(vec![row(&["own"], own), row(&[], Terms::default())]),
        ..priced("n", "0")
    });
    costs(&it, "n=3", "6");
    costs(&it, "n=7", "7");
    costs(&it, "n=3 own", "3");
    costs(&it, "n=1.5 own", "0.75");
    costs(&it, "n=1.5", "0");
}

#[test]
fn settings_of_the_sheet_hold_where_nothing_else_is_said() {
    let with = |round: Setting, charge_round: Setting| Sheet {
        round: to("1", Mode::Down),
        round_charges: to("0.1", Mode::Up),
        ..sheet(Endpoint {
            round,
            ..endpoint("it", vec![Charge { round: charge_round, ..priced("n", "0.55") }, priced("m", "0.33")])
        })
    };
    let left_out = with(Setting::LeftOut, Setting::LeftOut);
    costs(&left_out, "n=1 m=1", "1");
    costs(&with(Setting::Without, Setting::LeftOut), "n=1 m=1", "1");
    costs(&with(Setting::Without, Setting::Without), "n=1 m=1", "0.95");
    costs(&with(to("0.5", Mode::Up), Setting::Without), "n=1 m=1", "1");
}

#[test]
fn faults_of_a_usage() {
    let it = sheet(Endpoint {
        choices: vec![
            Choice { name: "c".to_owned(), of: vec!["a".to_owned(), "b".to_owned()], ..Choice::default() },
            Choice {
                name: "d".to_owned(),
                of: vec!["x".to_owned(), "y".to_owned()],
                required: true,
                ..Choice::default()
            },
        ],
        options: vec![option("o", Act::Nothing)],
        quantities: vec![Quantity { required: true, ..quantity("r") }],
        ..endpoint("it", vec![priced("n", "1")])
    });
    costs(&it, "x r=0 n=2 a", "2");
    fails(&it, "x r=0 n=2 z", Fault::UnknownOption);
    fails(&it, "x r=0 z=2", Fault::UnknownQuantity);
    fails(&it, "x r=0 o o", Fault::RepeatedOption);
    fails(&it, "x r=0 r=0", Fault::RepeatedQuantity);
    fails(&it, "x r=0 a b", Fault::ExclusiveOptions);
    fails(&it, "r=0", Fault::ChoiceRequired);
    fails(&it, "x n=1", Fault::QuantityRequired);
    fails(&it, "x r=-1", Fault::NegativeQuantity);
    fails(&it, "x r=0 *0", Fault::InvalidCalls);
    fails(&it, "x r=0 *1.5", Fault::InvalidCalls);
    fails(&it, "x r=0 n=79228162514264337593543950335 *2", Fault::Unrepresentable);
    let elsewhere = rate(&it, &Usage::new("elsewhere")).outcome.expect_err("no such endpoint");
    assert_eq!(elsewhere.into_iter().collect::<Vec<_>>(), [Fault::UnknownEndpoint]);
}

#[test]
fn a_usage_counts_something_or_has_a_flat_amount_or_a_default() {
    let counted = charging(priced("n", "1"));
    fails(&counted, "", Fault::NothingCounted);
    costs(&counted, "n=0", "0");
    let mut flat = counted.clone();
    flat.endpoints[0].flat = Flat::Price(whole(0));
    costs(&flat, "", "0");
    let mut default = counted;
    default.endpoints[0].quantities.push(Quantity { default: Some(whole(0)), ..quantity("other") });
    costs(&default, "", "0");
}

#[test]
fn a_period_is_one_usage() {
    let mut it = charging(priced("n", "1"));
    it.endpoints[0].basis = Some(Basis::Period);
    costs(&it, "n=2 *1", "2");
    fails(&it, "n=2 *2", Fault::CallsOnPeriod);
}

#[test]
fn the_default_of_a_choice_is_given_where_no_other_member_is_stated() {
    let it = sheet(Endpoint {
        flat: Flat::Price(whole(1)),
        choices: vec![Choice {
            name: "c".to_owned(),
            of: vec!["a".to_owned(), "b".to_owned()],
            default: Some("a".to_owned()),
            required: false,
        }],
        options: vec![adds("a", "2"), adds("b", "4"), OptionRule { when: when(&["a"]), ..adds("o", "8") }],
        ..Endpoint::default()
    });
    costs(&it, "", "3");
    costs(&it, "a", "3");
    costs(&it, "b", "5");
    costs(&it, "o", "11");
    costs(&it, "b o", "5");
}

#[test]
fn every_line_and_every_sum_between_them_must_fit() {
    let tiny = format!("0.{}1", "0".repeat(27));
    // The sum of the two has 57 digits, though a rounding would make it whole again.
    let it = Sheet {
        round: to("1", Mode::Down),
        ..sheet(Endpoint { flat: Flat::Price(amount(&tiny)), ..endpoint("it", vec![priced("n", "1")]) })
    };
    costs(&it, "n=1", "1");
    fails(&it, "n=10000000000000000000000000000", Fault::Unrepresentable);
    // Within a charge, size alone is no reason to refuse up to ten to the power of 36.
    let wide = charging(Charge {
        quantity: vec!["n".to_owned(), "m".to_owned()],
        terms: Terms { per: Some(amount("1000000")), increment: Setting::Without, ..Terms::default() },
        ..priced("n", "1")
    });
    costs(&wide, "n=1000000000000000000 m=1000000000000", "1000000000000000000000000");
    assert!(!verdict(&wide, "n=1000000000000000000 m=1000000000000000000").large);
    assert!(verdict(&wide, "n=1000000000000000000 m=1000000000000000001").large);
}

/// Whether every price of the charge has an end; where one has none, the engine refuses the sheet.
#[track_caller]
fn loads_where_it_terminates(charge: Charge, round: Setting) -> bool {
    let ends = terminates(&charge, &round);
    let text = render(&charging(Charge { round, ..charge }), 0);
    assert_eq!(PriceSheet::from_toml(&text).is_ok(), ends, "{text}");
    ends
}

#[test]
fn a_price_without_an_end_is_rounded_or_divides_whole_packages() {
    let ends = |price: &str, per: &str, increment: Setting, option: Option<&str>, round: Setting| {
        let charge = Charge {
            terms: Terms { per: Some(amount(per)), increment, ..Terms::default() },
            options: option.map(|price| adds("more", price)).into_iter().collect(),
            ..priced("n", price)
        };
        loads_where_it_terminates(charge, round)
    };
    let none = || Setting::Without;
    assert!(!ends("1", "3", none(), None, none()));
    assert!(ends("1", "3", none(), None, to("0.01", Mode::Up)));
    assert!(ends("1", "3", to("3", Mode::Up), None, none()));
    assert!(ends("0.3", "3", none(), None, none()));
    assert!(!ends("0.3", "3", none(), Some("1"), none()));
    assert!(ends("1", "0.64", none(), Some("7"), none()));

    // In tiers, the step is the tier's own, or else the charge's, even where the tier says "none".
    let tiers = |increment: Setting| {
        let tiers = vec![Tier { increment, ..tier("", "1", "0") }];
        let terms = Terms { per: Some(amount("7")), increment: to("7", Mode::Up), ..Terms::default() };
        let terms = Terms { tiering: Some(Tiering::Graduated), ..terms };
        loads_where_it_terminates(Charge { terms, ..Charge::new("n", Tariff::Tiers(tiers)) }, none())
    };
    assert!(tiers(Setting::LeftOut));
    assert!(tiers(none()));
    assert!(!tiers(to("1", Mode::Up)));
}

//! Affordability: the law of section 6 on generated sheets, and the questions that customers ask.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use num_traits::One;
use pricesheet::{AffordError, Affordable, Coverage, Decimal, PriceSheet, Usage};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
use pricesheet_testing::reference::bridge::{amount, stated};
use pricesheet_testing::reference::decimal::whole;
use pricesheet_testing::reference::model::Sheet;
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;

const SHEETS_COUNT: u32 = 120;

/// Enough for every total that cannot fall, and for the small ones that can.
const PRICES_MAX: u32 = 3_000;

/// A sheet, a usage of it, which of its quantities is asked for, and counts to look at.
fn case()
-> impl Strategy<Value = (Sheet, pricesheet_testing::reference::usage::Usage, prop::sample::Index, Vec<u64>, u64)>
{
    generate::listed().prop_flat_map(|mut sheet| {
        sheet.endpoints.truncate(1);
        let usage = generate::usages(&sheet);
        let count = prop_oneof![0..40_u64, 0..5_000_u64, any::<u64>()];
        (Just(sheet), usage, any::<prop::sample::Index>(), prop::collection::vec(count, 24), any::<u64>())
    })
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    /// Every count up to the answer is covered, and the next one is not: it costs more, or is an error.
    #[test]
    fn every_count_up_to_the_answer_is_covered((sheet, usage, at, counts, seed) in case()) {
        let names = sheet.endpoints[0].stated_names();
        if names.is_empty() {
            return Ok(());
        }
        let name = names[at.index(names.len())];
        let mut usage = usage;
        usage.quantities.retain(|(stated, _)| stated != name);
        usage.endpoint.clone_from(&sheet.endpoints[0].name);
        let text = render(&sheet, seed);
        let engine = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let with = |count: &Decimal| stated(&usage).quantity(name, *count);
        // Balances at which something happens: what some counts cost.
        for count in counts.iter().take(4) {
            let Ok(balance) = engine.price(&with(&Decimal::from(*count))) else { continue };
            let covered = |count: &Decimal| engine.price(&with(count)).is_ok_and(|price| price <= balance);
            let context = || format!("{name} with a balance of {balance} of {usage:?} under\n{text}");
            let endpoint = engine.endpoint(&sheet.endpoints[0].name).unwrap();
            match endpoint.afford_within(PRICES_MAX, &stated(&usage), name, balance) {
                Ok(Affordable::Nothing) => prop_assert!(!covered(&Decimal::ZERO), "nothing of {}", context()),
                Ok(Affordable::UpTo(most)) => {
                    prop_assert!(most.scale() == 0 && !most.is_sign_negative());
                    let next = most + Decimal::ONE;
                    prop_assert!(!covered(&next), "{} of {}", next, context());
                    let verdict = rate(&sheet, &usage.clone().quantity(name, amount(next)));
                    let beyond = match verdict.outcome {
                        Ok(rated) => rated.total > amount(balance) || verdict.large,
                        Err(_) => true,
                    };
                    prop_assert!(beyond, "{} of {}", next, context());
                    let near = (0..200).map(|less| most - Decimal::from(less));
                    let few = (0..200).map(Decimal::from);
                    for count in near.chain(few).chain(counts.iter().map(|count| Decimal::from(*count))) {
                        if count >= Decimal::ZERO && count <= most {
                            prop_assert!(covered(&count), "{} of up to {} of {}", count, most, context());
                        }
                    }
                    let rated = rate(&sheet, &usage.clone().quantity(name, amount(most))).outcome;
                    prop_assert!(rated.is_ok_and(|rated| rated.total <= amount(balance)));
                }
                Ok(Affordable::Unlimited) => {
                    let last = Decimal::from(u64::MAX);
                    for count in counts.iter().map(|count| Decimal::from(*count)).chain([last, Decimal::MAX]) {
                        // Where all totals are within a cap, what is counted may be too large beyond 64 bits.
                        let large = || engine.price(&with(&count)).is_err_and(|error| error.code() == "not-representable");
                        prop_assert!(covered(&count) || (count > last && large()), "{} of {}", count, context());
                    }
                }
                Err(AffordError::TooMuchWork { reached, .. }) => {
                    prop_assert!(reached >= Decimal::from(100));
                }
                Err(error) => prop_assert!(false, "{}: {}", error, context()),
            }
        }
    }

    /// So many calls are covered, and each number of them up to it; one more is not.
    #[test]
    fn calls_by_brute_force((sheet, usage, _, counts, seed) in case()) {
        let engine = PriceSheet::from_toml(&render(&sheet, seed)).unwrap();
        let usage = stated(&usage).calls(1);
        let balance = Decimal::new(counts[0] as i64, (counts[1] % 4) as u32);
        let covers = |calls: u64| engine.price(&usage.clone().calls(calls)).is_ok_and(|total| total <= balance);
        match engine.afford_calls(&usage, balance) {
            Ok(Affordable::UpTo(most)) => {
                for calls in 1..=20 {
                    prop_assert_eq!(covers(calls), Decimal::from(calls) <= most, "{} calls, most {}", calls, most);
                }
            }
            Ok(Affordable::Unlimited) => prop_assert!(covers(1_000_000) && engine.price(&usage).unwrap().is_zero()),
            Ok(Affordable::Nothing) => prop_assert!(balance < Decimal::ZERO),
            Err(AffordError::Usage(error)) => prop_assert_eq!(engine.price(&usage), Err(error)),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    /// What is left or missing is the difference.
    #[test]
    fn coverage_is_the_difference((sheet, usage, _, counts, seed) in case()) {
        let engine = PriceSheet::from_toml(&render(&sheet, seed)).unwrap();
        let balance = Decimal::new(counts[0] as i64, (counts[1] % 4) as u32);
        match engine.cover(&stated(&usage), balance) {
            Ok(Coverage::Covered { left }) => {
                let total = rate(&sheet, &usage).outcome.expect("a price").total;
                prop_assert_eq!(total + amount(left), amount(balance));
                prop_assert!(left >= Decimal::ZERO);
            }
            Ok(Coverage::Short { missing }) => {
                let total = rate(&sheet, &usage).outcome.expect("a price").total;
                prop_assert_eq!(total, amount(balance) + amount(missing));
                prop_assert!(missing > Decimal::ZERO);
            }
            Err(AffordError::Usage(error)) => prop_assert_eq!(engine.price(&stated(&usage)), Err(error)),
            Err(AffordError::NotRepresentable) => prop_assert!(!whole(1).is_one() || balance.scale() <= 4),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

const SHEET: &str = r#"
name = "afford"
[endpoints.volume]
basis = "call"
charges.n = { tiering = "volume", tiers = [{ up_to = 100, price = 1 }, { up_to = 1000, price = 0.5 }] }
[endpoints.graduated]
basis = "call"
charges.n = { included = 10, tiering = "graduated", tiers = [{ up_to = 100, price = 2 }, { price = 1, flat = 7 }] }
min = 5
[endpoints.table]
rates = [{ when = ["n <= 10"], price = 3 }, { when = ["n <= 20"], price = 1 }, { when = ["n > 30"], price = 2 }]
quantities.n = {}
[endpoints.blocks.charges]
n = { price = 0.01, per = 1000, increment = 1000 }
[endpoints.capped]
max = 40
charges.n = { price = 3 }
[endpoints.dear]
charges.n = { price = 3 }
[endpoints.taken.charges]
fresh = { quantity = "input", minus = "cached", price = 3 }
old = { quantity = "cached", price = 1 }
[endpoints.rounded.charges]
fresh = { quantity = "input", minus = "cached", price = 3, round = "up" }
old = { quantity = "cached", price = 1 }
[endpoints.swing]
basis = "call"
[endpoints.swing.charges]
more = { quantity = "n", included = 10, price = 5 }
less = { quantity = "all", minus = "n", price = 1 }
[endpoints.less.charges]
fresh = { quantity = "input", minus = "cached", price = 3 }
[endpoints.loss.charges]
a = { quantity = "n", price = 3 }
b = { quantity = "all", minus = "n", price = 4 }
"#;

fn sheet() -> PriceSheet {
    PriceSheet::from_toml(SHEET).unwrap()
}

#[track_caller]
fn most(endpoint: &str, balance: &str) -> String {
    most_with(Usage::new(endpoint), "n", balance)
}

#[track_caller]
fn most_with(usage: Usage, quantity: &str, balance: &str) -> String {
    match sheet().afford(&usage, quantity, pricesheet::number::parse(balance).unwrap()).unwrap() {
        Affordable::Nothing => "nothing".to_string(),
        Affordable::UpTo(count) => count.to_string(),
        Affordable::Unlimited => "unlimited".to_string(),
    }
}

#[test]
fn through_every_rule() {
    // 100 cost 100, 101 only 50.5: what matters is that every count on the way is covered.
    assert_eq!(most("volume", "99.5"), "99");
    assert_eq!(most("volume", "100"), "200");
    // Beyond the last tier there is no price.
    assert_eq!(most("volume", "1000000"), "1000");
    assert_eq!(most("graduated", "4"), "nothing");
    assert_eq!(most("graduated", "5"), "12");
    assert_eq!(most("graduated", "207"), "110");
    assert_eq!(most("graduated", "208"), "111");
    assert_eq!(most("table", "2"), "nothing");
    assert_eq!(most("table", "3"), "20");
    assert_eq!(most("blocks", "0.05"), "5000");
    assert_eq!(most("blocks", "0"), "0");
    assert_eq!(most("capped", "39"), "13");
    assert_eq!(most_with(Usage::new("capped").calls(3), "n", "39"), "4");
    assert_eq!(most_with(Usage::new("less").quantity("input", 5), "cached", "15"), "5");
    assert_eq!(most_with(Usage::new("less").quantity("input", 5), "cached", "14"), "nothing");
    assert_eq!(most_with(Usage::new("taken").quantity("input", 1000), "cached", "3000"), "1000");
    assert_eq!(most_with(Usage::new("loss").quantity("all", 9), "n", "36"), "9");
    // It falls to 90, and rises above 100 again.
    assert_eq!(most_with(Usage::new("swing").quantity("all", 100), "n", "100"), "12");
}

/// Where the amounts of all charges are linear, rising or falling, a few counts tell of millions.
#[test]
fn among_millions_of_counts_that_may_fall() {
    let sheet = sheet();
    let most = |endpoint: &str, whole: &str, asked: &str, balance: i64| {
        let usage = Usage::new(endpoint).quantity(whole, 10_000_000);
        let endpoint = sheet.endpoint(endpoint).unwrap();
        endpoint.afford_within(200, &usage, asked, Decimal::from(balance)).unwrap()
    };
    assert_eq!(most("taken", "input", "cached", 30_000_000), Affordable::UpTo(Decimal::from(10_000_000)));
    assert_eq!(most("taken", "input", "cached", 29_999_999), Affordable::Nothing);
    assert_eq!(most("loss", "all", "n", 40_000_000), Affordable::UpTo(Decimal::from(10_000_000)));
    // 10,000,000 - n + 5 (n - 10) is 10,000,200 at n = 62.
    assert_eq!(most("swing", "all", "n", 10_000_200), Affordable::UpTo(Decimal::from(62)));
}

/// What the decimal type does not hold is an error, and an error is not covered: the count is the last one with a price.
#[test]
fn counts_as_large_as_the_type() {
    let sheet = sheet();
    assert_eq!(most("dear", &Decimal::MAX.to_string()), "26409387504754779197847983445");
    let usage = |count: &str| Usage::new("dear").quantity("n", pricesheet::number::parse(count).unwrap());
    assert!(sheet.price(&usage("26409387504754779197847983445")).is_ok());
    assert!(sheet.price(&usage("26409387504754779197847983446")).is_err());
}

/// Where no total is above the balance, no count is too many; but one that is refused for another reason than its size is.
#[test]
fn no_total_is_above_a_cap() {
    let sheet = PriceSheet::from_toml(
        r#"
        name = "Caps"
        [endpoints.blocks]
        max = 10
        charges.n = { price = 0.5, increment = 10 }
        [endpoints.minutes]
        max = 99.5
        round = "up"
        charges.n = { price = 3, per = 60, increment = 60 }
        [endpoints.free]
        options = { cached = { free = true }, lost = { times = 0 }, late = { free = true, when = ["n > 5"] } }
        charges.n = { price = 0.5, increment = 10 }
        [endpoints.others]
        basis = "call"
        max = 10
        charges.m = { tiering = "volume", tiers = [{ up_to = 5, price = 1 }] }
        charges.n = { price = 0.5, increment = 10, plus = "m", minus = "less" }
        [endpoints.off]
        max = 10
        charges.fresh = { quantity = "all", minus = "n", price = 1 }
        [endpoints.tiers]
        basis = "call"
        max = 10
        charges.n = { tiering = "volume", tiers = [{ up_to = 1_000, price = 1 }] }
        [endpoints.last-row]
        basis = "call"
        max = 10
        [endpoints.last-row.charges.n]
        rates = [{ when = ["n <= 9"], tiering = "volume", tiers = [{ up_to = 9, price = 1 }] }, { price = 0.1, increment = 7 }]
        [endpoints.rows]
        max = 10
        charges.n = { rates = [{ when = ["n <= 2000"], price = 1 }] }
    "#,
    )
    .unwrap();
    let most =
        |usage: &Usage, balance: &str| match sheet.afford(usage, "n", balance.parse().unwrap()).unwrap() {
            Affordable::UpTo(most) => most.to_string(),
            other => format!("{other:?}"),
        };
    assert_eq!(most(&Usage::new("blocks"), "10"), "Unlimited");
    assert_eq!(most(&Usage::new("blocks"), "9.99"), "10");
    assert_eq!(most(&Usage::new("blocks").calls(3), "30"), "Unlimited");
    assert_eq!(most(&Usage::new("blocks").calls(3), "29"), "10");
    assert_eq!(most(&Usage::new("minutes"), "100"), "Unlimited");
    assert_eq!(most(&Usage::new("minutes"), "99.5"), "1980");
    for option in ["cached", "lost"] {
        assert_eq!(most(&Usage::new("free").option(option), "0"), "Unlimited");
    }
    assert_eq!(most(&Usage::new("free").option("late"), "0"), "0");
    // One block of ten costs 5, and from the sixth on it is free.
    assert_eq!(most(&Usage::new("free").option("late"), "5"), "Unlimited");
    // What others count, or take off, refuses none of it.
    assert_eq!(most(&Usage::new("others").quantity("m", 4).quantity("less", 1), "10"), "Unlimited");
    assert_eq!(most(&Usage::new("others").quantity("m", 6).quantity("less", 1), "10"), "Nothing");
    assert_eq!(most(&Usage::new("off").quantity("all", 7), "10"), "7");
    assert_eq!(most(&Usage::new("tiers"), "10"), "1000");
    assert_eq!(most(&Usage::new("rows"), "10"), "2000");
    assert_eq!(most(&Usage::new("last-row"), "10"), "Unlimited");
}

/// Decimal places of what is not given, of another charge or of a row not taken say nothing of the amounts asked for.
#[test]
fn places_that_no_amount_has() {
    let sheet = PriceSheet::from_toml(
        r#"
        name = "Places"
        [endpoints.job]
        options = { cached = { free = true }, fine = 6.24061, finer = { times = 1.000001 } }
        [endpoints.job.charges]
        pages = { price = 0.3, round = "up" }
        tokens = { price = 3, per = 1_000_000, increment = "none" }
        [endpoints.steps]
        max = 50
        round = { to = 0.25, mode = "half-down" }
        basis = "call"
        charges.n = { price = 17, round = { to = 0.3, mode = "half-down" } }
        # It may refuse a count, so the maximum does not say that all are covered.
        charges.some = { quantity = "n", tiering = "volume", tiers = [{ up_to = 1e28 }] }
        [endpoints.rows]
        options.fine = {}
        charges.n = { rates = [{ when = ["fine"], price = 0.0000001, increment = "none" }, { price = 1 }] }
    "#,
    )
    .unwrap();
    let most = |usage: &Usage, quantity: &str, balance: Decimal| match sheet
        .afford(usage, quantity, balance)
        .unwrap()
    {
        Affordable::UpTo(most) => {
            let with = |count: Decimal| usage.clone().quantity(quantity, count);
            assert!(sheet.price(&with(most)).is_ok_and(|price| price <= balance));
            assert!(!sheet.price(&with(most + Decimal::ONE)).is_ok_and(|price| price <= balance));
            most.to_string()
        }
        other => format!("{other:?}"),
    };
    let job = Usage::new("job");
    assert_eq!(most(&job, "pages", Decimal::from(49)), "163");
    assert_eq!(most(&job, "pages", Decimal::MAX), "Unlimited");
    // With a charge of 0.003 beside them, larger sums have more digits than the decimal type.
    assert_eq!(
        most(&job.clone().quantity("tokens", 1_000), "pages", Decimal::MAX),
        "264093875047547791978479833"
    );
    assert_eq!(most(&Usage::new("steps"), "n", Decimal::from(50)), "466048014789790221138493825");
    assert_eq!(most(&Usage::new("rows"), "n", Decimal::MAX), "Unlimited");
}

#[test]
fn too_many_counts_to_try() {
    let usage = Usage::new("rounded").quantity("input", 10_000_000);
    let sheet = sheet();
    let endpoint = sheet.endpoint("rounded").unwrap();
    let error = endpoint.afford_within(20_000, &usage, "cached", Decimal::from(30_000_000)).unwrap_err();
    assert_eq!((error.code(), error.culprit()), ("too-much-work", "cached"));
    assert_eq!(
        error.to_string(),
        "not every count of quantity `cached` can be tried, where the total may fall as it grows or may have too many \
         digits: every one below 20000 is covered"
    );
    assert_eq!(error.help().unwrap(), "ask with a smaller balance, or price usages that state the quantity");
}

#[test]
fn calls_as_many_as_the_type_has() {
    let sheet = PriceSheet::from_toml(
        "name = 'A'
         endpoints.cheap.price = 0.0003
         endpoints.third.price = 3
         endpoints.free.price = 0
         endpoints.tiny.price = 0.0000000000000000000000000001
         endpoints.seats = { basis = 'period', charges.seats.price = 5 }",
    )
    .unwrap();
    let most = |usage: Usage, balance: Decimal| {
        let found = sheet.afford_calls(&usage, balance).unwrap();
        if let Affordable::UpTo(most) = found
            && usage.endpoint() != "seats"
        {
            let total = |calls| sheet.price(&usage.clone().calls(calls));
            assert!(most.is_zero() || total(most).is_ok_and(|total| total <= balance), "{most}");
            let next = most.checked_add(Decimal::ONE).filter(|next| *next > most);
            assert!(next.is_none_or(|next| !total(next).is_ok_and(|total| total <= balance)), "{most}");
        }
        found
    };
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    // 0.0003 times one more has more digits than the type.
    assert_eq!(
        most(Usage::new("cheap"), Decimal::MAX),
        Affordable::UpTo(decimal("26409387504754779197847983445"))
    );
    assert_eq!(most(Usage::new("cheap"), decimal("0.00059")), Affordable::UpTo(Decimal::ONE));
    assert_eq!(
        most(Usage::new("third"), Decimal::MAX),
        Affordable::UpTo(decimal("26409387504754779197847983445"))
    );
    assert_eq!(most(Usage::new("free"), Decimal::ZERO), Affordable::Unlimited);
    assert_eq!(most(Usage::new("free"), decimal("-0.1")), Affordable::Nothing);
    assert_eq!(
        most(Usage::new("tiny"), Decimal::MAX),
        Affordable::UpTo(decimal("79228162514264337593543950335"))
    );
    let seats = Usage::new("seats").quantity("seats", 2);
    assert_eq!(most(seats.clone(), Decimal::from(1_000)), Affordable::UpTo(Decimal::ONE));
    assert_eq!(most(seats, Decimal::from(9)), Affordable::UpTo(Decimal::ZERO));
    let stated = sheet.afford_calls(&Usage::new("free").calls(2), Decimal::ONE).unwrap_err();
    assert_eq!((stated.code(), stated.culprit()), ("quantity-stated", "calls"));
}

#[test]
fn what_cannot_be_asked() {
    let sheet = sheet();
    let of = |usage: &Usage, quantity: &str| sheet.afford(usage, quantity, Decimal::ONE).unwrap_err();
    let error = of(&Usage::new("volume").quantity("n", 1), "n");
    assert_eq!(error.to_string(), "the usage states `n`, of which the most is asked for");
    assert_eq!((error.code(), error.culprit()), ("quantity-stated", "n"));
    assert_eq!(of(&Usage::new("volume"), "m").to_string(), "unknown quantity `m` of endpoint `volume`");
    assert_eq!(of(&Usage::new("volumes"), "n").help().unwrap(), "did you mean `volume`?");
    let search = sheet.cover(&Usage::new("volume").quantity("n", 101), Decimal::from(-1));
    assert_eq!(search, Ok(Coverage::Short { missing: Decimal::new(515, 1) }));
    let far = sheet.cover(&Usage::new("volume").quantity("n", 101), Decimal::MAX).unwrap_err();
    assert_eq!(far.to_string(), "the exact amount left or missing has more digits than the decimal type");
}

//! Audits: what was charged is held against the sheet, every planted fault is found, and none is invented.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "unbounded rationals do not overflow, and a helper of tests may stop the test"
)]

use num_traits::{Signed, ToPrimitive, Zero};
use pricesheet::rounding::RoundingMode;
use pricesheet::{Decimal, PriceBook, PriceSheet};
use pricesheet_analysis::audit::{Audit, Cause, Part, Verdict};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use pricesheet_testing::generate;
use pricesheet_testing::reference::bridge::{amount, stated};
use pricesheet_testing::reference::decimal::{Amount, digits, fits};
use pricesheet_testing::reference::model::{Act, Flat, Mode, Rounding, Setting, Sheet};
use pricesheet_testing::reference::rate::{Step, rate};
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;

const SHEETS_COUNT: u32 = 400;

#[track_caller]
fn sheet(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

/// The amount as the decimal type has it, where it does.
fn decimal(value: &Amount) -> Option<Decimal> {
    let (mantissa, scale) = fits(&value.abs()).then(|| digits(value))??;
    Decimal::try_from_i128_with_scale(mantissa.to_i128()?, scale).ok()
}

/// A fault of charging.
#[derive(Debug, Clone, Copy)]
enum Fault {
    NotRounded,
    RoundedOtherwise,
    OptionMissed,
    OptionCharged,
    ChargeLeftOut,
    ChargeTwice,
    ChargeNotRounded,
    FlatTwice,
    FlatLeftOut,
}

const FAULTS: [Fault; 9] = [
    Fault::NotRounded,
    Fault::RoundedOtherwise,
    Fault::OptionMissed,
    Fault::OptionCharged,
    Fault::ChargeLeftOut,
    Fault::ChargeTwice,
    Fault::ChargeNotRounded,
    Fault::FlatTwice,
    Fault::FlatLeftOut,
];

/// A biller with a fault, by the second implementation: what it charges, and what an audit should name. None where the
/// fault cannot be made with this usage.
fn faulty(
    sheet: &Sheet,
    usage: &pricesheet_testing::reference::usage::Usage,
    fault: Fault,
    pick: usize,
) -> Option<(Amount, Cause)> {
    let (mut sheet, mut usage) = (sheet.clone(), usage.clone());
    let inherited = (sheet.round.clone(), sheet.round_charges.clone());
    let endpoint = sheet.endpoints.iter_mut().find(|endpoint| endpoint.name == usage.endpoint)?;
    let charge = pick.checked_rem(endpoint.charges.len());
    let cause = match fault {
        Fault::NotRounded => {
            endpoint.round.or(&inherited.0).rounding()?;
            endpoint.round = Setting::Without;
            Cause::NotRounded { part: Part::Call }
        }
        Fault::RoundedOtherwise => {
            let own = endpoint.round.or(&inherited.0).rounding()?.clone();
            let modes = [
                (Mode::Up, RoundingMode::Up),
                (Mode::Down, RoundingMode::Down),
                (Mode::HalfUp, RoundingMode::HalfUp),
                (Mode::HalfDown, RoundingMode::HalfDown),
                (Mode::HalfEven, RoundingMode::HalfEven),
            ];
            let (mode, named) = modes[pick % modes.len()];
            endpoint.round = Setting::To(Rounding { to: own.to.clone(), mode });
            let mut rounding =
                self::sheet("name = 'A'\nendpoints.e = { price = 1, round = 'up' }").model().endpoints[0]
                    .round?;
            (rounding.to, rounding.mode) = (decimal(&own.to)?, named);
            Cause::RoundedOtherwise { part: Part::Call, roundings: vec![rounding] }
        }
        Fault::OptionMissed => {
            let option = usage.options.remove(pick.checked_rem(usage.options.len())?);
            Cause::OptionMissed { option }
        }
        Fault::OptionCharged => {
            let names = endpoint.option_names();
            let absent: Vec<_> =
                names.into_iter().filter(|name| !usage.options.iter().any(|given| given == name)).collect();
            let option = absent.get(pick.checked_rem(absent.len())?)?.to_string();
            usage.options.push(option.clone());
            Cause::OptionCharged { option }
        }
        Fault::ChargeLeftOut => {
            // The quantities of a charge that is taken out would be unknown, so its line is taken out.
            let additive = endpoint.times.is_none()
                && endpoint.options.iter().all(|option| matches!(option.act, Act::Price(_) | Act::Nothing));
            let plain = endpoint.min.is_none() && endpoint.round.or(&inherited.0).rounding().is_none();
            let name = endpoint.charges[charge?].name.clone();
            let rated = rate(&sheet, &usage).outcome.ok().filter(|_| additive && plain)?;
            if rated.lines.iter().any(|line| line.step == Step::Max) {
                return None;
            }
            let line = rated.lines.iter().find(|line| line.step == Step::Charge(name.clone()))?;
            let charged = (&rated.price - &line.amount) * &usage.calls;
            return Some((charged, Cause::StepLeftOut { charge: Some(name) }));
        }
        Fault::ChargeTwice => {
            let twice = endpoint.charges[charge?].clone();
            let name = twice.name.clone();
            endpoint.charges.push(twice);
            Cause::StepTwice { charge: Some(name) }
        }
        Fault::ChargeNotRounded => {
            let charge = &mut endpoint.charges[charge?];
            charge.round.or(&inherited.1).rounding()?;
            charge.round = Setting::Without;
            Cause::NotRounded { part: Part::Charge(charge.name.clone()) }
        }
        Fault::FlatTwice | Fault::FlatLeftOut => {
            let Flat::Price(price) = &mut endpoint.flat else { return None };
            let twice = matches!(fault, Fault::FlatTwice);
            *price = if twice { price.clone() + price.clone() } else { Amount::zero() };
            if twice { Cause::StepTwice { charge: None } } else { Cause::StepLeftOut { charge: None } }
        }
    };
    Some((rate(&sheet, &usage).outcome.ok()?.total, cause))
}

/// Whether a cause that was found says what was planted; of several roundings, one of them does.
fn names(found: &Cause, planted: &Cause) -> bool {
    match (found, planted) {
        (
            Cause::RoundedOtherwise { part, roundings },
            Cause::RoundedOtherwise { part: of, roundings: one },
        ) => part == of && one.iter().all(|rounding| roundings.contains(rounding)),
        _ => found == planted,
    }
}

proptest! {
    #![proptest_config(runs::config(SHEETS_COUNT))]

    /// Whatever one fault makes of a price, the audit names that fault among those that are possible; without a
    /// fault nothing is found; and the totals are the sums.
    #[test]
    fn a_planted_fault_is_found((sheet, usages, seed) in generate::listed().prop_flat_map(|sheet| {
        let planted = (generate::usages(&sheet), 0..FAULTS.len(), any::<prop::sample::Index>());
        (Just(sheet), prop::collection::vec(planted, 24), any::<u64>())
    })) {
        let text = render(&sheet, seed);
        let engine = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let book = PriceBook::from(engine);
        let at = sheet.effective.as_deref();
        let mut audit = Audit::of(&book);
        let (mut counts, mut sums) = ([0_u64; 4], [Amount::zero(), Amount::zero()]);
        for (place, (usage, fault, pick)) in (1..).zip(&usages) {
            let right = rate(&sheet, usage);
            let planted = faulty(&sheet, usage, FAULTS[*fault], pick.index(1_000));
            let planted = planted.and_then(|(charged, cause)| Some((decimal(&charged)?, cause)));
            let sound = || right.outcome.as_ref().ok().and_then(|rated| decimal(&rated.total));
            let Some(charged) = planted.as_ref().map(|(charged, _)| *charged).or_else(sound) else { continue };
            let before = format!("{audit:?}");
            let Ok(found) = audit.record(place, &stated(usage), at, charged) else {
                prop_assert_eq!(before, format!("{:?}", audit));
                continue;
            };
            let verdict = match (&right.outcome, found.expected()) {
                (Ok(rated), Ok(expected)) => {
                    prop_assert_eq!(&amount(expected), &rated.total);
                    match amount(charged).cmp(&rated.total) {
                        std::cmp::Ordering::Equal => Verdict::Agreed,
                        std::cmp::Ordering::Greater => Verdict::Over,
                        std::cmp::Ordering::Less => Verdict::Under,
                    }
                }
                (Ok(_), Err(code)) => {
                    prop_assert!(right.large, "{code}");
                    Verdict::Unpriceable
                }
                (Err(_), expected) => {
                    prop_assert!(expected.is_err());
                    Verdict::Unpriceable
                }
            };
            prop_assert_eq!(found.verdict(), verdict);
            counts[verdict as usize] += 1;
            if let Ok(expected) = found.expected() {
                sums[0] += amount(charged);
                sums[1] += amount(expected);
            }
            match (verdict, planted) {
                (Verdict::Over | Verdict::Under, Some((_, cause))) if !right.large => {
                    prop_assert!(
                        found.causes().iter().any(|found| names(found, &cause)),
                        "{cause:?} is not among {:?} of {usage:?}: {charged}, not {:?}\n{text}",
                        found.causes(), found.expected()
                    );
                }
                (Verdict::Over | Verdict::Under, _) => {}
                _ => prop_assert_eq!(found.causes(), []),
            }
        }
        let totals = audit.totals();
        prop_assert_eq!([totals.agreed, totals.over, totals.under, totals.unpriceable], counts);
        prop_assert_eq!(totals.records, counts.iter().sum::<u64>());
        prop_assert_eq!([totals.charged, totals.expected].map(amount), sums.clone());
        prop_assert_eq!(amount(totals.difference), &sums[0] - &sums[1]);
        prop_assert_eq!(totals.difference, totals.overcharged - totals.undercharged);
        let mut largest = audit.largest().iter().map(|finding| finding.judgement.difference().unwrap().abs());
        let first = largest.next().unwrap_or_default();
        prop_assert!(largest.try_fold(first, |before, after| (after <= before).then_some(after)).is_some());
        let differing: u64 = audit.causes().map(|cause| cause.records).sum();
        prop_assert_eq!(differing, totals.over + totals.under);
        let money: Decimal = audit.causes().map(|cause| cause.overcharged - cause.undercharged).sum();
        prop_assert_eq!(money, totals.difference);
        let unpriceable: u64 = audit.reasons().map(|(_, records)| records).sum();
        prop_assert_eq!(unpriceable, totals.unpriceable);
    }
}

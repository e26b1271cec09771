//! Proptest strategies for valid sheets that use the whole of section 2, and for usages of a sheet.
//!
//! A sheet is drafted from fixed pools of names without regard to the rules that span several keys, and then
//! [`repair`]ed until it keeps them. Drafts shrink well that way, and none is thrown away. Strategies are boxed
//! at every level: taken together, their values in the making are larger than the stack of a test.

mod amount;
mod charge;
mod endpoint;
mod repair;
mod rule;
mod stated;

use proptest::prelude::*;

use self::amount::{Temper, rounding};
use super::decimal::Amount;
use super::model::{Act, Mode, OptionRule, Rounding, Setting, Sheet};
use super::usage::Usage;

/// Names that options go by; some need quotes in TOML, some are names of other things too.
const OPTIONS: &[&str] = &["js", "not-found", "4k", "größe.2", "x+y", "rows", "batch"];
const CHOICES: &[&str] = &["proxy", "js"];
const QUANTITIES: &[&str] = &["input", "4k", "a.b", "µs", "rows", "days"];
const CHARGES: &[&str] = &["input", "a.b", "rows", "storage", "schritt(2)"];
const ENDPOINTS: &[&str] = &["get-profile", "v2/search", "a.b", "42"];

/// Valid sheets. One in five is wild: its numbers go to the bounds of the decimal type.
pub fn sheet() -> impl Strategy<Value = Sheet> {
    prop_oneof![4 => sheet_of(Temper::Tame), 1 => sheet_of(Temper::Wild)]
}

/// Usages of one of the sheet's endpoints: most of them valid, about one in seven wrong on purpose.
pub fn usage(sheet: &Sheet) -> BoxedStrategy<Usage> {
    stated::usage(sheet)
}

/// The sheet with one more option on every endpoint and on each of its charges, which only adds a price.
pub fn surcharged(sheet: &Sheet, option: &str, price: &Amount) -> Sheet {
    let rule =
        OptionRule { name: option.to_owned(), act: Act::Price(price.clone()), ..OptionRule::default() };
    let mut sheet = sheet.clone();
    for endpoint in &mut sheet.endpoints {
        endpoint.options.push(rule.clone());
        endpoint.charges.iter_mut().for_each(|charge| charge.options.push(rule.clone()));
    }
    // The new price need not have an end under the terms of every charge.
    repair::repair(&mut sheet);
    sheet
}

fn sheet_of(temper: Temper) -> BoxedStrategy<Sheet> {
    let effective = prop::sample::select(vec![
        "2026-05-01T00:00:00Z",
        "1999-12-31 23:59:59.999+14:00",
        "2026-02-28t12:00:00.5-00:30",
    ]);
    (
        text("Sheet"),
        (maybe(0.3, text("rev")), maybe(0.2, effective), maybe(0.3, text("EUR")), maybe(0.1, text("note"))),
        setting(temper, 8, 2, 1),
        setting(temper, 6, 2, 1),
        named(ENDPOINTS, 0.4, endpoint::endpoint(temper)),
        endpoint::endpoint(temper),
    )
        .prop_map(|(name, (version, effective, unit, note), round, round_charges, endpoints, sole)| {
            let mut endpoints: Vec<_> = endpoints.into_iter().map(|(name, made)| made.called(name)).collect();
            if endpoints.is_empty() {
                endpoints.push(sole.called(ENDPOINTS[0]));
            }
            let effective = effective.map(str::to_owned);
            let mut sheet = Sheet { name, version, effective, unit, note, round, round_charges, endpoints };
            repair::repair(&mut sheet);
            sheet
        })
        .boxed()
}

/// Some text for people.
fn text(stem: &'static str) -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", " = [1] # no comment", " \\ \"quoted\"", " für alle", " 'n'"])
        .prop_map(move |rest| format!("{stem}{rest}"))
}

/// Lints not to be reported. An unknown one is a lint itself, not an error.
fn allow() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![9 => Just(Vec::new()), 1 => Just(vec!["no-such-lint".to_owned()])]
}

/// Something, with a chance.
fn maybe<T: std::fmt::Debug>(
    chance: f64,
    item: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(chance, item)
}

/// Items under different names of a pool, in any order; each name is taken with the same chance.
fn named<T: std::fmt::Debug>(
    pool: &'static [&'static str],
    chance: f64,
    item: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<(&'static str, T)>> {
    let names = Just(pool.to_vec()).prop_shuffle();
    (names, prop::collection::vec(maybe(chance, item), pool.len())).prop_map(|(names, items)| {
        names.into_iter().zip(items).filter_map(|(name, item)| item.map(|item| (name, item))).collect()
    })
}

/// A rounding that is left out, stated, or `"none"`, by weight.
fn setting(temper: Temper, left_out: u32, stated: u32, without: u32) -> BoxedStrategy<Setting> {
    prop_oneof![
        left_out => Just(Setting::LeftOut),
        stated => rounding(temper).prop_map(Setting::To),
        without => Just(Setting::Without),
    ]
    .boxed()
}

/// A bound from below and one from above, in that order where there are both.
fn bounds(temper: Temper) -> impl Strategy<Value = (Option<Amount>, Option<Amount>)> {
    (maybe(0.15, amount::amount(temper)), maybe(0.15, amount::amount(temper))).prop_map(|bounds| match bounds
    {
        (Some(min), Some(max)) if min > max => (Some(max), Some(min)),
        bounds => bounds,
    })
}

/// The step that rounds up to multiples of a number.
fn up_to(to: Amount) -> Setting {
    Setting::To(Rounding { to, mode: Mode::Up })
}

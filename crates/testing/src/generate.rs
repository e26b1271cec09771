//! One generator of valid sheets, and of usages of them. A [`Profile`] says which sheets: everything that it may decide is
//! a field of `Features`, and every profile uses the same code.
//!
//! A sheet is drafted without regard to the rules that span several keys, and then repaired until it keeps them, so that
//! none is thrown away. [`sheet`] and [`usage`] draw from dice, [`sheets`] and [`usages`] are strategies of proptest, which
//! shrink what fails.
//!
//! A key that the format gains is one more field of [`model`](crate::reference::model), one more line where its table is
//! generated, and one more feature where not every profile shall have it.

mod attribute;
mod charge;
mod condition;
mod endpoint;
mod features;
mod name;
mod number;
mod option;
mod overlay;
mod repair;
mod shrink;
mod strategy;
mod usage;
mod window;

pub use self::features::Profile;
pub use self::number::{count, percent, word};
pub use self::overlay::over;
pub use self::strategy::{sheet as listed, sheets, usages};
pub use self::usage::{Values, usage, values};

use crate::dice::Dice;
use crate::reference::decimal::Amount;
use crate::reference::model::{Act, OptionRule, Sheet};

use self::number::{rounding, setting};

/// A valid sheet.
pub fn sheet(dice: &mut Dice, profile: Profile) -> Sheet {
    let texts = matches!(profile, Profile::List | Profile::Wild);
    let count = if texts { dice.pick(&[1, 1, 2, 2, 3]) } else { dice.pick(&[1, 1, 1, 2, 3, 5]) };
    let names = name::endpoints(dice, count, texts);
    let features = profile.features(dice);
    let windows = window::windows(dice, features.windows);
    let endpoints = names.into_iter().map(|name| endpoint::endpoint(dice, profile, &windows, name)).collect();
    let mut sheet = Sheet {
        name: text(dice, "Sheet"),
        version: maybe(dice, features.texts / 2, |dice| text(dice, "rev")),
        effective: maybe(dice, features.texts / 3, |dice| {
            let instants =
                ["2026-05-01T00:00:00Z", "1999-12-31 23:59:59.999+14:00", "2026-02-28t12:00:00.5-00:30"];
            dice.pick(&instants).to_owned()
        }),
        unit: maybe(dice, features.texts / 2, |dice| text(dice, "EUR")),
        note: maybe(dice, features.texts / 6, |dice| text(dice, "note")),
        // Roundings of the whole sheet keep most fast paths from being taken: they are rare.
        round: if percent(dice, features.sheet_roundings) {
            setting(dice, &features)
        } else {
            Default::default()
        },
        round_charges: if percent(dice, features.sheet_roundings) {
            rounding(dice, &features)
        } else {
            Default::default()
        },
        windows,
        allow: allow(dice, features.texts),
        endpoints,
    };
    repair::repair(&mut sheet);
    sheet
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

/// Something, so many times in a hundred.
fn maybe<T>(dice: &mut Dice, chance: usize, make: impl FnOnce(&mut Dice) -> T) -> Option<T> {
    percent(dice, chance).then(|| make(dice))
}

/// Some text for people.
fn text(dice: &mut Dice, stem: &str) -> String {
    let rest = dice.pick(&["", " = [1] # no comment", " \\ \"quoted\"", " für alle", " 'n'"]);
    format!("{stem}{rest}")
}

/// Lints not to be reported. An unknown one is a lint itself, not an error.
fn allow(dice: &mut Dice, texts: usize) -> Vec<String> {
    if percent(dice, texts / 6) { vec!["no-such-lint".to_owned()] } else { Vec::new() }
}

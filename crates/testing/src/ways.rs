//! The oracle of every way to a price: names, option sets, columns and quotes, for one call and for several, against the
//! definition ([`EndpointPricer::price_by_rules`](pricesheet::EndpointPricer)), to the scale of each amount.

mod by_columns;
mod by_dictionaries;
mod by_names;
mod by_options;
mod case;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use pricesheet::{EndpointPricer, PriceSheet};

use crate::dice::Dice;
use crate::generate::{self, Profile};
use crate::reference::bridge::stated;
use crate::reference::model::Sheet;
use crate::reference::toml::render;
use crate::runs;

pub use self::by_columns::amounts_agree;
pub use self::by_names::{check as usage, sums};

/// How many usages of each endpoint are priced by names, and how many by option sets.
const USAGES_PER_ENDPOINT: usize = 24;

/// A seed, and its sheet as soon as there is one. Whatever the panic comes from, also from the engine itself, which knows
/// nothing of seeds, says how to try it again, and is kept.
struct Trial<'f> {
    profile: Profile,
    seed: u64,
    text: String,
    kept: &'f Path,
}

impl Drop for Trial<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let line = format!("{:?} {}", self.profile, self.seed);
            eprintln!("{line}, which is kept in {}, has\n{}", self.kept.display(), self.text);
            let kept = fs::read_to_string(self.kept).unwrap_or_default();
            if !kept.lines().any(|other| other == line) {
                let file = OpenOptions::new().append(true).create(true).open(self.kept);
                if let Err(error) = file.and_then(|mut file| writeln!(file, "{line}")) {
                    eprintln!("{}: {error}", self.kept.display());
                }
            }
        }
    }
}

/// Tries every way for so many sheets of the profile: first those of the seeds that are kept in the file, each a line
/// `Profile seed`, then others. A seed that fails is kept there.
pub fn check_all(profile: Profile, count: u32, kept: &Path) {
    let first = runs::seed();
    let text = fs::read_to_string(kept).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    let again = lines.filter(|(name, _)| *name == format!("{profile:?}"));
    let again = again.map(|(_, seed)| seed.parse().expect("a seed after the profile"));
    let fresh = (0..u64::from(runs::count(count))).map(|at| first.wrapping_add(at));
    for seed in again.chain(fresh) {
        check(profile, seed, kept);
    }
}

/// Tries every way for one sheet of the profile and usages of it.
fn check(profile: Profile, seed: u64, kept: &Path) {
    let mut trial = Trial { profile, seed, text: String::new(), kept };
    let mut dice = Dice::new(seed);
    let sheet = generate::sheet(&mut dice, profile);
    trial.text = render(&sheet, dice.roll());
    let priced = PriceSheet::from_toml(&trial.text).unwrap_or_else(|faults| panic!("{faults}"));
    let handles = handles(&priced, &sheet);
    for (endpoint, handle) in sheet.endpoints.iter().zip(&handles) {
        for _ in 0..USAGES_PER_ENDPOINT {
            by_names::check(&priced, &stated(&generate::usage(&mut dice, &sheet)));
            by_options::check(&mut dice, *handle, endpoint);
        }
    }
    by_columns::check(&mut dice, &priced, &sheet, &handles);
    by_dictionaries::check(&mut dice, &priced, &sheet);
}

/// The pricers of the endpoints, in their order.
fn handles<'s>(priced: &'s PriceSheet, sheet: &Sheet) -> Vec<EndpointPricer<'s>> {
    let endpoints = sheet.endpoints.iter();
    endpoints.map(|endpoint| priced.endpoint(&endpoint.name).expect("an endpoint of the sheet")).collect()
}

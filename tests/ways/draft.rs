//! What an endpoint is made from.

use pricesheet::Decimal;

use crate::dice::Dice;
use crate::{condition, name};

/// How many quantities an endpoint has: up to three are usual, and nine are more than the usual room for them takes.
const QUANTITIES: [usize; 13] = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9];

/// How many options an endpoint has: around the sizes of the tables that their subsets are looked up in, and of a word.
const OPTIONS: [usize; 14] = [0, 1, 2, 3, 4, 4, 6, 11, 12, 13, 23, 63, 64, 65];

/// Which features an endpoint uses. Most endpoints are without most of them: one feature for which there is no shorter way
/// would leave the others untried.
#[derive(Debug)]
pub(crate) struct Features {
    /// How many amounts in a hundred are at an edge, and how many counts are of any length.
    pub(crate) edgy: usize,
    pub(crate) tiers: bool,
    /// Minimum and maximum of a charge.
    pub(crate) bounds: bool,
    /// Quantities that are added to a product, or taken off.
    pub(crate) weights: bool,
    /// Charges that are rounded.
    pub(crate) roundings: bool,
    pub(crate) increments: bool,
    /// Quantities that are raised to a least value or to a multiple.
    pub(crate) raises: bool,
}

/// The features and the names of an endpoint, and the conditions that its tables and options may take.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) features: Features,
    pub(crate) options: Vec<String>,
    pub(crate) quantities: Vec<String>,
    /// Few, so that the same ones meet in several places.
    pub(crate) conditions: Vec<String>,
    /// What quantities are compared with in the conditions.
    pub(crate) bounds: Vec<Decimal>,
}

impl Draft {
    /// A draft without conditions, or with up to eight, which are more than those of cases that are worked out beforehand.
    pub(crate) fn new(dice: &mut Dice) -> Draft {
        let features = Features {
            edgy: dice.pick(&[0, 0, 2, 10, 40]),
            tiers: dice.one_in(4),
            bounds: dice.one_in(4),
            weights: dice.one_in(3),
            roundings: dice.one_in(4),
            increments: dice.one_in(2),
            raises: dice.one_in(6),
        };
        let (quantities, options) = (dice.pick(&QUANTITIES), dice.pick(&OPTIONS));
        let mut draft = Draft {
            features,
            options: name::names(dice, 'o', options),
            quantities: name::names(dice, 'q', quantities),
            conditions: Vec::new(),
            bounds: Vec::new(),
        };
        for _ in 0..dice.pick(&[0, 1, 2, 3, 4, 8]) {
            condition::add(dice, &mut draft);
        }
        draft
    }
}

//! Which sheets are generated.

use crate::dice::Dice;

use super::name::Naming;
use super::number::Numbers;

/// A family of sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// All keys of the format in the numbers of a price list, with texts and strange names.
    List,
    /// The same with numbers to the bounds of the decimal type.
    Wild,
    /// Numbers, names and sizes where 32 and 64 bits, tables and names' lengths have their limits; most features are off
    /// in most endpoints, for one that no fast path has would leave the others untried.
    Edges,
    /// Flat amounts, options that add to them, counts at a price, in blocks or in tiers.
    Linear,
    /// Tables, products, weights, increments, tiers, options with conditions.
    Rules,
    /// The same with few conditions and one price for each quantity: every case can be worked out beforehand.
    Cases,
    /// Attributes, tables by them and windows, with little beside them.
    Tables,
    /// What one row of numbers holds: up to four quantities, amounts where 32 bits end, and what is beside it.
    Rows,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 8] = [
        Profile::List,
        Profile::Wild,
        Profile::Edges,
        Profile::Linear,
        Profile::Rules,
        Profile::Cases,
        Profile::Tables,
        Profile::Rows,
    ];
}

/// What an endpoint may be made of. Chances are out of a hundred.
#[derive(Clone, Debug)]
pub(super) struct Features {
    pub(super) numbers: Numbers,
    pub(super) naming: Naming,
    /// Titles, notes, groups, units.
    pub(super) texts: usize,
    /// `"none"` where a rounding is asked for, and both bounds where one is.
    pub(super) variants: usize,
    pub(super) sheet_roundings: usize,
    pub(super) period: usize,
    pub(super) options: usize,
    /// That an option that there is does something at the endpoint.
    pub(super) option_rules: usize,
    /// That options do anything, and do not only add prices.
    pub(super) acts: usize,
    /// That an option acts under conditions.
    pub(super) option_conditions: usize,
    pub(super) choices: usize,
    pub(super) quantities: usize,
    /// That the endpoint says something of a quantity.
    pub(super) listed: usize,
    /// A default, or that it is required.
    pub(super) expected: usize,
    /// `at_least` and `increment` of quantities.
    pub(super) raises: usize,
    /// How many quantities are made of others.
    pub(super) derived: usize,
    /// How many attributes there are.
    pub(super) attributes: usize,
    /// How many windows the sheet has.
    pub(super) windows: usize,
    /// A table by attributes instead of one price.
    pub(super) tables: usize,
    pub(super) conditions: usize,
    pub(super) flat: usize,
    /// A table of flat amounts instead of one.
    pub(super) flat_rates: usize,
    pub(super) charges: usize,
    /// Several factors.
    pub(super) products: usize,
    pub(super) weights: usize,
    pub(super) included: usize,
    /// That more is included for each of other quantities.
    pub(super) included_by: usize,
    pub(super) shares: usize,
    /// A table instead of one price.
    pub(super) rates: usize,
    pub(super) tiers: usize,
    /// `per` and `increment`.
    pub(super) blocks: usize,
    /// `min` and `max` of charges.
    pub(super) charge_bounds: usize,
    pub(super) charge_roundings: usize,
    pub(super) charge_options: usize,
    pub(super) aliases: usize,
    /// A multiplier of the endpoint.
    pub(super) times: usize,
    pub(super) bounds: usize,
    pub(super) roundings: usize,
}

/// How many options an endpoint has: around the sizes of the tables that their subsets are looked up in, and of a word.
const OPTIONS: [usize; 14] = [0, 1, 2, 3, 4, 4, 6, 11, 12, 13, 23, 63, 64, 65];

/// How many quantities: up to three are usual, and nine are more than the usual room for them takes.
const QUANTITIES: [usize; 13] = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9];

impl Profile {
    /// The features of one endpoint.
    pub(super) fn features(self, dice: &mut Dice) -> Features {
        let on = |dice: &mut Dice, in_so_many, chance| if dice.one_in(in_so_many) { chance } else { 0 };
        let rules = Features {
            numbers: Numbers { wild: 0, edges: dice.pick(&[0, 0, 1]) },
            naming: Naming::Numbered,
            texts: 0,
            variants: 0,
            sheet_roundings: 4,
            period: 4,
            options: 4,
            option_rules: 60,
            acts: 60,
            option_conditions: 50,
            choices: 60,
            quantities: 3,
            listed: 100,
            expected: 6,
            raises: on(dice, 4, 30),
            derived: dice.pick(&[0, 0, 1]),
            attributes: dice.pick(&[0, 0, 0, 1, 2]),
            windows: dice.pick(&[0, 0, 0, 1]),
            tables: 25,
            conditions: 6,
            flat: 90,
            flat_rates: 35,
            charges: dice.below(4),
            products: 40,
            weights: 45,
            included: 40,
            included_by: 15,
            shares: on(dice, 4, 20),
            rates: 60,
            tiers: 25,
            blocks: 45,
            charge_bounds: 20,
            charge_roundings: 20,
            charge_options: 35,
            aliases: 25,
            times: on(dice, 4, 60),
            bounds: 25,
            roundings: 30,
        };
        match self {
            Profile::List | Profile::Wild => Features {
                numbers: Numbers { wild: if self == Profile::Wild { 28 } else { 0 }, edges: 0 },
                naming: Naming::Strange,
                texts: 60,
                variants: 15,
                sheet_roundings: 35,
                period: 25,
                options: dice.pick(&[0, 2, 4, 7]),
                option_rules: 50,
                acts: 50,
                option_conditions: 40,
                choices: 50,
                quantities: 6,
                listed: dice.pick(&[0, 35, 35]),
                expected: 40,
                raises: 35,
                derived: dice.pick(&[0, 0, 1, 2]),
                attributes: dice.pick(&[0, 0, 1, 2, 5]),
                windows: dice.pick(&[0, 0, 1, 2]),
                tables: 35,
                conditions: 8,
                flat: 60,
                flat_rates: 40,
                charges: dice.pick(&[0, 1, 1, 2, 2, 3]),
                products: 40,
                weights: 35,
                included: 35,
                included_by: 25,
                shares: 12,
                rates: 33,
                tiers: 40,
                blocks: 60,
                charge_bounds: 25,
                charge_roundings: 40,
                charge_options: 50,
                aliases: 40,
                times: 25,
                bounds: 25,
                roundings: 40,
            },
            Profile::Edges => Features {
                numbers: Numbers { wild: 0, edges: dice.pick(&[0, 0, 2, 10, 40]) },
                naming: Naming::Lengths,
                sheet_roundings: 8,
                period: 12,
                options: dice.pick(&OPTIONS),
                option_rules: dice.pick(&[60, 100]),
                acts: dice.pick(&[0, 50]),
                option_conditions: 33,
                choices: 45,
                quantities: dice.pick(&QUANTITIES),
                expected: 25,
                raises: on(dice, 6, 33),
                conditions: dice.pick(&[0, 1, 2, 3, 4, 8]),
                flat: 75,
                flat_rates: 50,
                charges: dice.pick(&[0, 1, 1, 2, 2, 3, 4, 6]),
                products: 25,
                weights: on(dice, 3, 50),
                included: 25,
                rates: 50,
                tiers: on(dice, 4, 25),
                blocks: dice.pick(&[10, 55]),
                charge_bounds: on(dice, 4, 33),
                charge_roundings: on(dice, 4, 25),
                charge_options: 33,
                bounds: 20,
                roundings: 25,
                ..rules
            },
            Profile::Linear => Features {
                numbers: Numbers { wild: 0, edges: dice.pick(&[0, 3]) },
                sheet_roundings: 0,
                period: 0,
                options: dice.below(22),
                option_rules: 100,
                acts: 0,
                option_conditions: 0,
                choices: on(dice, 4, 60),
                quantities: 3,
                listed: dice.pick(&[0, 50]),
                expected: on(dice, 4, 30),
                raises: 0,
                derived: on(dice, 6, 1),
                attributes: 0,
                windows: 0,
                conditions: 0,
                flat: 100,
                flat_rates: 0,
                charges: dice.below(6),
                products: 0,
                weights: on(dice, 6, 20),
                included: 50,
                rates: 0,
                tiers: 25,
                blocks: 20,
                charge_bounds: 0,
                charge_roundings: on(dice, 4, 15),
                charge_options: on(dice, 4, 15),
                bounds: 40,
                roundings: 50,
                ..rules
            },
            Profile::Rules => rules,
            Profile::Tables => Features {
                numbers: Numbers { wild: 0, edges: dice.pick(&[0, 0, 5]) },
                sheet_roundings: 0,
                attributes: dice.pick(&[1, 1, 2, 2, 3, 5]),
                windows: dice.pick(&[0, 1, 2]),
                tables: 80,
                options: dice.pick(&[0, 1, 3]),
                derived: on(dice, 4, 1),
                raises: 0,
                conditions: dice.pick(&[0, 4, 8]),
                charges: 1 + dice.below(3),
                tiers: on(dice, 4, 25),
                charge_bounds: on(dice, 4, 33),
                charge_roundings: on(dice, 4, 25),
                ..rules
            },
            Profile::Cases => Features {
                raises: 0,
                conditions: 3,
                options: 3,
                tiers: 0,
                charge_bounds: 0,
                charge_roundings: 0,
                ..rules
            },
            Profile::Rows => {
                // The forms of a row rise, and what a lower one has, a higher one has too.
                let form = dice.below(5);
                let cased = form == 4;
                Features {
                    numbers: Numbers { wild: 0, edges: dice.pick(&[0, 1, 1, 4]) },
                    sheet_roundings: 0,
                    period: 0,
                    options: if cased { 3 } else { dice.below(if form < 2 { 12 } else { 23 }) },
                    option_rules: if cased { 70 } else { 100 },
                    acts: if cased { 50 } else { 0 },
                    option_conditions: 0,
                    choices: 50,
                    quantities: 4,
                    listed: 0,
                    expected: 0,
                    raises: 0,
                    conditions: if cased { 3 } else { 0 },
                    flat: 100,
                    flat_rates: if cased { 75 } else { 0 },
                    charges: dice.below(5),
                    products: 0,
                    weights: 0,
                    included: if form == 2 || form == 3 { 60 } else { 0 },
                    included_by: 0,
                    shares: 0,
                    derived: 0,
                    attributes: 0,
                    windows: 0,
                    times: 0,
                    rates: if cased { 75 } else { 0 },
                    tiers: if form == 2 || form == 3 { 50 } else { 0 },
                    blocks: 0,
                    charge_bounds: 0,
                    charge_roundings: 0,
                    charge_options: 0,
                    bounds: if form >= 3 { 50 } else { 0 },
                    roundings: if form == 1 || form >= 3 { 50 } else { 0 },
                    ..rules
                }
            }
        }
    }
}

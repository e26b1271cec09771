//! The fast path: an endpoint compiled to arithmetic on integers of 64 bits.
//!
//! The [rules](crate::rules) define what a usage costs. A program computes the same with amounts as integers at scales that
//! are fixed when it is compiled, conditions as bit masks and divisions as multiplications. Where few facts matter, every
//! case of them has its cells, one for each charge; where they are many, a charge looks for its row. A cell is a price for
//! each unit of a count, or a piecewise linear amount, with what options do to it worked in.
//!
//! A program never says that something is an error. Whatever it does not hold, a number that is too large, a row that is
//! missing, a scale beyond the decimal type, has no price here, and the caller asks the rules.

mod asked;
mod cell;
mod charge;
mod compile;
mod derived;
mod facts;
mod few;
mod limits;
mod many;
mod narrow;
mod number;
mod quantities;
mod rounder;
mod rows;
mod run;
mod segments;
mod table;

use alloc::boxed::Box;

use crate::rules::{Observer, OptionBits, Setting, Unobserved};
pub(crate) use asked::Answers;
use asked::Asked;
use cell::{Cell, Shared};
use charge::Charge;
use derived::Derived;
use facts::{Bounds, Case, Facts, When};
use limits::Limits;
pub(crate) use many::{CHUNK, Chunk, Rows, Stated, WIDTH_MAX, rows};
pub(crate) use narrow::{Narrow, Wide};
pub(crate) use number::{keeps_whole_counts, ten_to};
pub(crate) use quantities::{QUANTITIES_FEW, Quantities};
use rounder::Rounder;
pub(crate) use rows::{Budget, Draft, Layout};

/// A compiled endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// The shortest way to the price of whole quantities, where there is little to do.
    few: Option<few::Few>,
    /// The same where charges have tables, or quantities are made of others.
    few_under: Option<few::FewUnder>,
    /// Whether it has all steps of a quote.
    is_observable: bool,
    /// How many quantities usages state.
    quantities: usize,
    /// Those made of others, which come behind them.
    derived: Box<[Derived]>,
    /// How many charges there are, and so how many cells a case has.
    width: usize,
    /// The cases, where they are few.
    dense: Option<Case>,
    rows: Box<[Row]>,
    /// The cells of all cases, one case after the other; else the cells of all charges.
    cells: Box<[Cell]>,
    limits: Limits,
    /// The scale of what the limits leave.
    settled_scale: u32,
    /// The scale of the sum before the endpoint's multipliers, and what these add to it.
    scale: u32,
    times_scale: u32,
    /// The highest degree of the charges that are not rounded: which unit the sum has.
    degree: u32,
    /// Whether a quantity counts as something else than what is stated only where that is not whole.
    whole_only: bool,
    has_flat: bool,
    shared: Shared,
    raises: Box<[Raise]>,
    /// The rows of the flat amount.
    rates: Box<[When]>,
    prices: Box<[u64]>,
    adds: Box<[Add]>,
    times: Box<[Times]>,
    free: Box<[Free]>,
    charges: Box<[Charge]>,
    bounds: Bounds,
    /// What is asked of attributes and the instant; none where the endpoint asks for nothing else than options and quantities.
    asked: Option<Box<Asked>>,
    /// Where size counts more than speed there are no programs, and the compiler knows it.
    #[cfg(feature = "small")]
    #[expect(dead_code, reason = "it is there to be impossible")]
    never: core::convert::Infallible,
}

/// What one case says of the endpoint as a whole.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// The flat amount; [`UNTOLD`](Self::UNTOLD) where a sum has to be checked at each step.
    few: u64,
    /// The same, and `UNTOLD` only where there is none.
    flat: u64,
    /// What the endpoint's multipliers come to.
    factor: u64,
    /// The place of the flat amount's row among those of the endpoint.
    rate: u32,
    is_free: bool,
}

impl Row {
    /// More than any sum.
    const UNTOLD: u64 = 1 << 63;
}

/// A quantity that counts as at least so much, and in steps.
#[derive(Debug, Clone, Copy)]
struct Raise {
    quantity: usize,
    /// Of how many stated quantities it is a product.
    degree: u32,
    at_least: u64,
    increment: Option<Rounder>,
}

/// An option that adds to the flat amount.
#[derive(Debug, Clone, Copy)]
struct Add {
    when: When,
    bit: OptionBits,
    /// Whether it adds wherever it is given.
    always: bool,
    /// Its place in the endpoint's options.
    place: usize,
    price: u64,
}

/// A multiplier as integers: where the option acts, and what stands for 1 where it does not. That of the endpoint itself acts
/// always.
#[derive(Debug, Clone, Copy)]
struct Times {
    when: When,
    /// The place of its option, or [`OWN`](Self::OWN).
    place: usize,
    acts: u64,
    idle: u64,
    scale: u32,
}

/// An option that makes the call cost nothing.
#[derive(Debug, Clone, Copy)]
struct Free {
    when: When,
    place: usize,
}

/// What a set of options says of a call before anything is counted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Opening<'a> {
    /// The options given, the defaults of choices among them.
    pub(crate) given: OptionBits,
    /// What they add in every case.
    pub(super) flat: u64,
    /// The case, as long as no bound is reached.
    pub(super) case: u32,
    /// What is answered besides.
    pub(super) answers: &'a Answers,
}

impl Times {
    /// The place of the endpoint's own multiplier.
    const OWN: usize = usize::MAX;

    fn factor(&self, facts: Facts) -> u64 {
        if self.when.holds(facts) { self.acts } else { self.idle }
    }
}

impl Program {
    /// What a set of options says of a call.
    pub(crate) fn opening(&self, given: OptionBits) -> Opening<'static> {
        let adds = self.adds.iter().filter(|add| add.always && add.bit & given != 0);
        // All of them together are below the limit of sums.
        self.opening_with(given, adds.fold(0, |flat: u64, add| flat.wrapping_add(add.price)))
    }

    /// The same where it is known what the options add in every case.
    #[inline(always)]
    pub(crate) fn opening_with(&self, given: OptionBits, flat: u64) -> Opening<'static> {
        let case = self.dense.as_ref().map_or(0, |case| case.of_options(given));
        Opening { given, flat, case, answers: Answers::NONE }
    }

    /// What the attributes and the instant of a call answer; none where no row of the endpoint's table matches.
    #[inline(always)]
    pub(crate) fn answers(&self, setting: &Setting) -> Option<Answers> {
        let mut answers = *Answers::NONE;
        self.answer(setting, &mut answers)?;
        Some(answers)
    }

    /// The same into answers to nothing.
    #[inline(always)]
    pub(crate) fn answer(&self, setting: &Setting, answers: &mut Answers) -> Option<()> {
        self.asked.as_ref().map_or(Some(()), |asked| asked.answer(setting, answers))
    }

    /// The same for whoever records what is computed.
    pub(crate) fn answers_in_full(&self, setting: &Setting) -> Option<Answers> {
        let answers = self.answers(setting)?;
        // A table that matches has a row.
        let flat_row = self.asked.as_ref().and_then(|asked| asked.flat_row(setting));
        Some(Answers { flat_row, ..answers })
    }

    /// What options say of a call with these answers.
    #[inline(always)]
    pub(crate) fn under<'a>(&self, opening: Opening<'_>, answers: &'a Answers) -> Opening<'a> {
        let of_met = self.dense.as_ref().map_or(0, |case| case.of_met(answers.met));
        // Both are below the limit of sums.
        let flat = opening.flat.wrapping_add(answers.flat);
        Opening { given: opening.given, flat, case: opening.case | of_met, answers }
    }

    /// What an option adds wherever it is given, by its place among the option names.
    pub(crate) fn always_adds(&self, option: OptionBits) -> u64 {
        let adds = self.adds.iter().filter(|add| add.always && add.bit == option);
        adds.fold(0, |flat: u64, add| flat.wrapping_add(add.price))
    }

    /// What one call costs with so much of every quantity, in the sheet's order.
    #[inline(always)]
    pub(crate) fn price(&self, opening: &Opening<'_>, quantities: &[u64]) -> Narrow {
        match self.few {
            Some(few) => few(self, opening.flat, opening.case, quantities),
            None => run::any(self, *opening, quantities),
        }
    }

    /// The same by every step, with a check at each: where [`price`](Self::price) has none.
    #[inline(never)]
    pub(crate) fn price_checked(&self, opening: Opening<'_>, quantities: &[u64]) -> Narrow {
        run::any(self, opening, quantities)
    }

    /// What one call costs, whose quantities may have decimal places.
    #[inline(always)]
    pub(crate) fn price_quantities(&self, opening: Opening<'_>, quantities: &mut Quantities) -> Narrow {
        if let Some(whole) = quantities.whole(self.quantities) {
            let price = self.price(&opening, whole);
            if price.is_some() || self.few.is_none() { price } else { run::any(self, opening, whole) }
        } else {
            self.price_parts(opening, quantities, &mut Unobserved)
        }
    }

    /// The same of a call with these answers.
    #[inline(always)]
    pub(crate) fn price_under(&self, opening: &Opening<'_>, quantities: &mut Quantities) -> Narrow {
        if let Some(whole) = quantities.whole(self.quantities) {
            let price = run::few_under(self, opening, whole);
            if price.is_some() {
                return price;
            }
        }
        self.price_quantities(*opening, quantities)
    }

    /// The same, with every step shown to an observer.
    #[inline(never)]
    pub(crate) fn quote<O: Observer>(
        &self,
        opening: &Opening<'_>,
        quantities: &mut Quantities,
        observer: &mut O,
    ) -> Narrow {
        match quantities.whole(self.quantities) {
            Some(whole) if self.is_observable => match few::observed(self, opening, whole, observer) {
                Some(price) => price,
                None => {
                    observer.restart();
                    self.quote_checked(opening, whole, observer)
                }
            },
            Some(whole) => self.quote_checked(opening, whole, observer),
            None => self.price_parts(*opening, quantities, observer),
        }
    }

    /// The same for whole quantities, with a check at each step.
    #[inline(never)]
    fn quote_checked<O: Observer>(&self, opening: &Opening<'_>, whole: &[u64], observer: &mut O) -> Narrow {
        self.run::<false, O>(opening, whole, 0, observer).unwrap_or(Narrow::NONE)
    }

    #[inline(never)]
    fn price_parts<O: Observer>(
        &self,
        opening: Opening<'_>,
        quantities: &mut Quantities,
        observer: &mut O,
    ) -> Narrow {
        let parts = quantities.aligned(self.quantities).filter(|_| !self.whole_only);
        let price = parts.and_then(|(parts, places)| self.run::<true, O>(&opening, parts, places, observer));
        price.unwrap_or(Narrow::NONE)
    }
}

//! What a program does with the quantities of a call.

use super::asked::Answers;
use super::cell::{Cell, NO_QUANTITY};
use super::charge::Charge;
use super::derived::derive;
use super::facts::Facts;
use super::narrow::Narrow;
use super::number::ten_to;
use super::quantities::QUANTITIES_FEW;
use super::rounder::SUM_LIMIT;
use super::{Opening, Program, Row, Times};
use crate::exact::Exact;
use crate::number::SCALE_MAX;
use crate::rules::{Adjustment, Observer, Unobserved};

/// Every step, with a check at each, where tables and derived quantities are not all there is to it.
#[inline(never)]
pub(super) fn any(program: &Program, opening: Opening<'_>, quantities: &[u64]) -> Narrow {
    let price = few_under(program, &opening, quantities);
    if price.is_some() {
        return price;
    }
    program.run::<false, _>(&opening, quantities, 0, &mut Unobserved).unwrap_or(Narrow::NONE)
}

/// The shortest way where charges have tables, or quantities are made of others.
#[inline(always)]
pub(super) fn few_under(program: &Program, opening: &Opening<'_>, quantities: &[u64]) -> Narrow {
    let Some(few) = program.few_under.filter(|_| quantities.len() == program.quantities) else {
        return Narrow::NONE;
    };
    if program.derived.is_empty() {
        return few(program, opening.flat, opening.case, quantities, opening.answers);
    }
    match program.with_derived(quantities) {
        Some(all) => few(program, opening.flat, opening.case, program.of_all(&all), opening.answers),
        None => Narrow::NONE,
    }
}

/// What charges count, in parts of one, and what is answered besides.
#[derive(Clone, Copy)]
struct Counted<'c> {
    quantities: &'c [u64],
    /// The decimal places of the quantities, and what one of the sum is.
    places: u32,
    one: u64,
    answers: &'c Answers,
}

impl Program {
    /// Section 4 of the specification, step by step. Where quantities have decimal places, in `PARTS`, the constants of the program,
    /// compiled for whole ones, are multiplied by what one is then: a product has the places of all its factors, its degree.
    #[inline(always)]
    pub(super) fn run<const PARTS: bool, O: Observer>(
        &self,
        opening: &Opening<'_>,
        quantities: &[u64],
        places: u32,
        observer: &mut O,
    ) -> Option<Narrow> {
        let one_of = |degree: u32| if PARTS { ten_to(places.checked_mul(degree)?) } else { Some(1) };
        let scale_of = |degree: u32| {
            if PARTS { self.scale.checked_add(places.checked_mul(degree)?) } else { Some(self.scale) }
        };
        let (one, scale) = (one_of(self.degree)?, scale_of(self.degree)?);
        if quantities.len() != self.quantities || scale.checked_add(self.times_scale)? > SCALE_MAX {
            return None;
        }
        let stated = one_of(1)?;
        let all;
        let seen = if self.derived.is_empty() {
            quantities
        } else {
            all = self.with_derived(quantities)?;
            self.of_all(&all)
        };
        let (mut row, mut cells, mut facts) = (None, None, Facts { given: opening.given, met: 0 });
        if let Some(case) = &self.dense {
            let case = match case.bounds() {
                [] => usize::try_from(opening.case).ok()?,
                _ => case.reached_elsewhere(opening.case, seen, stated)?,
            };
            row = Some(self.rows.get(case)?);
            cells = Some(self.cells.get(case.wrapping_mul(self.width)..)?.get(..self.width)?);
        }
        if O::RECORDS || row.is_none() {
            facts.met = self.bounds.reached(seen, stated)? | opening.answers.met;
        }
        let flat = match row {
            // Both are below 2^63.
            Some(row) if !O::RECORDS => {
                Some(opening.flat.wrapping_add(row.flat)).filter(|sum| *sum < SUM_LIMIT)?
            }
            _ => self.observe_flat(row, facts, opening.answers, observer)?,
        };
        let mut sum = flat.checked_mul(one)?;
        let raised;
        let counted = if self.raises.is_empty() {
            seen
        } else {
            raised = self.raise(quantities, stated)?;
            self.of_all(&raised)
        };
        // Made once for each way: only the one by a call needs it in memory.
        let with = || Counted { quantities: counted, places, one, answers: opening.answers };
        match cells {
            Some(cells) => {
                for (at, (cell, charge)) in cells.iter().zip(&self.charges).enumerate() {
                    sum = self.add_charge::<PARTS, O>((at, charge), Some(cell), with(), sum, observer)?;
                }
            }
            None => sum = self.add_scanned::<PARTS, O>(facts, with(), sum, observer)?,
        }
        let free = match row {
            Some(row) if !O::RECORDS => {
                if !self.times.is_empty() {
                    sum = sum.checked_mul(row.factor)?;
                }
                row.is_free.then_some(0)
            }
            _ => {
                if !self.times.is_empty() {
                    sum = self.multiply(sum, scale, facts, observer)?;
                }
                if self.free.is_empty() { None } else { self.free_by(facts) }
            }
        };
        self.settle(sum, scale.wrapping_add(self.times_scale), free, one, observer)
    }

    /// Step 1: the flat amount and the options that add to it.
    #[inline(always)]
    fn observe_flat<O: Observer>(
        &self,
        row: Option<&Row>,
        facts: Facts,
        answers: &Answers,
        observer: &mut O,
    ) -> Option<u64> {
        let mut sum = 0_u64;
        if self.has_flat {
            let rate = match row {
                Some(row) => usize::try_from(row.rate).ok()?,
                None => super::facts::first(&self.rates, facts),
            };
            sum = *self.prices.get(rate)?;
            observer.flat(rate, Exact { mantissa: sum, scale: self.scale });
        }
        if let Some(row) = answers.flat_row {
            sum = answers.flat;
            observer.flat(row, Exact { mantissa: sum, scale: self.scale });
        }
        if facts.given == 0 {
            return Some(sum);
        }
        for add in &self.adds {
            let acts = add.bit & facts.given != 0 && (add.always || add.when.holds_elsewhere(&facts));
            if !acts {
                continue;
            }
            observer.option(add.place, Exact { mantissa: add.price, scale: self.scale });
            // All of them together are below the limit.
            sum = sum.wrapping_add(add.price);
        }
        Some(sum)
    }

    /// Step 2: the sum with a charge, with its cell, if one holds.
    #[inline(always)]
    fn add_charge<const PARTS: bool, O: Observer>(
        &self,
        (at, charge): (usize, &Charge),
        cell: Option<&Cell>,
        with: Counted<'_>,
        sum: u64,
        observer: &mut O,
    ) -> Option<u64> {
        let Counted { quantities: counted, places, one, answers } = with;
        let count = match cell {
            Some(cell) if cell.factors[0] != NO_QUANTITY => cell.count(counted)?,
            _ => charge.count_elsewhere(counted, places)?,
        };
        // Whole quantities need to know no more of a charge than its cell.
        let of = if PARTS { Some(charge) } else { None };
        let of_places = (places, of.map_or(u32::MAX, |charge| charge.degree));
        let places = of.map_or(Some(0), |charge| places.checked_mul(charge.degree))?;
        let of_count = if PARTS { ten_to(places)? } else { 1 };
        let mut amount = if count == 0 {
            0
        } else {
            let (cell, shared) = (cell?, &self.shared);
            let price = cell.price(answers)?;
            cell.amount(shared, price, cell.left(shared, count, counted, of_places)?, of_count)?
        };
        // A rounded amount has no more places than the sum of whole quantities.
        let rounds = of.is_some_and(|charge| charge.rounds);
        if O::RECORDS {
            let scale = if rounds { self.scale } else { self.scale.checked_add(places)? };
            observer.charge_amount(at, Exact { mantissa: amount, scale });
        }
        let of_amount = if rounds { 1 } else { of_count };
        if PARTS && of_amount != one {
            amount = amount.checked_mul(one.checked_div(of_amount)?)?;
        }
        sum.checked_add(amount)
    }

    /// The sum with all charges, where each looks for its row.
    #[inline(never)]
    fn add_scanned<const PARTS: bool, O: Observer>(
        &self,
        facts: Facts,
        with: Counted<'_>,
        mut sum: u64,
        observer: &mut O,
    ) -> Option<u64> {
        for (at, charge) in self.charges.iter().enumerate() {
            let cell = charge.scan(facts).and_then(|place| self.cells.get(place));
            sum = self.add_charge::<PARTS, O>((at, charge), cell, with, sum, observer)?;
        }
        Some(sum)
    }

    /// What is stated, in parts of `one`, as it counts.
    #[inline(never)]
    fn raise(&self, quantities: &[u64], one: u64) -> Option<[u64; QUANTITIES_FEW]> {
        let mut counted = [0; QUANTITIES_FEW];
        counted.get_mut(..quantities.len())?.copy_from_slice(quantities);
        let mut made = self.derived.is_empty();
        for raise in &self.raises {
            // The stated ones come first, and what is made of them is made of what they count as.
            if !made && raise.quantity >= quantities.len() {
                derive(&self.derived, &mut counted, quantities.len())?;
                made = true;
            }
            let count = counted.get_mut(raise.quantity)?;
            if *count == 0 {
                continue;
            }
            let one = one.checked_pow(raise.degree)?;
            *count = raise.at_least.checked_mul(one)?.max(*count);
            if let Some(increment) = &raise.increment {
                *count = increment.rounded(*count, one)?;
            }
        }
        if !made {
            derive(&self.derived, &mut counted, quantities.len())?;
        }
        Some(counted)
    }

    /// All quantities, the derived ones of what is stated among them.
    #[inline(never)]
    fn with_derived(&self, quantities: &[u64]) -> Option<[u64; QUANTITIES_FEW]> {
        let mut all = [0; QUANTITIES_FEW];
        all.get_mut(..self.quantities)?.copy_from_slice(quantities.get(..self.quantities)?);
        derive(&self.derived, &mut all, self.quantities)?;
        Some(all)
    }

    /// So many of them as there are.
    fn of_all<'a>(&self, all: &'a [u64; QUANTITIES_FEW]) -> &'a [u64] {
        all.get(..self.quantities.wrapping_add(self.derived.len())).unwrap_or_default()
    }

    /// The first option that makes the call cost nothing.
    #[inline(never)]
    fn free_by(&self, facts: Facts) -> Option<usize> {
        self.free.iter().find(|free| free.when.holds(facts)).map(|free| free.place)
    }

    /// Step 3: the endpoint's multipliers, one after the other.
    #[inline(never)]
    fn multiply<O: Observer>(
        &self,
        mut sum: u64,
        mut scale: u32,
        facts: Facts,
        observer: &mut O,
    ) -> Option<u64> {
        for times in &self.times {
            scale = scale.checked_add(times.scale)?;
            let idle = sum.checked_mul(times.idle)?;
            if times.when.holds(facts) {
                sum = sum.checked_mul(times.acts)?;
                let own = times.place == Times::OWN;
                let by = if own { Adjustment::OwnTimes } else { Adjustment::Times(times.place) };
                observe(observer, by, idle, sum, scale);
            } else {
                sum = idle;
            }
        }
        Some(sum)
    }

    /// The rest of step 3: bounds, rounding and `free`.
    #[inline(always)]
    pub(super) fn settle<O: Observer>(
        &self,
        mut sum: u64,
        mut scale: u32,
        free: Option<usize>,
        one: u64,
        observer: &mut O,
    ) -> Option<Narrow> {
        if sum >= SUM_LIMIT {
            return None;
        }
        let limits = &self.limits;
        if !limits.keeps {
            let raised = limits.at_least(sum, one)?;
            observe(observer, Adjustment::Minimum, sum, raised, scale);
            let bounded = limits.at_most(raised, one);
            observe(observer, Adjustment::Maximum, raised, bounded, scale);
            sum = bounded;
            if limits.rounds {
                let steps = limits.rounder.steps_of(bounded, one)?;
                if O::RECORDS {
                    let rounded = steps.checked_mul(limits.rounder.size)?.checked_mul(one)?;
                    observe(observer, Adjustment::Rounding, bounded, rounded, scale);
                }
                (sum, scale) = (steps.checked_mul(limits.rounder.value)?, self.settled_scale);
            }
        }
        if let Some(place) = free {
            observe(observer, Adjustment::Free(place), sum, 0, scale);
            sum = 0;
        }
        Some(Narrow::of(sum, scale))
    }
}

/// Shows what changed a sum, where it did.
#[inline(always)]
fn observe<O: Observer>(observer: &mut O, by: Adjustment, from: u64, to: u64, scale: u32) {
    if O::RECORDS && to != from {
        observer.adjusted(by, Exact { mantissa: to.abs_diff(from), scale }, to < from);
    }
}

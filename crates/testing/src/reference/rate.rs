//! The price of a usage: section 4 from its first step to its last, and the lines of section 5.

use std::collections::BTreeSet;

use num_traits::Zero;

use super::charge::{self, Size};
use super::decimal::{Amount, fits, round};
use super::facts::Facts;
use super::model::{Act, Endpoint, Flat, OptionRule, Sheet};
use super::usage::{Fault, Usage, can_be_rated, faults};

/// What a usage costs.
#[derive(Clone, Debug)]
pub struct Rated {
    /// The steps of one call, signed; they add up to `price`.
    pub lines: Vec<Line>,
    /// One call.
    pub price: Amount,
    /// All calls.
    pub total: Amount,
}

/// One step of the arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub step: Step,
    pub amount: Amount,
}

/// What a line is for, with the name of the option or charge.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Flat,
    Option(String),
    Charge(String),
    Times(String),
    EndpointTimes,
    Min,
    Max,
    Round,
    Free,
}

/// The answer to one usage.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The price, or everything that is wrong; of several faults an engine may name any.
    pub outcome: Result<Rated, BTreeSet<Fault>>,
    /// Whether a value inside some charge is so large that an engine may refuse it as not representable.
    pub large: bool,
}

/// Rates one usage.
///
/// A usage that is stated wrongly is rated all the same, as far as it goes, so that faults of both kinds are
/// found: which of them an engine comes upon first is its own affair.
pub fn rate(sheet: &Sheet, usage: &Usage) -> Verdict {
    let endpoint = sheet.endpoint(&usage.endpoint);
    let mut found = faults(endpoint, usage);
    let Some(endpoint) = endpoint else {
        return Verdict { outcome: Err(found), large: false };
    };

    if !can_be_rated(&found) {
        return Verdict { outcome: Err(found), large: false };
    }

    let mut call = Call { lines: Vec::new(), sum: Amount::zero(), faults: BTreeSet::new(), large: false };
    call.rate(sheet, endpoint, &Facts::new(sheet, endpoint, usage));
    let total = &call.sum * &usage.calls;
    if !fits(&total) {
        call.faults.insert(Fault::Unrepresentable);
    }
    found.extend(&call.faults);
    let rated = Rated { lines: call.lines, price: call.sum, total };
    Verdict { outcome: if found.is_empty() { Ok(rated) } else { Err(found) }, large: call.large }
}

/// One call while it is being rated.
struct Call {
    lines: Vec<Line>,
    sum: Amount,
    faults: BTreeSet<Fault>,
    large: bool,
}

impl Call {
    fn rate(&mut self, sheet: &Sheet, endpoint: &Endpoint, facts: &Facts) {
        let acting = |option: &&OptionRule| facts.is_given(&option.name) && facts.hold(&option.when);

        // 1
        match &endpoint.flat {
            Flat::LeftOut => {}
            Flat::Price(price) => self.add(Step::Flat, price.clone()),
            Flat::Rates(rows) => match rows.iter().find(|row| facts.hold(&row.when)) {
                Some(row) => self.add(Step::Flat, row.price.clone()),
                None => self.fail(Fault::NoRate),
            },
            Flat::Table(table) => match facts.price_in(table) {
                Some(price) => self.add(Step::Flat, price),
                None => self.fail(Fault::NoRate),
            },
        }
        for option in endpoint.options.iter().filter(acting) {
            if let Act::Price(price) = &option.act {
                self.add(Step::Option(option.name.clone()), price.clone());
            }
        }

        // What a derived quantity comes to may be too large for an engine wherever it is asked about.
        let mut size = Size::default();
        endpoint.quantities.iter().for_each(|quantity| charge::measure(endpoint, quantity, facts, &mut size));
        self.large |= size.large;

        // 2
        for charge in &endpoint.charges {
            let mut size = Size::default();
            let rounding = charge.round.or(&sheet.round_charges);
            match charge::rate(endpoint, charge, &rounding, facts, &mut size) {
                Ok(amount) => self.add(Step::Charge(charge.name.clone()), amount),
                Err(fault) => self.fail(fault),
            }
            self.large |= size.large;
        }

        // 3
        for option in endpoint.options.iter().filter(acting) {
            if let Act::Times(times) = &option.act {
                self.change_to(Step::Times(option.name.clone()), &self.sum * times);
            }
        }
        if let Some(times) = &endpoint.times {
            self.change_to(Step::EndpointTimes, &self.sum * times);
        }
        if let Some(min) = &endpoint.min {
            self.change_to(Step::Min, self.sum.clone().max(min.clone()));
        }
        if let Some(max) = &endpoint.max {
            self.change_to(Step::Max, self.sum.clone().min(max.clone()));
        }
        if let Some(rounding) = endpoint.round.or(&sheet.round).rounding() {
            self.change_to(Step::Round, round(&self.sum, rounding));
        }
        if endpoint.options.iter().filter(acting).any(|option| matches!(option.act, Act::Free)) {
            self.change_to(Step::Free, Amount::zero());
        }
    }

    /// One more line. It must fit the decimal type, and so must the sum of the lines down to it.
    fn add(&mut self, step: Step, amount: Amount) {
        self.sum += &amount;
        if !fits(&amount) || !fits(&self.sum) {
            self.fail(Fault::Unrepresentable);
        }
        self.lines.push(Line { step, amount });
    }

    /// A line that takes the sum to another one, where it changes it at all.
    fn change_to(&mut self, step: Step, sum: Amount) {
        if sum != self.sum {
            self.add(step, sum - &self.sum);
        }
    }

    fn fail(&mut self, fault: Fault) {
        self.faults.insert(fault);
    }
}

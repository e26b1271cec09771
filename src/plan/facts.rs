//! What is the case in a call, as the bits of one word: which options are given, and which bounds its quantities reach.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::unit::{Threshold, Unit};
use super::{ComparisonPlan, ConditionsPlan, EndpointPlan, OptionBits};
use crate::sheet::Comparison;

/// The bits of the options, and above them one for each bound that a quantity is compared with.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// How many bits the options have.
    options: u32,
    comparisons: Box<[Bound]>,
}

/// A fact is that the quantity reaches this bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bound {
    quantity: usize,
    /// The least whole count that reaches it.
    least: u64,
    exact: Threshold,
}

/// Conditions that must all hold: the facts to look at, and what they must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    care: u64,
    want: u64,
}

impl When {
    /// What can never hold.
    const NEVER: When = When { care: 0, want: 1 };

    #[inline(always)]
    pub(super) fn holds(self, facts: u64) -> bool {
        facts & self.care == self.want
    }

    /// All bits where the conditions hold, else none.
    #[inline(always)]
    pub(super) fn mask(self, facts: u64) -> u64 {
        u64::from(self.holds(facts)).wrapping_neg()
    }

    /// Whether all that matters is that one option is given.
    pub(super) fn is_one_option(self, facts: &Facts) -> bool {
        let options = facts.option_bits();
        self.care == self.want && self.care.is_power_of_two() && self.care & options != 0
    }

    /// The facts that must be.
    pub(super) fn wanted(self) -> u64 {
        self.want
    }

    /// The facts that matter.
    pub(super) fn relevant(self) -> u64 {
        self.care
    }

    /// With one more fact that must be, or must not be.
    fn and(self, bit: u64, is: bool) -> When {
        let want = if is { bit } else { 0 };
        let contradicted = self == When::NEVER || (self.care & bit != 0 && self.want & bit != want);
        if contradicted { When::NEVER } else { When { care: self.care | bit, want: self.want | want } }
    }
}

/// The first of few conditions that holds; their number where none does. Without a branch that nobody could foresee.
#[inline(always)]
pub(super) fn first(conditions: &[When], facts: u64) -> usize {
    const FEW: usize = 8;
    if conditions.len() <= FEW {
        let mut chosen = conditions.len();
        for (at, when) in conditions.iter().enumerate().rev() {
            chosen = if when.holds(facts) { at } else { chosen };
        }
        chosen
    } else {
        conditions.iter().position(|when| when.holds(facts)).unwrap_or(conditions.len())
    }
}

impl Facts {
    /// The facts of a call with these options and so much of every quantity as it is stated.
    #[inline(always)]
    pub(super) fn of<U: Unit>(&self, given: OptionBits, counts: &[u64], unit: U) -> Option<u64> {
        // The plan's options have 64 bits at the most.
        let mut facts = u64::try_from(given & u128::from(u64::MAX)).unwrap_or_default();
        let mut place = self.options;
        for bound in &self.comparisons {
            let reached = unit.reaches(*counts.get(bound.quantity)?, bound.least, &bound.exact);
            facts |= u64::from(reached).wrapping_shl(place);
            place = place.wrapping_add(1);
        }
        Some(facts)
    }
}

/// The few facts that tell the cases of an endpoint apart, with the bit of each in the number of a case.
#[derive(Debug, Clone)]
pub(super) struct Few {
    /// The places of options in the word of all facts.
    pub(super) options: Vec<(u32, u32)>,
    /// The places of bounds in it.
    pub(super) bounds: Vec<(u32, Reached)>,
}

/// A bound of a quantity that, reached, sets a bit of the case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reached {
    pub(crate) quantity: usize,
    /// The least whole count that reaches it.
    pub(crate) least: u64,
    pub(crate) bit: u32,
}

impl Facts {
    /// The bits that stand for options.
    fn option_bits(&self) -> u64 {
        !u64::MAX.checked_shl(self.options).unwrap_or_default()
    }

    /// Those facts that are relevant, if there are no more than these.
    pub(super) fn few(&self, relevant: u64, most: u32) -> Option<Few> {
        if relevant.count_ones() > most {
            return None;
        }
        let (mut options, mut bounds, mut case) = (Vec::new(), Vec::new(), 0_u32);
        for place in 0..u64::BITS {
            if relevant.wrapping_shr(place) & 1 == 0 {
                continue;
            }
            match place.checked_sub(self.options) {
                None => options.push((place, case)),
                Some(at) => {
                    let bound = self.comparisons.get(usize::try_from(at).ok()?)?;
                    bounds.push((place, Reached { quantity: bound.quantity, least: bound.least, bit: case }));
                }
            }
            case = case.checked_add(1)?;
        }
        Some(Few { options, bounds })
    }
}

impl Few {
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.options.len().saturating_add(self.bounds.len())).unwrap_or(u32::MAX)
    }

    /// The facts of a case.
    pub(super) fn word(&self, case: u64) -> u64 {
        let options = self.options.iter().map(|(place, at)| (*place, *at));
        let bounds = self.bounds.iter().map(|(place, bound)| (*place, bound.bit));
        options
            .chain(bounds)
            .fold(0, |word, (place, at)| word | (case.wrapping_shr(at) & 1).wrapping_shl(place))
    }
}

/// Collects the facts that conditions are about.
pub(super) struct Collector {
    options: u32,
    comparisons: Vec<Bound>,
}

impl Collector {
    /// None where the options alone are too many for one word.
    pub(super) fn new(plan: &EndpointPlan) -> Option<Self> {
        let options = u32::try_from(plan.option_names.len()).ok()?;
        (options <= u64::BITS).then_some(Collector { options, comparisons: Vec::new() })
    }

    /// The conditions as facts, and that these options are given; none where there is no bit for one.
    pub(super) fn when(&mut self, given: OptionBits, when: &ConditionsPlan) -> Option<When> {
        let (given, not_given) =
            (u64::try_from(given | when.given).ok()?, u64::try_from(when.not_given).ok()?);
        let mut facts = When { care: given, want: given }.and(not_given, false);
        for comparison in &when.comparisons {
            let (bit, is) = self.comparison(comparison)?;
            facts = facts.and(bit, is);
        }
        Some(facts)
    }

    /// The bit of a comparison, and what it must be.
    fn comparison(&mut self, comparison: &ComparisonPlan) -> Option<(u64, bool)> {
        let (passed, is) = match comparison.comparison {
            Comparison::Above => (true, true),
            Comparison::AtLeast => (false, true),
            Comparison::Below => (false, false),
            Comparison::AtMost => (true, false),
        };
        let exact = comparison.bound.normalized();
        let mantissa = u64::try_from(exact.mantissa).ok()?;
        let power = super::bounds::ten_to(exact.scale)?;
        let least =
            if passed { mantissa.checked_div(power)?.checked_add(1)? } else { mantissa.div_ceil(power) };
        let bound =
            Bound { quantity: comparison.quantity, least, exact: Threshold { mantissa, power, passed } };
        let place = match self.comparisons.iter().position(|other| *other == bound) {
            Some(place) => place,
            None => {
                self.comparisons.push(bound);
                self.comparisons.len().checked_sub(1)?
            }
        };
        let shift = self.options.checked_add(u32::try_from(place).ok()?)?;
        Some((1_u64.checked_shl(shift)?, is))
    }

    pub(super) fn finish(self) -> Facts {
        Facts { options: self.options, comparisons: self.comparisons.into() }
    }
}

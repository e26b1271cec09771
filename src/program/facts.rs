//! Conditions as bit masks: which options are given, and which bounds the quantities reach.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::number::ten_to;
use crate::exact::Stated;
use crate::rules::OptionBits;
use crate::sheet::{Comparison, Condition, OptionId};

/// What is true of one call.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    pub(super) given: OptionBits,
    /// A bit for each [bound](Bounds) that a quantity reaches.
    pub(super) reached: u64,
}

/// Conditions that must all hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct When {
    given: OptionBits,
    not_given: OptionBits,
    reached: u64,
    not_reached: u64,
}

impl When {
    #[inline(always)]
    pub(super) fn holds(&self, facts: Facts) -> bool {
        (facts.given & self.given == self.given)
            & (facts.given & self.not_given == 0)
            & (facts.reached & self.reached == self.reached)
            & (facts.reached & self.not_reached == 0)
    }

    /// The same by a call, for where it is asked seldom.
    #[inline(never)]
    pub(super) fn holds_elsewhere(&self, facts: &Facts) -> bool {
        self.holds(*facts)
    }

    /// Whether it holds where an option is given, whatever else is true.
    pub(super) fn is_option(&self, option: OptionId) -> bool {
        *self == When { given: option.bit(), ..When::default() }
    }

    /// The facts that it depends on.
    pub(super) fn mentions(&self) -> Facts {
        Facts { given: self.given | self.not_given, reached: self.reached | self.not_reached }
    }
}

/// The first of some conditions that holds; their number where none does.
#[inline(always)]
pub(super) fn first(conditions: &[When], facts: Facts) -> usize {
    conditions.iter().position(|when| when.holds(facts)).unwrap_or(conditions.len())
}

/// The bounds that quantities are compared with: each is a fact that is true or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Bounds(Box<[Bound]>);

/// A bound of a quantity: reached at a number, or only passed beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) quantity: u8,
    /// The least whole quantity that reaches it.
    pub(super) least: u64,
    /// The number is this over the power of ten.
    mantissa: u64,
    power: u64,
    passed: bool,
}

impl Bound {
    /// Whether a quantity in parts of `one` reaches it.
    #[inline(always)]
    pub(super) fn is_reached(&self, quantity: u64, one: u64) -> bool {
        if one == 1 {
            return quantity >= self.least;
        }
        // Of two numbers of 64 bits each.
        let quantity = u128::from(quantity).wrapping_mul(self.power.into());
        let bound = u128::from(self.mantissa).wrapping_mul(one.into());
        quantity > bound || (quantity == bound && !self.passed)
    }
}

impl Bounds {
    pub(super) fn get(&self, at: u32) -> Option<&Bound> {
        self.0.get(usize::try_from(at).ok()?)
    }

    /// The bounds that these quantities, as they are stated, reach.
    #[inline(always)]
    pub(super) fn reached(&self, quantities: &[u64], one: u64) -> Option<u64> {
        let mut reached = 0;
        for (at, bound) in (0_u32..).zip(&self.0) {
            let quantity = *quantities.get(usize::from(bound.quantity))?;
            reached |= u64::from(bound.is_reached(quantity, one)).wrapping_shl(at);
        }
        Some(reached)
    }
}

/// Collects the bounds that conditions speak of.
#[derive(Default)]
pub(super) struct Collector {
    bounds: Vec<Bound>,
}

impl Collector {
    /// Conditions as masks, and that an option is given; none where there is no bit for a bound.
    pub(super) fn when(&mut self, option: Option<OptionId>, conditions: &[Condition]) -> Option<When> {
        let mut when = When { given: option.map_or(0, OptionId::bit), ..When::default() };
        for condition in conditions {
            match *condition {
                Condition::Given(option) => when.given |= option.bit(),
                Condition::NotGiven(option) => when.not_given |= option.bit(),
                Condition::Quantity { quantity, comparison, bound } => {
                    let (passed, is) = match comparison {
                        Comparison::Above => (true, true),
                        Comparison::AtLeast => (false, true),
                        Comparison::Below => (false, false),
                        Comparison::AtMost => (true, false),
                    };
                    let bit = self.bit(u8::try_from(quantity.index()).ok()?, Stated::of(bound), passed)?;
                    *(if is { &mut when.reached } else { &mut when.not_reached }) |= bit;
                }
                Condition::Attribute { .. } | Condition::Window { .. } => return None,
            }
        }
        Some(when)
    }

    fn bit(&mut self, quantity: u8, bound: Stated, passed: bool) -> Option<u64> {
        let exact = bound.normalized();
        let mantissa = u64::try_from(exact.mantissa).ok()?;
        let power = ten_to(exact.scale)?;
        let least =
            if passed { mantissa.checked_div(power)?.checked_add(1)? } else { mantissa.div_ceil(power) };
        let bound = Bound { quantity, least, mantissa, power, passed };
        let place = match self.bounds.iter().position(|other| *other == bound) {
            Some(place) => place,
            None => {
                self.bounds.push(bound);
                self.bounds.len().checked_sub(1)?
            }
        };
        1_u64.checked_shl(u32::try_from(place).ok()?)
    }

    pub(super) fn finish(self) -> Bounds {
        Bounds(self.bounds.into())
    }
}

/// A few facts, as the bits of a number: the case.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    /// The places of options, the first of which is the lowest bit.
    options: Box<[u8]>,
    /// Bounds of quantities, whose bits come after those.
    bounds: Box<[(u8, Bound)]>,
}

impl Case {
    /// The cases that these facts make, where they are no more than so many.
    pub(super) fn of(facts: Facts, bounds: &Bounds, most: u32) -> Option<Self> {
        if facts.given.count_ones().checked_add(facts.reached.count_ones())? > most {
            return None;
        }
        let options = (0..OptionBits::BITS).filter(|at| facts.given.wrapping_shr(*at) & 1 == 1);
        let reached = (0..u64::BITS).filter(|at| facts.reached.wrapping_shr(*at) & 1 == 1);
        let reached = reached.map(|at| Some((u8::try_from(at).ok()?, *bounds.get(at)?)));
        Some(Case {
            options: options.map(|at| u8::try_from(at).ok()).collect::<Option<_>>()?,
            bounds: reached.collect::<Option<_>>()?,
        })
    }

    /// How many bits a case has.
    pub(super) fn bits(&self) -> u32 {
        u32::try_from(self.options.len().saturating_add(self.bounds.len())).unwrap_or(u32::MAX)
    }

    /// The bounds whose bits are to be set where they are reached.
    #[inline(always)]
    pub(super) fn bounds(&self) -> &[(u8, Bound)] {
        &self.bounds
    }

    /// The first bit of a bound.
    pub(super) fn first_bound(&self) -> u32 {
        u32::try_from(self.options.len()).unwrap_or_default()
    }

    /// The case of these options, as long as no bound is reached.
    #[inline(always)]
    pub(super) fn of_options(&self, given: OptionBits) -> u32 {
        let halves =
            [given, given >> 64].map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or_default());
        let mut case = 0;
        for (bit, place) in (0_u32..).zip(&self.options) {
            let half = if *place < 64 { halves[0] } else { halves[1] };
            let given = u32::from(half.wrapping_shr((*place).into()) & 1 == 1);
            case |= given.wrapping_shl(bit);
        }
        case
    }

    /// The case with the bounds that quantities reach.
    #[inline(always)]
    pub(super) fn reached(&self, mut case: u32, quantities: &[u64], one: u64) -> Option<usize> {
        let first = u32::try_from(self.options.len()).ok()?;
        for (bit, (_, bound)) in (first..).zip(&self.bounds) {
            let quantity = *quantities.get(usize::from(bound.quantity))?;
            case |= u32::from(bound.is_reached(quantity, one)).wrapping_shl(bit);
        }
        usize::try_from(case).ok()
    }

    /// The case of these facts.
    #[inline(always)]
    pub(super) fn of_facts(&self, facts: Facts) -> usize {
        let mut case = self.of_options(facts.given);
        let first = u32::try_from(self.options.len()).unwrap_or_default();
        for (bit, (at, _)) in (first..).zip(&self.bounds) {
            let reached = u32::from(facts.reached.wrapping_shr((*at).into()) & 1 == 1);
            case |= reached.wrapping_shl(bit);
        }
        usize::try_from(case).unwrap_or(usize::MAX)
    }

    /// The facts of a case.
    pub(super) fn facts(&self, case: usize) -> Facts {
        let is = |bit: usize| {
            case.checked_shr(u32::try_from(bit).unwrap_or(u32::MAX)).is_some_and(|rest| rest & 1 == 1)
        };
        let mut facts = Facts::default();
        for (bit, place) in self.options.iter().enumerate() {
            facts.given |= if is(bit) { 1_u128.wrapping_shl((*place).into()) } else { 0 };
        }
        for (bit, (at, _)) in self.bounds.iter().enumerate() {
            let reached = is(self.options.len().saturating_add(bit));
            facts.reached |= if reached { 1_u64.wrapping_shl((*at).into()) } else { 0 };
        }
        facts
    }
}

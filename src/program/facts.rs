//! Conditions as bit masks: which options are given, which bounds the quantities reach, and what attributes and the instant are.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::asked::{Asked, Question};
use super::derived::Unit;
use super::number::ten_to;
use crate::exact::Stated;
use crate::rules::OptionBits;
use crate::sheet::{Comparison, Condition, Endpoint, OptionId, QuantityId};

/// What is true of one call.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    pub(super) given: OptionBits,
    /// A bit for each [bound](Bounds) that a quantity reaches, from the lowest one up, and one for each [question](Question)
    /// whose answer is yes, from the highest one down.
    pub(super) met: u64,
}

/// Conditions that must all hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct When {
    given: OptionBits,
    not_given: OptionBits,
    met: u64,
    not_met: u64,
}

impl When {
    #[inline(always)]
    pub(super) fn holds(&self, facts: Facts) -> bool {
        (facts.given & self.given == self.given)
            & (facts.given & self.not_given == 0)
            & (facts.met & self.met == self.met)
            & (facts.met & self.not_met == 0)
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
        Facts { given: self.given | self.not_given, met: self.met | self.not_met }
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
    /// Of how many stated quantities it is a product.
    degree: u8,
    /// The least quantity that reaches it, where those that are stated are whole.
    pub(super) least: u64,
    /// The number, at the scale of the quantity, is this over the power of ten.
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
        // Of two numbers of 64 bits each. What is above 128 bits is above every quantity.
        let quantity = u128::from(quantity).wrapping_mul(self.power.into());
        let one = u128::from(one).saturating_pow(self.degree.into());
        let bound = u128::from(self.mantissa).saturating_mul(one);
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

/// Collects the bounds that conditions speak of, and what they ask of attributes and the instant.
pub(super) struct Collector<'a> {
    /// Of all quantities.
    units: &'a [Unit],
    bounds: Vec<Bound>,
    questions: Vec<Question>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(units: &'a [Unit]) -> Self {
        Collector { units, bounds: Vec::new(), questions: Vec::new() }
    }

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
                    let bit = self.bit(quantity, Stated::of(bound), passed)?;
                    *(if is { &mut when.met } else { &mut when.not_met }) |= bit;
                }
                Condition::Attribute { attribute, value, is } => {
                    let fact = self.fact(Question::Value(attribute, value))?;
                    *(if is { &mut when.met } else { &mut when.not_met }) |= fact;
                }
                Condition::Window { window, inside } => {
                    let fact = self.fact(Question::Window(window))?;
                    *(if inside { &mut when.met } else { &mut when.not_met }) |= fact;
                }
            }
        }
        Some(when)
    }

    fn bit(&mut self, quantity: QuantityId, bound: Stated, passed: bool) -> Option<u64> {
        let exact = bound.normalized();
        let Unit { scale, degree } = *self.units.get(quantity.index())?;
        let mantissa = u64::try_from(exact.mantissa).ok()?.checked_mul(ten_to(scale)?)?;
        let (quantity, degree) = (u8::try_from(quantity.index()).ok()?, u8::try_from(degree).ok()?);
        let power = ten_to(exact.scale)?;
        let least =
            if passed { mantissa.checked_div(power)?.checked_add(1)? } else { mantissa.div_ceil(power) };
        let bound = Bound { quantity, degree, least, mantissa, power, passed };
        1_u64.checked_shl(place_of(&mut self.bounds, bound)?)
    }

    fn fact(&mut self, question: Question) -> Option<u64> {
        (1_u64 << 63).checked_shr(place_of(&mut self.questions, question)?)
    }

    /// None where there are more facts than bits.
    pub(super) fn finish(self, endpoint: &Endpoint) -> Option<(Bounds, Asked)> {
        let facts = self.bounds.len().checked_add(self.questions.len())?;
        let asked = Asked::of(endpoint, &self.questions);
        (facts <= usize::try_from(u64::BITS).ok()?).then(|| (Bounds(self.bounds.into()), asked))
    }
}

/// The place of an item in a list that has each once.
fn place_of<T: PartialEq>(list: &mut Vec<T>, item: T) -> Option<u32> {
    let place = list.iter().position(|other| *other == item);
    if place.is_none() {
        list.push(item);
    }
    u32::try_from(place.map_or(list.len().checked_sub(1), Some)?).ok()
}

/// A few facts, as the bits of a number: the case.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    /// The places of options, the first of which is the lowest bit.
    options: Box<[u8]>,
    /// The bits of the facts that a setting meets, whose bits come after those.
    asked: Box<[u8]>,
    /// Bounds of quantities, whose bits come last.
    bounds: Box<[(u8, Bound)]>,
}

impl Case {
    /// The cases that these facts make, where they are no more than so many.
    pub(super) fn of(facts: Facts, bounds: &Bounds, most: u32) -> Option<Self> {
        if facts.given.count_ones().checked_add(facts.met.count_ones())? > most {
            return None;
        }
        let options = (0..OptionBits::BITS).filter(|at| facts.given.wrapping_shr(*at) & 1 == 1);
        let met = (0..u64::BITS).filter(|at| facts.met.wrapping_shr(*at) & 1 == 1);
        let asked = met.clone().filter(|at| bounds.get(*at).is_none());
        let reached = met.filter_map(|at| Some((u8::try_from(at).ok()?, *bounds.get(at)?)));
        Some(Case {
            options: options.map(|at| u8::try_from(at).ok()).collect::<Option<_>>()?,
            asked: asked.map(|at| u8::try_from(at).ok()).collect::<Option<_>>()?,
            bounds: reached.collect(),
        })
    }

    /// How many bits a case has.
    pub(super) fn bits(&self) -> u32 {
        let bounds = u32::try_from(self.bounds.len()).unwrap_or(u32::MAX);
        self.first_bound().saturating_add(bounds)
    }

    /// The bounds whose bits are to be set where they are reached.
    #[inline(always)]
    pub(super) fn bounds(&self) -> &[(u8, Bound)] {
        &self.bounds
    }

    /// The first bit of a bound.
    pub(super) fn first_bound(&self) -> u32 {
        u32::try_from(self.options.len().saturating_add(self.asked.len())).unwrap_or_default()
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

    /// The bits of the facts that a setting meets.
    #[inline(always)]
    pub(super) fn of_met(&self, met: u64) -> u32 {
        let first = u32::try_from(self.options.len()).unwrap_or_default();
        let bits = (first..).zip(&self.asked);
        bits.fold(0, |case, (bit, at)| {
            case | u32::from(met.wrapping_shr((*at).into()) & 1 == 1).wrapping_shl(bit)
        })
    }

    /// The case with the bounds that quantities reach.
    #[inline(always)]
    pub(super) fn reached(&self, mut case: u32, quantities: &[u64], one: u64) -> Option<usize> {
        for (bit, (_, bound)) in (self.first_bound()..).zip(&self.bounds) {
            let quantity = *quantities.get(usize::from(bound.quantity))?;
            case |= u32::from(bound.is_reached(quantity, one)).wrapping_shl(bit);
        }
        usize::try_from(case).ok()
    }

    /// The same by a call, for where it is asked seldom.
    #[inline(never)]
    pub(super) fn reached_elsewhere(&self, case: u32, quantities: &[u64], one: u64) -> Option<usize> {
        self.reached(case, quantities, one)
    }

    /// The case of these facts.
    #[inline(always)]
    pub(super) fn of_facts(&self, facts: Facts) -> usize {
        let mut case = self.of_options(facts.given) | self.of_met(facts.met);
        for (bit, (at, _)) in (self.first_bound()..).zip(&self.bounds) {
            let reached = u32::from(facts.met.wrapping_shr((*at).into()) & 1 == 1);
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
        let others = self.asked.iter().chain(self.bounds.iter().map(|(at, _)| at));
        for (bit, at) in others.enumerate() {
            let met = is(self.options.len().saturating_add(bit));
            facts.met |= if met { 1_u64.wrapping_shl((*at).into()) } else { 0 };
        }
        facts
    }
}

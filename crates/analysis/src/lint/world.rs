//! What is settled of a usage: which options are given, in which range each quantity lies, and what each attribute may be.

use alloc::vec::Vec;

use pricesheet::Decimal;

use super::moments::When;
use super::number;
use pricesheet::sheet::{Attribute, Comparison, ValueId};

/// A condition in the places of an endpoint's lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Literal {
    /// The option is given, or is not.
    Option { at: usize, given: bool },
    /// The quantity compares so with the bound.
    Quantity { at: usize, comparison: Comparison, bound: Decimal },
    /// The call lies in the window, or does not.
    Window { at: usize, inside: bool },
    /// The attribute has the value, or has not.
    Attribute { at: usize, value: ValueId, is: bool },
}

impl Literal {
    pub(super) fn negated(self) -> Self {
        match self {
            Literal::Option { at, given } => Literal::Option { at, given: !given },
            Literal::Attribute { at, value, is } => Literal::Attribute { at, value, is: !is },
            Literal::Window { at, inside } => Literal::Window { at, inside: !inside },
            Literal::Quantity { at, comparison, bound } => {
                let comparison = match comparison {
                    Comparison::Above => Comparison::AtMost,
                    Comparison::AtLeast => Comparison::Below,
                    Comparison::Below => Comparison::AtLeast,
                    Comparison::AtMost => Comparison::Above,
                };
                Literal::Quantity { at, comparison, bound }
            }
        }
    }
}

/// The numbers that a quantity may be; never none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    low: Decimal,
    /// Whether the low end itself is left out.
    above: bool,
    high: Decimal,
    /// Whether the high end itself is left out.
    below: bool,
}

impl Range {
    pub(super) const ALL: Range =
        Range { low: Decimal::ZERO, above: false, high: Decimal::MAX, below: false };

    /// What is left of the range; none where that is nothing.
    pub(super) fn and(mut self, comparison: Comparison, bound: Decimal) -> Option<Self> {
        match comparison {
            Comparison::Above if bound >= self.low => (self.low, self.above) = (bound, true),
            Comparison::AtLeast if bound > self.low => (self.low, self.above) = (bound, false),
            Comparison::Below if bound <= self.high => (self.high, self.below) = (bound, true),
            Comparison::AtMost if bound < self.high => (self.high, self.below) = (bound, false),
            _ => {}
        }
        let some = self.low < self.high || (self.low == self.high && !self.above && !self.below);
        some.then_some(self)
    }

    pub(super) fn holds(self, value: Decimal) -> bool {
        let low = if self.above { value > self.low } else { value >= self.low };
        low && if self.below { value < self.high } else { value <= self.high }
    }

    /// The smallest whole number of the range above zero, or zero where that is all; else one of its ends.
    pub(super) fn example(self) -> Option<Decimal> {
        let whole_at = |more: u128| number::whole(number::floor(self.low)?.checked_add(more)?);
        let candidates = [Some(Decimal::ONE), whole_at(0), whole_at(1), Some(self.high), Some(self.low)];
        candidates.into_iter().flatten().find(|value| self.holds(*value))
    }

    /// Whether nothing is said of the quantity.
    pub(super) fn is_all(self) -> bool {
        self.low.is_zero() && !self.above && self.high == Decimal::MAX && !self.below
    }
}

/// The values that an attribute may have; never none.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// The one that it has, where that is settled.
    is: Option<ValueId>,
    /// Those of the known ones that it has not.
    not: Vec<ValueId>,
    /// How many are known, and whether it may have others.
    known: usize,
    open: bool,
}

impl Values {
    pub(super) fn of(attribute: &Attribute) -> Self {
        Values { is: None, not: Vec::new(), known: attribute.values.len(), open: attribute.open }
    }

    /// Settles whether it has a value; false where it cannot be so.
    pub(super) fn settle(&mut self, value: ValueId, is: bool) -> bool {
        match self.truth(value) {
            Some(known) => known == is,
            None if is => {
                self.is = Some(value);
                true
            }
            None => {
                self.not.push(value);
                true
            }
        }
    }

    /// Whether it has a value; none where that is open.
    pub(super) fn truth(&self, value: ValueId) -> Option<bool> {
        match self.is {
            Some(is) => Some(is == value),
            None if self.not.contains(&value) => Some(false),
            // The last one that is left.
            None if !self.open && self.not.len().saturating_add(1) >= self.known => Some(true),
            None => None,
        }
    }

    /// A value that it may have, as text; none where it is the default that it has anyway, or nothing that could be named.
    pub(super) fn example<'s>(&self, attribute: &'s Attribute) -> Option<&'s str> {
        let may_be = |value: &ValueId| self.truth(*value) != Some(false);
        let default = attribute.default.filter(may_be);
        let value = self.is.or(default).or_else(|| attribute.value_ids().find(may_be))?;
        (Some(value) != attribute.default).then(|| attribute.value(value))
    }

    /// Whether a known value is left, so that there is an example.
    pub(super) fn has_example(&self) -> bool {
        self.is.is_some() || self.not.len() < self.known
    }
}

/// What is settled of a usage.
#[derive(Debug, Clone)]
pub(super) struct World {
    /// By the place of the option; none where it is open.
    pub(super) options: Vec<Option<bool>>,
    /// By the place of the quantity, derived ones after the others.
    pub(super) ranges: Vec<Range>,
    /// By the place of the attribute.
    pub(super) attributes: Vec<Values>,
    pub(super) when: When,
}

impl World {
    /// Whether a literal holds; none where that is open.
    pub(super) fn truth(&self, literal: Literal) -> Option<bool> {
        match literal {
            Literal::Option { at, given } => self.options.get(at).copied().flatten().map(|is| is == given),
            Literal::Window { at, inside } => self.when.truth(at).map(|is| is == inside),
            Literal::Attribute { at, value, is } => Some(self.attributes.get(at)?.truth(value)? == is),
            Literal::Quantity { at, comparison, bound } => {
                let range = self.ranges.get(at)?;
                let negated = literal.negated();
                let Literal::Quantity { comparison: other, .. } = negated else { return None };
                match (range.and(comparison, bound), range.and(other, bound)) {
                    (None, _) => Some(false),
                    (_, None) => Some(true),
                    _ => None,
                }
            }
        }
    }
}

//! A usage in the terms of its endpoint: which options are given, and how much there is of every quantity.

use core::cmp::Ordering;

use rust_decimal::Decimal;

use super::Setting;
use crate::exact::{Exact, Integer, Stated, Wide};
use crate::sheet::{Comparison, Condition, Derivation, DerivedQuantity, Endpoint, OptionId, QuantityId};

/// A set of options of one endpoint: bit n stands for the n-th of its option names.
pub(crate) type OptionBits = u128;

/// The options given and the quantities stated (or their defaults), by their places in the endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection<'a> {
    pub(crate) options: OptionBits,
    /// None of them is below zero.
    pub(crate) quantities: &'a [Decimal],
    pub(crate) setting: &'a Setting,
    /// Whether the endpoint's `min` is due; a meter may leave it for later.
    pub(crate) min_due: bool,
}

impl<'a> Selection<'a> {
    pub(crate) fn new(options: OptionBits, quantities: &'a [Decimal]) -> Self {
        Selection { options, quantities, setting: Setting::NONE, min_due: true }
    }

    /// The same with what the usage states besides.
    pub(crate) fn under(self, setting: &'a Setting) -> Self {
        Selection { setting, ..self }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn gives(&self, option: OptionId) -> bool {
        self.options & option.bit() != 0
    }

    /// How much there is of a quantity, before anything is rounded; none of one that usages do not state.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn stated(&self, quantity: QuantityId) -> Option<Stated> {
        self.quantities.get(quantity.index()).copied().map(Stated::of)
    }

    /// How much there is of a derived quantity, before anything is rounded; none where the integer type is too small.
    pub(crate) fn derived<I: Integer>(&self, derived: &DerivedQuantity) -> Option<Exact<I>> {
        derive(derived, |quantity| self.stated(quantity)?.over())
    }

    /// How a derived quantity compares with a bound.
    fn compare_derived(&self, derived: &DerivedQuantity, bound: Stated) -> Option<Ordering> {
        if let Some(value) = self.derived::<u128>(derived) {
            return Some(value.compare(bound));
        }
        // Four factors of 96 bits, or 64 summands with weights, fit the widest integers.
        Some(self.derived::<Wide>(derived)?.compare(bound.over()?))
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn meets(&self, endpoint: &Endpoint, condition: &Condition) -> bool {
        match *condition {
            Condition::Given(option) => self.gives(option),
            Condition::NotGiven(option) => !self.gives(option),
            Condition::Quantity { quantity, comparison, bound } => {
                let bound = Stated::of(bound);
                let derived = || self.compare_derived(endpoint.derived(quantity)?, bound);
                // Both are decimals of the sheet and the usage, which 128 bits hold.
                let order = self.stated(quantity).map(|stated| stated.compare(bound)).or_else(derived);
                order.is_some_and(|order| match comparison {
                    Comparison::Above => order.is_gt(),
                    Comparison::AtLeast => order.is_ge(),
                    Comparison::Below => order.is_lt(),
                    Comparison::AtMost => order.is_le(),
                })
            }
            Condition::Attribute { .. } | Condition::Window { .. } => {
                self.setting.decides(condition) == Some(true)
            }
        }
    }
}

/// A sum or product, of what each of its quantities is said to be.
pub(super) fn derive<I: Integer>(
    derived: &DerivedQuantity,
    mut value: impl FnMut(QuantityId) -> Option<Exact<I>>,
) -> Option<Exact<I>> {
    match &derived.of {
        Derivation::Sum(parts) => parts.iter().try_fold(Exact::zero(), |sum, part| {
            let weight = Stated::of(part.weight).over()?;
            sum.add(value(part.quantity)?.multiply(weight)?)
        }),
        Derivation::Product(parts) => {
            let one = Exact { mantissa: I::ONE, scale: 0 };
            parts.iter().try_fold(one, |product, part| product.multiply(value(*part)?))
        }
    }
}

//! A usage in the terms of its endpoint: which options are given, and how much there is of every quantity.

use rust_decimal::Decimal;

use super::Setting;
use crate::exact::Stated;
use crate::sheet::{Comparison, Condition, OptionId, QuantityId};

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

    #[inline(always)]
    pub(crate) fn gives(&self, option: OptionId) -> bool {
        self.options & option.bit() != 0
    }

    /// How much there is of a quantity, before anything is rounded; none of a quantity that the endpoint does not have.
    #[inline(always)]
    pub(super) fn stated(&self, quantity: QuantityId) -> Option<Stated> {
        self.quantities.get(quantity.index()).copied().map(Stated::of)
    }

    #[inline(always)]
    pub(super) fn meets(&self, condition: &Condition) -> bool {
        match *condition {
            Condition::Given(option) => self.gives(option),
            Condition::NotGiven(option) => !self.gives(option),
            Condition::Quantity { quantity, comparison, bound } => {
                // Both are decimals of the sheet and the usage, which 128 bits hold.
                let order = self.stated(quantity).map(|stated| stated.compare(Stated::of(bound)));
                order.is_some_and(|order| match comparison {
                    Comparison::Above => order.is_gt(),
                    Comparison::AtLeast => order.is_ge(),
                    Comparison::Below => order.is_lt(),
                    Comparison::AtMost => order.is_le(),
                })
            }
            Condition::Attribute { .. } => self.setting.decides(condition) == Some(true),
        }
    }
}

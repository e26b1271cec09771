//! Conditions of a `when` (section 2).

use rust_decimal::Decimal;

use super::{AttributeId, OptionId, QuantityId, ValueId, WindowId};

/// One condition of a `when`.
#[derive(Debug, Clone)]
pub enum Condition {
    /// The option is given.
    Given(OptionId),
    /// The option is not given.
    NotGiven(OptionId),
    /// The quantity, as the usage states it or by its default, compares so with the bound.
    Quantity {
        /// The quantity.
        quantity: QuantityId,
        /// How it compares.
        comparison: Comparison,
        /// What it is compared with.
        bound: Decimal,
    },
    /// The attribute has, or has not, this value.
    Attribute {
        /// The attribute.
        attribute: AttributeId,
        /// The value.
        value: ValueId,
        /// Whether it must have the value; else it must have another.
        is: bool,
    },
    /// The usage's `at` lies in the window, or does not.
    Window {
        /// The window.
        window: WindowId,
        /// Whether it must lie in it; else it must lie elsewhere.
        inside: bool,
    },
}

/// How a quantity is compared with a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

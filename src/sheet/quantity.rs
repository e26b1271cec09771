//! Quantities of the model: those that usages state, those made of others, and how charges read them.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::QuantityId;
use crate::diagnostics::Span;
use crate::rounding::Rounding;

/// A quantity that usages state and charges read (section 2, *A quantity*).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Quantity {
    /// The name by which usages state it.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// One of what is counted.
    pub unit: Option<String>,
    /// What it is where a usage does not state it.
    pub default: Option<Decimal>,
    /// Whether a usage must state it.
    pub required: bool,
    /// Above zero, it counts as at least this.
    pub at_least: Option<Decimal>,
    /// Rounded to a multiple of this, after `at_least`.
    pub increment: Option<Rounding>,
    /// Where its name stands: in `quantities`, or else in the charge that first reads it.
    pub span: Span,
}

/// A quantity made of others (section 2, *A derived quantity*). No usage states it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DerivedQuantity {
    /// The name by which conditions and charges speak of it.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// What it is made of.
    pub of: Derivation,
    /// Above zero, it counts as at least this.
    pub at_least: Option<Decimal>,
    /// Rounded to a multiple of this, after `at_least`.
    pub increment: Option<Rounding>,
    /// Where its name stands.
    pub span: Span,
}

/// How a derived quantity follows from quantities that usages state.
#[derive(Debug, Clone)]
pub enum Derivation {
    /// Their sum, each with a weight above zero; at least one.
    Sum(Vec<Weighted>),
    /// The product of two to four.
    Product(Vec<QuantityId>),
}

/// A quantity and how much one of it counts.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Weighted {
    /// The quantity.
    pub quantity: QuantityId,
    /// How much one of it counts; 1 where the sheet does not say.
    pub weight: Decimal,
}

/// The part of a charge's amount that is due: one quantity by another (section 2, `share`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Share {
    /// What the amount is multiplied by.
    pub of: QuantityId,
    /// What it is divided by, the sheet's `in`.
    pub within: QuantityId,
}

impl DerivedQuantity {
    /// The quantities that it is made of.
    pub fn parts(&self) -> impl Iterator<Item = QuantityId> {
        let (sum, product) = match &self.of {
            Derivation::Sum(parts) => (parts.as_slice(), &[][..]),
            Derivation::Product(parts) => (&[][..], parts.as_slice()),
        };
        sum.iter().map(|part| part.quantity).chain(product.iter().copied())
    }
}

//! Quantities made of others: sums and products of what usages state.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::charge::{Weight, weighted_sum};
use super::number::{narrow_at, scale_of, ten_to};
use super::quantities::QUANTITIES_FEW;
use crate::sheet::{Derivation, DerivedQuantity, Endpoint, QuantityId, Weighted};

/// In which unit a program has a quantity: of whole numbers an integer at this scale. Where numbers have decimal places, it has
/// those of so many factors besides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) scale: u32,
    pub(super) degree: u32,
}

/// A quantity made of others, at the scale of its unit.
#[derive(Debug, Clone)]
pub(super) enum Derived {
    Sum(Box<[Weight]>),
    Product {
        factors: Box<[u8]>,
        /// What a product of 1 comes to.
        one: u64,
    },
}

/// The units of all quantities of an endpoint: of those that usages state, then of the derived ones.
pub(super) fn units(endpoint: &Endpoint) -> Option<Vec<Unit>> {
    let stated = endpoint.quantities.iter().map(|_| Some(Unit { scale: 0, degree: 1 }));
    let derived = endpoint.derived.iter().map(|derived| {
        let (weights, degree): (Vec<Decimal>, _) = match &derived.of {
            Derivation::Sum(parts) => (parts.iter().map(|part| part.weight).collect(), 1),
            Derivation::Product(parts) => (Vec::new(), parts.len()),
        };
        let raises = derived.at_least.into_iter().chain(derived.increment.map(|step| step.to));
        let scale = weights.into_iter().chain(raises).map(scale_of).max().unwrap_or_default();
        Some(Unit { scale, degree: u32::try_from(degree).ok()? })
    });
    stated.chain(derived).collect()
}

impl Derived {
    pub(super) fn of(derived: &DerivedQuantity, unit: Unit) -> Option<Self> {
        let place = |quantity: QuantityId| u8::try_from(quantity.index()).ok();
        Some(match &derived.of {
            Derivation::Sum(parts) => {
                let weight = |part: &Weighted| {
                    let weight = narrow_at(part.weight, unit.scale)?;
                    Some(Weight { quantity: place(part.quantity)?, degree: 1, weight })
                };
                Derived::Sum(parts.iter().map(weight).collect::<Option<_>>()?)
            }
            Derivation::Product(parts) => {
                let factors = parts.iter().map(|part| place(*part)).collect::<Option<_>>()?;
                Derived::Product { factors, one: ten_to(unit.scale)? }
            }
        })
    }

    /// What it comes to of these quantities.
    fn value(&self, quantities: &[u64]) -> Option<u64> {
        match self {
            Derived::Sum(parts) => weighted_sum(parts, 0, quantities, 0, 1),
            Derived::Product { factors, one } => factors.iter().try_fold(*one, |product, factor| {
                product.checked_mul(*quantities.get(usize::from(*factor))?)
            }),
        }
    }
}

/// Puts what derived quantities come to behind the ones that are stated, of which there are so many.
pub(super) fn derive(derived: &[Derived], values: &mut [u64; QUANTITIES_FEW], stated: usize) -> Option<()> {
    let (stated, room) = values.split_at_mut_checked(stated)?;
    for (derived, room) in derived.iter().zip(room) {
        *room = derived.value(stated)?;
    }
    Some(())
}

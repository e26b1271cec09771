//! What a balance comes to beside a total, in words and as data.

use pricesheet::{AffordError, Coverage, Decimal};
use serde::Serialize;

use crate::Finding;
use crate::amount::Amount;
use crate::fault::Fault;

/// A balance, and what is left of it or missing.
pub(crate) struct Balance {
    balance: Decimal,
    coverage: Coverage,
}

pub(crate) fn coverage(total: Decimal, balance: Decimal) -> Result<Balance, Fault> {
    let coverage = Coverage::of(total, balance).ok_or(AffordError::NotRepresentable)?;
    Ok(Balance { balance, coverage })
}

impl Balance {
    /// The same as data.
    pub(crate) fn fields(&self) -> BalanceFields {
        let (left, missing) = match self.coverage {
            Coverage::Covered { left } => (Some(left.into()), None),
            Coverage::Short { missing } => (None, Some(missing.into())),
        };
        BalanceFields { balance: self.balance.into(), left, missing }
    }

    /// What is left or missing.
    pub(crate) fn difference(&self) -> String {
        match self.coverage {
            Coverage::Covered { left } => format!("{} left", left.normalize()),
            Coverage::Short { missing } => format!("{} missing", missing.normalize()),
        }
    }
}

/// A line below a table of amounts.
pub(crate) fn words(balance: Option<&Balance>) -> String {
    balance.map_or(String::new(), |known| {
        format!("\nbalance {}: {}\n", known.balance.normalize(), known.difference())
    })
}

/// An answer, and the balance where one was stated.
#[derive(Debug, Serialize)]
pub(crate) struct Balanced<T> {
    #[serde(flatten)]
    answer: T,
    #[serde(flatten)]
    balance: Option<BalanceFields>,
}

impl<T> Balanced<T> {
    pub(crate) fn new(answer: T, balance: Option<&Balance>) -> Self {
        Balanced { answer, balance: balance.map(Balance::fields) }
    }
}

/// A balance, and what is left of it or missing, as fields of an object.
#[derive(Debug, Serialize)]
pub(crate) struct BalanceFields {
    balance: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Amount>,
}

/// Whether the balance is too short.
pub(crate) fn finding(balance: Option<&Balance>) -> Finding {
    match balance {
        Some(Balance { coverage: Coverage::Short { .. }, .. }) => Finding::Failed,
        _ => Finding::Fine,
    }
}

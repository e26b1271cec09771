//! What a balance comes to beside a total, in words and as data.

use pricesheet::{AffordError, Coverage, Decimal};
use serde_json::{Value, json};

use crate::Finding;
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

/// Adds the fields `balance`, and `left` or `missing`, to an object.
pub(crate) fn add_coverage(value: &mut Value, balance: Option<&Balance>) {
    if let (Value::Object(fields), Some(Balance { balance, coverage })) = (value, balance) {
        let (key, amount) = match coverage {
            Coverage::Covered { left } => ("left", left),
            Coverage::Short { missing } => ("missing", missing),
        };
        fields.insert("balance".to_string(), json!(balance.normalize().to_string()));
        fields.insert(key.to_string(), json!(amount.normalize().to_string()));
    }
}

/// Whether the balance is too short.
pub(crate) fn finding(balance: Option<&Balance>) -> Finding {
    match balance {
        Some(Balance { coverage: Coverage::Short { .. }, .. }) => Finding::Failed,
        _ => Finding::Fine,
    }
}

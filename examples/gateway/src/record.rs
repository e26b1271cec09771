//! The log: what was charged for what, as `pricesheet audit` reads it.

use pricesheet::{Decimal, Fingerprint, Instant, Usage};
use serde_json::{Value, json};

use crate::problem::Problem;

/// A line of the log: the usage as it was, the instant by which its sheet was chosen, and what was charged for it.
pub(crate) fn record(
    customer: &str,
    key: &str,
    usage: &Usage,
    at: Instant,
    sheet: Fingerprint,
    charged: Decimal,
) -> Result<Value, Problem> {
    let mut record = serde_json::to_value(usage.clone().made_at(at))?;
    if let Some(fields) = record.as_object_mut() {
        fields.insert("customer".to_string(), json!(customer));
        fields.insert("key".to_string(), json!(key));
        fields.insert("sheet".to_string(), json!(sheet));
        fields.insert("charged".to_string(), json!(charged.normalize().to_string()));
    }
    Ok(record)
}

//! What a request states.

use axum::http::StatusCode;
use pricesheet::Usage;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::key::Key;
use crate::problem::Problem;

/// A request that may be charged for: whose, under which key, and for what.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) customer: String,
    pub(crate) key: String,
    /// As it was sent: a retry has to state the same.
    pub(crate) body: Value,
    pub(crate) usage: Usage,
}

impl Request {
    pub(crate) fn read(customer: String, Key(key): Key, bytes: &[u8]) -> Result<Self, Problem> {
        let usage = usage(bytes)?;
        Ok(Request { customer, key, body: read(bytes)?, usage })
    }
}

/// A usage as JSON. When it is, the gateway says: a caller could choose a cheaper sheet otherwise.
pub(crate) fn usage(bytes: &[u8]) -> Result<Usage, Problem> {
    let usage: Usage = read(bytes)?;
    if usage.at().is_some() {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "stated-instant", "a call does not state `at`")
            .culprit("at")
            .help("leave it out; the gateway charges by the instant at which it takes the call"));
    }
    Ok(usage)
}

pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid-body",
            format!("the body is not what is asked for: {error}"),
        )
    })
}

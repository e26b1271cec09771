//! Why a question has no answer.

use pricesheet::{AffordError, BookError, CodedError, Diagnostics, InForceError, UsageError};
use serde::Serialize;

/// A stable code, a message, the name of what is wrong, and what to do instead; of a sheet, every fault with its place.
#[derive(Debug, Serialize)]
pub(crate) struct Fault {
    code: &'static str,
    message: String,
    culprit: String,
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Diagnostics>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, culprit: &str, message: String, help: Option<String>) -> Self {
        Fault { code, message, culprit: culprit.to_string(), help, diagnostics: None }
    }

    fn of(error: &dyn CodedError) -> Self {
        Fault::new(error.code(), error.culprit(), error.to_string(), error.help())
    }
}

macro_rules! faults {
    ($($error:ty),*) => {$(
        impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Fault::of(&error)
            }
        }
    )*};
}

faults!(UsageError, InForceError, BookError, AffordError);

/// The first fault speaks for all of them, with its place before it.
impl From<Diagnostics> for Fault {
    fn from(faults: Diagnostics) -> Self {
        let first = faults.iter().next();
        let message = first.map(|first| {
            format!("{}:{}:{}: {}", first.source_name(), first.line(), first.column(), first.message())
        });
        Fault {
            code: first.map_or("", |first| first.code().as_str()),
            message: message.unwrap_or_default(),
            culprit: first.map(|first| first.source_name().to_string()).unwrap_or_default(),
            help: first.and_then(|first| first.help().map(String::from)),
            diagnostics: Some(faults),
        }
    }
}

/// What JavaScript takes apart again.
pub(crate) fn json(value: &impl Serialize) -> String {
    // A map whose keys are no texts would be the only reason, and there is none.
    serde_json::to_string(value).unwrap_or_default()
}

/// An error as JavaScript throws it.
pub(crate) fn thrown(fault: impl Into<Fault>) -> String {
    json(&fault.into())
}

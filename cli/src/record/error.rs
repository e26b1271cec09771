//! Why a record has no total.

use pricesheet::UsageError;

/// A stable code, a message, and the name of what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) culprit: String,
}

impl RecordError {
    pub(crate) fn new(code: &'static str, culprit: impl Into<String>, message: impl Into<String>) -> Self {
        RecordError { code, message: message.into(), culprit: culprit.into() }
    }

    /// A field with a value that it cannot have.
    pub(crate) fn field(name: &str, wanted: &str) -> Self {
        RecordError::new("invalid-field", name, format!("`{name}` must be {wanted}"))
    }

    /// A text where a number must be.
    pub(crate) fn number(name: &str, text: &str, error: pricesheet::number::NumberError) -> Self {
        const SHOWN_CHARS: usize = 60;
        let shown: String = text.chars().take(SHOWN_CHARS).collect();
        RecordError::new("invalid-number", name, format!("`{shown}` of `{name}` is {error}"))
    }

    /// No endpoint is named.
    pub(crate) fn no_endpoint() -> Self {
        RecordError::new("missing-endpoint", "endpoint", "the record has no `endpoint`")
    }

    /// Longer than is held in memory.
    pub(crate) fn too_long() -> Self {
        let message = format!("the record is longer than {} bytes", super::RECORD_BYTES_MAX);
        RecordError::new("record-too-long", "line", message)
    }
}

impl From<UsageError> for RecordError {
    fn from(error: UsageError) -> Self {
        let message = match error.help() {
            Some(help) => format!("{error}; {help}"),
            None => error.to_string(),
        };
        RecordError::new(error.code(), error.culprit(), message)
    }
}

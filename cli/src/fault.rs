//! Why a question has no answer.

use pricesheet::{AffordError, EstimateError, InForceError, Instant, UsageError};
use pricesheet_records::RecordError;
use serde::Serialize;

/// A stable code, a message, the name of what is wrong, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) culprit: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    fn new(code: &'static str, culprit: impl Into<String>, message: impl Into<String>) -> Self {
        Fault { code, message: message.into(), culprit: culprit.into(), help: None }
    }

    /// The same where the command's own arguments have no instant.
    pub(crate) fn of_arguments(self) -> Self {
        let missing = self.code == InForceError::NoInstant.code();
        let help = missing.then(|| "state it as --at INSTANT, such as --at 2026-05-01T00:00:00Z".to_string());
        Fault { help: help.or(self.help), ..self }
    }
}

impl From<InForceError> for Fault {
    fn from(error: InForceError) -> Self {
        Fault { help: error.help(), ..Fault::new(error.code(), error.culprit(), error.to_string()) }
    }
}

impl From<EstimateError> for Fault {
    fn from(error: EstimateError) -> Self {
        Fault { help: error.help(), ..Fault::new(error.code(), "total", error.to_string()) }
    }
}

impl From<UsageError> for Fault {
    fn from(error: UsageError) -> Self {
        Fault { help: error.help(), ..Fault::new(error.code(), error.culprit(), error.to_string()) }
    }
}

impl From<AffordError> for Fault {
    fn from(error: AffordError) -> Self {
        Fault { help: error.help(), ..Fault::new(error.code(), error.culprit(), error.to_string()) }
    }
}

impl From<RecordError> for Fault {
    fn from(error: RecordError) -> Self {
        Fault { help: error.help(), ..Fault::new(error.code(), error.culprit(), error.to_string()) }
    }
}

/// The instant of an argument `--at`.
pub(crate) fn instant_of(at: Option<&str>) -> Result<Option<Instant>, Fault> {
    let instant = |text: &str| {
        text.parse().map_err(|error| InForceError::InvalidInstant { at: text.to_string(), error }.into())
    };
    at.map(instant).transpose()
}

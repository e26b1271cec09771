//! Why a usage has no total, in `quote` and in a record alike.

use pricesheet::number::NumberError;
use pricesheet::{AffordError, EstimateError, InForceError, Instant, MeterError, UsageError};

/// A stable code, a message, the name of what is wrong, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) culprit: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, culprit: impl Into<String>, message: impl Into<String>) -> Self {
        Fault { code, message: message.into(), culprit: culprit.into(), help: None }
    }

    /// Something that is no record at all.
    pub(crate) fn not_a_record(message: impl Into<String>) -> Self {
        Fault::new("not-a-record", "line", message)
    }

    /// Longer than is held in memory.
    pub(crate) fn too_long() -> Self {
        let message = format!("the record is longer than {} bytes", crate::record::RECORD_BYTES_MAX);
        Fault::new("record-too-long", "line", message)
    }

    /// A row that ends with its file, inside quotes.
    pub(crate) fn unclosed() -> Self {
        Fault::not_a_record("the file ends inside the quotes of this row")
    }

    /// No endpoint is named.
    pub(crate) fn no_endpoint() -> Self {
        Fault::new("missing-endpoint", "endpoint", "the record has no `endpoint`")
    }

    /// A field with a value that it cannot have.
    pub(crate) fn field(name: &str, wanted: &str) -> Self {
        Fault::new("invalid-field", name, format!("`{name}` must be {wanted}"))
    }

    /// A quantity whose text is no amount.
    pub(crate) fn quantity(name: &str, text: &str, error: NumberError) -> Self {
        match error {
            NumberError::Negative => UsageError::NegativeQuantity { quantity: name.to_string() }.into(),
            _ => Fault::number(name, text, error),
        }
    }

    /// A balance whose text is no amount.
    pub(crate) fn balance(text: &str, error: NumberError) -> Self {
        Fault::number("balance", text, error)
    }

    /// Calls whose text is no amount.
    pub(crate) fn calls(text: &str, error: NumberError) -> Self {
        match error {
            NumberError::Negative => UsageError::InvalidCalls { calls: shortened(text) }.into(),
            _ => Fault::number("calls", text, error),
        }
    }

    /// A field whose text is no amount.
    pub(crate) fn number(name: &str, text: &str, error: NumberError) -> Self {
        let help = matches!(error, NumberError::NotANumber | NumberError::NotDecimal)
            .then(|| "write it as 1, 0.5, 1_000 or 2.5e-3".to_string());
        let message = format!("`{}` of `{name}` is {error}", shortened(text));
        Fault { help, ..Fault::new("invalid-number", name, message) }
    }

    /// The same where the command's own arguments have no instant.
    pub(crate) fn of_arguments(self) -> Self {
        let missing = self.code == InForceError::NoInstant.code();
        let help = missing.then(|| "state it as --at INSTANT, such as --at 2026-05-01T00:00:00Z".to_string());
        Fault { help: help.or(self.help), ..self }
    }

    /// What is wrong and what to do, in one sentence: records have one field for both.
    pub(crate) fn sentence(&self) -> String {
        match &self.help {
            Some(help) => format!("{}; {help}", self.message),
            None => self.message.clone(),
        }
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

impl From<MeterError> for Fault {
    fn from(error: MeterError) -> Self {
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

/// As much of a text as a message can show.
fn shortened(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

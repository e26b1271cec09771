//! Why a document cannot be imported, and what is wrong with an entry of it.

use std::fmt;

use crate::report::Report;

/// Why no sheet can be made from a document. What is wrong with a single entry is in the [`Report`](crate::Report)
/// instead: the other entries are imported all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportError {
    /// The text is not JSON.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, in bytes, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// The document does not have the shape that the project publishes.
    Shape {
        /// Where, as a path such as `data[3].pricing`; empty for the document as a whole.
        path: String,
        /// What is wrong.
        message: String,
        /// What the project publishes there.
        help: String,
    },
    /// No entry has a price that can be taken over.
    NothingPriced {
        /// What is told of the entries.
        report: Box<Report>,
    },
    /// A sheet counts in one unit, and the prices are in several currencies.
    SeveralCurrencies {
        /// Their codes, in order of appearance.
        currencies: Vec<String>,
    },
    /// The currency that was asked for has no price.
    UnknownCurrency {
        /// The one that was asked for.
        currency: String,
        /// Those that have prices.
        known: Vec<String>,
    },
}

impl ImportError {
    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_string();
        ImportError::NotJson { line: error.line(), column: error.column(), message }
    }

    /// A stable code for the kind of error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ImportError::NotJson { .. } => "not-json",
            ImportError::Shape { .. } => "unknown-shape",
            ImportError::NothingPriced { .. } => "nothing-priced",
            ImportError::SeveralCurrencies { .. } => "several-currencies",
            ImportError::UnknownCurrency { .. } => "unknown-currency",
        }
    }

    /// What to do instead.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            ImportError::NotJson { .. } => "save the file as the project publishes it, whole".to_string(),
            ImportError::Shape { help, .. } => help.clone(),
            ImportError::NothingPriced { .. } => {
                "the report says of each entry why it was left out".to_string()
            }
            ImportError::SeveralCurrencies { .. } => "say which one, and make a sheet of each".to_string(),
            ImportError::UnknownCurrency { known, .. } => format!("one of {}", known.join(", ")),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::NotJson { line, column, message } => {
                write!(f, "not JSON: {message} at line {line}, column {column}")
            }
            ImportError::Shape { path, message, .. } if path.is_empty() => f.write_str(message),
            ImportError::Shape { path, message, .. } => write!(f, "{message}, at `{path}`"),
            ImportError::NothingPriced { report } => {
                write!(f, "none of the {} entries has a price that can be taken over", report.entries)
            }
            ImportError::SeveralCurrencies { currencies } => {
                write!(f, "the prices are in several currencies: {}", currencies.join(", "))
            }
            ImportError::UnknownCurrency { currency, .. } => write!(f, "no price is in `{currency}`"),
        }
    }
}

impl std::error::Error for ImportError {}

/// What is wrong with an entry, and where.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) path: String,
    pub(crate) message: String,
    pub(crate) help: Option<&'static str>,
    /// Whether it may be what the source means, and only a sheet has no words for it.
    pub(crate) is_meant: bool,
}

impl Fault {
    pub(crate) fn new(path: &str, message: impl Into<String>) -> Self {
        Fault { path: path.to_string(), message: message.into(), help: None, is_meant: false }
    }

    pub(crate) fn with_help(self, help: &'static str) -> Self {
        Fault { help: Some(help), ..self }
    }

    /// What the source may well mean, and a sheet has no words for.
    pub(crate) fn not_expressed(path: &str, message: impl Into<String>) -> Self {
        Fault { is_meant: true, ..Fault::new(path, message) }
    }

    /// The fault of a document as a whole.
    pub(crate) fn of_document(self, published: &str) -> ImportError {
        ImportError::Shape { path: self.path, message: self.message, help: published.to_string() }
    }
}

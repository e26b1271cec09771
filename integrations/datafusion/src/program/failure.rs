//! Why a command could not do its work.

use std::io::Write;

use datafusion::error::DataFusionError;
use pricesheet::Diagnostics;

/// A message for the person who must act, and what to do instead.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), help: None }
    }

    pub(crate) fn with_help(message: String, help: Option<String>) -> Self {
        Failure { message, help }
    }

    pub(crate) fn faults(faults: &Diagnostics) -> Self {
        Failure::new(faults.to_string())
    }

    pub(crate) fn report(&self) {
        let help = self.help.iter().map(|help| format!("help: {help}\n")).collect::<String>();
        // Where nobody listens, the exit status still speaks.
        let _ = write!(std::io::stderr().lock(), "error: {}\n{help}", self.message);
    }
}

impl From<DataFusionError> for Failure {
    /// What it says, without the words for where in DataFusion it was said.
    fn from(error: DataFusionError) -> Self {
        let context = match &error {
            DataFusionError::Context(context, _) => format!("{context}: "),
            _ => String::new(),
        };
        Failure::new(format!("{context}{}", error.find_root().message()))
    }
}

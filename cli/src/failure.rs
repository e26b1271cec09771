//! Why a command could not do its work: a message for the person who must act, and what to do instead.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use pricesheet_records::{MappingError, ReadError};

use crate::fault::Fault;

/// A reason to end with status 2, or quietly where the reader has gone.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something is wrong with what was asked for.
    Message {
        /// The code that `explain` knows; none where the message says all there is to say.
        code: Option<&'static str>,
        message: String,
        help: Option<String>,
    },
    /// Nobody reads the output any more.
    PipeClosed,
    /// Diagnostics have been printed already.
    Reported,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure::Message { code: None, message: message.into(), help: None }
    }

    pub(crate) fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Failure::Message { code: None, message: message.into(), help: Some(help.into()) }
    }

    /// An error while a file, or standard input, was read.
    pub(crate) fn reading(name: &str, error: &io::Error) -> Self {
        let message = format!("cannot read {name}: {error}");
        Failure::Message { code: Some("unreadable-input"), message, help: None }
    }

    /// An error while output was written.
    pub(crate) fn writing(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::PipeClosed
        } else {
            Failure::new(format!("cannot write the output: {error}"))
        }
    }

    pub(crate) fn report(&self) {
        if let Failure::Message { code, message, help } = self {
            let code = code.map_or_else(String::new, |code| format!("[{code}]"));
            tell(&format!("\u{1b}[1;31merror{code}\u{1b}[0m: {message}\n"));
            if let Some(help) = help {
                tell(&format!("\u{1b}[1;36mhelp\u{1b}[0m: {help}\n"));
            }
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::Message { code: Some(fault.code), message: fault.message, help: fault.help }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Failure::Message { code: Some(error.code()), message: error.to_string(), help: error.help() }
    }
}

impl From<MappingError> for Failure {
    fn from(error: MappingError) -> Self {
        Failure::Message { code: Some(error.code()), message: error.to_string(), help: error.help() }
    }
}

/// Whether results and errors only are printed.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Leaves warnings and summaries out from now on.
pub(crate) fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Tells what is neither a result nor an error, unless only those are asked for.
pub(crate) fn note(text: &str) {
    if !QUIET.load(Ordering::Relaxed) {
        tell(text);
    }
}

/// Writes to standard error, in colour where that is a terminal.
pub(crate) fn tell(text: &str) {
    // Where nobody listens, the exit status still speaks.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

//! Objects as they are written back.

use std::io::{self, Write};

use super::amount;
use crate::error::RecordError;
use crate::field::is_outcome;
use crate::json::Object;
use crate::rater::Outcome;

/// Writes a record with its outcome at the end.
pub(super) fn record(
    output: &mut impl Write,
    line: &[u8],
    object: &Object<'_>,
    outcome: &Outcome,
) -> io::Result<()> {
    let kept = || object.members.iter().filter(|member| !is_outcome(&member.key));
    match line.trim_ascii().strip_suffix(b"}") {
        Some(open) if kept().count() == object.members.len() => output.write_all(open)?,
        _ => {
            let mut separator = "{";
            for member in kept() {
                let (key, value) = (member.written.get(), member.value.get());
                write!(output, "{separator}{key}:{value}")?;
                separator = ",";
            }
            if separator == "{" {
                output.write_all(b"{")?;
            }
        }
    }
    close(output, outcome, if kept().next().is_some() { "," } else { "" })
}

/// Writes what is not a record: its text and why.
pub(super) fn unreadable(output: &mut impl Write, line: &[u8], error: &RecordError) -> io::Result<()> {
    output.write_all(b"{\"line\":")?;
    serde_json::to_writer(&mut *output, &String::from_utf8_lossy(line))?;
    close_with_error(output, error, ",")
}

/// Closes an object with what it comes to.
pub(super) fn close(output: &mut impl Write, outcome: &Outcome, separator: &str) -> io::Result<()> {
    match outcome {
        Ok(total) => {
            output.write_all(separator.as_bytes())?;
            output.write_all(b"\"total\":\"")?;
            amount(output, *total)?;
            output.write_all(b"\"}\n")
        }
        Err(error) => close_with_error(output, error, separator),
    }
}

fn close_with_error(output: &mut impl Write, error: &RecordError, separator: &str) -> io::Result<()> {
    write!(output, "{separator}\"error\":{{\"code\":\"{}\",\"message\":", error.code())?;
    serde_json::to_writer(&mut *output, &error.sentence())?;
    output.write_all(b",\"culprit\":")?;
    serde_json::to_writer(&mut *output, error.culprit())?;
    output.write_all(b"}}\n")
}

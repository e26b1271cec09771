//! Records on their way from one format into the other, such that what comes out can be rated again.

use std::borrow::Cow;
use std::io::{self, Write};

use super::jsonl::close;
use crate::csv::{Column, Fields, Header};
use crate::field::{Field, Target};
use crate::jsonl::{Object, text_of};
use crate::rater::Outcome;
use crate::usage::RecordedUsage;

/// Writes a CSV row as an object. A readable usage has its options as a list and its quantities as an object, at the
/// place of the first column that speaks of them; every other column is a text. A usage that cannot be read keeps
/// the text of every column.
pub(super) fn object(
    output: &mut impl Write,
    header: &Header,
    row: Fields<'_>,
    usage: Option<&RecordedUsage<'_>>,
    outcome: &Outcome,
) -> io::Result<()> {
    let mut separator = "{";
    let (mut options_written, mut quantities_written) = (false, false);
    for (column, name, field) in header.kept(row) {
        let part = match column {
            Column::Usage(target) => usage.map(|usage| (target, usage)),
            Column::Outcome | Column::Other => None,
        };
        let (key, value) = match part {
            Some((Target::Field(Field::Options) | Target::Option(_), usage)) => {
                if std::mem::replace(&mut options_written, true) {
                    continue;
                }
                ("options", serde_json::to_string(&usage.options)?)
            }
            Some((Target::Field(Field::Quantities) | Target::Quantity(_), usage)) => {
                if std::mem::replace(&mut quantities_written, true) {
                    continue;
                }
                ("quantities", quantities_object(usage)?)
            }
            // Empty is not stated.
            Some((Target::Field(Field::Calls | Field::At), _)) if field.is_empty() => continue,
            _ => (name, serde_json::to_string(field)?),
        };
        output.write_all(separator.as_bytes())?;
        serde_json::to_writer(&mut *output, key)?;
        write!(output, ":{value}")?;
        separator = ",";
    }
    close(output, outcome, separator)
}

/// One stated twice stays twice, and stays the error that it is.
fn quantities_object(usage: &RecordedUsage<'_>) -> io::Result<String> {
    let fields: Result<Vec<String>, serde_json::Error> = usage
        .quantities
        .iter()
        .map(|(name, value)| Ok(format!("{}:\"{}\"", serde_json::to_string(name)?, value.normalize())))
        .collect();
    Ok(format!("{{{}}}", fields?.join(",")))
}

/// The field of a CSV column from an object: texts as they are, options and quantities of a readable usage in words,
/// everything else as JSON.
pub(super) fn cell<'a>(
    column: &str,
    object: &'a Object<'_>,
    usage: Option<&RecordedUsage<'_>>,
) -> Cow<'a, str> {
    let Some(value) = object.get(column) else { return Cow::Borrowed("") };
    let in_words = match (column, usage) {
        ("options", Some(usage)) => words(usage.options.iter().map(|name| (&**name, None))),
        ("quantities", Some(usage)) => {
            let quantities = usage.quantities.iter();
            words(quantities.map(|(name, number)| (&**name, Some(number.normalize().to_string()))))
        }
        // An empty column would read as not stated.
        ("at", _) if value.get() == "\"\"" => Some(value.get().to_string()),
        // Null is not stated.
        ("calls" | "at", Some(_)) if value.get() == "null" => Some(String::new()),
        // What could not be read stays JSON: its bare text might read as something else, and be priced.
        ("options" | "quantities" | "calls", None) => Some(value.get().to_string()),
        _ => None,
    };
    match in_words {
        Some(words) => Cow::Owned(words),
        None => text_of(value).unwrap_or(Cow::Borrowed(value.get())),
    }
}

/// Names, or NAME=NUMBER, with spaces between them; none where a name could not be told apart again.
fn words<'a>(names: impl Iterator<Item = (&'a str, Option<String>)>) -> Option<String> {
    let ambiguous = |name: &str| name.is_empty() || name.contains(|c: char| c == '=' || c.is_whitespace());
    let words: Option<Vec<String>> = names
        .map(|(name, number)| match number {
            _ if ambiguous(name) => None,
            Some(number) => Some(format!("{name}={number}")),
            None => Some(name.to_string()),
        })
        .collect();
    words.map(|words| words.join(" "))
}

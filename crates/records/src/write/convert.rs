//! Records on their way from one format into the other, such that what comes out can be rated again.

use std::borrow::Cow;
use std::io::{self, Write};

use super::json::close;
use crate::csv::{Column, Fields, Header};
use crate::error::RecordError;
use crate::field::{Field, Part};
use crate::json::{Member, Object, read_names, text_of};
use crate::number;
use crate::rater::Outcome;
use crate::usage::is_null;

/// Writes a CSV row as an object. Where its usage can be read, options are a list, and quantities, choices and attributes an
/// object each, at the place of the first column that speaks of them; every other column is a text, those that a mapping
/// reads among them. Otherwise every column keeps its text.
pub(super) fn object(
    output: &mut impl Write,
    header: &Header,
    row: Fields<'_>,
    readable: bool,
    outcome: &Outcome,
) -> io::Result<()> {
    let mut separator = "{";
    let mut written = Vec::new();
    for (column, name, field) in header.kept(row) {
        let several = match column {
            Column::Part(part, _) => Some(*part),
            Column::Field(field) => field.part(),
            Column::Outcome | Column::Other => None,
        };
        let (key, value) = match (several, column) {
            (Some(part), _) if readable => {
                if written.contains(&part) {
                    continue;
                }
                written.push(part);
                (part.field().name(), together(header, row, part)?)
            }
            // Empty is not stated.
            (None, Column::Field(_)) if readable && field.is_empty() => continue,
            _ => (name, serde_json::to_string(field)?),
        };
        output.write_all(separator.as_bytes())?;
        serde_json::to_writer(&mut *output, key)?;
        write!(output, ":{value}")?;
        separator = ",";
    }
    close(output, outcome, separator)
}

/// What all columns of a row say that speak of options, or of quantities, choices or attributes: as JSON. One stated twice
/// stays twice, and stays the error that it is.
fn together(header: &Header, row: Fields<'_>, part: Part) -> io::Result<String> {
    let mut written = Vec::new();
    for (column, _, field) in header.kept(row).filter(|(_, _, field)| !field.is_empty()) {
        match column {
            Column::Part(other, name) if *other == part => match part {
                Part::Option if number::flag(name, field).unwrap_or_default() => {
                    written.push(serde_json::to_string(name)?);
                }
                Part::Option => {}
                _ => written.push(pair(part, name, field)?),
            },
            Column::Field(of) if of.part() == Some(part) => {
                for word in field.split_whitespace() {
                    written.push(match word.split_once('=').filter(|_| part != Part::Option) {
                        Some((name, value)) => pair(part, name, value)?,
                        None => serde_json::to_string(word)?,
                    });
                }
            }
            _ => {}
        }
    }
    let written = written.join(",");
    Ok(if part == Part::Option { format!("[{written}]") } else { format!("{{{written}}}") })
}

fn pair(part: Part, name: &str, value: &str) -> io::Result<String> {
    let number = (part == Part::Quantity).then(|| plain(value)).flatten();
    let value = serde_json::to_string(number.as_deref().unwrap_or(value))?;
    Ok(format!("{}:{value}", serde_json::to_string(name)?))
}

/// A number without what does not count.
fn plain(text: &str) -> Option<String> {
    let number: Result<_, RecordError> = number::quantity("", text);
    number.ok().map(|number| number.normalize().to_string())
}

/// The field of a CSV column from an object: texts as they are, options and quantities of a usage that can be read in words,
/// everything else as JSON. A column of a single choice or attribute has what the object of all of them says.
pub(super) fn cell<'a>(column: &str, object: &'a Object<'_>, readable: bool) -> Cow<'a, str> {
    let Some(value) = object.get(column) else {
        return Cow::Owned(inner(column, object).unwrap_or_default());
    };
    let in_words = match column {
        // What could not be read stays JSON: its bare text might read as something else, and be priced.
        "options" | "quantities" | "calls" if !readable => Some(value.get().to_string()),
        "options" if !is_null(value) => {
            words(read_names(value).into_iter().flatten().map(|name| (name, None)))
        }
        "quantities" if !is_null(value) => Object::of(value).and_then(|object| {
            let stated = object.members.iter().filter(|member| !is_null(member.value));
            words(stated.map(|Member { key, value, .. }| {
                let text = text_of(value).unwrap_or(Cow::Borrowed(value.get()));
                (key.clone(), Some(plain(&text).unwrap_or(text.into_owned())))
            }))
        }),
        // An empty column would read as not stated.
        "at" if value.get() == "\"\"" => Some(value.get().to_string()),
        // Null is not stated.
        name if is_null(value) && (Field::of(name).is_some() || is_part(name)) => Some(String::new()),
        _ => None,
    };
    match in_words {
        Some(words) => Cow::Owned(words),
        None => text_of(value).unwrap_or(Cow::Borrowed(value.get())),
    }
}

fn is_part(name: &str) -> bool {
    matches!(Column::of(name), Column::Part(..))
}

/// What an object of choices or attributes says of the one that a column is for.
fn inner(column: &str, object: &Object<'_>) -> Option<String> {
    let (field, name) = column.split_once('.')?;
    let value = Object::of(object.get(field)?)?.get(name).filter(|value| !is_null(value))?;
    text_of(value).map(Cow::into_owned)
}

/// The columns of a single choice or attribute that an object of them is written into; nothing where it is another field.
pub(super) fn columns_within(member: &Member<'_>) -> Option<Vec<String>> {
    if !matches!(&*member.key, "choices" | "attributes") {
        return None;
    }
    let object = Object::of(member.value)?;
    let stated = object.members.iter().filter(|inner| !is_null(inner.value));
    Some(stated.map(|inner| format!("{}.{}", member.key, inner.key)).collect())
}

/// Names, or NAME=NUMBER, with spaces between them; none where a name could not be told apart again.
fn words<'a>(names: impl Iterator<Item = (Cow<'a, str>, Option<String>)>) -> Option<String> {
    let ambiguous = |name: &str| name.is_empty() || name.contains(|c: char| c == '=' || c.is_whitespace());
    let words: Option<Vec<String>> = names
        .map(|(name, number)| match number {
            _ if ambiguous(&name) => None,
            Some(number) => Some(format!("{name}={number}")),
            None => Some(name.into_owned()),
        })
        .collect();
    words.map(|words| words.join(" "))
}

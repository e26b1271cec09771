//! Values from the texts of a record: by the grammar of the sheet, never through a binary float.

use pricesheet::number::{NumberError, parse};
use pricesheet::{Decimal, UsageError};

use crate::error::RecordError;

/// A quantity from its text.
///
/// ```
/// assert_eq!(pricesheet_records::number::quantity("results", "1_20.0")?.normalize().to_string(), "120");
/// let error = pricesheet_records::number::quantity("results", "many").unwrap_err();
/// assert_eq!(error.to_string(), "`many` of `results` is not a decimal number");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where the text is not a decimal of the grammar, below zero, or does not fit the decimal type.
pub fn quantity(name: &str, text: &str) -> Result<Decimal, RecordError> {
    parse(text).map_err(|error| match error {
        NumberError::Negative => UsageError::NegativeQuantity { quantity: name.to_string() }.into(),
        _ => invalid(name, text, error),
    })
}

/// The number of calls from its text. Whether it is a whole number from 1 is for the sheet to say.
///
/// # Errors
///
/// As of a [`quantity`].
pub fn calls(text: &str) -> Result<Decimal, RecordError> {
    parse(text).map_err(|error| match error {
        NumberError::Negative => UsageError::InvalidCalls { calls: shortened(text) }.into(),
        _ => invalid("calls", text, error),
    })
}

/// An amount from its text, which must not be below zero.
///
/// # Errors
///
/// As of a [`quantity`].
pub fn amount(name: &str, text: &str) -> Result<Decimal, RecordError> {
    parse(text).map_err(|error| invalid(name, text, error))
}

/// An amount that was charged; below zero for a credit.
pub(crate) fn charged(field: &str, text: &str) -> Result<Decimal, RecordError> {
    let credit = text.strip_prefix('-');
    let mut charged = parse(credit.unwrap_or(text)).map_err(|error| invalid(field, text, error))?;
    charged.set_sign_negative(credit.is_some() && !charged.is_zero());
    Ok(charged)
}

/// Whether an option with a field of its own is given: `true`, `t` or `1`, or `false`, `f`, `0` or nothing, in any case.
///
/// # Errors
///
/// Where it is another text.
pub fn flag(field: &str, text: &str) -> Result<bool, RecordError> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    match text {
        "1" => Ok(true),
        "0" | "" => Ok(false),
        _ if is("true") || is("t") => Ok(true),
        _ if is("false") || is("f") => Ok(false),
        _ => Err(RecordError::field(field, "true, t, 1, false, f, 0 or empty")),
    }
}

pub(crate) fn invalid(name: &str, text: &str, error: NumberError) -> RecordError {
    RecordError::InvalidNumber { name: name.to_string(), text: shortened(text), error }
}

/// As much of a text as a message can show.
pub(crate) fn shortened(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

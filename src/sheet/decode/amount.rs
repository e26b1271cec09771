//! Amounts, read from the text of their literals, and roundings to multiples of them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::Decoder;
use super::value::{At, Entry};
use crate::diagnostics::Quoted;
use crate::diagnostics::{Code, Span};
use crate::number::{self, NumberError};
use crate::rounding::{Rounding, RoundingMode};

/// How a number may be written.
pub(super) const NUMBER_FORMS: &str = "write it as 1, 0.5, 1_000 or 2.5e-3";

const NOT_BELOW_ZERO: &str = "amounts and quantities are 0 or above";

/// How a text that is not a number is written as one.
fn not_a_number(text: &str) -> String {
    match text.trim().strip_suffix('%').map(str::trim_end) {
        Some(percent) if number::parse(percent).is_ok() => format!(
            "{percent} per 100 is `price = {percent}, per = 100, increment = \"none\"` of a charge that counts the amount"
        ),
        _ => NUMBER_FORMS.to_string(),
    }
}

impl Decoder {
    /// A decimal from the text of its literal.
    pub(super) fn number(&mut self, entry: &Entry<'_>) -> Option<At<Decimal>> {
        self.number_or(entry, NOT_BELOW_ZERO)
    }

    /// As [`number`](Self::number), with what to write instead of one below zero.
    pub(super) fn number_or(&mut self, entry: &Entry<'_>, below_zero: &str) -> Option<At<Decimal>> {
        let read = match entry.value {
            DeValue::Integer(integer) if integer.radix() != 10 => Err(NumberError::NotDecimal),
            DeValue::Integer(integer) => number::parse(integer.as_str()),
            DeValue::Float(float) => number::parse(float.as_str()),
            DeValue::String(text) => number::parse(text),
            _ => {
                self.wrong_type(entry, "a number");
                return None;
            }
        };
        let fault = |error| {
            let message = format!("{} is {error}", Quoted(entry.key));
            let help = match (error, entry.value) {
                (NumberError::Negative, _) => below_zero.to_string(),
                (NumberError::NotANumber, DeValue::String(text)) => not_a_number(text),
                _ => return self.number_fault(entry.span, error, message),
            };
            let code = if error == NumberError::Negative { Code::Negative } else { Code::NotANumber };
            self.fault(code, entry.span, message, Some(help));
        };
        read.map_err(fault).ok().map(|value| At { value, span: entry.span })
    }

    pub(super) fn number_fault(&mut self, span: Span, error: NumberError, message: String) {
        let (code, help) = match error {
            NumberError::NotANumber => (Code::NotANumber, NUMBER_FORMS),
            NumberError::NotDecimal => (Code::NotDecimal, "write it with decimal digits"),
            NumberError::Negative => (Code::Negative, NOT_BELOW_ZERO),
            NumberError::TooLarge => (Code::TooLarge, "count in a larger unit"),
            NumberError::TooManyDigits => {
                (Code::TooManyDigits, "write fewer digits, or count in a smaller unit")
            }
        };
        self.fault(code, span, message, Some(help.to_string()));
    }

    pub(super) fn above_zero(&mut self, entry: &Entry<'_>) -> Option<At<Decimal>> {
        let number = self.number(entry)?;
        if number.value.is_zero() {
            let help = Some("leave it out, or write a number above zero".to_string());
            self.fault(Code::Zero, entry.span, format!("{} must be above zero", Quoted(entry.key)), help);
            return None;
        }
        Some(number)
    }

    /// A rounding; `Some(None)` where it is "none".
    pub(super) fn rounding(&mut self, entry: &Entry<'_>) -> Option<Option<Rounding>> {
        let modes = RoundingMode::ALL.map(|mode| (mode.as_str(), Some(mode)));
        match entry.value {
            DeValue::String(_) => {
                let words: Vec<_> = modes.into_iter().chain([("none", None)]).collect();
                let mode = self.word(entry, &words)?.value;
                Some(mode.map(|mode| Rounding { to: Decimal::ONE, mode }))
            }
            DeValue::Table(_) => self.rounding_table(entry).map(Some),
            _ => {
                self.wrong_type(entry, "a rounding mode, a table with `to` and `mode`, or \"none\"");
                None
            }
        }
    }

    /// An increment: a rounding, or a number to round up to.
    pub(super) fn increment(&mut self, entry: &Entry<'_>) -> Option<Option<Rounding>> {
        match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) => self.step_up(entry),
            // A number may be written as a string; what is no word of a rounding is read as one.
            DeValue::String(text)
                if text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) =>
            {
                self.step_up(entry)
            }
            DeValue::String(_) | DeValue::Table(_) => self.rounding(entry),
            _ => {
                self.wrong_type(entry, "a number, a table with `to` and `mode`, or \"none\"");
                None
            }
        }
    }

    fn step_up(&mut self, entry: &Entry<'_>) -> Option<Option<Rounding>> {
        let to = self.above_zero(entry)?.value;
        Some(Some(Rounding { to, mode: RoundingMode::Up }))
    }

    fn rounding_table(&mut self, entry: &Entry<'_>) -> Option<Rounding> {
        let modes = RoundingMode::ALL.map(|mode| (mode.as_str(), mode));
        let (mut to, mut mode, mut stated) = (None, None, (false, false));
        for field in self.table(entry)? {
            match field.key {
                "to" => {
                    stated.0 = true;
                    to = self.above_zero(&field);
                }
                "mode" => {
                    stated.1 = true;
                    mode = self.word(&field, &modes);
                }
                _ => self.unknown_key(&field, "a rounding", &["to", "mode"]),
            }
        }
        for (key, stated) in [("to", stated.0), ("mode", stated.1)] {
            if !stated {
                let help = Some("write both, as in `{ to = 0.01, mode = \"half-even\" }`".to_string());
                self.fault(
                    Code::MissingKey,
                    entry.span,
                    format!("{} has no `{key}`", Quoted(entry.key)),
                    help,
                );
            }
        }
        Some(Rounding { to: to?.value, mode: mode?.value })
    }
}

//! Causes in words.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use pricesheet::rounding::Rounding;

use super::{Cause, Part};

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Call => f.write_str("the total"),
            Part::Charge(charge) => write!(f, "charge `{charge}`"),
            Part::Everything => f.write_str("everything"),
        }
    }
}

/// The step of a price.
fn step(charge: Option<&String>) -> String {
    charge.map_or_else(|| "the flat amount".to_string(), |charge| format!("charge `{charge}`"))
}

/// A key of the sheet, and where it stands.
fn key(key: &str, charge: Option<&String>) -> String {
    charge.map_or_else(|| format!("`{key}`"), |charge| format!("`{key}` of charge `{charge}`"))
}

fn multiplier(option: Option<&String>, charge: Option<&String>) -> String {
    let Some(option) = option else { return "`times`".to_string() };
    let of = charge.map(|charge| format!(" of charge `{charge}`")).unwrap_or_default();
    format!("the multiplier `{option}`{of}")
}

/// "1000 times as much", "a thousandth".
fn factor(power: i8) -> String {
    match power {
        -1 => "a tenth".to_string(),
        -2 => "a hundredth".to_string(),
        -3 => "a thousandth".to_string(),
        -6 => "a millionth".to_string(),
        ..0 => format!("a part in 1{}", "0".repeat(usize::from(power.unsigned_abs()))),
        0.. => format!("1{} times as much", "0".repeat(usize::from(power.unsigned_abs()))),
    }
}

/// "up to a multiple of 1, or in 2 other ways"; that is the first, and data have all.
fn roundings(roundings: &[Rounding]) -> String {
    let words =
        |rounding: &Rounding| format!("{} to a multiple of {}", rounding.mode, rounding.to.normalize());
    let first = roundings.first().map(words).unwrap_or_default();
    match roundings.len() {
        0 | 1 => first,
        2 => format!("{first}, or in another way"),
        count => format!("{first}, or in {} other ways", count.saturating_sub(1)),
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::NothingCharged => f.write_str("nothing was charged"),
            Cause::Refunded => f.write_str("the amount was refunded"),
            Cause::ChargedTwice => f.write_str("everything was charged twice"),
            Cause::PowerOfTen { charge: None, power } => write!(f, "{} was charged", factor(*power)),
            Cause::PowerOfTen { charge: Some(charge), power } => {
                write!(f, "{} was charged for charge `{charge}`", factor(*power))
            }
            Cause::CallsNotApplied => f.write_str("`calls` was not applied"),
            Cause::CallsTwice => f.write_str("`calls` was applied twice"),
            Cause::NotRounded { part } => write!(f, "{part} was not rounded"),
            Cause::RoundedOtherwise { part, roundings: list } if list.is_empty() => {
                write!(f, "{part} was rounded another way")
            }
            Cause::RoundedOtherwise { part, roundings: list } => {
                write!(f, "{part} was rounded {}", roundings(list))
            }
            Cause::RoundedPerLine => f.write_str("each line was rounded instead of their sum"),
            Cause::RoundedOverCalls => f.write_str("the sum of the calls was rounded instead of each call"),
            Cause::OptionMissed { option } => write!(f, "option `{option}` was not charged"),
            Cause::OptionsMissed => f.write_str("none of the options was charged"),
            Cause::OptionCharged { option } => {
                write!(f, "option `{option}` was charged though not asked for")
            }
            Cause::OptionInstead { given, charged } => {
                write!(f, "`{charged}` was charged instead of `{given}`")
            }
            Cause::OptionTwice { option } => write!(f, "option `{option}` was charged twice"),
            Cause::MultiplierLeftOut { option, charge } => {
                write!(f, "{} was left out", multiplier(option.as_ref(), charge.as_ref()))
            }
            Cause::MultiplierTwice { option, charge } => {
                write!(f, "{} was applied twice", multiplier(option.as_ref(), charge.as_ref()))
            }
            Cause::OtherVersion { version: Some(version), .. } => {
                write!(f, "the price of version `{version}` was charged")
            }
            Cause::OtherVersion { version: None, fingerprint } => {
                write!(f, "the price of the sheet with fingerprint `{fingerprint}` was charged")
            }
            Cause::StepTwice { charge } => write!(f, "{} was charged twice", step(charge.as_ref())),
            Cause::StepLeftOut { charge } => write!(f, "{} was left out", step(charge.as_ref())),
            Cause::OtherRow { charge, row, when } => {
                write!(f, "{} was charged by row {row}", step(charge.as_ref()))?;
                if when.is_empty() { Ok(()) } else { write!(f, " (`{when}`)") }
            }
            Cause::MinusNotTaken { charge } => write!(f, "`minus` of charge `{charge}` was not taken off"),
            Cause::IncludedNotApplied { charge } => {
                write!(f, "`included` of charge `{charge}` was not applied")
            }
            Cause::OtherTiering { charge, tiering } => {
                write!(f, "the tiers of charge `{charge}` were taken as {tiering}")
            }
            Cause::MinNotApplied { charge } => write!(f, "{} was not applied", key("min", charge.as_ref())),
            Cause::MaxNotApplied { charge } => write!(f, "{} was not applied", key("max", charge.as_ref())),
            Cause::BlocksInProportion { charge } => {
                write!(f, "blocks of charge `{charge}` were charged in proportion")
            }
            Cause::BlocksWhole { charge } => {
                write!(f, "started blocks of charge `{charge}` were charged whole")
            }
            Cause::BlocksRounded { charge, mode } => {
                write!(f, "blocks of charge `{charge}` were rounded {mode}")
            }
            Cause::RatedAlone => f.write_str("the record was rated as a billing period of its own"),
            Cause::Pair { causes } => {
                let [first, second] = &**causes;
                write!(f, "{first}, and {second}")
            }
        }
    }
}

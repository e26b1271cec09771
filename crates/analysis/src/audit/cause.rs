//! What explains a difference between what was charged and what should have been.

use alloc::string::String;
use core::fmt;

use pricesheet::Fingerprint;
use pricesheet::rounding::{Rounding, RoundingMode};

/// A fault of the charging that explains a difference to the last digit: with it, the sheet comes to just what was
/// charged.
///
/// A cause is a claim about arithmetic, not about a program: where several explain the same amount, all are possible.
///
/// ```
/// use pricesheet_analysis::audit::{Audit, Cause, Part};
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e = { price = 1, options = { o = 0.5 }, round = 'down' }".parse()?;
/// let book = PriceBook::from(sheet);
/// let usage = Usage::new("e").option("o");
/// let found = Audit::of(&book).record(1, &usage, None, Decimal::new(15, 1))?;
/// assert_eq!(found.causes(), [Cause::NotRounded { part: Part::Call }]);
/// assert_eq!(found.causes()[0].to_string(), "the total was not rounded");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A rounding of the sheet was left out.
    NotRounded {
        /// What was not rounded.
        part: Part,
    },
    /// Rounded in another way than the sheet says, or though it says nothing.
    RoundedOtherwise {
        /// What was rounded so.
        part: Part,
        /// How.
        rounding: Rounding,
    },
    /// Each line was rounded, and not their sum.
    RoundedPerLine,
    /// What all calls come to was rounded once, and not each call.
    RoundedOverCalls,
    /// An option that was given was not charged.
    OptionMissed {
        /// The option.
        option: String,
    },
    /// None of the several options that were given was charged.
    OptionsMissed,
    /// An option was charged though it was not asked for.
    OptionCharged {
        /// The option.
        option: String,
    },
    /// Another member of a choice was charged.
    OptionInstead {
        /// The member that was given.
        given: String,
        /// The one that was charged.
        charged: String,
    },
    /// The price of another sheet of the book was charged.
    OtherVersion {
        /// Its label, where it has one.
        version: Option<String>,
        /// Its fingerprint.
        fingerprint: Fingerprint,
    },
    /// A step was charged twice.
    StepTwice {
        /// The charge; none for the flat amount.
        charge: Option<String>,
    },
    /// A step was left out.
    StepLeftOut {
        /// The charge; none for the flat amount.
        charge: Option<String>,
    },
    /// Blocks of a charge that count whole were charged in proportion.
    BlocksInProportion {
        /// The charge.
        charge: String,
    },
    /// A started block of a charge that counts in proportion was charged whole.
    BlocksWhole {
        /// The charge.
        charge: String,
    },
    /// Blocks of a charge were rounded in another way: only full ones were charged, or started ones too.
    BlocksRounded {
        /// The charge.
        charge: String,
        /// How.
        mode: RoundingMode,
    },
    /// A part of a billing period was rated as if it were the whole.
    RatedAlone,
}

/// What a rounding applies to.
///
/// ```
/// use pricesheet_analysis::audit::Part;
///
/// assert_eq!(Part::Charge("results".into()).to_string(), "charge `results`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The total of one call.
    Call,
    /// The amount of this charge.
    Charge(String),
    /// The total and the charges, all that the sheet rounds.
    Everything,
}

impl Cause {
    /// A stable code for the kind of cause, for what machines read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Cause::NotRounded { .. } => "not-rounded",
            Cause::RoundedOtherwise { .. } => "rounded-otherwise",
            Cause::RoundedPerLine => "rounded-per-line",
            Cause::RoundedOverCalls => "rounded-over-calls",
            Cause::OptionMissed { .. } => "option-missed",
            Cause::OptionsMissed => "options-missed",
            Cause::OptionCharged { .. } => "option-charged",
            Cause::OptionInstead { .. } => "option-instead",
            Cause::OtherVersion { .. } => "other-version",
            Cause::StepTwice { .. } => "step-twice",
            Cause::StepLeftOut { .. } => "step-left-out",
            Cause::BlocksInProportion { .. } => "blocks-in-proportion",
            Cause::BlocksWhole { .. } => "blocks-whole",
            Cause::BlocksRounded { .. } => "blocks-rounded",
            Cause::RatedAlone => "rated-alone",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Call => f.write_str("the total"),
            Part::Charge(charge) => write!(f, "charge `{charge}`"),
            Part::Everything => f.write_str("everything"),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = |charge: &Option<String>| match charge {
            Some(charge) => alloc::format!("charge `{charge}`"),
            None => "the flat amount".into(),
        };
        match self {
            Cause::NotRounded { part } => write!(f, "{part} was not rounded"),
            Cause::RoundedOtherwise { part, rounding: Rounding { to, mode, .. } } => {
                write!(f, "{part} was rounded {mode} to a multiple of {}", to.normalize())
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
            Cause::OtherVersion { version: Some(version), .. } => {
                write!(f, "the price of version `{version}` was charged")
            }
            Cause::OtherVersion { version: None, fingerprint } => {
                write!(f, "the price of the sheet with fingerprint `{fingerprint}` was charged")
            }
            Cause::StepTwice { charge } => write!(f, "{} was charged twice", step(charge)),
            Cause::StepLeftOut { charge } => write!(f, "{} was left out", step(charge)),
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
        }
    }
}

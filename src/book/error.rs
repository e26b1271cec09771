//! Why sheets make no book, and why a book has no sheet for a usage.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use crate::errors::coded;
use crate::instant::{Instant, InstantError};
use crate::price_sheet::PriceSheet;
use crate::usage::UsageError;

/// Why sheets make no book. Places count the sheets as they were given, from 0.
///
/// ```
/// use pricesheet::{BookError, PriceBook, PriceSheet};
///
/// let sheet: PriceSheet = "name = 'Jobs'\nversion = '1'\nendpoints.job.price = 1".parse()?;
/// let error = PriceBook::new([sheet.clone(), sheet]).unwrap_err();
/// assert_eq!(error, BookError::NoEffective { place: 0, sheet: "Jobs 1".into() });
/// assert_eq!(error.to_string(), "sheet `Jobs 1` has no `effective`, but is not the only one");
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookError {
    /// There are no sheets.
    Empty,
    /// One of several sheets does not say from when it applies.
    NoEffective {
        /// Which one.
        place: usize,
        /// Its name and version.
        sheet: String,
    },
    /// Two sheets apply from the same instant.
    SameInstant {
        /// The instant.
        effective: Instant,
        /// Name and version of the one.
        first: String,
        /// Which one.
        first_place: usize,
        /// Name and version of the other.
        second: String,
        /// Which one.
        second_place: usize,
    },
    /// Sheets count in different units, so their amounts could not stand beside each other.
    OtherUnit {
        /// The first sheet that differs from the one at place 0.
        place: usize,
        /// The unit of the one at place 0.
        unit: String,
        /// The unit of the other.
        other: String,
    },
}

/// Why a book has no sheet for a usage.
///
/// The list is complete on purpose: a biller has to notice a new way to fail.
///
/// ```
/// use pricesheet::{InForceError, PriceBook, PriceSheet};
///
/// let sheet: PriceSheet = "name = 'Jobs'\neffective = 2026-06-20T00:00:00Z\nendpoints.job.price = 3".parse()?;
/// let error = PriceBook::from(sheet).in_force_for(Some("2026-06-01T00:00:00Z")).unwrap_err();
/// assert_eq!(error.to_string(), "at 2026-06-01T00:00:00Z no sheet was in force: the first applies from 2026-06-20T00:00:00Z");
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InForceError {
    /// The usage has no `at`, and there are several sheets.
    NoInstant,
    /// The usage's `at` is not an instant.
    InvalidInstant {
        /// What it is.
        at: String,
        /// Why that is not an instant.
        error: InstantError,
    },
    /// The first sheet applies only later.
    BeforeFirst {
        /// The instant of the usage.
        at: Instant,
        /// The instant from which the first sheet applies.
        first: Instant,
    },
}

/// Why a usage has no price under a book.
///
/// ```
/// use pricesheet::{PriceBook, PriceSheet, RatingError, Usage, UsageError};
///
/// let book = PriceBook::from(PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
/// let error = book.price(&Usage::new("get-profile")).unwrap_err();
/// assert!(matches!(error, RatingError::Usage(UsageError::UnknownEndpoint { .. })));
/// assert_eq!((error.code(), error.culprit()), ("unknown-endpoint", "get-profile"));
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatingError {
    /// The book has no sheet for it.
    InForce(InForceError),
    /// The sheet in force has no price for it.
    Usage(UsageError),
}

/// Name and version of a sheet, as messages say them.
pub(super) fn label(sheet: &PriceSheet) -> String {
    match sheet.version() {
        Some(version) => format!("{} {version}", sheet.name()),
        None => sheet.name().to_string(),
    }
}

coded!(BookError {
    BookError::Empty => "empty-book",
    BookError::NoEffective { .. } => "missing-effective",
    BookError::SameInstant { .. } => "same-effective",
    BookError::OtherUnit { .. } => "other-unit",
});

impl BookError {
    /// What the error is about: name and version of a sheet, or a word of the book's.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            BookError::Empty => "sheets",
            BookError::NoEffective { sheet, .. } => sheet,
            BookError::SameInstant { second, .. } => second,
            BookError::OtherUnit { .. } => "unit",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            BookError::Empty => Some("make a book of at least one sheet".to_string()),
            BookError::NoEffective { .. } => Some(
                "add the instant from which it applies, such as `effective = 2026-05-01T00:00:00Z`"
                    .to_string(),
            ),
            BookError::SameInstant { .. } => {
                Some("leave one of them out, or correct its `effective`".to_string())
            }
            BookError::OtherUnit { .. } => Some("make a book of the sheets of each unit".to_string()),
        }
    }
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BookError::Empty => f.write_str("a book has at least one sheet"),
            BookError::NoEffective { sheet, .. } => {
                write!(f, "sheet `{sheet}` has no `effective`, but is not the only one")
            }
            BookError::SameInstant { effective, first, second, .. } => {
                write!(f, "sheets `{first}` and `{second}` both apply from {effective}")
            }
            BookError::OtherUnit { unit, other, .. } => {
                write!(f, "a book counts in one unit, not in both `{unit}` and `{other}`")
            }
        }
    }
}

impl core::error::Error for BookError {}

coded!(InForceError {
    InForceError::NoInstant => "missing-at",
    InForceError::InvalidInstant { .. } => "invalid-at",
    InForceError::BeforeFirst { .. } => "before-first-sheet",
});

impl InForceError {
    /// What the error is about: always the usage's `at`.
    #[must_use]
    pub fn culprit(&self) -> &'static str {
        "at"
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            InForceError::NoInstant => {
                Some("state the instant of the call, such as 2026-05-01T00:00:00Z".to_string())
            }
            InForceError::InvalidInstant { .. } => {
                Some("write date, time and offset, such as 2026-05-01T00:00:00Z".to_string())
            }
            InForceError::BeforeFirst { .. } => Some("add the sheet that was in force then".to_string()),
        }
    }
}

impl fmt::Display for InForceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InForceError::NoInstant => {
                f.write_str("`at` is not stated, so none of several sheets can be chosen")
            }
            InForceError::InvalidInstant { at, error } => {
                write!(f, "`{}` of `at` is {error}", shortened(at))
            }
            InForceError::BeforeFirst { at, first } => {
                write!(f, "at {at} no sheet was in force: the first applies from {first}")
            }
        }
    }
}

/// As much of a text as a message can show.
fn shortened(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

impl core::error::Error for InForceError {}

coded!(RatingError {} {
    RatingError::InForce(error) => error,
    RatingError::Usage(error) => error,
});

impl RatingError {
    /// The name that the error is about.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            RatingError::InForce(error) => error.culprit(),
            RatingError::Usage(error) => error.culprit(),
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            RatingError::InForce(error) => error.help(),
            RatingError::Usage(error) => error.help(),
        }
    }
}

impl fmt::Display for RatingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RatingError::InForce(error) => error.fmt(f),
            RatingError::Usage(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for RatingError {}

impl From<InForceError> for RatingError {
    fn from(error: InForceError) -> Self {
        RatingError::InForce(error)
    }
}

impl From<UsageError> for RatingError {
    fn from(error: UsageError) -> Self {
        RatingError::Usage(error)
    }
}

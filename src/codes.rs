//! Every stable code of an error.

use crate::afford::AffordError;
use crate::book::{BookError, InForceError};
use crate::columns::{ColumnsError, RowError};
use crate::estimate::EstimateError;
use crate::fingerprint::FingerprintError;
use crate::hold::HoldError;
use crate::instant::InstantError;
use crate::meter::MeterError;
use crate::number::NumberError;
use crate::usage::UsageError;

/// Every code of a [`CodedError`](crate::CodedError), by what the errors are of. Within one list each stands once; the same
/// code in two lists means the same. Errors that wrap others pass on their codes:
/// [`RatingError`](crate::RatingError) has none of its own, [`MeterError`], [`HoldError`], [`AffordError`] and [`RowError`]
/// have those of usages besides.
///
/// The codes of a sheet's faults are [`Code::ALL`](crate::diagnostics::Code::ALL).
pub const ALL: &[(&str, &[&str])] = &[
    ("usage", UsageError::CODES),
    ("in-force", InForceError::CODES),
    ("book", BookError::CODES),
    ("estimate", EstimateError::CODES),
    ("meter", MeterError::CODES),
    ("hold", HoldError::CODES),
    ("afford", AffordError::CODES),
    ("columns", ColumnsError::CODES),
    ("rows", RowError::CODES),
    ("number", NumberError::CODES),
    ("instant", InstantError::CODES),
    ("fingerprint", FingerprintError::CODES),
];

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use std::collections::BTreeSet;

    use super::*;
    use crate::errors::CodedError;
    use crate::{PriceSheet, Usage};

    // That every kind of an error has a code in its list is the compiler's to say: see `coded!`.
    #[test]
    fn each_code_stands_once_in_its_list() {
        let mut kinds = BTreeSet::new();
        for (kind, codes) in ALL {
            assert!(kinds.insert(kind), "{kind}");
            assert!(!codes.is_empty(), "{kind}");
            let mut seen = BTreeSet::new();
            for code in *codes {
                assert!(seen.insert(code), "{kind}: {code}");
                assert!(code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{code}");
            }
        }
    }

    #[test]
    fn any_error_says_what_and_what_instead() {
        let sheet = PriceSheet::from_toml("name = 'A'\nendpoints.e = { price = 1, options.o = 1 }").unwrap();
        let usage = sheet.price(&Usage::new("e").option("p")).unwrap_err();
        let book = crate::PriceBook::new([]).unwrap_err();
        let instant = "now".parse::<crate::Instant>().unwrap_err();
        let number = crate::number::parse("0x1").unwrap_err();
        let errors: [&dyn CodedError; 6] = [
            &usage,
            &crate::RatingError::from(usage.clone()),
            &MeterError::from(usage.clone()),
            &book,
            &instant,
            &number,
        ];
        let said = errors.map(|error| (error.code(), error.culprit(), error.help().is_some()));
        assert_eq!(
            said,
            [
                ("unknown-option", "p", true),
                ("unknown-option", "p", true),
                ("unknown-option", "p", true),
                ("empty-book", "sheets", true),
                ("not-an-instant", "instant", true),
                ("not-decimal", "number", true),
            ]
        );
        let all: Vec<&str> = ALL.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        assert!(errors.iter().all(|error| all.contains(&error.code())));
    }
}

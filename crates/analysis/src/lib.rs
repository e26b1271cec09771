#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
// What it says of money has to be right: what could panic, wrap or lose a digit is refused at compile time.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

extern crate alloc;

// In the order of imports.
mod amount;
pub mod audit;
pub mod codes;
pub mod diff;
pub mod lint;

pub use audit::{Audit, AuditError, Cause, Part};
pub use diff::{SheetDiff, UsageDiff, UsageDiffError};
pub use lint::Lint;

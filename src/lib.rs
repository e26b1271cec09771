#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
// A biller embeds this: what could panic, wrap or lose a digit is refused at compile time.
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
#[cfg(any(test, feature = "std"))]
extern crate std;

// The way of a sheet: text, document, sheet, plan, price.
// Beside it: afford, audit, book, diff, estimate, fingerprint, hold, lint, meter, page.
pub mod afford;
#[cfg(feature = "serde")]
mod amount;
mod book;
pub mod codes;
mod columns;
pub mod diagnostics;
mod document;
mod endpoint;
mod errors;
mod estimate;
mod exact;
mod fingerprint;
pub mod hold;
mod instant;
pub mod meter;
mod names;
pub mod number;
mod option_set;
mod price_sheet;
mod program;
pub mod quote;
mod resolve;
mod revised;
pub mod rounding;
mod roundings;
mod rules;
pub mod sheet;
pub mod suggest;
mod text_table;
pub mod usage;

pub use afford::{AffordError, Affordable, Coverage};
pub use book::{BookError, InForceError, PriceBook, RatingError};
pub use columns::{Amounts, ColumnPricer, Columns, ColumnsError, DecimalAmounts, Exception, Refusal};
pub use diagnostics::{Diagnostic, Diagnostics};
pub use errors::CodedError;
pub use estimate::{Estimate, EstimateError};
pub use fingerprint::{Fingerprint, FingerprintError};
pub use hold::{Hold, HoldError, Settlement};
pub use instant::{Instant, InstantError};
pub use meter::{Meter, MeterError, MeterState, Minimum};
pub use option_set::OptionSet;
pub use price_sheet::{EndpointPricer, PriceSheet};
pub use quote::Quote;
pub use revised::RevisedEndpoint;
pub use roundings::Roundings;
pub use rust_decimal::Decimal;
pub use usage::{Usage, UsageError, UsageRef};

/// The price sheet that comes with the crate: the vendor's `pricing.toml`.
pub const EMBEDDED_SHEET: &str = include_str!("../pricing.toml");

/// The format of a price sheet as a JSON Schema (draft 7), by which editors complete and check a sheet while it is typed.
/// It refuses what has the wrong shape; what only the whole sheet shows is found when the sheet is loaded.
///
/// ```
/// assert!(pricesheet::SHEET_SCHEMA.contains("http://json-schema.org/draft-07/schema#"));
/// ```
pub const SHEET_SCHEMA: &str = include_str!("../pricing.schema.json");

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

// In the order of imports: a module imports from those before it alone, and `tests/module_order.rs` keeps it so.
mod errors;
pub mod suggest;
mod text_table;
pub mod limits;
mod names;
mod exact;
pub mod number;
#[cfg(feature = "serde")]
mod amount;
pub mod rounding;
mod instant;
pub mod diagnostics;
mod document;
pub mod sheet;
mod fingerprint;
pub mod usage;
mod rules;
mod roundings;
mod program;
mod steps;
mod resolve;
mod endpoint;
mod price_sheet;
mod selected;
mod revised;
mod fixed;
mod option_set;
pub mod quote;
mod book;
mod columns;
mod estimate;
pub mod afford;
pub mod hold;
pub mod meter;
pub mod codes;

pub use afford::{AffordError, Affordable, Coverage};
pub use book::{BookError, InForceError, PriceBook, RatingError};
pub use columns::{
    Amount, BookColumnPricer, ColumnPricer, Columns, ColumnsError, EndpointColumn, InstantColumn,
    IntegerAmount, Integers, NumberColumn, OptionColumn, OptionLists, RowError, RowFault, TextColumn,
    Validity,
};
pub use diagnostics::{Diagnostic, Diagnostics, SourceText};
pub use errors::CodedError;
pub use estimate::{Estimate, EstimateError};
pub use fingerprint::{Fingerprint, FingerprintError};
pub use hold::{Hold, HoldError, Settlement};
pub use instant::{Instant, InstantError, StatedInstant};
pub use meter::{Meter, MeterError, MeterState, Minimum};
pub use option_set::OptionSet;
pub use price_sheet::{EndpointPricer, PriceSheet};
pub use quote::Quote;
pub use revised::RevisedEndpoint;
pub use roundings::Roundings;
pub use rust_decimal::Decimal;
pub use selected::SelectedUsage;
pub use usage::{Usage, UsageError, UsageRef};

/// The pages of `docs/`.
#[cfg(all(any(doc, doctest), feature = "serde"))]
pub mod _pages {
    #[doc = include_str!("../docs/aliases.md")]
    pub mod aliases {}
    #[doc = include_str!("../docs/allowances-and-proration.md")]
    pub mod allowances_and_proration {}
    #[doc = include_str!("../docs/arithmetic.md")]
    pub mod arithmetic {}
    #[doc = include_str!("../docs/attributes.md")]
    pub mod attributes {}
    #[doc = include_str!("../docs/codes.md")]
    pub mod codes {}
    #[doc = include_str!("../docs/contracts.md")]
    pub mod contracts {}
    #[doc = include_str!("../docs/cookbook.md")]
    pub mod cookbook {}
    #[doc = include_str!("../docs/derived-quantities.md")]
    pub mod derived_quantities {}
    #[doc = include_str!("../docs/embedding.md")]
    pub mod embedding {}
    #[doc = include_str!("../docs/import.md")]
    pub mod import {}
    #[doc = include_str!("../docs/logs.md")]
    pub mod logs {}
    #[doc = include_str!("../docs/multipliers.md")]
    pub mod multipliers {}
    #[doc = include_str!("../docs/price-page.md")]
    pub mod price_page {}
    #[doc = include_str!("../docs/sheet.md")]
    pub mod sheet {}
    #[doc = include_str!("../docs/windows.md")]
    pub mod windows {}
}

/// The price sheet that comes with the crate: the vendor's `pricing.toml`.
pub const EMBEDDED_SHEET: &str = include_str!("../pricing.toml");

/// The format of a price sheet as a JSON Schema (draft 7), by which editors complete and check a sheet while it is typed.
/// It refuses what has the wrong shape; what only the whole sheet shows is found when the sheet is loaded.
///
/// ```
/// assert!(pricesheet::SHEET_SCHEMA.contains("http://json-schema.org/draft-07/schema#"));
/// ```
pub const SHEET_SCHEMA: &str = include_str!("../pricing.schema.json");

/// The format of a sheet over another as a JSON Schema: the same keys, of which hardly any is required, with what only such a
/// sheet states. It is made of [`SHEET_SCHEMA`].
///
/// ```
/// assert!(pricesheet::CONTRACT_SCHEMA.contains("others"));
/// ```
pub const CONTRACT_SCHEMA: &str = include_str!("../contract.schema.json");

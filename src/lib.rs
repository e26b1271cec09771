#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

// The way of a sheet: text, document, sheet, plan, price.
pub mod diagnostics;
mod document;
mod exact;
mod names;
pub mod number;
mod plan;
mod price;
mod price_sheet;
pub mod quote;
pub mod rounding;
pub mod sheet;
mod suggest;
pub mod usage;

pub use diagnostics::{Diagnostic, Diagnostics};
pub use price_sheet::{EndpointPricer, PriceSheet};
pub use quote::Quote;
pub use rust_decimal::Decimal;
pub use usage::{Usage, UsageError, UsageRef};

/// The price sheet that comes with the crate: the vendor's `pricing.toml`.
pub const EMBEDDED_SHEET: &str = include_str!("../pricing.toml");

#![doc = include_str!("../README.md")]
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

// In the order of imports.
mod error;
mod bind;
mod column;
mod texts;
mod lists;
mod numbers;
mod instants;
mod statement;
mod amount;
mod scale;
mod faults;
mod ticks;
mod columns;
mod pricer;
mod members;
mod pass;
mod audit;
mod stream;

pub use audit::{AuditedBatch, Auditor};
pub use error::{BatchError, BindError};
pub use pricer::{BatchPricer, BoundPricer, PricedBatch};
pub use pricesheet_records::{Mapping, Source, Target};
pub use stream::PricedStream;

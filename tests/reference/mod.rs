//! A second implementation of the rating rules, written from the specification alone and never from the
//! engine: exact rationals, one function per sentence, no thought given to speed. Tests hold the engine
//! against it.
//!
//! - [`model`]: a sheet as plain data, which is never parsed, only made;
//! - [`usage`]: a usage, and everything that section 3 finds wrong with it;
//! - [`rate`] and [`charge`]: section 4, step by step;
//! - [`decimal`]: rationals, the bounds of the decimal type, rounding;
//! - [`document`] and [`toml`]: a model as text, in one of many layouts that mean the same;
//! - [`generate`]: proptest strategies for valid sheets, and for usages of them;
//! - [`sheets`]: four published sheets, built by hand;
//! - [`bridge`]: the same usage put to the engine, and both answers compared.

#![allow(dead_code, reason = "every test crate uses its own part of the reference")]
#![allow(unreachable_pub, reason = "a folder of modules shared by test crates has no outside")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "the reference is test code: it computes in unbounded rationals and may stop where it is wrong"
)]

pub mod bridge;
pub mod charge;
pub mod decimal;
pub mod dice;
pub mod document;
pub mod generate;
pub mod model;
pub mod rate;
pub mod sheets;
pub mod toml;
pub mod usage;

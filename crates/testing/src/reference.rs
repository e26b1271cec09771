//! A second implementation of the rating rules, written from the specification alone and never from the
//! engine: exact rationals, one function per sentence, no thought given to speed. Tests hold the engine
//! against it.
//!
//! - [`model`]: a sheet as plain data, which is never parsed, only made;
//! - [`usage`]: a usage, and everything that section 3 finds wrong with it;
//! - [`rate`] and [`charge`]: section 4, step by step;
//! - [`decimal`]: rationals, the bounds of the decimal type, rounding;
//! - [`document`] and [`toml`]: a model as text, in one of many layouts that mean the same;
//! - [`sheets`]: four published sheets, built by hand;
//! - [`bridge`]: the same usage put to the engine, and both answers compared.

pub mod bridge;
pub mod charge;
pub mod decimal;
pub mod document;
pub mod model;
pub mod rate;
pub mod sheets;
pub mod toml;
pub mod usage;

//! A second implementation of the rating rules, written from the specification alone and never from the
//! engine: exact rationals, one function per sentence, no thought given to speed. Tests hold the engine
//! against it.
//!
//! - [`model`]: a sheet as plain data;
//! - [`usage`]: a usage, and everything that section 3 finds wrong with it;
//! - [`facts`] and [`instant`]: what it says to conditions, tables and windows;
//! - [`rate`] and [`charge`]: section 4, step by step;
//! - [`decimal`]: rationals, the bounds of the decimal type, rounding;
//! - [`document`] and [`toml`]: a model as text, in one of many layouts that mean the same;
//! - [`parse`] and [`read`]: text as a model;
//! - [`overlay`]: section 8, a document over another as a plain one;
//! - [`sheets`]: four published sheets, built by hand;
//! - [`bridge`]: the same usage put to the engine, and both answers compared.

pub mod bridge;
pub mod charge;
pub mod decimal;
pub mod document;
pub mod facts;
pub mod instant;
pub mod model;
pub mod overlay;
pub mod parse;
pub mod rate;
pub mod read;
pub mod sheets;
pub mod toml;
pub mod usage;

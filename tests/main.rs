//! The tests of the public interface, in one binary: it is linked once, and the reference with it.
//!
//! Random tests take the same seeds in every run. `PRICESHEET_SEED=random cargo test` takes fresh ones, and
//! `PRICESHEET_TIMES=10 cargo test` ten times as many cases.

mod afford;
mod agreement;
#[cfg(feature = "serde")]
mod aliases;
mod arithmetic;
#[cfg(feature = "serde")]
mod attributes;
mod book;
mod clauses;
mod columns;
mod contracts;
mod corpus;
#[cfg(feature = "serde")]
mod derived;
#[cfg(feature = "serde")]
mod derived_life;
mod diagnostics;
mod estimate;
mod fingerprint;
#[cfg(feature = "serde")]
mod golden;
#[cfg(feature = "serde")]
mod hold;
mod instants;
#[cfg(feature = "serde")]
mod json;
mod laws;
mod limits;
mod load_model;
mod load_robustness;
#[cfg(feature = "serde")]
mod meter;
mod module_order;
mod overlays;
mod programs;
mod reference_examples;
mod revised;
mod robustness;
mod rounding;
mod schema;
mod shapes;
mod usage_errors;
mod ways;
#[cfg(feature = "serde")]
mod windows;
#[cfg(feature = "serde")]
mod wire;

//! What the tests of pricesheet share. Not published.
//!
//! - [`reference`](mod@reference): a second implementation of the rating rules, written from the specification alone;
//! - [`generate`]: one generator of sheets and usages, with a profile for each family of sheets;
//! - [`ways`]: the oracle that every way to a price is compared with;
//! - [`runs`]: seeds and counts of random tests;
//! - [`usage_line`]: a usage as a line of text;
//! - [`dice`]: a seeded source of choices.
//!
//! It uses the public interface of the engine only, beside the hidden methods by which tests ask the definition.

#![forbid(unsafe_code)]

pub mod dice;
pub mod generate;
pub mod reference;
pub mod runs;
pub mod usage_line;
pub mod ways;

pub use ways::sums;

//! The tests of the public interface, in one binary.
//!
//! Random tests take the same seeds in every run; `PRICESHEET_SEED` and `PRICESHEET_TIMES` are as in the engine's tests.

mod audit;
mod audit_causes;
mod audit_merge;
mod audit_trackers;
mod diff;
mod diff_usage;
mod golden;
mod lint;
mod lint_claims;
mod wire;

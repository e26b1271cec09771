//! The gateway as its callers see it, with a PostgreSQL of the test's own.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that fails so says where"
)]

mod api;
mod client;
mod crash;
mod gateway;
mod ledger;
mod postgres;
mod readme;

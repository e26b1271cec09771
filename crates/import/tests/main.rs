//! The tests of the public interface, in one binary.

mod agreement;
mod bad_input;
mod common;
mod golden;
mod properties;

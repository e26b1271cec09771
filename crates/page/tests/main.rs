//! The tests of the public interface, in one binary.

mod page;

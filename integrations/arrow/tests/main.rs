//! The adapter against the engine.

mod agreement;
mod arrays;
mod audit;
mod binding;
mod drawn;
mod rows;
mod types;

#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod columns;
mod functions;
mod generate;
mod rate;
mod run;
mod session;
mod source;

pub use functions::SheetFunctions;
pub use generate::{GenerateOptions, Generated, generate};
pub use rate::{Rated, rate};
pub use run::{Progress, scan};
pub use session::{Limits, session};
pub use source::{Part, Source, TextOptions};

#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
// A report is made of any records: what could panic or wrap is refused at compile time.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod groups;
mod html;
mod report;
mod sheet_label;
mod table;
mod text;
mod timeline;
pub mod words;

pub use groups::{Groups, Values};
pub use html::FINDINGS_OF_ENDPOINT;
pub use report::{Repeated, Report};
pub use sheet_label::{SheetLabel, title};
pub use table::{Kind, Table};
pub use timeline::{Day, Timeline};

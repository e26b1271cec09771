#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
// Bad input never panics: what could panic, wrap or lose a digit is refused at compile time.
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

// In the order of imports: codes (its macro), format, error, near, field, number, zone, moment, mapping, json, array, stated, usage,
// csv, record, reader, chunks, period, meters, rater, write.
mod array;
mod chunks;
pub mod codes;
mod csv;
mod error;
mod field;
mod format;
mod json;
mod mapping;
mod meters;
mod moment;
mod near;
mod period;
pub mod number;
mod rater;
mod reader;
mod record;
mod stated;
mod usage;
mod write;
mod zone;

pub use chunks::{Chunk, Chunks};
pub use error::{ReadError, RecordError};
pub use field::{Field, Target};
pub use format::Format;
pub use mapping::{Mapping, MappingError, Source};
pub use meters::{Meters, PeriodSheet};
pub use period::{MeterField, MeterFieldError, TimeSpan};
pub use rater::{Found, Outcome, Periods, Rater};
pub use reader::{Entry, Layout, ReadOptions, Reader};
pub use record::Record;
pub use usage::RecordedUsage;
pub use write::Writer;
pub use zone::{Zone, ZoneError};

/// The length of a record in bytes, above which it is not held in memory: only its start is known, and it is in error.
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// How many meters are held in memory; a record that needs one more is in error.
pub const METERS_MAX: usize = 1_000_000;

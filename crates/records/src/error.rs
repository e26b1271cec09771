//! Why a record has no usage or no amount, and why an input cannot be read any further.

mod read;
mod record;

pub use read::ReadError;
pub use record::RecordError;

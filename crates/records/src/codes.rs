//! Every stable code of an error of this crate.

use crate::error::{ReadError, RecordError};
use crate::mapping::MappingError;

/// Every code of an error of this crate, by what the errors are of; a record's error passes on those of its usage, its sheet and
/// its meter, which are in [`pricesheet::codes::ALL`].
pub const ALL: &[(&str, &[&str])] =
    &[("record", RecordError::CODES), ("input", ReadError::CODES), ("map", MappingError::CODES)];

/// Gives an error type its codes. The second table passes on those of the errors that it wraps; a kind that is in neither does
/// not compile.
macro_rules! coded {
    ($error:ident { $($kind:pat => $code:literal,)* } $({ $($wrapped:pat => $inner:expr,)* })?) => {
        impl $error {
            /// The codes of the kinds of error that are this type's own.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The code: it does not change from release to release.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $($kind => $code,)*
                    $($($wrapped => $inner.code(),)*)?
                }
            }
        }
    };
}
pub(crate) use coded;

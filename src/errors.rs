//! What every error of this crate says of itself.

use alloc::string::String;

/// An error with a stable code, the name of what is wrong, and what to do instead. Its message is its
/// [`Display`](core::fmt::Display).
///
/// Each error type has the same methods of its own; the trait is for code that takes any of them, such as a service's
/// answer to a request. A fault of a sheet is not one error but [`Diagnostics`](crate::Diagnostics), each with its place.
///
/// ```
/// use pricesheet::{CodedError, PriceSheet, Usage};
///
/// fn answer(error: &dyn CodedError) -> String {
///     format!("{} ({}): {error}; {}", error.code(), error.culprit(), error.help().unwrap_or_default())
/// }
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let error = sheet.price(&Usage::new("search-job")).unwrap_err();
/// assert_eq!(
///     answer(&error),
///     "unknown-endpoint (search-job): unknown endpoint `search-job`; did you mean `search-jobs`?"
/// );
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
pub trait CodedError: core::error::Error {
    /// A stable code for the kind of error, for programs: one of [`codes::ALL`](crate::codes::ALL).
    fn code(&self) -> &'static str;
    /// What the error is about: a name that was stated, or the word for what it is wrong with.
    fn culprit(&self) -> &str;
    /// What to do instead, where something can be said.
    fn help(&self) -> Option<String>;
}

/// Gives an error type its codes. The first table has the code of every kind of its own, the second passes on those of the
/// errors that it wraps; a kind that is in neither does not compile.
macro_rules! coded {
    ($error:ident { $($kind:pat => $code:literal,)* } $({ $($wrapped:pat => $inner:expr,)* })?) => {
        impl $error {
            /// The codes of the kinds of error that are this type's own.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// A stable code for the kind of error, for programs.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $($kind => $code,)*
                    $($($wrapped => $inner.code(),)*)?
                }
            }
        }

        impl crate::errors::CodedError for $error {
            fn code(&self) -> &'static str {
                $error::code(self)
            }

            fn culprit(&self) -> &str {
                $error::culprit(self)
            }

            fn help(&self) -> Option<alloc::string::String> {
                $error::help(self)
            }
        }
    };
}

pub(crate) use coded;

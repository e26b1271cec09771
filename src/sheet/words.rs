//! The words and signs by which a sheet states what it chooses among.

use core::fmt;

use super::{Basis, Comparison, Tiering};

impl Basis {
    /// The word by which a sheet states it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Call => "call",
            Basis::Period => "period",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Comparison {
    /// The sign by which a sheet states it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Comparison::Above => ">",
            Comparison::AtLeast => ">=",
            Comparison::Below => "<",
            Comparison::AtMost => "<=",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Tiering {
    /// The word by which a sheet states it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Tiering::Graduated => "graduated",
            Tiering::Volume => "volume",
        }
    }
}

impl fmt::Display for Tiering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! What is kept of a sheet beside its content, for sheets over it.

use core::fmt;

use crate::diagnostics::SourceTexts;
use crate::document::Kept;
use crate::rounding::Rounding;

/// What a sheet was read from.
#[derive(Clone, Default)]
pub(crate) struct Origin {
    /// The rounding of every endpoint that states none.
    pub(crate) round: Option<Rounding>,
    /// The rounding of every charge that states none.
    pub(crate) round_charges: Option<Rounding>,
    /// The texts in which the places of the model are.
    pub(crate) sources: SourceTexts,
    /// All that was read but the endpoints.
    pub(crate) kept: Kept,
}

/// It is not content: sheets that say the same look the same.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin")
    }
}

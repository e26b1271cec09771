//! Diffs: what changed between two sheets, and what it does to recorded usage (section 6, *Diff*).
//!
//! [`SheetDiff`] tells every key of the format whose value is another one, endpoint by endpoint. [`UsageDiff`] takes
//! usages one by one and sums what they would have cost under each sheet.

mod compare;
mod error;
mod serialize;
mod text;
mod totals;
mod tree;
mod usage;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use error::UsageDiffError;
use pricesheet::PriceSheet;
pub use totals::{Side, Totals};
pub use usage::{Mover, UsageDiff};

/// Everything in which two sheets differ. What is layout (comments, the order of keys, a default written out) does not
/// count, as in a [`Fingerprint`](pricesheet::Fingerprint): there is no difference exactly where the fingerprints agree.
///
/// It prints as a list, `+` before what is added, `-` before what is removed and `~` before what is changed, and
/// serializes (feature `serde`) as `{ "sheet": [change…], "endpoints": [{ "name", "kind", "changes" }…] }` with changes
/// as `{ "path": ["charges", "results", "tiers", 2, "price"], "kind", "old", "new" }`.
///
/// ```
/// use pricesheet::PriceSheet;
/// use pricesheet_analysis::diff::SheetDiff;
///
/// let old: PriceSheet = "name = 'A'\nendpoints.e = { price = 1, options = { o = 0.5 } }".parse()?;
/// let new: PriceSheet = "name = 'A'\nendpoints.e = { price = 2, options = { o = 0.5, p = 1 } }".parse()?;
/// let diff = SheetDiff::between(&old, &new);
/// assert_eq!(diff.to_string(), "~ e\n    ~ price: 1 -> 2\n    + options.p.price: 1\n");
/// assert!(SheetDiff::between(&new, &new).is_empty());
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SheetDiff {
    sheet: Vec<Change>,
    endpoints: Vec<EndpointDiff>,
}

/// What changed in one endpoint.
///
/// ```
/// use pricesheet::PriceSheet;
/// use pricesheet_analysis::diff::{ChangeKind, SheetDiff};
///
/// let old: PriceSheet = "name = 'A'\nendpoints.e.price = 1".parse()?;
/// let new: PriceSheet = "name = 'A'\nendpoints.f.price = 1".parse()?;
/// let diff = SheetDiff::between(&old, &new);
/// let kinds: Vec<_> = diff.endpoints().iter().map(|endpoint| (endpoint.name(), endpoint.kind())).collect();
/// assert_eq!(kinds, [("e", ChangeKind::Removed), ("f", ChangeKind::Added)]);
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EndpointDiff {
    name: String,
    kind: ChangeKind,
    changes: Vec<Change>,
}

/// One key of the format with another value.
///
/// ```
/// use pricesheet::PriceSheet;
/// use pricesheet_analysis::diff::{ChangeKind, SheetDiff};
///
/// let sheet = |tiers: &str| -> Result<PriceSheet, pricesheet::Diagnostics> {
///     let charge = format!("{{ tiering = 'graduated', tiers = [{tiers}] }}");
///     format!("name = 'A'\nendpoints.e = {{ basis = 'period', charges.rows = {charge} }}").parse()
/// };
/// let old = sheet("{ up_to = 10, price = 3 }, { price = 2 }")?;
/// let new = sheet("{ up_to = 10, price = 3 }, { price = 1.50 }")?;
/// let diff = SheetDiff::between(&old, &new);
/// let change = &diff.endpoints()[0].changes()[0];
/// assert_eq!(change.key(), "charges.rows.tiers.2.price");
/// assert_eq!((change.kind(), change.old_value(), change.new_value()), (ChangeKind::Changed, Some("2"), Some("1.5")));
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    path: Vec<Step>,
    /// At least one of both is there.
    old: Option<String>,
    new: Option<String>,
}

/// A step of the way from a sheet or an endpoint to a value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// A place in a list, from 1.
    Place(usize),
}

/// How something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The new sheet alone has it.
    Added,
    /// The old sheet alone has it.
    Removed,
    /// Both have it, and it says another thing.
    Changed,
}

impl SheetDiff {
    /// Compares all that two sheets say.
    #[must_use]
    pub fn between(old: &PriceSheet, new: &PriceSheet) -> Self {
        compare::sheets(old.model(), new.model())
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sheet.is_empty() && self.endpoints.is_empty()
    }

    /// What differs in the sheet beside its endpoints: `name`, `version`, `effective`, `unit`, `note`. Its defaults
    /// `round` and `round_charges` are told where they apply.
    #[must_use]
    pub fn sheet(&self) -> &[Change] {
        &self.sheet
    }

    /// The endpoints that differ: those of the old sheet in its order, then those that only the new one has.
    #[must_use]
    pub fn endpoints(&self) -> &[EndpointDiff] {
        &self.endpoints
    }
}

impl EndpointDiff {
    /// The name of the endpoint.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the endpoint itself is added, removed or changed.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// What differs in it; of an endpoint that is added or removed, all that it says.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

impl Change {
    /// The way from the sheet, or from the endpoint, to the value.
    #[must_use]
    pub fn path(&self) -> &[Step] {
        &self.path
    }

    /// The path with dots, as `charges.results.tiers.2.price`; places in lists count from 1.
    #[must_use]
    pub fn key(&self) -> String {
        text::key(&self.path)
    }

    /// How it changed.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match (&self.old, &self.new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        }
    }

    /// The value in the old sheet, as TOML; none where it is not stated.
    #[must_use]
    pub fn old_value(&self) -> Option<&str> {
        self.old.as_deref()
    }

    /// The value in the new sheet, as TOML; none where it is not stated.
    #[must_use]
    pub fn new_value(&self) -> Option<&str> {
        self.new.as_deref()
    }
}

impl ChangeKind {
    /// The word for it in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

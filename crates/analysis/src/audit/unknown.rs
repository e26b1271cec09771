//! Names that no sheet knows, and what was charged for them.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;

use pricesheet::Decimal;
use pricesheet::number::sum;

/// How many names are listed; records of further ones are counted together.
const NAMES_MAX: usize = 1_000;

/// How much of a name is kept, in characters.
const NAME_CHARS_MAX: usize = 200;

/// A name that the sheet in force does not know, how often records state it, and what was charged for them.
///
/// ```
/// use pricesheet_analysis::audit::Audit;
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// audit.record(1, &Usage::new("e").option("o"), None, Decimal::TWO)?;
/// let unknown = audit.unknown().next().unwrap();
/// assert_eq!((unknown.code, unknown.endpoint, unknown.name), ("unknown-option", Some("e"), "o"));
/// assert_eq!((unknown.records, unknown.charged), (1, Decimal::TWO));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct UnknownName<'a> {
    /// The code of the error: what the name would be one of.
    pub code: &'static str,
    /// The endpoint whose option, quantity or value it would be.
    pub endpoint: Option<&'a str>,
    /// The name; no more of it than 200 characters. Empty for all that came after the last that is listed.
    pub name: &'a str,
    /// How many records state it.
    pub records: u64,
    /// What was charged for them, in the sheets' unit.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub charged: Decimal,
}

/// The names met so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Unknown<'b> {
    names: BTreeMap<(&'static str, Option<&'b str>, String), (u64, Decimal)>,
}

impl<'b> Unknown<'b> {
    /// Counts a record whose name is unknown. What is charged for all of these together has been checked to be a decimal.
    pub(super) fn count(
        &mut self,
        code: &'static str,
        endpoint: Option<&'b str>,
        name: &str,
        charged: Decimal,
    ) {
        if !code.starts_with("unknown-") {
            return;
        }
        let kept =
            name.char_indices().nth(NAME_CHARS_MAX).map_or(name, |(end, _)| name.get(..end).unwrap_or(name));
        let key = (code, endpoint, kept.to_owned());
        let is_full = self.names.len() >= NAMES_MAX && !self.names.contains_key(&key);
        let key = if is_full { (code, None, String::new()) } else { key };
        let (records, total) = self.names.entry(key).or_default();
        *records = records.saturating_add(1);
        *total = sum(*total, charged).unwrap_or(*total);
    }

    /// Takes the names of other records.
    pub(super) fn merge(&mut self, other: Unknown<'b>) {
        for ((code, endpoint, name), (more, charged)) in other.names {
            let key = (code, endpoint, name);
            let is_full = self.names.len() >= NAMES_MAX && !self.names.contains_key(&key);
            let key = if is_full { (code, None, String::new()) } else { key };
            let (records, total) = self.names.entry(key).or_default();
            *records = records.saturating_add(more);
            *total = sum(*total, charged).unwrap_or(*total);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = UnknownName<'_>> {
        self.names.iter().map(|((code, endpoint, name), (records, charged))| UnknownName {
            code,
            endpoint: *endpoint,
            name,
            records: *records,
            charged: *charged,
        })
    }
}

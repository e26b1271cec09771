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

/// What a name is known by: the code, the endpoint, the name.
type Key<'b> = (&'static str, Option<&'b str>, String);

/// How many records, and what was charged for them.
type Counted = (u64, Decimal);

/// The names met so far. Of too many, those that come first are listed, so that the order of records says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Unknown<'b> {
    names: BTreeMap<Key<'b>, Counted>,
    /// All others together, by the code.
    others: BTreeMap<&'static str, Counted>,
}

/// What is charged for all of these together has been checked to be a decimal.
fn add(counted: &mut Counted, (records, charged): Counted) {
    counted.0 = counted.0.saturating_add(records);
    counted.1 = sum(counted.1, charged).unwrap_or(counted.1);
}

impl<'b> Unknown<'b> {
    /// Counts a record whose name is unknown.
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
        self.add((code, endpoint, kept.to_owned()), (1, charged));
    }

    fn add(&mut self, key: Key<'b>, counted: Counted) {
        add(self.names.entry(key).or_default(), counted);
        if self.names.len() > NAMES_MAX
            && let Some(((code, ..), last)) = self.names.pop_last()
        {
            add(self.others.entry(code).or_default(), last);
        }
    }

    /// Takes the names of other records.
    pub(super) fn merge(&mut self, other: Unknown<'b>) {
        other.names.into_iter().for_each(|(key, counted)| self.add(key, counted));
        for (code, counted) in other.others {
            add(self.others.entry(code).or_default(), counted);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = UnknownName<'_>> {
        let names = self.names.iter();
        let names =
            names.map(|((code, endpoint, name), counted)| (*code, *endpoint, name.as_str(), *counted));
        let others = self.others.iter().map(|(code, counted)| (*code, None, "", *counted));
        names.chain(others).map(|(code, endpoint, name, (records, charged))| UnknownName {
            code,
            endpoint,
            name,
            records,
            charged,
        })
    }
}

//! How a sheet was written over another (section 8): none of it is content, it is there for listings and lints.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;
use toml::de::DeTable;

use crate::diagnostics::Span;

/// A longer text that is broken has no heading.
const BROKEN_BYTES_MAX: usize = 1 << 20;

/// How a sheet was written over another.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Over {
    /// What it is written against.
    pub base: BaseName,
    /// What holds for what it does not mention.
    pub others: Others,
    /// The adjustments of whole groups, in the order of the file.
    pub adjust: Vec<Adjust>,
}

/// What a sheet is written against, as its `over` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaseName {
    /// The name of the base.
    pub name: String,
    /// Its version, where it has to be this one.
    pub version: Option<String>,
    /// Its fingerprint as it is written, where it has to be this one.
    pub fingerprint: Option<String>,
}

/// What a sheet calls itself and what it is over, before it is read: by it, the base is found among others.
///
/// ```
/// use pricesheet::sheet::Heading;
///
/// let heading = Heading::of("name = 'Acme'\nover = { name = 'Models', version = '2026-11' }\nothers = 'refused'");
/// assert_eq!(heading.name.as_deref(), Some("Acme"));
/// assert_eq!(heading.over.unwrap().version.as_deref(), Some("2026-11"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heading {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its version, where it has one.
    pub version: Option<String>,
    /// What it is written against, where it is over another sheet and names it.
    pub over: Option<BaseName>,
}

impl Heading {
    /// The heading of a text. What is faulty in it is as if left out: that is told when the sheet is read.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let root = match DeTable::parse(text) {
            Ok(root) => root,
            // The parser keeps every error, at hundreds of bytes each.
            Err(_) if text.len() > BROKEN_BYTES_MAX => return Heading::default(),
            Err(_) => DeTable::parse_recoverable(text).0,
        };
        let root = root.get_ref();
        let over = root.get("over").and_then(|over| over.get_ref().as_table());
        let base = |over: &DeTable<'_>| {
            let [name, version, fingerprint] = ["name", "version", "fingerprint"].map(|key| word(over, key));
            Some(BaseName { name: name?, version, fingerprint })
        };
        Heading { name: word(root, "name"), version: word(root, "version"), over: over.and_then(base) }
    }
}

fn word(table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key)?.get_ref().as_str().map(String::from)
}

/// What holds for the endpoints that a sheet does not mention (section 8, `others`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They are as in the base.
    AsListed,
    /// They are not in the sheet.
    Refused,
}

/// One entry of `adjust`: what multiplies the endpoints that it is the first to match.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Adjust {
    /// What their sum is multiplied by.
    pub times: Decimal,
    /// Which endpoints it is for.
    pub filter: Filter,
    /// How many endpoints it has adjusted.
    pub adjusted: usize,
    /// Where it stands.
    pub span: Span,
}

/// Which endpoints an entry of `adjust` is for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Filter {
    /// All.
    All,
    /// Those of these names.
    Endpoints(Vec<String>),
    /// Those that have this group among theirs.
    Group(String),
}

impl Others {
    /// The word by which a sheet states it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Others::AsListed => "as-listed",
            Others::Refused => "refused",
        }
    }
}

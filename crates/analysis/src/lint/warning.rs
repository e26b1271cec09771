//! What a lint says, and where.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use pricesheet::Decimal;

use serde::{Serialize, Serializer};

use super::Lint;
use crate::amount::Amount;
use pricesheet::Usage;
use pricesheet::diagnostics::Span;

/// A usage and its total under the sheet, that a warning about prices rests on.
///
/// ```
/// let text = "name = 'A'\nendpoints.e = { price = 1, options = { o = 0.25 }, round = 'down' }";
/// let (sheet, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
/// for evidence in warnings[0].evidence() {
///     assert_eq!(sheet.price(&evidence.usage), Ok(evidence.total));
/// }
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The usage of one call.
    #[serde(flatten, serialize_with = "one_call")]
    pub usage: Usage,
    /// What it costs, in the sheet's unit.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub total: Decimal,
}

/// Something suspicious in a sheet: what, where, and what instead.
///
/// ```
/// let text = "name = 'A'\nendpoints.a = { title = 'A', price = 1 }\nendpoints.b.price = 1";
/// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
/// assert_eq!(
///     warnings[0].to_string(),
///     "s.toml:3:11: warning[missing-title]: endpoint `b` has no `title`, others have one; \
///      help: add a `title`: people read it"
/// );
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
///
/// As JSON (feature `serde`) it has the fields in this order: `code`, `message`, `source`, `line`, `column`, `span` with
/// `start` and `end`, `help`, and `evidence`, a list of `endpoint`, `options`, `quantities`, `attributes` and `at` where these are
/// stated, and `total`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    #[serde(rename = "code")]
    pub(super) lint: Lint,
    pub(super) message: String,
    pub(super) source: Arc<str>,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) span: Span,
    pub(super) help: String,
    pub(super) evidence: Vec<Evidence>,
}

impl Warning {
    /// What kind of suspicion it is.
    #[must_use]
    pub fn lint(&self) -> Lint {
        self.lint
    }

    /// The name of the source that the sheet was read from.
    #[must_use]
    pub fn source_name(&self) -> &str {
        &self.source
    }

    /// The suspicious text, in bytes from the start of the source.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The line on which it starts, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column at which it starts, from 1, in characters.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is suspicious.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        Some(&self.help)
    }

    /// The usages that a claim about prices rests on, in the order in which the message speaks of them; empty for
    /// other claims.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Warning { lint, source, line, column, message, help, .. } = self;
        write!(f, "{source}:{line}:{column}: warning[{lint}]: {message}; help: {help}")
    }
}

/// A usage of one call as data: without `calls`.
fn one_call<S: Serializer>(usage: &Usage, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct OneCall<'a> {
        endpoint: &'a str,
        options: Vec<&'a str>,
        quantities: Quantities<'a>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        attributes: BTreeMap<&'a str, &'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<&'a str>,
    }
    let (endpoint, options) = (usage.endpoint(), usage.stated_options().collect());
    let (attributes, at) = (usage.stated_attributes().collect(), usage.at());
    OneCall { endpoint, options, quantities: Quantities(usage), attributes, at }.serialize(serializer)
}

/// The quantities of a usage as a map, in the order in which they are stated.
struct Quantities<'a>(&'a Usage);

impl Serialize for Quantities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.stated_quantities().map(|(name, value)| (name, Amount(value))))
    }
}

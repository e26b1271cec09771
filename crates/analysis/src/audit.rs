//! Audits: what was charged, what should have been, and why they differ (section 6, *Audit*).
//!
//! An [`Audit`] takes recorded usages one by one, each with what was charged for it, and rates it under the sheet in
//! force. It keeps sums and the largest differences, so that it needs the same memory for any number of records.
//!
//! A difference is looked into: the engine prices the usage again with one known fault of charging at a time, and every
//! [`Cause`] under which it comes to what was charged, to the last digit, is named.

mod cause;
mod causes;
mod counting;
mod endpoint;
mod error;
mod explain;
mod finding;
mod judgement;
mod merge;
mod metered;
mod serialize;
mod totals;
mod unknown;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use pricesheet::Decimal;

pub use cause::{Cause, Part};
pub use causes::CauseTotals;
use causes::Causes;
pub use endpoint::EndpointTotals;
use endpoint::OfEndpoint;
pub use error::AuditError;
use explain::{Cache, Revisions, Subject};
pub use finding::Finding;
use finding::{Largest, Room};
pub use judgement::{Judgement, Verdict};
pub use metered::Metered;
use pricesheet::PriceBook;
use pricesheet::PriceSheet;
pub use pricesheet::Roundings;
use pricesheet::number::difference;
use pricesheet::usage::{AnyUsage, At};
pub use totals::Totals;
use unknown::Unknown;
pub use unknown::UnknownName;

/// Recorded usages held against a book of sheets: totals, totals of every endpoint under every sheet, the causes of
/// differences, and the records that differ most.
///
/// ```
/// use pricesheet_analysis::audit::Audit;
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e = { price = 1, options = { o = 0.5 }, round = 'down' }".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// audit.record(1, &Usage::new("e"), None, Decimal::ONE)?;
/// audit.record(2, &Usage::new("e").option("o"), None, Decimal::TWO)?;
/// assert_eq!((audit.totals().agreed, audit.totals().over), (1, 1));
/// assert_eq!(audit.largest()[0].place, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Audit<'b> {
    book: &'b PriceBook,
    totals: Totals,
    /// Of each sheet in the order of the book, the endpoints that were used.
    endpoints: Vec<BTreeMap<&'b str, OfEndpoint<'b>>>,
    /// The records of no known endpoint, or of no sheet in force.
    elsewhere: Totals,
    causes: Causes,
    reasons: BTreeMap<&'static str, u64>,
    unknown: Unknown<'b>,
    largest: Largest<'b>,
    largest_max: usize,
    by_endpoint_max: usize,
    ties_max: usize,
    /// The endpoints of which findings are kept, by the place of the sheet and the name.
    found: BTreeSet<(usize, &'b str)>,
    /// The place of the record that was kept last.
    kept: Option<u64>,
    tolerance: Decimal,
    revisions: Revisions,
    cache: Cache,
}

impl<'b> Audit<'b> {
    /// How many of the records that differ most are kept, where nothing else is said.
    pub const LARGEST_MAX: usize = 10;

    /// How many findings are kept for single endpoints, all endpoints together.
    pub const BY_ENDPOINT_MAX: usize = 5_000;

    /// An audit without records.
    #[must_use]
    pub fn of(book: &'b PriceBook) -> Self {
        Audit {
            book,
            totals: Totals::default(),
            endpoints: book.sheets().iter().map(|_| BTreeMap::new()).collect(),
            elsewhere: Totals::default(),
            causes: Causes::default(),
            reasons: BTreeMap::new(),
            unknown: Unknown::default(),
            largest: Largest::default(),
            largest_max: Self::LARGEST_MAX,
            by_endpoint_max: 0,
            ties_max: 0,
            found: BTreeSet::new(),
            kept: None,
            tolerance: Decimal::ZERO,
            revisions: Revisions::default(),
            cache: Cache::default(),
        }
    }

    /// The same, keeping so many of the records that differ most; those that differ alike are one.
    #[must_use]
    pub fn keeping(mut self, largest_max: usize) -> Self {
        self.largest_max = largest_max;
        self.largest.trim(self.room());
        self
    }

    /// The same, keeping so many of each endpoint as well, and fewer where there are more endpoints than
    /// [all of them](Self::BY_ENDPOINT_MAX) have room for; of too many endpoints, those whose names come first.
    #[must_use]
    pub fn keeping_by_endpoint(mut self, largest_max: usize) -> Self {
        self.by_endpoint_max = largest_max;
        self
    }

    /// The same for a part that is to be [merged](Self::merge): keeping so many more that differ as much as the last of those that
    /// are kept, which are not told. Where all of them are kept, every record of a finding of the whole is counted.
    #[must_use]
    pub fn keeping_ties(mut self, ties_max: usize) -> Self {
        self.ties_max = ties_max;
        self
    }

    /// What was counted so far, leaving an audit without records. What was learnt on the way to causes stays here.
    #[must_use]
    pub fn take(&mut self) -> Audit<'b> {
        let empty = Audit::of(self.book);
        let replace = core::mem::replace::<Totals>;
        Audit {
            totals: replace(&mut self.totals, empty.totals),
            endpoints: core::mem::replace(&mut self.endpoints, empty.endpoints),
            elsewhere: replace(&mut self.elsewhere, empty.elsewhere),
            causes: self.causes.take(),
            reasons: core::mem::take(&mut self.reasons),
            unknown: core::mem::take(&mut self.unknown),
            largest: core::mem::take(&mut self.largest),
            found: core::mem::take(&mut self.found),
            kept: self.kept.take(),
            book: self.book,
            largest_max: self.largest_max,
            by_endpoint_max: self.by_endpoint_max,
            ties_max: self.ties_max,
            tolerance: self.tolerance,
            revisions: empty.revisions,
            cache: empty.cache,
        }
    }

    /// The same with other places, which keep their order: for parts whose records were counted from another start.
    #[must_use]
    pub fn renumbered(mut self, place: impl Fn(u64) -> u64) -> Self {
        let endpoints = self.endpoints.iter_mut().flat_map(BTreeMap::values_mut);
        let largest = endpoints.map(|of| &mut of.largest).chain([&mut self.largest]);
        for finding in largest.flat_map(Largest::all_mut) {
            finding.place = place(finding.place);
        }
        self.kept = None;
        self
    }

    fn room(&self) -> Room {
        Room { max: self.largest_max, ties_max: self.ties_max }
    }

    /// The room for findings of each endpoint.
    fn room_of_each(&self) -> Room {
        let each = Self::BY_ENDPOINT_MAX.checked_div(self.found.len()).unwrap_or(usize::MAX);
        Room { max: self.by_endpoint_max.min(each), ties_max: self.ties_max }
    }

    /// The same, where differences of no more than an amount, either way, agree. They are counted apart
    /// ([`Totals::tolerated`]), with what they sum to.
    ///
    /// ```
    /// use pricesheet_analysis::audit::Audit;
    /// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
    ///
    /// let sheet: PriceSheet = "name = 'A'\nendpoints.e.price = 0.3".parse()?;
    /// let book = PriceBook::from(sheet);
    /// let mut audit = Audit::of(&book).tolerating(Decimal::new(1, 6));
    /// audit.record(1, &Usage::new("e"), None, pricesheet::number::parse("0.30000000000000004")?)?;
    /// assert_eq!((audit.totals().agreed, audit.totals().tolerated), (1, 1));
    /// assert_eq!(audit.totals().tolerated_difference.to_string(), "0.00000000000000004");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn tolerating(mut self, amount: Decimal) -> Self {
        self.tolerance = amount;
        self
    }

    /// Holds a usage, made at an instant, against the sheet in force, and counts it. `place` is where it was recorded,
    /// such as its line; `charged` may be below zero, as a credit is. A usage of an endpoint whose basis is a period
    /// stands for the whole period, as everywhere.
    ///
    /// # Errors
    ///
    /// [`AuditError::NotRepresentable`]: the decimal type does not hold a difference or a total with it. It is not
    /// counted then.
    pub fn record<U: AnyUsage>(
        &mut self,
        place: u64,
        usage: &U,
        at: Option<&str>,
        charged: Decimal,
    ) -> Result<Judgement<'b>, AuditError> {
        let judged = self.judge(usage, at, charged)?;
        self.count(place, usage, at, judged)
    }

    /// Holds a record that is a part of a billing period against what a meter made due for it under this sheet, and
    /// counts it. What roundings come to is not known before the whole is, and not counted.
    ///
    /// # Errors
    ///
    /// As [`Audit::record`].
    pub fn record_metered<U: AnyUsage>(
        &mut self,
        place: u64,
        usage: &U,
        sheet: &'b PriceSheet,
        metered: &Metered,
        charged: Decimal,
    ) -> Result<Judgement<'b>, AuditError> {
        let expected = metered.due;
        let endpoint = sheet.endpoint(usage.endpoint_name()).ok();
        let apart = difference(charged, expected).ok_or(AuditError::NotRepresentable)?;
        let is_tolerated = self.tolerates(apart);
        let mut causes = Vec::new();
        if !is_tolerated && !apart.is_zero() {
            let is_alone = sheet.price(usage) == Ok(charged);
            if let Some(endpoint) = endpoint {
                let subject = Subject { book: self.book, sheet, endpoint };
                causes = explain::metered_causes(subject, metered, (charged, is_alone), &mut self.revisions);
            }
        }
        let counted_at = self.causes.place(&causes);
        let judgement = Judgement {
            sheet: Some(sheet),
            endpoint: endpoint.map(|endpoint| endpoint.model().name.as_str()),
            charged: Some(charged),
            expected: Ok(expected),
            difference: Some(apart),
            is_tolerated,
            causes: causes.into(),
            counted_at,
            roundings: Roundings::default(),
        };
        let at = usage.stated_at().and_then(|at| match at {
            At::Text(text) => Some(text),
            _ => None,
        });
        self.count(place, usage, at, (judgement, None))
    }

    /// Counts a record that has no price, or does not say what was charged: the code of the reason and what it is about, the
    /// sheet in force and the endpoint where they are known, and what was charged where the record says so.
    ///
    /// # Errors
    ///
    /// As [`Audit::record`].
    pub fn record_unpriceable(
        &mut self,
        (code, culprit): (&'static str, &str),
        sheet: Option<&'b PriceSheet>,
        endpoint: Option<&str>,
        charged: Option<Decimal>,
    ) -> Result<Judgement<'b>, AuditError> {
        let endpoint = sheet.zip(endpoint).and_then(|(sheet, name)| known(sheet, name));
        let judgement = Judgement::unpriceable(sheet, endpoint, code, charged);
        self.add(&judgement)?;
        self.unknown.count(code, endpoint, culprit, charged.unwrap_or_default());
        Ok(judgement)
    }

    /// States what else the record says that was recorded last, at this place, where it is kept as a finding: whose it is,
    /// or its number.
    pub fn annotate(&mut self, place: u64, fields: impl Fn() -> Vec<(String, Option<String>)>) {
        if self.kept != Some(place) {
            return;
        }
        if let Some(finding) = self.largest.at(place) {
            finding.fields = fields();
        }
        if self.by_endpoint_max > 0 {
            let endpoints = self.endpoints.iter_mut().flat_map(BTreeMap::values_mut);
            let findings = endpoints.filter_map(|of| of.largest.at(place));
            findings.for_each(|finding| finding.fields = fields());
        }
    }

    /// What all records come to.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// What the records of each endpoint come to, under each sheet in the order of the book; endpoints by name. With
    /// those [elsewhere](Audit::elsewhere), they add up to the totals.
    pub fn endpoints(&self) -> impl Iterator<Item = EndpointTotals<'_, 'b>> {
        let max = self.room_of_each().max;
        self.book.sheets().iter().zip(&self.endpoints).flat_map(move |(sheet, endpoints)| {
            endpoints.iter().map(move |(endpoint, OfEndpoint { totals, largest })| EndpointTotals {
                sheet,
                endpoint,
                totals,
                largest: largest.first(max),
            })
        })
    }

    /// What the records of unknown endpoints come to, those of no sheet in force, and those that nobody could read.
    #[must_use]
    pub fn elsewhere(&self) -> &Totals {
        &self.elsewhere
    }

    /// Why records differ: what those come to that each cause explains in the fewest words, and those that nothing explains;
    /// the most money first. They add up to the totals.
    pub fn causes(&self) -> impl Iterator<Item = &CauseTotals> {
        self.causes.sorted().into_iter()
    }

    /// Why records have no price: the codes, and how many records each.
    pub fn reasons(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.reasons.iter().map(|(code, count)| (*code, *count))
    }

    /// The names that the sheets in force do not know, by what each would be one of.
    pub fn unknown(&self) -> impl Iterator<Item = UnknownName<'_>> {
        self.unknown.iter()
    }

    /// How much a difference may be, either way, to agree.
    #[must_use]
    pub fn tolerance(&self) -> Decimal {
        self.tolerance
    }

    /// The records that differ most, either way, the largest difference first; as many as are kept.
    #[must_use]
    pub fn largest(&self) -> &[Finding<'b>] {
        self.largest.first(self.largest_max)
    }
}

/// The name of an endpoint as the sheet has it.
fn known<'b>(sheet: &'b PriceSheet, name: &str) -> Option<&'b str> {
    Some(sheet.endpoint(name).ok()?.model().name.as_str())
}

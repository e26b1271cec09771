//! Audits: what was charged, what should have been, and why they differ (section 6, *Audit*).
//!
//! An [`Audit`] takes recorded usages one by one, each with what was charged for it, and rates it under the sheet in
//! force. It keeps sums and the largest differences, so that it needs the same memory for any number of records.
//!
//! A difference is looked into: the engine prices the usage again with one known fault of charging at a time, and every
//! [`Cause`] under which it comes to what was charged, to the last digit, is named.

mod cause;
mod error;
mod explain;
mod judgement;
mod serialize;
mod totals;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use pricesheet::Decimal;

pub use cause::{Cause, Part};
pub use error::AuditError;
use explain::{Revisions, Subject};
pub use judgement::{Judgement, Verdict};
use pricesheet::PriceSheet;
pub use pricesheet::Roundings;
use pricesheet::Usage;
use pricesheet::number::difference;
use pricesheet::usage::AnyUsage;
use pricesheet::{PriceBook, RatingError};
pub use totals::Totals;

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
    endpoints: Vec<BTreeMap<&'b str, Totals>>,
    /// The records of no known endpoint, or of no sheet in force.
    elsewhere: Totals,
    causes: BTreeMap<Vec<&'static str>, u64>,
    reasons: BTreeMap<&'static str, u64>,
    largest: Vec<Finding<'b>>,
    largest_max: usize,
    revisions: Revisions,
}

/// A record that differs, where it stands and what was used.
///
/// ```
/// use pricesheet_analysis::audit::Audit;
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nversion = '1'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// audit.record(7, &Usage::new("e"), None, Decimal::from(5))?;
/// let finding = &audit.largest()[0];
/// assert_eq!((finding.place, finding.usage.endpoint()), (7, "e"));
/// assert_eq!(finding.judgement.difference(), Some(Decimal::from(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, serde::Serialize)]
#[non_exhaustive]
pub struct Finding<'b> {
    /// Where the record stands, as whoever recorded it counts.
    pub place: u64,
    /// What was used.
    #[serde(flatten)]
    pub usage: Usage,
    /// What the audit says of it.
    #[serde(flatten)]
    pub judgement: Judgement<'b>,
}

/// What a meter says of a record that is a part of a billing period.
///
/// ```
/// use pricesheet_analysis::audit::{Audit, Cause, Metered, Part};
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet =
///     "name = 'A'\nendpoints.e = { basis = 'period', charges.n = { price = 0.3 }, round = 'up' }".parse()?;
/// let book = PriceBook::from(sheet);
/// let used = |count: u32| Usage::new("e").quantity("n", count);
/// let mut audit = Audit::of(&book);
/// // The fourth to the sixth make due what six cost, 2, less what three cost, 1.
/// let metered = Metered { due: Decimal::ONE, before: Some(used(3)), whole: used(6) };
/// let found = audit.record_metered(1, &used(3), &book.sheets()[0], &metered, Decimal::new(9, 1))?;
/// assert!(found.causes().contains(&Cause::NotRounded { part: Part::Call }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Metered {
    /// What the record makes due.
    pub due: Decimal,
    /// What was used before it in the same period; none where it is the first.
    pub before: Option<Usage>,
    /// What was used with it.
    pub whole: Usage,
}

/// What the records of one endpoint under one sheet come to.
///
/// ```
/// use pricesheet_analysis::audit::Audit;
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nversion = '1'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// audit.record(7, &Usage::new("e"), None, Decimal::from(5))?;
/// let of = audit.endpoints().next().unwrap();
/// assert_eq!((of.endpoint, of.sheet.version(), of.totals.over), ("e", Some("1"), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[non_exhaustive]
pub struct EndpointTotals<'a, 'b> {
    /// The endpoint's name.
    pub endpoint: &'b str,
    /// The sheet in force.
    #[serde(flatten, serialize_with = "serialize::label")]
    pub sheet: &'b PriceSheet,
    /// What its records come to.
    #[serde(flatten)]
    pub totals: &'a Totals,
}

impl<'b> Audit<'b> {
    /// How many of the records that differ most are kept, where nothing else is said.
    pub const LARGEST_MAX: usize = 10;

    /// An audit without records.
    #[must_use]
    pub fn of(book: &'b PriceBook) -> Self {
        Audit {
            book,
            totals: Totals::default(),
            endpoints: book.sheets().iter().map(|_| BTreeMap::new()).collect(),
            elsewhere: Totals::default(),
            causes: BTreeMap::new(),
            reasons: BTreeMap::new(),
            largest: Vec::new(),
            largest_max: Self::LARGEST_MAX,
            revisions: Revisions::default(),
        }
    }

    /// The same, keeping so many of the records that differ most.
    #[must_use]
    pub fn keeping(mut self, largest_max: usize) -> Self {
        self.largest_max = largest_max;
        self.largest.truncate(largest_max);
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
        let judgement = self.judge(usage, at, charged)?;
        self.count(place, usage, judgement)
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
        let Metered { due: expected, before, whole } = metered;
        let endpoint = sheet.endpoint(usage.endpoint_name()).ok();
        let mut causes = Vec::new();
        if charged != *expected {
            if sheet.price(usage) == Ok(charged) {
                causes.push(Cause::RatedAlone);
            }
            if let Some(endpoint) = endpoint {
                let subject = Subject { book: self.book, sheet, endpoint };
                let (before, revisions) = (before.as_ref(), &mut self.revisions);
                causes.extend(explain::metered_causes(subject, before, whole, charged, revisions));
            }
        }
        let judgement = Judgement {
            sheet: Some(sheet),
            endpoint: endpoint.map(|endpoint| endpoint.model().name.as_str()),
            charged: Some(charged),
            expected: Ok(*expected),
            difference: Some(difference(charged, *expected).ok_or(AuditError::NotRepresentable)?),
            causes: causes.into(),
            roundings: Roundings::default(),
        };
        self.count(place, usage, judgement)
    }

    /// Counts a record that has no price, or does not say what was charged: the code of the reason, the sheet in force
    /// and the endpoint where they are known, and what was charged where the record says so.
    ///
    /// # Errors
    ///
    /// As [`Audit::record`].
    pub fn record_unpriceable(
        &mut self,
        code: &'static str,
        sheet: Option<&'b PriceSheet>,
        endpoint: Option<&str>,
        charged: Option<Decimal>,
    ) -> Result<Judgement<'b>, AuditError> {
        let endpoint = sheet.zip(endpoint).and_then(|(sheet, name)| known(sheet, name));
        let judgement = Judgement::unpriceable(sheet, endpoint, code, charged);
        self.add(&judgement)?;
        Ok(judgement)
    }

    fn judge<U: AnyUsage>(
        &mut self,
        usage: &U,
        at: Option<&str>,
        charged: Decimal,
    ) -> Result<Judgement<'b>, AuditError> {
        let unpriceable = |sheet, endpoint, error: RatingError| {
            Judgement::unpriceable(sheet, endpoint, error.code(), Some(charged))
        };
        let sheet = match self.book.in_force_for(at) {
            Ok(sheet) => sheet,
            Err(error) => return Ok(unpriceable(None, None, error.into())),
        };
        let endpoint = match sheet.endpoint(usage.endpoint_name()) {
            Ok(endpoint) => endpoint,
            Err(error) => return Ok(unpriceable(Some(sheet), None, error.into())),
        };
        let name = Some(endpoint.model().name.as_str());
        let (expected, roundings) = match endpoint.price_with_roundings(usage) {
            Ok(rated) => rated,
            Err(error) => return Ok(unpriceable(Some(sheet), name, error.into())),
        };
        let causes = if charged == expected {
            [].into()
        } else {
            let subject = Subject { book: self.book, sheet, endpoint };
            explain::causes(subject, usage, charged, &mut self.revisions)
        };
        let difference = Some(difference(charged, expected).ok_or(AuditError::NotRepresentable)?);
        let (charged, expected) = (Some(charged), Ok(expected));
        Ok(Judgement { sheet: Some(sheet), endpoint: name, charged, expected, difference, causes, roundings })
    }

    fn count<U: AnyUsage>(
        &mut self,
        place: u64,
        usage: &U,
        judgement: Judgement<'b>,
    ) -> Result<Judgement<'b>, AuditError> {
        self.add(&judgement)?;
        if let Some(apart) = judgement.difference.filter(|apart| !apart.is_zero()) {
            // Of two that differ alike, the earlier stands first.
            let differs =
                |kept: &Finding<'_>| kept.judgement.difference.unwrap_or_default().abs() >= apart.abs();
            let at = self.largest.partition_point(differs);
            if at < self.largest_max {
                self.largest.truncate(self.largest_max.saturating_sub(1));
                let finding = Finding { place, usage: Usage::of(usage), judgement: judgement.clone() };
                self.largest.insert(at, finding);
            }
        }
        Ok(judgement)
    }

    /// Counts a record everywhere, or nowhere.
    fn add(&mut self, judgement: &Judgement<'b>) -> Result<(), AuditError> {
        let totals = self.totals.with(judgement).ok_or(AuditError::NotRepresentable)?;
        let endpoint = judgement.sheet.zip(judgement.endpoint).and_then(|(sheet, endpoint)| {
            let mut sheets = self.book.sheets().iter().zip(&mut self.endpoints);
            let (_, endpoints) = sheets.find(|(other, _)| other.fingerprint() == sheet.fingerprint())?;
            Some(endpoints.entry(endpoint).or_default())
        });
        endpoint.unwrap_or(&mut self.elsewhere).count(judgement)?;
        self.totals = totals;
        let more = |count: &mut u64| *count = count.saturating_add(1);
        match (judgement.expected, judgement.verdict()) {
            (Err(code), _) => more(self.reasons.entry(code).or_default()),
            (Ok(_), Verdict::Over | Verdict::Under) => {
                let mut codes: Vec<&'static str> = judgement.causes.iter().map(Cause::code).collect();
                codes.sort_unstable();
                codes.dedup();
                more(self.causes.entry(codes).or_default());
            }
            (Ok(_), Verdict::Agreed | Verdict::Unpriceable) => {}
        }
        Ok(())
    }

    /// What all records come to.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// What the records of each endpoint come to, under each sheet in the order of the book; endpoints by name. With
    /// those [elsewhere](Audit::elsewhere), they add up to the totals.
    pub fn endpoints(&self) -> impl Iterator<Item = EndpointTotals<'_, 'b>> {
        self.book.sheets().iter().zip(&self.endpoints).flat_map(|(sheet, endpoints)| {
            endpoints.iter().map(move |(endpoint, totals)| EndpointTotals { sheet, endpoint, totals })
        })
    }

    /// What the records of unknown endpoints come to, those of no sheet in force, and those that nobody could read.
    #[must_use]
    pub fn elsewhere(&self) -> &Totals {
        &self.elsewhere
    }

    /// Why records differ: the codes of the causes that explain them, any of several being possible, and how many
    /// records; no code where nothing explains them.
    pub fn causes(&self) -> impl Iterator<Item = (&[&'static str], u64)> {
        self.causes.iter().map(|(codes, count)| (codes.as_slice(), *count))
    }

    /// Why records have no price: the codes, and how many records each.
    pub fn reasons(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.reasons.iter().map(|(code, count)| (*code, *count))
    }

    /// The records that differ most, either way, the largest difference first; as many as are kept.
    #[must_use]
    pub fn largest(&self) -> &[Finding<'b>] {
        &self.largest
    }
}

/// The name of an endpoint as the sheet has it.
fn known<'b>(sheet: &'b PriceSheet, name: &str) -> Option<&'b str> {
    Some(sheet.endpoint(name).ok()?.model().name.as_str())
}

//! What an audit says of one record.

use alloc::sync::Arc;
use core::cmp::Ordering;
use core::fmt;

use pricesheet::Decimal;

use super::{Cause, Roundings};
use pricesheet::PriceSheet;

/// What an audit says of one record.
///
/// ```
/// use pricesheet_analysis::audit::{Audit, Verdict};
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nversion = '1'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// let found = audit.record(7, &Usage::new("e"), None, Decimal::from(5))?;
/// assert_eq!(found.verdict(), Verdict::Over);
/// assert_eq!(found.verdict().as_str(), "over");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// What was charged is what it costs, or within the tolerance of it.
    Agreed,
    /// More was charged.
    Over,
    /// Less was charged.
    Under,
    /// It cannot be said what it costs, or what was charged.
    Unpriceable,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Agreed => "agreed",
            Verdict::Over => "over",
            Verdict::Under => "under",
            Verdict::Unpriceable => "unpriceable",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One record held against the sheet in force: what was charged, what it costs, and what explains a difference.
///
/// ```
/// use pricesheet_analysis::audit::{Audit, Verdict};
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e = { price = 1, options = { o = 0.5 } }".parse()?;
/// let book = PriceBook::from(sheet);
/// let found = Audit::of(&book).record(1, &Usage::new("e").option("o"), None, Decimal::ONE)?;
/// assert_eq!(found.verdict(), Verdict::Under);
/// assert_eq!(found.difference().unwrap().to_string(), "-0.5");
/// assert_eq!(found.causes()[0].to_string(), "option `o` was not charged");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Judgement<'b> {
    pub(super) sheet: Option<&'b PriceSheet>,
    pub(super) endpoint: Option<&'b str>,
    pub(super) charged: Option<Decimal>,
    pub(super) expected: Result<Decimal, &'static str>,
    /// What was charged less what is expected, where both are known.
    pub(super) difference: Option<Decimal>,
    /// Whether the difference is within the tolerance.
    pub(super) is_tolerated: bool,
    pub(super) causes: Arc<[Cause]>,
    /// Under which of the audit's causes it is counted.
    pub(super) counted_at: usize,
    pub(super) roundings: Roundings,
}

impl<'b> Judgement<'b> {
    /// Of a record that has no price, or does not say what was charged.
    pub(super) fn unpriceable(
        sheet: Option<&'b PriceSheet>,
        endpoint: Option<&'b str>,
        code: &'static str,
        charged: Option<Decimal>,
    ) -> Self {
        Judgement {
            sheet,
            endpoint,
            charged,
            expected: Err(code),
            difference: None,
            is_tolerated: false,
            causes: Arc::default(),
            counted_at: 0,
            roundings: Roundings::default(),
        }
    }

    /// What the audit says.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.difference.map(|difference| difference.cmp(&Decimal::ZERO)) {
            None => Verdict::Unpriceable,
            Some(_) if self.is_tolerated => Verdict::Agreed,
            Some(Ordering::Equal) => Verdict::Agreed,
            Some(Ordering::Greater) => Verdict::Over,
            Some(Ordering::Less) => Verdict::Under,
        }
    }

    /// The sheet in force, where there is one.
    #[must_use]
    pub fn sheet(&self) -> Option<&'b PriceSheet> {
        self.sheet
    }

    /// The endpoint, where that sheet knows it.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'b str> {
        self.endpoint
    }

    /// What was charged, where the record says so.
    #[must_use]
    pub fn charged(&self) -> Option<Decimal> {
        self.charged
    }

    /// What it costs, or the code of the reason why that cannot be said.
    ///
    /// # Errors
    ///
    /// The code of a [`UsageError`](pricesheet::UsageError) or an [`InForceError`](pricesheet::InForceError), or what whoever
    /// counted the record gave as the reason.
    pub fn expected(&self) -> Result<Decimal, &'static str> {
        self.expected
    }

    /// What was charged less what it costs; above zero where too much was charged.
    #[must_use]
    pub fn difference(&self) -> Option<Decimal> {
        self.difference
    }

    /// Whether it agrees only within the tolerance.
    #[must_use]
    pub fn is_tolerated(&self) -> bool {
        self.is_tolerated
    }

    /// Everything that explains a difference to the last digit, the fewest words first; where there are several, each is
    /// possible.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// What its roundings gave and took.
    #[must_use]
    pub fn roundings(&self) -> Roundings {
        self.roundings
    }

    /// Whether another record differs alike: the same was charged where the same was right, for the same causes.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let same =
            |sheet: &PriceSheet| other.sheet.is_some_and(|other| other.fingerprint() == sheet.fingerprint());
        // Amounts tell most records apart, and are the quickest to compare.
        (self.charged, self.expected) == (other.charged, other.expected)
            && self.endpoint == other.endpoint
            && self.causes == other.causes
            && self.sheet.is_some_and(same)
    }

    /// What was charged, what it costs, and the difference, where all are known.
    pub(super) fn amounts(&self) -> Option<(Decimal, Decimal, Decimal)> {
        Some((self.charged?, self.expected.ok()?, self.difference?))
    }
}

//! What several audited records come to.

use pricesheet::Decimal;
use serde::{Deserialize, Deserializer};

use super::{AuditError, Judgement, Roundings, Verdict};
use pricesheet::number::{difference, sum};

/// What several audited records come to, in the sheets' unit. The four counts add up to `records`. They are read from what they are
/// written as, so that those of a part can be sent to where parts are put together.
///
/// ```
/// use pricesheet_analysis::audit::Audit;
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// audit.record(1, &Usage::new("e"), None, Decimal::TWO)?;
/// audit.record(2, &Usage::new("e"), None, Decimal::TEN)?;
/// audit.record(3, &Usage::new("f"), None, Decimal::ONE)?;
/// let totals = audit.totals();
/// assert_eq!((totals.records, totals.agreed, totals.over, totals.unpriceable), (3, 1, 1, 1));
/// assert_eq!((totals.overcharged, totals.charged_unpriceable), (Decimal::from(8), Decimal::ONE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Totals {
    /// All of them.
    pub records: u64,
    /// Those that were charged what they cost, or as good as that.
    pub agreed: u64,
    /// Those of them that agree only within the tolerance.
    pub tolerated: u64,
    /// Those that were charged more.
    pub over: u64,
    /// Those that were charged less.
    pub under: u64,
    /// Those of which it cannot be said what they cost, or what was charged.
    pub unpriceable: u64,
    /// What was charged for those with a price.
    #[serde(with = "crate::amount")]
    pub charged: Decimal,
    /// What they cost.
    #[serde(with = "crate::amount")]
    pub expected: Decimal,
    /// What was charged less what they cost.
    #[serde(with = "crate::amount")]
    pub difference: Decimal,
    /// What of that is within the tolerance: what the differences of the tolerated records sum to.
    #[serde(with = "crate::amount")]
    pub tolerated_difference: Decimal,
    /// The sum of what was charged too much.
    #[serde(with = "crate::amount")]
    pub overcharged: Decimal,
    /// The sum of what was charged too little, as a number above zero.
    #[serde(with = "crate::amount")]
    pub undercharged: Decimal,
    /// What was charged for those without a price.
    #[serde(with = "crate::amount")]
    pub charged_unpriceable: Decimal,
    /// What the roundings of those with a price came to.
    #[serde(deserialize_with = "roundings")]
    pub roundings: Roundings,
}

impl Totals {
    /// Counts one more record: for totals by whatever a record has besides.
    ///
    /// # Errors
    ///
    /// [`AuditError::NotRepresentable`]: the decimal type does not hold a total with it. It is not counted then.
    pub fn count(&mut self, judgement: &Judgement<'_>) -> Result<(), AuditError> {
        *self = self.with(judgement).ok_or(AuditError::NotRepresentable)?;
        Ok(())
    }

    /// Takes the records of other totals.
    ///
    /// # Errors
    ///
    /// [`AuditError::NotRepresentable`]: the decimal type does not hold a total. Nothing is taken then.
    pub fn merge(&mut self, other: &Totals) -> Result<(), AuditError> {
        *self = self.and(other).ok_or(AuditError::NotRepresentable)?;
        Ok(())
    }

    /// Both together. Every field is named, so that none is forgotten.
    fn and(self, other: &Totals) -> Option<Self> {
        let charged = sum(self.charged, other.charged)?;
        let expected = sum(self.expected, other.expected)?;
        Some(Totals {
            records: self.records.saturating_add(other.records),
            agreed: self.agreed.saturating_add(other.agreed),
            tolerated: self.tolerated.saturating_add(other.tolerated),
            over: self.over.saturating_add(other.over),
            under: self.under.saturating_add(other.under),
            unpriceable: self.unpriceable.saturating_add(other.unpriceable),
            charged,
            expected,
            difference: difference(charged, expected)?,
            tolerated_difference: sum(self.tolerated_difference, other.tolerated_difference)?,
            overcharged: sum(self.overcharged, other.overcharged)?,
            undercharged: sum(self.undercharged, other.undercharged)?,
            charged_unpriceable: sum(self.charged_unpriceable, other.charged_unpriceable)?,
            roundings: self.roundings.with(other.roundings)?,
        })
    }

    pub(super) fn with(mut self, judgement: &Judgement<'_>) -> Option<Self> {
        let more = |count: &mut u64| *count = count.saturating_add(1);
        more(&mut self.records);
        more(match judgement.verdict() {
            Verdict::Agreed => &mut self.agreed,
            Verdict::Over => &mut self.over,
            Verdict::Under => &mut self.under,
            Verdict::Unpriceable => &mut self.unpriceable,
        });
        let Some((charged, expected, apart)) = judgement.amounts() else {
            let charged = judgement.charged().unwrap_or_default();
            self.charged_unpriceable = sum(self.charged_unpriceable, charged)?;
            return Some(self);
        };
        self.charged = sum(self.charged, charged)?;
        self.expected = sum(self.expected, expected)?;
        self.difference = difference(self.charged, self.expected)?;
        match judgement.verdict() {
            Verdict::Over => self.overcharged = sum(self.overcharged, apart)?,
            Verdict::Under => self.undercharged = difference(self.undercharged, apart)?,
            Verdict::Agreed if judgement.is_tolerated() => {
                more(&mut self.tolerated);
                self.tolerated_difference = sum(self.tolerated_difference, apart)?;
            }
            Verdict::Agreed | Verdict::Unpriceable => {}
        }
        self.roundings = self.roundings.with(judgement.roundings())?;
        Some(self)
    }
}

/// Roundings as they are written.
fn roundings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Roundings, D::Error> {
    #[derive(Deserialize)]
    struct Form {
        #[serde(with = "crate::amount")]
        given: Decimal,
        #[serde(with = "crate::amount")]
        taken: Decimal,
        endless: u64,
    }
    let Form { given, taken, endless } = Form::deserialize(deserializer)?;
    let mut roundings = Roundings::default();
    (roundings.given, roundings.taken, roundings.endless) = (given, taken, endless);
    Ok(roundings)
}

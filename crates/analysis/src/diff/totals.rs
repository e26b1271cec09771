//! What usage comes to under each of two sheets.

use pricesheet::Decimal;

use pricesheet::number::{difference, sum};

/// What several usages come to under each sheet, in the sheets' unit.
///
/// Only those that have a price under both are compared; the others are told apart, so that nothing is silently free.
/// `dearer`, `cheaper` and `unchanged`, `old_alone`, `new_alone` and `neither` add up to `records`.
///
/// ```
/// use pricesheet::{PriceSheet, Usage};
/// use pricesheet_analysis::diff::UsageDiff;
///
/// let old: PriceSheet = "name = 'A'\nendpoints.e.price = 1\nendpoints.f.price = 5".parse()?;
/// let new: PriceSheet = "name = 'A'\nendpoints.e.price = 2".parse()?;
/// let mut diff = UsageDiff::between(&old, &new)?;
/// diff.record(1, &Usage::new("e").calls(10))?;
/// diff.record(2, &Usage::new("f"))?;
/// let totals = diff.totals();
/// assert_eq!((totals.records, totals.dearer, totals.old_alone.records), (2, 1, 1));
/// assert_eq!(totals.difference.to_string(), "10");
/// assert_eq!(totals.old_alone.total.to_string(), "5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// All of them.
    pub records: u64,
    /// Those that cost more under the new sheet.
    pub dearer: u64,
    /// Those that cost less under the new sheet.
    pub cheaper: u64,
    /// Those that cost the same under both.
    pub unchanged: u64,
    /// What those with a price under both cost under the old sheet.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub old: Decimal,
    /// What those with a price under both cost under the new sheet.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub new: Decimal,
    /// How much more those with a price under both cost under the new sheet; below zero where they cost less.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub difference: Decimal,
    /// Those that have a price under the old sheet alone.
    pub old_alone: Side,
    /// Those that have a price under the new sheet alone.
    pub new_alone: Side,
    /// Those that have no price under either.
    pub neither: u64,
}

/// Usages that have a price under one sheet alone, and what they cost there.
///
/// ```
/// use pricesheet_analysis::diff::Side;
///
/// assert_eq!(Side::default().records, 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct Side {
    /// How many.
    pub records: u64,
    /// What they cost.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub total: Decimal,
}

impl Totals {
    /// These and one more usage; none where the decimal type does not hold a total.
    pub(super) fn with(mut self, old: Option<Decimal>, new: Option<Decimal>) -> Option<Self> {
        let more = |count: &mut u64| *count = count.saturating_add(1);
        more(&mut self.records);
        match (old, new) {
            (Some(old), Some(new)) => {
                more(match new.cmp(&old) {
                    core::cmp::Ordering::Greater => &mut self.dearer,
                    core::cmp::Ordering::Less => &mut self.cheaper,
                    core::cmp::Ordering::Equal => &mut self.unchanged,
                });
                self.old = sum(self.old, old)?;
                self.new = sum(self.new, new)?;
                self.difference = difference(self.new, self.old)?;
            }
            (Some(old), None) => self.old_alone = self.old_alone.with(old)?,
            (None, Some(new)) => self.new_alone = self.new_alone.with(new)?,
            (None, None) => more(&mut self.neither),
        }
        Some(self)
    }
}

impl Side {
    fn with(self, amount: Decimal) -> Option<Self> {
        Some(Side { records: self.records.saturating_add(1), total: sum(self.total, amount)? })
    }
}

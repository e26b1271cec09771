//! Totals by whatever fields a record has.

use std::collections::BTreeMap;

use pricesheet_analysis::audit::{AuditError, Judgement, Totals};

use crate::words::harmless;

/// How many combinations of values have totals of their own; the records of all others are counted together.
const VALUES_MAX: usize = 100_000;

/// The values of a record in the fields, none where it states none.
pub type Values = Vec<Option<String>>;

/// Totals of the records that agree in some fields.
#[derive(Debug, Clone)]
pub struct Groups {
    pub(crate) fields: Vec<String>,
    pub(crate) totals: BTreeMap<Values, Totals>,
    /// What came after the last that has totals of its own.
    pub(crate) others: Totals,
}

impl Groups {
    /// By these fields, without records.
    #[must_use]
    pub fn by(fields: Vec<String>) -> Self {
        Groups { fields, totals: BTreeMap::new(), others: Totals::default() }
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Counts a record that has these values in the fields; one that could not be read has none.
    ///
    /// # Errors
    ///
    /// [`AuditError::NotRepresentable`]: the decimal type does not hold a total with it. It is not counted then.
    pub fn count(
        &mut self,
        value: impl Fn(&str) -> Option<String>,
        judgement: &Judgement<'_>,
    ) -> Result<(), AuditError> {
        let values: Values = self.fields.iter().map(|field| value(field)).collect();
        let full = self.totals.len() >= VALUES_MAX && !self.totals.contains_key(&values);
        let totals = if full { &mut self.others } else { self.totals.entry(values).or_default() };
        totals.count(judgement)
    }

    /// The fields in words.
    pub(crate) fn title(&self) -> String {
        self.fields.join(", ")
    }

    /// Those that differ most first, then by their values.
    pub(crate) fn by_difference(&self) -> Vec<(&Values, &Totals)> {
        let mut groups: Vec<_> = self.totals.iter().collect();
        groups.sort_by_key(|(_, totals)| std::cmp::Reverse(totals.difference.abs()));
        groups
    }
}

/// What the records without totals of their own are called.
pub(crate) const OTHERS: &str = "(all others)";

/// The values in words.
pub(crate) fn words(values: &[Option<String>]) -> String {
    let values = values.iter().map(|value| value.as_deref().map_or_else(|| "(not stated)".into(), harmless));
    values.collect::<Vec<String>>().join(", ")
}

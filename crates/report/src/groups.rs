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
    /// What all others come to.
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
        if let Some(totals) = self.totals.get_mut(&values) {
            return totals.count(judgement);
        }
        let mut totals = Totals::default();
        totals.count(judgement)?;
        self.put(values, totals);
        Ok(())
    }

    /// Whether the decimal type holds the totals with those of other records.
    #[must_use]
    pub fn holds(&self, other: &Groups) -> bool {
        let (mut others, none) = (self.others, Totals::default());
        let mut of_both =
            other.totals.iter().map(|(values, of)| (*self.totals.get(values).unwrap_or(&none), of));
        of_both.all(|(mut own, of)| own.merge(of).is_ok()) && others.merge(&other.others).is_ok()
    }

    /// Takes the records of others, where it [holds](Self::holds) them.
    pub fn merge(&mut self, other: Groups) {
        for (values, totals) in other.totals {
            match self.totals.get_mut(&values) {
                Some(own) => {
                    let _ = own.merge(&totals);
                }
                None => self.put(values, totals),
            }
        }
        let _ = self.others.merge(&other.others);
    }

    /// Takes the totals of values that have none. Of too many values, those that come first have totals of their own, so that the
    /// order of records says nothing.
    fn put(&mut self, values: Values, totals: Totals) {
        self.totals.insert(values, totals);
        let mut others = self.others;
        if self.totals.len() > VALUES_MAX
            && let Some(last) = self.totals.last_entry()
            && others.merge(last.get()).is_ok()
        {
            last.remove();
            self.others = others;
        }
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

//! Totals by whatever fields a record has.

use std::collections::BTreeMap;

use pricesheet_analysis::audit::{AuditError, Judgement, Totals};
use pricesheet_records::Record;

/// How many combinations of values have totals of their own; the records of all others are counted together.
const VALUES_MAX: usize = 100_000;

/// The values of a record in the fields, none where it states none.
type Values = Vec<Option<String>>;

/// Totals of the records that agree in some fields.
pub(super) struct Groups {
    pub(super) fields: Vec<String>,
    pub(super) totals: BTreeMap<Values, Totals>,
    /// What came after the last that has totals of its own.
    pub(super) others: Totals,
}

impl Groups {
    pub(super) fn by(fields: &[String]) -> Self {
        Groups { fields: fields.to_vec(), totals: BTreeMap::new(), others: Totals::default() }
    }

    /// Counts a record; one that could not be read has no values.
    pub(super) fn count(
        &mut self,
        record: Option<&Record<'_>>,
        judgement: &Judgement<'_>,
    ) -> Result<(), AuditError> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let value = |field: &String| record?.text(field).map(Into::into);
        let values: Values = self.fields.iter().map(value).collect();
        let full = self.totals.len() >= VALUES_MAX && !self.totals.contains_key(&values);
        let totals = if full { &mut self.others } else { self.totals.entry(values).or_default() };
        totals.count(judgement)
    }

    /// Those that differ most first, then by their values.
    pub(super) fn by_difference(&self) -> Vec<(&Values, &Totals)> {
        let mut groups: Vec<_> = self.totals.iter().collect();
        groups.sort_by_key(|(_, totals)| std::cmp::Reverse(totals.difference.abs()));
        groups
    }
}

/// What the records without totals of their own are called.
pub(super) const OTHERS: &str = "(all others)";

/// The values in words. What would steer a terminal or break a line is written out.
pub(super) fn words(values: &[Option<String>]) -> String {
    let mut words = String::new();
    for (place, value) in values.iter().enumerate() {
        words.push_str(if place > 0 { ", " } else { "" });
        for c in value.as_deref().unwrap_or("(not stated)").chars() {
            match c {
                c if c.is_control() => words.extend(c.escape_default()),
                c => words.push(c),
            }
        }
    }
    words
}

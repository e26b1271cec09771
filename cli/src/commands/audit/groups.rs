//! Totals by whatever fields a record has.

use std::collections::BTreeMap;

use pricesheet_analysis::audit::{AuditError, Judgement, Totals};
use pricesheet_records::Record;

use crate::failure::Failure;
use crate::report::harmless;

/// How many combinations of values have totals of their own; the records of all others are counted together.
const VALUES_MAX: usize = 100_000;

/// The values of a record in the fields, none where it states none.
pub(super) type Values = Vec<Option<String>>;

/// Totals of the records that agree in some fields.
pub(super) struct Groups {
    pub(super) fields: Vec<String>,
    pub(super) totals: BTreeMap<Values, Totals>,
    /// What came after the last that has totals of its own.
    pub(super) others: Totals,
}

impl Groups {
    /// By the fields of an argument, separated by commas.
    pub(super) fn by(argument: &str) -> Result<Self, Failure> {
        let fields: Vec<String> = argument.split(',').map(str::to_string).collect();
        if fields.iter().any(String::is_empty) {
            let message = format!("--by {argument} names a field without a name");
            return Err(Failure::with_help(
                message,
                "write --by FIELD, or --by FIELD,FIELD for one table by both",
            ));
        }
        Ok(Groups { fields, totals: BTreeMap::new(), others: Totals::default() })
    }

    /// Counts a record; one that could not be read has no values.
    pub(super) fn count(
        &mut self,
        record: Option<&Record<'_>>,
        judgement: &Judgement<'_>,
    ) -> Result<(), AuditError> {
        let value = |field: &String| record?.text(field).map(Into::into);
        let values: Values = self.fields.iter().map(value).collect();
        let full = self.totals.len() >= VALUES_MAX && !self.totals.contains_key(&values);
        let totals = if full { &mut self.others } else { self.totals.entry(values).or_default() };
        totals.count(judgement)
    }

    /// The fields in words.
    pub(super) fn title(&self) -> String {
        self.fields.join(", ")
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

/// The values in words.
pub(super) fn words(values: &[Option<String>]) -> String {
    let values = values.iter().map(|value| value.as_deref().map_or_else(|| "(not stated)".into(), harmless));
    values.collect::<Vec<String>>().join(", ")
}

//! What an audit has to say, whichever way it is said.

use pricesheet_analysis::audit::{Audit, CauseTotals, Totals, UnknownName};
use serde::Serialize;

use crate::{Groups, SheetLabel, Timeline};

/// An audit of a file, with all that somebody else needs to repeat it.
#[derive(Debug, Clone)]
pub struct Report<'r> {
    /// The program that audits, with its version.
    pub program: &'r str,
    /// What the records come to.
    pub audit: &'r Audit<'r>,
    /// What amounts are counted in.
    pub unit: &'r str,
    /// The sheets, in the order of the book.
    pub sheets: Vec<SheetLabel<'r>>,
    /// The name of what was audited.
    pub file: &'r str,
    /// What a place in the file is called, such as "line".
    pub place: &'r str,
    /// Totals by fields, a table each.
    pub groups: &'r [Groups],
    /// The period that the records cover.
    pub timeline: &'r Timeline,
    /// What was logged twice, where that was asked for.
    pub repeats: Option<Repeated<'r>>,
    /// The fields spoken of in the arguments that no record states: a log without headers does not say that one of them is
    /// misspelt.
    pub unstated: &'r [&'r str],
    /// How many meters there were, where records are parts of periods.
    pub meters: Option<u64>,
}

/// What was logged twice: records that have the same value in a field that tells them apart.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Repeated<'r> {
    /// The field.
    pub field: &'r str,
    /// What the records that were logged before come to.
    pub totals: &'r Totals,
    /// Records without a value.
    pub unknown: u64,
}

impl Report<'_> {
    /// Whether nothing differs, everything has a price, and nothing was logged twice.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let totals = self.audit.totals();
        let alone = self.repeats.is_none_or(|repeats| repeats.totals.records == 0 && repeats.unknown == 0);
        totals.agreed == totals.records && alone
    }

    /// The report as data.
    #[must_use]
    pub fn json(&self) -> impl Serialize + '_ {
        ReportFields {
            program: self.program,
            sheets: &self.sheets,
            unit: self.unit,
            file: self.file,
            places: self.place,
            period: PeriodFields::of(self.timeline),
            audit: self.audit,
            repeats: self.repeats,
            unstated: self.unstated,
            meters: self.meters,
            by: self.groups.iter().map(GroupFields::of).collect(),
        }
    }

    /// The names that no sheet knows, those first for which most was charged.
    pub(crate) fn unknown_by_money(&self) -> Vec<UnknownName<'_>> {
        let mut names: Vec<_> = self.audit.unknown().collect();
        names.sort_by_key(|unknown| std::cmp::Reverse(unknown.charged.abs()));
        names
    }

    /// Why records differ: each cause in words, how many records, and what was charged too much and too little.
    pub(crate) fn causes(&self) -> impl Iterator<Item = (String, &CauseTotals)> {
        self.audit.causes().map(|totals| {
            let words = match &totals.cause {
                Some(cause) => cause.to_string(),
                None if totals.is_rest => "other causes".to_string(),
                None => UNEXPLAINED.to_string(),
            };
            (words, totals)
        })
    }
}

/// What is said of a difference that nothing explains.
pub(crate) const UNEXPLAINED: &str = "nothing known";

/// The report as data.
#[derive(Serialize)]
struct ReportFields<'a> {
    program: &'a str,
    sheets: &'a [SheetLabel<'a>],
    unit: &'a str,
    file: &'a str,
    places: &'a str,
    period: PeriodFields,
    #[serde(flatten)]
    audit: &'a Audit<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<Repeated<'a>>,
    unstated: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    meters: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by: Vec<GroupFields<'a>>,
}

/// The first and the last instant of the records, and how many state none.
#[derive(Serialize)]
struct PeriodFields {
    first: Option<String>,
    last: Option<String>,
    undated: u64,
}

impl PeriodFields {
    fn of(timeline: &Timeline) -> Self {
        let (first, last) = timeline.period().map(|[first, last]| (first, last)).unzip();
        PeriodFields { first, last, undated: timeline.undated }
    }
}

#[derive(Serialize)]
struct GroupFields<'a> {
    fields: &'a [String],
    groups: Vec<Group<'a>>,
    others: &'a Totals,
}

impl<'a> GroupFields<'a> {
    fn of(groups: &'a Groups) -> Self {
        let all = groups.by_difference().into_iter().map(|(values, totals)| Group { values, totals });
        GroupFields { fields: &groups.fields, groups: all.collect(), others: &groups.others }
    }
}

#[derive(Serialize)]
struct Group<'a> {
    values: &'a [Option<String>],
    totals: &'a Totals,
}

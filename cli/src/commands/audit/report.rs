//! What an audit has to say, whichever way it is said.

use pricesheet_analysis::audit::{Audit, CauseTotals, Totals, UnknownName};
use serde::Serialize;

use super::{Groups, Repeats, Timeline};
use crate::sheet_source::{SheetLabel, SourcedBook};

/// An audit of a file, with all that somebody else needs to repeat it.
pub(super) struct Report<'r> {
    pub(super) audit: &'r Audit<'r>,
    pub(super) sourced: &'r SourcedBook,
    pub(super) file: &'r str,
    /// What a place in the file is called.
    pub(super) place: &'static str,
    pub(super) groups: &'r [Groups],
    pub(super) timeline: &'r Timeline,
    pub(super) repeats: Option<&'r Repeats>,
    /// The fields spoken of in the arguments that no record states: a log without headers does not say that one of them is
    /// misspelt.
    pub(super) unstated: &'r [&'r str],
    pub(super) meters: Option<u64>,
}

/// The program, as every report names it.
pub(super) const PROGRAM: &str = concat!("pricesheet ", env!("CARGO_PKG_VERSION"));

impl Report<'_> {
    /// Whether nothing differs, everything has a price, and nothing was logged twice.
    pub(super) fn is_clean(&self) -> bool {
        let totals = self.audit.totals();
        let alone = self.repeats.is_none_or(|repeats| repeats.totals.records == 0 && repeats.unknown == 0);
        totals.agreed == totals.records && alone
    }

    pub(super) fn json(&self) -> ReportFields<'_> {
        ReportFields {
            program: PROGRAM,
            sheets: self.sourced.json(),
            unit: self.sourced.book.unit(),
            file: self.file,
            places: self.place,
            period: PeriodFields::of(self.timeline),
            audit: self.audit,
            repeats: self.repeats.map(|repeats| RepeatFields {
                field: &repeats.field,
                totals: &repeats.totals,
                unknown: repeats.unknown,
            }),
            unstated: self.unstated,
            meters: self.meters,
            by: self.groups.iter().map(GroupFields::of).collect(),
        }
    }

    /// The names that no sheet knows, those first for which most was charged.
    pub(super) fn unknown_by_money(&self) -> Vec<UnknownName<'_>> {
        let mut names: Vec<_> = self.audit.unknown().collect();
        names.sort_by_key(|unknown| std::cmp::Reverse(unknown.charged.abs()));
        names
    }

    /// Why records differ: each cause in words, how many records, and what was charged too much and too little.
    pub(super) fn causes(&self) -> impl Iterator<Item = (String, &CauseTotals)> {
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
pub(super) const UNEXPLAINED: &str = "nothing known";

/// The report as data.
#[derive(Serialize)]
pub(super) struct ReportFields<'a> {
    program: &'static str,
    sheets: Vec<SheetLabel<'a>>,
    unit: &'a str,
    file: &'a str,
    places: &'static str,
    period: PeriodFields,
    #[serde(flatten)]
    audit: &'a Audit<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<RepeatFields<'a>>,
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
struct RepeatFields<'a> {
    field: &'a str,
    totals: &'a Totals,
    unknown: u64,
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

//! The report for a terminal.

use std::collections::BTreeMap;

use pricesheet_analysis::audit::{Cause, CauseTotals, Finding, Totals, UnknownName};

use crate::groups::{self, Groups};
use crate::report::{Report, UNEXPLAINED};
use crate::table::{Kind, Table};
use crate::words::{amount, count, count_of, counted, harmless, signed, words};

/// What every table of totals has in its columns.
pub(crate) const TOTALS: [&str; 8] =
    ["records", "agreed", "over", "under", "unpriceable", "charged", "expected", "difference"];

/// What every table of causes has in its columns, after the cause.
pub(crate) const CAUSES: [&str; 5] = ["records", "ambiguous", "too much", "too little", "difference"];

/// What the records without an endpoint of the sheet are called, so that the rows add up.
pub(crate) const ELSEWHERE: &str = "(none known)";

/// How many of the groups, and of names that no sheet knows, are told; all of them stand in the JSON.
const ROWS_TOLD: usize = 20;

impl Report<'_> {
    /// The report for a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let unit = self.unit;
        let mut text = String::new();
        let mut line = |words: &str| {
            text.push_str(words);
            text.push('\n');
        };
        self.lines().iter().for_each(|words| line(words));
        let mut section = |title: &str, table: Table, left: usize| {
            line(&format!("\n{title}\n{table}"));
            if left > 0 {
                line(&format!(
                    "{} more, all of them with --json",
                    count_of(u64::try_from(left).unwrap_or(u64::MAX))
                ));
            }
        };
        if self.audit.causes().next().is_some() {
            section(&format!("why records differ, in {unit}"), self.cause_table(), 0);
        }
        if self.audit.endpoints().next().is_some() {
            section(&format!("by endpoint, in {unit}"), self.endpoints(), 0);
        }
        for groups in self.groups.iter().filter(|groups| !groups.totals.is_empty()) {
            let left = groups.totals.len().saturating_sub(ROWS_TOLD);
            section(&format!("by {}, in {unit}", groups.title()), group_table(groups), left);
        }
        let unknown = self.audit.unknown().count();
        if unknown > 0 {
            let title = format!("names that the sheet does not know, charged in {unit}");
            section(&title, self.unknown_table(), unknown.saturating_sub(ROWS_TOLD));
        }
        if !self.audit.largest().is_empty() {
            section(&format!("what differs most, in {unit}"), self.largest(), 0);
        }
        line("");
        for sheet in &self.sheets {
            line(&format!("sheet: {}, fingerprint {}", sheet.words(), sheet.fingerprint()));
        }
        line(&format!("program: {}", self.program));
        text
    }

    /// What there is to say of all records, a line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let Totals { records, agreed, over, under, unpriceable, .. } = self.audit.totals();
        let [agreed, over, under, unpriceable] = [*agreed, *over, *under, *unpriceable].map(count_of);
        let counts = format!(
            "{}: {}, {agreed} agreed, {over} over, {under} under, {unpriceable} unpriceable",
            self.file,
            count(*records, "record")
        );
        let more = [
            self.tolerated(),
            Some(self.roundings()),
            self.unpriceable(),
            self.repeats_told(),
            self.unstated_told(),
            self.meters.map(|meters| count(meters, "meter")),
        ];
        [counts, self.amounts(), self.period()].into_iter().chain(more.into_iter().flatten()).collect()
    }

    /// The first and the last instant.
    pub(crate) fn period(&self) -> String {
        let undated = match self.timeline.undated {
            0 => String::new(),
            undated => format!("{} without an instant", count(undated, "record")),
        };
        match self.timeline.period() {
            Some([first, last]) if undated.is_empty() => format!("from {first} to {last}"),
            Some([first, last]) => format!("from {first} to {last}; {undated}"),
            None => "no record states an instant".to_string(),
        }
    }

    /// What agrees only within the tolerance, where there is one.
    pub(crate) fn tolerated(&self) -> Option<String> {
        let Totals { tolerated, tolerated_difference, .. } = self.audit.totals();
        (!self.audit.tolerance().is_zero()).then(|| {
            let tolerance = amount(self.audit.tolerance());
            let records = count(*tolerated, "record");
            format!("{records} agreed within {tolerance}: {}", signed(*tolerated_difference))
        })
    }

    /// What was charged, and what it should have been.
    pub(crate) fn amounts(&self) -> String {
        let totals = self.audit.totals();
        format!(
            "charged {}, expected {}: {} ({} too much, {} too little)",
            amount(totals.charged),
            amount(totals.expected),
            signed(totals.difference),
            amount(totals.overcharged),
            amount(totals.undercharged)
        )
    }

    /// What roundings gave and took.
    pub(crate) fn roundings(&self) -> String {
        let roundings = self.audit.totals().roundings;
        let endless = match roundings.endless {
            0 => String::new(),
            records => format!("; of {} what was rounded has no end", count(records, "record")),
        };
        // A period is rounded as a whole, and what it will come to is not known while it goes.
        let metered = match self.meters {
            None | Some(0) => "",
            Some(_) => "; roundings of metered periods are not among them",
        };
        let (given, taken) = (amount(roundings.given), amount(roundings.taken));
        format!("rounded down by {given}, up by {taken}{endless}{metered}")
    }

    /// Why records have no price, where there are such.
    pub(crate) fn unpriceable(&self) -> Option<String> {
        let totals = self.audit.totals();
        let reasons: BTreeMap<&str, u64> = self.audit.reasons().collect();
        let periods = if reasons.contains_key("period-basis") {
            "; state --totals where each record is the total of its period, or --meter FIELDS"
        } else {
            ""
        };
        (totals.unpriceable > 0).then(|| {
            let charged = amount(totals.charged_unpriceable);
            format!("unpriceable: {}; charged {charged}{periods}", counted(&reasons))
        })
    }

    /// What was logged twice, where that was asked for.
    pub(crate) fn repeats_told(&self) -> Option<String> {
        let repeats = self.repeats?;
        let unknown = match repeats.unknown {
            0 => String::new(),
            unknown => format!("; {} without `{}`", count(unknown, "record"), repeats.field),
        };
        let Totals { records, charged, charged_unpriceable, .. } = *repeats.totals;
        let apart = match charged_unpriceable {
            apart if apart.is_zero() => String::new(),
            apart => format!(" and {} without a price", amount(apart)),
        };
        let records = count(records, "record");
        Some(format!(
            "logged twice by `{}`: {records}, charged {}{apart}{unknown}",
            repeats.field,
            amount(charged)
        ))
    }

    /// What is mapped or grouped by and stands nowhere.
    pub(crate) fn unstated_told(&self) -> Option<String> {
        let fields: Vec<String> = self.unstated.iter().map(|field| format!("`{field}`")).collect();
        let any = !fields.is_empty() && self.audit.totals().records > 0;
        any.then(|| format!("in no record: {}", fields.join(", ")))
    }

    fn endpoints(&self) -> Table {
        let names = ["endpoint", "version"].map(|title| (title, Kind::Words));
        let mut table = Table::new(names.into_iter().chain(TOTALS.map(number)));
        let mut row = |endpoint: &str, version: Option<&str>, totals| {
            let names = [endpoint, version.unwrap_or("-")].map(harmless);
            table.row(names.into_iter().chain(cells(totals)));
        };
        for of in self.audit.endpoints() {
            row(of.endpoint, of.sheet.version(), of.totals);
        }
        if self.audit.elsewhere().records > 0 {
            row(ELSEWHERE, None, self.audit.elsewhere());
        }
        table
    }

    fn cause_table(&self) -> Table {
        let mut table = Table::new([("explained by", Kind::Words)].into_iter().chain(CAUSES.map(number)));
        for (words, totals) in self.causes() {
            table.row([words].into_iter().chain(cause_cells(totals)));
        }
        table
    }

    fn unknown_table(&self) -> Table {
        let names = ["what", "name", "of"].map(|title| (title, Kind::Words));
        let mut table = Table::new(names.into_iter().chain(["records", "charged"].map(number)));
        for unknown in self.unknown_by_money().into_iter().take(ROWS_TOLD) {
            let names = unknown_names(&unknown);
            table.row(names.into_iter().chain([count_of(unknown.records), amount(unknown.charged)]));
        }
        table
    }

    fn largest(&self) -> Table {
        let columns = [
            (self.place, Kind::Number),
            ("records", Kind::Number),
            ("usage", Kind::Words),
            ("charged", Kind::Number),
            ("expected", Kind::Number),
            ("difference", Kind::Number),
            ("explained by", Kind::Words),
        ];
        let mut table = Table::new(columns);
        for finding in self.audit.largest() {
            let [charged, expected, difference] = finding_amounts(finding);
            let counts = [finding.place.to_string(), count_of(finding.records)];
            let causes = causes(finding.judgement.causes());
            let amounts = [charged, expected, difference];
            table.row(counts.into_iter().chain([words(&finding.usage)]).chain(amounts).chain([causes]));
        }
        table
    }
}

fn group_table(groups: &Groups) -> Table {
    let title = groups.title();
    let mut table = Table::new([(title.as_str(), Kind::Words)].into_iter().chain(TOTALS.map(number)));
    for (values, totals) in groups.by_difference().into_iter().take(ROWS_TOLD) {
        table.row([groups::words(values)].into_iter().chain(cells(totals)));
    }
    if groups.others.records > 0 {
        table.row([groups::OTHERS.to_string()].into_iter().chain(cells(&groups.others)));
    }
    table
}

fn number(title: &str) -> (&str, Kind) {
    (title, Kind::Number)
}

/// What a name would be one of, the name, and the endpoint whose it would be.
pub(crate) fn unknown_names(unknown: &UnknownName<'_>) -> [String; 3] {
    let what = unknown.code.trim_start_matches("unknown-");
    let name = if unknown.name.is_empty() { groups::OTHERS } else { unknown.name };
    [what.to_string(), harmless(name), harmless(unknown.endpoint.unwrap_or("-"))]
}

/// What was charged, what it costs, and the difference.
pub(crate) fn finding_amounts(finding: &Finding<'_>) -> [String; 3] {
    let judgement = &finding.judgement;
    [
        judgement.charged().map(amount).unwrap_or_default(),
        judgement.expected().map(amount).unwrap_or_default(),
        judgement.difference().map(signed).unwrap_or_default(),
    ]
}

/// Causes in words.
pub(crate) fn causes(causes: &[Cause]) -> String {
    match causes {
        [] => UNEXPLAINED.to_string(),
        causes => causes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nor "),
    }
}

/// What a row of totals has in them.
pub(crate) fn cells(totals: &Totals) -> [String; 8] {
    [
        count_of(totals.records),
        count_of(totals.agreed),
        count_of(totals.over),
        count_of(totals.under),
        count_of(totals.unpriceable),
        amount(totals.charged),
        amount(totals.expected),
        signed(totals.difference),
    ]
}

/// What a row of causes has in them.
pub(crate) fn cause_cells(totals: &CauseTotals) -> [String; 5] {
    [
        count_of(totals.records),
        count_of(totals.ambiguous),
        amount(totals.overcharged),
        amount(totals.undercharged),
        signed(totals.difference),
    ]
}

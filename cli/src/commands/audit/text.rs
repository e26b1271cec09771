//! The report for a terminal.

use std::collections::BTreeMap;

use comfy_table::Table;
use pricesheet_analysis::audit::{Cause, Totals};

use super::groups;
use super::report::{PROGRAM, Report, UNEXPLAINED};
use crate::report::{count, counted, plain, signed, table, words};

/// What every table of totals has in its columns.
pub(super) const TOTALS: [&str; 8] =
    ["records", "agreed", "over", "under", "unpriceable", "charged", "expected", "difference"];

/// What the records without an endpoint of the sheet are called, so that the rows add up.
pub(super) const ELSEWHERE: &str = "(none known)";

/// How many of the groups are told; all of them stand in the JSON.
const GROUPS_TOLD: usize = 20;

impl Report<'_> {
    pub(super) fn text(&self) -> String {
        let totals = self.audit.totals();
        let unit = self.sourced.book.unit();
        let mut text = String::new();
        let mut line = |words: String| {
            text.push_str(&words);
            text.push('\n');
        };
        let Totals { records, agreed, over, under, unpriceable, .. } = totals;
        line(format!(
            "{}: {}, {agreed} agreed, {over} over, {under} under, {unpriceable} unpriceable",
            self.file,
            count(*records, "record")
        ));
        line(self.amounts());
        line(self.roundings());
        if let Some(unpriceable) = self.unpriceable() {
            line(unpriceable);
        }
        if let Some(repeats) = self.repeats_told() {
            line(repeats);
        }
        if let Some(unstated) = self.unstated_told() {
            line(unstated);
        }
        if let Some(meters) = self.meters {
            line(count(meters, "meter"));
        }
        if self.audit.endpoints().next().is_some() {
            line(format!("\nby endpoint, in {unit}\n{}", self.endpoints()));
        }
        if !self.groups.totals.is_empty() {
            line(format!("\nby {}, in {unit}\n{}", self.groups.fields.join(", "), self.group_table()));
            let left = self.groups.totals.len().saturating_sub(GROUPS_TOLD);
            if left > 0 {
                line(format!("{left} more, all of them with --json"));
            }
        }
        if self.audit.causes().next().is_some() {
            line(format!("\nwhy records differ\n{}", self.cause_table()));
        }
        if !self.audit.largest().is_empty() {
            line(format!("\nwhat differs most, in {unit}\n{}", self.largest()));
        }
        line(String::new());
        for sourced in self.sourced.sheets() {
            line(format!("sheet: {}, fingerprint {}", sourced.label(), sourced.sheet.fingerprint()));
        }
        line(format!("program: {PROGRAM}"));
        text
    }

    /// What was charged, and what it should have been.
    pub(super) fn amounts(&self) -> String {
        let totals = self.audit.totals();
        format!(
            "charged {}, expected {}: {} ({} too much, {} too little)",
            plain(totals.charged),
            plain(totals.expected),
            signed(totals.difference),
            plain(totals.overcharged),
            plain(totals.undercharged)
        )
    }

    /// What roundings gave and took.
    pub(super) fn roundings(&self) -> String {
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
        let (given, taken) = (plain(roundings.given), plain(roundings.taken));
        format!("rounded down by {given}, up by {taken}{endless}{metered}")
    }

    /// Why records have no price, where there are such.
    pub(super) fn unpriceable(&self) -> Option<String> {
        let totals = self.audit.totals();
        let reasons: BTreeMap<&str, u64> = self.audit.reasons().collect();
        let periods = if reasons.contains_key("period-basis") {
            "; state --totals where each record is the total of its period, or --meter FIELDS"
        } else {
            ""
        };
        (totals.unpriceable > 0).then(|| {
            let charged = plain(totals.charged_unpriceable);
            format!("unpriceable: {}; charged {charged}{periods}", counted(&reasons))
        })
    }

    /// What was logged twice, where that was asked for.
    pub(super) fn repeats_told(&self) -> Option<String> {
        let repeats = self.repeats?;
        let unknown = match repeats.unknown {
            0 => String::new(),
            unknown => format!("; {} without `{}`", count(unknown, "record"), repeats.field),
        };
        let Totals { records, charged, charged_unpriceable, .. } = repeats.totals;
        let apart = match charged_unpriceable {
            amount if amount.is_zero() => String::new(),
            amount => format!(" and {} without a price", plain(amount)),
        };
        let records = count(records, "record");
        Some(format!(
            "logged twice by `{}`: {records}, charged {}{apart}{unknown}",
            repeats.field,
            plain(charged)
        ))
    }

    /// What is mapped or grouped by and stands nowhere.
    pub(super) fn unstated_told(&self) -> Option<String> {
        let fields: Vec<String> = self.unstated.iter().map(|field| format!("`{field}`")).collect();
        let any = !fields.is_empty() && self.audit.totals().records > 0;
        any.then(|| format!("in no record: {}", fields.join(", ")))
    }

    fn endpoints(&self) -> Table {
        let header = [&["endpoint", "version"][..], &TOTALS].concat();
        let mut table = table(&header, 2..10);
        for of in self.audit.endpoints() {
            let mut row = vec![of.endpoint.to_string(), of.sheet.version().unwrap_or("-").to_string()];
            row.extend(cells(of.totals));
            table.add_row(row);
        }
        if self.audit.elsewhere().records > 0 {
            let mut row = vec![ELSEWHERE.to_string(), "-".to_string()];
            row.extend(cells(self.audit.elsewhere()));
            table.add_row(row);
        }
        table
    }

    fn group_table(&self) -> Table {
        let fields = self.groups.fields.join(", ");
        let header = [&[fields.as_str()][..], &TOTALS].concat();
        let mut table = table(&header, 1..9);
        for (values, totals) in self.groups.by_difference().into_iter().take(GROUPS_TOLD) {
            let mut row = vec![groups::words(values)];
            row.extend(cells(totals));
            table.add_row(row);
        }
        if self.groups.others.records > 0 {
            let mut row = vec![groups::OTHERS.to_string()];
            row.extend(cells(&self.groups.others));
            table.add_row(row);
        }
        table
    }

    fn cause_table(&self) -> Table {
        let mut table = table(&["explained by", "records", "too much", "too little", "difference"], 1..5);
        for (words, totals) in self.causes() {
            table.add_row([
                words,
                totals.records.to_string(),
                plain(totals.overcharged),
                plain(totals.undercharged),
                signed(totals.difference),
            ]);
        }
        table
    }

    fn largest(&self) -> Table {
        let mut table =
            table(&[self.place, "usage", "charged", "expected", "difference", "explained by"], 2..5);
        for finding in self.audit.largest() {
            let [charged, expected, difference] = finding_amounts(finding);
            let place = finding.place.to_string();
            let causes = causes(finding.judgement.causes());
            table.add_row([place, words(&finding.usage), charged, expected, difference, causes]);
        }
        table
    }
}

/// What was charged, what it costs, and the difference.
pub(super) fn finding_amounts(finding: &pricesheet_analysis::audit::Finding<'_>) -> [String; 3] {
    let judgement = &finding.judgement;
    [
        judgement.charged().map(plain).unwrap_or_default(),
        judgement.expected().map(plain).unwrap_or_default(),
        judgement.difference().map(signed).unwrap_or_default(),
    ]
}

/// Causes in words.
pub(super) fn causes(causes: &[Cause]) -> String {
    match causes {
        [] => UNEXPLAINED.to_string(),
        causes => causes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nor "),
    }
}

/// What a row of totals has in them.
pub(super) fn cells(totals: &Totals) -> [String; 8] {
    [
        totals.records.to_string(),
        totals.agreed.to_string(),
        totals.over.to_string(),
        totals.under.to_string(),
        totals.unpriceable.to_string(),
        plain(totals.charged),
        plain(totals.expected),
        signed(totals.difference),
    ]
}

//! `pricesheet audit`: what was charged, held against the sheet in force.

mod findings;
mod groups;
mod html;
mod outputs;
mod repeats;
mod report;
mod text;

use std::io::{BufReader, Write};

use pricesheet::audit::{Audit, AuditError, Judgement, Metered, Verdict};
use pricesheet::sheet::Basis;
use pricesheet::{Decimal, PriceSheet, Usage};

use super::rate::progress;
use super::{print, print_json};
use crate::Finding;
use crate::args::AuditArguments;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::record::UsageFields;
use crate::record::input::Input;
use crate::record::logged::Logged;
use crate::record::mapping::Mapping;
use crate::record::meters::METERS;
use crate::record::rater::Periods;
use crate::record::usages::{each, place_word};
use crate::sheet_source::SourcedBook;
use findings::Findings;
use groups::Groups;
use outputs::{create, spare_inputs};
use repeats::{Repeat, Repeats};
use report::Report;

const BUFFER_BYTES: usize = 1 << 17;

pub(crate) fn run(arguments: &AuditArguments) -> Result<Finding, Failure> {
    let mapping = Mapping::load(&arguments.map, arguments.map_file.as_deref())?;
    let charged = mapping.source("charged").to_string();
    let mapping = mapping
        .requiring(&[charged], "that says what was charged")
        .requiring(&arguments.by, "to group records by")
        .requiring(arguments.unique.as_slice(), "to tell records apart by")
        .requiring(&arguments.meter, METERS);
    spare_inputs(arguments)?;
    let sourced = SourcedBook::load(&arguments.sheets)?;
    let input = Input::open(Some(&arguments.file))?;
    let format = arguments.from.map_or_else(|| input.format(), Ok)?;
    // What cannot be written is better known before the records are read.
    let page = arguments.html.as_deref().map(create).transpose()?;
    let mut stream = Stream {
        audit: Audit::of(&sourced.book).keeping(arguments.most.into()),
        mapping: &mapping,
        sourced: &sourced,
        periods: Periods::of(arguments.totals, &arguments.meter),
        groups: Groups::by(&arguments.by),
        repeats: arguments.unique.as_deref().map(Repeats::by),
        unstated: mapping
            .targets()
            .map(|(field, _)| field)
            .chain(arguments.by.iter().map(String::as_str))
            .collect(),
        findings: arguments.out.as_deref().map(Findings::create).transpose()?,
    };
    let progress = progress(input.bytes);
    let reader = BufReader::with_capacity(BUFFER_BYTES, progress.wrap_read(input.reader));
    let word = place_word(format);
    each(reader, &input.name, format, &mapping, |place, record| {
        stream.record(place, record)?.map_err(|error| {
            Failure::new(format!("{}, {word} {place}: {error}; audit the records in parts", input.name))
        })
    })?;
    progress.finish_and_clear();
    if let Some(findings) = stream.findings.take() {
        findings.close()?;
    }
    let report = Report {
        audit: &stream.audit,
        sourced: &sourced,
        file: &input.name,
        place: word,
        groups: &stream.groups,
        repeats: stream.repeats.as_ref(),
        unstated: &stream.unstated,
        meters: stream.periods.meters().map(|meters| u64::try_from(meters.len()).unwrap_or(u64::MAX)),
    };
    if let Some((name, mut file)) = page {
        let written = file.write_all(report.html().as_bytes()).and_then(|()| file.flush());
        written.map_err(|error| Failure::new(format!("cannot write {name}: {error}")))?;
    }
    if arguments.json {
        print_json(&report.json()?)?
    } else {
        print(&report.text())?
    }
    Ok(if report.is_clean() { Finding::Fine } else { Finding::Failed })
}

/// One run over the records.
struct Stream<'b> {
    audit: Audit<'b>,
    mapping: &'b Mapping,
    sourced: &'b SourcedBook,
    periods: Periods<'b>,
    groups: Groups,
    repeats: Option<Repeats>,
    /// The fields spoken of in the arguments that no record has stated so far.
    unstated: Vec<&'b str>,
    findings: Option<Findings>,
}

impl<'b> Stream<'b> {
    /// Takes one record. The failure is of the run, the error of its sums.
    fn record(
        &mut self,
        place: u64,
        record: Result<Logged<'_>, Fault>,
    ) -> Result<Result<(), AuditError>, Failure> {
        if let Ok(record) = &record {
            self.unstated.retain(|field| record.text(field).is_none());
        }
        let usage = match &record {
            Ok(record) => record.usage(self.mapping),
            Err(fault) => Err(fault.clone()),
        };
        let charged = match &record {
            Ok(record) => record.charged(self.mapping),
            Err(fault) => Err(fault.clone()),
        };
        let (judged, fault) = self.judge(place, record.as_ref().ok(), &usage, charged);
        let counted = judged.and_then(|judgement| {
            let repeat = match (&mut self.repeats, &record) {
                (Some(repeats), Ok(record)) => repeats.record(place, record, &judgement)?,
                _ => Ok(Repeat::Never),
            };
            self.groups.count(record.as_ref().ok(), &judgement)?;
            Ok((judgement, repeat))
        });
        let (judgement, repeat) = match counted {
            Ok((judgement, repeat)) => (judgement, repeat?),
            Err(error) => return Ok(Err(error)),
        };
        if let Some(findings) = &mut self.findings
            && (judgement.verdict() != Verdict::Agreed || repeat != Repeat::Never)
        {
            findings.write(place, usage.as_ref().ok(), &judgement, fault.as_ref(), repeat)?;
        }
        Ok(Ok(()))
    }

    /// Holds a record against its sheet; where it has no price, also why, in words.
    fn judge(
        &mut self,
        place: u64,
        record: Option<&Logged<'_>>,
        usage: &Result<UsageFields<'_>, Fault>,
        charged: Result<Decimal, Fault>,
    ) -> (Result<Judgement<'b>, AuditError>, Option<Fault>) {
        let usage = match usage {
            Ok(usage) => usage,
            Err(fault) => {
                let judged = self.audit.record_unpriceable(fault.code, None, None, charged.ok());
                return (judged, Some(fault.clone()));
            }
        };
        let (sheet, due) = self.due(record, usage, charged.as_ref().ok());
        let fault = match (due, charged) {
            (Ok(due), Ok(charged)) => {
                let judged = usage.with_usage(|usage_ref| match (due, sheet) {
                    (Some(due), Some(sheet)) => {
                        self.audit.record_metered(place, usage_ref, sheet, &due, charged)
                    }
                    _ => self.audit.record(place, usage_ref, usage.at.as_deref(), charged),
                });
                let reason = || usage.with_usage(|usage| sheet?.price(usage).err());
                let unpriceable =
                    judged.as_ref().is_ok_and(|judged| judged.verdict() == Verdict::Unpriceable);
                return (judged, unpriceable.then(reason).flatten().map(Fault::from));
            }
            (Err(fault), charged) => (fault, charged.ok()),
            (Ok(_), Err(fault)) => (fault, None),
        };
        let (fault, charged) = fault;
        let judged = self.audit.record_unpriceable(fault.code, sheet, Some(&usage.endpoint), charged);
        (judged, Some(fault))
    }

    /// The sheet in force, and what a record makes due that is a part of a period; nothing where it is a whole.
    fn due(
        &mut self,
        record: Option<&Logged<'_>>,
        usage: &UsageFields<'_>,
        charged: Option<&Decimal>,
    ) -> (Option<&'b PriceSheet>, Result<Option<Metered>, Fault>) {
        let sheet = match self.sourced.book.in_force_for(usage.at.as_deref()) {
            Ok(sheet) => sheet,
            Err(error) => return (None, Err(error.into())),
        };
        let endpoint = match sheet.endpoint(&usage.endpoint) {
            Ok(endpoint) => endpoint,
            Err(error) => return (Some(sheet), Err(error.into())),
        };
        let value = |field: &str| record?.text(field).map(Into::into);
        let whole = |periods: &Periods<'_>| {
            let metered = endpoint.model().basis == Basis::Period;
            periods.meters().filter(|_| metered)?.whole(sheet.fingerprint(), endpoint, value)
        };
        let before = whole(&self.periods);
        let due = self.periods.due(sheet, endpoint, usage, value).transpose();
        let metered = |due: Option<Decimal>| {
            let due = due?;
            // What agrees needs no explanation.
            let whole = if charged == Some(&due) { None } else { whole(&self.periods) };
            let whole = whole.unwrap_or_else(|| Usage::new(&*usage.endpoint));
            Some(Metered { due, before, whole })
        };
        (Some(sheet), due.map(metered))
    }
}

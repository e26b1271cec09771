//! `pricesheet audit`: what was charged, held against the sheet in force.

mod findings;
mod outputs;
mod repeats;

use std::borrow::Cow;
use std::io::Write;

use pricesheet::{Decimal, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, AuditError, Judgement, Metered, Verdict};
use pricesheet_records::{Entry, Field, Meters, Rater, ReadOptions, Record, RecordError, RecordedUsage};
use pricesheet_report::{FINDINGS_OF_ENDPOINT, Groups, Report, Timeline};

use super::{print, print_json};
use crate::Finding;
use crate::args::AuditArguments;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::input::Input;
use crate::reading::{self, METERS, each, meter_fields, periods, warn_of_meters};
use crate::sheet_source::SourcedBook;
use crate::stated;
use crate::watch::Watch;
use findings::{About, Findings};
use outputs::{create, spare_inputs};
use repeats::{Repeat, Repeats};

/// The program, as every report names it.
const PROGRAM: &str = concat!("pricesheet ", env!("CARGO_PKG_VERSION"));

pub(crate) fn run(arguments: &AuditArguments) -> Result<Finding, Failure> {
    spare_inputs(arguments)?;
    let sourced = SourcedBook::load(&arguments.sheets, &arguments.base.bases)?;
    let mapping = reading::mapping(&arguments.records, sourced.book.sheets())?;
    let mut input = Input::open(Some(&arguments.file))?;
    let format = input.format(arguments.records.from)?;
    // What cannot be written is better known before the records are read.
    let page = arguments.html.as_deref().map(create).transpose()?;
    let periods = periods(&arguments.periods)?;
    let meter_fields = meter_fields(&periods, &mapping);
    let meter_fields: Vec<String> = meter_fields.into_iter().map(ToString::to_string).collect();
    let tolerance = arguments.tolerance.as_deref().map(stated::tolerance).transpose()?.unwrap_or_default();
    let of_each = if page.is_some() { FINDINGS_OF_ENDPOINT } else { 0 };
    let audit = Audit::of(&sourced.book).keeping(arguments.most.into()).keeping_by_endpoint(of_each);
    let groups = arguments.by.iter().map(|by| groups_by(by)).collect::<Result<Vec<_>, _>>()?;
    let mut fields: Vec<String> = Vec::new();
    for field in groups.iter().flat_map(Groups::fields).chain(&arguments.unique) {
        if !fields.contains(field) {
            fields.push(field.clone());
        }
    }
    let by: Vec<String> = groups.iter().flat_map(|groups| groups.fields().to_vec()).collect();
    let mut stream = Stream {
        audit: audit.tolerating(tolerance),
        rater: Rater::new(&sourced.book, periods),
        groups,
        fields,
        timeline: Timeline::default(),
        repeats: arguments.unique.as_deref().map(Repeats::by),
        unstated: mapping
            .entries()
            .filter_map(|(_, source)| source.field())
            .chain(by.iter().map(String::as_str))
            .collect(),
        findings: arguments.out.as_deref().map(Findings::create).transpose()?,
        watch: Watch::of(&mapping),
    };
    let name = input.name.clone();
    let options = ReadOptions::new(&mapping)
        .named(&*name)
        .delimited_by(arguments.records.delimiter)
        .requiring(&[mapping.name_of(Field::Charged)], "that says what was charged")
        .requiring(&by, "to group records by")
        .requiring(arguments.unique.as_slice(), "to tell records apart by")
        .requiring(&meter_fields, METERS);
    let word = format.place_word();
    each(input, format, options, |entry| {
        stream.record(entry)?.map_err(|error| {
            let place = entry.place();
            Failure::new(format!("{name}, {word} {place}: {error}; audit the records in parts"))
        })
    })?;
    if let Some(findings) = stream.findings.take() {
        findings.close()?;
    }
    stream.watch.tell();
    warn_of_meters(stream.rater.meters(), &arguments.periods.meter);
    let report = Report {
        program: PROGRAM,
        audit: &stream.audit,
        unit: sourced.book.unit(),
        sheets: sourced.json(),
        file: &name,
        place: word,
        groups: &stream.groups,
        repeats: stream.repeats.as_ref().map(Repeats::told),
        timeline: &stream.timeline,
        unstated: &stream.unstated,
        meters: stream.rater.meters().map(Meters::count),
    };
    if let Some((name, mut file)) = page {
        let written = file.write_all(report.html().as_bytes()).and_then(|()| file.flush());
        written.map_err(|error| Failure::new(format!("cannot write {name}: {error}")))?;
    }
    if arguments.json {
        print_json(&report.json())?
    } else {
        print(&report.text())?
    }
    Ok(if report.is_clean() { Finding::Fine } else { Finding::Failed })
}

/// Totals by the fields of an argument, separated by commas.
fn groups_by(argument: &str) -> Result<Groups, Failure> {
    let fields: Vec<String> = argument.split(',').map(str::to_string).collect();
    if fields.iter().any(String::is_empty) {
        let message = format!("--by {argument} names a field without a name");
        return Err(Failure::with_help(
            message,
            "write --by FIELD, or --by FIELD,FIELD for one table by both",
        ));
    }
    Ok(Groups::by(fields))
}

/// One run over the records.
struct Stream<'b> {
    audit: Audit<'b>,
    rater: Rater<'b>,
    /// Totals by fields, a table each.
    groups: Vec<Groups>,
    /// The fields of those tables, and the one that tells records apart.
    fields: Vec<String>,
    timeline: Timeline,
    repeats: Option<Repeats>,
    /// The fields spoken of in the arguments that no record has stated so far.
    unstated: Vec<&'b str>,
    findings: Option<Findings>,
    watch: Watch<'b>,
}

impl<'b> Stream<'b> {
    /// Takes one record. The failure is of the run, the error of its sums.
    fn record(&mut self, entry: &Entry<'_>) -> Result<Result<(), AuditError>, Failure> {
        let (place, record) = (entry.place(), entry.record().ok());
        if let Some(record) = record {
            self.unstated.retain(|field| record.text(field).is_none());
        }
        let mut usage = entry.usage();
        let (judged, fault) = self.judge(entry, &mut usage);
        self.watch.see(entry, fault.as_ref().map(RecordError::code), || fault.clone().map(Fault::from));
        let counted = judged.and_then(|judgement| {
            let repeat = match (&mut self.repeats, record) {
                (Some(repeats), Some(record)) => repeats.record(place, record, &judgement)?,
                _ => Ok(Repeat::Never),
            };
            self.groups.iter_mut().try_for_each(|groups| {
                groups.count(|field| record?.text(field).map(Into::into), &judgement)
            })?;
            Ok((judgement, repeat))
        });
        let (judgement, repeat) = match counted {
            Ok((judgement, repeat)) => (judgement, repeat?),
            Err(error) => return Ok(Err(error)),
        };
        let fields = || -> Vec<_> {
            let value = |field: &String| record.and_then(|record| record.text(field)).map(Cow::into_owned);
            self.fields.iter().map(|field| (field.clone(), value(field))).collect()
        };
        if record.is_some() {
            self.timeline.count(usage.as_ref().ok().and_then(|usage| usage.at.as_deref()), &judgement);
        }
        if !self.fields.is_empty() {
            self.audit.annotate(place, fields);
        }
        if let Some(findings) = &mut self.findings
            && (judgement.verdict() != Verdict::Agreed || repeat != Repeat::Never)
        {
            let (usage, fault) = (usage.as_ref().ok(), fault.as_ref());
            findings.write(About { place, usage, fields: fields(), fault, repeat }, &judgement)?;
        }
        Ok(Ok(()))
    }

    /// Holds a record against its sheet; where it has no price, also why, in words.
    fn judge(
        &mut self,
        entry: &Entry<'_>,
        usage: &mut Result<RecordedUsage<'_>, RecordError>,
    ) -> (Result<Judgement<'b>, AuditError>, Option<RecordError>) {
        let charged = entry.record().map_err(Clone::clone).and_then(Record::charged);
        let read = entry.record().map_err(Clone::clone);
        let (record, usage) = match (read, usage.as_mut().map_err(|error| error.clone())) {
            (Ok(record), Ok(usage)) => (record, usage),
            (Err(error), _) | (_, Err(error)) => {
                let judged =
                    self.audit.record_unpriceable((error.code(), error.culprit()), None, None, charged.ok());
                return (judged, Some(error));
            }
        };
        let (sheet, due) = self.due(record, usage, charged.as_ref().ok());
        let (error, charged) = match (due, charged) {
            (Ok(due), Ok(charged)) => {
                let judged = usage.with_usage(|usage_ref| match (due, sheet) {
                    (Some(due), Some(sheet)) => {
                        self.audit.record_metered(entry.place(), usage_ref, sheet, &due, charged)
                    }
                    _ => self.audit.record(entry.place(), usage_ref, usage.at.as_deref(), charged),
                });
                let reason = || usage.with_usage(|usage| sheet?.price(usage).err());
                let unpriceable =
                    judged.as_ref().is_ok_and(|judged| judged.verdict() == Verdict::Unpriceable);
                return (judged, unpriceable.then(reason).flatten().map(RecordError::from));
            }
            (Err(error), charged) => (error, charged.ok()),
            (Ok(_), Err(error)) => (error, None),
        };
        let judged = self.audit.record_unpriceable(
            (error.code(), error.culprit()),
            sheet,
            Some(&usage.endpoint),
            charged,
        );
        (judged, Some(error))
    }

    /// The sheet in force, and what a record makes due that is a part of a period; nothing where it is a whole.
    fn due(
        &mut self,
        record: &Record<'_>,
        usage: &mut RecordedUsage<'_>,
        charged: Option<&Decimal>,
    ) -> (Option<&'b PriceSheet>, Result<Option<Metered>, RecordError>) {
        let found = match self.rater.find(record, usage) {
            Ok(found) => found,
            Err((sheet, error)) => return (sheet, Err(error)),
        };
        let before = self.rater.whole(&found);
        let due = self.rater.due(&found, usage).transpose();
        let metered = |due: Option<Decimal>| {
            let due = due?;
            // What agrees needs no explanation.
            let whole = if charged == Some(&due) { None } else { self.rater.whole(&found) };
            let whole = whole.unwrap_or_else(|| Usage::new(&*usage.endpoint));
            Some(Metered { due, before, whole })
        };
        (Some(found.sheet), due.map(metered))
    }
}

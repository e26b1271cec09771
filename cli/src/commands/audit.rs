//! `pricesheet audit`: what was charged, held against the sheet in force.

mod findings;
mod outputs;
mod parallel;
mod repeats;
mod stream;

use std::io::Write;
use std::num::NonZeroUsize;
use std::thread;

use pricesheet_analysis::audit::Audit;
use pricesheet_records::{Field, Format, Meters, Periods, Rater, ReadOptions};
use pricesheet_report::{FINDINGS_OF_ENDPOINT, Groups, Report, Timeline};

use super::{print, print_json};
use crate::Finding;
use crate::args::AuditArguments;
use crate::failure::Failure;
use crate::input::Input;
use crate::reading::{self, METERS, meter_fields, periods, warn_of_meters};
use crate::sheet_source::SourcedBook;
use crate::stated;
use crate::watch::Watch;
use findings::{Findings, Lines};
use outputs::{create, spare_inputs};
use repeats::Repeats;
use stream::{Part, Stream};

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
    let groups = arguments.by.iter().map(|by| groups_by(by)).collect::<Result<Vec<_>, _>>()?;
    let mut fields: Vec<String> = Vec::new();
    for field in groups.iter().flat_map(Groups::fields).chain(&arguments.unique) {
        if !fields.contains(field) {
            fields.push(field.clone());
        }
    }
    let by: Vec<String> = groups.iter().flat_map(|groups| groups.fields().to_vec()).collect();
    let name = input.name.clone();
    let word = format.place_word();
    let stream = |periods, file: Option<Findings>| {
        let audit = Audit::of(&sourced.book).keeping(arguments.most.into()).keeping_by_endpoint(of_each);
        let mapped = mapping.entries().filter_map(|(_, source)| source.field());
        Stream {
            part: Part {
                audit: audit.tolerating(tolerance),
                groups: groups.clone(),
                timeline: Timeline::default(),
                unstated: mapped.chain(by.iter().map(String::as_str)).collect(),
                watch: Watch::of(&mapping),
                lines: arguments.out.as_ref().map(|_| Lines::default()),
            },
            rater: Rater::new(&sourced.book, periods),
            fields: fields.clone(),
            repeats: arguments.unique.as_deref().map(Repeats::by),
            file,
            mapping: &mapping,
            name: &name,
            word,
        }
    };
    // Records of a period, and those that are told apart, know each other.
    let apart =
        arguments.periods.meter.is_empty() && arguments.unique.is_none() && format != Format::JsonArray;
    let jobs = arguments.jobs.or_else(|| thread::available_parallelism().ok().filter(|_| input.is_file));
    let file = arguments.out.as_deref().map(Findings::create).transpose()?;
    let mut whole = stream(periods, file);
    let options = ReadOptions::new(&mapping)
        .named(&*name)
        .delimited_by(arguments.records.delimiter)
        .requiring(&[mapping.name_of(Field::Charged)], "that says what was charged")
        .requiring(&by, "to group records by")
        .requiring(arguments.unique.as_slice(), "to tell records apart by")
        .requiring(&meter_fields, METERS);
    let records = options.read(input.reader, format)?;
    match jobs {
        Some(jobs) if apart && jobs > NonZeroUsize::MIN => {
            let (layout, input) = records.into_parts();
            let totals = arguments.periods.totals;
            let part = || {
                let mut part = stream(if totals { Periods::Totals } else { Periods::Unsaid }, None);
                part.part.audit = part.part.audit.keeping_ties(usize::MAX);
                part
            };
            parallel::audit(&mut whole, part, &layout, input, jobs)?;
        }
        _ => {
            whole.audit_all(records)?;
        }
    }
    input.progress.finish_and_clear();
    if let Some(findings) = whole.file.take() {
        findings.close()?;
    }
    whole.part.watch.tell();
    warn_of_meters(whole.rater.meters(), &arguments.periods.meter);
    let report = Report {
        program: PROGRAM,
        audit: &whole.part.audit,
        unit: sourced.book.unit(),
        sheets: sourced.json(),
        file: &name,
        place: word,
        groups: &whole.part.groups,
        repeats: whole.repeats.as_ref().map(Repeats::told),
        timeline: &whole.part.timeline,
        unstated: &whole.part.unstated,
        meters: whole.rater.meters().map(Meters::count),
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

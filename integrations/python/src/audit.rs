//! Audits of records: what was charged, what should have been, and why they differ.

use pricesheet::{Decimal, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, AuditError, Judgement, Metered, Verdict};
use pricesheet_records::{
    Entry, Format, Meters, PeriodSheet, Periods, Rater, ReadOptions, Record, RecordError, RecordedUsage, Zone,
};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::book::book_of;
use crate::error::{Raise, argument, object};
use crate::json;
use crate::mapping::mapping_of;
use crate::number;
use crate::record;

/// Holds what was charged for records against the sheet in force at each.
///
/// `records` is an iterable of mappings, each a usage with what was `charged`; it is read once, in constant memory. A record
/// of an endpoint that is rated by the period is the total of its period where `totals` is true; where `meter` names fields
/// (`"customer"`, `"month(at)"`), records that agree in them share a meter. `mapping` says where records of other shapes state
/// what: target to field, or the TOML text of a map. `each` is called with every record and what the audit says of it.
///
/// Raises ArgumentError for what no record may have, such as a float; what has no price is counted as unpriceable.
#[pyfunction]
#[pyo3(signature = (sheet, records, *, tolerance = None, totals = false, meter = Vec::new(), zone = None, period_sheet = None,
    mapping = None, keep = Vec::new(), largest = Audit::LARGEST_MAX, each = None))]
#[allow(clippy::too_many_arguments, reason = "they have names in Python")]
pub(crate) fn audit<'py>(
    sheet: &Bound<'py, PyAny>,
    records: &Bound<'py, PyAny>,
    tolerance: Option<&Bound<'py, PyAny>>,
    totals: bool,
    meter: Vec<String>,
    zone: Option<&str>,
    period_sheet: Option<&str>,
    mapping: Option<&Bound<'py, PyAny>>,
    keep: Vec<String>,
    largest: usize,
    each: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, book) = (sheet.py(), book_of(sheet)?);
    let mapping = mapping_of(mapping, keep, book.sheets())?;
    let tolerance = tolerance.map(|amount| number::quantity("tolerance", amount)).transpose()?;
    let periods = periods(totals, &meter, zone, period_sheet)?;
    let audit = Audit::of(&book).keeping(largest).tolerating(tolerance.unwrap_or_default());
    let mut auditor = Auditor { audit, rater: Rater::new(&book, periods) };
    let reader = ReadOptions::new(&mapping).read(&b""[..], Format::JsonLines).map_err(unreadable)?;
    let (layout, _) = reader.into_parts();
    for (place, record) in (0_u64..).zip(records.try_iter()?) {
        let record = record?;
        let line = record::line(&record, &mapping)?;
        let mut reader = layout.reader(line.as_bytes(), place);
        let Some(entry) = reader.next_entry().map_err(unreadable)? else { continue };
        let (judgement, fault) = auditor.judge(&entry).map_err(Raise::raise)?;
        if let Some(each) = each {
            let judged = json::object(py, &judgement)?.cast_into::<PyDict>()?;
            if let Some(fault) = fault {
                judged.set_item("message", fault.sentence())?;
                judged.set_item("culprit", fault.culprit())?;
            }
            each.call1((record, judged))?;
        }
    }
    object(py, "AuditReport", (json::object(py, &auditor.audit)?, book.unit()))
}

fn unreadable(error: pricesheet_records::ReadError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

fn periods<'b>(
    totals: bool,
    meter: &[String],
    zone: Option<&str>,
    period_sheet: Option<&str>,
) -> PyResult<Periods<'b>> {
    if meter.is_empty() {
        return Ok(if totals { Periods::Totals } else { Periods::Unsaid });
    }
    if totals {
        let message = "`totals` and `meter` are both stated".to_string();
        return Err(argument("stated-twice", "meter", message, "state one of them"));
    }
    let mut meters = Meters::by(meter)
        .map_err(|error| argument("invalid-meter", "meter", error.to_string(), error.help()))?;
    if let Some(zone) = zone {
        let zone = zone.parse::<Zone>();
        let zone = zone.map_err(|error| argument("invalid-zone", "zone", error.to_string(), error.help()))?;
        meters = meters.in_zone(zone);
    }
    Ok(Periods::Meters(match period_sheet {
        None => meters,
        Some("opening") => meters.across(PeriodSheet::Opening),
        Some("split") => meters.across(PeriodSheet::Split),
        Some(other) => {
            let message = format!("`{other}` does not say which sheet governs a period");
            return Err(argument(
                "unknown-period-sheet",
                "period_sheet",
                message,
                "pass \"opening\" or \"split\"",
            ));
        }
    }))
}

/// One run over the records.
struct Auditor<'b> {
    audit: Audit<'b>,
    rater: Rater<'b>,
}

/// What is said of a record, and why it has no price.
type Judged<'b> = (Judgement<'b>, Option<RecordError>);

impl<'b> Auditor<'b> {
    fn judge(&mut self, entry: &Entry<'_>) -> Result<Judged<'b>, AuditError> {
        let read = entry.record().map_err(Clone::clone);
        let charged = read.clone().and_then(Record::charged);
        let (record, mut usage) = match (read, entry.usage()) {
            (Ok(record), Ok(usage)) => (record, usage),
            (Err(error), _) | (_, Err(error)) => return self.refuse(error, None, None, charged.ok()),
        };
        let (sheet, due) = self.due(record, &mut usage, charged.as_ref().ok());
        let (due, charged) = match (due, charged) {
            (Ok(due), Ok(charged)) => (due, charged),
            (Err(error), charged) => return self.refuse(error, sheet, Some(&usage.endpoint), charged.ok()),
            (Ok(_), Err(error)) => return self.refuse(error, sheet, Some(&usage.endpoint), None),
        };
        let judgement = usage.with_usage(|stated| match (due, sheet) {
            (Some(due), Some(sheet)) => {
                self.audit.record_metered(entry.place(), stated, sheet, &due, charged)
            }
            _ => self.audit.record(entry.place(), stated, usage.at.as_deref(), charged),
        })?;
        let fault = match (judgement.verdict(), sheet) {
            (Verdict::Unpriceable, Some(sheet)) => usage.with_usage(|usage| sheet.price(usage).err()),
            _ => None,
        };
        Ok((judgement, fault.map(RecordError::from)))
    }

    fn refuse(
        &mut self,
        error: RecordError,
        sheet: Option<&'b PriceSheet>,
        endpoint: Option<&str>,
        charged: Option<Decimal>,
    ) -> Result<Judged<'b>, AuditError> {
        let what = (error.code(), error.culprit());
        let judgement = self.audit.record_unpriceable(what, sheet, endpoint, charged)?;
        Ok((judgement, Some(error)))
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

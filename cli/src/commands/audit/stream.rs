//! One run over records, and what the records of a part of it come to.

use std::borrow::Cow;
use std::io::BufRead;

use pricesheet::{Decimal, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, AuditError, Judgement, Metered, Verdict};
use pricesheet_records::{Entry, Mapping, Rater, Reader, Record, RecordError, RecordedUsage};
use pricesheet_report::{Groups, Timeline};

use super::findings::{About, Findings, Lines};
use super::repeats::{Repeat, Repeats};
use crate::failure::Failure;
use crate::fault::Fault;
use crate::watch::Watch;

/// What some records come to, wherever in the input they stand.
pub(super) struct Part<'b> {
    pub(super) audit: Audit<'b>,
    /// Totals by fields, a table each.
    pub(super) groups: Vec<Groups>,
    pub(super) timeline: Timeline,
    /// The fields spoken of in the arguments that no record has stated so far.
    pub(super) unstated: Vec<&'b str>,
    pub(super) watch: Watch<'b>,
    /// The findings that have not been written so far, where they are wanted.
    pub(super) lines: Option<Lines>,
}

/// One run over records.
pub(super) struct Stream<'b> {
    pub(super) part: Part<'b>,
    pub(super) rater: Rater<'b>,
    /// The fields of the tables, and the one that tells records apart.
    pub(super) fields: Vec<String>,
    pub(super) repeats: Option<Repeats>,
    pub(super) file: Option<Findings>,
    pub(super) mapping: &'b Mapping,
    /// The name of the input, and what a place in it is called.
    pub(super) name: &'b str,
    pub(super) word: &'static str,
}

impl<'b> Stream<'b> {
    /// Takes all records of a reader; how many lines or rows there are with those before them.
    pub(super) fn audit_all<R: BufRead>(&mut self, mut records: Reader<'_, R>) -> Result<u64, Failure> {
        while let Some(entry) = records.next_entry()? {
            self.record(&entry)?.map_err(|error| {
                let (name, word, place) = (self.name, self.word, entry.place());
                Failure::new(format!("{name}, {word} {place}: {error}; audit the records in parts"))
            })?;
            self.write_findings()?;
        }
        Ok(records.read())
    }

    /// Writes the findings of the records so far.
    pub(super) fn write_findings(&mut self) -> Result<(), Failure> {
        match (&mut self.file, &mut self.part.lines) {
            (Some(file), Some(lines)) => file.write(lines),
            _ => Ok(()),
        }
    }

    /// What the records so far come to, leaving none.
    pub(super) fn take(&mut self) -> Part<'b> {
        let empty = |groups: &Groups| Groups::by(groups.fields().to_vec());
        let next = Part {
            audit: self.part.audit.take(),
            groups: self.part.groups.iter().map(empty).collect(),
            timeline: Timeline::default(),
            unstated: self.part.unstated.clone(),
            watch: Watch::of(self.mapping),
            lines: self.part.lines.as_ref().map(|_| Lines::default()),
        };
        let mut part = std::mem::replace(&mut self.part, next);
        // What the audit has learnt stays here.
        std::mem::swap(&mut part.audit, &mut self.part.audit);
        part
    }

    /// Puts a part behind the records so far; nothing of it where the decimal type does not hold a total.
    pub(super) fn merge(&mut self, part: Part<'b>, place: impl Fn(u64) -> u64) -> bool {
        let own = &mut self.part;
        let mut groups = own.groups.iter().zip(&part.groups);
        if !groups.all(|(own, part)| own.holds(part))
            || own.audit.merge(part.audit.renumbered(&place)).is_err()
        {
            return false;
        }
        for (own, part) in own.groups.iter_mut().zip(part.groups) {
            own.merge(part);
        }
        own.timeline.merge(part.timeline);
        own.unstated.retain(|field| part.unstated.contains(field));
        own.watch.merge(part.watch);
        if let (Some(own), Some(lines)) = (&mut own.lines, part.lines) {
            own.append(lines, place);
        }
        true
    }

    /// Takes one record. The failure is of the run, the error of its sums.
    fn record(&mut self, entry: &Entry<'_>) -> Result<Result<(), AuditError>, Failure> {
        let (place, record) = (entry.place(), entry.record().ok());
        if let Some(record) = record {
            self.part.unstated.retain(|field| record.text(field).is_none());
        }
        let mut usage = entry.usage();
        let (judged, fault) = self.judge(entry, &mut usage);
        self.part.watch.see(entry, fault.as_ref().map(RecordError::code), || fault.clone().map(Fault::from));
        let counted = judged.and_then(|judgement| {
            let repeat = match (&mut self.repeats, record) {
                (Some(repeats), Some(record)) => repeats.record(place, record, &judgement)?,
                _ => Ok(Repeat::Never),
            };
            self.part.groups.iter_mut().try_for_each(|groups| {
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
            self.part.timeline.count(usage.as_ref().ok().and_then(|usage| usage.at.as_deref()), &judgement);
        }
        if !self.fields.is_empty() {
            self.part.audit.annotate(place, fields);
        }
        if let Some(lines) = &mut self.part.lines
            && (judgement.verdict() != Verdict::Agreed || repeat != Repeat::Never)
        {
            let (usage, fault) = (usage.as_ref().ok(), fault.as_ref());
            lines.add(About { place, usage, fields: fields(), fault, repeat }, &judgement)?;
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
                let judged = self.part.audit.record_unpriceable(
                    (error.code(), error.culprit()),
                    None,
                    None,
                    charged.ok(),
                );
                return (judged, Some(error));
            }
        };
        let (sheet, due) = self.due(record, usage, charged.as_ref().ok());
        let (error, charged) = match (due, charged) {
            (Ok(due), Ok(charged)) => {
                let judged = usage.with_usage(|usage_ref| match (due, sheet) {
                    (Some(due), Some(sheet)) => {
                        self.part.audit.record_metered(entry.place(), usage_ref, sheet, &due, charged)
                    }
                    _ => self.part.audit.record(entry.place(), usage_ref, usage.at.as_deref(), charged),
                });
                let reason = || usage.with_usage(|usage| sheet?.price(usage).err());
                let unpriceable =
                    judged.as_ref().is_ok_and(|judged| judged.verdict() == Verdict::Unpriceable);
                return (judged, unpriceable.then(reason).flatten().map(RecordError::from));
            }
            (Err(error), charged) => (error, charged.ok()),
            (Ok(_), Err(error)) => (error, None),
        };
        let judged = self.part.audit.record_unpriceable(
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

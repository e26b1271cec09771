//! One meter for each distinct value of some fields: records that agree in them share a billing period.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pricesheet::{
    Decimal, EndpointPricer, Fingerprint, InForceError, Instant, Meter, Minimum, PriceSheet, Usage,
};

use crate::METERS_MAX;
use crate::error::RecordError;
use crate::period::{MeterField, MeterFieldError};
use crate::record::Record;
use crate::usage::RecordedUsage;
use crate::zone::Zone;

/// What becomes of a period in which another sheet comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PeriodSheet {
    /// Nobody said: a record under another sheet than the first of its meter is in error.
    #[default]
    Unsaid,
    /// The sheet of the first record governs the whole period.
    Opening,
    /// Each sheet has a meter of its own, with its allowance and its minimum.
    Split,
}

/// What tells one meter from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Where each sheet has a meter of its own.
    sheet: Option<Fingerprint>,
    endpoint: Box<str>,
    values: Box<[Box<str>]>,
}

#[derive(Debug)]
struct Kept<'b> {
    meter: Meter<'b>,
    sheet: &'b PriceSheet,
    endpoint: EndpointPricer<'b>,
}

/// The meters of a stream of records: those that agree in some fields share one. No more than
/// [`METERS_MAX`](crate::METERS_MAX).
#[derive(Debug)]
pub struct Meters<'b> {
    fields: Vec<MeterField>,
    zone: Zone,
    period_sheet: PeriodSheet,
    meters: HashMap<Key, Kept<'b>>,
    metered: u64,
}

impl<'b> Meters<'b> {
    /// Meters by the values of these fields, and by endpoint: names of fields, and `year(at)`, `month(at)`, `day(at)` and
    /// `hour(at)` of the instant, in UTC.
    ///
    /// # Errors
    ///
    /// Where a part of something else than the instant is asked for.
    pub fn by(fields: &[impl AsRef<str>]) -> Result<Self, MeterFieldError> {
        let fields = fields.iter().map(|field| field.as_ref().parse());
        Ok(Meters {
            fields: fields.collect::<Result<_, _>>()?,
            zone: Zone::UTC,
            period_sheet: PeriodSheet::Unsaid,
            meters: HashMap::new(),
            metered: 0,
        })
    }

    /// Takes years, months, days and hours in a time zone.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// Says what becomes of a period in which another sheet comes into force.
    #[must_use]
    pub fn across(mut self, period_sheet: PeriodSheet) -> Self {
        self.period_sheet = period_sheet;
        self
    }

    /// The fields in which the records of one meter agree.
    #[must_use]
    pub fn fields(&self) -> &[MeterField] {
        &self.fields
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        u64::try_from(self.meters.len()).unwrap_or(u64::MAX)
    }

    /// How many records they have taken.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.metered
    }

    pub(crate) fn period_sheet(&self) -> PeriodSheet {
        self.period_sheet
    }

    /// What tells the meter of a record from others, and the sheet and endpoint that govern it.
    pub(crate) fn find(
        &self,
        sheet: &'b PriceSheet,
        endpoint: EndpointPricer<'b>,
        record: &Record<'_>,
        usage: &RecordedUsage<'_>,
    ) -> Result<(Key, &'b PriceSheet, EndpointPricer<'b>), RecordError> {
        let key = Key {
            sheet: (self.period_sheet == PeriodSheet::Split).then(|| sheet.fingerprint()),
            endpoint: endpoint.model().name.as_str().into(),
            values: self.values(record, usage)?,
        };
        match self.meters.get(&key) {
            Some(kept) if kept.sheet.fingerprint() != sheet.fingerprint() => match self.period_sheet {
                PeriodSheet::Opening => Ok((key, kept.sheet, kept.endpoint)),
                _ => Err(RecordError::PeriodSheets { opened: label(kept.sheet), sheet: label(sheet) }),
            },
            _ => Ok((key, sheet, endpoint)),
        }
    }

    /// The sheet and endpoint that govern the period of a record by its first one, where that came under one of these sheets.
    pub(crate) fn governing(
        &self,
        sheets: &'b [PriceSheet],
        record: &Record<'_>,
        usage: &RecordedUsage<'_>,
    ) -> Option<(Key, &'b PriceSheet, EndpointPricer<'b>)> {
        let values = self.values(record, usage).ok()?;
        sheets.iter().find_map(|sheet| {
            let name = sheet.endpoint(&usage.endpoint).ok()?.model().name.as_str().into();
            let key = Key { sheet: None, endpoint: name, values: values.clone() };
            let kept = self.meters.get(&key)?;
            Some((key, kept.sheet, kept.endpoint))
        })
    }

    /// The amount that a record makes due, in the sheet's unit; below zero where it makes the whole cheaper. The endpoint's
    /// `min` is due with the first.
    pub(crate) fn record(
        &mut self,
        key: Key,
        sheet: &'b PriceSheet,
        endpoint: EndpointPricer<'b>,
        usage: &RecordedUsage<'_>,
    ) -> Result<Decimal, RecordError> {
        let full = self.meters.len() >= METERS_MAX;
        let enter = |meter: &mut Meter<'b>| {
            usage.with_usage_of(&endpoint.model().name, |entry| match usage.restates {
                true => meter.restate(entry),
                false => meter.record(entry),
            })
        };
        let due = match self.meters.entry(key) {
            Entry::Occupied(mut kept) => enter(&mut kept.get_mut().meter)?,
            Entry::Vacant(_) if full => return Err(RecordError::TooManyMeters),
            Entry::Vacant(room) => {
                let mut meter = Meter::open(endpoint, Minimum::AtOnce);
                let due = enter(&mut meter)?;
                // One that took nothing is not kept.
                room.insert(Kept { meter, sheet, endpoint });
                due
            }
        };
        self.metered = self.metered.saturating_add(1);
        Ok(due)
    }

    /// All that was used so far on a meter; nothing where nothing was.
    pub(crate) fn whole(&self, key: &Key) -> Option<Usage> {
        let state = self.meters.get(key)?.meter.state();
        let usage = Usage::new(state.endpoint())
            .options(state.options().iter().cloned())
            .attributes(state.attributes().iter().cloned());
        let quantities = state.quantities().iter();
        Some(quantities.fold(usage, |usage, (name, value)| usage.quantity(name.clone(), *value)))
    }

    fn values(&self, record: &Record<'_>, usage: &RecordedUsage<'_>) -> Result<Box<[Box<str>]>, RecordError> {
        let values = self.fields.iter().map(|field| {
            let missing = |field: &str| RecordError::MissingMeterField { field: field.to_string() };
            match field {
                MeterField::Named(name) => {
                    let text = record.text(name).ok_or_else(|| missing(name))?;
                    Ok(text.into_owned().into_boxed_str())
                }
                MeterField::Span(span) => {
                    let at = usage.at.as_deref().ok_or_else(|| missing("at"))?;
                    let instant: Instant = at.parse().map_err(|error| {
                        RecordError::from(InForceError::InvalidInstant { at: at.to_string(), error })
                    })?;
                    let wall = self.zone.wall(instant).ok_or_else(|| missing("at"))?;
                    Ok(span.of(&wall).into_boxed_str())
                }
            }
        });
        values.collect()
    }
}

/// A sheet in a message: its version, or else its name.
fn label(sheet: &PriceSheet) -> String {
    sheet.version().unwrap_or(sheet.name()).to_string()
}

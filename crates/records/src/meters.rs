//! One meter for each distinct value of some fields: records that agree in them share a billing period.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pricesheet::{Decimal, EndpointPricer, Fingerprint, Meter, Minimum, PriceSheet, Usage};

use crate::METERS_MAX;
use crate::error::RecordError;
use crate::record::Record;
use crate::usage::RecordedUsage;

/// What tells one meter from another. A meter belongs to one sheet, so where another one comes into force the records
/// after that have a meter of their own.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    sheet: Fingerprint,
    endpoint: Box<str>,
    values: Box<[Box<str>]>,
}

/// The meters of a stream of records: those that agree in some fields share one. No more than
/// [`METERS_MAX`](crate::METERS_MAX).
#[derive(Debug)]
pub struct Meters<'b> {
    fields: Vec<String>,
    meters: HashMap<Key, Meter<'b>>,
}

impl<'b> Meters<'b> {
    /// Meters by the values of these fields, and by endpoint and sheet.
    #[must_use]
    pub fn by(fields: &[impl AsRef<str>]) -> Self {
        let fields = fields.iter().map(|field| field.as_ref().to_string()).collect();
        Meters { fields, meters: HashMap::new() }
    }

    /// The fields in which the records of one meter agree.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        u64::try_from(self.meters.len()).unwrap_or(u64::MAX)
    }

    /// The amount that a record makes due, in the sheet's unit; below zero where it makes the whole cheaper. The endpoint's
    /// `min` is due with the first.
    ///
    /// # Errors
    ///
    /// Where the record does not state one of the fields, its meter refuses it, or there are too many meters. The meters
    /// stay as they were.
    pub fn record(
        &mut self,
        sheet: &PriceSheet,
        endpoint: EndpointPricer<'b>,
        record: &Record<'_>,
        usage: &RecordedUsage<'_>,
    ) -> Result<Decimal, RecordError> {
        let key = self.key(sheet, endpoint, record)?;
        let full = self.meters.len() >= METERS_MAX;
        match self.meters.entry(key) {
            Entry::Occupied(mut meter) => Ok(usage.with_usage(|usage| meter.get_mut().record(usage))?),
            Entry::Vacant(_) if full => Err(RecordError::TooManyMeters),
            Entry::Vacant(room) => {
                let mut meter = Meter::open(endpoint, Minimum::AtOnce);
                let due = usage.with_usage(|usage| meter.record(usage))?;
                // One that took nothing is not kept.
                room.insert(meter);
                Ok(due)
            }
        }
    }

    /// All that was used so far in the period of a record; nothing where nothing was, or nothing says which it is.
    #[must_use]
    pub fn whole(
        &self,
        sheet: &PriceSheet,
        endpoint: EndpointPricer<'b>,
        record: &Record<'_>,
    ) -> Option<Usage> {
        let state = self.meters.get(&self.key(sheet, endpoint, record).ok()?)?.state();
        let options = state.options().iter().cloned();
        let usage = options.fold(Usage::new(state.endpoint()), Usage::option);
        let quantities = state.quantities().iter();
        Some(quantities.fold(usage, |usage, (name, value)| usage.quantity(name.clone(), *value)))
    }

    fn key(
        &self,
        sheet: &PriceSheet,
        endpoint: EndpointPricer<'b>,
        record: &Record<'_>,
    ) -> Result<Key, RecordError> {
        let values = self.fields.iter().map(|field| {
            let value = record.text(field).map(|text| text.into_owned().into_boxed_str());
            value.ok_or_else(|| RecordError::MissingMeterField { field: field.clone() })
        });
        let values = values.collect::<Result<_, _>>()?;
        Ok(Key { sheet: sheet.fingerprint(), endpoint: endpoint.model().name.as_str().into(), values })
    }
}

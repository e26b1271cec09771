//! One meter for each distinct value of some fields: records that agree in them share a billing period.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pricesheet::{EndpointPricer, Fingerprint, Meter, Minimum, Usage};

use super::{Outcome, UsageFields};
use crate::fault::Fault;

/// How many meters are held in memory; a record that would need one more is in error.
const METERS_MAX: usize = 1_000_000;

/// What the fields of `--meter` are for.
pub(crate) const METERS: &str = "to choose meters by";

/// What tells one meter from another. A meter belongs to one sheet, so where another one comes into force the records
/// after that have a meter of their own.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    sheet: Fingerprint,
    endpoint: Box<str>,
    values: Box<[Box<str>]>,
}

/// The meters of a stream of records.
pub(crate) struct Meters<'b> {
    fields: Vec<String>,
    meters: HashMap<Key, Meter<'b>>,
}

impl<'b> Meters<'b> {
    pub(crate) fn by(fields: &[String]) -> Self {
        Meters { fields: fields.to_vec(), meters: HashMap::new() }
    }

    /// The fields in which the records of one meter agree.
    pub(crate) fn fields(&self) -> &[String] {
        &self.fields
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.meters.len()
    }

    /// The amount that a record makes due. The endpoint's `min` is due with the first.
    pub(crate) fn record(
        &mut self,
        sheet: Fingerprint,
        endpoint: EndpointPricer<'b>,
        usage: &UsageFields<'_>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Outcome {
        let key = self.key(sheet, endpoint, value)?;
        let full = self.meters.len() >= METERS_MAX;
        match self.meters.entry(key) {
            Entry::Occupied(mut meter) => Ok(usage.with_usage(|usage| meter.get_mut().record(usage))?),
            Entry::Vacant(_) if full => {
                let message = format!("there are more than {METERS_MAX} meters");
                let help = Some("meter the records of fewer customers or periods at a time".to_string());
                Err(Fault { help, ..Fault::new("too-many-meters", "meter", message) })
            }
            Entry::Vacant(room) => {
                let mut meter = Meter::open(endpoint, Minimum::AtOnce);
                let due = usage.with_usage(|usage| meter.record(usage))?;
                // One that took nothing is not kept.
                room.insert(meter);
                Ok(due)
            }
        }
    }

    /// All that was used so far in the period of a record; none where nothing was, or nothing says which it is.
    pub(crate) fn whole(
        &self,
        sheet: Fingerprint,
        endpoint: EndpointPricer<'b>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Option<Usage> {
        let state = self.meters.get(&self.key(sheet, endpoint, value).ok()?)?.state();
        let options = state.options().iter().cloned();
        let usage = options.fold(Usage::new(state.endpoint()), Usage::option);
        let quantities = state.quantities().iter();
        Some(quantities.fold(usage, |usage, (name, value)| usage.quantity(name.clone(), *value)))
    }

    fn key(
        &self,
        sheet: Fingerprint,
        endpoint: EndpointPricer<'b>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Result<Key, Fault> {
        let values = self.fields.iter().map(|field| {
            let value = value(field).map(String::into_boxed_str);
            value.ok_or_else(|| {
                Fault::new(
                    "missing-meter-field",
                    field,
                    format!("the record has no `{field}` to choose its meter by"),
                )
            })
        });
        let values = values.collect::<Result<_, _>>()?;
        Ok(Key { sheet, endpoint: endpoint.model().name.as_str().into(), values })
    }
}

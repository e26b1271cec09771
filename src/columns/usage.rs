//! One usage of a batch, by names.

use alloc::string::String;

use rust_decimal::Decimal;

use super::batch::Columns;
use crate::instant::{InstantError, StatedInstant};
use crate::sheet::Endpoint;
use crate::usage::{AnyUsage, At, sealed::Sealed};

/// What one usage of a batch states: the options in the order of their bits, then those of its list, then those that have columns
/// of their own; quantities and attributes in the order of their columns.
pub(super) struct BatchUsage<'b, 'a> {
    columns: &'b Columns<'a>,
    endpoint: &'b Endpoint,
    at: usize,
    instant: Option<Result<StatedInstant, InstantError>>,
    /// What is stated instead of an instant.
    not_an_instant: String,
}

impl<'b, 'a> BatchUsage<'b, 'a> {
    pub(super) fn new(columns: &'b Columns<'a>, endpoint: &'b Endpoint, at: usize) -> Self {
        let instant = columns.at.and_then(|column| column.get(at));
        let text = columns.at.filter(|_| matches!(instant, Some(Err(_)))).map(|column| column.text(at));
        BatchUsage { columns, endpoint, at, instant, not_an_instant: text.unwrap_or_default() }
    }

    /// Why what is stated is not an instant.
    pub(super) fn instant_error(&self) -> Option<InstantError> {
        self.instant.and_then(Result::err)
    }

    /// Whether the decimal type holds every number.
    pub(super) fn is_representable(&self) -> bool {
        let columns = self.columns.quantities.iter().map(|(_, numbers)| numbers).chain(&self.columns.calls);
        columns.into_iter().all(|numbers| !numbers.is_stated(self.at) || numbers.decimal(self.at).is_some())
    }

    fn mask(&self) -> u128 {
        self.columns.masks.map_or(0, |masks| masks.get(self.at))
    }
}

impl Sealed for BatchUsage<'_, '_> {}

impl AnyUsage for BatchUsage<'_, '_> {
    fn endpoint_name(&self) -> &str {
        &self.endpoint.name
    }

    fn stated_options(&self) -> impl Iterator<Item = &str> {
        let mask = self.mask();
        let names = (0..u128::BITS).zip(&self.endpoint.option_names);
        let named = self.columns.options.iter();
        let named = named.filter(|(_, flags)| flags.is_stated(self.at));
        let listed = self.columns.lists.into_iter().flat_map(|lists| {
            let names = lists.names();
            lists.list(self.at).filter(move |at| names.is_stated(*at)).map(move |at| names.text(at))
        });
        let masked =
            names.filter(move |(at, _)| mask.wrapping_shr(*at) & 1 == 1).map(|(_, name)| name.as_str());
        masked.chain(listed).chain(named.map(|(name, _)| *name))
    }

    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)> {
        let stated = self.columns.quantities.iter().filter(|(_, numbers)| numbers.is_stated(self.at));
        stated.map(|(name, numbers)| (*name, numbers.decimal(self.at).unwrap_or_default()))
    }

    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let stated = self.columns.attributes.iter().filter(|(_, texts)| texts.is_stated(self.at));
        stated.map(|(name, texts)| (*name, texts.text(self.at)))
    }

    fn call_count(&self) -> Decimal {
        let calls = self.columns.calls.filter(|calls| calls.is_stated(self.at));
        calls.map_or(Decimal::ONE, |calls| calls.decimal(self.at).unwrap_or_default())
    }

    fn stated_at(&self) -> Option<At<'_>> {
        Some(match self.instant? {
            Ok(at) => At::Stated(at),
            Err(_) => At::Text(&self.not_an_instant),
        })
    }
}

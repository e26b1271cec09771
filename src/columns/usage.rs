//! One usage of a batch, by names.

use rust_decimal::Decimal;

use super::batch::Columns;
use crate::sheet::Endpoint;
use crate::usage::{AnyUsage, At, sealed::Sealed};

/// What one usage of a batch states: the options in the order of their bits, then those that have columns of their own, and
/// quantities in the order of their columns.
pub(super) struct BatchUsage<'b, 'a> {
    pub(super) columns: &'b Columns<'a>,
    pub(super) endpoint: &'b Endpoint,
    pub(super) at: usize,
}

impl BatchUsage<'_, '_> {
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
        let named = named.filter(|(_, flags)| flags.get(self.at).copied().unwrap_or_default());
        let masked =
            names.filter(move |(at, _)| mask.wrapping_shr(*at) & 1 == 1).map(|(_, name)| name.as_str());
        masked.chain(named.map(|(name, _)| *name))
    }

    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)> {
        let stated = self.columns.quantities.iter().filter(|(_, numbers)| numbers.is_stated(self.at));
        stated.map(|(name, numbers)| (*name, numbers.decimal(self.at).unwrap_or_default()))
    }

    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        core::iter::empty()
    }

    fn call_count(&self) -> Decimal {
        let calls = self.columns.calls.filter(|calls| calls.is_stated(self.at));
        calls.map_or(Decimal::ONE, |calls| calls.decimal(self.at).unwrap_or_default())
    }

    fn stated_at(&self) -> Option<At<'_>> {
        None
    }
}

//! A usage, and the price that every way must find.

use pricesheet::{Decimal, EndpointPricer, Usage, UsageError};

use crate::plain;
use crate::sheet::Sheet;

/// A usage of a sheet and its price by the plain arithmetic.
pub(crate) struct Case {
    usage: Usage,
    pub(crate) expected: Result<Decimal, UsageError>,
}

impl Case {
    /// The usage, which the plain arithmetic prices at once.
    pub(crate) fn new(sheet: &Sheet, usage: Usage) -> Case {
        let expected = plain::price(&sheet.priced, &usage);
        Case { usage, expected }
    }

    /// What was found is the same price, of the same scale, or the same error.
    #[track_caller]
    pub(crate) fn check(&self, way: &str, found: Result<Decimal, UsageError>) {
        let Case { usage, expected } = self;
        let parts = |price: &Result<Decimal, UsageError>| price.clone().map(|price| price.unpack());
        assert!(
            parts(&found) == parts(expected),
            "{way}: {found:?}, but the plain arithmetic: {expected:?}\n{usage:?}"
        );
    }
}

/// The usage that states these options, and the quantities of the endpoint in their order.
pub(crate) fn usage_of(handle: &EndpointPricer<'_>, options: &[&str], quantities: &[Decimal]) -> Usage {
    let usage = options.iter().fold(Usage::new(&handle.model().name), |usage, name| usage.option(*name));
    let stated = handle.model().quantities.iter().zip(quantities);
    stated.fold(usage, |usage, (quantity, value)| usage.quantity(&quantity.name, *value))
}

/// The names of the options that the bits stand for, as far as there are so many.
pub(crate) fn names_of<'h>(handle: &'h EndpointPricer<'_>, bits: u128) -> Vec<&'h str> {
    let names = handle.model().option_names.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
    names.map(|(_, name)| name.as_str()).collect()
}

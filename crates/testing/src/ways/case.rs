//! A usage, and the price that every way must find.

use pricesheet::{Decimal, EndpointPricer, Usage, UsageError};

use crate::reference::model::Endpoint;

/// A usage and its price by the definition.
pub(super) struct Case {
    pub(super) usage: Usage,
    pub(super) expected: Result<Decimal, UsageError>,
}

impl Case {
    /// The usage, which the definition prices at once.
    pub(super) fn new(handle: EndpointPricer<'_>, usage: Usage) -> Case {
        let expected = handle.price_by_rules(&usage);
        Case { usage, expected }
    }

    /// What was found is the same price, of the same scale, or the same error.
    #[track_caller]
    pub(super) fn check(&self, way: &str, found: Result<Decimal, UsageError>) {
        let Case { usage, expected } = self;
        let parts = |price: &Result<Decimal, UsageError>| price.clone().map(|price| price.unpack());
        assert!(
            parts(&found) == parts(expected),
            "{way}: {found:?}, but by the definition: {expected:?}\n{usage:?}"
        );
    }
}

/// The usage that states these options, and the quantities of the endpoint in their order.
pub(super) fn usage_of(endpoint: &Endpoint, options: &[&str], quantities: &[Decimal]) -> Usage {
    let usage = options.iter().fold(Usage::new(&endpoint.name), |usage, name| usage.option(*name));
    let stated = endpoint.stated_names().into_iter().zip(quantities);
    stated.fold(usage, |usage, (name, value)| usage.quantity(name, *value))
}

/// The names of the options that the bits stand for, as far as there are so many.
pub(super) fn names_of(endpoint: &Endpoint, bits: u128) -> Vec<&str> {
    let names = endpoint.option_names().into_iter().enumerate();
    names.filter(|(at, _)| bits >> at & 1 == 1).map(|(_, name)| name).collect()
}

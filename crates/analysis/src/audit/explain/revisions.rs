//! Edited endpoints, compiled once for all records.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;

use pricesheet::sheet::Endpoint;
use pricesheet::{EndpointPricer, Fingerprint, PriceSheet, RevisedEndpoint};

use super::Edit;

/// How many parts (options, quantities, rows, tiers and charges) the edited endpoints that are kept have together at the
/// most: beyond it all are compiled anew, where they are needed again.
const PARTS_MAX: usize = 100_000;

/// The edited endpoints of an audit.
#[derive(Clone, Default)]
pub(in crate::audit) struct Revisions {
    sheets: BTreeMap<Fingerprint, BTreeMap<String, BTreeMap<Edit, RevisedEndpoint>>>,
    parts: usize,
}

/// How they are kept says nothing of an audit.
impl fmt::Debug for Revisions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revisions").finish_non_exhaustive()
    }
}

impl Revisions {
    /// Those of one endpoint.
    pub(super) fn of<'a>(&'a mut self, sheet: &PriceSheet, endpoint: EndpointPricer<'a>) -> OfEndpoint<'a> {
        if self.parts > PARTS_MAX {
            *self = Revisions::default();
        }
        let Revisions { sheets, parts } = self;
        let endpoints = sheets.entry(sheet.fingerprint()).or_default();
        let revisions = endpoints.entry(endpoint.model().name.clone()).or_default();
        OfEndpoint { endpoint, revisions, parts }
    }
}

/// The edited endpoints of one endpoint.
pub(super) struct OfEndpoint<'a> {
    endpoint: EndpointPricer<'a>,
    revisions: &'a mut BTreeMap<Edit, RevisedEndpoint>,
    parts: &'a mut usize,
}

impl OfEndpoint<'_> {
    /// Asks the endpoint with this edit.
    pub(super) fn with<T>(&mut self, edit: Edit, ask: impl FnOnce(&RevisedEndpoint) -> T) -> T {
        let compile = || self.endpoint.revised(|endpoint| edit.make(endpoint));
        // An endpoint with very many edits does not keep all of them.
        if *self.parts > PARTS_MAX && !self.revisions.contains_key(&edit) {
            return ask(&compile());
        }
        let parts = &mut *self.parts;
        ask(self.revisions.entry(edit).or_insert_with(|| {
            let revised = compile();
            *parts = parts.saturating_add(parts_of(revised.model()));
            revised
        }))
    }
}

fn parts_of(endpoint: &Endpoint) -> usize {
    let rates = endpoint.charges.iter().flat_map(|charge| &charge.rates);
    let tiers = rates.clone().map(|rate| rate.pricing.tiers().len());
    let options = endpoint.charges.iter().map(|charge| charge.options.len());
    let own = [
        endpoint.option_names.len(),
        endpoint.options.len(),
        endpoint.quantities.len(),
        endpoint.rates.len(),
        endpoint.charges.len(),
        rates.count(),
    ];
    own.into_iter().chain(tiers).chain(options).fold(1, usize::saturating_add)
}

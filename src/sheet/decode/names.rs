//! The names of an endpoint: those that it declares, those that it speaks of, and the ids that they get.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::attribute::Attributes;
use super::reference::Reference;
use crate::diagnostics::Span;
use crate::sheet::{Charge, Condition, Derivation, Endpoint, OptionId, OptionRule, QuantityId, Window};

/// Nearly every endpoint has a few names of a kind, for which looking is faster than sorting.
const FEW: usize = 8;

/// The names that an endpoint declares, and those that it speaks of.
#[derive(Default)]
pub(super) struct Names<'d> {
    pub(super) options: Vec<(&'d str, Span)>,
    pub(super) choices: Vec<&'d str>,
    pub(super) members: BTreeSet<&'d str>,
    pub(super) quantities: Vec<(&'d str, Span)>,
    pub(super) attributes: Attributes<'d>,
    /// The quantities made of others; the others are among `quantities`.
    pub(super) derived: Vec<(&'d str, Span)>,
    /// What they are made of, which comes last among `quantities`.
    pub(super) parts: Vec<(&'d str, Span)>,
    /// The quantities by which more is included, of the charge at hand.
    pub(super) included: Vec<(&'d str, Span)>,
    /// The windows of the sheet that its conditions name, and where these stand.
    pub(super) windows: Vec<Arc<Window>>,
    pub(super) window_conditions: Vec<(&'d str, Span)>,
    /// Names looked up when all declarations are known.
    pub(super) references: Vec<Reference<'d>>,
    /// The first allowance or list of tiers: per request, or per month?
    pub(super) needs_basis: Option<Span>,
    options_read: Mentions<'d>,
    quantities_read: Mentions<'d>,
}

/// Names in the order in which they are read, each once. What is declared where, and so which id a name has, is known only
/// after all of them are read: until then their places here stand for them.
#[derive(Default)]
struct Mentions<'d> {
    names: Vec<&'d str>,
    /// The places, where there are more than a few.
    places: BTreeMap<&'d str, usize>,
}

impl<'d> Mentions<'d> {
    fn place(&mut self, name: &'d str) -> usize {
        let known = if self.names.len() <= FEW {
            self.names.iter().position(|known| *known == name)
        } else {
            self.places.get(name).copied()
        };
        known.unwrap_or_else(|| self.add(name))
    }

    fn add(&mut self, name: &'d str) -> usize {
        let place = self.names.len();
        self.names.push(name);
        if place == FEW {
            self.places.extend(self.names.iter().enumerate().map(|(place, name)| (*name, place)));
        } else if place > FEW {
            self.places.insert(name, place);
        }
        place
    }

    /// For each place here, the one in the list of what is declared.
    fn declared<'n>(&self, list: impl Iterator<Item = &'n str> + Clone) -> Vec<usize> {
        let undeclared = usize::MAX;
        if self.names.len() <= FEW {
            let place = |name: &&str| list.clone().position(|other| other == *name);
            return self.names.iter().map(|name| place(name).unwrap_or(undeclared)).collect();
        }
        let places: BTreeMap<&str, usize> = list.enumerate().map(|(place, name)| (name, place)).collect();
        self.names.iter().map(|name| places.get(name).copied().unwrap_or(undeclared)).collect()
    }
}

impl<'d> Names<'d> {
    /// What stands for an option until it is [numbered](Self::number).
    pub(super) fn option(&mut self, name: &'d str) -> OptionId {
        OptionId::at(self.options_read.place(name))
    }

    /// What stands for a quantity until it is [numbered](Self::number).
    pub(super) fn quantity(&mut self, name: &'d str) -> QuantityId {
        QuantityId::at(self.quantities_read.place(name))
    }

    /// The name of an option that is not numbered yet.
    pub(super) fn option_name(&self, option: OptionId) -> &'d str {
        self.options_read.names.get(option.index()).copied().unwrap_or_default()
    }

    /// Gives every option and quantity that the endpoint speaks of its id. Names that nothing declares, and those beyond the
    /// limits, have none; their sheet is refused.
    pub(super) fn number(&self, endpoint: &mut Endpoint, quantities: &[(&str, Span)]) {
        let options = self.options_read.declared(endpoint.option_names.iter().map(|name| name.as_str()));
        let quantities = self.quantities_read.declared(quantities.iter().map(|(name, _)| *name));
        let at = |places: &[usize], read: usize| places.get(read).copied().unwrap_or(usize::MAX);
        let mut ids = Ids {
            option: |option: &mut OptionId| *option = OptionId::at(at(&options, option.index())),
            quantity: |quantity: &mut QuantityId| {
                *quantity = QuantityId::at(at(&quantities, quantity.index()))
            },
        };
        ids.endpoint(endpoint);
        self.attributes.fill(endpoint);
    }
}

/// Visits every id of an endpoint.
struct Ids<O, Q> {
    option: O,
    quantity: Q,
}

impl<O: FnMut(&mut OptionId), Q: FnMut(&mut QuantityId)> Ids<O, Q> {
    fn endpoint(&mut self, endpoint: &mut Endpoint) {
        endpoint.rates.iter_mut().for_each(|rate| self.conditions(&mut rate.when));
        self.rules(&mut endpoint.options);
        for choice in &mut endpoint.choices {
            choice.of.iter_mut().chain(&mut choice.default).for_each(&mut self.option);
        }
        for derived in &mut endpoint.derived {
            match &mut derived.of {
                Derivation::Sum(parts) => {
                    parts.iter_mut().for_each(|part| (self.quantity)(&mut part.quantity))
                }
                Derivation::Product(parts) => parts.iter_mut().for_each(&mut self.quantity),
            }
        }
        endpoint.charges.iter_mut().for_each(|charge| self.charge(charge));
        for example in &mut endpoint.examples {
            example.options.iter_mut().for_each(&mut self.option);
            example.quantities.iter_mut().for_each(|(quantity, _)| (self.quantity)(quantity));
        }
    }

    fn charge(&mut self, charge: &mut Charge) {
        charge.quantity.iter_mut().for_each(&mut self.quantity);
        let weighted = charge.plus.iter_mut().chain(&mut charge.minus);
        weighted.for_each(|weighted| (self.quantity)(&mut weighted.quantity));
        for rate in &mut charge.rates {
            self.conditions(&mut rate.when);
            rate.included_by.iter_mut().for_each(|part| (self.quantity)(&mut part.quantity));
        }
        if let Some(share) = &mut charge.share {
            [&mut share.of, &mut share.within].into_iter().for_each(&mut self.quantity);
        }
        self.rules(&mut charge.options);
    }

    fn rules(&mut self, rules: &mut [OptionRule]) {
        for rule in rules {
            (self.option)(&mut rule.option);
            self.conditions(&mut rule.when);
        }
    }

    fn conditions(&mut self, conditions: &mut [Condition]) {
        for condition in conditions {
            match condition {
                Condition::Given(option) | Condition::NotGiven(option) => (self.option)(option),
                Condition::Quantity { quantity, .. } => (self.quantity)(quantity),
                // Attributes and windows are declared before anything speaks of them.
                Condition::Attribute { .. } | Condition::Window { .. } => {}
            }
        }
    }
}

/// Each name once, where it first stands.
pub(super) fn distinct<'d>(names: &[(&'d str, Span)]) -> Vec<(&'d str, Span)> {
    if names.len() <= FEW {
        let earlier = |at: usize| names.iter().take(at).map(|(name, _)| *name);
        let places = names.iter().enumerate();
        return places
            .filter(|(at, (name, _))| !earlier(*at).any(|other| other == *name))
            .map(|(_, name)| *name)
            .collect();
    }
    let mut seen = BTreeSet::new();
    names.iter().filter(|(name, _)| seen.insert(*name)).copied().collect()
}

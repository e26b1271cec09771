//! Endpoints with an edited model: what would a usage cost if the sheet said something else?

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::endpoint::{Compiled, Priced};
use crate::limits::{ATTRIBUTES_MAX, FACTORS_MAX, OPTIONS_MAX, QUANTITIES_MAX, WINDOWS_MAX};
use crate::price_sheet::EndpointPricer;
use crate::rounding::Rounding;
use crate::selected::SelectedUsage;
use crate::sheet::{
    Charge, ChargeRate, Condition, Derivation, DerivedQuantity, Effect, Endpoint, OptionId, OptionRule,
    PriceTable, Pricing, QuantityId, UnitPrice,
};
use crate::usage::{AnyUsage, UsageError};

/// An endpoint whose model was edited after it was loaded: compiled once, it prices usages by what it says now. It borrows
/// nothing of the sheet.
///
/// No rule of the format is checked again. What an edit leaves without meaning (an amount below zero, a `per` or a multiple of
/// zero, an id beyond its list, names stated twice) is an error of every usage, [`UsageError::NotRepresentable`]; and so is an
/// amount that does not terminate, where a usage comes to one.
///
/// ```
/// use pricesheet::{PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e = { price = 1.5, round = 'down' }".parse()?;
/// let unrounded = sheet.endpoint("e")?.revised(|endpoint| endpoint.round = None);
/// assert_eq!(sheet.price(&Usage::new("e"))?.to_string(), "1");
/// assert_eq!(unrounded.price(&Usage::new("e"))?.to_string(), "1.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct RevisedEndpoint {
    endpoint: Endpoint,
    /// None where the edit left something without meaning.
    compiled: Option<Compiled>,
}

impl EndpointPricer<'_> {
    /// The endpoint with an edit of its model, compiled.
    #[must_use]
    pub fn revised(&self, edit: impl FnOnce(&mut Endpoint)) -> RevisedEndpoint {
        let mut endpoint = self.model().clone();
        edit(&mut endpoint);
        let compiled = has_meaning(&endpoint).then(|| Compiled::of(&endpoint));
        RevisedEndpoint { endpoint, compiled }
    }
}

impl RevisedEndpoint {
    /// What it says now.
    #[must_use]
    pub fn model(&self) -> &Endpoint {
        &self.endpoint
    }

    /// What a usage costs. The name of the endpoint in the usage is not looked at.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`](crate::PriceSheet::price).
    pub fn price<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        self.priced()?.price(usage)
    }

    /// What one call of a usage costs that the endpoint selected of which this was made. The edit must have left the lists of
    /// options and quantities as they were.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`](crate::PriceSheet::price), where the arithmetic comes to one.
    pub fn price_selected(&self, selected: &SelectedUsage) -> Result<Decimal, UsageError> {
        selected.price(self.priced()?, selected.given_options())
    }

    /// The same with other options stated, as bits.
    ///
    /// # Errors
    ///
    /// As [`EndpointPricer::price_selected_with`](crate::EndpointPricer::price_selected_with).
    pub fn price_selected_with(
        &self,
        selected: &SelectedUsage,
        options: u128,
    ) -> Result<Decimal, UsageError> {
        selected.price_with(self.priced()?, options)
    }

    /// The price by the definition alone, for tests as
    /// [`EndpointPricer::price_by_rules`](crate::EndpointPricer::price_by_rules).
    ///
    /// # Errors
    ///
    /// As [`RevisedEndpoint::price`].
    #[doc(hidden)]
    pub fn price_by_rules<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        self.priced()?.price_by_rules(usage)
    }

    fn priced(&self) -> Result<Priced<'_>, UsageError> {
        let endpoint = &self.endpoint;
        let error = || UsageError::NotRepresentable { endpoint: endpoint.name.clone(), charge: None };
        let compiled = self.compiled.as_ref().ok_or_else(error)?;
        Ok(Priced { endpoint, compiled })
    }
}

/// What the loader sees to and the computation relies on.
fn has_meaning(endpoint: &Endpoint) -> bool {
    let options = endpoint.option_names.len();
    let names: BTreeSet<_> = endpoint.option_names.iter().collect();
    let quantities: BTreeSet<_> = endpoint.quantities.iter().map(|quantity| &quantity.name).collect();
    let stated = endpoint.quantities.len();
    let quantities_count = stated.saturating_add(endpoint.derived.len());
    let known = Known {
        options,
        stated,
        quantities: quantities_count,
        attributes: endpoint.attributes.len(),
        windows: endpoint.windows.len(),
    };
    options <= OPTIONS_MAX
        && names.len() == options
        && known.quantities <= QUANTITIES_MAX
        && quantities.len() == stated
        && endpoint.derived.iter().all(|derived| known.derived(derived))
        && endpoint.times.is_none_or(is_amount)
        && endpoint.rates.iter().all(|rate| is_amount(rate.price) && known.conditions(&rate.when))
        && endpoint.table.iter().all(|table| known.table(table))
        && known.attributes <= ATTRIBUTES_MAX
        && known.windows <= WINDOWS_MAX
        && endpoint.options.iter().all(|rule| known.rule(rule))
        && endpoint
            .choices
            .iter()
            .flat_map(|choice| choice.of.iter().chain(&choice.default))
            .all(|id| known.option(*id))
        && endpoint.quantities.iter().all(|quantity| {
            are_amounts([quantity.default, quantity.at_least]) && is_rounding(quantity.increment)
        })
        && endpoint.charges.iter().all(|charge| known.charge(charge))
        && are_amounts([endpoint.min, endpoint.max])
        && is_rounding(endpoint.round)
}

/// How many options and quantities there are.
struct Known {
    options: usize,
    /// The quantities that usages state.
    stated: usize,
    /// These and the derived ones.
    quantities: usize,
    attributes: usize,
    windows: usize,
}

impl Known {
    fn option(&self, id: OptionId) -> bool {
        id.index() < self.options
    }

    fn quantity(&self, id: QuantityId) -> bool {
        id.index() < self.quantities
    }

    fn conditions(&self, when: &[Condition]) -> bool {
        when.iter().all(|condition| match condition {
            Condition::Attribute { attribute, .. } => attribute.index() < self.attributes,
            Condition::Window { window, .. } => window.index() < self.windows,
            Condition::Given(option) | Condition::NotGiven(option) => self.option(*option),
            Condition::Quantity { quantity, bound, .. } => self.quantity(*quantity) && is_amount(*bound),
        })
    }

    fn table(&self, table: &PriceTable) -> bool {
        table.by().iter().all(|attribute| attribute.index() < self.attributes)
            && table.rows().iter().all(|row| is_amount(row.price))
    }

    fn rule(&self, rule: &OptionRule) -> bool {
        let does = match rule.effect {
            Effect::Nothing | Effect::Free => true,
            Effect::Price(amount) | Effect::Times(amount) => is_amount(amount),
        };
        does && self.option(rule.option) && self.conditions(&rule.when)
    }

    fn derived(&self, derived: &DerivedQuantity) -> bool {
        let weights = match &derived.of {
            Derivation::Sum(parts) => parts.iter().all(|part| is_amount(part.weight)),
            Derivation::Product(parts) => (2..=FACTORS_MAX).contains(&parts.len()),
        };
        weights
            && derived.parts().all(|part| part.index() < self.stated)
            && are_amounts([derived.at_least])
            && is_rounding(derived.increment)
    }

    fn charge(&self, charge: &Charge) -> bool {
        let mut weighted = charge.plus.iter().chain(&charge.minus);
        let share = || charge.share.iter().flat_map(|share| [share.of, share.within]);
        !charge.quantity.is_empty()
            && charge.quantity.iter().all(|id| self.quantity(*id))
            && weighted.all(|part| self.quantity(part.quantity) && is_amount(part.weight))
            && share().all(|quantity| self.quantity(quantity))
            && charge.rates.iter().all(|rate| self.rate(rate))
            && charge.options.iter().all(|rule| self.rule(rule))
            && is_rounding(charge.round)
    }

    fn rate(&self, rate: &ChargeRate) -> bool {
        let priced = match &rate.pricing {
            Pricing::Unit(unit) => is_unit(*unit),
            Pricing::Table { table, per } => *per > Decimal::ZERO && self.table(table),
            Pricing::Tiers { tiers, .. } => {
                let bounds: Vec<Decimal> = tiers.iter().map_while(|tier| tier.up_to).collect();
                // Only the last tier may be without end.
                !tiers.is_empty()
                    && bounds.len().saturating_add(1) >= tiers.len()
                    && bounds.is_sorted_by(|lower, higher| lower < higher)
                    && tiers
                        .iter()
                        .all(|tier| is_unit(tier.unit) && is_amount(tier.flat) && is_rounding(tier.increment))
                    && are_amounts(bounds.into_iter().map(Some))
            }
        };
        priced
            && self.conditions(&rate.when)
            && is_amount(rate.included)
            && rate.included_by.iter().all(|part| self.quantity(part.quantity) && is_amount(part.weight))
            && is_rounding(rate.increment)
            && are_amounts([rate.min, rate.max])
    }
}

fn is_unit(unit: UnitPrice) -> bool {
    is_amount(unit.price) && unit.per > Decimal::ZERO
}

fn is_amount(amount: Decimal) -> bool {
    amount >= Decimal::ZERO
}

fn are_amounts(amounts: impl IntoIterator<Item = Option<Decimal>>) -> bool {
    amounts.into_iter().flatten().all(is_amount)
}

fn is_rounding(rounding: Option<Rounding>) -> bool {
    rounding.is_none_or(|rounding| rounding.to > Decimal::ZERO)
}

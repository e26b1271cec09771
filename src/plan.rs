//! The compiled form of an endpoint: names become places and bits, amounts become integers.
//!
//! A plan is made once, from a validated [`Endpoint`], and holds just what the arithmetic needs. It decides nothing
//! about prices itself: that is [`crate::rules`].

mod bounds;
mod facts;
mod itemised;
mod linear;
mod named;
mod narrow;
mod quantities;
mod rules;
mod tiers;
mod unit;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::exact::Stated;
use crate::names::NameIndex;
use crate::rounding::{Rounding, RoundingMode};
use crate::rules::{Observer, reciprocal};
use crate::sheet::{
    Charge, Comparison, Condition, Effect, Endpoint, OptionId, OptionRule, Pricing, Tiering, UnitPrice,
    Weighted,
};
use crate::usage::{AnyUsage, is_one};

pub(crate) use bounds::Bounds;
pub(crate) use facts::Reached;
pub(crate) use linear::{LinearPlan, Term};
pub(crate) use named::Addend;
pub(crate) use narrow::{Narrow, Wide};
pub(crate) use rules::{Grid, Opening, RulesPlan};
pub(crate) use tiers::TierTable;

pub(crate) use crate::rules::OptionBits;

#[derive(Debug, Clone)]
pub(crate) struct EndpointPlan {
    pub(crate) option_names: NameIndex<Addend>,
    pub(crate) quantity_names: NameIndex<Addend>,
    pub(crate) choices: Box<[ChoicePlan]>,
    pub(crate) quantities: Box<[QuantityPlan]>,
    /// The bits that stand for no option.
    pub(crate) unknown_options: OptionBits,
    /// Bits of the quantities that must be stated.
    pub(crate) required: u64,
    /// Whether a usage that states no quantity has counted nothing that could be priced.
    pub(crate) must_count: bool,
    pub(crate) rates: Box<[RatePlan]>,
    pub(crate) options: Box<[OptionPlan]>,
    pub(crate) charges: Box<[ChargePlan]>,
    pub(crate) min: Option<Stated>,
    pub(crate) max: Option<Stated>,
    pub(crate) round: Option<StepPlan>,
    /// The plan once more, where its shape allows a shorter way to the same price.
    pub(crate) linear: Option<LinearPlan>,
    /// Where it has not that shape, a shorter way for general rules.
    pub(crate) rules: Option<Box<RulesPlan>>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ChoicePlan {
    pub(crate) members: OptionBits,
    pub(crate) default: OptionBits,
    pub(crate) required: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct QuantityPlan {
    pub(crate) default: Decimal,
    pub(crate) at_least: Option<Stated>,
    pub(crate) increment: Option<StepPlan>,
}

#[derive(Debug, Clone)]
pub(crate) struct RatePlan {
    pub(crate) when: ConditionsPlan,
    pub(crate) price: Stated,
}

#[derive(Debug, Clone)]
pub(crate) struct OptionPlan {
    pub(crate) bit: OptionBits,
    pub(crate) when: ConditionsPlan,
    pub(crate) effect: EffectPlan,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum EffectPlan {
    Nothing,
    Price(Stated),
    Times(Stated),
    Free,
}

/// The conditions of one `when`, all of which must hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConditionsPlan {
    pub(crate) given: OptionBits,
    pub(crate) not_given: OptionBits,
    pub(crate) comparisons: Box<[ComparisonPlan]>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ComparisonPlan {
    pub(crate) quantity: usize,
    pub(crate) comparison: Comparison,
    pub(crate) bound: Stated,
}

#[derive(Debug, Clone)]
pub(crate) struct ChargePlan {
    pub(crate) factors: Box<[usize]>,
    pub(crate) plus: Box<[WeightPlan]>,
    pub(crate) minus: Box<[WeightPlan]>,
    pub(crate) rates: Box<[ChargeRatePlan]>,
    pub(crate) options: Box<[OptionPlan]>,
    pub(crate) round: Option<StepPlan>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct WeightPlan {
    pub(crate) quantity: usize,
    pub(crate) weight: Stated,
}

#[derive(Debug, Clone)]
pub(crate) struct ChargeRatePlan {
    pub(crate) when: ConditionsPlan,
    pub(crate) included: Stated,
    pub(crate) increment: Option<StepPlan>,
    pub(crate) pricing: PricingPlan,
    pub(crate) min: Option<Stated>,
    pub(crate) max: Option<Stated>,
}

#[derive(Debug, Clone)]
pub(crate) enum PricingPlan {
    Unit(UnitPlan),
    Graduated(Box<[TierPlan]>),
    Volume(Box<[TierPlan]>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct TierPlan {
    pub(crate) up_to: Option<Stated>,
    pub(crate) unit: UnitPlan,
    pub(crate) flat: Stated,
    pub(crate) increment: Option<StepPlan>,
}

/// A price for `per` units. One unit costs (price x factor) / 10^(scales) / divisor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UnitPlan {
    pub(crate) price: Stated,
    /// What `per` comes to as a factor: 1 over `per` is this over the divisor.
    pub(crate) factor: Stated,
    pub(crate) divisor: u128,
}

/// A rounding to a multiple of `to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StepPlan {
    pub(crate) to: Stated,
    pub(crate) mode: RoundingMode,
}

impl ConditionsPlan {
    pub(crate) fn is_empty(&self) -> bool {
        self.given == 0 && self.not_given == 0 && self.comparisons.is_empty()
    }
}

impl EndpointPlan {
    pub(crate) fn compile(endpoint: &Endpoint) -> Self {
        Compiler::new(endpoint).endpoint(endpoint)
    }

    /// What a usage costs that states one call, where the plan has a shorter way for it.
    #[inline(always)]
    pub(crate) fn price_named<U: AnyUsage>(&self, usage: &U) -> Narrow {
        match (&self.linear, &self.rules) {
            _ if !is_one(usage.call_count()) => Narrow::NONE,
            (Some(linear), _) => linear.price(self, usage),
            (None, Some(rules)) => rules.price(self, usage),
            (None, None) => Narrow::NONE,
        }
    }

    /// As [`price_named`](Self::price_named) for an endpoint of linear plan, with every step told to a recorder: the options
    /// given and the price. So much of every quantity is in the room for it.
    #[inline(always)]
    pub(crate) fn itemise_linear<U: AnyUsage, R: Observer>(
        &self,
        usage: &U,
        counts: &mut [Decimal],
        recorder: &mut R,
    ) -> Option<(OptionBits, Narrow)> {
        let linear = self.linear.as_ref().filter(|_| is_one(usage.call_count()))?;
        linear.itemise(self, usage, counts, recorder)
    }

    /// The options that are given where these are stated: with the defaults of choices. None where a choice is
    /// made twice, or has to be made and is not.
    #[inline(always)]
    pub(crate) fn given(&self, stated: OptionBits) -> Option<OptionBits> {
        let mut given = stated;
        for choice in &self.choices {
            let made = stated & choice.members;
            if made == 0 {
                if choice.required {
                    return None;
                }
                given |= choice.default;
            } else if !made.is_power_of_two() {
                return None;
            }
        }
        Some(given)
    }

    /// The bit of an option, by its name.
    #[inline(always)]
    pub(crate) fn option_bit(&self, name: &str) -> Option<OptionBits> {
        self.option_names.get(name).map(|at| 1_u128.wrapping_shl(narrow(at)))
    }
}

/// Looks names up while an endpoint is compiled, and puts its amounts at one scale.
struct Compiler {
    options: NameIndex<Addend>,
    quantities: NameIndex<Addend>,
    scale: u32,
}

impl Compiler {
    fn new(endpoint: &Endpoint) -> Self {
        Compiler {
            options: NameIndex::new(endpoint.option_names.iter()),
            quantities: NameIndex::new(endpoint.quantities.iter().map(|quantity| &quantity.name)),
            scale: amounts(endpoint).map(|amount| amount.scale()).max().unwrap_or_default(),
        }
    }

    fn endpoint(self, endpoint: &Endpoint) -> EndpointPlan {
        let rates = endpoint
            .rates
            .iter()
            .map(|rate| RatePlan { when: self.conditions(&rate.when), price: self.amount(rate.price) });
        let required = endpoint.quantities.iter().enumerate().filter(|(_, quantity)| quantity.required);
        let mut plan = EndpointPlan {
            unknown_options: u128::MAX.checked_shl(narrow(self.options.len())).unwrap_or_default(),
            choices: self.choices(endpoint),
            quantities: endpoint.quantities.iter().map(|quantity| self.quantity(quantity)).collect(),
            required: required.fold(0, |bits, (at, _)| bits | 1_u64.wrapping_shl(narrow(at))),
            must_count: endpoint.rates.is_empty()
                && endpoint.quantities.iter().all(|quantity| quantity.default.is_none()),
            rates: rates.collect(),
            options: self.rules(&endpoint.options),
            charges: endpoint.charges.iter().map(|charge| self.charge(charge)).collect(),
            min: endpoint.min.map(|min| self.amount(min)),
            max: endpoint.max.map(|max| self.amount(max)),
            round: endpoint.round.map(step),
            option_names: self.options,
            quantity_names: self.quantities,
            linear: None,
            rules: None,
        };
        plan.linear = LinearPlan::of(&plan);
        if let Some(linear) = &plan.linear {
            plan.option_names.fill(|place| linear.option_addend(place));
            plan.quantity_names.fill(|place| linear.quantity_addend(place));
        } else {
            plan.rules = RulesPlan::of(&plan).map(Box::new);
        }
        plan
    }

    fn amount(&self, amount: Decimal) -> Stated {
        Stated::of(amount).at_scale(self.scale)
    }

    fn choices(&self, endpoint: &Endpoint) -> Box<[ChoicePlan]> {
        let choices = endpoint.choices.iter().map(|choice| ChoicePlan {
            members: choice.of.iter().fold(0, |bits, member| bits | member.bit()),
            default: choice.default.map_or(0, OptionId::bit),
            required: choice.required,
        });
        choices.collect()
    }

    fn quantity(&self, quantity: &crate::sheet::Quantity) -> QuantityPlan {
        QuantityPlan {
            default: quantity.default.unwrap_or_default(),
            at_least: quantity.at_least.map(Stated::of),
            increment: quantity.increment.map(step),
        }
    }

    fn conditions(&self, when: &[Condition]) -> ConditionsPlan {
        let mut plan = ConditionsPlan::default();
        let mut comparisons = Vec::new();
        for condition in when {
            match *condition {
                Condition::Given(option) => plan.given |= option.bit(),
                Condition::NotGiven(option) => plan.not_given |= option.bit(),
                Condition::Quantity { quantity, comparison, bound } => comparisons.push(ComparisonPlan {
                    quantity: quantity.index(),
                    comparison,
                    bound: Stated::of(bound),
                }),
            }
        }
        plan.comparisons = comparisons.into();
        plan
    }

    fn rules(&self, rules: &[OptionRule]) -> Box<[OptionPlan]> {
        let plans = rules.iter().map(|rule| OptionPlan {
            bit: rule.option.bit(),
            when: self.conditions(&rule.when),
            effect: match rule.effect {
                Effect::Nothing => EffectPlan::Nothing,
                Effect::Price(price) => EffectPlan::Price(self.amount(price)),
                Effect::Times(factor) => EffectPlan::Times(Stated::of(factor)),
                Effect::Free => EffectPlan::Free,
            },
        });
        plans.collect()
    }

    fn weights(&self, weights: &[Weighted]) -> Box<[WeightPlan]> {
        let plans = weights.iter().map(|weighted| WeightPlan {
            quantity: weighted.quantity.index(),
            weight: Stated::of(weighted.weight),
        });
        plans.collect()
    }

    fn charge(&self, charge: &Charge) -> ChargePlan {
        let rates = charge.rates.iter().map(|rate| ChargeRatePlan {
            when: self.conditions(&rate.when),
            included: Stated::of(rate.included),
            increment: rate.increment.map(step),
            pricing: self.pricing(&rate.pricing),
            min: rate.min.map(|min| self.amount(min)),
            max: rate.max.map(|max| self.amount(max)),
        });
        ChargePlan {
            factors: charge.quantity.iter().map(|quantity| quantity.index()).collect(),
            plus: self.weights(&charge.plus),
            minus: self.weights(&charge.minus),
            rates: rates.collect(),
            options: self.rules(&charge.options),
            round: charge.round.map(step),
        }
    }

    fn pricing(&self, pricing: &Pricing) -> PricingPlan {
        let tiers = |tiers: &[crate::sheet::Tier]| {
            let plans = tiers.iter().map(|tier| TierPlan {
                up_to: tier.up_to.map(Stated::of),
                unit: self.unit(tier.unit),
                flat: self.amount(tier.flat),
                increment: tier.increment.map(step),
            });
            plans.collect()
        };
        match pricing {
            Pricing::Unit(unit) => PricingPlan::Unit(self.unit(*unit)),
            Pricing::Tiers { mode: Tiering::Graduated, tiers: list } => PricingPlan::Graduated(tiers(list)),
            Pricing::Tiers { mode: Tiering::Volume, tiers: list } => PricingPlan::Volume(tiers(list)),
        }
    }

    fn unit(&self, unit: UnitPrice) -> UnitPlan {
        let (factor, divisor) = reciprocal(Stated::of(unit.per));
        UnitPlan { price: self.amount(unit.price), factor, divisor }
    }
}

fn step(rounding: Rounding) -> StepPlan {
    StepPlan { to: Stated::of(rounding.to), mode: rounding.mode }
}

/// A place below 128, as the count of bits to shift by.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Every amount of an endpoint that is added to another one.
fn amounts(endpoint: &Endpoint) -> impl Iterator<Item = Decimal> {
    let rule = |rule: &OptionRule| match rule.effect {
        Effect::Price(price) => Some(price),
        _ => None,
    };
    let tier_amounts = |tiers: &[crate::sheet::Tier]| -> Vec<Decimal> {
        tiers.iter().flat_map(|tier| [tier.unit.price, tier.flat]).collect()
    };
    let charged = endpoint.charges.iter().flat_map(move |charge| {
        let rated = charge.rates.iter().flat_map(move |rate| {
            let mut amounts = match &rate.pricing {
                Pricing::Unit(unit) => Vec::from([unit.price]),
                Pricing::Tiers { tiers, .. } => tier_amounts(tiers),
            };
            amounts.extend([rate.min, rate.max].into_iter().flatten());
            amounts
        });
        rated.chain(charge.options.iter().filter_map(rule))
    });
    endpoint
        .rates
        .iter()
        .map(|rate| rate.price)
        .chain(endpoint.options.iter().filter_map(rule))
        .chain([endpoint.min, endpoint.max].into_iter().flatten())
        .chain(charged)
}

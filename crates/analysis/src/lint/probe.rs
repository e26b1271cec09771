//! Prices in search of evidence: computed by the engine, as many as the limits allow.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::SETTINGS_MAX;
use super::logic::{Answer, Logic};
use super::number;
use super::warning::Evidence;
use super::world::{Literal, World};
use pricesheet::sheet::{Derivation, DerivedQuantity, Endpoint, OptionId, QuantityId};
use pricesheet::usage::At;
use pricesheet::{EndpointPricer, StatedInstant};
use pricesheet::{Usage, UsageRef};

/// How much of the other quantities is used.
const OTHERS: [Decimal; 2] = [Decimal::ONE, Decimal::TEN];

/// The circumstances of a usage: everything but the quantity that is asked about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting<'s> {
    pub(super) options: Vec<&'s str>,
    pub(super) quantities: Vec<(&'s str, Decimal)>,
    pub(super) attributes: Vec<(&'s str, &'s str)>,
    /// When it is made, where a window asks for that.
    pub(super) at: Option<StatedInstant>,
}

impl<'s> Setting<'s> {
    /// As little as a world allows: options only where they are settled and not given anyway, quantities where something is
    /// said of them.
    pub(super) fn of(endpoint: &'s Endpoint, world: &World) -> Option<Self> {
        let is_default = |id: OptionId| endpoint.choices.iter().any(|choice| choice.default == Some(id));
        let given = endpoint.option_ids().zip(&world.options);
        let stated = given.filter(|(id, is)| **is == Some(true) && !is_default(*id));
        let options = stated.map(|(id, _)| endpoint.option_name(id)).collect();
        let mut quantities = Vec::new();
        for (quantity, range) in endpoint.quantities.iter().zip(&world.ranges) {
            if !range.is_all() || quantity.required {
                quantities.push((quantity.name.as_str(), range.example()?));
            }
        }
        let derived = endpoint.derived.iter().zip(world.ranges.iter().skip(endpoint.quantities.len()));
        for (derived, range) in derived.filter(|(_, range)| !range.is_all()) {
            let parts = parts(derived, range.example()?)?;
            for (part, value) in parts {
                let name = endpoint.quantity_name(part);
                if !quantities.iter().any(|(stated, _)| *stated == name) {
                    quantities.push((name, value));
                }
            }
        }
        let mut attributes = Vec::new();
        for (attribute, values) in endpoint.attributes.iter().zip(&world.attributes) {
            if !values.has_example() {
                return None;
            }
            let value = values.example(attribute);
            attributes.extend(value.map(|value| (attribute.name.as_str(), value)));
        }
        let at = world.when.example();
        (at.is_some() || world.when.is_free()).then_some(Setting { options, quantities, attributes, at })
    }

    /// The same with one quantity stated so, instead of what it was.
    pub(super) fn with(&self, name: &'s str, value: Decimal) -> Self {
        let mut setting = self.clone();
        setting.quantities.retain(|(other, _)| *other != name);
        // It is what is spoken of: it is told first.
        setting.quantities.insert(0, (name, value));
        setting
    }

    /// The same with twice as much of every quantity; none where that has no room.
    pub(super) fn doubled(&self) -> Option<Self> {
        let double = |(name, value): &(&'s str, Decimal)| Some((*name, number::add(*value, *value)?));
        let quantities = self.quantities.iter().map(double).collect::<Option<_>>()?;
        Some(Setting { quantities, ..self.clone() })
    }

    /// The same with one more quantity.
    fn and(mut self, name: &'s str, value: Decimal) -> Self {
        self.quantities.push((name, value));
        self
    }

    /// As the command line states it: `js rows=10`.
    pub(super) fn words(&self) -> String {
        let options = self.options.iter().map(|name| String::from(*name));
        let quantities = self.quantities.iter().map(|(name, value)| format!("{name}={}", value.normalize()));
        let attributes = self.attributes.iter().map(|(name, value)| format!("{name}={value}"));
        let at = self.at.map(|at| format!("--at {at}"));
        options.chain(quantities).chain(attributes).chain(at).collect::<Vec<_>>().join(" ")
    }
}

/// Parts of which a derived quantity is about a value: as much as it takes of the first one, and of the others what changes
/// nothing.
fn parts(derived: &DerivedQuantity, value: Decimal) -> Option<Vec<(QuantityId, Decimal)>> {
    match &derived.of {
        Derivation::Sum(parts) => {
            let first = parts.first()?;
            let (count, exact) = number::divide(value, first.weight)?;
            let count = if exact { count } else { count.checked_add(1)? };
            Some(Vec::from([(first.quantity, number::whole(count)?)]))
        }
        Derivation::Product(parts) => {
            let (first, rest) = parts.split_first()?;
            let rest = rest.iter().map(|part| (*part, Decimal::ONE));
            Some([(*first, value)].into_iter().chain(rest).collect())
        }
    }
}

/// Prices usages of one endpoint.
pub(super) struct Probe<'s> {
    pub(super) pricer: EndpointPricer<'s>,
    pub(super) endpoint: &'s Endpoint,
    left: u32,
    spent: u32,
    /// Whether something was left out for another limit.
    cut: bool,
}

impl<'s> Probe<'s> {
    pub(super) fn new(pricer: EndpointPricer<'s>, prices_max: u32) -> Self {
        Probe { pricer, endpoint: pricer.model(), left: prices_max, spent: 0, cut: false }
    }

    /// Whether a limit was reached.
    pub(super) fn gave_up(&self) -> bool {
        self.cut
    }

    /// Notes that not all was asked.
    pub(super) fn give_up(&mut self) {
        self.cut = true;
    }

    pub(super) fn spent(&self) -> u32 {
        self.spent
    }

    /// What a usage costs; none where it is an error, or where the limit is reached.
    pub(super) fn price(&mut self, setting: &Setting<'_>) -> Option<Decimal> {
        self.cut |= self.left == 0;
        self.left = self.left.checked_sub(1)?;
        self.spent = self.spent.saturating_add(1);
        let usage = UsageRef::new(&self.endpoint.name);
        let usage = usage.options(&setting.options).quantities(&setting.quantities);
        let at = setting.at.map(|at| at.to_string());
        let usage = usage.attributes(&setting.attributes).made_as_stated(at.as_deref().map(At::Text));
        self.pricer.price(&usage).ok()
    }

    pub(super) fn evidence(&self, setting: &Setting<'_>, total: Decimal) -> Evidence {
        let usage = Usage::new(&self.endpoint.name);
        let usage = setting.options.iter().fold(usage, |usage, name| usage.option(*name));
        let quantities = setting.quantities.iter();
        let usage = quantities.fold(usage, |usage, (name, value)| usage.quantity(*name, *value));
        let usage = usage.attributes(setting.attributes.iter().copied());
        let usage = match setting.at {
            Some(at) => usage.made_at_text(at.to_string()),
            None => usage,
        };
        Evidence { usage, total }
    }

    /// Circumstances to ask about a quantity in: nothing but what must be stated, each member of a choice that must be
    /// made or that does something, and whatever makes each row and each option with conditions act; each of them also with
    /// one of every other quantity, and with ten.
    pub(super) fn settings(&mut self, quantity: QuantityId, logic: &mut Logic<'s>) -> Vec<Setting<'s>> {
        let mut settings = Vec::new();
        let mut add = |setting: Setting<'s>| {
            if !settings.contains(&setting) {
                settings.push(setting);
            }
        };
        let (cubes, complete) = cubes(self.endpoint, quantity, logic);
        self.cut |= !complete;
        for hold in cubes {
            let Answer::Possible(world) = logic.ask(&hold, &[]) else { continue };
            let Some(plain) = Setting::of(self.endpoint, &world) else { continue };
            let with_others = |count: Decimal| {
                let listed = self.endpoint.quantity_ids().zip(&self.endpoint.quantities).zip(&world.ranges);
                let others = listed.filter(|((id, _), range)| *id != quantity && range.holds(count));
                others.fold(plain.clone(), |setting, ((_, other), _)| {
                    let stated = setting.quantities.iter().any(|(name, _)| *name == other.name);
                    if stated { setting } else { setting.and(&other.name, count) }
                })
            };
            let variants = OTHERS.map(with_others);
            add(plain);
            variants.into_iter().for_each(&mut add);
        }
        settings
    }
}

/// What to hold, one after the other, to see every row, every conditional option and the members of choices once: conditions
/// on other things than the quantity itself. And whether these are all.
fn cubes(endpoint: &Endpoint, quantity: QuantityId, logic: &Logic<'_>) -> (Vec<Vec<Literal>>, bool) {
    let other =
        |literal: &Literal| !matches!(literal, Literal::Quantity { at, .. } if *at == quantity.index());
    let mut whens: Vec<(Option<OptionId>, &[_])> = Vec::from([(None, [].as_slice())]);
    whens.extend(endpoint.rates.iter().map(|rate| (None, rate.when.as_slice())));
    whens.extend(
        endpoint.charges.iter().flat_map(|charge| &charge.rates).map(|rate| (None, rate.when.as_slice())),
    );
    let charged = endpoint.charges.iter().flat_map(|charge| &charge.options);
    let rules = || endpoint.options.iter().chain(charged.clone());
    let is_member = |option: OptionId| logic.choice(option.index()).is_some();
    let acting = rules().filter(|rule| !rule.when.is_empty() || is_member(rule.option));
    whens.extend(acting.map(|rule| (Some(rule.option), rule.when.as_slice())));
    let required = endpoint.choices.iter().filter(|choice| choice.required).flat_map(|choice| &choice.of);
    whens.extend(required.map(|member| (Some(*member), [].as_slice())));
    let cube = |(option, when): (Option<OptionId>, &[_])| {
        let given = option.map(|option| Literal::Option { at: option.index(), given: true });
        given.into_iter().chain(logic.literals(when).into_iter().filter(other)).collect()
    };
    let mut cubes: Vec<Vec<Literal>> = Vec::new();
    for cube in whens.into_iter().map(cube) {
        if cubes.contains(&cube) {
            continue;
        }
        if cubes.len() >= SETTINGS_MAX {
            return (cubes, false);
        }
        cubes.push(cube);
    }
    (cubes, true)
}

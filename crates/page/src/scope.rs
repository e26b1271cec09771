//! What an endpoint's names are called on the page.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{
    AttributeId, Charge, Choice, Comparison, Condition, Endpoint, OptionId, OptionRule, QuantityId,
};

use crate::money::Money;
use crate::number::grouped;
use crate::plural::plural;
use crate::text::{Text, capitalised, spoken};

/// An endpoint, and what its amounts are counted in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) money: &'a Money<'a>,
}

impl<'a> Scope<'a> {
    /// What a charge is called.
    pub(crate) fn charge(self, charge: &Charge) -> String {
        charge.title.clone().unwrap_or_else(|| capitalised(&spoken(&charge.name)))
    }

    /// What a quantity is called, as a name.
    pub(crate) fn quantity(self, quantity: QuantityId) -> String {
        let stated =
            self.endpoint.quantities.get(quantity.index()).and_then(|quantity| quantity.title.clone());
        let made = || self.endpoint.derived(quantity).and_then(|derived| derived.title.clone());
        stated.or_else(made).unwrap_or_else(|| spoken(self.endpoint.quantity_name(quantity)))
    }

    /// One of a quantity, where the sheet says what that is.
    pub(crate) fn unit(self, quantity: QuantityId) -> Option<&'a str> {
        let declared = self.endpoint.quantities.get(quantity.index()).and_then(|known| known.unit.as_deref());
        let counts = |charge: &&Charge| *charge.quantity == [quantity] && charge.plus.is_empty();
        declared
            .or_else(|| self.endpoint.charges.iter().filter(counts).find_map(|charge| charge.unit.as_deref()))
    }

    /// So many of a quantity, with its unit.
    pub(crate) fn of_quantity(self, count: Decimal, quantity: QuantityId) -> String {
        match self.unit(quantity) {
            Some(unit) => units(count, unit),
            None => grouped(count),
        }
    }

    pub(crate) fn attribute(self, attribute: AttributeId) -> String {
        let known = self.endpoint.attributes.get(attribute.index());
        let title = known.and_then(|attribute| attribute.title.clone());
        title.unwrap_or_else(|| capitalised(&spoken(self.endpoint.attribute_name(attribute))))
    }

    /// What an option is called: its title, or else its name.
    pub(crate) fn option(self, option: OptionId) -> Text {
        self.option_title(option).map_or_else(|| Text::name(self.endpoint.option_name(option)), Text::from)
    }

    /// An option by its title and by the name that programs state.
    pub(crate) fn option_with_name(self, option: OptionId) -> Text {
        let name = Text::name(self.endpoint.option_name(option));
        match self.option_title(option) {
            Some(title) => Text::from(format!("{title} ")).then(name),
            None => name,
        }
    }

    fn option_title(self, option: OptionId) -> Option<&'a str> {
        let charges = self.endpoint.charges.iter().flat_map(|charge| &charge.options);
        let rules = self.endpoint.options.iter().chain(charges);
        let title = |rule: &'a OptionRule| rule.title.as_deref().filter(|_| rule.option == option);
        rules.into_iter().find_map(title)
    }

    /// That an option of no choice is given.
    pub(crate) fn given(self, option: OptionId) -> Text {
        match self.option_title(option) {
            Some(title) => title.into(),
            None => Text::from("with ").then(Text::name(self.endpoint.option_name(option))),
        }
    }

    /// How much of a quantity there is; its name only where its unit does not say it.
    pub(crate) fn stated(self, quantity: QuantityId, count: &str) -> String {
        let name = capitalised(&self.quantity(quantity));
        let said = self.unit(quantity).is_some_and(|unit| capitalised(&plural(unit)) == name);
        if said { count.into() } else { format!("{name}: {count}") }
    }

    /// The choice that an option is of.
    pub(crate) fn choice_of(self, option: OptionId) -> Option<&'a Choice> {
        self.endpoint.choices.iter().find(|choice| choice.of.contains(&option))
    }

    /// Conditions that hold together; empty where there are none.
    pub(crate) fn when(self, conditions: &[Condition]) -> Text {
        Text::list(conditions.iter().map(|condition| self.condition(condition)), ", ", " and ")
    }

    fn condition(self, condition: &Condition) -> Text {
        match *condition {
            Condition::Given(option) => match self.choice_of(option) {
                Some(choice) => Text::from(format!("{}: ", choice_name(choice))).then(self.option(option)),
                None => self.given(option),
            },
            Condition::NotGiven(option) => match self.choice_of(option) {
                Some(choice) => {
                    Text::from(format!("{}: not ", choice_name(choice))).then(self.option(option))
                }
                None => Text::from("without ").then(self.option(option)),
            },
            Condition::Quantity { quantity, comparison, bound } => {
                let count = self.of_quantity(bound, quantity);
                let compared = match comparison {
                    Comparison::Above => format!("more than {count}"),
                    Comparison::AtLeast => format!("{count} or more"),
                    Comparison::Below => format!("less than {count}"),
                    Comparison::AtMost => format!("up to {count}"),
                };
                self.stated(quantity, &compared).into()
            }
            Condition::Attribute { attribute, value, is } => {
                let not = if is { "" } else { "not " };
                format!("{}: {not}{}", self.attribute(attribute), self.endpoint.value(attribute, value))
                    .into()
            }
            Condition::Window { window, inside } => {
                let not = if inside { "" } else { "outside " };
                format!("{not}{}", spoken(self.endpoint.window_name(window))).into()
            }
        }
    }

    /// What a charge counts, where that is more than the one quantity of its name: "input − cached".
    pub(crate) fn count(self, charge: &Charge) -> Option<String> {
        if let [quantity] = *charge.quantity
            && charge.plus.is_empty()
            && charge.minus.is_empty()
        {
            let same = self.endpoint.quantity_name(quantity) == charge.name;
            return (!same).then(|| self.quantity(quantity));
        }
        let counted: Vec<String> = charge.quantity.iter().map(|id| self.quantity(*id)).collect();
        let mut words = counted.join(" × ");
        for (sign, parts) in [("+", &charge.plus), ("−", &charge.minus)] {
            words.extend(
                parts.iter().map(|part| format!(" {sign} {}", self.weighted(part.weight, part.quantity))),
            );
        }
        Some(words)
    }

    /// A quantity with how much one of it counts.
    pub(crate) fn weighted(self, weight: Decimal, quantity: QuantityId) -> String {
        let name = self.quantity(quantity);
        if weight == Decimal::ONE { name } else { format!("{} × {name}", grouped(weight)) }
    }

    /// A rounding of amounts.
    pub(crate) fn rounding(self, rounding: Rounding) -> String {
        rounded(rounding.mode, self.money.steps(rounding.to))
    }
}

/// So many of a unit.
pub(crate) fn units(count: Decimal, unit: &str) -> String {
    if count == Decimal::ONE { format!("1 {unit}") } else { format!("{} {}", grouped(count), plural(unit)) }
}

/// A rounding of what is counted, in this unit.
pub(crate) fn rounding_of_count(rounding: Rounding, unit: Option<&str>) -> String {
    let to = match (rounding.to == Decimal::ONE, unit) {
        (true, Some(unit)) => (format!("whole {unit}"), format!("whole {}", plural(unit))),
        (true, None) => ("whole number".to_string(), "a whole number".to_string()),
        (false, unit) => {
            let step = unit.map_or_else(|| grouped(rounding.to), |unit| units(rounding.to, unit));
            (format!("multiple of {step}"), format!("a multiple of {step}"))
        }
    };
    rounded(rounding.mode, to)
}

fn rounded(mode: RoundingMode, (one, several): (String, String)) -> String {
    match mode {
        RoundingMode::Up => format!("rounded up to {several}"),
        RoundingMode::Down => format!("rounded down to {several}"),
        RoundingMode::HalfUp => format!("rounded to the nearest {one}, halves up"),
        RoundingMode::HalfDown => format!("rounded to the nearest {one}, halves down"),
        RoundingMode::HalfEven => format!("rounded to the nearest {one}, halves to the even one"),
    }
}

pub(crate) fn choice_name(choice: &Choice) -> String {
    capitalised(&spoken(&choice.name))
}

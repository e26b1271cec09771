//! A price sheet as plain data: section 2, with nothing resolved, so that what a sheet leaves out can be told
//! from what it states. Who makes a model sees to it that it is valid; nothing here checks it.

mod charge;

pub use self::charge::{Charge, Pricing, Row, Tariff, Terms, Tier, Tiering};
use super::decimal::Amount;

/// A price sheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub version: Option<String>,
    pub effective: Option<String>,
    pub unit: Option<String>,
    pub note: Option<String>,
    pub round: Setting,
    pub round_charges: Setting,
    pub endpoints: Vec<Endpoint>,
}

/// A rounding that a sheet may state, switch off, or leave to a default.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Setting {
    #[default]
    LeftOut,
    /// `"none"`
    Without,
    To(Rounding),
}

impl Setting {
    /// What holds here, where `fallback` holds for what is left out.
    pub fn or(&self, fallback: &Setting) -> Setting {
        if matches!(self, Setting::LeftOut) { fallback.clone() } else { self.clone() }
    }

    /// The rounding to do, where there is one.
    pub fn rounding(&self) -> Option<&Rounding> {
        match self {
            Setting::To(rounding) => Some(rounding),
            Setting::LeftOut | Setting::Without => None,
        }
    }
}

/// Multiples of `to`, by `mode`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounding {
    pub to: Amount,
    pub mode: Mode,
}

/// The five rounding modes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    Up,
    Down,
    HalfUp,
    HalfDown,
    HalfEven,
}

/// One endpoint.
#[derive(Clone, Debug, Default)]
pub struct Endpoint {
    pub name: String,
    pub title: Option<String>,
    pub group: Vec<String>,
    pub note: Option<String>,
    pub basis: Option<Basis>,
    pub flat: Flat,
    pub options: Vec<OptionRule>,
    pub choices: Vec<Choice>,
    pub quantities: Vec<Quantity>,
    pub charges: Vec<Charge>,
    pub min: Option<Amount>,
    pub max: Option<Amount>,
    pub round: Setting,
    pub examples: Vec<Example>,
    pub allow: Vec<String>,
}

/// What one usage of an endpoint stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Basis {
    Call,
    Period,
}

/// The flat amount of one call.
#[derive(Clone, Debug, Default)]
pub enum Flat {
    #[default]
    LeftOut,
    Price(Amount),
    Rates(Vec<FlatRow>),
}

/// A row of an endpoint's `rates`.
#[derive(Clone, Debug)]
pub struct FlatRow {
    pub when: Vec<Condition>,
    pub price: Amount,
}

/// What an option does in one place.
#[derive(Clone, Debug, Default)]
pub struct OptionRule {
    pub name: String,
    pub title: Option<String>,
    pub act: Act,
    pub when: Vec<Condition>,
}

/// The three things an option can do, and doing nothing itself.
#[derive(Clone, Debug, Default)]
pub enum Act {
    #[default]
    Nothing,
    Price(Amount),
    Times(Amount),
    Free,
}

/// Options of which a usage states at most one.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub name: String,
    pub of: Vec<String>,
    pub default: Option<String>,
    pub required: bool,
}

/// What a sheet says of a quantity.
#[derive(Clone, Debug, Default)]
pub struct Quantity {
    pub name: String,
    pub title: Option<String>,
    pub unit: Option<String>,
    pub default: Option<Amount>,
    pub required: bool,
    pub at_least: Option<Amount>,
    pub increment: Setting,
}

/// One condition of a `when`.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    Given(String),
    NotGiven(String),
    Compare { quantity: String, operator: Operator, bound: Amount },
}

/// How a condition compares a quantity with its bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operator {
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// A published example.
#[derive(Clone, Debug)]
pub struct Example {
    pub options: Vec<String>,
    pub quantities: Vec<(String, Amount)>,
    pub total: Amount,
    pub note: Option<String>,
}

impl Endpoint {
    /// The endpoint under a name.
    pub fn called(self, name: &str) -> Endpoint {
        Endpoint { name: name.to_owned(), ..self }
    }

    /// Every option that the endpoint knows, each once: its own, its choices', its charges'.
    pub fn option_names(&self) -> Vec<&str> {
        let own = self.options.iter().map(|option| option.name.as_str());
        let chosen = self.choices.iter().flat_map(|choice| choice.of.iter().map(String::as_str));
        let charged = self.charges.iter().flat_map(|charge| charge.options.iter().map(|o| o.name.as_str()));
        each_once(own.chain(chosen).chain(charged))
    }

    /// Every quantity of the endpoint, each once: those listed and those its charges read.
    pub fn quantity_names(&self) -> Vec<&str> {
        let listed = self.quantities.iter().map(|quantity| quantity.name.as_str());
        each_once(listed.chain(self.charges.iter().flat_map(Charge::reads)))
    }

    /// What the endpoint says of a quantity, where it lists it.
    pub fn quantity(&self, name: &str) -> Option<&Quantity> {
        self.quantities.iter().find(|quantity| quantity.name == name)
    }
}

fn each_once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut once = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

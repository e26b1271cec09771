//! A price sheet as plain data: section 2, with nothing resolved, so that what a sheet leaves out can be told
//! from what it states. Who makes a model sees to it that it is valid; nothing here checks it.

mod attribute;
mod charge;
mod window;

pub use self::attribute::{Attribute, Table, TableRow, WILDCARD};
pub use self::charge::{Charge, Pricing, Row, Share, Tariff, Terms, Tier, Tiering};
pub use self::window::{Clock, DAY, Hours, Window};
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
    pub windows: Vec<Window>,
    pub allow: Vec<String>,
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
    pub aliases: Vec<String>,
    pub basis: Option<Basis>,
    pub flat: Flat,
    pub options: Vec<OptionRule>,
    pub choices: Vec<Choice>,
    pub quantities: Vec<Quantity>,
    pub attributes: Vec<Attribute>,
    pub charges: Vec<Charge>,
    pub times: Option<Amount>,
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
    Table(Table),
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

/// What a sheet says of a quantity. One that is made of others has no `unit`, no `default` and is not required.
#[derive(Clone, Debug, Default)]
pub struct Quantity {
    pub name: String,
    pub made: Option<Made>,
    pub title: Option<String>,
    pub unit: Option<String>,
    pub default: Option<Amount>,
    pub required: bool,
    pub at_least: Option<Amount>,
    pub increment: Setting,
}

/// What a derived quantity is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Made {
    /// The weighted sum of other quantities.
    Sum(Vec<(String, Amount)>),
    /// The product of two to four other quantities.
    Product(Vec<String>),
}

impl Made {
    /// The quantities that it is made of.
    pub fn of(&self) -> Vec<&str> {
        match self {
            Made::Sum(weights) => weights.iter().map(|(name, _)| name.as_str()).collect(),
            Made::Product(names) => names.iter().map(String::as_str).collect(),
        }
    }
}

/// One condition of a `when`.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    Given(String),
    NotGiven(String),
    Compare { quantity: String, operator: Operator, bound: Amount },
    Is { attribute: String, value: String },
    IsNot { attribute: String, value: String },
    In(String),
    NotIn(String),
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
#[derive(Clone, Debug, Default)]
pub struct Example {
    pub options: Vec<String>,
    pub quantities: Vec<(String, Amount)>,
    pub attributes: Vec<(String, String)>,
    pub at: Option<String>,
    pub total: Amount,
    pub note: Option<String>,
}

impl Sheet {
    /// The endpoint of a name or an alias.
    pub fn endpoint(&self, name: &str) -> Option<&Endpoint> {
        let is_called = |endpoint: &&Endpoint| {
            endpoint.name == name || endpoint.aliases.iter().any(|alias| alias == name)
        };
        self.endpoints.iter().find(is_called)
    }
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

    /// Every quantity of the endpoint, each once: those listed, those its charges read and those that others are made of.
    pub fn quantity_names(&self) -> Vec<&str> {
        let listed = self.quantities.iter().map(|quantity| quantity.name.as_str());
        let parts = self.quantities.iter().filter_map(|quantity| quantity.made.as_ref()).flat_map(Made::of);
        each_once(listed.chain(self.charges.iter().flat_map(Charge::reads)).chain(parts))
    }

    /// The quantities that a usage may state: all but the derived ones.
    pub fn stated_names(&self) -> Vec<&str> {
        let mut names = self.quantity_names();
        names.retain(|name| self.quantity(name).is_none_or(|quantity| quantity.made.is_none()));
        names
    }

    /// What the endpoint says of a quantity, where it lists it.
    pub fn quantity(&self, name: &str) -> Option<&Quantity> {
        self.quantities.iter().find(|quantity| quantity.name == name)
    }

    /// Every `when` of the endpoint: of its rows, of its options, of its charges' rows and options.
    pub fn whens(&self) -> Vec<&Vec<Condition>> {
        let mut whens: Vec<&Vec<Condition>> = Vec::new();
        if let Flat::Rates(rows) = &self.flat {
            whens.extend(rows.iter().map(|row| &row.when));
        }
        whens.extend(self.options.iter().map(|option| &option.when));
        for charge in &self.charges {
            whens.extend(charge.options.iter().map(|option| &option.when));
            if let Pricing::Rates(rows) = &charge.pricing {
                whens.extend(rows.iter().map(|row| &row.when));
            }
        }
        whens
    }

    /// Every condition of the endpoint.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.whens().into_iter().flatten()
    }

    /// Every table of the endpoint: its own and its charges'.
    pub fn tables(&self) -> Vec<&Table> {
        let own = if let Flat::Table(table) = &self.flat { Some(table) } else { None };
        let charged = self.charges.iter().filter_map(|charge| match &charge.pricing {
            Pricing::Table(table) => Some(table),
            Pricing::Plain(_) | Pricing::Rates(_) => None,
        });
        own.into_iter().chain(charged).collect()
    }

    /// Whether any condition of it names a window, so that a usage must state `at`.
    pub fn names_a_window(&self) -> bool {
        self.conditions().any(|condition| matches!(condition, Condition::In(_) | Condition::NotIn(_)))
    }

    /// The values that an attribute is known to have: its default, the members of `of`, and what conditions and tables name.
    pub fn known_values<'e>(&'e self, attribute: &'e Attribute) -> Vec<&'e str> {
        let own = attribute.default.iter().chain(&attribute.of).map(String::as_str);
        let named = self.conditions().filter_map(|condition| match condition {
            Condition::Is { attribute: name, value } | Condition::IsNot { attribute: name, value }
                if *name == attribute.name =>
            {
                Some(value.as_str())
            }
            _ => None,
        });
        let cells = self.tables().into_iter().flat_map(|table| table.values(&attribute.name));
        each_once(own.chain(named).chain(cells))
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

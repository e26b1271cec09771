//! A price sheet as plain data: section 2, with nothing resolved, so that what a sheet leaves out can be told
//! from what it states. Who makes a model sees to it that it is valid; nothing here checks it.

use super::decimal::{Amount, whole};

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

/// A charge on counted quantities.
#[derive(Clone, Debug)]
pub struct Charge {
    pub name: String,
    pub title: Option<String>,
    pub unit: Option<String>,
    pub note: Option<String>,
    /// The quantities to be multiplied; none where the charge counts the quantity of its own name.
    pub quantity: Vec<String>,
    pub plus: Vec<(String, Amount)>,
    pub minus: Vec<(String, Amount)>,
    pub terms: Terms,
    pub pricing: Pricing,
    pub options: Vec<OptionRule>,
    pub round: Setting,
}

/// What a charge states for itself, or for the rows that leave it out.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    pub included: Option<Amount>,
    pub per: Option<Amount>,
    pub increment: Setting,
    pub tiering: Option<Tiering>,
    pub min: Option<Amount>,
    pub max: Option<Amount>,
}

/// One schedule for every usage, or a decision table.
#[derive(Clone, Debug)]
pub enum Pricing {
    Plain(Tariff),
    Rates(Vec<Row>),
}

/// A row of a charge's `rates`.
#[derive(Clone, Debug)]
pub struct Row {
    pub when: Vec<Condition>,
    pub terms: Terms,
    pub tariff: Tariff,
}

/// One unit price, or prices by tier.
#[derive(Clone, Debug)]
pub enum Tariff {
    Price(Amount),
    Tiers(Vec<Tier>),
}

/// How tiers are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tiering {
    Graduated,
    Volume,
}

/// One tier. A `price` or `flat` that is left out is 0.
#[derive(Clone, Debug, Default)]
pub struct Tier {
    pub up_to: Option<Amount>,
    pub price: Amount,
    pub flat: Amount,
    pub per: Option<Amount>,
    pub increment: Setting,
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

impl Charge {
    /// A charge of `tariff` on the quantity of its own name.
    pub fn new(name: &str, tariff: Tariff) -> Charge {
        Charge {
            name: name.to_owned(),
            title: None,
            unit: None,
            note: None,
            quantity: Vec::new(),
            plus: Vec::new(),
            minus: Vec::new(),
            terms: Terms::default(),
            pricing: Pricing::Plain(tariff),
            options: Vec::new(),
            round: Setting::LeftOut,
        }
    }

    /// The quantities whose product it counts.
    pub fn counts(&self) -> Vec<&str> {
        if self.quantity.is_empty() {
            vec![&self.name]
        } else {
            self.quantity.iter().map(String::as_str).collect()
        }
    }

    /// Every quantity that it reads, each once.
    pub fn reads(&self) -> Vec<&str> {
        let weighed = self.plus.iter().chain(&self.minus).map(|(name, _)| name.as_str());
        each_once(self.counts().into_iter().chain(weighed))
    }

    /// Its schedules, one or one a row, each with the terms that hold there.
    pub fn schedules(&self) -> Vec<(Terms, &Tariff)> {
        match &self.pricing {
            Pricing::Plain(tariff) => vec![(self.terms.clone(), tariff)],
            Pricing::Rates(rows) => {
                rows.iter().map(|row| (row.terms.under(&self.terms), &row.tariff)).collect()
            }
        }
    }
}

impl Terms {
    /// The terms of a row: its own, and its charge's where it leaves one out.
    pub fn under(&self, charge: &Terms) -> Terms {
        Terms {
            included: self.included.clone().or_else(|| charge.included.clone()),
            per: self.per.clone().or_else(|| charge.per.clone()),
            increment: self.increment.or(&charge.increment),
            tiering: self.tiering.or(charge.tiering),
            min: self.min.clone().or_else(|| charge.min.clone()),
            max: self.max.clone().or_else(|| charge.max.clone()),
        }
    }

    /// How many units a price is for.
    pub fn per(&self) -> Amount {
        self.per.clone().unwrap_or_else(|| whole(1))
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

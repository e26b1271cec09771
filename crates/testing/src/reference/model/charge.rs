//! Charges as plain data.

use super::{Condition, OptionRule, Setting, Table, each_once};
use crate::reference::decimal::{Amount, whole};

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
    pub share: Option<Share>,
    pub options: Vec<OptionRule>,
    pub round: Setting,
    pub allow: Vec<String>,
}

/// What a charge states for itself, or for the rows that leave it out.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    pub included: Option<Amount>,
    /// How much more is free for each of these quantities; none where it is left out.
    pub included_by: Vec<(String, Amount)>,
    pub per: Option<Amount>,
    pub increment: Setting,
    pub tiering: Option<Tiering>,
    pub min: Option<Amount>,
    pub max: Option<Amount>,
}

/// The part of its amount that a charge comes to: one quantity by another.
#[derive(Clone, Debug)]
pub struct Share {
    pub of: String,
    /// `in`
    pub within: String,
}

/// One schedule for every usage, a decision table, or a table by attributes.
#[derive(Clone, Debug)]
pub enum Pricing {
    Plain(Tariff),
    Rates(Vec<Row>),
    Table(Table),
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
            share: None,
            options: Vec::new(),
            round: Setting::LeftOut,
            allow: Vec::new(),
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
        let included = self.own_terms().into_iter().flat_map(|terms| &terms.included_by);
        let weighed = self.plus.iter().chain(&self.minus).chain(included).map(|(name, _)| name.as_str());
        let shared = self.share.iter().flat_map(|share| [share.of.as_str(), share.within.as_str()]);
        each_once(self.counts().into_iter().chain(weighed).chain(shared))
    }

    /// The terms that it states and those that its rows do.
    fn own_terms(&self) -> Vec<&Terms> {
        let rows = if let Pricing::Rates(rows) = &self.pricing { &rows[..] } else { &[] };
        [&self.terms].into_iter().chain(rows.iter().map(|row| &row.terms)).collect()
    }

    /// Its schedules, one or one a row, each with the terms that hold there.
    pub fn schedules(&self) -> Vec<(Terms, Tariff)> {
        match &self.pricing {
            Pricing::Plain(tariff) => vec![(self.terms.clone(), tariff.clone())],
            Pricing::Rates(rows) => {
                rows.iter().map(|row| (row.terms.under(&self.terms), row.tariff.clone())).collect()
            }
            Pricing::Table(table) => {
                let tariff = |price: &Amount| Tariff::Price(price.clone());
                table.rows.iter().map(|row| (self.terms.clone(), tariff(&row.price))).collect()
            }
        }
    }
}

impl Terms {
    /// The terms of a row: its own, and its charge's where it leaves one out.
    pub fn under(&self, charge: &Terms) -> Terms {
        Terms {
            included: self.included.clone().or_else(|| charge.included.clone()),
            included_by: match &self.included_by[..] {
                [] => charge.included_by.clone(),
                own => own.to_vec(),
            },
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

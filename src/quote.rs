//! Quotes: the price of a usage with every step of the arithmetic as a line (section 5).
//!
//! As JSON (feature `serde`) a quote is an object of this shape; every amount and count is a string:
//!
//! ```json
//! {
//!   "sheet": { "name": "…", "version": "2026-05", "fingerprint": "…" },
//!   "endpoint": "search-employees", "title": "…", "unit": "credit",
//!   "options": ["…"], "quantities": { "results": "120" },
//!   "lines": [
//!     { "kind": "flat", "name": null, "label": "flat amount", "amount": "1", "details": null },
//!     { "kind": "charge", "name": "results", "label": "…", "amount": "60", "details": {
//!       "unit": "profile",
//!       "quantities": [{ "name": "results", "stated": "120", "counted": "120" }],
//!       "count": "120", "included": null, "rate": ["results > 100"], "billed": "120",
//!       "price": "0.5", "per": "1",
//!       "tiers": [{ "tier": 1, "up_to": null, "count": "120", "billed": "120",
//!                   "price": "0.5", "per": "1", "flat": "0", "amount": "60" }],
//!       "options": [{ "name": "…", "effect": "times 2" }],
//!       "adjustments": [{ "kind": "min", "name": null, "amount": "60" }] } }
//!   ],
//!   "price": "61", "calls": "1", "total": "61"
//! }
//! ```
//!
//! The kinds of lines are those of [`LineKind`]. `price` and `per` of the details are null where there are tiers.

mod record;
#[cfg(feature = "serde")]
mod serialize;
mod table;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use crate::fingerprint::Fingerprint;
pub(crate) use record::QuoteRecorder;

/// An itemised price: the lines of one call add up to its price exactly.
///
/// It prints as an aligned table, and serializes to the JSON that the command line's `quote --json` shows. Amounts are
/// in the sheet's unit and normalized (no trailing zeros).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub(crate) sheet: String,
    pub(crate) version: Option<String>,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) unit: String,
    pub(crate) endpoint: String,
    pub(crate) title: Option<String>,
    pub(crate) options: Vec<String>,
    pub(crate) quantities: Vec<(String, Decimal)>,
    pub(crate) lines: Vec<Line>,
    pub(crate) price: Decimal,
    pub(crate) calls: Decimal,
    pub(crate) total: Decimal,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub(crate) kind: LineKind,
    pub(crate) name: Option<String>,
    pub(crate) label: String,
    pub(crate) amount: Decimal,
    pub(crate) details: Option<ChargeDetails>,
}

/// Which step of the arithmetic a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The flat amount: the endpoint's `price`, or the row of its `rates` that holds.
    Flat,
    /// An option of the endpoint that adds to the flat amount.
    Option,
    /// A charge, after its own bounds and rounding.
    Charge,
    /// What an option's multiplier adds to the sum, or takes off.
    Times,
    /// What the endpoint's `min` adds.
    Minimum,
    /// What the endpoint's `max` takes off.
    Maximum,
    /// What the endpoint's rounding adds or takes off.
    Rounding,
    /// What an option that makes the call free takes off: all of it.
    Free,
}

impl LineKind {
    /// The word for it in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            LineKind::Flat => "flat",
            LineKind::Option => "option",
            LineKind::Charge => "charge",
            LineKind::Times => "times",
            LineKind::Minimum => "min",
            LineKind::Maximum => "max",
            LineKind::Rounding => "round",
            LineKind::Free => "free",
        }
    }
}

impl fmt::Display for LineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How the amount of a charge came about. Numbers are exact texts: a decimal, or a fraction such as `427/36000` where
/// the value before rounding is no finite decimal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ChargeDetails {
    /// One of what is counted, where the sheet names it.
    pub unit: Option<String>,
    /// Every quantity that the charge reads, as stated and as it counts.
    pub quantities: Vec<CountedQuantity>,
    /// What the charge counts: product, plus, less.
    pub count: String,
    /// What of it is free.
    pub included: Option<Decimal>,
    /// The conditions of the row that was taken; empty where the charge has one price.
    pub rate: Vec<String>,
    /// What is billed, after what is included and the increment. None where nothing is.
    pub billed: Option<String>,
    /// The unit price where there are no tiers, without what options add.
    pub price: Option<Decimal>,
    /// How many units the price is for.
    pub per: Option<Decimal>,
    /// The tiers that the count reaches.
    pub tiers: Vec<TierSlice>,
    /// The options of the charge that act.
    pub options: Vec<ChargeOption>,
    /// Multipliers, bounds and rounding that changed the amount, in order.
    pub adjustments: Vec<ChargeAdjustment>,
}

/// A quantity that a charge reads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedQuantity {
    /// Its name.
    pub name: String,
    /// What the usage states, or its default.
    pub stated: Decimal,
    /// What it counts as, after `at_least` and `increment`.
    pub counted: String,
}

/// The part of a count that falls into one tier.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TierSlice {
    /// The place of the tier, from 1.
    pub tier: usize,
    /// The last count that belongs to it.
    pub up_to: Option<Decimal>,
    /// The part of the count.
    pub count: String,
    /// That part as billed, after the tier's own increment.
    pub billed: String,
    /// The tier's price, without what options add.
    pub price: Decimal,
    /// How many units the price is for.
    pub per: Decimal,
    /// What is due once.
    pub flat: Decimal,
    /// What the tier comes to.
    pub amount: String,
}

/// An option that acts on a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeOption {
    /// Its name.
    pub name: String,
    /// What it does, in words.
    pub effect: String,
}

/// What changed the amount of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeAdjustment {
    /// What it was: `Times`, `Minimum`, `Maximum`, `Rounding` or `Free`.
    pub kind: LineKind,
    /// The option, where one did it.
    pub name: Option<String>,
    /// The amount from there on.
    pub amount: String,
}

impl Quote {
    /// The name of the sheet.
    #[must_use]
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// The label of the sheet's revision.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// What the content of the sheet comes to.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// What amounts are counted in.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The name of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What people call the endpoint.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The options given: stated, or the default of their choice, in the sheet's order.
    #[must_use]
    pub fn options(&self) -> &[String] {
        &self.options
    }

    /// The endpoint's quantities, as stated or by their defaults, in the sheet's order.
    #[must_use]
    pub fn quantities(&self) -> &[(String, Decimal)] {
        &self.quantities
    }

    /// The lines of one call.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The price of one call: the sum of the lines.
    #[must_use]
    pub fn price(&self) -> Decimal {
        self.price
    }

    /// How many times the call was made.
    #[must_use]
    pub fn calls(&self) -> Decimal {
        self.calls
    }

    /// The price of all calls.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.total
    }
}

impl Line {
    /// Which step it stands for.
    #[must_use]
    pub fn kind(&self) -> LineKind {
        self.kind
    }

    /// The option or charge, where the step is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The line in words.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What the step adds to the sum; below zero where it takes off.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// How the amount of a charge came about.
    #[must_use]
    pub fn details(&self) -> Option<&ChargeDetails> {
        self.details.as_ref()
    }
}

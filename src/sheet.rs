//! The model of a price sheet: what the document says, validated, with every inherited value filled in.
//!
//! A value of these types exists only inside a [`PriceSheet`](crate::PriceSheet) and cannot be changed there:
//! whoever holds one may rely on every rule of section 2 of the specification. It is what listings, pages and
//! comparisons read; nothing here computes a price.

mod attribute;
mod condition;
mod decode;
mod id;
mod origin;
mod over;
mod quantity;
mod table;
mod termination;
mod text;
mod window;
mod words;

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::diagnostics::Span;
use crate::document::Kept;
use crate::instant::{Instant, StatedInstant};
use crate::rounding::Rounding;

pub use crate::limits;
pub(crate) use attribute::is_value;
pub use attribute::{Attribute, AttributeId, ValueId};
pub use condition::{Comparison, Condition};
pub(crate) use decode::{Base, load};
pub use id::{OptionId, QuantityId};
pub(crate) use origin::Origin;
pub use over::{Adjust, BaseName, Filter, Heading, Others, Over};
pub use quantity::{Derivation, DerivedQuantity, Quantity, Share, Weighted};
pub(crate) use table::{Cells, key_of};
pub use table::{PriceTable, TableRow};
pub(crate) use text::to_toml;
pub use window::{Clock, Hours, TimeOfDay, Weekday, Window, WindowId};

/// A whole price sheet (section 2, *Sheet*).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Sheet {
    /// What the sheet is called.
    pub name: String,
    /// The label of this revision.
    pub version: Option<String>,
    /// The instant from which the sheet applies.
    pub effective: Option<Instant>,
    /// What amounts are counted in, `credit` where the sheet does not say.
    pub unit: String,
    /// A note for people.
    pub note: Option<String>,
    /// The times of the day and the week that conditions may name, in the order of the file.
    pub windows: Vec<Arc<Window>>,
    /// The codes of lints that are not to be reported anywhere in the sheet.
    pub allow: Vec<Allow>,
    /// The endpoints, in the order of the file: those of a base first. What is as in the base is shared with it.
    pub endpoints: Vec<Arc<Endpoint>>,
    /// How it was written over another sheet; none where it was not (section 8).
    pub over: Option<Over>,
    /// What it was read from.
    pub(crate) origin: Origin,
}

/// One endpoint and everything that its price depends on (section 2, *Endpoint*).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Endpoint {
    /// The name by which usages refer to it.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// Further names by which usages may call it. All names and aliases of a sheet differ.
    pub aliases: Vec<String>,
    /// The groups it is listed under, the outer one first; empty where it has none.
    pub group: Vec<String>,
    /// A note for people.
    pub note: Option<String>,
    /// Whether a usage is one call or everything used in one billing period.
    pub basis: Basis,
    /// The flat amount of one call: the rows tried in order; one row without conditions where the sheet states a
    /// `price`; empty where it states neither `price` nor `rates`.
    pub rates: Vec<Rate>,
    /// The flat amount of one call by attributes, instead of `rates`.
    pub table: Option<PriceTable>,
    /// What the endpoint's own options do, in the order of the file.
    pub options: Vec<OptionRule>,
    /// The sets of options of which a usage may state at most one.
    pub choices: Vec<Choice>,
    /// Every option that a usage may state: those of `options`, then of `choices`, then of the charges; each once.
    pub option_names: Vec<String>,
    /// Every quantity that a usage may state: the listed ones first, then those that only charges read, then those that only
    /// derived quantities are made of; each once.
    pub quantities: Vec<Quantity>,
    /// The quantities made of others, in the order of the file. Their ids are those after the ones of `quantities`.
    pub derived: Vec<DerivedQuantity>,
    /// Every attribute that a usage may state, in the order of the file.
    pub attributes: Vec<Attribute>,
    /// The windows of the sheet that its conditions name, each once. A usage of an endpoint with any must state its `at`.
    pub windows: Vec<Arc<Window>>,
    /// The charges on counted quantities, in the order of the file.
    pub charges: Vec<Charge>,
    /// What the sum is multiplied by, after the multipliers of options; none where that is 1.
    pub times: Option<Decimal>,
    /// The least that one usage costs, in the sheet's unit.
    pub min: Option<Decimal>,
    /// The most that one usage costs, in the sheet's unit.
    pub max: Option<Decimal>,
    /// The rounding of the total: the endpoint's own, or else the sheet's.
    pub round: Option<Rounding>,
    /// The published examples; each of them holds.
    pub examples: Vec<Example>,
    /// The codes of lints that are not to be reported here.
    pub allow: Vec<Allow>,
    /// Where its name stands.
    pub span: Span,
    /// What was read of it.
    pub(crate) kept: Kept,
}

/// What one usage of an endpoint stands for (section 2, `basis`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// One call, rated for itself.
    Call,
    /// Everything used in one billing period.
    Period,
}

/// One row of an endpoint's decision table: a flat amount and the conditions under which it holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rate {
    /// The conditions, all of which must hold; empty: always.
    pub when: Vec<Condition>,
    /// The amount, in the sheet's unit.
    pub price: Decimal,
    /// Where the row (or the price) stands.
    pub span: Span,
}

/// What an option does in one place (section 2, *An option*).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OptionRule {
    /// The option.
    pub option: OptionId,
    /// What people call it.
    pub title: Option<String>,
    /// What it does where it acts.
    pub effect: Effect,
    /// The conditions under which it acts once it is given; empty: always.
    pub when: Vec<Condition>,
    /// Where its name stands.
    pub span: Span,
}

/// The effect of an option where it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing by itself: it is there for the conditions of others.
    Nothing,
    /// Adds an amount: to the flat amount, or to the unit price of a charge.
    Price(Decimal),
    /// Multiplies the endpoint's sum, or the charge.
    Times(Decimal),
    /// Makes the call, or the charge, cost nothing.
    Free,
}

/// A set of options of which a usage may state at most one (section 2, `choices`).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Choice {
    /// The name of the choice.
    pub name: String,
    /// Its members.
    pub of: Vec<OptionId>,
    /// The member that holds where none is stated.
    pub default: Option<OptionId>,
    /// Whether one must be stated.
    pub required: bool,
    /// Where its name stands.
    pub span: Span,
}

/// A charge on a counted quantity (section 2, *Charge*).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Charge {
    /// The name of the charge.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// One of what is counted.
    pub unit: Option<String>,
    /// A note for people.
    pub note: Option<String>,
    /// The quantities that are multiplied; at least one.
    pub quantity: Vec<QuantityId>,
    /// Quantities added to the product, each with its weight.
    pub plus: Vec<Weighted>,
    /// Quantities taken off, each with its weight.
    pub minus: Vec<Weighted>,
    /// How the count is priced: the rows tried in order; one row without conditions where the charge has no `rates`.
    pub rates: Vec<ChargeRate>,
    /// The part of its amount that is due; none: all of it.
    pub share: Option<Share>,
    /// The options that act on this charge alone.
    pub options: Vec<OptionRule>,
    /// The rounding of its amount: the charge's own, or else the sheet's `round_charges`.
    pub round: Option<Rounding>,
    /// The codes of lints that are not to be reported here.
    pub allow: Vec<Allow>,
    /// Where its name stands.
    pub span: Span,
}

/// A lint that is not to be reported at an endpoint or a charge, or in the whole sheet (section 2, `allow`).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Allow {
    /// The code of the lint, which may be unknown.
    pub code: String,
    /// Where the code stands.
    pub span: Span,
}

/// One row of a charge's decision table, with what it leaves out taken from its charge.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ChargeRate {
    /// The conditions, all of which must hold; empty: always.
    pub when: Vec<Condition>,
    /// This many are free.
    pub included: Decimal,
    /// So many more are free for each of these quantities, each with its weight above zero.
    pub included_by: Vec<Weighted>,
    /// What is left is rounded to a multiple of this; none: counted as it is.
    pub increment: Option<Rounding>,
    /// The price, or the tiers.
    pub pricing: Pricing,
    /// The least that the charge comes to, in the sheet's unit.
    pub min: Option<Decimal>,
    /// The most that the charge comes to, in the sheet's unit.
    pub max: Option<Decimal>,
    /// Where the row (or the charge's price or tiers) stands.
    pub span: Span,
}

/// How a count becomes an amount.
#[derive(Debug, Clone)]
pub enum Pricing {
    /// One price for all of it.
    Unit(UnitPrice),
    /// A price for each tier.
    Tiers {
        /// Which of the tiers' prices a unit of the count pays.
        mode: Tiering,
        /// The tiers, by rising bounds. Never empty.
        tiers: Vec<Tier>,
    },
    /// A price for all of it, by attributes.
    Table {
        /// The prices.
        table: PriceTable,
        /// How many units a price is for; above zero.
        per: Decimal,
    },
}

/// Which of the tiers' prices a unit of the count pays (section 2, `tiering`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tiering {
    /// Each slice of the count is at its own tier's price.
    Graduated,
    /// All of the count is at the price of the tier that it reaches.
    Volume,
}

/// A price for a number of units.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct UnitPrice {
    /// The price, in the sheet's unit.
    pub price: Decimal,
    /// How many units the price is for; above zero.
    pub per: Decimal,
}

/// One tier: a stretch of the count with a price of its own.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Tier {
    /// The last count that belongs to it; none: without end.
    pub up_to: Option<Decimal>,
    /// Its price, for the tier's own `per`, or else its row's.
    pub unit: UnitPrice,
    /// Due once where the tier is entered (graduated) or chosen (volume).
    pub flat: Decimal,
    /// Its own rounding of the part of the count that falls into it.
    pub increment: Option<Rounding>,
    /// Where it stands.
    pub span: Span,
}

/// A published example: a usage and the total that it must come to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Example {
    /// The options stated.
    pub options: Vec<OptionId>,
    /// The quantities stated.
    pub quantities: Vec<(QuantityId, Decimal)>,
    /// The attributes stated, each with the text that is stated of it, which need not be a known value.
    pub attributes: Vec<(AttributeId, String)>,
    /// When the usage was made, where the example says so.
    pub at: Option<StatedInstant>,
    /// What the usage costs, in the sheet's unit.
    pub total: Decimal,
    /// A note for people.
    pub note: Option<String>,
    /// Where the example stands.
    pub span: Span,
    /// Where its total stands.
    pub total_span: Span,
}

impl UnitPrice {
    /// A price for so many units.
    #[must_use]
    pub fn new(price: Decimal, per: Decimal) -> Self {
        UnitPrice { price, per }
    }
}

impl Pricing {
    /// The tiers; none where one price holds for all of the count.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        match self {
            Pricing::Unit(_) | Pricing::Table { .. } => &[],
            Pricing::Tiers { tiers, .. } => tiers,
        }
    }
}

impl Charge {
    /// The quantities that it reads, ordinary or derived: multiplied, added or taken off, those by which more is included, and
    /// those of its share. One that it reads several times is there as often.
    pub fn quantities_read(&self) -> impl Iterator<Item = QuantityId> {
        let included = self.rates.iter().flat_map(|rate| &rate.included_by);
        let weighted = self.plus.iter().chain(&self.minus).chain(included).map(|weighted| weighted.quantity);
        let share = self.share.iter().flat_map(|share| [share.of, share.within]);
        self.quantity.iter().copied().chain(weighted).chain(share)
    }

    /// Whether it reads this quantity by its name; for what a derived quantity is made of, ask [`Endpoint::reads`].
    #[must_use]
    pub fn reads(&self, quantity: QuantityId) -> bool {
        self.quantities_read().any(|read| read == quantity)
    }
}

impl Endpoint {
    /// The options that a usage may state, in the order of [`option_names`](Endpoint::option_names).
    pub fn option_ids(&self) -> impl ExactSizeIterator<Item = OptionId> + use<> {
        OptionId::first(self.option_names.len())
    }

    /// The quantities that a usage may state, in the order of [`quantities`](Endpoint::quantities).
    pub fn quantity_ids(&self) -> impl ExactSizeIterator<Item = QuantityId> + use<> {
        QuantityId::first(self.quantities.len())
    }

    /// The ids of the derived quantities, in the order of [`derived`](Endpoint::derived).
    pub fn derived_ids(&self) -> impl Iterator<Item = QuantityId> + use<> {
        let stated = self.quantities.len();
        QuantityId::first(stated.saturating_add(self.derived.len())).skip(stated)
    }

    /// The derived quantity of an id; none where usages state it.
    #[must_use]
    #[inline(always)]
    pub fn derived(&self, quantity: QuantityId) -> Option<&DerivedQuantity> {
        self.derived.get(quantity.index().checked_sub(self.quantities.len())?)
    }

    /// Whether a quantity is another one, or one of those that it is made of.
    #[must_use]
    pub fn depends(&self, quantity: QuantityId, on: QuantityId) -> bool {
        quantity == on || self.derived(quantity).is_some_and(|derived| derived.parts().any(|part| part == on))
    }

    /// Whether a charge reads a quantity, or a derived one that is made of it.
    #[must_use]
    pub fn reads(&self, charge: &Charge, quantity: QuantityId) -> bool {
        charge.quantities_read().any(|read| self.depends(read, quantity))
    }

    /// Whether a usage may call it so: by its name, or by an alias.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// The attributes that a usage may state, in the order of [`attributes`](Endpoint::attributes).
    pub fn attribute_ids(&self) -> impl ExactSizeIterator<Item = AttributeId> + use<> {
        (0..self.attributes.len()).map(AttributeId::at)
    }

    /// The name of an option; empty where it is not one of this endpoint's.
    #[must_use]
    pub fn option_name(&self, option: OptionId) -> &str {
        self.option_names.get(option.index()).map_or("", String::as_str)
    }

    /// The name of a quantity; empty where it is not one of this endpoint's.
    #[must_use]
    pub fn quantity_name(&self, quantity: QuantityId) -> &str {
        let derived = || self.derived(quantity).map_or("", |derived| derived.name.as_str());
        self.quantities.get(quantity.index()).map_or_else(derived, |quantity| quantity.name.as_str())
    }

    /// Whether a usage of it states more than options and quantities: attributes, or its `at` for windows.
    pub(crate) fn asks_for_more(&self) -> bool {
        !self.attributes.is_empty() || !self.windows.is_empty()
    }

    /// The name of an attribute; empty where it is not one of this endpoint's.
    #[must_use]
    pub fn attribute_name(&self, attribute: AttributeId) -> &str {
        self.attributes.get(attribute.index()).map_or("", |attribute| attribute.name.as_str())
    }

    /// The name of a window; empty where this endpoint does not name it.
    #[must_use]
    pub fn window_name(&self, window: WindowId) -> &str {
        self.windows.get(window.index()).map_or("", |window| window.name.as_str())
    }

    /// A known value of an attribute; empty where it is not one.
    #[must_use]
    pub fn value(&self, attribute: AttributeId, value: ValueId) -> &str {
        self.attributes.get(attribute.index()).map_or("", |attribute| attribute.value(value))
    }

    /// A condition as a sheet writes it, such as `input > 200000`.
    #[must_use]
    pub fn written(&self, condition: &Condition) -> String {
        match *condition {
            Condition::Given(option) => self.option_name(option).into(),
            Condition::NotGiven(option) => format!("not {}", self.option_name(option)),
            Condition::Quantity { quantity, comparison, bound } => {
                format!("{} {comparison} {}", self.quantity_name(quantity), bound.normalize())
            }
            Condition::Attribute { attribute, value, is } => {
                let sign = if is { "=" } else { "!=" };
                format!("{} {sign} {}", self.attribute_name(attribute), self.value(attribute, value))
            }
            Condition::Window { window, inside } => {
                let not = if inside { "" } else { "not " };
                format!("{not}in {}", self.window_name(window))
            }
        }
    }
}

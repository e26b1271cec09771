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
//! Where the endpoint has attributes, `attributes` follow `quantities`: an object of texts. Where a charge has a table of prices,
//! `matched` follows `rate`: `[{ "attribute": "region", "value": "eu", "any": false }]`, with `any` for a `*`.
//! An endpoint with derived quantities has `"derived"` with what each comes to behind `"quantities"`. Details have
//! `"included_by": [{ "name": "seats", "counted": "4", "weight": "1000", "included": "4000" }]` behind `"included"` where more is
//! included by quantities, and `"share": { "of": "days", "of_counted": "10", "in": "days-in-month", "in_counted": "31", "amount":
//! "290/31" }` before `"options"` where the charge has a share.
//!
//! The kinds of lines are those of [`LineKind`]. `price` and `per` of the details are null where there are tiers.

mod details;
mod line;
#[cfg(feature = "serde")]
mod serialize;
mod table;

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use rust_decimal::Decimal;

use crate::endpoint::{Besides, Itemised};
use crate::fingerprint::Fingerprint;
use crate::price_sheet::{EndpointPricer, PriceSheet};
use crate::rules::{OptionBits, Selection, Setting};
use crate::sheet::AttributeId;
pub use crate::steps::LineKind;
use crate::steps::{Counts, Steps};
use crate::usage::{AnyUsage, UsageError};
pub use details::{
    ChargeAdjustment, ChargeDetails, ChargeOption, ChargeShare, CountedQuantity, IncludedBy, MatchedValue,
    TierSlice,
};
pub use line::Line;

/// An itemised price: the lines of one call add up to its price exactly.
///
/// It borrows the sheet that it was made by, and keeps amounts only: names, words and the details of charges are
/// looked up when they are asked for. It prints as an aligned table, and serializes to the JSON that the command
/// line's `quote --json` shows; both are what to keep of a quote beyond its sheet. Amounts are in the sheet's unit and
/// normalized (no trailing zeros).
///
/// ```
/// use pricesheet::{PriceSheet, Usage};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let quote = sheet.quote(&Usage::new("get-personal-profile").option("skills"))?;
/// let lines: Vec<_> = quote.lines().map(|line| format!("{} {}", line.amount(), line.label())).collect();
/// assert_eq!(lines, ["1 flat amount", "0.5 option skills", "-0.5 rounded down to a multiple of 1"]);
/// assert_eq!(quote.total().to_string(), "1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Quote<'s> {
    pub(crate) pricer: EndpointPricer<'s>,
    pub(crate) given: OptionBits,
    /// None where the endpoint asks for nothing but options and quantities, and there is one call.
    pub(crate) besides: Option<Box<Besides>>,
    pub(crate) counts: Counts,
    pub(crate) steps: Steps,
    pub(crate) price: Decimal,
}

impl<'s> Quote<'s> {
    /// One call that nothing is known of yet.
    #[inline(always)]
    pub(crate) fn new(pricer: EndpointPricer<'s>) -> Self {
        Quote {
            pricer,
            given: 0,
            besides: None,
            counts: Counts::new(pricer.endpoint.quantities.len()),
            steps: Steps::new(),
            price: Decimal::ZERO,
        }
    }

    /// The name of the sheet.
    #[must_use]
    pub fn sheet(&self) -> &'s str {
        &self.pricer.sheet.name
    }

    /// The label of the sheet's revision.
    #[must_use]
    pub fn version(&self) -> Option<&'s str> {
        self.pricer.sheet.version.as_deref()
    }

    /// What the content of the sheet comes to.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.pricer.fingerprint()
    }

    /// What amounts are counted in.
    #[must_use]
    pub fn unit(&self) -> &'s str {
        &self.pricer.sheet.unit
    }

    /// The name of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &'s str {
        &self.pricer.endpoint.name
    }

    /// The alias by which the usage called it, where it did.
    #[must_use]
    pub fn alias(&self) -> Option<&'s str> {
        self.pricer.endpoint.aliases.get(usize::from(self.pricer.alias?)).map(String::as_str)
    }

    /// What people call the endpoint.
    #[must_use]
    pub fn title(&self) -> Option<&'s str> {
        self.pricer.endpoint.title.as_deref()
    }

    /// The options given: stated, or the default of their choice, in the sheet's order.
    pub fn options(&self) -> impl Iterator<Item = &'s str> {
        let given = self.given;
        let names = self.pricer.endpoint.option_names.iter().zip(0_u32..);
        names.filter(move |(_, place)| given.wrapping_shr(*place) & 1 == 1).map(|(name, _)| name.as_str())
    }

    /// The endpoint's quantities, as stated or by their defaults, in the sheet's order.
    pub fn quantities(&self) -> impl ExactSizeIterator<Item = (&'s str, Decimal)> {
        let names = self.pricer.endpoint.quantities.iter().map(|quantity| quantity.name.as_str());
        names.zip(self.counts.as_slice().iter().copied())
    }

    /// The endpoint's attributes, as stated or by their defaults, in the sheet's order.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let endpoint = self.pricer.endpoint;
        let names = endpoint.attributes.iter().enumerate();
        names.map(move |(at, attribute)| {
            (attribute.name.as_str(), self.setting().text(endpoint, AttributeId::at(at)))
        })
    }

    /// The endpoint's derived quantities and what each comes to, as conditions see it: exact texts, in the sheet's order.
    pub fn derived(&self) -> impl Iterator<Item = (&'s str, String)> {
        let endpoint = self.pricer.endpoint;
        endpoint
            .derived_ids()
            .map(|id| (endpoint.quantity_name(id), details::stated(endpoint, self.selection(), id)))
    }

    /// The lines of one call.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_>> {
        (0..self.steps.len()).map(|at| Line { quote: self, step: self.steps.get(at) })
    }

    /// The price of one call: the sum of the lines.
    #[must_use]
    pub fn price(&self) -> Decimal {
        self.price
    }

    /// How many times the call was made.
    #[must_use]
    pub fn calls(&self) -> Decimal {
        self.several().map_or(Decimal::ONE, |(calls, _)| calls)
    }

    /// The price of all calls.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.several().map_or(self.price, |(_, total)| total)
    }

    /// How many calls there are, and the price of all of them, where it is not one.
    fn several(&self) -> Option<(Decimal, Decimal)> {
        self.besides.as_ref()?.several
    }

    fn selection(&self) -> Selection<'_> {
        Selection::new(self.given, self.counts.as_slice()).under(self.setting())
    }

    pub(crate) fn setting(&self) -> &Setting {
        self.besides.as_ref().map_or(Setting::NONE, |besides| &besides.setting)
    }
}

impl PriceSheet {
    /// What a usage costs, with every step of the arithmetic (section 5). Its total is that of [`PriceSheet::price`],
    /// by the same computation.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[inline]
    pub fn quote<U: AnyUsage>(&self, usage: &U) -> Result<Quote<'_>, UsageError> {
        self.endpoint(usage.endpoint_name())?.quote(usage)
    }
}

impl<'s> EndpointPricer<'s> {
    /// What a usage of this endpoint costs, with every step of the arithmetic.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[inline]
    pub fn quote<U: AnyUsage>(&self, usage: &U) -> Result<Quote<'s>, UsageError> {
        // Filled where it is returned, not moved there.
        let mut quoted = Ok(Quote::new(*self));
        self.fill(usage, &mut quoted);
        quoted
    }

    #[inline(never)]
    fn fill<U: AnyUsage>(&self, usage: &U, quoted: &mut Result<Quote<'s>, UsageError>) {
        if let Ok(Quote { given, besides, counts, steps, price, .. }) = quoted
            && let Err(error) = self.priced().quote(usage, Itemised { given, besides, counts, steps, price })
        {
            *quoted = Err(error);
        }
    }

    /// The quote by the definition alone, for tests as [`price_by_rules`](Self::price_by_rules).
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[doc(hidden)]
    pub fn quote_by_rules<U: AnyUsage>(&self, usage: &U) -> Result<Quote<'s>, UsageError> {
        let mut quote = self.quote(usage)?;
        quote.price = self.priced().quote_by_rules(
            quote.given,
            quote.besides.as_ref().map(|besides| &besides.setting),
            &quote.counts,
            &mut quote.steps,
        )?;
        if let Some((calls, total)) = quote.besides.as_mut().and_then(|besides| besides.several.as_mut()) {
            *total = self.priced().total(quote.price, *calls)?;
        }
        Ok(quote)
    }
}

/// Two quotes are equal where they say the same, whichever copy of a sheet they were made by.
impl PartialEq for Quote<'_> {
    fn eq(&self, other: &Self) -> bool {
        let this = (self.fingerprint(), self.endpoint(), self.given, self.counts.as_slice(), self.calls());
        let that =
            (other.fingerprint(), other.endpoint(), other.given, other.counts.as_slice(), other.calls());
        this == that && self.setting() == other.setting()
    }
}

impl Eq for Quote<'_> {}

impl fmt::Debug for Quote<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quote")
            .field("sheet", &self.sheet())
            .field("endpoint", &self.endpoint())
            .field("steps", &self.steps)
            .field("total", &self.total())
            .finish_non_exhaustive()
    }
}

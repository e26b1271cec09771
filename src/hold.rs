//! Holds: what a use can cost at the most, reserved before it, and settled after it (section 6, *Hold and settle*).
//!
//! What a hold does not keep: the customer and the balance. Whoever embeds it takes the amount off a balance while the
//! hold stands, and gives back what its settlement releases.
//!
//! As JSON (feature `serde`) a hold is an object of this shape; every amount and count is a string:
//!
//! ```json
//! {
//!   "sheet": "64 hexadecimal digits", "endpoint": "search-employees", "options": ["…"],
//!   "quantities": { "search": "1", "status": "10", "results": "100" }, "calls": "1",
//!   "amount": "100", "charged": null
//! }
//! ```

mod convex;
mod error;
mod most;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

pub use error::HoldError;

use crate::exact::difference;
use crate::fingerprint::Fingerprint;
use crate::price_sheet::{EndpointPricer, PriceSheet};
use crate::rules::OptionBits;
use crate::sheet::AttributeId;
use crate::usage::{AnyUsage, UsageError};

/// How many uses are priced, at the most, to find the dearest one of those that a hold is for.
pub const PRICES_MAX: u32 = 1_000_000;

/// An amount reserved for a use up to stated quantities: the most that any such use costs. That may be a smaller one
/// than all of it, for totals may fall as usage grows.
///
/// ```
/// use pricesheet::{Hold, PriceSheet, Usage};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let search = || Usage::new("search-employees").quantity("search", 1);
///
/// // A search for up to 100 profiles: 50 credits on request, status checks free, 0.5 for each profile.
/// let mut hold = Hold::reserve(sheet.endpoint("search-employees")?, &search().quantity("status", 20).quantity("results", 100))?;
/// assert_eq!(hold.amount().to_string(), "100");
///
/// // It found 64, on three pages.
/// let settlement = hold.settle(&sheet, &search().quantity("status", 3).quantity("results", 64))?;
/// assert_eq!((settlement.charged.to_string(), settlement.released.to_string()), ("82".into(), "18".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "a hold")
)]
pub struct Hold {
    #[cfg_attr(feature = "serde", serde(rename = "sheet"))]
    fingerprint: Fingerprint,
    endpoint: String,
    /// Those that are given, the defaults of choices among them.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::usage::data::options"))]
    options: Vec<String>,
    /// Every quantity of the endpoint.
    #[cfg_attr(feature = "serde", serde(with = "quantities"))]
    quantities: Vec<(String, Decimal)>,
    /// Every attribute of the endpoint, the defaults among them.
    #[cfg_attr(
        feature = "serde",
        serde(default, with = "crate::usage::data::attributes", skip_serializing_if = "Vec::is_empty")
    )]
    attributes: Vec<(String, String)>,
    #[cfg_attr(feature = "serde", serde(with = "crate::amount"))]
    calls: Decimal,
    #[cfg_attr(feature = "serde", serde(with = "crate::amount"))]
    amount: Decimal,
    #[cfg_attr(feature = "serde", serde(with = "crate::amount::optional"))]
    charged: Option<Decimal>,
}

/// What becomes of a hold: both add up to its amount, and neither is below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Settlement {
    /// The price of the use.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))]
    pub charged: Decimal,
    /// What is left of the hold.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))]
    pub released: Decimal,
}

impl Hold {
    /// Reserves the most that a use can cost which gives the same options and attributes, is made as often at the most, and states no
    /// quantity above the one stated here, or above its default. Quantities count in steps of their scale: stated as
    /// `Decimal::new(100, 0)` in whole ones, as `Decimal::new(250, 2)` in hundredths.
    ///
    /// Quantities that are taken off may be stated up to what each can be, even where all of them together are more than
    /// there is: 1,000 tokens of which up to 1,000 are read from a cache and up to 1,000 written to it.
    ///
    /// # Errors
    ///
    /// [`HoldError`]: the usage has no price, or more than [`PRICES_MAX`] uses would have to be priced.
    pub fn reserve<U: AnyUsage>(endpoint: EndpointPricer<'_>, usage: &U) -> Result<Hold, HoldError> {
        if !endpoint.model().is_called(usage.endpoint_name()) {
            let stated = usage.endpoint_name().to_string();
            return Err(HoldError::OtherEndpoint { endpoint: endpoint.model().name.clone(), stated });
        }
        let fixed = endpoint.fixed(usage)?;
        let priced = endpoint.priced();
        let (options, mut counts, calls) = priced.selected(usage)?;
        // Resolved counts have lost the zeros at their ends, which say how finely they count.
        for (name, value) in usage.stated_quantities() {
            let quantity = priced.compiled.names.quantity(name);
            let place = quantity.and_then(|quantity| counts.get_mut(quantity.index()));
            if let Some(place) = place {
                *place = value.abs();
            }
        }
        // What is to be reserved for must itself have a price, but for what its uses cannot all take off at once.
        let price = match endpoint.price(usage) {
            Err(error) if !matches!(error, UsageError::NegativeCount { .. }) => return Err(error.into()),
            price => price,
        };
        let amount = match most::price(endpoint.under(fixed.as_ref()), options, &counts, calls)? {
            Some(amount) => amount,
            None => price?,
        };
        let names = endpoint.model().quantities.iter().map(|quantity| quantity.name.clone());
        Ok(Hold {
            fingerprint: endpoint.fingerprint(),
            endpoint: endpoint.model().name.clone(),
            options: given(endpoint, options),
            quantities: names.zip(counts.iter().copied()).collect(),
            attributes: attributes(endpoint, usage)?,
            calls,
            amount,
            charged: None,
        })
    }

    /// Charges a use, and releases the rest. The hold is settled then.
    ///
    /// # Errors
    ///
    /// [`HoldError`]: it was settled before, the use is beyond what the hold is for, the sheet is another one, or the
    /// usage has no price. The hold stays as it was.
    pub fn settle<U: AnyUsage>(&mut self, sheet: &PriceSheet, usage: &U) -> Result<Settlement, HoldError> {
        if let Some(charged) = self.charged {
            return Err(HoldError::AlreadySettled { charged });
        }
        if sheet.fingerprint() != self.fingerprint {
            return Err(HoldError::OtherSheet { reserved: self.fingerprint, sheet: sheet.fingerprint() });
        }
        let endpoint = sheet.endpoint(&self.endpoint)?;
        if !endpoint.model().is_called(usage.endpoint_name()) {
            let stated = usage.endpoint_name().to_string();
            return Err(HoldError::OtherEndpoint { endpoint: self.endpoint.clone(), stated });
        }
        let charged = endpoint.price(usage)?;
        self.check(endpoint, usage)?;
        if charged > self.amount {
            return Err(HoldError::BeyondAmount { held: self.amount, charged });
        }
        let released = difference(self.amount, charged).ok_or(HoldError::NotRepresentable)?;
        self.charged = Some(charged);
        Ok(Settlement { charged, released })
    }

    /// Whether a use is within what the hold is for.
    fn check<U: AnyUsage>(&self, endpoint: EndpointPricer<'_>, usage: &U) -> Result<(), HoldError> {
        let (options, counts, calls) = endpoint.priced().selected(usage)?;
        if given(endpoint, options) != self.options {
            return Err(HoldError::OptionsDiffer { endpoint: self.endpoint.clone() });
        }
        let differs = |((attribute, held), (_, used)): (&(String, String), (String, String))| {
            let (attribute, held) = (attribute.clone(), held.clone());
            (held != used).then_some(HoldError::AttributeDiffers { attribute, held, used })
        };
        if let Some(error) = self.attributes.iter().zip(attributes(endpoint, usage)?).find_map(differs) {
            return Err(error);
        }
        if calls > self.calls {
            return Err(HoldError::BeyondQuantity {
                quantity: "calls".to_string(),
                held: self.calls,
                used: calls,
            });
        }
        let beyond = self.quantities.iter().zip(counts).find(|((_, held), used)| used > held);
        match beyond {
            Some(((quantity, held), used)) => {
                Err(HoldError::BeyondQuantity { quantity: quantity.clone(), held: *held, used })
            }
            None => Ok(()),
        }
    }

    /// What is held, in the sheet's unit.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// What was charged, once the hold is settled.
    #[must_use]
    pub fn charged(&self) -> Option<Decimal> {
        self.charged
    }

    /// The sheet by which it was reserved and will be settled.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The name of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The options that a use has to give: those stated, with the defaults of choices.
    #[must_use]
    pub fn options(&self) -> &[String] {
        &self.options
    }

    /// Every quantity of the endpoint, and how much of it the hold is for.
    #[must_use]
    pub fn quantities(&self) -> &[(String, Decimal)] {
        &self.quantities
    }

    /// Every attribute of the endpoint, and the value that a use has to have: the one stated, or the default.
    #[must_use]
    pub fn attributes(&self) -> &[(String, String)] {
        &self.attributes
    }

    /// How many calls the hold is for.
    #[must_use]
    pub fn calls(&self) -> Decimal {
        self.calls
    }
}

/// The names of options, in the sheet's order.
fn given(endpoint: EndpointPricer<'_>, options: OptionBits) -> Vec<String> {
    let names = endpoint.endpoint.option_names.iter().zip(0_u32..);
    names.filter(|(_, bit)| options.wrapping_shr(*bit) & 1 == 1).map(|(name, _)| name.clone()).collect()
}

/// Every attribute of the endpoint with its value, in the sheet's order.
fn attributes<U: AnyUsage>(
    endpoint: EndpointPricer<'_>,
    usage: &U,
) -> Result<Vec<(String, String)>, UsageError> {
    let Some(setting) = endpoint.priced().setting(usage)? else { return Ok(Vec::new()) };
    let attributes = endpoint.endpoint.attributes.iter().enumerate();
    let value = |at| setting.text(endpoint.endpoint, AttributeId::at(at)).to_string();
    Ok(attributes.map(|(at, attribute)| (attribute.name.clone(), value(at))).collect())
}

/// The quantities of a hold as data. They keep their trailing zeros: a quantity counts in steps of its scale.
#[cfg(feature = "serde")]
mod quantities {
    use super::{Decimal, String, ToString};
    use serde::ser::Serializer;

    pub(super) use crate::usage::data::quantities::deserialize;

    pub(super) fn serialize<S: Serializer>(
        quantities: &[(String, Decimal)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(quantities.iter().map(|(name, value)| (name, value.to_string())))
    }
}

//! Affordability: what a balance covers (section 6).
//!
//! The largest count that a balance covers is found by asking the same arithmetic that charges, at few counts: where
//! the total cannot fall, or bulges nowhere between its ends, as many as a number has bits; where it may, or its digits may
//! be too many, one by one up to [`PRICES_MAX`].

mod calls;
mod cap;
mod extremes;
mod search;
pub(crate) mod shape;

use alloc::string::{String, ToString};
use core::fmt;

use rust_decimal::Decimal;

#[cfg(feature = "serde")]
use serde::ser::SerializeStruct;

#[cfg(feature = "serde")]
use crate::amount::Amount;
use crate::errors::coded;
use crate::exact::difference;
use crate::fixed::Remaining;
use crate::price_sheet::{EndpointPricer, PriceSheet};
use crate::usage::{AnyUsage, At, UsageError};
use search::Search;

/// How many counts are priced, at the most, to find the largest one that a balance covers.
pub const PRICES_MAX: u32 = 1_000_000;

/// Whether a balance covers a usage, in the sheet's unit. As JSON (feature `serde`) it is `{ "covered": true, "left": "10" }` or
/// `{ "covered": false, "missing": "10" }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// It does.
    Covered {
        /// What is left of it then.
        left: Decimal,
    },
    /// It does not.
    Short {
        /// What it lacks; above zero.
        missing: Decimal,
    },
}

#[cfg(feature = "serde")]
impl serde::Serialize for Coverage {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (covered, key, amount) = match self {
            Coverage::Covered { left } => (true, "left", left),
            Coverage::Short { missing } => (false, "missing", missing),
        };
        let mut fields = serializer.serialize_struct("Coverage", 2)?;
        fields.serialize_field("covered", &covered)?;
        fields.serialize_field(key, &Amount(*amount))?;
        fields.end()
    }
}

impl Coverage {
    /// Whether a balance covers a total, such as that of an [`Estimate`](crate::Estimate); none where the decimal type
    /// does not hold what is left or missing.
    #[must_use]
    pub fn of(total: Decimal, balance: Decimal) -> Option<Self> {
        if balance >= total {
            return difference(balance, total).map(|left| Coverage::Covered { left });
        }
        difference(total, balance).map(|missing| Coverage::Short { missing })
    }
}

/// How many of a quantity a balance covers: every whole count up to it. As JSON (feature `serde`) it is `"nothing"`,
/// `{ "up-to": "900" }` or `"unlimited"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum Affordable {
    /// Not even zero of it: the rest of the usage alone is too much, or is an error.
    Nothing,
    /// This many. One more costs more than the balance, or is an error.
    UpTo(#[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))] Decimal),
    /// Every count that the decimal type has; where the endpoint's `max`, or an option that makes the call cost nothing, keeps
    /// every total within the balance, every count of 64 bits: beyond, amounts below the `max` may have too many digits.
    Unlimited,
}

/// Why it is not known what a balance covers.
///
/// The list is complete on purpose: a biller has to notice a new way to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AffordError {
    /// The usage has no price, or its names are wrong.
    Usage(UsageError),
    /// The usage states the very quantity, or the number of calls, that is asked for.
    Stated {
        /// The quantity, or `calls`.
        quantity: String,
    },
    /// What is left or missing has more digits than the decimal type.
    NotRepresentable,
    /// The total may fall as the quantity grows, or its amounts come near the most digits that the decimal type has, so
    /// that counts are priced one by one, and there are too many of them.
    TooMuchWork {
        /// The quantity.
        quantity: String,
        /// Every count below this one is covered.
        reached: Decimal,
    },
}

impl PriceSheet {
    /// As [`EndpointPricer::cover`], for the endpoint of the usage.
    ///
    /// # Errors
    ///
    /// As there, and for an unknown endpoint.
    pub fn cover<U: AnyUsage>(&self, usage: &U, balance: Decimal) -> Result<Coverage, AffordError> {
        self.endpoint(usage.endpoint_name())?.cover(usage, balance)
    }

    /// As [`EndpointPricer::afford`], for the endpoint of the usage.
    ///
    /// # Errors
    ///
    /// As there, and for an unknown endpoint.
    pub fn afford<U: AnyUsage>(
        &self,
        usage: &U,
        quantity: &str,
        balance: Decimal,
    ) -> Result<Affordable, AffordError> {
        self.endpoint(usage.endpoint_name())?.afford(usage, quantity, balance)
    }
}

impl EndpointPricer<'_> {
    /// Whether a balance, in the sheet's unit, covers a usage, and what is left or missing.
    ///
    /// ```
    /// use pricesheet::{Coverage, Decimal, PriceSheet, Usage};
    ///
    /// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
    /// let search = Usage::new("search-employees").quantity("search", 1).quantity("results", 120);
    /// let coverage = sheet.cover(&search, Decimal::from(100))?;
    /// assert_eq!(coverage, Coverage::Short { missing: Decimal::from(10) });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The usage has no price, or the decimal type does not hold the difference.
    pub fn cover<U: AnyUsage>(&self, usage: &U, balance: Decimal) -> Result<Coverage, AffordError> {
        let total = self.price(usage)?;
        Coverage::of(total, balance).ok_or(AffordError::NotRepresentable)
    }

    /// The largest count of a quantity, added to a usage that does not state it, up to which a balance covers every
    /// whole count: through tiers, minimums, included units, increments, roundings and decision tables. A count that is
    /// an error is not covered.
    ///
    /// ```
    /// use pricesheet::{Affordable, Decimal, PriceSheet, Usage};
    ///
    /// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
    /// let search = Usage::new("search-employees").quantity("search", 1);
    /// assert_eq!(sheet.afford(&search, "results", Decimal::from(500))?, Affordable::UpTo(Decimal::from(900)));
    /// assert_eq!(sheet.afford(&search, "results", Decimal::from(49))?, Affordable::Nothing);
    /// assert_eq!(sheet.afford(&search, "status", Decimal::from(50))?, Affordable::Unlimited);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AffordError`]: the names of the usage are wrong, it states the quantity, or more than [`PRICES_MAX`] counts
    /// would have to be priced.
    pub fn afford<U: AnyUsage>(
        &self,
        usage: &U,
        quantity: &str,
        balance: Decimal,
    ) -> Result<Affordable, AffordError> {
        self.afford_within(PRICES_MAX, usage, quantity, balance)
    }

    /// As [`afford`](Self::afford), with a limit of one's own to how many counts are priced.
    ///
    /// # Errors
    ///
    /// As [`afford`](Self::afford), and [`AffordError::TooMuchWork`] sooner.
    pub fn afford_within<U: AnyUsage>(
        &self,
        prices_max: u32,
        usage: &U,
        quantity: &str,
        balance: Decimal,
    ) -> Result<Affordable, AffordError> {
        if usage.stated_quantities().any(|(name, _)| name == quantity) {
            return Err(AffordError::Stated { quantity: quantity.to_string() });
        }
        // What is wrong with the usage is said of the endpoint as the sheet has it.
        let usage = WithQuantity { usage, quantity };
        self.priced().select(&usage, |_, _| Ok(()))?;
        let fixed = self.fixed(&usage)?;
        let mut search = match &fixed {
            None => Search::new(*self, &usage, quantity, balance, prices_max)?,
            Some(_) => {
                Search::new(self.under(fixed.as_ref()), &Remaining(&usage), quantity, balance, prices_max)?
            }
        };
        match search.first_uncovered() {
            Ok(None) => Ok(Affordable::Unlimited),
            Ok(Some(0)) => Ok(Affordable::Nothing),
            Ok(Some(count)) => Ok(Affordable::UpTo(shape::whole(count.saturating_sub(1)))),
            Err(reached) => Err(AffordError::TooMuchWork {
                quantity: quantity.to_string(),
                reached: shape::whole(reached),
            }),
        }
    }
}

/// A usage that states none of a quantity besides.
struct WithQuantity<'a, U> {
    usage: &'a U,
    quantity: &'a str,
}

impl<U> crate::usage::sealed::Sealed for WithQuantity<'_, U> {}

impl<U: AnyUsage> AnyUsage for WithQuantity<'_, U> {
    fn endpoint_name(&self) -> &str {
        self.usage.endpoint_name()
    }

    fn stated_options(&self) -> impl Iterator<Item = &str> {
        self.usage.stated_options()
    }

    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.usage.stated_quantities().chain([(self.quantity, Decimal::ZERO)])
    }

    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.usage.stated_attributes()
    }

    fn call_count(&self) -> Decimal {
        self.usage.call_count()
    }

    fn stated_at(&self) -> Option<At<'_>> {
        self.usage.stated_at()
    }
}

coded!(AffordError {
    AffordError::Stated { .. } => "quantity-stated",
    AffordError::NotRepresentable => "not-representable",
    AffordError::TooMuchWork { .. } => "too-much-work",
} {
    AffordError::Usage(error) => error,
});

impl AffordError {
    /// What the error is about.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            AffordError::Usage(error) => error.culprit(),
            AffordError::Stated { quantity } | AffordError::TooMuchWork { quantity, .. } => quantity,
            AffordError::NotRepresentable => "balance",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            AffordError::Usage(error) => error.help(),
            AffordError::Stated { .. } => Some("leave it out, or ask for another one".to_string()),
            AffordError::NotRepresentable => None,
            AffordError::TooMuchWork { .. } => {
                Some("ask with a smaller balance, or price usages that state the quantity".to_string())
            }
        }
    }
}

impl fmt::Display for AffordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AffordError::Usage(error) => error.fmt(f),
            AffordError::Stated { quantity } => {
                write!(f, "the usage states `{quantity}`, of which the most is asked for")
            }
            AffordError::NotRepresentable => {
                f.write_str("the exact amount left or missing has more digits than the decimal type")
            }
            AffordError::TooMuchWork { quantity, reached } => write!(
                f,
                "not every count of quantity `{quantity}` can be tried, where the total may fall as it grows or may \
                 have too many digits: every one below {reached} is covered"
            ),
        }
    }
}

impl core::error::Error for AffordError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            AffordError::Usage(error) => Some(error),
            _ => None,
        }
    }
}

impl From<UsageError> for AffordError {
    fn from(error: UsageError) -> Self {
        AffordError::Usage(error)
    }
}

//! Options of one endpoint, found once: what is left to do for a call is to count.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::endpoint::Priced;
use crate::price_sheet::EndpointPricer;
use crate::program::{Narrow, Opening, Program, Quantities, Wide};
use crate::rules::OptionBits;
use crate::usage::{UsageError, UsageRef};

/// A set of options of one endpoint, checked against its choices (section 3 of the specification). It borrows the
/// sheet that it comes from, and prices by no other.
///
/// ```
/// use pricesheet::PriceSheet;
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let profile = sheet.endpoint("get-personal-profile")?;
/// let detailed = profile.option_set(["skills", "certifications"])?;
/// assert_eq!(detailed.price(&[])?.to_string(), "2");
///
/// let search = sheet.endpoint("search-employees")?;
/// let plain = search.option_set([])?;
/// // One count for each of the endpoint's quantities: search, status, results.
/// assert_eq!(plain.price(&[1, 4, 120])?.to_string(), "110");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OptionSet<'s> {
    priced: Priced<'s>,
    /// None where the rules price every usage.
    program: Option<&'s Program>,
    /// What the options say of a call, to the program.
    opening: Opening<'s>,
    /// The price where there is nothing to count.
    uncounted: Narrow,
}

impl<'s> EndpointPricer<'s> {
    /// Finds options by their names.
    ///
    /// # Errors
    ///
    /// An unknown option, one that is stated twice, two of one choice, or none of a required one; and what a usage must state
    /// besides, since a set of options states nothing else: attributes have their defaults. [`select`](Self::select) takes
    /// whole usages.
    pub fn option_set<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<OptionSet<'s>, UsageError> {
        let names: Vec<&str> = names.into_iter().collect();
        let usage = UsageRef::new("").options(&names);
        let priced = self.priced();
        if priced.asks_for_more() {
            priced.setting(&UsageRef::new(""))?;
        }
        let given = priced.compiled.names.given_by(&usage);
        given.map(|given| OptionSet::new(priced, given)).map_err(|refusal| priced.explain(&usage, refusal))
    }

    /// The options whose bits are set: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](crate::sheet::Endpoint::option_names).
    ///
    /// # Errors
    ///
    /// A bit that stands for no option, two options of one choice, or none of a required one.
    #[inline]
    pub fn option_set_from_bits(&self, bits: u128) -> Result<OptionSet<'s>, UsageError> {
        let priced = self.priced();
        if priced.asks_for_more() {
            priced.setting(&UsageRef::new(""))?;
        }
        Ok(OptionSet::new(priced, priced.given_bits(bits)?))
    }
}

impl<'s> OptionSet<'s> {
    #[inline]
    fn new(priced: Priced<'s>, given: OptionBits) -> Self {
        // Where attributes are asked for, it has been seen to that all of them have defaults.
        let opening = priced.compiled.opening(given);
        let program = priced.compiled.program.as_ref().filter(|_| opening.is_some());
        let opening = opening.unwrap_or(Opening { given, ..Opening::default() });
        let uncounted = match program {
            Some(program) if priced.endpoint.quantities.is_empty() => program.price(&opening, &[]),
            _ => Narrow::NONE,
        };
        OptionSet { priced, program, opening, uncounted }
    }

    /// The set as bits, with the defaults of choices: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](crate::sheet::Endpoint::option_names).
    #[must_use]
    pub fn bits(&self) -> u128 {
        self.opening.given
    }

    /// What one call with these options costs, in the sheet's unit, where so much of every quantity is counted: one
    /// count for each of the endpoint's [`quantities`](crate::sheet::Endpoint::quantities), in their order, so that each is stated.
    /// It is the price of a usage that states the same by name.
    ///
    /// # Errors
    ///
    /// Another number of counts than the endpoint has quantities; and what its rules or the decimal type refuse
    /// (section 4).
    #[inline(always)]
    pub fn price(&self, counts: &[u64]) -> Result<Decimal, UsageError> {
        let price = match self.program {
            Some(program) if !counts.is_empty() => program.price(&self.opening, counts),
            _ => self.uncounted,
        };
        let wide = if price.is_some() {
            price.into()
        } else {
            Wide::of(self.priced.price_counts(self.program, &self.opening, counts)?)
        };
        Ok(wide.decimal())
    }

    /// What one call with these options costs, in the sheet's unit, where so much of every quantity is counted, as with
    /// [`price`](Self::price), but with quantities that may have decimal places.
    ///
    /// ```
    /// use pricesheet::{Decimal, PriceSheet};
    ///
    /// let sheet = PriceSheet::from_toml(
    ///     r#"
    ///     name = "Storage"
    ///     [endpoints.store]
    ///     charges.hours = { price = 0.735, increment = "none", min = 0.1, round = { to = 0.01, mode = "half-up" } }
    /// "#,
    /// )?;
    /// let store = sheet.endpoint("store")?.option_set([])?;
    /// // 1.25 hours at 0.735 are 0.91875.
    /// assert_eq!(store.price_quantities(&[Decimal::new(125, 2)])?.to_string(), "0.92");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`price`](Self::price), and a quantity below zero.
    #[inline]
    pub fn price_quantities(&self, quantities: &[Decimal]) -> Result<Decimal, UsageError> {
        let price = self.price_quantities_fast(quantities);
        let wide = if price.is_some() {
            price.into()
        } else {
            Wide::of(self.priced.price_decimals(&self.opening, quantities)?)
        };
        Ok(wide.decimal())
    }

    #[inline(never)]
    fn price_quantities_fast(&self, stated: &[Decimal]) -> Narrow {
        let Some(program) = self.program else { return Narrow::NONE };
        let mut quantities = Quantities::zero();
        for (at, quantity) in stated.iter().enumerate() {
            // A negative zero is zero.
            if quantity.is_sign_negative() && !quantity.is_zero() {
                return Narrow::NONE;
            }
            quantities.put(at, *quantity);
        }
        if stated.len() == self.priced.endpoint.quantities.len() {
            program.price_quantities(self.opening, &mut quantities)
        } else {
            Narrow::NONE
        }
    }
}

//! Options of one endpoint, found once: what is left to do for a call is to count.

use rust_decimal::Decimal;

use crate::plan::{EndpointPlan, Grid, LinearPlan, Narrow, Opening, Wide};
use crate::price_sheet::EndpointPricer;
use crate::rules::{self, OptionBits, Selection, Unobserved};
use crate::sheet::Endpoint;
use crate::sheet::limits::QUANTITIES_MAX;
use crate::usage::{QUANTITIES_FEW, UsageError, choices, find_option, name_fault};

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
    endpoint: &'s Endpoint,
    plan: &'s EndpointPlan,
    given: OptionBits,
    /// The price where there is nothing to count; else, as no price, what the options come to before anything is counted.
    /// Either only where the plan has a shorter way.
    flat: Narrow,
    way: Way<'s>,
}

/// The shortest way to what counts come to.
#[derive(Debug, Clone, Copy)]
enum Way<'s> {
    /// None: there is nothing to count, or the rules of the plan have to be gone through.
    Further,
    Linear(&'s LinearPlan),
    /// By the cells of a case, which is this one as long as nothing is counted.
    Grid(&'s Grid, u32),
}

impl<'s> EndpointPricer<'s> {
    /// Finds options by their names.
    ///
    /// # Errors
    ///
    /// An unknown option, one that is stated twice, two of one choice, or none of a required one.
    pub fn option_set<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<OptionSet<'s>, UsageError> {
        let (endpoint, plan) = (self.endpoint, self.plan);
        let mut stated: OptionBits = 0;
        for name in names {
            stated = find_option(endpoint, plan, stated, name)?;
        }
        Ok(OptionSet::new(endpoint, plan, choices(endpoint, plan, stated)?))
    }

    /// The options whose bits are set: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](Endpoint::option_names).
    ///
    /// # Errors
    ///
    /// A bit that stands for no option, two options of one choice, or none of a required one.
    #[inline]
    pub fn option_set_from_bits(&self, bits: u128) -> Result<OptionSet<'s>, UsageError> {
        let (endpoint, plan) = (self.endpoint, self.plan);
        let given = match plan.given(bits) {
            Some(given) if bits & plan.unknown_options == 0 => given,
            _ => refuse_bits(endpoint, plan, bits)?,
        };
        Ok(OptionSet::new(endpoint, plan, given))
    }
}

#[cold]
fn refuse_bits(endpoint: &Endpoint, plan: &EndpointPlan, bits: u128) -> Result<OptionBits, UsageError> {
    let unknown = bits & plan.unknown_options;
    if unknown == 0 {
        return choices(endpoint, plan, bits);
    }
    let option = alloc::format!("bit {}", unknown.trailing_zeros());
    Err(UsageError::UnknownOption {
        endpoint: endpoint.name.clone(),
        option,
        nearest: None,
        is_quantity: false,
    })
}

impl<'s> OptionSet<'s> {
    #[inline]
    fn new(endpoint: &'s Endpoint, plan: &'s EndpointPlan, given: OptionBits) -> Self {
        let nothing_counted = plan.quantities.is_empty();
        let (flat, way) = match (&plan.linear, &plan.rules) {
            (Some(linear), _) if nothing_counted => {
                (linear.price_counts(linear.flat(given), &[]), Way::Further)
            }
            (Some(linear), _) => (Narrow::word(linear.flat(given)), Way::Linear(linear)),
            (None, Some(rules)) if nothing_counted => (rules.price_counts(given, &[]), Way::Further),
            (None, Some(rules)) => match rules.grid() {
                Some(grid) => {
                    let Opening { flat, case } = grid.opening(given);
                    (Narrow::word(flat), Way::Grid(grid, case))
                }
                None => (Narrow::NONE, Way::Further),
            },
            (None, None) => (Narrow::NONE, Way::Further),
        };
        OptionSet { endpoint, plan, given, flat, way }
    }

    /// The set as bits, with the defaults of choices: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](Endpoint::option_names).
    #[must_use]
    pub fn bits(&self) -> u128 {
        self.given
    }

    /// What one call with these options costs, in the sheet's unit, where so much of every quantity is counted: one
    /// count for each of the endpoint's [`quantities`](Endpoint::quantities), in their order, so that each is stated.
    /// It is the price of a usage that states the same by name.
    ///
    /// # Errors
    ///
    /// Another number of counts than the endpoint has quantities; and what its rules or the decimal type refuse
    /// (section 4).
    #[inline(always)]
    pub fn price(&self, counts: &[u64]) -> Result<Decimal, UsageError> {
        let price = if counts.is_empty() { self.flat } else { self.price_shortly(counts) };
        let wide = if price.is_told() { price.into() } else { Wide::of(self.price_in_full(counts)?) };
        Ok(wide.decimal())
    }

    /// The price, where the plan has a shorter way to it.
    #[inline(always)]
    fn price_shortly(&self, counts: &[u64]) -> Narrow {
        match self.way {
            Way::Linear(linear) => linear.price_counts(self.flat.mantissa, counts),
            Way::Grid(grid, case) => grid.price(Opening { flat: self.flat.mantissa, case }, counts),
            Way::Further => Narrow::NONE,
        }
    }

    #[inline(never)]
    fn price_in_full(&self, counts: &[u64]) -> Result<Decimal, UsageError> {
        match self.price_by_rows(counts).decimal() {
            Some(price) => Ok(price),
            None => self.price_plainly(counts),
        }
    }

    #[inline(never)]
    fn price_by_rows(&self, counts: &[u64]) -> Narrow {
        self.plan.rules.as_ref().map_or(Narrow::NONE, |rules| rules.price_counts(self.given, counts))
    }

    #[inline(never)]
    fn price_plainly(&self, counts: &[u64]) -> Result<Decimal, UsageError> {
        let stated = counts.len();
        let expected = self.plan.quantities.len();
        if stated != expected {
            let endpoint = self.endpoint.name.clone();
            return Err(UsageError::CountsMismatch { endpoint, expected, stated });
        }
        if expected <= QUANTITIES_FEW {
            self.price_in(counts, &mut [Decimal::ZERO; QUANTITIES_FEW])
        } else {
            self.price_in(counts, &mut [Decimal::ZERO; QUANTITIES_MAX])
        }
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
        let price = self.price_quantities_shortly(quantities);
        let wide =
            if price.is_told() { price.into() } else { Wide::of(self.price_quantities_plainly(quantities)?) };
        Ok(wide.decimal())
    }

    #[inline(never)]
    fn price_quantities_shortly(&self, quantities: &[Decimal]) -> Narrow {
        if quantities.is_empty() {
            return self.flat;
        }
        let short = match (&self.plan.linear, &self.plan.rules) {
            (Some(linear), _) => linear.price_quantities(self.flat.mantissa, quantities),
            (None, Some(rules)) => rules.price_quantities(self.given, quantities),
            (None, None) => None,
        };
        short.unwrap_or(Narrow::NONE)
    }

    #[inline(never)]
    fn price_quantities_plainly(&self, quantities: &[Decimal]) -> Result<Decimal, UsageError> {
        let (stated, expected) = (quantities.len(), self.plan.quantities.len());
        if stated != expected {
            let endpoint = self.endpoint.name.clone();
            return Err(UsageError::CountsMismatch { endpoint, expected, stated });
        }
        let mut room = [Decimal::ZERO; QUANTITIES_MAX];
        for ((place, quantity), model) in room.iter_mut().zip(quantities).zip(&self.endpoint.quantities) {
            // A negative zero is zero.
            if quantity.is_sign_negative() && !quantity.is_zero() {
                return Err(UsageError::NegativeQuantity { quantity: model.name.clone() });
            }
            *place = quantity.normalize();
        }
        let selection = Selection::new(self.given, &room);
        rules::price(self.endpoint, selection, &mut Unobserved)
            .map_err(|fault| name_fault(self.endpoint, fault))
    }

    /// Prices with room for the quantities on the caller's stack.
    fn price_in(&self, counts: &[u64], quantities: &mut [Decimal]) -> Result<Decimal, UsageError> {
        for (quantity, count) in quantities.iter_mut().zip(counts) {
            *quantity = Decimal::from(*count);
        }
        let selection = Selection::new(self.given, quantities);
        rules::price(self.endpoint, selection, &mut Unobserved)
            .map_err(|fault| name_fault(self.endpoint, fault))
    }
}

//! Usages whose names were found once: for whoever prices one usage many times, by edits of its endpoint or with other options.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::endpoint::Priced;
use crate::price_sheet::EndpointPricer;
use crate::program::Quantities;
use crate::rules::{OptionBits, Setting};
use crate::usage::{AnyUsage, UsageError};

/// What a usage of one endpoint selects: its options and quantities by their places in the endpoint's lists, with defaults. It
/// borrows nothing, and prices by its endpoint and by every [`RevisedEndpoint`](crate::RevisedEndpoint) made of that.
///
/// ```
/// use pricesheet::{PriceSheet, Usage};
///
/// let sheet = PriceSheet::from_toml("name = 'A'\nendpoints.e = { price = 1, options = { o = 0.5 } }")?;
/// let endpoint = sheet.endpoint("e")?;
/// let selected = endpoint.select(&Usage::new("e").option("o").calls(3))?;
/// assert_eq!((selected.options(), selected.calls().to_string()), (1, "3".into()));
/// assert_eq!(endpoint.price_selected(&selected)?.to_string(), "1.5");
/// assert_eq!(endpoint.price_selected_with(&selected, 0)?.to_string(), "1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedUsage {
    /// As stated, without the defaults of choices.
    stated: OptionBits,
    given: OptionBits,
    quantities: Vec<Decimal>,
    /// The same for programs.
    integers: Quantities,
    calls: Decimal,
    /// What it states besides; none where the endpoint asks for nothing else.
    setting: Option<Box<Setting>>,
}

impl SelectedUsage {
    /// The options that are stated, as bits: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](crate::sheet::Endpoint::option_names).
    #[must_use]
    pub fn options(&self) -> u128 {
        self.stated
    }

    /// The options that are given, as bits: those that are stated, and the defaults of choices.
    #[must_use]
    pub fn given_options(&self) -> u128 {
        self.given
    }

    /// How much there is of every quantity, in the order of the endpoint's
    /// [`quantities`](crate::sheet::Endpoint::quantities): as stated, or its default.
    #[must_use]
    pub fn quantities(&self) -> &[Decimal] {
        &self.quantities
    }

    /// How many times the call was made.
    #[must_use]
    pub fn calls(&self) -> Decimal {
        self.calls
    }
}

impl EndpointPricer<'_> {
    /// Finds the names of a usage. The name of the endpoint in it is not looked at.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`](crate::PriceSheet::price), where the usage is refused before anything is computed.
    pub fn select<U: AnyUsage>(&self, usage: &U) -> Result<SelectedUsage, UsageError> {
        let priced = self.priced();
        let names = &priced.compiled.names;
        let stated = names.stated_by(usage).map_err(|refusal| priced.explain(usage, refusal))?;
        let (given, quantities, calls) = priced.selected(usage)?;
        let mut integers = Quantities::zero();
        quantities.iter().enumerate().for_each(|(at, quantity)| integers.put(at, *quantity));
        let setting = priced.setting(usage)?.map(Box::new);
        Ok(SelectedUsage { stated, given, quantities, integers, calls, setting })
    }

    /// What one call of a usage costs that this endpoint [selected](Self::select), in the sheet's unit.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`](crate::PriceSheet::price), where the arithmetic comes to one.
    pub fn price_selected(&self, selected: &SelectedUsage) -> Result<Decimal, UsageError> {
        selected.price(self.priced(), selected.given)
    }

    /// The same with other options stated, as bits.
    ///
    /// # Errors
    ///
    /// As [`EndpointPricer::option_set_from_bits`](crate::EndpointPricer::option_set_from_bits) and
    /// [`price_selected`](Self::price_selected).
    pub fn price_selected_with(
        &self,
        selected: &SelectedUsage,
        options: u128,
    ) -> Result<Decimal, UsageError> {
        selected.price_with(self.priced(), options)
    }
}

impl SelectedUsage {
    pub(crate) fn price_with(&self, priced: Priced<'_>, options: OptionBits) -> Result<Decimal, UsageError> {
        let given = priced.given_bits(options)?;
        self.price(priced, given)
    }

    pub(crate) fn price(&self, priced: Priced<'_>, given: OptionBits) -> Result<Decimal, UsageError> {
        priced.price_selection(given, &self.quantities, self.integers, self.setting.as_deref())
    }
}

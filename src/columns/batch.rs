//! Usages as columns of one length.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::column::{EndpointColumn, NumberColumn, OptionColumn};
use super::error::ColumnsError;

/// Usages as columns of one length, in any order: the endpoint of each, its options, how much of every quantity, and how many
/// calls. What is left out is not stated.
///
/// ```
/// use pricesheet::{ColumnPricer, Columns, NumberColumn, PriceSheet};
///
/// let pricer = ColumnPricer::new(&PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
/// let [profile, search] = [pricer.endpoint_place("get-personal-profile")?, pricer.endpoint_place("search-employees")?];
/// let endpoints = [profile, search, profile];
/// let columns = Columns::new(&endpoints)
///     .option("skills", &[true, false, true])
///     .option("certifications", &[true, false, false])
///     // A profile has no results: there, the column states none.
///     .quantity("results", NumberColumn::from(&[0_u32, 7, 0]).zero_is_absent())
///     .calls(&[1_u32, 1, 10]);
/// let mut amounts = [0_i64; 3];
/// let errors = pricer.price(&columns, 1, &mut amounts)?;
/// assert_eq!((amounts, errors.len()), ([20, 35, 100], 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Columns<'a> {
    pub(super) endpoints: EndpointColumn<'a>,
    pub(super) masks: Option<OptionColumn<'a>>,
    pub(super) options: Vec<(&'a str, &'a [bool])>,
    pub(super) quantities: Vec<(&'a str, NumberColumn<'a>)>,
    pub(super) calls: Option<NumberColumn<'a>>,
}

impl<'a> Columns<'a> {
    /// Usages of these endpoints.
    pub fn new(endpoints: impl Into<EndpointColumn<'a>>) -> Self {
        Columns {
            endpoints: endpoints.into(),
            masks: None,
            options: Vec::new(),
            quantities: Vec::new(),
            calls: None,
        }
    }

    /// The options of each usage, as bits.
    #[must_use]
    pub fn options(mut self, masks: impl Into<OptionColumn<'a>>) -> Self {
        self.masks = Some(masks.into());
        self
    }

    /// Which usages state the option of this name. An endpoint that has no such option refuses those that do.
    #[must_use]
    pub fn option(mut self, name: &'a str, stated: &'a [bool]) -> Self {
        self.options.push((name, stated));
        self
    }

    /// How much of the quantity of this name each usage states. An endpoint that has no such quantity refuses the usages
    /// that state one, even zero of it.
    #[must_use]
    pub fn quantity(mut self, name: &'a str, numbers: impl Into<NumberColumn<'a>>) -> Self {
        self.quantities.push((name, numbers.into()));
        self
    }

    /// How many times each call was made; 1 where it is not stated.
    #[must_use]
    pub fn calls(mut self, calls: impl Into<NumberColumn<'a>>) -> Self {
        self.calls = Some(calls.into());
        self
    }

    /// How many usages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.endpoints.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Checks that all columns have one length, which is that of the amounts.
    pub(super) fn check(&self, amounts: usize) -> Result<(), ColumnsError> {
        let expected = self.len();
        let differs = |column: &str, stated: usize| {
            Err(ColumnsError::LengthDiffers { column: column.to_string(), expected, stated })
        };
        let other = |length: usize| (length != expected).then_some(length);
        if let Some(stated) = other(amounts) {
            return differs("amounts", stated);
        }
        if let Some(stated) = self.masks.and_then(|masks| other(masks.len())) {
            return differs("options", stated);
        }
        if let Some(stated) = self.calls.and_then(|calls| calls.other_length(expected)) {
            return differs("calls", stated);
        }
        for (name, flags) in &self.options {
            if let Some(stated) = other(flags.len()) {
                return differs(name, stated);
            }
        }
        for (name, numbers) in &self.quantities {
            if let Some(stated) = numbers.other_length(expected) {
                return differs(name, stated);
            }
        }
        Ok(())
    }
}

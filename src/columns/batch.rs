//! Usages as columns of one length.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::endpoint::EndpointColumn;
use super::error::ColumnsError;
use super::instant::InstantColumn;
use super::integers::OptionColumn;
use super::lists::OptionLists;
use super::number::NumberColumn;
use super::text::TextColumn;
use super::validity::Validity;

/// Usages as columns of one length, in any order: the endpoint of each, its options, how much of every quantity, what its
/// attributes are, when it was made, and how many calls. What is left out is not stated.
///
/// A price, or an error, is that of the usage by names that states the same: options in the order masks, lists, columns of their
/// own; quantities and attributes in the order of their columns. Names and texts are looked up once for all usages of an endpoint.
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
    pub(super) lists: Option<OptionLists<'a>>,
    pub(super) options: Vec<(&'a str, Validity<'a>)>,
    pub(super) quantities: Vec<(&'a str, NumberColumn<'a>)>,
    pub(super) attributes: Vec<(&'a str, TextColumn<'a>)>,
    pub(super) at: Option<InstantColumn<'a>>,
    pub(super) calls: Option<NumberColumn<'a>>,
}

impl<'a> Columns<'a> {
    /// Usages of these endpoints.
    pub fn new(endpoints: impl Into<EndpointColumn<'a>>) -> Self {
        Columns {
            endpoints: endpoints.into(),
            masks: None,
            lists: None,
            options: Vec::new(),
            quantities: Vec::new(),
            attributes: Vec::new(),
            at: None,
            calls: None,
        }
    }

    /// The options of each usage, as bits.
    #[must_use]
    pub fn options(mut self, masks: impl Into<OptionColumn<'a>>) -> Self {
        self.masks = Some(masks.into());
        self
    }

    /// The options of each usage, as lists of names.
    ///
    /// ```
    /// use pricesheet::{ColumnPricer, Columns, OptionLists, PriceSheet, TextColumn};
    ///
    /// let pricer = ColumnPricer::new(&PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
    /// let names = TextColumn::new(&[0_u8, 1, 0], &["skills", "certifications"]);
    /// let columns = Columns::new(TextColumn::new(&[0_u8, 0, 0], &["get-personal-profile"]))
    ///     .option_lists(OptionLists::new(&[0_u32, 0, 2, 3], names));
    /// let mut amounts = [0_i64; 3];
    /// pricer.price(&columns, 0, &mut amounts)?;
    /// assert_eq!(amounts, [1, 2, 1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn option_lists(mut self, lists: OptionLists<'a>) -> Self {
        self.lists = Some(lists);
        self
    }

    /// Which usages state the option of this name. An endpoint that has no such option refuses those that do.
    #[must_use]
    pub fn option(mut self, name: &'a str, stated: impl Into<Validity<'a>>) -> Self {
        self.options.push((name, stated.into()));
        self
    }

    /// How much of the quantity of this name each usage states. An endpoint that has no such quantity refuses the usages
    /// that state one, even zero of it.
    #[must_use]
    pub fn quantity(mut self, name: &'a str, numbers: impl Into<NumberColumn<'a>>) -> Self {
        self.quantities.push((name, numbers.into()));
        self
    }

    /// What the attribute of this name is. An endpoint that has no such attribute refuses the usages that state one.
    ///
    /// ```
    /// use pricesheet::{ColumnPricer, Columns, PriceSheet, TextColumn};
    ///
    /// let sheet = "name = 'Chat'\n[endpoints.chat]\nattributes.region = { default = 'us' }\n\
    ///     rates = [{ when = ['region = eu'], price = 1.1 }, { price = 1 }]";
    /// let pricer = ColumnPricer::new(&PriceSheet::from_toml(sheet)?);
    /// let regions = TextColumn::new(&[1_i32, 0, 2], &["us", "eu", "ew"]).validity(&[true, false, true]);
    /// let mut amounts = [0_i64; 3];
    /// let errors = pricer.price(&Columns::new(&[0_u8; 3]).attribute("region", regions), 1, &mut amounts)?;
    /// assert_eq!(amounts, [11, 10, i64::MAX]);
    /// assert_eq!(errors[0].code(), "unknown-value");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn attribute(mut self, name: &'a str, texts: TextColumn<'a>) -> Self {
        self.attributes.push((name, texts));
        self
    }

    /// When each call was made, for windows.
    #[must_use]
    pub fn made_at(mut self, at: InstantColumn<'a>) -> Self {
        self.at = Some(at);
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

    /// Checks that endpoints and options are stated by names, which mean the same under every sheet.
    pub(super) fn check_names(&self) -> Result<(), ColumnsError> {
        let places =
            if self.endpoints.is_named() { self.masks.map(|_| "options") } else { Some("endpoints") };
        places.map_or(Ok(()), |column| Err(ColumnsError::PlacesInBook { column: column.to_string() }))
    }

    /// Checks that all columns have one length, which is that of the amounts.
    pub(super) fn check(&self, amounts: usize) -> Result<(), ColumnsError> {
        let expected = self.len();
        let other = |length: usize| Some(length).filter(|length| *length != expected);
        let columns = [
            ("amounts", other(amounts)),
            ("endpoints", self.endpoints.other_length(expected)),
            ("options", self.masks.and_then(|masks| other(masks.len()))),
            ("options", self.lists.and_then(|lists| lists.other_length(expected))),
            ("calls", self.calls.and_then(|calls| calls.other_length(expected))),
            ("at", self.at.and_then(|at| at.other_length(expected))),
        ];
        let options = self.options.iter().map(|(name, flags)| (*name, flags.other_length(expected)));
        let quantities =
            self.quantities.iter().map(|(name, numbers)| (*name, numbers.other_length(expected)));
        let attributes = self.attributes.iter().map(|(name, texts)| (*name, texts.other_length(expected)));
        let mut columns = columns.into_iter().chain(options).chain(quantities).chain(attributes);
        if let Some((column, stated)) = columns.find_map(|(column, stated)| Some((column, stated?))) {
            return Err(ColumnsError::LengthDiffers { column: column.to_string(), expected, stated });
        }
        match self.lists.and_then(|lists| lists.first_astray(expected)) {
            Some(row) => Err(ColumnsError::ListAstray { row }),
            None => Ok(()),
        }
    }
}

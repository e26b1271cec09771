//! The front door: a sheet, loaded and compiled, that prices usages.

mod contradiction;
mod loaded;

use alloc::string::{String, ToString};
use alloc::sync::Arc;
use core::str::FromStr;

use rust_decimal::Decimal;

use loaded::Loaded;

use crate::diagnostics::{Diagnostics, SourceText, Span};
use crate::document::Fault;
use crate::endpoint::{Compiled, Priced};
use crate::fingerprint::{Fingerprint, OnceFingerprint};
use crate::instant::Instant;
use crate::program::{Narrow, Wide};
use crate::resolve::is_one;
use crate::roundings::{RoundingRecorder, Roundings};
use crate::rules::{OptionBits, Selection, Unobserved};
use crate::sheet::{Base, Endpoint, Example, Sheet, load, to_toml};
use crate::suggest::nearest;
use crate::usage::{AnyUsage, Usage, UsageError};

/// A price sheet: validated, compiled and immutable. Cloning it is cheap, and it may be shared between threads and
/// replaced while others still price by the old one.
///
/// It is deliberately not `Deserialize`: a sheet is read from its text, because every fault is reported with its
/// place, and every number keeps the digits that were written. A deserializer has neither.
///
/// ```
/// use pricesheet::{PriceSheet, Usage};
///
/// let sheet: PriceSheet = r#"
///     name = "Profiles"
///     [endpoints.profile]
///     price = 1
///     options = { skills = 0.5 }
/// "#
/// .parse()?;
/// assert_eq!(sheet.price(&Usage::new("profile").option("skills"))?.to_string(), "1.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct PriceSheet {
    loaded: Arc<Loaded>,
}

/// An endpoint of a sheet, found once, that prices usages without looking for its name again. It borrows the sheet;
/// [`model`](Self::model) is what that says of the endpoint.
#[derive(Debug, Clone, Copy)]
pub struct EndpointPricer<'s> {
    pub(crate) sheet: &'s Sheet,
    pub(crate) endpoint: &'s Endpoint,
    pub(crate) compiled: &'s Compiled,
    pub(crate) fingerprint: &'s OnceFingerprint,
    /// The alias by which it was found, by its place among those of the endpoint.
    pub(crate) alias: Option<u8>,
}

impl PriceSheet {
    /// Reads a sheet from its TOML text; diagnostics name it `sheet`.
    ///
    /// # Errors
    ///
    /// Every fault of the sheet, each with its place (section 2 of the specification).
    pub fn from_toml(text: &str) -> Result<Self, Diagnostics> {
        Self::from_bytes("sheet", text.as_bytes())
    }

    /// Reads a sheet from the bytes of a file; diagnostics name it by `source_name`.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::from_toml`], and bytes that are not UTF-8.
    pub fn from_bytes(source_name: &str, bytes: &[u8]) -> Result<Self, Diagnostics> {
        Self::load(source_name, bytes, None)
    }

    /// Reads a sheet that is over another (section 8): a contract or a revision, which states only what differs from its base.
    /// What comes of it is a sheet of its own, and shares with its base what is as there. Diagnostics name the text `sheet`.
    ///
    /// ```
    /// use pricesheet::{PriceSheet, Usage};
    ///
    /// let list = PriceSheet::from_toml("name = 'List'\nendpoints.a.price = 4\nendpoints.b.price = 10")?;
    /// let contract = "name = 'Acme'\nover = { name = 'List' }\nothers = 'as-listed'\nendpoints.a.price = 3";
    /// let contract = PriceSheet::from_toml_over(contract, &list)?;
    /// assert_eq!(contract.price(&Usage::new("a")).unwrap().to_string(), "3");
    /// assert_eq!(contract.price(&Usage::new("b")).unwrap().to_string(), "10");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every fault of the sheet and of what it comes to, each with its place, which may be one in the base.
    pub fn from_toml_over(text: &str, base: &PriceSheet) -> Result<Self, Diagnostics> {
        Self::from_bytes_over("sheet", text.as_bytes(), base)
    }

    /// Reads a sheet that is over another from the bytes of a file; diagnostics name it by `source_name`, and its base by the
    /// name under which that was read.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::from_toml_over`], and bytes that are not UTF-8.
    pub fn from_bytes_over(source_name: &str, bytes: &[u8], base: &PriceSheet) -> Result<Self, Diagnostics> {
        Self::load(source_name, bytes, Some(base))
    }

    fn load(source_name: &str, bytes: &[u8], base: Option<&PriceSheet>) -> Result<Self, Diagnostics> {
        let place =
            |name: &str| base.and_then(|base| usize::try_from(base.loaded.names.find(name)?.value).ok());
        let fingerprint = || base.map(|base| base.fingerprint().to_string()).unwrap_or_default();
        let sheet = base.map(PriceSheet::model);
        let of_base = sheet.map(|sheet| Base { sheet, place: &place, fingerprint: &fingerprint });
        let (sheet, source, mut faults) = load(source_name, bytes, of_base.as_ref())?;
        let sheet = PriceSheet { loaded: Arc::new(Loaded::new(sheet, base.map(|base| &*base.loaded))) };
        faults.extend(sheet.contradictions(base));
        source.diagnostics(faults).map_or(Ok(sheet), Err)
    }

    /// What the sheet is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.loaded.sheet.name
    }

    /// The label of this revision.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.loaded.sheet.version.as_deref()
    }

    /// The instant from which the sheet applies.
    #[must_use]
    pub fn effective(&self) -> Option<Instant> {
        self.loaded.sheet.effective
    }

    /// What amounts are counted in.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.loaded.sheet.unit
    }

    /// The sheet's note for people.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.loaded.sheet.note.as_deref()
    }

    /// What the content of the sheet comes to (section 6, *Versions*): the same for every text that says the same.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.loaded.fingerprint.of(&self.loaded.sheet)
    }

    /// The texts that the sheet was read from: its own is the last, before it stand those of its bases.
    #[must_use]
    pub fn sources(&self) -> &[SourceText] {
        self.loaded.sheet.origin.sources.as_slice()
    }

    /// The text in which a place of the model is, and the place in that text; the model's own places count through all texts.
    ///
    /// ```
    /// let sheet = pricesheet::PriceSheet::from_toml("name = 'A'\nendpoints.b.price = 1")?;
    /// let (source, span) = sheet.locate(sheet.model().endpoints[0].span).unwrap();
    /// assert_eq!(&source.text()[span.start..span.end], "b");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    #[must_use]
    pub fn locate(&self, span: Span) -> Option<(&SourceText, Span)> {
        self.loaded.sheet.origin.sources.locate(span)
    }

    /// The sheet as one TOML text, whatever it was read from. What it says, the fingerprint too, is the same, and so is every
    /// order; comments and layout are not kept.
    ///
    /// ```
    /// use pricesheet::PriceSheet;
    ///
    /// let list = PriceSheet::from_toml("name = 'List'\nunit = 'USD'\nendpoints.a.price = 4 # a call")?;
    /// let contract = "name = 'Acme'\nover = { name = 'List' }\nothers = 'as-listed'\nendpoints.a.price = 3";
    /// let contract = PriceSheet::from_toml_over(contract, &list)?;
    /// let text = contract.to_toml();
    /// assert_eq!(text, "name = \"Acme\"\nunit = \"USD\"\n\n[endpoints.a]\nprice = 3\n");
    /// assert_eq!(PriceSheet::from_toml(&text)?.fingerprint(), contract.fingerprint());
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    #[must_use]
    pub fn to_toml(&self) -> String {
        to_toml(&self.loaded.sheet)
    }

    /// Everything that the sheet says, for listings and comparisons.
    #[must_use]
    pub fn model(&self) -> &Sheet {
        &self.loaded.sheet
    }

    /// Finds an endpoint by its name, or by an alias.
    ///
    /// # Errors
    ///
    /// [`UsageError::UnknownEndpoint`], with the nearest known name.
    pub fn endpoint(&self, name: &str) -> Result<EndpointPricer<'_>, UsageError> {
        self.find(name).ok_or_else(|| self.unknown_endpoint(name))
    }

    #[inline(always)]
    fn find(&self, name: &str) -> Option<EndpointPricer<'_>> {
        let entry = self.loaded.names.find(name)?;
        let at = usize::try_from(entry.value).ok()?;
        let pricer = self.pricer(at)?;
        if entry.place == entry.value {
            return Some(pricer);
        }
        let alias = pricer.endpoint.aliases.iter().position(|alias| alias == name);
        Some(EndpointPricer { alias: alias.and_then(|at| u8::try_from(at).ok()), ..pricer })
    }

    #[cold]
    fn unknown_endpoint(&self, name: &str) -> UsageError {
        let endpoints = || self.loaded.sheet.endpoints.iter();
        let aliases = endpoints().flat_map(|endpoint| &endpoint.aliases);
        let known = endpoints().map(|endpoint| &endpoint.name).chain(aliases).map(String::as_str);
        UsageError::UnknownEndpoint {
            endpoint: name.to_string(),
            nearest: nearest(name, known).map(String::from),
        }
    }

    /// The place of an endpoint in the sheet.
    ///
    /// # Errors
    ///
    /// As [`endpoint`](Self::endpoint).
    pub(crate) fn place(&self, name: &str) -> Result<usize, UsageError> {
        self.known_place(name).ok_or_else(|| self.unknown_endpoint(name))
    }

    /// The same, without a word where there is none.
    pub(crate) fn known_place(&self, name: &str) -> Option<usize> {
        self.loaded.names.find(name).and_then(|entry| usize::try_from(entry.value).ok())
    }

    #[inline(always)]
    pub(crate) fn pricer(&self, at: usize) -> Option<EndpointPricer<'_>> {
        let Loaded { sheet, fingerprint, endpoints, .. } = &*self.loaded;
        let (endpoint, compiled) = (sheet.endpoints.get(at)?, endpoints.get(at)?);
        Some(EndpointPricer { sheet, fingerprint, endpoint, compiled, alias: None })
    }

    /// What a usage costs, in the sheet's unit: the price of one call times `calls` (section 4).
    ///
    /// # Errors
    ///
    /// [`UsageError`] names what the sheet does not price, or what the decimal type does not hold.
    #[inline]
    pub fn price<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        let price = self.price_fast(usage);
        let is_final = price.is_some() && is_one(usage.call_count());
        let wide = if is_final { price.into() } else { Wide::of(self.price_elsewhere(price, usage)?) };
        Ok(wide.decimal())
    }

    /// The price of most usages, for which nothing of the model is looked at.
    #[inline(never)]
    fn price_fast<U: AnyUsage>(&self, usage: &U) -> Narrow {
        let Loaded { endpoints, names, .. } = &*self.loaded;
        let entry = names.find(usage.endpoint_name());
        let compiled = entry.and_then(|entry| endpoints.get(usize::try_from(entry.value).ok()?));
        compiled.map_or(Narrow::NONE, |compiled| compiled.price_fast(usage))
    }

    #[inline(never)]
    fn price_elsewhere<U: AnyUsage>(&self, price: Narrow, usage: &U) -> Result<Decimal, UsageError> {
        match self.find(usage.endpoint_name()) {
            Some(endpoint) => endpoint.priced().finish(price, usage),
            None => Err(self.unknown_endpoint(usage.endpoint_name())),
        }
    }

    /// Every endpoint, in the order of the sheet.
    ///
    /// ```
    /// let sheet = pricesheet::PriceSheet::from_toml("name = 'A'\nendpoints.b.price = 1\nendpoints.a.price = 2")?;
    /// assert!(sheet.endpoints().map(|endpoint| &*endpoint.model().name).eq(["b", "a"]));
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    pub fn endpoints(&self) -> impl Iterator<Item = EndpointPricer<'_>> {
        (0..self.loaded.endpoints.len()).filter_map(|at| self.pricer(at))
    }

    /// What is wrong with the sheet's own examples: those of its base hold.
    fn contradictions(&self, base: Option<&PriceSheet>) -> impl Iterator<Item = Fault> {
        let own = base.map_or(0, |base| base.loaded.sheet.origin.sources.end());
        self.endpoints().filter(move |pricer| pricer.endpoint.span.start >= own).flat_map(|pricer| {
            pricer.endpoint.examples.iter().filter_map(move |example| pricer.contradiction(example))
        })
    }
}

impl FromStr for PriceSheet {
    type Err = Diagnostics;

    fn from_str(text: &str) -> Result<Self, Diagnostics> {
        Self::from_toml(text)
    }
}

impl<'s> EndpointPricer<'s> {
    /// Everything that the sheet says of the endpoint.
    ///
    /// ```
    /// let sheet = pricesheet::PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
    /// let endpoint = sheet.endpoint("search-jobs")?;
    /// assert_eq!(endpoint.model().name, "search-jobs");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn model(&self) -> &'s Endpoint {
        self.endpoint
    }

    #[inline(always)]
    pub(crate) fn priced(&self) -> Priced<'s> {
        Priced { endpoint: self.endpoint, compiled: self.compiled }
    }

    /// What a usage of this endpoint costs, in the sheet's unit. The name of the endpoint in the usage is not looked at.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[inline]
    pub fn price<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        self.priced().price(usage)
    }

    /// What a usage of this endpoint costs, and what its roundings come to: quicker than a quote.
    ///
    /// ```
    /// use pricesheet::{PriceSheet, Usage};
    ///
    /// let sheet = PriceSheet::from_toml("name = 'A'\nendpoints.e = { price = 1.5, round = 'down' }")?;
    /// let (price, roundings) = sheet.endpoint("e")?.price_with_roundings(&Usage::new("e").calls(3))?;
    /// assert_eq!(price.to_string(), "3");
    /// assert_eq!((roundings.given.to_string(), roundings.taken.to_string()), ("1.5".into(), "0".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    pub fn price_with_roundings<U: AnyUsage>(&self, usage: &U) -> Result<(Decimal, Roundings), UsageError> {
        let mut charges = self.endpoint.charges.iter();
        if self.endpoint.round.is_none() && charges.all(|charge| charge.round.is_none()) {
            return Ok((self.price(usage)?, Roundings::default()));
        }
        let priced = self.priced();
        priced.select(usage, |selection, calls| {
            let mut recorder = RoundingRecorder::default();
            let price = priced.rate(selection, &mut recorder)?;
            Ok((priced.total(price, calls)?, recorder.of_calls(calls)))
        })
    }

    /// The price by the definition alone, whatever faster way there is to it: what tests compare every other way with.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[doc(hidden)]
    pub fn price_by_rules<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        self.priced().price_by_rules(usage)
    }

    /// The price of one call by the program alone: none where the rules are asked, for tests as
    /// [`price_by_rules`](Self::price_by_rules).
    #[doc(hidden)]
    pub fn price_by_program<U: AnyUsage>(&self, usage: &U) -> Option<Decimal> {
        self.compiled.price_fast(usage).decimal()
    }

    /// What a usage of this endpoint costs where its `min` is left out.
    pub(crate) fn price_without_min<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        let priced = self.priced();
        priced.select(usage, |selection, calls| {
            let selection = Selection { min_due: false, ..selection };
            priced.total(priced.rate(selection, &mut Unobserved)?, calls)
        })
    }

    /// Checks the names and the signs of a usage and that it counts something, but not whether it has a price.
    pub(crate) fn check_names<U: AnyUsage>(&self, usage: &U) -> Result<(), UsageError> {
        self.compiled.names.check(usage).map_err(|refusal| self.priced().explain(usage, refusal))
    }

    /// The options that a usage gives: those it states, with the defaults of choices.
    pub(crate) fn given<U: AnyUsage>(&self, usage: &U) -> Result<OptionBits, UsageError> {
        self.compiled.names.given_by(usage).map_err(|refusal| self.priced().explain(usage, refusal))
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint.of(self.sheet)
    }

    /// The usage that one of the endpoint's own examples shows.
    ///
    /// ```
    /// let sheet = pricesheet::PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
    /// let endpoint = sheet.endpoint("get-personal-profile")?;
    /// for example in &endpoint.model().examples {
    ///     assert_eq!(endpoint.price(&endpoint.usage_of(example))?, example.total);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn usage_of(&self, example: &Example) -> Usage {
        let usage = Usage::new(&self.endpoint.name);
        let usage = example
            .options
            .iter()
            .fold(usage, |usage, option| usage.option(self.endpoint.option_name(*option)));
        let quantities = example.quantities.iter();
        let usage = quantities.fold(usage, |usage, (quantity, value)| {
            usage.quantity(self.endpoint.quantity_name(*quantity), *value)
        });
        let attributes = example.attributes.iter();
        let usage = usage.attributes(
            attributes.map(|(attribute, value)| (self.endpoint.attribute_name(*attribute), value)),
        );
        match example.at {
            Some(at) => usage.made_at_text(at.to_string()),
            None => usage,
        }
    }
}

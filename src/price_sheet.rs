//! The front door: a sheet, loaded and compiled, that prices usages.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Deref;
use core::str::FromStr;

use rust_decimal::Decimal;

use crate::diagnostics::{Code, Diagnostics};
use crate::document::Fault;
use crate::exact::product;
use crate::fingerprint::Fingerprint;
use crate::instant::Instant;
use crate::names::NameIndex;
use crate::page::Page;
use crate::plan::{EndpointPlan, Narrow, OptionBits, Wide};
use crate::quote::Quote;
use crate::rules::{self, Fault as PriceFault, Observer, Selection, Step, Unobserved};
use crate::sheet::limits::QUANTITIES_MAX;
use crate::sheet::{Endpoint, Example, Sheet, load};
use crate::suggest::nearest;
use crate::usage::{
    AnyUsage, QUANTITIES_FEW, Resolved, Usage, UsageError, check_names, given, is_one, name_fault, resolve,
};

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
    compiled: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    sheet: Sheet,
    fingerprint: Fingerprint,
    plans: Vec<EndpointPlan>,
    names: NameIndex,
}

/// An endpoint of a sheet, found once, that prices usages without looking for its name again. It borrows the sheet
/// and gives its [`Endpoint`] by dereference.
#[derive(Debug, Clone, Copy)]
pub struct EndpointPricer<'s> {
    pub(crate) sheet: &'s Sheet,
    pub(crate) endpoint: &'s Endpoint,
    pub(crate) plan: &'s EndpointPlan,
    fingerprint: &'s Fingerprint,
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
        let (sheet, source, mut faults) = load(source_name, bytes)?;
        let sheet = PriceSheet { compiled: Arc::new(Compiled::new(sheet)) };
        faults.extend(sheet.contradictions());
        source.diagnostics(faults).map_or(Ok(sheet), Err)
    }

    /// What the sheet is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.compiled.sheet.name
    }

    /// The label of this revision.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.compiled.sheet.version.as_deref()
    }

    /// The instant from which the sheet applies.
    #[must_use]
    pub fn effective(&self) -> Option<Instant> {
        self.compiled.sheet.effective
    }

    /// What amounts are counted in.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.compiled.sheet.unit
    }

    /// The sheet's note for people.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.compiled.sheet.note.as_deref()
    }

    /// What the content of the sheet comes to (section 6, *Versions*): the same for every text that says the same.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.compiled.fingerprint
    }

    /// Everything that the sheet says, for listings and comparisons.
    #[must_use]
    pub fn model(&self) -> &Sheet {
        &self.compiled.sheet
    }

    /// Finds an endpoint by its name.
    ///
    /// # Errors
    ///
    /// [`UsageError::UnknownEndpoint`], with the nearest known name.
    pub fn endpoint(&self, name: &str) -> Result<EndpointPricer<'_>, UsageError> {
        self.find(name).ok_or_else(|| self.unknown_endpoint(name))
    }

    #[inline(always)]
    fn find(&self, name: &str) -> Option<EndpointPricer<'_>> {
        self.pricer(self.compiled.names.get_long(name)?)
    }

    #[cold]
    fn unknown_endpoint(&self, name: &str) -> UsageError {
        let known = self.compiled.sheet.endpoints.iter().map(|endpoint| endpoint.name.as_str());
        UsageError::UnknownEndpoint {
            endpoint: name.to_string(),
            nearest: nearest(name, known).map(String::from),
        }
    }

    #[inline(always)]
    fn pricer(&self, at: usize) -> Option<EndpointPricer<'_>> {
        let Compiled { sheet, fingerprint, plans, .. } = &*self.compiled;
        Some(EndpointPricer { sheet, fingerprint, endpoint: sheet.endpoints.get(at)?, plan: plans.get(at)? })
    }

    /// What a usage costs, in the sheet's unit: the price of one call times `calls` (section 4).
    ///
    /// # Errors
    ///
    /// [`UsageError`] names what the sheet does not price, or what the decimal type does not hold.
    #[inline]
    pub fn price<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        let price = self.price_short(usage);
        let wide = if price.is_told() { price.into() } else { Wide::of(self.price_further(usage)?) };
        Ok(wide.decimal())
    }

    /// The price of most usages, before there is need of a handle.
    #[inline(never)]
    fn price_short<U: AnyUsage>(&self, usage: &U) -> Narrow {
        let Compiled { plans, names, .. } = &*self.compiled;
        let entry = names.entry_of_long(usage.endpoint_name());
        let plan = entry.and_then(|entry| plans.get(usize::try_from(entry.place).ok()?));
        plan.map_or(Narrow::NONE, |plan| plan.price_named(usage))
    }

    #[inline(never)]
    fn price_further<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        match self.find(usage.endpoint_name()) {
            Some(endpoint) => endpoint.price_in_full(usage),
            None => Err(self.unknown_endpoint(usage.endpoint_name())),
        }
    }

    /// What a usage costs, with every step of the arithmetic (section 5). Its total is that of [`PriceSheet::price`],
    /// by the same computation.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[inline]
    pub fn quote<U: AnyUsage>(&self, usage: &U) -> Result<Quote<'_>, UsageError> {
        match self.find(usage.endpoint_name()) {
            Some(endpoint) => endpoint.quote(usage),
            None => Err(self.unknown_endpoint(usage.endpoint_name())),
        }
    }

    /// The public pricing page: groups, prices in words, examples.
    #[must_use]
    pub fn page(&self) -> Page<'_> {
        Page::of(self)
    }

    /// Every endpoint with its plan, in the order of the sheet.
    pub(crate) fn pricers(&self) -> impl Iterator<Item = EndpointPricer<'_>> {
        (0..self.compiled.plans.len()).filter_map(|at| self.pricer(at))
    }

    /// What is wrong with the sheet's own examples.
    fn contradictions(&self) -> impl Iterator<Item = Fault> {
        self.pricers().flat_map(|pricer| {
            pricer.endpoint.examples.iter().filter_map(move |example| pricer.contradiction(example))
        })
    }
}

impl Compiled {
    fn new(sheet: Sheet) -> Self {
        Compiled {
            fingerprint: Fingerprint::of(&sheet),
            plans: sheet.endpoints.iter().map(EndpointPlan::compile).collect(),
            names: NameIndex::new(sheet.endpoints.iter().map(|endpoint| &endpoint.name)),
            sheet,
        }
    }
}

impl FromStr for PriceSheet {
    type Err = Diagnostics;

    fn from_str(text: &str) -> Result<Self, Diagnostics> {
        Self::from_toml(text)
    }
}

impl Deref for EndpointPricer<'_> {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        self.endpoint
    }
}

impl<'s> EndpointPricer<'s> {
    /// What a usage of this endpoint costs, in the sheet's unit. The name of the endpoint in the usage is not looked at.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[inline]
    pub fn price<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        let price = self.plan.price_named(usage);
        let wide = if price.is_told() { price.into() } else { Wide::of(self.price_in_full(usage)?) };
        Ok(wide.decimal())
    }

    /// The price by the definition alone, whatever faster way there is to it: what tests compare every other way with.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[doc(hidden)]
    pub fn price_by_rules<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        self.price_in_full(usage)
    }

    /// The quote by the definition alone, for tests as [`price_by_rules`](Self::price_by_rules).
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[doc(hidden)]
    pub fn quote_by_rules<U: AnyUsage>(&self, usage: &U) -> Result<Quote<'s>, UsageError> {
        let mut quote = Quote::new(*self);
        self.fill_in_full(usage, &mut quote)?;
        Ok(quote)
    }

    #[inline(never)]
    fn price_in_full<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        if self.plan.quantities.len() <= QUANTITIES_FEW {
            self.price_in(usage, &mut [Decimal::ZERO; QUANTITIES_FEW])
        } else {
            self.price_in(usage, &mut [Decimal::ZERO; QUANTITIES_MAX])
        }
    }

    /// Prices with room for the quantities on the caller's stack.
    fn price_in<U: AnyUsage>(&self, usage: &U, quantities: &mut [Decimal]) -> Result<Decimal, UsageError> {
        let Resolved { options, calls } = resolve(self.endpoint, self.plan, usage, quantities)?;
        let price = self.rate(Selection::new(options, quantities), &mut Unobserved)?;
        self.total(price, calls)
    }

    /// What a usage of this endpoint costs where its `min` is left out.
    pub(crate) fn price_without_min<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, UsageError> {
        self.with_selection(usage, |selection, calls| {
            let selection = Selection { min_due: false, ..selection };
            self.total(self.rate(selection, &mut Unobserved)?, calls)
        })?
    }

    /// Hands on what a usage selects, and how many times it is called.
    pub(crate) fn with_selection<U: AnyUsage, T>(
        &self,
        usage: &U,
        with: impl FnOnce(Selection<'_>, Decimal) -> T,
    ) -> Result<T, UsageError> {
        let mut counts = [Decimal::ZERO; QUANTITIES_MAX];
        let Resolved { options, calls } = resolve(self.endpoint, self.plan, usage, &mut counts)?;
        Ok(with(Selection::new(options, &counts), calls))
    }

    /// Checks the names and the signs of a usage, but not whether it has a price.
    pub(crate) fn check_names<U: AnyUsage>(&self, usage: &U) -> Result<(), UsageError> {
        check_names(self.endpoint, self.plan, usage)
    }

    /// The options that a usage gives: those it states, with the defaults of choices.
    pub(crate) fn given<U: AnyUsage>(&self, usage: &U) -> Result<OptionBits, UsageError> {
        given(self.endpoint, self.plan, usage)
    }

    /// What a usage of this endpoint costs, with every step of the arithmetic.
    ///
    /// # Errors
    ///
    /// As [`PriceSheet::price`].
    #[inline(never)]
    pub fn quote<U: AnyUsage>(&self, usage: &U) -> Result<Quote<'s>, UsageError> {
        // Filled where it is handed back, not moved there.
        let mut quoted = Ok(Quote::new(*self));
        self.fill(usage, &mut quoted);
        quoted
    }

    #[inline(never)]
    fn fill<U: AnyUsage>(&self, usage: &U, quoted: &mut Result<Quote<'s>, UsageError>) {
        if let Ok(quote) = quoted
            && self.fill_short(usage, quote).is_none()
            && let Err(error) = self.fill_in_full(usage, quote)
        {
            *quoted = Err(error);
        }
    }

    /// Fills the quote of an endpoint of the plain shape; of others, and where that does not hold a number, nothing is to be
    /// believed of it.
    #[inline(always)]
    fn fill_short<U: AnyUsage>(&self, usage: &U, quote: &mut Quote<'_>) -> Option<()> {
        let counts = quote.counts.as_mut_slice();
        let (given, price) = self.plan.itemise_linear(usage, counts, &mut quote.steps)?;
        let price = price.decimal()?;
        (quote.given, quote.price, quote.total) = (given, price, price);
        Some(())
    }

    #[inline(never)]
    fn fill_in_full<U: AnyUsage>(&self, usage: &U, quote: &mut Quote<'_>) -> Result<(), UsageError> {
        quote.steps.restart();
        let counts = quote.counts.as_mut_slice();
        let Resolved { options, calls } = resolve(self.endpoint, self.plan, usage, counts)?;
        let price = self.rate(Selection::new(options, counts), &mut quote.steps)?;
        if !quote.steps.add_up_to(price) {
            return Err(self.unrepresentable());
        }
        (quote.given, quote.price, quote.calls, quote.total) =
            (options, price, calls, self.total(price, calls)?);
        Ok(())
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        *self.fingerprint
    }

    pub(crate) fn rate<O: Observer>(
        &self,
        selection: Selection<'_>,
        observer: &mut O,
    ) -> Result<Decimal, UsageError> {
        rules::price(self.endpoint, selection, observer).map_err(|fault| name_fault(self.endpoint, fault))
    }

    /// Each of the calls is rated for itself, so all of them cost that many times one.
    #[inline(always)]
    pub(crate) fn total(&self, price: Decimal, calls: Decimal) -> Result<Decimal, UsageError> {
        if is_one(calls) { Ok(price) } else { self.multiply(price, calls) }
    }

    #[inline(never)]
    fn multiply(&self, price: Decimal, calls: Decimal) -> Result<Decimal, UsageError> {
        product(price, calls).ok_or_else(|| self.unrepresentable())
    }

    fn unrepresentable(&self) -> UsageError {
        name_fault(self.endpoint, PriceFault::NotRepresentable(Step::Total))
    }

    /// The usage that an example shows.
    pub(crate) fn usage_of(&self, example: &Example) -> Usage {
        let usage = Usage::new(&self.name);
        let usage =
            example.options.iter().fold(usage, |usage, option| usage.option(self.option_name(*option)));
        let quantities = example.quantities.iter();
        quantities
            .fold(usage, |usage, (quantity, value)| usage.quantity(self.quantity_name(*quantity), *value))
    }

    /// What is wrong with an example, if the endpoint prices it otherwise or not at all.
    fn contradiction(&self, example: &Example) -> Option<Fault> {
        match self.price(&self.usage_of(example)) {
            Ok(total) if total == example.total => None,
            Ok(total) => Some(Fault {
                code: Code::ExampleContradicted,
                span: example.total_span,
                message: format!(
                    "the example of endpoint `{}` says {}, but the sheet computes {total}",
                    self.name,
                    example.total.normalize()
                ),
                help: Some("correct the example or the prices that it follows from".to_string()),
            }),
            Err(error) => Some(Fault {
                code: Code::ExampleUnpriceable,
                span: example.span,
                message: format!("the example of endpoint `{}` cannot be priced: {error}", self.name),
                help: error.help(),
            }),
        }
    }
}

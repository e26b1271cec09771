//! Usages by the column: millions of calls in arrays, priced in one pass (section 4 of the specification).
//!
//! Endpoints whose amounts are lines or a few segments of them become rows of numbers, by which a chunk of usages is priced
//! without a branch. Every other usage is priced by the program of its endpoint, and what that does not hold in the way of a usage by
//! names.

mod amounts;
mod batch;
mod book;
mod endpoint;
mod error;
mod instant;
mod integers;
mod known;
mod lists;
mod lookup;
mod number;
mod pass;
mod scale;
mod text;
mod usage;
mod validity;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::endpoint::Priced;
use crate::names::NameIndex;
use crate::price_sheet::{EndpointPricer, PriceSheet};
use crate::program::{Budget, Draft, Layout, Opening, Rows, WIDTH_MAX, rows};
use crate::usage::UsageError;
pub use amounts::Amount;
pub use batch::Columns;
pub use book::BookColumnPricer;
pub use endpoint::EndpointColumn;
pub use error::{ColumnsError, RowError, RowFault};
pub use instant::InstantColumn;
pub use integers::{Integers, OptionColumn};
pub use lists::OptionLists;
pub use number::NumberColumn;
use pass::Pass;
use scale::usual_scale;
pub use text::TextColumn;
pub use validity::Validity;

/// Prices columns of usages, each of one of the endpoints that it was made for.
///
/// It keeps its sheet alive, is cheap to clone, and may be shared between threads. Columns state endpoints by their places in
/// it, which are those of the list that it was made from: a dictionary of the caller's own, resolved once.
///
/// ```
/// use pricesheet::{ColumnPricer, Columns, Decimal, PriceSheet};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let pricer = ColumnPricer::for_endpoints(&sheet, ["get-personal-profile", "search-employees"])?;
/// // Each of these columns has the integers that its numbers need.
/// let columns = Columns::new(&[1_u8, 0, 0])
///     // Bit n stands for the n-th of the endpoint's option names.
///     .options(&[0_u16, 0b11, 1 << 11]);
/// let columns = ["search", "status", "results"].iter().zip([[1_u32, 0, 0], [4, 0, 0], [120, 0, 0]].each_ref()).fold(
///     columns,
///     |columns, (name, counts)| columns.quantity(name, pricesheet::NumberColumn::from(counts).zero_is_absent()),
/// );
/// let mut amounts = [0_i64; 3];
/// let errors = pricer.price(&columns, pricer.scale(), &mut amounts)?;
/// assert_eq!((amounts, pricer.scale()), ([1100, 20, i64::MAX], 1));
/// assert_eq!((errors[0].row, errors[0].code()), (2, "unknown-option"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ColumnPricer {
    sheet: PriceSheet,
    compiled: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    endpoints: Vec<Of>,
    /// For each endpoint of the sheet, its place among them.
    places: Box<[u32]>,
    /// The quantities of all endpoints, those of most endpoints first.
    quantities: NameIndex,
    rows: Arc<dyn Rows>,
    /// Whether some endpoint has to have certain quantities stated.
    needs: bool,
    scale: u32,
}

/// An endpoint of a pricer.
#[derive(Debug)]
struct Of {
    /// Its place in the sheet.
    place: usize,
    is_period: bool,
    has_row: bool,
    /// For each of its quantities, the place among those of all endpoints.
    quantities: Box<[usize]>,
    /// What sets of its options say to its program, by their bits, where they are few; none where one cannot be given.
    openings: Box<[Option<Opening<'static>>]>,
}

impl ColumnPricer {
    /// A pricer for all endpoints of a sheet, whose places are those of the sheet.
    #[must_use]
    pub fn new(sheet: &PriceSheet) -> Self {
        Self::of(sheet, (0..sheet.model().endpoints.len()).collect())
    }

    /// A pricer for the endpoints of these names.
    ///
    /// # Errors
    ///
    /// [`UsageError::UnknownEndpoint`], with the nearest known name.
    pub fn for_endpoints<'n>(
        sheet: &PriceSheet,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Self, UsageError> {
        let places = names.into_iter().map(|name| sheet.place(name)).collect::<Result<_, _>>()?;
        Ok(Self::of(sheet, places))
    }

    fn of(sheet: &PriceSheet, places: Vec<usize>) -> Self {
        let pricers: Vec<EndpointPricer<'_>> = places.iter().filter_map(|at| sheet.pricer(*at)).collect();
        let names = shared_first(&pricers);
        let quantities = NameIndex::new(names.iter());
        let mut endpoints: Vec<Of> = pricers
            .iter()
            .zip(&places)
            .map(|(pricer, place)| Of {
                place: *place,
                has_row: false,
                is_period: pricer.endpoint.basis == crate::sheet::Basis::Period,
                quantities: (pricer.endpoint.quantities.iter())
                    .filter_map(|quantity| quantities.get(&quantity.name))
                    .collect(),
                openings: openings(pricer.priced()),
            })
            .collect();
        let scale = pricers.iter().map(|pricer| usual_scale(pricer.endpoint)).max().unwrap_or_default();
        let (width, mut budget) = (names.len().min(WIDTH_MAX), Budget::all());
        let draft = |(pricer, of): (&EndpointPricer<'_>, &Of)| {
            let Priced { endpoint, compiled } = pricer.priced();
            let (needs, must_count) = compiled.names.awaited();
            let (columns, options) = (&of.quantities, endpoint.option_names.len());
            let layout = Layout { scale, width, columns, options, needs, must_count };
            let given = |bits| compiled.names.given_bits(bits).ok();
            let program = compiled.program.as_ref().filter(|_| !endpoint.asks_for_more())?;
            Draft::of(program, layout, given, &mut budget)
        };
        let drafts: Vec<_> = pricers.iter().zip(&endpoints).map(draft).collect();
        for (of, draft) in endpoints.iter_mut().zip(&drafts) {
            of.has_row = draft.is_some();
        }
        let rows = rows(&drafts, width);
        let mut own: Box<[u32]> = vec![endpoint::UNKNOWN; sheet.model().endpoints.len()].into();
        for (at, place) in (0_u32..).zip(&places) {
            // Of an endpoint that is stated twice, the first place.
            own.get_mut(*place).into_iter().for_each(|own| *own = at.min(*own));
        }
        let compiled = Compiled { needs: rows.needs(), rows, endpoints, places: own, quantities, scale };
        ColumnPricer { sheet: sheet.clone(), compiled: Arc::new(compiled) }
    }

    /// The sheet that it prices by.
    #[must_use]
    pub fn sheet(&self) -> &PriceSheet {
        &self.sheet
    }

    /// The names of the endpoints, each in its place.
    pub fn endpoints(&self) -> impl ExactSizeIterator<Item = &str> {
        let name = |of: &Of| self.sheet.model().endpoints.get(of.place).map_or("", |endpoint| &endpoint.name);
        self.compiled.endpoints.iter().map(name)
    }

    /// The place by which columns state the endpoint of this name.
    ///
    /// # Errors
    ///
    /// [`UsageError::UnknownEndpoint`], where the sheet has no such endpoint, or the pricer was not made for it.
    pub fn endpoint_place(&self, name: &str) -> Result<u32, UsageError> {
        match self.place(name) {
            Some(place) => Ok(place),
            None => {
                self.sheet.place(name)?;
                Err(UsageError::UnknownEndpoint { endpoint: name.to_string(), nearest: None })
            }
        }
    }

    fn place(&self, name: &str) -> Option<u32> {
        let place = self.compiled.places.get(self.sheet.known_place(name)?).copied();
        place.filter(|place| *place != endpoint::UNKNOWN)
    }

    /// The bit by which masks state an option of the endpoint at this place; none where it has no such option.
    #[must_use]
    pub fn option_place(&self, endpoint: u32, name: &str) -> Option<u32> {
        Some(self.priced(endpoint)?.compiled.names.option(name)?.trailing_zeros())
    }

    /// The place of a quantity in the list of the endpoint at this place; none where it has no such quantity. Columns are
    /// bound to quantities by name.
    #[must_use]
    pub fn quantity_place(&self, endpoint: u32, name: &str) -> Option<usize> {
        self.priced(endpoint)?.compiled.names.quantity(name).map(|quantity| quantity.index())
    }

    /// The scale that the amounts of whole quantities mostly need: how many decimal places.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.compiled.scale
    }

    /// What each usage costs, as integers: the amount times ten to the power of the scale. Returns the usages that have no
    /// such amount, in their order; in the column, theirs is the largest integer, which is never an amount.
    ///
    /// # Errors
    ///
    /// Columns that are not of one length. What is wrong with one usage is a [`RowError`].
    pub fn price<T: IntegerAmount>(
        &self,
        columns: &Columns<'_>,
        scale: u32,
        amounts: &mut [T],
    ) -> Result<Vec<RowError>, ColumnsError> {
        Pass::new(self, columns, scale).run(amounts)
    }

    /// What each usage costs, in the decimal type. Returns the usages that have no price, in their order; in the column,
    /// theirs is [`Decimal::MAX`].
    ///
    /// ```
    /// use pricesheet::{ColumnPricer, Columns, Decimal, PriceSheet};
    ///
    /// let pricer = ColumnPricer::new(&PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
    /// let place = pricer.endpoint_place("get-personal-profile")?;
    /// let mut amounts = [Decimal::ZERO; 2];
    /// let errors = pricer.price_decimals(&Columns::new(&[place, 1_000]), &mut amounts)?;
    /// assert_eq!(amounts, [Decimal::ONE, Decimal::MAX]);
    /// assert_eq!((errors[0].row, errors[0].code()), (1, "unknown-endpoint"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`price`](Self::price).
    pub fn price_decimals(
        &self,
        columns: &Columns<'_>,
        amounts: &mut [Decimal],
    ) -> Result<Vec<RowError>, ColumnsError> {
        Pass::new(self, columns, 0).run(amounts)
    }

    fn priced(&self, endpoint: u32) -> Option<Priced<'_>> {
        let of = self.compiled.endpoints.get(usize::try_from(endpoint).ok()?)?;
        Some(self.sheet.pricer(of.place)?.priced())
    }
}

/// An integer type of amounts: `i64` or `i128`.
pub trait IntegerAmount: Amount {}

impl IntegerAmount for i64 {}
impl IntegerAmount for i128 {}

/// What every set of a few options says to the program of their endpoint.
fn openings(priced: Priced<'_>) -> Box<[Option<Opening<'static>>]> {
    const OPTIONS_MAX: usize = 4;
    let Priced { endpoint, compiled } = priced;
    let count = endpoint.option_names.len();
    let opening = |bits: u128| {
        let given = compiled.names.given_bits(bits).ok()?;
        Some(compiled.program.as_ref()?.opening(given))
    };
    if count > OPTIONS_MAX { Box::default() } else { (0..1_u128 << count).map(opening).collect() }
}

/// The names of all quantities, those of most endpoints first: these have columns in the rows.
fn shared_first(pricers: &[EndpointPricer<'_>]) -> Vec<String> {
    let mut counts = alloc::collections::BTreeMap::<&str, (usize, usize)>::new();
    let names = pricers.iter().flat_map(|pricer| &pricer.endpoint.quantities);
    for (at, quantity) in names.enumerate() {
        let (count, _) = counts.entry(&quantity.name).or_insert((0, at));
        *count = count.saturating_add(1);
    }
    let mut names: Vec<_> = counts.into_iter().collect();
    names.sort_by_key(|(_, (count, first))| (core::cmp::Reverse(*count), *first));
    names.into_iter().map(|(name, _)| name.to_string()).collect()
}

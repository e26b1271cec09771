//! An endpoint that prices: its program where that has an answer, else the rules. This is the one place that falls back from
//! the one to the other.

mod fault;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::exact::{Exact, product};
use crate::limits::QUANTITIES_MAX;
use crate::program::{Answers, Narrow, Opening, Program, QUANTITIES_FEW, Quantities, Wide};
use crate::resolve::{Names, Refusal, Resolved, Room, calls, is_one};
use crate::rules::{self, Fault, Observer, OptionBits, Selection, Setting, Step, Unobserved};
use crate::sheet::Endpoint;
use crate::steps::{Counts, Steps};
use crate::usage::{AnyUsage, UsageError, UsageRef};
pub(crate) use fault::refuse_bits;

/// What an endpoint of the model is compiled to.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub(crate) names: Names,
    /// None where the rules price every usage.
    pub(crate) program: Option<Program>,
    /// The price of a usage that states nothing but its endpoint, where the program has it.
    unstated: Narrow,
    /// What the defaults of all attributes answer to the program; none where it asks nothing, or some have no default.
    defaults: Option<Box<Answers>>,
}

impl Compiled {
    pub(crate) fn of(endpoint: &Endpoint) -> Self {
        let program = Program::compile(endpoint);
        let names = Names::of(endpoint, program.as_ref());
        let mut compiled = Compiled { names, program, unstated: Narrow::NONE, defaults: None };
        if let Some(program) = compiled.program.as_ref().filter(|_| endpoint.asks_for_more()) {
            let setting = compiled.names.setting(&UsageRef::new("")).ok();
            compiled.defaults = setting.and_then(|setting| program.answers(&setting)).map(Box::new);
        }
        compiled.unstated = compiled.price_stated(&UsageRef::new(&endpoint.name));
        compiled
    }

    /// What a usage of one call costs, where the program says so; no amount for every other one, priceable or not.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn price_fast<U: AnyUsage>(&self, usage: &U) -> Narrow {
        // Where a window asks for the instant, there is no such price.
        if usage.states_nothing() && self.unstated.is_some() {
            self.unstated
        } else {
            self.price_stated(usage)
        }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn price_stated<U: AnyUsage>(&self, usage: &U) -> Narrow {
        let Some(program) = &self.program else { return Narrow::NONE };
        if self.names.ask_for_more() {
            return self.price_under(program, usage);
        }
        let mut quantities = Quantities::zero();
        match self.names.resolve_plain(usage, &mut quantities) {
            Ok(resolved) => program.price_quantities(opening(program, &resolved), &mut quantities),
            Err(_) => Narrow::NONE,
        }
    }

    /// The same where more is stated than options and quantities.
    #[inline(never)]
    fn price_under<U: AnyUsage>(&self, program: &Program, usage: &U) -> Narrow {
        let (mut quantities, mut setting) = (Quantities::zero(), Setting::new());
        let Ok(resolved) = self.names.resolve_under(usage, &mut quantities, &mut setting) else {
            return Narrow::NONE;
        };
        let mut answers = *Answers::NONE;
        match program.answer(&setting, &mut answers) {
            Some(()) => {
                let opening = program.under(opening(program, &resolved), &answers);
                program.price_under(&opening, &mut quantities)
            }
            None => Narrow::NONE,
        }
    }

    /// What a set of options says to the program where no attribute is stated; none where it must be.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn opening(&self, given: OptionBits) -> Option<Opening<'_>> {
        let program = self.program.as_ref()?;
        if !self.names.ask_for_more() {
            return Some(program.opening(given));
        }
        Some(program.under(program.opening(given), self.defaults.as_deref()?))
    }
}

#[cfg_attr(not(feature = "small"), inline(always))]
fn opening(program: &Program, resolved: &Resolved) -> Opening<'static> {
    match resolved.adds() {
        Some(adds) => program.opening_with(resolved.given, adds),
        None => program.opening(resolved.given),
    }
}

/// A quote by a program where more is stated than options and quantities.
fn quote_under(
    program: &Program,
    opening: Opening<'_>,
    setting: &Setting,
    quantities: &mut Quantities,
    steps: &mut Steps,
) -> Narrow {
    match program.answers_in_full(setting) {
        Some(answers) => program.quote(&program.under(opening, &answers), quantities, steps),
        None => Narrow::NONE,
    }
}

/// An endpoint of the model with what it is compiled to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Priced<'s> {
    pub(crate) endpoint: &'s Endpoint,
    pub(crate) compiled: &'s Compiled,
}

/// Room for quantities as they are stated, and as integers.
struct Both<'r>(&'r mut [Decimal], &'r mut Quantities);

impl Room for Both<'_> {
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn put(&mut self, place: usize, quantity: Decimal) {
        self.0.put(place, quantity);
        self.1.put(place, quantity);
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn put_whole(&mut self, place: usize, quantity: Decimal, whole: u64) {
        if let Some(room) = self.0.get_mut(place) {
            *room = quantity;
        }
        self.1.put_whole(place, whole);
    }
}

/// What a quote is made of.
pub(crate) struct Itemised<'q> {
    pub(crate) given: &'q mut OptionBits,
    pub(crate) besides: &'q mut Option<Box<Besides>>,
    pub(crate) counts: &'q mut Counts,
    pub(crate) steps: &'q mut Steps,
    pub(crate) price: &'q mut Decimal,
}

/// What is not asked of most usages: what they state besides options and quantities, and how many calls of several they are, with
/// the price of all of them.
#[derive(Debug, Clone)]
pub(crate) struct Besides {
    pub(crate) setting: Setting,
    pub(crate) several: Option<(Decimal, Decimal)>,
}

impl<'s> Priced<'s> {
    /// What a usage costs.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn price<U: AnyUsage>(self, usage: &U) -> Result<Decimal, UsageError> {
        let price = self.compiled.price_fast(usage);
        self.finish(price, usage)
    }

    /// The price of a usage, of which this is the price of one call where the program has one.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn finish<U: AnyUsage>(self, price: Narrow, usage: &U) -> Result<Decimal, UsageError> {
        let is_final = price.is_some() && is_one(usage.call_count());
        let wide = if is_final { price.into() } else { Wide::of(self.finish_elsewhere(price, usage)?) };
        Ok(wide.decimal())
    }

    #[inline(never)]
    fn finish_elsewhere<U: AnyUsage>(self, price: Narrow, usage: &U) -> Result<Decimal, UsageError> {
        match price.decimal() {
            Some(price) => self.total(price, calls(self.endpoint, usage.call_count())?),
            None => self.price_by_rules(usage),
        }
    }

    /// The same by the rules alone.
    pub(crate) fn price_by_rules<U: AnyUsage>(self, usage: &U) -> Result<Decimal, UsageError> {
        self.select(usage, |selection, calls| self.total(self.rate(selection, &mut Unobserved)?, calls))
    }

    /// Calls with what a usage selects, and how many times it is called.
    pub(crate) fn select<U: AnyUsage, T>(
        self,
        usage: &U,
        with: impl FnOnce(Selection<'_>, Decimal) -> Result<T, UsageError>,
    ) -> Result<T, UsageError> {
        // Room for the quantities on the stack: a small array is cheaper to fill than one for the largest endpoint.
        if self.endpoint.quantities.len() <= QUANTITIES_FEW {
            self.select_in(usage, &mut [Decimal::ZERO; QUANTITIES_FEW], with)
        } else {
            self.select_in(usage, &mut [Decimal::ZERO; QUANTITIES_MAX], with)
        }
    }

    fn select_in<U: AnyUsage, T>(
        self,
        usage: &U,
        room: &mut [Decimal],
        with: impl FnOnce(Selection<'_>, Decimal) -> Result<T, UsageError>,
    ) -> Result<T, UsageError> {
        let Resolved { given, .. } = self.resolve(usage, room)?;
        let calls = calls(self.endpoint, usage.call_count())?;
        let quantities = room.get(..self.endpoint.quantities.len()).unwrap_or_default();
        let selection = Selection::new(given, quantities);
        match self.setting(usage)? {
            None => with(selection, calls),
            Some(setting) => with(selection.under(&setting), calls),
        }
    }

    /// Whether a usage states more than options and quantities.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn asks_for_more(self) -> bool {
        self.endpoint.asks_for_more()
    }

    /// What a usage states besides options and quantities; none where the endpoint asks for nothing else.
    pub(crate) fn setting<U: AnyUsage>(self, usage: &U) -> Result<Option<Setting>, UsageError> {
        if !self.asks_for_more() {
            return Ok(None);
        }
        self.compiled.names.setting(usage).map(Some).map_err(|refusal| self.explain(usage, refusal))
    }

    /// The options that a usage gives, how much of every quantity, and how many calls.
    pub(crate) fn selected<U: AnyUsage>(
        self,
        usage: &U,
    ) -> Result<(OptionBits, Vec<Decimal>, Decimal), UsageError> {
        self.select(usage, |selection, calls| Ok((selection.options, selection.quantities.to_vec(), calls)))
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn resolve<U: AnyUsage, R: Room + ?Sized>(self, usage: &U, room: &mut R) -> Result<Resolved, UsageError> {
        let resolved = self.compiled.names.resolve(usage, room);
        resolved.map_err(|refusal| self.explain(usage, refusal))
    }

    pub(crate) fn explain<U: AnyUsage>(self, usage: &U, refusal: Refusal) -> UsageError {
        self.compiled.names.explain(self.endpoint, usage, refusal)
    }

    /// Fills in what a usage costs, with its steps and quantities, and the options given.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn quote<U: AnyUsage>(self, usage: &U, into: Itemised<'_>) -> Result<(), UsageError> {
        let mut quantities = Quantities::zero();
        let resolved = self.resolve(usage, &mut Both(into.counts.as_mut_slice(), &mut quantities))?;
        *into.given = resolved.given;
        if !is_one(usage.call_count()) || self.compiled.names.ask_for_more() {
            *into.besides = Some(self.besides(usage)?);
        }
        let price = match (&self.compiled.program, &*into.besides) {
            (Some(program), Some(besides)) if self.compiled.names.ask_for_more() => {
                let opening = opening(program, &resolved);
                quote_under(program, opening, &besides.setting, &mut quantities, into.steps)
            }
            (Some(program), _) => program.quote(&opening(program, &resolved), &mut quantities, into.steps),
            (None, _) => Narrow::NONE,
        };
        let wide = if price.is_some() && into.steps.add_up_to(price) {
            price.into()
        } else {
            let setting = into.besides.as_ref().map(|besides| &besides.setting);
            Wide::of(self.quote_by_rules(resolved.given, setting, into.counts, into.steps)?)
        };
        *into.price = wide.decimal();
        if let Some((calls, total)) = into.besides.as_mut().and_then(|besides| besides.several.as_mut()) {
            *total = self.total(*into.price, *calls)?;
        }
        Ok(())
    }

    /// How many calls a usage is, and what it states besides options and quantities.
    #[inline(never)]
    fn besides<U: AnyUsage>(self, usage: &U) -> Result<Box<Besides>, UsageError> {
        let calls = calls(self.endpoint, usage.call_count())?;
        let several = (!is_one(calls)).then_some((calls, Decimal::ZERO));
        let setting = self.setting(usage)?.unwrap_or(Setting::new());
        Ok(Box::new(Besides { setting, several }))
    }

    /// The steps of one call of a selection by the rules alone, and its price.
    #[inline(never)]
    pub(crate) fn quote_by_rules(
        self,
        given: OptionBits,
        setting: Option<&Setting>,
        counts: &Counts,
        steps: &mut Steps,
    ) -> Result<Decimal, UsageError> {
        steps.restart();
        let selection = Selection::new(given, counts.as_slice()).under(setting.unwrap_or(Setting::NONE));
        let price = self.rate(selection, steps)?;
        // A quote whose lines do not add up is not made.
        if steps.decimals_add_up_to(price) { Ok(price) } else { Err(self.unrepresentable()) }
    }

    /// What one call costs with these options and so much of every quantity, all of them whole: by the program with a check at
    /// each step, else by the rules.
    #[inline(never)]
    pub(crate) fn price_counts(
        self,
        program: Option<&Program>,
        opening: &Opening<'_>,
        counts: &[u64],
    ) -> Result<Decimal, UsageError> {
        self.expect(counts.len())?;
        match program.and_then(|program| program.price_checked(*opening, counts).decimal()) {
            Some(price) => Ok(price),
            None => {
                let mut room = [Decimal::ZERO; QUANTITIES_MAX];
                room.iter_mut().zip(counts).for_each(|(room, count)| *room = Decimal::from(*count));
                self.rate_unstated(opening, &room)
            }
        }
    }

    /// The same for quantities that may have decimal places.
    #[inline(never)]
    pub(crate) fn price_decimals(
        self,
        opening: &Opening<'_>,
        stated: &[Decimal],
    ) -> Result<Decimal, UsageError> {
        self.expect(stated.len())?;
        let mut room = [Decimal::ZERO; QUANTITIES_MAX];
        for (at, quantity) in stated.iter().enumerate() {
            // A negative zero is zero.
            if quantity.is_sign_negative() && !quantity.is_zero() {
                let name = self.endpoint.quantities.get(at).map(|quantity| quantity.name.clone());
                return Err(UsageError::NegativeQuantity { quantity: name.unwrap_or_default() });
            }
            room.put(at, *quantity);
        }
        self.rate_unstated(opening, &room)
    }

    /// What one call costs where no attribute is stated, and quantities stand at the beginning of a room: what is beyond them
    /// are places of none.
    fn rate_unstated(self, opening: &Opening<'_>, room: &[Decimal]) -> Result<Decimal, UsageError> {
        let quantities = room.get(..self.endpoint.quantities.len()).unwrap_or_default();
        let selection = Selection::new(opening.given, quantities);
        match self.setting(&UsageRef::new(""))? {
            None => self.rate(selection, &mut Unobserved),
            Some(setting) => self.rate(selection.under(&setting), &mut Unobserved),
        }
    }

    fn expect(self, stated: usize) -> Result<(), UsageError> {
        let expected = self.endpoint.quantities.len();
        if stated == expected {
            return Ok(());
        }
        let endpoint = self.endpoint.name.clone();
        Err(UsageError::CountsMismatch { endpoint, expected, stated })
    }

    /// What one call costs with these options and so much of every quantity, also as integers: by the program, else by the
    /// rules.
    pub(crate) fn price_selection(
        self,
        given: OptionBits,
        stated: &[Decimal],
        mut integers: Quantities,
        setting: Option<&Setting>,
    ) -> Result<Decimal, UsageError> {
        self.expect(stated.len())?;
        let program = self.compiled.program.as_ref();
        let price = program.map(|program| {
            let opening = program.opening(given);
            match setting {
                None => program.price_quantities(opening, &mut integers),
                Some(setting) => program.answers(setting).map_or(Narrow::NONE, |answers| {
                    program.price_quantities(program.under(opening, &answers), &mut integers)
                }),
            }
        });
        match price.and_then(Narrow::decimal) {
            Some(price) => Ok(price),
            None => {
                let selection = Selection::new(given, stated).under(setting.unwrap_or(Setting::NONE));
                self.rate(selection, &mut Unobserved)
            }
        }
    }

    /// The options that are given where exactly these bits are stated.
    pub(crate) fn given_bits(self, stated: OptionBits) -> Result<OptionBits, UsageError> {
        let names = &self.compiled.names;
        let unknown = stated & names.unknown_options();
        match names.given_bits(stated) {
            Ok(given) if unknown == 0 => Ok(given),
            refused => Err(refuse_bits(self.endpoint, stated, unknown, refused.err())),
        }
    }

    /// What one call of a selection costs by the rules.
    pub(crate) fn rate<O: Observer>(
        self,
        selection: Selection<'_>,
        observer: &mut O,
    ) -> Result<Decimal, UsageError> {
        rules::price(self.endpoint, selection, observer)
            .map_err(|fault| self.name_fault(fault, selection.setting))
    }

    /// Each of the calls is rated for itself, so all of them cost that many times one.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn total(self, price: Decimal, calls: Decimal) -> Result<Decimal, UsageError> {
        if is_one(calls) { Ok(price) } else { self.total_of_several(price, calls) }
    }

    #[inline(never)]
    fn total_of_several(self, price: Decimal, calls: Decimal) -> Result<Decimal, UsageError> {
        product_of_words(price, calls).or_else(|| product(price, calls)).ok_or_else(|| self.unrepresentable())
    }

    fn unrepresentable(self) -> UsageError {
        self.name_fault(Fault::NotRepresentable(Step::Total), Setting::NONE)
    }
}

/// The product of two numbers of 64 bits, where the decimal type holds it.
fn product_of_words(price: Decimal, calls: Decimal) -> Option<Decimal> {
    let word = |number: Decimal| u64::try_from(number.mantissa()).ok();
    let mantissa = u128::from(word(price)?).checked_mul(word(calls)?.into())?;
    Exact { mantissa, scale: price.scale().checked_add(calls.scale())? }.to_decimal()
}

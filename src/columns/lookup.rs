//! One usage of columns, in the terms of its endpoint: by places, without a name.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::batch::Columns;
use super::known::Known;
use super::number::NumberColumn;
use super::usage::BatchUsage;
use super::{ColumnPricer, Of};
use crate::endpoint::{Priced, refuse_bits};
use crate::limits::QUANTITIES_MAX;
use crate::program::{Narrow, QUANTITIES_FEW, Quantities};
use crate::resolve::{Names, Room, calls};
use crate::rules::{OptionBits, Selection, Setting, Unobserved};
use crate::sheet::{AttributeId, ValueId};
use crate::usage::UsageError;

/// The names of columns, each looked up once: those of endpoints and quantities before the first usage, others with the first
/// usage of an endpoint that states them.
pub(super) struct Lookup<'p, 'c, 'a> {
    pricer: &'p ColumnPricer,
    columns: &'c Columns<'a>,
    /// The place of each name of the column of endpoints.
    endpoints: Vec<u32>,
    /// The quantity of each column, among those of the pricer.
    quantities: Vec<Option<usize>>,
    /// Where the slots of each column of an attribute begin: one for its name, then those of its texts.
    attributes: Vec<usize>,
    known: Known,
}

/// Takes the numbers of columns.
trait Take: Room {
    /// Takes a number that is stated; none where it is below zero, or there is no room for it.
    fn take(&mut self, place: usize, numbers: &NumberColumn<'_>, row: usize) -> Option<()>;
}

impl Take for Quantities {
    #[inline(always)]
    fn take(&mut self, place: usize, numbers: &NumberColumn<'_>, row: usize) -> Option<()> {
        let (mantissa, scale) = numbers.word(row)?;
        self.put_mantissa(place, mantissa, scale);
        Some(())
    }
}

impl Take for [Decimal] {
    fn take(&mut self, place: usize, numbers: &NumberColumn<'_>, row: usize) -> Option<()> {
        let number = numbers.decimal(row).filter(|number| !number.is_sign_negative())?;
        self.put(place, number);
        Some(())
    }
}

impl<'p, 'c, 'a> Lookup<'p, 'c, 'a> {
    pub(super) fn new(pricer: &'p ColumnPricer, columns: &'c Columns<'a>) -> Self {
        let compiled = &*pricer.compiled;
        let quantities = columns.quantities.iter().map(|(name, _)| compiled.quantities.get(name)).collect();
        let lists = columns.lists.map_or(0, |lists| lists.names().texts().len());
        let mut width = columns.options.len().saturating_add(lists);
        let attributes = columns.attributes.iter().map(|(_, texts)| {
            let begin = width;
            width = width.saturating_add(texts.texts().len()).saturating_add(1);
            begin
        });
        let attributes = attributes.collect();
        let known = Known::new(compiled.endpoints.len(), width);
        let endpoints = columns.endpoints.places_in(pricer);
        Lookup { pricer, columns, endpoints, quantities, attributes, known }
    }

    /// The quantity of each column, among those of the pricer.
    pub(super) fn quantities(&self) -> &[Option<usize>] {
        &self.quantities
    }

    /// The places of the names of the column of endpoints.
    pub(super) fn endpoints(&self) -> &[u32] {
        &self.endpoints
    }

    /// The place of a usage's endpoint.
    #[inline(always)]
    pub(super) fn endpoint(&self, row: usize) -> u32 {
        self.columns.endpoints.place(row, &self.endpoints)
    }

    /// Whether a usage states an attribute.
    #[inline(always)]
    pub(super) fn states_attributes(&self, row: usize) -> bool {
        self.columns.attributes.iter().any(|(_, texts)| texts.is_stated(row))
    }

    fn of(&self, endpoint: u32) -> Option<(&'p Of, Priced<'p>)> {
        let of = self.pricer.compiled.endpoints.get(usize::try_from(endpoint).ok()?)?;
        Some((of, self.pricer.sheet.pricer(of.place)?.priced()))
    }

    /// The options that a usage states; none where the endpoint does not have one, or it is stated twice.
    pub(super) fn options(&mut self, endpoint: u32, row: usize) -> Option<OptionBits> {
        let columns = self.columns;
        let mut stated = columns.masks.map_or(0, |masks| masks.get(row));
        if let Some(lists) = columns.lists {
            let names = lists.names();
            for at in lists.list(row).filter(|at| names.is_stated(*at)) {
                let name = *names.texts().get(names.id(at))?;
                let slot = columns.options.len().saturating_add(names.id(at));
                add(&mut stated, self.option(endpoint, slot, name)?)?;
            }
        }
        for (slot, (name, flags)) in columns.options.iter().enumerate() {
            if flags.is_stated(row) {
                add(&mut stated, self.option(endpoint, slot, name)?)?;
            }
        }
        Some(stated)
    }

    #[inline(always)]
    fn option(&mut self, endpoint: u32, slot: usize, name: &str) -> Option<OptionBits> {
        let pricer = self.pricer;
        let place = self.known.get(endpoint, slot, || pricer.option_place(endpoint, name))?;
        1_u128.checked_shl(place)
    }

    /// What a usage states besides; none where its endpoint asks for nothing else. None at all where it is refused.
    #[inline(always)]
    fn setting(&mut self, endpoint: u32, priced: Priced<'p>, row: usize) -> Option<Option<Setting>> {
        if priced.asks_for_more() {
            return self.stated_setting(endpoint, &priced.compiled.names, row).map(Some);
        }
        (!self.states_attributes(row)).then_some(None)
    }

    /// Texts that the sheet does not name are left out: words alone depend on them, which a price does not have.
    fn stated_setting(&mut self, endpoint: u32, names: &Names, row: usize) -> Option<Setting> {
        let columns = self.columns;
        let (mut setting, mut stated) = (Setting::new(), 0_u32);
        for ((name, texts), begin) in columns.attributes.iter().zip(&self.attributes) {
            if !texts.is_stated(row) {
                continue;
            }
            let place = || names.attribute(name).and_then(|place| u32::try_from(place).ok());
            let attribute = self.known.get(endpoint, *begin, place)?;
            let bit = 1_u32.checked_shl(attribute)?;
            if stated & bit != 0 {
                return None;
            }
            stated |= bit;
            let attribute = usize::try_from(attribute).ok()?;
            let text = *texts.texts().get(texts.id(row))?;
            let slot = begin.saturating_add(texts.id(row)).saturating_add(1);
            let value = || names.value(attribute, text).map(ValueId::bits);
            let value = self.known.get(endpoint, slot, value)?;
            setting.set(AttributeId::at(attribute), ValueId::of_bits(value));
        }
        let at = || columns.at.and_then(|at| at.get(row)).map(Result::ok);
        names.complete_setting(&mut setting, stated, at).ok()?;
        Some(setting)
    }

    /// Takes how much of every quantity a usage states, or its default; none where it is refused.
    #[inline(always)]
    fn count<R: Take + ?Sized>(&self, of: &Of, names: &Names, row: usize, room: &mut R) -> Option<()> {
        let mut stated = 0_u64;
        for ((_, numbers), quantity) in self.columns.quantities.iter().zip(&self.quantities) {
            if !numbers.is_stated(row) {
                continue;
            }
            let at = of.quantities.iter().position(|own| Some(*own) == *quantity)?;
            let bit = 1_u64.wrapping_shl(u32::try_from(at).ok()?);
            if stated & bit != 0 {
                return None;
            }
            stated |= bit;
            room.take(at, numbers, row)?;
        }
        names.complete(stated, room).ok()
    }

    /// The price of one call by the program, of a usage whose names are known and which states what it must.
    #[inline(never)]
    pub(super) fn fast(&mut self, row: usize) -> Option<Narrow> {
        let endpoint = self.endpoint(row);
        let (of, priced) = self.of(endpoint)?;
        let (names, program) = (&priced.compiled.names, priced.compiled.program.as_ref()?);
        let options = self.options(endpoint, row)?;
        let setting = self.setting(endpoint, priced, row)?;
        let mut quantities = Quantities::zero();
        self.count(of, names, row, &mut quantities)?;
        let opening = match of.openings.get(usize::try_from(options).unwrap_or(usize::MAX)) {
            Some(opening) => (*opening)?,
            None => program.opening(given(names, options)?),
        };
        let Some(setting) = setting else { return Some(program.price_quantities(opening, &mut quantities)) };
        let answers = program.answers(&setting)?;
        Some(program.price_quantities(program.under(opening, &answers), &mut quantities))
    }

    /// What a usage costs.
    #[inline(never)]
    pub(super) fn price(&mut self, row: usize) -> Result<Decimal, UsageError> {
        let few = |(of, _): &(&Of, Priced<'_>)| of.quantities.len() <= QUANTITIES_FEW;
        let price = if self.of(self.endpoint(row)).as_ref().is_some_and(few) {
            self.by_rules(row, &mut [Decimal::ZERO; QUANTITIES_FEW])
        } else {
            self.by_rules(row, &mut [Decimal::ZERO; QUANTITIES_MAX])
        };
        price.map_or_else(|| self.by_names(row), Ok)
    }

    /// The same by the rules; none where it is an error.
    fn by_rules(&mut self, row: usize, room: &mut [Decimal]) -> Option<Decimal> {
        let endpoint = self.endpoint(row);
        let (of, priced) = self.of(endpoint)?;
        let names = &priced.compiled.names;
        let options = self.options(endpoint, row)?;
        let setting = self.setting(endpoint, priced, row)?;
        self.count(of, names, row, room)?;
        let selection = Selection::new(given(names, options)?, room.get(..of.quantities.len())?);
        let selection = selection.under(setting.as_ref().unwrap_or(Setting::NONE));
        let count = match self.columns.calls.filter(|calls| calls.is_stated(row)) {
            Some(calls) => calls.decimal(row)?,
            None => Decimal::ONE,
        };
        let count = calls(priced.endpoint, count).ok()?;
        priced.total(priced.rate(selection, &mut Unobserved).ok()?, count).ok()
    }

    /// The same by names: what is wrong with a usage, in words.
    fn by_names(&self, row: usize) -> Result<Decimal, UsageError> {
        let Some((_, priced)) = self.of(self.endpoint(row)) else {
            return Err(self.columns.endpoints.unknown(self.pricer, row));
        };
        let endpoint = priced.endpoint;
        let unknown = priced.compiled.names.unknown_options();
        let unknown = self.columns.masks.map_or(0, |masks| masks.get(row)) & unknown;
        if unknown != 0 {
            return Err(refuse_bits(endpoint, unknown, unknown, None));
        }
        let usage = BatchUsage::new(self.columns, endpoint, row);
        if !usage.is_representable() {
            return Err(UsageError::NotRepresentable { endpoint: endpoint.name.clone(), charge: None });
        }
        match priced.price(&usage) {
            Err(UsageError::InvalidInstant { at, error }) => {
                Err(UsageError::InvalidInstant { at, error: usage.instant_error().unwrap_or(error) })
            }
            price => price,
        }
    }
}

/// The options that are given where these are stated, each of which the endpoint must have.
fn given(names: &Names, stated: OptionBits) -> Option<OptionBits> {
    names.given_bits(stated).ok().filter(|_| stated & names.unknown_options() == 0)
}

/// Adds an option, which may not be there yet.
fn add(stated: &mut OptionBits, option: OptionBits) -> Option<()> {
    let is_new = *stated & option == 0;
    *stated |= option;
    is_new.then_some(())
}

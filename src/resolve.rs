//! From the names of a usage to the places of its endpoint, with every error of section 3 on the way: the one place where a
//! name that somebody states is looked up.

mod attributes;
mod explain;

use alloc::boxed::Box;
use alloc::string::ToString;

use rust_decimal::Decimal;

use crate::names::NameIndex;
use crate::program::Program;
use crate::rules::{OptionBits, Setting};
use crate::sheet::{Basis, Choice, Endpoint, OptionId, QuantityId};
use crate::usage::{AnyUsage, UsageError};
pub(crate) use explain::explain_choice;

/// The names of an endpoint, and what a usage has to state of them.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    options: NameIndex<Given>,
    quantities: NameIndex,
    choices: Box<[Members]>,
    attributes: Option<Box<attributes::Attributes>>,
    /// The defaults above zero, by the places of their quantities.
    defaults: Box<[(u8, Decimal)]>,
    /// Bits of the quantities that must be stated, and of those and the ones that have such a default.
    required: u64,
    awaited: u64,
    /// Whether a usage that states no quantity has counted nothing that could be priced.
    must_count: bool,
}

/// An option as a set of one, and what it adds to the flat amount of the endpoint's program in every case.
#[derive(Debug, Clone, Copy, Default)]
struct Given {
    bit: OptionBits,
    adds: u64,
}

/// The members of a choice.
#[derive(Debug, Clone, Copy)]
struct Members {
    all: OptionBits,
    default: OptionBits,
    required: bool,
}

/// What a usage selects; how much of every quantity is in the room that was lent for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolved {
    /// The options that are given: stated, or the default of their choice.
    pub(crate) given: OptionBits,
    /// What they add in every case; [`UNTOLD`](Self::UNTOLD) where one of them is the default of a choice.
    adds: u64,
}

impl Resolved {
    /// More than all options add.
    const UNTOLD: u64 = u64::MAX;

    /// What the options given add in every case, where none of them is the default of a choice.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn adds(&self) -> Option<u64> {
        (self.adds != Self::UNTOLD).then_some(self.adds)
    }
}

/// Takes how much of a quantity there is.
pub(crate) trait Room {
    /// A quantity, not below zero, by its place. What is not put is zero.
    fn put(&mut self, place: usize, quantity: Decimal);

    /// The same for a whole number of 64 bits, written as one.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn put_whole(&mut self, place: usize, quantity: Decimal, _: u64) {
        self.put(place, quantity);
    }
}

/// Keeps nothing.
struct NoRoom;

impl Room for NoRoom {
    fn put(&mut self, _: usize, _: Decimal) {}
}

impl Room for crate::program::Quantities {
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn put(&mut self, place: usize, quantity: Decimal) {
        Self::put(self, place, quantity);
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn put_whole(&mut self, place: usize, _: Decimal, whole: u64) {
        Self::put_whole(self, place, whole);
    }
}

impl Room for [Decimal] {
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn put(&mut self, place: usize, quantity: Decimal) {
        if let Some(room) = self.get_mut(place) {
            // Zeros at the end would only make the numbers of the computation larger.
            *room = if quantity.scale() == 0 { quantity } else { quantity.normalize() };
        }
    }
}

/// Why a usage is refused, without the words: the statement or the rule at fault, by its place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refusal {
    Option(usize),
    Choice(usize),
    Quantity(usize),
    Required(usize),
    Attribute(usize),
    AttributeRequired(usize),
    NoInstant,
    Instant,
    NothingCounted,
}

impl Names {
    pub(crate) fn of(endpoint: &Endpoint, program: Option<&Program>) -> Self {
        let mut options = NameIndex::<Given>::new(endpoint.option_names.iter());
        options.fill(|place| {
            let bit = usize::try_from(place).map_or(0, |place| OptionId::at(place).bit());
            Given { bit, adds: program.map_or(0, |program| program.always_adds(bit)) }
        });
        let members = |choice: &Choice| Members {
            all: choice.of.iter().fold(0, |all, member| all | member.bit()),
            default: choice.default.map_or(0, OptionId::bit),
            required: choice.required,
        };
        let required = (0_u8..).zip(&endpoint.quantities).filter(|(_, quantity)| quantity.required);
        let required = required.fold(0, |bits, (at, _)| bits | bit(at));
        let defaults = (0_u8..).zip(&endpoint.quantities);
        let defaults = defaults.filter_map(|(at, quantity)| Some((at, quantity.default?)));
        let defaults: Box<[_]> = defaults.filter(|(_, default)| !default.is_zero()).collect();
        Names {
            options,
            quantities: NameIndex::new(endpoint.quantities.iter().map(|quantity| &quantity.name)),
            choices: endpoint.choices.iter().map(members).collect(),
            attributes: attributes::Attributes::of(endpoint),
            awaited: defaults.iter().fold(required, |bits, (at, _)| bits | bit(*at)),
            required,
            defaults,
            must_count: endpoint.rates.is_empty()
                && endpoint.table.is_none()
                && endpoint.quantities.iter().all(|quantity| quantity.default.is_none()),
        }
    }

    /// The quantity of a name.
    pub(crate) fn quantity(&self, name: &str) -> Option<QuantityId> {
        self.quantities.get(name).map(QuantityId::at)
    }

    /// Bits that stand for no option.
    pub(crate) fn unknown_options(&self) -> OptionBits {
        u32::try_from(self.options.len())
            .map_or(0, |count| OptionBits::MAX.checked_shl(count).unwrap_or_default())
    }

    /// What a usage selects. Of every quantity its statement, or its default, is put into the room.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn resolve<U: AnyUsage, R: Room + ?Sized>(
        &self,
        usage: &U,
        room: &mut R,
    ) -> Result<Resolved, Refusal> {
        self.resolve_with(usage, room, || self.attributes(usage))
    }

    /// The same where it is known that the endpoint asks for nothing but options and quantities.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn resolve_plain<U: AnyUsage, R: Room + ?Sized>(
        &self,
        usage: &U,
        room: &mut R,
    ) -> Result<Resolved, Refusal> {
        self.resolve_with(usage, room, || states_no_attribute(usage))
    }

    /// The same where the endpoint asks for more than options and quantities, with all that a usage states but the texts of values
    /// that the sheet does not name.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn resolve_under<U: AnyUsage, R: Room + ?Sized>(
        &self,
        usage: &U,
        room: &mut R,
        setting: &mut Setting,
    ) -> Result<Resolved, Refusal> {
        self.resolve_with(usage, room, || match &self.attributes {
            None => self.attributes(usage),
            Some(attributes) => attributes.fill::<U, false>(usage, setting),
        })
    }

    /// Whether a usage states more than options and quantities.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn ask_for_more(&self) -> bool {
        self.attributes.is_some()
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn resolve_with<U: AnyUsage, R: Room + ?Sized>(
        &self,
        usage: &U,
        room: &mut R,
        attributes: impl FnOnce() -> Result<(), Refusal>,
    ) -> Result<Resolved, Refusal> {
        let (stated, adds) = self.options(usage)?;
        let mut resolved = Resolved { given: stated, adds };
        if !self.choices.is_empty() {
            resolved.given = self.given(stated)?;
            resolved.adds = if resolved.given == stated { adds } else { Resolved::UNTOLD };
        }
        let counted = self.quantities(usage, room)?;
        attributes()?;
        self.complete(counted, room)?;
        Ok(resolved)
    }

    /// Puts the defaults of what is not among these quantities into the room.
    #[inline(always)]
    pub(crate) fn complete<R: Room + ?Sized>(&self, counted: u64, room: &mut R) -> Result<(), Refusal> {
        let missing = self.awaited & !counted;
        if missing != 0 {
            self.fill(missing, room)?;
        }
        if counted == 0 && self.must_count { Err(Refusal::NothingCounted) } else { Ok(()) }
    }

    /// The options that are stated, each once, and what they add in every case.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn options<U: AnyUsage>(&self, usage: &U) -> Result<(OptionBits, u64), Refusal> {
        let (mut stated, mut adds) = (0, 0_u64);
        for (at, name) in usage.stated_options().enumerate() {
            let Some(entry) = self.options.find_short(name) else { return Err(Refusal::Option(at)) };
            let Given { bit, adds: own } = entry.value;
            if stated & bit != 0 {
                return Err(Refusal::Option(at));
            }
            stated |= bit;
            // All of them together are below the limit of sums.
            adds = adds.wrapping_add(own);
        }
        Ok((stated, adds))
    }

    /// The options that are given where these are stated: with the defaults of choices.
    #[inline(never)]
    fn given(&self, stated: OptionBits) -> Result<OptionBits, Refusal> {
        let mut given = stated;
        for (at, choice) in self.choices.iter().enumerate() {
            let made = stated & choice.all;
            if made == 0 {
                if choice.required {
                    return Err(Refusal::Choice(at));
                }
                given |= choice.default;
            } else if !made.is_power_of_two() {
                return Err(Refusal::Choice(at));
            }
        }
        Ok(given)
    }

    /// Puts the quantities that are stated into the room, each once; their bits. Mostly they are stated in the sheet's order.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn quantities<U: AnyUsage, R: Room + ?Sized>(&self, usage: &U, room: &mut R) -> Result<u64, Refusal> {
        let mut stated = 0_u64;
        let mut likely = self.quantities.entries().iter();
        for (at, (name, value)) in usage.stated_quantities().enumerate() {
            let entry = match likely.next() {
                Some(entry) if entry.is(name) => entry,
                _ => self.quantities.find_elsewhere(name).ok_or(Refusal::Quantity(at))?,
            };
            let (place, bit) =
                (usize::try_from(entry.place).unwrap_or(usize::MAX), 1_u64.wrapping_shl(entry.place));
            let whole = whole(value);
            // A negative zero is zero.
            if stated & bit != 0 || (whole.is_none() && value.is_sign_negative() && !value.is_zero()) {
                return Err(Refusal::Quantity(at));
            }
            stated |= bit;
            match whole {
                Some(whole) => room.put_whole(place, value, whole),
                None => room.put(place, value),
            }
        }
        Ok(stated)
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn attributes<U: AnyUsage>(&self, usage: &U) -> Result<(), Refusal> {
        match &self.attributes {
            None => states_no_attribute(usage),
            Some(attributes) => attributes.check(usage),
        }
    }

    #[inline(never)]
    fn fill<R: Room + ?Sized>(&self, missing: u64, room: &mut R) -> Result<(), Refusal> {
        if let required @ 1.. = self.required & missing {
            return Err(Refusal::Required(usize::try_from(required.trailing_zeros()).unwrap_or(usize::MAX)));
        }
        for (place, default) in self.defaults.iter().filter(|(place, _)| missing & bit(*place) != 0) {
            room.put(usize::from(*place), *default);
        }
        Ok(())
    }

    /// Checks what a usage says of itself, whatever was used before: that its names are known and stated once, that no
    /// quantity is below zero, and that it counts something where the endpoint must.
    pub(crate) fn check<U: AnyUsage>(&self, usage: &U) -> Result<(), Refusal> {
        self.options(usage)?;
        let counted = self.quantities(usage, &mut NoRoom)?;
        // What was stated before need not be stated again.
        match &self.attributes {
            None => self.attributes(usage)?,
            Some(attributes) => drop(attributes.stated::<U, false>(usage, &mut Setting::new())?),
        }
        if counted == 0 && self.must_count { Err(Refusal::NothingCounted) } else { Ok(()) }
    }

    /// The options that a usage gives: those it states, with the defaults of choices.
    pub(crate) fn given_by<U: AnyUsage>(&self, usage: &U) -> Result<OptionBits, Refusal> {
        self.given(self.options(usage)?.0)
    }

    /// The options that a usage states.
    pub(crate) fn stated_by<U: AnyUsage>(&self, usage: &U) -> Result<OptionBits, Refusal> {
        Ok(self.options(usage)?.0)
    }

    /// The options that are given where exactly these bits are stated; none of them is unknown.
    pub(crate) fn given_bits(&self, stated: OptionBits) -> Result<OptionBits, Refusal> {
        self.given(stated)
    }

    /// What a usage states besides options and quantities, with the defaults of attributes.
    pub(crate) fn setting<U: AnyUsage>(&self, usage: &U) -> Result<Setting, Refusal> {
        let mut setting = Setting::new();
        if let Some(attributes) = &self.attributes {
            attributes.fill::<U, true>(usage, &mut setting)?;
        }
        Ok(setting)
    }

    /// Bits of the quantities that must be stated for no default to be needed, and whether any must be.
    pub(crate) fn awaited(&self) -> (u64, bool) {
        (self.awaited, self.must_count)
    }

    /// The bit of an option.
    pub(crate) fn option(&self, name: &str) -> Option<OptionBits> {
        self.options.find(name).map(|entry| entry.value.bit)
    }
}

#[inline(always)]
fn states_no_attribute<U: AnyUsage>(usage: &U) -> Result<(), Refusal> {
    if usage.stated_attributes().next().is_none() { Ok(()) } else { Err(Refusal::Attribute(0)) }
}

/// How many calls a usage stands for: a whole number from 1, and 1 where the endpoint rates periods.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn calls(endpoint: &Endpoint, calls: Decimal) -> Result<Decimal, UsageError> {
    if is_one(calls) { Ok(Decimal::ONE) } else { several_calls(endpoint, calls) }
}

/// Whether a number is 1, written as such.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn is_one(number: Decimal) -> bool {
    let parts = number.unpack();
    (parts.lo, parts.mid, parts.hi, parts.scale, parts.negative) == (1, 0, 0, 0, false)
}

#[inline(never)]
fn several_calls(endpoint: &Endpoint, calls: Decimal) -> Result<Decimal, UsageError> {
    if calls < Decimal::ONE || !calls.fract().is_zero() {
        return Err(UsageError::InvalidCalls { calls: calls.normalize().to_string() });
    }
    let calls = calls.normalize();
    if endpoint.basis == Basis::Period && !is_one(calls) {
        return Err(UsageError::CallsOnPeriod { endpoint: endpoint.name.clone() });
    }
    Ok(calls)
}

/// A quantity as a set of one, by its place.
fn bit(place: u8) -> u64 {
    1_u64.wrapping_shl(place.into())
}

/// A whole number of 64 bits, written as one.
#[cfg_attr(not(feature = "small"), inline(always))]
fn whole(value: Decimal) -> Option<u64> {
    let bytes = value.serialize();
    let word = |at: usize| {
        bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().map_or(0, u32::from_le_bytes)
    };
    // Sign and scale, and the mantissa from its low end.
    let (flags, low, middle, high) = (word(0), word(4), word(8), word(12));
    (flags | high == 0).then_some(u64::from(middle) << 32 | u64::from(low))
}

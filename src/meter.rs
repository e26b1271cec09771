//! Meters: one job or one billing period, rated bit by bit (section 6, *Progressive rating*).
//!
//! A meter knows what was used of one endpoint so far and what was due for it. Each record makes the difference due
//! between the price of the whole with it and what was due before, so the amounts add up to the price of the whole,
//! however it was cut: tiers, included units, roundings and bounds see all of it, never a slice.
//!
//! What a meter does not keep: the customer and the balance, the time and the end of the period, or the records
//! themselves. Whoever embeds it opens a meter for each job or each customer's period, stores its [`MeterState`]
//! together with the amount that a record made due, in one transaction, and closes it.
//!
//! As JSON (feature `serde`) a state is an object of this shape; every amount and count is a string:
//!
//! ```json
//! {
//!   "sheet": "64 hexadecimal digits", "endpoint": "search-employees", "minimum": "at-once",
//!   "recorded": true, "closed": false, "sequence": "3",
//!   "options": ["…"], "quantities": { "search": "1", "results": "120" }, "charged": "110"
//! }
//! ```
//!
//! Before `charged` stand `attributes`, an object of texts, and `at`, the instant of the first record, where the endpoint
//! asks for them.

mod error;
mod state;
#[cfg(feature = "serde")]
mod stored;

use alloc::string::ToString;

use rust_decimal::Decimal;

pub use error::MeterError;
pub use state::{MeterState, Minimum};

use crate::exact::difference;
use crate::price_sheet::{EndpointPricer, PriceSheet};
use crate::quote::Quote;
use crate::resolve::is_one;
use crate::sheet::{AttributeId, Basis};
use crate::usage::{AnyUsage, At, UsageError};

/// A running total of one endpoint: a job where the endpoint's `basis` is a call, else a billing period.
///
/// ```
/// use pricesheet::{Meter, Minimum, PriceSheet, Usage};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let search = || Usage::new("search-employees");
///
/// // 50 credits on request, status checks free, 0.5 for each profile as the pages arrive.
/// let mut job = Meter::open(sheet.endpoint("search-employees")?, Minimum::AtOnce);
/// assert_eq!(job.record(&search().quantity("search", 1))?.to_string(), "50");
/// assert_eq!(job.record(&search().quantity("status", 1))?.to_string(), "0");
/// assert_eq!(job.record(&search().quantity("results", 25))?.to_string(), "12.5");
///
/// // Between two events the state lies in the database.
/// let stored = job.into_state();
/// let mut job = Meter::resume(&sheet, stored)?;
/// assert_eq!(job.record(&search().quantity("results", 7))?.to_string(), "3.5");
/// // Two of the profiles were the same: 30 it is, cumulatively.
/// assert_eq!(job.restate(&search().quantity("results", 30))?.to_string(), "-1");
/// assert_eq!(job.close()?.to_string(), "0");
/// assert_eq!(job.charged(), sheet.price(&search().quantity("search", 1).quantity("results", 30))?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Meter<'s> {
    pricer: EndpointPricer<'s>,
    state: MeterState,
}

/// What a record does to the quantities that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// It adds to them.
    Added,
    /// It says what they come to.
    Restated,
}

impl<'s> Meter<'s> {
    /// A meter that nothing was recorded on. It owes nothing, open or closed.
    #[must_use]
    pub fn open(endpoint: EndpointPricer<'s>, minimum: Minimum) -> Self {
        Meter {
            state: MeterState::new(endpoint.fingerprint(), &endpoint.model().name, minimum),
            pricer: endpoint,
        }
    }

    /// Continues a meter where it stood, under the sheet that it was opened under.
    ///
    /// # Errors
    ///
    /// [`MeterError`]: the sheet is another one ([`Meter::rerate`] takes it), does not price what the state holds, or
    /// prices it otherwise, so that the state has been altered.
    pub fn resume(sheet: &'s PriceSheet, state: MeterState) -> Result<Self, MeterError> {
        if state.fingerprint != sheet.fingerprint() {
            return Err(MeterError::OtherSheet { opened: state.fingerprint, sheet: sheet.fingerprint() });
        }
        let meter = Meter { pricer: sheet.endpoint(&state.endpoint)?, state };
        let price = meter.price(&meter.state)?;
        if price == meter.state.charged {
            Ok(meter)
        } else {
            Err(MeterError::Contradicted { charged: meter.state.charged, price })
        }
    }

    /// Continues a meter under whatever sheet is asked for, and tells the amount due that this makes: what all of it
    /// costs there, less what was charged.
    ///
    /// # Errors
    ///
    /// [`MeterError`]: the sheet does not price what the state holds.
    pub fn rerate(sheet: &'s PriceSheet, state: MeterState) -> Result<(Self, Decimal), MeterError> {
        let mut meter = Meter { pricer: sheet.endpoint(&state.endpoint)?, state };
        let mut state = meter.state.clone();
        state.fingerprint = sheet.fingerprint();
        let due = meter.settle(state)?;
        Ok((meter, due))
    }

    /// Adds what was used since the last record, and tells the amount due for it; below zero where the whole became
    /// cheaper. A quantity has its default until a record states it. On a job options may come later and then hold
    /// for the whole of it, and so may attributes; on a period every record has to give the same ones.
    ///
    /// # Errors
    ///
    /// [`MeterError`]; the meter stays as it was.
    pub fn record<U: AnyUsage>(&mut self, usage: &U) -> Result<Decimal, MeterError> {
        self.enter(Entry::Added, usage, None)
    }

    /// As [`record`](Self::record), with a number that makes a repeated record harmless and a missing one visible: the
    /// first is 1, and each is one above the last.
    ///
    /// # Errors
    ///
    /// [`MeterError::AlreadyCounted`] for a number at or below the meter's own, [`MeterError::Gap`] for one beyond the
    /// next, and as [`record`](Self::record); the meter stays as it was.
    pub fn record_numbered<U: AnyUsage>(&mut self, sequence: u64, usage: &U) -> Result<Decimal, MeterError> {
        self.enter(Entry::Added, usage, Some(sequence))
    }

    /// Corrects the quantities that a usage names to what they come to in all, up or down, and tells the amount due.
    /// Those that it does not name stay as they are, and so do attributes, and options where it names none.
    ///
    /// # Errors
    ///
    /// As [`record`](Self::record).
    pub fn restate<U: AnyUsage>(&mut self, usage: &U) -> Result<Decimal, MeterError> {
        self.enter(Entry::Restated, usage, None)
    }

    /// As [`restate`](Self::restate), with a number as [`record_numbered`](Self::record_numbered) takes it.
    ///
    /// # Errors
    ///
    /// As [`record_numbered`](Self::record_numbered).
    pub fn restate_numbered<U: AnyUsage>(&mut self, sequence: u64, usage: &U) -> Result<Decimal, MeterError> {
        self.enter(Entry::Restated, usage, Some(sequence))
    }

    /// Ends the job or the period, and tells the amount that is still due: what the endpoint's `min` adds where it
    /// falls due at closing, else nothing.
    ///
    /// # Errors
    ///
    /// [`MeterError::Closed`], and as [`record`](Self::record).
    pub fn close(&mut self) -> Result<Decimal, MeterError> {
        if self.state.closed {
            return Err(MeterError::Closed);
        }
        let mut state = self.state.clone();
        state.closed = true;
        self.settle(state)
    }

    /// All that was due so far: the price of the whole, without the endpoint's `min` while that is left for closing.
    #[must_use]
    pub fn charged(&self) -> Decimal {
        self.state.charged
    }

    /// What was used so far, step by step, the endpoint's `min` included; none where nothing was recorded.
    ///
    /// # Errors
    ///
    /// What has the price that was due without the endpoint's `min` may have none with it.
    pub fn quote(&self) -> Result<Option<Quote<'s>>, UsageError> {
        if self.state.recorded { self.pricer.quote(&self.state.whole()).map(Some) } else { Ok(None) }
    }

    /// What is to be stored, to continue with [`Meter::resume`].
    #[must_use]
    pub fn state(&self) -> &MeterState {
        &self.state
    }

    /// As [`state`](Self::state), where the meter is needed no more.
    #[must_use]
    pub fn into_state(self) -> MeterState {
        self.state
    }

    fn enter<U: AnyUsage>(
        &mut self,
        entry: Entry,
        usage: &U,
        sequence: Option<u64>,
    ) -> Result<Decimal, MeterError> {
        let mut state = self.state.clone();
        if let Some(sequence) = sequence {
            state.count(sequence)?;
        }
        if state.closed {
            return Err(MeterError::Closed);
        }
        if !self.pricer.model().is_called(usage.endpoint_name()) {
            let stated = usage.endpoint_name().to_string();
            return Err(MeterError::OtherEndpoint { endpoint: state.endpoint, stated });
        }
        if !is_one(usage.call_count()) {
            return Err(MeterError::CallsOnMeter { calls: usage.call_count().normalize() });
        }
        self.pricer.check_names(usage)?;
        self.take_options(&mut state, entry, usage)?;
        self.take_attributes(&mut state, entry, usage)?;
        if !state.recorded && !self.pricer.model().windows.is_empty() {
            // A job is made when its first record is.
            state.at = usage.stated_at().map(|at| match at {
                At::Instant(at) => at.to_string(),
                At::Stated(at) => at.to_string(),
                At::Text(text) => text.to_string(),
            });
        }
        for (name, value) in usage.stated_quantities() {
            match entry {
                Entry::Added => state.add(name, value)?,
                Entry::Restated => state.set(name, value),
            }
        }
        state.recorded = true;
        self.settle(state)
    }

    fn take_options<U: AnyUsage>(
        &self,
        state: &mut MeterState,
        entry: Entry,
        usage: &U,
    ) -> Result<(), MeterError> {
        let silent = entry == Entry::Restated && usage.stated_options().next().is_none();
        if self.pricer.model().basis == Basis::Period && state.recorded && !silent {
            let given = self.pricer.given(usage)?;
            if given != self.pricer.given(&state.whole())? {
                return Err(MeterError::OptionsDiffer { endpoint: state.endpoint.clone() });
            }
            return Ok(());
        }
        usage.stated_options().for_each(|name| state.give(name));
        Ok(())
    }

    /// On a job, what an attribute is may come later, and then holds; on a period every record has the same.
    fn take_attributes<U: AnyUsage>(
        &self,
        state: &mut MeterState,
        entry: Entry,
        usage: &U,
    ) -> Result<(), MeterError> {
        let (endpoint, priced) = (self.pricer.model(), self.pricer.priced());
        let of_period = endpoint.basis == Basis::Period && state.recorded;
        let (Some(known), true) = (priced.setting(&state.whole()).unwrap_or_default(), of_period) else {
            return usage.stated_attributes().try_for_each(|(name, value)| state.set_attribute(name, value));
        };
        let own = match entry {
            Entry::Added => priced.setting(usage)?,
            Entry::Restated => None,
        };
        for (at, attribute) in endpoint.attributes.iter().enumerate() {
            let id = AttributeId::at(at);
            let stated = || usage.stated_attributes().find(|(name, _)| *name == attribute.name);
            let own = own.as_ref().map(|own| own.text(endpoint, id)).or_else(|| Some(stated()?.1));
            let known = known.text(endpoint, id);
            if let Some(own) = own.filter(|own| *own != known) {
                return Err(MeterError::attribute_differs(&attribute.name, known, own));
            }
        }
        Ok(())
    }

    /// Takes the meter to a new state, if that has a price.
    fn settle(&mut self, mut state: MeterState) -> Result<Decimal, MeterError> {
        let price = self.price(&state)?;
        let due = difference(price, state.charged).ok_or(MeterError::NotRepresentable)?;
        state.charged = price;
        self.state = state;
        Ok(due)
    }

    /// What is due in all at this state.
    fn price(&self, state: &MeterState) -> Result<Decimal, UsageError> {
        match (state.recorded, state.minimum) {
            (false, _) => Ok(Decimal::ZERO),
            (true, Minimum::AtClose) if !state.closed => self.pricer.price_without_min(&state.whole()),
            (true, _) => self.pricer.price(&state.whole()),
        }
    }
}

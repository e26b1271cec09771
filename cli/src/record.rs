//! Recorded usages as they stand in files: read, rated and written back, one at a time.

pub(crate) mod convert;
pub(crate) mod csv;
pub(crate) mod input;
pub(crate) mod jsonl;
pub(crate) mod logged;
pub(crate) mod mapping;
pub(crate) mod meters;
pub(crate) mod rater;
pub(crate) mod usages;

use std::borrow::Cow;
use std::io::{self, Write};

use pricesheet::{Decimal, UsageRef, number};

use crate::fault::Fault;

/// A line or row longer than this is not held in memory: it comes back cut, as an error.
pub(crate) const RECORD_BYTES_MAX: usize = 1 << 20;

/// The fields of a record that make its usage.
#[derive(Debug)]
pub(crate) struct UsageFields<'a> {
    pub(crate) endpoint: Cow<'a, str>,
    pub(crate) options: Vec<Cow<'a, str>>,
    pub(crate) quantities: Vec<(Cow<'a, str>, Decimal)>,
    pub(crate) calls: Decimal,
    /// What the record states as its instant, which may be none.
    pub(crate) at: Option<Cow<'a, str>>,
}

impl UsageFields<'_> {
    /// Hands on the usage that they make.
    pub(crate) fn with_usage<T>(&self, with: impl FnOnce(&UsageRef<'_>) -> T) -> T {
        // Most state few, which need no memory of their own.
        const FEW: usize = 8;
        let (mut few_options, mut few_quantities) = ([""; FEW], [("", Decimal::ZERO); FEW]);
        let (mut options, mut quantities) = (Vec::new(), Vec::new());
        let named = self.options.iter().map(|name| &**name);
        let counted = self.quantities.iter().map(|(name, value)| (&**name, *value));
        let usage = UsageRef::new(&self.endpoint)
            .options(gather(named, self.options.len(), &mut few_options, &mut options))
            .quantities(gather(counted, self.quantities.len(), &mut few_quantities, &mut quantities))
            .calls(self.calls);
        with(&usage)
    }
}

/// Puts so many elements side by side: in the room for few, or in the list where they are more.
fn gather<'r, T>(
    elements: impl Iterator<Item = T>,
    count: usize,
    few: &'r mut [T],
    many: &'r mut Vec<T>,
) -> &'r [T] {
    match few.get_mut(..count) {
        Some(room) => {
            room.iter_mut().zip(elements).for_each(|(place, element)| *place = element);
            room
        }
        None => {
            many.extend(elements);
            many
        }
    }
}

/// Writes an amount without trailing zeros; most are a count.
pub(crate) fn write_amount(output: &mut impl Write, amount: Decimal) -> io::Result<()> {
    let amount = amount.normalize();
    match i64::try_from(amount.mantissa()) {
        Ok(count) if amount.scale() == 0 => output.write_all(itoa::Buffer::new().format(count).as_bytes()),
        _ => write!(output, "{amount}"),
    }
}

/// What a record comes to.
pub(crate) type Outcome = Result<Decimal, Fault>;

/// A quantity from its text.
pub(crate) fn quantity_of(name: &str, text: &str) -> Result<Decimal, Fault> {
    number::parse(text).map_err(|error| Fault::quantity(name, text, error))
}

/// The number of calls from its text.
pub(crate) fn calls_of(text: &str) -> Result<Decimal, Fault> {
    number::parse(text).map_err(|error| Fault::calls(text, error))
}

/// Whether an option with a field of its own is given.
pub(crate) fn flag(field: &str, text: &str) -> Result<bool, Fault> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" | "" => Ok(false),
        _ => Err(Fault::field(field, "true, 1, false, 0 or empty")),
    }
}

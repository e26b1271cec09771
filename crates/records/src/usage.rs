//! The usage that a record states.

use std::borrow::Cow;

use pricesheet::{Decimal, UsageRef};

/// The usage that a record states: names and numbers as they stand there, not yet checked against a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedUsage<'r> {
    /// The name of the endpoint.
    pub endpoint: Cow<'r, str>,
    /// The names of the options, as often as they are stated.
    pub options: Vec<Cow<'r, str>>,
    /// The quantities, as often as they are stated.
    pub quantities: Vec<(Cow<'r, str>, Decimal)>,
    /// How many times the same call was made.
    pub calls: Decimal,
    /// What is stated as its instant, which need not be one: it matters only where a sheet is chosen by it.
    pub at: Option<Cow<'r, str>>,
}

impl<'r> RecordedUsage<'r> {
    /// One call of an endpoint, without options and quantities.
    pub fn new(endpoint: impl Into<Cow<'r, str>>) -> Self {
        RecordedUsage {
            endpoint: endpoint.into(),
            options: Vec::new(),
            quantities: Vec::new(),
            calls: Decimal::ONE,
            at: None,
        }
    }

    /// Calls a function with the usage in the form in which it is priced.
    pub fn with_usage<T>(&self, with: impl FnOnce(&UsageRef<'_>) -> T) -> T {
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

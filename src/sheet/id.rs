//! Options and quantities of one endpoint, by their places in its lists: what was a name in the text is looked up once,
//! when the sheet is loaded.

/// An option of an endpoint: its place in the endpoint's [`option_names`](super::Endpoint::option_names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionId(u8);

/// A quantity of an endpoint: its place in the endpoint's [`quantities`](super::Endpoint::quantities).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuantityId(u8);

macro_rules! places {
    ($($id:ident),*) => {$(
        impl $id {
            /// The one at a place; that of no list, where it is beyond any that a sheet can have.
            pub(crate) fn at(place: usize) -> Self {
                Self(u8::try_from(place).unwrap_or(u8::MAX))
            }

            /// The first so many.
            pub(crate) fn first(count: usize) -> impl ExactSizeIterator<Item = Self> + use<> {
                (0..count).map(Self::at)
            }

            /// The place in the endpoint's list, from 0.
            #[must_use]
            #[inline(always)]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}

places!(OptionId, QuantityId);

impl OptionId {
    /// The option as a set of one: bit n stands for the n-th of the endpoint's
    /// [`option_names`](super::Endpoint::option_names).
    #[must_use]
    #[inline(always)]
    pub fn bit(self) -> u128 {
        1_u128.checked_shl(self.0.into()).unwrap_or_default()
    }
}

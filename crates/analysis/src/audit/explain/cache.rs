//! What was found for a usage and an amount, kept for the next record that has both: a log that is wrong is wrong in the same
//! way many times.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use pricesheet::usage::AnyUsage;
use pricesheet::{Decimal, EndpointPricer, SelectedUsage};

use crate::audit::Cause;

/// How many are kept at the most, each in the one place where it is looked for.
const PLACES: usize = 1 << 10;

/// What was found, and the place among the causes under which it is counted.
pub(in crate::audit) type Found = (Arc<[Cause]>, usize);

/// All that causes depend on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::audit) struct Key {
    /// Where the endpoint's model stands in memory: the book of an audit does not move.
    endpoint: usize,
    selected: SelectedUsage,
    /// The quantities that are stated, as bits, for another sheet may have other defaults.
    stated: u64,
    charged: Decimal,
}

impl Key {
    /// None where the usage calls the endpoint by another name, which may be another endpoint's in another sheet.
    pub(in crate::audit) fn of<U: AnyUsage>(
        endpoint: EndpointPricer<'_>,
        usage: &U,
        selected: &SelectedUsage,
        charged: Decimal,
    ) -> Option<Self> {
        let model = endpoint.model();
        if usage.endpoint_name() != model.name {
            return None;
        }
        let place = |name: &str| model.quantities.iter().position(|quantity| quantity.name == name);
        let bits = usage.stated_quantities().filter_map(|(name, _)| {
            place(name).and_then(|place| 1_u64.checked_shl(u32::try_from(place).ok()?))
        });
        let stated = bits.fold(0, |all, bit| all | bit);
        let endpoint = core::ptr::from_ref(model).addr();
        Some(Key { endpoint, selected: selected.clone(), stated, charged })
    }

    /// Where it is looked for.
    fn place(&self) -> usize {
        const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
        let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(PRIME).rotate_left(23);
        let low = |number: Decimal| u64::from_le_bytes(first_word(number.mantissa()));
        let options =
            u64::from_le_bytes(first_word(i128::from_le_bytes(self.selected.options().to_le_bytes())));
        let endpoint = u64::try_from(self.endpoint).unwrap_or_default();
        let quantities = self.selected.quantities().iter().map(|quantity| low(*quantity));
        let own = [endpoint, options, low(self.charged), low(self.selected.calls())];
        let hash = own.into_iter().chain(quantities).fold(0, mix);
        usize::try_from(hash >> 40).unwrap_or_default() & PLACES.saturating_sub(1)
    }
}

fn first_word(number: i128) -> [u8; 8] {
    number.to_le_bytes().first_chunk().copied().unwrap_or_default()
}

/// What was found before, for as many usages as there is room.
#[derive(Clone, Default)]
pub(in crate::audit) struct Cache {
    places: Vec<Option<(Key, Found)>>,
}

/// What is kept says nothing of an audit.
impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

impl Cache {
    pub(in crate::audit) fn get(&self, key: &Key) -> Option<Found> {
        let (of, found) = self.places.get(key.place())?.as_ref()?;
        (of == key).then(|| found.clone())
    }

    pub(in crate::audit) fn put(&mut self, key: Key, found: Found) {
        if self.places.is_empty() {
            self.places.resize(PLACES, None);
        }
        if let Some(room) = self.places.get_mut(key.place()) {
            *room = Some((key, found));
        }
    }
}

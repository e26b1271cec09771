//! What the names of columns are to an endpoint, each looked up once.

use alloc::vec;
use alloc::vec::Vec;

/// How much is remembered at the most; beyond it, names are looked up each time.
const KNOWN_MAX: usize = 1 << 20;

/// For each endpoint that a usage has named, a block with a slot for each name and text of the columns.
pub(super) struct Known {
    /// For each endpoint, one more than the number of its block; zero where it has none yet.
    blocks: Vec<u32>,
    slots: Vec<u32>,
    width: usize,
}

/// A slot holds what was found and this many more, so that what stands for any other text is a small number, too.
const FOUND: u32 = 3;
const NOT_FOUND: u32 = 1;
const NOT_LOOKED_UP: u32 = 0;

impl Known {
    /// Of so many endpoints, with so many slots for each.
    pub(super) fn new(endpoints: usize, width: usize) -> Self {
        let is_small = width <= KNOWN_MAX && endpoints <= KNOWN_MAX;
        let blocks = if width > 0 && is_small { vec![0; endpoints] } else { Vec::new() };
        Known { blocks, slots: Vec::new(), width }
    }

    /// What is in a slot; what is found, where nothing was looked up for it yet.
    #[inline(always)]
    pub(super) fn get(
        &mut self,
        endpoint: u32,
        slot: usize,
        find: impl FnOnce() -> Option<u32>,
    ) -> Option<u32> {
        let Some(known) = self.slot(endpoint, slot) else { return find() };
        if *known == NOT_LOOKED_UP {
            *known = find().map_or(NOT_FOUND, |found| found.wrapping_add(FOUND));
        }
        if *known == NOT_FOUND { None } else { Some(known.wrapping_sub(FOUND)) }
    }

    #[inline(always)]
    fn slot(&mut self, endpoint: u32, slot: usize) -> Option<&mut u32> {
        let block = self.blocks.get_mut(usize::try_from(endpoint).ok()?)?;
        if *block == 0 {
            *block = add(&mut self.slots, self.width)?;
        }
        let block = usize::try_from(*block).ok()?.wrapping_sub(1);
        self.slots.get_mut(block.wrapping_mul(self.width).wrapping_add(slot))
    }
}

/// Adds a block, where there is room for it; one more than its number.
#[inline(never)]
fn add(slots: &mut Vec<u32>, width: usize) -> Option<u32> {
    let length = slots.len().checked_add(width).filter(|length| *length <= KNOWN_MAX)?;
    slots.resize(length, NOT_LOOKED_UP);
    u32::try_from(length.checked_div(width)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_up_is_known_as_far_as_there_is_room() {
        for (endpoints, width, looked_up) in [(3, 4, 1), (3, KNOWN_MAX, 1), (3, KNOWN_MAX + 1, 5)] {
            let mut known = Known::new(endpoints, width);
            for found in [None, Some(0), Some(7), Some(u32::MAX)] {
                let mut count = 0;
                let slot = found.map_or(0, |found: u32| found.wrapping_add(1).min(3) as usize);
                for _ in 0..5 {
                    let got = known.get(1, slot, || {
                        count += 1;
                        found
                    });
                    assert_eq!(got, found);
                }
                assert_eq!(count, looked_up, "{found:?} of {width}");
                known = Known::new(endpoints, width);
            }
        }
    }
}

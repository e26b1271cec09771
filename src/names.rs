//! From a name to its place in a list, for the names that a sheet declares.
//!
//! A gateway looks several names up for every call, so this is a hash table made for short names: a name of up to 16
//! bytes is two words and its length, which are hashed and compared without a look at its text. A list of names whose
//! hashes collide too often (somebody chose them so) is searched in order instead: slower, never slow.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// How far from its slot a name may lie before the table is given up.
const PROBES_MAX: usize = 64;

/// An immutable index of distinct names.
#[derive(Debug, Clone)]
pub(crate) struct NameIndex {
    /// A power of two of slots, at most half of them taken; none where the names collide.
    slots: Box<[Slot]>,
    mask: usize,
    length: usize,
    /// Sorted by name, each with its place; filled where the names collide.
    sorted: Box<[(Box<str>, usize)]>,
}

#[derive(Debug, Clone)]
struct Slot {
    key: Key,
    place: u32,
    /// What the words of the key leave out: the text of a name above 16 bytes.
    text: Option<Box<str>>,
}

/// The length of a name and its words: all of it up to 16 bytes, and more of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u64,
    /// The eight bytes in the middle of a name above 16 bytes, 0 for others.
    middle: u64,
    last: u64,
    length: u32,
}

/// The length of no name.
const VACANT: u32 = u32::MAX;

/// What every longer name counts as, which is not the length of a vacant slot.
const LENGTH_MAX: u32 = VACANT - 1;

impl Key {
    /// How many bytes the words hold in full.
    const WHOLE: usize = 16;

    #[inline(always)]
    fn of(name: &[u8]) -> Self {
        // Two words that overlap where the name is shorter than both.
        let (first, last) = if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
            (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
        } else {
            let byte = |at: usize| name.get(at).copied().map_or(0, u64::from);
            (byte(0), byte(1) << 8 | byte(2))
        };
        let middle = if name.len() > Key::WHOLE { middle(name) } else { 0 };
        // No sheet is large enough for a name of that length, so one that is asked for is not found.
        let length = u32::try_from(name.len()).unwrap_or(VACANT).min(LENGTH_MAX);
        Key { first, middle, last, length }
    }

    /// The two halves of a product of the words, folded: every bit of a name moves the low bits.
    #[inline(always)]
    fn hash(self) -> u64 {
        const LEFT: u64 = 0x9e37_79b9_7f4a_7c15;
        const RIGHT: u64 = 0xd1b5_4a32_d192_ed03;
        let left = self.first ^ self.middle ^ LEFT;
        let right = self.last.wrapping_add(u64::from(self.length)) ^ RIGHT;
        let product = u128::from(left).wrapping_mul(u128::from(right));
        low(product ^ (product >> 64))
    }
}

#[inline(always)]
fn middle(name: &[u8]) -> u64 {
    let half = (name.len() >> 1).saturating_sub(4);
    name.get(half..).and_then(|rest| rest.first_chunk()).map_or(0, |word| u64::from_le_bytes(*word))
}

#[inline(always)]
fn low(wide: u128) -> u64 {
    u64::try_from(wide & 0xffff_ffff_ffff_ffff).unwrap_or_default()
}

impl NameIndex {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a String>) -> Self {
        let names: Vec<&str> = names.map(String::as_str).collect();
        match table(&names) {
            Some(slots) => {
                let mask = slots.len().saturating_sub(1);
                NameIndex { slots, mask, length: names.len(), sorted: Box::default() }
            }
            None => {
                let mut sorted: Vec<_> =
                    names.iter().enumerate().map(|(at, name)| (Box::from(*name), at)).collect();
                sorted.sort_unstable();
                NameIndex { slots: Box::default(), mask: 0, length: names.len(), sorted: sorted.into() }
            }
        }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The place of a name in the list that the index was made from.
    #[inline(always)]
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        let key = Key::of(name.as_bytes());
        let mut at = slot_of(key, self.mask);
        while let Some(slot) = self.slots.get(at) {
            if slot.key == key && slot.rest_equals(name) {
                return usize::try_from(slot.place).ok();
            }
            if slot.key.length == VACANT {
                return None;
            }
            at = at.wrapping_add(1) & self.mask;
        }
        self.search(name)
    }

    #[cold]
    fn search(&self, name: &str) -> Option<usize> {
        let found = self.sorted.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.sorted.get(found).map(|(_, at)| *at)
    }
}

impl Slot {
    /// Whether the text is the same too, where the key is.
    #[inline(always)]
    fn rest_equals(&self, name: &str) -> bool {
        match &self.text {
            None => true,
            Some(text) => middle_equals(text.as_bytes(), name.as_bytes()),
        }
    }
}

/// Compares what lies between the first word and the last of two names of one length, a word at a time.
#[inline(always)]
fn middle_equals(left: &[u8], right: &[u8]) -> bool {
    let (left, right) = (left.get(8..), right.get(8..));
    let (Some(mut left), Some(mut right)) = (left, right) else { return false };
    // The last word of each has been compared already, so a rest of up to that length is known.
    while left.len() > 8 {
        let (Some((one, left_rest)), Some((other, right_rest))) =
            (left.split_first_chunk::<8>(), right.split_first_chunk::<8>())
        else {
            return false;
        };
        if one != other {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    true
}

#[inline(always)]
fn slot_of(key: Key, mask: usize) -> usize {
    // Only the low bits are kept.
    usize::try_from(key.hash() & u64::try_from(mask).unwrap_or_default()).unwrap_or_default()
}

/// The table, unless names collide more often than chance has it.
fn table(names: &[&str]) -> Option<Box<[Slot]>> {
    let slots = names.len().checked_mul(2)?.checked_next_power_of_two()?;
    let mask = slots.saturating_sub(1);
    let vacant = Slot { key: Key { first: 0, middle: 0, last: 0, length: VACANT }, place: 0, text: None };
    let mut table = vec![vacant; slots];
    for (place, name) in names.iter().enumerate() {
        let key = Key::of(name.as_bytes());
        let home = slot_of(key, mask);
        let mut candidates = (0..PROBES_MAX).map(|probe| home.wrapping_add(probe) & mask);
        let free = candidates.find(|at| table.get(*at).is_some_and(|slot| slot.key.length == VACANT))?;
        let text = (name.len() > Key::WHOLE).then(|| Box::from(*name));
        *table.get_mut(free)? = Slot { key, place: u32::try_from(place).ok()?, text };
    }
    Some(table.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    fn finds_all(names: &[String], index: &NameIndex) {
        for (place, name) in names.iter().enumerate() {
            assert_eq!(index.get(name), Some(place), "{name}");
        }
    }

    #[test]
    fn finds_names_of_every_length_and_no_other() {
        let names: Vec<String> = (1..70).map(|length| "abcdefghij".repeat(7)[..length].to_string()).collect();
        let index = NameIndex::new(names.iter());
        finds_all(&names, &index);
        for name in &names {
            for at in 0..name.len() {
                let mut other = name.clone();
                other.replace_range(at..=at, "#");
                assert_eq!(index.get(&other), None, "{other}");
            }
            assert_eq!(index.get(&format!("{name}#")), None);
        }
        assert_eq!(index.get(""), None);
    }

    #[test]
    fn an_empty_index_finds_nothing() {
        assert_eq!(NameIndex::new([].into_iter()).get("name"), None);
    }

    /// Names that have their length, their first word and their last word in common, so that all hash alike.
    #[test]
    fn names_that_collide_are_searched_in_order() {
        let names: Vec<String> = (0..1_000).map(|at| format!("12345678{at:04}1234567812345678")).collect();
        let index = NameIndex::new(names.iter());
        assert!(index.slots.is_empty());
        finds_all(&names, &index);
        assert_eq!(index.get("12345678xxxx1234567812345678"), None);
    }
}

//! From a name to its place in a list, for the names that a sheet declares.
//!
//! A gateway looks several names up for every call, so this is a hash table made for short names: a name of up to 32
//! bytes is four words and its length, which are hashed and compared without a look at its text. A list of names whose
//! hashes collide too often (somebody chose them so) is searched in order instead: slower, never slow.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// How far from its slot a name may lie before the table is given up.
const PROBES_MAX: usize = 64;

/// How many ways to hash are tried for one that puts every name in its own slot: for lists this long, and no longer.
const FACTORS_COUNT: usize = 16;
const TRIED_MAX: usize = 64;

/// An immutable index of distinct names.
#[derive(Debug, Clone)]
pub(crate) struct NameIndex {
    /// A power of two of slots, at most a quarter of them taken; none where the names collide.
    slots: Box<[Slot]>,
    /// What keys are multiplied by, and how far the product is shifted down to a slot.
    factor: u64,
    shift: u32,
    /// The names in order; there only where some are too long for a key, or collide.
    names: Box<[Box<str>]>,
    /// The places of the names, sorted by name; filled where the names collide.
    sorted: Box<[usize]>,
    length: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Key,
    place: usize,
}

/// The length of a name and its words: all of it up to 32 bytes, and the ends of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u64,
    /// The words beside the outer ones of a name above 16 bytes, 0 for others.
    second: u64,
    third: u64,
    last: u64,
    length: usize,
}

/// The length of no name: none in memory is as long.
const VACANT: Slot =
    Slot { key: Key { first: 0, second: 0, third: 0, last: 0, length: usize::MAX }, place: usize::MAX };

impl Key {
    /// How many bytes the words hold in full.
    const WHOLE: usize = 32;

    /// Two words that overlap where the name is shorter than both; four above 16 bytes.
    #[inline(always)]
    fn of(name: &[u8]) -> Self {
        let length = name.len();
        let (first, last) = if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
            (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
        } else {
            let byte = |at: usize| name.get(at).copied().map_or(0, u64::from);
            (byte(0), byte(1) << 8 | byte(2))
        };
        let (second, third) = if length > 16 { inner_words(name) } else { (0, 0) };
        Key { first, second, third, last, length }
    }

    /// A product whose upper bits depend on every bit of the name.
    #[inline(always)]
    fn hash(&self, factor: u64) -> u64 {
        let inner = self.second.rotate_left(17) ^ self.third.rotate_left(41);
        (self.first ^ self.last.rotate_left(29) ^ inner).wrapping_mul(factor)
    }
}

/// The second word and the last but one.
#[inline(always)]
fn inner_words(name: &[u8]) -> (u64, u64) {
    let head = name.first_chunk::<16>().and_then(|head| head.last_chunk());
    let tail = name.last_chunk::<16>().and_then(|tail| tail.first_chunk());
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
    (word(head), word(tail))
}

impl NameIndex {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a String>) -> Self {
        let names: Vec<&str> = names.map(String::as_str).collect();
        let kept = || names.iter().map(|name| Box::from(*name)).collect();
        match Table::best(&names) {
            Some(Table { slots, factor, shift, .. }) => {
                let long = names.iter().any(|name| name.len() > Key::WHOLE);
                let names_kept = if long { kept() } else { Box::default() };
                let length = names.len();
                NameIndex { slots, factor, shift, names: names_kept, sorted: Box::default(), length }
            }
            None => {
                let mut sorted: Vec<usize> = (0..names.len()).collect();
                sorted.sort_unstable_by_key(|place| names.get(*place));
                NameIndex {
                    slots: Box::default(),
                    factor: 0,
                    shift: 0,
                    names: kept(),
                    sorted: sorted.into(),
                    length: names.len(),
                }
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
        let home = key.hash(self.factor).wrapping_shr(self.shift);
        match usize::try_from(home).ok().and_then(|home| self.slots.get(home)) {
            Some(slot) if slot.key == key && key.length <= Key::WHOLE => Some(slot.place),
            Some(slot) if slot.key.length == VACANT.key.length => None,
            _ => self.get_further(name),
        }
    }

    /// Looks beyond the first slot, and at the text.
    #[inline(never)]
    fn get_further(&self, name: &str) -> Option<usize> {
        let key = Key::of(name.as_bytes());
        let mut at = usize::try_from(key.hash(self.factor).wrapping_shr(self.shift)).ok()?;
        while let Some(slot) = self.slots.get(at) {
            if slot.key == key && (key.length <= Key::WHOLE || self.is_at(slot.place, name)) {
                return Some(slot.place);
            }
            if slot.key.length == VACANT.key.length {
                return None;
            }
            at = at.wrapping_add(1) & self.slots.len().wrapping_sub(1);
        }
        self.search(name)
    }

    fn is_at(&self, place: usize, name: &str) -> bool {
        self.names.get(place).is_some_and(|known| **known == *name)
    }

    fn search(&self, name: &str) -> Option<usize> {
        let order = |place: &usize| self.names.get(*place).map(|known| (**known).cmp(name));
        let found = self.sorted.binary_search_by(|place| order(place).unwrap_or(core::cmp::Ordering::Less));
        self.sorted.get(found.ok()?).copied()
    }
}

/// Names in their slots.
struct Table {
    slots: Box<[Slot]>,
    factor: u64,
    shift: u32,
    /// How many names are not in their own slot.
    displaced: usize,
}

impl Table {
    /// The table that displaces the fewest names; none where names collide more often than chance has it.
    fn best(names: &[&str]) -> Option<Table> {
        let keys: Vec<Key> = names.iter().map(|name| Key::of(name.as_bytes())).collect();
        let mut factors = factors();
        let mut best = Table::new(&keys, factors.next()?)?;
        if keys.len() <= TRIED_MAX {
            for factor in factors {
                if best.displaced == 0 {
                    break;
                }
                if let Some(table) =
                    Table::new(&keys, factor).filter(|table| table.displaced < best.displaced)
                {
                    best = table;
                }
            }
        }
        Some(best)
    }

    fn new(keys: &[Key], factor: u64) -> Option<Table> {
        // Two slots at the least: a shift by all bits of a word is none.
        let count = keys.len().checked_mul(4)?.max(2).checked_next_power_of_two()?;
        let shift = u64::BITS.checked_sub(count.trailing_zeros())?;
        let mut table = Table { slots: vec![VACANT; count].into(), factor, shift, displaced: 0 };
        for (place, key) in keys.iter().enumerate() {
            let probe = table.put(Slot { key: *key, place })?;
            table.displaced = table.displaced.saturating_add(usize::from(probe > 0));
        }
        Some(table)
    }

    /// Puts a name into the next vacant slot, and tells how far from its own that is.
    fn put(&mut self, slot: Slot) -> Option<usize> {
        let last = self.slots.len().wrapping_sub(1);
        let mut at = usize::try_from(slot.key.hash(self.factor).wrapping_shr(self.shift)).ok()?;
        for probe in 0..PROBES_MAX {
            let room = self.slots.get_mut(at)?;
            if room.key.length == VACANT.key.length {
                *room = slot;
                return Some(probe);
            }
            at = at.wrapping_add(1) & last;
        }
        None
    }
}

/// Odd numbers whose bits look drawn by lot.
fn factors() -> impl Iterator<Item = u64> {
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    let factors =
        core::iter::successors(Some(FIRST), |last| Some(last.wrapping_mul(FIRST).rotate_left(32) | 1));
    factors.take(FACTORS_COUNT)
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

    /// Names that have their length and their ends in common, so that all hash alike.
    #[test]
    fn names_that_collide_are_searched_in_order() {
        let of = |middle: &str| format!("1234567812345678{middle}1234567812345678");
        let names: Vec<String> = (0..1_000).map(|at| of(&format!("{at:04}"))).collect();
        let index = NameIndex::new(names.iter());
        assert!(index.slots.is_empty());
        finds_all(&names, &index);
        assert_eq!(index.get(&of("xxxx")), None);
        // A few of them are found in the table, by their text.
        let index = NameIndex::new(names.iter().take(9));
        assert!(!index.slots.is_empty());
        finds_all(&names[..9], &index);
        assert_eq!(index.get(&names[9]), None);
    }
}

//! From a name to its place in a list, for the names that a sheet declares.
//!
//! A gateway looks several names up for every call, so this is a hash table made for short names: a name of up to 32
//! bytes is four words and its length, which are hashed and compared without a look at its text. Which branch a length
//! takes is what a processor guesses worst, so the words of most lengths are read in the same way. A list of names whose
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

/// An immutable index of distinct names, with a value beside each.
#[derive(Debug, Clone)]
pub(crate) struct NameIndex<V = ()> {
    /// The names in order.
    entries: Box<[Entry<V>]>,
    /// A power of two of slots, most of them vacant: the places of names by their hashes; none where names collide.
    slots: Box<[u32]>,
    /// What keys are multiplied by, and how far the product is shifted down to a slot.
    factor: u64,
    shift: u32,
    /// The texts of the names in order; there only where some are too long for a key, or collide.
    names: Box<[Box<str>]>,
    /// The places of the names, sorted by name; filled where the names collide.
    sorted: Box<[u32]>,
}

/// A name, its place in the list and its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<V> {
    words: Words,
    length: u32,
    pub(crate) place: u32,
    pub(crate) value: V,
}

/// The length of a name and its words: all of it up to 32 bytes, and the ends of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    words: Words,
    length: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Words {
    first: u64,
    last: u64,
    /// The words beside the outer ones of a name above 16 bytes; for a shorter one the outer ones once more, crosswise.
    second: u64,
    third: u64,
}

/// The place of no name: no list is as long.
const VACANT: u32 = u32::MAX;

/// How many bytes one word holds in full, two words, and four.
const SHORT: usize = 8;
const OUTER: usize = 16;
const WHOLE: usize = 32;

impl Key {
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn of(name: &[u8]) -> Self {
        let words = Words::of_long(name).unwrap_or_else(|| {
            let byte = |at: usize| name.get(at).copied().map_or(0, u64::from);
            let (first, last) = outer_words(name).unwrap_or((byte(0), byte(1) << 8 | byte(2)));
            Words { first, last, second: last, third: first }
        });
        Key { words, length: u32::try_from(name.len()).unwrap_or(VACANT) }
    }
}

impl Words {
    /// The words of a name of eight bytes and more. Names of every length are read alike.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn of_long(name: &[u8]) -> Option<Self> {
        let last = name.len().checked_sub(8)?;
        let word = |at: usize| Some(u64::from_le_bytes(*name.get(at..)?.first_chunk()?));
        let (second, third) = (word(last.min(8))?, word(last.saturating_sub(8))?);
        Some(Words { first: word(0)?, last: word(last)?, second, third })
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn hash(&self, factor: u64) -> u64 {
        // Nothing for names whose outer words are all there is.
        let inner = (self.second ^ self.last).rotate_left(17) ^ (self.third ^ self.first).rotate_left(41);
        hash(self.first ^ inner, self.last, factor)
    }
}

/// A product whose upper bits depend on every bit of the words.
#[cfg_attr(not(feature = "small"), inline(always))]
fn hash(first: u64, last: u64, factor: u64) -> u64 {
    (first ^ last.rotate_left(29)).wrapping_mul(factor)
}

#[cfg_attr(not(feature = "small"), inline(always))]
fn half(name: &[u8], at: usize) -> Option<u64> {
    Some(u32::from_le_bytes(*name.get(at..)?.first_chunk()?).into())
}

/// The first and the last word of a name of four bytes and more: eight bytes each, where it has so many. Names of every
/// length are read alike.
#[cfg_attr(not(feature = "small"), inline(always))]
fn outer_words(name: &[u8]) -> Option<(u64, u64)> {
    let last = name.len().checked_sub(4)?;
    let first_word = half(name, 0)? | half(name, last.min(4))? << 32;
    let last_word = half(name, last.saturating_sub(4))? | half(name, last)? << 32;
    Some((first_word, last_word))
}

impl<V> Entry<V> {
    /// Whether it is of this name, for names from 4 bytes to 32; for others it does not know.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn is(&self, name: &str) -> bool {
        let name = name.as_bytes();
        let length = name.len();
        if usize::try_from(self.length) != Ok(length) {
            return false;
        }
        if length <= SHORT {
            let last = length.checked_sub(4).and_then(|last| half(name, last));
            return last
                .zip(half(name, 0))
                .is_some_and(|(last, first)| self.words.first == first | last << 32);
        }
        if length <= OUTER {
            return outer_words(name) == Some((self.words.first, self.words.last));
        }
        length <= WHOLE && Words::of_long(name).is_some_and(|words| words == self.words)
    }
}

impl<V: Copy + Default> NameIndex<V> {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a String>) -> Self {
        let names: Vec<&str> = names.map(String::as_str).collect();
        let kept = || names.iter().map(|name| Box::from(*name)).collect();
        let keys: Vec<Key> = names.iter().map(|name| Key::of(name.as_bytes())).collect();
        match Table::best(&keys) {
            Some(Table { slots, factor, shift, .. }) => {
                let entry =
                    |(place, Key { words, length })| Entry { words, length, place, value: V::default() };
                let entries = (0..).zip(keys).map(entry).collect();
                let long = names.iter().any(|name| name.len() > WHOLE);
                let names = if long { kept() } else { Box::default() };
                NameIndex { entries, slots, factor, shift, names, sorted: Box::default() }
            }
            None => {
                let mut sorted: Vec<(&str, u32)> = names.iter().copied().zip(0..).collect();
                sorted.sort_unstable();
                let entry =
                    |(place, Key { words, length })| Entry { words, length, place, value: V::default() };
                NameIndex {
                    entries: (0..).zip(keys).map(entry).collect(),
                    slots: Box::default(),
                    factor: 0,
                    shift: 0,
                    names: kept(),
                    sorted: sorted.into_iter().map(|(_, place)| place).collect(),
                }
            }
        }
    }

    /// Puts its value beside each name.
    pub(crate) fn fill(&mut self, value: impl Fn(u32) -> V) {
        for entry in &mut self.entries {
            entry.value = value(entry.place);
        }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The names in their order.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn entries(&self) -> &[Entry<V>] {
        &self.entries
    }

    /// The place of a name in the list that the index was made from.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        usize::try_from(self.find(name)?.place).ok()
    }

    /// A name with its value; quickest for names from 8 to 32 bytes.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn find(&self, name: &str) -> Option<&Entry<V>> {
        let bytes = name.as_bytes();
        if bytes.len() <= WHOLE
            && let Some(words) = Words::of_long(bytes)
            && let Some(entry) = self.home(words.hash(self.factor))
            && entry.words == words
            && usize::try_from(entry.length) == Ok(bytes.len())
        {
            return Some(entry);
        }
        self.find_further(name)
    }

    /// The same, by a call: for where it is asked for seldom.
    #[inline(never)]
    pub(crate) fn find_elsewhere(&self, name: &str) -> Option<&Entry<V>> {
        self.find(name)
    }

    /// The same, and quickest for names from 4 to 16 bytes.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn find_short(&self, name: &str) -> Option<&Entry<V>> {
        let bytes = name.as_bytes();
        if bytes.len() <= OUTER
            && let Some((first, last)) = outer_words(bytes)
            && let Some(entry) = self.home(hash(first, last, self.factor))
            && (entry.words.first, entry.words.last) == (first, last)
            && usize::try_from(entry.length) == Ok(bytes.len())
        {
            return Some(entry);
        }
        self.find_elsewhere(name)
    }

    /// Where a name of this hash is, if no other one has been there before.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn home(&self, hash: u64) -> Option<&Entry<V>> {
        let place = self.slots.get(usize::try_from(hash.wrapping_shr(self.shift)).ok()?)?;
        self.entries.get(usize::try_from(*place).ok()?)
    }

    /// Looks beyond the first entry, and at the text; among all names where they collide.
    #[inline(never)]
    fn find_further(&self, name: &str) -> Option<&Entry<V>> {
        if self.slots.is_empty() {
            return self.search(name);
        }
        let key = Key::of(name.as_bytes());
        let mut at = usize::try_from(key.words.hash(self.factor).wrapping_shr(self.shift)).ok()?;
        loop {
            let place = *self.slots.get(at)?;
            // Nothing is in a vacant slot.
            let entry = self.entries.get(usize::try_from(place).ok()?)?;
            if (entry.words, entry.length) == (key.words, key.length)
                && (name.len() <= WHOLE || self.is_at(place, name))
            {
                return Some(entry);
            }
            at = at.wrapping_add(1) & self.slots.len().wrapping_sub(1);
        }
    }

    fn is_at(&self, place: u32, name: &str) -> bool {
        self.known(place).is_some_and(|known| *known == *name)
    }

    fn known(&self, place: u32) -> Option<&str> {
        self.names.get(usize::try_from(place).ok()?).map(|name| &**name)
    }

    /// Looks among names that collide.
    fn search(&self, name: &str) -> Option<&Entry<V>> {
        let order = |place: &u32| self.known(*place).map(|known| known.cmp(name));
        let found = self.sorted.binary_search_by(|place| order(place).unwrap_or(core::cmp::Ordering::Less));
        let place = self.sorted.get(found.ok()?)?;
        self.entries.get(usize::try_from(*place).ok()?)
    }
}

/// The places of names, by their hashes.
struct Table {
    slots: Box<[u32]>,
    factor: u64,
    shift: u32,
    /// How many names are not where their hash is.
    displaced: usize,
}

impl Table {
    /// The table that displaces the fewest names; none where names collide more often than chance has it.
    fn best(keys: &[Key]) -> Option<Self> {
        let mut factors = factors();
        let mut best = Table::new(keys, factors.next()?)?;
        if keys.len() <= TRIED_MAX {
            for factor in factors {
                if best.displaced == 0 {
                    break;
                }
                if let Some(table) = Table::new(keys, factor).filter(|table| table.displaced < best.displaced)
                {
                    best = table;
                }
            }
        }
        Some(best)
    }

    fn new(keys: &[Key], factor: u64) -> Option<Self> {
        // Two slots at the least: a shift by all bits of a word is none.
        let count = keys.len().checked_mul(4)?.max(2).checked_next_power_of_two()?;
        let shift = u64::BITS.checked_sub(count.trailing_zeros())?;
        let mut table = Table { slots: vec![VACANT; count].into(), factor, shift, displaced: 0 };
        for (place, key) in (0_u32..).zip(keys) {
            let probe = table.put(place, key.words.hash(factor))?;
            table.displaced = table.displaced.saturating_add(usize::from(probe > 0));
        }
        Some(table)
    }

    /// Puts a place into the next vacant slot, and tells how far from its own that is.
    fn put(&mut self, place: u32, hash: u64) -> Option<usize> {
        let last = self.slots.len().wrapping_sub(1);
        let mut at = usize::try_from(hash.wrapping_shr(self.shift)).ok()?;
        for probe in 0..PROBES_MAX {
            let slot = self.slots.get_mut(at)?;
            if *slot == VACANT {
                *slot = place;
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
        let index = NameIndex::<()>::new(names.iter());
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
    fn an_entry_knows_its_name_and_no_other() {
        let names: Vec<String> = (1..40).map(|length| "abcdefghij".repeat(4)[..length].to_string()).collect();
        let index = NameIndex::<()>::new(names.iter());
        for (name, entry) in names.iter().zip(index.entries()) {
            assert_eq!(entry.is(name), (4..=32).contains(&name.len()), "{name}");
            assert!(!entry.is(&format!("{name}#")));
            for at in 0..name.len() {
                let mut other = name.clone();
                other.replace_range(at..=at, "#");
                assert!(!entry.is(&other), "{other}");
            }
        }
    }

    #[test]
    fn an_empty_index_finds_nothing() {
        assert_eq!(NameIndex::<()>::new([].into_iter()).get("name"), None);
    }

    /// Names that have their length and their ends in common, so that all hash alike.
    #[test]
    fn names_that_collide_are_searched_in_order() {
        let of = |middle: &str| format!("1234567812345678{middle}1234567812345678");
        let names: Vec<String> = (0..1_000).map(|at| of(&format!("{at:04}"))).collect();
        let index = NameIndex::<()>::new(names.iter());
        assert!(index.slots.is_empty());
        finds_all(&names, &index);
        assert_eq!(index.get(&of("xxxx")), None);
        // A few of them are found in the table, by their text.
        let index = NameIndex::<()>::new(names.iter().take(9));
        assert!(!index.slots.is_empty());
        finds_all(&names[..9], &index);
        assert_eq!(index.get(&names[9]), None);
    }
}

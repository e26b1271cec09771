//! The nearest known name, for "did you mean".

use alloc::vec::Vec;

/// How many known names are compared at the most: a misspelled name must not cost more on a large sheet.
const CANDIDATES_MAX: usize = 4_096;
/// Longer names are not compared.
const NAME_CHARS_MAX: usize = 64;
/// A name with more slips than this is another name.
const SLIPS_MAX: usize = 4;

/// The known name with the fewest slips from `name` (letters added, left out, replaced, or two swapped), if it is near.
/// Capitals are not slips.
///
/// ```
/// use pricesheet::suggest::nearest;
///
/// assert_eq!(nearest("tires", ["title", "tiers"].into_iter()), Some("tiers"));
/// assert_eq!(nearest("zone", ["title", "tiers"].into_iter()), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = letters_of(name).collect();
    if name.len() > NAME_CHARS_MAX {
        return None;
    }
    let set = letter_set(&name);
    // A third of the letters may be wrong, and one always, except where that is all of them.
    let slips_max = match name.len() {
        0 => return None,
        1 => 0,
        length => length.checked_div(3).unwrap_or_default().clamp(1, SLIPS_MAX),
    };
    let mut best: Option<(usize, &'a str)> = None;
    let mut letters = Vec::new();
    for candidate in known.take(CANDIDATES_MAX) {
        // Only fewer slips than the best so far are of interest.
        let bound = match best {
            None => slips_max,
            Some((0, _)) => break,
            Some((fewest, _)) => fewest.saturating_sub(1),
        };
        letters.clear();
        letters.extend(letters_of(candidate));
        let other = letter_set(&letters);
        // A letter that only one of them has is a slip, and one slip brings in or takes away one letter.
        let apart = (set & !other).count_ones().max((other & !set).count_ones());
        let near = letters.len() <= NAME_CHARS_MAX
            && letters.len().abs_diff(name.len()) <= bound
            && usize::try_from(apart).is_ok_and(|apart| apart <= bound);
        if near && let Some(slips) = distance(&name, &letters, bound) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The letters of a name, small ones, and not many more than are compared.
fn letters_of(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase).take(NAME_CHARS_MAX.saturating_add(1))
}

/// The letters of a name, several of which may share a bit.
fn letter_set(name: &[char]) -> u64 {
    name.iter().fold(0, |set, letter| set | 1_u64.wrapping_shl(u32::from(*letter)))
}

/// The edit distance of Damerau and Levenshtein, without editing a swapped pair again; none where it is above the
/// bound.
fn distance(left: &[char], right: &[char], bound: usize) -> Option<usize> {
    let (left, right) = differing(left, right);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut current: Vec<usize> = Vec::new();
    let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX);
    let mut previous_letter = None;
    for (row, letter) in left.iter().enumerate() {
        current.clear();
        current.resize(right.len().saturating_add(1), usize::MAX);
        if let Some(first) = current.first_mut() {
            *first = row.saturating_add(1);
        }
        // Farther than the bound from the diagonal, there are more slips than the bound.
        let first = row.saturating_sub(bound);
        let band = right.iter().enumerate().skip(first).take(bound.saturating_mul(2).saturating_add(1));
        let mut previous_other = first.checked_sub(1).and_then(|at| right.get(at));
        for (column, other) in band {
            let next = column.saturating_add(1);
            let replaced = cell(&last, column).saturating_add(usize::from(letter != other));
            let removed = cell(&last, next).saturating_add(1);
            let added = cell(&current, column).saturating_add(1);
            let swapped = match column.checked_sub(1) {
                Some(start) if previous_letter == Some(other) && previous_other == Some(letter) => {
                    cell(&before, start).saturating_add(1)
                }
                _ => usize::MAX,
            };
            if let Some(slips) = current.get_mut(next) {
                *slips = replaced.min(removed).min(added).min(swapped);
            }
            previous_other = Some(other);
        }
        // A swap looks two rows back: only where both rows are beyond the bound is the end.
        if current.iter().chain(&last).all(|slips| *slips > bound) {
            return None;
        }
        core::mem::swap(&mut before, &mut last);
        core::mem::swap(&mut last, &mut current);
        previous_letter = Some(letter);
    }
    last.last().copied().filter(|slips| *slips <= bound)
}

/// Two names without the letters that they begin and end with alike.
fn differing<'a>(left: &'a [char], right: &'a [char]) -> (&'a [char], &'a [char]) {
    let begin = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (left, right) = (left.get(begin..).unwrap_or_default(), right.get(begin..).unwrap_or_default());
    let end = left.iter().rev().zip(right.iter().rev()).take_while(|(one, other)| one == other).count();
    let cut = |name: &'a [char]| name.get(..name.len().saturating_sub(end)).unwrap_or_default();
    (cut(left), cut(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let slips = |left: &str, right: &str| {
            distance(&left.chars().collect::<Vec<_>>(), &right.chars().collect::<Vec<_>>(), 5).unwrap()
        };
        assert_eq!(slips("price", "price"), 0);
        assert_eq!(slips("prise", "price"), 1);
        assert_eq!(slips("pirce", "price"), 1);
        assert_eq!(slips("", "per"), 3);
        assert_eq!(slips("kitten", "sitting"), 3);
        assert_eq!(slips("ab", "ba"), 1);
        assert_eq!(slips("xaby", "xbay"), 1);
        assert_eq!(slips("abcdef", "bcdefg"), 2);
    }

    #[test]
    fn a_bound_changes_nothing_below_it() {
        let names: Vec<Vec<char>> = (0..4_u32.pow(4))
            .map(|number| {
                let digits = (0..4).map(|place| number / 4_u32.pow(place) % 4);
                digits
                    .take_while(|digit| *digit > 0)
                    .map(|digit| ['a', 'b', 'c', 'd'][usize::try_from(digit).unwrap()])
                    .collect()
            })
            .collect();
        for left in &names {
            for right in &names {
                let slips = distance(left, right, NAME_CHARS_MAX).unwrap();
                for bound in 0..SLIPS_MAX {
                    assert_eq!(distance(left, right, bound), Some(slips).filter(|slips| *slips <= bound));
                }
            }
        }
    }

    #[test]
    fn only_near_names() {
        let known = ["title", "tiers", "tiering"];
        assert_eq!(nearest("tires", known.into_iter()), Some("tiers"));
        assert_eq!(nearest("TIERING", known.into_iter()), Some("tiering"));
        assert_eq!(nearest("A", ["b", "a"].into_iter()), Some("a"));
        assert_eq!(nearest("c", ["b", "a"].into_iter()), None);
        assert_eq!(nearest("zzz", known.into_iter()), None);
        assert_eq!(nearest(&"t".repeat(1_000), known.into_iter()), None);
    }
}

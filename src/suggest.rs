//! The nearest known name, for "did you mean".

use alloc::vec::Vec;

/// How many known names are compared at the most: a misspelled name must not cost more on a large sheet.
const CANDIDATES_MAX: usize = 4_096;
/// Longer names are not compared.
const NAME_CHARS_MAX: usize = 64;

/// The known name with the fewest slips from `name` (letters added, left out, replaced, or two swapped), if it is near.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().take(NAME_CHARS_MAX.saturating_add(1)).collect();
    if name.len() > NAME_CHARS_MAX {
        return None;
    }
    // A third of the letters may be wrong, and one always.
    let slips_max = name.len().checked_div(3).unwrap_or_default().max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in known.take(CANDIDATES_MAX) {
        let letters: Vec<char> = candidate.chars().take(NAME_CHARS_MAX.saturating_add(1)).collect();
        if letters.len() > NAME_CHARS_MAX || letters.len().abs_diff(name.len()) > slips_max {
            continue;
        }
        let slips = distance(&name, &letters);
        if slips <= slips_max && best.is_none_or(|(fewest, _)| slips < fewest) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The edit distance of Damerau and Levenshtein, without editing a swapped pair again.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous_letter = None;
    for (row, letter) in left.iter().enumerate() {
        let mut current = Vec::from([row.saturating_add(1)]);
        let mut previous_other = None;
        for (column, other) in right.iter().enumerate() {
            let next = column.saturating_add(1);
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX);
            let replaced = cell(&last, column).saturating_add(usize::from(letter != other));
            let removed = cell(&last, next).saturating_add(1);
            let added = cell(&current, column).saturating_add(1);
            let swapped = match column.checked_sub(1) {
                Some(start) if previous_letter == Some(other) && previous_other == Some(letter) => {
                    cell(&before, start).saturating_add(1)
                }
                _ => usize::MAX,
            };
            current.push(replaced.min(removed).min(added).min(swapped));
            previous_other = Some(other);
        }
        before = core::mem::replace(&mut last, current);
        previous_letter = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let slips = |left: &str, right: &str| {
            distance(&left.chars().collect::<Vec<_>>(), &right.chars().collect::<Vec<_>>())
        };
        assert_eq!(slips("price", "price"), 0);
        assert_eq!(slips("prise", "price"), 1);
        assert_eq!(slips("pirce", "price"), 1);
        assert_eq!(slips("", "per"), 3);
        assert_eq!(slips("kitten", "sitting"), 3);
    }

    #[test]
    fn only_near_names() {
        let known = ["title", "tiers", "tiering"];
        assert_eq!(nearest("tires", known.into_iter()), Some("tiers"));
        assert_eq!(nearest("zzz", known.into_iter()), None);
        assert_eq!(nearest(&"t".repeat(1_000), known.into_iter()), None);
    }
}

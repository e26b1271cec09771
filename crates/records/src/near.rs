//! Names that are nearly those of fields: what they state would not be read, and the usage priced as if it were not there.

use std::sync::LazyLock;

/// The fields that make a price other where they are missed, and what one of each is called.
const NAMES: [(&str, Option<&str>); 6] = [
    ("options", Some("option")),
    ("choices", Some("choice")),
    ("quantities", Some("quantity")),
    ("attributes", Some("attribute")),
    ("calls", Some("call")),
    ("restate", None),
];

/// A shorter name with a letter amiss is another word.
const SLIP_LETTERS_MIN: usize = 7;

/// The name that this one nearly is: in other case, with white space, underscores or hyphens, as one of several, or with a
/// letter amiss; of a name with a dot, the part before it.
pub(crate) fn nearly(name: &str) -> Option<String> {
    let (head, rest) = match name.split_once('.') {
        Some((head, rest)) => (head, Some(rest)),
        None => (name, None),
    };
    let several = |field: &str| !matches!(field, "calls" | "restate");
    let exact = NAMES.iter().any(|(field, _)| *field == head);
    if !may_be_near(head) || (exact && (rest.is_none() || several(head))) {
        return None;
    }
    let blank = |letter: &char| letter.is_whitespace() || matches!(letter, '_' | '-');
    let letters: Vec<char> = head.chars().filter(|c| !blank(c)).flat_map(char::to_lowercase).collect();
    let near = |known: &str| {
        let known: Vec<char> = known.chars().collect();
        known == letters || (known.len() >= SLIP_LETTERS_MIN && one_slip(&letters, &known))
    };
    let (field, _) = NAMES.iter().find(|(field, one)| near(field) || one.is_some_and(near))?;
    Some(match rest {
        Some(rest) if several(field) => format!("{field}.{}", rest.trim()),
        _ => (*field).to_string(),
    })
}

/// Whether the letters alone do not rule it out: one letter amiss brings in one and takes away one.
fn may_be_near(head: &str) -> bool {
    const APART_MAX: u32 = 2;
    head.len() >= 4
        && (!head.is_ascii() || {
            let letters = letters_of(head);
            SETS.iter().any(|known| (known ^ letters).count_ones() <= APART_MAX)
        })
}

/// The letters of each name and of one of it.
static SETS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let names = NAMES.iter().flat_map(|(field, one)| [Some(*field), *one]);
    names.flatten().map(letters_of).collect()
});

/// Which letters occur: a bit for each, and one for all that are none, but for what does not count.
fn letters_of(name: &str) -> u32 {
    name.bytes().fold(0, |set, byte| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => set | 1_u32.wrapping_shl(u32::from(letter)),
        b'_' | b'-' => set,
        space if space.is_ascii_whitespace() => set,
        // A letter of this alphabet is never at the place of this bit.
        _ => set | 1,
    })
}

/// Whether a letter is added, left out or another one, or two are swapped.
fn one_slip(letters: &[char], known: &[char]) -> bool {
    let same = letters.iter().zip(known).take_while(|(left, right)| left == right).count();
    let (left, right) = (letters.get(same..).unwrap_or_default(), known.get(same..).unwrap_or_default());
    match (left, right) {
        ([_, left @ ..], [_, right @ ..]) if left == right => true,
        ([_, left @ ..], right) if left == right => true,
        (left, [_, right @ ..]) if left == right => true,
        ([a, b, left @ ..], [c, d, right @ ..]) => (a, b) == (d, c) && left == right,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_and_others() {
        for (name, expected) in [
            ("Quantities.output", "quantities.output"),
            (" quantities.output", "quantities.output"),
            ("quantity.output", "quantities.output"),
            ("quantites", "quantities"),
            ("quantiteis", "quantities"),
            ("Quantity", "quantities"),
            ("quantty", "quantities"),
            ("QUANTITIES . output", "quantities.output"),
            ("Calls", "calls"),
            ("call", "calls"),
            ("c_a-l l s", "calls"),
            ("calls.total", "calls"),
            ("Options.batch", "options.batch"),
            ("option", "options"),
            ("optins", "options"),
            ("otpions.batch", "options.batch"),
            ("Choice.proxy", "choices.proxy"),
            ("choises", "choices"),
            ("atributes.region", "attributes.region"),
            ("Attribute", "attributes"),
            ("Re-State", "restate"),
            ("restated", "restate"),
            ("quаntities", "quantities"),
        ] {
            assert_eq!(nearly(name).as_deref(), Some(expected), "{name}");
        }
        for name in [
            "calla",
            "cals",
            "cell",
            "actions",
            "portions",
            "optional",
            "qty",
            "quantile",
            "attrs",
            "state",
            "restart",
            "id",
            "at",
            "",
            ".",
            "endpoint",
            "Endpoint",
            "customer",
            "n_rows",
            "options_batch",
            "total",
            "status",
            "location",
            "voice",
            "options",
            "quantities.n",
            "choices.a.b",
            "calls",
            "restate",
        ] {
            assert_eq!(nearly(name), None, "{name}");
        }
    }

    /// What is ruled out by its letters is near by no other means.
    #[test]
    fn letters_rule_out_nothing_that_is_near() {
        for (field, one) in NAMES {
            for known in
                [Some(field), one].into_iter().flatten().filter(|known| known.len() >= SLIP_LETTERS_MIN)
            {
                for place in 0..known.len() {
                    for letter in 'a'..='z' {
                        let other = format!("{}{letter}{}", &known[..place], &known[place + 1..]);
                        let added = format!("{}{letter}{}", &known[..place], &known[place..]);
                        assert!(other == known || nearly(&other).is_some(), "{other}");
                        assert!(nearly(&added).is_some(), "{added}");
                    }
                    let left_out = format!("{}{}", &known[..place], &known[place + 1..]);
                    assert!(nearly(&left_out).is_some(), "{left_out}");
                }
            }
        }
    }
}

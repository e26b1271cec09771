//! Names of a sheet from names of a source.

use std::collections::HashSet;

/// Names that are taken: those of endpoints, and aliases.
#[derive(Debug, Default)]
pub(crate) struct Names(HashSet<String>);

impl Names {
    /// Takes a name; says whether it was free.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_string())
    }
}

/// The name as a sheet may have it: whatever it does not allow (white space, `=`, `<`, `>`, `"`, a comma, a control
/// character, a leading hyphen) becomes `_`, and so does nothing at all; `not`, which is reserved, becomes `not_`.
pub(crate) fn allowed(name: &str) -> String {
    let barred = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '=' | '<' | '>' | '"' | ',')
    };
    let leading = |at: usize, character: char| at == 0 && character == '-';
    let mut cleaned: String = name
        .chars()
        .enumerate()
        .map(|(at, character)| if barred(character) || leading(at, character) { '_' } else { character })
        .collect();
    if cleaned.is_empty() || cleaned == "not" {
        cleaned.push('_');
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sheet_does_not_allow_is_replaced() {
        let cases = [
            ("gpt-4o", "gpt-4o"),
            ("-x", "_x"),
            ("", "_"),
            ("not", "not_"),
            ("a b,c=\"d\"<e>\n", "a_b_c__d__e__"),
            ("ft:gpt*", "ft:gpt*"),
        ];
        for (name, expected) in cases {
            assert_eq!(allowed(name), expected);
        }
    }
}

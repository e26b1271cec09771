//! Text of the page: words, and between them names as programs write them.

use alloc::string::String;
use alloc::vec::Vec;

/// Words and names, in the order in which they are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Text(Vec<Run>);

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Run {
    /// For people.
    Words(String),
    /// What a program states: set as code.
    Name(String),
}

impl Text {
    /// A name as a program states it.
    pub(crate) fn name(name: impl Into<String>) -> Self {
        Text(Vec::from([Run::Name(name.into())]))
    }

    /// The same text with more behind it.
    pub(crate) fn then(mut self, more: impl Into<Text>) -> Self {
        for run in more.into().0 {
            match (self.0.last_mut(), run) {
                (Some(Run::Words(words)), Run::Words(more)) => words.push_str(&more),
                (_, run) => self.0.push(run),
            }
        }
        self
    }

    /// Texts with these words between them, and others before the last.
    pub(crate) fn list(texts: impl IntoIterator<Item = Text>, between: &str, last: &str) -> Self {
        let texts: Vec<Text> = texts.into_iter().collect();
        let count = texts.len();
        let mut joined = Text::default();
        for (text, place) in texts.into_iter().zip(1_usize..) {
            if place > 1 {
                joined = joined.then(if place == count { last } else { between });
            }
            joined = joined.then(text);
        }
        joined
    }

    pub(crate) fn runs(&self) -> &[Run] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text without what sets names apart.
    pub(crate) fn plain(&self) -> String {
        self.0
            .iter()
            .map(|run| match run {
                Run::Words(text) | Run::Name(text) => text.as_str(),
            })
            .collect()
    }

    /// The same with its first letter as a sentence begins; a name stays as it is.
    pub(crate) fn sentence(mut self) -> Self {
        if let Some(Run::Words(words)) = self.0.first_mut() {
            *words = capitalised(words);
        }
        self
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        if words.is_empty() { Text::default() } else { Text(Vec::from([Run::Words(words)])) }
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        String::from(words).into()
    }
}

/// Words with their first letter as a sentence begins.
pub(crate) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A name as words, where it is made of nothing but small words: `cached-input` is "cached input".
pub(crate) fn spoken(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte == b'_');
    if plain { name.replace(['-', '_'], " ") } else { name.into() }
}

//! What stands on the page, apart from how it is written: Markdown and HTML are made of the same blocks.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::Text;

/// A piece of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// What the sheet says to people, a line each.
    Note(Vec<String>),
    Table(Table),
    /// Names with what is said of each.
    Facts(Vec<(Text, Text)>),
    /// Sentences for themselves.
    Remarks(Vec<Text>),
    /// Worked examples that stand together.
    Examples(Vec<Example>),
}

/// A table. The first cell of each row says what the row is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) caption: Text,
    /// Whether the caption is to be seen; else the words around the table say it.
    pub(crate) captioned: bool,
    /// Whether the heads of its columns are; else its cells say it.
    pub(crate) headed: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) title: Text,
    /// What is said of all its cells.
    pub(crate) note: Text,
    /// Whether it holds amounts, to stand below each other.
    pub(crate) amounts: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Row {
    /// The endpoint that the row is of, where it is of one.
    pub(crate) endpoint: Option<Anchor>,
    pub(crate) cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cell {
    pub(crate) text: Text,
    /// Further lines, less weighty.
    pub(crate) notes: Vec<Text>,
}

/// Where an endpoint stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    pub(crate) id: String,
    /// Its name in the sheet.
    pub(crate) name: String,
}

/// A usage with the steps to its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    /// What it shows.
    pub(crate) title: Text,
    /// What it states.
    pub(crate) stated: Text,
    /// The steps, each with how it comes about and its amount.
    pub(crate) steps: Vec<(Text, Text, String)>,
    pub(crate) total: String,
}

/// One endpoint with everything that is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) anchor: Anchor,
    /// Its heading; none where that of its group stands for it.
    pub(crate) heading: Option<Heading>,
    pub(crate) aliases: Vec<String>,
    pub(crate) blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// From 2 to 6.
    pub(crate) level: usize,
    pub(crate) words: String,
}

/// What stands below a heading, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Endpoints in one table, and what is said of all of them.
    Blocks(Vec<Block>),
    Entry(Entry),
}

/// A group with the groups in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) heading: Heading,
    pub(crate) parts: Vec<Part>,
    pub(crate) sections: Vec<Section>,
}

impl Entry {
    /// Whether there is a name to tell that its heading does not say.
    pub(crate) fn is_named(&self) -> bool {
        let said = self.heading.as_ref().is_some_and(|heading| heading.words == self.anchor.name);
        !said || !self.aliases.is_empty()
    }
}

impl Column {
    pub(crate) fn words(title: impl Into<Text>) -> Self {
        Column { title: title.into(), note: Text::default(), amounts: false }
    }

    pub(crate) fn amounts(title: impl Into<Text>, note: impl Into<Text>) -> Self {
        Column { title: title.into(), note: note.into(), amounts: true }
    }
}

impl Row {
    pub(crate) fn of(cells: impl IntoIterator<Item = Cell>) -> Self {
        Row { endpoint: None, cells: cells.into_iter().collect() }
    }
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell { text: text.into(), notes: Vec::new() }
    }
}

//! What a sheet says, as a tree: endpoints are put together as trees, compared as trees and written from trees.

use pricesheet::Decimal;

/// A value of TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    Text(String),
    Number(Decimal),
    /// A literal of another kind: a time, an instant.
    Bare(String),
    List(Vec<Item>),
    Table(Table),
}

/// A table with its keys in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table(pub(crate) Vec<(String, Item)>);

impl Table {
    /// The same table with one key more.
    pub(crate) fn with(mut self, key: &str, item: impl Into<Item>) -> Self {
        self.set(key, item);
        self
    }

    /// The same table, with the key where there is a value for it.
    pub(crate) fn with_some(self, key: &str, item: Option<impl Into<Item>>) -> Self {
        match item {
            Some(item) => self.with(key, item),
            None => self,
        }
    }

    /// The same table, with the key where the list is not empty.
    pub(crate) fn with_list(self, key: &str, items: Vec<Item>) -> Self {
        if items.is_empty() { self } else { self.with(key, Item::List(items)) }
    }

    /// The same table, with the key where the table is not empty.
    pub(crate) fn with_table(self, key: &str, table: Table) -> Self {
        if table.0.is_empty() { self } else { self.with(key, table) }
    }

    pub(crate) fn set(&mut self, key: &str, item: impl Into<Item>) {
        self.0.push((key.to_string(), item.into()));
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Item> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, item)| item)
    }
}

impl Table {
    /// Whether a value stands anywhere in it.
    pub(crate) fn holds(&self, sought: &Item) -> bool {
        self.0.iter().any(|(_, item)| item.holds(sought))
    }
}

impl Item {
    fn holds(&self, sought: &Item) -> bool {
        match self {
            Item::List(items) => items.iter().any(|item| item.holds(sought)),
            Item::Table(table) => table.holds(sought),
            item => item == sought,
        }
    }

    /// A list of texts.
    pub(crate) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Vec<Item> {
        texts.into_iter().map(|text| Item::from(text.as_ref())).collect()
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Item::Text(text.to_string())
    }
}

impl From<String> for Item {
    fn from(text: String) -> Self {
        Item::Text(text)
    }
}

impl From<Decimal> for Item {
    fn from(number: Decimal) -> Self {
        Item::Number(number)
    }
}

impl From<u64> for Item {
    fn from(number: u64) -> Self {
        Item::Number(Decimal::from(number))
    }
}

impl From<Table> for Item {
    fn from(table: Table) -> Self {
        Item::Table(table)
    }
}

impl From<Vec<Item>> for Item {
    fn from(items: Vec<Item>) -> Self {
        Item::List(items)
    }
}

//! A sheet in the making, and a sheet over another.

use std::collections::HashMap;

use crate::item::{Item, Table};
use crate::names::allowed;
use crate::window::Window;
use crate::write;

/// A sheet as it is written.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// What stands above everything, as a comment.
    pub(crate) heading: String,
    /// The keys of the sheet itself.
    pub(crate) keys: Table,
    pub(crate) windows: Vec<(String, Table)>,
    pub(crate) endpoints: Vec<Endpoint>,
}

/// An endpoint, and what is said above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) name: String,
    pub(crate) comment: Option<String>,
    pub(crate) table: Table,
}

impl Sheet {
    /// The sheet as TOML.
    pub(crate) fn to_toml(&self) -> String {
        let mut out = String::new();
        write::comment(&mut out, &self.heading);
        out.push('\n');
        write::keys(&mut out, &self.keys);
        for (name, table) in &self.windows {
            write::section(&mut out, "windows", name, table);
        }
        for endpoint in &self.endpoints {
            if let Some(comment) = &endpoint.comment {
                out.push('\n');
                write::comment(&mut out, comment);
            }
            write::section(&mut out, "endpoints", &endpoint.name, &endpoint.table);
        }
        out
    }

    /// Adds the windows that its endpoints name and that it does not inherit.
    pub(crate) fn add_windows(&mut self, known: &[(String, Table)], inherited: &[(String, Table)]) {
        let named = |name: &str| {
            let condition = Item::Text(format!("in {name}"));
            self.endpoints.iter().any(|endpoint| endpoint.table.holds(&condition))
        };
        let new = known.iter().filter(|window| !inherited.contains(window) && named(&window.0));
        self.windows = new.cloned().collect();
    }
}

/// Adds further names to an endpoint, behind its title and its group.
pub(crate) fn add_aliases(table: &mut Table, aliases: &[String]) {
    if !aliases.is_empty() {
        let before = table.0.iter().take_while(|(key, _)| matches!(key.as_str(), "title" | "group"));
        let at = before.count();
        table.0.insert(at, ("aliases".to_string(), Item::List(Item::texts(aliases))));
    }
}

/// The windows that the endpoints of a sheet name, each once.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    known: HashMap<String, usize>,
    all: Vec<(String, Table)>,
}

/// How many windows a sheet may have.
const WINDOWS_MAX: usize = 64;

impl Windows {
    /// The name of a window; None where the sheet has no room for one more.
    pub(crate) fn name(&mut self, window: &Window) -> Option<String> {
        let name = allowed(&window.name());
        if !self.known.contains_key(&name) {
            if self.all.len() >= WINDOWS_MAX {
                return None;
            }
            self.known.insert(name.clone(), self.all.len());
            self.all.push((name.clone(), window.table()));
        }
        Some(name)
    }

    /// All of them, in the order in which they were first named.
    pub(crate) fn all(self) -> Vec<(String, Table)> {
        self.all
    }
}

/// The keys of which one at a time says what is charged.
const PRICES: [&str; 4] = ["price", "rates", "tiers", "table"];

/// What a sheet over another states, so that an endpoint becomes the second table from the first: only what differs.
/// None where it has no words for that.
pub(crate) fn changes(base: &Table, now: &Table) -> Option<Table> {
    let mut changed = Table::default();
    let mut dropped = Vec::new();
    for (key, item) in &base.0 {
        match (item, now.get(key)) {
            (_, Some(other)) if other == item => {}
            (Item::Table(old), Some(Item::Table(new))) if is_named(key) => {
                changed.set(key, named_changes(old, new, key == "charges")?);
            }
            (Item::Number(old), Some(Item::Number(new))) => {
                changed.set(key, Table::default().with("was", *old).with("now", *new));
            }
            (_, Some(other)) => changed.set(key, other.clone()),
            (Item::Table(old), None) if is_named(key) => {
                changed.set(key, named_changes(old, &Table::default(), false)?);
            }
            // What says the price now takes its place.
            (_, None)
                if PRICES.contains(&key.as_str()) && PRICES.iter().any(|key| now.get(key).is_some()) => {}
            (_, None) => dropped.push(key.clone()),
        }
    }
    let added = now.0.iter().filter(|(key, _)| base.get(key).is_none()).cloned();
    changed.0.extend(added);
    Some(changed.with_list("drop", Item::texts(dropped)))
}

fn is_named(key: &str) -> bool {
    matches!(key, "quantities" | "attributes" | "options" | "choices" | "charges")
}

/// The same for a table of names. Only charges can lose single keys.
fn named_changes(base: &Table, now: &Table, charges: bool) -> Option<Table> {
    let mut changed = Table::default();
    for (name, item) in &base.0 {
        match (item, now.get(name)) {
            (_, None) => changed.set(name, "none"),
            (_, Some(other)) if other == item => {}
            (Item::Table(old), Some(Item::Table(new))) => {
                let changes = changes(old, new)?;
                if !charges && changes.get("drop").is_some() {
                    return None;
                }
                changed.set(name, changes);
            }
            (_, Some(other)) => changed.set(name, other.clone()),
        }
    }
    changed.0.extend(now.0.iter().filter(|(name, _)| base.get(name).is_none()).cloned());
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &Table) -> String {
        let mut out = String::new();
        write::keys(&mut out, table);
        out
    }

    #[test]
    fn only_what_differs_is_stated() {
        let charge = |price: u64| Table::default().with("per", 1_000_000_u64).with("price", price);
        let base = Table::default().with("title", "A").with("max", 3_u64).with(
            "charges",
            Table::default().with("input", charge(2)).with("output", charge(4)).with("old", charge(1)),
        );
        let rated = Table::default()
            .with("per", 1_000_000_u64)
            .with("rates", vec![Item::Table(Table::default().with("price", 5_u64))]);
        let now = Table::default().with("title", "A").with("note", "new").with(
            "charges",
            Table::default().with("input", charge(3)).with("output", rated).with("new", charge(9)),
        );
        let expected = r#"charges.input = { price = { was = 2, now = 3 } }
charges.output = { rates = [{ price = 5 }] }
charges.old = "none"
charges.new = { per = 1_000_000, price = 9 }
note = "new"
drop = ["max"]
"#;
        assert_eq!(written(&changes(&base, &now).unwrap()), expected);
        assert_eq!(changes(&base, &base), Some(Table::default()));
    }

    #[test]
    fn what_cannot_be_said_is_none() {
        let with = |table: Table| Table::default().with("quantities", Table::default().with("a", table));
        let base = with(Table::default().with("at_least", 10_u64));
        assert_eq!(changes(&base, &with(Table::default())), None);
    }
}

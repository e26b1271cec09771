//! A sheet in the making.

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

    /// Adds the windows that its endpoints name.
    pub(crate) fn add_windows(&mut self, known: &[(String, Table)]) {
        let named = |name: &str| {
            let condition = Item::Text(format!("in {name}"));
            self.endpoints.iter().any(|endpoint| endpoint.table.holds(&condition))
        };
        let new = known.iter().filter(|window| named(&window.0));
        self.windows = new.cloned().collect();
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

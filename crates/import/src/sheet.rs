//! A sheet in the making.

use crate::item::Table;
use crate::write;

/// A sheet as it is written.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// What stands above everything, as a comment.
    pub(crate) heading: String,
    /// The keys of the sheet itself.
    pub(crate) keys: Table,
    pub(crate) endpoints: Vec<Endpoint>,
}

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) name: String,
    pub(crate) table: Table,
}

impl Sheet {
    /// The sheet as TOML.
    pub(crate) fn to_toml(&self) -> String {
        let mut out = String::new();
        write::comment(&mut out, &self.heading);
        out.push('\n');
        write::keys(&mut out, &self.keys);
        for endpoint in &self.endpoints {
            write::section(&mut out, "endpoints", &endpoint.name, &endpoint.table);
        }
        out
    }
}

//! A sheet as a text: what was kept of it, in one layout.
//!
//! Names stand in their order, for that is the order of every listing. Beside that, a table is written on one line where it
//! fits, and under a header of its own where it does not.

use alloc::string::String;
use alloc::vec::Vec;

use toml::de::{DeTable, DeValue};

use super::Sheet;
use super::decode::grammar::Kind;
use crate::document::{in_order, push_key, push_scalar};

/// How wide a line may be.
const WIDTH_CHARS: usize = 110;

/// The sheet as TOML.
pub(crate) fn to_toml(sheet: &Sheet) -> String {
    let mut out = String::new();
    sheet.origin.kept.read(&sheet.origin.sources, |_, around, _| {
        if let DeValue::Table(table) = around.get_ref() {
            body(&mut out, &mut String::new(), Kind::Sheet, table);
        }
    });
    for endpoint in &sheet.endpoints {
        endpoint.kept.read(&sheet.origin.sources, |name, value, _| {
            if let DeValue::Table(table) = value.get_ref() {
                let mut path = String::from("endpoints.");
                push_key(&mut path, name.get_ref());
                headed(&mut out, &mut path, Kind::Endpoint, table);
            }
        });
    }
    out
}

/// A field of a table, with what it is on one line.
struct Field<'d> {
    key: &'d str,
    kind: Kind,
    value: &'d DeValue<'d>,
    line: String,
}

impl Field<'_> {
    /// Whether it takes a header of its own.
    fn is_long(&self) -> bool {
        self.value.is_table() && (self.line.chars().count() > WIDTH_CHARS || self.kind == Kind::Windows)
    }
}

/// The fields of a table; `path` is where it stands.
fn body(out: &mut String, path: &mut String, kind: Kind, table: &DeTable<'_>) {
    let (lines, tables) = fields(kind, table);
    for field in lines {
        push_line(out, &field);
    }
    for field in tables {
        let length = path.len();
        if !path.is_empty() {
            path.push('.');
        }
        push_key(path, field.key);
        if let DeValue::Table(table) = field.value {
            headed(out, path, field.kind, table);
        }
        path.truncate(length);
    }
}

/// A table under its header, which is left out where it would say nothing.
fn headed(out: &mut String, path: &mut String, kind: Kind, table: &DeTable<'_>) {
    let (lines, tables) = fields(kind, table);
    if !lines.is_empty() || tables.is_empty() {
        out.push_str("\n[");
        out.push_str(path);
        out.push_str("]\n");
    }
    body(out, path, kind, table);
}

/// What stands on lines, and what stands behind it under headers.
fn fields<'d>(kind: Kind, table: &'d DeTable<'d>) -> (Vec<Field<'d>>, Vec<Field<'d>>) {
    let field = |(key, value): (&'d crate::document::Key<'d>, &'d crate::document::Value<'d>)| {
        let mut line = String::new();
        push_key(&mut line, key.get_ref());
        line.push_str(" = ");
        push_value(&mut line, value.get_ref());
        Field { key: key.get_ref(), kind: kind.of(key.get_ref()), value: value.get_ref(), line }
    };
    let mut lines: Vec<Field<'_>> = in_order(table).into_iter().map(field).collect();
    if !kind.is_ordered() {
        return lines.into_iter().partition(|field| !field.is_long());
    }
    // Behind a header everything needs one.
    let first =
        lines.iter().rposition(|field| !field.value.is_table()).map_or(0, |last| last.saturating_add(1));
    let long = lines.iter().skip(first).position(Field::is_long);
    let tables = long.map(|long| lines.split_off(first.saturating_add(long))).unwrap_or_default();
    (lines, tables)
}

fn push_line(out: &mut String, field: &Field<'_>) {
    match field.value {
        DeValue::Array(list) if field.line.chars().count() > WIDTH_CHARS => {
            push_key(out, field.key);
            out.push_str(" = [\n");
            for element in list.iter() {
                out.push_str("  ");
                push_value(out, element.get_ref());
                out.push_str(",\n");
            }
            out.push_str("]\n");
        }
        _ => {
            out.push_str(&field.line);
            out.push('\n');
        }
    }
}

/// A value on one line.
fn push_value(out: &mut String, value: &DeValue<'_>) {
    match value {
        DeValue::Array(list) => {
            out.push('[');
            for (at, element) in list.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                push_value(out, element.get_ref());
            }
            out.push(']');
        }
        DeValue::Table(table) if table.is_empty() => out.push_str("{}"),
        DeValue::Table(table) => {
            out.push_str("{ ");
            for (at, (key, value)) in in_order(table).into_iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                push_key(out, key.get_ref());
                out.push_str(" = ");
                push_value(out, value.get_ref());
            }
            out.push_str(" }");
        }
        _ => push_scalar(out, value),
    }
}

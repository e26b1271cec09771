//! Pieces of TOML.

/// An inline table of entries.
pub(crate) fn table(entries: &[String]) -> String {
    if entries.is_empty() { "{}".to_string() } else { format!("{{ {} }}", entries.join(", ")) }
}

/// An array of items.
pub(crate) fn array(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

/// A name as a text, which may be a key too. Generated names hold nothing that must be escaped.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

//! What stands where in the tree of a text, which has its keys by name.

use alloc::vec;
use alloc::vec::Vec;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostics::Span;

pub(crate) type Key<'d> = Spanned<DeString<'d>>;
pub(crate) type Value<'d> = Spanned<DeValue<'d>>;

/// The fields of a table in the order of the text.
pub(crate) fn in_order<'d>(table: &'d DeTable<'d>) -> Vec<(&'d Key<'d>, &'d Value<'d>)> {
    let mut fields: Vec<_> = table.iter().collect();
    fields.sort_by_cached_key(|(key, value)| first_mention(key, value));
    fields
}

/// Where a key is first spoken of: the header of a table may stand after those of the tables in it.
fn first_mention(key: &Key<'_>, value: &Value<'_>) -> usize {
    let own = key.span().start;
    match value.get_ref() {
        // Of all values, only a header stands around its key.
        DeValue::Table(table) if value.span().start < own => {
            table.iter().map(|(key, value)| first_mention(key, value)).fold(own, usize::min)
        }
        _ => own,
    }
}

/// From the first byte of what is said under a key to the last.
pub(crate) fn extent(key: &Key<'_>, value: &Value<'_>) -> Span {
    let (own, said) = (key.span(), value.span());
    let mut whole = Span { start: own.start.min(said.start), end: own.end.max(said.end) };
    // What is said in one piece stands behind its key; a header stands around it.
    if said.start < own.end {
        match value.get_ref() {
            DeValue::Table(table) => widen(&mut whole, table),
            DeValue::Array(list) => {
                for element in list.iter() {
                    let header = element.span();
                    whole.end = whole.end.max(header.end);
                    if let DeValue::Table(table) = element.get_ref() {
                        widen(&mut whole, table);
                    }
                }
            }
            _ => {}
        }
    }
    whole
}

fn widen(whole: &mut Span, table: &DeTable<'_>) {
    for (key, value) in table {
        let of = extent(key, value);
        *whole = Span { start: whole.start.min(of.start), end: whole.end.max(of.end) };
    }
}

/// For each of these fields, whether nothing else stands between the first byte of what it says and the last: neither another one
/// nor what is around them.
pub(crate) fn stand_alone<'d>(
    fields: impl Iterator<Item = (&'d Key<'d>, &'d Value<'d>)>,
    around: impl Iterator<Item = (&'d Key<'d>, &'d Value<'d>)>,
) -> Vec<bool> {
    let mut extents: Vec<(Span, Option<usize>)> =
        fields.enumerate().map(|(place, (key, value))| (extent(key, value), Some(place))).collect();
    let mut alone = vec![true; extents.len()];
    extents.extend(around.map(|(key, value)| (extent(key, value), None)));
    extents.sort_by_key(|(extent, _)| extent.start);
    // The one so far that reaches furthest.
    let (mut end, mut furthest) = (0, None);
    for (extent, place) in extents {
        if extent.start < end {
            for place in [place, furthest].into_iter().flatten() {
                if let Some(alone) = alone.get_mut(place) {
                    *alone = false;
                }
            }
        }
        if extent.end > end {
            (end, furthest) = (extent.end, place);
        }
    }
    alone
}

//! An endpoint of a sheet merged into that of its base, key by key (section 8).
//!
//! What comes of it is a text, in which every value knows where it was taken from, and which is then read as any endpoint is.
//! Which keys there are is told by [`Kind`] alone.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::Decoder;
use super::grammar::Kind;
use super::value::{At, Entry, entries, list};
use crate::diagnostics::{Code, Quoted, Span};
use crate::document::{Places, Writer};
use crate::number;
use crate::suggest::nearest;

/// Merges what is stated into what the base has. `base` says where the latter stands, the decoder where the former does.
pub(super) struct Merge<'m> {
    pub(super) decoder: &'m mut Decoder,
    pub(super) writer: Writer,
    pub(super) base: Places,
}

impl Merge<'_> {
    /// The value of a key that is stated, and of one that the base has, if it has it.
    pub(super) fn value(&mut self, kind: Kind, base: Option<&Entry<'_>>, own: &Entry<'_>) {
        let own_table = own.value.as_table().map(|table| entries(table, &self.decoder.places));
        match kind {
            Kind::Number | Kind::Increment => match own_table {
                Some(fields) if is_change(&fields) => self.change(base, own, &fields),
                _ => self.copy(own),
            },
            Kind::Whole => self.copy(own),
            // Short over short, or over nothing, stays short.
            _ if own_table.is_none() && base.is_none_or(|base| !base.value.is_table()) => self.copy(own),
            _ => {
                let own_fields = own_table.filter(|fields| kind != Kind::Option || !is_change(fields));
                let Some(own_fields) = own_fields.or_else(|| as_table(kind, own)) else {
                    return self.copy(own);
                };
                let base_table = base.and_then(|base| base.value.as_table());
                let base_fields = base_table.map(|table| entries(table, &self.base));
                let base_fields = base_fields.or_else(|| base.and_then(|base| as_table(kind, base)));
                let place = At { value: own.key, span: own.span };
                self.table(kind, place, base.is_some(), &base_fields.unwrap_or_default(), &own_fields);
            }
        }
    }

    /// A value of this sheet as it is.
    fn copy(&mut self, own: &Entry<'_>) {
        self.writer.value(own.value, own.span, &self.decoder.places);
    }

    fn table(&mut self, kind: Kind, place: At<&str>, has_base: bool, base: &[Entry<'_>], own: &[Entry<'_>]) {
        let find = |list: &'_ [Entry<'_>], key: &str| list.iter().position(|entry| entry.key == key);
        let drop = own.iter().find(|field| kind.has_drop() && field.key == "drop");
        let dropped = drop.map(|drop| self.dropped(kind, place, has_base, drop, base)).unwrap_or_default();
        let replaced = replaced(kind, own);
        self.writer.open(place.span);
        for field in base {
            // Examples of the base show its own prices.
            let is_left = !dropped.contains(&field.key)
                && !replaced.contains(&field.key)
                && (kind, field.key) != (Kind::Endpoint, "examples");
            match find(own, field.key).and_then(|at| own.get(at)) {
                _ if !is_left => {}
                Some(stated) if kind.has_names() && takes_away(stated) => {}
                Some(stated) => {
                    self.writer.key(stated.key, stated.key_span);
                    self.value(kind.of(stated.key), Some(field), stated);
                }
                None => {
                    self.writer.key(field.key, field.key_span);
                    self.writer.value(field.value, field.span, &self.base);
                }
            }
        }
        for stated in own {
            let of_base = find(base, stated.key).and_then(|at| base.get(at));
            let is_set = of_base.is_none()
                || dropped.contains(&stated.key)
                || replaced.contains(&stated.key)
                || (kind, stated.key) == (Kind::Endpoint, "examples");
            if !is_set || drop.is_some_and(|drop| drop.key_span == stated.key_span) {
                continue;
            }
            if kind.has_names() && takes_away(stated) {
                self.not_taken_away(kind.of(stated.key), stated, base);
                continue;
            }
            self.writer.key(stated.key, stated.key_span);
            self.value(kind.of(stated.key), None, stated);
        }
        self.writer.close();
    }

    /// The keys that `drop` takes away.
    fn dropped<'d>(
        &mut self,
        kind: Kind,
        place: At<&str>,
        has_base: bool,
        drop: &Entry<'d>,
        base: &[Entry<'_>],
    ) -> Vec<&'d str> {
        let names = self.decoder.name_list(drop).unwrap_or_default();
        for name in &names {
            if base.iter().any(|field| field.key == name.value) {
                continue;
            }
            let (noun, of) = (kind.noun(), Quoted(place.value));
            let (message, help) = if has_base {
                let keys: Vec<&str> = base.iter().map(|field| field.key).collect();
                let help = match nearest(name.value, keys.iter().copied()) {
                    Some(near) => format!("did you mean {}?", Quoted(near)),
                    None => format!("the base states {}", list(&keys)),
                };
                (format!("{noun} {of} of the base does not state {}", Quoted(name.value)), help)
            } else {
                let message =
                    format!("the base does not have the {noun} {of} to drop {} of", Quoted(name.value));
                (message, "leave `drop` out: what is added is stated whole".to_string())
            };
            self.decoder.fault(Code::NotInBase, name.span, message, Some(help));
        }
        names.into_iter().map(|name| name.value).collect()
    }

    fn not_taken_away(&mut self, kind: Kind, stated: &Entry<'_>, base: &[Entry<'_>]) {
        let noun = kind.noun();
        let message = format!("the base does not have the {noun} {} to take away", Quoted(stated.key));
        let names: Vec<&str> = base.iter().map(|field| field.key).collect();
        let help = match nearest(stated.key, names.iter().copied()) {
            Some(near) => format!("did you mean {}?", Quoted(near)),
            None if names.is_empty() => "leave it out".to_string(),
            None => format!("the base lists {}", list(names.get(..12).unwrap_or(&names))),
        };
        self.decoder.fault(Code::NotInBase, stated.key_span, message, Some(help));
    }

    /// `{ was = 1.25, now = 1.1 }`: the new number, where the base has the old one.
    fn change(&mut self, base: Option<&Entry<'_>>, own: &Entry<'_>, fields: &[Entry<'_>]) {
        let find = |key: &str| fields.iter().find(|field| field.key == key);
        for field in fields {
            if !matches!(field.key, "was" | "now") {
                self.decoder.unknown_key(field, "a change", &["was", "now"]);
            }
        }
        for key in ["was", "now"] {
            if find(key).is_none() {
                let message = format!("the change of {} has no `{key}`", Quoted(own.key));
                let help = Some("write both, as in `{ was = 1.25, now = 1.1 }`".to_string());
                self.decoder.fault(Code::MissingKey, own.span, message, help);
            }
        }
        if let Some(was) = find("was").and_then(|was| self.decoder.number(was)) {
            self.check_change(base, own, was);
        }
        match find("now") {
            Some(now) => self.writer.value(now.value, now.span, &self.decoder.places),
            None => self.writer.literal("1", own.span),
        }
    }

    fn check_change(&mut self, base: Option<&Entry<'_>>, own: &Entry<'_>, was: At<Decimal>) {
        let (key, stated) = (Quoted(own.key), was.value.normalize());
        let (message, help) = match base.map(|base| (base, read_number(base.value))) {
            Some((_, Some(number))) if number == was.value => return,
            Some((_, Some(number))) => (
                format!("{key} is {} in the base, not {stated}", number.normalize()),
                "the base has changed, or is not the one that was meant: look at both numbers again",
            ),
            Some((_, None)) => (
                format!("{key} is not a number in the base, so it was not {stated}"),
                "write the new value alone",
            ),
            None => (
                format!("{key} is left out in the base, so it was not {stated}"),
                "write the new number alone",
            ),
        };
        self.decoder.fault(Code::OtherValue, was.span, message, Some(help.to_string()));
    }
}

/// Keys of the base that go because others are stated.
fn replaced(kind: Kind, own: &[Entry<'_>]) -> Vec<&'static str> {
    // A switch that is off is as if left out.
    let is_stated =
        |key: &&str| own.iter().any(|field| field.key == *key && field.value.as_bool() != Some(false));
    let mut replaced = Vec::new();
    for alternatives in kind.alternatives() {
        if alternatives.keys.iter().any(is_stated) {
            let others = alternatives.keys.iter().chain(alternatives.companions);
            replaced.extend(others.filter(|key| !own.iter().any(|field| field.key == **key)));
        }
    }
    replaced
}

fn takes_away(stated: &Entry<'_>) -> bool {
    stated.value.as_str() == Some("none")
}

/// Whether a table is that of a change, faulty or not.
fn is_change(fields: &[Entry<'_>]) -> bool {
    fields.iter().any(|field| matches!(field.key, "was" | "now"))
}

/// The table for which a short form stands.
fn as_table<'d>(kind: Kind, short: &Entry<'d>) -> Option<Vec<Entry<'d>>> {
    let key = kind.short_form()?;
    let is_short = match kind {
        Kind::Choice => short.value.is_array(),
        _ => matches!(
            short.value,
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::String(_) | DeValue::Table(_)
        ),
    };
    is_short.then(|| Vec::from([Entry { key, key_span: short.key_span, ..*short }]))
}

/// A number of the base, which has been checked.
fn read_number(value: &DeValue<'_>) -> Option<Decimal> {
    match value {
        DeValue::Integer(integer) => number::parse(integer.as_str()).ok(),
        DeValue::Float(float) => number::parse(float.as_str()).ok(),
        DeValue::String(text) => number::parse(text).ok(),
        _ => None,
    }
}

/// Where an endpoint is adjusted: what the base has, without examples, and with another multiplier.
pub(super) fn adjusted(base: &Entry<'_>, places: &Places, times: Decimal, span: Span) -> Writer {
    let mut writer = Writer::default();
    writer.key(base.key, base.key_span);
    writer.open(base.span);
    let fields = base.value.as_table().map(|table| entries(table, places)).unwrap_or_default();
    for field in fields.iter().filter(|field| !matches!(field.key, "examples" | "times")) {
        writer.key(field.key, field.key_span);
        writer.value(field.value, field.span, places);
    }
    writer.key("times", span);
    writer.literal(&times.normalize().to_string(), span);
    writer.close();
    writer
}

/// The multiplier that an endpoint of the base has already.
pub(super) fn times_of(base: &Entry<'_>, places: &Places) -> Decimal {
    let fields = base.value.as_table().map(|table| entries(table, places)).unwrap_or_default();
    let times = fields.iter().find(|field| field.key == "times");
    times.and_then(|times| read_number(times.value)).unwrap_or(Decimal::ONE)
}

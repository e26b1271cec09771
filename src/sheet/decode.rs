//! From the tree to the model: every key, every type, every fault on the way (section 2).
//!
//! Each file of this folder reads one noun of the format. A value that is faulty is reported and left out; nothing
//! stops at the first fault, and what depends on a faulty value is not reported as well. Rules between the values of a
//! charge are in `rule.rs` and `tier.rs`, names that must be declared in `reference.rs`; whether prices terminate and
//! bounds fit increments is decided in [`super::termination`].
//!
//! A sheet over another is read in `over.rs`: each endpoint that it states is merged with that of its base (`merge.rs`) into a
//! text that is read as any other, with `grammar.rs` to say where a number, a list of names or an alternative stands.

mod adjust;
mod amount;
mod attribute;
mod charge;
mod choice;
mod condition;
mod derived;
mod endpoint;
mod example;
mod hint;
pub(super) mod grammar;
mod merge;
mod name;
mod names;
mod option;
mod over;
mod quantity;
mod rate;
mod reference;
mod rule;
mod share;
mod table;
mod tier;
mod value;
mod window;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use toml::de::{DeTable, DeValue};

use super::{Allow, Endpoint, Origin, Sheet, Window};
use crate::diagnostics::{Code, Diagnostics, Quoted, Span};
use crate::document::{self, Fault, Faults, Kept, Places, Seen, Source, in_order, stand_alone};
use crate::instant::{FRACTION_DIGITS_MAX, Instant, InstantError};
use crate::limits::ENDPOINTS_MAX;
use crate::rounding::Rounding;
use value::{Entry, Stated, entries};

pub(crate) use over::Base;

/// Reads a sheet, over a base where there is one, and finds everything that is wrong with it at once. Where something is, the
/// sheet has the endpoints that nothing is wrong with, so that their examples can be looked at nevertheless.
///
/// # Errors
///
/// Where there is no text to be read.
pub(crate) fn load<'t>(
    source_name: &str,
    bytes: &'t [u8],
    base: Option<&Base<'_>>,
) -> Result<(Sheet, Source<'t>, Faults), Diagnostics> {
    let bases = base.map(|base| base.sheet.origin.sources.clone()).unwrap_or_default();
    let read = document::read(&bases, source_name, bytes, |root, seen, places| {
        let all_is_seen = seen.has_all_around();
        let mut decoder =
            Decoder { seen, all_is_seen, places, defaults_are_sound: true, ..Decoder::default() };
        let sheet = match base {
            Some(base) => decoder.sheet_over(root, base),
            None => decoder.sheet(root),
        };
        (sheet, decoder.faults)
    });
    let (mut sheet, source, faults) = read?;
    sheet.origin.sources = source.texts();
    Ok((sheet, source, faults))
}

/// Whether a fault may be the consequence of a slip in the syntax, because part of the sheet was not seen.
fn tells_of_absence(code: Code) -> bool {
    matches!(
        code,
        Code::MissingKey
            | Code::Empty
            | Code::UnknownName
            | Code::UnknownValue
            | Code::NothingPriced
            | Code::NoBasis
            | Code::NoIncrement
            | Code::NoTiering
            | Code::NoTiers
            | Code::NoBound
            | Code::MinAboveMax
            | Code::BoundCutsBlock
            | Code::NotFinite
    )
}

/// What a sheet says of itself, whether it is over another or not.
#[derive(Default)]
struct Head {
    name: Option<String>,
    version: Option<String>,
    effective: Option<Instant>,
    note: Option<String>,
    allow: Vec<Allow>,
}

/// What the readers of all nouns share: the faults found, and the sheet's defaults.
#[derive(Default)]
struct Decoder {
    faults: Faults,
    /// Where what is being read stands.
    places: Places,
    seen: Seen,
    /// Whether all was seen of what is being read: of an endpoint, or of what is around them.
    all_is_seen: bool,
    /// Whether what endpoints and charges inherit is as it was meant.
    defaults_are_sound: bool,
    round: Option<Rounding>,
    round_charges: Stated<Option<Rounding>>,
    windows: Vec<Arc<Window>>,
    /// Of all endpoints so far, each with its place.
    aliases: Vec<(String, Span)>,
}

impl Decoder {
    fn fault(&mut self, code: Code, span: Span, message: String, help: Option<String>) {
        if !self.all_is_seen && tells_of_absence(code) {
            return;
        }
        self.faults.push(Fault { code, span, message, help });
    }

    fn unknown_key(&mut self, entry: &Entry<'_>, place: &str, keys: &[&str]) {
        if self.faults.is_full() {
            return self.fault(Code::UnknownKey, entry.key_span, String::new(), None);
        }
        let help = hint::instead_of(entry.key, place, keys);
        self.fault(
            Code::UnknownKey,
            entry.key_span,
            format!("unknown key {} of {place}", Quoted(entry.key)),
            Some(help),
        );
    }

    fn sheet(&mut self, root: &DeTable<'_>) -> Sheet {
        const KEYS: &[&str] = &[
            "name",
            "version",
            "effective",
            "unit",
            "note",
            "windows",
            "endpoints",
            "round",
            "round_charges",
            "allow",
        ];
        let fields = entries(root, &self.places);
        if let Some(over) = fields.iter().find(|entry| entry.key == "over") {
            return self.without_base(over);
        }
        let (mut head, mut unit, mut list) = (Head::default(), None, None);
        for entry in &fields {
            match entry.key {
                "unit" => unit = self.text(entry),
                "round" => self.round = self.default_rounding(entry).flatten(),
                "round_charges" => self.round_charges = Stated::read(self.default_rounding(entry)),
                "windows" => self.windows(entry),
                "endpoints" => list = Some(*entry),
                _ if self.head(entry, &mut head) => {}
                _ => self.unknown_key(entry, "a sheet", KEYS),
            }
        }
        self.missing_name(&fields);
        let endpoints = list.map(|entry| self.endpoints(&entry, root)).unwrap_or_else(|| {
            let help = Some("add a table such as `[endpoints.my-endpoint]`".to_string());
            self.fault(Code::Empty, self.start(), "the sheet has no endpoints".to_string(), help);
            Vec::new()
        });
        Sheet {
            name: head.name.unwrap_or_default(),
            version: head.version,
            effective: head.effective,
            unit: unit.unwrap_or_else(|| "credit".to_string()),
            note: head.note,
            allow: head.allow,
            windows: core::mem::take(&mut self.windows),
            endpoints,
            over: None,
            origin: Origin {
                round: self.round,
                round_charges: self.round_charges.value().flatten(),
                kept: Kept::around(root, &self.places),
                ..Origin::default()
            },
        }
    }

    /// Reads what a sheet says of itself; false where the key is another.
    fn head(&mut self, entry: &Entry<'_>, head: &mut Head) -> bool {
        match entry.key {
            "name" => head.name = self.text(entry).filter(|name| self.not_blank(entry, name)),
            "version" => head.version = self.text(entry),
            "effective" => head.effective = self.instant(entry),
            "note" => head.note = self.text(entry),
            "allow" => head.allow = self.allow(entry),
            _ => return false,
        }
        true
    }

    fn missing_name(&mut self, fields: &[Entry<'_>]) {
        if !fields.iter().any(|entry| entry.key == "name") {
            let help = Some("add a line such as `name = \"My API\"` at the top".to_string());
            self.fault(Code::MissingKey, self.start(), "the sheet has no `name`".to_string(), help);
        }
    }

    /// The start of the text.
    fn start(&self) -> Span {
        self.places.of(0..0)
    }

    /// What a sheet that is over another comes to cannot be known without that.
    fn without_base(&mut self, over: &Entry<'_>) -> Sheet {
        let message = "this sheet is over another, which is not given".to_string();
        let help = "give its base with it: `--base FILE`, or `PriceSheet::from_toml_over`".to_string();
        self.fault(Code::NoBase, over.key_span, message, Some(help));
        Sheet {
            name: String::new(),
            version: None,
            effective: None,
            unit: String::new(),
            note: None,
            allow: Vec::new(),
            windows: Vec::new(),
            endpoints: Vec::new(),
            over: None,
            origin: Origin::default(),
        }
    }

    fn endpoints(&mut self, entry: &Entry<'_>, root: &DeTable<'_>) -> Vec<Arc<Endpoint>> {
        let Some(table) = entry.value.as_table() else {
            self.wrong_type(entry, "a table");
            return Vec::new();
        };
        if table.is_empty() {
            let help = Some("add a table such as `[endpoints.my-endpoint]`".to_string());
            self.fault(Code::Empty, entry.key_span, "the sheet has no endpoints".to_string(), help);
        }
        let fields = in_order(table);
        let entries: Vec<_> = fields.iter().map(|(key, value)| Entry::of(key, value, &self.places)).collect();
        self.limit(&entries, ENDPOINTS_MAX, Code::TooManyEndpoints, "endpoints of a sheet");
        let may_be_sound = self.defaults_are_sound && entries.len() <= ENDPOINTS_MAX;
        let around = root.iter().filter(|(key, _)| key.get_ref() != "endpoints");
        let alone = stand_alone(fields.iter().copied(), around);
        let mut endpoints = Vec::with_capacity(entries.len());
        for ((entry, (key, value)), alone) in entries.iter().zip(&fields).zip(alone) {
            let found = self.faults.found();
            self.all_is_seen = self.seen.has_all_of(entry.key);
            let mut endpoint = self.endpoint(entry);
            if may_be_sound && self.all_is_seen && self.faults.found() == found {
                endpoint.kept = Kept::of(key, value, &self.places, alone);
                endpoints.push(Arc::new(endpoint));
            }
        }
        let names = entries.iter().map(|entry| (entry.key, entry.key_span));
        self.check_aliases(names, core::iter::empty());
        self.all_is_seen = self.seen.has_all_around();
        endpoints
    }

    /// All names and aliases of a sheet differ: those of the endpoints that were read, and the aliases of others, which differ
    /// among themselves.
    fn check_aliases<'n>(
        &mut self,
        names: impl Iterator<Item = (&'n str, Span)>,
        others: impl Iterator<Item = &'n str>,
    ) {
        let aliases = core::mem::take(&mut self.aliases);
        let mut others = others.peekable();
        if aliases.is_empty() && others.peek().is_none() {
            return;
        }
        let help = || Some("leave it out: names and aliases tell endpoints apart".to_string());
        let names: BTreeMap<&str, Span> = names.collect();
        let mut known: BTreeMap<&str, &str> =
            names.keys().map(|name| (*name, "the name of an endpoint")).collect();
        for alias in others {
            if let Some(span) = names.get(alias) {
                let message = format!("the name {} is an alias already", Quoted(alias));
                self.fault(Code::SharedName, *span, message, help());
            }
            known.entry(alias).or_insert("an alias");
        }
        for (alias, span) in &aliases {
            if let Some(other) = known.get(alias.as_str()) {
                let message = format!("the alias {} is {other} already", Quoted(alias));
                self.fault(Code::SharedName, *span, message, help());
            }
            known.entry(alias).or_insert("an alias");
        }
    }

    /// A rounding that is inherited.
    fn default_rounding(&mut self, entry: &Entry<'_>) -> Option<Option<Rounding>> {
        let found = self.faults.found();
        let rounding = self.rounding(entry);
        self.defaults_are_sound &= self.faults.found() == found;
        rounding
    }

    /// An instant: a date, a time and an offset.
    fn instant(&mut self, entry: &Entry<'_>) -> Option<Instant> {
        const EXAMPLE: &str = "write date, time and offset, such as 2026-05-01T00:00:00Z";
        let DeValue::Datetime(written) = entry.value else {
            self.wrong_type(entry, "an instant such as 2026-05-01T00:00:00Z, without quotes");
            return None;
        };
        if written.date.is_none() || written.time.is_none() || written.offset.is_none() {
            let message = format!("`{}` is `{written}`, which is not one instant everywhere", entry.key);
            self.fault(Code::NoInstant, entry.span, message, Some(EXAMPLE.to_string()));
            return None;
        }
        let (mut exact, mut whole) = (*written, *written);
        if let (Some(exact), Some(whole)) = (&mut exact.time, &mut whole.time) {
            // TOML lets the seconds be left out; RFC 3339 does not.
            exact.second.get_or_insert(0);
            whole.nanosecond = None;
        }
        // TOML cuts off what is finer than nanoseconds, and then two sheets might seem to apply from one instant: the
        // length of the text tells.
        let length = entry.span.end.saturating_sub(entry.span.start);
        let fraction_length = length.saturating_sub(whole.to_string().len());
        let instant = if fraction_length > ".".len().saturating_add(FRACTION_DIGITS_MAX) {
            Err(InstantError::TooPrecise)
        } else if exact.time.is_some_and(|time| time.second == Some(60)) {
            Err(InstantError::LeapSecond)
        } else {
            exact.to_string().parse()
        };
        instant
            .map_err(|error| {
                let (message, help) = match error {
                    InstantError::TooPrecise => {
                        (format!("`{}` is {error}", entry.key), "write at most nine digits after the point")
                    }
                    InstantError::LeapSecond => (
                        format!("`{}` is {error}", entry.key),
                        "write the second before it or the one after it",
                    ),
                    InstantError::OutOfRange => (
                        format!("`{}` is `{written}`, which is {error}", entry.key),
                        "write an instant within this time",
                    ),
                    InstantError::NotAnInstant | InstantError::NoSuchTime => {
                        (format!("`{}` is `{written}`, which is {error}", entry.key), EXAMPLE)
                    }
                };
                self.fault(Code::NoInstant, entry.span, message, Some(help.to_string()));
            })
            .ok()
    }
}

//! A sheet over another: what it states, and the sheet that it comes to (section 8).

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use rust_decimal::Decimal;
use toml::de::DeTable;

use super::adjust::{Adjustment, Adjustments};
use super::grammar::Kind;
use super::merge::{Merge, adjusted, times_of};
use super::value::{Entry, entries};
use super::{Decoder, Head};
use crate::diagnostics::{Code, Quoted, Span};
use crate::document::{Kept, Places, Writer};
use crate::limits::{ENDPOINTS_MAX, OVER_DEPTH_MAX, WINDOWS_MAX};
use crate::number;
use crate::sheet::{BaseName, Endpoint, Origin, Others, Over, Sheet};
use crate::suggest::nearest;

/// The sheet that another is over.
pub(crate) struct Base<'b> {
    pub(crate) sheet: &'b Sheet,
    /// The place of an endpoint of this name or alias.
    pub(crate) place: &'b dyn Fn(&str) -> Option<usize>,
    /// Its fingerprint as it is printed.
    pub(crate) fingerprint: &'b dyn Fn() -> String,
}

impl Base<'_> {
    /// The place of an endpoint by its name; aliases address nothing.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let place = (self.place)(name)?;
        let endpoint = self.sheet.endpoints.get(place)?;
        (endpoint.name == name).then_some(place)
    }

    /// Whether an endpoint is the base's own, as it is there.
    fn has(&self, endpoint: &Arc<Endpoint>) -> bool {
        let place = self.find(&endpoint.name);
        let own = place.and_then(|place| self.sheet.endpoints.get(place));
        own.is_some_and(|own| Arc::ptr_eq(own, endpoint))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.sheet.endpoints.iter().map(|endpoint| &*endpoint.name)
    }
}

/// What is stated in a sheet over another.
#[derive(Default)]
struct Stated<'d> {
    over: Option<BaseName>,
    others: Option<Others>,
    adjust: Adjustments,
    endpoints: Option<Entry<'d>>,
}

impl Decoder {
    /// Reads a sheet that is over another, and what it comes to.
    pub(super) fn sheet_over(&mut self, root: &DeTable<'_>, base: &Base<'_>) -> Sheet {
        const KEYS: &[&str] = &[
            "name",
            "version",
            "effective",
            "note",
            "windows",
            "allow",
            "over",
            "others",
            "adjust",
            "endpoints",
        ];
        let fields = entries(root, &self.places);
        let mut head = Head::default();
        let mut stated = Stated::default();
        self.windows = base.sheet.windows.clone();
        let has = |key: &str| fields.iter().any(|field| field.key == key);
        for field in &fields {
            match field.key {
                "over" => stated.over = self.base_name(field, base),
                "others" => {
                    let words = [Others::AsListed, Others::Refused].map(|others| (others.as_str(), others));
                    stated.others = self.word(field, &words).map(|others| others.value);
                }
                "adjust" => stated.adjust = self.adjustments(field, base),
                "windows" => self.windows_over(field, base),
                "endpoints" => stated.endpoints = Some(*field),
                "unit" | "round" | "round_charges" => {
                    let message =
                        format!("{} is that of the base and cannot be stated here", Quoted(field.key));
                    let help = "leave it out; what is to be rounded otherwise may state a `round` of its own";
                    let help = if field.key == "unit" { "leave it out" } else { help };
                    self.fault(Code::Inherited, field.key_span, message, Some(help.to_string()));
                }
                _ if self.head(field, &mut head) => {}
                _ => self.unknown_key(field, "a sheet over another", KEYS),
            }
        }
        self.missing_name(&fields);
        for (key, help) in [
            ("over", "say what it is written against, as in `over = { name = \"Models\" }`"),
            ("others", "say whether what is not mentioned is \"as-listed\" or \"refused\""),
        ] {
            if !has(key) {
                let message = format!("a sheet over another needs {}", Quoted(key));
                self.fault(Code::MissingKey, self.start(), message, Some(help.to_string()));
            }
        }
        if base.sheet.origin.sources.as_slice().len() > OVER_DEPTH_MAX {
            let span = fields.iter().find(|field| field.key == "over").map_or(self.start(), |over| over.span);
            let message = format!("more than {OVER_DEPTH_MAX} sheets are over one another here");
            let help = "print the base with `pricesheet resolve`, and state what is over that".to_string();
            self.fault(Code::TooManyBases, span, message, Some(help));
        }
        let origin = &base.sheet.origin;
        self.round = origin.round;
        self.round_charges = super::value::Stated::Is(origin.round_charges);
        let endpoints = self.endpoints_over(base, &mut stated);
        let kept = self.kept_over(base, &fields);
        Sheet {
            name: head.name.unwrap_or_default(),
            version: head.version,
            effective: head.effective,
            unit: base.sheet.unit.clone(),
            note: head.note,
            allow: base.sheet.allow.iter().cloned().chain(head.allow).collect(),
            windows: core::mem::take(&mut self.windows),
            endpoints,
            over: stated.over.map(|base| Over {
                base,
                others: stated.others.unwrap_or(Others::AsListed),
                adjust: stated.adjust.into_list(),
            }),
            origin: Origin { kept, ..origin.clone() },
        }
    }

    /// Adds windows to those of the base.
    fn windows_over(&mut self, entry: &Entry<'_>, base: &Base<'_>) {
        self.windows(entry);
        let own = core::mem::take(&mut self.windows);
        self.windows = base.sheet.windows.clone();
        for window in own {
            if base.sheet.windows.iter().any(|known| known.name == window.name) {
                let message =
                    format!("the base has a window {}, which cannot be another here", Quoted(&window.name));
                let help = "give the new one a name of its own, and name that in the conditions".to_string();
                self.fault(Code::Inherited, window.span, message, Some(help));
            }
            self.windows.push(window);
        }
        if self.windows.len() > WINDOWS_MAX {
            let message =
                format!("{} windows of a sheet and its base, more than {WINDOWS_MAX}", self.windows.len());
            self.fault(
                Code::TooManyWindows,
                entry.key_span,
                message,
                Some(super::value::TOO_MANY.to_string()),
            );
        }
    }

    /// The endpoints of the base, each as it is, merged or adjusted; then those that are added.
    fn endpoints_over(&mut self, base: &Base<'_>, stated: &mut Stated<'_>) -> Vec<Arc<Endpoint>> {
        let listed = stated.endpoints.as_ref().and_then(|entry| self.table(entry)).unwrap_or_default();
        let mut own = BTreeMap::new();
        let mut added = Vec::new();
        for entry in &listed {
            match base.find(entry.key) {
                Some(place) => _ = own.insert(place, entry),
                None => added.push(entry),
            }
        }
        let refused = stated.others == Some(Others::Refused);
        let nothing_left = refused && own.is_empty() && added.is_empty() && stated.adjust.is_empty();
        let mut endpoints = Vec::with_capacity(base.sheet.endpoints.len().saturating_add(added.len()));
        self.aliases.clear();
        if own.is_empty() && stated.adjust.is_empty() && !refused {
            endpoints.extend(base.sheet.endpoints.iter().cloned());
        } else {
            for (place, endpoint) in base.sheet.endpoints.iter().enumerate() {
                if let Some(entry) = own.get(&place) {
                    endpoints.extend(self.stated_endpoint(Some(endpoint), base, entry));
                } else if let Some(adjustment) = stated.adjust.first(place, endpoint) {
                    endpoints.extend(self.adjusted_endpoint(endpoint, base, adjustment));
                } else if !refused {
                    endpoints.push(Arc::clone(endpoint));
                }
            }
        }
        for entry in added {
            endpoints.extend(self.stated_endpoint(None, base, entry));
        }
        let names = endpoints.iter().map(|endpoint| (&*endpoint.name, endpoint.span));
        let as_listed = endpoints.iter().filter(|endpoint| base.has(endpoint));
        self.check_aliases(names, as_listed.flat_map(|endpoint| &endpoint.aliases).map(String::as_str));
        if endpoints.len() > ENDPOINTS_MAX {
            let span = stated.endpoints.map_or(self.start(), |entry| entry.key_span);
            let message = format!("{} endpoints of a sheet, more than {ENDPOINTS_MAX}", endpoints.len());
            self.fault(Code::TooManyEndpoints, span, message, Some(super::value::TOO_MANY.to_string()));
        }
        if nothing_left {
            let help = Some("state or adjust what is to be in it".to_string());
            self.fault(Code::Empty, self.start(), "the sheet has no endpoints".to_string(), help);
        }
        endpoints
    }

    /// An endpoint that is stated here, merged into that of the base where there is one.
    fn stated_endpoint(
        &mut self,
        of_base: Option<&Endpoint>,
        base: &Base<'_>,
        entry: &Entry<'_>,
    ) -> Option<Arc<Endpoint>> {
        let found = self.faults.found();
        self.all_is_seen = self.seen.has_all_of(entry.key);
        if of_base.is_some() && entry.value.as_str() == Some("none") {
            let message = format!("endpoint {} cannot be taken away", Quoted(entry.key));
            let help = "with `others = \"refused\"`, only what is stated or adjusted is in the sheet";
            self.fault(Code::WrongType, entry.span, message, Some(help.to_string()));
            return None;
        }
        let sources = &base.sheet.origin.sources;
        let merged = of_base.and_then(|of_base| {
            of_base.kept.read(sources, |key, value, places| {
                let listed = Entry::of(key, value, places);
                self.merged(Some(&listed), entry, places.clone())
            })
        });
        let merged = merged.unwrap_or_else(|| self.merged(None, entry, Places::default()));
        let endpoint = self.written_endpoint(merged, base);
        let is_sound = self.all_is_seen && self.faults.found() == found;
        self.all_is_seen = self.seen.has_all_around();
        endpoint.filter(|_| is_sound)
    }

    fn merged(&mut self, listed: Option<&Entry<'_>>, entry: &Entry<'_>, base: Places) -> Writer {
        let mut merge = Merge { decoder: self, writer: Writer::default(), base };
        merge.writer.key(entry.key, entry.key_span);
        merge.value(Kind::Endpoint, listed, entry);
        merge.writer
    }

    fn adjusted_endpoint(
        &mut self,
        endpoint: &Endpoint,
        base: &Base<'_>,
        adjustment: &mut Adjustment,
    ) -> Option<Arc<Endpoint>> {
        let found = self.faults.found();
        let factor = adjustment.times?;
        adjustment.adjusted = adjustment.adjusted.saturating_add(1);
        let writer = endpoint.kept.read(&base.sheet.origin.sources, |key, value, places| {
            let listed = Entry::of(key, value, places);
            let before: Decimal = times_of(&listed, places);
            let times = number::product(before, factor.value);
            if times.is_none() {
                let message = format!(
                    "{} times {}, the `times` of endpoint {}, has more digits than the decimal type holds",
                    factor.value.normalize(),
                    before.normalize(),
                    Quoted(&endpoint.name)
                );
                let help = "write fewer digits, or state the endpoint with a `times` of its own".to_string();
                self.fault(Code::TooManyDigits, factor.span, message, Some(help));
            }
            adjusted(&listed, places, times.unwrap_or(Decimal::ONE), factor.span)
        })?;
        let endpoint = self.written_endpoint(writer, base);
        endpoint.filter(|_| self.faults.found() == found)
    }

    /// Reads an endpoint from a text that was put together.
    fn written_endpoint(&mut self, writer: Writer, base: &Base<'_>) -> Option<Arc<Endpoint>> {
        let kept = Kept::Written(writer.finish());
        let mut endpoint = kept.read(&base.sheet.origin.sources, |key, value, places| {
            let own = core::mem::replace(&mut self.places, places.clone());
            let endpoint = self.endpoint(&Entry::of(key, value, places));
            self.places = own;
            endpoint
        })?;
        endpoint.kept = kept;
        Some(Arc::new(endpoint))
    }

    /// All that the sheet comes to say beside its endpoints.
    fn kept_over(&mut self, base: &Base<'_>, own: &[Entry<'_>]) -> Kept {
        const OWN: &[&str] = &["name", "version", "effective", "note"];
        const INHERITED: &[&str] = &["unit", "round", "round_charges"];
        let mut writer = Writer::default();
        writer.key("sheet", Span::default());
        writer.open(Span::default());
        for field in own.iter().filter(|field| OWN.contains(&field.key)) {
            writer.key(field.key, field.key_span);
            writer.value(field.value, field.span, &self.places);
        }
        let own_allow = own.iter().find(|field| field.key == "allow");
        base.sheet.origin.kept.read(&base.sheet.origin.sources, |_, value, places| {
            let fields = value.get_ref().as_table().map(|table| entries(table, places)).unwrap_or_default();
            for field in fields.iter().filter(|field| INHERITED.contains(&field.key)) {
                writer.key(field.key, field.key_span);
                writer.value(field.value, field.span, places);
            }
            // The base's windows, and what is added.
            let find = |list: &[Entry<'_>], key: &str| list.iter().position(|field| field.key == key);
            let windows = find(&fields, "windows").and_then(|at| fields.get(at));
            let added = find(own, "windows").and_then(|at| own.get(at));
            if let Some(first) = windows.or(added) {
                writer.key("windows", first.key_span);
                writer.open(first.span);
                for (of, places) in [(windows, places), (added, &self.places)] {
                    let table = of.and_then(|field| field.value.as_table());
                    for window in table.map(|table| entries(table, places)).unwrap_or_default() {
                        writer.key(window.key, window.key_span);
                        writer.value(window.value, window.span, places);
                    }
                }
                writer.close();
            }
            // What is allowed is allowed by both.
            let allowed =
                fields.iter().find(|field| field.key == "allow").map(|allow| (*allow, places.clone()));
            let own_allowed = own_allow.map(|allow| (*allow, self.places.clone()));
            let lists: Vec<_> = allowed.into_iter().chain(own_allowed).collect();
            if let Some((first, _)) = lists.first() {
                writer.key("allow", first.key_span);
                writer.list(first.span, lists.iter().map(|(allow, places)| (allow.value, places)));
            }
        });
        writer.close();
        Kept::Written(writer.finish())
    }

    /// What the sheet is written against, which has to be its base.
    fn base_name(&mut self, entry: &Entry<'_>, base: &Base<'_>) -> Option<BaseName> {
        let (mut name, mut version, mut fingerprint) = (None, None, None);
        let fields = self.table(entry)?;
        for field in &fields {
            match field.key {
                "name" => name = self.word_at(field),
                "version" => version = self.word_at(field),
                "fingerprint" => fingerprint = self.word_at(field),
                _ => self.unknown_key(field, "`over`", &["name", "version", "fingerprint"]),
            }
        }
        if !fields.iter().any(|field| field.key == "name") {
            let help = Some("write the name of the base, as in `over = { name = \"Models\" }`".to_string());
            self.fault(Code::MissingKey, entry.span, "`over` has no `name`".to_string(), help);
        }
        let is = (name.map(|name| name.value), version.map(|version| version.value));
        let sheet = base.sheet;
        if let Some(name) = name.filter(|name| name.value != sheet.name) {
            let message = format!("the base is {}, not {}", Quoted(&sheet.name), Quoted(name.value));
            self.other_base(name.span, message);
        }
        if let Some(version) = version.filter(|version| Some(version.value) != sheet.version.as_deref()) {
            let message = match &sheet.version {
                Some(found) => {
                    format!("the base has the version {}, not {}", Quoted(found), Quoted(version.value))
                }
                None => format!("the base has no version, and so not {}", Quoted(version.value)),
            };
            self.other_base(version.span, message);
        }
        if let Some(stated) = fingerprint {
            let found = (base.fingerprint)();
            if !stated.value.eq_ignore_ascii_case(&found) {
                let message =
                    format!("the base has the fingerprint {}, not {}", Quoted(&found), Quoted(stated.value));
                self.other_base(stated.span, message);
            }
        }
        let (name, version) = is;
        Some(BaseName {
            name: name?.to_string(),
            version: version.map(ToString::to_string),
            fingerprint: fingerprint.map(|stated| stated.value.to_string()),
        })
    }

    fn other_base(&mut self, span: Span, message: String) {
        let help = "give the base that it is written against, or look at what has changed and correct this";
        self.fault(Code::OtherBase, span, message, Some(help.to_string()));
    }

    /// A name that the base does not have.
    pub(super) fn not_in_base<'n>(
        &mut self,
        what: &str,
        name: &str,
        span: Span,
        known: impl Iterator<Item = &'n str> + Clone,
    ) {
        let message = format!("the base has no {what} {}", Quoted(name));
        // How many names are compared for the help of all faults.
        const COMPARED_MAX: usize = 10_000_000;
        let count = known.clone().count();
        let near =
            nearest(name, known.take(COMPARED_MAX.checked_div(self.faults.found().max(1)).unwrap_or(count)));
        let help = match near {
            Some(near) => format!("did you mean {}?", Quoted(near)),
            None => format!("the base has {count} of them"),
        };
        self.fault(Code::NotInBase, span, message, Some(help));
    }
}

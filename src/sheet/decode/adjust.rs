//! `[[adjust]]`: whole groups of endpoints that a sheet over another multiplies (section 8).

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::over::Base;
use super::value::{At, Entry};
use crate::diagnostics::{Code, Span};
use crate::sheet::{Adjust, Endpoint, Filter};

/// The entries of `adjust`, and which of them is the first to match an endpoint.
#[derive(Default)]
pub(super) struct Adjustments {
    entries: Vec<Adjustment>,
    /// The first for all, for each endpoint that is named by its place, and for each group.
    of_all: Option<usize>,
    of_place: BTreeMap<usize, usize>,
    of_group: BTreeMap<String, usize>,
}

/// One entry of `adjust`.
pub(super) struct Adjustment {
    /// None where it is faulty.
    pub(super) times: Option<At<Decimal>>,
    filter: Filter,
    /// How many endpoints it has adjusted so far.
    pub(super) adjusted: usize,
    span: Span,
}

impl Adjustments {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The first entry for an endpoint of the base.
    pub(super) fn first(&mut self, place: usize, endpoint: &Endpoint) -> Option<&mut Adjustment> {
        let groups = endpoint.group.iter().filter_map(|group| self.of_group.get(group));
        let first = groups.chain(self.of_place.get(&place)).chain(&self.of_all).min()?;
        self.entries.get_mut(*first)
    }

    pub(super) fn into_list(self) -> Vec<Adjust> {
        let adjust = |Adjustment { times, filter, adjusted, span }| Adjust {
            times: times.map_or(Decimal::ONE, |times: At<Decimal>| times.value),
            filter,
            adjusted,
            span,
        };
        self.entries.into_iter().map(adjust).collect()
    }
}

impl Decoder {
    pub(super) fn adjustments(&mut self, entry: &Entry<'_>, base: &Base<'_>) -> Adjustments {
        let groups = base.sheet.endpoints.iter().flat_map(|endpoint| &endpoint.group);
        let groups: BTreeSet<&str> = groups.map(String::as_str).collect();
        let mut adjustments = Adjustments::default();
        for entry in self.list(entry).unwrap_or_default() {
            self.adjustment(&entry, base, &groups, &mut adjustments);
        }
        adjustments
    }

    fn adjustment(
        &mut self,
        entry: &Entry<'_>,
        base: &Base<'_>,
        groups: &BTreeSet<&str>,
        into: &mut Adjustments,
    ) {
        let Some(fields) = self.table(entry) else { return };
        let at = into.entries.len();
        let (mut times, mut filters) = (None, Vec::new());
        for field in &fields {
            match field.key {
                "times" => times = self.number(field),
                "endpoints" => {
                    let names = self.name_list(field).unwrap_or_default();
                    if field.value.as_array().is_some_and(|array| array.is_empty()) {
                        self.empty(field);
                    }
                    for name in &names {
                        match base.find(name.value) {
                            Some(place) => _ = into.of_place.entry(place).or_insert(at),
                            None => self.not_in_base("endpoint", name.value, name.span, base.names()),
                        }
                    }
                    let names = names.iter().map(|name| name.value.to_string()).collect();
                    filters.push((field, Filter::Endpoints(names)));
                }
                "group" => {
                    if let Some(group) = self.text(field) {
                        if !groups.contains(&*group) {
                            self.not_in_base("group", &group, field.span, groups.iter().copied());
                        }
                        into.of_group.entry(group.clone()).or_insert(at);
                        filters.push((field, Filter::Group(group)));
                    }
                }
                _ => self.unknown_key(field, "an entry of `adjust`", &["times", "endpoints", "group"]),
            }
        }
        if !fields.iter().any(|field| field.key == "times") {
            let help = Some("say what prices are multiplied by, as in `times = 0.85`".to_string());
            self.fault(
                Code::MissingKey,
                entry.span,
                "this entry of `adjust` has no `times`".to_string(),
                help,
            );
        }
        if let [_, (second, _), ..] = filters.as_slice() {
            let message = "this entry of `adjust` has both `endpoints` and `group`".to_string();
            let help = Some("write an entry for each".to_string());
            self.fault(Code::Conflict, second.key_span, message, help);
        }
        // A filter that is faulty matches nothing, rather than all.
        let is_filtered = fields.iter().any(|field| matches!(field.key, "endpoints" | "group"));
        let filter = filters.into_iter().next().map(|(_, filter)| filter);
        let filter = filter.unwrap_or(if is_filtered { Filter::Endpoints(Vec::new()) } else { Filter::All });
        if filter == Filter::All {
            into.of_all.get_or_insert(at);
        }
        into.entries.push(Adjustment { times, filter, adjusted: 0, span: entry.span });
    }
}

//! A sheet with all that is compiled of it, in part by its base.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::endpoint::Compiled;
use crate::fingerprint::OnceFingerprint;
use crate::names::NameIndex;
use crate::sheet::{Endpoint, Sheet};

/// What a sheet is once it is loaded.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) sheet: Sheet,
    pub(super) fingerprint: OnceFingerprint,
    /// What is as in a base is shared with it, as the endpoints of the model are.
    pub(super) endpoints: Vec<Arc<Compiled>>,
    /// Names and aliases, each with the place of its endpoint.
    pub(super) names: Arc<NameIndex<u32>>,
}

impl Loaded {
    /// Compiles a sheet, but for what is shared with its base.
    pub(super) fn new(sheet: Sheet, base: Option<&Loaded>) -> Self {
        let known = base.map(|base| base.sheet.endpoints.as_slice()).unwrap_or_default();
        // What is taken from a base is in its order; as long as nothing is left out, at the same place.
        let (mut at, mut in_step) = (0_usize, true);
        let mut endpoints = Vec::with_capacity(sheet.endpoints.len());
        for (place, endpoint) in sheet.endpoints.iter().enumerate() {
            let is_same = |known: &Arc<Endpoint>| Arc::ptr_eq(known, endpoint) || known.name == endpoint.name;
            let found = known.iter().skip(at).position(is_same).map(|further| at.saturating_add(further));
            at = found.map_or(known.len(), |found| found.saturating_add(1));
            let known_aliases = found.and_then(|found| known.get(found)).map(|known| &known.aliases);
            in_step &= found == Some(place) && known_aliases == Some(&endpoint.aliases);
            let shared =
                found.filter(|found| known.get(*found).is_some_and(|known| Arc::ptr_eq(known, endpoint)));
            let compiled = base.zip(shared).and_then(|(base, shared)| base.endpoints.get(shared));
            endpoints.push(compiled.map_or_else(|| Arc::new(Compiled::of(endpoint)), Arc::clone));
        }
        let names = match base {
            Some(base) if in_step && known.len() == endpoints.len() => Arc::clone(&base.names),
            _ => Arc::new(names_of(&sheet)),
        };
        let loaded = Loaded { fingerprint: OnceFingerprint::default(), endpoints, names, sheet };
        if base.is_none() {
            // That of a sheet that is read as a whole is known at once.
            loaded.fingerprint.of(&loaded.sheet);
        }
        loaded
    }
}

/// The names of all endpoints, then their aliases.
fn names_of(sheet: &Sheet) -> NameIndex<u32> {
    let aliases = (0_u32..).zip(&sheet.endpoints);
    let aliases = aliases.flat_map(|(at, endpoint)| endpoint.aliases.iter().map(move |alias| (alias, at)));
    let (aliases, owners): (Vec<&String>, Vec<u32>) = aliases.unzip();
    let names = sheet.endpoints.iter().map(|endpoint| &endpoint.name);
    let mut names = NameIndex::new(names.chain(aliases));
    let count = sheet.endpoints.len();
    names.fill(|place| {
        let beyond = usize::try_from(place).ok().and_then(|place| place.checked_sub(count));
        beyond.and_then(|at| owners.get(at)).copied().unwrap_or(place)
    });
    names
}

//! Two trees, compared key by key.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::tree::{self, Node};
use super::{Change, ChangeKind, EndpointDiff, SheetDiff, Step};
use pricesheet::sheet::{Endpoint, Sheet};

pub(super) fn sheets(old: &Sheet, new: &Sheet) -> SheetDiff {
    let mut sheet = Comparison::default();
    sheet.tables(&tree::sheet(old), &tree::sheet(new));
    let named: BTreeMap<&str, &Arc<Endpoint>> =
        new.endpoints.iter().map(|endpoint| (&*endpoint.name, endpoint)).collect();
    let known: BTreeSet<&str> = old.endpoints.iter().map(|endpoint| &*endpoint.name).collect();
    let of_old = old.endpoints.iter().filter_map(|endpoint| match named.get(&*endpoint.name) {
        None => endpoint_diff(endpoint, ChangeKind::Removed, Some(endpoint), None),
        // A contract shares what it does not change with its list.
        Some(other) if Arc::ptr_eq(endpoint, other) => None,
        Some(other) => endpoint_diff(endpoint, ChangeKind::Changed, Some(endpoint), Some(other)),
    });
    let added = new.endpoints.iter().filter(|endpoint| !known.contains(&*endpoint.name));
    let added = added.filter_map(|endpoint| endpoint_diff(endpoint, ChangeKind::Added, None, Some(endpoint)));
    SheetDiff { sheet: sheet.changes, endpoints: of_old.chain(added).collect() }
}

/// None where nothing differs.
fn endpoint_diff(
    named: &Endpoint,
    kind: ChangeKind,
    old: Option<&Endpoint>,
    new: Option<&Endpoint>,
) -> Option<EndpointDiff> {
    let fields = |endpoint: Option<&Endpoint>| endpoint.map(tree::endpoint).unwrap_or_default();
    let mut comparison = Comparison::default();
    comparison.tables(&fields(old), &fields(new));
    let Comparison { changes, .. } = comparison;
    (!changes.is_empty()).then(|| EndpointDiff { name: named.name.clone(), kind, changes })
}

/// What differs so far, and the way to where it is looked for.
#[derive(Default)]
struct Comparison {
    path: Vec<Step>,
    changes: Vec<Change>,
}

impl Comparison {
    /// The keys in the order of the new table; one that only the old table has stands before the next that both have.
    fn tables(&mut self, old: &[(String, Node)], new: &[(String, Node)]) {
        let places: BTreeMap<&str, usize> =
            old.iter().zip(0..).map(|((key, _), at)| (key.as_str(), at)).collect();
        let kept: BTreeSet<&str> = new.iter().map(|(key, _)| key.as_str()).collect();
        let removed: Vec<_> =
            old.iter().zip(0_usize..).filter(|((key, _), _)| !kept.contains(key.as_str())).collect();
        let mut removed = removed.into_iter().peekable();
        for (key, node) in new {
            let place = places.get(key.as_str()).copied();
            while let Some(((gone, node), _)) =
                removed.next_if(|(_, at)| place.is_some_and(|place| *at < place))
            {
                self.at(Step::Key(gone.clone()), |comparison| comparison.nodes(Some(node), None));
            }
            let before = place.and_then(|place| old.get(place)).map(|(_, node)| node);
            self.at(Step::Key(key.clone()), |comparison| comparison.nodes(before, Some(node)));
        }
        for ((gone, node), _) in removed {
            self.at(Step::Key(gone.clone()), |comparison| comparison.nodes(Some(node), None));
        }
    }

    fn at(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.path.push(step);
        look(self);
        self.path.pop();
    }

    fn nodes(&mut self, old: Option<&Node>, new: Option<&Node>) {
        match (old, new) {
            (Some(Node::Table(old)), Some(Node::Table(new))) if !old.is_empty() && !new.is_empty() => {
                self.tables(old, new);
            }
            // What is added or removed is told key by key, down to its values.
            (Some(Node::Table(old)), None) if !old.is_empty() => self.tables(old, &[]),
            (None, Some(Node::Table(new))) if !new.is_empty() => self.tables(&[], new),
            (Some(Node::List(old)), Some(Node::List(new))) => self.lists(old, new),
            (Some(old), Some(new)) if old == new => {}
            (old, new) => {
                let [old, new] = [old, new].map(|node| node.map(Node::to_toml));
                self.changes.push(Change { path: self.path.clone(), old, new });
            }
        }
    }

    /// Elements are compared place by place between what both lists begin and end with alike.
    fn lists(&mut self, old: &[Node], new: &[Node]) {
        let begin = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let shorter = old.len().min(new.len()).saturating_sub(begin);
        let pairs = old.iter().rev().zip(new.iter().rev()).take(shorter);
        let end = pairs.take_while(|(old, new)| old == new).count();
        let middle = |list: &[Node]| -> Vec<Node> {
            list.get(begin..list.len().saturating_sub(end)).unwrap_or_default().to_owned()
        };
        let (old, new) = (middle(old), middle(new));
        for place in 0..old.len().max(new.len()) {
            let step = Step::Place(begin.saturating_add(place).saturating_add(1));
            self.at(step, |comparison| match (old.get(place), new.get(place)) {
                (Some(old), Some(new)) => comparison.nodes(Some(old), Some(new)),
                // A whole row or tier is told on one line.
                (old, new) => {
                    let [old, new] = [old, new].map(|node| node.map(Node::to_toml));
                    comparison.changes.push(Change { path: comparison.path.clone(), old, new });
                }
            });
        }
    }
}

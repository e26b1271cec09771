//! The edits of an endpoint that may explain something, each compiled once for all records.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use pricesheet::sheet::{Charge, ChargeRate, Effect, Endpoint, OptionId, PriceTable, Pricing, QuantityId};
use pricesheet::{Decimal, EndpointPricer, RevisedEndpoint, SelectedUsage};

use super::edit::Edit;
use super::power::OF_A_STEP;

/// How many parts (options, quantities, rows, tiers and charges) the edited endpoints that are kept have together at the
/// most: beyond it all are compiled anew, where they are needed again.
const PARTS_MAX: usize = 100_000;

/// How many rows of a table are tried in place of the one that holds.
pub(super) const ROWS_MAX: usize = 64;

/// The edited endpoints of an audit, by where the model of each stands in memory: the book of an audit does not move.
#[derive(Clone, Default)]
pub(in crate::audit) struct Revisions {
    endpoints: BTreeMap<usize, Edits>,
    parts: usize,
}

/// How they are kept says nothing of an audit.
impl fmt::Debug for Revisions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revisions").finish_non_exhaustive()
    }
}

impl Revisions {
    /// Those of one endpoint.
    pub(super) fn of<'a>(&'a mut self, endpoint: EndpointPricer<'a>) -> OfEndpoint<'a> {
        if self.parts > PARTS_MAX {
            *self = Revisions::default();
        }
        let Revisions { endpoints, parts } = self;
        let model = endpoint.model();
        let edits = endpoints.entry(core::ptr::from_ref(model).addr()).or_insert_with(|| Edits::of(model));
        OfEndpoint { endpoint, edits, parts }
    }
}

/// What is known of the edits of one endpoint.
#[derive(Clone)]
struct Edits {
    list: Vec<Entry>,
    /// Those that are not in the list: roundings, and two at once.
    others: BTreeMap<(Edit, Option<Edit>), RevisedEndpoint>,
    is_sum: bool,
}

#[derive(Clone)]
struct Entry {
    edit: Edit,
    needs: Needs,
    revised: Option<RevisedEndpoint>,
}

/// Without what an edit cannot make a difference.
#[derive(Debug, Clone)]
enum Needs {
    Nothing,
    Option(OptionId),
    /// The charge counts nothing where one of these is zero.
    Quantities(Vec<QuantityId>),
}

impl Needs {
    fn are_met(&self, selected: &SelectedUsage) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Option(option) => selected.given_options() & option.bit() != 0,
            Needs::Quantities(quantities) => {
                let stated = |id: &QuantityId| selected.quantities().get(id.index());
                // What is derived is not stated.
                quantities.iter().all(|id| stated(id).is_none_or(|quantity| !quantity.is_zero()))
            }
        }
    }
}

/// The edited endpoints of one endpoint.
pub(super) struct OfEndpoint<'a> {
    pub(super) endpoint: EndpointPricer<'a>,
    edits: &'a mut Edits,
    parts: &'a mut usize,
}

impl OfEndpoint<'_> {
    /// How many edits there are to try one by one.
    pub(super) fn count(&self) -> usize {
        self.edits.list.len()
    }

    /// Whether what is charged is a sum of steps that nothing changes but multipliers.
    pub(super) fn is_sum(&self) -> bool {
        self.edits.is_sum
    }

    /// An edit of the list, where it can make a difference to this usage.
    pub(super) fn edit(&self, at: usize, selected: &SelectedUsage) -> Option<Edit> {
        let entry = self.edits.list.get(at)?;
        entry.needs.are_met(selected).then_some(entry.edit)
    }

    /// Asks the endpoint with an edit of the list.
    pub(super) fn at<T>(&mut self, at: usize, ask: impl FnOnce(&RevisedEndpoint) -> T) -> Option<T> {
        let entry = self.edits.list.get_mut(at)?;
        if let Some(revised) = &entry.revised {
            return Some(ask(revised));
        }
        let edit = entry.edit;
        let revised = self.endpoint.revised(|endpoint| edit.make(endpoint));
        let answer = ask(&revised);
        // An endpoint with very many edits does not keep all of them.
        if *self.parts <= PARTS_MAX {
            *self.parts = self.parts.saturating_add(parts_of(revised.model()));
            entry.revised = Some(revised);
        }
        Some(answer)
    }

    /// Asks the endpoint with any edit, or with two.
    pub(super) fn with<T>(
        &mut self,
        edit: Edit,
        other: Option<Edit>,
        ask: impl FnOnce(&RevisedEndpoint) -> T,
    ) -> T {
        // In the order of edits, so that none moves what another speaks of; of two that move charges, the later charge first.
        let (first, second) = match other {
            Some(other) if moves(edit) && moves(other) => {
                (edit.max_place(other), Some(edit.min_place(other)))
            }
            Some(other) => (edit.min(other), Some(edit.max(other))),
            None => (edit, None),
        };
        if let Some(revised) = self.edits.others.get(&(first, second)) {
            return ask(revised);
        }
        let revised = self.endpoint.revised(|endpoint| {
            first.make(endpoint);
            if let Some(second) = second {
                second.make(endpoint);
            }
        });
        let answer = ask(&revised);
        if *self.parts <= PARTS_MAX {
            *self.parts = self.parts.saturating_add(parts_of(revised.model()));
            self.edits.others.insert((first, second), revised);
        }
        answer
    }
}

fn moves(edit: Edit) -> bool {
    matches!(edit, Edit::ChargeTwice(_) | Edit::ChargeLeftOut(_))
}

impl Edit {
    fn place(self) -> usize {
        match self {
            Edit::ChargeTwice(place) | Edit::ChargeLeftOut(place) => place,
            _ => 0,
        }
    }

    fn max_place(self, other: Edit) -> Edit {
        if other.place() > self.place() { other } else { self }
    }

    fn min_place(self, other: Edit) -> Edit {
        if other.place() > self.place() { self } else { other }
    }
}

impl Edits {
    fn of(endpoint: &Endpoint) -> Self {
        let mut list = Vec::new();
        let mut add = |edit, needs: &Needs| list.push(Entry { edit, needs: needs.clone(), revised: None });
        let nothing = Needs::Nothing;
        let table = endpoint.table.iter().flat_map(PriceTable::rows).map(|row| row.price);
        let mut flat = endpoint.rates.iter().map(|rate| rate.price).chain(table);
        if flat.any(|price| !price.is_zero()) {
            add(Edit::FlatTwice, &nothing);
            add(Edit::FlatLeftOut, &nothing);
        }
        // Every edit of a table has all rows of it.
        let rows = endpoint.table.as_ref().map_or(0, |table| table.rows().len());
        if (2..=ROWS_MAX).contains(&rows) {
            (0..rows).for_each(|row| add(Edit::FlatRow(row), &nothing));
        }
        if endpoint.rates.len() > 1 {
            (0..endpoint.rates.len().min(ROWS_MAX)).for_each(|row| add(Edit::FlatRow(row), &nothing));
        }
        for (place, rule) in endpoint.options.iter().enumerate() {
            let given = Needs::Option(rule.option);
            match rule.effect {
                Effect::Price(_) => add(Edit::OptionTwice(place), &given),
                Effect::Times(_) => {
                    add(Edit::TimesLeftOut(None, place), &given);
                    add(Edit::TimesTwice(None, place), &given);
                }
                Effect::Nothing | Effect::Free => {}
            }
        }
        if endpoint.times.is_some() {
            add(Edit::OwnTimesLeftOut, &nothing);
            add(Edit::OwnTimesTwice, &nothing);
        }
        if endpoint.min.is_some() {
            add(Edit::MinNotApplied(None), &nothing);
        }
        if endpoint.max.is_some() {
            add(Edit::MaxNotApplied(None), &nothing);
        }
        for (place, charge) in endpoint.charges.iter().enumerate() {
            of_charge(place, charge, &mut add);
        }
        if endpoint.round.is_some() && !endpoint.charges.is_empty() | !endpoint.options.is_empty() {
            add(Edit::LinesRounded, &nothing);
        }
        // What is left out comes last, after what is charged otherwise.
        let is_free = endpoint.options.iter().any(|rule| rule.effect == Effect::Free);
        let is_sum = endpoint.min.is_none() && endpoint.max.is_none() && endpoint.round.is_none() && !is_free;
        Edits { list, others: BTreeMap::new(), is_sum }
    }
}

/// The edits of a charge.
fn of_charge(place: usize, charge: &Charge, add: &mut impl FnMut(Edit, &Needs)) {
    let any = |is: &dyn Fn(&ChargeRate) -> bool| charge.rates.iter().any(is);
    let counts =
        if charge.plus.is_empty() { Needs::Quantities(charge.quantity.clone()) } else { Needs::Nothing };
    let is_priced = |rate: &ChargeRate| match &rate.pricing {
        Pricing::Unit(unit) => !unit.price.is_zero(),
        Pricing::Table { table, .. } => table.rows().iter().any(|row| !row.price.is_zero()),
        Pricing::Tiers { tiers, .. } => {
            tiers.iter().any(|tier| !tier.unit.price.is_zero() || !tier.flat.is_zero())
        }
    };
    let adds = charge.options.iter().any(|rule| matches!(rule.effect, Effect::Price(_)));
    if adds || any(&is_priced) || any(&|rate| rate.min.is_some()) {
        // Left out first: what a charge comes to is known from then on.
        add(Edit::ChargeLeftOut(place), &counts);
        add(Edit::ChargeTwice(place), &counts);
        OF_A_STEP.into_iter().for_each(|power| add(Edit::ChargePower(place, power), &counts));
    }
    if !charge.minus.is_empty() {
        add(Edit::MinusNotTaken(place), &counts);
    }
    if any(&|rate| !rate.included.is_zero() || !rate.included_by.is_empty()) {
        add(Edit::IncludedNotApplied(place), &counts);
    }
    if any(&|rate| rate.pricing.tiers().len() > 1) {
        add(Edit::OtherTiering(place), &counts);
    }
    if let [ChargeRate { pricing: Pricing::Table { table, .. }, .. }] = charge.rates.as_slice()
        && (2..=ROWS_MAX).contains(&table.rows().len())
    {
        (0..table.rows().len()).for_each(|row| add(Edit::ChargeRow(place, row), &counts));
    }
    if charge.rates.len() > 1 {
        (0..charge.rates.len().min(ROWS_MAX)).for_each(|row| add(Edit::ChargeRow(place, row), &counts));
    }
    if any(&|rate| rate.min.is_some()) {
        add(Edit::MinNotApplied(Some(place)), &counts);
    }
    if any(&|rate| rate.max.is_some()) {
        add(Edit::MaxNotApplied(Some(place)), &counts);
    }
    for (at, rule) in charge.options.iter().enumerate() {
        if matches!(rule.effect, Effect::Times(_)) {
            let given = Needs::Option(rule.option);
            add(Edit::TimesLeftOut(Some(place), at), &given);
            add(Edit::TimesTwice(Some(place), at), &given);
        }
    }
    let tiers = || charge.rates.iter().flat_map(|rate| rate.pricing.tiers());
    let steps = any(&|rate| rate.increment.is_some()) || tiers().any(|tier| tier.increment.is_some());
    let is_one = |per: Decimal| per == Decimal::ONE;
    let parts = any(&|rate| match &rate.pricing {
        Pricing::Unit(unit) => rate.increment.is_none() && !is_one(unit.per),
        Pricing::Table { per, .. } => rate.increment.is_none() && !is_one(*per),
        Pricing::Tiers { tiers, .. } => {
            rate.increment.is_none()
                && tiers.iter().any(|tier| tier.increment.is_none() && !is_one(tier.unit.per))
        }
    });
    if steps {
        add(Edit::InProportion(place), &counts);
        add(Edit::StartedBlocks(place), &counts);
    }
    if parts {
        add(Edit::BlocksWhole(place), &counts);
    }
    if steps || parts {
        add(Edit::FullBlocks(place), &counts);
    }
}

fn parts_of(endpoint: &Endpoint) -> usize {
    let rates = endpoint.charges.iter().flat_map(|charge| &charge.rates);
    let tiers = rates.clone().map(|rate| rate.pricing.tiers().len());
    let options = endpoint.charges.iter().map(|charge| charge.options.len());
    let own = [
        endpoint.option_names.len(),
        endpoint.options.len(),
        endpoint.quantities.len(),
        endpoint.rates.len(),
        endpoint.charges.len(),
        rates.clone().count(),
        endpoint.table.as_ref().map_or(0, |table| table.rows().len()),
    ];
    let tables = rates.map(|rate| match &rate.pricing {
        Pricing::Table { table, .. } => table.rows().len(),
        Pricing::Unit(_) | Pricing::Tiers { .. } => 0,
    });
    own.into_iter().chain(tiers).chain(tables).chain(options).fold(1, usize::saturating_add)
}

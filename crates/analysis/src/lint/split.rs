//! Calls that are cheaper split in two, or merged.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::POINTS_MAX;
use super::candidates::Candidates;
use super::division::{Division, Found};
use super::logic::Logic;
use super::number::{add, divide, multiply, subtract, whole};
use super::points::{self, Course, Owner, Points};
use super::probe::{Probe, Setting};
use super::report::Report;
use pricesheet::quote::LineKind;
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{Basis, Endpoint, Quantity, QuantityId};

/// How many of the points below a count it is divided at, from either end of them.
const PARTS_MAX: usize = 16;
/// How many divisions of one quantity are tried between points, in all settings together.
const DIVISIONS_MAX: usize = 32_768;

/// Divides whole counts of one quantity, at the points where its price changes its course, and tells the smallest one
/// found of either kind.
pub(super) fn check<'s>(probe: &mut Probe<'s>, logic: &mut Logic<'s>, report: &mut Report<'s>) {
    if probe.endpoint.basis == Basis::Period {
        return;
    }
    for (id, quantity) in probe.endpoint.quantity_ids().zip(&probe.endpoint.quantities) {
        if points::is_taken_off(probe.endpoint, id) {
            continue;
        }
        let course = points::of(probe.endpoint, id, quantity, POINTS_MAX);
        if !course.complete {
            probe.give_up();
        }
        let mut found = Found::default();
        let settings = probe.settings(id, logic);
        for setting in &settings {
            if found.split.is_some() && found.merged.is_some() {
                break;
            }
            Search::new(probe, id, quantity, setting.clone()).run(&course.points, &mut found);
        }
        if found.split.is_none() {
            found.split = split_anywhere(probe, id, quantity, settings, &course);
        }
        found.tell(report);
    }
}

/// A split that none of the points divides: searched where it suffices to find one wherever it is.
fn split_anywhere<'s>(
    probe: &mut Probe<'s>,
    id: QuantityId,
    quantity: &'s Quantity,
    settings: Vec<Setting<'s>>,
    course: &Course,
) -> Option<Division<'s>> {
    let candidates = Candidates::of(probe.endpoint, id, quantity, course);
    if !candidates.complete {
        probe.give_up();
    }
    let mut left = DIVISIONS_MAX;
    let mut searched: BTreeMap<Vec<Option<Decimal>>, Decimal> = BTreeMap::new();
    for setting in settings {
        let mut search = Search::new(probe, id, quantity, setting);
        let totals: Vec<_> = candidates.determining().map(|count| search.total(count)).collect();
        let Some(lowest) = totals.iter().flatten().min().copied() else { continue };
        // Where every total is higher by the same amount, a split does not save more.
        let above = totals.iter().map(|total| total.and_then(|total| subtract(total, lowest))).collect();
        if searched.get(&above).is_some_and(|other| *other <= lowest) {
            continue;
        }
        searched.insert(above, lowest);
        for (count, part) in &candidates.divisions {
            let Some(fewer) = left.checked_sub(1) else {
                search.probe.give_up();
                return None;
            };
            left = fewer;
            let Some(parts) = search.parts(*count, *part) else { continue };
            let owner = course.points.range(..=count).next_back().map(|(_, owner)| *owner);
            let owner = owner.unwrap_or_else(|| search.own());
            if let Some(split) = search.split(*count, parts, owner) {
                return Some(split);
            }
        }
    }
    None
}

/// Two counts, what each of them costs, and both together.
#[derive(Clone, Copy)]
struct Parts {
    counts: [u128; 2],
    totals: [Decimal; 2],
    sum: Decimal,
}

struct Search<'p, 's> {
    probe: &'p mut Probe<'s>,
    id: QuantityId,
    quantity: &'s Quantity,
    setting: Setting<'s>,
    /// What two calls in the setting are as one: with twice as much of all else; none where that has no room.
    merged: Option<Setting<'s>>,
    /// What is due where nothing of the quantity is used.
    base: Option<Decimal>,
    /// What roundings alone may come to.
    slack: Decimal,
    steps: Vec<Decimal>,
    included: Vec<Decimal>,
    bounded: bool,
    /// What counts have been seen to come to, in the setting and as merged.
    totals: BTreeMap<u128, Option<Decimal>>,
    merged_totals: BTreeMap<u128, Option<Decimal>>,
}

impl<'p, 's> Search<'p, 's> {
    fn new(probe: &'p mut Probe<'s>, id: QuantityId, quantity: &'s Quantity, setting: Setting<'s>) -> Self {
        let base = probe.price(&setting.with(&quantity.name, Decimal::ZERO));
        let endpoint = probe.endpoint;
        let reading = || endpoint.charges.iter().filter(|charge| endpoint.reads(charge, id));
        let rates = || reading().flat_map(|charge| &charge.rates);
        let tiers = rates().flat_map(|rate| rate.pricing.tiers());
        let increments = rates().map(|rate| rate.increment).chain(tiers.map(|tier| tier.increment));
        let steps = increments.chain([quantity.increment]).flatten().map(|step| step.to).collect();
        Search {
            base,
            slack: slack(endpoint).unwrap_or(Decimal::MAX),
            steps,
            included: rates().map(|rate| rate.included).filter(|included| !included.is_zero()).collect(),
            bounded: endpoint.max.is_some() || rates().any(|rate| rate.min.is_some() || rate.max.is_some()),
            totals: BTreeMap::new(),
            merged_totals: BTreeMap::new(),
            probe,
            id,
            quantity,
            merged: setting.doubled(),
            setting,
        }
    }

    fn run(&mut self, points: &Points, found: &mut Found<'s>) {
        let mut wholes = points.clone();
        if let Some(first) = self.first_that_costs() {
            wholes.entry(first).or_insert(self.own());
        }
        for (point, owner) in points {
            if let Some(double) = point.checked_mul(2) {
                wholes.entry(double).or_insert(*owner);
            }
        }
        for (count, owner) in &wholes {
            let before = found.split.is_some();
            self.divide_at_points(*count, *owner, points, found);
            if !before && found.split.is_some() {
                self.shrink(*count, *owner, points, found);
            }
        }
    }

    /// Looks for a smaller count that is cheaper split, a little below one that is.
    fn shrink(&mut self, count: u128, owner: Owner, points: &Points, found: &mut Found<'s>) {
        const SHRINKS_MAX: u128 = 64;
        let larger = found.split.take();
        for smaller in count.saturating_sub(SHRINKS_MAX)..count {
            self.divide_at_points(smaller, owner, points, found);
            if found.split.is_some() {
                return;
            }
        }
        found.split = larger;
    }

    fn divide_at_points(&mut self, count: u128, owner: Owner, points: &Points, found: &mut Found<'s>) {
        let below = || points.range(..count).map(|(point, _)| *point);
        let half = count.checked_div(2);
        let ends = below().rev().take(PARTS_MAX).chain(below().take(PARTS_MAX));
        for part in [Some(1), half].into_iter().flatten().chain(ends) {
            if part > 0 && part < count && (found.split.is_none() || found.merged.is_none()) {
                self.divide(count, part, owner, found);
            }
        }
    }

    fn divide(&mut self, count: u128, part: u128, owner: Owner, found: &mut Found<'s>) -> Option<()> {
        let parts = self.parts(count, part)?;
        if found.split.is_none()
            && let Some(split) = self.split(count, parts, owner)
        {
            found.split = Some(split);
        } else if found.merged.is_none() {
            found.merged = self.merge(count, parts, owner);
        }
        Some(())
    }

    /// A part of a count and the rest of it, the smaller one first.
    fn parts(&mut self, count: u128, part: u128) -> Option<Parts> {
        let rest = count.checked_sub(part)?;
        let counts = [part.min(rest), part.max(rest)];
        let [less, more] = counts.map(|count| self.total(count));
        let totals = [less?, more?];
        Some(Parts { counts, totals, sum: add(less?, more?)? })
    }

    fn split(&mut self, count: u128, parts: Parts, owner: Owner) -> Option<Division<'s>> {
        let total = self.total(count).filter(|total| parts.sum < *total)?;
        if !self.is_split(total, parts.totals, parts.sum) {
            return None;
        }
        let whole = (self.setting.with(&self.quantity.name, whole(count)?), total);
        self.division(owner, whole, parts)
    }

    fn merge(&mut self, count: u128, parts: Parts, owner: Owner) -> Option<Division<'s>> {
        let Parts { counts: [less, more], sum, .. } = parts;
        let total = self.merged_total(count).filter(|total| sum > *total)?;
        let counts = [whole(less)?, whole(more)?];
        let settings = counts.map(|value| self.setting.with(&self.quantity.name, value));
        if !self.is_merged(total, sum, counts) || !self.is_merged_beyond_calls(total, sum, &settings) {
            return None;
        }
        let whole = (self.merged.as_ref()?.with(&self.quantity.name, whole(count)?), total);
        self.division(owner, whole, parts)
    }

    fn division(&self, owner: Owner, whole: (Setting<'s>, Decimal), parts: Parts) -> Option<Division<'s>> {
        let at = |count| Some(self.setting.with(&self.quantity.name, self::whole(count)?));
        let ([first, second], [less, more]) = (parts.counts, parts.totals);
        let divided = [(at(first)?, less), (at(second)?, more)];
        let [first, second] = &divided;
        let evidence = [&whole, first, second].map(|(setting, total)| self.probe.evidence(setting, *total));
        Some(Division { owner, whole, parts: divided, sum: parts.sum, evidence })
    }

    /// What a whole count costs, priced once.
    fn total(&mut self, count: u128) -> Option<Decimal> {
        self.totals.get(&count).copied().unwrap_or_else(|| {
            let total = price_at(self.probe, &self.setting, self.quantity, count);
            self.totals.insert(count, total);
            total
        })
    }

    /// What two calls cost as one, that have so much together.
    fn merged_total(&mut self, count: u128) -> Option<Decimal> {
        let merged = self.merged.as_ref()?;
        if *merged == self.setting {
            return self.total(count);
        }
        self.merged_totals.get(&count).copied().unwrap_or_else(|| {
            let total = price_at(self.probe, merged, self.quantity, count);
            self.merged_totals.insert(count, total);
            total
        })
    }

    /// Beyond what roundings may come to, or with a part that costs nothing.
    fn is_split(&self, total: Decimal, parts: [Decimal; 2], sum: Decimal) -> bool {
        let cheaper = sum < total;
        let free = parts.iter().any(|part| Some(*part) == self.base);
        cheaper && (free || subtract(total, sum).is_some_and(|saved| saved >= self.slack))
    }

    /// Beyond what the sheet says outright: what every call owes, started blocks, bounds and roundings.
    fn is_merged(&mut self, total: Decimal, sum: Decimal, parts: [Decimal; 2]) -> bool {
        let saved = self.saved_without().filter(|_| !self.bounded);
        let Some(owed) = saved.and_then(|saved| add(total, saved)) else { return false };
        let whole_blocks = parts.iter().all(|part| self.is_whole_blocks(*part));
        owed < sum && whole_blocks && subtract(sum, owed).is_some_and(|saved| saved >= self.slack)
    }

    /// What merging two calls saves where nothing of the quantity is used: that is not for its sake.
    fn saved_without(&mut self) -> Option<Decimal> {
        let base = self.base?;
        let (apart, merged) = (add(base, base)?, self.merged_total(0)?);
        if merged > apart { Some(Decimal::ZERO) } else { subtract(apart, merged) }
    }

    /// Whether one call costs less even together with what the dearer of two owes for being a call.
    fn is_merged_beyond_calls(&mut self, total: Decimal, sum: Decimal, parts: &[Setting<'s>; 2]) -> bool {
        let [first, second] = parts.each_ref().map(|part| self.probe.owed_by_call(part));
        let owed = first.zip(second).and_then(|(first, second)| add(total, first.max(second)));
        owed.and_then(|owed| subtract(sum, owed)).is_some_and(|saved| !saved.is_zero() && saved >= self.slack)
    }

    /// Whether a count is neither raised nor rounded.
    fn is_whole_blocks(&self, count: Decimal) -> bool {
        let beyond = self.included.iter().filter_map(|included| subtract(count, *included));
        let counts: Vec<Decimal> = beyond.chain([count]).collect();
        let multiple = |step: &Decimal| {
            counts.iter().all(|count| divide(*count, *step).is_some_and(|(_, exactly)| exactly))
        };
        self.quantity.at_least.is_none_or(|least| count >= least) && self.steps.iter().all(multiple)
    }

    /// The smallest whole count that costs more than none of it, where the roundings make that more than one.
    fn first_that_costs(&mut self) -> Option<u128> {
        let (base, is_exact) = (self.base?, self.slack.is_zero());
        let mut costs = |count: u128| self.total(count).map(|total| total > base);
        if is_exact || costs(1)? {
            return None;
        }
        // Powers of two, until one costs something; the first count that does lies between it and the one before.
        const DOUBLINGS_MAX: u32 = 40;
        let mut above = 1_u128;
        for _ in 0..DOUBLINGS_MAX {
            above = above.checked_mul(2)?;
            if costs(above)? {
                break;
            }
        }
        let mut below = above.checked_div(2)?;
        while above.checked_sub(below)? > 1 {
            let middle = below.midpoint(above);
            *(if costs(middle)? { &mut above } else { &mut below }) = middle;
        }
        costs(above)?.then_some(above)
    }

    /// The quantity itself, where no point is to be reported.
    fn own(&self) -> Owner {
        let mut charges = self.probe.endpoint.charges.iter();
        let charge = charges.position(|charge| self.probe.endpoint.reads(charge, self.id));
        Owner { span: self.quantity.span, charge }
    }
}

impl Probe<'_> {
    /// What a call owes whatever it counts: its flat amount, with options, and what the minimum adds.
    fn owed_by_call(&mut self, setting: &Setting<'_>) -> Option<Decimal> {
        self.price(setting)?;
        let usage = self.evidence(setting, Decimal::ZERO).usage;
        let quote = self.pricer.quote(&usage).ok()?;
        let by_call = |kind| matches!(kind, LineKind::Flat | LineKind::Option | LineKind::Minimum);
        let lines = quote.lines().filter(|line| by_call(line.kind()));
        lines.map(|line| line.amount()).try_fold(Decimal::ZERO, add)
    }
}

fn price_at<'s>(
    probe: &mut Probe<'s>,
    setting: &Setting<'s>,
    quantity: &'s Quantity,
    count: u128,
) -> Option<Decimal> {
    whole(count).and_then(|value| probe.price(&setting.with(&quantity.name, value)))
}

/// Three totals, each rounded once in the endpoint and once in every charge, are off by less than this together.
fn slack(endpoint: &Endpoint) -> Option<Decimal> {
    let charged = endpoint.charges.iter().filter_map(|charge| charge.round).map(|round| round.to);
    let charged = charged.into_iter().try_fold(Decimal::ZERO, add)?;
    // What the charges are rounded by is multiplied with them.
    let charged = endpoint.times.map_or(Some(charged), |times| multiply(charged, times))?;
    let one = add(charged, endpoint.round.map(|Rounding { to, .. }| to).unwrap_or_default())?;
    add(add(one, one)?, one)
}

//! From the model of an endpoint to its program.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::cell::{ByTable, Cell, Compile, NO_QUANTITY, Shared};
use super::charge::{Charge, Scales};
use super::derived::{Derived, Unit, units};
use super::facts::{Case, Collector, Facts, When, first};
use super::limits::Limits;
use super::number::{keeps_whole_counts, narrow_at, scale_of, ten_to};
use super::quantities::QUANTITIES_FEW;
use super::rounder::{Rounder, SUM_LIMIT};
use super::segments::Terms;
use super::table::{Table, table_of, table_scale, tables};
use super::{Add, Free, Program, Raise, Row, Times, few};
use crate::exact::{Exact, Stated};
use crate::number::SCALE_MAX;
use crate::rounding::Rounding;
use crate::sheet::{self, Effect, Endpoint, OptionRule};

/// Cells of all charges in all cases: where there are more, each charge looks for its own.
const CELLS_MAX: usize = 64;
/// Facts that tell the cases of an endpoint apart.
const FACTS_MAX: u32 = 6;
/// Facts that tell the cases of one charge's options apart, and the cells of all charges that look for their own.
const OPTION_FACTS_MAX: u32 = 4;
const SCANNED_CELLS_MAX: usize = 8_192;

/// How many decimal places a multiplier of the endpoint has at the most: 2^64 times ten to it is below 2^96, so that the line
/// of a quote that says what it takes off fits the decimal type.
const TIMES_PLACES: u32 = 9;

/// An option of a charge, and when it acts.
type Acting = Vec<(When, Effect)>;

/// Whether an endpoint has only what programs have: few quantities, no shares, and tables as sheets state them.
fn is_plain(endpoint: &Endpoint) -> bool {
    let plain = |charge: &sheet::Charge| {
        charge.share.is_none()
            && (charge.rates.len() == 1 || charge.rates.iter().all(|rate| table_of(rate).is_none()))
    };
    endpoint.quantities.len().saturating_add(endpoint.derived.len()) <= QUANTITIES_FEW
        && (endpoint.table.is_none() || endpoint.rates.is_empty())
        && endpoint.charges.iter().all(plain)
}

impl Program {
    /// The program of an endpoint whose rules and amounts have room in it.
    pub(crate) fn compile(endpoint: &Endpoint) -> Option<Self> {
        #[cfg(feature = "small")]
        let never = None?;
        if !is_plain(endpoint) {
            return None;
        }
        let units = units(endpoint)?;
        let scales = endpoint.charges.iter().map(|charge| Scales::of(charge, &units));
        let scales = scales.collect::<Option<Vec<_>>>()?;
        let sum_scale =
            own_scale(endpoint).max(scales.iter().map(|scales| scales.sum).max().unwrap_or_default());
        let times_scale = times_scale(endpoint)?;
        let scale = sum_scale.checked_add(times_scale).filter(|scale| *scale <= SCALE_MAX)?;

        let mut collector = Collector::new(&units);
        let mut rules = Rules::of(endpoint, sum_scale, &mut collector)?;
        let mut acting: Vec<Acting> = Vec::new();
        let mut charges = Vec::new();
        for (charge, scales) in endpoint.charges.iter().zip(&scales) {
            let mut compiled = Charge::of(charge, *scales, &units)?;
            let rows = charge.rates.iter().map(|row| collector.when(None, &row.when));
            compiled.rows = rows.collect::<Option<_>>()?;
            acting.push(acts(&charge.options, &mut collector)?);
            charges.push(compiled);
        }
        let (raises, whole_only) = raises(endpoint, &units)?;
        let derived = endpoint.derived.iter().zip(units.iter().skip(endpoint.quantities.len()));
        let (bounds, mut asked) = collector.finish(endpoint)?;
        let (by_tables, tables) = tables(endpoint)?;
        asked.tables = by_tables;
        if let Some(table) = &endpoint.table {
            asked.flat = Some((rules.table.take()?, table.clone()));
        }
        let unrounded = charges.iter().filter(|charge| !charge.rounds);
        let mut program = Program {
            few: None,
            quantities: endpoint.quantities.len(),
            derived: derived.map(|(derived, unit)| Derived::of(derived, *unit)).collect::<Option<_>>()?,
            few_under: None,
            is_observable: false,
            width: charges.len(),
            dense: None,
            rows: Box::default(),
            cells: Box::default(),
            shared: Shared::default(),
            limits: limits(endpoint, scale)?,
            settled_scale: endpoint.round.map_or(scale, |round| scale_of(round.to)),
            scale: sum_scale,
            times_scale,
            degree: unrounded.map(|charge| charge.degree).max().unwrap_or_default(),
            whole_only,
            raises,
            has_flat: !endpoint.rates.is_empty(),
            rates: core::mem::take(&mut rules.rates),
            prices: core::mem::take(&mut rules.prices),
            adds: rules.adds,
            times: rules.times,
            free: rules.free,
            charges: charges.into(),
            bounds,
            asked: (endpoint.asks_for_more()).then(|| Box::new(asked)),
            #[cfg(feature = "small")]
            never,
        };
        let with =
            With { endpoint, scales: &scales, sum_scale, acting: &acting, tables: &tables, units: &units };
        program.fill(&with)?;
        (program.few, program.few_under) = few::of(&program);
        program.is_observable = few::is_observable(&program);
        Some(program)
    }

    /// Works the cells out: one for each charge in every case, where the cases are few.
    fn fill(&mut self, with: &With<'_>) -> Option<()> {
        let (mut cells, mut shared) = (Vec::new(), Shared::default());
        match self.cases(with) {
            Some(case) => {
                self.fill_dense(case, with, &mut cells, &mut shared)?;
            }
            None => {
                for (at, charge) in self.charges.iter_mut().enumerate() {
                    let mentioned = mentions(with.acting.get(at)?.iter().map(|(when, _)| when));
                    charge.options = Case::of(mentioned, &self.bounds, OPTION_FACTS_MAX)?;
                    charge.first_cell = cells.len();
                    let cases = 1_usize.checked_shl(charge.options.bits())?;
                    for row in 0..charge.rows.len() {
                        for case in 0..cases {
                            let facts = charge.options.facts(case);
                            cells.push(with.cell(at, Some(row), facts, SUM_LIMIT, &mut shared)?);
                        }
                    }
                    if cells.len() > SCANNED_CELLS_MAX {
                        return None;
                    }
                }
            }
        }
        (self.cells, self.shared) = (cells.into(), shared);
        Some(())
    }

    /// The cases of the endpoint, where they are few.
    fn cases(&self, with: &With<'_>) -> Option<Case> {
        let adds = self.adds.iter().filter(|add| !add.always).map(|add| &add.when);
        let times = self.times.iter().map(|times| &times.when);
        let free = self.free.iter().map(|free| &free.when);
        let rows = self.charges.iter().flat_map(|charge| &charge.rows);
        let options = with.acting.iter().flatten().map(|(when, _)| when);
        let all = self.rates.iter().chain(adds).chain(times).chain(free).chain(rows).chain(options);
        let case = Case::of(mentions(all), &self.bounds, FACTS_MAX)?;
        let cells = 1_usize.checked_shl(case.bits())?.checked_mul(self.width.max(1))?;
        (cells <= CELLS_MAX).then_some(case)
    }

    fn fill_dense(
        &mut self,
        case: Case,
        with: &With<'_>,
        cells: &mut Vec<Cell>,
        shared: &mut Shared,
    ) -> Option<()> {
        let mut rows = Vec::new();
        let always = self.adds.iter().filter(|add| add.always);
        let by_table = self.asked.iter().filter_map(|asked| Some(asked.flat.as_ref()?.0.most));
        let added = always.map(|add| add.price).chain(by_table).try_fold(0, u64::checked_add)?;
        let parts = u64::try_from(self.width.checked_add(2)?).ok()?;
        for at in 0..1_usize.checked_shl(case.bits())? {
            let facts = case.facts(at);
            let factor = self.times.iter().try_fold(1_u64, |all, times| all.checked_mul(times.factor(facts)));
            // The flat amount and every charge stay below this, so that their sum, multiplied, stays below the limit.
            let limit =
                SUM_LIMIT.checked_div(parts)?.checked_div(factor?.max(1)).filter(|limit| *limit > 0)?;
            let flat = self.flat(facts);
            let is_free = self.free.iter().any(|free| free.when.holds(facts));
            // Where nothing is left of a sum it could have been anything: it is added up with a check at each step.
            let fits = flat.is_some_and(|flat| flat.checked_add(added).is_some_and(|all| all < limit));
            let few = if fits && !is_free && factor != Some(0) { flat? } else { Row::UNTOLD };
            let rate = u32::try_from(first(&self.rates, facts)).ok()?;
            rows.push(Row { few, flat: flat.unwrap_or(Row::UNTOLD), factor: factor?, rate, is_free });
            for (place, charge) in self.charges.iter().enumerate() {
                let row = Some(first(&charge.rows, facts)).filter(|row| *row < charge.rows.len());
                let mut cell = with.cell(place, row, facts, limit, shared)?;
                cell.factors = charge.places().unwrap_or([NO_QUANTITY; 3]);
                cells.push(cell);
            }
        }
        self.rows = rows.into();
        self.dense = Some(case);
        Some(())
    }

    /// The flat amount with what conditional options add, without those that add in every case.
    fn flat(&self, facts: Facts) -> Option<u64> {
        let flat = if self.has_flat { *self.prices.get(first(&self.rates, facts))? } else { 0 };
        let adds = self.adds.iter().filter(|add| !add.always && add.when.holds(facts));
        adds.map(|add| add.price).try_fold(flat, u64::checked_add)
    }
}

/// What cells are worked out from.
struct With<'a> {
    endpoint: &'a Endpoint,
    scales: &'a [Scales],
    sum_scale: u32,
    acting: &'a [Acting],
    /// The table of each charge.
    tables: &'a [Option<ByTable>],
    units: &'a [Unit],
}

impl With<'_> {
    /// The cell of a charge in a row, if one holds, with the options that act in these facts. Where 64 bits do not hold it, it
    /// has no price here: the rules are asked.
    fn cell(
        &self,
        charge: usize,
        row: Option<usize>,
        facts: Facts,
        limit: u64,
        shared: &mut Shared,
    ) -> Option<Cell> {
        let compiled = row.and_then(|row| {
            let of = self.endpoint.charges.get(charge)?;
            let scales = self.scales.get(charge)?;
            let one = Exact { mantissa: 1, scale: 0 };
            let (mut added, mut times, mut free) = (Exact::zero(), one, false);
            for (when, effect) in self.acting.get(charge)? {
                if !when.holds(facts) {
                    continue;
                }
                match *effect {
                    Effect::Nothing => {}
                    Effect::Price(price) => added = added.add(Stated::of(price))?,
                    Effect::Times(factor) => times = times.multiply(Stated::of(factor).normalized())?,
                    Effect::Free => free = true,
                }
            }
            let amount_scale = if of.round.is_some() { scales.amount } else { self.sum_scale };
            let terms = Terms { added, times, amount_scale, count_scale: scales.count };
            let table = self.tables.get(charge).copied().flatten();
            let (round, sum_scale, units) = (of.round, self.sum_scale, self.units);
            let with = Compile { terms, free, round, sum_scale, limit, table, units };
            Cell::of(of.rates.get(row)?, with, shared)
        });
        compiled.map_or_else(|| Cell::unpriced(shared), Some)
    }
}

/// The rules of the endpoint itself.
struct Rules {
    table: Option<Table>,
    rates: Box<[When]>,
    prices: Box<[u64]>,
    adds: Box<[Add]>,
    times: Box<[Times]>,
    free: Box<[Free]>,
}

impl Rules {
    fn of(endpoint: &Endpoint, scale: u32, collector: &mut Collector<'_>) -> Option<Self> {
        let rates = endpoint.rates.iter().map(|rate| collector.when(None, &rate.when));
        let rates = rates.collect::<Option<Box<[When]>>>()?;
        let prices = endpoint.rates.iter().map(|rate| narrow_at(rate.price, scale));
        let prices = prices.collect::<Option<Box<[u64]>>>()?;
        let (mut adds, mut times, mut free) = (Vec::new(), Vec::new(), Vec::new());
        for (place, option) in endpoint.options.iter().enumerate() {
            let when = collector.when(Some(option.option), &option.when)?;
            match option.effect {
                Effect::Nothing => {}
                Effect::Price(price) => {
                    let always = when.is_option(option.option);
                    let bit = option.option.bit();
                    adds.push(Add { when, bit, always, place, price: narrow_at(price, scale)? });
                }
                Effect::Times(factor) => {
                    let (acts, idle) = factor_of(factor)?;
                    times.push(Times { when, place, acts, idle, scale: scale_of(factor) });
                }
                Effect::Free => free.push(Free { when, place }),
            }
        }
        if let Some(factor) = endpoint.times {
            let (acts, idle) = factor_of(factor)?;
            times.push(Times {
                when: When::default(),
                place: Times::OWN,
                acts,
                idle,
                scale: scale_of(factor),
            });
        }
        // All of them together are below the limit.
        let table = match &endpoint.table {
            Some(table) => Some(Table::of(endpoint, table, scale)?),
            None => None,
        };
        let of_table = table.as_ref().map(|table| table.most);
        let most = prices.iter().copied().chain(of_table).max().unwrap_or_default();
        adds.iter().map(|add| add.price).try_fold(most, u64::checked_add).filter(|all| *all < SUM_LIMIT)?;
        Some(Rules { table, rates, prices, adds: adds.into(), times: times.into(), free: free.into() })
    }
}

/// The options of a charge that do something, and when.
fn acts(options: &[OptionRule], collector: &mut Collector<'_>) -> Option<Acting> {
    let acting = options.iter().filter(|option| option.effect != Effect::Nothing);
    acting.map(|option| Some((collector.when(Some(option.option), &option.when)?, option.effect))).collect()
}

fn mentions<'w>(all: impl Iterator<Item = &'w When>) -> Facts {
    all.map(When::mentions).fold(Facts::default(), |facts, other| Facts {
        given: facts.given | other.given,
        met: facts.met | other.met,
    })
}

/// A multiplier as an integer: where it acts, and what stands for 1 where it does not.
fn factor_of(factor: Decimal) -> Option<(u64, u64)> {
    let Exact { mantissa, scale } = Stated::of(factor).normalized();
    Some((u64::try_from(mantissa).ok()?, ten_to(scale)?))
}

/// The decimal places that the endpoint's multipliers add, all of them together.
fn times_scale(endpoint: &Endpoint) -> Option<u32> {
    let of_options = endpoint.options.iter().filter_map(|option| match option.effect {
        Effect::Times(factor) => Some(factor),
        _ => None,
    });
    of_options
        .chain(endpoint.times)
        .map(scale_of)
        .try_fold(0_u32, |all, places| if places > TIMES_PLACES { None } else { all.checked_add(places) })
}

/// The decimal places of the amounts of the endpoint itself.
fn own_scale(endpoint: &Endpoint) -> u32 {
    let rates = endpoint.rates.iter().map(|rate| rate.price);
    let adds = endpoint.options.iter().filter_map(|option| match option.effect {
        Effect::Price(price) => Some(price),
        _ => None,
    });
    let bounds = [endpoint.min, endpoint.max, endpoint.round.map(|round| round.to)];
    let scales = rates.chain(adds).chain(bounds.into_iter().flatten()).map(scale_of);
    scales.chain(endpoint.table.iter().map(table_scale)).max().unwrap_or_default()
}

fn limits(endpoint: &Endpoint, scale: u32) -> Option<Limits> {
    let bound = |bound: Option<Decimal>| match bound {
        None => Some(None),
        Some(amount) => narrow_at(amount, scale).map(Some),
    };
    let rounder = match endpoint.round {
        None => None,
        Some(Rounding { to, mode }) => {
            Some(Rounder::new(narrow_at(to, scale)?, mode, narrow_at(to, scale_of(to))?)?)
        }
    };
    Limits::new(bound(endpoint.min)?, bound(endpoint.max)?, rounder)
}

/// The quantities that count as something else than what is stated; and whether some of them do so only where that is not a
/// whole number.
fn raises(endpoint: &Endpoint, units: &[Unit]) -> Option<(Box<[Raise]>, bool)> {
    let (mut raises, mut whole_only) = (Vec::new(), false);
    for (quantity, sheet::Quantity { at_least, increment, .. }) in endpoint.quantities.iter().enumerate() {
        let raised = at_least.filter(|least| *least > Decimal::ONE);
        let rounded = increment.filter(|step| !keeps_whole_counts(step.to));
        whole_only |= at_least.is_some() != raised.is_some() || increment.is_some() != rounded.is_some();
        if raised.is_none() && rounded.is_none() {
            continue;
        }
        let at_least = raised.map_or(Some(0), |least| narrow_at(least, 0))?;
        let increment = match rounded {
            None => None,
            Some(step) => Some(Rounder::increment(step, 0)?),
        };
        raises.push(Raise { quantity, degree: 1, at_least, increment });
    }
    for (derived, id) in endpoint.derived.iter().zip(endpoint.derived_ids()) {
        if derived.at_least.is_none() && derived.increment.is_none() {
            continue;
        }
        let Unit { scale, degree } = *units.get(id.index())?;
        let increment = match derived.increment {
            None => None,
            Some(step) => Some(Rounder::increment(step, scale)?),
        };
        let at_least = derived.at_least.map_or(Some(0), |least| narrow_at(least, scale))?;
        raises.push(Raise { quantity: id.index(), degree, at_least, increment });
    }
    Some((raises.into(), whole_only))
}

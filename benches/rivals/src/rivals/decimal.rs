//! Rival (a): decoded events and checked `rust_decimal`, written by hand.

use std::collections::HashMap;

use rust_decimal::{Decimal, RoundingStrategy};

use super::decimal_prices::*;
use crate::workload::{Endpoint, Event, Search};

/// Every option at its own price, as the sheet has it. None where the decimal type does not hold the price.
pub(crate) fn price(event: &Event) -> Option<Decimal> {
    match event {
        Event::Profile(options) => {
            let sum = options.places().try_fold(PROFILE, |sum, at| sum.checked_add(PROFILE_OPTIONS[at]));
            Some(sum?.floor())
        }
        _ => price_of_another(event),
    }
}

/// The same, by somebody who relies on all options having one price: how many there are is multiplied by it.
pub(crate) fn price_counted(event: &Event) -> Option<Decimal> {
    match event {
        Event::Profile(options) => {
            let options = Decimal::from(options.count()).checked_mul(PROFILE_OPTION)?;
            Some(PROFILE.checked_add(options)?.floor())
        }
        _ => price_of_another(event),
    }
}

/// The same as the page reads, by somebody who does not think of the time: every step is multiplied, the free one too, the
/// rounding is the general one, and the amount has no zeros behind the point, as amounts are printed.
pub(crate) fn price_as_it_reads(event: &Event) -> Option<Decimal> {
    let price = match event {
        Event::Profile(options) => {
            let sum = options.places().try_fold(PROFILE, |sum, at| sum.checked_add(PROFILE_OPTIONS[at]));
            sum?.round_dp_with_strategy(0, RoundingStrategy::ToZero)
        }
        Event::SearchEmployees(steps) => every_step(steps, EMPLOYEES_SEARCH, EMPLOYEES_RESULT)?,
        Event::SearchCompanies(steps) => every_step(steps, COMPANIES_SEARCH, COMPANIES_RESULT)?,
        Event::Flat(endpoint) => flat(*endpoint),
    };
    Some(without_zeros(price))
}

/// The amount without zeros behind the point. `Decimal::normalize` divides 96 bits; most amounts have 64.
pub(crate) fn without_zeros(amount: Decimal) -> Decimal {
    let Ok(mut mantissa) = u64::try_from(amount.mantissa()) else { return amount.normalize() };
    let mut scale = amount.scale();
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::from_parts(mantissa as u32, (mantissa >> 32) as u32, 0, false, scale)
}

fn every_step(steps: &Search, search: Decimal, result: Decimal) -> Option<Decimal> {
    let checks = Decimal::from(steps.checks).checked_mul(CHECK)?;
    Decimal::from(steps.searches)
        .checked_mul(search)?
        .checked_add(checks)?
        .checked_add(Decimal::from(steps.results).checked_mul(result)?)
}

#[inline(always)]
fn price_of_another(event: &Event) -> Option<Decimal> {
    match event {
        // Handled by each caller in its own way.
        Event::Profile(_) => None,
        Event::SearchEmployees(steps) => search(steps, EMPLOYEES_SEARCH, EMPLOYEES_RESULT),
        Event::SearchCompanies(steps) => search(steps, COMPANIES_SEARCH, COMPANIES_RESULT),
        Event::Flat(endpoint) => Some(flat(*endpoint)),
    }
}

/// Status checks are free.
pub(crate) fn search(steps: &Search, search: Decimal, result: Decimal) -> Option<Decimal> {
    let searches = Decimal::from(steps.searches).checked_mul(search)?;
    let results = Decimal::from(steps.results).checked_mul(result)?;
    searches.checked_add(results)
}

pub(crate) fn flat(endpoint: Endpoint) -> Decimal {
    match endpoint {
        Endpoint::CompanyInsights => Decimal::from_parts(5, 0, 0, false, 0),
        Endpoint::ProfilePosts
        | Endpoint::ActivityTime
        | Endpoint::SearchPosts
        | Endpoint::CompanyPosts
        | Endpoint::CrunchbaseDetails
        | Endpoint::SearchJobs
        | Endpoint::ProfilesViaGoogle
        | Endpoint::CompanyPagesViaGoogle
        | Endpoint::SchoolPagesViaGoogle => Decimal::TWO,
        _ => Decimal::ONE,
    }
}

/// The rule of a call, found before: what is due without counts, and what a search and a result cost.
pub(crate) struct Rule {
    flat: Decimal,
    prices: Option<[Decimal; 2]>,
}

/// A call whose endpoint and options were found before, once for all calls that state the same, as an option set is.
pub(crate) struct Resolved {
    rule: &'static Rule,
    steps: Search,
}

/// What they borrow lives as long as the program.
pub(crate) fn resolve(events: &[Event]) -> Vec<Resolved> {
    let mut rules: HashMap<(u8, u16), &'static Rule> = HashMap::new();
    let resolved = events.iter().map(|event| {
        let (steps, prices) = match event {
            Event::SearchEmployees(steps) => (*steps, Some([EMPLOYEES_SEARCH, EMPLOYEES_RESULT])),
            Event::SearchCompanies(steps) => (*steps, Some([COMPANIES_SEARCH, COMPANIES_RESULT])),
            Event::Profile(_) | Event::Flat(_) => (Search::default(), None),
        };
        let options = if let Event::Profile(options) = event { options.bits() } else { 0 };
        let rule = *rules.entry((event.endpoint() as u8, options)).or_insert_with(|| {
            let flat = if prices.is_some() { Decimal::ZERO } else { price(event).expect("a price") };
            Box::leak(Box::new(Rule { flat, prices }))
        });
        Resolved { rule, steps }
    });
    resolved.collect()
}

pub(crate) fn price_resolved(call: &Resolved) -> Option<Decimal> {
    match &call.rule.prices {
        None => Some(call.rule.flat),
        Some([price, result]) => search(&call.steps, *price, *result),
    }
}

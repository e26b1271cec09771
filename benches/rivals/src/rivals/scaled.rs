//! Rival (c): decoded events and checked integers, in tenths of a credit, written by hand.

use crate::workload::{Endpoint, Event, Search};

/// What every set of options comes to, by its bits, with the flat amount and rounded down: each at its own price.
const PROFILES: [i64; 2048] = {
    let prices = [5; 11];
    let mut sums = [10; 2048];
    let mut set = 0;
    while set < sums.len() {
        let mut at = 0;
        while at < prices.len() {
            if set >> at & 1 == 1 {
                sums[set] += prices[at];
            }
            at += 1;
        }
        sums[set] = sums[set] / 10 * 10;
        set += 1;
    }
    sums
};

/// None where the integer does not hold the price.
pub(crate) fn price(event: &Event) -> Option<i64> {
    match event {
        Event::Profile(options) => PROFILES.get(usize::from(options.bits())).copied(),
        Event::SearchEmployees(steps) => search(steps, 500, 5),
        Event::SearchCompanies(steps) => search(steps, 250, 3),
        Event::Flat(endpoint) => Some(flat(*endpoint)),
    }
}

fn search(steps: &Search, search: i64, result: i64) -> Option<i64> {
    let searches = i64::from(steps.searches).checked_mul(search)?;
    searches.checked_add(i64::from(steps.results).checked_mul(result)?)
}

fn flat(endpoint: Endpoint) -> i64 {
    match endpoint {
        Endpoint::CompanyInsights => 50,
        Endpoint::ProfilePosts
        | Endpoint::ActivityTime
        | Endpoint::SearchPosts
        | Endpoint::CompanyPosts
        | Endpoint::CrunchbaseDetails
        | Endpoint::SearchJobs
        | Endpoint::ProfilesViaGoogle
        | Endpoint::CompanyPagesViaGoogle
        | Endpoint::SchoolPagesViaGoogle => 20,
        _ => 10,
    }
}

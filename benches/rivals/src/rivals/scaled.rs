//! Rival (c): decoded events and checked integers, in tenths of a credit, written by hand.

use crate::workload::{Endpoint, Event, Search};

/// By the place of the option.
const OPTIONS: [i64; 11] = [5; 11];

/// None where the integer does not hold the price.
pub(crate) fn price(event: &Event) -> Option<i64> {
    match event {
        Event::Profile(options) => {
            let sum = options.places().try_fold(10_i64, |sum, at| sum.checked_add(OPTIONS[at]));
            Some(sum? / 10 * 10)
        }
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

//! Rival (c): decoded events and checked integers, in tenths of a credit, written by hand.

use crate::workload::{Endpoint, Event, Search};

/// None where the integer does not hold the price.
pub(crate) fn price(event: &Event) -> Option<i64> {
    match event {
        Event::Profile(options) => {
            let exact = i64::from(options.count()).checked_mul(5)?.checked_add(10)?;
            Some(exact / 10 * 10)
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

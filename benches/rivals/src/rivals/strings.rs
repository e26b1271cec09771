//! Rival (b): as (a), from strings, which are found by `match` or in a hash map.

use std::collections::HashMap;
use std::hash::BuildHasher;

use pricesheet::UsageRef;
use rust_decimal::Decimal;

use super::decimal;
use super::decimal_prices::*;
use crate::workload::{Endpoint, OPTIONS};

/// None where a name is unknown or the decimal type does not hold the price.
pub(crate) fn price_by_match(usage: &UsageRef<'_>) -> Option<Decimal> {
    match usage.endpoint() {
        "get-personal-profile" => profile(usage, |name| match name {
            "skills" | "certifications" | "publications" | "honors" | "volunteers" | "projects"
            | "patents" | "courses" | "organizations" | "profile-status" | "company-public-url" => {
                Some(PROFILE_OPTION)
            }
            _ => None,
        }),
        "search-employees" => search(usage, EMPLOYEES_SEARCH, EMPLOYEES_RESULT),
        "search-companies" => search(usage, COMPANIES_SEARCH, COMPANIES_RESULT),
        "get-company-insights" => Some(Decimal::from_parts(5, 0, 0, false, 0)),
        "get-profile-posts"
        | "detect-activity-time"
        | "search-posts"
        | "get-company-posts"
        | "get-crunchbase-details"
        | "search-jobs"
        | "search-linkedin-profiles-via-google"
        | "search-linkedin-company-pages-via-google"
        | "search-linkedin-school-pages-via-google" => Some(Decimal::TWO),
        "get-company-by-url"
        | "get-company-by-domain"
        | "get-company-by-id"
        | "find-custom-headcount"
        | "count-job-openings"
        | "get-job-details"
        | "get-recommendation-given"
        | "get-recommendation-received"
        | "get-years-of-experience"
        | "get-open-to-work-status"
        | "get-open-profile-status"
        | "get-profile-pdf-cv"
        | "get-extra-profile-data" => Some(Decimal::ONE),
        _ => None,
    }
}

enum Rule {
    Profile,
    Search(Decimal, Decimal),
    Flat(Decimal),
}

/// The rules by the names of endpoints, the prices by the names of options, with a hash of one's choice.
pub(crate) struct Maps<S> {
    rules: HashMap<&'static str, Rule, S>,
    options: HashMap<&'static str, Decimal, S>,
}

impl<S: BuildHasher + Default> Maps<S> {
    pub(crate) fn new() -> Self {
        let flat =
            Endpoint::FLAT.iter().map(|endpoint| (endpoint.name(), Rule::Flat(decimal::flat(*endpoint))));
        let others = [
            (Endpoint::PersonalProfile.name(), Rule::Profile),
            (Endpoint::SearchEmployees.name(), Rule::Search(EMPLOYEES_SEARCH, EMPLOYEES_RESULT)),
            (Endpoint::SearchCompanies.name(), Rule::Search(COMPANIES_SEARCH, COMPANIES_RESULT)),
        ];
        Maps {
            rules: flat.chain(others).collect(),
            options: OPTIONS.iter().map(|name| (*name, PROFILE_OPTION)).collect(),
        }
    }

    pub(crate) fn price(&self, usage: &UsageRef<'_>) -> Option<Decimal> {
        match self.rules.get(usage.endpoint())? {
            Rule::Profile => profile(usage, |name| self.options.get(name).copied()),
            Rule::Search(price, result) => search(usage, *price, *result),
            Rule::Flat(price) => Some(*price),
        }
    }
}

fn profile(usage: &UsageRef<'_>, price: impl Fn(&str) -> Option<Decimal>) -> Option<Decimal> {
    let sum = usage.stated_options().iter().try_fold(PROFILE, |sum, name| sum.checked_add(price(name)?));
    Some(sum?.floor())
}

/// Status checks are free.
fn search(usage: &UsageRef<'_>, search: Decimal, result: Decimal) -> Option<Decimal> {
    usage.stated_quantities().iter().try_fold(Decimal::ZERO, |sum, (name, count)| match *name {
        "search" => sum.checked_add(count.checked_mul(search)?),
        "status" => Some(sum),
        "results" => sum.checked_add(count.checked_mul(result)?),
        _ => None,
    })
}

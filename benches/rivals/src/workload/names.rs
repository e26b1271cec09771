//! The names of the sheet, in its order.

use super::Endpoint;

/// The options of the personal profile.
pub(crate) const OPTIONS: [&str; 11] = [
    "skills",
    "certifications",
    "publications",
    "honors",
    "volunteers",
    "projects",
    "patents",
    "courses",
    "organizations",
    "profile-status",
    "company-public-url",
];

const ENDPOINTS: [&str; 26] = [
    "get-personal-profile",
    "get-profile-posts",
    "detect-activity-time",
    "search-posts",
    "get-company-by-url",
    "get-company-by-domain",
    "get-company-by-id",
    "get-company-posts",
    "get-company-insights",
    "find-custom-headcount",
    "count-job-openings",
    "get-crunchbase-details",
    "search-employees",
    "search-companies",
    "search-jobs",
    "get-job-details",
    "search-linkedin-profiles-via-google",
    "get-recommendation-given",
    "get-recommendation-received",
    "get-years-of-experience",
    "get-open-to-work-status",
    "get-open-profile-status",
    "get-profile-pdf-cv",
    "get-extra-profile-data",
    "search-linkedin-company-pages-via-google",
    "search-linkedin-school-pages-via-google",
];

impl Endpoint {
    /// What the sheet calls it.
    pub(crate) fn name(self) -> &'static str {
        ENDPOINTS[self as usize]
    }
}

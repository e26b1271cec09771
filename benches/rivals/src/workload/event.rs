//! Decoded events: names are types, counts are integers.

/// The endpoints, in the sheet's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    PersonalProfile,
    ProfilePosts,
    ActivityTime,
    SearchPosts,
    CompanyByUrl,
    CompanyByDomain,
    CompanyById,
    CompanyPosts,
    CompanyInsights,
    CustomHeadcount,
    JobOpenings,
    CrunchbaseDetails,
    SearchEmployees,
    SearchCompanies,
    SearchJobs,
    JobDetails,
    ProfilesViaGoogle,
    RecommendationGiven,
    RecommendationReceived,
    YearsOfExperience,
    OpenToWorkStatus,
    OpenProfileStatus,
    ProfilePdfCv,
    ExtraProfileData,
    CompanyPagesViaGoogle,
    SchoolPagesViaGoogle,
}

impl Endpoint {
    /// Those with a flat price and nothing else.
    pub(crate) const FLAT: &[Self] = &[
        Self::ProfilePosts,
        Self::ActivityTime,
        Self::SearchPosts,
        Self::CompanyByUrl,
        Self::CompanyByDomain,
        Self::CompanyById,
        Self::CompanyPosts,
        Self::CompanyInsights,
        Self::CustomHeadcount,
        Self::JobOpenings,
        Self::CrunchbaseDetails,
        Self::SearchJobs,
        Self::JobDetails,
        Self::ProfilesViaGoogle,
        Self::RecommendationGiven,
        Self::RecommendationReceived,
        Self::YearsOfExperience,
        Self::OpenToWorkStatus,
        Self::OpenProfileStatus,
        Self::ProfilePdfCv,
        Self::ExtraProfileData,
        Self::CompanyPagesViaGoogle,
        Self::SchoolPagesViaGoogle,
    ];
}

/// One call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Event {
    Profile(Options),
    SearchEmployees(Search),
    SearchCompanies(Search),
    /// An endpoint with a flat price.
    Flat(Endpoint),
}

/// A set of the options of the personal profile.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options(u16);

/// The steps of a search.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Search {
    pub(crate) searches: u32,
    pub(crate) checks: u32,
    pub(crate) results: u32,
}

impl Options {
    pub(crate) fn insert(&mut self, place: usize) {
        self.0 |= 1 << place;
    }

    pub(crate) fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// The places of the options, in order.
    pub(crate) fn places(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = left.trailing_zeros() as usize;
            left &= left.checked_sub(1)?;
            Some(place)
        })
    }

    pub(crate) fn bits(self) -> u16 {
        self.0
    }
}

impl Event {
    pub(crate) fn endpoint(self) -> Endpoint {
        match self {
            Event::Profile(_) => Endpoint::PersonalProfile,
            Event::SearchEmployees(_) => Endpoint::SearchEmployees,
            Event::SearchCompanies(_) => Endpoint::SearchCompanies,
            Event::Flat(endpoint) => endpoint,
        }
    }
}

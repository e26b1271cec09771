//! Books: the sheet in force at an instant, with the vendor's own revisions (section 6, *Versions*).

use pricesheet::{
    BookError, EMBEDDED_SHEET, InForceError, Instant, InstantError, PriceBook, PriceSheet, RatingError,
    Usage, UsageError, UsageRef,
};
use pricesheet_testing::{runs, sums};
use proptest::prelude::*;

/// The page as published, from 2026-05-01.
fn page() -> PriceSheet {
    PriceSheet::from_toml(EMBEDDED_SHEET).unwrap()
}

/// The first revision, from 2026-06-01: at most 3 credits a profile, 1 for whatever is retrieved.
fn revision_b() -> PriceSheet {
    PriceSheet::from_toml(include_str!("revisions/b.toml")).unwrap()
}

/// The second, from 2026-06-20: 2 credits a profile and 1 for each option, 1 for whatever is retrieved.
fn revision_c() -> PriceSheet {
    PriceSheet::from_toml(include_str!("revisions/c.toml")).unwrap()
}

#[track_caller]
fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|error| panic!("{text} is {error}"))
}

fn sheet(version: &str, effective: &str) -> PriceSheet {
    let effective = if effective.is_empty() { String::new() } else { format!("effective = {effective}") };
    let text = format!("name = 'Jobs'\nversion = '{version}'\n{effective}\nendpoints.job.price = {version}");
    PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}"))
}

fn versions(book: &PriceBook) -> Vec<&str> {
    book.sheets().iter().filter_map(PriceSheet::version).collect()
}

#[test]
fn the_same_usage_under_each_revision() {
    let book = PriceBook::new([revision_c(), page(), revision_b()]).unwrap();
    assert_eq!(versions(&book), ["2026-05", "2026-06", "2026-06-20"]);
    let usages = [
        Usage::new("get-personal-profile"),
        Usage::new("get-personal-profile").option("skills"),
        ["skills", "certifications", "honors", "patents", "courses", "projects", "volunteers"]
            .into_iter()
            .fold(Usage::new("get-personal-profile"), Usage::option),
        Usage::new("search-employees").quantity("search", 1).quantity("status", 4).quantity("results", 120),
        Usage::new("search-companies").quantity("search", 1).quantity("results", 3),
        // What no revision speaks of costs what it did.
        Usage::new("get-profile-posts"),
        Usage::new("get-company-insights").calls(3),
    ];
    let page = ["1", "1", "4", "110", "25.9", "2", "15"];
    let b = ["1", "1", "3", "170", "28", "2", "15"];
    let c = ["2", "3", "9", "170", "28", "2", "15"];
    for (at, version, totals) in [
        ("2026-05-01T00:00:00Z", "2026-05", page),
        ("2026-05-31T23:59:59.999999999Z", "2026-05", page),
        ("2026-06-01T00:00:00Z", "2026-06", b),
        ("2026-06-01T00:00:00.000000001Z", "2026-06", b),
        ("2026-06-19T23:59:59.999999999Z", "2026-06", b),
        // The same night, told by clocks elsewhere.
        ("2026-06-20T01:59:59.999999999+02:00", "2026-06", b),
        ("2026-06-19T17:00:00-07:00", "2026-06-20", c),
        ("2026-06-20T00:00:00Z", "2026-06-20", c),
        ("2030-01-01T00:00:00Z", "2026-06-20", c),
    ] {
        let at = instant(at);
        assert_eq!(book.in_force(at).unwrap().version(), Some(version), "{at}");
        for (usage, total) in usages.iter().zip(totals) {
            let usage = usage.clone().made_at(at);
            assert_eq!(book.price(&usage).unwrap().normalize().to_string(), total, "{usage:?}");
            let quote = book.quote(&usage).unwrap();
            sums(&quote);
            assert_eq!((quote.total(), quote.version()), (book.price(&usage).unwrap(), Some(version)));
            assert_eq!(quote.fingerprint(), book.in_force(at).unwrap().fingerprint());
            let options: Vec<&str> = usage.stated_options().collect();
            let quantities: Vec<_> = usage.stated_quantities().collect();
            let borrowed = UsageRef::new(usage.endpoint())
                .options(&options)
                .quantities(&quantities)
                .calls(usage.call_count());
            for borrowed in [borrowed.made_at(at), borrowed.made_at_text(&at.to_string())] {
                assert_eq!(book.price(&borrowed), book.price(&usage));
                assert_eq!(book.sheet_for(&borrowed).unwrap().version(), Some(version));
            }
        }
    }
    let before = instant("2026-04-30T23:59:59.999999999Z");
    let error = book.in_force(before).unwrap_err();
    assert_eq!(error, InForceError::BeforeFirst { at: before, first: instant("2026-05-01T00:00:00Z") });
}

#[test]
fn a_stored_fingerprint_finds_its_sheet() {
    let book = PriceBook::new([page(), revision_b()]).unwrap();
    let found = |sheet: PriceSheet| book.with_fingerprint(sheet.fingerprint()).and_then(PriceSheet::version);
    assert_eq!(found(page()), Some("2026-05"));
    assert_eq!(found(revision_b()), Some("2026-06"));
    assert_eq!(found(revision_c()), None);
}

#[test]
fn sheets_that_make_no_book() {
    let (first, second) = (sheet("1", "2026-06-20T00:00:00Z"), sheet("2", "2026-06-20T02:00:00.0+02:00"));
    let error = PriceBook::new([sheet("3", "2026-01-01T00:00:00Z"), second, first]).unwrap_err();
    assert_eq!(
        error,
        BookError::SameInstant {
            effective: instant("2026-06-20T00:00:00Z"),
            first: "Jobs 2".to_owned(),
            first_place: 1,
            second: "Jobs 1".to_owned(),
            second_place: 2,
        }
    );
    assert_eq!(error.to_string(), "sheets `Jobs 2` and `Jobs 1` both apply from 2026-06-20T00:00:00Z");
    assert_eq!(error.help().unwrap(), "leave one of them out, or correct its `effective`");

    // The same sheet twice is no better.
    let twice = PriceBook::new([page(), page()]).unwrap_err();
    assert!(matches!(twice, BookError::SameInstant { first_place: 0, second_place: 1, .. }));

    let error = PriceBook::new([sheet("1", "2026-06-20T00:00:00Z"), sheet("2", "")]).unwrap_err();
    assert_eq!(error, BookError::NoEffective { place: 1, sheet: "Jobs 2".to_owned() });
    assert_eq!(error.to_string(), "sheet `Jobs 2` has no `effective`, but is not the only one");
    assert_eq!(
        error.help().unwrap(),
        "add the instant from which it applies, such as `effective = 2026-05-01T00:00:00Z`"
    );

    let euros = "name = 'Jobs'\nunit = 'EUR'\neffective = 2027-01-01T00:00:00Z\nendpoints.job.price = 1";
    let euros = PriceSheet::from_toml(euros).unwrap();
    let error = PriceBook::new([page(), euros]).unwrap_err();
    assert_eq!(error.to_string(), "a book counts in one unit, not in both `credit` and `EUR`");
    assert_eq!(error.help().unwrap(), "make a book of the sheets of each unit");

    let error = PriceBook::new([]).unwrap_err();
    assert_eq!(
        (error.clone(), error.to_string()),
        (BookError::Empty, "a book has at least one sheet".to_owned())
    );
}

#[test]
fn a_sole_sheet() {
    // Without `effective` it holds always, whatever the usage says of its time.
    let always = PriceBook::from(sheet("7", ""));
    for at in [None, Some("0000-01-01T00:00:00Z"), Some("9999-12-31T23:59:60Z"), Some("yesterday")] {
        assert_eq!(always.in_force_for(at).unwrap().version(), Some("7"));
    }
    assert_eq!(always.in_force(instant("0000-01-01T00:00:00Z")).unwrap().version(), Some("7"));

    // With one it holds from there, and a usage that does not state its time is not in doubt.
    let from = PriceBook::new([sheet("7", "2026-06-20T00:00:00Z")]).unwrap();
    assert_eq!(from.in_force_for(None).unwrap().version(), Some("7"));
    assert_eq!(from.in_force_for(Some("2026-06-20T00:00:00Z")).unwrap().version(), Some("7"));
    assert!(matches!(
        from.in_force_for(Some("2026-06-19T23:59:59.999999999Z")),
        Err(InForceError::BeforeFirst { .. })
    ));
    assert!(matches!(from.in_force_for(Some("yesterday")), Err(InForceError::InvalidInstant { .. })));
}

#[test]
fn usages_that_no_sheet_is_chosen_for() {
    let book = PriceBook::new([page(), revision_b()]).unwrap();
    let cases: [(Option<&str>, &str, &str, &str); 4] = [
        (
            None,
            "missing-at",
            "`at` is not stated, so none of several sheets can be chosen",
            "state the instant of the call, such as 2026-05-01T00:00:00Z",
        ),
        (
            Some("yesterday"),
            "invalid-at",
            "`yesterday` of `at` is not an instant (date, time and offset, by RFC 3339)",
            "write date, time and offset, such as 2026-05-01T00:00:00Z",
        ),
        (
            Some("2026-06-30T23:60:00Z"),
            "invalid-at",
            "`2026-06-30T23:60:00Z` of `at` is a date or time that does not exist",
            "write date, time and offset, such as 2026-05-01T00:00:00Z",
        ),
        (
            Some("2026-05-01T00:00:00+00:01"),
            "before-first-sheet",
            "at 2026-04-30T23:59:00Z no sheet was in force: the first applies from 2026-05-01T00:00:00Z",
            "add the sheet that was in force then",
        ),
    ];
    for (at, code, message, help) in cases {
        let error = RatingError::from(book.in_force_for(at).unwrap_err());
        assert_eq!(error.to_string(), message);
        assert_eq!((error.code(), error.culprit()), (code, "at"));
        assert_eq!(error.help().unwrap(), help);
    }
    assert_eq!(book.price(&Usage::new("search-jobs")), Err(InForceError::NoInstant.into()));
    let unknown = Usage::new("search-job").made_at(instant("2026-06-01T00:00:00Z"));
    let error = book.price(&unknown).unwrap_err();
    assert!(matches!(error, RatingError::Usage(UsageError::UnknownEndpoint { .. })));
    assert_eq!(book.quote(&unknown).unwrap_err(), error);
    assert_eq!((error.code(), error.culprit()), ("unknown-endpoint", "search-job"));
    assert_eq!(error.help().unwrap(), "did you mean `search-jobs`?");
    let unread = UsageRef::new("search-jobs").made_at_text("today");
    assert_eq!(
        book.price(&unread).unwrap_err().to_string(),
        "`today` of `at` is not an instant (date, time and offset, by RFC 3339)"
    );
    // A message does not grow with what was sent.
    let long = "9".repeat(10_000);
    let error = book.in_force_for(Some(&long)).unwrap_err();
    assert!(error.to_string().len() < 200);
    assert_eq!(error, InForceError::InvalidInstant { at: long, error: InstantError::NotAnInstant });
}

#[cfg(feature = "serde")]
#[test]
fn a_deserialized_usage_is_rated_by_its_time() {
    let book = PriceBook::new([page(), revision_c()]).unwrap();
    let json = r#"{"endpoint":"get-personal-profile","options":["skills"],"at":"2026-06-20T02:00:00+02:00"}"#;
    let usage: Usage = serde_json::from_str(json).unwrap();
    assert_eq!(book.price(&usage).unwrap().to_string(), "3");
}

fn send_and_share<T: Send + Sync + Clone>() {}

#[test]
fn a_book_is_shared_between_threads() {
    send_and_share::<PriceBook>();
}

/// A second of a day, a fraction of it and an offset in minutes.
type Moment = (u32, u32, i32);

fn moment() -> impl Strategy<Value = Moment> {
    (0_u32..20, prop_oneof![Just(0_u32), Just(1), Just(999_999_999)], prop_oneof![Just(0), -720..720])
}

/// The text of a moment, told by a clock of its offset, and its place on the time line in nanoseconds.
fn told((second, nanosecond, east): Moment) -> (String, i64) {
    let sign = if east < 0 { '-' } else { '+' };
    // Noon of 2026-06-20 in UTC, by that clock.
    let minutes = 12 * 60 + east;
    let day = 20 + minutes.div_euclid(24 * 60);
    let clock = minutes.rem_euclid(24 * 60);
    let (hour, minute) = (clock / 60, clock % 60);
    let (east_hours, east_minutes) = (east.abs() / 60, east.abs() % 60);
    let text = format!(
        "2026-06-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanosecond:09}{sign}{east_hours:02}:{east_minutes:02}"
    );
    (text, i64::from(second) * 1_000_000_000 + i64::from(nanosecond))
}

proptest! {
    #![proptest_config(runs::config(256))]

    /// The law: a book agrees with a linear search, and refuses what a linear search finds twice.
    #[test]
    fn the_book_agrees_with_a_linear_search(
        sheets in prop::collection::vec(moment(), 1..12),
        usages in prop::collection::vec(moment(), 1..12),
    ) {
        let told_sheets: Vec<(String, i64)> = sheets.into_iter().map(told).collect();
        let loaded: Vec<PriceSheet> =
            told_sheets.iter().enumerate().map(|(place, (text, _))| sheet(&place.to_string(), text)).collect();
        let twice = (0..told_sheets.len()).any(|at| told_sheets[..at].iter().any(|(_, when)| *when == told_sheets[at].1));
        let book = match PriceBook::new(loaded.clone()) {
            Ok(book) => {
                prop_assert!(!twice);
                book
            }
            Err(BookError::SameInstant { first_place, second_place, .. }) => {
                prop_assert!(first_place < second_place);
                prop_assert_eq!(told_sheets[first_place].1, told_sheets[second_place].1);
                return Ok(());
            }
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        for (at, when) in usages.into_iter().map(told) {
            let mut last: Option<usize> = None;
            for (place, (_, effective)) in told_sheets.iter().enumerate() {
                if *effective <= when && last.is_none_or(|last| told_sheets[last].1 < *effective) {
                    last = Some(place);
                }
            }
            let found = book.in_force_for(Some(&at));
            match last {
                Some(place) => prop_assert_eq!(found.unwrap().fingerprint(), loaded[place].fingerprint()),
                None => {
                    let before = matches!(found, Err(InForceError::BeforeFirst { .. }));
                    prop_assert!(before);
                }
            }
        }
    }
}

//! Section 2, *Sheet*: `windows`; and conditions on them.

use super::{costs, endpoint, fails, load, loads, refused, refused_sheet};

/// A sheet whose endpoint costs 2 in the window of these lines, and 1 outside of it.
fn window(lines: &str) -> String {
    format!(
        "name = \"t\"\n[windows.peak]\n{lines}\n[endpoints.e]\n\
         rates = [{{ when = [\"in peak\"], price = 2 }}, {{ when = [\"not in peak\"], price = 1 }}]\n"
    )
}

#[test]
fn from_is_inclusive_and_to_exclusive_to_the_nanosecond() {
    costs(
        &window("clock = \"utc\"\nhours = [{ from = 01:00:00, to = 04:00:00 }]"),
        &[
            ("@2026-11-30T00:59:59.999999999Z", "1"),
            ("@2026-11-30T01:00:00Z", "2"),
            ("@2026-11-30T03:59:59.999999999Z", "2"),
            ("@2026-11-30T03:59:59.9999999999999Z", "2"),
            ("@2026-11-30T04:00:00Z", "1"),
            ("@2026-11-30T04:00:00.000000000000Z", "1"),
        ],
    );
}

#[test]
fn hours_have_fractions_of_a_second() {
    costs(
        &window("clock = \"utc\"\nhours = [{ from = 01:00:00.5, to = 01:00:00.500000001 }]"),
        &[
            ("@2026-11-30T01:00:00.499999999Z", "1"),
            ("@2026-11-30T01:00:00.5Z", "2"),
            ("@2026-11-30T01:00:00.5000000009Z", "2"),
            ("@2026-11-30T01:00:00.500000001Z", "1"),
        ],
    );
}

#[test]
fn a_leap_second_is_the_last_nanosecond_of_its_minute() {
    costs(
        &window("clock = \"utc\"\nhours = [{ from = 00:00:00, to = 12:30:00 }]"),
        &[
            ("@2026-11-30T12:29:60Z", "2"),
            ("@2026-11-30T12:29:60.5Z", "2"),
            ("@2026-11-30T23:59:60.999Z", "1"),
            ("@2016-12-31T23:59:60Z", "1"),
        ],
    );
}

#[test]
fn midnight_is_the_end_of_the_day() {
    costs(
        &window("clock = \"utc\"\nhours = [{ from = 22:00:00, to = 00:00:00 }]"),
        &[
            ("@2026-11-30T21:59:59Z", "1"),
            ("@2026-11-30T22:00:00Z", "2"),
            ("@2026-11-30T23:59:59.999999999Z", "2"),
            ("@2026-11-30T23:59:60Z", "2"),
            ("@2026-12-01T00:00:00Z", "1"),
        ],
    );
    costs(
        &window("clock = \"utc\"\nhours = [{ from = 00:00:00, to = 00:00:00 }]"),
        &[("@2026-11-30T00:00:00Z", "2"), ("@2026-11-30T23:59:59.999999999Z", "2")],
    );
}

#[test]
fn ranges_may_overlap_and_stand_twice() {
    costs(
        &window(
            "clock = \"utc\"\nhours = [{ from = 03:00:00, to = 05:00:00 }, { from = 01:00:00, to = 04:00:00 }, \
             { from = 01:00:00, to = 04:00:00 }]",
        ),
        &[
            ("@2026-11-30T00:59:59Z", "1"),
            ("@2026-11-30T01:00:00Z", "2"),
            ("@2026-11-30T04:30:00Z", "2"),
            ("@2026-11-30T05:00:00Z", "1"),
        ],
    );
}

#[test]
fn weekdays_are_those_of_the_window_s_clock() {
    // The 30th of November 2026 is a Monday.
    costs(
        &window("clock = \"utc\"\nweekdays = [\"mon\"]"),
        &[
            ("@2026-11-29T23:59:59.999999999Z", "1"),
            ("@2026-11-30T00:00:00Z", "2"),
            ("@2026-12-01T00:59:59+01:00", "2"),
            ("@2026-12-01T00:00:00Z", "1"),
        ],
    );
    costs(
        &window("clock = \"+08:00\"\nweekdays = [\"mon\"]"),
        &[
            ("@2026-11-29T15:59:59.999999999Z", "1"),
            ("@2026-11-29T16:00:00Z", "2"),
            ("@2026-11-30T15:59:59Z", "2"),
            ("@2026-11-30T16:00:00Z", "1"),
        ],
    );
    costs(
        &window("clock = \"as-stated\"\nweekdays = [\"mon\"]"),
        &[
            ("@2026-11-30T00:00:00+14:00", "2"),
            ("@2026-11-30T23:59:60-23:59", "2"),
            ("@2026-11-29T23:00:00-08:00", "1"),
        ],
    );
}

#[test]
fn every_weekday_has_its_word() {
    for (at, word) in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].into_iter().enumerate() {
        let text = window(&format!("clock = \"utc\"\nweekdays = [\"{word}\"]"));
        for day in 0..7 {
            let price = if day == at { "2" } else { "1" };
            // From the leap day of 2024 on, a Thursday.
            let dates = [
                "2024-03-04",
                "2024-03-05",
                "2024-02-28",
                "2024-02-29",
                "2024-03-01",
                "2024-03-02",
                "2024-03-03",
            ];
            costs(&text, &[(&format!("@{}T12:00:00Z", dates[day]), price)]);
        }
    }
}

#[test]
fn weekdays_and_hours_must_both_hold() {
    costs(
        &window("clock = \"utc\"\nweekdays = [\"mon\"]\nhours = [{ from = 01:00:00, to = 04:00:00 }]"),
        &[
            ("@2026-11-30T02:00:00Z", "2"),
            ("@2026-11-30T05:00:00Z", "1"),
            ("@2026-12-01T02:00:00Z", "1"),
            ("@2026-12-01T05:00:00Z", "1"),
        ],
    );
}

#[test]
fn clocks_are_utc_or_an_offset_or_as_stated() {
    let hours = "hours = [{ from = 01:00:00, to = 04:00:00 }]";
    for (clock, inside, outside) in [
        ("utc", "@2026-11-30T09:00:00+08:00", "@2026-11-30T01:00:00+08:00"),
        ("+00:00", "@2026-11-30T09:00:00+08:00", "@2026-11-30T01:00:00+08:00"),
        ("-00:00", "@2026-11-30T09:00:00+08:00", "@2026-11-30T01:00:00+08:00"),
        ("+08:00", "@2026-11-29T17:00:00Z", "@2026-11-30T01:00:00Z"),
        ("-03:30", "@2026-11-30T04:30:00Z", "@2026-11-30T04:29:59.999999999Z"),
        ("+23:59", "@2026-11-29T01:01:00Z", "@2026-11-29T01:00:59Z"),
        ("-23:59", "@2026-12-01T00:59:00Z", "@2026-12-01T00:58:59.9Z"),
        ("as-stated", "@2026-11-30T01:00:00-11:00", "@2026-11-30T00:59:59-11:00"),
    ] {
        costs(&window(&format!("clock = \"{clock}\"\n{hours}")), &[(inside, "2"), (outside, "1")]);
    }
    for clock in [
        "",
        "UTC",
        "Utc",
        "local",
        "Z",
        "08:00",
        "+8:00",
        "+08:0",
        "+0800",
        "+08:000",
        "+24:00",
        "+08:60",
        "+08-00",
        " +08:00",
        "+08:00 ",
        "−08:00",
        "as stated",
        "Europe/Berlin",
    ] {
        refused_sheet(&window(&format!("! clock = \"{clock}\"\n{hours}")));
    }
    refused_sheet(&window("! clock = 8\nweekdays = [\"mon\"]"));
}

#[test]
fn the_first_and_the_last_days_of_all_are_days_of_the_week() {
    costs(
        &window("clock = \"-12:00\"\nweekdays = [\"fri\"]"),
        &[("@0000-01-01T00:00:00Z", "2"), ("@0000-01-01T12:00:00Z", "1")],
    );
    costs(
        &window("clock = \"+12:00\"\nweekdays = [\"sat\"]"),
        &[("@9999-12-31T23:59:59.999999999Z", "2"), ("@9999-12-31T11:59:59Z", "1")],
    );
}

#[test]
fn a_window_states_its_clock_and_something_else() {
    refused_sheet(&window("weekdays = [\"mon\"]"));
    refused_sheet(&window("clock = \"utc\""));
    refused_sheet(&window("clock = \"utc\"\n! weekdays = []"));
    refused_sheet(&window("clock = \"utc\"\n! hours = []"));
    refused_sheet(&window("clock = \"utc\"\nweekdays = [\"mon\"]\n! hours = []"));
    refused_sheet(&window("clock = \"utc\"\n! weekdays = [\"mon\", \"mon\"]"));
    for day in ["Mon", "monday", "mo", "", "1"] {
        refused_sheet(&window(&format!("clock = \"utc\"\n! weekdays = [\"{day}\"]")));
    }
    refused_sheet(&window("clock = \"utc\"\n! weekdays = \"mon\""));
    refused_sheet(&window("clock = \"utc\"\nweekdays = [\"mon\"]\n! title = \"Peak\""));
}

#[test]
fn ranges_are_two_local_times_from_before_to() {
    for range in [
        "{ from = 04:00:00, to = 04:00:00 }",
        "{ from = 04:00:00, to = 01:00:00 }",
        "{ from = 22:00:00, to = 06:00:00 }",
        "{ from = 04:00:00 }",
        "{ to = 04:00:00 }",
        "{ from = \"01:00:00\", to = 04:00:00 }",
        "{ from = 01:00:00, to = 2026-11-30T04:00:00Z }",
        "{ from = 01:00:00, to = 2026-11-30T04:00:00 }",
        "{ from = 1, to = 4 }",
        "{ from = 01:00:00, to = 04:00:00, days = 1 }",
        "[01:00:00, 04:00:00]",
        "01:00:00",
    ] {
        refused_sheet(&window(&format!("clock = \"utc\"\n! hours = [{range}]")));
    }
}

#[test]
fn a_condition_names_a_window_of_the_sheet() {
    refused("! rates = [{ when = [\"in peak\"], price = 1 }]");
    refused("! rates = [{ when = [\"not in peak\"], price = 1 }]");
    load(&window("clock = \"utc\"\nweekdays = [\"mon\"]"));
    loads("price = 1");
    load("name = \"t\"\nwindows = {}\nendpoints.e.price = 1");
}

#[test]
fn a_period_has_no_instant() {
    let text = window("clock = \"utc\"\nweekdays = [\"mon\"]");
    refused_sheet(&format!("{text}basis = \"period\"\n"));
    let charge = text.replace("rates = [", "basis = \"period\"\n! charges.n.rates = [");
    refused_sheet(&charge);
    let option = "basis = \"period\"\nprice = 1\n! options.a = { price = 1, when = [\"in peak\"] }\n";
    refused_sheet(&format!(
        "name = \"t\"\nwindows.peak = {{ clock = \"utc\", weekdays = [\"mon\"] }}\n[endpoints.e]\n{option}"
    ));
}

#[test]
fn whoever_names_a_window_anywhere_asks_for_at() {
    let windows = "name = \"t\"\nwindows.peak = { clock = \"utc\", weekdays = [\"mon\"] }\n[endpoints.e]\n";
    for lines in [
        "rates = [{ when = [\"in peak\"], price = 2 }, { price = 1 }]",
        "rates = [{ price = 1 }, { when = [\"not in peak\"], price = 2 }]",
        "price = 1\noptions.a = { price = 1, when = [\"in peak\"] }",
        "price = 1\ncharges.n = { price = 1, options = { a = { times = 2, when = [\"not in peak\"] } } }",
        "price = 1\ncharges.n.rates = [{ when = [\"in peak\"], price = 2 }, { price = 1 }]",
    ] {
        let text = format!("{windows}{lines}");
        fails(
            &text,
            &[
                ("", "missing-at"),
                ("@", "invalid-at"),
                ("@today", "invalid-at"),
                ("@2026-11-30", "invalid-at"),
                ("@2026-11-30T00:00:00", "invalid-at"),
                ("@2026-11-30T24:00:00Z", "invalid-at"),
                ("@2026-02-29T00:00:00Z", "invalid-at"),
                ("@2026-11-30T00:00:61Z", "invalid-at"),
                ("@2026-11-30T00:00:00+24:00", "invalid-at"),
                ("@0000-01-01T00:00:00+00:01", "invalid-at"),
                ("@9999-12-31T23:59:59.999999999-00:01", "invalid-at"),
                ("@_2026-11-30T00:00:00Z", "invalid-at"),
                ("@2026-11-30T00:00:00.Z", "invalid-at"),
                ("@2026-11-30T00:00:00,5Z", "invalid-at"),
            ],
        );
        costs(
            &text,
            &[("@2026-12-01t00:00:00z", "1"), ("@2026-12-01_00:00:00.123456789012345Z", "1")].map(
                |(at, total)| {
                    (
                        at,
                        if lines.starts_with("rates = [{ price")
                            || !lines.contains("rates = [{ when = [\"not")
                        {
                            total
                        } else {
                            "2"
                        },
                    )
                },
            ),
        );
    }
    // Elsewhere nobody looks at it.
    costs(&endpoint("price = 1"), &[("@today", "1"), ("@", "1"), ("", "1")]);
}

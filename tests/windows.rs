//! Windows by hand: every clause of sections 2, 3 and 6 that speaks of them.

use pricesheet::{Hold, Instant, Meter, Minimum, PriceBook, PriceSheet, StatedInstant, Usage, UsageRef};

const SHEET: &str = r#"
name = "Models"
[windows.peak]
clock = "+08:00"
weekdays = ["mon", "tue", "wed", "thu", "fri"]
hours = [{ from = 09:00:00, to = 12:30:00 }, { from = 14:00:00, to = 18:00:00.000000001 }]
[windows.late]
clock = "utc"
hours = [{ from = 22:00:00, to = 00:00:00 }, { from = 00:00:00, to = 02:00:00 }]
[windows.weekend]
clock = "as-stated"
weekdays = ["sat", "sun"]
[windows.never-asked]
clock = "-03:30"
hours = [{ from = 00:00:00, to = 00:00:00 }]

[endpoints.chat]
charges.tokens = { rates = [
  { when = ["in peak"], price = 3 },
  { when = ["in late", "not in weekend"], price = 1 },
  { price = 2 },
] }
options.rush = { price = 100, when = ["not in peak"] }

[endpoints.plain]
price = 1
"#;

fn sheet() -> PriceSheet {
    PriceSheet::from_toml(SHEET).unwrap_or_else(|faults| panic!("{faults}"))
}

fn chat() -> Usage {
    Usage::new("chat").quantity("tokens", 1)
}

#[track_caller]
fn costs(at: &str, total: &str) {
    let sheet = sheet();
    let usage = chat().made_at_text(at);
    assert_eq!(sheet.price(&usage).map(|price| price.to_string()), Ok(total.into()), "{at}");
    let quote = sheet.quote(&usage).unwrap();
    assert_eq!(quote.total().to_string(), total);
    let quantities = [("tokens", pricesheet::Decimal::ONE)];
    let borrowed = UsageRef::new("chat").quantities(&quantities).made_at_text(at);
    assert_eq!(sheet.price(&borrowed).unwrap().to_string(), total);
    assert_eq!(sheet.endpoint("chat").unwrap().price_by_rules(&borrowed).unwrap().to_string(), total);
}

#[test]
fn bounds_to_the_nanosecond() {
    // 2026-06-01 is a Monday. Peak is from 01:00 to 04:30 and from 06:00 to 10:00:00.000000001, in UTC.
    costs("2026-06-01T00:59:59.999999999Z", "1");
    costs("2026-06-01T01:00:00Z", "3");
    costs("2026-06-01T04:29:59.999999999Z", "3");
    costs("2026-06-01T04:30:00Z", "2");
    costs("2026-06-01T05:59:59.9999999999999Z", "2");
    costs("2026-06-01T06:00:00Z", "3");
    costs("2026-06-01T10:00:00Z", "3");
    costs("2026-06-01T10:00:00.0000000009Z", "3");
    costs("2026-06-01T10:00:00.000000001Z", "2");
    // The second 60 is the last nanosecond of its minute.
    costs("2026-06-01T00:59:60Z", "1");
    costs("2026-06-01T04:29:60.5Z", "3");
    // Midnight ends a day and begins one.
    costs("2026-06-01T21:59:59Z", "2");
    costs("2026-06-01T22:00:00Z", "1");
    costs("2026-06-01T23:59:59.999999999Z", "1");
    costs("2026-06-02T00:00:00Z", "1");
}

#[test]
fn the_day_is_that_of_the_clock() {
    // Sunday evening in UTC is Monday in peak hours by its clock.
    costs("2026-05-31T23:30:00-02:00", "3");
    costs("2026-05-30T01:00:00Z", "2");
    // Saturday at 09:00 of the clock.
    costs("2026-06-06T01:00:00Z", "2");
    costs("2026-06-05T01:00:00Z", "3");
}

#[test]
fn as_stated_is_what_the_text_shows() {
    // One instant, Sunday 23:30 in one place and Monday in the other.
    costs("2026-06-01T00:30:00Z", "1");
    costs("2026-05-31T23:30:00-01:00", "2");
    costs("2026-05-31 23:30:00-01:00", "2");
    let sheet = sheet();
    let instant: Instant = "2026-05-31T23:30:00-01:00".parse().unwrap();
    // An instant without an offset of its own shows UTC.
    assert_eq!(sheet.price(&chat().made_at(instant)).unwrap().to_string(), "1");
    let quantities = [("tokens", pricesheet::Decimal::ONE)];
    let borrowed = UsageRef::new("chat").quantities(&quantities).made_at(instant);
    assert_eq!(sheet.price(&borrowed).unwrap().to_string(), "1");
    let weekend = &sheet.model().windows[2];
    let stated: StatedInstant = "2026-05-31T23:30:00-01:00".parse().unwrap();
    assert!(weekend.contains(stated) && !weekend.contains(instant.into()));
    assert_eq!(StatedInstant::new(instant, -60), Ok(stated));
}

#[test]
fn days_before_1970_and_at_the_ends_of_time() {
    // A Wednesday.
    costs("1969-12-31T01:00:00Z", "3");
    // A Saturday and the Monday after it.
    costs("0000-01-01T00:00:00Z", "2");
    costs("0000-01-03T00:00:00Z", "1");
    costs("9999-12-31T23:59:60Z", "1");
    costs("9999-12-31T23:59:59+23:59", "1");
}

#[test]
fn an_instant_must_be_stated() {
    let sheet = sheet();
    let refused = |usage: &Usage| {
        let error = sheet.price(usage).unwrap_err();
        assert_eq!(sheet.quote(usage).unwrap_err(), error);
        (error.code(), error.culprit().to_owned(), error.to_string(), error.help().unwrap_or_default())
    };
    let help = "write date, time and offset, such as 2026-05-01T00:00:00Z".to_owned();
    assert_eq!(
        refused(&chat()),
        (
            "missing-at",
            "at".into(),
            "`at` is not stated, but endpoint `chat` has prices by time".into(),
            help.clone()
        )
    );
    // Also where nothing that depends on it is used.
    assert_eq!(refused(&Usage::new("chat").quantity("tokens", 0)).0, "missing-at");
    assert_eq!(
        refused(&chat().made_at_text("today")),
        (
            "invalid-at",
            "at".into(),
            "`today` of `at` is not an instant (date, time and offset, by RFC 3339)".into(),
            help
        )
    );
    // Elsewhere it is ignored.
    let plain = Usage::new("plain").made_at_text("today");
    assert_eq!(sheet.price(&plain).unwrap().to_string(), "1");
    assert_eq!(sheet.price(&Usage::new("plain")).unwrap().to_string(), "1");
}

#[test]
fn a_book_asks_first() {
    let text = SHEET.replace("name = \"Models\"", "name = \"Models\"\neffective = 2026-06-01T00:00:00Z");
    let book = PriceBook::from(text.parse::<PriceSheet>().unwrap());
    let of = |at: &str| book.price(&chat().made_at_text(at)).map_err(|error| error.to_string());
    assert_eq!(of("2026-06-01T01:00:00Z").unwrap().to_string(), "3");
    assert!(of("2026-05-01T01:00:00Z").unwrap_err().contains("no sheet was in force"));
    assert_eq!(book.price(&chat()).unwrap_err().code(), "missing-at");
}

#[test]
fn the_instant_of_a_job_is_that_of_its_first_record() {
    let sheet = sheet();
    let mut job = Meter::open(sheet.endpoint("chat").unwrap(), Minimum::AtOnce);
    assert_eq!(job.record(&chat()).unwrap_err().code(), "missing-at");
    assert_eq!(job.record(&chat().made_at_text("now")).unwrap_err().code(), "invalid-at");
    assert_eq!(job.record(&chat().made_at_text("2026-06-01T09:00:00+08:00")).unwrap().to_string(), "3");
    assert_eq!(job.record(&chat().made_at_text("2026-06-01T20:00:00+08:00")).unwrap().to_string(), "3");
    assert_eq!(job.record(&chat()).unwrap().to_string(), "3");
    assert_eq!(job.record(&chat().made_at_text("later")).unwrap().to_string(), "3");
    assert_eq!(job.state().at(), Some("2026-06-01T09:00:00+08:00"));
    let stored = serde_json::to_string(job.state()).unwrap();
    assert!(stored.contains(r#""at":"2026-06-01T09:00:00+08:00","charged""#), "{stored}");
    let mut job = Meter::resume(&sheet, serde_json::from_str(&stored).unwrap()).unwrap();
    assert_eq!(job.restate(&Usage::new("chat").quantity("tokens", 1)).unwrap().to_string(), "-9");
    // Where no window asks, it is not kept.
    let mut job = Meter::open(sheet.endpoint("plain").unwrap(), Minimum::AtOnce);
    job.record(&Usage::new("plain").made_at_text("now")).unwrap();
    assert_eq!(job.state().at(), None);
    let mut job = Meter::open(sheet.endpoint("chat").unwrap(), Minimum::AtOnce);
    job.record(&chat().made_at("2026-06-01T01:00:00Z".parse().unwrap())).unwrap();
    assert_eq!(job.state().at(), Some("2026-06-01T01:00:00Z"));
}

#[test]
fn balances_and_holds() {
    let sheet = sheet();
    let peak = Usage::new("chat").made_at_text("2026-06-01T01:00:00Z");
    let late = Usage::new("chat").made_at_text("2026-06-01T23:00:00Z").option("rush");
    let afford = |usage: &Usage| sheet.afford(usage, "tokens", pricesheet::Decimal::from(130)).unwrap();
    assert_eq!(afford(&peak), pricesheet::Affordable::UpTo(43.into()));
    assert_eq!(afford(&late), pricesheet::Affordable::UpTo(30.into()));
    assert_eq!(sheet.afford(&Usage::new("chat"), "tokens", 1.into()).unwrap_err().code(), "missing-at");
    let mut hold =
        Hold::reserve(sheet.endpoint("chat").unwrap(), &peak.clone().quantity("tokens", 10)).unwrap();
    assert_eq!(hold.amount().to_string(), "30");
    assert_eq!(hold.settle(&sheet, &chat()).unwrap_err().code(), "missing-at");
    let settled = hold.settle(&sheet, &peak.quantity("tokens", 4)).unwrap();
    assert_eq!((settled.charged.to_string(), settled.released.to_string()), ("12".into(), "18".into()));
}

#[test]
fn examples_state_an_instant() {
    let of = |example: &str| {
        PriceSheet::from_toml(&format!(
            "name = 't'\nwindows.w = {{ clock = '+02:00', hours = [{{ from = 09:00, to = 17:00 }}] }}\n\
             [endpoints.e]\nrates = [{{ when = ['in w'], price = 2 }}, {{ price = 1 }}]\nexamples = [{example}]\n"
        ))
    };
    for example in [
        "{ at = 2026-06-01T07:00:00Z, total = 2 }",
        "{ at = '2026-06-01t17:00:00+02:00', total = 1 }",
        "{ at = '2026-06-01 16:59:60.99999999999+02:00', total = 2 }",
    ] {
        of(example).unwrap_or_else(|faults| panic!("{faults}"));
    }
    for (example, code) in [("{ total = 1 }", "P0602"), ("{ at = 2026-06-01T07:00:00Z, total = 1 }", "P0601")]
    {
        let codes: Vec<_> = of(example).unwrap_err().iter().map(|fault| fault.code().as_str()).collect();
        assert_eq!(codes, [code], "{example}");
    }
}

#[test]
fn words_of_conditions() {
    let of = |conditions: &str| {
        PriceSheet::from_toml(&format!(
            "name = 't'\nwindows.w = {{ clock = 'utc', weekdays = ['mon'] }}\n[endpoints.e]\noptions = {{ in = {{}}, w = {{}} }}\n\
             rates = [{{ when = [{conditions}], price = 2 }}, {{ price = 1 }}]\n"
        ))
    };
    let usage = || Usage::new("e").made_at_text("2026-06-01T00:00:00Z");
    let price = |conditions: &str, usage: &Usage| {
        of(conditions).unwrap_or_else(|faults| panic!("{faults}")).price(usage).unwrap().to_string()
    };
    assert_eq!(price("'in w'", &usage()), "2");
    assert_eq!(price("'in \t w'", &usage()), "2");
    assert_eq!(price("'not in w'", &usage()), "1");
    assert_eq!(price("'not  in w'", &usage()), "1");
    // One word, or two that begin with `not`, are an option, whatever it is called.
    assert_eq!(price("'in'", &usage().option("in")), "2");
    assert_eq!(price("'not in'", &usage().option("in")), "1");
    assert_eq!(price("'not w'", &usage()), "2");
    for (conditions, code) in [
        ("'in v'", "P0303"),
        ("'in w v'", "P0304"),
        ("'not in w v'", "P0304"),
        ("'out w'", "P0304"),
        ("'in not w'", "P0304"),
    ] {
        let codes: Vec<_> = of(conditions).unwrap_err().iter().map(|fault| fault.code().as_str()).collect();
        assert_eq!(codes, [code], "{conditions}");
    }
}

#[test]
fn fingerprints() {
    let of = |windows: &str| {
        let text = format!("name = 't'\n{windows}\nendpoints.e.price = 1\n");
        PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{windows}: {faults}")).fingerprint()
    };
    assert_eq!(of(""), of("windows = {}"));
    let windows = [
        "",
        "windows.a = { clock = 'utc', weekdays = ['mon'] }",
        "windows.b = { clock = 'utc', weekdays = ['mon'] }",
        "windows.a = { clock = 'as-stated', weekdays = ['mon'] }",
        "windows.a = { clock = '+01:00', weekdays = ['mon'] }",
        "windows.a = { clock = '-01:00', weekdays = ['mon'] }",
        "windows.a = { clock = 'utc', weekdays = ['mon', 'tue'] }",
        "windows.a = { clock = 'utc', hours = [{ from = 00:00:00, to = 00:00:00 }] }",
        "windows.a = { clock = 'utc', hours = [{ from = 00:00:00, to = 00:00:01 }] }",
        "windows.a = { clock = 'utc', hours = [{ from = 00:00:00.000000001, to = 00:00:01 }] }",
        "windows.a = { clock = 'utc', weekdays = ['mon'], hours = [{ from = 00:00:00, to = 00:00:00 }] }",
    ];
    let prints: std::collections::BTreeSet<_> = windows.iter().map(|text| of(text)).collect();
    assert_eq!(prints.len(), windows.len());
    assert_eq!(
        of("windows.a = { clock = 'utc', hours = [{ from = 01:00, to = 02:00:00.0 }] }"),
        of("windows.a = { hours = [{ to = 02:00:00, from = 01:00:00 }], clock = 'utc' }")
    );
}

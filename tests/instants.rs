//! Instants through the public interface: which texts are instants, how they are ordered and printed.

use pricesheet::{Instant, InstantError, StatedInstant};
use pricesheet_testing::runs;
use proptest::prelude::*;

#[track_caller]
fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|error| panic!("{text} is {error}"))
}

#[test]
fn one_instant_in_many_notations() {
    let utc = instant("2026-06-20T00:00:00Z");
    for text in [
        "2026-06-20t00:00:00z",
        "2026-06-20 00:00:00Z",
        "2026-06-20T00:00:00.000000000Z",
        "2026-06-20T00:00:00+00:00",
        "2026-06-20T00:00:00-00:00",
        "2026-06-20T02:00:00+02:00",
        "2026-06-19T16:30:00.0-07:30",
        "2026-06-20T23:59:00+23:59",
    ] {
        assert_eq!(instant(text), utc, "{text}");
        assert_eq!(instant(text).to_string(), "2026-06-20T00:00:00Z");
    }
}

#[test]
fn what_is_no_instant() {
    for (text, error) in [
        ("", InstantError::NotAnInstant),
        ("yesterday", InstantError::NotAnInstant),
        ("1780000000", InstantError::NotAnInstant),
        ("2026-06-20", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00", InstantError::NotAnInstant),
        ("2026-06-20T00:00Z", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00.Z", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00,5Z", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00+02", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00+0200", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00+02:00:00", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00Z[UTC]", InstantError::NotAnInstant),
        ("20260620T000000Z", InstantError::NotAnInstant),
        (" 2026-06-20T00:00:00Z", InstantError::NotAnInstant),
        ("2026-06-20T00:00:00Z ", InstantError::NotAnInstant),
        ("+002026-06-20T00:00:00Z", InstantError::NotAnInstant),
        ("２０26-06-20T00:00:00Z", InstantError::NotAnInstant),
        ("2026-02-29T00:00:00Z", InstantError::NoSuchTime),
        ("2026-13-01T00:00:00Z", InstantError::NoSuchTime),
        ("2026-00-01T00:00:00Z", InstantError::NoSuchTime),
        ("2026-06-00T00:00:00Z", InstantError::NoSuchTime),
        ("2026-06-20T24:00:00Z", InstantError::NoSuchTime),
        ("2026-06-20T00:60:00Z", InstantError::NoSuchTime),
        ("2026-06-20T00:00:61Z", InstantError::NoSuchTime),
        ("2026-06-20T00:00:99Z", InstantError::NoSuchTime),
        ("2026-06-20T00:00:00+24:00", InstantError::NoSuchTime),
        ("2026-06-20T00:00:00+00:60", InstantError::NoSuchTime),
        ("2026-02-29T23:59:60Z", InstantError::NoSuchTime),
        ("0000-01-01T00:00:00+00:01", InstantError::OutOfRange),
        ("9999-12-31T23:59:59-00:01", InstantError::OutOfRange),
    ] {
        assert_eq!(text.parse::<Instant>(), Err(error), "{text}");
    }
}

/// Any number of digits of a second, of which nanoseconds are kept; the second 60 is the last nanosecond of its minute.
#[test]
fn finer_and_longer_seconds() {
    for (text, read) in [
        ("2026-06-20T00:00:00.1234567890Z", "2026-06-20T00:00:00.123456789Z"),
        ("2026-06-20T00:00:00.99999999999999999999999Z", "2026-06-20T00:00:00.999999999Z"),
        ("2026-06-20T00:00:00.00000000000000000000001Z", "2026-06-20T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999999Z"),
        ("2016-12-31T23:59:60.5Z", "2016-12-31T23:59:59.999999999Z"),
        ("2026-06-20T10:20:60.000+02:00", "2026-06-20T08:20:59.999999999Z"),
        ("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.999999999Z"),
        ("9999-12-31T23:59:60+23:59", "9999-12-31T00:00:59.999999999Z"),
    ] {
        assert_eq!(instant(text).to_string(), read, "{text}");
    }
}

#[test]
fn as_stated() {
    for (text, read, east) in [
        ("2026-06-20t02:00:00z", "2026-06-20T02:00:00Z", 0),
        ("2026-06-20 02:00:00-00:00", "2026-06-20T02:00:00Z", 0),
        ("2026-06-20T02:00:00.50+02:30", "2026-06-20T02:00:00.5+02:30", 150),
        ("2026-06-20T02:00:00-23:59", "2026-06-20T02:00:00-23:59", -1_439),
        ("0000-01-01T23:59:00+23:59", "0000-01-01T23:59:00+23:59", 1_439),
    ] {
        let stated: StatedInstant = text.parse().unwrap();
        assert_eq!((stated.to_string().as_str(), stated.offset_minutes()), (read, east), "{text}");
        assert_eq!(stated.instant(), instant(text));
    }
    let utc = StatedInstant::from(instant("2026-06-20T02:00:00+02:00"));
    assert_eq!((utc.to_string().as_str(), utc.offset_minutes()), ("2026-06-20T00:00:00Z", 0));
}

#[test]
fn the_first_and_the_last() {
    for text in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2024-02-29T23:59:59.5Z"] {
        assert_eq!(instant(text).to_string(), text);
    }
}

#[cfg(feature = "serde")]
#[test]
fn as_data() {
    let read: Instant = serde_json::from_str("\"2026-06-20T02:00:00+02:00\"").unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"2026-06-20T00:00:00Z\"");
    let error = serde_json::from_str::<Instant>("\"now\"").unwrap_err().to_string();
    assert!(error.starts_with("`now` is not an instant (date, time and offset, by RFC 3339)"), "{error}");
    let error = serde_json::from_str::<Instant>("1780000000").unwrap_err().to_string();
    assert!(error.contains("expected an instant by RFC 3339, such as 2026-05-01T00:00:00Z"), "{error}");
}

/// The days from the year 0 on, counted one by one.
fn days_since_year_zero(year: u32, month: u32, day: u32) -> u64 {
    let leaps = |year: u32| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let length = |year: u32, month: u32| match month {
        2 => 28 + u32::from(leaps(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let years: u64 = (0..year).map(|year| 365 + u64::from(leaps(year))).sum();
    let months: u64 = (1..month).map(|month| u64::from(length(year, month))).sum();
    years + months + u64::from(day - 1)
}

prop_compose! {
    /// A text, and the nanoseconds since the year 0 that it means.
    fn written()(
        (year, month, day) in (1_u32..9_999, 1_u32..=12, 1_u32..=28),
        (hour, minute, second) in (0_i128..24, 0_i128..60, 0_i128..60),
        nanosecond in prop_oneof![Just(0_i128), 0_i128..1_000_000_000],
        east in prop_oneof![Just(0_i128), -1_439_i128..=1_439],
    ) -> (String, i128) {
        let sign = if east < 0 { '-' } else { '+' };
        let text = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanosecond:09}{sign}{:02}:{:02}",
            east.abs() / 60,
            east.abs() % 60,
        );
        let days = i128::from(days_since_year_zero(year, month, day));
        let seconds = ((days * 24 + hour) * 60 + minute - east) * 60 + second;
        (text, seconds * 1_000_000_000 + nanosecond)
    }
}

proptest! {
    #![proptest_config(runs::config(256))]

    #[test]
    fn order_is_that_of_the_time_line((left, left_nanos) in written(), (right, right_nanos) in written()) {
        prop_assert_eq!(instant(&left).cmp(&instant(&right)), left_nanos.cmp(&right_nanos), "{} {}", left, right);
    }

    #[test]
    fn what_is_printed_is_read_again((text, _) in written()) {
        let read = instant(&text);
        prop_assert_eq!(instant(&read.to_string()), read);
    }

    #[test]
    fn no_text_panics(text in "[-+:.TZtz 0-9]{0,40}", cut in 0_usize..40) {
        let _ = text.parse::<Instant>();
        let mut broken = "2026-06-20T00:00:00.123+02:00".to_owned();
        broken.truncate(cut.min(broken.len()));
        let _ = (broken + &text).parse::<Instant>();
    }
}

/// Every second of a day is read and printed as jiff does it, before 1970 and after.
#[test]
fn every_second_of_a_day() {
    for day in [-1, 20_604] {
        for second in (0..86_400).map(|second| day * 86_400 + second) {
            let text = jiff::Timestamp::from_second(second).unwrap().to_string();
            let at = instant(&text);
            assert_eq!((at.unix_seconds(), at.to_string()), (second, text));
        }
    }
}

#[test]
fn unix_time() {
    let at = instant("2026-06-20T02:00:00.123456789+02:00");
    assert_eq!(at.unix_seconds(), 1_781_913_600);
    assert_eq!(at.unix_nanoseconds(), 1_781_913_600_123_456_789);
    assert_eq!(at.subsec_nanosecond(), 123_456_789);
    assert_eq!(Instant::from_unix_nanoseconds(at.unix_nanoseconds()), Ok(at));
    assert_eq!(Instant::from_unix_milliseconds(1_781_913_600_000), Instant::from_unix_seconds(1_781_913_600));
    assert_eq!(Instant::from_unix_milliseconds(-1).unwrap().to_string(), "1969-12-31T23:59:59.999Z");
    assert_eq!(Instant::from_unix_nanoseconds(-1).unwrap(), instant("1969-12-31T23:59:59.999999999Z"));
    let (first, last) = (-62_167_219_200, 253_402_300_799);
    assert_eq!(Instant::from_unix_seconds(first).unwrap().to_string(), "0000-01-01T00:00:00Z");
    assert_eq!(Instant::from_unix_seconds(last).unwrap().to_string(), "9999-12-31T23:59:59Z");
    let last_nanosecond = i128::from(last) * 1_000_000_000 + 999_999_999;
    assert_eq!(
        Instant::from_unix_nanoseconds(last_nanosecond).unwrap().to_string(),
        "9999-12-31T23:59:59.999999999Z"
    );
    for beyond in [
        Instant::from_unix_seconds(first - 1),
        Instant::from_unix_seconds(last + 1),
        Instant::from_unix_seconds(i64::MIN),
        Instant::from_unix_milliseconds(i64::MAX),
        Instant::from_unix_nanoseconds(last_nanosecond + 1),
        Instant::from_unix_nanoseconds(i128::MIN),
        Instant::from_unix_nanoseconds(i128::MAX),
    ] {
        assert_eq!(beyond, Err(InstantError::OutOfRange));
    }
}

#[cfg(feature = "std")]
#[test]
fn system_time() {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    for text in
        ["2026-06-20T00:00:00.5Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.25Z", "1901-01-01T00:00:00Z"]
    {
        let time = SystemTime::try_from(instant(text)).unwrap();
        assert_eq!(Instant::try_from(time), Ok(instant(text)));
    }
    let half_before = UNIX_EPOCH - Duration::from_millis(500);
    assert_eq!(Instant::try_from(half_before), Ok(instant("1969-12-31T23:59:59.5Z")));
    let beyond = UNIX_EPOCH + Duration::from_secs(1 << 40);
    assert_eq!(Instant::try_from(beyond), Err(InstantError::OutOfRange));
}

#[cfg(feature = "jiff")]
#[test]
fn jiff_timestamps() {
    for text in ["2026-06-20T00:00:00.5Z", "0000-01-01T00:00:00Z", "9999-12-30T22:00:00.999999999Z"] {
        let timestamp: jiff::Timestamp = text.parse().unwrap();
        assert_eq!(Instant::try_from(timestamp), Ok(instant(text)));
        assert_eq!(jiff::Timestamp::try_from(instant(text)), Ok(timestamp));
    }
    assert_eq!(Instant::try_from(jiff::Timestamp::MIN), Err(InstantError::OutOfRange));
    assert!(Instant::try_from(jiff::Timestamp::MAX).is_ok());
}

#[cfg(feature = "chrono")]
#[test]
fn chrono_times() {
    use chrono::{DateTime, FixedOffset, Utc};

    for text in
        ["2026-06-20T00:00:00.500+02:00", "0000-01-01T00:00:00+00:00", "1969-12-31T23:59:59.250-07:30"]
    {
        let time = DateTime::<FixedOffset>::parse_from_rfc3339(text).unwrap();
        assert_eq!(Instant::try_from(time), Ok(instant(text)));
        assert_eq!(DateTime::<Utc>::try_from(instant(text)), Ok(time.to_utc()));
    }
    let leap = DateTime::<FixedOffset>::parse_from_rfc3339("2016-12-31T23:59:60Z").unwrap();
    assert_eq!(Instant::try_from(leap), Err(InstantError::LeapSecond));
    assert_eq!(Instant::try_from(DateTime::<Utc>::MAX_UTC), Err(InstantError::OutOfRange));
}

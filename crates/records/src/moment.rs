//! Instants as logs write them: by a format that a map states.

use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::{Timestamp, civil, tz::TimeZone};
use pricesheet::{Instant, number};

use crate::zone::{self, Zone};

/// How a field states an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    format: String,
    kind: Kind,
    /// Where the text states no offset.
    zone: Option<Zone>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A number since 1970-01-01T00:00:00Z: so many nanoseconds each.
    Unix(i128),
    /// A `strftime` pattern.
    Pattern,
}

impl Moment {
    /// By a format, and in a zone where the text states none. The error says what is wrong with the two.
    pub(crate) fn new(format: &str, zone: Option<Zone>) -> Result<Self, String> {
        let kind = match format {
            "unix" => Kind::Unix(1_000_000_000),
            "unix-ms" => Kind::Unix(1_000_000),
            "unix-us" => Kind::Unix(1_000),
            _ => Kind::Pattern,
        };
        let moment = Moment { format: format.to_string(), kind, zone };
        match kind {
            Kind::Unix(_) if moment.zone.is_some() => Err("a unix time needs no `zone`".to_string()),
            Kind::Unix(_) => Ok(moment),
            Kind::Pattern => moment.checked(),
        }
    }

    /// Writes an instant by the pattern and reads it again: what does not come back cannot be read.
    fn checked(self) -> Result<Self, String> {
        if !self.format.contains('%') {
            return Err(
                "a format is `unix`, `unix-ms`, `unix-us` or a strftime pattern such as `%Y-%m-%d %H:%M:%S`"
                    .to_string(),
            );
        }
        let example = Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC);
        let written = strtime::format(&self.format, &example).map_err(|error| error.to_string())?;
        let read = strtime::parse(&self.format, &written).map_err(|error| error.to_string())?;
        let states_offset =
            read.timestamp().is_some() || read.offset().is_some() || read.iana_time_zone().is_some();
        if read.timestamp().is_none() {
            read.to_datetime().map_err(|error| error.to_string())?;
        }
        match self.zone {
            None if !states_offset => {
                Err("the pattern has no offset (`%z`): state `zone`, an offset or an IANA name".to_string())
            }
            _ => Ok(self),
        }
    }

    pub(crate) fn format(&self) -> &str {
        &self.format
    }

    /// The instant that a text states; the error says what is wrong with it.
    pub(crate) fn read(&self, text: &str) -> Result<Instant, String> {
        match self.kind {
            Kind::Unix(nanoseconds) => unix(text, nanoseconds),
            Kind::Pattern => {
                let read = strtime::parse(&self.format, text).map_err(|error| error.to_string())?;
                self.of(&read)
            }
        }
    }

    fn of(&self, read: &BrokenDownTime) -> Result<Instant, String> {
        if read.timestamp().is_some() || read.offset().is_some() {
            return zone::instant(read.to_timestamp().map_err(|error| error.to_string())?);
        }
        let wall: civil::DateTime = read.to_datetime().map_err(|error| error.to_string())?;
        let named = read.iana_time_zone().map(|name| name.parse::<Zone>().map_err(|error| error.to_string()));
        match (named.transpose()?, &self.zone) {
            (Some(zone), _) => zone.instant(wall),
            (None, Some(zone)) => zone.instant(wall),
            (None, None) => Err("it has no offset".to_string()),
        }
    }
}

/// A number of so many nanoseconds each since the epoch, before it where it is below zero. What is below a nanosecond is
/// cut off, as digits of a second are.
fn unix(text: &str, nanoseconds: i128) -> Result<Instant, String> {
    let before = text.strip_prefix('-');
    let count = number::parse(before.unwrap_or(text)).map_err(|error| format!("it is {error}"))?;
    let out_of_range = || "it lies beyond the years 0 to 9999".to_string();
    let divisor = 10_i128.checked_pow(count.scale()).ok_or_else(out_of_range)?;
    let product = count.mantissa().checked_mul(nanoseconds).ok_or_else(out_of_range)?;
    let signed = if before.is_some() { product.checked_neg() } else { Some(product) };
    let whole = signed.and_then(|signed| signed.checked_div_euclid(divisor)).ok_or_else(out_of_range)?;
    Instant::from_unix_nanoseconds(whole).map_err(|_| out_of_range())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(format: &str, zone: &str) -> Result<Moment, String> {
        Moment::new(format, Some(zone).filter(|zone| !zone.is_empty()).map(|zone| zone.parse().unwrap()))
    }

    #[test]
    fn texts_by_formats() {
        for (format, zone, text, expected) in [
            ("unix", "", "1780315200", "2026-06-01T12:00:00Z"),
            ("unix", "", "1780315200.5", "2026-06-01T12:00:00.5Z"),
            ("unix", "", "1_780_315_200", "2026-06-01T12:00:00Z"),
            ("unix", "", "-0.5", "1969-12-31T23:59:59.5Z"),
            ("unix", "", "1.7803152e9", "2026-06-01T12:00:00Z"),
            ("unix-ms", "", "1780315200123", "2026-06-01T12:00:00.123Z"),
            ("unix-us", "", "1780315200123456", "2026-06-01T12:00:00.123456Z"),
            ("%Y-%m-%d %H:%M:%S%:::z", "", "2026-06-01 12:00:00+00", "2026-06-01T12:00:00Z"),
            ("%Y-%m-%d %H:%M:%S%.f%:::z", "", "2026-06-01 12:00:00.25+05:30", "2026-06-01T06:30:00.25Z"),
            ("%Y-%m-%d %H:%M:%S%.f%:::z", "", "2026-06-01 12:00:00-03", "2026-06-01T15:00:00Z"),
            ("%d.%m.%Y %H:%M", "Europe/Berlin", "01.06.2026 12:00", "2026-06-01T10:00:00Z"),
            ("%d.%m.%Y %H:%M", "+02:00", "01.01.2026 12:00", "2026-01-01T10:00:00Z"),
            ("%d/%b/%Y:%H:%M:%S %z", "", "01/Jun/2026:12:00:00 +0200", "2026-06-01T10:00:00Z"),
            ("%Y-%m-%d", "Europe/Berlin", "2026-06-01", "2026-05-31T22:00:00Z"),
            // The text's own offset goes first.
            ("%Y-%m-%d %H:%M %z", "Europe/Berlin", "2026-06-01 12:00 +0000", "2026-06-01T12:00:00Z"),
        ] {
            let read = moment(format, zone).and_then(|moment| moment.read(text));
            assert_eq!(read.map(|at| at.to_string()).as_deref(), Ok(expected), "{text} by {format}");
        }
    }

    #[test]
    fn texts_that_are_none() {
        for (format, zone, text, expected) in [
            ("unix", "", "yesterday", "it is not a decimal number"),
            ("unix", "", "1e20", "it lies beyond the years 0 to 9999"),
            (
                "%Y-%m-%d %H:%M",
                "Europe/Berlin",
                "2026-10-25 02:30",
                "clocks of Europe/Berlin show 2026-10-25T02:30:00 twice or never",
            ),
            (
                "%Y-%m-%d %H:%M",
                "Europe/Berlin",
                "2026-03-29 02:30",
                "clocks of Europe/Berlin show 2026-03-29T02:30:00 twice or never",
            ),
        ] {
            let read = moment(format, zone).and_then(|moment| moment.read(text));
            assert_eq!(
                read.map_err(|error| error.to_string()),
                Err(expected.to_string()),
                "{text} by {format}"
            );
        }
        assert!(moment("%Y-%m-%d %H:%M", "UTC").unwrap().read("2026-13-01 00:00").is_err());
    }

    #[test]
    fn formats_that_cannot_be_read() {
        let refused = |format: &str, zone: &str| moment(format, zone).unwrap_err();
        assert_eq!(refused("unix", "+02:00"), "a unix time needs no `zone`");
        assert!(refused("seconds", "").starts_with("a format is `unix`"));
        assert!(refused("%Y-%m-%d %H:%M", "").starts_with("the pattern has no offset"));
        assert!(!refused("%H:%M", "UTC").is_empty());
        assert!(!refused("%Y-%!", "UTC").is_empty());
    }
}

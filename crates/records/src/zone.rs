//! Time zones: where a day begins, and what a wall time without an offset means.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ZonedDateTime};
use pricesheet::Instant;

/// A time zone: `UTC`, an offset such as `+02:00`, or a name of the IANA database such as `Europe/Berlin`. The database is
/// a part of the program, so an answer does not depend on the machine.
///
/// ```
/// use pricesheet_records::Zone;
///
/// assert!("Europe/Berlin".parse::<Zone>().is_ok());
/// assert!("+05:30".parse::<Zone>().is_ok());
/// let error = "Europe/Brelin".parse::<Zone>().unwrap_err();
/// assert_eq!(error.to_string(), "`Europe/Brelin` is not a time zone");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(TimeZone::UTC);

    /// How many minutes clocks of the zone are ahead of UTC at an instant, to the nearest minute; below zero west of it.
    ///
    /// ```
    /// use pricesheet_records::Zone;
    ///
    /// let berlin: Zone = "Europe/Berlin".parse().unwrap();
    /// assert_eq!(berlin.offset_minutes("2026-06-20T00:00:00Z".parse().unwrap()), 120);
    /// assert_eq!(berlin.offset_minutes("2026-11-20T00:00:00Z".parse().unwrap()), 60);
    /// assert_eq!((berlin.fixed_offset_minutes(), Zone::UTC.fixed_offset_minutes()), (None, Some(0)));
    /// ```
    #[must_use]
    pub fn offset_minutes(&self, at: Instant) -> i16 {
        // The database ends a day before the last instant.
        let timestamp = Timestamp::from_nanosecond(at.unix_nanoseconds()).unwrap_or(Timestamp::MAX);
        self.fixed_offset_minutes().unwrap_or_else(|| minutes(self.0.to_offset(timestamp)))
    }

    /// The same of every instant, where clocks of the zone are never changed.
    #[must_use]
    pub fn fixed_offset_minutes(&self) -> Option<i16> {
        self.0.to_fixed_offset().ok().map(minutes)
    }

    /// What clocks of the zone show at an instant, and how far they are ahead of UTC.
    pub(crate) fn wall(&self, at: Instant) -> Option<ZonedDateTime> {
        let timestamp = Timestamp::from_nanosecond(at.unix_nanoseconds()).ok()?;
        Some(timestamp.to_zoned_datetime(self.0.clone()))
    }

    /// The instant at which clocks of the zone show this.
    pub(crate) fn instant(&self, wall: DateTime) -> Result<Instant, String> {
        let timestamp = self.0.to_ambiguous_timestamp(wall).unambiguous();
        instant(timestamp.map_err(|_| format!("clocks of {self} show {wall} twice or never"))?)
    }
}

/// An offset to the nearest minute: long ago, clocks differed by seconds.
fn minutes(offset: Offset) -> i16 {
    let rounded = offset.seconds().saturating_add(30).div_euclid(60);
    i16::try_from(rounded).unwrap_or_default()
}

/// The instant of a timestamp.
pub(crate) fn instant(timestamp: Timestamp) -> Result<Instant, String> {
    Instant::from_unix_nanoseconds(timestamp.as_nanosecond()).map_err(|error| format!("it is {error}"))
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, ZoneError> {
        let zone = match text.as_bytes() {
            [sign @ (b'+' | b'-'), clock @ ..] => offset(*sign == b'-', clock).map(TimeZone::fixed),
            _ => ZONES.get(text).ok(),
        };
        zone.map(Zone).ok_or_else(|| ZoneError { text: text.to_string() })
    }
}

/// An offset written as hours and minutes.
fn offset(behind: bool, clock: &[u8]) -> Option<Offset> {
    let [h, hours, b':', m, minutes] = clock else { return None };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte.wrapping_sub(b'0')));
    let number = |tens: &u8, ones: &u8| digit(tens)?.checked_mul(10)?.checked_add(digit(ones)?);
    let (hours, minutes) = (number(h, hours)?, number(m, minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?;
    Offset::from_seconds(if behind { seconds.checked_neg()? } else { seconds }).ok()
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.iana_name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{}", self.0.to_offset(Timestamp::UNIX_EPOCH)),
        }
    }
}

/// A text is not a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneError {
    text: String,
}

impl ZoneError {
    /// What to do instead.
    #[must_use]
    pub fn help(&self) -> String {
        let names = ZONES.available().map(|name| name.to_string()).collect::<Vec<_>>();
        match pricesheet::suggest::nearest(&self.text, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "state UTC, an offset such as +02:00, or an IANA name such as Europe/Berlin".to_string(),
        }
    }
}

impl fmt::Display for ZoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a time zone", self.text)
    }
}

impl std::error::Error for ZoneError {}

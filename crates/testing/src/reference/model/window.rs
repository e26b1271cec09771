//! Windows: named times of the day and the week.

/// A named window: an instant lies in it where its weekday and its time of the day do, each where it is stated.
#[derive(Clone, Debug)]
pub struct Window {
    pub name: String,
    pub clock: Clock,
    /// Days of the week, from 0 for Monday to 6 for Sunday; none where the sheet states none.
    pub weekdays: Vec<u8>,
    /// Ranges of the day; none where the sheet states none.
    pub hours: Vec<Hours>,
}

/// On which clock a window is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clock {
    Utc,
    /// So many minutes ahead of UTC.
    Offset(i32),
    /// The wall time that the instant itself shows.
    AsStated,
}

/// A range of the day in nanoseconds since midnight: `from` inclusive, `to` exclusive. A `to` of 0 is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hours {
    pub from: u64,
    pub to: u64,
}

/// Nanoseconds of a day.
pub const DAY: u64 = 86_400_000_000_000;

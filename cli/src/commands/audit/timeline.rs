//! What was charged and what should have been, over time.

use std::collections::BTreeMap;

use pricesheet::number::sum;
use pricesheet::{Decimal, Instant};
use pricesheet_analysis::audit::Judgement;

/// How many days have amounts of their own.
const DAYS_MAX: usize = 40_000;

const SECONDS_PER_DAY: i64 = 86_400;

/// The period that records cover, and what each day of it comes to, in UTC.
#[derive(Default)]
pub(super) struct Timeline {
    period: Option<(Instant, Instant)>,
    /// Records that state no instant, or something that is none.
    pub(super) undated: u64,
    /// By the number of the day, from that of 1970-01-01.
    pub(super) days: BTreeMap<i64, Day>,
    /// Whether amounts were too long, or days too many, for the days to be all.
    pub(super) is_cut: bool,
}

/// What the records with a price of one day come to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Day {
    pub(super) charged: Decimal,
    pub(super) expected: Decimal,
}

impl Timeline {
    /// Takes a record's instant, and what was charged for it where it has a price.
    pub(super) fn count(&mut self, at: Option<&str>, judgement: &Judgement<'_>) {
        let Some(at) = at.and_then(|text| text.parse::<Instant>().ok()) else {
            self.undated = self.undated.saturating_add(1);
            return;
        };
        let (first, last) = self.period.unwrap_or((at, at));
        self.period = Some((first.min(at), last.max(at)));
        let (Some(charged), Ok(expected)) = (judgement.charged(), judgement.expected()) else { return };
        let day = at.unix_seconds().div_euclid(SECONDS_PER_DAY);
        if self.days.len() >= DAYS_MAX && !self.days.contains_key(&day) {
            self.is_cut = true;
            return;
        }
        let of = self.days.entry(day).or_default();
        match (sum(of.charged, charged), sum(of.expected, expected)) {
            (Some(charged), Some(expected)) => *of = Day { charged, expected },
            _ => self.is_cut = true,
        }
    }

    /// The first and the last instant, where any record states one.
    pub(super) fn period(&self) -> Option<[String; 2]> {
        self.period.map(|(first, last)| [first.to_string(), last.to_string()])
    }
}

/// A day as a date, such as 2026-05-01.
pub(super) fn date(day: i64) -> String {
    let at = Instant::from_unix_seconds(day.saturating_mul(SECONDS_PER_DAY)).map(|at| at.to_string());
    at.map(|text| text.split('T').next().unwrap_or_default().to_string()).unwrap_or_default()
}

//! What was charged and what should have been, over time.

use std::collections::BTreeMap;

use pricesheet::number::sum;
use pricesheet::{Decimal, Instant};
use pricesheet_analysis::audit::Judgement;

/// How many days have amounts of their own.
const DAYS_MAX: usize = 40_000;

const SECONDS_PER_DAY: i64 = 86_400;

/// The period that records cover, and what each day of it comes to, in UTC.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    period: Option<(Instant, Instant)>,
    /// Records that state no instant, or something that is none.
    pub undated: u64,
    /// By the number of the day, from that of 1970-01-01.
    pub days: BTreeMap<i64, Day>,
    /// Whether amounts were too long, or days too many, for the days to be all.
    pub is_cut: bool,
}

/// What the records with a price of one day come to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Day {
    /// What was charged.
    pub charged: Decimal,
    /// What they cost.
    pub expected: Decimal,
}

impl Timeline {
    /// Takes a record's instant, and what was charged for it where it has a price.
    pub fn count(&mut self, at: Option<&str>, judgement: &Judgement<'_>) {
        let Some(at) = at.and_then(|text| text.parse::<Instant>().ok()) else {
            self.undated = self.undated.saturating_add(1);
            return;
        };
        self.cover(at, at);
        let (Some(charged), Ok(expected)) = (judgement.charged(), judgement.expected()) else { return };
        self.add(at.unix_seconds().div_euclid(SECONDS_PER_DAY), Day { charged, expected });
    }

    /// Takes records that lie between two instants.
    pub fn cover(&mut self, first: Instant, last: Instant) {
        let (earliest, latest) = self.period.unwrap_or((first, last));
        self.period = Some((earliest.min(first), latest.max(last)));
    }

    /// Takes what records of a day come to; the day is its number from that of 1970-01-01, in UTC.
    pub fn add(&mut self, day: i64, more: Day) {
        let of = self.days.entry(day).or_default();
        match (sum(of.charged, more.charged), sum(of.expected, more.expected)) {
            (Some(charged), Some(expected)) => *of = Day { charged, expected },
            _ => self.is_cut = true,
        }
        // Of too many days the first are kept, so that the order of records says nothing.
        if self.days.len() > DAYS_MAX {
            self.days.pop_last();
            self.is_cut = true;
        }
    }

    /// Takes the records of another.
    pub fn merge(&mut self, other: Timeline) {
        if let Some((first, last)) = other.period {
            self.cover(first, last);
        }
        self.undated = self.undated.saturating_add(other.undated);
        self.is_cut |= other.is_cut;
        other.days.into_iter().for_each(|(day, of)| self.add(day, of));
    }

    /// The first and the last instant, where any record states one.
    #[must_use]
    pub fn period(&self) -> Option<[String; 2]> {
        self.period.map(|(first, last)| [first.to_string(), last.to_string()])
    }
}

/// A day as a date, such as 2026-05-01.
pub(crate) fn date(day: i64) -> String {
    let at = Instant::from_unix_seconds(day.saturating_mul(SECONDS_PER_DAY)).map(|at| at.to_string());
    at.map(|text| text.split('T').next().unwrap_or_default().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use pricesheet::{PriceBook, PriceSheet, Usage};
    use pricesheet_analysis::audit::Audit;

    use super::*;

    #[test]
    fn parts_come_to_the_whole() {
        let sheet: PriceSheet = "name = 'A'\nendpoints.e.price = 2".parse().unwrap();
        let book = PriceBook::from(sheet);
        let mut audit = Audit::of(&book);
        let instants =
            ["2026-05-02T00:00:00Z", "2026-05-01T23:59:59.5Z", "no instant", "2026-05-01T08:00:00+09:00"];
        let mut count = |timelines: [&mut Timeline; 2], at| {
            let judgement = audit.record(1, &Usage::new("e"), None, Decimal::TEN).unwrap();
            timelines.into_iter().for_each(|timeline| timeline.count(at, &judgement));
        };
        let (mut whole, mut parts) = (Timeline::default(), [Timeline::default(), Timeline::default()]);
        for (place, at) in instants.into_iter().map(Some).chain([None]).enumerate() {
            count([&mut whole, &mut parts[place % 2]], at);
        }
        let [mut merged, other] = parts;
        merged.merge(other);
        let told = |timeline: &Timeline| {
            let days: Vec<_> =
                timeline.days.iter().map(|(day, of)| (date(*day), of.charged, of.expected)).collect();
            (timeline.period(), timeline.undated, days)
        };
        assert_eq!(told(&merged), told(&whole));
        let [first, last] = whole.period().unwrap();
        assert_eq!([&*first, &*last], ["2026-04-30T23:00:00Z", "2026-05-02T00:00:00Z"]);
        assert_eq!(whole.undated, 2);
    }
}

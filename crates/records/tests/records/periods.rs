//! Billing periods against the second implementation: what every record makes due, by months of a zone, with a sheet change
//! inside, records that restate, gaps and duplicates.

use std::collections::HashMap;

use num_traits::Zero;
use pricesheet::{Instant, PriceBook, PriceSheet};
use pricesheet_records::{Format, Mapping, Meters, PeriodSheet, Periods, Rater, ReadOptions};
use pricesheet_testing::reference::bridge::amount;
use pricesheet_testing::reference::decimal::{self, Amount};
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::read;
use pricesheet_testing::reference::usage::Usage;

const OLD: &str = r#"
name = "Plan"
version = "old"
effective = 2026-01-01T00:00:00Z
[endpoints.send]
basis = "period"
min = 5
round = { to = 0.01, mode = "half-even" }
charges.messages = { included = 100, tiering = "graduated", tiers = [
  { up_to = 400, price = 0.013 }, { up_to = 900, price = 0.011, flat = 0.5 }, { price = 0.007 },
] }
charges.seats = { price = 2.5 }
"#;

/// The change lies inside a month of the zone.
const CHANGE: i64 = 1_778_796_000; // 2026-05-15T00:00:00+02:00

fn new() -> String {
    OLD.replace("\"old\"", "\"new\"")
        .replace("2026-01-01T00:00:00Z", "2026-05-15T00:00:00+02:00")
        .replace("included = 100", "included = 30")
        .replace("min = 5", "min = 8")
}

struct Logged {
    customer: u64,
    at: i64,
    /// In hundredths.
    messages: Option<u64>,
    seats: Option<u64>,
    restates: bool,
}

/// A log of two and a half years' worth of seconds around the changes of clocks, in no order of time.
fn log() -> Vec<Logged> {
    let mut state = 7_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut log: Vec<Logged> = Vec::new();
    while log.len() < 1_500 {
        // From 2026-02-01 to 2026-12-01, and often within hours of where a month, or the time of summer, begins.
        let edges = [
            1_772_319_600,
            1_774_746_000,
            1_774_994_400,
            1_780_264_800,
            1_793_487_600,
            1_792_890_000,
            CHANGE,
        ];
        let at = match next(3) {
            0 => edges[usize::try_from(next(7)).unwrap()] + i64::try_from(next(14_400)).unwrap() - 7_200,
            _ => 1_769_904_000 + i64::try_from(next(26_179_200)).unwrap(),
        };
        // Gaps: nobody sends anything in July.
        if (1_782_856_800..1_785_535_200).contains(&at) {
            continue;
        }
        let messages = (next(5) > 0).then(|| next(30_000));
        let seats = (messages.is_none() || next(3) == 0).then(|| next(4));
        log.push(Logged { customer: next(3), at, messages, seats, restates: next(10) == 0 });
        if next(20) == 0 {
            let Logged { customer, at, messages, seats, restates } = log[log.len() - 1];
            log.push(Logged { customer, at, messages, seats, restates });
        }
    }
    log
}

fn record(logged: &Logged) -> String {
    let at = Instant::from_unix_seconds(logged.at).unwrap();
    let mut quantities = Vec::new();
    quantities.extend(logged.messages.map(|n| format!("\"messages\":{}.{:02}", n / 100, n % 100)));
    quantities.extend(logged.seats.map(|n| format!("\"seats\":{n}")));
    format!(
        "{{\"customer\":\"c{}\",\"endpoint\":\"send\",\"at\":\"{at}\",\"quantities\":{{{}}},\"restate\":{}}}\n",
        logged.customer,
        quantities.join(","),
        logged.restates
    )
}

/// The month that clocks of Berlin show: an hour ahead, and two between the last Sundays of March and October.
fn month_of_berlin(at: i64) -> i64 {
    let summer = (1_774_746_000..1_792_890_000).contains(&at);
    let days = (at + if summer { 7_200 } else { 3_600 }).div_euclid(86_400);
    // 2026 alone: the day of the year, and the first of each month.
    let day = days - 20_454;
    [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334].iter().filter(|first| **first <= day).count()
        as i64
}

#[test]
fn every_record_makes_due_what_the_second_implementation_says() {
    let texts = [OLD.to_string(), new()];
    let naive = [read::sheet(&texts[0]), read::sheet(&texts[1])];
    let sheets = texts.each_ref().map(|text| PriceSheet::from_toml(text).unwrap());
    let book = PriceBook::new(sheets).unwrap();
    let log = log();
    let input: String = log.iter().map(record).collect();
    for period_sheet in [PeriodSheet::Split, PeriodSheet::Opening] {
        let meters = Meters::by(&["customer", "month(at)"]).unwrap();
        let meters = meters.in_zone("Europe/Berlin".parse().unwrap()).across(period_sheet);
        let mut rater = Rater::new(&book, Periods::Meters(meters));
        let mapping = Mapping::new();
        let mut reader = ReadOptions::new(&mapping).read(input.as_bytes(), Format::JsonLines).unwrap();
        let mut wholes: HashMap<(u64, i64, usize), (usize, Usage, Amount)> = HashMap::new();
        let (mut sum, mut restated) = (Amount::zero(), 0);
        for logged in &log {
            let entry = reader.next_entry().unwrap().unwrap();
            let due = amount(rater.rate(&entry, &mut entry.usage()).unwrap());
            let in_force = usize::from(logged.at >= CHANGE);
            let own = if period_sheet == PeriodSheet::Split { in_force } else { 0 };
            let key = (logged.customer, month_of_berlin(logged.at), own);
            let (sheet, usage, before) =
                wholes.entry(key).or_insert_with(|| (in_force, Usage::new("send"), Amount::zero()));
            let messages = logged.messages.map(|n| ("messages", decimal::scaled(n, 2)));
            for (name, value) in
                messages.into_iter().chain(logged.seats.map(|n| ("seats", decimal::whole(n))))
            {
                match usage.quantities.iter_mut().find(|(known, _)| known == name) {
                    Some((_, known)) if logged.restates => *known = value,
                    Some((_, known)) => *known = &*known + value,
                    None => usage.quantities.push((name.to_string(), value)),
                }
            }
            let price = rate(&naive[*sheet], usage).outcome.unwrap().total;
            assert_eq!(due, &price - &*before, "line {}", entry.place());
            restated += usize::from(logged.restates);
            sum += &due;
            *before = price;
        }
        assert!(reader.next_entry().unwrap().is_none());
        assert_eq!(sum, wholes.values().map(|(_, _, price)| price.clone()).sum::<Amount>());
        assert_eq!(rater.meters().unwrap().count(), wholes.len() as u64);
        assert!(restated > 100 && wholes.len() > 25, "{restated} {}", wholes.len());
    }
}

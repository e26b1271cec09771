//! The column on sheets of general rules: as many endpoints as there are kinds of rules, one event for each in turn, so
//! that nothing is gained by two events of one endpoint in a row. By hand, the rules are data in checked decimals.

mod rows;
mod tiers;

use std::hint::black_box;

use pricesheet::{ColumnPricer, Columns, Decimal, PriceSheet};

use crate::measure::{Contender, Task, each};
use crate::random::Random;

/// A power of two, as no part of what is measured.
const ENDPOINTS: u32 = 128;
const EVENTS: usize = 100_000;
const ROUNDS: usize = 51;

/// A call of an endpoint by its place.
#[derive(Debug, Clone, Copy)]
struct Call {
    endpoint: u32,
    fast: bool,
    count: u64,
}

pub(crate) fn run(task: Task<'_>) {
    task.heading("column, one event for each of 128 endpoints in turn", "by hand");
    let (tiers, scaled) = (tiers::rules(ENDPOINTS), tiers::scaled_rules(ENDPOINTS));
    let by_hand = |call: &Call| tiers::price(&tiers, call);
    measure("tiers", &tiers::sheet(ENDPOINTS), by_hand, |call| tiers::scaled_price(&scaled, call), task);
    let (rows, scaled) = (rows::rules(ENDPOINTS), rows::scaled_rules(ENDPOINTS));
    let by_hand = |call: &Call| rows::price(&rows, call);
    measure(
        "decision tables",
        &rows::sheet(ENDPOINTS),
        by_hand,
        |call| rows::scaled_price(&scaled, call),
        task,
    );
}

/// An amount of the bench.
fn hundredths(amount: Decimal) -> u64 {
    let mantissa = (amount * Decimal::ONE_HUNDRED).normalize().mantissa();
    u64::try_from(mantissa).expect("an amount")
}

fn measure(
    rules: &str,
    text: &str,
    by_hand: impl Fn(&Call) -> Option<Decimal>,
    scaled: impl Fn(&Call) -> Option<u64>,
    task: Task<'_>,
) {
    let sheet = PriceSheet::from_toml(text).expect("a sheet of the bench");
    let mut random = Random::new(7);
    let mut endpoints = (0..ENDPOINTS).cycle();
    let calls: Vec<Call> = endpoints
        .by_ref()
        .take(EVENTS)
        .map(|endpoint| Call { endpoint, fast: random.up_to(1) == 1, count: random.up_to(20_000) })
        .collect();
    let narrow = |place: u32| u8::try_from(place).expect("one of 128");
    let places: Vec<u8> = calls.iter().map(|call| narrow(call.endpoint)).collect();
    let options: Vec<u8> = calls.iter().map(|call| u8::from(call.fast)).collect();
    let counts: Vec<u32> = calls.iter().map(|call| u32::try_from(call.count).expect("a count")).collect();
    let names = sheet.model().endpoints.iter().map(|endpoint| endpoint.option_names.first());
    assert!(names.flatten().eq(["fast"; ENDPOINTS as usize]));
    let columns = Columns::new(&places).options(&options).quantity("count", &counts);
    let pricer = ColumnPricer::new(&sheet);
    let (mut integers, mut decimals) = (vec![0_i64; EVENTS], vec![Decimal::ZERO; EVENTS]);

    if task.checks() {
        let errors = pricer.price(&columns, 2, &mut integers).expect("columns of one length");
        assert!(errors.is_empty());
        let errors = pricer.price_decimals(&columns, &mut decimals).expect("columns of one length");
        assert!(errors.is_empty());
        for ((call, mantissa), amount) in calls.iter().zip(&integers).zip(&decimals) {
            assert_eq!(by_hand(call), Some(*amount), "{rules}: {call:?}");
            assert_eq!(Decimal::new(*mantissa, 2), *amount, "{rules}: {call:?}");
            assert_eq!(scaled(call), u64::try_from(*mantissa).ok(), "{rules}: {call:?}");
        }
        eprintln!("{rules} by the column: {EVENTS} events, alike by every contender");
    }

    let mut column = Vec::new();
    let mut contenders = vec![
        each(format!("{rules}: by hand, rules as data"), &calls, &by_hand),
        Contender {
            name: format!("{rules}: checked integers by hand, to a column"),
            run: Box::new(|| {
                column.clear();
                column.extend(black_box(&calls).iter().map(|call| scaled(call).unwrap_or(u64::MAX)));
                black_box(&column);
            }),
        },
        Contender {
            name: format!("{rules}: pricesheet, column to integers"),
            run: Box::new(|| {
                pricer.price(&columns, 2, &mut integers).expect("columns of one length");
                black_box(&integers);
            }),
        },
        Contender {
            name: format!("{rules}: pricesheet, column to decimals"),
            run: Box::new(|| {
                pricer.price_decimals(&columns, &mut decimals).expect("columns of one length");
                black_box(&decimals);
            }),
        },
    ];
    task.run(&mut contenders, EVENTS, ROUNDS);
}

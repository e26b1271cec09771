//! How the time of one price grows with what a sheet has: endpoints, options, tiers; and with threads.

mod sheets;

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use pricesheet::{Decimal, PriceSheet, UsageRef};

use crate::loading;
use crate::measure::{Task, each, median, turns};
use crate::random::Random;

const EVENTS: usize = 50_000;
const ROUNDS: usize = 21;

/// A call by name with as much of one quantity as there is, and the options it gives.
struct Call {
    endpoint: String,
    options: Vec<&'static str>,
    quantities: Vec<(&'static str, Decimal)>,
}

impl Call {
    fn usage(&self) -> UsageRef<'_> {
        let Call { endpoint, options, quantities } = self;
        UsageRef::new(endpoint).options(options).quantities(quantities)
    }
}

/// Figures only: there is nobody to compare with.
pub(crate) fn run(task: Task<'_>) {
    let Task::Compare = task else { return };
    println!("\n| scaling, ns a call from names | | |\n|---|---:|---:|");
    for endpoints in [26, 100, 1_000, 10_000, 100_000] {
        let calls = |random: &mut Random| Call {
            endpoint: format!("endpoint-{}", random.up_to(endpoints as u64 - 1)),
            options: vec!["more"],
            quantities: vec![("search", Decimal::ONE), ("results", Decimal::from(random.up_to(2_500)))],
        };
        measure(&format!("{endpoints} endpoints, any of them"), &loading::sheet(endpoints), calls);
    }
    for options in [0, 1, 8, 32, 64, 128] {
        let names: Vec<&'static str> = (0..options).map(|at| &*format!("option-{at}").leak()).collect();
        let calls = |random: &mut Random| Call {
            endpoint: "call".into(),
            options: if names.is_empty() { Vec::new() } else { vec![random.one_of(&names)] },
            quantities: Vec::new(),
        };
        measure(&format!("{options} options, at most one given"), &sheets::options(options), calls);
    }
    for given in [8, 32, 128] {
        let names: Vec<&'static str> = (0..given).map(|at| &*format!("option-{at}").leak()).collect();
        let calls =
            |_: &mut Random| Call { endpoint: "call".into(), options: names.clone(), quantities: Vec::new() };
        measure(&format!("{given} options, all given"), &sheets::options(given), calls);
    }
    for tiering in ["graduated", "volume"] {
        for tiers in [1, 10, 100, 1_000] {
            let calls = |random: &mut Random| Call {
                endpoint: "call".into(),
                options: Vec::new(),
                quantities: vec![("count", Decimal::from(random.up_to(tiers * 10)))],
            };
            measure(&format!("{tiers} {tiering} tiers, any of them"), &sheets::tiers(tiers, tiering), calls);
        }
    }
    threads();
}

fn measure(name: &str, text: &str, call: impl Fn(&mut Random) -> Call) {
    let sheet = PriceSheet::from_toml(text).expect("a sheet of the bench");
    let mut random = Random::new(11);
    let calls: Vec<Call> = (0..EVENTS).map(|_| call(&mut random)).collect();
    let usages: Vec<UsageRef<'_>> = calls.iter().map(Call::usage).collect();
    assert!(usages.iter().all(|usage| sheet.price(usage).is_ok()), "{name}");
    let [figures] = turns(&mut [each(name, &usages, |usage| sheet.price(usage))], EVENTS, ROUNDS);
    println!("| {name} | {:.1} | |", figures.nanoseconds);
}

/// One sheet behind a reference, each thread with calls of its own.
fn threads() {
    let sheet = PriceSheet::from_toml(&loading::sheet(1_000)).expect("a sheet of the bench");
    let calls = |seed| {
        let mut random = Random::new(seed);
        let call = |random: &mut Random| Call {
            endpoint: format!("endpoint-{}", random.up_to(999)),
            options: vec!["more"],
            quantities: vec![("search", Decimal::ONE), ("results", Decimal::from(random.up_to(2_500)))],
        };
        (0..EVENTS).map(|_| call(&mut random)).collect::<Vec<_>>()
    };
    let calls = [calls(1), calls(2)];
    let usages = calls.each_ref().map(|calls| calls.iter().map(Call::usage).collect::<Vec<_>>());
    let passes = 20;
    let price = |usages: &[UsageRef<'_>]| {
        for _ in 0..passes {
            for usage in usages {
                let _ = black_box(sheet.price(black_box(usage)));
            }
        }
    };
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (count, times) in [(1, &mut one), (2, &mut two)] {
            let start = Instant::now();
            thread::scope(|scope| {
                for usages in usages.iter().take(count) {
                    scope.spawn(|| price(usages));
                }
            });
            times.push((count * EVENTS * passes) as f64 / start.elapsed().as_secs_f64() / 1e6);
        }
    }
    println!("| 1 thread, million calls a second | {:.1} | 1.00 |", median(one.clone()));
    let ratio = median(one.iter().zip(&two).map(|(one, two)| two / one).collect());
    println!("| 2 threads with one sheet, million calls a second | {:.1} | {ratio:.2} |", median(two));
}

//! How often a random test runs, and from which seed: the same in every run, unless the environment says otherwise.
//!
//! - `PRICESHEET_SEED` is the seed, or `random` for one that differs in every run;
//! - `PRICESHEET_TIMES` multiplies the number of cases.
//!
//! Both are printed, and shown where a test fails. A case of proptest that fails is also kept beside its test, in a file
//! `*.proptest-regressions`, and tried first from then on.

use std::env::{self, VarError};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use proptest::test_runner::{Config, FileFailurePersistence, RngSeed};

/// The seed where the environment says nothing.
const SEED: u64 = 20_260_501;

/// What an environment variable says, where it is set.
fn stated<T: FromStr>(variable: &str) -> Option<T> {
    match env::var(variable) {
        Err(VarError::NotPresent) => None,
        Err(VarError::NotUnicode(_)) => panic!("{variable} is not text"),
        Ok(text) => match text.parse() {
            Ok(value) => Some(value),
            Err(_) => panic!("{variable} is `{text}`, which is not a whole number"),
        },
    }
}

/// The seed of this run.
pub fn seed() -> u64 {
    let seed = if env::var("PRICESHEET_SEED").as_deref() == Ok("random") {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
        since.as_secs() * 1_000_000 + u64::from(since.subsec_micros())
    } else {
        stated("PRICESHEET_SEED").unwrap_or(SEED)
    };
    // Shown where the test fails.
    eprintln!("again: PRICESHEET_SEED={seed} PRICESHEET_TIMES={}", times());
    seed
}

fn times() -> u32 {
    stated("PRICESHEET_TIMES").unwrap_or(1)
}

/// So many cases, as often as the environment says.
pub fn count(cases: u32) -> u32 {
    cases.saturating_mul(times())
}

/// A proptest of so many cases.
pub fn config(cases: u32) -> Config {
    Config {
        cases: count(cases),
        rng_seed: RngSeed::Fixed(seed()),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("proptest-regressions"))),
        ..Config::default()
    }
}

//! Rival (d): a rule engine with decimals, its script compiled once.

use rhai::{AST, Engine, Scope};
use rust_decimal::Decimal;

use crate::workload::{Event, Search};

const RULES: &str = r"
fn profile(options) { (1.0 + 0.5 * options).floor() }
fn employees(searches, results) { 50.0 * searches + 0.5 * results }
fn companies(searches, results) { 25.0 * searches + 0.3 * results }
fn flat(endpoint) {
    switch endpoint {
        8 => 5.0,
        1 | 2 | 3 | 7 | 11 | 14 | 16 | 24 | 25 => 2.0,
        _ => 1.0,
    }
}
";

pub(crate) struct Rules {
    engine: Engine,
    script: AST,
}

impl Rules {
    pub(crate) fn new() -> Self {
        let engine = Engine::new();
        let script = engine.compile(RULES).expect("the script compiles");
        Rules { engine, script }
    }

    pub(crate) fn price(&self, event: &Event) -> Option<Decimal> {
        let mut scope = Scope::new();
        let search = |search: &Search| (i64::from(search.searches), i64::from(search.results));
        let price = match event {
            Event::Profile(options) => {
                self.engine.call_fn(&mut scope, &self.script, "profile", (i64::from(options.count()),))
            }
            Event::SearchEmployees(steps) => {
                self.engine.call_fn(&mut scope, &self.script, "employees", search(steps))
            }
            Event::SearchCompanies(steps) => {
                self.engine.call_fn(&mut scope, &self.script, "companies", search(steps))
            }
            Event::Flat(endpoint) => {
                self.engine.call_fn(&mut scope, &self.script, "flat", (*endpoint as i64,))
            }
        };
        price.ok()
    }
}

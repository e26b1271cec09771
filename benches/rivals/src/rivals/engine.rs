//! Rival (d): a rule engine with decimals, its expressions compiled once.

use rhai::{AST, Engine, Scope};
use rust_decimal::Decimal;

use crate::workload::{Event, Search};

pub(crate) struct Rules {
    engine: Engine,
    profile: AST,
    employees: AST,
    companies: AST,
    flat: AST,
}

impl Rules {
    pub(crate) fn new() -> Self {
        let engine = Engine::new();
        let rule = |text| engine.compile(text).expect("the rule compiles");
        Rules {
            profile: rule("(1.0 + 0.5 * options).floor()"),
            employees: rule("50.0 * searches + 0.5 * results"),
            companies: rule("25.0 * searches + 0.3 * results"),
            flat: rule(
                "switch endpoint { 8 => 5.0, 1 | 2 | 3 | 7 | 11 | 14 | 16 | 24 | 25 => 2.0, _ => 1.0 }",
            ),
            engine,
        }
    }

    pub(crate) fn price(&self, event: &Event) -> Option<Decimal> {
        let mut scope = Scope::new();
        let mut steps = |search: &Search| {
            scope.push("searches", i64::from(search.searches));
            scope.push("results", i64::from(search.results));
        };
        let rule = match event {
            Event::Profile(options) => {
                scope.push("options", i64::from(options.count()));
                &self.profile
            }
            Event::SearchEmployees(search) => {
                steps(search);
                &self.employees
            }
            Event::SearchCompanies(search) => {
                steps(search);
                &self.companies
            }
            Event::Flat(endpoint) => {
                scope.push("endpoint", *endpoint as i64);
                &self.flat
            }
        };
        self.engine.eval_ast_with_scope(&mut scope, rule).ok()
    }
}

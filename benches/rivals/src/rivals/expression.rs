//! Rival (d): an expression language, each rule compiled once. It has no decimals, so the rules are written in tenths of
//! a credit, in its integers, which are checked.

use cel::{Context, Program, Value};

use crate::workload::{Event, Search};

pub(crate) struct Rules {
    /// Without the functions of the language, of which no rule calls one.
    root: Context<'static, 'static>,
    profile: Program,
    employees: Program,
    companies: Program,
    flat: Program,
}

impl Rules {
    pub(crate) fn new() -> Self {
        let rule = |text| Program::compile(text).expect("the rule compiles");
        Rules {
            root: Context::empty(),
            profile: rule("(10 + 5 * options) / 10 * 10"),
            employees: rule("500 * searches + 5 * results"),
            companies: rule("250 * searches + 3 * results"),
            // A list would be made anew by every call.
            flat: rule(
                "endpoint == 8 ? 50 : endpoint == 1 || endpoint == 2 || endpoint == 3 || endpoint == 7 || \
                 endpoint == 11 || endpoint == 14 || endpoint == 16 || endpoint == 24 || endpoint == 25 ? 20 : 10",
            ),
        }
    }

    /// None where the rule fails, an overflow included.
    pub(crate) fn price(&self, event: &Event) -> Option<i64> {
        let mut context = self.root.new_inner_scope();
        let mut set = |name: &str, value: i64| context.add_variable_from_value(name.to_owned(), value);
        let mut steps = |search: &Search| {
            set("searches", i64::from(search.searches));
            set("results", i64::from(search.results));
        };
        let rule = match event {
            Event::Profile(options) => {
                set("options", i64::from(options.count()));
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
                set("endpoint", *endpoint as i64);
                &self.flat
            }
        };
        match rule.execute(&context) {
            Ok(Value::Int(tenths)) => Some(tenths),
            _ => None,
        }
    }
}

//! `pricesheet check`: warnings.

use crate::common::{root_file, run, run_with};
use serde_json::json;

const SEATS: &str = "\
name = \"Seats\"
[endpoints.seats]
basis = \"period\"
charges.seats = { tiering = \"volume\", tiers = [{ up_to = 10, price = 5 }, { price = 4 }] }
";

#[test]
fn warnings_stand_at_their_place() {
    let run = run_with(&["check", "-"], SEATS);
    assert_eq!(run.output(0), "<stdin>: ok: Seats, 1 endpoint, 0 examples hold\n");
    let expected = "\
warning[total-falls]: the total falls as `seats` grows: `seats=10` costs 50, but `seats=11` costs 44
 --> <stdin>:4:75
  |
4 | charges.seats = { tiering = \"volume\", tiers = [{ up_to = 10, price = 5 }, { price = 4 }] }
  |                                                                           ^^^^^^^^^^^^^
  |
  = help: let what counts less cost no more, for example with graduated tiers, or allow it where it is meant

<stdin>: 1 warning
";
    assert_eq!(run.stderr, expected);
}

#[test]
fn warnings_may_be_denied() {
    let denied = run_with(&["check", "--deny", "warnings", "-"], SEATS);
    assert_eq!(denied.output(1), "<stdin>: ok: Seats, 1 endpoint, 0 examples hold\n");
    assert!(denied.stderr.ends_with("<stdin>: 1 warning\n"), "{}", denied.stderr);
    let allowed = SEATS.replace("price = 4 }]", "price = 4 }], allow = [\"total-falls\"]");
    assert_eq!(run_with(&["check", "--deny", "warnings", "-"], allowed).stderr, "");
    // A fault weighs more, whichever file comes first.
    let embedded = root_file("pricing.toml");
    run(&["check", "--deny", "warnings", &embedded]).output(1);
    run(&["check", "--deny", "warnings", &embedded, "missing.toml"]).output(2);
    run(&["check", "--deny", "warnings", "missing.toml", &embedded]).output(2);
    run(&["check", "--deny", "errors", &embedded]).output(2);
}

#[test]
fn the_vendors_page_has_one_true_case() {
    let run = run(&["check", &root_file("pricing.toml")]);
    run.output(0);
    let first = run.stderr.lines().next().unwrap();
    let start = "warning[option-rounded-away]: option `skills` alone costs nothing: 1.5 is rounded to 1";
    assert!(first.starts_with(start), "{}", run.stderr);
    assert!(run.stderr.contains("pricing.toml:19:1\n"), "{}", run.stderr);
    assert!(run.stderr.ends_with("pricing.toml: 1 warning\n"), "{}", run.stderr);
}

#[test]
fn as_data() {
    let reports = run_with(&["check", "--json", "-"], SEATS).json(0);
    assert_eq!(reports[0]["ok"], true);
    let usage = |seats: &str, total: &str| json!({ "endpoint": "seats", "options": [], "quantities": { "seats": seats }, "total": total });
    let expected = json!([{
        "code": "total-falls",
        "message": "the total falls as `seats` grows: `seats=10` costs 50, but `seats=11` costs 44",
        "source": "<stdin>",
        "line": 4,
        "column": 75,
        "span": { "start": 124, "end": 137 },
        "help": "let what counts less cost no more, for example with graduated tiers, or allow it where it is meant",
        "evidence": [usage("10", "50"), usage("11", "44")],
    }]);
    assert_eq!(reports[0]["warnings"], expected);
    run_with(&["check", "--json", "--deny", "warnings", "-"], SEATS).json(1);
}

/// Whoever reads a code finds what it means.
#[test]
fn every_code_is_told_of() {
    let readme = std::fs::read_to_string(root_file("README.md")).unwrap();
    let help = run(&["check", "--help"]);
    for lint in pricesheet_analysis::lint::Lint::ALL {
        let code = lint.as_str();
        assert!(readme.contains(&format!("`{code}`")), "{code}");
        // The help is wrapped, at hyphens too.
        let words: String = help.output(0).split_whitespace().collect();
        assert!(words.contains(code), "{code} is not in\n{}", help.stdout);
    }
}

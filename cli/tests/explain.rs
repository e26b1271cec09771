//! `pricesheet explain` knows every code, and each example raises its own.

use std::collections::BTreeSet;

use pricesheet::diagnostics::Code;
use pricesheet_analysis::lint::Lint;

use crate::common::{root_file, run};

/// Every code that the program can print or the library returns.
fn codes() -> BTreeSet<&'static str> {
    let lists = [pricesheet::codes::ALL, pricesheet_analysis::codes::ALL, pricesheet_records::codes::ALL];
    let errors = lists.into_iter().flatten().flat_map(|(_, codes)| codes.iter().copied());
    let faults = Code::ALL.iter().map(|code| code.as_str());
    let lints = Lint::ALL.iter().map(|lint| lint.as_str());
    errors.chain(faults).chain(lints).collect()
}

#[test]
fn every_code_is_explained() {
    let page = std::fs::read_to_string(root_file("cli/src/explain/codes.md")).unwrap();
    let explained: Vec<&str> =
        page.split("\n### `").skip(1).map(|section| section.split('`').next().unwrap()).collect();
    let once: BTreeSet<&str> = explained.iter().copied().collect();
    assert_eq!(once.len(), explained.len(), "a code stands twice");
    let codes = codes();
    let missing: Vec<_> = codes.difference(&once).collect();
    assert!(missing.is_empty(), "cli/src/explain/codes.md does not explain {missing:?}");
    let unknown: Vec<_> = once.difference(&codes).collect();
    assert!(unknown.is_empty(), "cli/src/explain/codes.md explains what is not a code: {unknown:?}");
}

#[test]
fn each_example_raises_its_code() {
    for code in codes() {
        let section = run(&["explain", code]).output(0).to_string();
        let shown = section.split("```console\n").nth(1).and_then(|rest| rest.split("```").next());
        let raised = match shown {
            // `documents` runs the command and compares what it prints.
            Some(shown) => shown.lines().any(|line| !line.starts_with("$ ") && line.contains(code)),
            // A million records are too many to be rated here, and the command puts no audits together.
            None if ["too-many-meters", "other-book"].contains(&code) => section.contains("```text\n"),
            // It is a test of documentation.
            None => section.contains("```rust\n") && section.contains(&format!("\"{code}\"")),
        };
        assert!(raised, "the example of `{code}` does not show it:\n{section}");
        assert!(section.trim_end().ends_with('.'), "`{code}` ends without a cure:\n{section}");
    }
}

#[test]
fn a_code_as_it_is_met() {
    let plain = run(&["explain", "P0402"]).output(0).to_string();
    assert!(plain.starts_with("Nothing says what is to be paid.\n"), "{plain}");
    for met in ["p0402", "[P0402]", "`P0402`"] {
        assert_eq!(run(&["explain", met]).output(0), plain);
    }
    let unknown = run(&["explain", "total-fals"]);
    unknown.output(2);
    assert_eq!(
        unknown.stderr,
        "error: no error, warning or fault has the code `total-fals`\nhelp: did you mean `total-falls`?\n"
    );
    let strange = run(&["explain", "500"]);
    strange.output(2);
    assert!(strange.stderr.ends_with("help: codes stand in brackets: error[P0402], warning[total-falls]\n"));
}

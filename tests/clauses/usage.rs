//! Section 3: what a usage states, and its errors.

use super::{costs, endpoint, fails};

const SHEET: &str = "\
price = 1\n\
options = { js = 1, fast = {} }\n\
choices.proxy = [\"classic\", \"stealth\"]\n\
choices.outcome = { of = [\"found\", \"missing\"], default = \"found\" }\n\
quantities.size = { default = 2 }\n\
attributes.region = { default = \"eu\", of = [\"us\"] }\n\
charges.n = { price = 1 }\n";

#[test]
fn names_are_known_and_stated_once() {
    fails(
        &endpoint(SHEET),
        &[
            ("jss", "unknown-option"),
            ("N=1", "unknown-quantity"),
            ("js=1", "unknown-quantity"),
            ("n", "unknown-option"),
            ("Region~us", "unknown-attribute"),
            ("js~us", "unknown-attribute"),
            ("n~us", "unknown-attribute"),
            ("region", "unknown-option"),
            ("region=1", "unknown-quantity"),
            ("js js", "repeated-option"),
            ("n=1 n=1", "repeated-quantity"),
            ("region~us region~us", "repeated-attribute"),
            ("region~eu region~us", "repeated-attribute"),
            ("region~asia", "unknown-value"),
            ("region~US", "unknown-value"),
            ("classic stealth", "exclusive-options"),
            ("n=-1", "negative-quantity"),
            ("*0", "invalid-calls"),
            ("*1.5", "invalid-calls"),
        ],
    );
    costs(
        &endpoint(SHEET),
        &[("", "1"), ("js fast classic missing n=0 region~us", "2"), ("n=-0", "1"), ("*1.0 n=2", "3")],
    );
}

#[test]
fn something_is_counted_where_the_endpoint_itself_has_no_price() {
    let charge = "charges.n = { price = 1 }\n";
    fails(&endpoint(charge), &[("", "nothing-counted")]);
    let attribute = "attributes.a = { default = \"x\", open = true }\n";
    fails(
        &endpoint(&format!("{charge}{attribute}options.js = 1\n")),
        &[("a~y", "nothing-counted"), ("js", "nothing-counted")],
    );
    costs(&endpoint(charge), &[("n=0", "0")]);
    costs(&endpoint(&format!("{charge}price = 0")), &[("", "0")]);
    costs(&endpoint(&format!("{charge}rates = [{{ price = 2 }}]")), &[("", "2")]);
    costs(&endpoint(&format!("{charge}{attribute}by = [\"a\"]\ntable = [[\"*\", 2]]")), &[("", "2")]);
    costs(&endpoint(&format!("{charge}quantities.m = {{ default = 0 }}")), &[("", "0")]);
    // A table of a charge is not the endpoint's.
    fails(
        &endpoint(&format!("{attribute}charges.n = {{ by = [\"a\"], table = [[\"*\", 2]] }}")),
        &[("", "nothing-counted")],
    );
    // The parts of a derived quantity, and what is included by or shared, are quantities of the endpoint.
    let more = "basis = \"call\"\nquantities.s = { sum = [\"a\"] }\ncharges.n = { price = 1, included_by = { b = 1 }, share = { of = \"c\", in = \"d\" }, round = \"up\" }";
    for name in ["a", "b", "c", "d", "n"] {
        costs(&endpoint(more), &[(&format!("{name}=0"), "0")]);
    }
    fails(&endpoint(more), &[("", "nothing-counted")]);
}

#[test]
fn a_period_is_not_called_several_times() {
    let text = endpoint(
        "basis = \"period\"\nattributes.a = { default = \"x\", open = true }\nby = [\"a\"]\ntable = [[\"*\", 2]]",
    );
    costs(&text, &[("*1", "2"), ("a~y", "2")]);
    fails(&text, &[("*2", "calls-on-period")]);
}

#[test]
fn an_example_states_what_a_usage_states() {
    let example = |lines: &str| {
        format!(
            "name = \"t\"\nwindows.peak = {{ clock = \"utc\", hours = [{{ from = 01:00:00, to = 02:00:00 }}] }}\n[endpoints.e]\n\
             attributes.region = {{ default = \"eu\", of = [\"us\"] }}\n\
             rates = [{{ when = [\"region = us\", \"in peak\"], price = 3 }}, {{ price = 1 }}]\n[[endpoints.e.examples]]\n{lines}"
        )
    };
    for lines in [
        "attributes = { region = \"us\" }\nat = 2026-11-30T01:00:00Z\ntotal = 3",
        "attributes = { region = \"us\" }\nat = \"2026-11-30T01:00:00.1234567891Z\"\ntotal = 3",
        "at = 2026-11-30T01:00:00Z\ntotal = 1",
        "at = \"2026-11-30T01:59:60Z\"\nattributes.region = \"us\"\ntotal = 3",
    ] {
        super::load(&example(lines));
    }
    for lines in [
        "attributes = { region = \"us\" }\nat = 2026-11-30T02:00:00Z\ntotal = 3",
        "attributes = { region = \"us\" }\ntotal = 3",
        "at = 2026-11-30\ntotal = 1",
        "at = 2026-11-30T01:00:00\ntotal = 1",
        "at = 01:00:00\ntotal = 1",
        "at = \"yesterday\"\ntotal = 1",
        "at = 1\ntotal = 1",
        "attributes = { region = \"asia\" }\nat = 2026-11-30T01:00:00Z\ntotal = 1",
        "attributes = { area = \"us\" }\nat = 2026-11-30T01:00:00Z\ntotal = 1",
        "attributes = [\"us\"]\nat = 2026-11-30T01:00:00Z\ntotal = 1",
    ] {
        super::refused_sheet(&example(lines));
    }
    // Anything but an instant is an error of the sheet, also where no window asks for one.
    super::refused("price = 1\n[[endpoints.e.examples]]\n! at = \"yesterday\"\ntotal = 1");
    super::loads("price = 1\n[[endpoints.e.examples]]\nat = \"2026-11-30 01:00:60z\"\ntotal = 1");
    // Its `effective` does not matter here.
    super::load(
        "name = \"t\"\neffective = 2030-01-01T00:00:00Z\n[endpoints.e]\nprice = 1\n[[endpoints.e.examples]]\nat = 2026-11-30T01:00:00Z\ntotal = 1",
    );
}

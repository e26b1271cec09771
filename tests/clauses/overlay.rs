//! Section 8, a sheet over another: each case is a base, a sheet over it, and what the result costs. The reference resolves
//! both into a plain document, which must load to the same fingerprint.

mod whole;

use pricesheet::PriceSheet;
use pricesheet_testing::dice::Dice;
use pricesheet_testing::reference::bridge::agree;
use pricesheet_testing::reference::decimal::amount;
use pricesheet_testing::reference::overlay::resolve;
use pricesheet_testing::reference::parse::parse;
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::read::{Fields, sheet_of};
use pricesheet_testing::reference::toml::render_entries;

use super::{load, usage};

const BASE: &str = r#"
name = "List"
version = "1"
effective = 2026-01-01T00:00:00Z
unit = "euro"
note = "The list's own."
allow = ["no-title"]
round = { to = 0.01, mode = "half-up" }
windows.peak = { clock = "utc", hours = [{ from = 01:00:00, to = 04:00:00 }] }

[endpoints.e]
title = "E"
group = ["Outer", "Inner"]
note = "an endpoint"
basis = "call"
price = 10
max = 500
min = 1
round = { to = 0.1, mode = "up" }
options = { js = 2, half = { times = 0.5 }, no = { free = true }, classic = {}, stealth = 5 }
choices.proxy = ["classic", "stealth"]
choices.outcome = { of = ["found", "missing"], default = "found" }
quantities.n = { default = 3, at_least = 2, increment = 3 }
quantities.m = { required = true, title = "M" }
quantities.s = { sum = { n = 1, m = 2 } }
attributes.region = { default = "eu", of = ["us"] }

[endpoints.e.charges.n]
included = 1
price = 1.5
increment = 1
options = { js = 0.5 }
plus = { m = 2, k = 3 }

[endpoints.e.charges.t]
tiering = "graduated"
tiers = [{ up_to = 10, price = 1 }, { price = 0.5 }]

[[endpoints.e.examples]]
quantities = { m = 0 }
total = 13

[endpoints.f]
group = "Outer"
price = 4
[[endpoints.f.examples]]
total = 4

[endpoints.g]
price = 8
times = 0.5
"#;

fn over(lines: &str) -> String {
    format!("name = \"Acme\"\nover = {{ name = \"List\" }}\nothers = \"as-listed\"\n{lines}")
}

/// The sheet over the base, which is that of the document that the reference resolves both into.
#[track_caller]
fn resolved(base: &str, text: &str) -> (PriceSheet, Fields) {
    let list = load(base);
    let engine =
        PriceSheet::from_toml_over(text, &list).unwrap_or_else(|faults| panic!("{faults}\nin\n{text}"));
    let fields =
        resolve(&Fields(parse(base)), &Fields(parse(text))).unwrap_or_else(|why| panic!("{why}\nin\n{text}"));
    let plain = render_entries(fields.0.clone(), Dice::new(1));
    assert_eq!(engine.fingerprint(), load(&plain).fingerprint(), "{text}\nis not\n{plain}");
    let printed = engine.to_toml();
    assert_eq!(engine.fingerprint(), load(&printed).fingerprint(), "{text}\nis printed as\n{printed}");
    (engine, fields)
}

/// Each usage costs so much under the sheet of these lines over the base; one of `e` states `m=0` beside its own.
#[track_caller]
fn costs(lines: &str, cases: &[(&str, &str)]) {
    let (engine, fields) = resolved(BASE, &over(lines));
    let sheet = sheet_of(&fields);
    for (words, total) in cases {
        let (name, words) = words.split_once(':').unwrap_or(("e", words));
        let mut usage = usage(words);
        usage.endpoint = name.to_owned();
        let rated =
            rate(&sheet, &usage).outcome.unwrap_or_else(|faults| panic!("{name} {words}: {faults:?}"));
        assert_eq!(rated.total, amount(total), "{name} {words} by the reference: {}", rated.total);
        agree(&engine, &sheet, &usage)
            .unwrap_or_else(|difference| panic!("{name} {words}: {difference}\n{lines}"));
    }
}

/// The whole sheet over the base is refused, by the reference too where it is the resolving that cannot be done.
#[track_caller]
fn refused_sheet(text: &str) {
    let text = text.replace("\n! ", "\n");
    assert!(PriceSheet::from_toml_over(&text, &load(BASE)).is_err(), "this loads:\n{text}");
    if let Ok(fields) = resolve(&Fields(parse(BASE)), &Fields(parse(&text))) {
        let plain = render_entries(fields.0, Dice::new(1));
        assert!(PriceSheet::from_toml(&plain).is_err(), "by the reference it is\n{plain}");
    }
}

#[track_caller]
fn refused(lines: &str) {
    refused_sheet(&over(lines));
}

/// Refused by the engine; the reference need not understand it.
#[track_caller]
fn refused_unread(lines: &str) {
    let text = over(lines).replace("\n! ", "\n");
    assert!(PriceSheet::from_toml_over(&text, &load(BASE)).is_err(), "this loads:\n{text}");
}

#[test]
fn what_changes_nothing_costs_what_the_base_does() {
    let text = over("").replace("Acme", "List")
        + "version = \"1\"\neffective = 2026-01-01T00:00:00Z\nnote = \"The list's own.\"\n";
    let (engine, _) = resolved(BASE, &text);
    assert_eq!(engine.fingerprint(), load(BASE).fingerprint());
    costs("", &[("m=0", "13"), ("f:", "4"), ("g:", "4")]);
}

#[test]
fn over_names_its_base() {
    let good = "name = \"Acme\"\nothers = \"as-listed\"\n";
    for over in ["{ name = \"List\" }", "{ name = \"List\", version = \"1\" }"] {
        resolved(BASE, &format!("{good}over = {over}\n"));
    }
    let pinned = load(BASE).fingerprint();
    resolved(
        BASE,
        &format!("{good}over = {{ name = \"List\", version = \"1\", fingerprint = \"{pinned}\" }}\n"),
    );
    let wrong = pinned.to_string().replace(|c: char| c.is_ascii_digit(), "0");
    for over in [
        "{}".to_owned(),
        "{ name = \"list\" }".to_owned(),
        "{ version = \"1\" }".to_owned(),
        "{ name = \"List\", version = \"2\" }".to_owned(),
        "{ name = \"List\", note = \"x\" }".to_owned(),
    ] {
        refused_sheet(&format!("{good}over = {over}\n"));
    }
    // The reference knows nothing of fingerprints.
    let text = format!("{good}over = {{ name = \"List\", fingerprint = \"{wrong}\" }}\n");
    assert!(PriceSheet::from_toml_over(&text, &load(BASE)).is_err());
    let text = format!("{good}over = \"List\"\n");
    assert!(PriceSheet::from_toml_over(&text, &load(BASE)).is_err());
    refused_sheet("name = \"Acme\"\nothers = \"as-listed\"\n");
}

#[test]
fn others_and_name_are_required() {
    refused_sheet("name = \"Acme\"\nover = { name = \"List\" }\n");
    refused_sheet("name = \"Acme\"\nover = { name = \"List\" }\nothers = \"refuse\"\n");
    refused_sheet("over = { name = \"List\" }\nothers = \"as-listed\"\n");
    refused_sheet("name = \"\"\nover = { name = \"List\" }\nothers = \"as-listed\"\n");
}

#[test]
fn what_is_the_sheet_s_own_and_what_is_inherited() {
    let (engine, _) = resolved(BASE, &over(""));
    let model = engine.model();
    assert_eq!((&*model.name, &model.version, model.effective, &model.note), ("Acme", &None, None, &None));
    assert_eq!(model.unit, "euro");
    for line in ["unit = \"euro\"", "round = \"none\"", "round_charges = \"up\""] {
        refused(&format!("! {line}\n"));
    }
    // What the base rounds is rounded.
    costs("[endpoints.f]\nprice = 0.005\n[endpoints.h]\nprice = 0.014\n", &[("f:", "0.01"), ("h:", "0.01")]);
}

#[test]
fn windows_are_inherited_and_added_but_not_redefined() {
    costs(
        "windows.night = { clock = \"utc\", weekdays = [\"mon\"] }\n[endpoints.f]\n\
         rates = [{ when = [\"in peak\"], price = 1 }, { when = [\"in night\"], price = 2 }, { price = 3 }]\n",
        &[
            ("f:@2026-11-30T01:00:00Z", "1"),
            ("f:@2026-11-30T05:00:00Z", "2"),
            ("f:@2026-12-01T05:00:00Z", "3"),
        ],
    );
    refused("! windows.peak = { clock = \"utc\", hours = [{ from = 01:00:00, to = 04:00:00 }] }\n");
    refused("! windows.peak = { weekdays = [\"mon\"] }\n");
    refused("! windows.peak = \"none\"\n");
}

#[test]
fn keys_replace_keys_and_tables_merge() {
    costs("[endpoints.e]\nprice = 20\n", &[("m=0", "23"), ("js m=0", "26")]);
    costs("[endpoints.e]\noptions.js = 3\n", &[("js m=0", "17"), ("stealth m=0", "18")]);
    costs("[endpoints.e.charges.n]\nprice = 0\n", &[("m=0", "10"), ("m=0 n=3 js", "13")]);
    costs("[endpoints.e.charges.n]\nincluded = 0\n", &[("m=0", "14.5")]);
    costs("[endpoints.e.charges.n]\nplus = { m = 1 }\n", &[("m=1 k=1", "19")]);
    costs("[endpoints.e.quantities.n]\ndefault = 5\n", &[("m=0", "17.5")]);
    // A list, a rounding and an increment are replaced whole.
    costs("[endpoints.e]\nround = \"up\"\n", &[("m=0", "13"), ("m=0 js", "16")]);
    costs("[endpoints.e]\nround = { to = 5, mode = \"up\" }\n", &[("m=0", "15")]);
    refused("[endpoints.e]\n! round = { to = 5 }\n");
    refused("[endpoints.e]\n! round = { mode = \"down\" }\n");
    costs("[endpoints.e.charges.n]\nplus = [\"k\"]\n", &[("m=1 k=1", "14.5")]);
    costs("[endpoints.e.charges.t]\ntiers = [{ price = 2 }]\ntiering = \"volume\"\n", &[("m=0 t=3", "19")]);
    costs(
        "[endpoints.e]\ngroup = \"New\"\n[[adjust]]\ngroup = \"Outer\"\ntimes = 2\n",
        &[("m=0", "13"), ("f:", "8")],
    );
}

#[test]
fn an_option_or_choice_in_its_short_form_is_its_table() {
    costs("[endpoints.e]\noptions.js = { title = \"JavaScript\" }\n", &[("js m=0", "16")]);
    costs(
        "[endpoints.e]\noptions.js = { when = [\"n > 5\"] }\n",
        &[("js m=0 n=4", "20"), ("js m=0 n=6", "22")],
    );
    costs(
        "[endpoints.e]\nchoices.proxy = { default = \"stealth\" }\n",
        &[("m=0", "18"), ("m=0 classic", "13")],
    );
    costs("[endpoints.e]\nchoices.outcome = [\"found\", \"lost\"]\n", &[("m=0 lost", "13"), ("m=0", "13")]);
    refused("[endpoints.e]\n! choices.outcome = [\"lost\", \"missing\"]\n");
}

#[test]
fn one_price_replaces_another_with_its_tiering_or_by() {
    costs(
        "[endpoints.e]\nrates = [{ when = [\"js\"], price = 1 }, { price = 2 }]\n",
        &[("m=0", "5"), ("js m=0", "7")],
    );
    costs(
        "[endpoints.e]\nby = [\"region\"]\ntable = [[\"us\", 1], [\"eu\", 2]]\n",
        &[("m=0", "5"), ("region~us m=0", "4")],
    );
    costs("[endpoints.e.charges.t]\nprice = 3\n", &[("m=0 t=1", "16")]);
    costs(
        "[endpoints.e.charges.n]\nby = [\"region\"]\ntable = [[\"us\", 1], [\"eu\", 2]]\n",
        &[("m=0", "14")],
    );
    costs("[endpoints.e.charges.n]\ntiering = \"volume\"\ntiers = [{ price = 2 }]\n", &[("m=0", "14")]);
    // A tiering has to be stated anew beside new tiers, and is replaced alone beside the old ones.
    refused("[endpoints.e.charges.t]\n! tiers = [{ price = 2 }]\n");
    refused("[endpoints.e.charges.n]\n! tiers = [{ price = 2 }]\n");
    costs("[endpoints.e.charges.t]\ntiering = \"volume\"\n", &[("m=0 t=11", "18.5"), ("m=0 t=10", "23")]);
    refused("[endpoints.e]\n! table = [[\"us\", 1], [\"eu\", 2]]\n");
    refused("[endpoints.e]\n! by = [\"region\"]\n");
    refused("[endpoints.e]\nprice = 1\nrates = [{ price = 1 }]\n");
}

#[test]
fn other_alternatives_replace_each_other_too() {
    costs("[endpoints.e]\noptions.half = 1\n", &[("half m=0", "14")]);
    costs("[endpoints.e]\noptions.js = { times = 3 }\n", &[("js m=0", "42")]);
    costs("[endpoints.e]\noptions.js = { free = true }\n", &[("js m=0", "0")]);
    costs("[endpoints.e]\noptions.no = { times = 2 }\n", &[("no m=0", "26")]);
    costs("[endpoints.e]\noptions.no = { free = false }\n", &[("no m=0", "13")]);
    costs("[endpoints.e]\nquantities.m = { default = 1 }\n", &[("", "16")]);
    costs("[endpoints.e]\nquantities.n = { required = true }\n", &[("n=3 m=0", "13")]);
    costs(
        "[endpoints.e]\nquantities.s = { product = [\"n\", \"k\"] }\ncharges.s = { price = 1 }\n",
        &[("m=0 n=4 k=2", "38.5")],
    );
    costs("[endpoints.e]\nchoices.outcome = { required = true }\n", &[("m=0 missing", "13")]);
    costs(
        "[endpoints.e]\nattributes.region = { required = true, of = [\"eu\", \"us\"] }\n",
        &[("m=0 region~eu", "13")],
    );
    refused("[endpoints.e]\n! options.js = { price = 1, times = 2 }\n");
    // A sum's weights are a table, and merge.
    costs(
        "[endpoints.e]\nquantities.s = { sum = { n = 10 } }\ncharges.s = { price = 1 }\n",
        &[("m=1 n=4", "82.5")],
    );
    costs(
        "[endpoints.e]\nquantities.s = { sum = [\"n\"] }\ncharges.s = { price = 1 }\n",
        &[("m=1 n=4", "26.5")],
    );
}

#[test]
fn none_takes_an_entry_away() {
    costs("[endpoints.e]\ncharges.n = \"none\"\n", &[("m=0", "10")]);
    costs(
        "[endpoints.e]\nquantities.n = \"none\"\nquantities.s = \"none\"\n",
        &[("m=0 n=3", "13"), ("m=0 n=1", "10"), ("m=0", "10")],
    );
    costs("[endpoints.e]\nchoices.proxy = \"none\"\n", &[("m=0 classic stealth", "18")]);
    costs("[endpoints.e]\nattributes.region = \"none\"\n", &[("m=0", "13")]);
    costs("[endpoints.e]\ncharges.n.options.js = \"none\"\n", &[("m=0 js", "15")]);
    costs("[endpoints.e]\noptions.half = \"none\"\n", &[("m=0", "13")]);
    for line in [
        "options.jss = \"none\"",
        "charges.x = \"none\"",
        "quantities.k = \"none\"",
        "choices.x = \"none\"",
        "attributes.x = \"none\"",
        "charges.n.options.half = \"none\"",
        "charges.x.options.js = \"none\"",
    ] {
        refused(&format!("[endpoints.e]\n! {line}\n"));
    }
    refused("! endpoints.f = \"none\"\n");
    refused("! endpoints.h = \"none\"\n");
    refused("[endpoints.h]\nprice = 1\n! options.js = \"none\"\n");
}

#[test]
fn drop_takes_keys_away() {
    costs(
        "[endpoints.e]\ndrop = [\"max\", \"note\"]\ncharges.x = { price = 1 }\n",
        &[("m=0 x=1000", "1013")],
    );
    costs("[endpoints.e]\ndrop = [\"round\"]\n", &[("m=0 t=0.001", "13")]);
    costs("[endpoints.e]\ncharges.n.drop = [\"included\", \"plus\"]\n", &[("m=5", "14.5")]);
    // What is both dropped and stated is set, not merged.
    costs("[endpoints.e]\ndrop = [\"min\"]\nmin = 30\n", &[("m=0", "30")]);
    costs("[endpoints.e]\ncharges.n = { drop = [\"plus\"], plus = { k = 1 } }\n", &[("m=5 k=1", "14.5")]);
    costs("[endpoints.e]\ndrop = [\"charges\"]\ncharges.z = { price = 1 }\n", &[("m=0 z=2", "12")]);
    for line in [
        "drop = [\"times\"]",
        "drop = [\"maximum\"]",
        "drop = [\"max\", \"max\"]",
        "drop = [\"e\"]",
        "drop = [\"js\"]",
        "charges.n.drop = [\"max\"]",
        "charges.x = { price = 1, drop = [\"max\"] }",
        "options.half.drop = [\"times\"]",
        "quantities.n.drop = [\"default\"]",
    ] {
        refused(&format!("[endpoints.e]\n! {line}\n"));
    }
    refused_unread("[endpoints.e]\ndrop = \"max\"\n");
    refused("! drop = [\"note\"]\n");
    refused("[endpoints.h]\nprice = 1\n! drop = [\"price\"]\n");
    // A price that is dropped leaves the endpoint without one.
    costs("[endpoints.e]\ndrop = [\"price\"]\n", &[("m=0", "3")]);
    refused("[endpoints.f]\n! drop = [\"price\"]\n");
}

#[test]
fn a_number_may_say_what_it_was() {
    costs("[endpoints.e]\nprice = { was = 10, now = 20 }\n", &[("m=0", "23")]);
    costs("[endpoints.e]\nprice = { was = \"10.0\", now = \"2e1\" }\n", &[("m=0", "23")]);
    costs("[endpoints.e]\noptions.js = { was = 2, now = 3 }\n", &[("js m=0", "17")]);
    costs("[endpoints.e]\noptions.stealth = { price = { was = 5, now = 6 } }\n", &[("stealth m=0", "19")]);
    costs("[endpoints.e]\noptions.half.times = { was = 0.5, now = 0.1 }\n", &[("half m=0", "1.3")]);
    costs("[endpoints.e]\ncharges.n.plus.k = { was = 3, now = 1 }\n", &[("m=0 k=1", "14.5")]);
    costs("[endpoints.e]\ncharges.n.increment = { was = 1, now = 10 }\n", &[("m=0", "25")]);
    costs(
        "[endpoints.e]\nquantities.n = { default = { was = 3, now = 4 }, at_least = { was = 2, now = 9 } }\n",
        &[("m=0", "22")],
    );
    costs(
        "[endpoints.e]\nquantities.s.sum.m = { was = 2, now = 3 }\ncharges.s = { price = 1 }\n",
        &[("m=1 n=4", "29.5")],
    );
    costs(
        "[endpoints.e]\nmin = { was = 1, now = 40 }\nmax = { was = 500, now = 41 }\n",
        &[("m=0", "40"), ("m=0 n=100", "41")],
    );
    costs("[endpoints.g]\ntimes = { was = 0.5, now = 2 }\n", &[("g:", "16")]);
    for line in [
        "price = { was = 11, now = 20 }",
        "times = { was = 1, now = 2 }",
        "price = { was = 10 }",
        "price = { now = 10 }",
        "price = { was = 10, now = 20, note = \"x\" }",
        "price = { was = 10, now = -1 }",
        "options.half = { was = 0.5, now = 1 }",
        "options.js = { times = { was = 2, now = 1 } }",
        "options.new = { was = 2, now = 1 }",
        "charges.n.plus.z = { was = 2, now = 1 }",
        "charges.n.min = { was = 0, now = 1 }",
        "charges.x = { price = { was = 1, now = 2 } }",
        "charges.t.tiers = [{ price = { was = 1, now = 2 } }]",
        "title = { was = \"E\", now = \"F\" }",
    ] {
        refused(&format!("[endpoints.e]\n! {line}\n"));
    }
    refused("[endpoints.h]\n! price = { was = 1, now = 2 }\n");
}

#[test]
fn what_the_base_does_not_have_is_added_whole_and_last() {
    let (engine, _) = resolved(
        BASE,
        &over("[endpoints.a]\nprice = 7\n[endpoints.e]\ncharges.b = { price = 1 }\noptions.a = 1\n"),
    );
    let names: Vec<&str> = engine.model().endpoints.iter().map(|endpoint| &*endpoint.name).collect();
    assert_eq!(names, ["e", "f", "g", "a"]);
    let charges: Vec<&str> = engine.model().endpoints[0].charges.iter().map(|charge| &*charge.name).collect();
    assert_eq!(charges, ["n", "t", "b"]);
    costs("[endpoints.h]\nprice = 7\naliases = [\"h2\"]\n", &[("h:", "7"), ("h2:", "7")]);
}

#[test]
fn examples_are_kept_where_nothing_is_merged_or_adjusted() {
    let count = |text: &str| {
        let (engine, _) = resolved(BASE, text);
        engine.model().endpoints.iter().map(|endpoint| endpoint.examples.len()).collect::<Vec<_>>()
    };
    assert_eq!(count(&over("")), [1, 1, 0]);
    assert_eq!(count(&over("[endpoints.f]\n")), [1, 0, 0]);
    assert_eq!(count(&over("[endpoints.f]\nprice = 9\n")), [1, 0, 0]);
    assert_eq!(count(&over("[[adjust]]\ntimes = 2\n")), [0, 0, 0]);
    assert_eq!(count(&over("[endpoints.f]\nprice = 9\nexamples = [{ total = 9 }]\n")), [1, 1, 0]);
    refused("[endpoints.f]\nprice = 9\n! examples = [{ total = 4 }]\n");
}

//! What a sheet over another is called, inherits and shares (section 8, clauses 1 and 4 to 6).

use std::sync::Arc;

use super::*;

fn base() -> PriceSheet {
    let text = "name = 'List'\nversion = '2026-11'\neffective = 2026-11-01T00:00:00Z\nunit = 'USD'\nnote = 'n'\nround = 'down'\n\
        round_charges = { to = 0.1, mode = 'up' }\nendpoints.a = { price = 1.5, charges.q.price = 0.01 }\nendpoints.b = { price = 2.5, round = 'up' }";
    PriceSheet::from_bytes("list.toml", text.as_bytes()).unwrap()
}

#[test]
fn the_base_has_to_be_the_one_that_is_meant() {
    let base = base();
    let of = |over: &str| format!("name = 'Acme'\nover = {over}\nothers = 'as-listed'");
    let fingerprint = base.fingerprint().to_string();
    for sound in [
        "{ name = 'List' }".to_string(),
        "{ name = 'List', version = '2026-11' }".to_string(),
        format!("{{ name = 'List', fingerprint = '{fingerprint}' }}"),
        format!("{{ name = 'List', version = '2026-11', fingerprint = '{}' }}", fingerprint.to_uppercase()),
    ] {
        over(&of(&sound), &base);
    }
    assert_eq!(
        faults_over(&of("{ name = 'Lits', version = '2026-10', fingerprint = 'f', x = 1 }"), &base),
        [
            "P0702 2:17 the base is `List`, not `Lits`".to_string(),
            "P0702 2:35 the base has the version `2026-11`, not `2026-10`".to_string(),
            format!("P0702 2:60 the base has the fingerprint `{fingerprint}`, not `f`"),
            "P0102 2:65 unknown key `x` of `over`".to_string(),
        ]
    );
    assert_eq!(faults_over(&of("{}"), &base), ["P0103 2:8 `over` has no `name`"]);
    assert_eq!(faults_over(&of("'List'"), &base), ["P0101 2:8 `over` must be a table, found a text"]);
    let unversioned = sheet("name = 'List'\nendpoints.a.price = 1");
    assert_eq!(
        faults_over(&of("{ name = 'List', version = '1' }"), &unversioned),
        ["P0702 2:35 the base has no version, and so not `1`"]
    );
}

#[test]
fn what_has_to_be_stated() {
    assert_eq!(
        faults_over("version = '1'", &base()),
        [
            "P0103 1:1 a sheet over another needs `others`",
            "P0103 1:1 a sheet over another needs `over`",
            "P0103 1:1 the sheet has no `name`",
        ]
    );
    assert_eq!(
        faults_over("name = ''\nover = { name = 'List' }\nothers = 'as-liste'\nother = 1", &base()),
        [
            "P0104 1:8 `name` is empty",
            "P0105 3:10 `others` cannot be `as-liste`",
            "P0102 4:1 unknown key `other` of a sheet over another"
        ]
    );
    let alone = PriceSheet::from_toml(&contract("endpoints.a.price = { was = 1, now = 2 }")).unwrap_err();
    assert_eq!(faults(&alone), ["P0701 2:1 this sheet is over another, which is not given"]);
    let alone = PriceSheet::from_toml("name = 'A'\nothers = 'refused'\nadjust = []\nendpoints.a.price = 1")
        .unwrap_err();
    assert_eq!(
        faults(&alone),
        ["P0102 2:1 unknown key `others` of a sheet", "P0102 3:1 unknown key `adjust` of a sheet"]
    );
}

#[test]
fn what_is_inherited_and_what_is_not() {
    let base = base();
    let acme = over(&contract("endpoints.new.price = 0.5"), &base);
    assert_eq!(
        (acme.name(), acme.version(), acme.effective(), acme.note(), acme.unit()),
        ("Acme", None, None, None, "USD")
    );
    // The defaults for roundings hold for what is added, too.
    assert_eq!(price(&acme, &Usage::new("new")), "0");
    assert_eq!(price(&acme, &Usage::new("a").quantity("q", 1)), "1");
    let revision = over(
        "name = 'List'\nversion = '2'\neffective = 2026-12-01T00:00:00Z\nnote = 'x'\nover = { name = 'List' }\nothers = 'as-listed'",
        &base,
    );
    assert_eq!((revision.version(), revision.note()), (Some("2"), Some("x")));
    assert_eq!(revision.effective().map(|at| at.to_string()).as_deref(), Some("2026-12-01T00:00:00Z"));
    assert_eq!(
        faults_over(&contract("unit = 'USD'\nround = 'up'\nround_charges = 'up'"), &base),
        [
            "P0703 4:1 `unit` is that of the base and cannot be stated here",
            "P0703 5:1 `round` is that of the base and cannot be stated here",
            "P0703 6:1 `round_charges` is that of the base and cannot be stated here",
        ]
    );
    // What goes back to the default of the sheet.
    let dropped = over(&contract("endpoints.b.drop = ['round']"), &base);
    assert_eq!(price(&dropped, &Usage::new("b")), "2");
}

#[test]
fn what_is_not_touched_is_shared() {
    let base = base();
    let acme = over(&contract("endpoints.b.price = 3"), &base);
    let (ours, theirs) = (&acme.model().endpoints, &base.model().endpoints);
    assert!(Arc::ptr_eq(&ours[0], &theirs[0]));
    assert!(!Arc::ptr_eq(&ours[1], &theirs[1]));
    let narrow =
        over(&narrow_contract("endpoints.b = {}\nadjust = [{ endpoints = ['a'], times = 2 }]"), &base);
    assert_eq!(narrow.model().endpoints.len(), 2);
    let narrow = over(&narrow_contract("endpoints.b.price = 3"), &base);
    assert_eq!(price(&narrow, &Usage::new("b")), "3");
}

#[test]
fn a_sheet_that_changes_nothing_is_its_base() {
    for (file, text) in sheets() {
        let base = sheet(&text);
        let head = |name: &str, version: Option<&str>| {
            let version =
                version.map(|version| format!("version = {}\n", quoted(version))).unwrap_or_default();
            format!("name = {}\n{version}", quoted(name))
        };
        let dated = base.effective().map(|at| format!("effective = {at}\n")).unwrap_or_default();
        let note = base.note().map(|note| format!("note = {}\n", quoted(note))).unwrap_or_default();
        let rest = format!("over = {{ name = {} }}\nothers = 'as-listed'", quoted(base.name()));
        let same = over(&format!("{}{dated}{note}{rest}", head(base.name(), base.version())), &base);
        assert_eq!(same.fingerprint(), base.fingerprint(), "{file}");
        let other = over(&format!("{}{dated}{note}{rest}", head("Another", Some("9"))), &base);
        assert_ne!(other.fingerprint(), base.fingerprint(), "{file}");
        for endpoint in base.endpoints() {
            for example in &endpoint.model().examples {
                let usage = endpoint.usage_of(example);
                assert_eq!(other.price(&usage), base.price(&usage), "{file}");
            }
        }
        // Each endpoint stated as it is changes nothing but its examples.
        let names: String = base
            .model()
            .endpoints
            .iter()
            .map(|endpoint| format!("[endpoints.{}]\n", quoted(&endpoint.name)))
            .collect();
        let stated = over(&format!("{}{rest}\n{names}", head("Another", None)), &base);
        for endpoint in base.endpoints() {
            for example in &endpoint.model().examples {
                let usage = endpoint.usage_of(example);
                assert_eq!(stated.price(&usage), base.price(&usage), "{file}");
            }
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn what_a_contract_comes_to_is_a_sheet_of_its_own() {
    let base = base();
    let acme = over(
        &contract(
            "adjust = [{ endpoints = ['a'], times = 0.5 }]\nendpoints.b = { price = { was = 2.5, now = 2 }, options.o = 1 }",
        ),
        &base,
    );
    let again = sheet(&acme.to_toml());
    assert_eq!(again.fingerprint(), acme.fingerprint());
    // Whatever is said over the one can be said over the other.
    let second = "name = 'Acme'\nover = { name = 'Acme' }\nothers = 'as-listed'\nadjust = [{ endpoints = ['a'], times = 0.5 }]\n\
        endpoints.b = { options.o = { was = 1, now = 2 }, drop = ['round'] }\nendpoints.c.price = 0.5";
    let (left, right) = (over(second, &acme), over(second, &again));
    assert_eq!(left.fingerprint(), right.fingerprint());
    assert_eq!(left.to_toml(), right.to_toml());
    assert_eq!(price(&left, &Usage::new("b").option("o")), "4");
}

#[test]
fn sixteen_may_be_over_one_another() {
    let mut top = base();
    for depth in 1..=16 {
        top = over(
            &format!(
                "name = 'List'\nversion = '{depth}'\nover = {{ name = 'List' }}\nothers = 'as-listed'\nendpoints.a.price = {depth}"
            ),
            &top,
        );
    }
    assert_eq!(price(&top, &Usage::new("a")), "16");
    assert_eq!(top.sources().len(), 17);
    assert_eq!(
        faults_over("name = 'List'\nover = { name = 'List' }\nothers = 'as-listed'", &top),
        ["P0706 2:8 more than 16 sheets are over one another here"]
    );
}

#[test]
fn windows_and_what_is_allowed_are_inherited_and_added_to() {
    let base = sheet(
        "name = 'List'\nallow = ['unnamed-window']\n[windows.night]\nclock = 'utc'\nhours = [{ from = 00:00:00, to = 06:00:00 }]\n\
         [endpoints.a]\nrates = [{ when = ['in night'], price = 1 }, { price = 2 }]",
    );
    let acme = over(
        &contract(
            "allow = ['total-falls']\nwindows.weekend = { clock = 'as-stated', weekdays = ['sat', 'sun'] }\n\
                   endpoints.b.rates = [{ when = ['in weekend', 'not in night'], price = 3 }, { price = 4 }]",
        ),
        &base,
    );
    let windows: Vec<&str> = acme.model().windows.iter().map(|window| &*window.name).collect();
    assert_eq!(windows, ["night", "weekend"]);
    let allowed: Vec<&str> = acme.model().allow.iter().map(|allow| &*allow.code).collect();
    assert_eq!(allowed, ["unnamed-window", "total-falls"]);
    let at = |endpoint: &str, at: &str| price(&acme, &Usage::new(endpoint).made_at(at.parse().unwrap()));
    assert_eq!((at("a", "2026-11-28T05:59:59Z"), at("a", "2026-11-28T06:00:00Z")), ("1".into(), "2".into()));
    assert_eq!((at("b", "2026-11-28T06:00:00Z"), at("b", "2026-11-28T05:00:00Z")), ("3".into(), "4".into()));
    let again = sheet(&acme.to_toml());
    assert_eq!(again.fingerprint(), acme.fingerprint());
    assert_eq!(
        faults_over(&contract("windows.night = { clock = 'utc', weekdays = ['mon'] }"), &base),
        ["P0703 4:9 the base has a window `night`, which cannot be another here"]
    );
    let many: String =
        (0..64).map(|at| format!("w{at} = {{ clock = 'utc', weekdays = ['mon'] }}\n")).collect();
    assert_eq!(
        faults_over(&contract(&format!("[windows]\n{many}")), &base),
        ["P0514 4:2 65 windows of a sheet and its base, more than 64"]
    );
}

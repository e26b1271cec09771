//! Sheets over others, by every command that reads a sheet.

use pricesheet::PriceSheet;

use crate::common::{file, run, run_with};

const LIST: &str = "name = \"Models\"\nversion = \"2026-11\"\neffective = 2026-11-01T00:00:00Z\nunit = \"USD\"\n\
    [endpoints.a]\nprice = 10\ngroup = \"Chat\"\n[endpoints.b]\nprice = 20\nmax = 30\n";
const DECEMBER: &str = "name = \"Models\"\nversion = \"2026-12\"\neffective = 2026-12-01T00:00:00Z\n\
    over = { name = \"Models\", version = \"2026-11\" }\nothers = \"as-listed\"\n[endpoints.a]\nprice = 8\n";
const ACME: &str = "name = \"Acme\"\nover = { name = \"Models\", version = \"2026-11\" }\nothers = \"as-listed\"\n\
    [[adjust]]\ngroup = \"Chat\"\ntimes = 0.5\n[endpoints.b]\nprice = { was = 20, now = 18 }\n";

/// The list, the revision of December and the contract, as files of a test.
fn files(test: &str) -> [String; 3] {
    [("list", LIST), ("december", DECEMBER), ("acme", ACME)]
        .map(|(name, text)| file(&format!("contracts-{test}-{name}.toml"), text))
}

fn over(name: &str, version: &str, rest: &str) -> String {
    format!("name = \"Acme\"\nover = {{ name = \"{name}\"{version} }}\nothers = \"as-listed\"\n{rest}")
}

#[test]
fn every_command_finds_the_base() {
    let [list, december, acme] = files("every");
    let total = |arguments: &[&str]| run(arguments).output(0).to_string();
    assert!(total(&["quote", "a", "--sheet", &acme, "--base", &list]).contains("Acme"));
    let quote =
        run(&["quote", "b", "--json", "--sheet", &acme, "--base", &december, "--base", &list]).json(0);
    assert_eq!(quote["total"], "18");
    assert_eq!(quote["sheet"]["source"], acme);
    let rated = run_with(&["rate", "--sheet", &acme, "--base", &list], "{\"endpoint\":\"a\"}\n").lines(0);
    assert_eq!(rated[0]["total"], "5");
    let charged = file("contracts-every.jsonl", "{\"endpoint\":\"a\",\"charged\":5}\n");
    run(&["audit", &charged, "--sheet", &acme, "--base", &list]).output(0);
    let listed = total(&["list", "--sheet", &acme, "--base", &list]);
    assert!(listed.contains("18"), "{listed}");
    let text = "name = \"N\"\nover = { name = \"Models\" }\nothers = \"as-listed\"\nendpoints.c.charges.q.price = 2\n";
    let charges = file("contracts-every-c.toml", text);
    let most = run(&[
        "afford",
        "c",
        "--most",
        "q",
        "--balance",
        "9",
        "--json",
        "--sheet",
        &charges,
        "--base",
        &list,
    ]);
    assert_eq!(most.json(0)["most"], "4", "{most:?}");
    let checked = run(&["check", &acme, "--base", &list]);
    assert!(checked.output(0).contains("acme.toml: ok: Acme, 2 endpoints"), "{checked:?}");
}

#[test]
fn resolve_prints_one_sheet() {
    let [list, _, acme] = files("resolve");
    let printed = run(&["resolve", &acme, "--base", &list]);
    let expected = "name = \"Acme\"\nunit = \"USD\"\n\n[endpoints.a]\nprice = 10\ngroup = \"Chat\"\ntimes = 0.5\n\n\
        [endpoints.b]\nprice = 18\nmax = 30\n";
    assert_eq!(printed.output(0), expected);
    let over = PriceSheet::from_toml_over(ACME, &PriceSheet::from_toml(LIST).unwrap()).unwrap();
    assert_eq!(PriceSheet::from_toml(printed.output(0)).unwrap().fingerprint(), over.fingerprint());
    // A sheet that is over none is printed as it is, standard input too.
    assert_eq!(run_with(&["resolve", "-"], LIST).output(0).replace("\n\n", "\n"), LIST.replace("\n\n", "\n"));
    let from_stdin = run_with(&["resolve", "-", "--base", &list], ACME);
    assert_eq!(from_stdin.output(0), expected);
}

#[test]
fn a_book_may_hold_a_list_and_its_revisions() {
    let [list, december, _] = files("book");
    let records = "{\"endpoint\":\"a\",\"at\":\"2026-11-30T00:00:00Z\"}\n{\"endpoint\":\"a\",\"at\":\"2026-12-01T00:00:00Z\"}\n";
    for arguments in [
        ["rate", "--sheet", &december, "--sheet", &list].as_slice(),
        &["rate", "--sheet", &december, "--sheet", &list, "--base", &list],
    ] {
        let rated = run_with(arguments, records).lines(0);
        assert_eq!([&rated[0]["total"], &rated[1]["total"]], ["10", "8"]);
    }
}

#[test]
fn diff_shows_what_a_contract_changes() {
    let [list, _, acme] = files("diff");
    let diff = run(&["diff", &list, &acme]);
    let changes = diff.output(1).split_once("\n\n").unwrap().1;
    assert_eq!(
        changes,
        "~ name: \"Models\" -> \"Acme\"\n- version: \"2026-11\"\n- effective: 2026-11-01T00:00:00Z\n\
         ~ a\n    + times: 0.5\n~ b\n    ~ price: 20 -> 18\n"
    );
}

#[test]
fn a_base_is_found_by_its_fingerprint() {
    let [list, december, _] = files("fingerprint");
    let base = PriceSheet::from_toml(LIST).unwrap();
    let revision = PriceSheet::from_toml_over(DECEMBER, &base).unwrap();
    for (pinned, total) in [(&base, "10"), (&revision, "8")] {
        let pin = format!(", fingerprint = \"{}\"", pinned.fingerprint());
        let text = over("Models", &pin, "");
        let contract = file(&format!("contracts-pinned-{total}.toml"), text);
        let quote =
            run(&["quote", "a", "--json", "--sheet", &contract, "--base", &list, "--base", &december]);
        assert_eq!(quote.json(0)["total"], *total);
    }
}

#[test]
fn what_is_not_found_is_told() {
    let [list, december, acme] = files("missing");
    let says = |arguments: &[&str], words: &[&str]| {
        let run = run(arguments);
        assert_eq!(run.status, Some(2), "{run:?}");
        for word in words {
            assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
        }
    };
    says(
        &["quote", "a", "--sheet", &acme],
        &[
            "acme.toml is over `Models` 2026-11, which is not among the sheets given",
            "give the sheet that it is over as `--base FILE`",
        ],
    );
    says(
        &["quote", "a", "--sheet", &acme, "--base", &december, "--base", &acme],
        &["is over `Models` 2026-11, which is not among"],
    );
    // A sole base that is another is told with the place.
    says(
        &[
            "check",
            &acme,
            "--base",
            &file("contracts-other.toml", "name = \"Others\"\nendpoints.a.price = 1"),
        ],
        &["P0702", "the base is `Others`, not `Models`"],
    );
    let vague = file("contracts-vague.toml", over("Models", "", ""));
    says(
        &["quote", "a", "--sheet", &vague, "--base", &list, "--base", &december],
        &["which may be any of", "state the `version` of the base in its `over`"],
    );
    let loop_text = "name = \"A\"\nover = { name = \"B\" }\nothers = \"as-listed\"\n";
    let left = file("contracts-loop-a.toml", loop_text);
    let right = file(
        "contracts-loop-b.toml",
        loop_text.replace("\"B\"", "\"C\"").replace("\"A\"", "\"B\"").replace("\"C\"", "\"A\""),
    );
    says(&["check", &left, "--base", &right, "--base", &left], &["is over itself"]);
    says(&["resolve", &acme, "--base", "no-such-file.toml"], &["no-such-file.toml"]);
}

#[test]
fn faults_and_warnings_show_the_file_in_which_the_value_stands() {
    let [list, ..] = files("places");
    let contract = file(
        "contracts-places.toml",
        over("Models", "", "[endpoints.b]\nmin = 40\n[endpoints.a]\nprice = { was = 9, now = 1 }\n"),
    );
    let checked = run(&["check", &contract, "--base", &list]);
    assert_eq!(checked.status, Some(2));
    for words in [
        "contracts-places.toml:5:7",
        "the minimum 40 is above the maximum 30",
        "contracts-places.toml:7:17",
        "`price` is 10 in the base, not 9",
        "contracts-places.toml: 2 errors",
    ] {
        assert!(checked.stderr.contains(words), "{words}: {}", checked.stderr);
    }
    // The cap of the base is in the way of the contract, and of the list alone.
    let tiers = "name = \"Tiers\"\n[endpoints.t]\nbasis = \"call\"\ncharges.q = { tiering = \"volume\", tiers = [{ up_to = 10, price = 5 }, { price = 4 }] }\n";
    let tiers = file("contracts-tiers.toml", tiers);
    let contract = file("contracts-lints.toml", over("Tiers", "", "[endpoints.t]\nnote = \"n\"\n"));
    let checked = run(&["check", &contract, "--base", &tiers, "--json"]);
    let warnings = checked.json(0);
    let warning = &warnings[0]["warnings"][0];
    assert_eq!(
        (warning["code"].as_str(), warning["source"].as_str()),
        (Some("total-falls"), Some(&*tiers)),
        "{warnings}"
    );
    let shown = run(&["check", &contract, "--base", &tiers]).stderr;
    assert!(shown.contains("contracts-tiers.toml:4") && shown.contains("up_to = 10"), "{shown}");
}

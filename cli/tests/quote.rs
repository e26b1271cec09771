//! `pricesheet quote`

use crate::common::{data, file, fingerprint, root_file, run};
use serde_json::json;

#[test]
fn every_line_of_the_arithmetic() {
    let quote = run(&["quote", "get-personal-profile", "skills", "certifications", "honors"]);
    let lines: Vec<&str> = quote.output(0).lines().map(str::trim_end).collect();
    assert_eq!(lines.first(), Some(&"Get Personal Profile (get-personal-profile)"));
    assert_eq!(lines.last(), Some(&"sheet: Personal and company data API 2026-05 (embedded)"));
    let amounts = |name: &str| {
        let line = lines.iter().find(|line| line.trim_start().starts_with(name));
        line.unwrap().split_whitespace().last().unwrap().to_string()
    };
    assert_eq!(amounts("flat amount"), "1");
    assert_eq!(amounts("option skills"), "+0.5");
    assert_eq!(amounts("option certifications"), "+0.5");
    assert_eq!(amounts("option honors"), "+0.5");
    assert_eq!(amounts("rounded"), "-0.5");
    assert_eq!(amounts("total"), "2");
    // Amounts end in one column.
    let ends: Vec<usize> = lines
        .iter()
        .filter(|line| line.starts_with("  ") && line.ends_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.chars().count())
        .collect();
    assert!(ends.len() >= 6 && ends.windows(2).all(|pair| pair[0] == pair[1]), "{lines:#?}");
    assert_eq!(quote.stderr, "");
}

#[test]
fn the_same_as_data() {
    let quote = run(&["quote", "get-personal-profile", "skills", "--json"]).json(0);
    let expected = json!({
        "sheet": {
            "name": "Personal and company data API",
            "version": "2026-05",
            "source": "embedded",
            "fingerprint": fingerprint(&root_file("pricing.toml")),
        },
        "endpoint": "get-personal-profile",
        "title": "Get Personal Profile",
        "unit": "credit",
        "options": ["skills"],
        "quantities": {},
        "lines": [
            { "kind": "flat", "name": null, "label": "flat amount", "amount": "1", "details": null },
            { "kind": "option", "name": "skills", "label": "option skills", "amount": "0.5", "details": null },
            {
                "kind": "round",
                "name": null,
                "label": "rounded down to a multiple of 1",
                "amount": "-0.5",
                "details": null,
            },
        ],
        "price": "1",
        "calls": "1",
        "total": "1",
    });
    assert_eq!(quote, expected);
}

#[test]
fn quantities_and_calls() {
    let arguments =
        ["quote", "search-employees", "search=1", "results=1_20.0", "status=4", "--calls", "1e3", "--json"];
    let quote = run(&arguments).json(0);
    assert_eq!(quote["price"], "110");
    assert_eq!(quote["calls"], "1000");
    assert_eq!(quote["total"], "110000");
    let lines = quote["lines"].as_array().unwrap();
    let amounts: Vec<_> = lines.iter().map(|line| (&line["name"], &line["amount"])).collect();
    let expected = [("search", "50"), ("status", "0"), ("results", "60")].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(amounts, expected.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>());
}

#[test]
fn says_which_sheet() {
    let quote = run(&["quote", "search-jobs", "--json"]).json(0);
    let embedded = json!({
        "name": "Personal and company data API",
        "version": "2026-05",
        "source": "embedded",
        "fingerprint": fingerprint(&root_file("pricing.toml")),
    });
    assert_eq!(quote["sheet"], embedded);
    let rules = data("rules.toml");
    let quote = run(&["quote", "units", "units=2", "--sheet", &rules, "--json"]).json(0);
    assert_eq!(
        quote["sheet"],
        json!({ "name": "Rules", "version": null, "source": rules, "fingerprint": fingerprint(&rules) })
    );
    let quote = run(&["quote", "units", "units=2", "--sheet", &rules]);
    assert!(quote.output(0).ends_with(&format!("\nsheet: Rules ({rules})\n")), "{quote:#?}");
}

#[test]
fn numbers_digit_by_digit() {
    let rules = data("rules.toml");
    let total = |quantity: &str, endpoint: &str| {
        run(&["quote", endpoint, quantity, "--sheet", &rules, "--json"]).json(0)["total"].clone()
    };
    let digits = "79228162514264337593543950335";
    assert_eq!(total(&format!("units={digits}"), "units"), digits);
    assert_eq!(total("units=7.9228162514264337593543950335", "units"), "7.9228162514264337593543950335");
    assert_eq!(total("units=0.1000000000000000055511151231", "units"), "0.1000000000000000055511151231");
    let smallest = "0.0000000000000000000000000001";
    assert_eq!(total("units=1", "tiny"), smallest);
    assert_eq!(total(&format!("units={smallest}"), "units"), smallest);
}

#[test]
fn what_has_no_price() {
    let rules = data("rules.toml");
    let cases: &[(&[&str], &str)] = &[
        (
            &["get-personal-profile", "skils"],
            "error[unknown-option]: unknown option `skils` of endpoint `get-personal-profile`\nhelp: did you mean `skills`?\n",
        ),
        (
            &["get-personal-profil"],
            "error[unknown-endpoint]: unknown endpoint `get-personal-profil`\nhelp: did you mean `get-personal-profile`?\n",
        ),
        (
            &["search-employees", "result=3"],
            "error[unknown-quantity]: unknown quantity `result` of endpoint `search-employees`\nhelp: did you mean `results`?\n",
        ),
        (
            &["get-personal-profile", "skills", "skills"],
            "error[repeated-option]: option `skills` is stated twice\nhelp: state it once\n",
        ),
        (
            &["search-employees"],
            "error[nothing-counted]: nothing is counted: no quantity of endpoint `search-employees` is stated\n\
             help: state at least one of `search`, `status`, `results`\n",
        ),
        (
            &["search-employees", "results=-1"],
            "error[negative-quantity]: quantity `results` is below zero\nhelp: state 0 or more\n",
        ),
        (
            &["search-employees", "results=1e"],
            "error[invalid-number]: `1e` of `results` is not a decimal number\nhelp: write it as 1, 0.5, 1_000 or 2.5e-3\n",
        ),
        (
            &["search-jobs", "--calls", "0"],
            "error[invalid-calls]: `calls` is 0, not a whole number from 1\nhelp: state a whole number from 1, or leave it out\n",
        ),
        (
            &["search-jobs", "--calls=-2"],
            "error[invalid-calls]: `calls` is -2, not a whole number from 1\nhelp: state a whole number from 1, or leave it out\n",
        ),
        (
            &["storage", "gigabytes=7", "--calls", "2", "--sheet", &rules],
            "error[calls-on-period]: `calls` is above 1, but a usage of endpoint `storage` is a whole billing period\n\
             help: add up what the period used and state it as one usage\n",
        ),
        (
            &["scrape", "--sheet", &rules],
            "error[choice-required]: no option of the required choice `outcome` is stated\nhelp: state one of `found`, `failed`\n",
        ),
        (
            &["seats", "seats=11", "--sheet", &rules],
            "error[beyond-last-tier]: the count of charge `seats` lies beyond its last tier\n",
        ),
    ];
    for (arguments, message) in cases {
        let run = run(&[&["quote"], *arguments].concat());
        assert_eq!(run.output(2), "", "{arguments:?}");
        let sheet =
            if arguments.contains(&"--sheet") { format!("({rules})\n") } else { "(embedded)\n".into() };
        let (told, by) = run.stderr.rsplit_once("sheet: ").unwrap();
        assert_eq!(told, *message, "{arguments:?}");
        assert!(by.ends_with(&sheet), "{by}");
    }
}

#[test]
fn what_has_no_price_as_data() {
    let error = run(&["quote", "get-personal-profile", "skils", "--json"]).json(2)["error"].clone();
    let expected = json!({
        "code": "unknown-option",
        "message": "unknown option `skils` of endpoint `get-personal-profile`",
        "culprit": "skils",
        "help": "did you mean `skills`?",
    });
    assert_eq!(error, expected);
    let error = run(&["quote", "search-employees", "results=x", "--json"]).json(2)["error"].clone();
    assert_eq!(error["code"], "invalid-number");
    assert_eq!(error["culprit"], "results");
}

#[test]
fn a_bad_sheet_and_a_missing_one() {
    let sheet = file("quote-bad.toml", "name = \"X\"\n[endpoints.a]\nprice = -1\n");
    let quote = run(&["quote", "a", "--sheet", &sheet]);
    assert_eq!(quote.output(2), "");
    assert!(quote.stderr.contains(&format!("--> {sheet}:3:9\n")), "{}", quote.stderr);
    let quote = run(&["quote", "a", "--sheet", "missing.toml"]);
    assert_eq!(quote.output(2), "");
    assert!(
        quote.stderr.starts_with("error[unreadable-input]: cannot read missing.toml: "),
        "{}",
        quote.stderr
    );
}

#[test]
fn bad_arguments() {
    assert_eq!(run(&["quote"]).status, Some(2));
    assert_eq!(run(&["qoute"]).status, Some(2));
    assert_eq!(run(&[]).status, Some(2));
    assert_eq!(run(&["--version"]).status, Some(0));
}

#[test]
fn a_value_is_of_whatever_the_name_is() {
    let sheet = file(
        "quote-values.toml",
        r#"
        name = "Scraping"
        [endpoints.scrape]
        choices.proxy = ["classic", "premium"]
        attributes.region = { default = "us", of = ["us", "eu"] }
        options = { premium = 9, js = 5 }
        quantities.pages = { default = 1 }
        by = ["region"]
        table = [["eu", 2], ["*", 1]]
        "#,
    );
    let quote = |words: &[&str]| run(&[&["quote", "scrape"], words, &["--sheet", &sheet]].concat());
    let total = |words: &[&str]| {
        let run = quote(words);
        run.output(0)
            .lines()
            .find(|line| line.contains("total"))
            .unwrap()
            .split_whitespace()
            .last()
            .unwrap()
            .to_string()
    };
    assert_eq!(total(&[]), "1");
    assert_eq!(total(&["proxy=premium", "region=eu", "js=true", "pages=3"]), "16");
    assert_eq!(total(&["proxy=classic", "js=F", "js="]), "1");
    let refused = |words: &[&str]| {
        let run = quote(words);
        run.output(2);
        run.stderr.lines().next().unwrap().to_string()
    };
    assert_eq!(
        refused(&["proxy=gold"]),
        "error[unknown-member]: `gold` is not a member of the choice `proxy`"
    );
    assert_eq!(
        refused(&["proxy=classic", "proxy=premium"]),
        "error[repeated-choice]: choice `proxy` is stated twice"
    );
    assert_eq!(refused(&["region=ue"]), "error[unknown-value]: unknown value `ue` of attribute `region`");
    assert_eq!(
        refused(&["region=eu", "region=us"]),
        "error[repeated-attribute]: attribute `region` is stated twice"
    );
    assert_eq!(refused(&["js", "js=false"]), "error[repeated-option]: option `js` is stated twice");
    assert_eq!(refused(&["js=maybe"]), "error[invalid-field]: `js` must be true, t, 1, false, f, 0 or empty");
    assert_eq!(
        refused(&["colour=red"]),
        "error[unknown-quantity]: unknown quantity `colour` of endpoint `scrape`"
    );
    let afford = [
        "afford",
        "scrape",
        "proxy=premium",
        "region=eu",
        "--most",
        "calls",
        "--balance",
        "25",
        "--sheet",
        &sheet,
    ];
    assert!(run(&afford).output(0).starts_with("scrape: up to 2 such calls"));
}

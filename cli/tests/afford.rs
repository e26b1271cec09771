//! `afford`, and `quote --balance`: what a balance covers.

use crate::common::{file, fingerprint, root_file, run};
use serde_json::json;

#[test]
fn the_question_that_a_customer_asks() {
    let run = run(&["afford", "search-employees", "search=1", "--most", "results", "--balance", "500"]);
    assert_eq!(
        run.output(0),
        "search-employees: up to 900 of `results` with a balance of 500\n  \
           900 cost 500 credit: 0 left\n  \
           901 cost 500.5 credit: 0.5 missing\n\n\
         sheet: Personal and company data API 2026-05 (embedded)\n"
    );
}

#[test]
fn not_even_zero_and_any_count() {
    let short = run(&["afford", "search-employees", "search=1", "--most", "results", "--balance", "49.5"]);
    let text = short.output(1);
    assert!(text.starts_with(
        "search-employees: not even 0 of `results` with a balance of 49.5\n  0 cost 50 credit: 0.5 missing\n"
    ));
    let free = run(&["afford", "search-employees", "search=1", "--most", "status", "--balance", "50"]);
    assert!(free.output(0).starts_with("search-employees: any count of `status` with a balance of 50\n\n"));
}

#[test]
fn beyond_the_last_tier_there_is_no_price() {
    let sheet = file(
        "afford-tiers.toml",
        "name = 'T'\n[endpoints.e]\nbasis = 'call'\n\
         charges.n = { tiering = 'graduated', tiers = [{ up_to = 10, price = 1 }] }\n",
    );
    let run = run(&["afford", "e", "--most", "n", "--balance", "1_000", "--sheet", &sheet]);
    assert!(run.output(0).starts_with(
        "e: up to 10 of `n` with a balance of 1000\n  10 cost 10 credit: 990 left\n  \
         11 cost nothing that can be said: the count of charge `n` lies beyond its last tier\n"
    ));
}

#[test]
fn as_data() {
    let arguments = ["search-companies", "search=1", "--most", "results", "--balance", "26", "--json"];
    let run = |calls: &str| run(&[&["afford"], &arguments[..], &["--calls", calls]].concat());
    let sheet = json!({
        "name": "Personal and company data API", "version": "2026-05", "source": "embedded",
        "fingerprint": fingerprint(&root_file("pricing.toml")),
    });
    let mut expected = json!({
        "sheet": sheet, "endpoint": "search-companies", "quantity": "results", "unit": "credit",
        "most": "3", "unlimited": false, "total": "25.9", "balance": "26", "left": "0.1",
    });
    assert_eq!(run("1").json(0), expected);
    expected["most"] = json!(null);
    expected["total"] = json!("50");
    expected["missing"] = json!("24");
    expected.as_object_mut().unwrap().remove("left");
    assert_eq!(run("2").json(1), expected);
}

/// Not even none of it, because that is an error.
#[test]
fn why_nothing_is_covered() {
    let sheet = file(
        "afford-nothing.toml",
        "name = \"Cache\"\n[endpoints.tokens.charges]\nfresh = { quantity = \"input\", minus = \"cached\", price = 1 }\n",
    );
    let data = run(&[
        "afford",
        "tokens",
        "cached=5",
        "--most",
        "input",
        "--balance",
        "9",
        "--json",
        "--sheet",
        &sheet,
    ])
    .json(1);
    assert_eq!((&data["most"], &data["unlimited"]), (&json!(null), &json!(false)));
    assert_eq!(
        (&data["error"]["code"], &data["error"]["culprit"]),
        (&json!("negative-count"), &json!("fresh"))
    );
}

#[test]
fn what_cannot_be_asked() {
    let refused = |arguments: &[&str]| {
        let run = run(&[&["afford"], arguments].concat());
        assert_eq!(run.output(2), "");
        run.stderr
    };
    let stated = refused(&["search-employees", "search=1", "--most", "search", "--balance", "5"]);
    const SHEET: &str = "sheet: Personal and company data API 2026-05 (embedded)\n";
    assert_eq!(
        stated,
        format!(
            "error[quantity-stated]: the usage states `search`, of which the most is asked for\n\
             help: leave it out, or ask for another one\n{SHEET}"
        )
    );
    let unknown = refused(&["search-employees", "--most", "result", "--balance", "5"]);
    assert_eq!(
        unknown,
        format!(
            "error[unknown-quantity]: unknown quantity `result` of endpoint `search-employees`\nhelp: did you mean `results`?\n{SHEET}"
        )
    );
    let number = refused(&["search-employees", "--most", "results", "--balance", "much"]);
    assert!(
        number.starts_with("error[invalid-number]: `much` of `balance` is not a decimal number\n"),
        "{number}"
    );
    let data = run(&["afford", "nothing", "--most", "results", "--balance", "5", "--json"]).json(2);
    assert_eq!(data["error"]["code"], "unknown-endpoint");
    assert_eq!(data["sheet"]["source"], "embedded");
}

#[test]
fn a_quote_says_what_is_left_or_missing() {
    let of =
        |balance: &str| run(&["quote", "search-employees", "search=1", "results=120", "--balance", balance]);
    assert!(
        of("80")
            .output(1)
            .contains("  total                                    110\n\nbalance 80: 30 missing\n\nsheet: ")
    );
    assert!(of("110.5").output(0).contains("\nbalance 110.5: 0.5 left\n"));
    let data = run(&["quote", "search-jobs", "--balance", "1", "--json"]).json(1);
    assert_eq!((&data["total"], &data["balance"], &data["missing"]), (&json!("2"), &json!("1"), &json!("1")));
    let faulty = run(&["quote", "search-jobs", "--balance", "-1", "--json"]).json(2);
    assert_eq!(faulty["error"]["culprit"], "balance");
}

#[test]
fn a_basket_too() {
    let basket = root_file("examples/basket.jsonl");
    let of = |balance: &str| run(&["quote", "--file", &basket, "--balance", balance]);
    assert!(of("4226").output(0).contains("\nbalance 4226: 0.1 left\n"));
    assert!(of("4000").output(1).contains("\nbalance 4000: 225.9 missing\n"));
    let data = run(&["quote", "--file", &basket, "--balance", "5000", "--json"]).json(0);
    assert_eq!((&data["total"], &data["left"]), (&json!("4225.9"), &json!("774.1")));
}

#[test]
fn how_many_such_calls() {
    const SHEET: &str = "sheet: Personal and company data API 2026-05 (embedded)\n";
    let asked = |balance| {
        run(&[
            "afford",
            "search-employees",
            "search=1",
            "results=120",
            "--most",
            "calls",
            "--balance",
            balance,
        ])
    };
    assert_eq!(
        asked("500").output(0),
        format!(
            "search-employees: up to 4 such calls with a balance of 500\n  4 cost 440 credit: 60 left\n  5 cost 550 credit: 50 missing\n\n{SHEET}"
        )
    );
    assert_eq!(
        asked("109").output(1),
        format!(
            "search-employees: up to 0 such calls with a balance of 109\n  1 cost 110 credit: 1 missing\n\n{SHEET}"
        )
    );
    let data =
        run(&["afford", "get-personal-profile", "--most", "calls", "--balance", "2.5", "--json"]).json(0);
    assert_eq!((&data["most"], &data["total"], &data["left"]), (&"2".into(), &"2".into(), &"0.5".into()));
    let twice = run(&["afford", "get-personal-profile", "--calls", "2", "--most", "calls", "--balance", "5"]);
    twice.output(2);
    assert!(
        twice.stderr.starts_with(
            "error[quantity-stated]: the usage states `calls`, of which the most is asked for\n"
        )
    );
}

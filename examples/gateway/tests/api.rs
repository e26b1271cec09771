//! Every route, and what it says where it refuses.

use serde_json::json;

use crate::client::Client;
use crate::gateway::Gateway;
use crate::postgres::Postgres;

const SHEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sheet.toml");

#[tokio::test]
async fn a_customer_pays_by_the_call_and_by_the_month() {
    let postgres = Postgres::start("api");
    let gateway = Gateway::start(&postgres.url(), SHEET, &[("GATEWAY_NOTICE_MS", "60000")]);
    let client = Client::default();
    let acme = format!("{}/v1/customers/acme", gateway.address);
    let send = async |route: &str, key: &str, body: &str| {
        client.send(format!("{acme}/{route}"), key, body).await.unwrap()
    };

    // Nobody is there before the first credit.
    let (status, code, culprit, help) = client.get(acme.clone()).await.problem();
    assert_eq!((status, code.as_str(), culprit.as_str()), (404, "unknown-customer", "acme"));
    assert_eq!(help, "add credits first: /v1/customers/acme/credits");
    assert_eq!(send("calls", "k1", r#"{"endpoint": "profile"}"#).await.problem().1, "unknown-customer");

    assert_eq!(send("credits", "c1", r#"{"amount": "40.50"}"#).await.good(), json!({ "credited": "40.5" }));
    let again = send("credits", "c1", r#"{"amount": "40.50"}"#).await;
    assert!(again.replayed && again.status == 200);
    let balance = json!({ "customer": "acme", "balance": "40.5", "held": "0", "available": "40.5" });
    assert_eq!(client.get(acme.clone()).await.good(), balance);

    // A call, and its retry.
    let call = send("calls", "k1", r#"{"endpoint": "profile", "options": ["skills"]}"#).await;
    assert_eq!((call.good()["charged"].clone(), call.replayed), (json!("2"), false));
    let retry = send("calls", "k1", r#"{"endpoint": "profile", "options": ["skills"]}"#).await;
    assert_eq!((retry.good(), retry.replayed), (call.good(), true));
    let (status, code, culprit, _) = send("calls", "k1", r#"{"endpoint": "profile"}"#).await.problem();
    assert_eq!((status, code.as_str(), culprit.as_str()), (422, "key-reused", "k1"));

    // What a call may cost, and how much of it can be paid.
    let search = r#"{"endpoint": "search", "quantities": {"results": 60}}"#;
    let quote = client.post(format!("{acme}/quote"), search).await.good();
    assert_eq!(
        (&quote["held"], &quote["balance"]),
        (&json!("30"), &json!({ "covered": true, "left": "8.5" }))
    );
    let affordable =
        client.post(format!("{acme}/afford?quantity=results"), r#"{"endpoint": "search"}"#).await;
    assert_eq!(affordable.good(), json!({ "quantity": "results", "affordable": { "up-to": "77" } }));
    let dear = send("calls", "k2", r#"{"endpoint": "search", "quantities": {"results": 90}}"#).await;
    assert_eq!(dear.json()["detail"], "it may cost 45 credit, of which 6.5 are missing");
    assert_eq!((dear.problem().0, dear.problem().1.as_str()), (402, "balance-too-short"));

    // A month: the least amount at once, and then what is beyond what it includes.
    let event = async |key: &str, messages: u32| {
        send(
            "events",
            key,
            &json!({ "endpoint": "send", "quantities": { "messages": messages } }).to_string(),
        )
        .await
    };
    assert_eq!(event("e1", 90).await.good()["charged"], "5");
    assert_eq!(event("e2", 130).await.good()["charged"], "1");
    assert_eq!(event("e2", 130).await.good()["charged_in_month"], "6");
    let due =
        client.post(format!("{acme}/quote"), r#"{"endpoint": "send", "quantities": {"messages": 10}}"#).await;
    assert_eq!(due.good()["due"], "0.5");
    assert_eq!(event("e3", 10_000).await.problem().1, "balance-too-short");
    assert_eq!(client.get(acme.clone()).await.good()["available"], "32.5");

    // The upstream refuses: nothing is charged or held.
    let failed = send("calls", "k3", r#"{"endpoint": "search", "quantities": {"results": 2000000}}"#).await;
    assert_eq!(failed.problem().1, "balance-too-short");
    send("credits", "c2", r#"{"amount": "1000000"}"#).await.good();
    let failed = send("calls", "k3", r#"{"endpoint": "search", "quantities": {"results": 2000000}}"#).await;
    assert_eq!((failed.problem().0, failed.problem().1.as_str()), (502, "upstream-failed"));
    let balance =
        json!({ "customer": "acme", "balance": "1000032.5", "held": "0", "available": "1000032.5" });
    assert_eq!(client.get(acme.clone()).await.good(), balance);

    let log = client.get(format!("{}/v1/log", gateway.address)).await;
    let lines: Vec<serde_json::Value> =
        log.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let charged: Vec<_> = lines.iter().map(|line| (line["key"].as_str(), line["charged"].as_str())).collect();
    assert_eq!(
        charged,
        [("k1", "2"), ("e1", "5"), ("e2", "1")].map(|(key, amount)| (Some(key), Some(amount)))
    );
    let next = log.next_after.unwrap();
    assert_eq!(client.get(format!("{}/v1/log?after={next}", gateway.address)).await.text, "");
}

#[tokio::test]
async fn what_is_refused_says_what_instead() {
    let postgres = Postgres::start("refused");
    let gateway = Gateway::start(&postgres.url(), SHEET, &[]);
    let client = Client::default();
    let acme = format!("{}/v1/customers/acme", gateway.address);
    client.send(format!("{acme}/credits"), "c1", r#"{"amount": "10"}"#).await.unwrap().good();
    let problem = async |route: &str, key: &str, body: &str| {
        client.send(format!("{acme}/{route}"), key, body).await.unwrap().problem()
    };
    let shown = |(status, code, culprit, help): (u16, String, String, String)| {
        format!("{status} {code} ({culprit}) {help}")
    };

    for (route, body, expected) in [
        ("calls", r#"{"endpoint": "profil"}"#, "422 unknown-endpoint (profil) did you mean `profile`?"),
        (
            "calls",
            r#"{"endpoint": "profile", "options": ["skils"]}"#,
            "422 unknown-option (skils) did you mean `skills`?",
        ),
        (
            "calls",
            r#"{"endpoint": "send", "quantities": {"messages": 1}}"#,
            "422 charged-by-the-period (send) report it to /v1/customers/acme/events",
        ),
        (
            "events",
            r#"{"endpoint": "profile"}"#,
            "422 charged-by-the-call (profile) call it through /v1/customers/acme/calls",
        ),
        (
            "calls",
            r#"{"endpoint": "profile", "at": "2026-01-01T00:00:00Z"}"#,
            "400 stated-instant (at) leave it out; the gateway charges by the instant at which it takes the call",
        ),
        ("calls", r#"{"endpoint": "profile", "option": ["skills"]}"#, "400 invalid-body () "),
        ("calls", "{", "400 invalid-body () "),
        ("credits", r#"{"amount": 5}"#, "400 invalid-body () "),
        ("credits", r#"{"amount": "0"}"#, "400 no-amount (0) "),
        ("nowhere", "{}", "404 unknown-address () "),
    ] {
        assert_eq!(shown(problem(route, "k", body).await), expected, "{body}");
    }
    assert_eq!(problem("credits", "k", r#"{"amount": "-1"}"#).await.1, "negative-number");
    let without_key = client.post(format!("{acme}/calls"), r#"{"endpoint": "profile"}"#).await.problem();
    assert_eq!((without_key.0, without_key.1.as_str()), (400, "idempotency-key"));
    // The database does not hold it, and nobody is told that the gateway is broken.
    let zero = client
        .post(format!("{}/v1/customers/a%00b/quote", gateway.address), r#"{"endpoint": "profile"}"#)
        .await;
    assert_eq!((zero.problem().0, zero.problem().1.as_str()), (400, "invalid-text"));

    let page = client.get(format!("{}/v1/log?after=x", gateway.address)).await.problem();
    assert_eq!((page.0, page.1.as_str()), (400, "invalid-query"));
    assert_eq!(client.get(format!("{acme}/calls")).await.problem().0, 405);

    // Sheets: faulty, without an instant, too late, in time, and again.
    let sheets = format!("{}/v1/sheets", gateway.address);
    let sheet = std::fs::read_to_string(SHEET).unwrap();
    let faulty = client.put(sheets.clone(), &sheet.replace("price = 5", "prise = 5")).await;
    assert_eq!(
        (faulty.problem().1.as_str(), &faulty.json()["faults"][0]["code"]),
        ("faulty-sheet", &json!("P0102"))
    );
    let late = sheet.replace("2026-01-01T00", "2026-01-01T01");
    assert_eq!(client.put(sheets.clone(), &late).await.problem().1, "too-late");
    let without = sheet.replace("effective = 2026-01-01T00:00:00Z", "");
    assert_eq!(client.put(sheets.clone(), &without).await.problem().1, "no-effective");
    let euros = sheet.replace("2026-01-01T", "9000-01-01T").replace("credit", "EUR");
    assert_eq!(client.put(sheets.clone(), &euros).await.problem().0, 409);
    let later = sheet.replace("2026-01-01T", "9000-01-01T");
    assert_eq!(client.put(sheets.clone(), &later).await.good()["effective"], "9000-01-01T00:00:00Z");
    assert_eq!(client.put(sheets, &later).await.status, 200);
}

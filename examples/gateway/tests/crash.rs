//! A process that dies between a hold and its settlement.

use std::time::Duration;

use serde_json::Value;

use crate::client::Client;
use crate::gateway::Gateway;
use crate::postgres::Postgres;

const SHEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sheet.toml");
const PROFILE: &str = r#"{"endpoint": "profile"}"#;

/// Leaves a hold behind: the process is killed while the upstream is at work.
async fn die_in_a_call(postgres: &Postgres, client: &Client, settings: [(&str, &str); 2]) -> Value {
    let slow = [settings[0], settings[1], ("GATEWAY_UPSTREAM_DELAY_MS", "600000")];
    let mut gateway = Gateway::start(&postgres.url(), SHEET, &slow);
    let acme = format!("{}/v1/customers/acme", gateway.address);
    client.send(format!("{acme}/credits"), "c1", r#"{"amount": "10"}"#).await.unwrap().good();
    let call = tokio::spawn({
        let (client, url) = (client.clone(), format!("{acme}/calls"));
        async move { client.send(url, "k1", PROFILE).await }
    });
    until(client, &acme, "1").await;
    // Nobody else can make the same call meanwhile.
    let second = client.send(format!("{acme}/calls"), "k1", PROFILE).await.unwrap();
    assert_eq!((second.problem().0, second.problem().1.as_str()), (409, "in-progress"));
    gateway.kill();
    assert!(call.await.unwrap().is_err());
    let gateway = Gateway::start(&postgres.url(), SHEET, &settings);
    client.get(format!("{}/v1/customers/acme", gateway.address)).await.good()
}

/// Waits for the customer to have this much on hold.
async fn until(client: &Client, customer: &str, held: &str) {
    for _ in 0..600 {
        if client.get(customer.to_string()).await.good()["held"] == held {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{held} was never held");
}

#[tokio::test]
async fn the_retry_takes_the_call_over() {
    let postgres = Postgres::start("taken-over");
    let client = Client::default();
    let settings = [("GATEWAY_LEASE_MS", "1000"), ("GATEWAY_EXPIRY_MS", "600000")];
    let left = die_in_a_call(&postgres, &client, settings).await;
    assert_eq!((&left["balance"], &left["held"]), (&"10".into(), &"1".into()));

    let gateway = Gateway::start(&postgres.url(), SHEET, &settings);
    let acme = format!("{}/v1/customers/acme", gateway.address);
    let answer = loop {
        let answer = client.send(format!("{acme}/calls"), "k1", PROFILE).await.unwrap();
        if answer.status != 409 {
            break answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(answer.good()["charged"], "1");
    let balance = client.get(acme).await.good();
    assert_eq!((&balance["balance"], &balance["held"]), (&"9".into(), &"0".into()));
}

#[tokio::test]
async fn without_a_retry_the_hold_expires_and_nothing_is_charged() {
    let postgres = Postgres::start("expired");
    let client = Client::default();
    let settings = [("GATEWAY_LEASE_MS", "500"), ("GATEWAY_EXPIRY_MS", "3000")];
    die_in_a_call(&postgres, &client, settings).await;

    let gateway = Gateway::start(&postgres.url(), SHEET, &settings);
    let acme = format!("{}/v1/customers/acme", gateway.address);
    until(&client, &acme, "0").await;
    assert_eq!(client.get(acme.clone()).await.good()["balance"], "10");
    // A retry that comes later still is a new call.
    let answer = client.send(format!("{acme}/calls"), "k1", PROFILE).await.unwrap();
    assert_eq!((answer.good()["charged"].as_str(), answer.replayed), (Some("1"), false));
    assert_eq!(client.get(acme).await.good()["balance"], "9");
}

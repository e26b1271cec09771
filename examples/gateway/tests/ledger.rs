//! Two processes, many calls at once with retries, one process killed in mid-flight and started again, a sheet swapped while they
//! run: no call is charged twice or lost, and the audit of the log comes to what the ledger has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::client::{Answer, Client};
use crate::gateway::Gateway;
use crate::postgres::Postgres;

const SHEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sheet.toml");
const CUSTOMERS: usize = 25;
/// How many callers there are at once.
const CALLERS: usize = 32;
const SETTINGS: [(&str, &str); 4] = [
    ("GATEWAY_LEASE_MS", "3000"),
    ("GATEWAY_EXPIRY_MS", "600000"),
    ("GATEWAY_NOTICE_MS", "1000"),
    ("GATEWAY_UPSTREAM_DELAY_MS", "10"),
];

/// How many calls and events are made; `GATEWAY_CALLS` says another number.
fn calls() -> usize {
    std::env::var("GATEWAY_CALLS").map_or(50_000, |number| number.parse().unwrap())
}

/// What all callers share.
struct Callers {
    client: Client,
    /// Where the two processes listen; that of one changes when it is started again.
    addresses: RwLock<[String; 2]>,
    next: AtomicUsize,
    done: AtomicUsize,
    /// The amount that each call was told, by its number.
    charged: Mutex<Vec<Option<Decimal>>>,
    /// How many answers were those of an earlier attempt.
    replays: AtomicUsize,
}

/// The customer, route and body of a call, by its number.
fn call(number: usize) -> (String, &'static str, String) {
    let customer = format!("c{}", number % CUSTOMERS);
    let (route, body) = match number % 5 {
        0 => ("calls", json!({ "endpoint": "profile" })),
        1 => ("calls", json!({ "endpoint": "profile", "options": ["skills"], "calls": 1 + number % 3 })),
        2 => ("calls", json!({ "endpoint": "search", "quantities": { "results": number % 400 } })),
        3 => ("calls", json!({ "endpoint": "search" })),
        _ => ("events", json!({ "endpoint": "send", "quantities": { "messages": number % 7 } })),
    };
    (customer, route, body.to_string())
}

impl Callers {
    /// Sends a call until it is answered, to one process and then to the other, with the same key.
    async fn make(&self, number: usize, first: usize) -> Answer {
        let (customer, route, body) = call(number);
        for attempt in first.. {
            let address = self.addresses.read().unwrap()[attempt % 2].clone();
            let url = format!("{address}/v1/customers/{customer}/{route}");
            match self.client.send(url, &format!("call-{number}"), &body).await {
                Ok(answer) if answer.status == 200 => return answer,
                // Under way elsewhere, or another one came in between.
                Ok(answer) if [409, 503].contains(&answer.status) => {}
                Ok(answer) => panic!("{answer:?}"),
                // The process was killed.
                Err(_) => {}
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        unreachable!("it is tried until it is answered")
    }

    /// Makes calls for as long as there are any: every fifth twice at once by two processes, every seventh once more afterwards.
    async fn run(&self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= calls() {
                return;
            }
            let answer = if number.is_multiple_of(5) {
                let (one, other) = tokio::join!(self.make(number, 0), self.make(number, 1));
                assert_eq!(one.good(), other.good());
                // Both are, where the process died between the charge and its answer.
                assert!(one.replayed || other.replayed);
                one
            } else {
                self.make(number, number).await
            };
            if number.is_multiple_of(7) {
                let again = self.make(number, number + 1).await;
                assert_eq!((again.good(), again.replayed), (answer.good(), true));
                self.replays.fetch_add(1, Ordering::Relaxed);
            }
            let charged = answer.good()["charged"].as_str().unwrap().parse().unwrap();
            assert_eq!(self.charged.lock().unwrap()[number].replace(charged), None);
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until so many calls are done.
    async fn until(&self, done: usize) {
        while self.done.load(Ordering::Relaxed) < done {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sum_of_the_ledger_is_the_audit_of_the_log() {
    let postgres = Postgres::start("ledger");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [one, mut other] = [(); 2].map(|()| Gateway::start(&postgres.url(), SHEET, &SETTINGS));
    let pool = PgPool::connect(&postgres.url()).await.unwrap();
    let client = Client::default();
    for customer in 0..CUSTOMERS {
        let url = format!("{}/v1/customers/c{customer}/credits", one.address);
        client.send(url, "credit", r#"{"amount": "1000000"}"#).await.unwrap().good();
    }
    let callers = Arc::new(Callers {
        client: client.clone(),
        addresses: RwLock::new([one.address.clone(), other.address.clone()]),
        next: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        charged: Mutex::new(vec![None; calls()]),
        replays: AtomicUsize::new(0),
    });
    let running: Vec<_> = (0..CALLERS)
        .map(|_| {
            let callers = Arc::clone(&callers);
            tokio::spawn(async move { callers.run().await })
        })
        .collect();

    callers.until(calls() / 5).await;
    let second = second_sheet(&pool, folder).await;
    client.put(format!("{}/v1/sheets", one.address), &fs::read_to_string(&second).unwrap()).await.good();
    for (killed, restarted) in
        [(2, 2), (3, 3), (4, 4)].map(|(at, then)| (calls() * at / 5, calls() * then / 5 + calls() / 20))
    {
        callers.until(killed).await;
        other.kill();
        callers.until(restarted).await;
        other = Gateway::start(&postgres.url(), SHEET, &SETTINGS);
        callers.addresses.write().unwrap()[1].clone_from(&other.address);
    }
    for caller in running {
        caller.await.unwrap();
    }

    // Every call has its one entry, with the amount that its caller was told.
    let told: Vec<Decimal> = callers.charged.lock().unwrap().iter().map(|amount| amount.unwrap()).collect();
    let log = export(&client, &one.address).await;
    assert_eq!(log.len(), calls());
    let mut logged = vec![None; calls()];
    for record in &log {
        let number: usize = record["key"].as_str().unwrap().strip_prefix("call-").unwrap().parse().unwrap();
        let amount: Decimal = record["charged"].as_str().unwrap().parse().unwrap();
        assert_eq!(logged[number].replace(amount), None, "call {number} was charged twice");
    }
    assert_eq!(logged, told.iter().copied().map(Some).collect::<Vec<_>>());

    // The ledger is what was told, the balances are the ledger, and nothing is held any more.
    let total: Decimal = told.iter().sum();
    assert!(total > Decimal::ZERO);
    let credited = Decimal::from(CUSTOMERS * 1_000_000);
    assert_eq!(number(&pool, "SELECT sum(amount) FROM entries").await, credited - total);
    assert_eq!(number(&pool, "SELECT sum(balance) FROM customers").await, credited - total);
    assert_eq!(
        number(&pool, "SELECT sum(held) + (SELECT count(*) FROM holds) FROM customers").await,
        Decimal::ZERO
    );
    let differing = "SELECT count(*)::numeric FROM customers
         WHERE balance <> (SELECT sum(amount) FROM entries WHERE customer = customers.id)";
    assert_eq!(number(&pool, differing).await, Decimal::ZERO);
    // Both sheets charged, and calls that died were taken over.
    let sheets: std::collections::BTreeSet<_> = log.iter().map(|record| record["sheet"].as_str()).collect();
    assert_eq!(sheets.len(), 2);
    assert!(callers.replays.load(Ordering::Relaxed) > 0);
    let taken_over = log.iter().filter(|record| record["attempt"].as_i64() > Some(1)).count();
    assert!(taken_over > 0, "no process was killed in mid-flight");

    audit(folder, &log, &second, total);
    println!("{} calls for {total} credits; {taken_over} were taken over from a killed process", calls());
}

/// The sheet with other prices, in force a little later.
async fn second_sheet(pool: &PgPool, folder: &Path) -> PathBuf {
    let soon: String = sqlx::query_scalar(
        r#"SELECT to_char((now() + interval '2 seconds') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"#,
    )
    .fetch_one(pool)
    .await
    .unwrap();
    let sheet = fs::read_to_string(SHEET).unwrap();
    let sheet = sheet
        .replace("2026-01-01T00:00:00Z", &soon)
        .replace("price = 5", "price = 4")
        .replace("0.05", "0.04");
    let path = folder.join("second.toml");
    fs::write(&path, sheet).unwrap();
    path
}

/// The whole log, page by page.
async fn export(client: &Client, address: &str) -> Vec<Value> {
    let (mut records, mut after) = (Vec::new(), "0".to_string());
    loop {
        let page = client.get(format!("{address}/v1/log?after={after}")).await;
        let before = records.len();
        records.extend(page.text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        if records.len() == before {
            return records;
        }
        after = page.next_after.unwrap();
    }
}

async fn number(pool: &PgPool, query: &'static str) -> Decimal {
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

/// `pricesheet audit` finds nothing, and expects what was charged.
fn audit(folder: &Path, log: &[Value], second: &Path, total: Decimal) {
    let path = folder.join("log.jsonl");
    fs::write(&path, log.iter().map(|record| format!("{record}\n")).collect::<String>()).unwrap();
    let mut audit = command();
    audit.arg("audit").arg(&path).args(["--sheet", SHEET, "--sheet"]).arg(second);
    audit.args(["--meter", "customer,month(at)", "--period-sheet", "opening", "--unique", "id", "--json"]);
    let output = audit.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let report = &report["totals"];
    let count = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("{name}: {report}"));
    assert_eq!(count("agreed"), calls() as u64, "{report}");
    assert_eq!([count("over"), count("under"), count("unpriceable")], [0; 3], "{report}");
    let expected: Decimal = report["expected"].as_str().unwrap().parse().unwrap();
    assert_eq!(expected, total);
}

/// The command: the one that `PRICESHEET` names, or the one of this repository.
fn command() -> Command {
    if let Some(built) = std::env::var_os("PRICESHEET") {
        return Command::new(built);
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    cargo.args(["run", "--quiet", "--locked", "--package", "pricesheet-cli", "--"]);
    cargo
}

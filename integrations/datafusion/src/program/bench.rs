//! What the scan, a sum and an audit of the same records take, in one run.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use datafusion::physical_plan::execute_stream;
use futures::StreamExt;
use pricesheet_datafusion::{Progress, Source, TextOptions, scan};
use pricesheet_records::Mapping;

use super::arguments::BenchArguments;
use super::{Failure, Session, print};

/// The columns of records that a function takes beside the endpoint.
const STATED: [&str; 5] = ["options", "quantities", "attributes", "calls", "at"];

pub(crate) async fn run(arguments: &BenchArguments, session: &Session) -> Result<ExitCode, Failure> {
    let source = Source::open(&arguments.file, &TextOptions::default())?;
    source.register(&session.context, "records").await?;
    let names = STATED.into_iter().filter(|name| source.schema().index_of(name).is_ok());
    let usage = names.map(|name| format!(", '{name}', \"{name}\"")).collect::<String>();
    let (pricer, context) = (&session.pricer, &session.context);
    let progress = Progress::default();

    let started = Instant::now();
    let records = scan(&source, pricer, &Mapping::new(), context, &progress).await?;
    let scan = started.elapsed();
    print(&format!("{}\n", line("scan of the columns", scan, scan, records)))?;

    let sum = format!("SELECT sum(price(endpoint{usage})), count(*) FROM records");
    print(&format!("{}\n", line("sum of prices", query(session, &sum).await?, scan, records)))?;
    let audited = format!("charge_totals(charge_audit(charged, endpoint{usage}))");
    let by = format!("SELECT endpoint, {audited} FROM records GROUP BY endpoint");
    print(&format!("{}\n", line("audit by endpoint", query(session, &by).await?, scan, records)))?;

    print(&format!("most memory so far: {}\n", memory()))?;
    Ok(ExitCode::SUCCESS)
}

async fn query(session: &Session, query: &str) -> Result<Duration, Failure> {
    let started = Instant::now();
    let plan = session.context.sql(query).await?.create_physical_plan().await?;
    let mut batches = execute_stream(plan, session.context.task_ctx())?;
    while let Some(batch) = batches.next().await {
        batch?;
    }
    Ok(started.elapsed())
}

fn line(what: &str, took: Duration, scan: Duration, records: u64) -> String {
    // What is shown of a clock, not an amount.
    let millis = took.as_millis().max(1);
    let per_second = u128::from(records) * 1_000 / millis;
    let share = scan.as_millis() * 100 / millis;
    let seconds = format!("{}.{:02}", took.as_secs(), took.subsec_millis() / 10);
    format!("{what:20} {seconds:>8} s {per_second:>12} records/s, of it the scan {share:>3} %")
}

/// The most memory that this process has had, where the system says so.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "not known here".to_string(), |peak| peak.trim().to_string())
}

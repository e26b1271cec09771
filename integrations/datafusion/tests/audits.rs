//! Audits of files: the same as of the same records elsewhere, on any number of threads, within bounds.

use std::fs;
use std::path::Path;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::util::display::array_value_to_string;
use pricesheet::{Decimal, PriceBook, PriceSheet};
use pricesheet_analysis::audit::Audit;
use pricesheet_arrow::BatchPricer;
use pricesheet_datafusion::{
    GenerateOptions, Limits, Progress, SheetFunctions, Source, TextOptions, generate, rate, session,
};
use pricesheet_records::{Format, Mapping, Periods, Rater, ReadOptions};

use crate::vendor;

/// Options, a choice, two quantities and an attribute.
const RICH: &str = "name = 'Rich'
[endpoints.chat]
options = { batch = { times = 0.5 }, trace = 0.001 }
charges.prompt = { price = 3, per = 1_000_000, increment = 'none' }
basis = 'call'
charges.answer = { tiering = 'graduated', tiers = [{ up_to = 10, price = 0.15 }, { price = 0.12 }] }
round = { to = 0.0001, mode = 'up' }
[endpoints.get]
price = 0.3
";

fn limits(threads: usize) -> Limits {
    Limits { threads, ..Limits::default() }
}

/// The same records as Parquet and as JSON Lines.
fn make(pricer: &BatchPricer, folder: &Path, records: u64) -> [Source; 2] {
    let options = GenerateOptions { records, faults: 300, seed: 7 };
    ["records.parquet", "records.jsonl"].map(|name| {
        let path = folder.join(name);
        let made = generate(pricer, &options, &path, &Progress::default()).unwrap();
        assert_eq!(made.records, records);
        assert!(made.faults > records / 100, "{made:?}");
        Source::open(&path, &TextOptions::default()).unwrap()
    })
}

async fn answer(source: &Source, pricer: &BatchPricer, limits: &Limits, query: &str) -> RecordBatch {
    let context = session(limits).unwrap();
    SheetFunctions::of(pricer.clone()).register(&context).unwrap();
    source.register(&context, "records").await.unwrap();
    let batches = context.sql(query).await.unwrap().collect().await.unwrap();
    datafusion::arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap()
}

fn usage(source: &Source) -> String {
    let named = ["options", "quantities"].into_iter().filter(|name| source.schema().index_of(name).is_ok());
    named.map(|name| format!(", '{name}', {name}")).collect()
}

/// The totals by endpoint, as the report of `pricesheet audit` has them.
async fn totals(source: &Source, pricer: &BatchPricer, threads: usize) -> Vec<String> {
    let query = format!(
        "SELECT endpoint, charge_totals(charge_audit(charged, endpoint{})) AS t FROM records GROUP BY endpoint ORDER BY endpoint",
        usage(source)
    );
    let answer = answer(source, pricer, &limits(threads), &query).await;
    let of = answer.column(1).as_struct();
    let row = |row: usize| {
        let cell = |name: &str| {
            let text = array_value_to_string(of.column_by_name(name).unwrap(), row).unwrap();
            text.parse::<Decimal>().unwrap().normalize().to_string()
        };
        let names = [
            "records",
            "agreed",
            "over",
            "under",
            "unpriceable",
            "charged",
            "expected",
            "difference",
            "overcharged",
            "undercharged",
        ];
        format!("{} {}", array_value_to_string(answer.column(0), row).unwrap(), names.map(cell).join(" "))
    };
    (0..answer.num_rows()).map(row).collect()
}

/// The same record by record, as `pricesheet audit` counts them.
fn by_records(book: &PriceBook, path: &Path) -> Vec<String> {
    let mut audit = Audit::of(book);
    let mapping = Mapping::new();
    let text = fs::read(path).unwrap();
    let mut reader = ReadOptions::new(&mapping).read(&*text, Format::JsonLines).unwrap();
    let rater = Rater::new(book, Periods::Unsaid);
    while let Some(entry) = reader.next_entry().unwrap() {
        let mut usage = entry.usage().unwrap();
        let record = entry.record().unwrap();
        let charged = record.charged().unwrap();
        assert!(rater.find(record, &mut usage).is_ok());
        let at = usage.at.clone();
        usage.with_usage(|of| audit.record(entry.place(), of, at.as_deref(), charged)).unwrap();
    }
    let of = |of: pricesheet_analysis::audit::EndpointTotals<'_, '_>| {
        let t = of.totals;
        let counts = [t.records, t.agreed, t.over, t.under, t.unpriceable].map(|count| count.to_string());
        let amounts = [t.charged, t.expected, t.difference, t.overcharged, t.undercharged];
        format!(
            "{} {} {}",
            of.endpoint,
            counts.join(" "),
            amounts.map(|amount| amount.normalize().to_string()).join(" ")
        )
    };
    audit.endpoints().map(of).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parquet_json_lines_and_records_say_the_same() {
    for sheet in [vendor(), RICH.parse::<PriceSheet>().unwrap()] {
        let folder = tempfile::tempdir().unwrap();
        let pricer = BatchPricer::new(sheet);
        let [parquet, lines] = make(&pricer, folder.path(), 20_000);
        let records = by_records(pricer.book(), &folder.path().join("records.jsonl"));
        assert_eq!(totals(&parquet, &pricer, 1).await, records);
        assert_eq!(totals(&parquet, &pricer, 2).await, records);
        assert_eq!(totals(&lines, &pricer, 2).await, records);
    }
}

/// What is rated is records again, with two columns more; a folder is one table.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rated_records_are_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let pricer = BatchPricer::new(vendor());
    let [whole, _] = make(&pricer, folder.path(), 5_000);
    let parts = folder.path().join("parts");
    let context = session(&limits(2)).unwrap();
    let rated = rate(&whole, &pricer, &Mapping::new(), &parts, &context, &Progress::default()).await.unwrap();
    assert_eq!((rated.records, rated.failed), (5_000, 0));
    fs::copy(parts.join("part-000000.parquet"), parts.join("part-000001.parquet")).unwrap();
    let twice = Source::open(&parts, &TextOptions::default()).unwrap();
    assert_eq!(twice.records(), Some(10_000));
    let query = format!("SELECT sum(total), sum(price(endpoint{})), count(*) FROM records", usage(&whole));
    let answer = answer(&twice, &pricer, &limits(2), &query).await;
    let cell = |at: usize| array_value_to_string(answer.column(at), 0).unwrap().parse::<Decimal>().unwrap();
    assert_eq!((cell(0), cell(1), cell(2)), (rated.total + rated.total, cell(0), Decimal::from(10_000)));
}

/// Groups and a sort that do not fit the memory go to disk, and the answer is the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_goes_to_disk() {
    let folder = tempfile::tempdir().unwrap();
    let pricer = BatchPricer::new(vendor());
    let [parquet, _] = make(&pricer, folder.path(), 200_000);
    let query = format!(
        "SELECT sum(t['difference']) AS difference, sum(t['over']) AS over, count(*) AS groups FROM (
         SELECT at, account, charge_totals(charge_audit(charged, endpoint{})) AS t
         FROM records GROUP BY at, account)",
        usage(&parquet)
    );
    let mut answers = Vec::new();
    for memory_bytes in [1 << 30, 32 << 20] {
        let limits =
            Limits { memory_bytes, spill: Some(folder.path().join(memory_bytes.to_string())), ..limits(2) };
        answers.push(answer(&parquet, &pricer, &limits, &query).await);
    }
    assert_eq!(answers[0], answers[1]);
}

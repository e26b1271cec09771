//! `pricesheet rate` beside a program that only parses the same records and writes them back: whole runs of both
//! programs, in turns. `rate` is checked against the price of every event first.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use pricesheet::Decimal;

use crate::measure::{Task, median};
use crate::rivals::decimal;
use crate::workload::{Event, Workload};

const RECORDS: usize = 200_000;
const ROUNDS: usize = 11;

/// Builds nothing: both programs must be there, `rate` in the folder that PRICESHEET_BIN names.
pub(crate) fn run(task: Task<'_>) {
    let Task::Compare = task else { return };
    let here = env::current_exe().expect("this program's path");
    let rewrite = here.with_file_name("rewrite");
    let Some(rate) = env::var_os("PRICESHEET_BIN").map(PathBuf::from) else {
        eprintln!("`rate` is not measured: PRICESHEET_BIN does not name the `pricesheet` program");
        return;
    };
    let work = Workload::generate(RECORDS);
    let folder = env::temp_dir().join(format!("pricesheet-rivals-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the records");
    println!(
        "\n| {RECORDS} records | ms | records/s | MB/s | of the rewriting program |\n|---|---:|---:|---:|---:|"
    );
    for (format, hows) in [("jsonl", &["jsonl", "raw"][..]), ("csv", &["csv"])] {
        let text = if format == "csv" { csv(&work) } else { jsonl(&work) };
        let path = folder.join(format!("records.{format}"));
        fs::write(&path, &text).expect("the records are written");
        check(&rate, &path, &work);
        for how in hows {
            measure(how, text.len(), &rate, &rewrite, &path);
        }
    }
    let _ = fs::remove_dir_all(&folder);
}

fn measure(how: &str, bytes: usize, rate: &Path, rewrite: &Path, path: &Path) {
    let (mut rating, mut rewriting) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        rewriting.push(seconds(Command::new(rewrite).arg(how).arg(path)));
        rating.push(seconds(Command::new(rate).arg("rate").arg(path)));
    }
    let ratio = median(rating.iter().zip(&rewriting).map(|(rate, rewrite)| rate / rewrite).collect());
    let name = match how {
        "jsonl" => "JSON Lines: parsed to values, re-written",
        "raw" => "JSON Lines: values left as they are written, re-written",
        _ => "CSV: parsed, re-written",
    };
    for (name, seconds, ratio) in
        [(name, median(rewriting), 1.0), ("`pricesheet rate`", median(rating), ratio)]
    {
        println!(
            "| {name} | {:.1} | {:.0} | {:.1} | {ratio:.2} |",
            seconds * 1e3,
            RECORDS as f64 / seconds,
            bytes as f64 / seconds / 1e6
        );
    }
}

fn seconds(command: &mut Command) -> f64 {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    assert!(command.status().expect("a program that starts").success(), "{command:?}");
    start.elapsed().as_secs_f64()
}

/// `rate` writes every total that the hand-written rules come to.
fn check(rate: &Path, path: &Path, work: &Workload) {
    let output = Command::new(rate).args(["rate", "--to", "jsonl"]).arg(path).output().expect("rate runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut lines = text.lines();
    for event in &work.events {
        let line = lines.next().expect("a line for every record");
        let (_, total) = line.rsplit_once("\"total\":\"").expect("a total");
        let total = Decimal::from_str_exact(total.trim_end_matches("\"}")).ok();
        assert_eq!(total, decimal::price(event), "{line}");
    }
    assert_eq!(lines.next(), None);
}

fn jsonl(work: &Workload) -> String {
    let mut text = String::new();
    for (at, (event, usage)) in work.events.iter().zip(&work.usages).enumerate() {
        let _ = write!(text, "{{\"id\":\"call-{at:08}\",\"customer\":\"c-{}\"", at % 997);
        let _ = write!(text, ",\"endpoint\":\"{}\"", usage.endpoint());
        if let Event::Profile(_) = event {
            let _ = write!(text, ",\"options\":{:?}", usage.stated_options());
        }
        if !usage.stated_quantities().is_empty() {
            let stated: Vec<String> =
                usage.stated_quantities().iter().map(|(name, count)| format!("\"{name}\":{count}")).collect();
            let _ = write!(text, ",\"quantities\":{{{}}}", stated.join(","));
        }
        text.push_str("}\n");
    }
    text
}

fn csv(work: &Workload) -> String {
    let mut text = String::from("id,customer,endpoint,options,quantities\n");
    for (at, usage) in work.usages.iter().enumerate() {
        let stated: Vec<String> =
            usage.stated_quantities().iter().map(|(name, count)| format!("{name}={count}")).collect();
        let (options, quantities) = (usage.stated_options().join(" "), stated.join(" "));
        let _ = writeln!(text, "call-{at:08},c-{},{},{options},{quantities}", at % 997, usage.endpoint());
    }
    text
}

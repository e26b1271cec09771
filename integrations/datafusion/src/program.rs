//! The commands of the program.

mod arguments;
mod bench;
mod failure;
mod query;
mod sheets;
mod show;

use std::io::Write;
use std::process::ExitCode;

use datafusion::prelude::SessionContext;
use pricesheet::PriceBook;
use pricesheet_arrow::BatchPricer;
use pricesheet_datafusion::{GenerateOptions, Progress, SheetFunctions, Source, generate, rate, session};
use pricesheet_records::Mapping;
use pricesheet_report::words::{amount, count};

pub(crate) use arguments::Arguments;
use arguments::{Command, GenerateArguments, RateArguments};
pub(crate) use failure::Failure;
use show::Shown;

/// What a command needs.
struct Session {
    book: PriceBook,
    pricer: BatchPricer,
    context: SessionContext,
}

/// Runs a command. What is found wrong is status 1, as everywhere in `pricesheet`; what cannot be done is a failure.
pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let book = sheets::load(&arguments.sheets, &arguments.bases)?;
    let pricer = BatchPricer::new(book.clone());
    let context = session(&arguments.limits.limits()?)?;
    SheetFunctions::of(pricer.clone()).register(&context)?;
    let session = Session { book, pricer, context };
    match &arguments.command {
        Command::Query(query) => query::run(query, &session.context).await,
        Command::Rate(of) => run_rate(of, &session).await,
        Command::Generate(of) => run_generate(of, &session),
        Command::Bench(of) => bench::run(of, &session).await,
    }
}

fn mapping(entries: &[String]) -> Result<Mapping, Failure> {
    let mut mapping = Mapping::new();
    for entry in entries {
        mapping.add_argument(entry).map_err(|error| Failure::with_help(error.to_string(), error.help()))?;
    }
    Ok(mapping)
}

async fn run_rate(arguments: &RateArguments, session: &Session) -> Result<ExitCode, Failure> {
    let source = Source::open(&arguments.file, &arguments.text.options())?;
    let mapping = mapping(&arguments.map)?;
    let progress = Progress::default();
    let shown = Shown::new(&progress, source.records());
    let rated = rate(&source, &session.pricer, &mapping, &arguments.out, &session.context, &progress).await;
    drop(shown);
    let rated = rated?;
    let unit = session.book.unit();
    let failed = pricesheet_report::words::count_of(rated.failed);
    print(&format!("{}, {failed} failed; {} {unit}\n", count(rated.records, "record"), amount(rated.total)))?;
    Ok(if rated.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn run_generate(arguments: &GenerateArguments, session: &Session) -> Result<ExitCode, Failure> {
    let options =
        GenerateOptions { records: arguments.records, faults: arguments.faults, seed: arguments.seed };
    let progress = Progress::default();
    let shown = Shown::new(&progress, Some(arguments.records));
    let made = generate(&session.pricer, &options, &arguments.out, &progress);
    drop(shown);
    let made = made?;
    print(&format!("{}, {} planted\n", count(made.records, "record"), count(made.faults, "fault")))?;
    Ok(ExitCode::SUCCESS)
}

fn print(text: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    let written = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    written.map_err(|error| Failure::new(format!("cannot write the output: {error}")))
}

//! Answers to queries.

use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use datafusion::arrow::csv;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::LineDelimitedWriter;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use pricesheet_datafusion::Source;

use super::arguments::{QueryArguments, RowFormat};
use super::{Failure, print};

/// How many rows a table for a terminal has at the most.
const TABLE_ROWS_MAX: usize = 10_000;

/// The table of a file that is given without a name.
const RECORDS: &str = "records";

pub(crate) async fn run(arguments: &QueryArguments, context: &SessionContext) -> Result<ExitCode, Failure> {
    for file in &arguments.files {
        let (table, path) = file.split_once('=').unwrap_or((RECORDS, file));
        let source = Source::open(Path::new(path), &arguments.text.options())?;
        if context.table_exist(table)? {
            let message = format!("the table `{table}` is given twice");
            return Err(Failure::with_help(message, Some("name tables: NAME=PATH".to_string())));
        }
        source.register(context, table).await?;
    }
    let mut query = arguments.query.clone();
    if query == "-" {
        query.clear();
        let read = std::io::stdin().lock().read_to_string(&mut query);
        read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    }
    let frame = context.sql(&query).await?;
    let mut batches = frame.execute_stream().await?;
    let mut writer = Rows::new(arguments.to);
    while let Some(batch) = batches.next().await {
        writer.write(batch?)?;
    }
    writer.close()?;
    Ok(ExitCode::SUCCESS)
}

/// Where rows go: kept for a table, else written at once, so that there may be any number of them.
enum Rows {
    Table(Vec<RecordBatch>, usize),
    JsonLines(LineDelimitedWriter<BufWriter<std::io::Stdout>>),
    Csv(Box<csv::Writer<BufWriter<std::io::Stdout>>>),
}

impl Rows {
    fn new(format: RowFormat) -> Self {
        let output = BufWriter::new(std::io::stdout());
        match format {
            RowFormat::Table => Rows::Table(Vec::new(), 0),
            RowFormat::Jsonl => Rows::JsonLines(LineDelimitedWriter::new(output)),
            RowFormat::Csv => Rows::Csv(Box::new(csv::WriterBuilder::new().with_header(true).build(output))),
        }
    }

    fn write(&mut self, batch: RecordBatch) -> Result<(), Failure> {
        match self {
            Rows::Table(batches, rows) => {
                *rows += batch.num_rows();
                if *rows > TABLE_ROWS_MAX {
                    let message = format!("the answer has more than {TABLE_ROWS_MAX} rows");
                    return Err(Failure::with_help(
                        message,
                        Some("write them with --to jsonl or --to csv".to_string()),
                    ));
                }
                batches.push(batch);
                Ok(())
            }
            Rows::JsonLines(writer) => writer.write(&batch).map_err(|error| written(&error)),
            Rows::Csv(writer) => writer.write(&batch).map_err(|error| written(&error)),
        }
    }

    fn close(self) -> Result<(), Failure> {
        match self {
            Rows::Table(batches, _) => {
                let table = pretty_format_batches(&batches).map_err(|error| written(&error))?;
                print(&format!("{table}\n"))
            }
            Rows::JsonLines(mut writer) => {
                writer.finish().map_err(|error| written(&error))?;
                flush(writer.into_inner())
            }
            Rows::Csv(writer) => flush(writer.into_inner()),
        }
    }
}

fn flush(mut output: impl Write) -> Result<(), Failure> {
    output.flush().map_err(|error| Failure::new(format!("cannot write the output: {error}")))
}

fn written(error: &ArrowError) -> Failure {
    Failure::new(format!("cannot write the answer: {error}"))
}

//! CSV and JSON Lines: a file at a time.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, RecordBatchReader};
use datafusion::arrow::csv;
use datafusion::arrow::datatypes::{DataType, FieldRef, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json;
use datafusion::common::{Result, exec_datafusion_err, plan_datafusion_err, plan_err};
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::streaming::PartitionStream;

use super::cannot_read;
use super::exact::Column;

/// How many records of each file say which columns it has.
const RECORDS_LOOKED_AT: usize = 10_000;

const BATCH_RECORDS: usize = 8_192;

/// How text files are read.
#[derive(Debug, Clone)]
pub struct TextOptions {
    /// The delimiter of CSV.
    pub delimiter: u8,
    /// How many decimal places columns of numbers have. A number with more is an error, not rounded.
    pub decimal_places: u8,
    /// Columns that hold numbers, whatever their first records show; `charged`, `calls` and quantities are among them anyway.
    pub decimals: Vec<String>,
    /// Columns that hold instants; `at` is among them anyway.
    pub instants: Vec<String>,
}

impl Default for TextOptions {
    /// Commas, and 18 decimal places beside 20 digits.
    fn default() -> Self {
        TextOptions { delimiter: b',', decimal_places: 18, decimals: Vec::new(), instants: Vec::new() }
    }
}

/// A file of text.
#[derive(Debug, Clone)]
pub(super) struct TextFile {
    path: PathBuf,
    is_csv: bool,
    delimiter: u8,
    /// The columns of all files, in order.
    columns: Vec<Column>,
    schema: SchemaRef,
}

/// Looks at the first records of all files for their columns.
pub(super) fn open(
    files: &[PathBuf],
    is_csv: bool,
    options: &TextOptions,
) -> Result<(SchemaRef, Vec<Arc<TextFile>>)> {
    let inferred = files.iter().map(|path| infer(path, is_csv, options.delimiter));
    let inferred = inferred.collect::<Result<Vec<_>>>()?;
    if is_csv {
        same_header(files, &inferred)?;
    }
    let inferred = merge(files, inferred)?;
    let columns: Vec<Column> =
        inferred.fields().iter().map(|field| column(field, "", is_csv, options)).collect();
    let schema: SchemaRef = Arc::new(Schema::new(columns.iter().map(Column::exact).collect::<Vec<_>>()));
    let file = |path: &PathBuf| {
        let (columns, schema) = (columns.clone(), Arc::clone(&schema));
        Arc::new(TextFile { path: path.clone(), is_csv, delimiter: options.delimiter, columns, schema })
    };
    Ok((Arc::clone(&schema), files.iter().map(file).collect()))
}

fn infer(path: &Path, is_csv: bool, delimiter: u8) -> Result<Schema> {
    let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    let wrong = |error: ArrowError| plan_datafusion_err!("cannot read {}: {error}", path.display());
    if is_csv {
        let format = csv::reader::Format::default().with_header(true).with_delimiter(delimiter);
        Ok(format.infer_schema(file, Some(RECORDS_LOOKED_AT)).map_err(wrong)?.0)
    } else {
        let mut reader = BufReader::new(file);
        Ok(json::reader::infer_json_schema(&mut reader, Some(RECORDS_LOOKED_AT)).map_err(wrong)?.0)
    }
}

/// Columns of CSV are read by their places, so every file must have them in one order.
fn same_header(files: &[PathBuf], schemas: &[Schema]) -> Result<()> {
    let names =
        |schema: &Schema| schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
    let first = schemas.first().map(names).unwrap_or_default();
    match schemas.iter().zip(files).find(|(schema, _)| names(schema) != first) {
        Some((_, path)) => {
            plan_err!("the header of {} is not that of the first file of its folder", path.display())
        }
        None => Ok(()),
    }
}

fn merge(files: &[PathBuf], schemas: Vec<Schema>) -> Result<Schema> {
    // What one file shows as a whole number, another shows as a fraction: all of them are decimals in the end.
    let number = |field: &FieldRef| match field.data_type() {
        DataType::Int64 => Arc::new(field.as_ref().clone().with_data_type(DataType::Float64)),
        _ => Arc::clone(field),
    };
    let schemas =
        schemas.iter().map(|schema| Schema::new(schema.fields().iter().map(number).collect::<Vec<_>>()));
    Schema::try_merge(schemas).map_err(|error| {
        let names: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
        plan_datafusion_err!("the files differ in their columns: {error} ({})", names.join(", "))
    })
}

/// What is made of a column; `parent` is the object that it is a field of.
fn column(field: &FieldRef, parent: &str, is_csv: bool, options: &TextOptions) -> Column {
    let name = if parent.is_empty() { field.name().clone() } else { format!("{parent}.{}", field.name()) };
    let is_named = |names: &[String]| names.contains(&name);
    let is_number = matches!(name.as_str(), "charged" | "calls") || name.starts_with("quantities.");
    match field.data_type() {
        DataType::Struct(fields) => {
            let fields = fields.iter().map(|field| column(field, &name, is_csv, options));
            Column::Struct(Arc::clone(field), fields.collect())
        }
        DataType::List(_) | DataType::Boolean => Column::AsRead(Arc::clone(field)),
        _ if name == "at" || is_named(&options.instants) => Column::Instant(Arc::clone(field)),
        _ if name == "options" && is_csv => Column::Names(Arc::clone(field)),
        DataType::Int64 | DataType::Float64 => Column::Decimal(Arc::clone(field), options.decimal_places),
        _ if is_number || is_named(&options.decimals) => {
            Column::Decimal(Arc::clone(field), options.decimal_places)
        }
        _ => Column::AsRead(Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8))),
    }
}

impl TextFile {
    /// The columns as they are read.
    fn text_schema(&self) -> SchemaRef {
        Arc::new(Schema::new(self.columns.iter().map(Column::text).collect::<Vec<_>>()))
    }

    fn failed(&self, error: &ArrowError) -> DataFusionError {
        exec_datafusion_err!("cannot read {}: {error}", self.path.display())
    }

    /// Reads all records, in a thread of its own, a few batches ahead.
    pub(super) fn read(self: &Arc<Self>, columns: &[usize]) -> Result<SendableRecordBatchStream> {
        let schema = Arc::new(self.schema.project(columns)?);
        let columns = columns.to_vec();
        Ok(Arc::clone(self).stream(schema, move |batch| Ok(batch.project(&columns)?)))
    }

    fn stream(
        self: Arc<Self>,
        schema: SchemaRef,
        of: impl Fn(RecordBatch) -> Result<RecordBatch> + Send + 'static,
    ) -> SendableRecordBatchStream {
        let mut stream = RecordBatchReceiverStream::builder(schema, 2);
        let sender = stream.tx();
        stream.spawn_blocking(move || {
            self.each(|batch| {
                let batch = batch.and_then(&of);
                let failed = batch.is_err();
                sender.blocking_send(batch).is_ok() && !failed
            });
            Ok(())
        });
        stream.build()
    }

    /// Gives batches away, as long as somebody takes them.
    fn each(&self, mut take: impl FnMut(Result<RecordBatch>) -> bool) {
        let reader = match self.reader() {
            Ok(reader) => reader,
            Err(error) => {
                take(Err(error));
                return;
            }
        };
        let mut place = 1_u64;
        for texts in reader {
            let batch =
                texts.map_err(|error| self.failed(&error)).and_then(|texts| self.exact(&texts, place));
            place = place.saturating_add(
                batch.as_ref().map_or(0, |batch| u64::try_from(batch.num_rows()).unwrap_or(0)),
            );
            if !take(batch) {
                return;
            }
        }
    }

    fn reader(&self) -> Result<Box<dyn RecordBatchReader>> {
        let mut file = File::open(&self.path).map_err(|error| cannot_read(&self.path, &error))?;
        file.rewind().map_err(|error| cannot_read(&self.path, &error))?;
        let failed = |error: ArrowError| self.failed(&error);
        if self.is_csv {
            let reader = csv::ReaderBuilder::new(self.text_schema())
                .with_header(true)
                .with_delimiter(self.delimiter)
                .with_batch_size(BATCH_RECORDS);
            return Ok(Box::new(reader.build(file).map_err(failed)?));
        }
        let reader = json::ReaderBuilder::new(self.text_schema())
            .with_coerce_primitive(true)
            .with_batch_size(BATCH_RECORDS);
        Ok(Box::new(reader.build(BufReader::with_capacity(1 << 20, file)).map_err(failed)?))
    }

    fn exact(&self, texts: &RecordBatch, place: u64) -> Result<RecordBatch> {
        let parse = |(column, texts)| Column::parse(column, texts, place);
        let columns = self.columns.iter().zip(texts.columns()).map(parse).collect::<Result<Vec<_>>>();
        let columns = columns.map_err(|error| error.context(self.path.display().to_string()))?;
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}

impl PartitionStream for TextFile {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        Arc::new(self.clone()).stream(Arc::clone(&self.schema), Ok)
    }
}

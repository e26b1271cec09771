//! Records made up for a sheet, charged by it, with faults planted: what benches and tests read.

mod draw;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, Decimal128Array, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::arrow::json::LineDelimitedWriter;
use datafusion::common::{Result, exec_datafusion_err, plan_err};
use datafusion::parquet::arrow::ArrowWriter;
use fastrand::Rng;
use pricesheet_arrow::BatchPricer;
use pricesheet_records::Mapping;

use crate::functions::{batch_error, bind_error};
use crate::rate::create;
use crate::run::Progress;
use draw::Draw;

/// What is drawn at once.
const BATCH_RECORDS: u64 = 1 << 16;

/// What records are made up.
#[derive(Debug, Clone, Copy)]
pub struct GenerateOptions {
    /// How many.
    pub records: u64,
    /// How many of 10,000 are charged wrongly.
    pub faults: u32,
    /// The same seed makes the same records.
    pub seed: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Generated {
    /// All of them.
    pub records: u64,
    /// Those that were charged wrongly.
    pub faults: u64,
}

/// Writes records of the endpoints of a sheet that are rated call by call, to Parquet or JSON Lines by the name of the file.
///
/// # Errors
///
/// Where the sheet has no such endpoint, or the file cannot be written.
pub fn generate(
    pricer: &BatchPricer,
    options: &GenerateOptions,
    path: &Path,
    progress: &Progress,
) -> Result<Generated> {
    let mut rng = Rng::with_seed(options.seed);
    let draw = Draw::of(pricer.book())?;
    let bound = pricer.bind(&draw.schema, &Mapping::new()).map_err(|error| bind_error(&error))?;
    let charged = Field::new("charged", bound.amount_type(), false);
    let fields = draw.schema.fields().iter().cloned().chain([Arc::new(charged)]);
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let mut output = Output::create(path, &schema)?;
    let mut made = Generated { records: 0, faults: 0 };
    while made.records < options.records {
        let rows = (options.records - made.records).min(BATCH_RECORDS);
        let batch = draw.batch(&mut rng, made.records, rows)?;
        let amounts = bound.price(&batch).map_err(|error| batch_error(&error))?.amounts;
        let (charged, faults) = charges(&amounts, options.faults, &mut rng);
        let columns = batch.columns().iter().cloned().chain([charged]);
        output.write(&RecordBatch::try_new(Arc::clone(&schema), columns.collect())?)?;
        made.records += rows;
        made.faults += faults;
        progress.add(&batch);
    }
    output.close()?;
    Ok(made)
}

/// What is charged for each: its price, or what a fault makes of it. What has no price costs nothing.
fn charges(amounts: &Decimal128Array, faults: u32, rng: &mut Rng) -> (ArrayRef, u64) {
    let one = 10_i128.pow(u32::try_from(amounts.scale()).unwrap_or_default());
    let mut planted = 0_u64;
    let mut charge = |amount: Option<i128>| {
        let right = amount.unwrap_or_default();
        if rng.u32(0..10_000) >= faults {
            return right;
        }
        let wrong = match rng.u8(0..4) {
            0 => right.saturating_mul(2),
            1 => 0,
            2 => right.saturating_add(one),
            _ => right.saturating_add(one / 2),
        };
        planted += u64::from(wrong != right);
        wrong
    };
    let charges: Decimal128Array = amounts.iter().map(|amount| Some(charge(amount))).collect();
    let charges = charges.with_data_type(amounts.data_type().clone());
    (Arc::new(charges), planted)
}

/// A file in one of the formats.
enum Output {
    Parquet(Box<ArrowWriter<File>>),
    JsonLines(LineDelimitedWriter<BufWriter<File>>),
}

impl Output {
    fn create(path: &Path, schema: &SchemaRef) -> Result<Self> {
        match path.extension().and_then(|end| end.to_str()) {
            Some("parquet") => Ok(Output::Parquet(Box::new(create(path, schema)?))),
            Some("jsonl") => {
                let file = File::create(path)
                    .map_err(|error| exec_datafusion_err!("cannot write {}: {error}", path.display()))?;
                Ok(Output::JsonLines(LineDelimitedWriter::new(BufWriter::new(file))))
            }
            _ => plan_err!("{} ends in neither .parquet nor .jsonl", path.display()),
        }
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match self {
            Output::Parquet(writer) => Ok(writer.write(batch)?),
            Output::JsonLines(writer) => Ok(writer.write(batch)?),
        }
    }

    fn close(self) -> Result<()> {
        match self {
            Output::Parquet(writer) => writer.close().map(drop).map_err(Into::into),
            Output::JsonLines(mut writer) => Ok(writer.finish()?),
        }
    }
}

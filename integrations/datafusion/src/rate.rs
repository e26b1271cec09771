//! Records written back as Parquet, each with its price or its error.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::{Result, exec_datafusion_err, exec_err, plan_err};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::prelude::SessionContext;
use pricesheet::Decimal;
use pricesheet_arrow::{BatchPricer, BoundPricer, PricedBatch};
use pricesheet_records::Mapping;

use crate::functions::{batch_error, bind_error};
use crate::run::{Progress, Run, Work};
use crate::source::{Part, Source};

/// The columns that are added.
const ADDED: [&str; 2] = ["total", "error"];

/// What rated records come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rated {
    /// All of them.
    pub records: u64,
    /// Those without a price.
    pub failed: u64,
    /// What the others cost together.
    pub total: Decimal,
}

/// Writes the records of a source to a folder, with two columns more: `total`, and `error` where there is none. Each part of
/// the source is a file, so the order of the files is that of the records.
///
/// # Errors
///
/// Where the folder is there already and not empty, the columns are not those of records or have one of these names, a file
/// cannot be read or written, or the total is not representable.
pub async fn rate(
    source: &Source,
    pricer: &BatchPricer,
    mapping: &Mapping,
    folder: &Path,
    context: &SessionContext,
    progress: &Progress,
) -> Result<Rated> {
    let schema = source.schema();
    if let Some(name) = ADDED.into_iter().find(|name| schema.index_of(name).is_ok()) {
        return plan_err!("the records have a column `{name}` already; rate them without it");
    }
    let bound = pricer.bind(schema, mapping).map_err(|error| bind_error(&error))?;
    let added = [
        Field::new(ADDED[0], bound.amount_type(), true),
        Field::new(ADDED[1], BoundPricer::error_type(), true),
    ];
    let fields = schema.fields().iter().cloned().chain(added.map(Arc::new));
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let cannot = |error: std::io::Error| exec_datafusion_err!("cannot write {}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(cannot)?;
    if std::fs::read_dir(folder).map_err(cannot)?.next().is_some() {
        return exec_err!("{} is not empty; name another folder", folder.display());
    }
    let columns: Vec<usize> = (0..source.schema().fields().len()).collect();
    let run = Run { source, columns: &columns, context, progress };
    let shares = run.each(|| {
        Ok(Share {
            bound: bound.clone(),
            schema: Arc::clone(&schema),
            folder: folder.to_path_buf(),
            writer: None,
            records: 0,
            failed: 0,
            total: 0,
        })
    });
    let (mut records, mut failed, mut total) = (0_u64, 0_u64, 0_i128);
    for share in shares.await? {
        records = records.saturating_add(share.records);
        failed = failed.saturating_add(share.failed);
        total = total.checked_add(share.total).ok_or_else(not_representable)?;
    }
    let total = Decimal::try_from_i128_with_scale(total, u32::from(bound.scale()));
    Ok(Rated { records, failed, total: total.map_err(|_| not_representable())? })
}

fn not_representable() -> datafusion::error::DataFusionError {
    exec_datafusion_err!("what all records cost together is not representable; rate them in parts")
}

/// What one thread has rated.
struct Share {
    bound: BoundPricer,
    schema: SchemaRef,
    folder: PathBuf,
    writer: Option<ArrowWriter<File>>,
    records: u64,
    failed: u64,
    /// At the scale of the prices.
    total: i128,
}

impl Share {
    fn writer(&mut self, part: Part) -> Result<&mut ArrowWriter<File>> {
        let room = match self.writer.take() {
            Some(writer) => writer,
            None => create(&self.folder.join(format!("part-{:06}.parquet", part.number())), &self.schema)?,
        };
        Ok(self.writer.insert(room))
    }
}

impl Work for Share {
    fn batch(&mut self, part: Part, _place: u64, batch: &RecordBatch) -> Result<()> {
        let PricedBatch { amounts, errors } = self.bound.price(batch).map_err(|error| batch_error(&error))?;
        self.records = self.records.saturating_add(u64::try_from(batch.num_rows()).unwrap_or_default());
        self.failed = self.failed.saturating_add(u64::try_from(amounts.null_count()).unwrap_or_default());
        for amount in amounts.iter().flatten() {
            self.total = self.total.checked_add(amount).ok_or_else(not_representable)?;
        }
        let added: [ArrayRef; 2] = [Arc::new(amounts), Arc::new(errors)];
        let columns = batch.columns().iter().cloned().chain(added);
        let rated = RecordBatch::try_new(Arc::clone(&self.schema), columns.collect())?;
        Ok(self.writer(part)?.write(&rated)?)
    }

    fn end(&mut self, _part: Part) -> Result<()> {
        if let Some(writer) = self.writer.take() {
            writer.close()?;
        }
        Ok(())
    }
}

/// A file of Parquet to be written.
pub(crate) fn create(path: &Path, schema: &SchemaRef) -> Result<ArrowWriter<File>> {
    let file = File::create(path)
        .map_err(|error| exec_datafusion_err!("cannot write {}: {error}", path.display()))?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
    Ok(ArrowWriter::try_new(file, Arc::clone(schema), Some(properties.build()))?)
}

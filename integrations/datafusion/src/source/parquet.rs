//! Parquet: a row group at a time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::{Result, plan_datafusion_err};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::ParquetAccessPlan;
use datafusion::datasource::physical_plan::{FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use datafusion::physical_plan::ExecutionPlan;

use super::{cannot_read, not_unicode};

/// A row group of a file.
#[derive(Debug, Clone)]
pub(super) struct Group {
    path: PathBuf,
    at: usize,
    /// How many the file has.
    of: usize,
    pub(super) records: u64,
}

/// The columns of all files, and their row groups.
pub(super) fn open(files: &[PathBuf]) -> Result<(SchemaRef, Vec<Group>)> {
    let (mut schemas, mut groups) = (Vec::new(), Vec::new());
    for path in files {
        let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
            .map_err(|error| plan_datafusion_err!("cannot read {}: {error}", path.display()))?;
        let fields: Vec<FieldRef> = metadata.schema().fields().iter().map(view).collect();
        schemas.push(Schema::new(fields));
        let row_groups = metadata.metadata().row_groups();
        groups.extend(row_groups.iter().enumerate().map(|(at, group)| Group {
            path: path.clone(),
            at,
            of: row_groups.len(),
            records: u64::try_from(group.num_rows()).unwrap_or_default(),
        }));
    }
    let schema = Schema::try_merge(schemas).map_err(|error| plan_datafusion_err!("files differ: {error}"))?;
    Ok((Arc::new(schema), groups))
}

/// A column of texts is read as views of the file's pages, without a copy.
fn view(field: &FieldRef) -> FieldRef {
    match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => {
            Arc::new(Field::clone(field).with_data_type(DataType::Utf8View))
        }
        _ => Arc::clone(field),
    }
}

impl Group {
    pub(super) fn read(
        &self,
        schema: &SchemaRef,
        columns: &[usize],
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let mut access = ParquetAccessPlan::new_none(self.of);
        access.scan(self.at);
        let file = PartitionedFile::from_path(absolute(&self.path)?)?.with_extension(access);
        let source = Arc::new(ParquetSource::new(Arc::clone(schema)));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_projection_indices(Some(columns.to_vec()))?
            .with_file(file)
            .build();
        DataSourceExec::from_data_source(config).execute(0, context)
    }
}

fn absolute(path: &Path) -> Result<String> {
    let absolute = path.canonicalize().map_err(|error| cannot_read(path, &error))?;
    absolute.to_str().map(str::to_string).ok_or_else(|| not_unicode(path))
}

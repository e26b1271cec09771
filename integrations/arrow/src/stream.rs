//! Batches one after the other, each with what its rows cost.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};

use crate::pricer::{BoundPricer, PricedBatch};

/// The column of amounts that is added to batches.
const TOTAL: &str = "total";

/// The column of errors that is added to batches.
const ERROR: &str = "error";

/// The batches of a reader, each with what its rows cost: the columns `total` and `error`, in place of columns of these names.
#[derive(Debug)]
pub struct PricedStream<R> {
    pricer: BoundPricer,
    reader: R,
    /// The columns that are kept.
    kept: Vec<usize>,
    schema: SchemaRef,
}

impl BoundPricer {
    /// Prices the batches of a reader, one at a time.
    pub fn price_stream<R: RecordBatchReader>(&self, reader: R) -> PricedStream<R> {
        let before = reader.schema();
        let kept = before.fields().iter().enumerate();
        let kept = kept.filter(|(_, field)| !matches!(field.name().as_str(), TOTAL | ERROR));
        let (kept, mut fields): (Vec<_>, Vec<_>) = kept.map(|(place, field)| (place, field.clone())).unzip();
        fields.push(Arc::new(Field::new(TOTAL, self.amount_type(), true)));
        fields.push(Arc::new(Field::new(ERROR, Self::error_type(), true)));
        let schema = Arc::new(Schema::new_with_metadata(fields, before.metadata().clone()));
        PricedStream { pricer: self.clone(), reader, kept, schema }
    }
}

impl<R> PricedStream<R> {
    fn priced(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let external = |error| ArrowError::ExternalError(Box::new(error));
        let PricedBatch { amounts, errors } = self.pricer.price(batch).map_err(external)?;
        let kept = self.kept.iter().filter_map(|place| batch.columns().get(*place).cloned());
        let added: [ArrayRef; 2] = [Arc::new(amounts), Arc::new(errors)];
        let columns = kept.chain(added).collect();
        RecordBatch::try_new(self.schema.clone(), columns)
    }
}

impl<R: RecordBatchReader> Iterator for PricedStream<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(batch.and_then(|batch| self.priced(&batch)))
    }
}

impl<R: RecordBatchReader> RecordBatchReader for PricedStream<R> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

//! Records read in parts by several threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use datafusion::arrow::array::RecordBatch;
use datafusion::common::runtime::JoinSet;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use pricesheet_arrow::BatchPricer;
use pricesheet_records::Mapping;

use crate::columns;
use crate::source::{Part, Source};

/// How many records have been read so far, for whoever shows it.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// How many records have been read.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, batch: &RecordBatch) {
        self.0.fetch_add(u64::try_from(batch.num_rows()).unwrap_or_default(), Ordering::Relaxed);
    }
}

/// What one thread makes of the parts that it gets.
pub(crate) trait Work: Send + 'static {
    /// Takes a batch of a part; `place` is that of its first record, from 1.
    fn batch(&mut self, part: Part, place: u64, batch: &RecordBatch) -> Result<()>;

    /// Ends a part.
    fn end(&mut self, _part: Part) -> Result<()> {
        Ok(())
    }
}

/// Some columns of a source, read by several threads.
pub(crate) struct Run<'r> {
    pub(crate) source: &'r Source,
    /// The places of the columns, in ascending order.
    pub(crate) columns: &'r [usize],
    pub(crate) context: &'r SessionContext,
    pub(crate) progress: &'r Progress,
}

impl Run<'_> {
    /// Gives all parts to workers, each of which takes the next part when it is done with one. Parts whose places nobody knows
    /// before those before them are read have one worker.
    pub(crate) async fn each<W: Work>(&self, mut worker: impl FnMut() -> Result<W>) -> Result<Vec<W>> {
        let parts: Arc<[Part]> = self.source.parts().into();
        let threads = self.context.copied_config().target_partitions();
        let is_counted = parts.iter().all(|part| part.first_place.is_some());
        let threads = if is_counted { threads.min(parts.len()).max(1) } else { 1 };
        let next = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..threads {
            let turn = Turn {
                source: self.source.clone(),
                columns: self.columns.to_vec(),
                context: self.context.clone(),
                progress: self.progress.clone(),
                parts: Arc::clone(&parts),
                next: Arc::clone(&next),
            };
            tasks.spawn(turn.work(worker()?));
        }
        let mut workers = Vec::with_capacity(threads);
        while let Some(done) = tasks.join_next().await {
            workers.push(done.map_err(|error| exec_datafusion_err!("a thread has ended: {error}"))??);
        }
        Ok(workers)
    }
}

struct Turn {
    source: Source,
    columns: Vec<usize>,
    context: SessionContext,
    progress: Progress,
    parts: Arc<[Part]>,
    next: Arc<AtomicUsize>,
}

impl Turn {
    async fn work<W: Work>(self, mut worker: W) -> Result<W> {
        let mut after = 1_u64;
        while let Some(part) = self.parts.get(self.next.fetch_add(1, Ordering::Relaxed)).copied() {
            let mut place = part.first_place.unwrap_or(after);
            let mut batches = self.source.read(part, &self.columns, &self.context)?;
            while let Some(batch) = batches.next().await {
                let batch = batch?;
                worker.batch(part, place, &batch)?;
                self.progress.add(&batch);
                place = place.saturating_add(u64::try_from(batch.num_rows()).unwrap_or_default());
            }
            worker.end(part)?;
            after = place;
        }
        Ok(worker)
    }
}

/// Reads the columns that prices need, and does nothing with them: what the scan alone takes.
///
/// # Errors
///
/// Where the columns are not those of records, or a file cannot be read.
pub async fn scan(
    source: &Source,
    pricer: &BatchPricer,
    mapping: &Mapping,
    context: &SessionContext,
    progress: &Progress,
) -> Result<u64> {
    let columns = columns::places(source, pricer, mapping)?;
    let run = Run { source, columns: &columns, context, progress };
    let counts = run.each(|| Ok(Count(0))).await?;
    Ok(counts.iter().map(|count| count.0).sum())
}

struct Count(u64);

impl Work for Count {
    fn batch(&mut self, _part: Part, _place: u64, batch: &RecordBatch) -> Result<()> {
        self.0 += u64::try_from(batch.num_rows()).unwrap_or_default();
        Ok(())
    }
}

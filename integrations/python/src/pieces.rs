//! Work on the pieces of a table by several threads, without a lock.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use arrow_array::RecordBatch;

/// How many rows a piece has at the most: few enough for the work to be shared, many enough to look names up once for them.
const ROWS_MAX: usize = 1 << 16;

/// The pieces of batches, in order; nothing is copied.
pub(crate) fn cut(batches: impl IntoIterator<Item = RecordBatch>) -> Vec<RecordBatch> {
    let mut pieces = Vec::new();
    for batch in batches {
        let rows = batch.num_rows();
        let starts = (0..rows).step_by(ROWS_MAX);
        pieces.extend(starts.map(|start| batch.slice(start, rows.saturating_sub(start).min(ROWS_MAX))));
    }
    pieces
}

/// What a function makes of every piece, in order, and what the threads kept while they did so. A thread takes the next piece when
/// it has done one; the first error ends the work.
pub(crate) fn each<K: Send, T: Send, E: Send>(
    pieces: &[RecordBatch],
    threads: Option<usize>,
    keep: impl Fn() -> K + Sync,
    work: impl Fn(usize, &RecordBatch, &mut K) -> Result<T, E> + Sync,
) -> Result<(Vec<T>, Vec<K>), E> {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let threads = threads.unwrap_or_else(cores).clamp(1, pieces.len().max(1));
    let next = AtomicUsize::new(0);
    let run = || {
        let (mut done, mut kept) = (Vec::new(), keep());
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(place) else { return Ok((done, kept)) };
            match work(place, piece, &mut kept) {
                Ok(made) => done.push((place, made)),
                Err(error) => {
                    // The others find nothing more to do.
                    next.store(pieces.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    let outcomes: Vec<Result<_, E>> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let own = run();
        // A thread that panicked takes this one with it, and pyo3 makes an exception of that.
        let others = others
            .into_iter()
            .map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        others.chain([own]).collect()
    });
    let (mut done, mut kept) = (Vec::with_capacity(pieces.len()), Vec::new());
    for outcome in outcomes {
        let (of_thread, kept_by_thread) = outcome?;
        done.extend(of_thread);
        kept.push(kept_by_thread);
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    Ok((done.into_iter().map(|(_, made)| made).collect(), kept))
}

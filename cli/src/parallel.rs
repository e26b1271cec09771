//! Pieces of an input, worked on by several threads and taken in order.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use pricesheet_records::{Chunk, Chunks};

use crate::failure::Failure;

/// A piece of an input, or what has become of it, with its place among the pieces.
type Placed<T> = (u64, T);

/// Works on the pieces of an input and takes what has become of them in their order, with memory for a few of them. Every thread has a
/// worker of its own, which is given pieces with their places. What is left, where a record is too long for a piece, is the start of
/// what one reader is to read.
pub(crate) fn in_order<R, W, D>(
    chunks: &mut Chunks<R>,
    name: &str,
    jobs: NonZeroUsize,
    worker: impl Fn() -> W + Sync,
    take: impl FnMut(D) -> Result<(), Failure>,
) -> Result<Vec<u8>, Failure>
where
    R: BufRead,
    W: FnMut(u64, Vec<u8>) -> D,
    D: Send,
{
    let in_flight_max = jobs.get().saturating_mul(2);
    thread::scope(|scope| {
        let (work, waiting) = sync_channel::<Placed<Vec<u8>>>(in_flight_max);
        let (done, results) = sync_channel::<Placed<D>>(in_flight_max);
        let waiting = Arc::new(Mutex::new(waiting));
        let worker = &worker;
        for _ in 0..jobs.get() {
            let (waiting, done) = (Arc::clone(&waiting), done.clone());
            scope.spawn(move || work_on(worker(), &waiting, &done));
        }
        drop((waiting, done));
        let mut finished = InOrder { take, next: 0, early: BTreeMap::new() };
        let mut given = 0_u64;
        let rest = loop {
            let chunk = chunks.next_chunk().map_err(|error| Failure::reading(name, &error))?;
            match chunk {
                None => break Vec::new(),
                Some(Chunk::Records(bytes)) => {
                    // A worker that is gone has panicked, which ends the run when it is joined.
                    if work.send((given, bytes)).is_err() {
                        break Vec::new();
                    }
                    given = given.saturating_add(1);
                }
                Some(Chunk::Rest(bytes)) => break bytes,
            }
            while given.saturating_sub(finished.next) >= u64::try_from(in_flight_max).unwrap_or(u64::MAX) {
                match results.recv() {
                    Ok(result) => finished.put(result)?,
                    Err(_) => break,
                }
            }
        };
        drop(work);
        for result in results {
            finished.put(result)?;
        }
        Ok(rest)
    })
}

fn work_on<D>(
    mut worker: impl FnMut(u64, Vec<u8>) -> D,
    waiting: &Mutex<Receiver<Placed<Vec<u8>>>>,
    done: &SyncSender<Placed<D>>,
) {
    loop {
        // One waits for work, the others for it.
        let work = waiting.lock().map(|waiting| waiting.recv());
        let Ok(Ok((place, bytes))) = work else { return };
        if done.send((place, worker(place, bytes))).is_err() {
            return;
        }
    }
}

/// Takes results in the order of the pieces.
struct InOrder<T, D> {
    take: T,
    next: u64,
    early: BTreeMap<u64, D>,
}

impl<T: FnMut(D) -> Result<(), Failure>, D> InOrder<T, D> {
    fn put(&mut self, (place, result): Placed<D>) -> Result<(), Failure> {
        self.early.insert(place, result);
        while let Some(result) = self.early.remove(&self.next) {
            self.next = self.next.saturating_add(1);
            (self.take)(result)?;
        }
        Ok(())
    }
}

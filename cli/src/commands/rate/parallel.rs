//! Rating on several threads: pieces of the input, written back in order.

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Write};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use pricesheet_records::{Chunk, Chunks, Layout};

use super::tally::Tally;
use super::{Run, rate_all};
use crate::failure::Failure;

/// How much of an input is rated at once.
const CHUNK_BYTES: usize = 1 << 18;

/// A piece of the input, and its place among them.
type Work = (u64, Vec<u8>);

/// What has become of a piece.
struct Done<'r> {
    place: u64,
    output: Vec<u8>,
    tally: Tally<'r>,
    failure: Option<Failure>,
}

/// Rates what an input holds behind its header. Whatever is not known of a piece alone is rated by this thread, at the end.
pub(super) fn rate<'r>(
    run: &Run<'r>,
    layout: &Layout<'r>,
    input: impl BufRead,
    jobs: NonZeroUsize,
    output: &mut impl Write,
    tally: &mut Tally<'r>,
) -> Result<(), Failure> {
    let mut chunks = Chunks::new(layout, input, CHUNK_BYTES);
    let in_flight_max = jobs.get().saturating_mul(2);
    let rest = thread::scope(|scope| {
        let (work, waiting) = sync_channel::<Work>(in_flight_max);
        let (done, results) = sync_channel::<Done<'r>>(in_flight_max);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..jobs.get() {
            let (waiting, done) = (Arc::clone(&waiting), done.clone());
            scope.spawn(move || work_on(run, layout, &waiting, &done));
        }
        drop((waiting, done));
        let mut finished = InOrder { output, tally, next: 0, early: BTreeMap::new() };
        let mut given = 0_u64;
        let rest = loop {
            let chunk = chunks.next_chunk().map_err(|error| Failure::reading(run.name, &error))?;
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
                    Ok(result) => finished.take(result)?,
                    Err(_) => break,
                }
            }
        };
        drop(work);
        for result in results {
            finished.take(result)?;
        }
        Ok::<_, Failure>(rest)
    })?;
    if rest.is_empty() {
        return Ok(());
    }
    // Rows are counted where one has to be named; the header is one of them.
    let before = tally.records().saturating_add(1);
    let mut output = run.writer(output);
    output.resume(layout);
    rate_all(&mut run.rater(), layout.reader(rest.chain(chunks.into_input()), before), &mut output, tally)
}

fn work_on<'r>(
    run: &Run<'r>,
    layout: &Layout<'r>,
    waiting: &Mutex<Receiver<Work>>,
    done: &SyncSender<Done<'r>>,
) {
    loop {
        // One waits for work, the others for it.
        let work = waiting.lock().map(|waiting| waiting.recv());
        let Ok(Ok((place, bytes))) = work else { return };
        let mut output = Vec::with_capacity(bytes.len().saturating_mul(2));
        let mut tally = run.tally();
        let mut writer = run.writer(&mut output);
        writer.resume(layout);
        // Only the first piece is at the start of the input.
        let records = layout.reader(&*bytes, place);
        let failure = rate_all(&mut run.rater(), records, &mut writer, &mut tally).err();
        drop(writer);
        if done.send(Done { place, output, tally, failure }).is_err() {
            return;
        }
    }
}

/// Writes pieces in the order of the input.
struct InOrder<'o, 'r, W> {
    output: &'o mut W,
    tally: &'o mut Tally<'r>,
    next: u64,
    early: BTreeMap<u64, Done<'r>>,
}

impl<'r, W: Write> InOrder<'_, 'r, W> {
    fn take(&mut self, done: Done<'r>) -> Result<(), Failure> {
        self.early.insert(done.place, done);
        while let Some(done) = self.early.remove(&self.next) {
            self.next = self.next.saturating_add(1);
            self.output.write_all(&done.output).map_err(|error| Failure::writing(&error))?;
            self.tally.merge(done.tally);
            if let Some(failure) = done.failure {
                return Err(failure);
            }
        }
        Ok(())
    }
}

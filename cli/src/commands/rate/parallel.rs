//! Rating on several threads: pieces of the input, written back in order.

use std::io::{BufRead, Read, Write};
use std::num::NonZeroUsize;

use pricesheet_records::{Chunks, Layout};

use super::tally::Tally;
use super::{Run, rate_all};
use crate::failure::Failure;
use crate::parallel::in_order;

/// How much of an input is rated at once.
const CHUNK_BYTES: usize = 1 << 18;

/// What has become of a piece.
struct Done<'r> {
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
    let worker = || move |place, bytes: Vec<u8>| rate_piece(run, layout, place, &bytes);
    let rest = in_order(&mut chunks, run.name, jobs, worker, |done: Done<'r>| {
        output.write_all(&done.output).map_err(|error| Failure::writing(&error))?;
        tally.merge(done.tally);
        done.failure.map_or(Ok(()), Err)
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

fn rate_piece<'r>(run: &Run<'r>, layout: &Layout<'r>, place: u64, bytes: &[u8]) -> Done<'r> {
    let mut output = Vec::with_capacity(bytes.len().saturating_mul(2));
    let mut tally = run.tally();
    let mut writer = run.writer(&mut output);
    writer.resume(layout);
    // Only the first piece is at the start of the input.
    let records = layout.reader(bytes, place);
    let failure = rate_all(&mut run.rater(), records, &mut writer, &mut tally).err();
    drop(writer);
    Done { output, tally, failure }
}

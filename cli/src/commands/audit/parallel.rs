//! Audits on several threads: pieces of the input, put together in order.

use std::io::{BufRead, Read};
use std::num::NonZeroUsize;

use pricesheet_records::{Chunks, Layout};

use super::stream::{Part, Stream};
use crate::failure::Failure;
use crate::parallel::in_order;

/// How much of an input is audited at once: every finding of a piece is kept until the piece is put to the others.
const CHUNK_BYTES: usize = 1 << 16;

/// What has become of a piece.
struct Done<'b> {
    /// Its place among the pieces.
    piece: u64,
    bytes: Vec<u8>,
    /// What its records come to, and how many lines or rows it has; none where it cannot be counted.
    part: Option<(Part<'b>, u64)>,
}

/// Audits what an input holds behind its header. Whatever is not known of a piece alone is audited by this thread.
pub(super) fn audit<'b>(
    whole: &mut Stream<'b>,
    part: impl Fn() -> Stream<'b> + Sync,
    layout: &Layout<'b>,
    input: impl BufRead,
    jobs: NonZeroUsize,
) -> Result<(), Failure> {
    let mut chunks = Chunks::new(layout, input, CHUNK_BYTES);
    // The header is a row.
    let mut read = u64::from(layout.has_header());
    let name = whole.name;
    let worker = || {
        let mut stream = part();
        move |piece, bytes: Vec<u8>| {
            // Only the first piece is at the start of the input: rows and lines of others do not begin with the first.
            let count = stream.audit_all(layout.reader(&*bytes, piece));
            let part = stream.take();
            let part = count.ok().map(|count| (part, count.saturating_sub(piece)));
            Done { piece, bytes, part }
        }
    };
    let rest = in_order(&mut chunks, name, jobs, worker, |Done { piece, bytes, part }| {
        let place = |place: u64| place.saturating_sub(piece).saturating_add(read);
        let counted = part.and_then(|(part, count)| whole.merge(part, place).then_some(count));
        read = match counted {
            Some(count) => read.saturating_add(count),
            // What goes wrong in a piece goes wrong in the same way where it is audited again, at its place.
            None => whole.audit_all(layout.reader(&*bytes, read))?,
        };
        whole.write_findings()
    })?;
    if !rest.is_empty() {
        whole.audit_all(layout.reader(rest.chain(chunks.into_input()), read))?;
    }
    Ok(())
}

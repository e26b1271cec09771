//! Pieces of an input that hold whole records, for several threads.

use std::io::{self, BufRead};

use memchr::{memchr, memrchr};

use crate::RECORD_BYTES_MAX;
use crate::csv::Quotes;
use crate::reader::Layout;

/// The next piece of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunk {
    /// Whole records.
    Records(Vec<u8>),
    /// The start of a record that is longer than one may be: what is left of the input, this before it, is to be read by one
    /// reader, which knows how to pass over it.
    Rest(Vec<u8>),
}

/// Cuts an input between records, in constant memory.
#[derive(Debug)]
pub struct Chunks<R> {
    input: R,
    /// How long a piece is, if no record is longer.
    size: usize,
    /// What has been read and not been given out.
    pending: Vec<u8>,
    /// How much of it lies behind no end of a record.
    scanned: usize,
    /// Of a table: whether the end of what has been scanned lies within quotes.
    quotes: Option<Quotes>,
}

impl<R: BufRead> Chunks<R> {
    /// Cuts what is left of an input into pieces of about so many bytes.
    pub fn new(layout: &Layout<'_>, input: R, size: usize) -> Self {
        let quotes = layout.header().is_some().then(|| Quotes::of(layout.delimiter()));
        Chunks { input, size: size.max(1), pending: Vec::new(), scanned: 0, quotes }
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    ///
    /// Where the input fails.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        loop {
            let ended = self.fill()?;
            let fresh = self.pending.get(self.scanned..).unwrap_or_default();
            let end = match &mut self.quotes {
                None => memrchr(b'\n', fresh),
                Some(quotes) => quotes.last_end(fresh),
            };
            let end = end.map(|end| self.scanned.saturating_add(end).saturating_add(1));
            self.scanned = self.pending.len();
            if ended {
                let all = std::mem::take(&mut self.pending);
                self.scanned = 0;
                return Ok(Some(all).filter(|all| !all.is_empty()).map(Chunk::Records));
            }
            if let Some(end) = end {
                let rest = self.pending.split_off(end.min(self.pending.len()));
                self.scanned = rest.len();
                return Ok(Some(Chunk::Records(std::mem::replace(&mut self.pending, rest))));
            }
            if self.pending.len() > RECORD_BYTES_MAX {
                return Ok(Some(Chunk::Rest(std::mem::take(&mut self.pending))));
            }
        }
    }

    /// What is left of the input.
    pub fn into_input(self) -> R {
        self.input
    }

    /// Reads as much as a piece has; true at the end of the input.
    fn fill(&mut self) -> io::Result<bool> {
        let wanted = self.scanned.saturating_add(self.size);
        while self.pending.len() < wanted {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(true);
            }
            let room = wanted.saturating_sub(self.pending.len()).min(available.len());
            self.pending.extend_from_slice(available.get(..room).unwrap_or_default());
            self.input.consume(room);
        }
        Ok(false)
    }
}

impl Quotes {
    /// The last line break of a text that ends a row.
    fn last_end(&mut self, text: &[u8]) -> Option<usize> {
        if !self.is_open() && memchr(b'"', text).is_none() {
            // Without quotes, only the last byte says whether one would open.
            self.read(text.get(text.len().saturating_sub(1)..).unwrap_or_default());
            return memrchr(b'\n', text);
        }
        let mut end = None;
        for (place, byte) in text.iter().enumerate() {
            self.read(std::slice::from_ref(byte));
            if *byte == b'\n' && !self.is_open() {
                end = Some(place);
            }
        }
        end
    }
}

//! A JSON array in one file: its elements, one at a time, however it is laid out.

use std::io::{self, BufRead, Read};

use crate::RECORD_BYTES_MAX;
use crate::error::RecordError;

/// Reads elements, and holds no more of one than a record may have.
#[derive(Debug)]
pub(crate) struct Elements<R> {
    input: R,
    buffer: Vec<u8>,
    place: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the bracket that opens the array.
    Before,
    Within,
    /// Behind the bracket that closes it.
    Behind,
    /// The file has ended within the array.
    Cut,
}

/// What comes next.
pub(crate) enum Element<'r> {
    /// The text of an element, in one line, and why it is not a record, where that is known already.
    Read {
        place: u64,
        text: &'r [u8],
        error: Option<RecordError>,
    },
    /// The array is not closed.
    Missing,
    End,
}

/// How far a text has been read.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_text: bool,
    escaped: bool,
    is_cut: bool,
}

/// How an element ends.
enum End {
    Comma,
    Bracket,
    File,
}

impl<R: BufRead> Elements<R> {
    pub(crate) fn new(input: R) -> Self {
        Elements { input, buffer: Vec::new(), place: 0, state: State::Before }
    }

    /// How many elements have been read.
    pub(crate) fn count(&self) -> u64 {
        self.place
    }

    pub(crate) fn into_input(self) -> R {
        self.input
    }

    pub(crate) fn next_element(&mut self) -> io::Result<Element<'_>> {
        if self.state == State::Before {
            // Whoever says that it is an array has seen its bracket; what stands before it is white space, or a mark.
            self.input.skip_until(b'[')?;
            self.state = State::Within;
        }
        let error = loop {
            match self.state {
                State::Cut => return Ok(Element::Missing),
                State::Behind => {
                    self.buffer.clear();
                    let room = u64::try_from(RECORD_BYTES_MAX).unwrap_or(u64::MAX);
                    let read = self.input.by_ref().take(room).read_until(b'\n', &mut self.buffer)?;
                    if read == 0 {
                        return Ok(Element::End);
                    }
                    // What stands behind the array is read as lines are: a first line with a bracket does not make one.
                    let whole = self.buffer.len() < RECORD_BYTES_MAX || self.buffer.ends_with(b"\n");
                    if !self.buffer.trim_ascii().is_empty() {
                        break (!whole).then_some(RecordError::TooLong);
                    }
                }
                State::Before | State::Within => {
                    let (end, is_cut) = self.read()?;
                    let blank = self.buffer.trim_ascii().is_empty();
                    self.state = match end {
                        End::Comma => State::Within,
                        End::Bracket => State::Behind,
                        End::File => State::Cut,
                    };
                    match end {
                        _ if is_cut => break Some(RecordError::TooLong),
                        _ if blank => {}
                        End::File => {
                            break Some(RecordError::not_a_record("the file ends inside this record"));
                        }
                        End::Comma | End::Bracket => break None,
                    }
                }
            }
        };
        self.place = self.place.saturating_add(1);
        let text = self.buffer.trim_ascii();
        Ok(Element::Read { place: self.place, text, error })
    }

    /// Reads an element into the buffer, and says how it ends and whether it is longer than a record may be.
    fn read(&mut self) -> io::Result<(End, bool)> {
        self.buffer.clear();
        let mut scan = Scan::default();
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok((End::File, scan.is_cut));
            }
            let mut read = 0_usize;
            let mut end = None;
            for byte in available {
                read = read.saturating_add(1);
                end = scan.read(*byte, &mut self.buffer);
                if end.is_some() {
                    break;
                }
            }
            self.input.consume(read);
            if let Some(end) = end {
                return Ok((end, scan.is_cut));
            }
        }
    }
}

impl Scan {
    fn read(&mut self, byte: u8, buffer: &mut Vec<u8>) -> Option<End> {
        let mut kept = byte;
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                b',' if self.depth == 0 => return Some(End::Comma),
                b']' if self.depth == 0 => return Some(End::Bracket),
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                // A record is written back in one line, and this is white space.
                b'\n' | b'\r' => kept = b' ',
                _ => {}
            }
        }
        if buffer.is_empty() && kept.is_ascii_whitespace() {
            return None;
        }
        if buffer.len() < RECORD_BYTES_MAX {
            buffer.push(kept);
        } else if !kept.is_ascii_whitespace() {
            self.is_cut = true;
        }
        None
    }
}

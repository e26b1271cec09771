//! Columns of endpoints: places in the pricer, or names.

use alloc::format;
use alloc::vec::Vec;

use super::ColumnPricer;
use super::integers::Integers;
use super::text::TextColumn;
use crate::program::CHUNK;
use crate::usage::UsageError;

/// The endpoint of each usage: its [place](super::ColumnPricer::endpoint_place) in the pricer, as an integer of 8 bits and more,
/// or its name or an alias, by the id of a dictionary. A name that is not stated is the empty one, which is unknown.
///
/// ```
/// use pricesheet::{ColumnPricer, Columns, PriceSheet, TextColumn};
///
/// let pricer = ColumnPricer::new(&PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
/// let names = TextColumn::new(&[0_i32, 1, 0], &["get-personal-profile", "get-personal-profil"]);
/// let mut amounts = [0_i64; 3];
/// let errors = pricer.price(&Columns::new(names), 0, &mut amounts)?;
/// assert_eq!(amounts, [1, i64::MAX, 1]);
/// assert_eq!(errors[0].help().as_deref(), Some("did you mean `get-personal-profile`?"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct EndpointColumn<'a>(Stated<'a>);

#[derive(Debug, Clone, Copy)]
enum Stated<'a> {
    Places(Integers<'a>),
    Names(TextColumn<'a>),
}

impl<'a, T: Into<Integers<'a>>> From<T> for EndpointColumn<'a> {
    fn from(places: T) -> Self {
        EndpointColumn(Stated::Places(places.into()))
    }
}

impl<'a> From<TextColumn<'a>> for EndpointColumn<'a> {
    fn from(names: TextColumn<'a>) -> Self {
        EndpointColumn(Stated::Names(names))
    }
}

impl<'a> EndpointColumn<'a> {
    pub(super) fn len(&self) -> usize {
        match self.0 {
            Stated::Places(places) => places.len(),
            Stated::Names(names) => names.len(),
        }
    }

    /// Its length, or that of its validity, where it is not this.
    pub(super) fn other_length(&self, length: usize) -> Option<usize> {
        match self.0 {
            Stated::Places(places) => Some(places.len()).filter(|stated| *stated != length),
            Stated::Names(names) => names.other_length(length),
        }
    }

    /// Whether endpoints are stated by names.
    pub(super) fn is_named(&self) -> bool {
        matches!(self.0, Stated::Names(_))
    }

    /// The places of the names of a dictionary in a pricer.
    pub(super) fn places_in(&self, pricer: &ColumnPricer) -> Vec<u32> {
        let place = |name: &&str| pricer.place(name).unwrap_or(UNKNOWN);
        match self.0 {
            Stated::Places(_) => Vec::new(),
            Stated::Names(names) => names.texts().iter().map(place).collect(),
        }
    }

    /// The place of a usage's endpoint, where these are the places of names.
    #[inline(always)]
    pub(super) fn place(&self, at: usize, of_names: &[u32]) -> u32 {
        match self.0 {
            Stated::Places(places) => u32::try_from(places.get(at)).unwrap_or(UNKNOWN),
            Stated::Names(names) if names.is_stated(at) => {
                of_names.get(names.id(at)).copied().unwrap_or(UNKNOWN)
            }
            Stated::Names(_) => UNKNOWN,
        }
    }

    /// The places of a chunk of so many; what it is short of is as the first.
    #[inline(always)]
    pub(super) fn narrow<'r>(
        &self,
        start: usize,
        length: usize,
        of_names: &[u32],
        room: &'r mut [u32; CHUNK],
    ) -> &'r [u32; CHUNK]
    where
        'a: 'r,
    {
        match self.0 {
            Stated::Places(places) => places.narrow(start, room).0,
            Stated::Names(_) => {
                for (at, room) in room.iter_mut().enumerate() {
                    let at = if at < length { start.wrapping_add(at) } else { start };
                    *room = self.place(at, of_names);
                }
                room
            }
        }
    }

    /// That the endpoint of a usage is not one of the pricer's.
    #[cold]
    pub(super) fn unknown(&self, pricer: &ColumnPricer, at: usize) -> UsageError {
        let name = match self.0 {
            Stated::Places(places) => {
                let endpoint = format!("place {}", places.get(at));
                return UsageError::UnknownEndpoint { endpoint, nearest: None };
            }
            Stated::Names(names) if names.is_stated(at) => names.text(at),
            Stated::Names(_) => "",
        };
        match pricer.endpoint_place(name) {
            Err(error) => error,
            Ok(_) => UsageError::UnknownEndpoint { endpoint: name.into(), nearest: None },
        }
    }
}

/// The place of no endpoint.
pub(super) const UNKNOWN: u32 = u32::MAX;

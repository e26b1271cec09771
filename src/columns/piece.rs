//! Some neighbouring usages, priced by the rows of their endpoints.

use super::row::{COUNT_BITS, Form};
use crate::plan::OptionBits;

/// How many usages are priced before it is asked whether they all fit.
pub(super) const PIECE: usize = 64;

/// Neighbouring usages, as many as a piece has.
pub(super) struct Piece<'a, E, O, Q, const W: usize> {
    pub(super) endpoints: &'a [E; PIECE],
    pub(super) options: &'a [O; PIECE],
    pub(super) counts: [&'a [Q; PIECE]; W],
}

/// Up to a piece of a column; what it is short of is as the first.
pub(super) fn filled<T: Copy>(part: &[T]) -> Option<[T; PIECE]> {
    let mut piece = [*part.first()?; PIECE];
    for (room, value) in piece.iter_mut().zip(part) {
        *room = *value;
    }
    Some(piece)
}

impl<E, O, Q, const W: usize> Piece<'_, E, O, Q, W>
where
    E: Copy + Into<u32>,
    O: Copy + Into<OptionBits>,
    Q: Copy + Into<u64>,
{
    /// The amounts, and whether all of them fit. Nothing in the loop depends on what a usage is, so that no branch has
    /// to be guessed: it goes on unless a usage does not fit.
    #[inline(never)]
    pub(super) fn price<R: Form<W>>(&self, rows: &[R], amounts: &mut [u64; PIECE]) -> bool {
        if !self.counts_fit() {
            return false;
        }
        let mut all = [0_u64; 2];
        for at in 0..PIECE {
            let (Some(endpoint), Some(options), Some(amount)) =
                (self.endpoints.get(at), self.options.get(at), amounts.get_mut(at))
            else {
                return false;
            };
            let counts = self.counts.map(|column| column.get(at).map_or(0, |count| (*count).into()));
            let Some(row) = row(rows, *endpoint) else { return false };
            let Some((priced, parts)) = row.price((*options).into(), counts) else { return false };
            *amount = priced;
            for (all, parts) in all.iter_mut().zip(parts) {
                *all |= parts;
            }
        }
        let [all, others] = all;
        (all | others) >> R::BITS == 0
    }

    #[inline(always)]
    fn counts_fit(&self) -> bool {
        // Most columns cannot have such a count.
        size_of::<Q>().saturating_mul(8) <= COUNT_BITS.try_into().unwrap_or_default()
            || self
                .counts
                .iter()
                .all(|column| column.iter().fold(0, |all, count| all | (*count).into()) >> COUNT_BITS == 0)
    }
}

#[inline(always)]
fn row<R>(rows: &[R], endpoint: impl Into<u32>) -> Option<&R> {
    usize::try_from(endpoint.into()).ok().and_then(|at| rows.get(at))
}

/// The amount of one usage, where it fits.
pub(super) fn one<R: Form<W>, const W: usize>(
    rows: &[R],
    endpoint: u32,
    options: OptionBits,
    counts: [u64; W],
) -> Option<u64> {
    if counts.iter().any(|count| count >> COUNT_BITS != 0) {
        return None;
    }
    let (amount, parts) = row(rows, endpoint)?.price(options, counts)?;
    let [parts, others] = parts;
    ((parts | others) >> R::BITS == 0).then_some(amount)
}

//! Some neighbouring usages, priced by the rows of their endpoints.

use super::row::{Row, SINGLE};

/// How many usages are priced before the unfit among them are: a bit of a word for each.
pub(super) const PIECE: usize = 64;

/// Some neighbouring usages, at most as many as a word has bits.
pub(super) struct Piece<'a, O, const W: usize> {
    pub(super) endpoints: &'a [u32],
    pub(super) options: &'a [O],
    pub(super) counts: [&'a [u64]; W],
}

pub(super) fn part<T>(column: &[T], start: usize, end: usize) -> &[T] {
    column.get(start..end).unwrap_or_default()
}

/// A bit for each usage of a piece that has something in one of these columns.
pub(super) fn above_zero(columns: &[&[u64]], start: usize, end: usize) -> u64 {
    let bits = |column: &[u64]| {
        let bits = part(column, start, end).iter().zip(0_u32..);
        bits.fold(0, |bits, (count, at)| bits | u64::from(*count > 0).wrapping_shl(at))
    };
    columns.iter().fold(0, |all, column| all | bits(column))
}

impl<O: Copy + Into<u128>, const W: usize> Piece<'_, O, W> {
    /// The amounts, and a bit for each usage that has to be priced by itself. Nothing in the loop depends on what a
    /// usage is, so that no branch has to be guessed.
    #[inline(always)]
    pub(super) fn price<const PLAIN: bool>(&self, rows: &[Row], amounts: &mut [u64]) -> u64 {
        let mut unfit = 0_u64;
        let usages = self.endpoints.iter().zip(self.options).zip(amounts).enumerate();
        for (at, ((endpoint, options), amount)) in usages {
            let counts = self.counts.map(|column| column.get(at).copied().unwrap_or_default());
            let row = usize::try_from(*endpoint).ok().and_then(|at| rows.get(at)).unwrap_or(&SINGLE);
            let (mantissa, bad) = row.price::<W, PLAIN>((*options).into(), counts);
            *amount = mantissa;
            // The bit of this usage comes in from above; the others move down.
            unfit = unfit >> 1 | u64::from(bad != 0) << 63;
        }
        let missing = PIECE.saturating_sub(self.endpoints.len());
        unfit.checked_shr(u32::try_from(missing).unwrap_or(u32::MAX)).unwrap_or_default()
    }
}

//! Some neighbouring usages, priced by the rows of their endpoints.

use super::row::{Row, SINGLE};

/// How many usages are priced before the unfit among them are: a bit of a word for each.
pub(super) const PIECE: usize = 64;

/// Neighbouring usages, as many as a word has bits.
pub(super) struct Piece<'a, O, const W: usize> {
    pub(super) endpoints: &'a [u32; PIECE],
    pub(super) options: &'a [O; PIECE],
    pub(super) counts: [&'a [u64; PIECE]; W],
}

pub(super) fn part<T>(column: &[T], start: usize, end: usize) -> &[T] {
    column.get(start..end).unwrap_or_default()
}

/// Up to a piece of a column; what it is short of is filled up.
pub(super) fn filled<T: Copy>(part: &[T], with: T) -> [T; PIECE] {
    let mut piece = [with; PIECE];
    for (room, value) in piece.iter_mut().zip(part) {
        *room = *value;
    }
    piece
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
    pub(super) fn price<const PLAIN: bool>(
        &self,
        rows: &[Row],
        sums: &[u32],
        amounts: &mut [u64; PIECE],
    ) -> u64 {
        let mut any = 0;
        for (at, amount) in amounts.iter_mut().enumerate() {
            let (mantissa, unfit) = self.usage::<PLAIN>(rows, sums, at);
            *amount = mantissa;
            any |= unfit;
        }
        if any == 0 { 0 } else { self.unfit::<PLAIN>(rows, sums) }
    }

    /// Which of them do not fit: asked only where one does not.
    #[inline(never)]
    fn unfit<const PLAIN: bool>(&self, rows: &[Row], sums: &[u32]) -> u64 {
        let bits = (0..PIECE).zip(0_u32..);
        bits.fold(0, |bits, (at, bit)| {
            let (_, unfit) = self.usage::<PLAIN>(rows, sums, at);
            bits | u64::from(unfit != 0).wrapping_shl(bit)
        })
    }

    #[inline(always)]
    fn usage<const PLAIN: bool>(&self, rows: &[Row], sums: &[u32], at: usize) -> (u64, u64) {
        let (Some(endpoint), Some(options)) = (self.endpoints.get(at), self.options.get(at)) else {
            return (0, u64::MAX);
        };
        let counts = self.counts.map(|column| column.get(at).copied().unwrap_or_default());
        let row = usize::try_from(*endpoint).ok().and_then(|at| rows.get(at)).unwrap_or(&SINGLE);
        row.price::<W, PLAIN>(sums, (*options).into(), counts)
    }
}

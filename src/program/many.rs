//! Usages by the chunk: endpoints as rows of numbers, priced without a branch that depends on a usage.
//!
//! What a set of options comes to is looked up in a table, and each quantity is a line or a few segments of lines. Where a
//! part of an amount is too large, all of it has no meaning, and the high bits of the parts say so: one comparison asks for
//! all usages of a chunk whether all of them fit. What does not fit is no error here; it is priced in another way.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;

use super::limits::Limits;
use super::rows::{Draft, NO_PIECE, Piece};

/// How many usages are priced before it is asked whether all of them fit.
pub(crate) const CHUNK: usize = 128;

/// How many columns of counts the rows have at the most.
pub(crate) const WIDTH_MAX: usize = 4;

/// The parts of an amount have fewer bits than this: six of them have a sum that can be rounded.
pub(super) const PART_BITS: u32 = 58;
/// So has the flat amount of an opening; the bits above are its case.
pub(super) const FLAT_BITS: u32 = 57;
/// Prices have fewer bits: their product with a count of 32 bits has at most 63.
pub(super) const PRICE_BITS: u32 = 31;
/// What is due at the first count of a piece has fewer bits: with a product, it has at most 64.
pub(super) const BASE_BITS: u32 = 62;
/// The opening of what is not a set of options that can be given: no part has so many bits.
pub(super) const NO_OPENING: u64 = u64::MAX;

/// Neighbouring usages, as many as a chunk has: the place of the endpoint, the options, and a count for each column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) endpoints: &'a [u32; CHUNK],
    pub(crate) options: &'a [u32; CHUNK],
    pub(crate) counts: &'a [&'a [u32; CHUNK]],
    pub(crate) stated: Stated<'a>,
}

/// Which columns the usages of a chunk state.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stated<'a> {
    /// Those that are not zero.
    AboveZero,
    /// Those of these bits.
    Same(u8),
    /// Each its own.
    Each(&'a [u8; CHUNK]),
}

/// Rows of one form.
pub(crate) trait Rows: Debug + Send + Sync {
    /// How many columns of counts the rows have.
    fn width(&self) -> usize;

    /// Whether a usage has to state more than anything: not only that a count is above zero has to be known then.
    fn needs(&self) -> bool;

    /// The amounts of a chunk, and whether all of them fit.
    fn chunk(&self, chunk: Chunk<'_>, amounts: &mut [u64; CHUNK]) -> bool;

    /// The amount of one usage of a chunk, where it fits.
    fn one(&self, chunk: Chunk<'_>, at: usize) -> Option<u64>;
}

/// An endpoint as numbers: `C` is what a quantity comes to, of which there are `W`; whether the options have cases beside
/// the first; and `L` is what is left to do with a sum.
#[derive(Debug, Clone)]
struct Row<C, L, const CASED: bool, const W: usize> {
    /// What each set of options says, by its bits: a flat amount and the case.
    openings: Box<[u64]>,
    accepts: Accepts,
    first: [C; W],
    cases: Box<[[C; W]]>,
    last: L,
}

/// Which columns a usage may state, and which it must.
#[derive(Debug, Clone, Copy)]
pub(super) struct Accepts {
    /// Bit n says that what is stated may not be the columns of the bits of n.
    refused: u16,
    /// The highest bit where something must be stated.
    guard: u64,
    /// Whether some of the columns must be stated.
    needs: bool,
}

impl Accepts {
    /// Of columns that the endpoint has, some must be stated, or at least one of them.
    pub(super) fn new(has: u64, needs: u64, must_count: bool) -> Self {
        let accepts = |set: u64| set & !has == 0 && needs & !set == 0 && !(must_count && set == 0);
        let refused = (0_u32..1 << WIDTH_MAX).filter(|set| !accepts(u64::from(*set)));
        let refused = refused.fold(0, |sets, set| sets | 1_u16.wrapping_shl(set));
        // Where something is needed, it is not enough to know that anything is stated.
        let guard = if must_count || needs != 0 { 1 << 63 } else { 0 };
        Accepts { refused, guard, needs: needs != 0 }
    }

    /// Nothing may be stated, and something must be.
    const NOTHING: Self = Accepts { refused: u16::MAX, guard: 1 << 63, needs: false };

    /// The lowest bit where these columns may not be stated.
    #[inline(always)]
    fn stated(self, set: u8) -> u64 {
        u64::from(self.refused).wrapping_shr(set.into())
    }

    /// The highest bit where nothing is stated that must be: zeros are not, and the counts, ORed, are these.
    #[inline(always)]
    fn counts(self, all: u32) -> u64 {
        self.guard & u64::from(all).wrapping_sub(1)
    }
}

/// What a count comes to.
trait Curve: Copy + Debug + Send + Sync + Sized + 'static {
    /// A quantity that the endpoint does not have: what is above zero does not fit.
    const ABSENT: Self;

    /// None where it does not have so many pieces.
    fn of(pieces: &[Piece]) -> Option<Self>;

    fn amount(&self, count: u32) -> u64;
}

/// A price for each unit.
#[derive(Debug, Clone, Copy)]
struct Line(u64);

impl Curve for Line {
    // Minus one: the product is above every amount.
    const ABSENT: Self = Line(u64::MAX);

    fn of(pieces: &[Piece]) -> Option<Self> {
        match pieces {
            [Piece { base: 0, price, .. }] => Some(Line((*price).into())),
            _ => None,
        }
    }

    #[inline(always)]
    fn amount(&self, count: u32) -> u64 {
        u64::from(count).wrapping_mul(self.0)
    }
}

/// Up to so many pieces, which is a power of two.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Pieces<const N: usize> {
    /// The last counts in rising order; that of the last piece, and of what there is room for, no count passes.
    ends: [u32; N],
    prices: [u32; N],
    /// What is due beside the price of each. It may stand for a number below zero, the whole never does.
    bases: [u64; N],
}

impl<const N: usize> Curve for Pieces<N> {
    const ABSENT: Self = {
        let mut absent = Pieces { ends: [u32::MAX; N], prices: [0; N], bases: [NO_PIECE; N] };
        (absent.ends[0], absent.bases[0]) = (0, 0);
        absent
    };

    fn of(pieces: &[Piece]) -> Option<Self> {
        let mut curve = Pieces { ends: [u32::MAX; N], prices: [0; N], bases: [NO_PIECE; N] };
        for (at, piece) in pieces.iter().enumerate() {
            *curve.ends.get_mut(at)? = piece.end;
            *curve.prices.get_mut(at)? = piece.price;
            *curve.bases.get_mut(at)? = piece.base;
        }
        Some(curve)
    }

    /// Half of the pieces that are left are passed or not, by no branch.
    #[inline(always)]
    fn amount(&self, count: u32) -> u64 {
        let (mut passed, mut half) = (0_usize, N >> 1);
        while half > 0 {
            // No place lies beyond what it is the remainder by: that it is known costs nothing.
            let end = self.ends.get(passed.wrapping_add(half).wrapping_sub(1) & N.wrapping_sub(1));
            let passes = end.is_some_and(|end| *end < count);
            passed = passed.wrapping_add(usize::from(passes).wrapping_mul(half));
            half >>= 1;
        }
        let base = self.bases.get(passed & N.wrapping_sub(1)).copied().unwrap_or(NO_PIECE);
        let price = self.prices.get(passed & N.wrapping_sub(1)).copied().unwrap_or_default();
        base.wrapping_add(u64::from(count).wrapping_mul(price.into()))
    }
}

/// What is left to do with a sum.
trait Last: Copy + Debug + Send + Sync + 'static {
    fn of(limits: Option<Limited>) -> Option<Self>;

    /// What a sum comes to, and a high bit where that is too large.
    fn settle(&self, sum: u64) -> (u64, u64);
}

/// Nothing.
#[derive(Debug, Clone, Copy)]
struct Kept;

impl Last for Kept {
    fn of(limits: Option<Limited>) -> Option<Self> {
        limits.is_none().then_some(Kept)
    }

    #[inline(always)]
    fn settle(&self, sum: u64) -> (u64, u64) {
        (sum, 0)
    }
}

/// Minimum, maximum and rounding, and the largest sum whose amount fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limited {
    pub(super) limits: Limits,
    pub(super) most: u64,
}

impl Last for Limited {
    fn of(limits: Option<Limited>) -> Option<Self> {
        Some(limits.unwrap_or(Limited { limits: Limits::NONE, most: u64::MAX >> 1 }))
    }

    #[inline(always)]
    fn settle(&self, sum: u64) -> (u64, u64) {
        let bounded = self.limits.bounded(sum);
        // The highest bit, where it is more: both numbers lack it.
        (self.limits.rounded(bounded), self.most.wrapping_sub(bounded) & (1 << 63))
    }
}

impl<C: Curve, L: Last, const CASED: bool, const W: usize> Row<C, L, CASED, W> {
    fn of(draft: Option<&Draft>) -> Option<Self> {
        let Some(draft) = draft else {
            let last = L::of(None)?;
            let (openings, cases) = (Box::default(), Box::default());
            return Some(Row { openings, accepts: Accepts::NOTHING, first: [C::ABSENT; W], cases, last });
        };
        let curves = |case: &Vec<Option<Vec<Piece>>>| {
            let mut curves = [C::ABSENT; W];
            for (room, pieces) in curves.iter_mut().zip(case) {
                if let Some(pieces) = pieces {
                    *room = C::of(pieces)?;
                }
            }
            Some(curves)
        };
        let cases = draft.cases.iter().map(curves).collect::<Option<Box<[_]>>>()?;
        let first = *cases.first().filter(|_| CASED || cases.len() == 1)?;
        let cases = if CASED { cases } else { Box::default() };
        let (openings, accepts) = (draft.openings.clone(), draft.accepts);
        Some(Row { openings, accepts, first, cases, last: L::of(draft.limits)? })
    }

    /// What a usage comes to, and its parts, ORed. None where its options are no set of the endpoint's.
    #[inline(always)]
    fn price(&self, options: u32, counts: [u32; W], stated: Option<u8>) -> Option<(u64, Parts)> {
        let opening = *self.openings.get(usize::try_from(options).ok()?)?;
        let (mut sum, curves) = if CASED {
            let case = usize::try_from(opening >> FLAT_BITS).ok()?;
            (opening & const { (1 << FLAT_BITS) - 1 }, self.cases.get(case)?)
        } else {
            (opening, &self.first)
        };
        let (mut parts, mut others, mut refused) = (sum, 0, 0);
        match stated {
            Some(stated) => refused = self.accepts.stated(stated),
            None => others = self.accepts.counts(counts.iter().fold(0, |all, count| all | count)),
        }
        for (at, (curve, count)) in curves.iter().zip(counts).enumerate() {
            let amount = curve.amount(count);
            let parts = if at % 2 == 0 { &mut others } else { &mut parts };
            *parts |= amount;
            sum = sum.wrapping_add(amount);
        }
        let (amount, large) = self.last.settle(sum);
        Some((amount, [parts, others | large, refused]))
    }
}

impl<C: Curve, L: Last, const CASED: bool, const W: usize> Rows for Vec<Row<C, L, CASED, W>> {
    fn width(&self) -> usize {
        W
    }

    fn needs(&self) -> bool {
        self.iter().any(|row| row.accepts.needs)
    }

    fn chunk(&self, chunk: Chunk<'_>, amounts: &mut [u64; CHUNK]) -> bool {
        match chunk.stated {
            Stated::AboveZero => price(self, chunk, |_| None, amounts),
            Stated::Same(stated) => price(self, chunk, |_| Some(stated), amounts),
            Stated::Each(stated) => price(self, chunk, |at| stated.get(at).copied(), amounts),
        }
    }

    fn one(&self, chunk: Chunk<'_>, at: usize) -> Option<u64> {
        let columns = chunk.counts.first_chunk::<W>()?;
        let counts = columns.map(|column| column.get(at).copied().unwrap_or_default());
        let row = self.get(usize::try_from(*chunk.endpoints.get(at)?).ok()?)?;
        let stated = match chunk.stated {
            Stated::AboveZero => None,
            Stated::Same(stated) => Some(stated),
            Stated::Each(stated) => stated.get(at).copied(),
        };
        let (amount, parts) = row.price(*chunk.options.get(at)?, counts, stated)?;
        fits(parts).then_some(amount)
    }
}

/// Nothing in the loop depends on what a usage is, so that no branch has to be guessed: it goes on unless a usage does not
/// fit.
#[inline(always)]
fn price<C: Curve, L: Last, const CASED: bool, const W: usize>(
    rows: &[Row<C, L, CASED, W>],
    chunk: Chunk<'_>,
    stated: impl Fn(usize) -> Option<u8>,
    amounts: &mut [u64; CHUNK],
) -> bool {
    let Some(columns) = chunk.counts.first_chunk::<W>() else { return false };
    let mut all = Parts::default();
    for at in 0..CHUNK {
        let (Some(endpoint), Some(options), Some(amount)) =
            (chunk.endpoints.get(at), chunk.options.get(at), amounts.get_mut(at))
        else {
            return false;
        };
        let counts = columns.map(|column| column.get(at).copied().unwrap_or_default());
        let row = usize::try_from(*endpoint).ok().and_then(|place| rows.get(place));
        let Some((priced, parts)) = row.and_then(|row| row.price(*options, counts, stated(at))) else {
            return false;
        };
        *amount = priced;
        for (all, parts) in all.iter_mut().zip(parts) {
            *all |= parts;
        }
    }
    fits(all)
}

/// What the parts of an amount are, ORed. In several words, for each is a step from one usage to the next: in two of them a
/// high bit says that something is too large, in the last one the lowest bit that something must not be stated.
type Parts = [u64; 3];

#[inline(always)]
fn fits([parts, others, refused]: Parts) -> bool {
    (parts | others) >> PART_BITS == 0 && refused & 1 == 0
}

/// The rows of some endpoints, in the least form that all of them have.
pub(crate) fn rows(drafts: &[Option<Draft>], width: usize) -> Arc<dyn Rows> {
    match width {
        0 => form::<0>(drafts),
        1 => form::<1>(drafts),
        2 => form::<2>(drafts),
        3 => form::<3>(drafts),
        _ => form::<4>(drafts),
    }
}

fn form<const W: usize>(drafts: &[Option<Draft>]) -> Arc<dyn Rows> {
    let rows =
        || table::<Line, Kept, false, W>(drafts).or_else(|| table::<Pieces<4>, Kept, false, W>(drafts));
    let rows = || rows().or_else(|| table::<Pieces<2>, Kept, true, W>(drafts));
    let rows = rows().or_else(|| table::<Pieces<8>, Limited, true, W>(drafts));
    rows.unwrap_or_else(|| Arc::new(Vec::<Row<Line, Kept, false, W>>::new()))
}

fn table<C: Curve, L: Last, const CASED: bool, const W: usize>(
    drafts: &[Option<Draft>],
) -> Option<Arc<dyn Rows>> {
    let rows = drafts.iter().map(|draft| Row::<C, L, CASED, W>::of(draft.as_ref()));
    let rows: Arc<dyn Rows> = Arc::new(rows.collect::<Option<Vec<_>>>()?);
    Some(rows)
}

//! Which values of a column are stated.

use alloc::vec::Vec;

/// Which values of a column are stated: a `bool` for each, or bits as Arrow has them.
#[derive(Debug, Clone, Copy)]
pub struct Validity<'a>(Stating<'a>);

#[derive(Debug, Clone, Copy)]
enum Stating<'a> {
    Flags(&'a [bool]),
    Bits(&'a [u8], usize),
}

impl<'a> Validity<'a> {
    /// A bit for each value, the lowest of a byte first, from the bit at this offset on.
    #[must_use]
    pub fn bits(bytes: &'a [u8], offset: usize) -> Self {
        Validity(Stating::Bits(bytes, offset))
    }

    /// Of how many values it says whether they are stated, where it is not of so many. Bits may be of more.
    pub(super) fn other_length(&self, length: usize) -> Option<usize> {
        match self.0 {
            Stating::Flags(flags) => Some(flags.len()).filter(|stated| *stated != length),
            Stating::Bits(bytes, offset) => {
                Some(bytes.len().saturating_mul(8).saturating_sub(offset)).filter(|stated| *stated < length)
            }
        }
    }

    #[inline(always)]
    pub(super) fn is_stated(&self, at: usize) -> bool {
        match self.0 {
            Stating::Flags(flags) => flags.get(at).copied().unwrap_or_default(),
            Stating::Bits(bytes, offset) => {
                let bit = at.wrapping_add(offset);
                bytes
                    .get(bit / 8)
                    .is_some_and(|byte| byte.wrapping_shr((bit % 8).try_into().unwrap_or(0)) & 1 == 1)
            }
        }
    }
}

impl<'a> From<&'a [bool]> for Validity<'a> {
    fn from(flags: &'a [bool]) -> Self {
        Validity(Stating::Flags(flags))
    }
}

impl<'a, const N: usize> From<&'a [bool; N]> for Validity<'a> {
    fn from(flags: &'a [bool; N]) -> Self {
        Validity(Stating::Flags(flags))
    }
}

impl<'a> From<&'a Vec<bool>> for Validity<'a> {
    fn from(flags: &'a Vec<bool>) -> Self {
        Validity(Stating::Flags(flags))
    }
}

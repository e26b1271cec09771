//! Fingerprints: which content a price came from, whatever the sheet is called (section 6, *Versions*).
//!
//! A fingerprint is the SHA-256 of the *canonical form* of a validated sheet. Two texts with the same content have the
//! same one: comments, layout, the order of keys, the notation of numbers and instants, and whether a default or an
//! inherited value is written out do not count. Everything else does, titles, notes and examples too.
//!
//! The canonical form is a sequence of bytes from which the content could be read back, so two contents cannot have
//! one form. It starts with `pricesheet 1` and a line feed; then comes the sheet as a table:
//!
//! | what | bytes |
//! |---|---|
//! | a table | its fields in the order of `src/fingerprint/canonical.rs`, then a zero byte |
//! | a field | the length of its key in one byte, the key, the value; left out where it says nothing |
//! | a list | how many elements it has, the elements; tables with names are in the order of their names' bytes |
//! | a text | its length in bytes, the bytes in UTF-8 |
//! | a number | its mantissa and its decimal places, without trailing zeros |
//! | an instant | its text in UTC |
//! | a switch that is on | nothing: the key says it |
//! | a length, mantissa or count | seven bits a byte, the lowest first, the highest bit set in all but the last |
//!
//! What a later version of the format adds will be a field that is left out where a sheet does not use it, so that a
//! sheet that does not change keeps its fingerprint.

mod canonical;

use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use sha2::{Digest, Sha256};

use crate::errors::coded;
use crate::sheet::Sheet;
use canonical::Form;

/// Bytes of a SHA-256.
const LENGTH_BYTES: usize = 32;

/// What a sheet's content comes to: the same for the same content, another for any other.
///
/// Store it beside an amount to be able to say, years later, by which prices it was computed. It prints as 64
/// hexadecimal digits in lower case and is read from such text in either case.
///
/// ```
/// use pricesheet::{Fingerprint, PriceSheet};
///
/// let sheet = PriceSheet::from_toml("name = 'Jobs'\n[endpoints.job]\nprice = 1")?;
/// let same = PriceSheet::from_toml("# written another way\nunit = 'credit'\nendpoints.job = { price = 1.0 }\nname = 'Jobs'")?;
/// let other = PriceSheet::from_toml("name = 'Jobs'\n[endpoints.job]\nprice = 2")?;
/// assert_eq!(sheet.fingerprint(), same.fingerprint());
/// assert_ne!(sheet.fingerprint(), other.fingerprint());
///
/// let stored = sheet.fingerprint().to_string();
/// assert_eq!(stored.parse::<Fingerprint>()?, sheet.fingerprint());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; LENGTH_BYTES]);

impl Fingerprint {
    fn of(sheet: &Sheet) -> Self {
        let mut digest = Sha256::new();
        Form::new(|bytes: &[u8]| digest.update(bytes)).sheet(sheet);
        Fingerprint(digest.finalize().into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The fingerprint of a sheet, computed when it is first asked for: that of a sheet over another takes much longer than all else
/// that is done when it is loaded.
#[derive(Debug, Default)]
pub(crate) struct OnceFingerprint {
    words: [AtomicU32; LENGTH_BYTES / 4],
    /// Set once the words are.
    is_known: AtomicBool,
}

impl OnceFingerprint {
    /// The fingerprint of the sheet, which has to be the same one each time.
    pub(crate) fn of(&self, sheet: &Sheet) -> Fingerprint {
        if self.is_known.load(Ordering::Acquire) {
            let mut bytes = [0; LENGTH_BYTES];
            for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(&self.words) {
                *bytes = word.load(Ordering::Relaxed).to_le_bytes();
            }
            return Fingerprint(bytes);
        }
        let fingerprint = Fingerprint::of(sheet);
        // Whoever computes it at the same time writes the same words.
        for (bytes, word) in fingerprint.0.as_chunks::<4>().0.iter().zip(&self.words) {
            word.store(u32::from_le_bytes(*bytes), Ordering::Relaxed);
        }
        self.is_known.store(true, Ordering::Release);
        fingerprint
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// A text that is not a fingerprint: one is 64 hexadecimal digits.
///
/// ```
/// use pricesheet::Fingerprint;
///
/// let error = "2026-05".parse::<Fingerprint>().unwrap_err();
/// assert_eq!(error.to_string(), "not a fingerprint (64 hexadecimal digits)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FingerprintError;

coded!(FingerprintError {
    FingerprintError => "not-a-fingerprint",
});

impl FingerprintError {
    /// What the error is about: always the `fingerprint`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        "fingerprint"
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some("take it as it was printed".to_string())
    }
}

impl fmt::Display for FingerprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a fingerprint (64 hexadecimal digits)")
    }
}

impl core::error::Error for FingerprintError {}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        const RADIX: u32 = 16;
        let digit = |byte: u8| char::from(byte).to_digit(RADIX).and_then(|digit| u8::try_from(digit).ok());
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != LENGTH_BYTES || !rest.is_empty() {
            return Err(FingerprintError);
        }
        let mut bytes = [0; LENGTH_BYTES];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let (high, low) = digit(*high).zip(digit(*low)).ok_or(FingerprintError)?;
            *byte = high << 4 | low;
        }
        Ok(Fingerprint(bytes))
    }
}

#[cfg(feature = "serde")]
mod data {
    use core::fmt;

    use serde::de::{self, Deserialize, Deserializer, Visitor};
    use serde::ser::{Serialize, Serializer};

    use super::Fingerprint;

    impl Serialize for Fingerprint {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for Fingerprint {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(FingerprintVisitor)
        }
    }

    struct FingerprintVisitor;

    impl Visitor<'_> for FingerprintVisitor {
        type Value = Fingerprint;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a fingerprint of 64 hexadecimal digits")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Fingerprint, E> {
            text.parse().map_err(E::custom)
        }
    }
}

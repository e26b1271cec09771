//! What is wrong with a sheet: code, place, message and help of every fault (section 1, *Located*).

mod source;
mod text;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::{self, Vec};
use core::fmt;
use core::slice;

pub use source::SourceText;
pub(crate) use source::SourceTexts;
pub use text::{Quoted, places};

/// A stretch of a sheet's text, in bytes from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl From<core::ops::Range<usize>> for Span {
    fn from(range: core::ops::Range<usize>) -> Self {
        Span { start: range.start, end: range.end }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal,)*) => {
        /// What kind of fault it is. The codes are stable; more may come.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])* #[cfg_attr(feature = "serde", serde(rename = $code))] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// The code as it is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $code,)*
                }
            }
        }
    };
}

codes! {
    /// P0001: the bytes are not UTF-8.
    NotUtf8 = "P0001",
    /// P0002: the text is not TOML.
    Syntax = "P0002",
    /// P0003: a key that is stated twice.
    DuplicateKey = "P0003",
    /// P0004: a long text that is broken, and is not read to its end.
    NotReadOn = "P0004",
    /// P0101: a value of another type than the key takes.
    WrongType = "P0101",
    /// P0102: a key that the format does not have in this place.
    UnknownKey = "P0102",
    /// P0103: a key that has to be there is not.
    MissingKey = "P0103",
    /// P0104: an empty list, table or text where there must be something.
    Empty = "P0104",
    /// P0105: a word that is none of those the key takes.
    UnknownWord = "P0105",
    /// P0106: an instant without date, time or offset, a leap second, one finer than nanoseconds or out of range.
    NoInstant = "P0106",
    /// P0201: a text that is not a decimal number.
    NotANumber = "P0201",
    /// P0202: a number that is hexadecimal, octal, binary, infinite or not a number.
    NotDecimal = "P0202",
    /// P0203: a number below zero.
    Negative = "P0203",
    /// P0204: a number larger than the decimal type holds.
    TooLarge = "P0204",
    /// P0205: a number with more digits than the decimal type holds.
    TooManyDigits = "P0205",
    /// P0206: a zero where the value must be above zero.
    Zero = "P0206",
    /// P0301: a name that no usage could state.
    InvalidName = "P0301",
    /// P0302: a name twice in one list.
    RepeatedName = "P0302",
    /// P0303: a name that nothing declares.
    UnknownName = "P0303",
    /// P0304: a text that is not a condition.
    InvalidCondition = "P0304",
    /// P0305: an option that is a member of two choices.
    TwoChoices = "P0305",
    /// P0306: a text that cannot be a value of an attribute.
    InvalidValue = "P0306",
    /// P0307: a value that an attribute does not have.
    UnknownValue = "P0307",
    /// P0308: an alias that is a name or an alias elsewhere in the sheet.
    SharedName = "P0308",
    /// P0401: two keys that exclude each other.
    Conflict = "P0401",
    /// P0402: nothing says what is to be paid.
    NothingPriced = "P0402",
    /// P0403: an option whose price is zero.
    ZeroOption = "P0403",
    /// P0404: a default beside `required = true`.
    RequiredDefault = "P0404",
    /// P0405: a minimum above the maximum.
    MinAboveMax = "P0405",
    /// P0406: an allowance or tiers without a `basis`.
    NoBasis = "P0406",
    /// P0407: a `per` without an `increment`.
    NoIncrement = "P0407",
    /// P0408: tiers without a `tiering`.
    NoTiering = "P0408",
    /// P0409: a `tiering` without tiers.
    NoTiers = "P0409",
    /// P0410: a tier without a bound that is not the last.
    NoBound = "P0410",
    /// P0411: a tier's bound that does not rise.
    BoundNotRising = "P0411",
    /// P0412: a bound between graduated tiers that cuts a block in two.
    BoundCutsBlock = "P0412",
    /// P0413: a price that is not a finite decimal of at most 28 places, in a charge without rounding.
    NotFinite = "P0413",
    /// P0414: a `share` in a charge without rounding.
    UnroundedShare = "P0414",
    /// P0415: a derived quantity of a derived one, or of too few or too many.
    InvalidDerivation = "P0415",
    /// P0420: a row of a table of prices with too many or too few cells.
    CellCount = "P0420",
    /// P0421: two rows of a table of prices with the same values.
    RepeatedRow = "P0421",
    /// P0422: hours of a window that are not a part of the day.
    InvalidHours = "P0422",
    /// P0423: a condition on a window where a usage is a billing period.
    WindowOfPeriod = "P0423",
    /// P0501: a sheet of too many bytes.
    SheetTooLong = "P0501",
    /// P0502: too many endpoints.
    TooManyEndpoints = "P0502",
    /// P0503: too many options of one endpoint.
    TooManyOptions = "P0503",
    /// P0504: too many charges of one endpoint.
    TooManyCharges = "P0504",
    /// P0505: too many quantities of one endpoint.
    TooManyQuantities = "P0505",
    /// P0506: too many tiers in one list.
    TooManyTiers = "P0506",
    /// P0507: too many rows of rates in one list.
    TooManyRates = "P0507",
    /// P0508: too many conditions in one `when`.
    TooManyConditions = "P0508",
    /// P0509: more faults than are reported one by one.
    TooManyFaults = "P0509",
    /// P0510: brackets and dotted keys that stand too deep in one another.
    TooDeep = "P0510",
    /// P0511: too many attributes of one endpoint.
    TooManyAttributes = "P0511",
    /// P0512: too many attributes by which a table of prices is looked up.
    TooManyTableAttributes = "P0512",
    /// P0513: too many rows of one table of prices.
    TooManyTableRows = "P0513",
    /// P0514: too many windows of one sheet.
    TooManyWindows = "P0514",
    /// P0515: too many aliases of one endpoint.
    TooManyAliases = "P0515",
    /// P0601: an example that the sheet contradicts.
    ExampleContradicted = "P0601",
    /// P0602: an example that has no price.
    ExampleUnpriceable = "P0602",
    /// P0701: a sheet over another that is not given.
    NoBase = "P0701",
    /// P0702: a base that is not the one that a sheet was written against.
    OtherBase = "P0702",
    /// P0703: a key that a sheet over another inherits and cannot state.
    Inherited = "P0703",
    /// P0704: something that the base does not have.
    NotInBase = "P0704",
    /// P0705: a number that is not in the base what a change says that it was.
    OtherValue = "P0705",
    /// P0706: too many sheets over one another.
    TooManyBases = "P0706",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One fault of a sheet: what, where, and what instead.
///
/// As JSON (feature `serde`) it has the fields in this order: `code`, `message`, `source`, `line`, `column`, `span` with
/// `start` and `end`, `help`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Diagnostic {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) source: Arc<str>,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) span: Span,
    pub(crate) help: Option<String>,
}

impl Diagnostic {
    /// The kind of fault.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The name of the source that the sheet was read from.
    #[must_use]
    pub fn source_name(&self) -> &str {
        &self.source
    }

    /// The offending text, in bytes from the start of the source.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The line on which the offending text starts, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column at which the offending text starts, from 1, in characters.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic { code, source, line, column, message, help, .. } = self;
        write!(f, "{source}:{line}:{column}: error[{code}]: {message}")?;
        help.as_ref().map_or(Ok(()), |help| write!(f, "; help: {help}"))
    }
}

/// All faults of one sheet, in the order of its text; there is at least one. As JSON (feature `serde`) it is a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None where the list is empty: what has no fault is not an error.
    pub(crate) fn new(list: Vec<Diagnostic>) -> Option<Self> {
        (!list.is_empty()).then_some(Diagnostics { list })
    }

    /// How many there are; never zero.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The faults in the order of the text.
    pub fn iter(&self) -> slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A line for each fault.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl core::error::Error for Diagnostics {}

//! What explains a difference between what was charged and what should have been.

mod words;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Fingerprint;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::Tiering;

/// A fault of the charging that explains a difference to the last digit: with it, the sheet comes to just what was
/// charged.
///
/// A cause is a claim about arithmetic, not about a program: where several explain the same amount, all are possible. The
/// fewer words one takes, the earlier it stands; what chance explains more often stands last: two faults together, and
/// roundings to a step that the sheet does not name.
///
/// ```
/// use pricesheet_analysis::audit::{Audit, Cause, Part};
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e = { price = 1, options = { o = 0.5 }, round = 'down' }".parse()?;
/// let book = PriceBook::from(sheet);
/// let usage = Usage::new("e").option("o");
/// let found = Audit::of(&book).record(1, &usage, None, Decimal::new(15, 1))?;
/// assert_eq!(found.causes(), [Cause::NotRounded { part: Part::Call }]);
/// assert_eq!(found.causes()[0].to_string(), "the total was not rounded");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// Nothing was charged at all.
    NothingCharged,
    /// The amount was charged below zero: it was given back.
    Refunded,
    /// All of it was charged twice.
    ChargedTwice,
    /// A power of ten too much or too little: cents for dollars, per 1,000 for per 1,000,000.
    PowerOfTen {
        /// The charge; none for all of it.
        charge: Option<String>,
        /// What was charged is ten to this power times what is right; not 0.
        power: i8,
    },
    /// One call was charged where there were several.
    CallsNotApplied,
    /// What all calls come to was multiplied by their number once more.
    CallsTwice,
    /// A rounding of the sheet was left out.
    NotRounded {
        /// What was not rounded.
        part: Part,
    },
    /// Rounded in another way than the sheet says, or though it says nothing.
    RoundedOtherwise {
        /// What was rounded so.
        part: Part,
        /// How: each of these comes to what was charged. Empty where records are counted by causes, whichever each has.
        roundings: Vec<Rounding>,
    },
    /// Each line was rounded, and not their sum.
    RoundedPerLine,
    /// What all calls come to was rounded once, and not each call.
    RoundedOverCalls,
    /// An option that was given was not charged.
    OptionMissed {
        /// The option.
        option: String,
    },
    /// None of the several options that were given was charged.
    OptionsMissed,
    /// An option was charged though it was not asked for.
    OptionCharged {
        /// The option.
        option: String,
    },
    /// Another member of a choice was charged.
    OptionInstead {
        /// The member that was given.
        given: String,
        /// The one that was charged.
        charged: String,
    },
    /// What an option adds was charged twice.
    OptionTwice {
        /// The option.
        option: String,
    },
    /// A multiplier was left out.
    MultiplierLeftOut {
        /// The option that multiplies; none for the endpoint's own `times`.
        option: Option<String>,
        /// The charge that it multiplies; none for the endpoint's sum.
        charge: Option<String>,
    },
    /// A multiplier was applied twice.
    MultiplierTwice {
        /// The option that multiplies; none for the endpoint's own `times`.
        option: Option<String>,
        /// The charge that it multiplies; none for the endpoint's sum.
        charge: Option<String>,
    },
    /// The price of another sheet of the book was charged.
    OtherVersion {
        /// Its label, where it has one.
        version: Option<String>,
        /// Its fingerprint.
        fingerprint: Fingerprint,
    },
    /// A step was charged twice.
    StepTwice {
        /// The charge; none for the flat amount.
        charge: Option<String>,
    },
    /// A step was left out.
    StepLeftOut {
        /// The charge; none for the flat amount.
        charge: Option<String>,
    },
    /// The price of another row was charged.
    OtherRow {
        /// The charge; none for the flat amount.
        charge: Option<String>,
        /// The row, from 1.
        row: usize,
        /// Its conditions, as the sheet writes them; empty where it has none.
        when: String,
    },
    /// What `minus` takes off was not taken off.
    MinusNotTaken {
        /// The charge.
        charge: String,
    },
    /// What is included was charged.
    IncludedNotApplied {
        /// The charge.
        charge: String,
    },
    /// The tiers of a charge were taken for those of the other mode.
    OtherTiering {
        /// The charge.
        charge: String,
        /// The mode in which they were taken.
        tiering: Tiering,
    },
    /// A `min` was not applied.
    MinNotApplied {
        /// The charge; none for the total.
        charge: Option<String>,
    },
    /// A `max` was not applied.
    MaxNotApplied {
        /// The charge; none for the total.
        charge: Option<String>,
    },
    /// Blocks of a charge that count whole were charged in proportion.
    BlocksInProportion {
        /// The charge.
        charge: String,
    },
    /// A started block of a charge that counts in proportion was charged whole.
    BlocksWhole {
        /// The charge.
        charge: String,
    },
    /// Blocks of a charge were rounded in another way: only full ones were charged, or started ones too.
    BlocksRounded {
        /// The charge.
        charge: String,
        /// How.
        mode: RoundingMode,
    },
    /// A part of a billing period was rated as if it were the whole.
    RatedAlone,
    /// Two faults together, neither of which explains it alone.
    Pair {
        /// The two.
        causes: Box<[Cause; 2]>,
    },
}

/// What a rounding applies to.
///
/// ```
/// use pricesheet_analysis::audit::Part;
///
/// assert_eq!(Part::Charge("results".into()).to_string(), "charge `results`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The total of one call.
    Call,
    /// The amount of this charge.
    Charge(String),
    /// The total and the charges, all that the sheet rounds.
    Everything,
}

impl Cause {
    /// A stable code for the kind of cause, for what machines read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Cause::NothingCharged => "nothing-charged",
            Cause::Refunded => "refunded",
            Cause::ChargedTwice => "charged-twice",
            Cause::PowerOfTen { .. } => "power-of-ten",
            Cause::CallsNotApplied => "calls-not-applied",
            Cause::CallsTwice => "calls-twice",
            Cause::NotRounded { .. } => "not-rounded",
            Cause::RoundedOtherwise { .. } => "rounded-otherwise",
            Cause::RoundedPerLine => "rounded-per-line",
            Cause::RoundedOverCalls => "rounded-over-calls",
            Cause::OptionMissed { .. } => "option-missed",
            Cause::OptionsMissed => "options-missed",
            Cause::OptionCharged { .. } => "option-charged",
            Cause::OptionInstead { .. } => "option-instead",
            Cause::OptionTwice { .. } => "option-twice",
            Cause::MultiplierLeftOut { .. } => "multiplier-left-out",
            Cause::MultiplierTwice { .. } => "multiplier-twice",
            Cause::OtherVersion { .. } => "other-version",
            Cause::StepTwice { .. } => "step-twice",
            Cause::StepLeftOut { .. } => "step-left-out",
            Cause::OtherRow { .. } => "other-row",
            Cause::MinusNotTaken { .. } => "minus-not-taken",
            Cause::IncludedNotApplied { .. } => "included-not-applied",
            Cause::OtherTiering { .. } => "other-tiering",
            Cause::MinNotApplied { .. } => "min-not-applied",
            Cause::MaxNotApplied { .. } => "max-not-applied",
            Cause::BlocksInProportion { .. } => "blocks-in-proportion",
            Cause::BlocksWhole { .. } => "blocks-whole",
            Cause::BlocksRounded { .. } => "blocks-rounded",
            Cause::RatedAlone => "rated-alone",
            Cause::Pair { .. } => "pair",
        }
    }

    /// What records with this cause are counted under: the same for all ways of rounding a part.
    pub(super) fn kind(&self) -> Cause {
        match self {
            Cause::RoundedOtherwise { part, .. } => {
                Cause::RoundedOtherwise { part: part.clone(), roundings: Vec::new() }
            }
            Cause::Pair { causes } => {
                let [first, second] = &**causes;
                Cause::Pair { causes: Box::new([first.kind(), second.kind()]) }
            }
            other => other.clone(),
        }
    }

    /// How many words it takes.
    pub(super) fn words(&self) -> usize {
        self.to_string().split_whitespace().count()
    }
}

//! Rows that were charged, held against what they cost.

use arrow_array::builder::{Decimal128Builder, StringDictionaryBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{Decimal128Array, DictionaryArray};
use pricesheet::Decimal;
use pricesheet_analysis::AuditError;

/// How rows are judged: the scale of differences, and how much one may be to agree, as an integer of that scale.
#[derive(Clone, Copy)]
pub(crate) struct Judge {
    pub(crate) scale: u8,
    pub(crate) tolerance: i128,
}

/// What is said of the rows of a batch.
pub(crate) struct Judged {
    /// `agreed`, `over`, `under` or `unpriceable`.
    pub(crate) verdicts: DictionaryArray<Int8Type>,
    /// What was charged less what is right, null where either is not known.
    pub(crate) differences: Decimal128Array,
}

/// What judged rows come to: amounts are integers of the judge's scale.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) counts: Counts,
    pub(crate) amounts: Amounts,
}

/// How many rows there were of each verdict.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) agreed: u64,
    pub(crate) tolerated: u64,
    pub(crate) over: u64,
    pub(crate) under: u64,
    pub(crate) unpriceable: u64,
}

/// Their money.
#[derive(Clone, Copy, Default)]
pub(crate) struct Amounts {
    pub(crate) charged: i128,
    pub(crate) expected: i128,
    pub(crate) tolerated: i128,
    pub(crate) over: i128,
    pub(crate) under: i128,
    pub(crate) unpriceable: i128,
}

/// A sum that no integer holds.
const TOO_LARGE: AuditError = AuditError::NotRepresentable;

impl Judge {
    /// Judges the rows of a batch, and adds them to sums.
    pub(crate) fn judge(
        self,
        charged: &[Option<i128>],
        expected: &Decimal128Array,
        sums: &mut Sums,
    ) -> Result<Judged, AuditError> {
        // Amounts have no more places than differences.
        let places = i16::from(self.scale).checked_sub(i16::from(expected.scale())).ok_or(TOO_LARGE)?;
        let factor = 10_i128.checked_pow(u32::try_from(places).map_err(|_| TOO_LARGE)?).ok_or(TOO_LARGE)?;
        let mut verdicts = StringDictionaryBuilder::<Int8Type>::new();
        let mut differences = Decimal128Builder::with_capacity(charged.len());
        for (charged, expected) in charged.iter().zip(expected) {
            let (Some(charged), Some(expected)) = (*charged, expected) else {
                sums.counts.unpriceable = sums.counts.unpriceable.saturating_add(1);
                let charged = charged.unwrap_or_default();
                sums.amounts.unpriceable = sums.amounts.unpriceable.checked_add(charged).ok_or(TOO_LARGE)?;
                verdicts.append_value("unpriceable");
                differences.append_null();
                continue;
            };
            let expected = expected.checked_mul(factor).ok_or(TOO_LARGE)?;
            let difference = charged.checked_sub(expected).ok_or(TOO_LARGE)?;
            verdicts.append_value(sums.add(charged, expected, difference, self.tolerance).ok_or(TOO_LARGE)?);
            differences.append_value(difference);
        }
        let scale = i8::try_from(self.scale).map_err(|_| TOO_LARGE)?;
        let differences = differences.finish().with_precision_and_scale(DIGITS, scale);
        Ok(Judged { verdicts: verdicts.finish(), differences: differences.map_err(|_| TOO_LARGE)? })
    }

    /// An amount of these sums.
    pub(crate) fn decimal(self, amount: i128) -> Result<Decimal, AuditError> {
        // Zeros at the end need no places.
        let (mut amount, mut scale) = (amount, u32::from(self.scale));
        while scale > 0 && amount.checked_rem(10) == Some(0) {
            amount = amount.checked_div(10).ok_or(TOO_LARGE)?;
            scale = scale.saturating_sub(1);
        }
        Decimal::try_from_i128_with_scale(amount, scale).map_err(|_| TOO_LARGE)
    }
}

/// How many digits an amount has at the most, as everywhere in Arrow.
pub(crate) const DIGITS: u8 = 38;

impl Sums {
    /// Adds a row with a price; its verdict.
    fn add(
        &mut self,
        charged: i128,
        expected: i128,
        difference: i128,
        tolerance: i128,
    ) -> Option<&'static str> {
        let Sums { counts, amounts } = self;
        amounts.charged = amounts.charged.checked_add(charged)?;
        amounts.expected = amounts.expected.checked_add(expected)?;
        let (verdict, count, amount, part) = match difference {
            0 => ("agreed", &mut counts.agreed, &mut amounts.tolerated, 0),
            _ if difference.checked_abs()? <= tolerance => {
                counts.tolerated = counts.tolerated.saturating_add(1);
                ("agreed", &mut counts.agreed, &mut amounts.tolerated, difference)
            }
            1.. => ("over", &mut counts.over, &mut amounts.over, difference),
            _ => ("under", &mut counts.under, &mut amounts.under, difference.checked_neg()?),
        };
        *count = count.saturating_add(1);
        *amount = amount.checked_add(part)?;
        Some(verdict)
    }

    /// Both together.
    pub(crate) fn merge(self, other: Self) -> Option<Self> {
        let (counts, also) = (self.counts, other.counts);
        let (amounts, more) = (self.amounts, other.amounts);
        Some(Sums {
            counts: Counts {
                agreed: counts.agreed.saturating_add(also.agreed),
                tolerated: counts.tolerated.saturating_add(also.tolerated),
                over: counts.over.saturating_add(also.over),
                under: counts.under.saturating_add(also.under),
                unpriceable: counts.unpriceable.saturating_add(also.unpriceable),
            },
            amounts: Amounts {
                charged: amounts.charged.checked_add(more.charged)?,
                expected: amounts.expected.checked_add(more.expected)?,
                tolerated: amounts.tolerated.checked_add(more.tolerated)?,
                over: amounts.over.checked_add(more.over)?,
                under: amounts.under.checked_add(more.under)?,
                unpriceable: amounts.unpriceable.checked_add(more.unpriceable)?,
            },
        })
    }
}

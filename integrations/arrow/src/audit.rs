//! Audits by the batch: what was charged, held against what is right.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{Decimal128Array, DictionaryArray, Int8Array, RecordBatch, StringArray, StructArray};
use arrow_buffer::NullBuffer;
use pricesheet::{Decimal, PriceSheet, Roundings};
use pricesheet_analysis::audit::{Audit, AuditError, Judgement, Verdict};
use pricesheet_records::{Field, RecordError, Target};

use crate::amount::{PRECISION, SCALE_MAX, at_scale};
use crate::bind::{self, Bound};
use crate::error::{BatchError, BindError};
use crate::faults::{self, Fault};
use crate::numbers::{Number, decimal};
use crate::pass::Found;
use crate::pricer::BoundPricer;
use crate::statement::{Read, Statement};

/// Audits batches, one after the other. It keeps sums and the largest differences, as the [`Audit`] that it counts in; each thread
/// or partition has one of its own, and [`Audit::merge`] puts them together.
///
/// ```
/// use std::sync::Arc;
///
/// use arrow_array::{Array, Decimal128Array, RecordBatch, StringArray};
/// use pricesheet_arrow::{BatchPricer, Mapping};
///
/// let sheet = "name = 'A'\nendpoints.e = { price = 1.5, round = 'down' }";
/// let charged = Decimal128Array::from(vec![10, 15]).with_precision_and_scale(9, 1)?;
/// let batch = RecordBatch::try_from_iter([
///     ("endpoint", Arc::new(StringArray::from(vec!["e", "e"])) as Arc<dyn Array>),
///     ("charged", Arc::new(charged)),
/// ])?;
/// let pricer = BatchPricer::new(pricesheet::PriceSheet::from_toml(sheet)?).bind(&batch.schema(), &Mapping::new())?;
/// let mut auditor = pricer.auditor()?;
/// let audited = auditor.audit(&batch, 0)?;
/// assert_eq!(audited.differences.value_as_string(1), "0.5");
/// let totals = auditor.into_audit().totals().clone();
/// assert_eq!((totals.records, totals.agreed, totals.over, totals.overcharged.to_string()), (2, 1, 1, "0.5".to_string()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Auditor<'p> {
    pricer: &'p BoundPricer,
    audit: Audit<'p>,
    scale: u8,
}

/// What an audit says of the rows of a batch.
#[derive(Debug, Clone)]
pub struct AuditedBatch {
    /// `agreed`, `over`, `under` or `unpriceable`.
    pub verdicts: DictionaryArray<Int8Type>,
    /// What each row costs; null where it has an error.
    pub expected: Decimal128Array,
    /// What was charged less what it costs; null where one of them is not known.
    pub differences: Decimal128Array,
    /// What explains a difference in the fewest words; null where nothing does, or nothing differs.
    pub causes: DictionaryArray<Int32Type>,
    /// Why a row has no price, or that it does not say what was charged.
    pub errors: StructArray,
}

const VERDICTS: [Verdict; 4] = [Verdict::Agreed, Verdict::Over, Verdict::Under, Verdict::Unpriceable];

impl BoundPricer {
    /// An audit without records.
    ///
    /// # Errors
    ///
    /// [`BindError::MissingColumn`], where no column says what was charged.
    pub fn auditor(&self) -> Result<Auditor<'_>, BindError> {
        self.auditor_of(Audit::of(self.book()))
    }

    /// Goes on with an audit by the book of the pricer, which may [tolerate](Audit::tolerating) differences, or
    /// [keep](Audit::keeping) more findings.
    ///
    /// # Errors
    ///
    /// As [`auditor`](Self::auditor).
    pub fn auditor_of<'p>(&'p self, audit: Audit<'p>) -> Result<Auditor<'p>, BindError> {
        let charged = self.bound_columns().iter().find(|bound| bound.target == Target::Field(Field::Charged));
        let charged = charged.ok_or_else(|| bind::missing(self.schema(), Field::Charged.name()))?;
        let places = u8::try_from(Bound::decimal_places(charged)).unwrap_or(SCALE_MAX);
        Ok(Auditor { pricer: self, audit, scale: self.scale().max(places).min(SCALE_MAX) })
    }
}

impl<'p> Auditor<'p> {
    /// What all rows so far come to.
    #[must_use]
    pub fn as_audit(&self) -> &Audit<'p> {
        &self.audit
    }

    /// The audit of all rows so far.
    #[must_use]
    pub fn into_audit(self) -> Audit<'p> {
        self.audit
    }

    /// How many decimal places differences have: those of amounts, or of what was charged.
    #[must_use]
    pub fn scale(&self) -> u8 {
        self.scale
    }

    /// Holds every row of a batch against the sheet in force, and counts it. `place` is that of the first row, by which findings
    /// tell where they are; rows of all parts should have places of their own.
    ///
    /// # Errors
    ///
    /// [`BatchError`]: columns that are not those of the schema that was bound; and totals that the decimal type does not hold, in
    /// which case some rows have been counted.
    pub fn audit(&mut self, batch: &RecordBatch, place: u64) -> Result<AuditedBatch, BatchError> {
        let rows = batch.num_rows();
        let pricer = self.pricer;
        let read = Read::of(batch, pricer.bound_columns(), pricer.schema())?;
        let statement = read.statement()?;
        let (expected, priced_faults) = pricer.outcomes(batch, &statement);
        let mut columns = Columns::new(rows);
        let mut counts = Counts::of(pricer, &statement);
        let mut priced_faults = priced_faults.into_iter().peekable();
        for (row, expected) in expected.iter().enumerate() {
            let fault = priced_faults.next_if(|(faulty, _)| *faulty == row).map(|(_, fault)| fault);
            let charged = statement.charged.as_ref().map_or(Number::Missing, |charged| charged.get(row));
            let right = decimal(*expected, i8::try_from(pricer.scale()).unwrap_or(i8::MAX));
            if fault.is_none()
                && let (Number::Of(charged), Some(right)) = (charged, right)
                && charged == right
                && counts.agreed(&statement, row, right)
            {
                columns.agreed();
                continue;
            }
            let place = place.saturating_add(u64::try_from(row).unwrap_or(u64::MAX));
            let (judgement, error) = self.by_names(&statement, row, place, charged)?;
            columns.push(&judgement, self.scale);
            // What has a price need not say what was charged.
            let fault = fault.or_else(|| error.map(Fault::Record));
            columns.faults.extend(fault.map(|fault| (row, fault)));
        }
        counts.count_in(&mut self.audit)?;
        Ok(columns.finish(pricer, expected, self.scale))
    }

    /// Counts a row by its names.
    fn by_names(
        &mut self,
        statement: &Statement<'_>,
        row: usize,
        place: u64,
        charged: Number,
    ) -> Result<(Judgement<'p>, Option<RecordError>), BatchError> {
        let amount = match charged {
            Number::Of(charged) => Some(charged),
            Number::Missing | Number::TooLong => None,
        };
        let mut stated = match statement.row(row, self.pricer.mapping()) {
            Ok(stated) => stated,
            Err(error) => {
                let reason = (error.code(), error.culprit());
                return Ok((self.audit.record_unpriceable(reason, None, None, amount)?, Some(error)));
            }
        };
        let (sheet, error) = match self.pricer.find(&mut stated) {
            Ok(Found { sheet, .. }) => match amount {
                Some(amount) => {
                    let at = stated.usage.at.as_deref();
                    let audit = &mut self.audit;
                    let judged = stated.usage.with_usage(|usage| audit.record(place, usage, at, amount))?;
                    return Ok((judged, None));
                }
                None => {
                    (Some(sheet), RecordError::MissingCharged { field: Field::Charged.name().to_string() })
                }
            },
            Err(refused) => refused,
        };
        let endpoint = Some(&*stated.usage.endpoint);
        let reason = (error.code(), error.culprit());
        Ok((self.audit.record_unpriceable(reason, sheet, endpoint, amount)?, Some(error)))
    }
}

impl From<AuditError> for BatchError {
    fn from(error: AuditError) -> Self {
        BatchError::Audit(error)
    }
}

/// The name of an endpoint, how many of its rows agree, and what these come to.
type Count<'p> = (&'p str, u64, Decimal);

/// Rows that agree, by sheet and endpoint: what they come to is added to the audit at once.
struct Counts<'p> {
    sheets: &'p [PriceSheet],
    /// Of each sheet and endpoint of the dictionary, its name where it rounds nothing, and how many rows with which sum.
    endpoints: Vec<Vec<Option<Count<'p>>>>,
}

impl<'p> Counts<'p> {
    fn of(pricer: &'p BoundPricer, statement: &Statement<'_>) -> Self {
        let of = |sheet: &'p PriceSheet, name: &str| {
            let name = pricer.mapping().endpoint_name(name).unwrap_or(name);
            let model = sheet.endpoint(name).ok()?.model();
            // What roundings come to is told by the engine, row by row.
            let rounds = model.round.is_some() || model.charges.iter().any(|charge| charge.round.is_some());
            (!rounds).then_some((model.name.as_str(), 0, Decimal::ZERO))
        };
        let sheets = pricer.book().sheets();
        let names = &statement.endpoint.texts;
        let endpoints = sheets.iter().map(|sheet| names.iter().map(|name| of(sheet, name)).collect());
        Counts { sheets, endpoints: endpoints.collect() }
    }

    /// Whether a row that agrees was taken.
    fn agreed(&mut self, statement: &Statement<'_>, row: usize, amount: Decimal) -> bool {
        let place =
            match self.sheets {
                [_] => Some(0),
                sheets => statement.at.as_ref().and_then(|at| at.instant(row)).and_then(|at| {
                    sheets.partition_point(|sheet| sheet.effective() <= Some(at)).checked_sub(1)
                }),
            };
        let of = place.and_then(|place| self.endpoints.get_mut(place)).zip(statement.endpoint.id(row));
        let Some(Some((_, records, sum))) = of.and_then(|(of, id)| of.get_mut(id)) else { return false };
        let Some(more) = pricesheet::number::sum(*sum, amount) else { return false };
        (*records, *sum) = (records.saturating_add(1), more);
        true
    }

    fn count_in(self, audit: &mut Audit<'p>) -> Result<(), AuditError> {
        for (sheet, endpoints) in self.sheets.iter().zip(self.endpoints) {
            for (endpoint, records, sum) in
                endpoints.into_iter().flatten().filter(|(_, records, _)| *records > 0)
            {
                audit.count_agreed(sheet, endpoint, records, sum, Roundings::default())?;
            }
        }
        Ok(())
    }
}

/// The columns of an audit while they are filled.
struct Columns {
    verdicts: Vec<i8>,
    differences: Vec<Option<i128>>,
    causes: StringDictionaryBuilder<Int32Type>,
    faults: Vec<(usize, Fault)>,
}

impl Columns {
    fn new(rows: usize) -> Self {
        Columns {
            verdicts: Vec::with_capacity(rows),
            differences: Vec::with_capacity(rows),
            causes: StringDictionaryBuilder::new(),
            faults: Vec::new(),
        }
    }

    fn agreed(&mut self) {
        self.verdicts.push(0);
        self.differences.push(Some(0));
        self.causes.append_null();
    }

    fn push(&mut self, judgement: &Judgement<'_>, scale: u8) {
        let place = VERDICTS.iter().position(|verdict| *verdict == judgement.verdict());
        self.verdicts.push(place.and_then(|place| i8::try_from(place).ok()).unwrap_or_default());
        self.differences.push(judgement.difference().and_then(|difference| at_scale(difference, scale)));
        self.causes.append_option(judgement.causes().first().map(ToString::to_string));
    }

    fn finish(mut self, pricer: &BoundPricer, expected: Vec<i128>, scale: u8) -> AuditedBatch {
        let rows = self.verdicts.len();
        let words = VERDICTS.iter().map(|verdict| Some(verdict.as_str())).collect::<StringArray>();
        let scale = i8::try_from(scale).unwrap_or(i8::MAX);
        let unpriced = self.faults.iter().filter(|(_, fault)| !fault.is_of_charged()).map(|(row, _)| *row);
        let mut there = vec![true; rows];
        for row in unpriced {
            if let Some(there) = there.get_mut(row) {
                *there = false;
            }
        }
        let nulls = Some(NullBuffer::from(there)).filter(|nulls| nulls.null_count() > 0);
        let expected = Decimal128Array::new(expected.into(), nulls).with_data_type(pricer.amount_type());
        let differences = self.differences.into_iter().collect::<Decimal128Array>();
        let differences = differences.with_data_type(arrow_schema::DataType::Decimal128(PRECISION, scale));
        AuditedBatch {
            verdicts: DictionaryArray::new(Int8Array::from(self.verdicts), Arc::new(words)),
            expected,
            differences,
            causes: self.causes.finish(),
            errors: faults::column(&self.faults, rows),
        }
    }
}

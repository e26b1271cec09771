//! Sheets compiled for batches, and bound to the columns of a schema.

use std::sync::Arc;

use arrow_array::{Array, Decimal128Array, RecordBatch, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Schema};
use pricesheet::{BookColumnPricer, PriceBook};
use pricesheet_records::{Mapping, Target};

use crate::amount::{PRECISION, SCALE_MAX};
use crate::bind::{self, Bound};
use crate::error::{BatchError, BindError};
use crate::faults::{self, error_fields};
use crate::scale;
use crate::statement::Read;

/// Prices batches by a book of sheets, or by one sheet. It is made once, is cheap to clone, and may be shared between threads.
///
/// ```
/// use arrow_array::{Int64Array, RecordBatch, StringArray};
/// use pricesheet_arrow::{BatchPricer, Mapping};
/// use std::sync::Arc;
///
/// let pricer = BatchPricer::new(pricesheet::PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
/// let batch = RecordBatch::try_from_iter([
///     ("endpoint", Arc::new(StringArray::from(vec!["search-companies", "search-company"])) as _),
///     ("quantities.results", Arc::new(Int64Array::from(vec![3, 3])) as _),
/// ])?;
/// let priced = pricer.bind(&batch.schema(), &Mapping::new())?.price(&batch)?;
/// assert_eq!(priced.amounts.value_as_string(0), "0.9");
/// assert!(priced.amounts.is_null(1));
/// # use arrow_array::Array;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct BatchPricer {
    columns: BookColumnPricer,
    scale: Option<u8>,
    refuses_periods: bool,
}

impl BatchPricer {
    /// A pricer by these sheets. Of several, the one in force at a row's `at` prices it.
    pub fn new(book: impl Into<PriceBook>) -> Self {
        let columns = BookColumnPricer::new(&book.into());
        BatchPricer { columns, scale: None, refuses_periods: false }
    }

    /// The sheets.
    #[must_use]
    pub fn book(&self) -> &PriceBook {
        self.columns.book()
    }

    /// The same, with amounts of so many decimal places. Where nothing is said, they have as many as the prices of the sheets and
    /// the quantities of the columns come to at the most, up to 28. An amount that has more of them is its row's error.
    ///
    /// # Errors
    ///
    /// [`BindError::ScaleOutOfRange`], above 28.
    pub fn with_scale(self, scale: u8) -> Result<Self, BindError> {
        if scale > SCALE_MAX {
            return Err(BindError::ScaleOutOfRange { scale });
        }
        Ok(BatchPricer { scale: Some(scale), ..self })
    }

    /// The same, where rows of endpoints that are rated by the period are errors: their records are parts of a period. Without
    /// this, each states a whole one.
    #[must_use]
    pub fn refusing_periods(self) -> Self {
        BatchPricer { refuses_periods: true, ..self }
    }

    /// Finds what the columns of a schema state. Nothing but the schema is looked at.
    ///
    /// # Errors
    ///
    /// [`BindError`]: a column of binary floats, instants without a zone, a column that nearly has the name of one that is read,
    /// an entry of the map whose target or column there is not, and others.
    pub fn bind(&self, schema: &Schema, mapping: &Mapping) -> Result<BoundPricer, BindError> {
        let columns = bind::bind(schema, mapping, self.book().sheets())?;
        let stated = |quantity: &str| {
            let columns = columns.iter().filter(|column: &&Bound| column.is_of_quantity(quantity));
            columns.map(Bound::decimal_places).max().unwrap_or_default()
        };
        let sheets = self.book().sheets().iter();
        let bounded = || sheets.map(|sheet| scale::of_sheet(sheet, stated)).max().unwrap_or_default();
        let scale = self.scale.unwrap_or_else(bounded);
        let bound = Binding { columns, mapping: mapping.clone(), schema: schema.clone(), scale };
        Ok(BoundPricer { pricer: self.clone(), bound: Arc::new(bound) })
    }
}

/// A pricer that knows what the columns of a schema state. It is cheap to clone, and may be shared between threads.
#[derive(Debug, Clone)]
pub struct BoundPricer {
    pricer: BatchPricer,
    bound: Arc<Binding>,
}

#[derive(Debug)]
struct Binding {
    columns: Vec<Bound>,
    mapping: Mapping,
    schema: Schema,
    scale: u8,
}

/// What the rows of a batch cost. An amount is null exactly where the error is not.
#[derive(Debug, Clone, PartialEq)]
pub struct PricedBatch {
    /// What each row costs, in the sheet's unit.
    pub amounts: Decimal128Array,
    /// Why a row has no amount: `code`, `culprit`, `message` and `help`.
    pub errors: StructArray,
}

impl BoundPricer {
    /// The pricer that was bound.
    #[must_use]
    pub fn pricer(&self) -> &BatchPricer {
        &self.pricer
    }

    /// How many decimal places amounts have.
    #[must_use]
    pub fn scale(&self) -> u8 {
        self.bound.scale
    }

    /// The type of amounts.
    #[must_use]
    pub fn amount_type(&self) -> DataType {
        DataType::Decimal128(PRECISION, i8::try_from(self.scale()).unwrap_or(i8::MAX))
    }

    /// The type of errors: a struct of `code`, `culprit`, `message` and `help`, each a dictionary of texts.
    #[must_use]
    pub fn error_type() -> DataType {
        DataType::Struct(error_fields())
    }

    /// What is read, and of which column, or which path into structs.
    pub fn columns(&self) -> impl Iterator<Item = (&Target, &str)> {
        self.bound.columns.iter().map(|bound| (&bound.target, bound.name.as_str()))
    }

    /// What every row of a batch costs.
    ///
    /// # Errors
    ///
    /// [`BatchError`]: columns that are not those of the schema that was bound. What is wrong with one row is its error.
    pub fn price(&self, batch: &RecordBatch) -> Result<PricedBatch, BatchError> {
        let read = Read::of(batch, &self.bound.columns, &self.bound.schema)?;
        let statement = read.statement()?;
        let (amounts, faults) = self.outcomes(batch, &statement);
        let errors = faults::column(&faults, batch.num_rows());
        // Where there is no error, there is an amount.
        let amounts_there = errors.nulls().map(|nulls| !nulls.inner());
        let nulls = match amounts_there {
            Some(amounts_there) => NullBuffer::new(amounts_there),
            None => NullBuffer::new_null(batch.num_rows()),
        };
        let nulls = Some(nulls).filter(|nulls| nulls.null_count() > 0);
        let amounts = Decimal128Array::new(amounts.into(), nulls).with_data_type(self.amount_type());
        Ok(PricedBatch { amounts, errors })
    }

    pub(crate) fn book(&self) -> &PriceBook {
        self.pricer.book()
    }

    pub(crate) fn bound_columns(&self) -> &[Bound] {
        &self.bound.columns
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.bound.schema
    }

    pub(crate) fn columns_pricer(&self) -> &BookColumnPricer {
        &self.pricer.columns
    }

    pub(crate) fn mapping(&self) -> &Mapping {
        &self.bound.mapping
    }

    pub(crate) fn refuses_periods(&self) -> bool {
        self.pricer.refuses_periods
    }
}

//! Tables: many usages in columns.

use std::sync::Arc;

use arrow_array::ffi_stream::ArrowArrayStreamReader;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pricesheet::Decimal;
use pricesheet_analysis::AuditError;
use pricesheet_arrow::{BatchPricer, BoundPricer, PricedBatch, Target};
use pricesheet_records as records;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use crate::book::book_of;
use crate::charged;
use crate::error::{Raise, argument, object};
use crate::judge::{self, Judge, Judged, Sums};
use crate::mapping::mapping_of;
use crate::number;
use crate::pieces;
use crate::stream;

/// A table that speaks Arrow's PyCapsule interface: pyarrow, polars, pandas and duckdb take it as it is, and nothing is copied.
#[pyclass(frozen, module = "pricesheet")]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    /// The names of the columns.
    #[getter]
    fn column_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.schema.fields().iter().map(|field| field.name()))
    }

    /// The table as a `pyarrow.Table`.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The table as a `polars.DataFrame`.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// The table as a `pandas.DataFrame` of Arrow's types: amounts stay decimals.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pricesheet._tables")?.call_method1("to_pandas", (slf,))
    }

    /// For other libraries. A schema that they ask for is not looked at, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        stream::capsule(py, self.schema.clone(), self.batches.clone())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        stream::schema_capsule(py, &self.schema)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let names: Vec<_> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        format!("<Table of {} rows: {}>", self.__len__(), names.join(", "))
    }
}

/// What every row of a table costs: the table with two columns more, `total`, an exact decimal, and `error`, a struct of `code`,
/// `culprit`, `message` and `help`. One of them is null in every row.
///
/// The columns are named as fields of records: `endpoint`, `options` (lists of names) or `options.NAME` (booleans),
/// `quantities.NAME`, `choices.NAME`, `attributes.NAME`, `calls`, `at`; structs of these are read too, and `mapping` says where
/// columns of other names state what. `scale` is how many decimal places `total` has; else as many as the sheet and the columns need.
///
/// Raises ArgumentError for a column of floats, of timestamps without a zone, or one that nearly has a name that is read.
#[pyfunction]
#[pyo3(signature = (sheet, table, *, mapping = None, keep = Vec::new(), scale = None, threads = None))]
pub(crate) fn price_table(
    sheet: &Bound<'_, PyAny>,
    table: &Bound<'_, PyAny>,
    mapping: Option<&Bound<'_, PyAny>>,
    keep: Vec<String>,
    scale: Option<u8>,
    threads: Option<usize>,
) -> PyResult<Table> {
    let pricer = BatchPricer::new(book_of(sheet)?);
    let (reader, bound) = bind(&pricer, table, mapping, keep, scale)?;
    let added = [
        Field::new("total", bound.amount_type(), true),
        Field::new("error", BoundPricer::error_type(), true),
    ];
    let columns = Columns::adding(&reader.schema(), added);
    sheet.py().detach(|| {
        let batches = reader.collect::<Result<Vec<_>, ArrowError>>().map_err(stream::failed)?;
        let priced = |_: usize, piece: &RecordBatch, (): &mut ()| {
            let PricedBatch { amounts, errors } = bound.price(piece).map_err(Raise::raise)?;
            let added: [ArrayRef; 2] = [Arc::new(amounts), Arc::new(errors)];
            columns.of(piece, added)
        };
        let (batches, _) = pieces::each(&pieces::cut(batches), threads, || (), priced)?;
        Ok(Table { schema: columns.schema.clone(), batches })
    })
}

/// What was charged for every row of a table, held against what it costs: the table with `verdict` (`agreed`, `over`, `under` or
/// `unpriceable`), `expected`, `difference` and `error`, and what all rows come to. Columns are named as for `price_table`, and
/// `charged` says what was charged; where that is null, `difference` is too.
///
/// Each row of an endpoint that is rated by the period is the total of its period. What explains differences, `audit` says.
#[pyfunction]
#[pyo3(signature = (sheet, table, *, tolerance = None, mapping = None, keep = Vec::new(), scale = None, threads = None))]
pub(crate) fn audit_table<'py>(
    sheet: &Bound<'py, PyAny>,
    table: &Bound<'py, PyAny>,
    tolerance: Option<&Bound<'py, PyAny>>,
    mapping: Option<&Bound<'py, PyAny>>,
    keep: Vec<String>,
    scale: Option<u8>,
    threads: Option<usize>,
) -> PyResult<(Table, Bound<'py, PyAny>)> {
    let py = sheet.py();
    let pricer = BatchPricer::new(book_of(sheet)?);
    let (reader, bound) = bind(&pricer, table, mapping, keep, scale)?;
    let charged = bound.columns().find(|(target, _)| **target == Target::Field(records::Field::Charged));
    let Some(path) = charged.map(|(_, name)| name.to_string()) else {
        let message = "no column says what was charged".to_string();
        let help = "name it `charged`, or map it: mapping={\"charged\": \"COLUMN\"}";
        return Err(argument("missing-column", "charged", message, help));
    };
    let scale = charged::scale(&reader.schema(), &path)?.max(bound.scale());
    let tolerance = tolerance.map(|amount| number::quantity("tolerance", amount)).transpose()?;
    let judge = Judge { scale, tolerance: whole(tolerance.unwrap_or_default(), scale) };
    let difference_type = DataType::Decimal128(judge::DIGITS, i8::try_from(scale).unwrap_or(i8::MAX));
    let word = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let added = [
        Field::new("verdict", word, true),
        Field::new("expected", bound.amount_type(), true),
        Field::new("difference", difference_type, true),
        Field::new("error", BoundPricer::error_type(), true),
    ];
    let columns = Columns::adding(&reader.schema(), added);
    let (table, sums) = py.detach(|| {
        let batches = reader.collect::<Result<Vec<_>, ArrowError>>().map_err(stream::failed)?;
        let judged = |_: usize, piece: &RecordBatch, sums: &mut Sums| {
            let PricedBatch { amounts, errors } = bound.price(piece).map_err(Raise::raise)?;
            let charged = charged::amounts(piece, &path, scale);
            let charged = charged.ok_or(AuditError::NotRepresentable).map_err(Raise::raise)?;
            let Judged { verdicts, differences } =
                judge.judge(&charged, &amounts, sums).map_err(Raise::raise)?;
            let added: [ArrayRef; 4] =
                [Arc::new(verdicts), Arc::new(amounts), Arc::new(differences), Arc::new(errors)];
            columns.of(piece, added)
        };
        let (batches, sums) = pieces::each(&pieces::cut(batches), threads, Sums::default, judged)?;
        let sums = sums.into_iter().try_fold(Sums::default(), Sums::merge);
        let sums = sums.ok_or(AuditError::NotRepresentable).map_err(Raise::raise)?;
        Ok::<_, PyErr>((Table { schema: columns.schema.clone(), batches }, sums))
    })?;
    Ok((table, totals(py, judge, sums)?))
}

/// What judged rows come to, as an object.
fn totals<'py>(py: Python<'py>, judge: Judge, sums: Sums) -> PyResult<Bound<'py, PyAny>> {
    let Sums { counts, amounts } = sums;
    let counted = [counts.agreed, counts.over, counts.under, counts.unpriceable];
    let records = counted.into_iter().fold(0_u64, u64::saturating_add);
    let money = |amount| number::decimal(py, judge.decimal(amount).map_err(Raise::raise)?);
    let difference = amounts.charged.checked_sub(amounts.expected);
    let difference = difference.ok_or(AuditError::NotRepresentable).map_err(Raise::raise)?;
    let counts = [records, counts.agreed, counts.tolerated, counts.over, counts.under, counts.unpriceable]
        .map(|count| count.into_pyobject(py).map(Bound::into_any));
    let amounts = [
        amounts.charged,
        amounts.expected,
        difference,
        amounts.tolerated,
        amounts.over,
        amounts.under,
        amounts.unpriceable,
    ];
    let mut fields = Vec::new();
    for count in counts {
        fields.push(count?);
    }
    for amount in amounts {
        fields.push(money(amount)?);
    }
    object(py, "AuditTotals", PyTuple::new(py, fields)?)
}

/// A tolerance as an integer of a scale: what is smaller than its last place makes no difference.
fn whole(amount: Decimal, scale: u8) -> i128 {
    let (mantissa, own) = (amount.mantissa(), amount.scale());
    let power = |places| 10_i128.checked_pow(places);
    let scaled = match u32::from(scale).checked_sub(own) {
        Some(more) => power(more).and_then(|factor| mantissa.checked_mul(factor)),
        None => power(own.saturating_sub(scale.into())).and_then(|divisor| mantissa.checked_div(divisor)),
    };
    scaled.unwrap_or(i128::MAX)
}

/// Reads a table by the names of its columns, before its first row is looked at.
fn bind(
    pricer: &BatchPricer,
    table: &Bound<'_, PyAny>,
    mapping: Option<&Bound<'_, PyAny>>,
    keep: Vec<String>,
    scale: Option<u8>,
) -> PyResult<(ArrowArrayStreamReader, BoundPricer)> {
    let mapping = mapping_of(mapping, keep, pricer.book().sheets())?;
    let pricer = match scale {
        Some(scale) => pricer.clone().with_scale(scale).map_err(Raise::raise)?,
        None => pricer.clone(),
    };
    let reader = stream::reader(table)?;
    let bound = pricer.bind(&reader.schema(), &mapping).map_err(Raise::raise)?;
    Ok((reader, bound))
}

/// The columns of a table with more of them, in place of those of the same names.
struct Columns {
    schema: SchemaRef,
    /// The places of those that are kept.
    kept: Vec<usize>,
}

impl Columns {
    fn adding<const N: usize>(before: &Schema, added: [Field; N]) -> Self {
        let is_added = |name: &str| added.iter().any(|field| field.name() == name);
        let kept = before.fields().iter().enumerate().filter(|(_, field)| !is_added(field.name()));
        let (kept, mut fields): (Vec<_>, Vec<_>) = kept.map(|(place, field)| (place, field.clone())).unzip();
        fields.extend(added.map(Arc::new));
        let schema = Schema::new_with_metadata(fields, before.metadata().clone());
        Columns { schema: Arc::new(schema), kept }
    }

    fn of<const N: usize>(&self, piece: &RecordBatch, added: [ArrayRef; N]) -> PyResult<RecordBatch> {
        let kept = self.kept.iter().filter_map(|place| piece.columns().get(*place).cloned());
        RecordBatch::try_new(self.schema.clone(), kept.chain(added).collect()).map_err(stream::failed)
    }
}

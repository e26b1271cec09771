//! What the arguments of a call state.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::{Result, plan_datafusion_err, plan_err};
use datafusion::logical_expr::ColumnarValue;
use datafusion::scalar::ScalarValue;

/// The columns of a call: the endpoint, and each value under the name before it.
pub(super) struct Arguments {
    pub(super) schema: SchemaRef,
    /// Which argument each column is.
    places: Vec<usize>,
    /// Which argument is what was charged, and its type.
    pub(super) charged: Option<(usize, DataType)>,
}

impl Arguments {
    /// Reads the arguments of a function; `literal` is an argument that is a constant text.
    pub(super) fn read<'a>(
        function: &str,
        fields: &[FieldRef],
        literal: impl Fn(usize) -> Option<&'a ScalarValue>,
        takes_charged: bool,
    ) -> Result<Self> {
        let first = usize::from(takes_charged);
        let charged = fields.first().filter(|_| takes_charged).map(|field| (0, field.data_type().clone()));
        let Some(endpoint) = fields.get(first) else {
            return plan_err!("`{function}` lacks the endpoint; {}", usage(function, takes_charged));
        };
        let mut columns = vec![Field::new("endpoint", endpoint.data_type().clone(), true)];
        let mut places = vec![first];
        for (pair, of) in fields.iter().enumerate().skip(first + 1).collect::<Vec<_>>().chunks(2).enumerate()
        {
            let [(name, _), (value, field)] = of else {
                return plan_err!(
                    "`{function}` has a name without a value as its last argument; {}",
                    usage(function, takes_charged)
                );
            };
            let text = literal(*name).and_then(text).ok_or_else(|| {
                plan_datafusion_err!(
                    "argument {} of `{function}`, before value {}, is not a constant text; {}",
                    name + 1,
                    pair + 1,
                    usage(function, takes_charged)
                )
            })?;
            if columns.iter().any(|column| column.name() == text) || text == "charged" {
                return plan_err!("`{function}` states `{text}` twice; state it once");
            }
            columns.push(Field::new(text, field.data_type().clone(), true));
            places.push(*value);
        }
        Ok(Arguments { schema: Arc::new(Schema::new(columns)), places, charged })
    }

    /// The schema with what was charged as a column, where the function takes it.
    pub(super) fn audited_schema(&self) -> Schema {
        let charged = self.charged.iter().map(|(_, of)| Arc::new(Field::new("charged", of.clone(), true)));
        Schema::new(self.schema.fields().iter().cloned().chain(charged).collect::<Vec<_>>())
    }

    /// The columns of a call.
    pub(super) fn batch(&self, values: &[ColumnarValue], rows: usize) -> Result<RecordBatch> {
        let columns =
            self.places.iter().map(|place| column(values, *place, rows)).collect::<Result<Vec<_>>>()?;
        batch(&self.schema, columns, rows)
    }
}

/// An argument as an array.
pub(super) fn column(values: &[ColumnarValue], place: usize, rows: usize) -> Result<ArrayRef> {
    match values.get(place) {
        Some(value) => value.to_array(rows),
        None => plan_err!("argument {} is missing", place + 1),
    }
}

fn batch(schema: &SchemaRef, columns: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}

fn text(value: &ScalarValue) -> Option<&str> {
    match value {
        ScalarValue::Utf8(text) | ScalarValue::Utf8View(text) | ScalarValue::LargeUtf8(text) => {
            text.as_deref()
        }
        _ => None,
    }
}

fn usage(function: &str, takes_charged: bool) -> String {
    let charged = if takes_charged { "charged, " } else { "" };
    format!("write {function}({charged}endpoint, 'options', options, 'quantities.NAME', value)")
}

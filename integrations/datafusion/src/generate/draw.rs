//! Usages drawn from what a sheet has.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, DictionaryArray, Int32Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
    TimestampMillisecondArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Int32Type, Schema, SchemaRef, TimeUnit};
use datafusion::common::{Result, plan_err};
use fastrand::Rng;
use pricesheet::sheet::{Basis, Endpoint};
use pricesheet::{Instant, PriceBook};

/// The accounts that records are of.
const ACCOUNTS: u16 = 1_000;

/// Records are this far from each other on average, in milliseconds.
const APART_MS: i64 = 20;

/// The largest quantity that is drawn.
const QUANTITY_MAX: i64 = 40;

/// An endpoint, and the places of its names among those of the book.
struct Use {
    name: i32,
    /// Options that are members of no choice.
    options: Vec<i32>,
    choices: Vec<Vec<i32>>,
    /// A quantity, and whether it must be stated.
    quantities: Vec<(usize, bool)>,
    /// An attribute, and the values that it is known to have.
    attributes: Vec<(usize, Vec<i32>)>,
}

/// What there is to draw from.
pub(super) struct Draw {
    pub(super) schema: SchemaRef,
    uses: Vec<Use>,
    endpoints: ArrayRef,
    options: ArrayRef,
    quantities: Fields,
    attributes: Fields,
    values: ArrayRef,
    start_ms: i64,
}

/// Names, and their places in the order in which they were met.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn place(&mut self, name: &str) -> usize {
        let next = self.0.len();
        *self.0.entry(name.to_string()).or_insert(next)
    }

    fn key(&mut self, name: &str) -> i32 {
        // A sheet has far fewer names.
        i32::try_from(self.place(name)).unwrap_or(i32::MAX)
    }

    fn all(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.0.iter().collect();
        names.sort_by_key(|(_, place)| **place);
        names.into_iter().map(|(name, _)| name.as_str()).collect()
    }

    fn texts(&self) -> ArrayRef {
        Arc::new(StringArray::from(self.all()))
    }
}

fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

impl Draw {
    pub(super) fn of(book: &PriceBook) -> Result<Self> {
        let [mut endpoints, mut options, mut quantities, mut attributes, mut values] =
            std::array::from_fn(|_| Names::default());
        // One sheet at a time is in force, and the last knows what is called now.
        let Some(sheet) = book.sheets().last() else { return plan_err!("there is no sheet to draw from") };
        let called = sheet.model().endpoints.iter().filter(|endpoint| endpoint.basis != Basis::Period);
        let mut of = |endpoint: &Endpoint| {
            let option = |id: &pricesheet::sheet::OptionId| endpoint.option_names.get(id.index());
            let is_member = |name: &String| {
                endpoint.choices.iter().flat_map(|choice| &choice.of).any(|id| option(id) == Some(name))
            };
            Use {
                name: endpoints.key(&endpoint.name),
                options: endpoint
                    .option_names
                    .iter()
                    .filter(|name| !is_member(name))
                    .map(|name| options.key(name))
                    .collect(),
                choices: endpoint
                    .choices
                    .iter()
                    .map(|choice| choice.of.iter().filter_map(option).map(|name| options.key(name)).collect())
                    .collect(),
                quantities: endpoint
                    .quantities
                    .iter()
                    .map(|of| (quantities.place(&of.name), of.required))
                    .collect(),
                attributes: endpoint
                    .attributes
                    .iter()
                    .map(|of| {
                        (
                            attributes.place(&of.name),
                            of.values.iter().map(|value| values.key(value)).collect(),
                        )
                    })
                    .collect(),
            }
        };
        let uses: Vec<Use> = called.map(|endpoint| of(endpoint)).collect();
        if uses.is_empty() {
            return plan_err!("the sheet has no endpoint that is rated call by call");
        }
        let fields = |names: &Names, of: DataType| -> Fields {
            names.all().into_iter().map(|name| Field::new(name, of.clone(), true)).collect::<Vec<_>>().into()
        };
        let quantities = fields(&quantities, DataType::Int64);
        let attributes = fields(&attributes, dictionary());
        let list = DataType::List(Arc::new(Field::new("item", dictionary(), false)));
        let mut columns = vec![
            Field::new("at", DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())), false),
            Field::new("account", dictionary(), false),
            Field::new("endpoint", dictionary(), false),
            Field::new("options", list, false),
        ];
        for (name, fields) in [("quantities", &quantities), ("attributes", &attributes)] {
            if !fields.is_empty() {
                columns.push(Field::new(name, DataType::Struct(fields.clone()), false));
            }
        }
        let start = sheet.effective().map_or(1_767_225_600, Instant::unix_seconds);
        Ok(Draw {
            schema: Arc::new(Schema::new(columns)),
            uses,
            endpoints: endpoints.texts(),
            options: options.texts(),
            quantities,
            attributes,
            values: values.texts(),
            start_ms: start.saturating_mul(1_000),
        })
    }

    /// So many records after the first ones.
    pub(super) fn batch(&self, rng: &mut Rng, before: u64, rows: u64) -> Result<RecordBatch> {
        let rows = usize::try_from(rows).unwrap_or_default();
        let first = i64::try_from(before).unwrap_or_default().saturating_mul(APART_MS);
        let start = self.start_ms.saturating_add(first);
        let (mut instants, mut accounts, mut endpoints) = (Vec::new(), Vec::new(), Vec::new());
        let (mut lengths, mut options) = (Vec::new(), Vec::new());
        let mut quantities = vec![vec![None; rows]; self.quantities.len()];
        let mut attributes = vec![vec![None; rows]; self.attributes.len()];
        for (row, after) in (0_i64..).step_by(usize::try_from(APART_MS).unwrap_or(1)).take(rows).enumerate() {
            let Some(of) = self.uses.get(rng.usize(0..self.uses.len())) else { continue };
            instants.push(start.saturating_add(after).saturating_add(rng.i64(0..APART_MS)));
            accounts.push(i32::from(rng.u16(0..ACCOUNTS)));
            endpoints.push(of.name);
            let before = options.len();
            options.extend(of.options.iter().copied().filter(|_| rng.u8(0..4) == 0));
            for choice in &of.choices {
                options.extend(choice.get(rng.usize(0..=choice.len())));
            }
            lengths.push(options.len() - before);
            // One at least is stated: a usage that counts nothing may have no price.
            let stated = rng.usize(0..of.quantities.len().max(1));
            for (at, (place, required)) in of.quantities.iter().enumerate() {
                if let Some(room) = quantities.get_mut(*place).and_then(|of| of.get_mut(row)) {
                    *room = (*required || at == stated || rng.bool()).then(|| rng.i64(1..=QUANTITY_MAX));
                }
            }
            for (place, values) in &of.attributes {
                if let Some(room) = attributes.get_mut(*place).and_then(|of| of.get_mut(row)) {
                    *room = values.get(rng.usize(0..values.len().max(1))).copied();
                }
            }
        }
        let accounts_named: ArrayRef = Arc::new(StringArray::from_iter_values(
            (0..ACCOUNTS).map(|account| format!("account-{account:04}")),
        ));
        let list = Arc::new(Field::new("item", dictionary(), false));
        let options = named(Int32Array::from(options), &self.options)?;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(TimestampMillisecondArray::from(instants).with_timezone("UTC")),
            named(Int32Array::from(accounts), &accounts_named)?,
            named(Int32Array::from(endpoints), &self.endpoints)?,
            Arc::new(ListArray::try_new(list, OffsetBuffer::from_lengths(lengths), options, None)?),
        ];
        if !self.quantities.is_empty() {
            let of = quantities.into_iter().map(|of| Arc::new(Int64Array::from(of)) as ArrayRef);
            columns.push(Arc::new(StructArray::try_new(self.quantities.clone(), of.collect(), None)?));
        }
        if !self.attributes.is_empty() {
            let of = attributes.into_iter().map(|of| named(Int32Array::from(of), &self.values));
            let of = of.collect::<Result<_>>()?;
            columns.push(Arc::new(StructArray::try_new(self.attributes.clone(), of, None)?));
        }
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}

fn named(keys: Int32Array, names: &ArrayRef) -> Result<ArrayRef> {
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(names))?))
}

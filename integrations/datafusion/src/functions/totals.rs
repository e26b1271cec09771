//! The aggregate of audited rows: counts and sums that are exact, whichever parts they were made of.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, Int64Array, StructArray,
};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Field, FieldRef, Fields, Int64Type};
use datafusion::common::{Result, exec_datafusion_err, exec_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;

use super::scalar::{audit_fields, too_large};

const NAME: &str = "charge_totals";

/// How many rows there are of each verdict.
const COUNTS: [&str; 5] = ["records", "agreed", "over", "under", "unpriceable"];

/// What is summed. The difference is what the first two leave.
const SUMS: [&str; 5] = ["charged", "expected", "overcharged", "undercharged", "charged_unpriceable"];

/// The totals of what `charge_audit` says of rows.
#[derive(Debug)]
pub(super) struct ChargeTotals {
    signature: Signature,
}

impl ChargeTotals {
    pub(super) fn new() -> Self {
        ChargeTotals { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl PartialEq for ChargeTotals {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for ChargeTotals {}

impl Hash for ChargeTotals {
    fn hash<H: Hasher>(&self, state: &mut H) {
        NAME.hash(state);
    }
}

/// The type of the amounts of audited rows.
fn amount_type(of: &DataType) -> Result<DataType> {
    if let DataType::Struct(fields) = of
        && let Some((_, charged)) = fields.find("charged")
        && let DataType::Decimal128(_, scale) = charged.data_type()
        && *fields == audit_fields(u8::try_from(*scale).unwrap_or_default())
    {
        return Ok(charged.data_type().clone());
    }
    plan_err!(
        "`{NAME}` sums what `charge_audit` says of rows; write {NAME}(charge_audit(charged, endpoint, …))"
    )
}

fn total_fields(amount: &DataType) -> Fields {
    let counts = COUNTS.map(|name| Field::new(name, DataType::Int64, false));
    let [charged, expected, rest @ ..] = SUMS;
    let sums = [charged, expected, "difference"].into_iter().chain(rest);
    let sums = sums.map(|name| Field::new(name, amount.clone(), false));
    counts.into_iter().chain(sums).collect::<Vec<_>>().into()
}

impl AggregateUDFImpl for ChargeTotals {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types {
            [of] => Ok(DataType::Struct(total_fields(&amount_type(of)?))),
            _ => amount_type(&DataType::Null),
        }
    }

    fn is_nullable(&self) -> bool {
        false
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let amount =
            amount_type(args.input_fields.first().map_or(&DataType::Null, |field| field.data_type()))?;
        let counts = COUNTS.map(|name| (name, DataType::Int64));
        let fields = counts.into_iter().chain(SUMS.map(|name| (name, amount.clone())));
        Ok(fields
            .map(|(name, of)| Arc::new(Field::new(format_state_name(args.name, name), of, false)))
            .collect())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One(groups(&args)?)))
    }

    fn groups_accumulator_supported(&self, _args: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(groups(&args)?))
    }
}

fn groups(args: &AccumulatorArgs<'_>) -> Result<Groups> {
    if args.is_distinct {
        return exec_err!("`{NAME}` counts every row; leave DISTINCT out");
    }
    let amount = amount_type(args.expr_fields.first().map_or(&DataType::Null, |field| field.data_type()))?;
    Ok(Groups { amount, counts: Default::default(), sums: Default::default() })
}

/// The totals of each group.
#[derive(Debug)]
struct Groups {
    amount: DataType,
    counts: [Vec<i64>; 5],
    sums: [Vec<i128>; 5],
}

impl Groups {
    fn grow(&mut self, groups: usize) {
        self.counts.iter_mut().for_each(|of| of.resize(groups, 0));
        self.sums.iter_mut().for_each(|of| of.resize(groups, 0));
    }

    fn count(&mut self, which: usize, group: usize, more: i64) -> Result<()> {
        let room = self.counts.get_mut(which).and_then(|of| of.get_mut(group));
        add(room, |count| count.checked_add(more))
    }

    fn sum(&mut self, which: usize, group: usize, more: i128) -> Result<()> {
        let room = self.sums.get_mut(which).and_then(|of| of.get_mut(group));
        add(room, |sum| sum.checked_add(more))
    }

    fn row(&mut self, group: usize, charged: Option<i128>, expected: Option<i128>) -> Result<()> {
        self.count(0, group, 1)?;
        let Some((charged, expected)) = charged.zip(expected) else {
            self.count(4, group, 1)?;
            return self.sum(4, group, charged.unwrap_or_default());
        };
        self.sum(0, group, charged)?;
        self.sum(1, group, expected)?;
        let difference = charged.checked_sub(expected).ok_or_else(too_large)?;
        match difference {
            0 => self.count(1, group, 1),
            1.. => {
                self.count(2, group, 1)?;
                self.sum(2, group, difference)
            }
            _ => {
                self.count(3, group, 1)?;
                self.sum(3, group, difference.checked_neg().ok_or_else(too_large)?)
            }
        }
    }

    /// Amounts as a column, where its type holds them.
    fn amounts(&self, of: Vec<i128>) -> Result<ArrayRef> {
        if of.iter().any(|amount| amount.unsigned_abs() >= 10_u128.pow(38)) {
            return Err(too_large());
        }
        Ok(Arc::new(Decimal128Array::from(of).with_data_type(self.amount.clone())))
    }
}

fn add<T: Copy>(room: Option<&mut T>, with: impl Fn(T) -> Option<T>) -> Result<()> {
    let room = room.ok_or_else(|| exec_datafusion_err!("a group of `{NAME}` is not known"))?;
    *room = with(*room).ok_or_else(too_large)?;
    Ok(())
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        groups: usize,
    ) -> Result<()> {
        self.grow(groups);
        let rows = values.first().and_then(|of| of.as_struct_opt());
        let Some(rows) = rows else { return exec_err!("`{NAME}` got no audited rows") };
        let amounts = |name: &str| match rows.column_by_name(name) {
            Some(column) => Ok(column.as_primitive::<Decimal128Type>()),
            None => exec_err!("audited rows have no `{name}`"),
        };
        let (charged, expected) = (amounts("charged")?, amounts("expected")?);
        let value = |of: &Decimal128Array, row: usize| of.is_valid(row).then(|| of.value(row));
        for (row, group) in group_indices.iter().enumerate() {
            let taken = filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
            if taken && rows.is_valid(row) {
                self.row(*group, value(charged, row), value(expected, row))?;
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let counts = self.counts.each_mut().map(|of| emit_to.take_needed(of));
        let sums = self.sums.each_mut().map(|of| emit_to.take_needed(of));
        let [charged, expected, ..] = &sums;
        let differences = charged.iter().zip(expected);
        let differences =
            differences.map(|(charged, expected)| charged.checked_sub(*expected).ok_or_else(too_large));
        let differences = differences.collect::<Result<Vec<_>>>()?;
        let mut columns: Vec<ArrayRef> =
            counts.into_iter().map(|of| Arc::new(Int64Array::from(of)) as ArrayRef).collect();
        let [charged, expected, rest @ ..] = sums;
        for of in [charged, expected, differences].into_iter().chain(rest) {
            columns.push(self.amounts(of)?);
        }
        Ok(Arc::new(StructArray::try_new(total_fields(&self.amount), columns, None)?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let counts = self.counts.each_mut().map(|of| emit_to.take_needed(of));
        let sums = self.sums.each_mut().map(|of| emit_to.take_needed(of));
        let counts = counts.into_iter().map(|of| Ok(Arc::new(Int64Array::from(of)) as ArrayRef));
        counts.chain(sums.into_iter().map(|of| self.amounts(of))).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef], group_indices: &[usize], groups: usize) -> Result<()> {
        self.grow(groups);
        let (counts, sums) = states.split_at_checked(COUNTS.len()).unwrap_or_default();
        if sums.len() != SUMS.len() {
            return exec_err!("the totals of a part have {} columns", states.len());
        }
        for (which, of) in counts.iter().enumerate() {
            let of = of.as_primitive::<Int64Type>();
            for (row, group) in group_indices.iter().enumerate() {
                self.count(which, *group, of.value(row))?;
            }
        }
        for (which, of) in sums.iter().enumerate() {
            let of = of.as_primitive::<Decimal128Type>();
            for (row, group) in group_indices.iter().enumerate() {
                self.sum(which, *group, of.value(row))?;
            }
        }
        Ok(())
    }

    /// Each row as totals of its own: what is merged where there are nearly as many groups as rows.
    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, |of| of.len());
        let mut each =
            Groups { amount: self.amount.clone(), counts: Default::default(), sums: Default::default() };
        each.update_batch(values, &(0..rows).collect::<Vec<_>>(), filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        let counts: usize = self.counts.iter().map(|of| of.capacity() * size_of::<i64>()).sum();
        let sums: usize = self.sums.iter().map(|of| of.capacity() * size_of::<i128>()).sum();
        size_of::<Self>() + counts + sums
    }
}

/// Totals without groups: those of one.
#[derive(Debug)]
struct One(Groups);

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let rows = values.first().map_or(0, |of| of.len());
        self.0.update_batch(values, &vec![0; rows], None, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.grow(1);
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn size(&self) -> usize {
        self.0.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.grow(1);
        self.0.state(EmitTo::All)?.iter().map(|of| ScalarValue::try_from_array(of, 0)).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, |of| of.len());
        self.0.merge_batch(states, &vec![0; rows], 1)
    }
}

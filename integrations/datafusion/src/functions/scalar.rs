//! Functions of single rows.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Array, Decimal128Builder, StringViewBuilder, StructArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Field, FieldRef, Fields, Schema};
use datafusion::common::{Result, exec_datafusion_err, exec_err, plan_datafusion_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;
use pricesheet_arrow::{BoundPricer, PricedBatch};
use pricesheet_records::{Mapping, Source, Target};

use super::arguments::{Arguments, column};
use super::{Sheets, batch_error, bind_error};

/// The digits that a decimal column has at the most.
const PRECISION: u8 = 38;

/// What a function says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    Price,
    Error,
    Audit,
}

impl What {
    pub(super) const ALL: [What; 3] = [What::Price, What::Error, What::Audit];

    pub(super) fn name(self) -> &'static str {
        match self {
            What::Price => "price",
            What::Error => "price_error",
            What::Audit => "charge_audit",
        }
    }

    fn takes_charged(self) -> bool {
        self == What::Audit
    }
}

/// A function of a sheet.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct SheetFunction {
    name: String,
    what: What,
    sheets: Arc<Sheets>,
    signature: Signature,
}

impl SheetFunction {
    pub(super) fn new(name: String, what: What, sheets: Arc<Sheets>) -> Self {
        SheetFunction { name, what, sheets, signature: Signature::user_defined(Volatility::Immutable) }
    }

    fn arguments<'a>(
        &self,
        fields: &[FieldRef],
        literal: impl Fn(usize) -> Option<&'a ScalarValue>,
    ) -> Result<Arguments> {
        Arguments::read(&self.name, fields, literal, self.what.takes_charged())
    }

    /// Finds the columns, or says what is wrong with them: a batch may have columns of its own, a call states what it means.
    fn bind(&self, schema: &Schema) -> Result<BoundPricer> {
        let mut mapping = Mapping::new();
        for name in schema.fields().iter().map(|field| field.name()) {
            let Some(target) = Target::of(name) else { continue };
            // What is named is looked for in the sheets.
            if !matches!(target, Target::Field(_)) {
                let added = mapping.add(target, Source::of(name));
                added.map_err(|error| plan_datafusion_err!("{error}"))?;
            }
        }
        let bound = self.sheets.pricer.bind(schema, &mapping).map_err(|error| bind_error(&error))?;
        match schema.fields().iter().find(|field| Target::of(field.name()).is_none()) {
            Some(field) => plan_err!(
                "`{}` is not a field of records, in `{}`; options are 'options' or 'options.NAME', and so are 'quantities' and 'attributes'",
                field.name(),
                self.name
            ),
            None => Ok(bound),
        }
    }

    fn return_type_of(&self, arguments: &Arguments) -> Result<DataType> {
        // What was charged is looked at by the same rules as everything else.
        let bound = self.bind(&arguments.audited_schema())?;
        Ok(match (self.what, &arguments.charged) {
            (What::Audit, Some((_, charged))) => {
                DataType::Struct(audit_fields(scale_of(charged)?.max(bound.scale())))
            }
            (What::Error, _) => DataType::Struct(error_fields()),
            _ => bound.amount_type(),
        })
    }
}

impl ScalarUDFImpl for SheetFunction {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Every type is taken as it is: strings, views and dictionaries are not copied into one another.
    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        plan_err!("the type of `{}` depends on the names among its arguments", self.name)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let literal = |at: usize| args.scalar_arguments.get(at).copied().flatten();
        let arguments = self.arguments(args.arg_fields, literal)?;
        Ok(Arc::new(Field::new(&self.name, self.return_type_of(&arguments)?, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let literal = |at: usize| match args.args.get(at) {
            Some(ColumnarValue::Scalar(value)) => Some(value),
            _ => None,
        };
        let arguments = self.arguments(&args.arg_fields, literal)?;
        let (values, rows) = (&args.args, args.number_rows);
        let bound = self.bind(&arguments.schema)?;
        let batch = arguments.batch(values, rows)?;
        let PricedBatch { amounts, errors } = bound.price(&batch).map_err(|error| batch_error(&error))?;
        Ok(ColumnarValue::Array(match self.what {
            What::Error => Arc::new(plain(&errors)?),
            What::Audit => {
                let Some((place, _)) = &arguments.charged else {
                    return exec_err!("`{}` lacks what was charged", self.name);
                };
                let charged = column(values, *place, rows)?;
                Arc::new(audited(&charged, &amounts, bound.scale(), &errors)?)
            }
            _ => Arc::new(amounts),
        }))
    }
}

const ERROR_FIELDS: [&str; 4] = ["code", "culprit", "message", "help"];

fn error_fields() -> Fields {
    ERROR_FIELDS.map(|name| Field::new(name, DataType::Utf8, true)).into_iter().collect::<Vec<_>>().into()
}

/// Errors with plain strings, by which every engine can group.
fn plain(errors: &StructArray) -> Result<StructArray> {
    let text = |name: &str| match errors.column_by_name(name) {
        Some(column) => Ok(cast(column, &DataType::Utf8)?),
        None => exec_err!("errors have no `{name}`"),
    };
    let columns = ERROR_FIELDS.into_iter().map(text).collect::<Result<Vec<_>>>()?;
    Ok(StructArray::try_new(error_fields(), columns, errors.nulls().cloned())?)
}

/// What `charge_audit` says of a row: amounts at one scale.
pub(super) fn audit_fields(scale: u8) -> Fields {
    // Scales are at most 38, which bounds them for the type that Arrow has for it.
    let amount = DataType::Decimal128(PRECISION, i8::try_from(scale).unwrap_or(i8::MAX));
    let amounts = ["charged", "expected", "difference"].map(|name| Field::new(name, amount.clone(), true));
    let verdict = Field::new("verdict", DataType::Utf8View, false);
    let error = Field::new("error", DataType::Utf8, true);
    [verdict].into_iter().chain(amounts).chain([error]).collect::<Vec<_>>().into()
}

/// The scale at which a column states what was charged.
fn scale_of(charged: &DataType) -> Result<u8> {
    match charged {
        DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) | DataType::Decimal128(_, scale) => {
            Ok(u8::try_from(*scale).unwrap_or_default())
        }
        of if of.is_integer() || of.is_null() => Ok(0),
        of => plan_err!("what was charged is a column of {of}; cast it to a decimal"),
    }
}

/// The verdict of each row.
fn audited(
    charged: &ArrayRef,
    amounts: &Decimal128Array,
    scale: u8,
    errors: &StructArray,
) -> Result<StructArray> {
    let own = scale_of(charged.data_type())?;
    let both = own.max(scale);
    let type_of = |scale: u8| DataType::Decimal128(PRECISION, i8::try_from(scale).unwrap_or(i8::MAX));
    let charged = cast(charged, &type_of(own))?;
    let charged = charged.as_primitive::<Decimal128Type>();
    let (charged_by, expected_by) = (power_of_ten(both - own)?, power_of_ten(both - scale)?);
    let codes = errors.column_by_name("code").map(|codes| cast(codes, &DataType::Utf8)).transpose()?;
    let Some(codes) = codes else { return exec_err!("errors have no `code`") };
    let codes = codes.as_string::<i32>();
    let rows = charged.len();
    let amount = || Decimal128Builder::with_capacity(rows).with_data_type(type_of(both));
    let mut verdicts = StringViewBuilder::with_capacity(rows);
    let (mut charges, mut expecteds, mut differences) = (amount(), amount(), amount());
    let mut missing = datafusion::arrow::array::StringBuilder::with_capacity(rows, 0);
    for row in 0..rows {
        let charge = charged.is_valid(row).then(|| scaled(charged.value(row), charged_by)).transpose()?;
        let expected = amounts.is_valid(row).then(|| scaled(amounts.value(row), expected_by)).transpose()?;
        let difference = match charge.zip(expected) {
            Some((charge, expected)) => Some(charge.checked_sub(expected).ok_or_else(too_large)?),
            None => None,
        };
        verdicts.append_value(match difference {
            None => "unpriceable",
            Some(0) => "agreed",
            Some(apart) if apart > 0 => "over",
            Some(_) => "under",
        });
        charges.append_option(charge);
        expecteds.append_option(expected);
        differences.append_option(difference);
        match (errors.is_valid(row), difference) {
            (true, _) => missing.append_value(codes.value(row)),
            (false, None) => missing.append_value("missing-charged"),
            (false, Some(_)) => missing.append_null(),
        }
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(verdicts.finish()),
        Arc::new(charges.finish()),
        Arc::new(expecteds.finish()),
        Arc::new(differences.finish()),
        Arc::new(missing.finish()),
    ];
    Ok(StructArray::try_new(audit_fields(both), columns, None)?)
}

fn power_of_ten(exponent: u8) -> Result<i128> {
    10_i128.checked_pow(u32::from(exponent)).ok_or_else(too_large)
}

fn scaled(mantissa: i128, by: i128) -> Result<i128> {
    let scaled = mantissa.checked_mul(by).ok_or_else(too_large)?;
    // What the type of the column does not hold must not get into it.
    if scaled.unsigned_abs() >= 10_u128.pow(u32::from(PRECISION)) { Err(too_large()) } else { Ok(scaled) }
}

pub(super) fn too_large() -> datafusion::error::DataFusionError {
    exec_datafusion_err!(
        "an amount has more than {PRECISION} digits at the scale of its column; cast what was charged to fewer decimal places"
    )
}

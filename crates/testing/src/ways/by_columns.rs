//! The ways from columns to prices: every row has the price, or the error, of the usage that states the same by names.

use std::collections::BTreeSet;

use pricesheet::{
    ColumnPricer, Columns, Decimal, EndpointPricer, IntegerAmount, NumberColumn, PriceSheet, RowFault, Usage,
    UsageError, Validity,
};

use super::case::{Case, names_of};
use crate::dice::Dice;
use crate::generate::values;
use crate::reference::model::{Endpoint, Sheet};

/// How many usages are priced at once: one, few, as many as are priced together, and more.
const LENGTHS: [usize; 4] = [1, 5, 128, 260];

/// A quantity by its name, with a number for each usage where it is stated.
struct Numbers {
    name: String,
    /// The type of its integers.
    form: Form,
    stating: Stating,
    scale: u32,
    values: Vec<i128>,
    stated: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    U32,
    U64,
    I64,
    I128,
}

#[derive(Clone, Copy, PartialEq)]
enum Stating {
    All,
    AboveZero,
    Flags,
    Bits,
}

impl Numbers {
    fn decimal(&self, row: usize) -> Option<Decimal> {
        self.stated[row].then(|| Decimal::from_i128_with_scale(self.values[row], self.scale))
    }
}

/// What the rows of one test have in common.
#[derive(Clone, Copy)]
struct Kind {
    /// Small counts, and nothing that the endpoint does not have, so that most rows go the shortest way.
    clean: bool,
    /// What the columns are of.
    form: Form,
    stating: Stating,
}

/// Up to three options as bits. Few unclean rows have one that the endpoint may not have.
fn bits(dice: &mut Dice, kind: Kind, endpoint: &Endpoint) -> u128 {
    let options = endpoint.option_names().len();
    // Of two errors of a row either may be found first.
    let requires =
        endpoint.names_a_window() || endpoint.attributes.iter().any(|attribute| attribute.default.is_none());
    let mut bits = 0;
    if options > 0 {
        for _ in 0..dice.below(4) {
            bits |= 1 << dice.below(options);
        }
    }
    if !kind.clean && !requires && dice.one_in(50) {
        bits |= 1 << dice.below(128);
    }
    bits
}

/// A quantity of some rows: where the endpoint has it, mostly stated.
fn numbers(dice: &mut Dice, kind: Kind, name: &str, endpoints: &[&Endpoint]) -> Numbers {
    let form = kind.form;
    let scale = if !kind.clean && matches!(form, Form::I64 | Form::I128) { dice.below(4) as u32 } else { 0 };
    let stating = kind.stating;
    let mut numbers = Numbers { name: name.into(), form, stating, scale, values: vec![], stated: vec![] };
    for endpoint in endpoints {
        let known = endpoint.quantity_names().contains(&name);
        let wanted = if known { !dice.one_in(8) } else { !kind.clean && dice.one_in(60) };
        let number = if kind.clean { dice.below(2_000) as u64 } else { values(endpoint, name).count(dice) };
        let number = match form {
            Form::U32 => i128::from(number & u64::from(u32::MAX)),
            Form::U64 => i128::from(number),
            Form::I64 => i128::from(number & (u64::MAX >> 1)),
            Form::I128 => i128::from(number),
        };
        let negative = !kind.clean && dice.one_in(60) && matches!(form, Form::I64 | Form::I128);
        let number = if !wanted && stating == Stating::AboveZero { 0 } else { number };
        let number = if !known && stating == Stating::All { dice.below(2) as i128 } else { number };
        numbers.values.push(if negative { -number } else { number });
        numbers.stated.push(match stating {
            Stating::All => true,
            Stating::AboveZero => number != 0,
            Stating::Flags | Stating::Bits => wanted,
        });
    }
    numbers
}

/// Integers of one type as a column of numbers.
macro_rules! column {
    ($numbers:expr, $integer:ty) => {{
        let values: Vec<$integer> = $numbers.values.iter().map(|value| *value as $integer).collect();
        NumberColumn::from(&*values.leak())
    }};
}

/// What it borrows is left to the end of the test.
fn column(numbers: &Numbers) -> NumberColumn<'static> {
    let column = match numbers.form {
        Form::U32 => column!(numbers, u32),
        Form::U64 => column!(numbers, u64),
        Form::I64 => column!(numbers, i64),
        Form::I128 => column!(numbers, i128),
    };
    let column = column.scale(numbers.scale);
    match numbers.stating {
        Stating::All => column,
        Stating::AboveZero => column.zero_is_absent(),
        Stating::Flags => column.validity(&*numbers.stated.clone().leak()),
        Stating::Bits => {
            let mut bytes = vec![0_u8; numbers.stated.len().div_ceil(8) + 1];
            for (at, stated) in numbers.stated.iter().enumerate() {
                bytes[(at + 3) / 8] |= u8::from(*stated) << ((at + 3) % 8);
            }
            column.validity(Validity::bits(bytes.leak(), 3))
        }
    }
}

/// An amount as an integer at a scale, where it is one.
fn integer(amount: Decimal, scale: u32) -> Option<i128> {
    let amount = amount.normalize();
    let power = 10_i128.checked_pow(scale.checked_sub(amount.scale())?)?;
    amount.mantissa().checked_mul(power)
}

/// The amounts of columns are those expected: as decimals, and as integers at their usual scale and at another one.
#[track_caller]
pub fn amounts_agree(pricer: &ColumnPricer, columns: &Columns<'_>, expected: &[Result<Decimal, UsageError>]) {
    let mut amounts = vec![Decimal::ZERO; columns.len()];
    let errors = pricer.price_decimals(columns, &mut amounts).expect("columns of one length");
    let mut errors = errors.iter().peekable();
    for (row, (found, expected)) in amounts.iter().zip(expected).enumerate() {
        match (errors.next_if(|error| error.row == row), expected) {
            (None, Ok(amount)) => assert_eq!(found.unpack(), amount.unpack(), "row {row} of columns"),
            (Some(error), Err(expected)) => {
                assert_eq!((&error.fault, *found), (&RowFault::Usage(expected.clone()), Decimal::MAX));
                assert_eq!(error.code(), expected.code());
            }
            (error, _) => panic!("row {row} of columns: {found} and {error:?}, but {expected:?}"),
        }
    }
    assert_eq!((errors.next(), amounts.len()), (None, expected.len()));
    integers_agree::<i64>(pricer, columns, pricer.scale(), expected);
    integers_agree::<i128>(pricer, columns, 3, expected);
}

/// Integers at a scale are those of the prices, or it is said that they are none.
#[track_caller]
fn integers_agree<T: IntegerAmount + PartialEq + std::fmt::Debug + TryFrom<i128>>(
    pricer: &ColumnPricer,
    columns: &Columns<'_>,
    scale: u32,
    expected: &[Result<Decimal, UsageError>],
) {
    let mut found = vec![T::NONE; columns.len()];
    let errors = pricer.price(columns, scale, &mut found).expect("columns of one length");
    let mut errors = errors.iter().peekable();
    for (row, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = errors.next_if(|error| error.row == row).map(|error| &error.fault);
        let fault = match expected {
            Err(expected) => RowFault::Usage(expected.clone()),
            Ok(amount) => {
                let integer = integer(*amount, scale).and_then(|amount| T::try_from(amount).ok());
                if let Some(integer) = integer.filter(|integer| *integer != T::NONE) {
                    assert_eq!((*found, error), (integer, None), "row {row}: {amount}");
                    continue;
                }
                RowFault::OutOfColumn { amount: *amount }
            }
        };
        assert_eq!((*found, error), (T::NONE, Some(&fault)), "row {row}");
    }
    assert_eq!(errors.next(), None);
}

/// Usages of all endpoints of the sheet.
pub(super) fn check(dice: &mut Dice, priced: &PriceSheet, sheet: &Sheet, handles: &[EndpointPricer<'_>]) {
    let pricer = ColumnPricer::new(priced);
    let form = dice.pick(&[Form::U32, Form::U32, Form::U32, Form::U64, Form::I64, Form::I128]);
    let stating = dice.pick(&[Stating::All, Stating::AboveZero, Stating::Flags, Stating::Bits]);
    let kind = Kind { clean: dice.one_in(2), form, stating };
    let length = dice.pick(&LENGTHS);
    let places: Vec<u32> = (0..length).map(|_| dice.below(handles.len()) as u32).collect();
    let endpoints: Vec<&Endpoint> = places.iter().map(|place| &sheet.endpoints[*place as usize]).collect();
    let masks: Vec<u128> = endpoints.iter().map(|endpoint| bits(dice, kind, endpoint)).collect();

    let names = sheet.endpoints.iter().flat_map(|endpoint| endpoint.quantity_names());
    let mut names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
    if !kind.clean && dice.one_in(3) {
        names.push("nowhere");
    }
    if stating == Stating::All && dice.one_in(2) {
        // What only some endpoints have is an error of the others' rows: at times no column is of such a quantity.
        names.retain(|name| sheet.endpoints.iter().all(|endpoint| endpoint.quantity_names().contains(name)));
    }
    let quantities: Vec<Numbers> = names.iter().map(|name| numbers(dice, kind, name, &endpoints)).collect();
    // Options of the first endpoint by name, beside those of the masks or instead of them.
    let named = sheet.endpoints[0].option_names();
    let named = &named[..if dice.one_in(3) { named.len().min(3) } else { 0 }];
    let flags: Vec<Vec<bool>> = named
        .iter()
        .map(|name| {
            let has = |endpoint: &&Endpoint| endpoint.option_names().contains(name) || !kind.clean;
            endpoints.iter().map(|endpoint| has(endpoint) && dice.one_in(8)).collect()
        })
        .collect();
    let calls: Option<Vec<i64>> = dice.one_in(3).then(|| {
        let calls = |_| match !kind.clean && dice.one_in(20) {
            true => dice.below(2) as i64 - 1,
            false => dice.below(3) as i64 + 1,
        };
        (0..length).map(calls).collect()
    });
    let has_masks = named.is_empty() || dice.one_in(2);

    let bound: Vec<NumberColumn<'_>> = quantities.iter().map(column).collect();
    let mut columns = Columns::new(&places);
    if has_masks {
        columns = columns.options(&masks);
    }
    for (name, flags) in named.iter().zip(&flags) {
        columns = columns.option(name, flags);
    }
    for (numbers, column) in quantities.iter().zip(&bound) {
        columns = columns.quantity(&numbers.name, *column);
    }
    if let Some(calls) = &calls {
        columns = columns.calls(calls);
    }

    let expected: Vec<_> = (0..length)
        .map(|row| {
            let (handle, mask) = (handles[places[row] as usize], if has_masks { masks[row] } else { 0 });
            let usage = Usage::new(&endpoints[row].name);
            let stated = names_of(endpoints[row], mask);
            let flagged = named.iter().zip(&flags).filter(|(_, flags)| flags[row]);
            let options = stated.into_iter().chain(flagged.map(|(name, _)| *name));
            let usage = options.fold(usage, |usage, name| usage.option(name));
            let stated = quantities.iter().filter_map(|of| Some((&of.name, of.decimal(row)?)));
            let usage = stated.fold(usage, |usage, (name, value)| usage.quantity(name, value));
            let usage = match &calls {
                Some(calls) => usage.calls(calls[row]),
                None => usage,
            };
            let known = endpoints[row].option_names().len() as u32;
            match mask.checked_shr(known).filter(|unknown| *unknown > 0) {
                // A bit that stands for no option has no name.
                Some(unknown) => Err(handle.option_set_from_bits(unknown << known).unwrap_err()),
                None => Case::new(handle, usage).expected,
            }
        })
        .collect();
    amounts_agree(&pricer, &columns, &expected);
}

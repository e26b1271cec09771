//! The ways from columns to prices.

use pricesheet::{ColumnPricer, Columns, Decimal, EndpointPricer, Refusal, UsageError};

use super::case::{Case, names_of, usage_of};
use crate::dice::Dice;
use crate::generate::values;
use crate::reference::model::{Endpoint, Sheet};

/// How many usages are priced at once: one, few, as many as are priced together, and more.
const LENGTHS: [usize; 4] = [1, 5, 64, 130];

/// One usage of the columns.
struct Row {
    place: usize,
    options: u128,
    /// A count for each column, also where the endpoint has fewer quantities.
    counts: Vec<u64>,
}

/// What the rows of one test have in common.
#[derive(Clone, Copy)]
struct Kind {
    /// Small counts, and nothing that the endpoint does not have, so that most rows take the fast path.
    clean: bool,
    /// Counts of 32 bits, and options of as many.
    narrow: bool,
}

/// Up to three options as bits. Few unclean rows have one that the endpoint may not have.
fn bits(dice: &mut Dice, kind: Kind, options: usize) -> u128 {
    let mut bits = 0;
    if options > 0 {
        for _ in 0..dice.below(4) {
            bits |= 1 << dice.below(options);
        }
    }
    if !kind.clean && dice.one_in(50) {
        bits |= 1 << dice.below(128);
    }
    bits
}

/// A count for each column. Few unclean rows state a quantity beyond those of their endpoint.
fn counts(dice: &mut Dice, kind: Kind, endpoint: &Endpoint, width: usize) -> Vec<u64> {
    let names = endpoint.quantity_names();
    let mut counts = Vec::new();
    for column in 0..width {
        let count = match names.get(column) {
            None => u64::from(!kind.clean && dice.one_in(60)),
            Some(_) if kind.clean => dice.below(2_000) as u64,
            Some(name) => values(endpoint, name).count(dice),
        };
        counts.push(if kind.narrow { count & u64::from(u32::MAX) } else { count });
    }
    counts
}

/// What a row must be: of what its endpoint has, the price of the usage that states the same by names.
fn case(handle: EndpointPricer<'_>, endpoint: &Endpoint, row: &Row) -> Case {
    let (expected, options) = (endpoint.quantity_names().len(), endpoint.option_names().len());
    let (known, beyond) = row.counts.split_at(expected);
    let wholes: Vec<Decimal> = known.iter().map(|count| Decimal::from(*count)).collect();
    let mut case = Case::new(handle, usage_of(endpoint, &names_of(endpoint, row.options), &wholes));
    if let Some(last) = beyond.iter().rposition(|count| *count > 0) {
        let endpoint = endpoint.name.clone();
        case.expected = Err(UsageError::CountsMismatch { endpoint, expected, stated: expected + last + 1 });
    } else if row.options.checked_shr(options as u32).is_some_and(|unknown| unknown > 0) {
        case.expected = handle.option_set_from_bits(row.options).and_then(|set| set.price(known));
    }
    case
}

/// Usages of all endpoints of the sheet, in columns of 32 or 64 bits.
pub(super) fn check(dice: &mut Dice, sheet: &Sheet, handles: &[EndpointPricer<'_>]) {
    let pricer = ColumnPricer::new(handles.iter().copied());
    let kind = Kind { clean: dice.one_in(2), narrow: dice.one_in(2) };
    let (mut rows, mut cases) = (Vec::new(), Vec::new());
    for _ in 0..dice.pick(&LENGTHS) {
        let place = dice.below(handles.len());
        let endpoint = &sheet.endpoints[place];
        let options = bits(dice, kind, endpoint.option_names().len());
        let counts = counts(dice, kind, endpoint, pricer.width());
        let row = Row { place, options, counts };
        cases.push(case(handles[place], endpoint, &row));
        rows.push(row);
    }
    let options: Vec<u128> = rows.iter().map(|row| row.options).collect();
    let small: Option<Vec<u32>> = options.iter().map(|bits| u32::try_from(*bits).ok()).collect();
    match small.filter(|_| kind.narrow) {
        Some(options) => agree(&pricer, &rows, &cases, |place| place as u8, &options, |count| count as u32),
        None => agree(&pricer, &rows, &cases, |place| place as u32, &options, |count| count),
    }
}

/// The amounts of the columns, as integers and as decimals, are those of their rows.
fn agree<E, O, Q>(
    pricer: &ColumnPricer<'_>,
    rows: &[Row],
    cases: &[Case],
    place: impl Fn(usize) -> E,
    options: &[O],
    count: impl Fn(u64) -> Q,
) where
    E: Copy + Into<u32>,
    O: Copy + Into<u128>,
    Q: Copy + Into<u64>,
{
    let endpoints: Vec<E> = rows.iter().map(|row| place(row.place)).collect();
    let quantities: Vec<Vec<Q>> = (0..pricer.width())
        .map(|column| rows.iter().map(|row| count(row.counts[column])).collect())
        .collect();
    let quantities: Vec<&[Q]> = quantities.iter().map(Vec::as_slice).collect();
    let columns = Columns { endpoints: &endpoints, options, quantities: &quantities };
    let (integers, decimals) = found(pricer, &columns);
    for (place, (case, (integer, decimal))) in
        cases.iter().zip(integers.into_iter().zip(decimals)).enumerate()
    {
        case.check(&format!("row {place} of columns, integers"), integer);
        case.check(&format!("row {place} of columns, decimals"), decimal);
    }
}

type Found = Vec<Result<Decimal, UsageError>>;

/// The amounts of columns, of which those as integers and those as decimals are to be the same.
fn found<E, O, Q>(pricer: &ColumnPricer<'_>, columns: &Columns<'_, E, O, Q>) -> (Found, Found)
where
    E: Copy + Into<u32>,
    O: Copy + Into<u128>,
    Q: Copy + Into<u64>,
{
    let amounts = pricer.price(columns).expect("columns of one length");
    let integers: Found = amounts.decimals().map(|amount| amount.map_err(Clone::clone)).collect();
    // What is not an exception is the mantissa at the scale of them all.
    let mut exceptions = amounts.exceptions().iter().map(|exception| exception.place).peekable();
    for (place, (mantissa, amount)) in amounts.mantissas().iter().zip(&integers).enumerate() {
        if exceptions.next_if_eq(&place).is_none() {
            let exact = Decimal::from_i128_with_scale((*mantissa).into(), amounts.scale());
            assert_eq!(Ok(exact), *amount, "row {place}");
        }
    }
    let amounts = pricer.price_decimals(columns).expect("columns of one length");
    let mut refusals = amounts.refusals().iter().peekable();
    let mut decimals = Vec::new();
    for (place, amount) in amounts.decimals().iter().enumerate() {
        let refusal = refusals.next_if(|refusal| refusal.place == place);
        if refusal.is_some() {
            assert_eq!(*amount, Decimal::MAX, "row {place}");
        }
        decimals.push(refusal.map_or(Ok(*amount), |Refusal { error, .. }| Err(error.clone())));
    }
    assert_eq!(refusals.next(), None);
    assert_eq!((integers.len(), decimals.len()), (columns.endpoints.len(), columns.endpoints.len()));
    (integers, decimals)
}

/// The amounts of columns, as integers and as decimals, are those expected.
#[track_caller]
pub fn amounts_agree<E, O, Q>(
    pricer: &ColumnPricer<'_>,
    columns: &Columns<'_, E, O, Q>,
    expected: &[Result<Decimal, UsageError>],
) where
    E: Copy + Into<u32>,
    O: Copy + Into<u128>,
    Q: Copy + Into<u64>,
{
    let (integers, decimals) = found(pricer, columns);
    assert_eq!(integers, expected);
    assert_eq!(decimals, expected);
}

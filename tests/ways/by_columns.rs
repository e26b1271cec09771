//! The ways from columns to prices.

use pricesheet::{ColumnPricer, Columns, Decimal, EndpointPricer, Refusal, UsageError};

use crate::case::{Case, names_of, usage_of};
use crate::count::count;
use crate::dice::Dice;
use crate::draft::Draft;
use crate::sheet::Sheet;

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
    /// Small counts, and nothing that the endpoint does not have, so that most rows go the shortest way.
    clean: bool,
    /// Counts of 32 bits.
    narrow: bool,
}

/// Up to three options as bits. Few unclean rows have one that the endpoint may not have.
fn bits(dice: &mut Dice, kind: Kind, draft: &Draft) -> u128 {
    let mut bits = 0;
    if !draft.options.is_empty() {
        for _ in 0..dice.below(4) {
            bits |= 1 << dice.below(draft.options.len());
        }
    }
    if !kind.clean && dice.one_in(50) {
        bits |= 1 << dice.below(128);
    }
    bits
}

/// A count for each column. Few unclean rows state a quantity beyond those of their endpoint.
fn counts(dice: &mut Dice, kind: Kind, draft: &Draft, width: usize) -> Vec<u64> {
    let mut counts = Vec::new();
    for column in 0..width {
        let count = if column >= draft.quantities.len() {
            u64::from(!kind.clean && dice.one_in(60))
        } else if kind.clean {
            dice.below(2_000) as u64
        } else {
            count(dice, draft)
        };
        counts.push(if kind.narrow { count & u64::from(u32::MAX) } else { count });
    }
    counts
}

/// What a row must be: of what its endpoint has, the price of the usage that states the same by names.
fn case(sheet: &Sheet, handle: &EndpointPricer<'_>, row: &Row) -> Case {
    let expected = handle.model().quantities.len();
    let (known, beyond) = row.counts.split_at(expected);
    let wholes: Vec<Decimal> = known.iter().map(|count| Decimal::from(*count)).collect();
    let mut case = Case::new(sheet, usage_of(handle, &names_of(handle, row.options), &wholes));
    if let Some(last) = beyond.iter().rposition(|count| *count > 0) {
        let endpoint = handle.model().name.clone();
        case.expected = Err(UsageError::CountsMismatch { endpoint, expected, stated: expected + last + 1 });
    } else if row
        .options
        .checked_shr(handle.model().option_names.len() as u32)
        .is_some_and(|unknown| unknown > 0)
    {
        case.expected = handle.option_set_from_bits(row.options).and_then(|set| set.price(known));
    }
    case
}

/// The amounts of the columns, as integers and as decimals, are those of their rows.
fn agree<Q: Copy + Into<u64>>(
    pricer: &ColumnPricer<'_>,
    rows: &[Row],
    cases: &[Case],
    count: impl Fn(u64) -> Q,
) {
    let places: Vec<u32> = rows.iter().map(|row| row.place as u32).collect();
    let options: Vec<u128> = rows.iter().map(|row| row.options).collect();
    let quantities: Vec<Vec<Q>> = (0..pricer.width())
        .map(|column| rows.iter().map(|row| count(row.counts[column])).collect())
        .collect();
    let quantities: Vec<&[Q]> = quantities.iter().map(Vec::as_slice).collect();
    let columns = Columns { endpoints: &places, options: &options, quantities: &quantities };

    let amounts = pricer.price(&columns).expect("columns of one length");
    let found: Vec<_> = amounts.decimals().collect();
    assert_eq!(found.len(), cases.len());
    for (place, (case, found)) in cases.iter().zip(found).enumerate() {
        case.check(&format!("row {place} of columns, integers"), found.map_err(Clone::clone));
    }

    let decimals = pricer.price_decimals(&columns).expect("columns of one length");
    let mut refusals = decimals.refusals().iter().peekable();
    assert_eq!(decimals.decimals().len(), cases.len());
    for (place, (case, found)) in cases.iter().zip(decimals.decimals()).enumerate() {
        let refusal = refusals.next_if(|refusal| refusal.place == place);
        let found = refusal.map_or(Ok(*found), |Refusal { error, .. }| Err(error.clone()));
        case.check(&format!("row {place} of columns, decimals"), found);
    }
    assert_eq!(refusals.next(), None);
}

/// Usages of all endpoints of the sheet, in columns of 32 or 64 bits.
pub(crate) fn check(dice: &mut Dice, sheet: &Sheet, handles: &[EndpointPricer<'_>]) {
    let pricer = ColumnPricer::new(handles.iter().copied());
    let kind = Kind { clean: dice.one_in(2), narrow: dice.one_in(2) };
    let (mut rows, mut cases) = (Vec::new(), Vec::new());
    for _ in 0..dice.pick(&LENGTHS) {
        let place = dice.below(handles.len());
        let draft = &sheet.endpoints[place];
        let options = bits(dice, kind, draft);
        let counts = counts(dice, kind, draft, pricer.width());
        let row = Row { place, options, counts };
        cases.push(case(sheet, &handles[place], &row));
        rows.push(row);
    }
    if kind.narrow {
        agree(&pricer, &rows, &cases, |count| count as u32);
    } else {
        agree(&pricer, &rows, &cases, |count| count);
    }
}

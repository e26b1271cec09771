//! What rows state as columns of the engine. Rows of which these cannot say all are set apart, to be priced by their names.

use arrow_buffer::{BooleanBuffer, NullBuffer};
use pricesheet::{Columns, Integers, NumberColumn, OptionLists, TextColumn, Validity};
use pricesheet_records::Mapping;

use crate::column::is_null;
use crate::lists::{Lists, Ranges};
use crate::numbers::{Number, Numbers, Values};
use crate::statement::Statement;
use crate::texts::{Ids, Texts};

/// What columns of the engine borrow.
#[derive(Debug)]
pub(crate) struct Prepared<'s> {
    statement: &'s Statement<'s>,
    /// The endpoints of the dictionary, renamed by the map.
    endpoints: Vec<&'s str>,
    names: Option<Names<'s>>,
    flags: Vec<(&'s str, BooleanBuffer)>,
    quantities: Vec<(&'s str, Wide)>,
    calls: Option<Wide>,
    /// Rows that are priced by their names, in any order.
    pub(crate) apart: Vec<usize>,
}

/// Numbers that no column of the engine has as they are; empty where one has.
type Wide = Vec<i128>;

/// Lists one after the other.
#[derive(Debug)]
enum Names<'s> {
    AsTheyAre(&'s Lists<'s>),
    Gathered { offsets: Vec<u32>, ids: Vec<u32>, texts: Vec<&'s str> },
}

impl<'s> Prepared<'s> {
    pub(crate) fn of(statement: &'s Statement<'s>, rows: usize, mapping: &'s Mapping) -> Option<Self> {
        let mut apart = Vec::new();
        let endpoints = statement.endpoint.texts.iter();
        let endpoints = endpoints.map(|name| mapping.endpoint_name(name).unwrap_or(name)).collect();
        let nulls = statement.endpoint.nulls;
        apart.extend((0..rows).filter(|row| nulls.is_some_and(|nulls| is_null(Some(nulls), *row))));
        let names = gather(statement, rows, &mut apart)?;
        declined(statement, rows, &mut apart);
        let flags = statement.flags.iter().filter_map(|(name, flags)| {
            let values = flags.values?.values();
            let nulls = flags.column.nulls.as_ref().map(NullBuffer::inner);
            Some((*name, nulls.map_or_else(|| values.clone(), |nulls| values & nulls)))
        });
        let flags = flags.collect();
        let quantities = statement.quantities.iter();
        let quantities = quantities.map(|(name, numbers)| (*name, wide(numbers, rows, &mut apart))).collect();
        let calls = statement.calls.as_ref().map(|calls| wide(calls, rows, &mut apart));
        if let Some(restate) = &statement.restate {
            apart.extend((0..rows).filter(|row| restate.get(*row) == Some(true)));
        }
        Some(Prepared { statement, endpoints, names, flags, quantities, calls, apart })
    }

    /// The columns, without instants.
    pub(crate) fn columns(&'s self) -> Columns<'s> {
        let Statement { endpoint, quantities, attributes, calls, .. } = self.statement;
        let mut columns = Columns::new(column(endpoint, &self.endpoints));
        match &self.names {
            Some(Names::AsTheyAre(lists)) => {
                if let Some(offsets) = lists.offsets() {
                    let names = OptionLists::new(offsets, column(&lists.names, &lists.names.texts));
                    let nulls = lists.nulls;
                    columns = columns.option_lists(match nulls {
                        Some(nulls) => names.validity(bits(nulls.inner())),
                        None => names,
                    });
                }
            }
            Some(Names::Gathered { offsets, ids, texts }) => {
                columns = columns.option_lists(OptionLists::new(offsets, TextColumn::new(ids, texts)));
            }
            None => {}
        }
        for (name, flags) in &self.flags {
            columns = columns.option(name, bits(flags));
        }
        for ((name, numbers), (_, wide)) in quantities.iter().zip(&self.quantities) {
            if let Some(numbers) = number_column(numbers, wide) {
                columns = columns.quantity(name, numbers);
            }
        }
        for (name, values) in attributes {
            columns = columns.attribute(name, column(values, &values.texts));
        }
        let calls = calls.as_ref().zip(self.calls.as_ref());
        if let Some(calls) = calls.and_then(|(calls, wide)| number_column(calls, wide)) {
            columns = columns.calls(calls);
        }
        columns
    }
}

impl<'b> Lists<'b> {
    /// Where lists begin and end, where they lie one after the other.
    pub(crate) fn offsets(&self) -> Option<Integers<'b>> {
        match self.ranges {
            Ranges::Offsets32(offsets) => Some(offsets.into()),
            Ranges::Offsets64(offsets) => Some(offsets.into()),
            Ranges::Views32(..) | Ranges::Views64(..) | Ranges::Fixed(_) => None,
        }
    }
}

fn bits(buffer: &BooleanBuffer) -> Validity<'_> {
    Validity::bits(buffer.values(), buffer.offset())
}

fn column<'s>(texts: &'s Texts<'_>, dictionary: &'s [&'s str]) -> TextColumn<'s> {
    let column = TextColumn::new(texts.ids.integers(), dictionary);
    match texts.nulls {
        Some(nulls) => column.validity(bits(nulls.inner())),
        None => column,
    }
}

impl Ids<'_> {
    fn integers(&self) -> Integers<'_> {
        match self {
            Ids::I8(ids) => (*ids).into(),
            Ids::I16(ids) => (*ids).into(),
            Ids::I32(ids) => (*ids).into(),
            Ids::I64(ids) => (*ids).into(),
            Ids::U8(ids) => (*ids).into(),
            Ids::U16(ids) => (*ids).into(),
            Ids::U32(ids) => (*ids).into(),
            Ids::U64(ids) => (*ids).into(),
            Ids::Own(ids) => ids.into(),
        }
    }
}

/// Numbers as the engine has them; none where none of them is there.
fn number_column<'s>(numbers: &'s Numbers<'_>, wide: &'s Wide) -> Option<NumberColumn<'s>> {
    let values: Integers<'_> = match &numbers.values {
        _ if !wide.is_empty() => wide.into(),
        Values::I8(values) => (*values).into(),
        Values::I16(values) => (*values).into(),
        Values::I32(values) => (*values).into(),
        Values::I64(values) => (*values).into(),
        Values::U8(values) => (*values).into(),
        Values::U16(values) => (*values).into(),
        Values::U32(values) => (*values).into(),
        Values::U64(values) => (*values).into(),
        Values::I128(values) => (*values).into(),
        Values::I256(_) | Values::None => return None,
    };
    let column = NumberColumn::from(values).scale(u32::try_from(numbers.scale).unwrap_or_default());
    Some(match &numbers.column.nulls {
        Some(nulls) => column.validity(bits(nulls.inner())),
        None => column,
    })
}

/// The mantissas of numbers of 256 bits, or of tens and hundreds, and the rows whose own is not one of 128 bits.
fn wide(numbers: &Numbers<'_>, rows: usize, apart: &mut Vec<usize>) -> Wide {
    let scale = u32::try_from(numbers.scale).unwrap_or_default();
    let power = 10_i128.checked_pow(u32::from(numbers.scale.min(0).unsigned_abs()));
    let mantissa = |row: usize| match &numbers.values {
        Values::I256(values) => values.get(row).and_then(|value| value.to_i128()?.checked_mul(power?)),
        _ => match numbers.get(row) {
            Number::Of(value) => 10_i128
                .checked_pow(scale.checked_sub(value.scale())?)
                .and_then(|power| value.mantissa().checked_mul(power)),
            Number::Missing => Some(0),
            Number::TooLong => None,
        },
    };
    if !matches!(numbers.values, Values::I256(_)) && numbers.scale >= 0 {
        return Vec::new();
    }
    let mantissas = (0..rows).map(|row| {
        if numbers.column.is_null(row) {
            return 0;
        }
        mantissa(row).unwrap_or_else(|| {
            apart.push(row);
            0
        })
    });
    mantissas.collect()
}

/// The options of each row that are lists or members of choices. A list with a name that is not there is for the row to say.
fn gather<'s>(
    statement: &'s Statement<'s>,
    rows: usize,
    apart: &mut Vec<usize>,
) -> Option<Option<Names<'s>>> {
    let lists = statement.options.as_ref().map(|(_, lists)| lists);
    if let Some(lists) = lists.filter(|lists| lists.names.nulls.is_some()) {
        let has_null = |row: &usize| lists.range(*row).any(|place| lists.names.get(place).is_none());
        apart.extend((0..rows).filter(has_null));
    }
    if statement.choices.is_empty() {
        match lists {
            None => return Some(None),
            Some(lists) if lists.offsets().is_some() => return Some(Some(Names::AsTheyAre(lists))),
            Some(_) => {}
        }
    }
    // Ids of all columns in one dictionary: those of the lists first.
    let mut texts: Vec<&'s str> = lists.map(|lists| lists.names.texts.clone()).unwrap_or_default();
    let mut starts = Vec::new();
    for (_, members) in &statement.choices {
        starts.push(texts.len());
        texts.extend(&members.texts);
    }
    u32::try_from(texts.len()).ok()?;
    let (mut offsets, mut ids) = (Vec::with_capacity(rows.saturating_add(1)), Vec::new());
    offsets.push(0);
    for row in 0..rows {
        if let Some(lists) = lists {
            let stated = lists.range(row).filter(|place| lists.names.get(*place).is_some());
            ids.extend(stated.filter_map(|place| u32::try_from(lists.names.id(place)?).ok()));
        }
        for ((_, members), start) in statement.choices.iter().zip(&starts) {
            if members.get(row).is_some() {
                ids.extend(members.id(row).and_then(|id| u32::try_from(id.checked_add(*start)?).ok()));
            }
        }
        offsets.push(u32::try_from(ids.len()).ok()?);
    }
    Some(Some(Names::Gathered { offsets, ids, texts }))
}

/// Rows that state an option both as given and as not given.
fn declined(statement: &Statement<'_>, rows: usize, apart: &mut Vec<usize>) {
    if statement.options.is_none() && statement.choices.is_empty() {
        return;
    }
    for (name, flags) in &statement.flags {
        let given = |row: usize| {
            let listed = statement.options.as_ref().is_some_and(|(_, lists)| {
                lists.range(row).any(|place| lists.names.get(place) == Some(*name))
            });
            listed || statement.choices.iter().any(|(_, members)| members.get(row) == Some(*name))
        };
        apart.extend((0..rows).filter(|row| flags.get(*row) == Some(false) && given(*row)));
    }
}

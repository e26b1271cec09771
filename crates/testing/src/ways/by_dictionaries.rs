//! Generated usages as columns of dictionary ids, lists, numbers and instants: every row has the price, or the error, of the
//! usage that it was made from.

use std::collections::BTreeMap;

use pricesheet::{
    ColumnPricer, Columns, Decimal, InstantColumn, Integers, NumberColumn, OptionLists, PriceSheet,
    StatedInstant, TextColumn, Usage, Validity,
};

use super::by_columns::amounts_agree;
use crate::dice::Dice;
use crate::generate;
use crate::reference::bridge::stated;
use crate::reference::model::Sheet;

const LENGTHS: [usize; 4] = [1, 7, 128, 200];

/// The largest scale that numbers of a few decimal places have in common.
const SCALE_FEW: u32 = 4;

/// Calls of every kind that is generated are mantissas of this scale.
const CALLS_SCALE: u32 = 7;

/// A column by its name; what a usage states twice is in two of them.
type Cells<K, V> = BTreeMap<K, Vec<Option<V>>>;

/// What the usages state, column by column, and each usage in the order in which its columns state it.
struct Table {
    usages: Vec<Usage>,
    endpoints: Vec<Option<String>>,
    masks: Vec<u128>,
    lists: Vec<Vec<Option<String>>>,
    flags: Cells<(String, usize), ()>,
    numbers: Cells<(String, usize, u32), i128>,
    attributes: Cells<(String, usize), String>,
    instants: Vec<Option<StatedInstant>>,
    calls: Vec<Decimal>,
}

/// Which of several statements of one name it is.
fn occurrence<T>(before: &[(T, usize)], name: &T) -> usize
where
    T: PartialEq,
{
    before.iter().filter(|(other, _)| other == name).count()
}

impl Table {
    fn draw(dice: &mut Dice, priced: &PriceSheet, sheet: &Sheet, length: usize) -> Table {
        let mut table = Table {
            usages: vec![],
            endpoints: vec![],
            masks: vec![0; length],
            lists: vec![vec![]; length],
            flags: BTreeMap::new(),
            numbers: BTreeMap::new(),
            attributes: BTreeMap::new(),
            instants: vec![],
            calls: vec![],
        };
        // How options are stated: as masks, lists, columns of their own.
        let (masked, listed) = (dice.one_in(2), dice.pick(&[0, 2, usize::MAX]));
        for row in 0..length {
            let usage = stated(&generate::usage(dice, sheet));
            let name = (!dice.one_in(60)).then(|| usage.endpoint().to_owned());
            let options = table.options(row, &usage, priced, masked && name.is_some(), listed, dice);
            let quantities = table.quantities(row, length, &usage);
            let attributes = table.attributes(row, length, &usage);
            // What is not an instant is not an integer either.
            let at: Option<StatedInstant> = usage.at().and_then(|at| at.parse().ok());
            let same =
                Usage::new(name.as_deref().unwrap_or_default()).options(options).calls(usage.call_count());
            let same = quantities.into_iter().fold(same, |usage, (name, value)| usage.quantity(name, value));
            let same = same.attributes(attributes);
            table.usages.push(match at {
                Some(at) => same.made_at_text(at.to_string()),
                None => same,
            });
            table.endpoints.push(name);
            table.instants.push(at);
            table.calls.push(usage.call_count());
        }
        table
    }

    /// The options of a usage in the order: masks, lists, columns of their own.
    fn options(
        &mut self,
        row: usize,
        usage: &Usage,
        priced: &PriceSheet,
        masked: bool,
        listed: usize,
        dice: &mut Dice,
    ) -> Vec<String> {
        let endpoint = priced.endpoint(usage.endpoint()).ok().filter(|_| masked);
        let (mut masked, mut others) = (Vec::new(), Vec::new());
        for name in usage.stated_options().map(str::to_owned) {
            let names = endpoint.iter().flat_map(|endpoint| &endpoint.model().option_names);
            match names.into_iter().position(|known| *known == name) {
                Some(bit) if self.masks[row] >> bit & 1 == 0 => {
                    self.masks[row] |= 1 << bit;
                    masked.push((bit, name));
                }
                _ => others.push(name),
            }
        }
        masked.sort();
        let flagged = others.split_off(listed.min(others.len()));
        for name in &others {
            if dice.one_in(10) {
                self.lists[row].push(None);
            }
            self.lists[row].push(Some(name.clone()));
        }
        let length = self.masks.len();
        let mut keys: Vec<(String, usize)> = Vec::new();
        for name in flagged {
            keys.push((name.clone(), keys.iter().filter(|(other, _)| *other == name).count()));
        }
        keys.sort();
        for key in &keys {
            self.flags.entry(key.clone()).or_insert_with(|| vec![None; length])[row] = Some(());
        }
        let masked = masked.into_iter().map(|(_, name)| name);
        masked.chain(others).chain(keys.into_iter().map(|(name, _)| name)).collect()
    }

    fn quantities(&mut self, row: usize, length: usize, usage: &Usage) -> Vec<(String, Decimal)> {
        let mut stated = Vec::new();
        let mut before: Vec<(String, usize)> = Vec::new();
        for (name, value) in usage.stated_quantities() {
            let name = name.to_owned();
            let mut value = value.normalize();
            if (1..=SCALE_FEW).contains(&value.scale()) {
                value.rescale(SCALE_FEW);
            }
            let at = occurrence(&before, &name);
            before.push((name.clone(), at));
            stated.push(((name, at, value.scale()), value));
        }
        stated.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (key, value) in &stated {
            self.numbers.entry(key.clone()).or_insert_with(|| vec![None; length])[row] =
                Some(value.mantissa());
        }
        stated.into_iter().map(|((name, ..), value)| (name, value)).collect()
    }

    fn attributes(&mut self, row: usize, length: usize, usage: &Usage) -> Vec<(String, String)> {
        let mut stated = Vec::new();
        let mut before: Vec<(String, usize)> = Vec::new();
        for (name, value) in usage.stated_attributes() {
            let at = occurrence(&before, &name.to_owned());
            before.push((name.to_owned(), at));
            stated.push(((name.to_owned(), at), value.to_owned()));
        }
        stated.sort();
        for (key, value) in &stated {
            self.attributes.entry(key.clone()).or_insert_with(|| vec![None; length])[row] =
                Some(value.clone());
        }
        stated.into_iter().map(|((name, _), value)| (name, value)).collect()
    }
}

/// Integers of a type that holds all of them. What it borrows is left to the end of the test.
fn integers(dice: &mut Dice, values: &[i128]) -> Integers<'static> {
    macro_rules! try_types {
        ($($integer:ty),*) => {{
            let mut columns: Vec<Integers<'static>> = vec![Integers::from(&*values.to_vec().leak())];
            $(
                let narrow = values.iter().map(|value| <$integer>::try_from(*value));
                if let Ok(narrow) = narrow.collect::<Result<Vec<_>, _>>() {
                    columns.push(Integers::from(&*narrow.leak()));
                }
            )*
            dice.pick(&columns)
        }};
    }
    try_types!(u8, u16, u32, u64, i8, i16, i32, i64)
}

fn flags<T>(values: &[Option<T>]) -> Vec<bool> {
    values.iter().map(Option::is_some).collect()
}

fn validity(dice: &mut Dice, stated: &[bool]) -> Validity<'static> {
    if dice.one_in(2) {
        return Validity::from(&*stated.to_vec().leak());
    }
    let offset = dice.below(11);
    let mut bytes = vec![0_u8; (stated.len() + offset).div_ceil(8)];
    for (at, stated) in stated.iter().enumerate() {
        bytes[(at + offset) / 8] |= u8::from(*stated) << ((at + offset) % 8);
    }
    Validity::bits(bytes.leak(), offset)
}

/// Texts by the ids of a dictionary, in which a text may stand twice. What is not stated has any id.
fn texts(dice: &mut Dice, values: &[Option<String>]) -> TextColumn<'static> {
    let mut dictionary: Vec<&'static str> = vec!["never stated"];
    let mut ids = Vec::new();
    for value in values {
        let Some(value) = value else {
            ids.push(dice.below(100) as i128);
            continue;
        };
        let known = dictionary.iter().position(|text| text == value).filter(|_| !dice.one_in(20));
        ids.push(known.unwrap_or_else(|| {
            dictionary.push(value.clone().leak());
            dictionary.len() - 1
        }) as i128);
    }
    let column = TextColumn::new(integers(dice, &ids), dictionary.leak());
    let stated = flags(values);
    if stated.iter().all(|stated| *stated) && dice.one_in(2) {
        return column;
    }
    let validity = validity(dice, &stated);
    column.validity(validity)
}

fn lists(dice: &mut Dice, lists: &[Vec<Option<String>>]) -> OptionLists<'static> {
    // What lies before the first list is in none.
    let mut elements = vec![Some("before".to_owned()); dice.below(3)];
    let mut offsets = vec![elements.len() as i128];
    for list in lists {
        elements.extend(list.iter().cloned());
        offsets.push(elements.len() as i128);
    }
    let names = texts(dice, &elements);
    let column = OptionLists::new(integers(dice, &offsets), names);
    if dice.one_in(2) {
        return column;
    }
    let stated: Vec<bool> = lists.iter().map(|list| !list.is_empty()).collect();
    let validity = validity(dice, &stated);
    column.validity(validity)
}

fn numbers(dice: &mut Dice, values: &[Option<i128>], scale: u32) -> NumberColumn<'static> {
    let column: Vec<i128> = values.iter().map(|value| value.unwrap_or(dice.below(9) as i128)).collect();
    let column = NumberColumn::from(integers(dice, &column)).scale(scale);
    let validity = validity(dice, &flags(values));
    column.validity(validity)
}

/// How many nanoseconds a tick has, and a column of such.
type Unit = (i128, fn(Integers<'static>) -> InstantColumn<'static>);

/// In the coarsest unit that holds all of them, or a finer one.
fn instants(dice: &mut Dice, values: &[Option<StatedInstant>]) -> InstantColumn<'static> {
    let nanoseconds: Vec<i128> =
        values.iter().map(|at| at.map_or(0, |at| at.instant().unix_nanoseconds())).collect();
    let units: [Unit; 4] = [
        (1, InstantColumn::nanoseconds),
        (1_000, InstantColumn::microseconds),
        (1_000_000, InstantColumn::milliseconds),
        (1_000_000_000, InstantColumn::seconds),
    ];
    let exact = |(unit, _): &&Unit| nanoseconds.iter().all(|at| at % unit == 0);
    let units: Vec<_> = units.iter().filter(exact).copied().collect();
    let (unit, column) = dice.pick(&units);
    let ticks: Vec<i128> = nanoseconds.iter().map(|at| at / unit).collect();
    let column = column(integers(dice, &ticks));
    let offsets: Vec<i16> = values.iter().map(|at| at.map_or(0, StatedInstant::offset_minutes)).collect();
    let same = offsets.iter().all(|offset| *offset == offsets[0]);
    let column = if same { column.offset_minutes(offsets[0]) } else { column.offsets(offsets.leak()) };
    let validity = validity(dice, &flags(values));
    column.validity(validity)
}

/// Usages of the sheet, right and wrong ones.
pub(super) fn check(dice: &mut Dice, priced: &PriceSheet, sheet: &Sheet) {
    let length = dice.pick(&LENGTHS);
    let table = Table::draw(dice, priced, sheet, length);
    let pricer = ColumnPricer::new(priced);
    let places: Option<Vec<i128>> =
        table.endpoints.iter().map(|name| Some(pricer.endpoint_place(name.as_ref()?).ok()?.into())).collect();
    let mut columns = match places.filter(|_| dice.one_in(2)) {
        Some(places) => Columns::new(integers(dice, &places)),
        None => Columns::new(texts(dice, &table.endpoints)),
    };
    if table.masks.iter().any(|mask| *mask > 0) {
        columns = columns.options(&table.masks);
    }
    if table.lists.iter().any(|list| !list.is_empty()) {
        columns = columns.option_lists(lists(dice, &table.lists));
    }
    for ((name, _), stated) in &table.flags {
        columns = columns.option(name, validity(dice, &flags(stated)));
    }
    for ((name, _, scale), values) in &table.numbers {
        columns = columns.quantity(name, numbers(dice, values, *scale));
    }
    for ((name, _), values) in &table.attributes {
        columns = columns.attribute(name, texts(dice, values));
    }
    columns = columns.made_at(instants(dice, &table.instants));
    let whole: Vec<Option<i128>> = table.calls.iter().map(|calls| Some(calls.trunc().mantissa())).collect();
    columns = match table.calls.iter().all(|calls| calls.scale() == 0) {
        true => columns.calls(numbers(dice, &whole, 0)),
        false => {
            let mantissa = |calls: &Decimal| calls.mantissa() * 10_i128.pow(CALLS_SCALE - calls.scale());
            let calls: Vec<_> = table.calls.iter().map(|calls| Some(mantissa(calls))).collect();
            columns.calls(numbers(dice, &calls, CALLS_SCALE))
        }
    };
    let expected: Vec<_> = table
        .usages
        .iter()
        .map(|usage| priced.endpoint(usage.endpoint()).and_then(|endpoint| endpoint.price_by_rules(usage)))
        .collect();
    amounts_agree(&pricer, &columns, &expected);
}

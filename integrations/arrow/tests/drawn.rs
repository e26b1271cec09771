//! Batches drawn at random, and what their rows state.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{Field, Schema, TimeUnit};
use pricesheet::{Decimal, StatedInstant};
use pricesheet_records::{Mapping, Source, Target, Zone};
use pricesheet_testing::dice::Dice;
use pricesheet_testing::reference::bridge::decimal;
use pricesheet_testing::reference::model::{Endpoint, Sheet};
use pricesheet_testing::reference::usage::Usage;

use crate::arrays;
use crate::rows::Row;

/// A batch, how its columns are to be read, and what its rows state.
pub(crate) struct Drawn {
    pub(crate) batch: RecordBatch,
    pub(crate) mapping: Mapping,
    pub(crate) rows: Vec<Row>,
    /// Of which columns the flags, choices, quantities and attributes of rows are.
    paths: [Vec<String>; 4],
}

impl Drawn {
    /// Puts what rows state into the order in which columns are read.
    pub(crate) fn ordered<'c>(&mut self, columns: impl Iterator<Item = &'c str>) {
        let columns: Vec<&str> = columns.collect();
        let [flags, choices, quantities, attributes] = self.paths.each_ref().map(|paths| -> Vec<usize> {
            let place = |path: &String| columns.iter().position(|column| column == path);
            paths.iter().map(|path| place(path).expect("the column is read")).collect()
        });
        fn sort<T>(stated: &mut Vec<T>, places: &[usize]) {
            let mut placed: Vec<_> = places.iter().zip(std::mem::take(stated)).collect();
            placed.sort_by_key(|(place, _)| **place);
            stated.extend(placed.into_iter().map(|(_, stated)| stated));
        }
        for row in &mut self.rows {
            sort(&mut row.flags, &flags);
            sort(&mut row.choices, &choices);
            sort(&mut row.quantities, &quantities);
            sort(&mut row.attributes, &attributes);
        }
    }
}

const ZONES: [&str; 8] =
    ["UTC", "+00:00", "+05:30", "-0330", "+14", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"];

/// A batch of these usages of a sheet.
pub(crate) fn batch(dice: &mut Dice, sheet: &Sheet, usages: &[Usage]) -> Drawn {
    let mut rows: Vec<Row> = usages.iter().map(row).collect();
    let mut columns = Columns::new();
    if dice.one_in(8) {
        let place = dice.below(rows.len());
        rows[place].endpoint = None;
    }
    spread_options(dice, sheet, &mut rows);
    let endpoints = rows.iter().map(|row| row.endpoint.clone()).collect();
    columns.add(dice, Target::of("endpoint").unwrap(), |dice| arrays::texts(dice, &endpoints));
    if rows.iter().any(|row| row.options.is_some()) || dice.one_in(3) {
        let options: Vec<_> = rows.iter().map(|row| row.options.clone()).collect();
        columns.add(dice, Target::of("options").unwrap(), |dice| arrays::lists(dice, &options));
    }
    let mut paths: [Vec<String>; 4] = Default::default();
    for (place, name) in of_all(&rows, |row| &row.flags) {
        let flags: Vec<_> = rows.iter().map(|row| row.flags[place].1).collect();
        paths[0].push(columns.add(dice, Target::Option(name), |dice| arrays::flags(dice, &flags)));
    }
    for (place, name) in of_all(&rows, |row| &row.choices) {
        let members = rows.iter().map(|row| row.choices[place].1.clone()).collect();
        paths[1].push(columns.add(dice, Target::Choice(name), |dice| arrays::texts(dice, &members)));
    }
    for (place, name) in of_all(&rows, |row| &row.quantities) {
        let numbers: Vec<_> = rows.iter().map(|row| row.quantities[place].1).collect();
        paths[2].push(columns.add(dice, Target::Quantity(name), |dice| arrays::numbers(dice, &numbers)));
    }
    for (place, name) in of_all(&rows, |row| &row.attributes) {
        let values = rows.iter().map(|row| row.attributes[place].1.clone()).collect();
        paths[3].push(columns.add(dice, Target::Attribute(name), |dice| arrays::texts(dice, &values)));
    }
    if rows.iter().any(|row| row.calls.is_some()) {
        let calls: Vec<_> = rows.iter().map(|row| row.calls).collect();
        columns.add(dice, Target::of("calls").unwrap(), |dice| arrays::numbers(dice, &calls));
    }
    if rows.iter().any(|row| row.at.is_some()) || dice.one_in(8) {
        let array = instants(dice, &mut rows);
        columns.add(dice, Target::of("at").unwrap(), |_| array);
    }
    columns.finish(dice, rows, paths)
}

fn row(usage: &Usage) -> Row {
    let calls = decimal(&usage.calls);
    // A column by its name and one by the map: nothing is stated three times.
    let twice = |names: Vec<&String>| -> Vec<bool> {
        let earlier = |at: usize| names[..at].iter().filter(|name| **name == names[at]).count();
        (0..names.len()).map(|at| earlier(at) < 2).collect()
    };
    let quantities = twice(usage.quantities.iter().map(|(name, _)| name).collect());
    let attributes = twice(usage.attributes.iter().map(|(name, _)| name).collect());
    let quantities =
        usage.quantities.iter().zip(quantities).filter(|(_, kept)| *kept).map(|(stated, _)| stated);
    let attributes =
        usage.attributes.iter().zip(attributes).filter(|(_, kept)| *kept).map(|(stated, _)| stated);
    Row {
        endpoint: Some(usage.endpoint.clone()),
        options: Some(usage.options.clone()),
        quantities: quantities.map(|(name, value)| (name.clone(), Some(decimal(value)))).collect(),
        attributes: attributes.map(|(name, value)| (name.clone(), Some(value.clone()))).collect(),
        calls: (calls != Decimal::ONE).then_some(calls),
        at: usage.at.clone(),
        ..Row::default()
    }
}

/// Gives some options columns of their own, of booleans or of a choice, and orders what rows state as columns have it.
fn spread_options(dice: &mut Dice, sheet: &Sheet, rows: &mut [Row]) {
    let flagged: BTreeSet<String> = match dice.below(3) {
        0 => BTreeSet::new(),
        chance => {
            let all = rows.iter().flat_map(|row| row.options.iter().flatten());
            all.filter(|_| dice.below(3) < chance).cloned().collect()
        }
    };
    let choices: BTreeSet<String> = match dice.one_in(2) {
        true => sheet.endpoints.iter().flat_map(|of| &of.choices).map(|choice| choice.name.clone()).collect(),
        false => BTreeSet::new(),
    };
    let contradicts = dice.one_in(6);
    for row in &mut *rows {
        let endpoint = sheet.endpoints.iter().find(|endpoint| is_of(endpoint, row.endpoint.as_deref()));
        let mut left: Vec<String> = row.options.take().unwrap_or_default();
        row.choices = choices.iter().map(|name| (name.clone(), None)).collect();
        for (name, stated) in &mut row.choices {
            let choice =
                endpoint.and_then(|endpoint| endpoint.choices.iter().find(|choice| choice.name == *name));
            let place = choice.and_then(|choice| left.iter().position(|option| choice.of.contains(option)));
            *stated = place.map(|place| left.remove(place));
            // Of no such choice, or not one of its members.
            if dice.one_in(60) {
                *stated = Some("other".into());
            }
        }
        row.flags = flagged.iter().map(|name| (name.clone(), None)).collect();
        for (name, stated) in &mut row.flags {
            if let Some(place) = left.iter().position(|option| option == name) {
                left.remove(place);
                *stated = Some(true);
            } else if contradicts && dice.one_in(10) {
                *stated = Some(false);
            } else if !left.contains(name)
                && !row.choices.iter().any(|(_, member)| member.as_ref() == Some(name))
            {
                *stated = dice.one_in(2).then_some(false);
            }
        }
        row.options = (!left.is_empty() || dice.one_in(2)).then_some(left);
    }
    aligned(dice, rows, |row| &mut row.quantities);
    aligned(dice, rows, |row| &mut row.attributes);
}

fn is_of(endpoint: &Endpoint, name: Option<&str>) -> bool {
    name.is_some_and(|name| endpoint.name == name || endpoint.aliases.iter().any(|alias| alias == name))
}

/// Makes of what each row names what all rows name, in one order; a name as often as the row that has it most often.
fn aligned<T>(dice: &mut Dice, rows: &mut [Row], of: impl Fn(&mut Row) -> &mut Vec<(String, Option<T>)>) {
    let mut names: Vec<String> = Vec::new();
    for row in &mut *rows {
        let stated: Vec<String> = of(row).iter().map(|(name, _)| name.clone()).collect();
        for name in &stated {
            let wanted = stated.iter().filter(|other| *other == name).count();
            while names.iter().filter(|other| *other == name).count() < wanted {
                names.push(name.clone());
            }
        }
    }
    dice.shuffle(&mut names);
    for row in rows {
        let mut stated = std::mem::take(of(row));
        let aligned = names.iter().map(|name| {
            let place = stated.iter().position(|(other, _)| other == name);
            (name.clone(), place.and_then(|place| stated.remove(place).1))
        });
        *of(row) = aligned.collect();
    }
}

/// The names of what every row states, each with its place.
fn of_all<T>(rows: &[Row], of: impl Fn(&Row) -> &Vec<(String, T)>) -> Vec<(usize, String)> {
    of(&rows[0]).iter().map(|(name, _)| name.clone()).enumerate().collect()
}

/// Instants as texts, or as timestamps, which lose what is finer than their unit and show the clocks of their own zone.
fn instants(dice: &mut Dice, rows: &mut [Row]) -> ArrayRef {
    if dice.one_in(3) {
        return arrays::texts(dice, &rows.iter().map(|row| row.at.clone()).collect());
    }
    let zone = dice.pick(&ZONES);
    let clocks: Zone = match zone {
        "-0330" => "-03:30".parse().unwrap(),
        "+14" => "+14:00".parse().unwrap(),
        zone => zone.parse().unwrap(),
    };
    let units = [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond];
    let unit = dice.pick(&units);
    let nanoseconds = match unit {
        TimeUnit::Second => 1_000_000_000,
        TimeUnit::Millisecond => 1_000_000,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    };
    let mut ticks = Vec::new();
    for row in rows {
        let stated: Option<StatedInstant> = row.at.as_ref().and_then(|at| at.parse().ok());
        let tick = stated.map(|stated| stated.instant().unix_nanoseconds().div_euclid(nanoseconds));
        let tick = tick.and_then(|tick| i64::try_from(tick).ok());
        let shown = tick.and_then(|tick| {
            let instant = pricesheet::Instant::from_unix_nanoseconds(i128::from(tick) * nanoseconds).ok()?;
            StatedInstant::new(instant, clocks.offset_minutes(instant)).ok()
        });
        row.at = shown.map(|shown| shown.to_string());
        ticks.push(tick.filter(|_| shown.is_some()));
    }
    arrays::timestamps(&ticks, unit, zone)
}

/// Columns by what they state, under names of their own or within structs, where a map finds them.
struct Columns {
    columns: Vec<(String, ArrayRef)>,
    /// Those within a struct of a name.
    nested: Vec<(String, Vec<(String, ArrayRef)>)>,
    mapping: Mapping,
    seen: BTreeSet<String>,
    mapped: usize,
}

impl Columns {
    fn new() -> Self {
        Columns { columns: vec![], nested: vec![], mapping: Mapping::new(), seen: BTreeSet::new(), mapped: 0 }
    }

    /// Adds a column, and says where it is.
    fn add(&mut self, dice: &mut Dice, target: Target, make: impl FnOnce(&mut Dice) -> ArrayRef) -> String {
        let array = make(dice);
        let name = target.to_string();
        let is_known = !self.seen.insert(name.clone());
        if !is_known && !dice.one_in(4) {
            match name.split_once('.') {
                Some((head, rest)) if dice.one_in(3) && head != "options" => self.nest(head, rest, array),
                _ => self.columns.push((name.clone(), array)),
            }
            return name;
        }
        // What is stated twice is read of one column by its name and of another by the map, which has a target once.
        self.mapped += 1;
        let field = format!("field {}", self.mapped);
        let path = if dice.one_in(2) { format!("log.{field}") } else { field.clone() };
        match self.mapping.add(target, Source::of(path.clone())) {
            Ok(()) if path == field => self.columns.push((field, array)),
            Ok(()) => self.nest("log", &field, array),
            Err(_) => {
                self.columns.push((name.clone(), array));
                return name;
            }
        }
        path
    }

    fn nest(&mut self, head: &str, name: &str, array: ArrayRef) {
        match self.nested.iter_mut().find(|(other, _)| other == head) {
            Some((_, fields)) => fields.push((name.to_string(), array)),
            None => self.nested.push((head.to_string(), vec![(name.to_string(), array)])),
        }
    }

    fn finish(mut self, dice: &mut Dice, mut rows: Vec<Row>, paths: [Vec<String>; 4]) -> Drawn {
        for (name, fields) in std::mem::take(&mut self.nested) {
            let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = fields
                .into_iter()
                .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
                .unzip();
            let array = StructArray::new(fields.into(), arrays, None::<NullBuffer>);
            self.columns.push((name, Arc::new(array)));
        }
        self.columns.push(("customer".into(), arrays::texts(dice, &vec![Some("acme".into()); rows.len()])));
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|(name, array)| Field::new(name, array.data_type().clone(), true))
            .collect();
        let arrays = self.columns.into_iter().map(|(_, array)| array).collect();
        let batch =
            RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("columns of one length");
        // Buffers of a part begin somewhere within those of the whole.
        let (start, end) =
            if dice.one_in(2) { (dice.below(rows.len()), rows.len()) } else { (0, rows.len()) };
        let end = if dice.one_in(2) { end } else { start + dice.below(end - start) + 1 };
        rows.truncate(end);
        rows.drain(..start);
        Drawn { batch: batch.slice(start, end - start), mapping: self.mapping, rows, paths }
    }
}

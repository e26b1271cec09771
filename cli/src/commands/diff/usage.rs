//! Recorded usage under two sheets.

use std::collections::BTreeMap;
use std::path::Path;

use pricesheet::sheet::Basis;
use pricesheet::{Decimal, PriceSheet};
use pricesheet_analysis::diff::{Totals, UsageDiff};
use pricesheet_records::{Format, ReadOptions, RecordError, RecordedUsage};
use pricesheet_report::words::{amount, count, count_of, counted, signed, words};
use pricesheet_report::{Kind, Table};
use serde::Serialize;

use crate::args::DiffArguments;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::input::Input;
use crate::reading::{self, each};
use crate::watch::Watch;

/// Why a single record of an endpoint that is rated by the period has no price.
const PERIOD_BASIS: &str = "period-basis";

/// The comparison as data.
#[derive(Serialize)]
pub(super) struct UsageFields<'a> {
    #[serde(flatten)]
    diff: &'a UsageDiff<'a>,
    file: &'a str,
    unit: &'a str,
    places: &'static str,
    unreadable: &'a BTreeMap<&'static str, u64>,
}

/// What a stream of records has come to.
pub(super) struct ReadUsage<'s> {
    name: String,
    format: Format,
    unit: &'s str,
    diff: UsageDiff<'s>,
    /// Records that could not be read, by the code of the reason.
    unreadable: BTreeMap<&'static str, u64>,
}

impl<'s> ReadUsage<'s> {
    pub(super) fn read(
        file: &Path,
        old: &'s PriceSheet,
        new: &'s PriceSheet,
        arguments: &DiffArguments,
    ) -> Result<Self, Failure> {
        let diff = UsageDiff::between(old, new).map_err(|error| Failure::Message {
            code: Some(error.code()),
            message: error.to_string(),
            help: error.help(),
        })?;
        let mut input = Input::open(Some(file))?;
        let format = input.format(arguments.records.from)?;
        let name = input.name.clone();
        let mut usage = ReadUsage {
            name: name.clone(),
            format,
            unit: new.unit(),
            diff: diff.keeping(arguments.most.into()),
            unreadable: BTreeMap::new(),
        };
        let mapping = reading::mapping(&arguments.records, [old, new])?;
        let mut watch = Watch::of(&mapping);
        let options = ReadOptions::new(&mapping).named(&*name).delimited_by(arguments.records.delimiter);
        each(input, format, options, |entry| {
            let recorded = entry.usage();
            let error = recorded.as_ref().err();
            watch.see(entry, error.map(RecordError::code), || error.cloned().map(Fault::from));
            match &recorded {
                Ok(recorded) => {
                    let [of_old, of_new] = [old, new].map(|sheet| price(sheet, recorded, arguments.totals));
                    let (place, word) = (entry.place(), format.place_word());
                    let counted =
                        recorded.with_usage(|record| usage.diff.record_priced(place, record, of_old, of_new));
                    counted.map_err(|error| Failure::new(format!("{name}, {word} {place}: {error}")))
                }
                Err(error) => {
                    let count = usage.unreadable.entry(error.code()).or_default();
                    *count = count.saturating_add(1);
                    Ok(())
                }
            }
        })?;
        watch.tell();
        Ok(usage)
    }

    fn unreadable_count(&self) -> u64 {
        self.unreadable.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Whether every record could be read and has a price under both sheets.
    pub(super) fn is_whole(&self) -> bool {
        let Totals { old_alone, new_alone, neither, .. } = self.diff.totals();
        self.unreadable.is_empty() && old_alone.records == 0 && new_alone.records == 0 && *neither == 0
    }

    pub(super) fn json(&self) -> UsageFields<'_> {
        UsageFields {
            diff: &self.diff,
            file: &self.name,
            unit: self.unit,
            places: self.format.place_word(),
            unreadable: &self.unreadable,
        }
    }

    pub(super) fn text(&self) -> String {
        let Totals { records, dearer, cheaper, unchanged, .. } = self.diff.totals();
        let read = records.saturating_add(self.unreadable_count());
        let [dearer_count, cheaper_count, unchanged_count] = [*dearer, *cheaper, *unchanged].map(count_of);
        let mut text = format!(
            "{}: {}, {dearer_count} dearer, {cheaper_count} cheaper, {unchanged_count} unchanged\n",
            self.name,
            count(read, "record")
        );
        text.push_str(&self.apart());
        if dearer.saturating_add(*cheaper).saturating_add(*unchanged) > 0 {
            text.push_str(&format!("\nunder both sheets, in {}\n{}\n", self.unit, self.endpoints()));
        }
        if !self.diff.movers().is_empty() {
            text.push_str(&format!("\nwhat moves most, in {}\n{}\n", self.unit, self.movers()));
        }
        text
    }

    /// What is not in the comparison, a line for each kind.
    fn apart(&self) -> String {
        let Totals { old_alone, new_alone, neither, .. } = self.diff.totals();
        let mut text = String::new();
        let mut line = |count: u64, words: &str| {
            if count > 0 {
                text.push_str(&format!("not compared: {} {words}\n", count_of(count)));
            }
        };
        let under = |total: Decimal, sheet: &str| {
            format!("with a price under the {sheet} sheet alone, {} {}", amount(total), self.unit)
        };
        line(old_alone.records, &under(old_alone.total, "old"));
        line(new_alone.records, &under(new_alone.total, "new"));
        line(*neither, "without a price under either sheet");
        line(self.unreadable_count(), &format!("that could not be read ({})", counted(&self.unreadable)));
        let reasons =
            [("old", self.diff.old_reasons().collect()), ("new", self.diff.new_reasons().collect())];
        let mut periods = false;
        for (sheet, reasons) in reasons {
            let reasons: BTreeMap<&str, u64> = reasons;
            if !reasons.is_empty() {
                text.push_str(&format!("without a price under the {sheet} sheet: {}\n", counted(&reasons)));
                periods |= reasons.contains_key(PERIOD_BASIS);
            }
        }
        if periods {
            text.push_str("state --totals where each record is the total of its period\n");
        }
        text
    }

    fn endpoints(&self) -> Table {
        let numbers = ["records", "dearer", "cheaper", "old", "new", "difference"];
        let numbers = numbers.map(|title| (title, Kind::Number));
        let mut table = Table::new([("endpoint", Kind::Words)].into_iter().chain(numbers));
        let compared =
            |totals: &Totals| totals.dearer.saturating_add(totals.cheaper).saturating_add(totals.unchanged);
        let row = |name: &str, totals: &Totals| {
            let mut row = vec![name.to_string()];
            row.extend([compared(totals), totals.dearer, totals.cheaper].map(count_of));
            row.extend([amount(totals.old), amount(totals.new), signed(totals.difference)]);
            row
        };
        for (name, totals) in self.diff.endpoints() {
            if compared(totals) > 0 {
                table.row(row(name, totals));
            }
        }
        table.row(row("total", self.diff.totals()));
        table
    }

    fn movers(&self) -> Table {
        let names = [(self.format.place_word(), Kind::Number), ("usage", Kind::Words)];
        let numbers = ["old", "new", "difference"].map(|title| (title, Kind::Number));
        let mut table = Table::new(names.into_iter().chain(numbers));
        for mover in self.diff.movers() {
            let [old, new, difference] = [amount(mover.old), amount(mover.new), signed(mover.difference)];
            table.row([mover.place.to_string(), words(&mover.usage), old, new, difference]);
        }
        table
    }
}

/// What a record comes to under one sheet, or the code of the reason why it has no price there.
fn price(sheet: &PriceSheet, recorded: &RecordedUsage<'_>, totals: bool) -> Result<Decimal, &'static str> {
    let endpoint = sheet.endpoint(&recorded.endpoint).map_err(|error| error.code())?;
    if endpoint.model().basis == Basis::Period && !totals {
        return Err(PERIOD_BASIS);
    }
    let mut recorded = recorded.clone();
    recorded.settle(endpoint.model()).map_err(|error| error.code())?;
    recorded.with_usage(|usage| endpoint.price(usage)).map_err(|error| error.code())
}

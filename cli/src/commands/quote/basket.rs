//! `pricesheet quote --file`: an estimate of a basket of usages.

use std::path::Path;

use pricesheet::{Estimate, Instant};
use pricesheet_records::{Entry, Format, ReadOptions, RecordedUsage};
use pricesheet_report::SheetLabel;
use serde::Serialize;
use serde_json::Value;

use super::as_json;
use crate::Finding;
use crate::amount::Amount;
use crate::args::QuoteArguments;
use crate::balance::{Balanced, coverage, finding, words};
use crate::commands::{print, print_json};
use crate::failure::{Failure, tell};
use crate::fault::{Fault, instant_of};
use crate::input::Input;
use crate::reading::{each, mapping};
use crate::sheet_source::{SourcedBook, SourcedSheet};
use crate::stated;
use crate::watch::Watch;

/// A basket is held in memory, for its lines are aligned; what is longer is a stream.
const USAGES_MAX: usize = 100_000;
/// Faults that are told one by one.
const FAULTS_MAX: usize = 100;

pub(super) fn run(book: &SourcedBook, file: &Path, arguments: &QuoteArguments) -> Result<Finding, Failure> {
    let balance = arguments.balance.as_deref().map(stated::balance).transpose()?;
    let mut input = Input::open(Some(file))?;
    let from = input.format(arguments.records.from)?;
    let name = input.name.clone();
    let mapping = mapping(&arguments.records, book.book.sheets())?;
    let mut basket = Basket {
        book,
        at: instant_of(arguments.at.as_deref())?,
        name: name.clone(),
        format: from,
        estimate: Estimate::new(),
        sheets: Vec::new(),
        faults: Vec::new(),
        faults_count: 0,
        watch: Watch::of(&mapping),
    };
    let options = ReadOptions::new(&mapping).named(name).delimited_by(arguments.records.delimiter);
    each(input, from, options, |entry| basket.add(entry))?;
    if basket.faults_count > 0 {
        if arguments.json {
            print_json(&basket.faults_json())?;
        } else {
            basket.tell_faults();
        }
        basket.watch.tell();
        return Ok(Finding::Faulty);
    }
    basket.watch.tell();
    let coverage = balance.map(|balance| coverage(basket.estimate.total(), balance)).transpose()?;
    if arguments.json {
        print_json(&Balanced::new(basket.as_json()?, coverage.as_ref()))?;
    } else {
        print(&format!("{}{}\n{}\n", basket.estimate, words(coverage.as_ref()), book.label()))?;
    }
    Ok(finding(coverage.as_ref()))
}

/// An estimate as data.
#[derive(Debug, Serialize)]
struct Estimated<'a> {
    sheets: Vec<SheetLabel<'a>>,
    unit: Option<&'a str>,
    quotes: Vec<Value>,
    total: Amount,
}

/// Why a basket has no estimate, as data.
#[derive(Debug, Serialize)]
struct Faulty<'a> {
    sheets: Vec<SheetLabel<'a>>,
    errors: Vec<PlacedFault>,
    errors_count: usize,
}

/// A fault and its place, by what a place is called.
#[derive(Debug, Serialize)]
struct PlacedFault {
    #[serde(flatten)]
    fault: Fault,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
}

struct Basket<'b> {
    book: &'b SourcedBook,
    /// The instant of the usages that state none.
    at: Option<Instant>,
    name: String,
    format: Format,
    estimate: Estimate<'b>,
    /// The sheet of each quote.
    sheets: Vec<&'b SourcedSheet>,
    /// The first of them.
    faults: Vec<(u64, Fault)>,
    faults_count: usize,
    watch: Watch<'b>,
}

impl<'b> Basket<'b> {
    fn add(&mut self, entry: &Entry<'_>) -> Result<(), Failure> {
        if self.estimate.quotes().len() >= USAGES_MAX {
            return Err(Failure::with_help(
                format!("{} has more than {USAGES_MAX} usages", self.name),
                "price them one by one with `pricesheet rate`",
            ));
        }
        let fault = entry.usage().map_err(Fault::from).and_then(|mut usage| self.quote(&mut usage)).err();
        self.watch.see(entry, fault.as_ref().map(|fault| fault.code), || fault.clone());
        if let Some(fault) = fault {
            self.faults_count = self.faults_count.saturating_add(1);
            if self.faults.len() < FAULTS_MAX {
                self.faults.push((entry.place(), fault));
            }
        }
        Ok(())
    }

    fn quote(&mut self, fields: &mut RecordedUsage<'_>) -> Result<(), Fault> {
        let sourced = match (self.at, fields.at.as_deref()) {
            (Some(at), None) => self.book.in_force(Some(at)),
            (_, at) => self.book.in_force_for(at),
        }?;
        fields.settle(sourced.sheet.endpoint(&fields.endpoint)?.model())?;
        let quote = fields.with_usage(|usage| sourced.sheet.quote(usage))?;
        self.estimate.add(quote)?;
        self.sheets.push(sourced);
        Ok(())
    }

    fn as_json(&self) -> Result<Estimated<'_>, Failure> {
        let quotes = self.estimate.quotes().iter().zip(&self.sheets);
        let quotes = quotes.map(|(quote, sourced)| as_json(quote, sourced)).collect::<Result<_, _>>()?;
        let (unit, total) = (self.estimate.unit(), self.estimate.total().into());
        Ok(Estimated { sheets: self.book.json(), unit, quotes, total })
    }

    fn faults_json(&self) -> Faulty<'_> {
        let placed = |(place, fault): &'_ (u64, Fault)| {
            let at = |format| (self.format == format).then_some(*place);
            PlacedFault {
                fault: fault.clone(),
                line: at(Format::JsonLines),
                row: at(Format::Csv),
                record: at(Format::JsonArray),
            }
        };
        let errors = self.faults.iter().map(placed).collect();
        Faulty { sheets: self.book.json(), errors, errors_count: self.faults_count }
    }

    fn tell_faults(&self) {
        for (place, fault) in &self.faults {
            let message = format!("{}: {} {place}: {}", self.name, self.format.place_word(), fault.message);
            Failure::Message { code: Some(fault.code), message, help: fault.help.clone() }.report();
        }
        let more = self.faults_count.saturating_sub(self.faults.len());
        if more > 0 {
            tell(&format!("and {more} more\n"));
        }
    }
}

//! `pricesheet quote --file`: an estimate of a basket of usages.

use std::io::{BufRead, BufReader};
use std::path::Path;

use pricesheet::{Estimate, Instant};
use serde_json::{Value, json};

use super::{as_json, error_json};
use crate::Finding;
use crate::args::{Format, QuoteArguments};
use crate::balance::{add_coverage, coverage, finding, words};
use crate::commands::{print, print_json};
use crate::failure::{Failure, tell};
use crate::fault::{Fault, instant_of};
use crate::record::input::Input;
use crate::record::jsonl::{self, Line, Object};
use crate::record::{UsageFields, csv};
use crate::sheet_source::{SourcedBook, SourcedSheet};
use crate::stated;

/// A basket is held in memory, for its lines are aligned; what is longer is a stream.
const USAGES_MAX: usize = 100_000;
/// Faults that are told one by one.
const FAULTS_MAX: usize = 100;

pub(super) fn run(book: &SourcedBook, file: &Path, arguments: &QuoteArguments) -> Result<Finding, Failure> {
    let balance = arguments.balance.as_deref().map(stated::balance).transpose()?;
    let input = Input::open(Some(file))?;
    let from = arguments.from.map_or_else(|| input.format(), Ok)?;
    let mut basket = Basket {
        book,
        at: instant_of(arguments.at.as_deref())?,
        name: input.name,
        estimate: Estimate::new(),
        sheets: Vec::new(),
        faults: Vec::new(),
        faults_count: 0,
    };
    let reader = BufReader::new(input.reader);
    match from {
        Format::Jsonl => basket.jsonl(reader),
        Format::Csv => basket.csv(reader),
    }?;
    if basket.faults_count > 0 {
        if arguments.json {
            print_json(&basket.faults_json())?;
        } else {
            basket.tell_faults();
        }
        return Ok(Finding::Faulty);
    }
    let coverage = balance.map(|balance| coverage(basket.estimate.total(), balance)).transpose()?;
    if arguments.json {
        let mut value = basket.as_json()?;
        add_coverage(&mut value, coverage.as_ref());
        print_json(&value)?;
    } else {
        print(&format!("{}{}\n{}\n", basket.estimate, words(coverage.as_ref()), book.label()))?;
    }
    Ok(finding(coverage.as_ref()))
}

/// Where a record stands: in which line of a text, or in which row as a spreadsheet counts them.
#[derive(Debug, Clone, Copy)]
enum Place {
    Line(usize),
    Row(usize),
}

struct Basket<'b> {
    book: &'b SourcedBook,
    /// The instant of the usages that state none.
    at: Option<Instant>,
    name: String,
    estimate: Estimate<'b>,
    /// The sheet of each quote.
    sheets: Vec<&'b SourcedSheet>,
    /// The first of them.
    faults: Vec<(Place, Fault)>,
    faults_count: usize,
}

impl<'b> Basket<'b> {
    fn jsonl(&mut self, mut input: impl BufRead) -> Result<(), Failure> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let mut buffer = Vec::new();
        let mut line = 0_usize;
        while let Some(kind) =
            jsonl::read_line(&mut input, &mut buffer).map_err(|error| Failure::reading(&self.name, &error))?
        {
            line = line.saturating_add(1);
            let unmarked = if line == 1 { buffer.strip_prefix(MARK) } else { None };
            let text = unmarked.unwrap_or(&buffer);
            let place = Place::Line(line);
            match kind {
                Line::Blank => {}
                Line::Cut => self.add(place, Err(Fault::too_long()))?,
                Line::Whole if text.is_empty() => {}
                Line::Whole => self.add(place, Object::parse(text).and_then(|object| object.usage()))?,
            }
        }
        Ok(())
    }

    fn csv(&mut self, input: impl BufRead) -> Result<(), Failure> {
        let mut rows = csv::Rows::new(input);
        let header = csv::Header::read(&mut rows, &self.name, false)?;
        let mut count = 1_usize;
        while let Some(row) = rows.next().map_err(|error| Failure::reading(&self.name, &error))? {
            count = count.saturating_add(1);
            let fields = match row {
                csv::Row::Cut => Err(Fault::too_long()),
                csv::Row::Whole => rows.fields().and_then(|fields| header.fit(fields)),
            };
            let usage = fields.as_deref().map_err(Clone::clone).and_then(|fields| header.usage(fields));
            self.add(Place::Row(count), usage)?;
        }
        Ok(())
    }

    fn add(&mut self, place: Place, usage: Result<UsageFields<'_>, Fault>) -> Result<(), Failure> {
        if self.estimate.quotes().len() >= USAGES_MAX {
            return Err(Failure::with_help(
                format!("{} has more than {USAGES_MAX} usages", self.name),
                "price them one by one with `pricesheet rate`",
            ));
        }
        if let Err(fault) = usage.and_then(|usage| self.quote(&usage)) {
            self.faults_count = self.faults_count.saturating_add(1);
            if self.faults.len() < FAULTS_MAX {
                self.faults.push((place, fault));
            }
        }
        Ok(())
    }

    fn quote(&mut self, fields: &UsageFields<'_>) -> Result<(), Fault> {
        let sourced = match (self.at, fields.at.as_deref()) {
            (Some(at), None) => self.book.in_force(Some(at)),
            (_, at) => self.book.in_force_for(at),
        }?;
        let quote = fields.with_usage(|usage| sourced.sheet.quote(usage))?;
        self.estimate.add(quote)?;
        self.sheets.push(sourced);
        Ok(())
    }

    fn as_json(&self) -> Result<Value, Failure> {
        let quotes = self.estimate.quotes().iter().zip(&self.sheets);
        let quotes: Result<Vec<_>, _> = quotes.map(|(quote, sourced)| as_json(quote, sourced)).collect();
        Ok(json!({
            "sheets": self.book.json(),
            "unit": self.estimate.unit(),
            "quotes": quotes?,
            "total": self.estimate.total().normalize().to_string(),
        }))
    }

    fn faults_json(&self) -> Value {
        let errors = self.faults.iter().map(|(place, fault)| {
            let mut error = error_json(fault);
            let (key, number) = match place {
                Place::Line(line) => ("line", line),
                Place::Row(row) => ("row", row),
            };
            if let Value::Object(fields) = &mut error {
                fields.insert(key.to_string(), json!(number));
            }
            error
        });
        let errors: Vec<Value> = errors.collect();
        json!({ "sheets": self.book.json(), "errors": errors, "errors_count": self.faults_count })
    }

    fn tell_faults(&self) {
        for (place, fault) in &self.faults {
            let place = match place {
                Place::Line(line) => format!("line {line}"),
                Place::Row(row) => format!("row {row}"),
            };
            let message = format!("{}: {place}: {}", self.name, fault.message);
            Failure::Message { message, help: fault.help.clone() }.report();
        }
        let more = self.faults_count.saturating_sub(self.faults.len());
        if more > 0 {
            tell(&format!("and {more} more\n"));
        }
    }
}

//! What can be said on the command line.

mod examples;
mod import;
mod list;
mod records;
mod shared;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCandidates;

use crate::completion;

pub(crate) use import::ImportArguments;
pub(crate) use list::{ListArguments, PageFormat};
pub(crate) use records::{Format, PeriodArguments, PeriodSheet, RecordArguments};
pub(crate) use shared::{SharedArguments, default_sheets};

/// An exact calculator made from a price sheet.
///
/// The sheet is the one built into the program, unless --sheet or the variable PRICESHEET_SHEET says otherwise (`audit` wants
/// it said); several make a book, and the one in force at the instant of a call is the last whose `effective` is not after
/// it. Amounts are exact decimals in the sheet's unit.
#[derive(Debug, Parser)]
#[command(
    name = "pricesheet",
    version,
    after_long_help = "Exit status: 0; 1 where something was found: records that failed, a balance too short, charges or sheets that differ, \
                  warnings that are denied; 2 for a bad sheet, bad arguments, a usage that has no price, or unreadable \
                  input."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) shared: SharedArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What one usage costs, with every step of the arithmetic; or what a basket of usages costs, a line for each
    ///
    /// A basket is a file of records as `rate` reads them, each with its own `calls`; one of an endpoint whose basis is a
    /// period is the total of its period. Where one of them has no price, there is no total: every such record is reported,
    /// and the status is 2.
    #[command(after_help = examples::QUOTE)]
    Quote(QuoteArguments),
    /// How many of a quantity a balance covers, every count on the way included
    #[command(after_help = examples::AFFORD)]
    Afford(AffordArguments),
    /// Price recorded usages: every record comes back, in order, with its `total` or its `error`
    ///
    /// JSON Lines: an object a line with "endpoint", and where needed "options" (a list), "choices", "quantities" and
    /// "attributes" (an object each), "calls", "at" (the instant of the call, RFC 3339) and "restate". One name of a field of
    /// several may also stand at the top, as in "quantities.results". Null is as if the key were not there. Other fields are
    /// kept; a "total" or "error" is replaced. A file that begins with a bracket is an array of such objects. What is not a
    /// record comes back as {"line": its text, "error": ...}; its text is cut at 1 MiB.
    ///
    /// CSV: a header, and the columns endpoint, options (names separated by spaces), quantities (`results=120 search=1`),
    /// or one column each (quantities.results, options.skills with true, t, 1, false, f, 0 in any case or empty,
    /// choices.proxy, attributes.region), calls, at and restate. total, error_code, error_message and line are appended, and
    /// take the place of columns of these names, and of one named error; other columns are kept. A row that cannot be read
    /// has its text in line.
    ///
    /// A field whose name is nearly one of these is an error, unless --keep says that it means something else. --map and
    /// --map-file read logs with other names and shapes. Files that end with .gz or .zst are read through.
    ///
    /// From CSV to JSON Lines, options become a list, quantities, choices and attributes an object each, and every other
    /// column a text; a usage that cannot be read keeps its columns as texts. From JSON Lines to CSV, the columns are the
    /// fields of the first record and those of a usage; a later record with further fields is rated all the same and has
    /// its whole text in line, and nothing else where a part of its usage has no column.
    ///
    /// At the end it tells what all records sum to.
    #[command(after_help = examples::RATE)]
    Rate(RateArguments),
    /// What was charged, held against the sheet in force: totals, differences, and every cause that explains them
    ///
    /// Records are read as `rate` reads them, each with `charged`, what was charged for it, and with `at` where several
    /// sheets are stated. Every record is agreed, over, under or unpriceable. A cause is named where the sheet comes to
    /// just what was charged under it; where there are several, each is possible.
    ///
    /// --map takes logs as they are: charged=credits_used, quantities.input=usage.prompt_tokens (a path into nested objects
    /// and arrays), options.skills=include_skills, and endpoint:VALUE=NAME for what a log calls an endpoint. A --map-file says
    /// the same in TOML, and what is made of a field: charged = { field = "cents", times = 0.01 }, at = { field = "ts", format =
    /// "unix-ms" } (or unix, unix-us, a strftime pattern with zone), endpoint = { value = "chat" }, endpoint = { field = "path",
    /// values = { "/v2/profile" = "get-personal-profile" }, exact = true }.
    #[command(after_help = examples::AUDIT)]
    Audit(Box<AuditArguments>),
    /// Every fault of price sheets, whether their examples hold, and what is valid but suspicious
    ///
    /// Warnings go to standard error. Each has a code; `allow = ["code"]` on the endpoint or the charge silences it there,
    /// and is itself warned of where it silences nothing. The codes:
    ///
    /// contradiction: conditions that no usage meets. rate-never-applies: a row that the rows before it take all of.
    /// tier-never-applies: a tier that no count falls into. last-tier-bound: a last tier with an end. total-falls: a total
    /// that falls when usage grows. option-rounded-away: options that the rounding makes free. cheaper-split,
    /// cheaper-merged: usage that is cheaper in two calls, or in one. bound-rounded-away: a minimum or maximum that the rounding breaks.
    /// unpaid-without-usage: what a period without usage does not pay. binary-float: an amount that is a float written out.
    /// missing-title, missing-group: an endpoint without
    /// what others have. unnamed-window, unnamed-attribute: what no condition and no table names. adjusts-nothing, adjust-all:
    /// an entry of `adjust` that matches nothing, or everything. unused-allow, unknown-lint: an `allow` that silences nothing.
    /// lint-limit: a search that was given
    /// up.
    #[command(after_help = examples::CHECK)]
    Check(CheckArguments),
    /// What changed between two price sheets, and what recorded usage would have cost under each
    ///
    /// Changes are told endpoint by endpoint, in the words of the format: + before what the new sheet adds, - before what
    /// it removes, ~ before what it changes; places in lists count from 1. Comments and layout do not count.
    ///
    /// Records are read as `rate` reads them, and priced under both sheets, whatever their instant. Those that have no
    /// price under one of them, or under both, are counted apart.
    #[command(after_help = examples::DIFF)]
    Diff(DiffArguments),
    /// The sheet as a table, or as the public pricing page
    ///
    /// The page says in customers' words what the sheet charges, with its examples worked out. In HTML it is one file that asks
    /// for nothing else; colours and fonts are variables that a style sheet of --css may set, such as --accent.
    #[command(after_help = examples::LIST)]
    List(ListArguments),
    /// A sheet made of the price list that another project publishes, and what of the list is not in it, by name
    ///
    /// litellm: LiteLLM's model_prices_and_context_window.json. genai-prices: its prices/data.json. openrouter: what
    /// https://openrouter.ai/api/v1/models answers. stripe: a list of price objects, as `GET /v1/prices` answers with
    /// `expand[]=data.tiers`; what recurs is charged by the period.
    ///
    /// Every number is taken as it is written. The sheet goes to standard output; what was left out (not priced, not to be
    /// expressed, or faulty), renamed or decided goes to standard error, with a count at the end. The status is 1 where
    /// something that the source prices is not in the sheet.
    #[command(after_help = examples::IMPORT)]
    Import(ImportArguments),
    /// Write a first price sheet, with comments, to begin with
    ///
    /// On a terminal a few questions are asked; elsewhere, and where they are answered by arguments, none.
    #[command(after_help = examples::INIT)]
    Init(InitArguments),
    /// What a code means, an example that raises it, and the cure
    ///
    /// Codes stand in brackets before a message, as in error[P0402] or warning[total-falls], and as `code` in JSON and in
    /// what `rate` writes.
    #[command(after_help = examples::EXPLAIN)]
    Explain {
        /// The code
        code: String,
    },
    /// What a sheet over another comes to, printed as one sheet
    ///
    /// A contract or a revision states only what differs from a list: `over` says which. Its base is found among the files of
    /// --base by its name and version, or by its fingerprint; a base may itself be over another. What is printed loads to the
    /// same prices and the same fingerprint, with comments left out.
    #[command(after_help = examples::RESOLVE)]
    Resolve(ResolveArguments),
    /// The format of a sheet as a JSON Schema, for editors that complete and check TOML
    #[command(after_help = examples::SCHEMA)]
    Schema {
        /// That of a sheet over another: a contract or a revision
        #[arg(long)]
        over: bool,
    },
    /// Completions for a shell, which know the endpoints and options of the sheet at hand
    ///
    /// They ask the program itself while a line is typed: the sheet is that of --sheet on the line, or of PRICESHEET_SHEET.
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// The manual page, in roff; or a page for each command
    #[command(after_help = examples::MAN)]
    Man {
        /// Writes pricesheet.1, and a page for each command such as pricesheet-quote.1, into this folder
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
}

impl Command {
    /// The sheets that `--sheet` states; none where the command takes files instead.
    pub(crate) fn sheets(&mut self) -> Option<&mut Vec<PathBuf>> {
        match self {
            Command::Quote(arguments) => Some(&mut arguments.sheet.sheets),
            Command::Afford(arguments) => Some(&mut arguments.sheet.sheets),
            Command::Rate(arguments) => Some(&mut arguments.sheet.sheets),
            Command::Audit(arguments) => Some(&mut arguments.sheets),
            Command::List(arguments) => Some(&mut arguments.sheet.sheets),
            _ => None,
        }
    }

    /// The sheets and records that it reads; standard input is -.
    pub(crate) fn inputs(&self) -> Vec<&Path> {
        let (sheets, others): (&[PathBuf], Vec<&Path>) = match self {
            Command::Quote(arguments) => {
                (&arguments.sheet.sheets, arguments.file.as_deref().into_iter().collect())
            }
            Command::Afford(arguments) => (&arguments.sheet.sheets, Vec::new()),
            Command::Rate(arguments) => {
                let file = arguments.file.as_deref();
                (&arguments.sheet.sheets, vec![file.unwrap_or(Path::new("-"))])
            }
            Command::Audit(arguments) => (&arguments.sheets, vec![&arguments.file]),
            Command::Check(arguments) => (&arguments.files, Vec::new()),
            Command::Diff(arguments) => {
                let file = arguments.file.as_deref();
                (&[], [&*arguments.old, &*arguments.new].into_iter().chain(file).collect())
            }
            Command::List(arguments) => (&arguments.sheet.sheets, Vec::new()),
            Command::Import(arguments) => (&[], vec![&arguments.file]),
            Command::Resolve(arguments) => (&[], vec![&arguments.file]),
            Command::Init(_)
            | Command::Explain { .. }
            | Command::Schema { .. }
            | Command::Completions { .. }
            | Command::Man { .. } => (&[], Vec::new()),
        };
        sheets.iter().map(PathBuf::as_path).chain(others).collect()
    }
}

#[derive(Debug, Args)]
pub(crate) struct SheetArguments {
    /// The price sheet, instead of the one built in; stated several times, a book of sheets
    #[arg(long = "sheet", value_name = "FILE")]
    pub(crate) sheets: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) base: BaseArguments,
}

#[derive(Debug, Args)]
pub(crate) struct BaseArguments {
    /// A sheet that others are over; stated several times, each is found by name and version, or by fingerprint
    #[arg(long = "base", value_name = "FILE")]
    pub(crate) bases: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ResolveArguments {
    /// The sheet over another; - is standard input
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) base: BaseArguments,
}

#[derive(Debug, Args)]
pub(crate) struct QuoteArguments {
    /// The endpoint
    #[arg(
        required_unless_present = "file",
        conflicts_with = "file",
        add = ArgValueCandidates::new(completion::endpoints)
    )]
    pub(crate) endpoint: Option<String>,
    /// Options by name; quantities, choices and attributes as NAME=VALUE, such as results=120, proxy=premium, region=eu
    #[arg(value_name = "OPTION|NAME=VALUE", add = ArgValueCandidates::new(completion::stated))]
    pub(crate) stated: Vec<String>,
    /// How many times the same call is made
    #[arg(long, value_name = "NUMBER", default_value = "1", conflicts_with = "file")]
    pub(crate) calls: String,
    /// The instant of the call, such as 2026-05-01T00:00:00Z; of a basket, that of the usages that state none
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
    /// A basket of usages, instead of an endpoint; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) records: RecordArguments,
    /// What there is to spend, in the sheet's unit: the quote says what is left of it or missing
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub(crate) balance: Option<String>,
    /// The quote as JSON, or why the usage has none; what is wrong with the sheet or the file goes to standard error
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sheet: SheetArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AffordArguments {
    /// The endpoint
    #[arg(add = ArgValueCandidates::new(completion::endpoints))]
    pub(crate) endpoint: String,
    /// Options by name; the other quantities, choices and attributes as NAME=VALUE
    #[arg(value_name = "OPTION|NAME=VALUE", add = ArgValueCandidates::new(completion::stated))]
    pub(crate) stated: Vec<String>,
    /// The quantity of which the largest count is asked for, or `calls`: how many such calls
    #[arg(long, value_name = "QUANTITY")]
    pub(crate) most: String,
    /// What there is to spend, in the sheet's unit
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub(crate) balance: String,
    /// How many times the same call is made
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub(crate) calls: String,
    /// The instant of the call, such as 2026-05-01T00:00:00Z
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
    /// The answer as JSON, or why there is none; what is wrong with the sheet goes to standard error
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sheet: SheetArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RateArguments {
    /// The records; standard input where it is left out or -
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) records: RecordArguments,
    /// The format to write [default: that of the records]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: Option<Format>,
    #[command(flatten)]
    pub(crate) periods: PeriodArguments,
    /// How many threads rate; records that share meters are rated by one [default: as many as there are cores for a file]
    #[arg(long, value_name = "NUMBER", value_parser = threads)]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// What the records of each endpoint sum to, as well
    #[arg(long)]
    pub(crate) sum: bool,
    #[command(flatten)]
    pub(crate) sheet: SheetArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    /// The records; - is standard input
    pub(crate) file: PathBuf,
    /// The price sheet that was to be charged by; stated several times, a book of sheets
    #[arg(long = "sheet", value_name = "FILE")]
    pub(crate) sheets: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) records: RecordArguments,
    #[command(flatten)]
    pub(crate) base: BaseArguments,
    /// Totals also by the values of a field; of several with commas between them, one table; stated several times, a table
    /// each
    #[arg(
        long,
        value_name = "FIELD[,FIELD]",
        value_parser = clap::builder::NonEmptyStringValueParser::new()
    )]
    pub(crate) by: Vec<String>,
    /// How much a difference may be, either way, to agree, in the sheet's unit
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) tolerance: Option<String>,
    /// The field that tells records apart: what has the same value was logged twice
    #[arg(long, value_name = "FIELD")]
    pub(crate) unique: Option<String>,
    #[command(flatten)]
    pub(crate) periods: PeriodArguments,
    /// How many of the records that differ most are told
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(crate) most: u16,
    /// How many threads audit; records that share meters or are told apart know each other, and are audited by one [default: as many
    /// as there are cores for a file]
    #[arg(long, value_name = "NUMBER", value_parser = threads)]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// The report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Writes every finding to a file, a JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Writes the report to a file, as a page to look at
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The old sheet
    pub(crate) old: PathBuf,
    /// The new sheet
    pub(crate) new: PathBuf,
    /// Recorded usage, to be priced under both; - is standard input
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) records: RecordArguments,
    /// Each record of an endpoint whose basis is a period is the total of its period
    #[arg(long, requires = "file")]
    pub(crate) totals: bool,
    /// How many of the records that move most are told
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(crate) most: u16,
    /// The differences as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) base: BaseArguments,
}

/// What `check` does not let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings: status 1
    Warnings,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The sheets; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What else than faults ends with a status other than 0
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// The findings as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) base: BaseArguments,
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// The file to write; - is standard output
    #[arg(default_value = "pricesheet.toml")]
    pub(crate) file: PathBuf,
    /// What the sheet is called
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// What amounts are counted in
    #[arg(long, value_name = "TEXT")]
    pub(crate) unit: Option<String>,
    /// The name of the first endpoint
    #[arg(long, value_name = "NAME")]
    pub(crate) endpoint: Option<String>,
    /// The price of one call of it
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub(crate) price: Option<String>,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// How many threads; the standard library's words for what is not one speak of its types.
fn threads(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "state a whole number from 1")
}

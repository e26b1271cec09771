//! The `pricesheet` command: arguments in, exit status out. It computes nothing; the library does.

#![forbid(unsafe_code)]
// Bad input never panics: what could panic, wrap or lose a digit is refused at compile time.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod amount;
mod args;
mod balance;
mod bases;
mod by_words;
mod commands;
mod completion;
mod failure;
mod fault;
mod input;
mod model_json;
mod parallel;
mod reading;
mod sheet_source;
mod snippet;
mod stated;
mod watch;
mod zstd;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use clap_complete::CompleteEnv;

use args::{Arguments, Command};
use failure::Failure;

/// What a command that could do its work has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finding {
    /// Nothing to remark on: status 0.
    Fine,
    /// Something to remark on, such as records that failed: status 1.
    Failed,
    /// A faulty sheet, already reported: status 2.
    Faulty,
}

fn main() -> ExitCode {
    // Where a shell asks for completions, that is all there is to do.
    CompleteEnv::with_factory(Arguments::command).complete();
    let Arguments { shared, mut command } = Arguments::parse();
    let prepared = shared.apply(&mut command).and_then(|()| commands::read_stdin_once(&command.inputs()));
    let finding = prepared.and_then(|()| match command {
        Command::Quote(arguments) => commands::quote::run(&arguments),
        Command::Afford(arguments) => commands::afford::run(&arguments),
        Command::Rate(arguments) => commands::rate::run(&arguments),
        Command::Audit(arguments) => commands::audit::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Diff(arguments) => commands::diff::run(&arguments),
        Command::List(arguments) => commands::list::run(&arguments),
        Command::Import(arguments) => commands::import::run(&arguments),
        Command::Init(arguments) => commands::init::run(&arguments),
        Command::Explain { code } => commands::explain::run(&code),
        Command::Resolve(arguments) => commands::resolve::run(&arguments),
        Command::Schema { over } => commands::schema(over),
        Command::Completions { shell } => commands::completions(shell),
        Command::Man { dir } => commands::man(dir.as_deref()),
    });
    match finding {
        Ok(Finding::Fine) => ExitCode::SUCCESS,
        Ok(Finding::Failed) => ExitCode::from(1),
        Ok(Finding::Faulty) => ExitCode::from(2),
        // Whoever closed the pipe has seen enough.
        Err(Failure::PipeClosed) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report();
            ExitCode::from(2)
        }
    }
}

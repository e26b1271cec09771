//! `pricesheet-sql`: SQL over files of records, with prices by a sheet.
#![forbid(unsafe_code)]

mod program;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = program::Arguments::parse();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(arguments.limits.threads()).build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(program::run(&arguments)),
        Err(error) => Err(program::Failure::new(format!("cannot start threads: {error}"))),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            failure.report();
            ExitCode::from(2)
        }
    }
}

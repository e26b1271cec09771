//! Pricesheet beside what one would write or take instead, in one run: `cargo run --release` prints a table.
//!
//! A word prints one table alone: `calls`, `rules`, `keys`, `turns`, `loading`, `scaling` or `rate`. `--names` names the
//! contenders, `--instructions NAME` prices all events once by one alone, for a profiler; `instructions` beside this folder's `Cargo.toml` counts with it.

mod calls;
mod general;
mod keys;
mod library;
mod loading;
mod measure;
mod random;
mod rate;
mod rivals;
mod scaling;
mod turns;
mod workload;

use measure::Task;

/// What measures or profiles the contenders of a table.
type Table = fn(Task<'_>);

/// The tables, in their order.
const TABLES: [(&str, Table); 7] = [
    ("calls", calls::run),
    ("rules", general::run),
    ("keys", keys::run),
    ("turns", turns::run),
    ("loading", loading::run),
    ("scaling", scaling::run),
    ("rate", rate::run),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (task, table) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => (Task::Compare, None),
        ["--names"] => (Task::Names, None),
        ["--instructions", name] => (Task::Alone(name), None),
        [name] if TABLES.iter().any(|(table, _)| *table == name) => (Task::Compare, Some(name)),
        _ => {
            let names = TABLES.map(|(name, _)| name).join(" | ");
            eprintln!("usage: pricesheet-rivals [{names} | --names | --instructions NAME]");
            std::process::exit(2);
        }
    };
    for (name, run) in TABLES {
        if table.is_none_or(|table| table == name) {
            run(task);
        }
    }
}

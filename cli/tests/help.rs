//! What the command says of itself, and what stands before every command: examples, completions, manual pages, the default sheet.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Run, command, run, run_command};

const COMMANDS: [&str; 14] = [
    "quote",
    "afford",
    "rate",
    "audit",
    "check",
    "diff",
    "list",
    "import",
    "init",
    "explain",
    "resolve",
    "schema",
    "completions",
    "man",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder with the files that the examples name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("help").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let sheet = fs::read_to_string(root().join("pricing.toml")).unwrap();
    fs::write(folder.join("new.toml"), sheet.replace("version = \"2026-05\"", "version = \"2026-06\""))
        .unwrap();
    let contract = format!(
        "name = \"{name}\"\nothers = \"as-listed\"\nover = {{ name = \"Personal and company data API\" }}\n\
         [endpoints.search-posts]\nprice = 1\n"
    );
    fs::write(folder.join("contract.toml"), contract).unwrap();
    fs::write(folder.join("sheet.toml"), sheet).unwrap();
    for file in ["usages.jsonl", "log.jsonl", "basket.jsonl"] {
        fs::copy(root().join("examples").join(file), folder.join(file)).unwrap();
    }
    let prices = r#"{"m": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}"#;
    fs::write(folder.join("model_prices_and_context_window.json"), prices).unwrap();
    folder
}

fn run_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = command(arguments);
    command.current_dir(folder).envs(variables.iter().copied());
    run_command(command, b"")
}

#[test]
fn every_example_of_the_help_runs() {
    let folder = folder("examples");
    for name in COMMANDS {
        let help = run(&[name, "--help"]);
        let examples: Vec<&str> =
            help.output(0).lines().filter_map(|line| line.strip_prefix("  pricesheet ")).collect();
        assert!(!examples.is_empty(), "{name} shows no example");
        for example in examples {
            let line = example.split(" > ").next().unwrap();
            let arguments: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(arguments[0], name, "{example}");
            let run = run_in(&folder, &arguments, &[]);
            assert!(matches!(run.status, Some(0 | 1)), "{example}: {run:?}");
        }
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let folder = folder("man");
    run_in(&folder, &["man", "--dir", "man1"], &[]).output(0);
    for name in COMMANDS {
        let page = fs::read_to_string(folder.join("man1").join(format!("pricesheet-{name}.1"))).unwrap();
        assert!(page.contains(".SH DESCRIPTION"), "{name}");
    }
    assert!(fs::read_to_string(folder.join("man1/pricesheet.1")).unwrap().contains("pricesheet"));
}

#[test]
fn completions_know_the_sheet() {
    let folder = folder("completions");
    fs::write(folder.join("jobs.toml"), "name = 'Jobs'\nendpoints.render = { price = 1, options = { hd = 1, raw = 1 }, charges.pages.price = 1 }")
        .unwrap();
    let complete = |words: &[&str], variables: &[(&str, &str)]| {
        let index = (words.len() - 1).to_string();
        let mut all =
            vec![("COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", index.as_str()), ("_CLAP_IFS", "\n")];
        all.extend(variables);
        let arguments: Vec<&str> = ["--"].iter().chain(words).copied().collect();
        run_in(&folder, &arguments, &all).output(0).lines().map(str::to_string).collect::<Vec<_>>()
    };
    assert!(
        complete(&["pricesheet", "quote", "get-pers"], &[]).contains(&"get-personal-profile".to_string())
    );
    let jobs = [("PRICESHEET_SHEET", "jobs.toml")];
    assert_eq!(complete(&["pricesheet", "quote", "r"], &jobs), ["render"]);
    assert_eq!(complete(&["pricesheet", "quote", "render", "hd", "r"], &jobs), ["raw"]);
    let stated = ["pricesheet", "afford", "--sheet", "jobs.toml", "render", "p"];
    assert_eq!(complete(&stated, &[]), ["pages="]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(run(&["completions", shell]).output(0).contains("pricesheet"));
    }
}

/// Where what is refused comes from, and what to state instead.
#[test]
fn what_stands_elsewhere_is_named() {
    let folder = folder("elsewhere");
    let missing = run_in(&folder, &["quote", "job"], &[("PRICESHEET_SHEET", "missing.toml")]);
    let message = "error[unreadable-input]: cannot read missing.toml (named by PRICESHEET_SHEET): ";
    assert!(missing.status == Some(2) && missing.stderr.starts_with(message), "{missing:#?}");
    for jobs in ["0", "-1", "two"] {
        for command in ["rate", "audit"] {
            let refused = run_in(&folder, &[command, "log.jsonl", &format!("--jobs={jobs}")], &[]);
            let message =
                format!("invalid value '{jobs}' for '--jobs <NUMBER>': state a whole number from 1");
            assert!(refused.status == Some(2) && refused.stderr.contains(&message), "{refused:#?}");
        }
    }
}

#[test]
fn the_sheet_may_stand_before_the_command_or_in_a_variable() {
    let folder = folder("sheets");
    for price in [2, 3] {
        let sheet = format!(
            "name = 'Jobs {price}'\neffective = 2026-0{price}-01T00:00:00Z\nendpoints.job.price = {price}"
        );
        fs::write(folder.join(format!("{price}.toml")), sheet).unwrap();
    }
    let total = |arguments: &[&str], variables: &[(&str, &str)]| {
        run_in(&folder, arguments, variables).json(0)["total"].as_str().unwrap().to_string()
    };
    assert_eq!(total(&["--sheet", "2.toml", "quote", "job", "--json"], &[]), "2");
    assert_eq!(total(&["quote", "job", "--json"], &[("PRICESHEET_SHEET", "3.toml")]), "3");
    // What is stated goes before the variable, which may name several as PATH does.
    assert_eq!(
        total(&["quote", "job", "--json", "--sheet", "2.toml"], &[("PRICESHEET_SHEET", "3.toml")]),
        "2"
    );
    let both = [("PRICESHEET_SHEET", "2.toml:3.toml")];
    assert_eq!(total(&["quote", "job", "--json", "--at", "2026-02-10T00:00:00Z"], &both), "2");
    assert_eq!(
        total(
            &[
                "--sheet",
                "2.toml",
                "quote",
                "job",
                "--json",
                "--sheet",
                "3.toml",
                "--at",
                "2026-03-10T00:00:00Z"
            ],
            &[]
        ),
        "3"
    );
    let refused = run_in(&folder, &["--sheet", "2.toml", "check", "3.toml"], &[]);
    assert_eq!(refused.status, Some(2));
    assert_eq!(
        refused.stderr,
        "error: the command takes no `--sheet`\nhelp: name the files after the command\n"
    );
}

#[test]
fn an_endpoint_is_found_by_a_word_of_its_name() {
    let refused = run(&["quote", "personal"]);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused
            .stderr
            .contains("help: did you mean `get-personal-profile`? `pricesheet list` shows all endpoints\n"),
        "{refused:?}"
    );
    let several = run(&["quote", "profile"]);
    assert!(several.stderr.contains("help: did you mean one of `get-personal-profile`, "), "{several:?}");
    let none = run(&["quote", "zebra"]);
    assert!(none.stderr.contains("help: `pricesheet list` shows the endpoints of the sheet\n"), "{none:?}");
}

#[test]
fn colours_and_remarks_are_there_when_asked_for() {
    let folder = folder("colours");
    let faulty = run_in(&folder, &["--color", "always", "check", "nowhere.toml"], &[]);
    assert!(faulty.stderr.starts_with("\u{1b}[1;31merror"), "{faulty:?}");
    assert!(run_in(&folder, &["check", "nowhere.toml", "--color=never"], &[]).stderr.starts_with("error"));
    let rated = run_in(&folder, &["rate", "usages.jsonl", "--sheet", "sheet.toml"], &[]);
    let quiet = run_in(&folder, &["-q", "rate", "usages.jsonl", "--sheet", "sheet.toml"], &[]);
    assert!(rated.stderr.contains("rated"));
    assert_eq!((quiet.stderr.as_str(), quiet.stdout), ("", rated.stdout));
}

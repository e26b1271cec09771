//! Runs the command as a user does.

#![allow(dead_code, reason = "the tests of the browser use a part of it")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The output of a run that must have ended so.
    #[track_caller]
    pub(crate) fn output(&self, status: i32) -> &str {
        assert_eq!(self.status, Some(status), "{self:#?}");
        &self.stdout
    }

    #[track_caller]
    pub(crate) fn json(&self, status: i32) -> serde_json::Value {
        serde_json::from_str(self.output(status)).unwrap()
    }

    #[track_caller]
    pub(crate) fn lines(&self, status: i32) -> Vec<serde_json::Value> {
        self.output(status).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pricesheet"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(crate) fn run(arguments: &[&str]) -> Run {
    run_with(arguments, b"")
}

/// Runs with this on standard input.
pub(crate) fn run_with(arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
    run_command(command(arguments), input)
}

/// Runs this command with this on standard input.
pub(crate) fn run_command(mut command: Command, input: impl AsRef<[u8]>) -> Run {
    let mut child: Child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        let input = input.as_ref();
        scope.spawn(move || {
            // A command that does not read its input may have ended already.
            let _ = stdin.write_all(input);
        });
        let output = child.wait_with_output().unwrap();
        Run {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    })
}

/// A file of this test run; names must differ between tests.
pub(crate) fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_string()
}

pub(crate) fn data(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "data", name].iter().collect();
    path.to_str().unwrap().to_string()
}

/// What the content of a sheet's file comes to.
pub(crate) fn fingerprint(file: &str) -> String {
    let bytes = std::fs::read(file).unwrap();
    pricesheet::PriceSheet::from_bytes(file, &bytes).unwrap().fingerprint().to_string()
}

/// A file of the workspace.
pub(crate) fn root_file(name: &str) -> String {
    root().join(name).to_str().unwrap().to_string()
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

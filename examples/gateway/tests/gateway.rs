//! A process of the gateway.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// It ends with the test.
pub(crate) struct Gateway {
    process: Child,
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl Gateway {
    pub(crate) fn start(database: &str, sheet: &str, settings: &[(&str, &str)]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_pricesheet-gateway"))
            .env("DATABASE_URL", database)
            .env("GATEWAY_LISTEN", "127.0.0.1:0")
            .env("GATEWAY_SHEET", sheet)
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("the gateway says where it listens");
        Gateway { process, address: address.to_string() }
    }

    /// SIGKILL: whatever it was doing is left as it was.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

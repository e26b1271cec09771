//! What is set by environment variables.

use std::env;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Times are in milliseconds.
#[derive(Debug)]
pub(crate) struct Settings {
    /// `DATABASE_URL`: the database of the ledger.
    pub(crate) database: String,
    /// `GATEWAY_LISTEN`: the address to listen on.
    pub(crate) listen: String,
    /// `GATEWAY_SHEET`: the sheet that an empty database begins with.
    pub(crate) sheet: PathBuf,
    /// `GATEWAY_LEASE_MS`: how long a call may take before a retry takes it over. Set it above what the upstream ever takes.
    pub(crate) lease: Duration,
    /// `GATEWAY_EXPIRY_MS`: after how long a hold is released which nobody settled; above the lease.
    pub(crate) expiry: Duration,
    /// `GATEWAY_NOTICE_MS`: how long before it applies a sheet has to be installed; above what any transaction takes.
    pub(crate) notice: Duration,
    /// `GATEWAY_UPSTREAM_DELAY_MS`: how long the upstream pretends to work.
    pub(crate) upstream_delay: Duration,
}

impl Settings {
    pub(crate) fn from_environment() -> Result<Self, String> {
        let settings = Settings {
            database: text("DATABASE_URL", "postgres://localhost/gateway"),
            listen: text("GATEWAY_LISTEN", "127.0.0.1:8080"),
            sheet: text("GATEWAY_SHEET", "sheet.toml").into(),
            lease: milliseconds("GATEWAY_LEASE_MS", 30_000)?,
            expiry: milliseconds("GATEWAY_EXPIRY_MS", 900_000)?,
            notice: milliseconds("GATEWAY_NOTICE_MS", 60_000)?,
            upstream_delay: milliseconds("GATEWAY_UPSTREAM_DELAY_MS", 5)?,
        };
        if settings.expiry <= settings.lease {
            return Err("GATEWAY_EXPIRY_MS has to be above GATEWAY_LEASE_MS".to_string());
        }
        Ok(settings)
    }
}

fn text(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_string())
}

fn milliseconds(name: &str, default: u32) -> Result<Duration, String> {
    let stated = text(name, &default.to_string());
    let number = u32::from_str(&stated)
        .map_err(|_| format!("`{stated}` of {name} is not a number of milliseconds"))?;
    Ok(Duration::from_millis(number.into()))
}

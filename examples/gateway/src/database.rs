//! The connection to the ledger.

use std::str::FromStr;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

const SCHEMA: &str = include_str!("schema.sql");

/// Any number of this service's own: processes that start at once make the tables one after the other.
const SCHEMA_LOCK: i64 = 7_081_950;

/// Connects, and makes the tables where there are none.
pub(crate) async fn connect(url: &str) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("pricesheet-gateway")
        // `CREATE TABLE IF NOT EXISTS` says so each time.
        .options([("client_min_messages", "warning")]);
    let pool = PgPoolOptions::new().max_connections(16).connect_with(options).await?;
    let mut transaction = pool.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(SCHEMA_LOCK).execute(&mut *transaction).await?;
    sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(pool)
}

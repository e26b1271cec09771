//! Holds that nobody settled are released when they expire.

use std::sync::Arc;
use std::time::Duration;

use crate::server::Gateway;

/// How often each process looks for them.
const PERIOD: Duration = Duration::from_secs(1);

/// Any number of this service's own: one process at a time releases holds.
const EXPIRY_LOCK: i64 = 7_081_951;

/// Releases what has expired, for as long as the process runs. Nothing is charged for it.
pub(crate) async fn run(gateway: Arc<Gateway>) {
    let mut interval = tokio::time::interval(PERIOD);
    loop {
        interval.tick().await;
        if let Err(error) = release(&gateway).await {
            eprintln!("error: expired holds were not released: {error}");
        }
    }
}

async fn release(gateway: &Gateway) -> Result<(), sqlx::Error> {
    let mut transaction = gateway.pool.begin().await?;
    let alone: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
        .bind(EXPIRY_LOCK)
        .fetch_one(&mut *transaction)
        .await?;
    if alone {
        sqlx::query(
            "WITH expired AS (DELETE FROM holds WHERE expires_at < now() RETURNING customer, amount),
                  released AS (SELECT customer, sum(amount) AS amount FROM expired GROUP BY customer)
             UPDATE customers SET held = held - released.amount FROM released WHERE id = released.customer",
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await
}

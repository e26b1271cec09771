//! The export of the log, for `pricesheet audit`.

use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::problem::Problem;
use crate::server::Gateway;

/// How many records a page has at the most.
const PAGE: i64 = 10_000;

/// The `id` after which the next page begins.
const NEXT: HeaderName = HeaderName::from_static("next-after");

/// Where a page begins.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// The `id` of the last record of the page before.
    #[serde(default)]
    after: i64,
}

/// Records in the order in which they were charged, an object a line. The last page is empty.
pub(crate) async fn export(gateway: &Gateway, page: &Page) -> Result<Response, Problem> {
    let last = settled_until(gateway).await?;
    let records: Vec<(i64, Json<Value>)> = sqlx::query_as(
        "SELECT id, record FROM entries WHERE id > $1 AND id <= $2 AND record IS NOT NULL ORDER BY id LIMIT $3",
    )
    .bind(page.after)
    .bind(last)
    .bind(PAGE)
    .fetch_all(&gateway.pool)
    .await?;
    let next = records.last().map_or(page.after, |(id, _)| *id);
    let mut lines = String::new();
    for (id, Json(mut record)) in records {
        if let Some(fields) = record.as_object_mut() {
            fields.insert("id".to_string(), json!(id));
        }
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson".to_string()), (NEXT, next.to_string())], lines)
        .into_response())
}

/// The `id` up to which no entry can come any more. An `id` is given out before its transaction ends, so a reader could pass over
/// one that is still open; the lock waits for those, and holds new ones up for as long.
async fn settled_until(gateway: &Gateway) -> Result<i64, Problem> {
    let mut transaction = gateway.pool.begin().await?;
    sqlx::query("LOCK TABLE entries IN SHARE MODE").execute(&mut *transaction).await?;
    let last: Option<i64> =
        sqlx::query_scalar("SELECT max(id) FROM entries").fetch_one(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(last.unwrap_or_default())
}

//! Sheets: installed while the gateway runs, in force by their `effective`.

use std::error::Error;
use std::path::Path;

use axum::http::StatusCode;
use pricesheet::{Instant, PriceSheet};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use crate::book;
use crate::moment::Moment;
use crate::problem::Problem;
use crate::server::Gateway;

/// The sheet that an empty database begins with.
pub(crate) async fn install_first(pool: &PgPool, path: &Path) -> Result<(), Box<dyn Error>> {
    let mut transaction = pool.begin().await?;
    lock(&mut transaction).await?;
    if Moment::now(&mut *transaction).await.is_ok_and(|moment| moment.sheets > 0) {
        return Ok(());
    }
    let name = path.display().to_string();
    let sheet =
        PriceSheet::from_bytes(&name, &std::fs::read(path).map_err(|error| format!("{name}: {error}"))?)?;
    effective(&sheet).map_err(|_| format!("{name} has no `effective`, the instant from which it applies"))?;
    insert(&mut transaction, &sheet).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes a sheet that comes into force later.
pub(crate) async fn install(gateway: &Gateway, bytes: &[u8]) -> Result<Value, Problem> {
    let sheet = PriceSheet::from_bytes("the body", bytes)?;
    let effective = effective(&sheet)?;
    let mut transaction = gateway.pool.begin().await?;
    lock(&mut transaction).await?;
    let moment = Moment::now(&mut *transaction).await?;
    let book = gateway.books.at(&mut transaction, &moment).await?;
    if book.with_fingerprint(sheet.fingerprint()).is_none() {
        let in_time: bool =
            sqlx::query_scalar("SELECT $1::timestamptz >= clock_timestamp() + $2 * interval '1 millisecond'")
                .bind(effective.to_string())
                .bind(i64::try_from(gateway.settings.notice.as_millis()).unwrap_or(i64::MAX))
                .fetch_one(&mut *transaction)
                .await?;
        if !in_time {
            let detail =
                format!("a sheet has to be installed {:?} before it applies", gateway.settings.notice);
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too-late", detail)
                .culprit("effective")
                .help("state a later `effective`: what was charged by now is not charged again"));
        }
        book::joined(&book, sheet.clone()).map_err(|error| Problem::of(StatusCode::CONFLICT, &error))?;
        insert(&mut transaction, &sheet).await?;
        transaction.commit().await?;
    }
    Ok(
        json!({ "sheet": sheet.fingerprint(), "version": sheet.version(), "effective": effective.to_string() }),
    )
}

/// Sheets are installed one after the other; nobody who reads them waits.
async fn lock(transaction: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("LOCK TABLE sheets IN EXCLUSIVE MODE").execute(transaction).await.map(drop)
}

async fn insert(transaction: &mut PgConnection, sheet: &PriceSheet) -> Result<(), sqlx::Error> {
    // The text that it comes to, should it be over another.
    sqlx::query("INSERT INTO sheets (fingerprint, text) VALUES ($1, $2)")
        .bind(sheet.fingerprint().to_string())
        .bind(sheet.to_toml())
        .execute(transaction)
        .await
        .map(drop)
}

fn effective(sheet: &PriceSheet) -> Result<Instant, Problem> {
    sheet.effective().ok_or_else(|| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "no-effective",
            "the sheet does not say from when on it applies",
        )
        .culprit("effective")
        .help("state `effective`, such as `effective = 2026-06-01T00:00:00Z`")
    })
}

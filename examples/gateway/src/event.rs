//! Events: charged by the period, each with what it makes due by the customer's meter of the month.

use std::sync::Arc;

use axum::http::StatusCode;
use pricesheet::sheet::Basis;
use pricesheet::{Decimal, Meter, MeterState, Minimum, PriceBook};
use serde_json::json;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

use crate::answer::Answer;
use crate::body::Request;
use crate::book;
use crate::known::Known;
use crate::moment::Moment;
use crate::problem::Problem;
use crate::record::record;
use crate::reservation::too_short;
use crate::server::Gateway;

/// Records what a customer used, and charges what became due for it, in one transaction.
pub(crate) async fn report(gateway: Arc<Gateway>, request: Arc<Request>) -> Result<Answer, Problem> {
    let (gateway, request) = (gateway.as_ref(), request.as_ref());
    if let Known::Answered(answer) =
        Known::of(&gateway.pool, &request.customer, &request.key, &request.body).await?
    {
        return Ok(answer);
    }
    let mut transaction = gateway.pool.begin().await?;
    let moment = Moment::now(&mut *transaction).await?;
    let book = gateway.books.at(&mut transaction, &moment).await?;
    let opened = open(&book, &moment, request)?;
    let state = lock(&mut transaction, request, &moment, opened).await?;
    let sheet = book::stored(&book, state.fingerprint())?;
    let mut meter = Meter::resume(sheet, state)?;
    let usage = request.usage.clone().made_at(moment.at);
    let due = meter.record(&usage)?;
    let answer = json!({
        "charged": due.normalize().to_string(),
        "month": moment.month(),
        "charged_in_month": meter.charged().normalize().to_string(),
        "sheet": sheet.fingerprint(),
    });
    let record = record(&request.customer, &request.key, &usage, moment.at, sheet.fingerprint(), due)?;
    sqlx::query("UPDATE meters SET state = $4 WHERE customer = $1 AND endpoint = $2 AND month = $3")
        .bind(&request.customer)
        .bind(meter.state().endpoint())
        .bind(moment.month())
        .bind(Json(meter.state()))
        .execute(&mut *transaction)
        .await?;
    sqlx::query("INSERT INTO entries (customer, key, amount, request, answer, record) VALUES ($1, $2, -$3, $4, $5, $6)")
        .bind(&request.customer)
        .bind(&request.key)
        .bind(due)
        .bind(Json(&request.body))
        .bind(Json(&answer))
        .bind(Json(&record))
        .execute(&mut *transaction)
        .await?;
    let covered =
        sqlx::query("UPDATE customers SET balance = balance - $2 WHERE id = $1 AND balance - held >= $2")
            .bind(&request.customer)
            .bind(due)
            .execute(&mut *transaction)
            .await?;
    if covered.rows_affected() == 1 {
        transaction.commit().await?;
        return Ok(Answer::new(answer));
    }
    transaction.rollback().await?;
    let available = crate::customer::Balance::of(&gateway.pool, &request.customer).await?.available()?;
    Err(too_short(due, due.checked_sub(available).unwrap_or(due), sheet.unit()))
}

/// What an event would make due.
pub(crate) async fn due(
    database: impl PgExecutor<'_>,
    book: &PriceBook,
    moment: &Moment,
    request: &Request,
) -> Result<Decimal, Problem> {
    let opened = open(book, moment, request)?;
    let stored: Option<Json<MeterState>> =
        sqlx::query_scalar("SELECT state FROM meters WHERE customer = $1 AND endpoint = $2 AND month = $3")
            .bind(&request.customer)
            .bind(opened.endpoint())
            .bind(moment.month())
            .fetch_optional(database)
            .await?;
    let state = stored.map_or(opened, |Json(state)| state);
    let mut meter = Meter::resume(book::stored(book, state.fingerprint())?, state)?;
    Ok(meter.record(&request.usage.clone().made_at(moment.at))?)
}

/// A meter that begins at a moment, by the sheet in force then. That governs the whole month.
fn open(book: &PriceBook, moment: &Moment, request: &Request) -> Result<MeterState, Problem> {
    let endpoint = book.in_force(moment.at)?.endpoint(request.usage.endpoint())?;
    if endpoint.model().basis != Basis::Period {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "charged-by-the-call",
            format!("`{}` is charged by the call, not by the period", request.usage.endpoint()),
        )
        .culprit(request.usage.endpoint())
        .help(format!("call it through /v1/customers/{}/calls", request.customer)));
    }
    // Due at once, as `pricesheet audit --meter` counts it: no month has to be closed then.
    Ok(Meter::open(endpoint, Minimum::AtOnce).into_state())
}

/// The state of the month's meter, which no other transaction changes until this one ends.
async fn lock(
    transaction: &mut PgConnection,
    request: &Request,
    moment: &Moment,
    opened: MeterState,
) -> Result<MeterState, Problem> {
    sqlx::query(
        "INSERT INTO meters (customer, endpoint, month, state) SELECT id, $2, $3, $4 FROM customers WHERE id = $1
         ON CONFLICT DO NOTHING",
    )
    .bind(&request.customer)
    .bind(opened.endpoint())
    .bind(moment.month())
    .bind(Json(&opened))
    .execute(&mut *transaction)
    .await?;
    let state: Option<Json<MeterState>> = sqlx::query_scalar(
        "SELECT state FROM meters WHERE customer = $1 AND endpoint = $2 AND month = $3 FOR UPDATE",
    )
    .bind(&request.customer)
    .bind(opened.endpoint())
    .bind(moment.month())
    .fetch_optional(&mut *transaction)
    .await?;
    state.map(|Json(state)| state).ok_or_else(|| crate::customer::unknown(&request.customer))
}

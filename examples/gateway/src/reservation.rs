//! The first half of a call: the most that it can cost is held.

use std::time::Duration;

use axum::http::StatusCode;
use pricesheet::sheet::Basis;
use pricesheet::{Decimal, Hold, Instant, PriceSheet};
use sqlx::types::Json;

use crate::answer::Answer;
use crate::body::Request;
use crate::book;
use crate::known::{Known, in_progress};
use crate::moment::Moment;
use crate::problem::Problem;
use crate::server::Gateway;

/// What a request with a key has to do.
#[derive(Debug)]
pub(crate) enum Reserved {
    /// Nothing: it was answered before.
    Answered(Answer),
    /// Make the call, and settle.
    Open(Reservation),
}

/// An open hold, and the attempt that may settle it.
#[derive(Debug)]
pub(crate) struct Reservation {
    pub(crate) hold: Hold,
    pub(crate) sheet: PriceSheet,
    pub(crate) at: Instant,
    pub(crate) attempt: i32,
}

/// Holds what a call may cost, or takes over the hold of an attempt that has not ended within its lease.
pub(crate) async fn reserve(gateway: &Gateway, request: &Request) -> Result<Reserved, Problem> {
    match Known::of(&gateway.pool, &request.customer, &request.key, &request.body).await? {
        Known::Answered(answer) => Ok(Reserved::Answered(answer)),
        Known::Running => Err(in_progress(&request.key)),
        Known::Abandoned => take_over(gateway, request).await.map(Reserved::Open),
        Known::Nothing => begin(gateway, request).await.map(Reserved::Open),
    }
}

async fn begin(gateway: &Gateway, request: &Request) -> Result<Reservation, Problem> {
    let mut transaction = gateway.pool.begin().await?;
    let moment = Moment::now(&mut *transaction).await?;
    let book = gateway.books.at(&mut transaction, &moment).await?;
    let sheet = book.in_force(moment.at)?.clone();
    let usage = request.usage.clone().made_at(moment.at);
    let endpoint = sheet.endpoint(usage.endpoint())?;
    if endpoint.model().basis == Basis::Period {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "charged-by-the-period",
            format!("`{}` is charged by the period, not by the call", usage.endpoint()),
        )
        .culprit(usage.endpoint())
        .help(format!("report it to /v1/customers/{}/events", request.customer)));
    }
    let hold = Hold::reserve(endpoint, &usage)?;
    let inserted = sqlx::query(
        "INSERT INTO holds (customer, key, request, at, hold, amount, leased_until, expires_at)
         SELECT id, $2, $3, $4::timestamptz, $5, $6, now() + $7 * interval '1 millisecond', now() + $8 * interval '1 millisecond'
         FROM customers WHERE id = $1
         ON CONFLICT DO NOTHING",
    )
    .bind(&request.customer)
    .bind(&request.key)
    .bind(Json(&request.body))
    .bind(moment.at.to_string())
    .bind(Json(&hold))
    .bind(hold.amount())
    .bind(milliseconds(gateway.settings.lease))
    .bind(milliseconds(gateway.settings.expiry))
    .execute(&mut *transaction)
    .await?;
    // While the hold stands, no other attempt of the call can begin. One that ended before has its entry, which only a statement
    // after the insertion is sure to see.
    let covered = sqlx::query(
        "UPDATE customers SET held = held + $3
         WHERE id = $1 AND balance - held >= $3 AND NOT EXISTS (SELECT FROM entries WHERE customer = $1 AND key = $2)",
    )
    .bind(&request.customer)
    .bind(&request.key)
    .bind(hold.amount())
    .execute(&mut *transaction)
    .await?;
    if inserted.rows_affected() == 1 && covered.rows_affected() == 1 {
        transaction.commit().await?;
        return Ok(Reservation { hold, sheet, at: moment.at, attempt: 1 });
    }
    transaction.rollback().await?;
    Err(refusal(gateway, request, hold.amount(), sheet.unit()).await?)
}

/// Why nothing was held.
async fn refusal(
    gateway: &Gateway,
    request: &Request,
    amount: Decimal,
    unit: &str,
) -> Result<Problem, Problem> {
    let available = crate::customer::Balance::of(&gateway.pool, &request.customer).await?.available()?;
    match amount.checked_sub(available) {
        Some(missing) if missing > Decimal::ZERO => Ok(too_short(amount, missing, unit)),
        // The balance is enough by now, or the request was answered in between.
        _ => Ok(in_progress(&request.key)),
    }
}

/// The answer where a balance does not cover what something costs.
pub(crate) fn too_short(amount: Decimal, missing: Decimal, unit: &str) -> Problem {
    let (amount, missing) = (amount.normalize(), missing.normalize());
    let detail = format!("it may cost {amount} {unit}, of which {missing} are missing");
    Problem::new(StatusCode::PAYMENT_REQUIRED, "balance-too-short", detail)
        .culprit("balance")
        .help("add credits, or ask for less: /v1/customers/CUSTOMER/quote says what a call may cost")
}

async fn take_over(gateway: &Gateway, request: &Request) -> Result<Reservation, Problem> {
    let row: Option<(Json<Hold>, String, i32)> = sqlx::query_as(
        r#"UPDATE holds SET attempt = attempt + 1, leased_until = now() + $3 * interval '1 millisecond',
             expires_at = now() + $4 * interval '1 millisecond'
           WHERE customer = $1 AND key = $2 AND leased_until < now()
           RETURNING hold, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), attempt"#,
    )
    .bind(&request.customer)
    .bind(&request.key)
    .bind(milliseconds(gateway.settings.lease))
    .bind(milliseconds(gateway.settings.expiry))
    .fetch_optional(&gateway.pool)
    .await?;
    let Some((Json(hold), at, attempt)) = row else { return Err(in_progress(&request.key)) };
    let book = gateway.book().await?.1;
    let sheet = book::stored(&book, hold.fingerprint())?.clone();
    Ok(Reservation { hold, sheet, at: at.parse().map_err(|error| Problem::internal(&error))?, attempt })
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

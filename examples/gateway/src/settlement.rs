//! The second half of a call: what was used is charged, and the rest of the hold released.

use axum::http::StatusCode;
use pricesheet::{Fingerprint, Settlement, Usage};
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::answer::Answer;
use crate::body::Request;
use crate::known::{Known, in_progress};
use crate::problem::Problem;
use crate::record::record;
use crate::reservation::Reservation;
use crate::server::Gateway;

/// Charges what was used. It is one statement, so that it happens as a whole or not at all, and only for the attempt that has the
/// hold.
pub(crate) async fn settle(
    gateway: &Gateway,
    request: &Request,
    mut reservation: Reservation,
    used: &Usage,
) -> Result<Answer, Problem> {
    let made = used.clone().made_at(reservation.at);
    let settlement = match reservation.hold.settle(&reservation.sheet, &made) {
        Ok(settlement) => settlement,
        Err(error) => {
            // The upstream did more than was asked for. That is not the customer's fault, and somebody has to look at it.
            eprintln!(
                "error: the use of `{}` by `{}` is not charged: {error}",
                request.key, request.customer
            );
            release(gateway, request, reservation.attempt).await?;
            return Err(Problem::of(StatusCode::BAD_GATEWAY, &error));
        }
    };
    let sheet = reservation.sheet.fingerprint();
    let answer = answer(&settlement, used, sheet)?;
    let mut record =
        record(&request.customer, &request.key, used, reservation.at, sheet, settlement.charged)?;
    if let Some(fields) = record.as_object_mut() {
        fields.insert("attempt".to_string(), json!(reservation.attempt));
    }
    let settled = sqlx::query(
        "WITH settled AS (
           DELETE FROM holds WHERE customer = $1 AND key = $2 AND attempt = $3 RETURNING amount
         ), entry AS (
           INSERT INTO entries (customer, key, amount, request, answer, record) SELECT $1, $2, -$4, $5, $6, $7 FROM settled
         )
         UPDATE customers SET balance = balance - $4, held = held - settled.amount FROM settled WHERE id = $1",
    )
    .bind(&request.customer)
    .bind(&request.key)
    .bind(reservation.attempt)
    .bind(settlement.charged)
    .bind(Json(&request.body))
    .bind(Json(&answer))
    .bind(Json(&record))
    .execute(&gateway.pool)
    .await?;
    if settled.rows_affected() == 1 {
        return Ok(Answer::new(answer));
    }
    // It took longer than its lease: another attempt has the hold, or has settled it already, or it expired.
    match Known::of(&gateway.pool, &request.customer, &request.key, &request.body).await? {
        Known::Answered(answer) => Ok(answer),
        _ => Err(in_progress(&request.key)),
    }
}

/// Releases a hold whose call was not made. Nothing is charged, and a retry with the same key begins anew.
pub(crate) async fn release(gateway: &Gateway, request: &Request, attempt: i32) -> Result<(), Problem> {
    sqlx::query(
        "WITH released AS (DELETE FROM holds WHERE customer = $1 AND key = $2 AND attempt = $3 RETURNING amount)
         UPDATE customers SET held = held - released.amount FROM released WHERE id = $1",
    )
    .bind(&request.customer)
    .bind(&request.key)
    .bind(attempt)
    .execute(&gateway.pool)
    .await?;
    Ok(())
}

fn answer(settlement: &Settlement, used: &Usage, sheet: Fingerprint) -> Result<Value, Problem> {
    let mut answer = serde_json::to_value(settlement)?;
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("used".to_string(), serde_json::to_value(used)?);
        fields.insert("sheet".to_string(), json!(sheet));
    }
    Ok(answer)
}

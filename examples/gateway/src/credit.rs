//! Credits: what a customer has paid for, before it is used.

use std::sync::Arc;

use axum::http::StatusCode;
use pricesheet::{Decimal, number};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::answer::Answer;
use crate::body;
use crate::key::Key;
use crate::known::Known;
use crate::problem::Problem;
use crate::server::Gateway;

/// A request to add to a balance.
#[derive(Debug)]
pub(crate) struct Credit {
    customer: String,
    key: String,
    body: Value,
    amount: Decimal,
}

/// `{ "amount": "100" }`: a text, for a number would be read as a binary float somewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    amount: String,
}

impl Credit {
    pub(crate) fn read(customer: String, Key(key): Key, bytes: &[u8]) -> Result<Self, Problem> {
        let amount = amount(&body::read::<Body>(bytes)?.amount)?;
        Ok(Credit { customer, key, body: body::read(bytes)?, amount })
    }
}

/// Adds to a balance; a customer is there from the first credit on.
pub(crate) async fn add(gateway: Arc<Gateway>, credit: Arc<Credit>) -> Result<Answer, Problem> {
    let Credit { customer, key, body, amount } = credit.as_ref();
    if let Known::Answered(answer) = Known::of(&gateway.pool, customer, key, body).await? {
        return Ok(answer);
    }
    let answer = json!({ "credited": amount.to_string() });
    sqlx::query(
        "WITH customer AS (
           INSERT INTO customers (id, balance) VALUES ($1, $3)
           ON CONFLICT (id) DO UPDATE SET balance = customers.balance + $3
         )
         INSERT INTO entries (customer, key, amount, request, answer) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(customer)
    .bind(key)
    .bind(amount)
    .bind(Json(body))
    .bind(Json(&answer))
    .execute(&gateway.pool)
    .await?;
    Ok(Answer::new(answer))
}

fn amount(text: &str) -> Result<Decimal, Problem> {
    let amount = number::parse(text).map_err(|error| Problem::of(StatusCode::BAD_REQUEST, &error))?;
    if amount.is_zero() {
        return Err(
            Problem::new(StatusCode::BAD_REQUEST, "no-amount", "a credit of `0` adds nothing").culprit(text)
        );
    }
    Ok(amount)
}

//! Customers: what they have left.

use axum::http::StatusCode;
use pricesheet::Decimal;
use serde_json::{Value, json};
use sqlx::PgExecutor;

use crate::problem::Problem;

/// What a customer has, and how much of it open holds reserve.
#[derive(Debug)]
pub(crate) struct Balance {
    balance: Decimal,
    held: Decimal,
}

impl Balance {
    pub(crate) async fn of(database: impl PgExecutor<'_>, customer: &str) -> Result<Self, Problem> {
        let row: Option<(Decimal, Decimal)> =
            sqlx::query_as("SELECT balance, held FROM customers WHERE id = $1")
                .bind(customer)
                .fetch_optional(database)
                .await?;
        row.map(|(balance, held)| Balance { balance, held }).ok_or_else(|| unknown(customer))
    }

    /// What can be spent.
    pub(crate) fn available(&self) -> Result<Decimal, Problem> {
        self.balance.checked_sub(self.held).ok_or_else(|| {
            Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "not-representable",
                "the balance has too many digits",
            )
        })
    }

    pub(crate) fn json(&self, customer: &str) -> Result<Value, Problem> {
        Ok(json!({
            "customer": customer,
            "balance": self.balance.normalize().to_string(),
            "held": self.held.normalize().to_string(),
            "available": self.available()?.normalize().to_string(),
        }))
    }
}

pub(crate) fn unknown(customer: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknown-customer", format!("unknown customer `{customer}`"))
        .culprit(customer)
        .help(format!("add credits first: /v1/customers/{customer}/credits"))
}

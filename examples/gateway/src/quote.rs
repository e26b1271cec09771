//! What a call would cost, and whether the customer can pay for it.

use pricesheet::sheet::Basis;
use pricesheet::{Coverage, Hold};
use serde_json::{Value, json};

use crate::body::Request;
use crate::customer::Balance;
use crate::event;
use crate::problem::Problem;
use crate::server::Gateway;

/// The quote with every step, the most that would be held or what an event would make due, and what is left of the balance then.
pub(crate) async fn quote(gateway: &Gateway, request: &Request) -> Result<Value, Problem> {
    let (moment, book) = gateway.book().await?;
    let sheet = book.in_force(moment.at)?;
    let usage = request.usage.clone().made_at(moment.at);
    let endpoint = sheet.endpoint(usage.endpoint())?;
    let available = Balance::of(&gateway.pool, &request.customer).await?.available()?;
    let quote = endpoint.quote(&usage)?;
    let (word, most) = match endpoint.model().basis {
        Basis::Period => ("due", event::due(&gateway.pool, &book, &moment, request).await?),
        _ => ("held", Hold::reserve(endpoint, &usage)?.amount()),
    };
    Ok(json!({
        word: most.normalize().to_string(),
        "balance": Coverage::of(most, available),
        "quote": quote,
    }))
}

/// How many of a quantity, besides what is asked for, the balance covers.
pub(crate) async fn afford(gateway: &Gateway, request: &Request, quantity: &str) -> Result<Value, Problem> {
    let (moment, book) = gateway.book().await?;
    let available = Balance::of(&gateway.pool, &request.customer).await?.available()?;
    let usage = request.usage.clone().made_at(moment.at);
    let affordable = book.in_force(moment.at)?.afford(&usage, quantity, available)?;
    Ok(json!({ "quantity": quantity, "affordable": affordable }))
}

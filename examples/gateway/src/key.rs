//! Idempotency keys.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::problem::Problem;

/// How long a key may be, in bytes.
const LENGTH_MAX: usize = 200;

/// The header `Idempotency-Key`: with the customer it names a request, however often that is sent.
#[derive(Debug, Clone)]
pub(crate) struct Key(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let stated =
            parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::trim);
        match stated {
            Some(key) if !key.is_empty() && key.len() <= LENGTH_MAX => Ok(Key(key.to_string())),
            _ => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "idempotency-key",
                format!("the request needs a header `Idempotency-Key` of 1 to {LENGTH_MAX} characters"),
            )
            .culprit("Idempotency-Key")
            .help(
                "make a new key for each call, such as a UUID, and send the same one with every retry of it",
            )),
        }
    }
}

//! Calls: paid by the call, reserved before it and settled after it.

use std::sync::Arc;

use axum::http::StatusCode;

use crate::answer::Answer;
use crate::body::Request;
use crate::problem::Problem;
use crate::reservation::{Reserved, reserve};
use crate::server::Gateway;
use crate::settlement::{release, settle};

/// Makes a call, and charges for it.
pub(crate) async fn make(gateway: Arc<Gateway>, request: Arc<Request>) -> Result<Answer, Problem> {
    let (gateway, request) = (gateway.as_ref(), request.as_ref());
    let reservation = match reserve(gateway, request).await? {
        Reserved::Answered(answer) => return Ok(answer),
        Reserved::Open(reservation) => reservation,
    };
    let attempt = reservation.attempt;
    let used = match gateway.upstream.call(&request.key, &request.usage).await {
        Ok(used) => used,
        Err(reason) => {
            release(gateway, request, attempt).await?;
            return Err(Problem::new(StatusCode::BAD_GATEWAY, "upstream-failed", reason)
                .help("nothing was charged; the same request may be made again"));
        }
    };
    settle(gateway, request, reservation, &used).await
}

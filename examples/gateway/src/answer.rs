//! What was answered, and is answered again when the same request is.

use axum::Json;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// A body, and whether it is that of an earlier request with the same key.
#[derive(Debug)]
pub(crate) struct Answer {
    body: Value,
    replayed: bool,
}

impl Answer {
    pub(crate) fn new(body: Value) -> Self {
        Answer { body, replayed: false }
    }

    pub(crate) fn replayed(body: Value) -> Self {
        Answer { body, replayed: true }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        if self.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

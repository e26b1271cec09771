//! Errors as the answers that a caller gets: problem details (RFC 9457).

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use pricesheet::hold::HoldError;
use pricesheet::meter::MeterError;
use pricesheet::{AffordError, CodedError, Diagnostics, InForceError, UsageError};
use serde_json::{Value, json};

/// What is wrong, what it is wrong with, and what to do instead.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    /// A stable word for programs.
    code: &'static str,
    text: Box<Text>,
}

#[derive(Debug, Default)]
struct Text {
    detail: String,
    culprit: Option<String>,
    help: Option<String>,
    /// After how many seconds the same request may be made again.
    retry_after: Option<u64>,
    /// The faults of a sheet, each with its place.
    faults: Option<Value>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Problem { status, code, text: Box::new(Text { detail: detail.into(), ..Text::default() }) }
    }

    pub(crate) fn culprit(mut self, culprit: impl Into<String>) -> Self {
        self.text.culprit = Some(culprit.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.text.help = Some(help.into());
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.text.retry_after = Some(seconds);
        self
    }

    /// An error of the library, which has all of it.
    pub(crate) fn of(status: StatusCode, error: &dyn CodedError) -> Self {
        let mut problem = Problem::new(status, error.code(), error.to_string()).culprit(error.culprit());
        problem.text.help = error.help();
        problem
    }

    /// What nobody outside can mend: the caller learns that it happened, the log what it was.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        eprintln!("error: {error}");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the gateway failed; nothing was charged")
            .help("make the same request again, with the same idempotency key")
    }

    /// Whether the same request may succeed when it is simply made once more.
    pub(crate) fn is_passing(&self) -> bool {
        self.code == "try-again"
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.text.detail,
        });
        let optional = [
            ("culprit", self.text.culprit.map(Value::from)),
            ("help", self.text.help.map(Value::from)),
            ("faults", self.text.faults),
        ];
        if let Some(fields) = body.as_object_mut() {
            fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?))));
        }
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.text.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

macro_rules! coded {
    ($($error:ty),*) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Problem::of(StatusCode::UNPROCESSABLE_ENTITY, &error)
            }
        })*
    };
}

coded!(UsageError, HoldError, MeterError, AffordError, InForceError);

impl From<Diagnostics> for Problem {
    fn from(diagnostics: Diagnostics) -> Self {
        let mut problem = Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "faulty-sheet",
            "the sheet was not taken: it has faults",
        )
        .help("`pricesheet check` shows each in its place");
        problem.text.faults = serde_json::to_value(&diagnostics).ok();
        problem
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        // Another request came first: one with the same key, or one that waited for this one.
        const PASSING: [&str; 3] = ["23505", "40001", "40P01"];
        let code = error.as_database_error().and_then(|error| error.code());
        if code.as_ref().is_some_and(|code| PASSING.contains(&code.as_ref())) {
            return Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "try-again",
                "another request came in between; nothing was charged by this one",
            )
            .retry_after(1);
        }
        // What a text holds that the database does not, such as U+0000.
        if code.is_some_and(|code| code.starts_with("22")) {
            let detail = "the request holds what the ledger cannot";
            return Problem::new(StatusCode::BAD_REQUEST, "invalid-text", detail).help("leave out U+0000");
        }
        Problem::internal(&error)
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Problem::internal(&error)
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, "invalid-query", rejection.body_text())
    }
}

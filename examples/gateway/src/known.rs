//! What is known of a request: a retry is told by its customer and its key.

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::PgExecutor;
use sqlx::types::Json;

use crate::answer::Answer;
use crate::problem::Problem;

/// What became of a request so far.
#[derive(Debug)]
pub(crate) enum Known {
    /// It is new.
    Nothing,
    /// It was answered.
    Answered(Answer),
    /// Another process, or this one, is at it.
    Running,
    /// An attempt was begun, and has not ended within its time.
    Abandoned,
}

type Row = (Option<Json<Value>>, Option<Json<Value>>, Option<Json<Value>>, bool);

impl Known {
    /// # Errors
    ///
    /// The key was used for another request.
    pub(crate) async fn of(
        database: impl PgExecutor<'_>,
        customer: &str,
        key: &str,
        body: &Value,
    ) -> Result<Known, Problem> {
        let (entered, answer, held, running): Row = sqlx::query_as(
            "SELECT entry.request, entry.answer, hold.request, coalesce(hold.leased_until >= now(), false)
             FROM (SELECT $1::text AS customer, $2::text AS key) AS asked
             LEFT JOIN entries AS entry USING (customer, key)
             LEFT JOIN holds AS hold USING (customer, key)",
        )
        .bind(customer)
        .bind(key)
        .fetch_one(database)
        .await?;
        if entered.as_ref().or(held.as_ref()).is_some_and(|Json(before)| before != body) {
            return Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-reused",
                format!("the key `{key}` was used for another request"),
            )
            .culprit(key)
            .help("make a new key for each request, and send the same one with retries of it only"));
        }
        Ok(match (answer, held) {
            (Some(Json(answer)), _) => Known::Answered(Answer::replayed(answer)),
            (None, Some(_)) if running => Known::Running,
            (None, Some(_)) => Known::Abandoned,
            (None, None) => Known::Nothing,
        })
    }
}

/// The answer to a retry that comes while an earlier attempt is running.
pub(crate) fn in_progress(key: &str) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "in-progress",
        format!("the request with the key `{key}` is under way"),
    )
    .culprit(key)
    .help("wait, and send it again with the same key")
    .retry_after(1)
}

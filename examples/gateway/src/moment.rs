//! Now, by the clock that all processes share: the database's.

use pricesheet::Instant;
use sqlx::PgExecutor;

use crate::problem::Problem;

/// An instant, and how many sheets were there at it.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) at: Instant,
    pub(crate) sheets: i64,
}

impl Moment {
    /// Within a transaction, the instant at which it began.
    pub(crate) async fn now(database: impl PgExecutor<'_>) -> Result<Self, Problem> {
        let (at, sheets): (String, i64) = sqlx::query_as(
            r#"SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), (SELECT count(*) FROM sheets)"#,
        )
        .fetch_one(database)
        .await?;
        Ok(Moment { at: at.parse().map_err(|error| Problem::internal(&error))?, sheets })
    }

    /// The month of the instant, in UTC, such as `2026-05`.
    pub(crate) fn month(&self) -> String {
        self.at.to_string().chars().take("2026-05".len()).collect()
    }
}

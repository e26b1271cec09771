//! The sheets, swapped while the gateway runs.
//!
//! A sheet comes into force by its `effective`, at the same instant in every process, and has to be installed some time before.
//! So a process needs to know no more than how many sheets there are: the transaction that takes a call counts them, and where
//! the count is not that of the book at hand, the book is loaded anew. Old sheets stay, for open holds and meters.

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::http::StatusCode;
use pricesheet::{BookError, Fingerprint, PriceBook, PriceSheet};
use sqlx::{PgConnection, PgExecutor, PgPool};

use crate::moment::Moment;
use crate::problem::Problem;

#[derive(Debug)]
struct Loaded {
    sheets: i64,
    book: PriceBook,
}

/// The book at hand.
#[derive(Debug)]
pub(crate) struct Books(ArcSwap<Loaded>);

impl Books {
    pub(crate) async fn load(pool: &PgPool) -> Result<Self, Box<dyn std::error::Error>> {
        let texts: Vec<String> = texts(pool).await?;
        let loaded = Loaded { sheets: i64::try_from(texts.len())?, book: PriceBook::new(read(&texts)?)? };
        Ok(Books(ArcSwap::from_pointee(loaded)))
    }

    /// A book with every sheet that was there at a moment. Requests that are under way keep theirs.
    pub(crate) async fn at(
        &self,
        database: &mut PgConnection,
        moment: &Moment,
    ) -> Result<PriceBook, Problem> {
        let loaded = self.0.load();
        if loaded.sheets >= moment.sheets {
            return Ok(loaded.book.clone());
        }
        let texts = texts(database).await?;
        let sheets = read(&texts).map_err(|error| Problem::internal(&error))?;
        let book = PriceBook::new(sheets).map_err(|error| Problem::internal(&error))?;
        let sheets = i64::try_from(texts.len()).map_err(|error| Problem::internal(&error))?;
        // Of two that load at once, the one that saw more sheets stays.
        self.0.rcu(|current| {
            if current.sheets > sheets {
                Arc::clone(current)
            } else {
                Arc::new(Loaded { sheets, book: book.clone() })
            }
        });
        Ok(book)
    }
}

/// The sheet of what was stored with its fingerprint.
pub(crate) fn stored(book: &PriceBook, fingerprint: Fingerprint) -> Result<&PriceSheet, Problem> {
    book.with_fingerprint(fingerprint).ok_or_else(|| {
        eprintln!("error: the sheet {fingerprint} is not in the database");
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "missing-sheet",
            "the sheet of what was begun is missing",
        )
    })
}

/// Whether a sheet fits the others.
pub(crate) fn joined(book: &PriceBook, sheet: PriceSheet) -> Result<PriceBook, BookError> {
    PriceBook::new(book.sheets().iter().cloned().chain([sheet]))
}

async fn texts(database: impl PgExecutor<'_>) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT text FROM sheets").fetch_all(database).await
}

fn read(texts: &[String]) -> Result<Vec<PriceSheet>, pricesheet::Diagnostics> {
    texts.iter().map(|text| PriceSheet::from_toml(text)).collect()
}

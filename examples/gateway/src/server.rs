//! The routes.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use pricesheet::PriceBook;
use serde::Deserialize;
use serde_json::Value;
use sqlx::PgPool;

use crate::answer::Answer;
use crate::body::Request;
use crate::book::Books;
use crate::credit::Credit;
use crate::customer::Balance;
use crate::key::Key;
use crate::log::{self, Page};
use crate::moment::Moment;
use crate::problem::Problem;
use crate::settings::Settings;
use crate::upstream::Upstream;
use crate::{call, credit, event, quote, sheet};

/// How often a request is tried which another one came in between of.
const ATTEMPTS: u32 = 5;

/// What every request needs.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) pool: PgPool,
    pub(crate) books: Books,
    pub(crate) settings: Settings,
    pub(crate) upstream: Upstream,
}

impl Gateway {
    /// Now, and every sheet.
    pub(crate) async fn book(&self) -> Result<(Moment, PriceBook), Problem> {
        let mut connection = self.pool.acquire().await?;
        let moment = Moment::now(&mut *connection).await?;
        let book = self.books.at(&mut connection, &moment).await?;
        Ok((moment, book))
    }
}

type Shared = State<Arc<Gateway>>;

pub(crate) fn routes(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/v1/customers/{customer}", get(customer))
        .route("/v1/customers/{customer}/credits", post(credits))
        .route("/v1/customers/{customer}/calls", post(calls))
        .route("/v1/customers/{customer}/events", post(events))
        .route("/v1/customers/{customer}/quote", post(quotes))
        .route("/v1/customers/{customer}/afford", post(affords))
        .route("/v1/sheets", put(sheets))
        .route("/v1/log", get(log))
        .fallback(async || {
            Problem::new(StatusCode::NOT_FOUND, "unknown-address", "there is nothing at this address")
        })
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "other-method", "the address takes another method")
        })
        .with_state(gateway)
}

async fn customer(State(gateway): Shared, Path(customer): Path<String>) -> Result<Json<Value>, Problem> {
    Ok(Json(Balance::of(&gateway.pool, &customer).await?.json(&customer)?))
}

async fn credits(
    State(gateway): Shared,
    Path(customer): Path<String>,
    key: Key,
    body: Bytes,
) -> Result<Answer, Problem> {
    let credit = Credit::read(customer, key, &body)?;
    to_the_end(gateway, credit, credit::add).await
}

async fn calls(
    State(gateway): Shared,
    Path(customer): Path<String>,
    key: Key,
    body: Bytes,
) -> Result<Answer, Problem> {
    let request = Request::read(customer, key, &body)?;
    to_the_end(gateway, request, call::make).await
}

async fn events(
    State(gateway): Shared,
    Path(customer): Path<String>,
    key: Key,
    body: Bytes,
) -> Result<Answer, Problem> {
    let request = Request::read(customer, key, &body)?;
    to_the_end(gateway, request, event::report).await
}

async fn quotes(
    State(gateway): Shared,
    Path(customer): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let request = Request::read(customer, Key(String::new()), &body)?;
    quote::quote(&gateway, &request).await.map(Json)
}

/// `?quantity=results`
#[derive(Debug, Deserialize)]
struct Asked {
    quantity: String,
}

async fn affords(
    State(gateway): Shared,
    Path(customer): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let request = Request::read(customer, Key(String::new()), &body)?;
    quote::afford(&gateway, &request, &asked?.quantity).await.map(Json)
}

async fn sheets(State(gateway): Shared, body: Bytes) -> Result<Json<Value>, Problem> {
    sheet::install(&gateway, &body).await.map(Json)
}

async fn log(State(gateway): Shared, page: Result<Query<Page>, QueryRejection>) -> Result<Response, Problem> {
    let Query(page) = page?;
    log::export(&gateway, &page).await
}

/// Does what moves credits. A caller that hangs up must not stop it half-way, for a hold would stay until it expires; and where
/// another request with the same key came in between, it is tried again.
async fn to_the_end<R, F, Work>(gateway: Arc<Gateway>, request: R, work: F) -> Result<Answer, Problem>
where
    R: Send + Sync + 'static,
    F: Fn(Arc<Gateway>, Arc<R>) -> Work + Send + 'static,
    Work: Future<Output = Result<Answer, Problem>> + Send,
{
    let request = Arc::new(request);
    let task = async move {
        for _ in 1..ATTEMPTS {
            match work(Arc::clone(&gateway), Arc::clone(&request)).await {
                Err(problem) if problem.is_passing() => {}
                done => return done,
            }
        }
        work(gateway, request).await
    };
    tokio::spawn(task).await.map_err(|error| Problem::internal(&error))?
}

//! An HTTP gateway that charges for calls by a price sheet, with PostgreSQL as its ledger: a service to copy.
//!
//! - A *call* of an endpoint is paid before it is made: the most that it can cost is held, the upstream is called, the hold is
//!   settled with what was used. A process that dies in between leaves a hold; the client's retry with the same key takes it
//!   over, and without one it expires and is released.
//! - An *event* of an endpoint whose basis is a period is recorded by the customer's meter of the month, and what it makes due
//!   is charged in the same transaction.
//! - Every request that moves credits has an idempotency key, and every amount that was moved is one entry of the ledger.

mod answer;
mod body;
mod book;
mod call;
mod credit;
mod customer;
mod database;
mod event;
mod expiry;
mod key;
mod known;
mod log;
mod moment;
mod problem;
mod quote;
mod record;
mod reservation;
mod server;
mod settings;
mod settlement;
mod sheet;
mod upstream;

use std::error::Error;
use std::sync::Arc;

use book::Books;
use server::Gateway;
use settings::Settings;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use upstream::Upstream;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::from_environment()?;
    let pool = database::connect(&settings.database).await?;
    sheet::install_first(&pool, &settings.sheet).await?;
    let upstream = Upstream { delay: settings.upstream_delay };
    let listener = TcpListener::bind(&settings.listen).await?;
    let gateway = Arc::new(Gateway { books: Books::load(&pool).await?, pool, settings, upstream });
    tokio::spawn(expiry::run(Arc::clone(&gateway)));
    println!("listening on http://{}", listener.local_addr()?);
    let mut terminated = signal(SignalKind::terminate())?;
    let stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    axum::serve(listener, server::routes(gateway)).with_graceful_shutdown(stop).await?;
    Ok(())
}

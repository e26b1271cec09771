//! What is charged for. This one pretends: put the call of the real service here.
//!
//! The gateway asks three things of it. It takes the idempotency key, and does once what it is asked twice with one key: a call
//! whose process died is made again. It says what was used, which is never more than what was asked for. And it ends within
//! the lease (`GATEWAY_LEASE_MS`).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use pricesheet::Usage;
use rust_decimal::prelude::ToPrimitive;

/// More than this of any quantity it refuses to do.
const QUANTITY_MAX: u64 = 1_000_000;

/// The service behind the gateway.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) delay: Duration,
}

impl Upstream {
    /// Does what is asked, and says what was used: of each quantity some number up to the one that was asked for, always the
    /// same with one key.
    ///
    /// # Errors
    ///
    /// It was not done, and is not to be charged.
    pub(crate) async fn call(&self, key: &str, asked: &Usage) -> Result<Usage, String> {
        tokio::time::sleep(self.delay).await;
        let mut used = Usage::new(asked.endpoint()).calls(asked.call_count()).options(asked.stated_options());
        used = used.attributes(asked.stated_attributes());
        for (quantity, most) in asked.stated_quantities() {
            let most = most.to_u64().filter(|most| *most <= QUANTITY_MAX);
            let most = most.ok_or_else(|| format!("the upstream does not do so much of `{quantity}`"))?;
            let mut hasher = DefaultHasher::new();
            (key, quantity).hash(&mut hasher);
            let counts = most.saturating_add(1);
            used = used.quantity(quantity, hasher.finish().checked_rem(counts).unwrap_or_default());
        }
        Ok(used)
    }
}

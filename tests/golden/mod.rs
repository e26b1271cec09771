//! Every output as text, compared with the files beside this one to the byte: what they hold was written before the engine
//! was rebuilt, and a rebuilding changes none of it.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test golden::` writes them anew, to be read before they are committed. The inputs,
//! `usages.jsonl` and `records.jsonl`, are never written.

mod codes;
mod compare;
mod errors;
#[allow(dead_code, reason = "other packages need more of it")]
mod inputs;
mod quotes;
mod sheets;
mod states;

use compare::{golden, json};

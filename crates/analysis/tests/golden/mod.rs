//! Every output as text, compared with the files beside this one to the byte; see `tests/golden` of the engine.

mod audits;
mod codes;
#[path = "../../../../tests/golden/compare.rs"]
mod compare;
mod errors;
#[path = "../../../../tests/golden/inputs.rs"]
#[allow(dead_code, reason = "other packages need more of it")]
mod inputs;
mod sheets;

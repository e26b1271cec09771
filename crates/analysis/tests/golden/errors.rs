//! Every error and every cause: code, culprit or form as data, message and help.

use std::fmt::Display;

use pricesheet::PriceSheet;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet_analysis::audit::{AuditError, Cause, Part};
use pricesheet_analysis::diff::UsageDiffError;

use super::compare::{golden, json};

fn text(name: &str) -> String {
    name.to_string()
}

/// A line of one error; `-` for what the kind of error does not have.
fn line(code: &str, culprit: &str, error: &impl Display, help: Option<String>) -> String {
    format!("{code} | {culprit} | {error} | {}", help.unwrap_or_else(|| text("-")))
}

#[test]
fn errors() {
    let this = "name = 'a'\nendpoints.e.price = 1".parse::<PriceSheet>().unwrap().fingerprint();
    let mut lines = Vec::new();
    lines.push(text("# audit and diff"));
    lines.push(line(AuditError::NotRepresentable.code(), "-", &AuditError::NotRepresentable, None));
    let diff = [
        UsageDiffError::OtherUnit { old: text("credit"), new: text("EUR") },
        UsageDiffError::NotRepresentable,
    ];
    lines.extend(diff.iter().map(|error| line(error.code(), "-", error, None)));

    lines.push(text("# cause"));
    let charge = || Some(text("c"));
    let rounding =
        "name = 'a'\n[endpoints.e]\nprice = 1\nround = { to = 0.5, mode = 'up' }".parse::<PriceSheet>();
    let rounding: Rounding = rounding.unwrap().model().endpoints[0].round.unwrap();
    let causes = [
        Cause::NotRounded { part: Part::Call },
        Cause::NotRounded { part: Part::Charge(text("c")) },
        Cause::NotRounded { part: Part::Everything },
        Cause::RoundedOtherwise { part: Part::Call, rounding },
        Cause::RoundedPerLine,
        Cause::RoundedOverCalls,
        Cause::OptionMissed { option: text("o") },
        Cause::OptionsMissed,
        Cause::OptionCharged { option: text("o") },
        Cause::OptionInstead { given: text("a"), charged: text("b") },
        Cause::OtherVersion { version: None, fingerprint: this },
        Cause::OtherVersion { version: Some(text("2")), fingerprint: this },
        Cause::StepTwice { charge: None },
        Cause::StepTwice { charge: charge() },
        Cause::StepLeftOut { charge: None },
        Cause::StepLeftOut { charge: charge() },
        Cause::BlocksInProportion { charge: text("c") },
        Cause::BlocksWhole { charge: text("c") },
        Cause::BlocksRounded { charge: text("c"), mode: RoundingMode::Down },
        Cause::RatedAlone,
    ];
    lines.extend(causes.iter().map(|cause| line(cause.code(), &json(cause), cause, None)));
    golden("errors.txt", &lines);
}

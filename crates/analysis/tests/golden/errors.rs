//! Every error and every cause: code, culprit or form as data, message and help.

use std::fmt::Display;

use pricesheet::PriceSheet;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::Tiering;
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

/// Every mode to this step, and one to another.
fn all(rounding: Rounding) -> Vec<Rounding> {
    let modes = RoundingMode::ALL.into_iter().map(|mode| Rounding::new(rounding.to, mode));
    modes.chain([Rounding::new(10.into(), RoundingMode::Up)]).collect()
}

#[test]
fn errors() {
    let this = "name = 'a'\nendpoints.e.price = 1".parse::<PriceSheet>().unwrap().fingerprint();
    let mut lines = Vec::new();
    lines.push(text("# audit and diff"));
    lines.push(line(AuditError::NotRepresentable.code(), "-", &AuditError::NotRepresentable, None));
    let other = AuditError::OtherBook;
    lines.push(line(other.code(), other.culprit(), &other, other.help()));
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
        Cause::RoundedOtherwise { part: Part::Call, roundings: vec![rounding] },
        Cause::RoundedOtherwise { part: Part::Call, roundings: Vec::new() },
        Cause::RoundedOtherwise { part: Part::Everything, roundings: all(rounding) },
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
        Cause::NothingCharged,
        Cause::Refunded,
        Cause::ChargedTwice,
        Cause::PowerOfTen { charge: None, power: 2 },
        Cause::PowerOfTen { charge: Some(text("c")), power: -3 },
        Cause::CallsNotApplied,
        Cause::CallsTwice,
        Cause::OptionTwice { option: text("o") },
        Cause::MultiplierLeftOut { option: Some(text("o")), charge: None },
        Cause::MultiplierLeftOut { option: None, charge: None },
        Cause::MultiplierTwice { option: Some(text("o")), charge: Some(text("c")) },
        Cause::OtherRow { charge: None, row: 1, when: String::new() },
        Cause::OtherRow { charge: Some(text("c")), row: 2, when: text("o, n > 5") },
        Cause::MinusNotTaken { charge: text("c") },
        Cause::IncludedNotApplied { charge: text("c") },
        Cause::OtherTiering { charge: text("c"), tiering: Tiering::Volume },
        Cause::MinNotApplied { charge: None },
        Cause::MaxNotApplied { charge: Some(text("c")) },
        Cause::Pair { causes: Box::new([Cause::CallsTwice, Cause::OptionsMissed]) },
        Cause::PowerOfTen { charge: None, power: -1 },
        Cause::PowerOfTen { charge: None, power: -4 },
        Cause::PowerOfTen { charge: None, power: -6 },
    ];
    lines.extend(causes.iter().map(|cause| line(cause.code(), &json(cause), cause, None)));
    golden("errors.txt", &lines);
}

//! Every error: code, culprit, message and help.

use pricesheet::number::NumberError;
use pricesheet::{
    AffordError, BookError, CodedError, Decimal, EstimateError, FingerprintError, HoldError, InForceError,
    Instant, InstantError, MeterError, PriceSheet, RatingError, UsageError,
};

use super::golden;

fn text(name: &str) -> String {
    name.to_string()
}

fn usage_errors() -> Vec<UsageError> {
    let near = || Some(text("near"));
    let endpoint = || text("e");
    vec![
        UsageError::UnknownEndpoint { endpoint: endpoint(), nearest: None },
        UsageError::UnknownEndpoint { endpoint: endpoint(), nearest: near() },
        UsageError::UnknownOption {
            endpoint: endpoint(),
            option: text("o"),
            nearest: near(),
            is_quantity: false,
        },
        UsageError::UnknownOption {
            endpoint: endpoint(),
            option: text("o"),
            nearest: None,
            is_quantity: true,
        },
        UsageError::UnknownQuantity {
            endpoint: endpoint(),
            quantity: text("q"),
            nearest: near(),
            is_option: false,
        },
        UsageError::UnknownQuantity {
            endpoint: endpoint(),
            quantity: text("q"),
            nearest: None,
            is_option: true,
        },
        UsageError::UnknownAttribute {
            endpoint: endpoint(),
            attribute: text("a"),
            nearest: near(),
            is_option: false,
            is_quantity: false,
        },
        UsageError::UnknownAttribute {
            endpoint: endpoint(),
            attribute: text("a"),
            nearest: None,
            is_option: true,
            is_quantity: true,
        },
        UsageError::UnknownAttribute {
            endpoint: endpoint(),
            attribute: text("a"),
            nearest: None,
            is_option: false,
            is_quantity: true,
        },
        UsageError::UnknownValue { attribute: text("a"), value: text("v"), nearest: near() },
        UsageError::UnknownValue { attribute: text("a"), value: text("v"), nearest: None },
        UsageError::InvalidValue { attribute: text("a"), value: text(" v\n") },
        UsageError::RepeatedAttribute { attribute: text("a") },
        UsageError::AttributeRequired { attribute: text("a"), values: text("v, w") },
        UsageError::AttributeRequired { attribute: text("a"), values: text("") },
        UsageError::NoInstant { endpoint: endpoint() },
        UsageError::InvalidInstant { at: text("soon"), error: InstantError::NotAnInstant },
        UsageError::RepeatedOption { option: text("o") },
        UsageError::RepeatedQuantity { quantity: text("q") },
        UsageError::ExclusiveOptions { choice: text("c"), first: text("a"), second: text("b") },
        UsageError::ChoiceRequired { choice: text("c"), members: text("a, b") },
        UsageError::QuantityRequired { quantity: text("q") },
        UsageError::NegativeQuantity { quantity: text("q") },
        UsageError::NothingCounted { endpoint: endpoint(), quantities: text("q, r") },
        UsageError::CountsMismatch { endpoint: endpoint(), expected: 2, stated: 3 },
        UsageError::InvalidCalls { calls: text("1.5") },
        UsageError::CallsOnPeriod { endpoint: endpoint() },
        UsageError::NegativeCount { charge: text("c") },
        UsageError::NoRate { endpoint: endpoint(), charge: None, values: None },
        UsageError::NoRate { endpoint: endpoint(), charge: Some(text("c")), values: None },
        UsageError::NoRate { endpoint: endpoint(), charge: None, values: Some(text("`a` = `v`")) },
        UsageError::NoRate {
            endpoint: endpoint(),
            charge: Some(text("c")),
            values: Some(text("`a` = `v`, `b` = `w`")),
        },
        UsageError::BeyondLastTier { charge: text("c") },
        UsageError::NotRepresentable { endpoint: endpoint(), charge: None },
        UsageError::NotRepresentable { endpoint: endpoint(), charge: Some(text("c")) },
    ]
}

/// Code, culprit, message and help; `-` where there is nothing to be said.
fn line(error: &impl CodedError) -> String {
    let help = error.help().unwrap_or_else(|| text("-"));
    format!("{} | {} | {error} | {help}", error.code(), error.culprit())
}

#[test]
fn errors() {
    let (one, two) = (Decimal::ONE, Decimal::TWO);
    let sheets = ["name = 'a'\nendpoints.e.price = 1", "name = 'b'\nendpoints.e.price = 1"];
    let [this, other] = sheets.map(|text| text.parse::<PriceSheet>().unwrap().fingerprint());
    let instant = |text: &str| text.parse::<Instant>().unwrap();
    let (early, late) = (instant("2026-05-01T00:00:00Z"), instant("2026-06-01T00:00:00Z"));
    let usage = UsageError::RepeatedOption { option: text("o") };
    let mut lines = vec![text("# usage")];
    lines.extend(usage_errors().iter().map(line));

    lines.push(text("# in force"));
    let mut in_force = vec![InForceError::NoInstant, InForceError::BeforeFirst { at: early, first: late }];
    let faults = [
        InstantError::NotAnInstant,
        InstantError::NoSuchTime,
        InstantError::LeapSecond,
        InstantError::TooPrecise,
        InstantError::OutOfRange,
    ];
    in_force.extend(faults.map(|error| InForceError::InvalidInstant { at: text("soon"), error }));
    lines.extend(in_force.iter().map(line));
    let rating = in_force.into_iter().map(RatingError::from).chain([RatingError::from(usage.clone())]);
    lines.extend(rating.map(|error| line(&error)));

    lines.push(text("# book"));
    let book = [
        BookError::Empty,
        BookError::NoEffective { place: 1, sheet: text("s") },
        BookError::SameInstant {
            effective: early,
            first: text("a"),
            first_place: 0,
            second: text("b"),
            second_place: 1,
        },
        BookError::OtherUnit { place: 1, unit: text("credit"), other: text("EUR") },
    ];
    lines.extend(book.iter().map(line));

    lines.push(text("# estimate"));
    let estimate = [
        EstimateError::OtherUnit { unit: text("credit"), other: text("EUR") },
        EstimateError::NotRepresentable,
    ];
    lines.extend(estimate.iter().map(line));

    lines.push(text("# afford"));
    let afford = [
        AffordError::Usage(usage.clone()),
        AffordError::Stated { quantity: text("q") },
        AffordError::NotRepresentable,
        AffordError::TooMuchWork { quantity: text("q"), reached: two },
    ];
    lines.extend(afford.iter().map(line));

    lines.push(text("# meter"));
    let meter = [
        MeterError::Usage(usage.clone()),
        MeterError::OtherEndpoint { endpoint: text("e"), stated: text("f") },
        MeterError::CallsOnMeter { calls: two },
        MeterError::OptionsDiffer { endpoint: text("e") },
        MeterError::AttributeDiffers { attribute: text("a"), known: text("v"), stated: text("w") },
        MeterError::AlreadyCounted { sequence: 3, last: 4 },
        MeterError::Gap { sequence: 6, next: 5 },
        MeterError::Closed,
        MeterError::QuantityTooLarge { quantity: text("q") },
        MeterError::NotRepresentable,
        MeterError::OtherSheet { opened: this, sheet: other },
        MeterError::Contradicted { charged: one, price: two },
    ];
    lines.extend(meter.iter().map(line));

    lines.push(text("# hold"));
    let hold = [
        HoldError::Usage(usage),
        HoldError::TooMuchWork,
        HoldError::AlreadySettled { charged: one },
        HoldError::OtherSheet { reserved: this, sheet: other },
        HoldError::OtherEndpoint { endpoint: text("e"), stated: text("f") },
        HoldError::OptionsDiffer { endpoint: text("e") },
        HoldError::AttributeDiffers { attribute: text("a"), held: text("v"), used: text("w") },
        HoldError::BeyondQuantity { quantity: text("q"), held: one, used: two },
        HoldError::BeyondAmount { held: one, charged: two },
        HoldError::NotRepresentable,
    ];
    lines.extend(hold.iter().map(line));

    lines.push(text("# number and fingerprint"));
    let numbers = [
        NumberError::NotANumber,
        NumberError::NotDecimal,
        NumberError::Negative,
        NumberError::TooLarge,
        NumberError::TooManyDigits,
    ];
    lines.extend(numbers.iter().map(line));
    lines.push(line(&FingerprintError));

    golden("errors.txt", &lines);
}

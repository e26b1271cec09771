//! Every stable code that has a list of its own; those of errors are in `errors.rs`.

use pricesheet::Minimum;
use pricesheet::diagnostics::Code;
use pricesheet::quote::LineKind;
use pricesheet::rounding::RoundingMode;

use super::golden;

#[test]
fn codes() {
    let mut lines: Vec<String> = Code::ALL.iter().map(|code| format!("diagnostic {code} {code:?}")).collect();
    let kinds = [
        LineKind::Flat,
        LineKind::Option,
        LineKind::Charge,
        LineKind::Times,
        LineKind::Minimum,
        LineKind::Maximum,
        LineKind::Rounding,
        LineKind::Free,
    ];
    lines.extend(kinds.map(|kind| format!("line {}", kind.as_str())));
    let modes = [
        RoundingMode::Up,
        RoundingMode::Down,
        RoundingMode::HalfUp,
        RoundingMode::HalfDown,
        RoundingMode::HalfEven,
    ];
    lines.extend(modes.map(|mode| format!("rounding {mode}")));
    lines.extend([Minimum::AtOnce, Minimum::AtClose].map(|minimum| format!("minimum {minimum}")));
    golden("codes.txt", &lines);
}

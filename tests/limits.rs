//! Each limit exactly met loads, one more is refused with a code of its own.

use std::fmt::Write;

use pricesheet::diagnostics::Code;
use pricesheet::sheet::limits;
use pricesheet::{PriceSheet, Usage};

/// `count` pieces, made from their numbers, with commas between them.
fn list(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn check(limit: usize, code: Code, sheet: impl Fn(usize) -> String) {
    if let Err(diagnostics) = PriceSheet::from_toml(&sheet(limit)) {
        panic!("{limit} are refused: {diagnostics}");
    }
    let diagnostics = PriceSheet::from_toml(&sheet(limit + 1)).expect_err("one more loads");
    let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code()).collect();
    assert_eq!(codes, [code], "{diagnostics}");
}

fn endpoint(body: &str) -> String {
    format!("name = \"t\"\n[endpoints.e]\n{body}\n")
}

#[test]
fn options() {
    check(limits::OPTIONS_MAX, Code::TooManyOptions, |count| {
        let own = list(count - 3, |at| format!("o{at} = 1"));
        endpoint(&format!(
            "price = 1\noptions = {{ {own} }}\nchoices.p = [\"m\", \"n\"]\ncharges.c = {{ price = 1, options = {{ o0 = 1, x = 1 }} }}"
        ))
    });
}

#[test]
fn the_last_option_counts() {
    let own = list(limits::OPTIONS_MAX, |at| format!("o{at} = {}", at + 1));
    let sheet = PriceSheet::from_toml(&endpoint(&format!("price = 1\noptions = {{ {own} }}"))).unwrap();
    assert_eq!(sheet.price(&Usage::new("e").option("o127")).unwrap().to_string(), "129");
}

#[test]
fn charges() {
    check(limits::CHARGES_MAX, Code::TooManyCharges, |count| {
        let charges = list(count, |at| format!("c{at} = {{ quantity = \"q\", price = 1 }}"));
        endpoint(&format!("charges = {{ {charges} }}"))
    });
}

#[test]
fn quantities() {
    check(limits::QUANTITIES_MAX, Code::TooManyQuantities, |count| {
        let listed = list(count - 2, |at| format!("q{at} = {{}}"));
        endpoint(&format!(
            "quantities = {{ {listed} }}\ncharges.c = {{ price = 1, plus = [\"q0\", \"extra\"] }}"
        ))
    });
}

#[test]
fn attributes() {
    check(limits::ATTRIBUTES_MAX, Code::TooManyAttributes, |count| {
        let listed = list(count, |at| format!("a{at} = {{ default = \"x\" }}"));
        endpoint(&format!("attributes = {{ {listed} }}\nprice = 1"))
    });
}

#[test]
fn aliases() {
    check(limits::ALIASES_MAX, Code::TooManyAliases, |count| {
        let listed = list(count, |at| format!("\"a{at}\""));
        endpoint(&format!("price = 1\naliases = [{listed}]"))
    });
}

#[test]
fn windows() {
    check(limits::WINDOWS_MAX, Code::TooManyWindows, |count| {
        let listed = list(count, |at| format!("w{at} = {{ clock = \"utc\", weekdays = [\"mon\"] }}"));
        format!("name = \"t\"\nwindows = {{ {listed} }}\nendpoints.e.price = 1")
    });
}

#[test]
fn the_last_window_counts() {
    let windows = list(limits::WINDOWS_MAX, |at| {
        let day = if at + 1 == limits::WINDOWS_MAX { "mon" } else { "sun" };
        format!("w{at} = {{ clock = \"utc\", weekdays = [\"{day}\"] }}")
    });
    let rows = list(limits::WINDOWS_MAX, |at| format!("{{ when = [\"in w{at}\"], price = {at} }}"));
    let sheet = format!("name = \"t\"\nwindows = {{ {windows} }}\nendpoints.e.rates = [{rows}]");
    let sheet = PriceSheet::from_toml(&sheet).unwrap();
    let usage = Usage::new("e").made_at_text("2026-06-01T00:00:00Z");
    assert_eq!(sheet.price(&usage).unwrap().to_string(), "63");
}

#[test]
fn the_last_attribute_counts() {
    let last = limits::ATTRIBUTES_MAX - 1;
    let listed = list(limits::ATTRIBUTES_MAX, |at| format!("a{at} = {{ default = \"x\" }}"));
    let rates = format!("rates = [{{ when = [\"a{last} = y\"], price = 1 }}, {{ price = 2 }}]");
    let sheet = PriceSheet::from_toml(&endpoint(&format!("attributes = {{ {listed} }}\n{rates}"))).unwrap();
    let usage = Usage::new("e").attribute(format!("a{last}"), "y");
    assert_eq!(sheet.price(&usage).unwrap().to_string(), "1");
}

#[test]
fn attributes_of_a_table() {
    check(limits::TABLE_ATTRIBUTES_MAX, Code::TooManyTableAttributes, |count| {
        let listed = list(count, |at| format!("a{at} = {{ default = \"x\" }}"));
        let (by, row) = (list(count, |at| format!("\"a{at}\"")), list(count, |_| "\"x\"".to_string()));
        endpoint(&format!("attributes = {{ {listed} }}\nby = [{by}]\ntable = [[{row}, 1]]"))
    });
}

#[test]
fn rows_of_a_table() {
    check(limits::TABLE_ROWS_MAX, Code::TooManyTableRows, |count| {
        let rows = list(count, |at| format!("[\"v{at}\", 1]"));
        endpoint(&format!("attributes.a = {{ default = \"v0\" }}\nby = [\"a\"]\ntable = [{rows}]"))
    });
}

#[test]
fn the_last_quantity_counts() {
    let listed = list(limits::QUANTITIES_MAX - 1, |at| format!("q{at} = {{ required = true }}"));
    let sheet = endpoint(&format!("quantities = {{ {listed} }}\ncharges.last = {{ price = 2 }}"));
    let sheet = PriceSheet::from_toml(&sheet).unwrap();
    let usage = (0..limits::QUANTITIES_MAX - 1)
        .fold(Usage::new("e"), |usage, at| usage.quantity(format!("q{at}"), 1));
    assert_eq!(sheet.price(&usage.clone().quantity("last", 3)).unwrap().to_string(), "6");
    assert_eq!(sheet.price(&usage).unwrap().to_string(), "0");
}

#[test]
fn tiers() {
    check(limits::TIERS_MAX, Code::TooManyTiers, |count| {
        let tiers = list(count, |at| format!("{{ up_to = {}, price = 1 }}", at + 1));
        endpoint(&format!("basis = \"call\"\ncharges.c = {{ tiering = \"graduated\", tiers = [{tiers}] }}"))
    });
}

#[test]
fn rates() {
    check(limits::RATES_MAX, Code::TooManyRates, |count| {
        endpoint(&format!(
            "quantities.q = {{}}\nrates = [{}]",
            list(count, |at| format!("{{ when = [\"q > {at}\"], price = 1 }}"))
        ))
    });
    check(limits::RATES_MAX, Code::TooManyRates, |count| {
        endpoint(&format!(
            "charges.c = {{ rates = [{}] }}",
            list(count, |at| format!("{{ when = [\"c > {at}\"], price = 1 }}"))
        ))
    });
}

#[test]
fn conditions() {
    check(limits::CONDITIONS_MAX, Code::TooManyConditions, |count| {
        endpoint(&format!(
            "quantities.q = {{}}\nrates = [{{ when = [{}], price = 1 }}]",
            list(count, |at| format!("\"q > {at}\""))
        ))
    });
}

#[test]
fn endpoints() {
    check(limits::ENDPOINTS_MAX, Code::TooManyEndpoints, |count| {
        let mut text = String::from("name = \"t\"\n[endpoints]\n");
        for at in 0..count {
            writeln!(text, "e{at} = {{ price = 1 }}").unwrap();
        }
        text
    });
}

#[test]
fn bytes() {
    check(limits::SHEET_BYTES_MAX, Code::SheetTooLong, |count| {
        let mut text = endpoint("price = 1") + "#";
        let filler = count - text.len();
        text.extend(std::iter::repeat_n('x', filler));
        text
    });
}

#[test]
fn faults() {
    let keys = (0..limits::DIAGNOSTICS_MAX + 5).map(|at| format!("x{at} = 1\n"));
    let text = format!("{}{}", keys.collect::<String>(), endpoint("price = 1"));
    let diagnostics = PriceSheet::from_toml(&text).unwrap_err();
    let last = diagnostics.iter().last().unwrap();
    assert_eq!(diagnostics.iter().count(), limits::DIAGNOSTICS_MAX + 1);
    assert_eq!((last.code(), last.message()), (Code::TooManyFaults, "5 more faults"));
}

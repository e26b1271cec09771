//! Loading survives what the parser alone does not: nests that would overflow the stack, lines at which it stops,
//! headers that are faulty, brackets that are never closed.

use std::fmt::Write;
use std::thread;

use pricesheet::PriceSheet;
use pricesheet::diagnostics::Code;
use pricesheet::sheet::limits::{DIAGNOSTICS_MAX, NESTING_MAX};
use pricesheet_testing::runs;
use proptest::prelude::*;

/// Place, code and offending text of every fault.
fn faults(text: &str) -> Vec<String> {
    let Err(diagnostics) = PriceSheet::from_toml(text) else { return Vec::new() };
    let line = |diagnostic: &pricesheet::Diagnostic| {
        let span = diagnostic.span();
        let (line, column) = (diagnostic.line(), diagnostic.column());
        format!("{line}:{column} {} {}", diagnostic.code(), &text[span.start..span.end])
    };
    diagnostics.iter().map(line).collect()
}

/// As many inline tables inside one another, each behind a key of as many parts.
fn nest(tables: usize, parts: usize) -> String {
    let key = vec!["x"; parts].join(".");
    let mut text = format!("{key} = 1");
    for _ in 0..tables {
        text = format!("{key} = {{ {text} }}");
    }
    text
}

/// Loads with the stack of a small thread.
fn load_on_a_small_stack(text: String) -> Vec<String> {
    let thread = thread::Builder::new().stack_size(512 * 1_024);
    thread.spawn(move || faults(&text)).unwrap().join().unwrap()
}

#[test]
fn no_nest_overflows_the_stack() {
    for text in [
        nest(79, 79),
        // Thrown away by the parser itself, since the keys are there already.
        format!("x = 1\n{}", nest(79, 79)),
        format!("y = [{{ a = 1, {}, a = 2 }}]\n", nest(77, 79)),
        // The dots stand in quotes, or the quotes are those of a key.
        nest(79, 79).replace('x', "\"a.b\""),
        nest(79, 79).replace('x', "'\"'"),
        // Nothing is closed, or closed by the wrong bracket.
        nest(79, 79).replace('}', ""),
        nest(79, 79).replace('}', "]"),
        // A nest on many lines, and one in an array.
        nest(79, 79).replace("= {", "= {\n"),
        format!("z = [{}]", "[".repeat(100_000)),
        format!("[{}]\ny = 1", vec!["x"; 100_000].join(".")),
        format!("\u{feff}{}", nest(79, 79)),
    ] {
        let found = load_on_a_small_stack(text);
        assert!(found.iter().any(|fault| fault.contains(Code::TooDeep.as_str())), "{found:?}");
    }
}

#[test]
fn no_nest_overflows_the_stack_behind_a_line_that_is_left_out() {
    let text = format!("name = \"t\"\nfoo \"\"\"\n{}\n\"\"\"\n", nest(79, 79));
    assert_eq!(load_on_a_small_stack(text), ["2:1 P0002 foo \"\"\""]);
}

/// Slips at which the parser stops, or which swallow the rest of the text, without saying so.
#[test]
fn nothing_is_missed_behind_a_slip() {
    let text = |slip| format!("name = \"t\"\n{slip}\n[endpoints.b]\nprise = 1\n[endpoints.c]\nprice = 1\n");
    for slip in [".x", ".", ".x 1"] {
        let expected = [&format!("2:1 P0002 {slip}"), "4:1 P0102 prise"];
        assert_eq!(faults(&text(slip)), expected, "{slip}");
    }
    assert_eq!(faults(&text("note = \"n\" '''")), ["2:12 P0002 '''"]);
}

#[test]
fn the_deepest_nest_allowed_is_read() {
    // Each table and each part of a key is one step; the last key opens nothing.
    let parts = NESTING_MAX - 1;
    let fits = format!("name = \"t\"\nendpoints.e.price = 1\n{}", nest(1, parts));
    assert_eq!(faults(&fits), ["3:1 P0102 x"]);
    let deeper = format!("name = \"t\"\nendpoints.e.price = 1\n{}", nest(1, parts + 1));
    assert!(faults(&deeper)[0].contains("P0510"));
    // Dots elsewhere are no nest.
    let dots = ".".repeat(1_000);
    let texts = format!("name = \"{dots}\" # {dots}\nnote = '''\n{dots}\n'''\nendpoints.e.price = 1\n");
    assert_eq!(faults(&texts), [""; 0]);
    let numbers = vec!["0.5"; 900].join(", ");
    let numbers = format!("name = \"t\"\nendpoints.e = {{ price = 1, group = [{numbers}] }}\n");
    assert_eq!(faults(&numbers).len(), 900);
}

#[test]
fn what_follows_a_line_without_a_value_is_read() {
    for slip in ["price 1", "price: 1", "price", "my title = 5", "\"price = 1", "price := 1", "a.'b = 1"] {
        let text = format!("name = \"t\"\n[endpoints.a]\n  {slip}  \nmin = -1\n[endpoints.b]\nprise = 1\n");
        let syntax = format!("3:3 P0002 {slip}");
        // The other endpoint is whole.
        let expected = [syntax.as_str(), "4:7 P0203 -1", "5:12 P0402 b", "6:1 P0102 prise"];
        assert_eq!(faults(&text), expected, "{slip}");
    }
}

#[test]
fn a_faulty_header_is_one_fault() {
    for (header, place, code) in [
        ("[endpoints.a]", "5:12", "P0003 a"),
        ("[endpoints.b", "5:2", "P0002 endpoints.b"),
        ("endpoints.b]", "5:1", "P0002 endpoints.b]"),
        ("[endpoints.b.c d]", "5:2", "P0002 endpoints.b.c"),
        ("[endpoints.a.price]", "5:14", "P0003 price"),
    ] {
        let text = format!(
            "name = \"t\"\n[endpoints.a]\nprice = 1\noptions.x = 1\n{header}\nprice = -2\noptions.x = 0\n[endpoints.c]\nprice = -3\n"
        );
        assert_eq!(faults(&text), [format!("{place} {code}").as_str(), "9:9 P0203 -3"], "{header}");
    }
}

/// A section that is left out for its header may have been of any endpoint: what is missing there is no fault.
#[test]
fn what_a_faulty_header_leaves_out_is_missed_nowhere() {
    for header in ["endpoints.b.charges.n]", "[endpoints.b.charges.n", "[endpoints.b.charges n]"] {
        let text = format!(
            "name = \"t\"\n[endpoints.b]\ntitle = \"B\"\n[endpoints.a]\nprice = 1\n{header}\nprice = 1\n"
        );
        let found = faults(&text);
        assert!(found.len() == 1 && found[0].contains("P0002"), "{header}: {found:?}");
    }
}

#[test]
fn what_is_never_closed_is_reported_where_it_opens() {
    let text =
        "name = \"t\"\n[endpoints.a]\nmin = -1\nrates = [\n  { price = 1 },\n[endpoints.b]\nprice = -1\n";
    assert_eq!(faults(text), ["3:7 P0203 -1", "4:9 P0002 ["]);
    let text =
        "name = \"t\"\n[endpoints.a]\nrates = [\n  { when = [\"x\", price = 1 },\n  { price = 1 },\n]\n";
    assert_eq!(faults(text), ["4:12 P0002 ["]);
    let text = "name = \"t\"\n[endpoints.a]\nprice = -1\nnote = \"\"\"\n[endpoints.b]\nprice = -1\n";
    assert_eq!(faults(text), ["3:9 P0203 -1", "4:8 P0002 \"\"\""]);
}

#[test]
fn a_slip_hides_nothing_and_leads_to_nothing_elsewhere() {
    // Without the line of the slip there is no rounding, no increment, no bound: that is no further fault.
    let charge = "name = \"t\"\n[endpoints.a]\nbasis = \"call\"\n[endpoints.a.charges.c]\n";
    let text = format!("{charge}price = 1\nper = 3\nincrement = \"none\"\nround \"up\"\n");
    assert_eq!(faults(&text), ["8:1 P0002 round \"up\""]);
    let text = format!("{charge}price = 1\nper = 3\nincrement 3\n");
    assert_eq!(faults(&text), ["7:1 P0002 increment 3"]);
    let text = format!("{charge}min = 5\nmax = 1\nrates = [{{\nprice = 1,\nmax = 9 9,\n}}]\n");
    assert_eq!(faults(&text), ["9:7 P0002 9 9"]);
    // Several slips on one line are mostly one; on several lines they are several.
    let text =
        "name = \"t\"\n[endpoints.a]\nprice = 1\noptions = { x = 1 y = 2 z = 3 }\nmin = five\nmax = -1\n";
    assert_eq!(faults(text), ["4:17 P0002 1 y", "5:7 P0002 five", "6:7 P0203 -1"]);
}

#[test]
fn endpoints_stand_in_the_order_in_which_the_file_first_speaks_of_them() {
    let text = "
        name = \"t\"
        [endpoints.z.charges.y]
        price = 1
        [endpoints.b]
        price = 1
        [endpoints.z]
        title = \"after its charge\"
        [endpoints.z.charges.a]
        price = 1
        [endpoints]
        a = { price = 1 }
    ";
    let sheet = PriceSheet::from_toml(text).unwrap();
    let endpoints = &sheet.model().endpoints;
    assert_eq!(endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect::<Vec<_>>(), ["z", "b", "a"]);
    let charges = endpoints[0].charges.iter().map(|charge| charge.name.as_str());
    assert_eq!(charges.collect::<Vec<_>>(), ["y", "a"]);
}

#[test]
fn slips_beyond_those_reported_are_counted() {
    for slip in ["x", "a = ", "]"] {
        let text = format!("name = \"t\"\n{}", format!("{slip}\n").repeat(DIAGNOSTICS_MAX + 7));
        let diagnostics = PriceSheet::from_toml(&text).unwrap_err();
        assert_eq!(diagnostics.len(), DIAGNOSTICS_MAX + 1, "{slip}");
        let last = diagnostics.iter().last().unwrap();
        assert_eq!((last.code(), last.message()), (Code::TooManyFaults, "7 more faults"), "{slip}");
    }
}

#[test]
fn slips_on_every_line_of_a_long_text_are_answered() {
    for line in
        ["=\n", "x\n", "[\n", "]\n", "[x\n", "\"\n", "a = [[\n", "{}}\n", "x = {y = {\n", "'''a\n", "é\r"]
    {
        let text = line.repeat(200_000 / line.len());
        assert!(!faults(&text).is_empty(), "{line:?}");
    }
}

/// The parser keeps every error: behind the first slip of a long text, only so much is read.
#[test]
fn a_long_text_that_is_broken_is_not_read_to_its_end() {
    let sound = "name = \"t\"\n[endpoints.e]\nprice = -1\n";
    // The last slip stands behind what is read; the bracket is open there, and closed in the end.
    for (filler, slip) in [("# filler\n", "b = \n"), ("= \n", "= \n"), ("  1, # filler\n", "1 ]\n")] {
        let opening = if filler.contains("1,") { "a = ! \nc = [\n" } else { "a = !\n" };
        let text = format!("{sound}{opening}{}{slip}", filler.repeat(3_000_000 / filler.len()));
        let diagnostics = PriceSheet::from_toml(&text).unwrap_err();
        let told = |code| diagnostics.iter().filter(move |diagnostic| diagnostic.code() == code);
        // Slips on more lines than are reported leave no room for other faults.
        let crowded = told(Code::TooManyFaults).count();
        assert_eq!(crowded, usize::from(filler == "= \n"));
        assert_eq!(told(Code::Negative).count(), 1 - crowded, "{filler:?}");
        assert_eq!(told(Code::Syntax).next().unwrap().line(), 4, "{filler:?}");
        assert!(told(Code::Syntax).all(|slip| slip.span().end < 1_200_000), "{filler:?}");
        assert!(!told(Code::Syntax).any(|slip| slip.message().contains("never closed")), "{filler:?}");
        assert_eq!(told(Code::NotReadOn).count(), 1 - crowded, "{filler:?}");
    }
    // All on one line: the first slip.
    let diagnostics = PriceSheet::from_toml(&format!("{sound}a = [{}]", ",".repeat(3_000_000))).unwrap_err();
    let codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code()).collect();
    assert_eq!(codes, [Code::Syntax, Code::NotReadOn]);
    // Near the end, it is as for a short text.
    let text = format!("{sound}{}b = \n", "# filler\n".repeat(300_000));
    let codes: Vec<Code> =
        PriceSheet::from_toml(&text).unwrap_err().iter().map(|fault| fault.code()).collect();
    assert_eq!(codes, [Code::Negative, Code::Syntax]);
}

/// Pieces that matter to the parser, so that chance makes nests, slips and strings that end early.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b.c",
        "\"d.e\".f",
        "=",
        " = ",
        "{",
        "}",
        "[",
        "]",
        "[[",
        "\n",
        ",",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "#",
        "\\",
        "1",
        "0.5",
        ".",
        "x.y.z = {",
        "\r\n",
        "\r",
        "\u{feff}",
        "é",
        "name = \"t\"\n",
        "[endpoints.a]\n",
        "price = 1\n",
    ]);
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(runs::config(2_000))]

    #[test]
    fn pieces_of_toml(text in pieces()) {
        if let Err(diagnostics) = PriceSheet::from_toml(&text) {
            let mut printed = String::new();
            write!(printed, "{diagnostics}").unwrap();
            for diagnostic in &diagnostics {
                let span = diagnostic.span();
                prop_assert!(text.get(span.start..span.end).is_some(), "{diagnostic:?}");
                let before = text[..span.start].matches('\n').count();
                prop_assert_eq!(diagnostic.line(), before + 1);
            }
        }
    }
}

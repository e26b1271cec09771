//! Every row of drawn batches has the amount, or the error, of the usage that states the same by names, by the definition.

use std::collections::{BTreeMap, BTreeSet};

use arrow_schema::DataType;
use pricesheet::{PriceBook, PriceSheet};
use pricesheet_arrow::BatchPricer;
use pricesheet_testing::dice::Dice;
use pricesheet_testing::generate::{self, Profile};
use pricesheet_testing::reference::decimal::amount;
use pricesheet_testing::reference::model::Sheet;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;

use crate::arrays::kind;
use crate::drawn::{self, Drawn};
use crate::rows::found;

/// How many rows are compared where the environment says nothing.
const ROWS: usize = 20_000;

/// What was seen of types and outcomes.
#[derive(Default)]
struct Seen {
    rows: usize,
    kinds: BTreeSet<String>,
    outcomes: BTreeMap<String, usize>,
}

/// A sheet, or a sheet and revisions of it.
fn book(dice: &mut Dice, profile: Profile) -> (Sheet, PriceBook) {
    let drawn = generate::sheet(dice, profile);
    let load = |sheet: &Sheet, seed| {
        let text = render(sheet, seed);
        PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
    };
    if !dice.one_in(4) {
        let sheet = load(&drawn, dice.roll());
        return (drawn, sheet.into());
    }
    let mut revisions = vec![Sheet { effective: Some("1969-12-31T12:00:00Z".into()), ..drawn.clone() }];
    let dearer = generate::surcharged(&drawn, "surcharge", &amount("0.25"));
    revisions.push(Sheet { effective: Some("2024-02-29T00:00:00Z".into()), ..dearer });
    revisions.push(Sheet { effective: Some("2026-12-01T00:00:00.5Z".into()), ..drawn.clone() });
    let sheets: Vec<_> = revisions.iter().map(|sheet| load(sheet, dice.roll())).collect();
    (drawn, PriceBook::new(sheets).expect("revisions of one sheet"))
}

fn check(seed: u64, profile: Profile, seen: &mut Seen) {
    let mut dice = Dice::new(seed);
    let (sheet, book) = book(&mut dice, profile);
    let pricer = BatchPricer::new(book.clone());
    let pricer = if dice.one_in(2) { pricer } else { pricer.with_scale(dice.below(29) as u8).unwrap() };
    for _ in 0..4 {
        let count = dice.pick(&[1, 3, 20, 150, 300]);
        let usages: Vec<_> = (0..count).map(|_| generate::usage(&mut dice, &sheet)).collect();
        let mut drawn = drawn::batch(&mut dice, &sheet, &usages);
        let bound = match pricer.bind(&drawn.batch.schema(), &drawn.mapping) {
            // What was drawn need not be a name of the sheet, and a map of such a name is refused.
            Err(error) if error.code() == "unknown-target" => continue,
            other => other.unwrap_or_else(|error| panic!("{profile:?} {seed}: {error}")),
        };
        drawn.ordered(bound.columns().map(|(_, column)| column));
        let Drawn { batch, rows, .. } = drawn;
        let priced = bound.price(&batch).unwrap_or_else(|error| panic!("{profile:?} {seed}: {error}"));
        for (at, row) in rows.iter().enumerate() {
            let expected = row.outcome(&book, bound.scale());
            let found = found(&priced, at);
            assert_eq!(found, expected, "{profile:?} {seed}, row {at}: {row:?}\n{:?}", batch.schema());
            let outcome = found.map_or_else(|[code, ..]| code.unwrap(), |_| "price".into());
            *seen.outcomes.entry(outcome).or_default() += 1;
        }
        seen.rows += rows.len();
        for field in batch.schema().fields() {
            seen.kinds.insert(kind(field.data_type()));
            if let DataType::Struct(fields) = field.data_type() {
                seen.kinds.extend(fields.iter().map(|field| kind(field.data_type())));
            }
        }
    }
}

fn rows_wanted() -> usize {
    match std::env::var("PRICESHEET_ARROW_ROWS") {
        Ok(text) => text.replace('_', "").parse().expect("PRICESHEET_ARROW_ROWS is a number of rows"),
        Err(_) => ROWS,
    }
}

#[test]
fn rows_are_usages() {
    let (first, wanted, mut seen) = (runs::seed(), rows_wanted(), Seen::default());
    for at in 0.. {
        let profile = Profile::ALL[at as usize % Profile::ALL.len()];
        check(first.wrapping_add(at), profile, &mut seen);
        if seen.rows >= wanted {
            break;
        }
    }
    eprintln!("{} rows: {:?}", seen.rows, seen.outcomes);
    for code in CODES {
        assert!(seen.outcomes.contains_key(code), "no {code}: {:?}", seen.outcomes);
    }
    for kind in kinds() {
        assert!(seen.kinds.contains(&kind), "no column is {kind}: {:?}", seen.kinds);
    }
}

/// The outcomes that there must be some of.
const CODES: [&str; 31] = [
    "amount-out-of-column",
    "attribute-required",
    "before-first-sheet",
    "beyond-last-tier",
    "calls-on-period",
    "choice-required",
    "derived-quantity",
    "exclusive-options",
    "invalid-at",
    "invalid-calls",
    "invalid-share",
    "invalid-value",
    "missing-at",
    "missing-endpoint",
    "negative-count",
    "negative-quantity",
    "no-rate",
    "not-representable",
    "nothing-counted",
    "price",
    "quantity-required",
    "repeated-attribute",
    "repeated-option",
    "repeated-quantity",
    "unknown-attribute",
    "unknown-choice",
    "unknown-endpoint",
    "unknown-member",
    "unknown-option",
    "unknown-quantity",
    "unknown-value",
];

/// The types that there must be some of.
fn kinds() -> Vec<String> {
    let texts = ["Utf8", "LargeUtf8", "Utf8View"];
    let keys = ["Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"];
    let lists = ["List", "LargeList", "ListView", "LargeListView", "FixedSizeList"];
    let decimals = ["Decimal32", "Decimal64"].iter().flat_map(|of| [format!("{of} 0"), format!("{of} 1")]);
    let mut kinds: Vec<String> = texts.iter().chain(&keys).map(ToString::to_string).collect();
    kinds.extend(keys.iter().flat_map(|key| texts.iter().map(move |text| format!("{key} of {text}"))));
    kinds.extend(lists.iter().flat_map(|list| texts.iter().map(move |text| format!("{list} of {text}"))));
    kinds.extend(decimals);
    kinds.extend(["-1", "0", "1"].iter().map(|sign| format!("Decimal128 {sign}")));
    kinds.extend(
        ["Second", "Millisecond", "Microsecond", "Nanosecond"].map(|unit| format!("Timestamp {unit}")),
    );
    kinds.extend(["Decimal256", "Boolean", "Null", "Struct"].map(String::from));
    kinds
}

//! Audits of parts come to the audit of the whole, however the parts are cut and in whichever order they are put together.

use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, AuditError};
use pricesheet_testing::runs;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

const MAY: &str = "name = 'A'\nversion = 'may'\neffective = 2026-05-01T00:00:00Z
[endpoints.e]\nprice = 1\noptions = { o = 0.5, p = 0.25 }\nround = 'down'
[endpoints.f]\ncharges.n = { price = 0.3, round = { to = 0.1, mode = 'up' } }";

const JUNE: &str = "name = 'A'\nversion = 'june'\neffective = 2026-06-01T00:00:00Z
[endpoints.e]\nprice = 2\noptions = { o = 0.5, p = 0.25 }\n[endpoints.f]\ncharges.n.price = 0.4";

/// What is recorded at a place.
#[derive(Debug, Clone)]
struct Recorded {
    usage: Usage,
    at: &'static str,
    charged: Decimal,
}

fn recorded() -> impl Strategy<Value = Recorded> {
    let usage = prop_oneof![
        4 => (any::<bool>(), any::<bool>()).prop_map(|(o, p)| {
            let given = [("o", o), ("p", p)].into_iter().filter(|(_, given)| *given);
            given.fold(Usage::new("e"), |usage, (name, _)| usage.option(name))
        }),
        3 => (1_u32..6).prop_map(|n| Usage::new("f").quantity("n", n)),
        1 => Just(Usage::new("g")),
        1 => Just(Usage::new("e").option("q")),
        1 => Just(Usage::new("f").quantity("m", 1)),
    ];
    let at =
        prop::sample::select(&["2026-05-02T00:00:00Z", "2026-06-02T00:00:00Z", "2026-04-01T00:00:00Z"][..]);
    let charged = prop::sample::select(&[0, 25, 30, 50, 100, 120, 150, 175, 200, 250, 275, 300][..]);
    (usage, at, charged).prop_map(|(usage, at, charged)| Recorded {
        usage,
        at,
        charged: Decimal::new(charged, 2),
    })
}

/// The audit of some records, by their places.
fn audit<'b>(book: &'b PriceBook, records: &[Recorded], places: &[usize], most: usize) -> Audit<'b> {
    let tolerance = Decimal::new(2, 1);
    let mut audit = Audit::of(book).keeping(most).keeping_by_endpoint(most).tolerating(tolerance);
    for place in places {
        let Recorded { usage, at, charged } = &records[*place];
        audit.record(*place as u64 + 1, usage, Some(at), *charged).unwrap();
    }
    audit
}

/// All that an audit says, with the findings of endpoints.
fn told(audit: &Audit<'_>) -> (serde_json::Value, Vec<String>) {
    let findings = audit.endpoints().map(|of| serde_json::to_string(of.largest).unwrap()).collect();
    (serde_json::to_value(audit).unwrap(), findings)
}

#[test]
fn parts_come_to_the_whole() {
    let book = PriceBook::new([MAY, JUNE].map(|text| text.parse::<PriceSheet>().unwrap())).unwrap();
    let cases = (prop::collection::vec((recorded(), 0_usize..4), 0..80), any::<bool>());
    runs(200)
        .run(&cases, |(drawn, from_the_right)| {
            let (records, parts): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
            let all: Vec<usize> = (0..records.len()).collect();
            let whole = audit(&book, &records, &all, 5);
            let part = |which: usize| {
                let places: Vec<usize> = all.iter().copied().filter(|place| parts[*place] == which).collect();
                audit(&book, &records, &places, 1_000)
            };
            let [mut first, mut second, third, fourth] = [2, 0, 3, 1].map(part);
            let merged: Result<(), AuditError> = (|| {
                if from_the_right {
                    let mut third = third;
                    third.merge(fourth)?;
                    second.merge(third)?;
                    first.merge(second)
                } else {
                    first.merge(second)?;
                    first.merge(third)?;
                    first.merge(fourth)
                }
            })();
            merged.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let of_all = audit(&book, &records, &all, 1_000);
            // With room for all findings everything is the same, and of the largest those that are asked for.
            prop_assert_eq!(told(&first), told(&of_all));
            prop_assert_eq!(told(&first.keeping(5)).0, told(&whole).0);
            Ok(())
        })
        .unwrap();
}

#[test]
fn parts_of_other_books_are_refused() {
    let [may, june] = [MAY, JUNE].map(|text| PriceBook::from(text.parse::<PriceSheet>().unwrap()));
    let (mut audit, other) = (Audit::of(&may), Audit::of(&june));
    assert_eq!(audit.merge(other), Err(AuditError::OtherBook));
    let again = PriceBook::from(MAY.parse::<PriceSheet>().unwrap());
    assert_eq!(audit.merge(Audit::of(&again)), Ok(()));
}

#[test]
fn a_total_that_is_not_representable_leaves_the_audit_as_it_was() {
    let book = PriceBook::from(MAY.parse::<PriceSheet>().unwrap());
    let large = |place| {
        let mut audit = Audit::of(&book);
        let usage = Usage::new("e");
        audit.record(place, &usage, Some("2026-05-02T00:00:00Z"), Decimal::MAX).unwrap();
        audit
    };
    let mut audit = large(1);
    let before = told(&audit);
    assert_eq!(audit.merge(large(2)), Err(AuditError::NotRepresentable));
    assert_eq!(told(&audit), before);
}

#[test]
fn agreed_records_are_counted_at_once() {
    let book = PriceBook::from(MAY.parse::<PriceSheet>().unwrap());
    let sheet = &book.sheets()[0];
    let (mut one, mut all) = (Audit::of(&book), Audit::of(&book));
    let mut roundings = pricesheet::Roundings::default();
    for place in 1..=3 {
        let usage = Usage::new("e").option("o");
        let judged = one.record(place, &usage, Some("2026-05-02T00:00:00Z"), Decimal::ONE).unwrap();
        roundings = roundings.with(judged.roundings()).unwrap();
    }
    all.count_agreed(sheet, "e", 3, Decimal::from(3), roundings).unwrap();
    assert_eq!(told(&all), told(&one));
    let too_much = all.count_agreed(sheet, "e", 1, Decimal::MAX, roundings);
    assert_eq!((too_much, told(&all)), (Err(AuditError::NotRepresentable), told(&one)));
}

//! Audits of parts come to the audit of the whole, however the parts are cut and in whichever order they are put together.

use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, AuditError, Totals};
use pricesheet_testing::runs;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

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
    TestRunner::new(runs::config(200))
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

/// Parts that keep few findings, but all that differ as much as the last of them, come to the findings of the whole and count all of
/// their records; also where one audit takes part after part, each counted from the start.
#[test]
fn parts_with_ties_come_to_the_whole() {
    let book = PriceBook::new([MAY, JUNE].map(|text| text.parse::<PriceSheet>().unwrap())).unwrap();
    let cases = (prop::collection::vec(recorded(), 0..80), 1_usize..40, 0_usize..4, 0_usize..3);
    TestRunner::new(runs::config(300))
        .run(&cases, |(records, length, most, of_each)| {
            let new = || Audit::of(&book).keeping(most).keeping_by_endpoint(of_each);
            let record = |audit: &mut Audit<'_>, place: usize, from: usize| {
                let Recorded { usage, at, charged }: &Recorded = &records[place];
                audit.record((place - from) as u64, usage, Some(at), *charged).unwrap();
            };
            let (mut whole, mut merged) = (new(), new());
            let mut worker = new().keeping_ties(usize::MAX);
            for place in 0..records.len() {
                record(&mut whole, place, 0);
            }
            for from in (0..records.len()).step_by(length) {
                for place in from..records.len().min(from + length) {
                    record(&mut worker, place, from);
                }
                let part = worker.take().renumbered(|place| place + from as u64);
                merged.merge(part).map_err(|error| TestCaseError::fail(error.to_string()))?;
            }
            prop_assert_eq!(told(&merged), told(&whole));
            prop_assert_eq!(worker.totals().records, 0);
            Ok(())
        })
        .unwrap();
}

/// Of more names than are listed, the same ones are listed in whichever order they come.
#[test]
fn unknown_names_that_are_too_many_are_those_of_the_whole() {
    let book = PriceBook::from(MAY.parse::<PriceSheet>().unwrap());
    let audit = |places: &mut dyn Iterator<Item = u64>| {
        let mut audit = Audit::of(&book);
        for place in places {
            let usage = Usage::new(format!("g{}", place * 7 % 1_500));
            audit.record(place, &usage, Some("2026-05-02T00:00:00Z"), Decimal::ONE).unwrap();
        }
        audit
    };
    let whole = audit(&mut (0..3_000));
    let mut merged = audit(&mut (1_400..3_000).rev());
    merged.merge(audit(&mut (0..1_400))).unwrap();
    assert_eq!(told(&merged), told(&whole));
    let names: Vec<_> = whole.unknown().collect();
    assert_eq!((names.len(), names[0].name, names[0].records), (1_001, "g0", 2));
    assert_eq!((names[1_000].name, names[1_000].records), ("", 1_000));
}

/// Findings of more endpoints than there is room for: fewer of each, then those of the first names.
#[test]
fn findings_of_many_endpoints_are_those_of_the_first_names() {
    let endpoints =
        |count: usize| -> String { (0..count).map(|at| format!("endpoints.e{at:05}.price = 1\n")).collect() };
    for (count, records, kept, of_each) in [(300, 18, 300, 16), (5_100, 2, 5_000, 1)] {
        let book =
            PriceBook::from(format!("name = 'A'\n{}", endpoints(count)).parse::<PriceSheet>().unwrap());
        let mut audit = Audit::of(&book).keeping_by_endpoint(20);
        for place in 0..count * records {
            let usage = Usage::new(format!("e{:05}", place * 7 % count));
            audit.record(place as u64, &usage, None, Decimal::from(place + 2)).unwrap();
        }
        let lengths: Vec<usize> = audit.endpoints().map(|of| of.largest.len()).collect();
        assert_eq!(lengths[..kept], vec![of_each; kept], "{count}");
        assert_eq!(lengths[kept..], vec![0; count - kept], "{count}");
    }
}

/// Totals come back from JSON as they were, and what is not an exact decimal does not.
#[test]
fn totals_are_read_as_they_are_written() {
    let book = PriceBook::new([MAY, JUNE].map(|text| text.parse::<PriceSheet>().unwrap())).unwrap();
    TestRunner::new(runs::config(100))
        .run(&prop::collection::vec(recorded(), 0..40), |records| {
            let all: Vec<usize> = (0..records.len()).collect();
            let totals = *audit(&book, &records, &all, 5).totals();
            let text = serde_json::to_string(&totals).unwrap();
            prop_assert_eq!(serde_json::from_str::<Totals>(&text).unwrap(), totals);
            Ok(())
        })
        .unwrap();
    let text = serde_json::to_string(&Totals::default()).unwrap();
    for wrong in ["\"1e3\"", "\"\"", "0.5", "\"0.00000000000000000000000000001\""] {
        let text = text.replace("\"charged\":\"0\"", &format!("\"charged\":{wrong}"));
        assert!(serde_json::from_str::<Totals>(&text).is_err(), "{text}");
    }
}

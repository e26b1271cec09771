//! Audits by the batch against audits row by row.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use pricesheet::{Decimal, EMBEDDED_SHEET, PriceBook, PriceSheet};
use pricesheet_analysis::audit::{Audit, Totals};
use pricesheet_arrow::{AuditedBatch, Auditor, BatchPricer, BoundPricer, Mapping};
use pricesheet_testing::dice::Dice;

use crate::arrays;
use crate::rows::Row;

/// Rows of two sheets, charged rightly but for some; with what each was charged.
fn rows(dice: &mut Dice, book: &PriceBook, count: usize) -> Vec<(Row, Option<Decimal>)> {
    let endpoints = ["get-personal-profile", "search-employees", "get-profile-posts", "get-profile-post"];
    let row = |dice: &mut Dice| {
        let at = dice.pick(&["2026-05-03T10:00:00Z", "2026-06-03T10:00:00+02:00", "2026-04-03T10:00:00Z"]);
        let mut row = Row {
            endpoint: Some(dice.pick(&endpoints).to_string()),
            options: Some(Vec::new()),
            quantities: vec![("results".into(), None)],
            at: Some(at.into()),
            calls: dice.one_in(3).then(|| Decimal::from(dice.below(4) as u32)),
            ..Row::default()
        };
        match row.endpoint.as_deref() {
            Some("get-personal-profile") if dice.one_in(2) => row.options = Some(vec!["skills".into()]),
            Some("search-employees") => row.quantities[0].1 = Some(Decimal::from(dice.below(200) as u32)),
            _ => {}
        }
        let right = row.price(book).unwrap_or_default();
        let charged = match dice.below(12) {
            0 => right + Decimal::new(5, 1),
            1 => right * Decimal::TWO,
            2 => Decimal::ZERO,
            3 => -right,
            _ => right,
        };
        (row, (!dice.one_in(15)).then_some(charged))
    };
    (0..count).map(|_| row(dice)).collect()
}

fn batch(dice: &mut Dice, rows: &[(Row, Option<Decimal>)]) -> RecordBatch {
    let of = |row: &dyn Fn(&Row) -> Option<String>| rows.iter().map(|(stated, _)| row(stated)).collect();
    let options: Vec<_> = rows.iter().map(|(row, _)| row.options.clone()).collect();
    let results: Vec<_> = rows.iter().map(|(row, _)| row.quantities[0].1).collect();
    let calls: Vec<_> = rows.iter().map(|(row, _)| row.calls).collect();
    let charged: Vec<_> = rows.iter().map(|(_, charged)| *charged).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("endpoint", arrays::texts(dice, &of(&|row| row.endpoint.clone()))),
        ("options", arrays::lists(dice, &options)),
        ("quantities.results", arrays::numbers(dice, &results)),
        ("calls", arrays::numbers(dice, &calls)),
        ("at", Arc::new(StringArray::from(rows.iter().map(|(row, _)| row.at.clone()).collect::<Vec<_>>()))),
        ("charged", arrays::numbers(dice, &charged)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

fn books() -> [PriceBook; 2] {
    let vendor = PriceSheet::from_toml(EMBEDDED_SHEET).unwrap();
    let june = EMBEDDED_SHEET
        .replace("effective = 2026-05-01", "effective = 2026-06-01")
        .replace("price = 2\n", "price = 3\n");
    let june = PriceSheet::from_toml(&june).unwrap();
    [vendor.clone().into(), PriceBook::new([vendor, june]).unwrap()]
}

/// The audit of the same rows, one by one.
fn audited<'b>(
    book: &'b PriceBook,
    rows: &[(Row, Option<Decimal>)],
) -> (Audit<'b>, Vec<[Option<String>; 3]>) {
    let mut audit = Audit::of(book);
    let mut found = Vec::new();
    for (place, (row, charged)) in rows.iter().enumerate() {
        let usage = row.usage().unwrap();
        let sheet = book.in_force_for(usage.at.as_deref());
        let endpoint = sheet.as_ref().ok().and_then(|sheet| sheet.endpoint(&usage.endpoint).ok());
        let judgement = match charged {
            Some(charged) => usage
                .with_usage(|stated| audit.record(place as u64, stated, usage.at.as_deref(), *charged))
                .unwrap(),
            None => {
                let missing = ("missing-charged", "charged");
                let reason = match (&sheet, &endpoint) {
                    (Err(error), _) => (error.code(), error.culprit()),
                    (Ok(_), None) => ("unknown-endpoint", &*usage.endpoint),
                    _ => missing,
                };
                let name = Some(&*usage.endpoint);
                audit.record_unpriceable(reason, sheet.as_ref().ok().copied(), name, None).unwrap()
            }
        };
        found.push([
            Some(judgement.verdict().to_string()),
            judgement.difference().map(|difference| difference.normalize().to_string()),
            judgement.causes().first().map(ToString::to_string),
        ]);
    }
    (audit, found)
}

fn says(audited: &AuditedBatch, row: usize) -> [Option<String>; 3] {
    let verdicts = audited.verdicts.values().as_string::<i32>();
    let verdict = verdicts.value(audited.verdicts.key(row).unwrap()).to_string();
    let difference = audited.differences.is_valid(row).then(|| audited.differences.value_as_string(row));
    let difference = difference.map(|text| text.parse::<Decimal>().unwrap().normalize().to_string());
    let causes = audited.causes.values().as_string::<i32>();
    [Some(verdict), difference, audited.causes.key(row).map(|key| causes.value(key).to_string())]
}

fn endpoints(audit: &Audit<'_>) -> Vec<(String, Option<String>, Totals)> {
    let of = audit.endpoints();
    of.map(|of| (of.endpoint.to_string(), of.sheet.version().map(Into::into), *of.totals)).collect()
}

#[track_caller]
fn same(found: &Audit<'_>, expected: &Audit<'_>) {
    assert_eq!(found.totals(), expected.totals());
    assert_eq!(endpoints(found), endpoints(expected));
    assert_eq!(found.elsewhere(), expected.elsewhere());
    assert!(found.reasons().eq(expected.reasons()));
    let causes = |audit: &Audit<'_>| audit.causes().cloned().collect::<Vec<_>>();
    assert_eq!(causes(found), causes(expected));
    let places = |audit: &Audit<'_>| audit.largest().iter().map(|finding| finding.place).collect::<Vec<_>>();
    assert_eq!(places(found), places(expected));
}

fn bound(book: &PriceBook, batch: &RecordBatch) -> BoundPricer {
    BatchPricer::new(book.clone()).bind(&batch.schema(), &Mapping::new()).unwrap()
}

#[test]
fn batches_are_audited_as_rows_are() {
    for (seed, book) in (0..).zip(&books()) {
        let mut dice = Dice::new(seed);
        for count in [1, 40, 300] {
            let rows = rows(&mut dice, book, count);
            let batch = batch(&mut dice, &rows);
            let bound = bound(book, &batch);
            let mut auditor = bound.auditor().unwrap();
            let by_batch = auditor.audit(&batch, 0).unwrap();
            let (expected, verdicts) = audited(book, &rows);
            for (row, expected) in verdicts.iter().enumerate() {
                assert_eq!(says(&by_batch, row), *expected, "row {row}: {:?}", rows[row]);
            }
            let priced = bound.price(&batch).unwrap();
            assert_eq!(by_batch.expected, priced.amounts);
            same(auditor.as_audit(), &expected);
        }
    }
}

/// Parts in any order come to the whole.
#[test]
fn audits_of_parts_are_put_together() {
    let book = &books()[1];
    let mut dice = Dice::new(7);
    let rows = rows(&mut dice, book, 400);
    let batch = batch(&mut dice, &rows);
    let bound = bound(book, &batch);
    let (expected, _) = audited(book, &rows);
    for _ in 0..4 {
        let mut cuts: Vec<usize> = (0..3).map(|_| dice.below(400)).chain([0, 400]).collect();
        cuts.sort_unstable();
        let mut parts: Vec<Audit<'_>> = std::thread::scope(|scope| {
            let part = |start: usize, end: usize| {
                let (bound, part) = (&bound, batch.slice(start, end - start));
                move || {
                    let mut auditor: Auditor<'_> = bound.auditor().unwrap();
                    auditor.audit(&part, start as u64).unwrap();
                    auditor.into_audit()
                }
            };
            let threads: Vec<_> = cuts.windows(2).map(|cut| scope.spawn(part(cut[0], cut[1]))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        dice.shuffle(&mut parts);
        let mut whole = parts.pop().unwrap();
        // In pairs first, or one after the other: it is the same.
        if dice.one_in(2) {
            let mut other = parts.pop().unwrap();
            other.merge(parts.pop().unwrap()).unwrap();
            whole.merge(other).unwrap();
        }
        parts.into_iter().for_each(|part| whole.merge(part).unwrap());
        same(&whole, &expected);
    }
}

#[test]
fn what_was_charged_is_needed() {
    let batch =
        RecordBatch::try_from_iter([("endpoint", Arc::new(StringArray::from(vec!["a"])) as ArrayRef)])
            .unwrap();
    let bound = bound(&books()[0], &batch);
    let error = bound.auditor().unwrap_err();
    assert_eq!((error.code(), error.culprit()), ("missing-column", "charged"));
    assert_eq!(
        error.help().as_deref(),
        Some("map the column that has it, as charged=NAME; the columns are `endpoint`")
    );
}

#[test]
fn rows_without_a_charge_have_a_price() {
    let sheet = PriceSheet::from_toml("name = 'A'\nendpoints.e.price = 2").unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("endpoint", Arc::new(StringArray::from(vec!["e", "f"]))),
        ("charged", Arc::new(arrow_array::Int64Array::from(vec![None, None]))),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let bound = bound(&sheet.into(), &batch);
    let audited = bound.auditor().unwrap().audit(&batch, 0).unwrap();
    assert_eq!((audited.expected.value(0), audited.expected.is_null(1)), (2, true));
    let codes = audited.errors.column_by_name("code").unwrap().as_dictionary::<Int32Type>();
    let code = |row: usize| codes.values().as_string::<i32>().value(codes.key(row).unwrap()).to_string();
    assert_eq!([code(0), code(1)], ["missing-charged", "unknown-endpoint"]);
    let verdicts: &arrow_array::DictionaryArray<Int8Type> = &audited.verdicts;
    assert_eq!([verdicts.key(0), verdicts.key(1)], [Some(3), Some(3)]);
}

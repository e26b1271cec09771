//! What drawn batches do not have: nulls within, numbers and instants beyond what the engine holds, and what single rows refuse.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Decimal256Array, DictionaryArray, Int64Array,
    RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray, StructArray, TimestampSecondArray,
};
use arrow_buffer::{NullBuffer, i256};
use arrow_schema::{DataType, Field};
use pricesheet::{PriceBook, PriceSheet};
use pricesheet_arrow::{BatchPricer, Mapping, PricedBatch};

use crate::rows::found;

const SHEET: &str = "
name = 'Chat'
windows.night = { clock = 'as-stated', hours = [{ from = 00:00:00, to = 06:00:00 }] }
[endpoints.chat]
aliases = ['talk']
options = { fast = { times = 2 } }
choices.tier = ['batch', 'flex']
attributes.region = { default = 'us', of = ['us', 'eu'] }
charges.tokens = { price = 0.5 }
rates = [{ when = ['in night'], price = 1 }, { price = 3 }]
[endpoints.plain]
price = 2
quantities.tokens = {}
options = { fast = 1, batch = 0.5 }
[endpoints.month]
basis = 'period'
price = 7
";

fn pricer() -> BatchPricer {
    BatchPricer::new(PriceSheet::from_toml(SHEET).unwrap_or_else(|faults| panic!("{faults}")))
}

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

/// Amounts, or code, culprit and message.
fn outcomes_by(pricer: &BatchPricer, batch: &RecordBatch) -> Vec<String> {
    let bound = pricer.bind(&batch.schema(), &Mapping::new()).unwrap_or_else(|error| panic!("{error}"));
    let priced = bound.price(batch).unwrap_or_else(|error| panic!("{error}"));
    let outcome = |row| match found(&priced, row) {
        Ok(amount) => amount.to_string(),
        Err([code, culprit, message, _]) => [code, culprit, message].map(Option::unwrap_or_default).join("|"),
    };
    (0..batch.num_rows()).map(outcome).collect()
}

fn outcomes(columns: Vec<(&str, ArrayRef)>) -> Vec<String> {
    outcomes_by(&pricer(), &batch(columns))
}

#[test]
fn numbers_beyond_the_decimal_type() {
    let ten = |power| i256::from_i128(10).checked_pow(power).unwrap();
    let numbers = [ten(60), ten(41), ten(60) * i256::from_i128(3), ten(20), ten(70), i256::from_i128(-1)];
    let array = Decimal256Array::from(numbers.to_vec()).with_precision_and_scale(76, 40).unwrap();
    let large =
        "not-representable|plain|the exact amount of endpoint `plain` has more digits than the decimal type";
    assert_eq!(
        outcomes(vec![("endpoint", texts(&["plain"; 6])), ("quantities.tokens", Arc::new(array))]),
        ["2", "2", "2", "2", large, large]
    );
    // Trailing zeros do not count, whatever the scale.
    let array = Decimal128Array::from(vec![10_i128.pow(36), 1]).with_precision_and_scale(38, 36).unwrap();
    assert_eq!(
        outcomes(vec![("endpoint", texts(&["plain"; 2])), ("quantities.tokens", Arc::new(array))]),
        ["2", large]
    );
    let tens = Decimal128Array::from(vec![3, 10_i128.pow(30), -1]).with_precision_and_scale(38, -10).unwrap();
    assert_eq!(
        outcomes(vec![
            ("endpoint", texts(&["plain", "plain", "plane"])),
            ("quantities.tokens", Arc::new(tens))
        ]),
        ["2", large, "unknown-endpoint|plane|unknown endpoint `plane`"]
    );
}

#[test]
fn amounts_beyond_the_column() {
    let pricer = pricer().with_scale(0).unwrap();
    let columns = vec![
        ("endpoint", texts(&["plain", "plain", "plain"])),
        ("options.batch", Arc::new(BooleanArray::from(vec![None, Some(true), Some(true)])) as ArrayRef),
        ("calls", Arc::new(Int64Array::from(vec![None, Some(2), Some(1)])) as ArrayRef),
    ];
    let expected =
        "amount-out-of-column|amount|the amount 2.5 is not an integer of the column's type at its scale";
    assert_eq!(outcomes_by(&pricer, &batch(columns)), ["2", "5", expected]);
    // 20,000,000,000 has more than 38 digits with 28 decimal places; 2,000,000,000 has not.
    let pricer = self::pricer().with_scale(28).unwrap();
    let columns = vec![
        ("endpoint", texts(&["plain", "plain"])),
        ("calls", Arc::new(Int64Array::from(vec![1_000_000_000, 10_000_000_000])) as ArrayRef),
    ];
    let expected = "amount-out-of-column|amount|the amount 20000000000 is not an integer of the column's type at its scale";
    assert_eq!(outcomes_by(&pricer, &batch(columns)), ["2000000000", expected]);
}

#[test]
fn nulls_within_structs_and_lists() {
    let tokens = Arc::new(Int64Array::from(vec![Some(4), Some(4), None, Some(4)])) as ArrayRef;
    let fields = vec![Field::new("tokens", DataType::Int64, true)];
    let quantities =
        StructArray::new(fields.into(), vec![tokens], Some(NullBuffer::from(vec![true, false, true, true])));
    let mut options = ListBuilder::new(StringBuilder::new());
    options.append_value([Some("fast")]);
    options.append_value([Some("fast")]);
    options.append_null();
    options.append_value([Some("fast"), None]);
    assert_eq!(
        outcomes(vec![
            ("endpoint", texts(&["plain"; 4])),
            ("quantities", Arc::new(quantities)),
            ("options", Arc::new(options.finish())),
        ]),
        ["3", "3", "2", "invalid-field|options|`options` must be a list of names"]
    );
    // A null in a dictionary is not a text.
    let values = Arc::new(StringArray::from(vec![Some("plain"), None]));
    let endpoints = DictionaryArray::<Int8Type>::new(vec![Some(0), Some(1), None].into(), values);
    let missing = "missing-endpoint|endpoint|the record has no `endpoint`";
    assert_eq!(outcomes(vec![("endpoint", Arc::new(endpoints))]), ["2", missing, missing]);
}

#[test]
fn options_stated_as_given_and_as_not_given() {
    let mut options = ListBuilder::new(StringBuilder::new());
    for names in [&["fast"][..], &["fast"], &["batch"], &[]] {
        options.append_value(names.iter().map(Some));
    }
    let flags = BooleanArray::from(vec![Some(false), None, Some(false), Some(true)]);
    assert_eq!(
        outcomes(vec![
            ("endpoint", texts(&["plain"; 4])),
            ("options", Arc::new(options.finish())),
            ("options.fast", Arc::new(flags)),
        ]),
        ["repeated-option|fast|option `fast` is stated twice", "3", "2.5", "3"]
    );
    let tiers = StringArray::from(vec![Some("flex"), Some("fast"), None, Some("batch")]);
    let quantity = Arc::new(Int64Array::from(vec![Some(2), Some(2), Some(2), None])) as ArrayRef;
    assert_eq!(
        outcomes(vec![
            ("endpoint", texts(&["chat", "talk", "talk", "plain"])),
            ("choices.tier", Arc::new(tiers)),
            ("quantities.tokens", quantity),
            ("at", texts(&["2026-11-30T12:00:00Z"; 4])),
        ]),
        [
            "4",
            "unknown-member|fast|`fast` is not a member of the choice `tier`",
            "4",
            "unknown-choice|tier|unknown choice `tier` of endpoint `plain`"
        ]
    );
}

#[test]
fn instants() {
    let seconds = [0, 86_400, i64::MAX, -62_167_219_200, 253_402_300_799, 253_402_300_800];
    let at =
        |zone: &str| Arc::new(TimestampSecondArray::from(seconds.to_vec()).with_timezone(zone)) as ArrayRef;
    let columns = |zone: &str, endpoint: &'static str| {
        vec![
            ("endpoint", texts(&[endpoint; 6])),
            ("quantities.tokens", Arc::new(Int64Array::from(vec![0; 6])) as ArrayRef),
            ("at", at(zone)),
        ]
    };
    let beyond = |tick: i64| {
        format!(
            "invalid-at|at|`{tick} seconds since 1970` of `at` is \
             not between 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z"
        )
    };
    let (max, last, behind) = (beyond(i64::MAX), beyond(253_402_300_799), beyond(253_402_300_800));
    // Midnight of UTC is night there, and late in the evening west of it.
    assert_eq!(outcomes(columns("UTC", "chat")), ["1", "1", &max, "1", "3", &behind]);
    assert_eq!(outcomes(columns("-01:00", "chat")), ["3", "3", &max, &beyond(-62_167_219_200), "3", &behind]);
    assert_eq!(outcomes(columns("+07:00", "chat")), ["3", "3", &max, "3", &last, &behind]);
    // Not asked for.
    assert_eq!(outcomes(columns("UTC", "plain")), ["2"; 6]);
    // In Kathmandu it was 05:30 at the epoch, before the clocks were put forward.
    assert_eq!(outcomes(columns("Asia/Kathmandu", "chat"))[0], "1");
    let texts_of = texts(&["1970-01-01T00:00:00Z", "1970-01-01T00:00:00-07:00", "never"]);
    let chat = |at: ArrayRef| {
        outcomes(vec![
            ("endpoint", texts(&["chat"; 3])),
            ("quantities.tokens", Arc::new(Int64Array::from(vec![0; 3])) as ArrayRef),
            ("at", at),
        ])
    };
    assert_eq!(
        chat(texts_of),
        ["1", "1", "invalid-at|at|`never` of `at` is not an instant (date, time and offset, by RFC 3339)"]
    );
}

#[test]
fn books_choose_by_the_instants_of_rows() {
    let sheet = |effective: &str, price: u32| {
        PriceSheet::from_toml(&format!("name = 'A'\neffective = {effective}\nendpoints.e.price = {price}"))
            .unwrap()
    };
    let book =
        PriceBook::new([sheet("2026-05-01T00:00:00.5Z", 1), sheet("2026-06-01T00:00:00Z", 2)]).unwrap();
    let pricer = BatchPricer::new(book);
    // 2026-05-01T00:00:00Z is 1,777,593,600; a second is the next that is not before the half of it.
    let seconds = [1_777_593_600, 1_777_593_601, 1_780_271_999, 1_780_272_000];
    let seconds = seconds.map(Some).into_iter().chain([None]);
    let columns = vec![
        ("endpoint", texts(&["e"; 5])),
        (
            "at",
            Arc::new(seconds.collect::<TimestampSecondArray>().with_timezone("Europe/Berlin")) as ArrayRef,
        ),
    ];
    assert_eq!(
        outcomes_by(&pricer, &batch(columns)),
        [
            "before-first-sheet|at|at 2026-05-01T00:00:00Z no sheet was in force: the first applies from \
             2026-05-01T00:00:00.5Z",
            "1",
            "1",
            "2",
            "missing-at|at|`at` is not stated, so none of several sheets can be chosen"
        ]
    );
}

#[test]
fn periods_and_what_meters_say() {
    let columns = || {
        vec![
            ("endpoint", texts(&["month", "plain", "plain"])),
            ("restate", Arc::new(BooleanArray::from(vec![false, false, true])) as ArrayRef),
        ]
    };
    let restates =
        "nothing-to-restate|restate|the record restates quantities, and endpoint `plain` is not metered";
    assert_eq!(outcomes(columns()), ["7", "2", restates]);
    assert_eq!(
        outcomes_by(&pricer().refusing_periods(), &batch(columns())),
        ["period-basis|month|endpoint `month` is rated by the period", "2", restates]
    );
}

#[test]
fn streams_have_two_columns_more() {
    let batch = batch(vec![
        ("endpoint", texts(&["plain", "plane"])),
        ("total", Arc::new(Int64Array::from(vec![1, 1])) as ArrayRef),
        ("customer", texts(&["acme", "bolt"])),
    ]);
    let reader = RecordBatchIterator::new([Ok(batch.clone()), Ok(batch.slice(1, 1))], batch.schema());
    let bound = pricer().bind(&batch.schema(), &Mapping::new()).unwrap();
    let stream = bound.price_stream(reader);
    let schema = stream.schema();
    let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, ["endpoint", "customer", "total", "error"]);
    let batches: Vec<RecordBatch> = stream.collect::<Result<_, _>>().unwrap();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [2, 1]);
    let PricedBatch { amounts, errors } = bound.price(&batch).unwrap();
    assert_eq!(
        (&*batches[0]["total"], &*batches[0]["error"]),
        (&amounts as &dyn Array, &errors as &dyn Array)
    );
    assert!(batches[1]["total"].is_null(0) && batches[1]["error"].is_valid(0));
}

#[test]
fn threads_share_a_pricer() {
    let batch = batch(vec![("endpoint", texts(&["plain"; 1_000]))]);
    let bound = pricer().bind(&batch.schema(), &Mapping::new()).unwrap();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| bound.price(&batch).unwrap())).collect();
        for priced in all {
            assert_eq!(priced.join().unwrap().amounts.value(999), 20);
        }
    });
}

#[test]
fn no_rows() {
    let none = batch(vec![("endpoint", texts(&[]))]);
    let priced = pricer().bind(&none.schema(), &Mapping::new()).unwrap().price(&none).unwrap();
    assert_eq!((priced.amounts.len(), priced.errors.len()), (0, 0));
}

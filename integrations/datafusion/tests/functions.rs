//! The functions of a sheet in queries.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, DictionaryArray, Float64Array, Int32Array,
    Int64Array, ListArray, RecordBatch, StringArray, StringViewArray, StructArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Field, Int32Type};
use datafusion::prelude::SessionContext;
use pricesheet::{Decimal, PriceSheet, Usage};
use pricesheet_datafusion::{Limits, SheetFunctions, session};

use crate::vendor;

/// A session with the vendor's functions and a table of records.
fn context(columns: Vec<(&str, ArrayRef)>) -> SessionContext {
    let context = session(&Limits { threads: 2, ..Limits::default() }).unwrap();
    SheetFunctions::new(vendor()).register(&context).unwrap();
    context.register_batch("records", RecordBatch::try_from_iter(columns).unwrap()).unwrap();
    context
}

async fn batch(context: &SessionContext, query: &str) -> RecordBatch {
    let batches = context.sql(query).await.unwrap().collect().await.unwrap();
    datafusion::arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap()
}

/// What is wrong with a query, which is known before anything is read.
async fn refused(context: &SessionContext, query: &str) -> String {
    let planned = match context.sql(query).await {
        Ok(frame) => frame.create_physical_plan().await.map(drop),
        Err(error) => Err(error),
    };
    planned.unwrap_err().find_root().message().into_owned()
}

const USAGES: [(&str, &[&str], Option<i64>); 6] = [
    ("get-personal-profile", &["skills", "certifications"], None),
    ("get-personal-profile", &[], None),
    ("search-companies", &[], Some(7)),
    ("search-companies", &[], None),
    ("get-personal-profile", &["skill"], None),
    ("get-profile", &[], None),
];

fn names(of: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(of.to_vec()))
}

fn lists() -> ArrayRef {
    let lengths = USAGES.iter().map(|(_, options, _)| options.len());
    let given: Vec<&str> = USAGES.iter().flat_map(|(_, options, _)| options.iter().copied()).collect();
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    Arc::new(ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), names(&given), None).unwrap())
}

fn records() -> Vec<(&'static str, ArrayRef)> {
    let endpoints: Vec<&str> = USAGES.iter().map(|(endpoint, ..)| *endpoint).collect();
    let results: Int64Array = USAGES.iter().map(|(_, _, results)| *results).collect();
    let charged =
        Decimal128Array::from(vec![200, 150, 210, 0, 100, 100]).with_precision_and_scale(10, 2).unwrap();
    vec![
        ("endpoint", names(&endpoints)),
        ("options", lists()),
        ("results", Arc::new(results)),
        ("charged", Arc::new(charged)),
    ]
}

const USAGE: &str = "endpoint, 'options', options, 'quantities.results', results";

/// What the engine says of each usage.
fn expected(sheet: &PriceSheet) -> Vec<Result<Decimal, String>> {
    let usage = |(endpoint, options, results): &(&str, &[&str], Option<i64>)| {
        let usage = options.iter().fold(Usage::new(*endpoint), |usage, option| usage.option(*option));
        let usage = results.iter().fold(usage, |usage, results| usage.quantity("results", *results));
        sheet.price(&usage).map_err(|error| error.code().to_string())
    };
    USAGES.iter().map(usage).collect()
}

#[tokio::test]
async fn every_row_is_the_usage_that_states_the_same() {
    let context = context(records());
    let query = format!("SELECT price({USAGE}) AS total, price_error({USAGE})['code'] AS code FROM records");
    let answer = batch(&context, &query).await;
    let totals = answer.column(0).as_primitive::<Decimal128Type>();
    let codes = answer.column(1).as_string::<i32>();
    let told: Vec<_> = (0..answer.num_rows())
        .map(|row| match totals.is_valid(row) {
            true => Ok(totals.value_as_string(row).parse::<Decimal>().unwrap().normalize()),
            false => Err(codes.value(row).to_string()),
        })
        .collect();
    let expected: Vec<_> =
        expected(&vendor()).into_iter().map(|price| price.map(|price| price.normalize())).collect();
    assert_eq!(told, expected);
    assert_eq!(expected.iter().filter(|price| price.is_err()).count(), 3, "{expected:?}");
}

#[tokio::test]
async fn endpoints_are_strings_of_any_type() {
    let endpoints: Vec<&str> = USAGES.iter().map(|(endpoint, ..)| *endpoint).collect();
    let dictionary: DictionaryArray<Int32Type> = endpoints.iter().copied().collect();
    let as_columns: [ArrayRef; 3] =
        [names(&endpoints), Arc::new(StringViewArray::from(endpoints.clone())), Arc::new(dictionary)];
    let mut answers = Vec::new();
    for endpoints in as_columns {
        let mut columns = records();
        columns[0].1 = endpoints;
        let context = context(columns);
        answers.push(batch(&context, &format!("SELECT price({USAGE}) AS total FROM records")).await);
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
}

#[tokio::test]
async fn constants_are_prices_too() {
    let context = context(records());
    let query = "SELECT price('search-companies', 'quantities.results', 7) AS total,
                        price('get-personal-profile', 'options.skills', true, 'options.certifications', true) AS profile";
    let answer = batch(&context, query).await;
    let value = |at: usize| answer.column(at).as_primitive::<Decimal128Type>().value_as_string(0);
    assert_eq!(
        [value(0), value(1)].map(|text| text.parse::<Decimal>().unwrap().normalize().to_string()),
        ["2.1", "2"]
    );
}

#[tokio::test]
async fn totals_of_audited_rows_are_exact_and_add_up() {
    let context = context(records());
    let audited = format!("charge_totals(charge_audit(charged, {USAGE}))");
    let answer = batch(&context, &format!("SELECT {audited} AS t FROM records")).await;
    let line = |answer: &RecordBatch, row: usize| {
        let totals: &StructArray = answer.column(0).as_struct();
        let text =
            |column: &ArrayRef| datafusion::arrow::util::display::array_value_to_string(column, row).unwrap();
        totals
            .column_names()
            .iter()
            .map(|name| format!("{name} {}", text(totals.column_by_name(name).unwrap())))
            .collect::<Vec<_>>()
    };
    let whole = line(&answer, 0);
    assert_eq!(
        whole,
        [
            "records 6",
            "agreed 2",
            "over 1",
            "under 0",
            "unpriceable 3",
            "charged 5.60",
            "expected 5.10",
            "difference 0.50",
            "overcharged 0.50",
            "undercharged 0.00",
            "charged_unpriceable 2.00"
        ]
    );
    // The same by groups, summed again; and filtered to nothing.
    let by = format!("SELECT {audited} AS t, endpoint FROM records GROUP BY endpoint");
    let again = format!("SELECT sum(t['charged']) AS c, sum(t['records']) AS n FROM ({by})");
    let answer = batch(&context, &again).await;
    assert_eq!(answer.column(0).as_primitive::<Decimal128Type>().value_as_string(0), "5.60");
    let none = batch(&context, &format!("SELECT {audited} AS t FROM records WHERE endpoint = 'x'")).await;
    assert_eq!(line(&none, 0)[0], "records 0");
    let filtered = format!("SELECT {audited} FILTER (WHERE results > 0) AS t FROM records");
    assert_eq!(line(&batch(&context, &filtered).await, 0)[0], "records 1");
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_when_it_is_planned() {
    let mut columns = records();
    columns.push(("cost", Arc::new(Float64Array::from(vec![0.1; 6]))));
    columns.push(("flag", Arc::new(BooleanArray::from(vec![true; 6]))));
    columns.push(("number", Arc::new(Int32Array::from(vec![1; 6]))));
    let context = context(columns);
    let float = refused(&context, "SELECT price(endpoint, 'quantities.results', cost) FROM records").await;
    assert!(float.contains("[float-column]") && float.contains("quantities.results"), "{float}");
    let charged = refused(&context, "SELECT charge_audit(cost, endpoint) FROM records").await;
    assert!(charged.contains("[float-column]") && charged.contains("charged"), "{charged}");
    for (query, words) in [
        ("SELECT price(endpoint, 'quantity.results', number) FROM records", "quantit"),
        ("SELECT price(endpoint, 'options', flag) FROM records", "options"),
        ("SELECT price(endpoint, 'region', endpoint) FROM records", "`region` is not a field of records"),
        ("SELECT price(endpoint, 'quantities.resultss', number) FROM records", "resultss"),
        ("SELECT price(number) FROM records", "endpoint"),
        ("SELECT price() FROM records", "`price` lacks the endpoint"),
        ("SELECT price(endpoint, 'options') FROM records", "a name without a value"),
        ("SELECT price(endpoint, endpoint, number) FROM records", "is not a constant text"),
        ("SELECT price(endpoint, 'calls', number, 'calls', number) FROM records", "states `calls` twice"),
        ("SELECT charge_totals(number) FROM records", "`charge_totals` sums what `charge_audit` says"),
    ] {
        let message = refused(&context, query).await;
        assert!(message.contains(words), "{query}: {message}");
    }
}

#[tokio::test]
async fn an_amount_that_its_column_does_not_hold_is_an_error() {
    let mut columns = records();
    let large = Decimal128Array::from(vec![10_i128.pow(37); 6]).with_precision_and_scale(38, 0).unwrap();
    columns[3].1 = Arc::new(large);
    let context = context(columns);
    let query = format!("SELECT charge_totals(charge_audit(charged, {USAGE})) FROM records");
    let failed = context.sql(&query).await.unwrap().collect().await.unwrap_err();
    assert!(failed.to_string().contains("more than 38 digits"), "{failed}");
}

#[tokio::test]
async fn functions_of_several_sheets_are_told_apart_by_their_names() {
    let context = context(records());
    let other: PriceSheet = "name = 'B'\nendpoints.search-companies.price = 9".parse().unwrap();
    SheetFunctions::new(other).prefixed("b_").register(&context).unwrap();
    let query =
        "SELECT price('search-companies', 'quantities.results', 7) AS a, b_price('search-companies') AS b";
    let answer = batch(&context, query).await;
    let value = |at: usize| answer.column(at).as_primitive::<Decimal128Type>().value_as_string(0);
    assert_eq!(
        [value(0), value(1)].map(|text| text.parse::<Decimal>().unwrap().normalize().to_string()),
        ["2.1", "9"]
    );
}

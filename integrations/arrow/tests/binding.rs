//! What is refused when the schema is seen, word for word.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use pricesheet::{EMBEDDED_SHEET, PriceSheet};
use pricesheet_arrow::{BatchPricer, BindError, BoundPricer, Mapping, Source, Target};

fn pricer() -> BatchPricer {
    BatchPricer::new(PriceSheet::from_toml(EMBEDDED_SHEET).expect("the vendor's sheet loads"))
}

fn field(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

fn bind(fields: Vec<Field>, mapping: &Mapping) -> Result<BoundPricer, BindError> {
    let endpoint = field("endpoint", DataType::Utf8);
    pricer().bind(&Schema::new([vec![endpoint], fields].concat()), mapping)
}

#[track_caller]
fn refused(fields: Vec<Field>, mapping: &Mapping, expected: [&str; 4]) {
    let error = bind(fields, mapping).expect_err("it is refused");
    let help = error.help().unwrap_or_default();
    assert_eq!([error.code(), error.culprit(), &error.to_string(), &help], expected);
}

fn map(entries: &[&str]) -> Mapping {
    let mut mapping = Mapping::new();
    entries.iter().for_each(|entry| mapping.add_argument(entry).expect("an entry of a map"));
    mapping
}

#[test]
fn floats_are_refused_by_name() {
    let help = "cast it to an integer or a decimal where it is made, such as DECIMAL(18, 6): its values have been rounded";
    for (data_type, shown) in
        [(DataType::Float16, "Float16"), (DataType::Float32, "Float32"), (DataType::Float64, "Float64")]
    {
        for name in ["quantities.results", "calls", "charged"] {
            let message = format!("column `{name}` is of binary floats ({shown}), which are not exact");
            let expected = ["float-column", name, &message, help];
            refused(vec![field(name, data_type.clone())], &Mapping::new(), expected);
        }
    }
    let usage = DataType::Struct(vec![field("rows", DataType::Float64)].into());
    refused(
        vec![field("usage", usage)],
        &map(&["quantities.results=usage.rows"]),
        [
            "float-column",
            "usage.rows",
            "column `usage.rows` is of binary floats (Float64), which are not exact",
            help,
        ],
    );
    // What states nothing may be of any type.
    bind(vec![field("latency", DataType::Float64)], &Mapping::new()).expect("a column of the log's own");
}

#[test]
fn instants_have_a_zone() {
    let unit = TimeUnit::Microsecond;
    refused(
        vec![field("at", DataType::Timestamp(unit, None))],
        &Mapping::new(),
        [
            "unzoned-instants",
            "at",
            "column `at` is of timestamps without a time zone, which are not instants",
            "say in which zone it was written: `AT TIME ZONE 'UTC'` in SQL, `assume_timezone` in pyarrow, \
             `dt.replace_time_zone` in polars",
        ],
    );
    refused(
        vec![field("at", DataType::Timestamp(unit, Some("Europe/Brelin".into())))],
        &Mapping::new(),
        [
            "unknown-zone",
            "at",
            "column `at`: `Europe/Brelin` is not a time zone",
            "did you mean `Europe/Berlin`?",
        ],
    );
    for zone in ["UTC", "Z", "+02:00", "+0200", "-08", "Europe/Berlin"] {
        let at = field("at", DataType::Timestamp(unit, Some(zone.into())));
        bind(vec![at], &Mapping::new()).expect("an instant");
    }
    refused(
        vec![field("at", DataType::Date32)],
        &Mapping::new(),
        [
            "column-type",
            "at",
            "column `at` must be of timestamps with a time zone, or of texts by RFC 3339, and is Date32",
            "cast it, or leave it out",
        ],
    );
}

#[test]
fn names_that_are_nearly_those_of_columns() {
    for (name, nearest) in
        [("Quantities.results", "quantities.results"), ("option", "options"), ("Calls", "calls")]
    {
        let message = format!("column `{name}` is nearly `{nearest}`, and would not be read");
        let help = format!("call it `{nearest}`, or keep `{name}` where it means something else");
        let expected = ["misnamed-column", name, &message, &help];
        refused(vec![field(name, DataType::Int64)], &Mapping::new(), expected);
        let mut kept = Mapping::new();
        kept.keep(name);
        bind(vec![field(name, DataType::Int64)], &kept).expect("it is kept");
    }
    // A map that reads it says what it means.
    bind(vec![field("Calls", DataType::Int64)], &map(&["calls=Calls"])).expect("it is read");
}

#[test]
fn maps() {
    refused(
        vec![field("rows", DataType::Int64)],
        &map(&["quantities.result=rows"]),
        [
            "unknown-target",
            "map",
            "the map reads `quantities.result`, which no endpoint of the sheet has",
            "did you mean `quantities.results`?",
        ],
    );
    refused(
        vec![field("rows", DataType::Int64)],
        &map(&["quantities.results=row"]),
        ["missing-column", "row", "there is no column `row`", "did you mean `rows`?"],
    );
    let mut constant = Mapping::new();
    constant.add(Target::of("quantities.results").unwrap(), Source::always("1")).unwrap();
    refused(
        vec![],
        &constant,
        [
            "not-a-column",
            "quantities.results",
            "the map makes `quantities.results` of a value, and columns are read as they stand",
            "make a column of it, and map that",
        ],
    );
    let schema = Schema::new(vec![field("path", DataType::Utf8), field("n", DataType::Int32)]);
    let error = pricer().bind(&schema, &Mapping::new()).unwrap_err();
    assert_eq!((error.code(), error.culprit()), ("missing-column", "endpoint"));
    assert_eq!(
        error.help().as_deref(),
        Some("map the column that has it, as endpoint=NAME; the columns are `path`, `n`")
    );
    let bound = pricer().bind(&schema, &map(&["endpoint=path"])).expect("the map says so");
    let columns: Vec<_> = bound.columns().map(|(target, column)| format!("{target}={column}")).collect();
    assert_eq!(columns, ["endpoint=path"]);
    // A map takes the place of the column of the name.
    let bound = bind(vec![field("path", DataType::Utf8)], &map(&["endpoint=path"])).expect("the map says so");
    assert_eq!(bound.columns().count(), 1);
}

#[test]
fn types_that_say_nothing() {
    for (name, data_type, wanted) in [
        ("quantities.results", DataType::Utf8, "of integers or decimals"),
        ("calls", DataType::Boolean, "of integers or decimals"),
        ("options.skills", DataType::Int8, "of booleans"),
        ("options", DataType::Utf8, "of lists of names, or a struct of booleans"),
        ("attributes.region", DataType::Int64, "of texts, or a dictionary of them"),
        ("choices.proxy", DataType::Binary, "of texts, or a dictionary of them"),
        ("quantities", DataType::Utf8, "a struct of integers or decimals"),
        ("attributes", DataType::Int8, "a struct of texts"),
    ] {
        let message = format!("column `{name}` must be {wanted}, and is {data_type}");
        let expected = ["column-type", name, &message, "cast it, or leave it out"];
        refused(vec![field(name, data_type)], &Mapping::new(), expected);
    }
    let twice = vec![field("calls", DataType::Int64), field("calls", DataType::Int64)];
    let expected = ["repeated-column", "calls", "two columns are called `calls`", "leave one of them out"];
    refused(twice, &Mapping::new(), expected);
}

#[test]
fn scales() {
    let error = pricer().with_scale(29).unwrap_err();
    assert_eq!((error.code(), error.culprit()), ("scale-out-of-range", "scale"));
    let bound = pricer()
        .with_scale(28)
        .unwrap()
        .bind(&Schema::new(vec![field("endpoint", DataType::Utf8)]), &Mapping::new());
    assert_eq!(bound.unwrap().amount_type(), DataType::Decimal128(38, 28));
}

#[test]
fn batches_of_another_schema() {
    let bound = bind(vec![field("quantities.results", DataType::Int64)], &Mapping::new()).expect("it binds");
    let endpoint = || Arc::new(StringArray::from(vec!["search-companies"])) as ArrayRef;
    let results = || Arc::new(Int64Array::from(vec![3])) as ArrayRef;
    let batch = |columns: Vec<(&str, ArrayRef)>| RecordBatch::try_from_iter(columns).unwrap();
    bound.price(&batch(vec![("endpoint", endpoint()), ("quantities.results", results())])).expect("the same");
    for (columns, found) in [
        (vec![("endpoint", endpoint())], "no column"),
        (vec![("endpoint", endpoint()), ("rows", results())], "`rows` of Int64"),
        (vec![("endpoint", endpoint()), ("quantities.results", endpoint())], "`quantities.results` of Utf8"),
    ] {
        let error = bound.price(&batch(columns)).unwrap_err();
        assert_eq!((error.code(), error.culprit()), ("other-schema", "quantities.results"));
        assert_eq!(
            error.to_string(),
            format!("column `quantities.results` was bound as Int64, and this batch has {found}")
        );
        assert_eq!(error.help().as_deref(), Some("bind the schema that the batch has"));
    }
}

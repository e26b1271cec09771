//! A month of calls as a record batch, priced by the vendor's `pricing.toml`: `cargo run --example price`.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int8Type;
use arrow_array::{Array, DictionaryArray, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field};
use pricesheet::PriceSheet;
use pricesheet_arrow::{BatchPricer, Mapping};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sheet = PriceSheet::from_toml(include_str!("../../../pricing.toml"))?;
    let batch = calls()?;

    // What the columns state is settled by the schema alone; `usage.rows` is a field of a struct column.
    let mut mapping = Mapping::new();
    mapping.add_argument("quantities.results=usage.rows")?;
    let pricer = BatchPricer::new(sheet).bind(&batch.schema(), &mapping)?;
    let priced = pricer.price(&batch)?;

    println!(
        "{} of {} rows have an amount, {}:",
        batch.num_rows() - priced.amounts.null_count(),
        batch.num_rows(),
        pricer.amount_type()
    );
    let customers = batch["customer"].as_string::<i32>();
    let (codes, messages, helps) =
        (word(&priced.errors, "code"), word(&priced.errors, "message"), word(&priced.errors, "help"));
    for row in 0..batch.num_rows() {
        let customer = customers.value(row);
        if priced.amounts.is_valid(row) {
            println!("{customer:<6}{:>8}", priced.amounts.value_as_string(row));
        } else {
            println!("{customer:<6}{:>8}  {} ({}); {}", "-", messages(row), codes(row), helps(row));
        }
    }
    Ok(())
}

/// The texts of a field of the errors.
fn word<'e>(errors: &'e StructArray, field: &str) -> impl Fn(usize) -> &'e str {
    let column =
        errors.column_by_name(field).map(|column| column.as_dictionary::<arrow_array::types::Int32Type>());
    move |row| {
        let column = column.filter(|column| column.is_valid(row));
        column.map_or("", |column| {
            column.values().as_string::<i32>().value(column.key(row).unwrap_or_default())
        })
    }
}

/// Six calls, as a log has them.
fn calls() -> Result<RecordBatch, arrow_schema::ArrowError> {
    let endpoints: DictionaryArray<Int8Type> = [
        "get-personal-profile",
        "get-personal-profile",
        "search-employees",
        "search-employees",
        "get-personal-profil",
        "get-personal-profile",
    ]
    .into_iter()
    .collect();
    let mut options = ListBuilder::new(StringBuilder::new());
    for names in [&["skills", "certifications"][..], &["skills"], &[], &[], &[], &["skils"]] {
        names.iter().for_each(|name| options.values().append_value(name));
        options.append(true);
    }
    let rows = Int64Array::from(vec![None, None, Some(120), Some(7), None, None]);
    let usage =
        StructArray::from(vec![(Arc::new(Field::new("rows", DataType::Int64, true)), Arc::new(rows) as _)]);
    RecordBatch::try_from_iter_with_nullable([
        (
            "customer",
            Arc::new(StringArray::from(vec!["acme", "bolt", "acme", "bolt", "acme", "bolt"])) as _,
            false,
        ),
        ("endpoint", Arc::new(endpoints) as _, false),
        ("options", Arc::new(options.finish()) as _, true),
        (
            "quantities.search",
            Arc::new(Int64Array::from(vec![None, None, Some(1), Some(1), None, None])) as _,
            true,
        ),
        ("usage", Arc::new(usage) as _, true),
        ("calls", Arc::new(Int64Array::from(vec![Some(1_000), None, Some(20), None, None, None])) as _, true),
    ])
}

//! Parses records and writes them back with one more field, and does nothing else: what reading and writing costs
//! whoever rates them. `rewrite jsonl|raw|csv FILE` writes to standard output.

use std::borrow::Cow;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

const BUFFER_BYTES: usize = 1 << 17;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [how, file] = arguments.as_slice() else { return Err("usage: rewrite jsonl|raw|csv FILE".into()) };
    let input = BufReader::with_capacity(BUFFER_BYTES, File::open(file)?);
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock());
    match how.as_str() {
        "jsonl" => lines(input, |line| {
            let mut record: Map<String, Value> = serde_json::from_slice(line)?;
            record.insert("total".into(), Value::String("0".into()));
            serde_json::to_writer(&mut output, &record)?;
            Ok(output.write_all(b"\n")?)
        })?,
        "raw" => lines(input, |line| {
            let record: Fields<'_> = serde_json::from_slice(line)?;
            for (at, (key, value)) in record.0.iter().enumerate() {
                output.write_all(if at == 0 { b"{" } else { b"," })?;
                serde_json::to_writer(&mut output, key)?;
                output.write_all(b":")?;
                output.write_all(value.get().as_bytes())?;
            }
            Ok(output.write_all(b",\"total\":\"0\"}\n")?)
        })?,
        "csv" => csv_rows(input, &mut output)?,
        _ => return Err("jsonl, raw or csv".into()),
    }
    Ok(output.flush()?)
}

fn lines(
    mut input: impl BufRead,
    mut rewrite: impl FnMut(&[u8]) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        rewrite(&line)?;
        line.clear();
    }
    Ok(())
}

fn csv_rows(input: impl BufRead, output: impl Write) -> Result<(), Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(input);
    let mut writer = csv::Writer::from_writer(output);
    let mut row = csv::StringRecord::new();
    let mut total = "total";
    while reader.read_record(&mut row)? {
        row.push_field(total);
        writer.write_record(&row)?;
        total = "0";
    }
    Ok(writer.flush()?)
}

/// The fields of an object in order, their values as they are written.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(8);
                while let Some((key, value)) = map.next_entry::<Key<'de>, &RawValue>()? {
                    fields.push((key.0, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.into())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

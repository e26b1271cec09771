//! One usage, whichever format states it.

use pricesheet_records::{Format, Mapping};

use crate::usages;

#[test]
fn both_formats_state_the_same() {
    let objects = r#"{"endpoint":"a","options":["x","y"],"quantities":{"n":1.5,"m":"2"},"calls":3,"at":"2026-05-01T00:00:00Z"}
{"endpoint":"a","options":null,"calls":null}
"#;
    let rows = "\
endpoint,options,options.y,quantities,quantities.m,calls,at
a,x,1,n=1.5,2,3,2026-05-01T00:00:00Z
a,,false,,,,
";
    let words = ["a x y n=1.5 m=2 x3 at 2026-05-01T00:00:00Z", "a x1"];
    let places =
        |first: u64| words.iter().enumerate().map(move |(at, words)| (first + at as u64, words.to_string()));
    let mapping = Mapping::new();
    assert_eq!(usages(objects, Format::JsonLines, &mapping), places(1).collect::<Vec<_>>());
    assert_eq!(usages(rows, Format::Csv, &mapping), places(2).collect::<Vec<_>>());
}

#[test]
fn names_say_the_format() {
    let formats = ["a.jsonl", "a.ndjson", "a.json", "dir.csv/a.CSV", "a.csv.gz", "a.json.ZST", "a.gz", "csv"]
        .map(Format::of_path);
    let jsonl = Some(Format::JsonLines);
    assert_eq!(formats, [jsonl, jsonl, jsonl, Some(Format::Csv), Some(Format::Csv), jsonl, None, None]);
    assert_eq!([Format::JsonLines, Format::Csv].map(Format::place_word), ["line", "row"]);
}

//! Records as they come back.

use pricesheet::{PriceBook, PriceSheet};
use pricesheet_records::{Chunk, Chunks, Format, Mapping, Periods, Rater, ReadOptions, Writer};

/// Rates an input by the sheet that comes with the library.
fn rated(input: &str, from: Format, to: Format) -> String {
    let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET).unwrap();
    let book = PriceBook::new([sheet]).unwrap();
    let mut rater = Rater::new(&book, Periods::Unsaid);
    let mapping = Mapping::new();
    let options = ReadOptions::new(&mapping).columns_as_keys(to == Format::JsonLines);
    let mut reader = options.read(input.as_bytes(), from).unwrap();
    let mut output = Vec::new();
    let mut writer = Writer::new(to, &mut output);
    writer.begin(&reader).unwrap();
    while let Some(entry) = reader.next_entry().unwrap() {
        let mut usage = entry.usage();
        let outcome = rater.rate(&entry, &mut usage);
        writer.write(&entry, usage.as_ref().ok(), &outcome).unwrap();
    }
    writer.flush().unwrap();
    String::from_utf8(output).unwrap()
}

const OBJECTS: &str = r#"{ "id": 1.0, "endpoint": "get-personal-profile", "options": ["skills", "patents"], "total": 9 }
{"id":2,"endpoint":"search-employees","quantities":{"results":"1_20","search":1}}
no object
{"id":3,"endpoint":"nowhere"}
"#;

const ROWS: &str = "\
id,endpoint,options.skills,quantities,note
1,get-personal-profile,1,,\"a, \"\"b\"\"\"
2,search-employees,,search=1 results=120,
3
";

#[test]
fn objects_come_back_as_they_were_written() {
    assert_eq!(
        rated(OBJECTS, Format::JsonLines, Format::JsonLines),
        r#"{"id":1.0,"endpoint":"get-personal-profile","options":["skills", "patents"],"total":"2"}
{"id":2,"endpoint":"search-employees","quantities":{"results":"1_20","search":1},"total":"110"}
{"line":"no object","error":{"code":"not-a-record","message":"the line is not a JSON object: expected ident at byte 2","culprit":"line"}}
{"id":3,"endpoint":"nowhere","error":{"code":"unknown-endpoint","message":"unknown endpoint `nowhere`; state an endpoint of the sheet","culprit":"nowhere"}}
"#
    );
}

#[test]
fn rows_come_back_as_they_were_written() {
    assert_eq!(
        rated(ROWS, Format::Csv, Format::Csv),
        "\
id,endpoint,options.skills,quantities,note,total,error_code,error_message,line
1,get-personal-profile,1,,\"a, \"\"b\"\"\",1,,,
2,search-employees,,search=1 results=120,,110,,,
,,,,,,not-a-record,\"the row has 1 fields, the header 5\",3
"
    );
}

#[test]
fn between_formats_in_the_words_of_the_other() {
    assert_eq!(
        rated(OBJECTS, Format::JsonLines, Format::Csv),
        "\
id,endpoint,options,quantities,calls,at,total,error_code,error_message,line
1.0,get-personal-profile,skills patents,,,,2,,,
2,search-employees,,results=120 search=1,,,110,,,
,,,,,,,not-a-record,the line is not a JSON object: expected ident at byte 2,no object
3,nowhere,,,,,,unknown-endpoint,unknown endpoint `nowhere`; state an endpoint of the sheet,
"
    );
    assert_eq!(
        rated(ROWS, Format::Csv, Format::JsonLines),
        r#"{"id":"1","endpoint":"get-personal-profile","options":["skills"],"quantities":{},"note":"a, \"b\"","total":"1"}
{"id":"2","endpoint":"search-employees","options":[],"quantities":{"search":"1","results":"120"},"note":"","total":"110"}
{"line":"3","error":{"code":"not-a-record","message":"the row has 1 fields, the header 5","culprit":"line"}}
"#
    );
}

#[test]
fn what_is_rated_can_be_rated_again() {
    for (input, from) in [(OBJECTS, Format::JsonLines), (ROWS, Format::Csv)] {
        let once = rated(input, from, from);
        let other = if from == Format::Csv { Format::JsonLines } else { Format::Csv };
        let converted = rated(&once, from, other);
        let totals = |text: &str| ["110", "2", "1"].map(|total| text.matches(total).count() > 0);
        assert_eq!(totals(&rated(&converted, other, from)), totals(&once));
        if from == Format::Csv {
            assert_eq!(rated(&once, from, from).lines().nth(1), once.lines().nth(1));
        }
    }
}

/// However an input is cut, its pieces hold its records, each whole and once.
#[test]
fn pieces_hold_whole_records() {
    let rows = "a,b,endpoint\r\n1,\"x\n\"\"y\",e\r\n\r\n2,\"\",e\n\u{feff}3,z\"q,e\r4,\",\n\",e\n  \n5,,e";
    let lines = "{\"endpoint\":\"e\"}\r\n\n{\"a\":\"}\\n\"}\n[\n\u{feff}{}\n{\"endpoint\":\"f\"}";
    for (text, format) in [(rows, Format::Csv), (lines, Format::JsonLines)] {
        let mapping = Mapping::new();
        let texts = |pieces: Vec<Vec<u8>>| {
            let (layout, _) = ReadOptions::new(&mapping).read(text.as_bytes(), format).unwrap().into_parts();
            let mut texts = Vec::new();
            for (at, piece) in pieces.iter().enumerate() {
                let mut reader = layout.reader(&piece[..], at as u64);
                while let Some(entry) = reader.next_entry().unwrap() {
                    texts.push(String::from_utf8_lossy(entry.text()).into_owned());
                }
            }
            texts
        };
        let pieces = |size: usize| {
            let (layout, input) =
                ReadOptions::new(&mapping).read(text.as_bytes(), format).unwrap().into_parts();
            let mut chunks = Chunks::new(&layout, input, size);
            let mut pieces = Vec::new();
            while let Some(chunk) = chunks.next_chunk().unwrap() {
                match chunk {
                    Chunk::Records(bytes) => pieces.push(bytes),
                    Chunk::Rest(_) => panic!("no record is too long"),
                }
            }
            pieces
        };
        let whole = texts(pieces(10_000));
        assert_eq!(whole.len(), 5);
        for size in 1..text.len() {
            assert_eq!(texts(pieces(size)), whole, "{format:?} in pieces of {size}");
        }
        assert!(pieces(1).len() > 3);
    }
}

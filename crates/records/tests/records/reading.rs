//! What can be wrong with a record, and with an input.

use pricesheet_records::{Format, Mapping, RECORD_BYTES_MAX, ReadOptions, RecordError};

use crate::{read_error, usages};

#[test]
fn a_broken_line_does_not_hide_the_next() {
    let input = b"\xef\xbb\xbf{\"endpoint\":\"a\"}\r\n\n \t\n{\"endpoint\":\"a\"\n[1]\n\xff\n{\"a\":1,\"a\":2}\n{\"options\":[]}\n\
        {\"endpoint\":1}\n{\"endpoint\":\"a\",\"options\":\"x\"}\n{\"endpoint\":\"a\",\"quantities\":{\"n\":true}}\n\
        {\"endpoint\":\"a\",\"quantities\":{\"n\":-1}}\n{\"endpoint\":\"a\",\"calls\":\"many\"}\n{\"endpoint\":\"a\",\"at\":5}";
    let expected = [
        (1, "a x1"),
        (4, "not-a-record: the line is not a JSON object: EOF while parsing an object at byte 15"),
        (5, "not-a-record: the line is not a JSON object: invalid type: sequence, expected an object"),
        (6, "not-a-record: the line is not UTF-8"),
        (7, "not-a-record: the key `a` is given twice"),
        (8, "missing-endpoint: the record has no `endpoint`"),
        (9, "invalid-field: `endpoint` must be a text"),
        (10, "invalid-field: `options` must be a list of names"),
        (11, "invalid-field: `n` must be a number, or a text that holds one"),
        (12, "negative-quantity: quantity `n` is below zero"),
        (13, "invalid-number: `many` of `calls` is not a decimal number"),
        (14, "a x1 at 5"),
    ];
    let usages = usages(input, Format::JsonLines, &Mapping::new());
    let usages: Vec<_> = usages.iter().map(|(place, words)| (*place, words.as_str())).collect();
    assert_eq!(usages, expected);
}

#[test]
fn a_broken_row_does_not_hide_the_next() {
    let input = b"\xef\xbb\xbfendpoint,options.x,quantities\n\na,maybe,\na,,n\na,,n=\na\n,1,\na,1,\xff\na,1,n=1\na,\"1";
    let expected = [
        (2, "invalid-field: `options.x` must be true, t, 1, false, f, 0 or empty"),
        (3, "invalid-field: `quantities` must be like `results=120 search=1`"),
        (4, "invalid-number: `` of `n` is not a decimal number"),
        (5, "not-a-record: the row has 1 fields, the header 3"),
        (6, "missing-endpoint: the record has no `endpoint`"),
        (7, "not-a-record: the row is not UTF-8"),
        (8, "a x n=1 x1"),
        (9, "not-a-record: the file ends inside the quotes of this row"),
    ];
    let usages = usages(input, Format::Csv, &Mapping::new());
    let usages: Vec<_> = usages.iter().map(|(place, words)| (*place, words.as_str())).collect();
    assert_eq!(usages, expected);
}

#[test]
fn a_long_record_is_cut() {
    let long = "x".repeat(RECORD_BYTES_MAX + 1);
    let rows = format!("endpoint,pad\n{long},\na,\n");
    for (input, format) in [(format!("{long}\n{{}}\n"), Format::JsonLines), (rows, Format::Csv)] {
        let mapping = Mapping::new();
        let mut reader = ReadOptions::new(&mapping).read(input.as_bytes(), format).unwrap();
        let entry = reader.next_entry().unwrap().unwrap();
        assert_eq!(entry.record().unwrap_err(), &RecordError::TooLong);
        assert_eq!(entry.text().len(), RECORD_BYTES_MAX);
        assert!(reader.next_entry().unwrap().unwrap().record().is_ok());
    }
}

#[test]
fn headers_that_do_not_do() {
    let mapping = Mapping::new();
    let options = || ReadOptions::new(&mapping);
    #[track_caller]
    fn check(input: &str, options: ReadOptions<'_>, code: &str, culprit: &str, message: &str) {
        let error = read_error(input, options);
        assert_eq!((error.code(), error.culprit(), &*error.to_string()), (code, culprit, message));
    }
    check("", options(), "empty-input", "log", "log is empty");
    check("\"endpoint", options(), "bad-header", "log", "the header of log ends inside quotes");
    check(
        "id,options\n",
        options(),
        "missing-column",
        "endpoint",
        "log has no column `endpoint`; its columns are `id`, `options`",
    );
    let requiring = || options().requiring(&["id"], "to tell records apart by");
    let message = "log has no column `id` to tell records apart by; its columns are `endpoint`";
    check("endpoint\n", requiring(), "missing-column", "id", message);
    let twice = "log has the column `id` twice";
    check("endpoint,id,id\n", requiring(), "repeated-column", "id", twice);
    check("endpoint,id,id\n", options().columns_as_keys(true), "repeated-column", "id", twice);
    // Otherwise it is only kept.
    assert!(options().read("endpoint,id,id\n".as_bytes(), Format::Csv).is_ok());
    let mut mapped = Mapping::new();
    mapped.add_argument("calls=n").unwrap();
    let message = "log has no column `n` to map; its columns are `endpoint`";
    check("endpoint\n", ReadOptions::new(&mapped), "missing-column", "n", message);
}

#[test]
fn rows_behind_open_quotes_are_not_lost_silently() {
    let input = format!("endpoint\na\n\"{}", "row\n".repeat(RECORD_BYTES_MAX / 2));
    let mapping = Mapping::new();
    let error = read_error(&input, ReadOptions::new(&mapping));
    assert_eq!(error.code(), "rows-lost");
    assert_eq!(
        error.to_string(),
        "log, row 3: its quotes are never closed, and what they hold is too long to be kept"
    );
    assert!(error.help().is_some());
}

#[test]
fn an_input_that_fails_is_not_at_its_end() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let mapping = Mapping::new();
    for format in [Format::JsonLines, Format::Csv] {
        let reader = ReadOptions::new(&mapping).named("log").read(std::io::BufReader::new(Broken), format);
        let error = reader.and_then(|mut reader| reader.next_entry().map(|_| ())).unwrap_err();
        assert_eq!(error.code(), "unreadable-input");
        assert_eq!(error.to_string(), "cannot read log: the disk is gone");
    }
}

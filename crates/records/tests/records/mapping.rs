//! Logs with names of their own.

use pricesheet::Decimal;
use pricesheet_records::{Field, Format, Mapping, MappingError, ReadOptions, Source, Target};

use crate::usages;

fn mapping(arguments: &[&str]) -> Mapping {
    let mut mapping = Mapping::new();
    arguments.iter().for_each(|argument| mapping.add_argument(argument).unwrap());
    mapping
}

const ARGUMENTS: [&str; 6] = [
    "endpoint=path",
    "charged=cost",
    "options.skills=with_skills",
    "quantities.results=rows",
    "calls=n",
    "endpoint:/v2?q=1=search",
];

#[test]
fn both_formats_are_read_by_one_mapping() {
    let objects = r#"{"path":"/v2?q=1","with_skills":true,"rows":"3","n":2,"calls":9,"endpoint":"x"}
{"path":"other","with_skills":null,"rows":null}
"#;
    let rows = "path,with_skills,rows,n,calls,endpoint,cost\n/v2?q=1,1,3,2,9,x,\nother,,,,,,\n";
    let mapping = mapping(&ARGUMENTS);
    let words = ["search skills results=3 x2", "other x1"].map(String::from);
    let states = |input: &str, format| usages(input, format, &mapping).into_iter().map(|(_, words)| words);
    assert_eq!(states(objects, Format::JsonLines).collect::<Vec<_>>(), words);
    assert_eq!(states(rows, Format::Csv).collect::<Vec<_>>(), words);
}

#[test]
fn what_was_charged() {
    let mapping = mapping(&["charged=cost"]);
    let input =
        "{\"cost\":-1.5}\n{\"cost\":\"0.30\"}\n{\"cost\":\"-0\"}\n{\"charged\":1}\n{\"cost\":\"--1\"}\n";
    let mut reader = ReadOptions::new(&mapping).read(input.as_bytes(), Format::JsonLines).unwrap();
    let mut charged = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        charged.push(entry.record().unwrap().charged().map_err(|error| error.to_string()));
    }
    assert_eq!(charged[0], Ok(Decimal::new(-15, 1)));
    assert_eq!(charged[1], Ok(Decimal::new(30, 2)));
    assert_eq!(charged[2].as_ref().map(Decimal::is_sign_negative), Ok(false));
    assert_eq!(charged[3], Err("the record has no `cost` that says what was charged".to_string()));
    assert_eq!(charged[4], Err("`--1` of `cost` is below zero".to_string()));
}

#[test]
fn a_file_and_arguments() {
    let text = "quantities.results = 'rows'\ncharged = 'cost'\nendpoints.'/v2' = 'search'\n[options]\nskills = 's'\n";
    let mut mapping = Mapping::new();
    mapping.add_toml("map.toml", text).unwrap();
    mapping.add_argument("at=when").unwrap();
    let entries: Vec<String> =
        mapping.entries().map(|(target, source)| format!("{target}={}", source.field().unwrap())).collect();
    assert_eq!(entries, ["at=when", "charged=cost", "options.skills=s", "quantities.results=rows"]);
    assert_eq!(mapping.endpoint_name("/v2"), Some("search"));
    assert_eq!(mapping.name_of(Field::At), "when");
    assert_eq!(mapping.name_of(Field::Calls), "calls");
}

#[test]
fn entries_that_map_nothing() {
    #[track_caller]
    fn check(result: Result<(), MappingError>, code: &str, culprit: &str, message: &str) {
        let error = result.unwrap_err();
        assert_eq!((error.code(), &*error.culprit(), &*error.to_string()), (code, culprit, message));
    }
    let mut mapping = mapping(&ARGUMENTS);
    let mut argument = |argument: &str| mapping.add_argument(argument);
    check(argument("charged"), "not-an-entry", "charged", "`charged` of --map maps nothing");
    check(argument("at="), "not-an-entry", "at=", "`at=` of --map maps nothing");
    check(argument("price=x"), "not-a-target", "price", "`price` is nothing to map to");
    check(argument("options.=x"), "not-a-target", "options.", "`options.` is nothing to map to");
    check(argument("calls=m"), "mapped-twice", "calls", "`calls` is mapped twice");
    let message = "the endpoint value `/v2?q=1` is mapped twice";
    check(argument("endpoint:/v2?q=1=x"), "mapped-twice", "/v2?q=1", message);
    let mut file = |text: &str| mapping.add_toml("m", text);
    check(file("price = 'x'"), "bad-key", "price", "m:1:1: `price` is nothing to map to");
    let wanted = "must be the name of a field, or a table with `field` or `value`";
    check(file("\nat = 1"), "bad-key", "at", &format!("m:2:1: `at` {wanted}"));
    check(file("options.x = true"), "bad-key", "options.x", &format!("m:1:9: `options.x` {wanted}"));
    assert_eq!(file("at = ").unwrap_err().code(), "not-toml");
    let field = Source::of("f");
    let target = Target::Quantity("results".to_string());
    assert_eq!(mapping.add(target.clone(), field), Err(MappingError::TargetTwice { target }));
}

//! Columns as their callers have them: dictionaries, lists, bits, instants; each rule and each error by hand. What is random is in
//! `ways.rs`.

use pricesheet::{
    BookColumnPricer, ColumnPricer, Columns, ColumnsError, Decimal, InstantColumn, NumberColumn, OptionLists,
    PriceBook, PriceSheet, RatingError, RowFault, StatedInstant, TextColumn, Usage, Validity,
};
use pricesheet_testing::ways::amounts_agree;

const SHEET: &str = r#"
name = "columns"
windows.peak = { clock = "as-stated", hours = [{ from = 09:00:00, to = 17:00:00 }] }
windows.night = { clock = "utc", hours = [{ from = 00:00:00, to = 06:00:00 }] }

[endpoints.chat]
aliases = ["talk"]
options = { fast = 3, batch = { times = 0.5 } }
attributes = { region = { default = "us", of = ["us", "eu"] }, model = { required = true } }
charges.tokens = { by = ["model", "region"], table = [["a", "eu", 2], ["a", "*", 1], ["b", "us", 5]] }

[endpoints.call]
rates = [{ when = ["in peak"], price = 3 }, { when = ["in night"], price = 1 }, { price = 2 }]

[endpoints.tile]
price = 1
options = { fast = 3 }
quantities.area = { product = ["width", "height"] }
charges.area = { price = 2 }

[endpoints.open]
attributes.tenant = { default = "nobody", open = true }
rates = [{ when = ["tenant = nobody"], price = 1 }, { price = 7 }]
"#;

fn sheet() -> PriceSheet {
    PriceSheet::from_toml(SHEET).unwrap()
}

/// Every row is as the usage by names, which is found by the sheet.
#[track_caller]
fn agree(columns: &Columns<'_>, usages: &[Usage]) {
    let sheet = sheet();
    let expected: Vec<_> = usages.iter().map(|usage| sheet.price(usage)).collect();
    amounts_agree(&ColumnPricer::new(&sheet), columns, &expected);
}

/// The messages of the rows that have no price.
fn messages(columns: &Columns<'_>) -> Vec<String> {
    let mut amounts = vec![Decimal::ZERO; columns.len()];
    let errors = ColumnPricer::new(&sheet()).price_decimals(columns, &mut amounts).unwrap();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn endpoints_are_named_by_names_and_aliases() {
    let names = TextColumn::new(&[0_i8, 1, 2, -1, 9], &["call", "talk", "tlk"]);
    let columns = Columns::new(names).made_at(InstantColumn::seconds(&[0_i32; 5]));
    let call = |name: &str| Usage::new(name).made_at_text("1970-01-01T00:00:00Z");
    agree(&columns, &["call", "talk", "tlk", "", ""].map(call));
    assert_eq!(
        messages(&columns)[1..],
        ["row 2: unknown endpoint `tlk`", "row 3: unknown endpoint ``", "row 4: unknown endpoint ``"]
    );
}

#[test]
fn a_pricer_knows_the_endpoints_that_it_was_made_for() {
    let sheet = sheet();
    let pricer = ColumnPricer::for_endpoints(&sheet, ["open", "tile", "open"]).unwrap();
    assert_eq!(pricer.endpoint_place("open"), Ok(0));
    assert_eq!(pricer.endpoint_place("tile"), Ok(1));
    assert_eq!(pricer.endpoint_place("talk").unwrap_err().to_string(), "unknown endpoint `talk`");
    let mut amounts = [0_i64; 3];
    let names = TextColumn::new(&[0_u8, 1, 2], &["open", "tile", "talk"]);
    let errors = pricer.price(&Columns::new(names), 0, &mut amounts).unwrap();
    assert_eq!(amounts, [1, 1, i64::MAX]);
    assert_eq!(errors[0].to_string(), "row 2: unknown endpoint `talk`");
}

#[test]
fn attributes_are_text_by_dictionary_ids() {
    let endpoints = [0_u8; 7];
    let models = TextColumn::new(&[0_i32, 1, 1, 0, 2, 0, 3], &["a", "b", "c", "a"])
        .validity(&[true, true, true, false, true, true, true]);
    let regions = TextColumn::new(&[0_u16, 1, 0, 0, 0, 2, 7], &["eu", "us", "ew", "eu"])
        .validity(Validity::bits(&[0b1110_1110, 0], 1));
    let columns = Columns::new(&endpoints)
        .attribute("region", regions)
        .attribute("model", models)
        .quantity("tokens", &[1_u8, 2, 3, 4, 5, 6, 7]);
    let usage = |region: &str, model: &str, tokens: i64| {
        let usage = Usage::new("chat").quantity("tokens", tokens);
        let usage = if region == "-" { usage } else { usage.attribute("region", region) };
        if model == "-" { usage } else { usage.attribute("model", model) }
    };
    agree(
        &columns,
        &[
            usage("eu", "a", 1),
            usage("us", "b", 2),
            usage("eu", "b", 3),
            usage("-", "-", 4),
            usage("eu", "c", 5),
            usage("ew", "a", 6),
            usage("", "a", 7),
        ],
    );
}

/// An endpoint that has no attributes refuses the rows that state one, and no others, also in a chunk that is priced at once.
#[test]
fn what_has_no_attributes_refuses_them() {
    let stated: Vec<bool> = (0..300).map(|row| row == 7 || row == 290).collect();
    let regions = TextColumn::new(&[0_u8; 300], &["eu"]).validity(&stated);
    let (endpoints, sides) = (vec![2_u8; 300], vec![3_u32; 300]);
    let columns = Columns::new(&endpoints)
        .quantity("width", &sides)
        .quantity("height", &sides)
        .attribute("region", regions);
    let usages: Vec<Usage> = (0..300)
        .map(|row| {
            let usage = Usage::new("tile").quantity("width", 3).quantity("height", 3);
            if stated[row] { usage.attribute("region", "eu") } else { usage }
        })
        .collect();
    agree(&columns, &usages);
    assert_eq!(
        messages(&columns),
        [7, 290].map(|row| format!("row {row}: unknown attribute `region` of endpoint `tile`"))
    );
}

#[test]
fn an_attribute_in_two_columns_is_stated_twice_where_both_state_it() {
    let first = TextColumn::new(&[0_u8, 0, 0], &["x"]).validity(&[true, true, false]);
    let second = TextColumn::new(&[0_u8, 0, 0], &["nobody"]).validity(&[true, false, true]);
    let columns = Columns::new(&[3_u8; 3]).attribute("tenant", first).attribute("tenant", second);
    let open = || Usage::new("open");
    agree(
        &columns,
        &[
            open().attribute("tenant", "x").attribute("tenant", "nobody"),
            open().attribute("tenant", "x"),
            open().attribute("tenant", "nobody"),
        ],
    );
}

#[test]
fn derived_quantities_are_not_stated() {
    let columns = Columns::new(&[2_u8, 2])
        .quantity("width", &[2_i16, 2])
        .quantity("height", &[3_i8, 3])
        .quantity("area", NumberColumn::from(&[6_i32, 6]).validity(&[false, true]));
    let usage = Usage::new("tile").quantity("width", 2).quantity("height", 3);
    agree(&columns, &[usage.clone(), usage.quantity("area", 6)]);
}

#[test]
fn options_are_lists_of_names() {
    let names = TextColumn::new(&[0_u8, 1, 0, 2, 1, 1, 0, 1], &["fast", "batch", "fst"])
        .validity(&[true, true, true, true, true, true, false, true]);
    let lists =
        OptionLists::new(&[1_i64, 1, 3, 4, 6, 8, 8], names).validity(&[true, true, true, true, true, false]);
    let columns = Columns::new(&[0_u8, 0, 2, 0, 2, 0]).option_lists(lists).attribute(
        "model",
        TextColumn::new(&[0_u8; 6], &["a"]).validity(&[true, true, false, true, false, true]),
    );
    let chat = || Usage::new("chat").attribute("model", "a");
    agree(
        &columns,
        &[
            chat(),
            chat().option("batch").option("fast"),
            Usage::new("tile").option("fst"),
            chat().option("batch").option("batch"),
            Usage::new("tile").option("batch"),
            chat(),
        ],
    );
}

/// What was found for one endpoint is not taken for another.
#[test]
fn options_are_found_for_each_endpoint() {
    let lists = OptionLists::new(&[0_u32, 1, 2, 3], TextColumn::new(&[0_u8; 3], &["batch"]));
    let columns = Columns::new(&[2_u8, 0, 2])
        .option_lists(lists)
        .attribute("model", TextColumn::new(&[0_u8; 3], &["a"]).validity(&[false, true, false]));
    let tile = Usage::new("tile").option("batch");
    agree(&columns, &[tile.clone(), Usage::new("chat").attribute("model", "a").option("batch"), tile]);
}

#[test]
fn windows_see_the_instant_and_the_wall_time_that_it_shows() {
    // 2026-05-28T20:26:40.5Z
    const AT: i64 = 1_780_000_000_500;
    let calls = [1_u8; 4];
    let shown = |at: &str| Usage::new("call").made_at_text(at);
    let offsets = [0, -240, 600, 900];
    let columns = Columns::new(&calls).made_at(InstantColumn::milliseconds(&[AT; 4]).offsets(&offsets));
    let usages = [
        shown("2026-05-28T20:26:40.5Z"),
        shown("2026-05-28T16:26:40.5-04:00"),
        shown("2026-05-29T06:26:40.5+10:00"),
        shown("2026-05-29T11:26:40.5+15:00"),
    ];
    agree(&columns, &usages);
    for (usage, offset) in usages.iter().zip(offsets) {
        let columns = Columns::new(&calls[..1])
            .made_at(InstantColumn::microseconds(&[AT * 1_000]).offset_minutes(offset));
        agree(&columns, std::slice::from_ref(usage));
        let nanoseconds = [i128::from(AT) * 1_000_000];
        let columns = Columns::new(&calls[..1])
            .made_at(InstantColumn::nanoseconds(&nanoseconds).offset_minutes(offset));
        agree(&columns, std::slice::from_ref(usage));
    }
}

#[test]
fn a_window_needs_an_instant_and_nothing_else_does() {
    let at = InstantColumn::seconds(&[0_i64, 0, i64::MAX, i64::MAX]).validity(&[true, false, true, true]);
    let columns = Columns::new(&[1_u8, 1, 1, 3]).made_at(at);
    let mut amounts = [0_i64; 4];
    let errors = ColumnPricer::new(&sheet()).price(&columns, 0, &mut amounts).unwrap();
    assert_eq!(amounts, [1, i64::MAX, i64::MAX, 1]);
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "row 1: `at` is not stated, but endpoint `call` has prices by time",
            "row 2: `9223372036854775807 seconds since 1970` of `at` is not between 0000-01-01T00:00:00Z \
             and 9999-12-31T23:59:59.999999999Z",
        ]
    );
    assert_eq!(errors.iter().map(|error| error.code()).collect::<Vec<_>>(), ["missing-at", "invalid-at"]);
}

/// How many ticks a second has, and a column of such.
type Unit = (i128, fn(&'static [i128]) -> InstantColumn<'static>);

/// Every unit, at both ends of the years and beyond them.
#[test]
fn instants_end_with_the_years() {
    const LAST: i128 = 253_402_300_799;
    const FIRST: i128 = -62_167_219_200;
    let priced = |column: InstantColumn<'_>| {
        let mut amounts = [0_i64];
        let errors =
            ColumnPricer::new(&sheet()).price(&Columns::new(&[1_u8]).made_at(column), 0, &mut amounts);
        errors.unwrap().is_empty()
    };

    let units: [Unit; 4] = [
        (1, InstantColumn::seconds),
        (1_000, InstantColumn::milliseconds),
        (1_000_000, InstantColumn::microseconds),
        (1_000_000_000, InstantColumn::nanoseconds),
    ];
    for (per_second, column) in units {
        let at = |ticks: i128| priced(column(vec![ticks].leak()));
        assert!(at(LAST * per_second + per_second - 1) && at(FIRST * per_second), "{per_second}");
        assert!(!at((LAST + 1) * per_second) && !at(FIRST * per_second - 1), "{per_second}");
        assert!(!at(i128::MAX) && !at(i128::MIN), "{per_second}");
    }
    // A clock that shows a year of five digits, and one that nobody has.
    assert!(priced(InstantColumn::seconds(&[LAST])));
    assert!(!priced(InstantColumn::seconds(&[LAST]).offset_minutes(1)));
    assert!(!priced(InstantColumn::seconds(&[0_u8]).offset_minutes(1_440)));
    assert!(StatedInstant::new("1970-01-01T00:00:00Z".parse().unwrap(), 1_440).is_err());
}

#[test]
fn columns_are_of_one_length() {
    let sheet = sheet();
    let pricer = ColumnPricer::new(&sheet);
    let fault = |columns: &Columns<'_>| {
        pricer.price(columns, 0, &mut vec![0_i64; columns.len()]).unwrap_err().to_string()
    };
    let differs = |column: &str, stated: usize| {
        format!("column `{column}` has the length {stated}, but there are 2 usages")
    };
    let new = || Columns::new(&[3_u8, 3]);
    let text = || TextColumn::new(&[0_u8, 0], &["x"]);
    let list = |offsets: &'static [u32]| OptionLists::new(offsets, text());
    assert_eq!(fault(&new().attribute("tenant", TextColumn::new(&[0_u8], &["x"]))), differs("tenant", 1));
    assert_eq!(fault(&new().attribute("tenant", text().validity(&[true]))), differs("tenant", 1));
    assert_eq!(
        fault(&new().attribute("tenant", text().validity(Validity::bits(&[3], 7)))),
        differs("tenant", 1)
    );
    assert_eq!(fault(&Columns::new(text().validity(&[true]))), differs("endpoints", 1));
    assert_eq!(fault(&new().made_at(InstantColumn::seconds(&[0_u8]))), differs("at", 1));
    assert_eq!(fault(&new().made_at(InstantColumn::seconds(&[0_u8; 2]).offsets(&[0; 3]))), differs("at", 3));
    assert_eq!(fault(&new().made_at(InstantColumn::seconds(&[0_u8; 2]).validity(&[true]))), differs("at", 1));
    assert_eq!(fault(&new().option("o", &[true; 3])), differs("o", 3));
    assert_eq!(fault(&new().option_lists(list(&[0, 1]))), differs("options", 1));
    assert_eq!(fault(&new().option_lists(list(&[0, 1, 2]).validity(&[true]))), differs("options", 1));
    assert_eq!(
        fault(&new().quantity("n", NumberColumn::from(&[0_u8; 2]).validity(&[true; 4]))),
        differs("n", 4)
    );
    for offsets in [&[0, 1, 3], &[0, 2, 1], &[9, 1, 1]] {
        let lists = list(offsets);
        let error = pricer.price(&new().option_lists(lists), 0, &mut [0_i64; 2]).unwrap_err();
        let row = usize::from(offsets[0] == 0);
        assert_eq!(error, ColumnsError::ListAstray { row });
        assert_eq!(
            error.to_string(),
            format!("the list of `options` in row {row} does not lie among the names")
        );
        assert_eq!((error.code(), error.culprit()), ("list-astray", "options"));
        assert_eq!(error.help().as_deref(), Some("let offsets rise, from 0 to at most the number of names"));
    }
    let none: [u8; 0] = [];
    let empty = Columns::new(&none).option_lists(OptionLists::new(&none, TextColumn::new(&none, &[])));
    assert_eq!(pricer.price::<i64>(&empty, 0, &mut []), Ok(vec![]));
}

/// Three sheets over one another's years, which do not have the same endpoints.
fn book() -> PriceBook {
    let of = |text: &str| PriceSheet::from_toml(text).unwrap();
    PriceBook::new([
        of("name = 'a'\neffective = 1970-01-01T00:00:10Z\n[endpoints.x]\nprice = 1\noptions.o = 2"),
        of("name = 'a'\neffective = 1970-01-01T00:01:00Z\nendpoints.y.price = 7\n[endpoints.x]\n\
            rates = [{ when = ['region = eu'], price = 3 }, { price = 4 }]\nattributes.region.default = 'us'"),
        of("name = 'a'\neffective = 1970-01-01T00:02:00Z\nendpoints.x.charges.n = { price = 0.5 }"),
    ])
    .unwrap()
}

#[test]
fn rows_of_a_book_are_priced_by_the_sheet_in_force() {
    let book = book();
    let pricer = BookColumnPricer::new(&book);
    assert_eq!((pricer.scale(), pricer.pricers().len(), pricer.book().sheets().len()), (1, 3, 3));
    // In order, so that there are long runs, and out of it.
    for step in [1, 37] {
        let rows = 0..400_usize;
        let seconds: Vec<i64> = rows.clone().map(|row| (row * step % 400) as i64 / 3).collect();
        let stated: Vec<bool> = rows.clone().map(|row| row % 90 != 5).collect();
        let endpoints: Vec<u8> = rows.clone().map(|row| u8::from(row % 7 == 3)).collect();
        let regions: Vec<bool> = rows.clone().map(|row| row % 11 == 0).collect();
        let options: Vec<bool> = rows.clone().map(|row| row % 13 == 0).collect();
        let calls: Vec<u32> = rows.clone().map(|row| 1 + u32::from(row % 17 == 0)).collect();
        let columns = Columns::new(TextColumn::new(&endpoints, &["x", "y"]))
            .attribute("region", TextColumn::new(&[0_u8; 400], &["eu"]).validity(&regions))
            .option("o", &options)
            .quantity("n", NumberColumn::from(&calls).validity(&stated))
            .calls(&calls)
            .made_at(InstantColumn::seconds(&seconds).validity(&stated));
        let mut amounts = vec![Decimal::ZERO; 400];
        let errors = pricer.price_decimals(&columns, &mut amounts).unwrap();
        let mut errors = errors.into_iter().peekable();
        for row in rows {
            let usage = Usage::new(if endpoints[row] == 1 { "y" } else { "x" }).calls(calls[row]);
            let usage = if regions[row] { usage.attribute("region", "eu") } else { usage };
            let usage = if options[row] { usage.option("o") } else { usage };
            let usage = if stated[row] { usage.quantity("n", calls[row]) } else { usage };
            let at = pricesheet::Instant::from_unix_seconds(seconds[row]).unwrap();
            let usage = if stated[row] { usage.made_at(at) } else { usage };
            let expected = book.price(&usage).map_err(|error| match error {
                RatingError::InForce(error) => RowFault::InForce(error),
                RatingError::Usage(error) => RowFault::Usage(error),
            });
            let found = match errors.next_if(|error| error.row == row) {
                Some(error) => Err(error.fault),
                None => Ok(amounts[row]),
            };
            assert_eq!(found, expected, "row {row}: {usage:?}");
            assert_eq!(found.is_err(), amounts[row] == Decimal::MAX);
        }
        assert_eq!(errors.next(), None);
    }
}

#[test]
fn a_book_of_several_sheets_takes_names_and_no_places() {
    let several = BookColumnPricer::new(&book());
    let at = InstantColumn::seconds(&[15_i64]);
    let named = || Columns::new(TextColumn::new(&[0_u8], &["x"])).made_at(at);
    let error = several.price(&Columns::new(&[0_u8]).made_at(at), 0, &mut [0_i64]).unwrap_err();
    assert_eq!(
        (error.to_string(), error.code(), error.culprit()),
        (
            "column `endpoints` states places, which differ between the sheets of a book".into(),
            "places-in-book",
            "endpoints"
        )
    );
    assert_eq!(error.help().as_deref(), Some("state names, by the ids of a dictionary"));
    let error = several.price(&named().options(&[0_u8]), 0, &mut [0_i64]).unwrap_err();
    assert_eq!(error.culprit(), "options");
    assert_eq!(several.price(&named(), 0, &mut [0_i64]), Ok(vec![]));
}

/// As by names: without an instant by the only sheet, which does not hold before it applies.
#[test]
fn a_book_of_one_sheet_needs_no_instant() {
    let dated = |effective: &str| {
        let sheet: PriceSheet = format!("name = 'a'\n{effective}\nendpoints.x.price = 1").parse().unwrap();
        BookColumnPricer::new(&PriceBook::from(sheet))
    };
    let columns = Columns::new(&[0_u8; 3])
        .made_at(InstantColumn::seconds(&[0, i64::MAX, 0]).validity(&[true, true, false]));
    let codes = |pricer: &BookColumnPricer| -> Vec<(usize, &str)> {
        let errors = pricer.price(&columns, 0, &mut [0_i64; 3]).unwrap();
        errors.iter().map(|error| (error.row, error.code())).collect()
    };
    assert_eq!(codes(&dated("")), []);
    assert_eq!(
        codes(&dated("effective = 1970-01-01T00:00:10Z")),
        [(0, "before-first-sheet"), (1, "invalid-at")]
    );
}

//! Sheets at the limits of what fast paths hold, made by hand; what is random is in `ways.rs`.

use pricesheet::{ColumnPricer, Columns, Decimal, NumberColumn, PriceSheet, Usage, UsageError};
use pricesheet_testing::ways;

/// A usage that states options and nothing else.
fn usage_of(endpoint: &pricesheet::sheet::Endpoint, options: u32) -> Usage {
    let given = endpoint.option_names.iter().enumerate().filter(|(at, _)| options >> at & 1 == 1);
    given.fold(Usage::new(&endpoint.name), |usage, (_, name)| usage.option(name))
}

/// The usage by its names, and what is beyond the endpoint's lists: too many options or counts.
fn usage(endpoint: &pricesheet::sheet::Endpoint, options: u32, counts: &[u64]) -> Usage {
    let usage = usage_of(endpoint, options);
    let stated = endpoint.quantities.iter().zip(counts);
    stated.fold(usage, |usage, (quantity, count)| usage.quantity(&quantity.name, *count))
}

/// What options add to a price over a divisor, and in tiers of different sizes: seldom generated.
#[test]
fn surcharges_give_the_price_of_the_quote() {
    let text = r#"
        name = "surcharges"
        [endpoints.thirds]
        charges.n = { price = 7, per = 7, increment = "none", options = { a = 1, b = 0.3 }, round = { to = 0.01, mode = "half-even" } }
        [endpoints.sevenths]
        charges.n = { price = 1, per = 7, increment = "none", options = { a = 7, b = 0.3 }, round = { to = 0.01, mode = "up" } }
        [endpoints.tiers]
        basis = "call"
        charges.n = { tiering = "graduated", tiers = [{ up_to = 10, price = 1, per = 8, increment = "none" }, { price = 2 }], options = { a = 0.5, b = 2 } }
        [endpoints.alike]
        basis = "call"
        charges.n = { tiering = "volume", tiers = [{ up_to = 10, price = 1, flat = 3 }, { price = 2 }], options = { a = 0.5, b = 2 } }
    "#;
    let sheet = PriceSheet::from_toml(text).unwrap();
    for endpoint in &sheet.model().endpoints {
        for options in 0..4_u32 {
            let handle = sheet.endpoint(&endpoint.name).unwrap();
            let set = handle.option_set_from_bits(options.into()).unwrap();
            for count in 0..60_i64 {
                for quantity in [Decimal::from(count), Decimal::new(count, 1)] {
                    let usage = usage_of(endpoint, options).quantity("n", quantity);
                    let defined = handle.price_by_rules(&usage).unwrap();
                    assert_eq!(set.price_quantities(&[quantity]), Ok(defined), "{usage:?}");
                    assert_eq!(sheet.price(&usage), Ok(defined), "{usage:?}");
                }
            }
        }
    }
}

#[test]
fn what_lies_beyond_an_endpoint_is_refused() {
    let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET).unwrap();
    let profile = sheet.endpoint("get-personal-profile").unwrap();
    let search = sheet.endpoint("search-employees").unwrap();
    assert_eq!(
        profile.option_set_from_bits(1 << 11).unwrap_err().to_string(),
        "unknown option `bit 11` of endpoint `get-personal-profile`"
    );
    let counts = search.option_set([]).unwrap().price(&[1, 2]).unwrap_err();
    assert_eq!(counts.to_string(), "2 counts are stated, but endpoint `search-employees` has 3 quantities");
    assert_eq!(counts.code(), "counts-mismatch");
    let quantities = search.option_set([]).unwrap();
    let stated = [Decimal::ONE, Decimal::ONE, Decimal::NEGATIVE_ONE];
    assert_eq!(quantities.price_quantities(&stated).unwrap_err().code(), "negative-quantity");
    assert_eq!(quantities.price_quantities(&stated[..2]).unwrap_err().code(), "counts-mismatch");
    let negative_zero = [Decimal::ONE, -Decimal::ZERO, Decimal::new(25, 1)];
    assert_eq!(quantities.price_quantities(&negative_zero).unwrap().to_string(), "51.25");

    let pricer = ColumnPricer::for_endpoints(&sheet, ["get-personal-profile", "search-employees"]).unwrap();
    let counts = [0, 0, u64::MAX, 0];
    let columns = Columns::new(&[0_u32, 0, 1, 2])
        .options(&[1_u128 << 11, 1 << 127, 0, 0])
        .quantity("search", NumberColumn::from(&[0_u32, 0, 1, 0]).zero_is_absent())
        .quantity("results", NumberColumn::from(&counts).zero_is_absent());
    let mut amounts = [Decimal::ZERO; 4];
    let errors = pricer.price_decimals(&columns, &mut amounts).unwrap();
    assert_eq!(amounts[2].to_string(), "9223372036854775857.5");
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "row 0: unknown option `bit 11` of endpoint `get-personal-profile`",
            "row 1: unknown option `bit 127` of endpoint `get-personal-profile`",
            "row 3: unknown endpoint `place 2`"
        ]
    );
    // Also of what an endpoint does not have, zero is a statement.
    let columns = Columns::new(&[0_u32]).quantity("results", &[0_u32]);
    let errors = pricer.price(&columns, 1, &mut [0_i64]).unwrap();
    assert_eq!(errors[0].code(), "unknown-quantity");
    let text = |columns: &Columns<'_>| pricer.price(columns, 1, &mut [0_i64]).unwrap_err().to_string();
    assert_eq!(text(&Columns::new(&[0_u8, 1])), "column `amounts` has the length 1, but there are 2 usages");
    assert_eq!(
        text(&Columns::new(&[0_u8]).quantity("results", &[1_u32, 2])),
        "column `results` has the length 2, but there are 1 usages"
    );
}

/// More quantities and options than a row of the columns has room for, in endpoints of one list.
#[test]
fn columns_of_wide_endpoints_agree_with_their_option_sets() {
    let options: Vec<_> = (0..100).map(|at| format!("o{at} = {}", at + 1)).collect();
    let charges: Vec<_> = (0..64).map(|at| format!("q{at} = {{ price = {}.5 }}", at + 1)).collect();
    let text = format!(
        "name = \"wide\"\nendpoints.options = {{ price = 1, options = {{ {} }} }}\n\
         endpoints.quantities = {{ charges = {{ {} }} }}\nendpoints.flat = {{ price = 7 }}\n",
        options.join(", "),
        charges.join(", ")
    );
    let sheet = PriceSheet::from_toml(&text).unwrap();
    let pricer = ColumnPricer::new(&sheet);
    let places: Vec<u32> = (0..200).map(|at| at % 3).collect();
    let bits: Vec<u128> =
        places.iter().zip(0..).map(|(place, at)| if *place == 0 { 1 << (at % 100) | 1 } else { 0 }).collect();
    let names: Vec<String> = (0..64).map(|at| format!("q{at}")).collect();
    let counts = |column: u64| (0..200).map(|at| (at * 31 + column) % 17).collect();
    let counts: Vec<Vec<u64>> = (0..64).map(counts).collect();
    // The last usage of the flat endpoint states what it does not have.
    let stated = |row: usize, column: usize| places[row] == 1 || (row == 197 && column == 63);
    let validity: Vec<Vec<bool>> =
        (0..64).map(|column| (0..200).map(|row| stated(row, column)).collect()).collect();
    let columns = Columns::new(&places).options(&bits);
    let columns = (0..64).fold(columns, |columns, at| {
        columns.quantity(&names[at], NumberColumn::from(&counts[at]).validity(&validity[at]))
    });
    let expected: Vec<_> = (0..200)
        .map(|row| {
            let endpoint = sheet.endpoint(["options", "quantities", "flat"][places[row] as usize]).unwrap();
            let given = endpoint.model().option_names.iter().zip(0..);
            let given = given.filter(|(_, bit)| bits[row] >> bit & 1 == 1);
            let usage = given.fold(Usage::new(&endpoint.model().name), |usage, (name, _)| usage.option(name));
            let stated = (0..64).filter(|column| stated(row, *column));
            endpoint.price_by_rules(
                &stated.fold(usage, |usage, column| usage.quantity(&names[column], counts[column][row])),
            )
        })
        .collect();
    assert_eq!(expected[197].as_ref().unwrap_err().code(), "unknown-quantity");
    ways::amounts_agree(&pricer, &columns, &expected);
}

/// Products and sums about the sizes that 64 bits hold, in every form of a row: each usage in a column of its own, so that
/// no other one hides it.
#[test]
fn rows_of_columns_are_exact_at_the_limits_of_their_words() {
    let counts = [0, 1, 3 << 29, (1 << 31) + 1, (1 << 32) - 1, 1 << 32];
    let lasts = [
        "",
        "round = \"up\"",
        "max = 4611686018427387903",
        "round = { to = 16, mode = \"half-even\" }",
        "round = { to = 1048575, mode = \"half-down\" }",
    ];
    for (price, last, included) in [((1_u64 << 31) - 1), 1 << 31, 1 << 27, 1 << 10]
        .iter()
        .flat_map(|price| lasts.iter().map(move |last| (price, last)))
        .flat_map(|(price, last)| [0, 2].map(|included| (price, last, included)))
    {
        // The second endpoint has the scale be larger than that of the first.
        let text = format!(
            "name = \"limits\"\n[endpoints.e]\nbasis = \"call\"\nprice = 5\n{last}\ncharges = {{ a = {{ price = {price}, included = {included} }}, \
             b = {{ price = {price} }}, c = {{ price = {price} }}, d = {{ price = {price} }} }}\n[endpoints.f]\nprice = 0.5\n"
        );
        let sheet = PriceSheet::from_toml(&text).unwrap();
        let endpoint = sheet.endpoint("e").unwrap();
        for names in [&["e"][..], &["e", "f"]] {
            let pricer = ColumnPricer::for_endpoints(&sheet, names.iter().copied()).unwrap();
            for at in 0..counts.len().pow(4) {
                let counts = [1, 6, 36, 216].map(|power| [counts[at / power % counts.len()]]);
                let columns = ["a", "b", "c", "d"].iter().zip(&counts);
                let columns = columns
                    .fold(Columns::new(&[0_u8]), |columns, (name, count)| columns.quantity(name, count));
                let defined =
                    endpoint.price_by_rules(&usage(endpoint.model(), 0, &counts.map(|[count]| count)));
                ways::amounts_agree(&pricer, &columns, &[defined]);
            }
        }
    }
}

/// Beyond 19 decimal places, one has no room in 64 bits in which to compare a quantity with a bound.
#[test]
fn conditions_hold_for_quantities_of_any_scale() {
    let text = r#"
        name = "tiny"
        [endpoints.call]
        price = 1
        options = { some = { price = 4, when = ["n > 0"] }, none = { times = 3, when = ["n <= 0"] } }
        quantities.n = { required = false }
    "#;
    let sheet = PriceSheet::from_toml(text).unwrap();
    let set = sheet.endpoint("call").unwrap().option_set(["some", "none"]).unwrap();
    for scale in 0..=28 {
        let tiny = Decimal::new(1, scale);
        let usage = Usage::new("call").option("some").option("none").quantity("n", tiny);
        assert_eq!(sheet.price(&usage), Ok(Decimal::from(5)), "{tiny}");
        assert_eq!(set.price_quantities(&[tiny]), Ok(Decimal::from(5)), "{tiny}");
    }
}

/// A sum between must fit the decimal type, even where what it is rounded to would: no fast path may answer then.
#[test]
fn sums_that_fit_no_decimal_are_refused_on_every_way() {
    for more in ["", "options = { a = { times = 2 } }\n"] {
        let text = format!(
            "name = 'fine'\n[endpoints.call]\nround = {{ to = 0.0000000001, mode = 'up' }}\n{more}\
             charges.n = {{ price = 0.00000000000000000001, increment = 'none' }}"
        );
        let sheet = PriceSheet::from_toml(&text).unwrap();
        let quantity = Decimal::new(1, 9);
        let usage = Usage::new("call").quantity("n", quantity);
        let endpoint = sheet.endpoint("call").unwrap();
        let defined = endpoint.price_by_rules(&usage).unwrap_err();
        assert_eq!(defined.code(), "not-representable");
        ways::usage(&sheet, &usage);
        let set = endpoint.option_set([]).unwrap();
        assert_eq!(set.price_quantities(&[quantity]), Err(defined), "{text}");
    }
}

/// What a multiplier takes off or leaves is a line of the quote, and the charge before it another one: all have to fit.
#[test]
fn what_a_multiplier_hides_is_refused_on_every_way() {
    let sheets = [
        // Nothing is left of a charge that fits no decimal.
        "options = { a = { times = 0 } }\ncharges.n = { price = 1000000000000000000 }",
        "options = { a = { times = 0 } }\nmin = 4\ncharges.n = { price = 1000000000000000000 }",
        "options = { a = { times = 0 } }\ncharges.n = { price = 1000000000000000000, plus = [\"n\"] }",
        // What is taken off has 30 digits.
        "options = { a = { times = 0.0000000000000000001 } }\ncharges.n = { price = 0.012345678901 }",
    ];
    for text in sheets {
        let sheet = PriceSheet::from_toml(&format!("name = 'hidden'\n[endpoints.call]\n{text}")).unwrap();
        let count = 1_000_000_000_000_u64;
        let usage = Usage::new("call").option("a").quantity("n", count);
        let refused = Err(sheet.quote(&usage).unwrap_err());
        assert_eq!(refused.as_ref().map_err(UsageError::code), Err("not-representable"), "{text}");
        assert_eq!(sheet.price(&usage), refused, "{text}");
        let endpoint = sheet.endpoint("call").unwrap();
        let set = endpoint.option_set(["a"]).unwrap();
        assert_eq!(set.price(&[count]), refused, "{text}");
        assert_eq!(set.price_quantities(&[count.into()]), refused, "{text}");
        let counts = [count];
        let columns = Columns::new(&[0_u8]).options(&[1_u8]).quantity("n", &counts);
        ways::amounts_agree(&ColumnPricer::new(&sheet), &columns, &[refused]);
    }
}

/// What random tests found once.
#[test]
fn what_failed_once() {
    let text = r#"
        name = "once"
        [endpoints.large]
        basis = "call"
        price = 0
        min = 0
        options = { o0 = 1, o1 = 1, o2 = 1 }
        [endpoints.large.charges]
        c0 = { quantity = "q2", price = 90185886600000000, round = { to = 0.05, mode = "half-even" } }
        c1 = { quantity = "q0", price = 3, round = { to = 0.05, mode = "half-even" } }
        c2 = { quantity = "q1", price = 0.0001, options = { o-own = 0.25 } }
        [endpoints.tiny]
        basis = "call"
        rates = [{ when = ["q0 > 0"], price = 0 }, { price = 1 }]
        options = { a = {}, b = {}, c = {}, d = {} }
        choices = { kind = ["a", "b"] }
        quantities = { q0 = {}, q1 = {}, q2 = {} }
    "#;
    let sheet = PriceSheet::from_toml(text).unwrap();
    for calls in [1, 2, 1_000_000] {
        let large =
            Usage::new("large").quantity("q2", 43_924_532).quantity("q0", 11_754_601_048_559_804_437_u64);
        ways::usage(&sheet, &large.quantity("q1", 2_638_874_531_u64).calls(calls));
        ways::usage(&sheet, &Usage::new("tiny").option("c").quantity("q0", Decimal::new(1, 20)).calls(calls));
    }
    let set = sheet.endpoint("tiny").unwrap().option_set(["c"]).unwrap();
    assert_eq!(set.price_quantities(&[Decimal::new(1, 20), Decimal::ZERO, Decimal::ZERO]), Ok(Decimal::ZERO));
}

//! The fast path is taken by endpoints with every key that programs have: a price by a program, which is the one by the rules.

use pricesheet::{PriceSheet, Usage};

/// A usage of endpoint `e` has a price by its program, and the rules and a quote agree with it.
#[track_caller]
fn is_fast(text: &str, usage: &Usage, price: &str) {
    let sheet = PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    let endpoint = sheet.endpoint("e").expect("an endpoint `e`");
    let by_program = endpoint.price_by_program(usage);
    assert_eq!(by_program.map(|price| price.to_string()).as_deref(), Some(price), "{text}\n{usage:?}");
    assert_eq!(endpoint.price_by_rules(usage).ok(), by_program, "{text}\n{usage:?}");
    let quote = endpoint.quote(usage).unwrap_or_else(|error| panic!("{error}\n{text}\n{usage:?}"));
    assert_eq!(Some(quote.price()), by_program);
    assert_eq!(quote, endpoint.quote_by_rules(usage).expect("a quote by the rules"));
}

/// No usage has a price by a program that has none by the rules.
#[track_caller]
fn has_none(text: &str, usage: &Usage) {
    let sheet = PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    let endpoint = sheet.endpoint("e").expect("an endpoint `e`");
    assert_eq!(endpoint.price_by_program(usage), None, "{text}\n{usage:?}");
    assert!(endpoint.price(usage).is_err(), "{text}\n{usage:?}");
}

fn usage() -> Usage {
    Usage::new("e")
}

#[test]
fn multipliers_of_endpoints() {
    let text = "name = 'A'\n[endpoints.e]\nprice = 1.5\ntimes = 0.85\noptions.o = { times = 2 }\ncharges.q = { price = 0.5 }";
    is_fast(text, &usage().quantity("q", 3), "2.55");
    is_fast(text, &usage().quantity("q", 3).option("o"), "5.1");
}

#[test]
fn what_quantities_include() {
    let text = "name = 'A'\n[endpoints.e]\nbasis = 'period'\nquantities.seats = { at_least = 2 }\n\
                charges.q = { included = 5, included_by = { seats = 10 }, price = 0.5 }\ncharges.seats = { price = 3 }";
    is_fast(text, &usage().quantity("q", 30).quantity("seats", 1), "8.5");
    is_fast(text, &usage().quantity("q", 20).quantity("seats", 3), "9");
    let weights = "name = 'A'\n[endpoints.e]\nbasis = 'period'\n\
                   charges.q = { quantity = ['q', 'r'], included_by = { seats = 0.5 }, price = 2, increment = 'none' }";
    is_fast(weights, &usage().quantity("q", 3).quantity("r", 2).quantity("seats", 3), "9");
    let half = pricesheet::Decimal::new(5, 1);
    is_fast(weights, &usage().quantity("q", 3).quantity("r", half).quantity("seats", half), "2.5");
}

#[test]
fn conditions_on_attributes() {
    let text = "name = 'A'\n[endpoints.e]\nattributes.region = { default = 'us', open = true }\nattributes.tier = { required = true, of = ['a', 'b'] }\n\
                rates = [{ when = ['region = eu', 'tier = a'], price = 1 }, { when = ['region != eu'], price = 2 }, { price = 3 }]\n\
                options.o = { price = 0.5, when = ['tier = b'] }\n\
                charges.q = { rates = [{ when = ['tier = b', 'q > 10'], price = 0.1 }, { price = 0.2 }] }";
    let e = |region: &str, tier: &str| usage().attribute("region", region).attribute("tier", tier);
    is_fast(text, &e("eu", "a"), "1");
    is_fast(text, &e("eu", "b").quantity("q", 11).option("o"), "4.6");
    is_fast(text, &e("asia", "b").quantity("q", 10), "4");
    is_fast(text, &usage().attribute("tier", "a").option("o").quantity("q", 20), "6");
    has_none(text, &e("eu", "c"));
    has_none(text, &usage());
}

/// So many facts that every charge looks for its row.
#[test]
fn many_conditions_on_attributes() {
    let rows: String =
        (0..40).map(|at| format!("{{ when = ['region = r{at}'], price = 0.{at:02}1 }}, ")).collect();
    let text = format!(
        "name = 'A'\n[endpoints.e]\nattributes.region = {{ default = 'us' }}\ncharges.q.rates = [{rows}{{ price = 1 }}]"
    );
    is_fast(&text, &usage().quantity("q", 2).attribute("region", "r39"), "0.782");
    is_fast(&text, &usage().quantity("q", 2).attribute("region", "r0"), "0.002");
    is_fast(&text, &usage().quantity("q", 2), "2");
}

#[test]
fn windows() {
    let text = "name = 'A'\n[windows.peak]\nclock = '+08:00'\nweekdays = ['mon']\nhours = [{ from = 09:00:00, to = 18:00:00 }]\n\
                [endpoints.e]\ncharges.q = { rates = [{ when = ['in peak'], price = 2 }, { price = 1 }] }\n\
                options.o = { price = 5, when = ['not in peak'] }";
    let at = |at: &str| usage().quantity("q", 3).option("o").made_at_text(at);
    is_fast(text, &at("2026-11-30T09:59:59.999999999Z"), "6");
    is_fast(text, &at("2026-11-30T10:00:00Z"), "8");
    is_fast(text, &at("2026-11-30T00:59:59.999999999Z"), "8");
    is_fast(text, &usage().quantity("q", 0).made_at_text("2026-11-30T02:00:00Z"), "0");
    has_none(text, &usage().quantity("q", 3));
    has_none(text, &at("noon"));
}

/// A table of so many rows by two attributes, with a row for any region of the first model.
fn table(rows: usize) -> String {
    let row = |at: usize| format!("['m{}', 'r{}', 0.{:04}], ", at / 100, at % 100, at + 1);
    (0..rows).map(row).chain(["['m0', '*', 7]".to_owned()]).collect()
}

#[test]
fn tables_of_charges() {
    for rows in [3, 1_000] {
        let text = format!(
            "name = 'A'\n[endpoints.e]\nattributes.model = {{ required = true }}\nattributes.region = {{ default = 'r1', open = true }}\n\
             options.o = {{}}\n[endpoints.e.charges.q]\nby = ['model', 'region']\nper = 10\nincrement = 'none'\n\
             options.o = {{ price = 0.5 }}\ntable = [{}]",
            table(rows)
        );
        let e = |model: &str| usage().quantity("q", 30).attribute("model", model);
        is_fast(&text, &e("m0"), "0.0006");
        is_fast(&text, &e("m0").option("o"), "1.5006");
        is_fast(&text, &e("m0").attribute("region", "r2"), "0.0009");
        is_fast(&text, &e("m0").attribute("region", "elsewhere"), "21");
        is_fast(
            &text,
            &usage().quantity("q", pricesheet::Decimal::new(5, 1)).attribute("model", "m0"),
            "0.00001",
        );
        if rows > 100 {
            is_fast(&text, &e("m9").attribute("region", "r99"), "0.3");
            has_none(&text, &e("m9").attribute("region", "elsewhere"));
            is_fast(
                &text,
                &usage().attribute("model", "m9").attribute("region", "elsewhere").quantity("q", 0),
                "0",
            );
        }
    }
}

#[test]
fn tables_of_flat_amounts() {
    let text = "name = 'A'\n[endpoints.e]\nattributes.model = { default = 'none' }\nby = ['model']\n\
                table = [['a', 1.5], ['b', 2]]\noptions.o = 0.25\ncharges.q = { price = 1 }";
    is_fast(text, &usage().attribute("model", "a").quantity("q", 2), "3.5");
    is_fast(text, &usage().attribute("model", "b").option("o"), "2.25");
    has_none(text, &usage());
}

/// Sets of options state no attribute: they have their defaults.
#[test]
fn option_sets_under_defaults() {
    let text = "name = 'A'\n[endpoints.e]\nattributes.model = { default = 'a' }\noptions.o = 0.25\n\
                [endpoints.e.charges.q]\nby = ['model']\ntable = [['a', 1.5], ['b', 2]]\n\
                [endpoints.f]\nattributes.model = { default = 'c' }\nby = ['model']\ntable = [['a', 1.5]]\ncharges.q = { price = 1 }";
    let sheet = PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}"));
    let set = |endpoint: &str| sheet.endpoint(endpoint).and_then(|of| of.option_set([])).expect("no options");
    assert_eq!(set("e").price(&[2]).map(|price| price.to_string()).as_deref(), Ok("3"));
    assert_eq!(set("f").price(&[2]).map_err(|error| error.code()), Err("no-rate"));
}

#[test]
fn sums_of_quantities() {
    let text = "name = 'A'\n[endpoints.e]\n\
                quantities.input = { increment = 10 }\nquantities.prompt = { sum = ['input', 'cached'], at_least = 40, increment = 7 }\n\
                charges.input = { price = 0.1 }\n\
                charges.all = { quantity = 'prompt', rates = [{ when = ['prompt > 50'], price = 2 }, { price = 1 }] }";
    is_fast(text, &usage().quantity("input", 11).quantity("cached", 2), "44");
    is_fast(text, &usage().quantity("input", 41).quantity("cached", 9), "68");
    is_fast(text, &usage().quantity("input", 42).quantity("cached", 9), "131");
}

#[test]
fn weights_and_products_of_quantities() {
    let text = "name = 'A'\n[endpoints.e]\nquantities.image = { sum = { tiles = 85.5, text = 1 } }\n\
                quantities.area = { product = ['width', 'height'] }\n\
                charges.image = { rates = [{ when = ['image > 171', 'area <= 6'], price = 0.5 }, { price = 1 }] }\n\
                charges.both = { quantity = ['area', 'tiles'], plus = { image = 0.1 }, price = 10, increment = 'none' }";
    let of = |tiles: i64, text: i64, width: i64, height: i64| {
        let half = |number: i64| pricesheet::Decimal::new(number * 5, 1);
        let usage = usage().quantity("tiles", half(tiles)).quantity("text", half(text));
        usage.quantity("width", half(width)).quantity("height", half(height))
    };
    is_fast(text, &of(4, 0, 4, 6), "462");
    is_fast(text, &of(4, 2, 4, 6), "378");
    is_fast(text, &of(4, 2, 5, 5), "469");
    is_fast(text, &of(3, 1, 5, 5), "351.25");
}

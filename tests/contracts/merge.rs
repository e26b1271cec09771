//! What is stated is merged into the base key by key (section 8, clause 2).

use super::*;

/// Over a list of one endpoint `e` that states `base`, a contract that states `own` comes to `expected`, all of them keys of
/// the endpoint.
#[track_caller]
fn merges(base: &str, own: &str, expected: &str) {
    let text = contract(&format!("[endpoints.e]\n{own}"));
    let merged = over(&text, &list(base));
    let meant = sheet(&format!("name = 'Acme'\n[endpoints.e]\n{expected}"));
    assert_eq!(merged.to_toml(), meant.to_toml());
    assert_eq!(merged.fingerprint(), meant.fingerprint());
}

/// The faults of such a contract.
#[track_caller]
fn faulty(base: &str, own: &str, expected: &[&str]) {
    let text = contract(&format!("[endpoints.e]\n{own}"));
    assert_eq!(faults_over(&text, &list(base)), expected, "{text}");
}

#[test]
fn tables_are_merged_and_other_values_replaced() {
    merges("price = 1\ntitle = 'E'", "price = 2", "price = 2\ntitle = 'E'");
    merges(
        "charges.a = { price = 1, unit = 'token' }\ncharges.b.price = 2",
        "charges.a.price = 3\ncharges.c.price = 4",
        "charges.a = { price = 3, unit = 'token' }\ncharges.b.price = 2\ncharges.c.price = 4",
    );
    merges("price = 1\ngroup = ['A', 'B']", "group = ['C']", "price = 1\ngroup = ['C']");
    merges(
        "price = 1\nallow = ['total-falls']",
        "allow = ['cheaper-split']",
        "price = 1\nallow = ['cheaper-split']",
    );
    merges("price = 1", "", "price = 1");
    merges("price = 1\noptions = {}", "options = {}", "price = 1\noptions = {}");
}

#[test]
fn roundings_and_increments_replace() {
    merges("price = 1\nround = { to = 5, mode = 'up' }", "round = 'down'", "price = 1\nround = 'down'");
    let rounding = "round = { to = 5, mode = 'up' }";
    merges(
        &format!("price = 1\n{rounding}"),
        "round = { to = 2, mode = 'down' }",
        "price = 1\nround = { to = 2, mode = 'down' }",
    );
    faulty(&format!("price = 1\n{rounding}"), "round = { to = 2 }", &["P0103 5:9 `round` has no `mode`"]);
    merges(
        "charges.a = { price = 1, increment = { to = 6, mode = 'up' } }",
        "charges.a.increment = { to = 3, mode = 'down' }",
        "charges.a = { price = 1, increment = { to = 3, mode = 'down' } }",
    );
    faulty(
        "charges.a = { price = 1, increment = { to = 6, mode = 'up' } }",
        "charges.a.increment = { to = 3 }",
        &["P0103 5:23 `increment` has no `mode`"],
    );
}

#[test]
fn short_forms_are_read_as_their_tables() {
    // Neither has to be the long form.
    merges("price = 1\noptions.o = 2", "options.o = 3", "price = 1\noptions.o = 3");
    merges("price = 1\noptions.o = 2", "options.o = { price = 3 }", "price = 1\noptions.o = { price = 3 }");
    merges(
        "price = 1\noptions.o = 2",
        "options.o.title = 'O'",
        "price = 1\noptions.o = { price = 2, title = 'O' }",
    );
    merges(
        "price = 1\noptions.o = { price = 2, title = 'O' }",
        "options.o = 3",
        "price = 1\noptions.o = { price = 3, title = 'O' }",
    );
    merges(
        "price = 1\noptions.o = { times = 2, title = 'O' }",
        "options.o = '3'",
        "price = 1\noptions.o = { title = 'O', price = '3' }",
    );
    merges("price = 1\noptions.o = 2", "options.o = {}", "price = 1\noptions.o.price = 2");
    merges(
        "price = 1\noptions = { a = 1, b = 2 }\nchoices.c = ['a', 'b']",
        "choices.c.default = 'a'",
        "price = 1\noptions = { a = 1, b = 2 }\nchoices.c = { of = ['a', 'b'], default = 'a' }",
    );
    merges(
        "price = 1\nchoices.c = { of = ['a', 'b'], default = 'a' }",
        "choices.c = ['a', 'x']",
        "price = 1\nchoices.c = { of = ['a', 'x'], default = 'a' }",
    );
    // Options of a charge are options.
    merges(
        "charges.c = { price = 1, options.o = 2 }",
        "charges.c.options.o.title = 'O'",
        "charges.c = { price = 1, options.o = { price = 2, title = 'O' } }",
    );
}

#[test]
fn what_prices_replaces_what_priced() {
    // Of an endpoint.
    merges("rates = [{ price = 1 }]", "price = 2", "price = 2");
    merges("price = 2", "rates = [{ price = 1 }]", "rates = [{ price = 1 }]");
    merges("rates = [{ price = 1 }]", "rates = [{ price = 3 }]", "rates = [{ price = 3 }]");
    // Of a charge, `tiering` with it.
    let tiered = "basis = 'call'\ncharges.c = { unit = 'x', tiering = 'volume', tiers = [{ price = 1 }] }";
    merges(tiered, "charges.c.price = 2", "basis = 'call'\ncharges.c = { unit = 'x', price = 2 }");
    merges(
        tiered,
        "charges.c = { tiers = [{ price = 5 }], tiering = 'graduated' }",
        "basis = 'call'\ncharges.c = { unit = 'x', tiering = 'graduated', tiers = [{ price = 5 }] }",
    );
    merges(
        "basis = 'call'\ncharges.c = { unit = 'x', price = 1 }",
        "charges.c = { tiers = [{ price = 5 }], tiering = 'graduated' }",
        "basis = 'call'\ncharges.c = { unit = 'x', tiers = [{ price = 5 }], tiering = 'graduated' }",
    );
    merges(tiered, "charges.c.tiering = 'graduated'", &tiered.replace("volume", "graduated"));
    // It has to be stated anew.
    faulty(
        tiered,
        "charges.c.tiers = [{ price = 2 }]",
        &["P0408 5:11 charge `c` has tiers but no `tiering`"],
    );
    // Two at once are two too many.
    faulty(
        tiered,
        "charges.c.tiers = [{ price = 2 }]\ncharges.c.price = 2",
        &[
            "P0401 5:11 charge `c` has both `price` and `tiers`",
            "P0408 5:11 charge `c` has tiers but no `tiering`",
        ],
    );
}

#[test]
fn other_alternatives_replace_each_other() {
    merges("price = 1\noptions.o = 2", "options.o.free = true", "price = 1\noptions.o.free = true");
    merges("price = 1\noptions.o.free = true", "options.o.times = 2", "price = 1\noptions.o.times = 2");
    merges(
        "price = 1\noptions.o = { times = 3, when = ['p'] }\noptions.p = {}",
        "options.o = 2",
        "price = 1\noptions.o = { when = ['p'], price = 2 }\noptions.p = {}",
    );
    // A switch that is off is as if left out.
    merges(
        "price = 1\noptions.o = 2",
        "options.o.free = false",
        "price = 1\noptions.o = { price = 2, free = false }",
    );
    merges("price = 1\noptions.o.free = true", "options.o.free = false", "price = 1\noptions.o.free = false");
    merges(
        "charges.q.price = 1\nquantities.q = { default = 1, unit = 'x' }",
        "quantities.q.required = true",
        "charges.q.price = 1\nquantities.q = { unit = 'x', required = true }",
    );
    merges(
        "charges.q.price = 1\nquantities.q.required = true",
        "quantities.q.default = 2",
        "charges.q.price = 1\nquantities.q.default = 2",
    );
    merges(
        "price = 1\nchoices.c = { of = ['a', 'b'], required = true }",
        "choices.c.default = 'b'",
        "price = 1\nchoices.c = { of = ['a', 'b'], default = 'b' }",
    );
}

#[test]
fn names_are_taken_away() {
    merges("price = 1\noptions = { a = 1, b = 2 }", "options.a = 'none'", "price = 1\noptions.b = 2");
    merges("charges = { a = { price = 1 }, b = { price = 2 } }", "charges.b = 'none'", "charges.a.price = 1");
    merges(
        "price = 1\nquantities = { a = {}, b = {} }",
        "quantities.a = 'none'",
        "price = 1\nquantities.b = {}",
    );
    merges(
        "price = 1\nchoices = { a = ['x', 'y'], b = ['z'] }",
        "choices.a = 'none'",
        "price = 1\nchoices.b = ['z']",
    );
    merges(
        "charges.c = { price = 1, options = { a = 1, b = 2 } }",
        "charges.c.options.b = 'none'",
        "charges.c = { price = 1, options.a = 1 }",
    );
    faulty(
        "price = 1\noptions = { first = 1 }",
        "options = { frist = 'none' }\nquantities.q = 'none'\ncharges.c = 'none'\nchoices.c = 'none'",
        &[
            "P0704 5:13 the base does not have the option `frist` to take away",
            "P0704 6:12 the base does not have the quantity `q` to take away",
            "P0704 7:9 the base does not have the charge `c` to take away",
            "P0704 8:9 the base does not have the choice `c` to take away",
        ],
    );
    // What else speaks of it is a fault where it stands: in the base.
    let error = PriceSheet::from_bytes_over(
        "contract",
        contract("endpoints.e.options.a = 'none'").as_bytes(),
        &list("rates = [{ when = ['a'], price = 1 }, { price = 2 }]\noptions.a = {}"),
    );
    let error = error.unwrap_err();
    let fault = error.iter().next().unwrap();
    assert_eq!((fault.source_name(), fault.line(), fault.column()), ("sheet", 3, 20));
    assert_eq!(fault.message(), "nothing declares the option `a`");
}

#[test]
fn keys_are_dropped() {
    merges("price = 1\nmin = 2\nmax = 3\nnote = 'n'", "drop = ['max', 'note']", "price = 1\nmin = 2");
    merges("charges.c = { price = 1, min = 2 }", "charges.c.drop = ['min']", "charges.c.price = 1");
    // What is both dropped and stated is set.
    merges(
        "charges = { a = { price = 1 }, b = { price = 2 } }",
        "drop = ['charges']\ncharges.c.price = 3",
        "charges.c.price = 3",
    );
    merges(
        "charges.c = { price = 1, plus = { a = 2 } }",
        "charges.c = { drop = ['plus'], plus = { b = 3 } }",
        "charges.c = { price = 1, plus = { b = 3 } }",
    );
    merges("price = 1\nround = 'up'", "drop = []", "price = 1\nround = 'up'");
    faulty(
        "price = 1\ncharges.c.price = 1",
        "drop = ['min', 'prise']\ncharges.c.drop = ['max']\ncharges.d = { price = 1, drop = ['x'] }",
        &[
            "P0704 5:9 endpoint `e` of the base does not state `min`",
            "P0704 5:16 endpoint `e` of the base does not state `prise`",
            "P0704 6:19 charge `c` of the base does not state `max`",
            "P0704 7:34 the base does not have the charge `d` to drop `x` of",
        ],
    );
    // Elsewhere it is not a key, and what it leaves open is a fault.
    faulty(
        "price = 1\nquantities.q = { unit = 'x' }",
        "quantities.q.drop = ['unit']",
        &["P0102 5:14 unknown key `drop` of a quantity"],
    );
    faulty(
        "price = 1",
        "drop = ['price']",
        &["P0402 4:12 endpoint `e` has no `price`, `rates`, `table` or `charges`"],
    );
    faulty("price = 1", "drop = 'price'", &["P0101 5:8 `drop` must be a list, found a text"]);
}

#[test]
fn numbers_may_say_what_they_were() {
    let base = "price = 1.25\nmin = 1\nmax = 9\noptions = { a = 0.5, b = { times = 2 }, c = { price = 3, title = 'C' } }\n\
        quantities.q = { default = 4, at_least = 5, increment = 6 }\n\
        charges.q = { price = 7, per = 8, included = 9, increment = 10, min = 11, max = 12, plus = { r = 13 }, minus = { s = 14 } }\nbasis = 'call'";
    let own = "price = { was = 1.250, now = 1.1 }\nmin = { was = '1', now = 0.5 }\nmax = { now = 8, was = 9 }\n\
        options = { a = { was = 0.5, now = 0.4 }, b.times = { was = 2, now = 3 }, c = { was = 3, now = 2 } }\n\
        quantities.q = { default = { was = 4, now = 40 }, at_least = { was = 5, now = 50 }, increment = { was = 6, now = 60 } }\n\
        charges.q = { price = { was = 7, now = 70 }, per = { was = 8, now = 80 }, included = { was = 9, now = 90 }, increment = { was = 10, now = 100 }, \
        min = { was = 11, now = 110 }, max = { was = 12, now = 120 }, plus = { r = { was = 13, now = 130 } }, minus = { s = { was = 14, now = 140 } } }";
    let meant = "price = 1.1\nmin = 0.5\nmax = 8\noptions = { a = { price = 0.4 }, b = { times = 3 }, c = { price = 2, title = 'C' } }\n\
        quantities.q = { default = 40, at_least = 50, increment = 60 }\n\
        charges.q = { price = 70, per = 80, included = 90, increment = 100, min = 110, max = 120, plus = { r = 130 }, minus = { s = 140 } }\nbasis = 'call'";
    merges(base, own, meant);
    faulty(
        "price = 1.25\noptions.o.times = 2\ncharges.c = { price = 1, increment = { to = 5, mode = 'up' } }",
        "price = { was = 1.3, now = 1 }\nmin = { was = 1, now = 2 }\noptions = { o = { was = 2, now = 3 }, p = { was = 1, now = 2 } }\n\
         charges.c.increment = { was = 5, now = 6 }\ncharges.c.max = { was = 1 }\ncharges.d.price = { was = 1, now = 2, then = 3 }",
        &[
            "P0705 5:17 `price` is 1.25 in the base, not 1.3",
            "P0705 6:15 `min` is left out in the base, so it was not 1",
            "P0705 7:25 `price` is left out in the base, so it was not 2",
            "P0705 7:51 `price` is left out in the base, so it was not 1",
            "P0705 8:31 `increment` is not a number in the base, so it was not 5",
            "P0103 9:17 the change of `max` has no `now`",
            "P0705 9:25 `max` is left out in the base, so it was not 1",
            "P0705 10:27 `price` is left out in the base, so it was not 1",
            "P0102 10:39 unknown key `then` of a change",
        ],
    );
    // Quantities may have these names.
    merges(
        "charges.c = { price = 1, plus = { was = 1, now = 1 } }",
        "charges.c.plus = { was = 2, now = 3 }",
        "charges.c = { price = 1, plus = { was = 2, now = 3 } }",
    );
    merges(
        "price = 1\noptions.was = 1",
        "options = { was = 2, now = 3 }",
        "price = 1\noptions = { was = 2, now = 3 }",
    );
    // Rows and tiers are replaced, so nothing in them is merged.
    faulty(
        "rates = [{ price = 1 }]",
        "rates = [{ price = { was = 1, now = 2 } }]",
        &["P0101 5:20 `price` must be a number, found a table"],
    );
}

#[test]
fn an_endpoint_that_the_base_does_not_have_is_added_whole() {
    let list = list("price = 1");
    let text =
        contract("endpoints.f = { price = 2, options.o = 1 }\nendpoints.e.price = 3\nendpoints.a.price = 4");
    let sheet = over(&text, &list);
    let names: Vec<_> = sheet.model().endpoints.iter().map(|endpoint| &*endpoint.name).collect();
    // In the order of the base, and what is added in that of the contract.
    assert_eq!(names, ["e", "f", "a"]);
    assert_eq!(price(&sheet, &Usage::new("f").option("o")), "3");
    let faulty = contract(
        "endpoints.f = { price = { was = 1, now = 2 }, drop = ['x'], options.o = 'none' }\nendpoints.g = {}",
    );
    assert_eq!(
        faults_over(&faulty, &list),
        [
            "P0705 4:33 `price` is left out in the base, so it was not 1",
            "P0704 4:55 the base does not have the endpoint `f` to drop `x` of",
            "P0704 4:69 the base does not have the option `o` to take away",
            "P0402 5:11 endpoint `g` has no `price`, `rates`, `table` or `charges`",
        ]
    );
}

#[test]
fn an_endpoint_is_not_taken_away_by_none() {
    assert_eq!(
        faults_over(&contract("endpoints.e = 'none'\nendpoints.f = 'none'"), &list("price = 1")),
        ["P0101 4:15 endpoint `e` cannot be taken away", "P0101 5:15 `f` must be a table, found a text"]
    );
}

#[test]
fn examples_of_the_base_go_with_what_they_show() {
    let base = sheet(
        "name = 'List'\nendpoints.a = { price = 1, examples = [{ total = 1 }] }\nendpoints.b = { price = 1, examples = [{ total = 1 }] }",
    );
    let text = contract("endpoints.a = { price = 2, examples = [{ total = 2 }, { total = 2 }] }");
    let examples = |sheet: &PriceSheet| {
        sheet.model().endpoints.iter().map(|endpoint| endpoint.examples.len()).collect::<Vec<_>>()
    };
    assert_eq!(examples(&over(&text, &base)), [2, 1]);
    assert_eq!(examples(&over(&contract("endpoints.a = {}"), &base)), [0, 1]);
    // They may be dropped, too, for the base has them.
    assert_eq!(examples(&over(&contract("endpoints.a.drop = ['examples']"), &base)), [0, 1]);
    let own = contract("endpoints.b = { price = 3, examples = [{ total = 2 }] }");
    assert_eq!(
        faults_over(&own, &base),
        ["P0601 4:50 the example of endpoint `b` says 2, but the sheet computes 3"]
    );
}

#[test]
fn faults_stand_where_the_values_do() {
    let base =
        PriceSheet::from_bytes("list.toml", b"name = 'List'\n[endpoints.e]\nprice = 1\nmax = 5").unwrap();
    let place = |own: &str| {
        let error = PriceSheet::from_bytes_over("acme.toml", contract(own).as_bytes(), &base).unwrap_err();
        let fault = |fault: &pricesheet::Diagnostic| {
            format!("{}:{}:{} {}", fault.source_name(), fault.line(), fault.column(), fault.message())
        };
        error.iter().map(fault).collect::<Vec<_>>()
    };
    assert_eq!(place("endpoints.e.min = 7"), ["acme.toml:4:19 the minimum 7 is above the maximum 5"]);
    let own = "endpoints.e.options.o = { when = ['p'], price = 0 }\nendpoints.e.prise = 2\nbad";
    assert_eq!(
        place(own),
        [
            "acme.toml:4:49 the price of option `o` is zero",
            "acme.toml:5:13 unknown key `prise` of an endpoint",
            "acme.toml:6:1 this line has no `=` after its key",
        ]
    );
}

#[test]
fn tables_by_attributes_derived_quantities_and_shares_are_merged_alike() {
    let table = "by = ['region']\ntable = [['eu', 1], ['*', 2]]\nattributes.region.default = 'eu'";
    merges(table, "price = 3", "attributes.region.default = 'eu'\nprice = 3");
    merges(
        table,
        "by = ['region']\ntable = [['us', 5]]",
        "by = ['region']\ntable = [['us', 5]]\nattributes.region.default = 'eu'",
    );
    faulty(table, "table = [['eu', 5]]", &["P0103 5:1 `table` is stated without `by`"]);
    merges(
        "price = 1\nattributes.region = { of = ['eu', 'us'], required = true }",
        "attributes.region.default = 'us'",
        "price = 1\nattributes.region = { of = ['eu', 'us'], default = 'us' }",
    );
    merges(
        "price = 1\nattributes = { a = { default = 'x' }, b = { default = 'y' } }",
        "attributes.a = 'none'",
        "price = 1\nattributes.b.default = 'y'",
    );
    merges("price = 1\ntimes = 2", "times = { was = 2, now = 3 }", "price = 1\ntimes = 3");
    let sum = "charges.total.price = 1\nquantities.total = { increment = 5, sum = { a = 1, b = 2 } }";
    merges(
        sum,
        "quantities.total.product = ['a', 'b']",
        "charges.total.price = 1\nquantities.total = { increment = 5, product = ['a', 'b'] }",
    );
    merges(
        sum,
        "quantities.total.sum = { b = { was = 2, now = 3 }, c = 4 }",
        "charges.total.price = 1\nquantities.total = { increment = 5, sum = { a = 1, b = 3, c = 4 } }",
    );
    merges(
        "basis = 'call'\ncharges.c = { price = 1, included_by = { s = 10 } }",
        "charges.c.included_by = { t = 5, s = { was = 10, now = 20 } }",
        "basis = 'call'\ncharges.c = { price = 1, included_by = { s = 20, t = 5 } }",
    );
    merges(
        "charges.c = { price = 1, round = 'down', share = { of = 'd', in = 'm' } }",
        "charges.c.share.of = 'e'",
        "charges.c = { price = 1, round = 'down', share = { of = 'e', in = 'm' } }",
    );
}

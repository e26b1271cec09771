//! One answer on every way to a price: by names, by an option set, by the column and by a quote. What they are compared
//! with is one call that is written as 1.0: there is no shorter way for it.

#[path = "shapes/rules.rs"]
mod rules;

use pricesheet::{
    ColumnPricer, Columns, Decimal, EndpointPricer, PriceSheet, Quote, Refusal, Usage, UsageError,
};
use proptest::prelude::*;

/// An amount with up to four decimal places, often small.
fn amount() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..30_u32).prop_map(|whole| whole.to_string()),
        (1..200_u32).prop_map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)),
        (1..99_999_u32).prop_map(|parts| format!("{}.{:04}", parts / 10_000, parts % 10_000)),
        (1..u64::from(u32::MAX)).prop_map(|large| format!("{large}00000000")),
    ]
}

fn positive() -> impl Strategy<Value = String> {
    amount()
        .prop_filter("above zero", |text| text.chars().any(|digit| digit.is_ascii_digit() && digit != '0'))
}

fn rounding() -> impl Strategy<Value = String> {
    let mode = prop::sample::select(vec!["up", "down", "half-up", "half-down", "half-even"]);
    let to = prop_oneof![Just("1".to_string()), positive()];
    (to, mode).prop_map(|(to, mode)| format!("round = {{ to = {to}, mode = \"{mode}\" }}\n"))
}

fn maybe<S: Strategy<Value = String>>(key: &'static str, value: S) -> impl Strategy<Value = String> {
    prop::option::of(value)
        .prop_map(move |value| value.map_or(String::new(), |value| format!("{key} = {value}\n")))
}

/// Where tiers end: counts are often at such a bound, or beside one.
const BOUNDS: [u64; 4] = [1, 10, 64, 1_000];

fn tiers() -> impl Strategy<Value = String> {
    tiers_of(amount)
}

fn tiers_of<S: Strategy<Value = String>>(amount: fn() -> S) -> impl Strategy<Value = String> {
    let tier = (amount(), prop::option::of(amount()), 0..6_u8);
    (prop::collection::vec(tier, 1..5), any::<bool>(), any::<bool>()).prop_map(|(tiers, graduated, open)| {
        let last = tiers.len() - 1;
        let tiers: Vec<String> = tiers
            .iter()
            .zip(BOUNDS)
            .enumerate()
            .map(|(at, ((price, flat, shape), bound))| {
                let bound = if open && at == last { String::new() } else { format!("up_to = {bound}, ") };
                let flat = flat.as_ref().map_or(String::new(), |flat| format!(", flat = {flat}"));
                let shape = match shape {
                    0 => ", per = 8, increment = \"none\"",
                    1 => ", increment = 4",
                    2 => ", increment = 1",
                    _ => "",
                };
                format!("{{ {bound}price = {price}{flat}{shape} }}")
            })
            .collect();
        let tiering = if graduated { "graduated" } else { "volume" };
        format!("tiering = \"{tiering}\", tiers = [{}]", tiers.join(", "))
    })
}

/// An endpoint of the shape that has a short way, or of one beside it.
fn endpoint() -> impl Strategy<Value = String> {
    let options = prop::collection::vec(positive(), 0..22);
    let charge = (amount(), 0..3_u8, prop::option::of(0..2_000_u32), 0..12_u8, tiers());
    let charges = prop::collection::vec(charge, 0..6);
    let round = prop::option::of(rounding());
    (amount(), options, charges, maybe("min", amount()), prop::option::of(amount()), round).prop_map(
        |(price, options, charges, min, max, round)| {
            let mut text = format!("basis = \"call\"\nprice = {price}\n");
            // A maximum below the minimum is a fault of the sheet: they are not stated together.
            match max {
                Some(max) if min.is_empty() => text.push_str(&format!("max = {max}\n")),
                _ => text.push_str(&min),
            }
            text.push_str(&round.unwrap_or_default());
            let options: Vec<_> =
                options.iter().enumerate().map(|(at, price)| format!("o{at} = {price}")).collect();
            text.push_str(&format!("options = {{ {} }}\n", options.join(", ")));
            let charges: Vec<_> = charges
                .iter()
                .enumerate()
                .map(|(at, charge)| {
                    let (price, quantity, included, shape, tiers) = charge;
                    let included = included.map_or(String::new(), |count| format!(", included = {count}"));
                    let price = if *shape < 9 { format!("price = {price}") } else { tiers.clone() };
                    let shape = match shape {
                        0 => ", plus = { extra = 0.5 }".to_string(),
                        1 => ", per = 100, increment = 100".to_string(),
                        2 => ", per = 1000, increment = \"none\"".to_string(),
                        3 => ", round = { to = 0.05, mode = \"half-even\" }".to_string(),
                        4 => ", options = { o-own = 0.25 }".to_string(),
                        _ => String::new(),
                    };

                    format!("c{at} = {{ quantity = \"q{quantity}\", {price}{included}{shape} }}")
                })
                .collect();
            text.push_str(&format!("charges = {{ {} }}\n", charges.join(", ")));
            text
        },
    )
}

const OTHER_SHAPES: &str = r#"
[endpoints.tiers]
basis = "call"
charges.n = { tiering = "graduated", tiers = [{ up_to = 10, price = 1 }, { up_to = 1000, price = 0.5, flat = 3 }] }
[endpoints.table]
rates = [{ when = ["n > 100", "fast"], price = 9 }, { when = ["fast"], price = 3.25 }, { when = ["n <= 5"], price = 1 }]
options = { fast = {}, twice = { times = 2 } }
quantities = { n = {} }
[endpoints.choice]
price = 1
options = { a = 0.5, b = 1.5 }
choices = { kind = { of = ["a", "b"], default = "a" } }
[endpoints.defaulted]
basis = "call"
price = 0
quantities = { n = { default = 3 }, m = { required = true } }
charges = { n = { price = 2, included = 1 }, m = { price = 0.125 } }
"#;

fn count() -> impl Strategy<Value = u64> {
    let bound =
        (prop::sample::select(BOUNDS.to_vec()), 0..3_u64).prop_map(|(bound, beside)| bound + beside - 1);
    prop_oneof![3 => bound, 4 => 0..3_u64, 4 => 0..3_000_u64, 2 => any::<u32>().prop_map(u64::from), 1 => any::<u64>()]
}

type Event = (prop::sample::Index, u32, [u64; 4]);

fn event() -> impl Strategy<Value = Event> {
    let options = any::<(u32, u32, u32)>().prop_map(|(a, b, c)| a & b & c);
    (any::<prop::sample::Index>(), options, [count(), count(), count(), count()])
}

/// A usage that states options and nothing else.
fn usage_of(endpoint: &pricesheet::sheet::Endpoint, options: u32) -> Usage {
    let given = endpoint.option_names.iter().enumerate().filter(|(at, _)| options >> at & 1 == 1);
    given.fold(Usage::new(&endpoint.name), |usage, (_, name)| usage.option(name))
}

/// The quote by the definition.
fn defined<'s>(sheet: &'s PriceSheet, usage: &Usage) -> Result<Quote<'s>, UsageError> {
    sheet.endpoint(usage.endpoint())?.quote_by_rules(usage)
}

/// The usage by its names, and what is beyond the endpoint's lists: too many options or counts.
fn usage(endpoint: &pricesheet::sheet::Endpoint, options: u32, counts: &[u64]) -> Usage {
    let usage = usage_of(endpoint, options);
    let stated = endpoint.quantities.iter().zip(counts);
    stated.fold(usage, |usage, (quantity, count)| usage.quantity(&quantity.name, *count))
}

proptest! {
    #[test]
    fn every_way_gives_the_price_of_the_quote(
        endpoints in prop::collection::vec(endpoint(), 1..6),
        // More than the columns take at once.
        events in prop::collection::vec(event(), 1..150),
    ) {
        let mut text = String::from("name = \"shapes\"\n");
        for (at, endpoint) in endpoints.iter().enumerate() {
            text.push_str(&format!("[endpoints.e{at}]\n{endpoint}"));
        }
        text.push_str(OTHER_SHAPES);
        let sheet = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let names: Vec<_> = sheet.model().endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
        let handles: Vec<_> = names.iter().map(|name| sheet.endpoint(name).unwrap()).collect();
        let pricer = ColumnPricer::new(handles.iter().copied());
        let mut columns = (Vec::new(), Vec::new(), vec![Vec::new(); pricer.width()]);
        let mut expected = Vec::new();
        for (place, options, counts) in &events {
            let at = place.index(handles.len());
            let endpoint = &handles[at];
            let options = options & (1_u32.checked_shl(endpoint.model().option_names.len() as u32).unwrap_or(0)).wrapping_sub(1);
            let counts = &counts[..endpoint.model().quantities.len().min(4)];
            prop_assert_eq!(counts.len(), endpoint.model().quantities.len());
            let usage = usage(endpoint.model(), options, counts);
            let plain = defined(&sheet, &usage);
            let quoted = plain.as_ref().map(|quote| quote.price()).map_err(Clone::clone);
            let quote = sheet.quote(&usage);
            prop_assert_eq!(quote.as_ref().map(|quote| quote.total()).map_err(Clone::clone), quoted.clone());
            if let (Ok(plain), Ok(quote)) = (&plain, &quote) {
                prop_assert!(quote.lines().eq(plain.lines()), "{}\n{}\n{}", quote, plain, text);
                prop_assert!(quote.quantities().eq(plain.quantities()), "{}\n{}", quote, plain);
                let sum: Decimal = quote.lines().map(|line| line.amount()).sum();
                prop_assert_eq!(sum, quote.price());
            }
            prop_assert_eq!(&sheet.price(&usage), &quoted, "by names: {:?}\n{}", usage, text);
            let set = endpoint.option_set_from_bits(options.into());
            let counted = set.and_then(|set| set.price(counts));
            prop_assert_eq!(&counted, &quoted, "option set: {:?}\n{}", usage, text);
            if let Ok(set) = endpoint.option_set_from_bits(options.into()) {
                let places: Vec<Decimal> =
                    counts.iter().map(|count| Decimal::from_i128_with_scale((*count).into(), 2)).collect();
                let stated = endpoint.model().quantities.iter().zip(&places);
                let bare = usage_of(endpoint.model(), options);
                let exact = stated.fold(bare, |usage, (quantity, count)| usage.quantity(&quantity.name, *count));
                let plain = defined(&sheet, &exact).map(|quote| quote.total());
                prop_assert_eq!(&set.price_quantities(&places), &plain, "decimals: {:?}\n{}", exact, text);
            }
            columns.0.push(at as u32);
            columns.1.push(options);
            for (column, at) in columns.2.iter_mut().zip(0..) {
                column.push(counts.get(at).copied().unwrap_or(0));
            }
            expected.push(quoted);
        }
        let quantities: Vec<&[u64]> = columns.2.iter().map(Vec::as_slice).collect();
        let columns = Columns { endpoints: &columns.0, options: &columns.1, quantities: &quantities };
        agree(&pricer, &columns, &expected)?;
        let amounts = pricer.price(&columns).unwrap();
        for ((mantissa, amount), place) in amounts.mantissas().iter().zip(&expected).zip(0..) {
            if !amounts.exceptions().iter().any(|exception| exception.place == place) {
                let exact = Decimal::from_i128_with_scale(i128::from(*mantissa), amounts.scale());
                prop_assert_eq!(Ok(exact), amount.clone());
            }
        }
    }
}

proptest! {
    /// General rules, with whole counts and with decimal places; an option set takes the short way where there is one.
    #[test]
    fn rules_give_the_price_of_the_quote(
        text in rules::endpoint(),
        events in prop::collection::vec((0..16_u32, [rules::count(), rules::count(), rules::count()], rules::places()), 30),
    ) {
        let text = format!("name = \"rules\"\n[endpoints.call]\n{text}");
        let sheet = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let endpoint = sheet.endpoint("call").unwrap();
        for (options, counts, places) in &events {
            let given = ["a", "b", "c", "d"].iter().enumerate().filter(|(at, _)| options >> at & 1 == 1);
            let names: Vec<&str> = given.map(|(_, name)| *name).collect();
            let quantities = counts.map(|count| Decimal::from_i128_with_scale(count.into(), *places));
            let usage = |quantities: &[Decimal]| {
                let usage = names.iter().fold(Usage::new("call"), |usage, name| usage.option(*name));
                let stated = endpoint.model().quantities.iter().zip(quantities);
                stated.fold(usage, |usage, (quantity, value)| usage.quantity(&quantity.name, *value))
            };
            let expected = defined(&sheet, &usage(&quantities)).map(|quote| quote.total());
            prop_assert_eq!(&sheet.price(&usage(&quantities)), &expected, "{:?} {:?}\n{}", names, quantities, text);
            let Ok(set) = endpoint.option_set(names.iter().copied()) else { continue };
            let priced = set.price_quantities(&quantities);
            prop_assert_eq!(&priced, &expected, "{:?} {:?}\n{}", names, quantities, text);
            let expected = defined(&sheet, &usage(&counts.map(Decimal::from))).map(|quote| quote.total());
            prop_assert_eq!(&set.price(counts), &expected, "{:?} {:?}\n{}", names, counts, text);
            // Without zeros behind the point.
            if let Ok(price) = set.price(counts) {
                prop_assert_eq!(price.scale(), price.normalize().scale());
            }
        }
    }
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
                    let plain = defined(&sheet, &usage).unwrap().price();
                    assert_eq!(set.price_quantities(&[quantity]), Ok(plain), "{usage:?}");
                    assert_eq!(sheet.price(&usage), Ok(plain), "{usage:?}");
                }
            }
        }
    }
}

/// Amounts at which the rows of a column have their limits, beside ordinary ones.
fn edge_amount() -> impl Strategy<Value = String> {
    let powers = (prop::sample::select(vec![20_u32, 27, 31, 32, 43, 58, 60, 62]), 0..3_u64, 0..3_usize);
    let edge = powers.prop_map(|(power, beside, places)| {
        let digits = format!("{:04}", (1_u64 << power) + beside - 1);
        let (whole, parts) = digits.split_at(digits.len() - places);
        if parts.is_empty() { whole.to_string() } else { format!("{whole}.{parts}") }
    });
    let whole = (0..30_u32).prop_map(|whole| whole.to_string());
    let tenths = (1..200_u32).prop_map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
    let parts = (1..99_999_u32).prop_map(|parts| format!("{}.{:04}", parts / 10_000, parts % 10_000));
    // One edge among the many amounts of an endpoint is enough.
    prop_oneof![40 => whole, 40 => tenths, 20 => parts, 1 => edge].prop_filter("no zeros in front", |text| {
        !text.starts_with('0') || text.starts_with("0.") || text == "0"
    })
}

/// An endpoint of a form that a row of a column has. The forms rise: what a lower one has, a higher one has too.
fn row_of(form: u8) -> impl Strategy<Value = String> {
    let above_zero = edge_amount()
        .prop_filter("above zero", |text| text.chars().any(|digit| ('1'..='9').contains(&digit)));
    let options = prop::collection::vec(above_zero, 0..if form < 2 { 12 } else { 23 });
    let included = prop::option::of(prop_oneof![Just(1_u64), 0..100_u64, Just(u64::from(u32::MAX) + 1)]);
    let charge = (edge_amount(), included, any::<bool>(), tiers_of(edge_amount));
    let charges = prop::collection::vec(charge, 0..5);
    let step = prop::sample::select(vec!["1", "10", "0.5", "0.0001", "0.02", "3", "1048576"]);
    let mode = prop::sample::select(vec!["up", "down", "half-up", "half-down", "half-even"]);
    let round = (step, mode, any::<bool>()).prop_map(|(step, mode, rounded)| {
        (format!("round = {{ to = {step}, mode = \"{mode}\" }}\n"), rounded)
    });
    let bounds = (maybe("min", edge_amount()), maybe("max", edge_amount()), any::<bool>());
    let choice = prop::option::of(0..3_u8);
    (edge_amount(), options, charges, round, bounds, choice).prop_map(
        move |(price, options, charges, (round, rounded), (min, max, least), choice)| {
            let mut text = format!("basis = \"call\"\nprice = {price}\n");
            // What has nothing to count may be rounded in any form.
            if rounded && (form == 1 || form == 3 || charges.is_empty()) {
                text.push_str(&round);
            }
            if form == 3 {
                text.push_str(if least { &min } else { &max });
            }
            if let Some(choice) = choice.filter(|_| options.len() > 2) {
                let more = ["", ", default = \"o1\"", ", required = true"][usize::from(choice)];
                text.push_str(&format!("choices.kind = {{ of = [\"o0\", \"o1\", \"o2\"]{more} }}\n"));
            }
            let options: Vec<_> =
                options.iter().enumerate().map(|(at, price)| format!("o{at} = {price}")).collect();
            text.push_str(&format!("options = {{ {} }}\n", options.join(", ")));
            for (at, (price, included, in_tiers, tiers)) in charges.iter().take(4).enumerate() {
                let included = included.filter(|_| form > 1).unwrap_or(0);
                let price = if *in_tiers && form > 1 { tiers.clone() } else { format!("price = {price}") };
                text.push_str(&format!("charges.c{at} = {{ {price}, included = {included} }}\n"));
            }
            text
        },
    )
}

/// An endpoint whose cases differ by two options and up to two bounds of its first quantity.
fn cased() -> impl Strategy<Value = String> {
    let condition = prop::sample::select(vec!["a", "not a", "b", "c0 > 10", "c0 <= 10", "c0 >= 1000"]);
    let row = (prop::collection::vec(condition, 0..3), edge_amount());
    let rows = (prop::collection::vec(row, 0..4), prop::option::weighted(0.9, edge_amount()));
    let rows = rows.prop_map(|(rows, last)| {
        let rows = rows.iter().map(|(when, price)| {
            let when: Vec<_> = when.iter().map(|condition| format!("\"{condition}\"")).collect();
            format!("{{ when = [{}], price = {price} }}", when.join(", "))
        });
        // Where there is no last row, nothing may be counted in some cases.
        let last = last.map(|price| format!("{{ price = {price} }}"));
        let rows: Vec<_> = rows.chain(last).collect();
        let none = rows.is_empty();
        if none { "price = 1".to_string() } else { format!("rates = [{}]", rows.join(", ")) }
    });
    let effect = prop_oneof![
        2 => Just("{}".to_string()),
        2 => edge_amount().prop_filter("above zero", |text| text.bytes().any(|digit| digit > b'0')),
        1 => Just("{ times = 0.5 }".to_string()),
        1 => Just("{ free = true }".to_string()),
    ];
    let options = prop::collection::vec(effect, 3);
    let step = prop::sample::select(vec!["1", "0.5", "0.02", "3"]);
    let mode = prop::sample::select(vec!["up", "down", "half-up", "half-even"]);
    let round = prop::option::weighted(0.3, (step, mode));
    let min = prop::option::weighted(0.2, edge_amount());
    (prop::collection::vec(rows, 2..6), options, round, min, any::<bool>()).prop_map(
        |(rows, options, round, min, choice)| {
            let (flat, charges) = rows.split_first().unwrap();
            let mut text = format!("basis = \"call\"\n{flat}\n");
            text.push_str(&min.map_or(String::new(), |min| format!("min = {min}\n")));
            let round = round.map(|(to, mode)| format!("round = {{ to = {to}, mode = \"{mode}\" }}\n"));
            text.push_str(&round.unwrap_or_default());
            if choice {
                text.push_str("choices.kind = { of = [\"b\", \"c\"], default = \"b\" }\n");
            }
            let options: Vec<_> =
                ["a", "b", "c"].iter().zip(&options).map(|(name, act)| format!("{name} = {act}")).collect();
            text.push_str(&format!("options = {{ {} }}\n", options.join(", ")));
            for (at, rows) in charges.iter().take(4).enumerate() {
                text.push_str(&format!("charges.c{at} = {{ {rows} }}\n"));
            }
            text
        },
    )
}

fn edge_count() -> impl Strategy<Value = u64> {
    let edge = (prop::sample::select(vec![20_u32, 31, 32, 33]), 0..3_u64)
        .prop_map(|(power, beside)| (1_u64 << power) + beside - 1);
    prop_oneof![30 => 0..3_000_u64, 8 => count(), 1 => edge]
}

/// What the plain way says, or what is stated beyond the endpoint's options and quantities.
fn single(endpoint: &EndpointPricer<'_>, options: u32, counts: &[u64]) -> Result<Decimal, UsageError> {
    let expected = endpoint.model().quantities.len();
    match counts.iter().rposition(|count| *count > 0).filter(|at| *at >= expected) {
        Some(at) => {
            let endpoint = endpoint.model().name.clone();
            Err(UsageError::CountsMismatch { endpoint, expected, stated: at + 1 })
        }
        None => {
            endpoint.option_set_from_bits(options.into())?;
            endpoint.price_by_rules(&usage(endpoint.model(), options, &counts[..expected]))
        }
    }
}

/// The amounts of columns, as integers and as decimals, are those expected.
fn agree<E, O, Q>(
    pricer: &ColumnPricer<'_>,
    columns: &Columns<'_, E, O, Q>,
    expected: &[Result<Decimal, UsageError>],
) -> Result<(), TestCaseError>
where
    E: Copy + Into<u32>,
    O: Copy + Into<u128>,
    Q: Copy + Into<u64>,
{
    let amounts = pricer.price(columns).unwrap();
    let found: Vec<_> = amounts.decimals().map(|amount| amount.map_err(Clone::clone)).collect();
    prop_assert_eq!(&found[..], expected);
    let decimals = pricer.price_decimals(columns).unwrap();
    let mut refusals = decimals.refusals().iter();
    for (place, (decimal, amount)) in decimals.decimals().iter().zip(expected).enumerate() {
        match amount {
            Ok(amount) => prop_assert_eq!(decimal.unpack(), amount.unpack()),
            Err(error) => {
                let refusal = Refusal { place, error: error.clone() };
                prop_assert_eq!((refusals.next(), *decimal), (Some(&refusal), Decimal::MAX));
            }
        }
    }
    prop_assert_eq!((decimals.decimals().len(), refusals.next()), (expected.len(), None));
    Ok(())
}

/// A form, endpoints that have it, and in a hundred usages how many state what their endpoint does not have.
fn rows() -> impl Strategy<Value = (Vec<String>, u32)> {
    let straight = (0..4_u8).prop_flat_map(|form| prop::collection::vec(row_of(form), 1..5));
    let cased = prop::collection::vec(prop_oneof![3 => cased(), 1 => row_of(0), 1 => row_of(1)], 1..5);
    let endpoints = prop_oneof![4 => straight, 2 => cased];
    (endpoints, prop::sample::select(vec![0_u32, 0, 1, 10]))
}

proptest! {
    #[test]
    fn rows_of_columns_agree_with_the_plain_way(
        (endpoints, faults) in rows(),
        events in prop::collection::vec((event(), [(); 4].map(|()| edge_count()), 0..100_u32), 1..200),
        narrow in any::<bool>(),
    ) {
        let mut text = String::from("name = \"rows\"\n");
        for (at, endpoint) in endpoints.iter().enumerate() {
            text.push_str(&format!("[endpoints.e{at}]\n{endpoint}"));
        }
        let sheet = PriceSheet::from_toml(&text).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let names = sheet.model().endpoints.iter().map(|endpoint| endpoint.name.as_str());
        let handles: Vec<_> = names.map(|name| sheet.endpoint(name).unwrap()).collect();
        let pricer = ColumnPricer::new(handles.iter().copied());
        let (mut places, mut bits, mut quantities) = (Vec::new(), Vec::new(), vec![Vec::new(); pricer.width()]);
        let mut expected = Vec::new();
        for ((place, options, _), counts, fault) in &events {
            let at = place.index(handles.len());
            let endpoint = &handles[at];
            let known = |place: usize, count: usize| *fault < faults || place < count;
            let options = (0..32).filter(|bit| known(*bit, endpoint.model().option_names.len()))
                .fold(0, |bits, bit| bits | options & 1 << bit);
            let counts = counts.map(|count| if narrow { count & u64::from(u32::MAX) } else { count });
            let stated: Vec<u64> = counts.iter().enumerate().take(pricer.width())
                .map(|(place, count)| if known(place, endpoint.model().quantities.len()) { *count } else { 0 }).collect();
            expected.push(single(endpoint, options, &stated));
            places.push(at as u8);
            bits.push(options);
            quantities.iter_mut().zip(stated).for_each(|(column, count)| column.push(count));
        }
        if narrow {
            let quantities: Vec<Vec<u32>> = quantities.iter().map(|column| column.iter().map(|count| *count as u32).collect()).collect();
            let quantities: Vec<&[u32]> = quantities.iter().map(Vec::as_slice).collect();
            agree(&pricer, &Columns { endpoints: &places, options: &bits, quantities: &quantities }, &expected)?;
        } else {
            let quantities: Vec<&[u64]> = quantities.iter().map(Vec::as_slice).collect();
            let (places, bits): (Vec<_>, Vec<_>) = (places.iter().map(|place| u32::from(*place)).collect(), bits.iter().map(|bits| u128::from(*bits)).collect());
            agree(&pricer, &Columns { endpoints: &places, options: &bits, quantities: &quantities }, &expected)?;
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

    let pricer = ColumnPricer::new([profile, search]);
    let price = |endpoints: &[u32], options: &[u128], quantities: &[&[u64]]| {
        pricer.price(&Columns { endpoints, options, quantities }).map(|amounts| {
            amounts.decimals().map(|amount| amount.map_err(ToString::to_string)).collect::<Vec<_>>()
        })
    };
    let text =
        |error: Result<_, pricesheet::ColumnsError>| error.map(|_: Vec<_>| ()).unwrap_err().to_string();
    assert_eq!(
        price(&[0, 0, 1], &[1 << 11, 1 << 127, 0], &[&[0, 0, 1], &[0; 3], &[0, 0, u64::MAX]]),
        Ok(vec![
            Err("unknown option `bit 11` of endpoint `get-personal-profile`".into()),
            Err("unknown option `bit 127` of endpoint `get-personal-profile`".into()),
            Ok("9223372036854775857.5".parse().unwrap()),
        ])
    );
    assert_eq!(
        price(&[0], &[0], &[&[0], &[0], &[1]]),
        Ok(vec![Err("3 counts are stated, but endpoint `get-personal-profile` has 0 quantities".into())])
    );
    assert_eq!(
        text(price(&[0], &[0], &[&[0], &[0]])),
        "there are 2 columns of quantities, but the endpoints need 3"
    );
    assert_eq!(text(price(&[0], &[0], &[&[0], &[0], &[]])), "the columns are not of one length");
    assert_eq!(text(price(&[0], &[], &[&[0], &[0], &[0]])), "the columns are not of one length");
    assert_eq!(
        text(price(&[0, 2], &[0, 0], &[&[0, 0], &[0, 0], &[0, 0]])),
        "usage 1 names an endpoint beyond the list that the pricer was made from"
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
    let handles = ["options", "quantities", "flat"].map(|name| sheet.endpoint(name).unwrap());
    let pricer = ColumnPricer::new(handles);
    assert_eq!(pricer.width(), 64);
    let places: Vec<u32> = (0..200).map(|at| at % 3).collect();
    let bits: Vec<u128> =
        places.iter().zip(0..).map(|(place, at)| if *place == 0 { 1 << (at % 100) | 1 } else { 0 }).collect();
    // The last usage of the flat endpoint states what it does not have.
    let last = places.iter().rposition(|place| *place == 2).unwrap();
    let quantities: Vec<Vec<u64>> = (0..64)
        .map(|column| {
            let counts = places.iter().enumerate().map(|(at, place)| match place {
                1 => (at as u64 * 31 + column) % 17,
                2 if at == last && column == 63 => 1,
                _ => 0,
            });
            counts.collect()
        })
        .collect();
    let columns: Vec<&[u64]> = quantities.iter().map(Vec::as_slice).collect();
    let amounts =
        pricer.price(&Columns { endpoints: &places, options: &bits, quantities: &columns }).unwrap();
    for (at, amount) in amounts.decimals().enumerate() {
        let endpoint = &handles[places[at] as usize];
        let counts: Vec<u64> =
            columns[..endpoint.model().quantities.len()].iter().map(|column| column[at]).collect();
        let single = endpoint.option_set_from_bits(bits[at]).unwrap().price(&counts).unwrap();
        if at == last {
            let expected = "64 counts are stated, but endpoint `flat` has 0 quantities";
            assert_eq!(amount.unwrap_err().to_string(), expected);
        } else {
            assert_eq!(amount, Ok(single), "usage {at}");
        }
    }
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
        let handles = ["e", "f"].map(|name| sheet.endpoint(name).unwrap());
        for handles in [&handles[..1], &handles] {
            let pricer = ColumnPricer::new(handles.iter().copied());
            for at in 0..counts.len().pow(4) {
                let counts = [1, 6, 36, 216].map(|power| counts[at / power % counts.len()]);
                let columns = counts.each_ref().map(std::slice::from_ref);
                let columns = Columns { endpoints: &[0_u8], options: &[0_u8], quantities: &columns };
                agree(&pricer, &columns, &[single(&handles[0], 0, &counts)])
                    .unwrap_or_else(|error| panic!("{counts:?}: {error}\n{text}"));
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

/// A sum between must fit the decimal type, even where what it is rounded to would: no short way may answer then.
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
        let plain = defined(&sheet, &usage).unwrap_err();
        assert_eq!(plain.code(), "not-representable");
        assert_eq!(sheet.price(&usage), Err(plain.clone()), "{text}");
        let set = sheet.endpoint("call").unwrap().option_set([]).unwrap();
        assert_eq!(set.price_quantities(&[quantity]), Err(plain), "{text}");
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
        let columns = Columns { endpoints: &[0_u8], options: &[1_u8], quantities: &[&[count]] };
        let amounts = ColumnPricer::new([endpoint]).price(&columns).unwrap();
        assert_eq!(amounts.decimals().next().unwrap().map_err(Clone::clone), refused, "{text}");
    }
}

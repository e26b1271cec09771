//! Endpoints of general rules: tables, products, weights, increments, tiers and options with conditions, mostly in the
//! small numbers of real sheets, and counts at the edges of their conditions, blocks and tiers.

use proptest::prelude::*;

/// What conditions, tiers and allowances are about.
const EDGES: [u64; 5] = [1, 4, 10, 64, 1_000];

const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];

/// Multipliers, among them what leaves nothing and what takes off more digits than a decimal has.
const TIMES: [&str; 8] = ["0.5", "2", "1.25", "0.5", "1", "0", "0.0000000001", "0.0000000000000000001"];

fn amount() -> impl Strategy<Value = String> {
    prop_oneof![
        80 => (0..30_u32).prop_map(|whole| whole.to_string()),
        80 => (1..200_u32).prop_map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)),
        40 => (1..9_999_u32).prop_map(|parts| format!("0.{parts:04}")),
        // Too large for 64 bits at the scale of the others.
        1 => (1..u64::from(u32::MAX)).prop_map(|large| format!("{large}0000.25")),
    ]
}

fn positive() -> impl Strategy<Value = String> {
    amount().prop_filter("above zero", |text| text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)))
}

/// How many kinds of rules an endpoint has.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kinds {
    /// Few conditions, and charges without tiers, bounds and roundings: their cases can be worked out beforehand.
    Few,
    All,
}

fn condition(kinds: Kinds) -> impl Strategy<Value = String> {
    let (options, quantities) = if kinds == Kinds::Few { (&OPTIONS[..2], 1) } else { (&OPTIONS[..], 3) };
    let bound = prop_oneof![
        4 => prop::sample::select(EDGES.to_vec()).prop_map(|edge| edge.to_string()),
        1 => prop::sample::select(EDGES.to_vec()).prop_map(|edge| format!("{edge}.5")),
        1 => prop::sample::select(vec!["0", "0.01", "0.0000000001"]).prop_map(String::from),
    ];
    let bound = if kinds == Kinds::Few { Just("10".to_string()).boxed() } else { bound.boxed() };
    let compared = (0..quantities, prop::sample::select(vec![">", ">=", "<", "<="]), bound);
    prop_oneof![
        prop::sample::select(options.to_vec()).prop_map(|option| format!("\"{option}\"")),
        prop::sample::select(options.to_vec()).prop_map(|option| format!("\"not {option}\"")),
        compared.prop_map(|(quantity, sign, bound)| format!("\"q{quantity} {sign} {bound}\"")),
    ]
}

fn when(kinds: Kinds) -> impl Strategy<Value = String> {
    prop::collection::vec(condition(kinds), 0..3).prop_map(|all| format!("when = [{}]", all.join(", ")))
}

fn rounded() -> impl Strategy<Value = String> {
    let mode = prop::sample::select(vec!["up", "down", "half-up", "half-down", "half-even"]);
    let to = prop::sample::select(vec!["1", "0.01", "0.05", "0.25", "3"]);
    (to, mode).prop_map(|(to, mode)| format!("{{ to = {to}, mode = \"{mode}\" }}"))
}

fn increment() -> impl Strategy<Value = String> {
    let mode = prop::sample::select(vec!["up", "down", "half-up", "half-down", "half-even"]);
    let to = prop::sample::select(vec!["1", "4", "7", "10", "0.5", "2.5"]);
    (to, mode).prop_map(|(to, mode)| format!("{{ to = {to}, mode = \"{mode}\" }}"))
}

/// What an option does, where it does anything.
fn effect() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => positive().prop_map(|price| format!("price = {price}, ")),
        3 => prop::sample::select(TIMES.to_vec()).prop_map(|times| format!("times = {times}, ")),
        1 => Just("free = true, ".to_string()),
        2 => Just(String::new()),
    ]
}

/// What options do, and for those that do nothing, what is said of them.
fn options(kinds: Kinds, idle: &'static str) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::option::of((effect(), prop::option::of(when(kinds)))), 4).prop_map(
        move |effects| {
            let options = OPTIONS.iter().zip(effects).filter_map(|(name, effect)| {
                let Some((effect, when)) = effect else {
                    return Some(format!("{name} = {idle}")).filter(|_| !idle.is_empty());
                };
                let when = when.unwrap_or_default();
                Some(format!("{name} = {{ {} }}", format!("{effect}{when}").trim_end_matches(", ")))
            });
            options.collect::<Vec<_>>().join(", ")
        },
    )
}

/// Minimum or maximum, never both, as one might be above the other.
fn bound(kinds: Kinds) -> impl Strategy<Value = String> {
    let bound = prop_oneof![
        6 => Just(String::new()),
        1 => amount().prop_map(|min| format!(", min = {min}")),
        1 => amount().prop_map(|max| format!(", max = {max}")),
    ];
    if kinds == Kinds::Few { Just(String::new()).boxed() } else { bound.boxed() }
}

fn pricing(kinds: Kinds) -> impl Strategy<Value = String> {
    let tier = (amount(), prop::option::of(amount()), prop::option::of(increment()), 0..6_u8);
    let tiers = (prop::collection::vec(tier, 1..5), any::<bool>(), any::<bool>(), any::<bool>());
    let tiers = tiers.prop_map(|(tiers, graduated, open, steps)| {
        let last = tiers.len() - 1;
        let tiers = tiers.iter().zip(EDGES).enumerate().map(|(at, ((price, flat, increment, per), edge))| {
            let bound = if open && at == last { String::new() } else { format!("up_to = {edge}, ") };
            let flat = flat.as_ref().map_or(String::new(), |flat| format!(", flat = {flat}"));
            let steps = increment.as_ref().filter(|_| steps);
            let steps = match steps {
                Some(increment) => format!(", increment = {increment}"),
                None if *per == 0 => ", per = 8, increment = \"none\"".to_string(),
                None => String::new(),
            };
            format!("{{ {bound}price = {price}{flat}{steps} }}")
        });
        let tiers: Vec<_> = tiers.collect();
        let tiering = if graduated { "graduated" } else { "volume" };
        format!("tiering = \"{tiering}\", tiers = [{}]", tiers.join(", "))
    });
    let unit = (amount(), prop::option::of(increment()));
    let unit = unit.prop_map(|(price, increment)| {
        let increment = increment.map_or(String::new(), |increment| format!(", increment = {increment}"));
        format!("price = {price}{increment}")
    });
    let blocks = (amount(), prop::sample::select(vec![3, 8, 60, 1_000]));
    let blocks = blocks.prop_map(|(price, per)| format!("price = {price}, per = {per}, increment = {per}"));
    let prorated = (amount(), prop::sample::select(vec![8, 1_000]));
    let prorated =
        prorated.prop_map(|(price, per)| format!("price = {price}, per = {per}, increment = \"none\""));
    let tiers = if kinds == Kinds::Few {
        amount().prop_map(|price| format!("price = {price}")).boxed()
    } else {
        tiers.boxed()
    };
    prop_oneof![3 => unit, 2 => blocks, 2 => prorated, 2 => tiers]
}

fn charge(kinds: Kinds) -> impl Strategy<Value = String> {
    let quantity = prop::sample::select(vec![
        "\"q0\"",
        "\"q1\"",
        "\"q2\"",
        "[\"q0\", \"q1\"]",
        "[\"q0\", \"q1\", \"q2\"]",
    ]);
    let weights = prop::sample::select(vec![
        "",
        "",
        "",
        ", plus = [\"q1\"]",
        ", plus = { q2 = 0.05, q1 = 3 }",
        ", minus = [\"q2\"]",
        ", plus = { q1 = 2 }, minus = { q2 = 0.5 }",
    ]);
    let included = prop::option::of(prop::sample::select(EDGES.to_vec()));
    let row = (when(kinds), pricing(kinds), bound(kinds));
    let rows = prop_oneof![
        2 => pricing(kinds).prop_map(|pricing| format!(", {pricing}")),
        3 => (prop::collection::vec(row, 1..5), pricing(kinds), 0..4_u8).prop_map(|(rows, last, open)| {
            let rows = rows.iter().map(|(when, pricing, bound)| format!("{{ {when}, {pricing}{bound} }}"));
            // Where the last row is left out, there may be none that holds.
            let last = Some(format!("{{ {last} }}")).filter(|_| open > 0);
            let rows: Vec<_> = rows.chain(last).collect();
            format!(", rates = [{}]", rows.join(", "))
        }),
    ];
    let round = prop::option::weighted(0.2, rounded());
    let round = if kinds == Kinds::Few { Just(None).boxed() } else { round.boxed() };
    let options = prop_oneof![2 => Just(String::new()), 1 => options(kinds, "")];
    (quantity, weights, included, rows, bound(kinds), round, options).prop_map(
        |(quantity, weights, included, rows, bound, round, options)| {
            let included = included.map_or(String::new(), |count| format!(", included = {count}"));
            // Rounded, a price need not be a finite decimal.
            let rows =
                if round.is_some() { rows.replace("per = 8, increment", "per = 7, increment") } else { rows };
            let round = round.map_or(String::new(), |round| format!(", round = {round}"));
            let bound = if rows.contains("min = ") || rows.contains("max = ") { "" } else { &bound };
            let options = if options.is_empty() { options } else { format!(", options = {{ {options} }}") };
            format!("{{ quantity = {quantity}{weights}{included}{rows}{bound}{round}{options} }}")
        },
    )
}

/// An endpoint with three quantities, `q0` to `q2`, and four options, `a` to `d`.
pub(crate) fn endpoint() -> impl Strategy<Value = String> {
    prop_oneof![of(Kinds::Few), of(Kinds::All)]
}

fn of(kinds: Kinds) -> impl Strategy<Value = String> {
    let row = (when(kinds), amount());
    let flat = prop_oneof![
        2 => amount().prop_map(|price| format!("price = {price}\n")),
        1 => (prop::collection::vec(row, 1..12), amount()).prop_map(|(rows, last)| {
            let rows = rows.iter().map(|(when, price)| format!("{{ {when}, price = {price} }}"));
            let rows: Vec<_> = rows.chain([format!("{{ price = {last} }}")]).collect();
            format!("rates = [{}]\n", rows.join(", "))
        }),
    ];
    let charges = prop::collection::vec(charge(kinds), 0..4);
    let round = prop::option::weighted(0.3, rounded());
    let raised = ["{ at_least = 3 }", "{ increment = 6 }", "{ at_least = 0.5, increment = 0.25 }"];
    let counted = if kinds == Kinds::Few { vec!["{}"] } else { [&["{}"; 9][..], &raised].concat() };
    let counted = prop::sample::select(counted);
    (flat, options(kinds, "{}"), charges, bound(Kinds::All), round, prop::collection::vec(counted, 3))
        .prop_map(|(flat, options, charges, bound, round, counted)| {
            let mut text = format!("basis = \"call\"\n{flat}{}\n", bound.trim_start_matches(", "));
            text.push_str(&round.map_or(String::new(), |round| format!("round = {round}\n")));
            text.push_str(&format!("options = {{ {options} }}\nchoices = {{ kind = [\"a\", \"b\"] }}\n"));
            let counted: Vec<_> =
                counted.iter().enumerate().map(|(at, counted)| format!("q{at} = {counted}")).collect();
            text.push_str(&format!("quantities = {{ {} }}\n", counted.join(", ")));
            for (at, charge) in charges.iter().enumerate() {
                text.push_str(&format!("charges.c{at} = {charge}\n"));
            }
            text
        })
}

/// A count, often at an edge or beside one.
pub(crate) fn count() -> impl Strategy<Value = u64> {
    let edge = (prop::sample::select(EDGES.to_vec()), 0..3_u64).prop_map(|(edge, beside)| edge + beside - 1);
    prop_oneof![6 => edge, 3 => 0..3_u64, 4 => 0..3_000_u64, 1 => any::<u32>().prop_map(u64::from), 1 => any::<u64>()]
}

/// How many decimal places quantities have: few, as measured ones do, or any.
pub(crate) fn places() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 0..4_u32, 1 => 0..=28_u32]
}

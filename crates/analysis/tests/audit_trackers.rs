//! Faults of the kinds that trackers report, each planted by hand: each is named first, and nothing is invented.

use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, Metered, Verdict};

#[track_caller]
fn sheet(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Model calls, storage, a search and a plan, as vendors price them.
const SHEET: &str = "
name = 'Trackers'
[endpoints.chat]
options = { batch = { times = 0.4 } }
[endpoints.chat.charges]
input = { minus = 'cached', price = 3, per = 1_000_000, increment = 'none' }
cached = { price = 0.3, per = 1_000_000, increment = 'none' }
output = { rates = [
  { when = ['context > 200_000'], price = 22.5, per = 1_000_000, increment = 'none' },
  { price = 15, per = 1_000_000, increment = 'none' },
] }
[endpoints.chat.quantities]
context = {}
[endpoints.storage]
basis = 'period'
charges.gb = { included = 10, tiering = 'graduated', tiers = [{ up_to = 100, price = 0.1 }, { price = 0.05 }] }
[endpoints.search]
price = 2
options = { deep = 3, photo = 0.75 }
charges.results = { price = 0.25, min = 1, max = 40 }
min = 4
[endpoints.scan]
times = 1.5
charges.pages = { price = 1, per = 100, increment = 100 }
[endpoints.profile]
price = 2.3
options = { skills = 0.55 }
round = 'down'
[endpoints.region]
attributes.region = { required = true }
by = ['region']
table = [['eu', 3], ['us', 5.5], ['*', 7]]
";

fn chat(input: u32, cached: u32, output: u32) -> Usage {
    let usage = Usage::new("chat").quantity("input", input).quantity("cached", cached);
    usage.quantity("output", output).quantity("context", 1_000)
}

/// What was used, what was charged, and what an audit has to say first.
fn cases() -> Vec<(Usage, &'static str, &'static str)> {
    let storage = |gb: u32| Usage::new("storage").quantity("gb", gb);
    let search = |results: u32| Usage::new("search").quantity("results", results);
    let scan = |pages: u32| Usage::new("scan").quantity("pages", pages);
    vec![
        // Cached tokens billed as input, too: 3 x 0.8 more.
        (chat(1_000_000, 800_000, 100_000), "4.74", "`minus` of charge `input` was not taken off"),
        // The row for long contexts.
        (
            chat(1_000_000, 800_000, 100_000),
            "3.09",
            "charge `output` was charged by row 1 (`context > 200000`)",
        ),
        // Per 1,000 for per 1,000,000.
        (chat(7_000, 0, 500), "28.5", "1000 times as much was charged"),
        // The same of one charge: 0.021 and 7.5.
        (chat(7_000, 0, 500), "7.521", "1000 times as much was charged for charge `output`"),
        // The discount for batches forgotten, and given twice.
        (chat(1_000_000, 0, 0).option("batch"), "3", "option `batch` was not charged"),
        (chat(1_000_000, 0, 0).option("batch"), "0.48", "the multiplier `batch` was applied twice"),
        // 190 beyond what is included: graduated 14.5, as a cliff 9.5.
        (storage(200), "9.5", "the tiers of charge `gb` were taken as volume"),
        // What is included was charged: 200 come to 15.
        (storage(200), "15", "`included` of charge `gb` was not applied"),
        // Cents for dollars.
        (search(60), "1700", "100 times as much was charged"),
        (search(60), "0.17", "a hundredth was charged"),
        // Calls ignored, and counted twice.
        (search(60).calls(7), "17", "`calls` was not applied"),
        (search(60).calls(7), "833", "`calls` was applied twice"),
        // A refund, and nothing at all.
        (search(60), "-17", "the amount was refunded"),
        (search(60), "0", "nothing was charged"),
        // Billed twice on one line.
        (search(60), "34", "everything was charged twice"),
        // Bounds: two results come to 0.5, at least 1, and with the flat amount at least 4.
        (search(2), "3", "`min` was not applied"),
        (search(400), "102", "`max` of charge `results` was not applied"),
        // An option of nobody's asking.
        (search(60), "20", "option `deep` was charged though not asked for"),
        // A step forgotten, and an option charged twice.
        (search(60), "15", "the flat amount was left out"),
        (search(60).option("photo"), "18.5", "option `photo` was charged twice"),
        // 250 pages are three blocks.
        (scan(250), "3.75", "blocks of charge `pages` were charged in proportion"),
        (scan(250), "3", "`times` was left out"),
        (scan(250), "6.75", "`times` was applied twice"),
        // Rounding left out, and up instead of down.
        (Usage::new("profile"), "2.3", "the total was not rounded"),
        (Usage::new("profile"), "3", "the total was rounded up to a multiple of 1"),
        // Another region's price.
        (
            Usage::new("region").attribute("region", "eu"),
            "5.5",
            "the flat amount was charged by row 2 (`region = us`)",
        ),
    ]
}

#[test]
fn each_fault_is_named_first() {
    let book = PriceBook::from(sheet(SHEET));
    let mut audit = Audit::of(&book);
    let mut kinds = std::collections::BTreeSet::new();
    for (place, (usage, charged, words)) in (1..).zip(cases()) {
        let found = audit.record(place, &usage, None, number(charged)).unwrap();
        assert_ne!(found.verdict(), Verdict::Agreed, "{words}");
        assert_ne!(found.verdict(), Verdict::Unpriceable, "{words}: {:?}", found.expected());
        let causes: Vec<String> = found.causes().iter().map(ToString::to_string).collect();
        assert_eq!(causes.first().map(String::as_str), Some(words), "{usage:?} at {charged}: {causes:#?}");
        kinds.insert(found.causes()[0].code());
    }
    assert!(kinds.len() >= 20, "{kinds:?}");
    // By cause, the records and the money are those of all.
    let records: u64 = audit.causes().map(|cause| cause.records).sum();
    let money: Decimal = audit.causes().map(|cause| cause.difference).sum();
    assert_eq!((records, money), (audit.totals().records, audit.totals().difference));
}

#[test]
fn nothing_is_invented() {
    let book = PriceBook::from(sheet(SHEET));
    let right = &book.sheets()[0];
    let mut audit = Audit::of(&book);
    for (place, (usage, _, _)) in (1..).zip(cases()) {
        let price = right.price(&usage).unwrap();
        let found = audit.record(place, &usage, None, price).unwrap();
        assert_eq!((found.verdict(), found.causes().len()), (Verdict::Agreed, 0));
        // An amount that nobody comes to.
        let found = audit.record(place, &usage, None, price + number("0.000000000917")).unwrap();
        assert_eq!(found.causes(), [], "{usage:?}");
    }
    let unexplained = audit.causes().next().unwrap();
    assert_eq!((unexplained.cause.as_ref(), audit.causes().count()), (None, 1));
}

/// Two faults are tried together where none explains the difference alone.
#[test]
fn two_faults_are_named_as_a_pair() {
    let book = PriceBook::from(sheet(SHEET));
    let mut audit = Audit::of(&book);
    let search = Usage::new("search").quantity("results", 60);
    let cases = [
        // The flat amount forgotten and `deep` charged; an option missed and cents for dollars; and not rounded.
        (
            search.clone(),
            "18",
            "option `deep` was charged though not asked for, and the flat amount was left out",
        ),
        (
            search.clone().option("photo"),
            "1700",
            "option `photo` was not charged, and 100 times as much was charged",
        ),
        (search.clone().calls(3), "15", "the flat amount was left out, and `calls` was not applied"),
        (
            Usage::new("profile"),
            "2.85",
            "option `skills` was charged though not asked for, and the total was not rounded",
        ),
    ];
    for (place, (usage, charged, words)) in (1..).zip(cases) {
        let found = audit.record(place, &usage, None, number(charged)).unwrap();
        let causes: Vec<String> = found.causes().iter().map(ToString::to_string).collect();
        assert!(causes.iter().any(|cause| cause == words), "{usage:?} at {charged}: {causes:#?}");
        assert!(causes.len() <= 4 && found.causes().iter().all(|cause| cause.code() == "pair"));
    }
}

/// A row of a table that is too long for every row to be tried is found by its price.
#[test]
fn rows_of_long_tables() {
    let rows: String = (0..500).map(|at| format!("['m{at}', {}.25],", at * 3)).collect();
    let long = sheet(&format!(
        "name = 'Long'\n[endpoints.e]\nattributes.model = {{ required = true }}\ntimes = 0.5\n\
         charges.n = {{ by = ['model'], table = [{rows}], per = 10, increment = 'none' }}"
    ));
    let book = PriceBook::from(long);
    let mut audit = Audit::of(&book);
    let usage = Usage::new("e").attribute("model", "m7").quantity("n", 30);
    // Three times the price of the 124th row, halved.
    let found = audit.record(1, &usage, None, number("369.25") * number("1.5")).unwrap();
    let causes: Vec<String> = found.causes().iter().map(ToString::to_string).collect();
    assert_eq!(causes, ["charge `n` was charged by row 124 (`model = m123`)"]);
}

/// A part of a period whose whole has no price: what is wrong may be just that.
#[test]
fn a_whole_without_a_price() {
    let book = PriceBook::from(sheet(
        "name = 'A'\n[endpoints.e]\nbasis = 'period'\ncharges.n = { minus = 'cached', price = 2 }",
    ));
    let right = &book.sheets()[0];
    let whole = Usage::new("e").quantity("n", 3).quantity("cached", 5);
    assert!(right.price(&whole).is_err());
    let mut audit = Audit::of(&book);
    let metered = Metered { due: number("4"), before: None, whole: whole.clone() };
    for (charged, words) in [
        ("6", "`minus` of charge `n` was not taken off"),
        ("0", "nothing was charged"),
        ("-4", "the amount was refunded"),
        ("400", "100 times as much was charged"),
    ] {
        let found = audit.record_metered(1, &whole, right, &metered, number(charged)).unwrap();
        let causes: Vec<String> = found.causes().iter().map(ToString::to_string).collect();
        assert!(causes.iter().any(|cause| cause == words), "{charged}: {causes:?}");
    }
}

//! Pricing allocates nothing: counted by an allocator that counts.

#![allow(unsafe_code, reason = "an allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use pricesheet::{
    ColumnPricer, Columns, Decimal, EMBEDDED_SHEET, InstantColumn, NumberColumn, OptionLists, PriceSheet,
    TextColumn, UsageRef,
};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations<T>(run: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATIONS.get();
    let result = run();
    (ALLOCATIONS.get() - before, result)
}

#[test]
fn the_count_counts() {
    assert_eq!(allocations(|| Box::new(1)).0, 1);
}

#[test]
fn pricing_allocates_nothing() {
    let sheet = PriceSheet::from_toml(EMBEDDED_SHEET).unwrap();
    let counts = [("search", Decimal::ONE), ("status", Decimal::TEN), ("results", Decimal::ONE_THOUSAND)];
    let usage = |endpoint, options, quantities| {
        UsageRef::new(endpoint).options(options).quantities(quantities).calls(2)
    };
    let usages = [
        usage("get-company-by-url", &[], &[]),
        usage("get-personal-profile", &["skills", "courses", "patents"], &[]),
        usage("search-employees", &[], &counts),
    ];
    for usage in usages {
        let endpoint = usage.endpoint();
        assert_eq!(allocations(|| sheet.price(&usage).unwrap()).0, 0, "{endpoint}");
        let set =
            sheet.endpoint(endpoint).unwrap().option_set(usage.stated_options().iter().copied()).unwrap();
        let whole = [1, 10, 1000];
        assert_eq!(
            allocations(|| set.price(&whole[..usage.stated_quantities().len()]).unwrap()).0,
            0,
            "{endpoint}"
        );
    }
}

/// Rules that are not of the short shape, and numbers that need wider integers.
#[test]
fn pricing_by_any_rule_allocates_nothing() {
    for sheet in ["scraping", "storage", "telephony", "tokens"] {
        let text = std::fs::read_to_string(format!("tests/sheets/valid/{sheet}.toml")).unwrap();
        let sheet = PriceSheet::from_toml(&text).unwrap();
        for endpoint in &sheet.model().endpoints {
            for example in &endpoint.examples {
                let options: Vec<_> = example.options.iter().map(|id| endpoint.option_name(*id)).collect();
                let quantities: Vec<_> =
                    example.quantities.iter().map(|(id, at)| (endpoint.quantity_name(*id), *at)).collect();
                let usage = UsageRef::new(&endpoint.name).options(&options).quantities(&quantities);
                assert_eq!(allocations(|| sheet.price(&usage).unwrap()).0, 0, "{}", endpoint.name);
            }
        }
    }
}

/// Tables, products and tiers, from an option set, whole and with decimal places.
#[test]
fn pricing_by_rules_from_an_option_set_allocates_nothing() {
    let sheet = PriceSheet::from_toml(
        r#"
        name = "rules"
        [endpoints.table]
        options = { fast = {} }
        charges.n = { rates = [{ when = ["fast", "n > 10"], price = 2 }, { when = ["fast"], price = 3 }, { price = 1.5 }] }
        [endpoints.product]
        charges.area = { quantity = ["width", "height"], per = 1000, increment = 1000, price = 0.025 }
        [endpoints.tiers]
        basis = "call"
        charges.n = { tiering = "graduated", tiers = [{ up_to = 10, price = 1 }, { price = 0.5, increment = 4 }] }
        [endpoints.rounded]
        charges.n = { price = 0.735, increment = "none", min = 0.1, round = { to = 0.01, mode = "half-up" } }
        "#,
    )
    .unwrap();
    for endpoint in &sheet.model().endpoints {
        let options = endpoint.option_names.iter().map(String::as_str);
        let set = sheet.endpoint(&endpoint.name).unwrap().option_set(options).unwrap();
        let counts = &[25, 400][..endpoint.quantities.len()];
        let decimals: Vec<Decimal> = counts.iter().map(|count| Decimal::new(*count, 1)).collect();
        let whole: Vec<u64> = counts.iter().map(|count| count.unsigned_abs()).collect();
        assert_eq!(allocations(|| set.price(&whole).unwrap()).0, 0, "{}", endpoint.name);
        assert_eq!(allocations(|| set.price_quantities(&decimals).unwrap()).0, 0, "{}", endpoint.name);
    }
}

#[test]
fn columns_of_options_allocate_nothing() {
    let sheet = PriceSheet::from_toml(EMBEDDED_SHEET).unwrap();
    let pricer = ColumnPricer::for_endpoints(&sheet, ["get-personal-profile", "search-jobs"]).unwrap();
    let columns = Columns::new(&[0_u8, 1, 0]).options(&[5_u16, 0, 7]);
    let (mut amounts, mut decimals) = ([0_i64; 3], [Decimal::ZERO; 3]);
    assert_eq!(allocations(|| pricer.price(&columns, 0, &mut amounts).unwrap()).0, 0);
    assert_eq!(amounts, [2, 2, 2]);
    assert_eq!(allocations(|| pricer.price_decimals(&columns, &mut decimals).unwrap()).0, 0);
    assert_eq!(decimals, [Decimal::TWO; 3]);
}

/// Names and attributes are looked up for all rows: ten times as many rows allocate as often.
#[test]
fn columns_of_names_allocate_nothing_for_a_row() {
    let sheet = PriceSheet::from_toml(
        r#"
        name = "names"
        windows.peak = { clock = "as-stated", hours = [{ from = 09:00:00, to = 17:00:00 }] }
        [endpoints.chat]
        options = { fast = 3, batch = { times = 0.5 } }
        attributes = { region = { default = "us", of = ["us", "eu"] }, tenant = { default = "nobody", open = true } }
        quantities.tokens = { sum = ["input", "output"] }
        charges.tokens = { by = ["region", "tenant"], table = [["eu", "*", 2], ["*", "*", 1]] }
        [endpoints.call]
        rates = [{ when = ["in peak"], price = 3 }, { price = 2 }]
        [endpoints.plain]
        price = 1
        charges.input = { price = 0.3333333333333333333 }
        "#,
    )
    .unwrap();
    let pricer = ColumnPricer::new(&sheet);
    let priced = |length: usize| {
        let cycle =
            |values: [usize; 3]| -> Vec<u32> { (0..length).map(|at| values[at % 3] as u32).collect() };
        let endpoints = cycle([0, 1, 2]);
        let attributes: Vec<bool> = (0..length).map(|at| at % 3 == 0).collect();
        let inputs: Vec<bool> = (0..length).map(|at| at % 3 != 1).collect();
        let (ids, offsets) =
            (cycle([1, 0, 0]), (0..=length).map(|at| (at as i64 + 2) / 3).collect::<Vec<_>>());
        let instants: Vec<i64> = (0..length as i64).collect();
        let columns = Columns::new(TextColumn::new(&endpoints, &["chat", "call", "plain"]))
            .attribute("region", TextColumn::new(&ids, &["us", "eu"]).validity(&attributes))
            .attribute("tenant", TextColumn::new(&ids, &["nobody", "somebody"]).validity(&attributes))
            .quantity("input", NumberColumn::from(&endpoints).validity(&inputs))
            .made_at(InstantColumn::seconds(&instants).offset_minutes(60));
        let names = cycle([0, 1, 0]);
        let flags: Vec<bool> = (0..length).map(|at| at % 3 == 0).collect();
        let columns = columns.option_lists(
            OptionLists::new(&offsets, TextColumn::new(&names, &["fast", "batch"])).validity(&flags),
        );
        let mut amounts = vec![Decimal::ZERO; length];
        let (count, errors) = allocations(|| pricer.price_decimals(&columns, &mut amounts).unwrap());
        assert_eq!(errors, []);
        count
    };
    assert_eq!(priced(300), priced(3_000));
}

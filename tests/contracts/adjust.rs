//! `[[adjust]]` multiplies what is not stated (section 8, clause 3).

use super::*;

fn models() -> PriceSheet {
    sheet(
        "name = 'List'\n\
         [endpoints.a]\nprice = 10\ngroup = ['Chat', 'Large']\nexamples = [{ total = 10 }]\n\
         [endpoints.b]\nprice = 10\ngroup = 'Chat'\ntimes = 0.5\n\
         [endpoints.c]\nprice = 10\ngroup = 'Images'\n\
         [endpoints.d]\nprice = 10\n",
    )
}

/// The prices of one call of every endpoint.
fn prices(sheet: &PriceSheet) -> Vec<String> {
    let endpoints = sheet.model().endpoints.iter();
    endpoints
        .map(|endpoint| format!("{} {}", endpoint.name, price(sheet, &Usage::new(&*endpoint.name))))
        .collect()
}

#[track_caller]
fn adjusts(stated: &str, expected: &[&str]) -> PriceSheet {
    let sheet = over(stated, &models());
    assert_eq!(prices(&sheet), expected, "{stated}");
    sheet
}

#[test]
fn the_first_entry_that_matches_multiplies() {
    adjusts(&contract("adjust = [{ times = 0.8 }]"), &["a 8", "b 4", "c 8", "d 8"]);
    // Any group of an endpoint, outer or inner.
    adjusts(
        &contract("adjust = [{ group = 'Large', times = 2 }, { group = 'Chat', times = 3 }]"),
        &["a 20", "b 15", "c 10", "d 10"],
    );
    adjusts(
        &contract("adjust = [{ group = 'Chat', times = 3 }, { group = 'Large', times = 2 }]"),
        &["a 30", "b 15", "c 10", "d 10"],
    );
    adjusts(
        &contract("adjust = [{ endpoints = ['d', 'b'], times = 3 }, { times = 2 }]"),
        &["a 20", "b 15", "c 20", "d 30"],
    );
    adjusts(
        &contract("adjust = [{ times = 2 }, { endpoints = ['d'], times = 3 }]"),
        &["a 20", "b 10", "c 20", "d 20"],
    );
    adjusts(&contract("adjust = []"), &["a 10", "b 5", "c 10", "d 10"]);
    adjusts(&contract("adjust = [{ times = '0' }]"), &["a 0", "b 0", "c 0", "d 0"]);
}

#[test]
fn what_is_stated_is_not_adjusted() {
    adjusts(
        &contract(
            "adjust = [{ times = 2 }]\nendpoints.a = {}\nendpoints.b.price = 20\nendpoints.n.price = 1",
        ),
        &["a 10", "b 10", "c 20", "d 20", "n 1"],
    );
}

#[test]
fn others_are_refused_where_the_sheet_says_so() {
    adjusts(
        &narrow_contract("adjust = [{ group = 'Chat', times = 2 }]\nendpoints.d = {}"),
        &["a 20", "b 10", "d 10"],
    );
    adjusts(&narrow_contract("endpoints.c.price = 1"), &["c 1"]);
    adjusts(&narrow_contract("adjust = [{ times = 2 }]"), &["a 20", "b 10", "c 20", "d 20"]);
    let sheet = over(&narrow_contract("endpoints.c.price = 1"), &models());
    assert_eq!(price(&sheet, &Usage::new("a")), "unknown endpoint `a`");
    assert_eq!(faults_over(&narrow_contract(""), &models()), ["P0104 1:1 the sheet has no endpoints"]);
}

#[test]
fn an_adjusted_endpoint_states_the_product_and_no_examples() {
    let sheet = adjusts(&contract("adjust = [{ times = 0.85 }]"), &["a 8.5", "b 4.25", "c 8.5", "d 8.5"]);
    let meant = "name = \"Acme\"\n\n[endpoints.a]\nprice = 10\ngroup = [\"Chat\", \"Large\"]\ntimes = 0.85\n\n[endpoints.b]\nprice = 10\n\
        group = \"Chat\"\ntimes = 0.425\n\n[endpoints.c]\nprice = 10\ngroup = \"Images\"\ntimes = 0.85\n\n[endpoints.d]\nprice = 10\ntimes = 0.85\n";
    assert_eq!(sheet.to_toml(), meant);
    // A multiplier of 1 is as if left out.
    let none = over(&contract("adjust = [{ endpoints = ['b'], times = 2 }]"), &models());
    let text = none.to_toml();
    assert!(text.contains("times = 1\n"), "{text}");
    assert_eq!(
        PriceSheet::from_toml(&text.replace("times = 1\n", "")).unwrap().fingerprint(),
        none.fingerprint()
    );
}

#[test]
fn faults_of_entries() {
    let list = models();
    let text = contract(
        "adjust = [{ times = 2, group = 'Chat', endpoints = ['a'] }, { group = 'Large' }, { times = -1 }, \
         { times = 2, endpoints = ['e', 'a', 'a'] }, { times = 2, group = 'Chta' }, { times = 2, endpoints = [] }, \
         { time = 2 }, 3, { times = 2, endpoints = 'a' }]",
    );
    assert_eq!(
        faults_over(&text, &list),
        [
            "P0401 4:40 this entry of `adjust` has both `endpoints` and `group`",
            "P0103 4:61 this entry of `adjust` has no `times`",
            "P0203 4:92 `times` is below zero",
            "P0704 4:124 the base has no endpoint `e`",
            "P0302 4:134 `a` is in this list twice",
            "P0704 4:163 the base has no group `Chta`",
            "P0104 4:198 `endpoints` is empty",
            "P0103 4:204 this entry of `adjust` has no `times`",
            "P0102 4:206 unknown key `time` of an entry of `adjust`",
            "P0101 4:218 `adjust` must be a table, found a number",
            "P0101 4:246 `endpoints` must be a list, found a text",
        ]
    );
    let long = contract(&format!("adjust = [{{ endpoints = ['b'], times = 0.{} }}]", "7".repeat(28)));
    assert_eq!(
        faults_over(&long, &list),
        [
            "P0205 4:40 0.7777777777777777777777777777 times 0.5, the `times` of endpoint `b`, has more digits than the decimal type holds"
        ]
    );
    // Neither what is added nor an alias is addressed.
    let added = contract("adjust = [{ endpoints = ['n'], times = 2 }]\nendpoints.n.price = 1");
    assert_eq!(faults_over(&added, &list), ["P0704 4:26 the base has no endpoint `n`"]);
}

#[test]
fn the_model_says_how_it_was_written() {
    let sheet = over(
        &contract(
            "adjust = [{ endpoints = ['a'], times = 2 }, { group = 'Large', times = 3 }, { times = 4 }]",
        ),
        &models(),
    );
    let over = sheet.model().over.as_ref().unwrap();
    let counts: Vec<usize> = over.adjust.iter().map(|adjust| adjust.adjusted).collect();
    assert_eq!(counts, [1, 0, 3]);
    assert_eq!((over.base.name.as_str(), over.others.as_str()), ("List", "as-listed"));
    let place = sheet.locate(over.adjust[1].span).unwrap();
    assert_eq!(&place.0.text()[place.1.start..place.1.end], "{ group = 'Large', times = 3 }");
}

//! The life of a charge (section 6) where quantities are derived, included by others or shared: by brute force over small counts.

use pricesheet::{
    AffordError, Affordable, Coverage, Decimal, Hold, Meter, Minimum, PriceSheet, Usage, UsageError, number,
};

use crate::arithmetic::usage;
use crate::derived::endpoint;

/// Asks for the most of a quantity and compares with every count up to some, one by one.
#[track_caller]
fn afford(sheet: &PriceSheet, stated: &str, quantity: &str, balance: &str, last: u32) -> Affordable {
    let balance = number::parse(balance).unwrap();
    let covers = |count: u32| {
        let usage = usage(&format!("{stated} {quantity}={count}"));
        sheet.price(&usage).is_ok_and(|total| total <= balance)
    };
    let expected = match (0..=last).find(|count| !covers(*count)) {
        None => None,
        Some(0) => Some(Affordable::Nothing),
        Some(count) => Some(Affordable::UpTo(Decimal::from(count - 1))),
    };
    let found = sheet.afford(&usage(stated), quantity, balance).unwrap();
    match expected {
        Some(expected) => assert_eq!(found, expected, "{stated} {quantity}"),
        None => assert!(
            found == Affordable::Unlimited
                || matches!(found, Affordable::UpTo(count) if count >= Decimal::from(last)),
            "{stated} {quantity}: {found:?}"
        ),
    }
    found
}

#[test]
fn a_balance_covers_what_is_derived() {
    let sheet = endpoint(
        r#"quantities.prompt = { sum = { input = 1, cached = 0.5 } }
        charges.input = { rates = [{ when = ["prompt > 200"], price = 4 }, { price = 2 }] }
        charges.cached = { price = 1 }"#,
    );
    for balance in ["0", "3", "399", "400", "401", "803", "804", "10000"] {
        for stated in ["", "cached=100", "cached=399", "cached=400", "cached=401"] {
            afford(&sheet, stated, "input", balance, 3_000);
        }
        afford(&sheet, "input=10", "cached", balance, 3_000);
    }
    // As many counts as a number has bits are priced, not all of them.
    let question = usage("cached=100");
    let found = sheet.endpoint("e").unwrap().afford_within(
        1_000,
        &question,
        "input",
        Decimal::from(4_000_000_100_u64),
    );
    assert_eq!(found.unwrap(), Affordable::UpTo(Decimal::from(1_000_000_000)));
    let error = sheet.afford(&usage(""), "prompt", Decimal::ONE).unwrap_err();
    assert!(matches!(error, AffordError::Usage(UsageError::DerivedQuantity { .. })), "{error:?}");

    let area = endpoint(
        r#"quantities.area = { product = ["w", "h"], increment = 10 }
        rates = [{ when = ["area < 50"], price = 9 }, { price = 1 }]
        charges.area.price = 0.5"#,
    );
    for balance in ["8", "9", "30", "100"] {
        for stated in ["", "h=1", "h=7", "h=0.3"] {
            afford(&area, stated, "w", balance, 3_000);
        }
    }
}

#[test]
fn a_balance_covers_what_is_included_and_shared() {
    let sheet = endpoint(
        r#"basis = "period"
        times = 0.5
        charges.seats = { price = 20 }
        charges.messages = { included_by = { seats = 100 }, price = 1 }"#,
    );
    for balance in ["0", "5", "10", "100", "149", "150", "151"] {
        for stated in ["", "seats=1", "seats=3"] {
            afford(&sheet, stated, "messages", balance, 2_000);
        }
        for stated in ["", "messages=250", "messages=1000"] {
            afford(&sheet, stated, "seats", balance, 60);
        }
    }
    let sheet = endpoint(
        r#"charges.s = { price = 20, share = { of = "days", in = "month" }, round = { to = 0.01, mode = "half-up" } }"#,
    );
    for balance in ["0", "5", "19.99", "20", "1000"] {
        for stated in ["s=1 month=31", "s=0 month=31", "s=2"] {
            afford(&sheet, stated, "days", balance, 100);
        }
        for stated in ["s=1 days=10", "s=3 days=0", "days=4"] {
            afford(&sheet, stated, "month", balance, 200);
        }
        for stated in ["days=10 month=31", "days=0 month=31", "days=1"] {
            afford(&sheet, stated, "s", balance, 500);
        }
    }
    let free = endpoint("times = 0\ncharges.c.price = 1");
    assert_eq!(afford(&free, "", "c", "0", 10), Affordable::Unlimited);
}

/// Reserves, and compares with the dearest of all uses in whole counts.
#[track_caller]
fn hold(sheet: &PriceSheet, names: &[&str], last: &[u32]) {
    let mut uses = vec![Usage::new("e")];
    for (name, last) in names.iter().zip(last) {
        let with = |used: &Usage| {
            (0..=*last).map(|count| used.clone().quantity(*name, Decimal::from(count))).collect::<Vec<_>>()
        };
        uses = uses.iter().flat_map(with).collect();
    }
    let dearest = uses.iter().filter_map(|used| sheet.price(used).ok()).max().unwrap();
    let stated = uses.last().unwrap();
    let hold = Hold::reserve(sheet.endpoint("e").unwrap(), stated).unwrap();
    assert_eq!(hold.amount(), dearest, "{names:?} up to {last:?}");
}

#[test]
fn holds_are_the_dearest_use() {
    let prompt = endpoint(
        r#"quantities.prompt = { sum = { input = 1, cached = 0.5 } }
        charges.input = { rates = [{ when = ["prompt > 20"], price = 1 }, { price = 2 }] }
        charges.cached = { price = 3 }"#,
    );
    for last in [[0, 0], [10, 10], [20, 3], [21, 0], [30, 2], [15, 15], [0, 60], [40, 40]] {
        hold(&prompt, &["input", "cached"], &last);
    }
    let area = endpoint(
        r#"quantities.area = { product = ["w", "h"] }
        charges.area = { rates = [{ when = ["area > 30"], price = 1 }, { price = 2 }] }"#,
    );
    for last in [[5, 6], [6, 6], [40, 1], [7, 7], [12, 12]] {
        hold(&area, &["w", "h"], &last);
    }
    let seats = endpoint(
        r#"basis = "period"
        charges.seats = { price = 20 }
        charges.messages = { included_by = { seats = 10 }, price = 3 }"#,
    );
    for last in [[0, 30], [1, 30], [2, 30], [5, 100], [8, 3]] {
        hold(&seats, &["seats", "messages"], &last);
    }
    let share = |more: &str| {
        endpoint(&format!(
            r#"basis = "period"
            charges.s = {{ share = {{ of = "days", in = "month" }}, round = {{ to = 0.01, mode = "half-up" }}, {more} }}"#
        ))
    };
    let tiers = r#"tiering = "volume", tiers = [{ up_to = 6, price = 5 }, { up_to = 12, price = 1 }]"#;
    for more in ["price = 7", tiers, "price = 7, included_by = { month = 1 }", "price = 7, plus = \"days\""] {
        for last in [[5, 3, 9], [9, 9, 9], [0, 4, 6], [11, 2, 2], [3, 0, 7]] {
            hold(&share(more), &["s", "days", "month"], &last);
        }
    }
    // However many there are: nothing but the share depends on its days.
    let many = usage("s=100000 days=31 month=31");
    let reserved = Hold::reserve(share("price = 7").endpoint("e").unwrap(), &many).unwrap();
    assert_eq!(reserved.amount(), Decimal::from(700_000));
}

#[test]
fn meters_state_what_is_derived_from() {
    let sheet = endpoint(
        r#"basis = "period"
        quantities.prompt = { sum = ["input", "cached"] }
        charges.input = { rates = [{ when = ["prompt > 200"], price = 4 }, { price = 2 }] }
        charges.cached = { price = 1 }"#,
    );
    let mut meter = Meter::open(sheet.endpoint("e").unwrap(), Minimum::AtOnce);
    assert!(meter.record(&usage("prompt=1")).is_err());
    let due =
        ["input=100", "cached=100", "input=1", "input=1"].map(|text| meter.record(&usage(text)).unwrap());
    assert_eq!(due.map(|due| due.to_string()), ["200", "100", "204", "4"]);
    assert_eq!(meter.state().charged(), sheet.price(&usage("input=102 cached=100")).unwrap());
}

#[test]
fn answers_as_data() {
    let coverage = |total: u64, balance: u64| {
        let coverage = Coverage::of(Decimal::from(total), Decimal::from(balance)).unwrap();
        serde_json::to_string(&coverage).unwrap()
    };
    assert_eq!(coverage(1, 10), r#"{"covered":true,"left":"9"}"#);
    assert_eq!(coverage(10, 1), r#"{"covered":false,"missing":"9"}"#);
    let affordable = |answer: Affordable| serde_json::to_string(&answer).unwrap();
    assert_eq!(affordable(Affordable::Nothing), r#""nothing""#);
    assert_eq!(affordable(Affordable::UpTo(Decimal::new(9000, 1))), r#"{"up-to":"900"}"#);
    assert_eq!(affordable(Affordable::Unlimited), r#""unlimited""#);
}

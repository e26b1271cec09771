//! Attributes in the life of a charge: jobs, periods, holds and what a balance covers (section 6).

use super::*;

#[test]
fn jobs() {
    let sheet = sheet(
        r#"
        attributes.region = { default = "global", of = ["eu", "us"] }
        attributes.tier = { required = true, of = ["a", "b"] }
        charges.n = { by = ["region"], table = [["eu", 3], ["*", 2]] }
        "#,
    );
    let record = |n: u32| usage().attribute("tier", "a").quantity("n", n);
    let mut job = Meter::open(sheet.endpoint("e").unwrap(), Minimum::AtOnce);
    assert_eq!(job.record(&usage().quantity("n", 1)).unwrap_err().code(), "attribute-required");
    assert_eq!(job.record(&record(1)).unwrap().to_string(), "2");
    // What was stated need not be stated again.
    assert_eq!(job.record(&usage().quantity("n", 1)).unwrap().to_string(), "2");
    // An attribute may come later, and then holds for the whole.
    assert_eq!(job.record(&usage().quantity("n", 1).attribute("region", "eu")).unwrap().to_string(), "5");
    let error = job.record(&usage().quantity("n", 1).attribute("region", "us")).unwrap_err();
    assert_eq!(error.code(), "attribute-differs");
    assert_eq!(error.to_string(), "attribute `region` is `us`, but was `eu` so far");
    assert_eq!(job.charged().to_string(), "9");
    // The state keeps it.
    let json = serde_json::to_string(job.state()).unwrap();
    assert!(json.contains(r#""attributes":{"tier":"a","region":"eu"}"#), "{json}");
    let mut job = Meter::resume(&sheet, serde_json::from_str(&json).unwrap()).unwrap();
    assert_eq!(job.restate(&usage().quantity("n", 2)).unwrap().to_string(), "-3");
    assert_eq!(
        job.quote().unwrap().unwrap().attributes().collect::<Vec<_>>(),
        [("region", "eu"), ("tier", "a")]
    );
    assert_eq!(
        job.record(&usage().attribute("regio", "eu").quantity("n", 1)).unwrap_err().code(),
        "unknown-attribute"
    );
}

#[test]
fn periods() {
    let sheet = sheet(
        r#"
        basis = "period"
        attributes.region = { default = "global", of = ["eu"] }
        charges.n = { included = 1, by = ["region"], table = [["eu", 3], ["*", 2]] }
        "#,
    );
    let mut period = Meter::open(sheet.endpoint("e").unwrap(), Minimum::AtOnce);
    assert_eq!(period.record(&usage().quantity("n", 2)).unwrap().to_string(), "2");
    // The default included: stated or not, it is the same value.
    assert_eq!(period.record(&in_region("global").quantity("n", 1)).unwrap().to_string(), "2");
    let error = period.record(&in_region("eu").quantity("n", 1)).unwrap_err();
    assert!(
        matches!(&error, MeterError::AttributeDiffers { attribute, .. } if attribute == "region"),
        "{error}"
    );
    assert_eq!(period.restate(&in_region("eu").quantity("n", 1)).unwrap_err().code(), "attribute-differs");
    assert_eq!(period.restate(&usage().quantity("n", 5)).unwrap().to_string(), "4");

    let mut period = Meter::open(sheet.endpoint("e").unwrap(), Minimum::AtOnce);
    period.record(&in_region("eu").quantity("n", 2)).unwrap();
    assert_eq!(period.record(&usage().quantity("n", 2)).unwrap_err().code(), "attribute-differs");
    // A restatement keeps what it does not name.
    assert_eq!(period.restate(&usage().quantity("n", 3)).unwrap().to_string(), "3");
}

#[test]
fn holds() {
    let sheet = sheet(
        r#"
        attributes.region = { default = "global", of = ["eu"] }
        attributes.kind = { default = "plain", open = true }
        rates = [{ when = ["region = eu"], price = 1 }, { price = 0 }]
        charges.n = { by = ["region"], table = [["eu", 3], ["global", 2]], min = 5 }
        "#,
    );
    let endpoint = || sheet.endpoint("e").unwrap();
    let mut hold = Hold::reserve(endpoint(), &in_region("eu").quantity("n", 10)).unwrap();
    assert_eq!(hold.amount().to_string(), "31");
    let error = hold.settle(&sheet, &usage().quantity("n", 10)).unwrap_err();
    assert!(matches!(&error, HoldError::AttributeDiffers { .. }));
    assert_eq!(error.to_string(), "the hold is for `eu` as `region`, not for `global`");
    let json = serde_json::to_string(&hold).unwrap();
    assert_eq!(serde_json::from_str::<Hold>(&json).unwrap(), hold);
    let settled = hold.settle(&sheet, &in_region("eu").quantity("n", 4)).unwrap();
    assert_eq!((settled.charged.to_string(), settled.released.to_string()), ("13".into(), "18".into()));
    assert_eq!(Hold::reserve(endpoint(), &usage().quantity("n", 10)).unwrap().amount().to_string(), "20");
    assert_eq!(Hold::reserve(endpoint(), &in_region("us")).unwrap_err().code(), "unknown-value");
}

/// What a balance covers, against count by count.
#[test]
fn balances() {
    let sheet = sheet(
        r#"
        attributes.region = { default = "global", of = ["eu", "us"] }
        attributes.kind = { default = "plain", open = true }
        charges.n = { rates = [
            { when = ["region = eu", "n > 4"], price = 1, max = 7 },
            { when = ["region != us"], price = 2 },
        ] }
        charges.m = { quantity = "n", by = ["region"], table = [["eu", 0.5], ["global", 0.25]] }
        options.o = { times = 2, when = ["kind = rich"] }
        "#,
    );
    for region in ["global", "eu", "us"] {
        for kind in ["plain", "rich", "strange"] {
            let usage = in_region(region).attribute("kind", kind).option("o");
            for balance in 0..40 {
                let balance = Decimal::from(balance);
                let covers =
                    |n: u32| sheet.price(&usage.clone().quantity("n", n)).is_ok_and(|price| price <= balance);
                let expected = (0..200_u32).take_while(|n| covers(*n)).last();
                let said = sheet.afford(&usage, "n", balance).unwrap();
                let found = match said {
                    pricesheet::Affordable::UpTo(count) => Some(count.to_string()),
                    pricesheet::Affordable::Nothing => None,
                    pricesheet::Affordable::Unlimited => Some("199".to_owned()),
                };
                assert_eq!(found, expected.map(|n| n.to_string()), "{region} {kind} {balance}");
            }
        }
    }
    assert_eq!(sheet.afford(&in_region("xx"), "n", Decimal::ONE).unwrap_err().code(), "unknown-value");
}

//! Every usage error, word for word: code, culprit, message, help.

use pricesheet::{Decimal, PriceSheet, Usage};

const SHEET: &str = r#"
name = "t"
[endpoints.profile]
price = 1
options = { skills = 0.5, premium = {} }
choices.proxy = ["classic", "stealth"]
choices.outcome = { of = ["found", "missing"], required = true }
[endpoints.search.charges]
search = { price = 50 }
results = { price = 0.5, minus = "cached" }
[endpoints.job]
quantities.size = { required = true }
rates = [{ when = ["size > 1"], price = 1 }]
[endpoints.month]
basis = "period"
charges.seats = { tiering = "volume", tiers = [{ up_to = 5, price = 79228162514264337593543950335 }] }
charges.rows = { rates = [{ when = ["rows > 1"], price = 1 }] }
[endpoints.dear]
price = 79228162514264337593543950335
"#;

#[track_caller]
fn refused(usage: Usage, code: &str, culprit: &str, message: &str, help: Option<&str>) {
    let sheet = PriceSheet::from_toml(SHEET).unwrap_or_else(|faults| panic!("{faults}"));
    let error = sheet.price(&usage).unwrap_err();
    assert_eq!(error.to_string(), message);
    assert_eq!((error.code(), error.culprit()), (code, culprit));
    assert_eq!(error.help().as_deref(), help);
    assert_eq!(sheet.quote(&usage).unwrap_err(), error);
}

#[test]
fn attributes_that_the_endpoint_does_not_have() {
    let unknown = |name: &str, help: &str| {
        let usage = Usage::new("profile").options(["skills", "found"]).attribute(name, "eu");
        let message = format!("unknown attribute `{name}` of endpoint `profile`");
        refused(usage, "unknown-attribute", name, &message, Some(help));
    };
    unknown("region", "state an attribute of this endpoint, or none");
    unknown("premium", "`premium` is an option: state it as one, without a value");
    let usage = Usage::new("search").attribute("results", "3");
    let help = "`results` is a quantity: state how much of it is used";
    let message = "unknown attribute `results` of endpoint `search`";
    refused(usage, "unknown-attribute", "results", message, Some(help));
}

#[test]
fn names() {
    refused(
        Usage::new("profil"),
        "unknown-endpoint",
        "profil",
        "unknown endpoint `profil`",
        Some("did you mean `profile`?"),
    );
    refused(
        Usage::new("profile").option("skils"),
        "unknown-option",
        "skils",
        "unknown option `skils` of endpoint `profile`",
        Some("did you mean `skills`?"),
    );
    refused(
        Usage::new("profile").option("zzzzzzzzzz"),
        "unknown-option",
        "zzzzzzzzzz",
        "unknown option `zzzzzzzzzz` of endpoint `profile`",
        Some("state an option of this endpoint, or none"),
    );
    refused(
        Usage::new("SEARCH"),
        "unknown-endpoint",
        "SEARCH",
        "unknown endpoint `SEARCH`",
        Some("did you mean `search`?"),
    );
    refused(
        Usage::new("search").option("results"),
        "unknown-option",
        "results",
        "unknown option `results` of endpoint `search`",
        Some("`results` is a quantity: state how much of it is used"),
    );
    refused(
        Usage::new("profile").option("found").quantity("skills", 1),
        "unknown-quantity",
        "skills",
        "unknown quantity `skills` of endpoint `profile`",
        Some("`skills` is an option: state it as one, without a number"),
    );
    refused(
        Usage::new("zzzzzzzzzz"),
        "unknown-endpoint",
        "zzzzzzzzzz",
        "unknown endpoint `zzzzzzzzzz`",
        Some("state an endpoint of the sheet"),
    );
    refused(
        Usage::new("search").quantity("zzzzzzzzzz", 1),
        "unknown-quantity",
        "zzzzzzzzzz",
        "unknown quantity `zzzzzzzzzz` of endpoint `search`",
        Some("state a quantity of this endpoint, or none"),
    );
}

#[test]
fn statements() {
    refused(
        Usage::new("profile").option("found").option("skills").option("skills"),
        "repeated-option",
        "skills",
        "option `skills` is stated twice",
        Some("state it once"),
    );
    refused(
        Usage::new("search").quantity("results", 1).quantity("results", 1),
        "repeated-quantity",
        "results",
        "quantity `results` is stated twice",
        Some("state it once"),
    );
    refused(
        Usage::new("profile").option("found").option("stealth").option("classic"),
        "exclusive-options",
        "stealth",
        "options `classic` and `stealth` exclude each other in the choice `proxy`",
        Some("state only one of them"),
    );
    refused(
        Usage::new("profile"),
        "choice-required",
        "outcome",
        "no option of the required choice `outcome` is stated",
        Some("state one of `found`, `missing`"),
    );
    refused(
        Usage::new("job"),
        "quantity-required",
        "size",
        "the required quantity `size` is not stated",
        Some("state it; 0 is a statement"),
    );
    refused(
        Usage::new("search").quantity("results", -1),
        "negative-quantity",
        "results",
        "quantity `results` is below zero",
        Some("state 0 or more"),
    );
    refused(
        Usage::new("search"),
        "nothing-counted",
        "search",
        "nothing is counted: no quantity of endpoint `search` is stated",
        Some("state at least one of `search`, `results`, `cached`"),
    );
}

#[test]
fn calls() {
    refused(
        Usage::new("job").quantity("size", 2).calls(Decimal::new(15, 1)),
        "invalid-calls",
        "calls",
        "`calls` is 1.5, not a whole number from 1",
        Some("state a whole number from 1, or leave it out"),
    );
    refused(
        Usage::new("month").quantity("seats", 1).calls(2),
        "calls-on-period",
        "calls",
        "`calls` is above 1, but a usage of endpoint `month` is a whole billing period",
        Some("add up what the period used and state it as one usage"),
    );
}

#[test]
fn arithmetic() {
    refused(
        Usage::new("search").quantity("results", 1).quantity("cached", 2),
        "negative-count",
        "results",
        "charge `results` counts less than zero: more is taken off than there is",
        None,
    );
    refused(
        Usage::new("job").quantity("size", 1),
        "no-rate",
        "job",
        "no rate of endpoint `job` covers this usage",
        None,
    );
    refused(
        Usage::new("month").quantity("rows", 1),
        "no-rate",
        "rows",
        "no rate of charge `rows` covers this usage",
        None,
    );
    refused(
        Usage::new("month").quantity("seats", 6),
        "beyond-last-tier",
        "seats",
        "the count of charge `seats` lies beyond its last tier",
        None,
    );
    refused(
        Usage::new("month").quantity("seats", 2),
        "not-representable",
        "seats",
        "the exact amount of charge `seats`, or the sum with it, has more digits than the decimal type",
        Some(
            "add a `round` to the charge in the sheet, or state smaller quantities with fewer decimal places",
        ),
    );
    refused(
        Usage::new("dear").calls(2),
        "not-representable",
        "dear",
        "the exact amount of endpoint `dear` has more digits than the decimal type",
        Some(
            "state smaller quantities or fewer calls, or multipliers with fewer decimal places in the sheet",
        ),
    );
}

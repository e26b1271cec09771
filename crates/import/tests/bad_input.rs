//! What is wrong with a document or an entry of it: what, where, and what to do instead.

use pricesheet_import::{ImportError, Options, Source, import};

use crate::common::{currency, fixture, imported};

#[track_caller]
fn refused(source: Source, text: &str, message: &str, help: &str) {
    let error = import(source, text, &Options::default()).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.help().as_str()), (message, help));
}

/// What is told of the only faulty entry.
#[track_caller]
fn told(source: Source, text: &str, expected: &str) {
    let report = match import(source, text, &Options::default()) {
        Ok(imported) => imported.report,
        Err(ImportError::NothingPriced { report }) => *report,
        Err(error) => panic!("{error}"),
    };
    let mut lines = Vec::new();
    for remark in &report.remarks {
        for entry in &remark.entries {
            let detail = entry.detail.as_deref().unwrap_or(&remark.what);
            let help = remark.help.as_deref().unwrap_or("-");
            lines.push(format!("{:?}: {}: {detail} at `{}`; {help}", remark.kind, entry.name, entry.path));
        }
    }
    assert_eq!(lines, [expected], "{text}");
}

#[test]
fn what_is_not_json() {
    let help = "save the file as the project publishes it, whole";
    for source in Source::ALL {
        refused(source, "", "not JSON: EOF while parsing a value at line 1, column 0", help);
        refused(source, "{\"a\": 1,\n}", "not JSON: key must be a string at line 2, column 1", help);
        refused(source, "<html>", "not JSON: expected value at line 1, column 1", help);
    }
}

#[test]
fn what_has_another_shape() {
    refused(
        Source::LiteLlm,
        "[]",
        "found a list where an object belongs",
        "LiteLLM publishes an object of models, each an object: model_prices_and_context_window.json",
    );
    refused(
        Source::LiteLlm,
        "{\"data\": []}",
        "found an object where an object of models belongs",
        "LiteLLM publishes an object of models, each an object: model_prices_and_context_window.json",
    );
    let genai = "genai-prices publishes a list of providers, each with `id` and `models`: prices/data.json";
    refused(Source::GenaiPrices, "{}", "found an object where a list belongs", genai);
    refused(Source::GenaiPrices, "[{\"id\": \"a\"}]", "the key `models` is missing, at `[0]`", genai);
    refused(
        Source::GenaiPrices,
        "[{\"id\": 1}]",
        "found a number where a string belongs, at `[0].id`",
        genai,
    );
    refused(
        Source::OpenRouter,
        "{\"models\": []}",
        "the key `data` is missing",
        "https://openrouter.ai/api/v1/models answers with an object whose `data` is a list of models",
    );
    let stripe = "Stripe answers with a list whose `data` are objects with `\"object\": \"price\"`";
    refused(Source::Stripe, "{\"object\": \"list\"}", "the key `data` is missing", stripe);
    refused(Source::Stripe, "[]", "no entry has a `currency`", stripe);
}

#[test]
fn what_prices_nothing() {
    let text = "{\"a\": {\"mode\": \"chat\"}, \"b\": {}}";
    refused(
        Source::LiteLlm,
        text,
        "none of the 2 entries has a price that can be taken over",
        "the report says of each entry why it was left out",
    );
}

#[test]
fn entries_of_litellm() {
    let entry = |keys: &str| format!("{{\"m\": {{{keys}}}}}");
    let cases = [
        (
            "\"input_cost_per_token\": -1e-6",
            "Faulty: m: `-1e-6` is below zero at `m.input_cost_per_token`; a price is 0 or above",
        ),
        (
            "\"input_cost_per_token\": \"cheap\"",
            "Faulty: m: `cheap` is not a decimal number at `m.input_cost_per_token`; a price is a decimal number",
        ),
        (
            "\"input_cost_per_token\": true",
            "Faulty: m: found a truth value where a price belongs at `m.input_cost_per_token`; -",
        ),
        (
            "\"input_cost_per_token\": [1]",
            "Faulty: m: found a list where a price belongs at `m.input_cost_per_token`; -",
        ),
        (
            "\"input_cost_per_token\": 1e-40",
            "Faulty: m: `1e-40` is longer than an exact decimal (28 decimal places, 96 bits) at `m.input_cost_per_token`; \
             an exact decimal has 96 bits and 28 decimal places",
        ),
        (
            "\"input_cost_per_token\": 1, \"input_cost_per_token\": 2",
            "Faulty: m: the key `input_cost_per_token` is given twice at `m`; keep one of them",
        ),
        ("\"input_cost_per_token\": null", "NotPriced: m: no price at `m`; -"),
        (
            "\"tiered_pricing\": [{\"range\": [0, 10], \"input_cost_per_token\": 1}, {\"range\": [20, 30]}]",
            "Faulty: m: ranges that do not follow on each other from 0 at `m.tiered_pricing`; -",
        ),
        (
            "\"off_peak_pricing\": {\"hours_utc\": \"16:30\", \"input_cost_per_token\": 1}",
            "Faulty: m: `16:30` is not a range such as `16:30-00:30` at `m.off_peak_pricing.hours_utc`; -",
        ),
        ("\"alias_of\": \"n\"", "NotPriced: m: another name of `n`, which has no price here at `m`; -"),
    ];
    for (keys, expected) in cases {
        told(Source::LiteLlm, &entry(keys), expected);
    }
}

#[test]
fn entries_of_genai_prices() {
    let entry = |keys: &str| {
        format!(
            "[{{\"id\": \"p\", \"models\": [{{\"id\": \"m\", \"match\": {{\"equals\": \"m\"}}, {keys}}}]}}]"
        )
    };
    let cases = [
        (
            "\"prices\": {\"input_mtok\": \"-1\"}",
            "Faulty: p/m: `-1` is below zero at `[0].models[0].prices.input_mtok`; a price is 0 or above",
        ),
        ("\"prices\": {}", "NotPriced: p/m: no price at `[0].models[0]`; -"),
        ("\"prices\": 1", "Faulty: p/m: found a number where an object belongs at `[0].models[0].prices`; -"),
        (
            "\"prices\": [{\"constraint\": {\"start_date\": \"2026-13-01\"}, \"prices\": {}}]",
            "Faulty: p/m: found a string where a date such as `2026-11-30` belongs at \
             `[0].models[0].prices[0].constraint.start_date`; -",
        ),
        (
            "\"prices\": [{\"constraint\": {\"start_time\": \"25:00:00Z\", \"end_time\": \"01:00:00Z\"}, \"prices\": {}}]",
            "Faulty: p/m: not a time of the day such as `16:30:00Z` at \
             `[0].models[0].prices[0].constraint.start_time`; -",
        ),
        (
            "\"prices\": {\"input_mtok\": {\"base\": 1}}",
            "Faulty: p/m: the key `tiers` is missing at `[0].models[0].prices.input_mtok`; -",
        ),
        (
            "\"prices\": [{\"prices\": {\"input_mtok\": 1}}, {\"constraint\": {\"start_date\": \"2026-01-01\"}, \"prices\": {}}]",
            "NotExpressed: p/m: a price that ends on 2026-01-01 at `[0].models[0]`; -",
        ),
        (
            "\"prices\": {\"input_mtok\": 1}, \"price_variants\": [{\"when\": {}, \"prices\": {}}]",
            "Faulty: p/m: a variant without a context at `[0].models[0].price_variants[0].when`; -",
        ),
    ];
    for (keys, expected) in cases {
        told(Source::GenaiPrices, &entry(keys), expected);
    }
}

#[test]
fn entries_of_openrouter() {
    let entry = |pricing: &str| format!("{{\"data\": [{{\"id\": \"m\", \"pricing\": {{{pricing}}}}}]}}");
    let cases = [
        (
            "\"prompt\": \"x\"",
            "Faulty: m: `x` is not a decimal number at `data[0].pricing.prompt`; a price is a decimal number",
        ),
        (
            "\"prompt\": \"-1\"",
            "NotPriced: m: a price of -1: it is that of the model that answers at `data[0].pricing`; -",
        ),
        (
            "\"prompt\": \"1\", \"overrides\": [{\"min_images\": 1, \"prompt\": \"2\"}]",
            "NotExpressed: m: `min_images`, which this importer does not know at `data[0].pricing.overrides[0].min_images`; -",
        ),
        (
            "\"prompt\": \"1\", \"overrides\": [{\"utc_start\": 1060, \"prompt\": \"2\"}]",
            "Faulty: m: 1060 is not a time such as 1030 at `data[0].pricing.overrides[0].utc_start`; -",
        ),
        (
            "\"prompt\": \"1\", \"discount\": 1",
            "Faulty: m: `1` is not a fraction below 1 at `data[0].pricing.discount`; -",
        ),
    ];
    for (pricing, expected) in cases {
        told(Source::OpenRouter, &entry(pricing), expected);
    }
    told(Source::OpenRouter, "[{\"id\": \"m\"}]", "Faulty: m: the key `pricing` is missing at `[0]`; -");
}

#[test]
fn entries_of_stripe() {
    let entry =
        |keys: &str| format!("[{{\"object\": \"price\", \"id\": \"m\", \"currency\": \"usd\", {keys}}}]");
    let cases = [
        (
            "\"billing_scheme\": \"per_unit\", \"unit_amount\": -5",
            "Faulty: m: `-5` is below zero at `[0].unit_amount`; a price is 0 or above",
        ),
        (
            "\"billing_scheme\": \"per_unit\", \"unit_amount\": 5, \"unit_amount_decimal\": \"6\"",
            "Faulty: m: \"6\" contradicts `unit_amount` at `[0].unit_amount_decimal`; -",
        ),
        (
            "\"billing_scheme\": \"per_unit\"",
            "Faulty: m: neither `unit_amount` nor `unit_amount_decimal` at `[0]`; -",
        ),
        ("\"billing_scheme\": \"odd\"", "Faulty: m: a billing scheme `odd` at `[0]`; `per_unit` or `tiered`"),
        (
            "\"billing_scheme\": \"per_unit\", \"unit_amount\": 5, \"transform_quantity\": {\"divide_by\": 0, \"round\": \"up\"}",
            "Faulty: m: `0` is not a whole number from 1 at `[0].transform_quantity.divide_by`; -",
        ),
        (
            "\"billing_scheme\": \"tiered\", \"tiers_mode\": \"volume\", \"tiers\": [{\"up_to\": 5, \"unit_amount\": 1}, {\"up_to\": 5, \"unit_amount\": 1}]",
            "Faulty: m: tiers whose `up_to` does not rise, or that go on after the last at `[0]`; -",
        ),
        (
            "\"billing_scheme\": \"tiered\", \"tiers_mode\": \"volume\", \"tiers\": [{\"unit_amount\": 1}], \"transform_quantity\": {\"divide_by\": 5, \"round\": \"up\"}",
            "NotExpressed: m: packages and tiers in one price at `[0].transform_quantity`; -",
        ),
    ];
    for (keys, expected) in cases {
        told(Source::Stripe, &entry(keys), expected);
    }
    told(
        Source::Stripe,
        "[{\"object\": \"plan\", \"id\": \"m\", \"currency\": \"usd\"}]",
        "Faulty: m: an object of the kind `plan` at `[0]`; only price objects have prices",
    );
}

#[test]
fn a_sheet_of_stripes_prices_has_one_currency() {
    let price = |currency: &str| {
        format!(
            "{{\"object\": \"price\", \"id\": \"{currency}\", \"currency\": \"{currency}\", \"billing_scheme\": \"per_unit\", \"unit_amount\": 5}}"
        )
    };
    let both = format!("[{}, {}]", price("usd"), price("jpy"));
    refused(
        Source::Stripe,
        &both,
        "the prices are in several currencies: usd, jpy",
        "say which one, and make a sheet of each",
    );
    let error = import(Source::Stripe, &both, &currency("eur")).unwrap_err();
    assert_eq!(error.to_string(), "no price is in `eur`");
    assert_eq!(error.help(), "one of usd, jpy");
    let imported = imported(Source::Stripe, &both, &currency("JPY"));
    assert!(imported.sheets[0].text.contains("unit = \"JPY\""), "{}", imported.sheets[0].text);
    assert!(imported.sheets[0].text.contains("price = 5 "), "yen have no smaller unit");
    assert!(!imported.sheets[0].text.contains("endpoints.usd"));
}

#[test]
fn a_byte_order_mark_is_fine() {
    for source in Source::ALL {
        let plain = fixture(source);
        let marked = format!("\u{feff}{plain}");
        assert_eq!(
            imported(source, &marked, &Options::default()),
            imported(source, &plain, &Options::default())
        );
    }
}

#[test]
fn names_that_a_sheet_does_not_allow_become_others() {
    let text = "{\"a b\": {\"input_cost_per_query\": 1}, \"a_b\": {\"input_cost_per_query\": 2}, \"-x\": {\"input_cost_per_query\": 3}}";
    let imported = imported(Source::LiteLlm, text, &Options::default());
    let told: Vec<String> = imported
        .report
        .remarks
        .iter()
        .flat_map(|remark| {
            remark
                .entries
                .iter()
                .map(move |entry| format!("{:?}: {} {:?}", remark.kind, entry.name, entry.detail))
        })
        .collect();
    assert_eq!(
        told,
        ["Renamed: a b Some(\"now `a_b`\")", "Renamed: -x Some(\"now `_x`\")", "NotExpressed: a_b None"]
    );
}

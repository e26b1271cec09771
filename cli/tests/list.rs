//! `pricesheet list`, and what clap makes: completions and the manual page.

use crate::common::{command, data, file, fingerprint, run};
use serde_json::json;

#[test]
fn a_table_by_group() {
    let list = run(&["list"]);
    let text = list.output(0);
    assert!(
        text.starts_with("Personal and company data API 2026-05 (embedded)\n\nPersonal Data Endpoints\n")
    );
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
    let order = [
        "\nPersonal Data Endpoints\n  Get Personal Profile\n",
        "get-personal-profile",
        "1 credit, +0.5 per option (11 options), rounded down to whole credits",
        "options: skills, certifications, publications,",
        "\n  Other Personal Data Endpoints\n",
        "get-profile-posts",
        "\nCompany Data Endpoints\n  Company Lookup\n",
        "get-company-by-url",
        "\n  Company Insights\n",
        "get-company-insights",
        "5 credits",
        "\nSearch Employees (Sales Navigator)\n",
        "Step 1: search request: 50 credits per search request",
        "Step 2: status checks: free",
        "Step 3: retrieved profiles: 0.5 credits per retrieved profile",
        "\nSearch Companies (Sales Navigator)\n",
        "\nJob Search Endpoints\n",
        "\nOther Endpoints\n",
        "get-extra-profile-data",
        "Always ensure you have enough credits before making a request.\n",
    ];
    let places: Vec<usize> = order.into_iter().map(at).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(text.matches("Personal Data Endpoints\n").count(), 2);
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn prices_in_words() {
    let sheet = r#"
name = "Words"
unit = "USD"
[endpoints.tiers]
basis = "period"
round = { to = 0.01, mode = "half-even" }
[endpoints.tiers.charges.traffic]
unit = "gigabyte"
included = 5
tiering = "graduated"
tiers = [{ up_to = 100 }, { up_to = 1000, price = 0.09, flat = 1 }, { price = 0.05 }]
[endpoints.blocks]
min = 2
max = 10
[endpoints.blocks.charges]
rows = { price = 3, per = 1000, increment = 1000, options = { fast = { times = 2 } } }
[endpoints.rates]
options = { premium = {}, cached = { free = true }, extra = { price = 0.5, when = ["not premium"] } }
rates = [{ when = ["premium"], price = 2 }, { price = 1 }]
"#;
    let path = file("list-words.toml", sheet);
    let list = run(&["list", "--json", "--sheet", &path]).json(0);
    let words: Vec<_> =
        list["endpoints"].as_array().unwrap().iter().map(|endpoint| &endpoint["words"]).collect();
    let tiers = "traffic: 5 included, then each slice at its own price: up to 100: free; \
                 up to 1000: 1 USD flat and 0.09 USD per gigabyte; above that: 0.05 USD per gigabyte";
    let period = "counted over a billing period, all its calls together";
    assert_eq!(*words[0], json!([tiers, "rounded half-even to a multiple of 0.01", period]));
    let blocks = "rows: 3 USD per 1000 rows, counted in steps of 1000, rounded up, times 2 with fast";
    assert_eq!(*words[1], json!([blocks, "at least 2 USD, at most 10 USD", "options: fast"]));
    let rates = json!([
        "2 USD if premium",
        "1 USD",
        "free with cached, +0.5 with extra if not premium",
        "options: premium, cached, extra",
    ]);
    assert_eq!(*words[2], rates);
}

#[test]
fn the_model_as_data() {
    let rules = data("rules.toml");
    let list = run(&["list", "--json", "--sheet", &rules]).json(0);
    assert_eq!(
        list["sheet"],
        json!({ "name": "Rules", "version": null, "source": rules, "fingerprint": fingerprint(&rules) })
    );
    assert_eq!(list["unit"], "EUR");
    let endpoints = list["endpoints"].as_array().unwrap();
    let endpoint = |name: &str| endpoints.iter().find(|endpoint| endpoint["name"] == name).unwrap();
    let scrape = endpoint("scrape");
    assert_eq!(scrape["rates"], json!([{ "when": [], "price": "1" }]));
    assert_eq!(scrape["options"], json!([{ "name": "skills", "title": null, "price": "0.5", "when": [] }]));
    assert_eq!(
        scrape["choices"][1],
        json!({ "name": "outcome", "of": ["found", "failed"], "default": null, "required": true })
    );
    let storage = endpoint("storage");
    assert_eq!(storage["basis"], "period");
    let rate = json!({
        "when": [], "included": "5", "increment": null, "price": "0.1", "per": "1", "min": null, "max": null,
    });
    assert_eq!(storage["charges"][0]["rates"], json!([rate]));
    let tier = json!({ "up_to": "10", "price": "1", "per": "1", "flat": "0", "increment": null });
    assert_eq!(endpoint("seats")["charges"][0]["rates"][0]["tiers"], json!([tier]));
    assert_eq!(endpoint("tokens")["charges"][0]["minus"], json!({ "cached": "1" }));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    for arguments in [&["list"][..], &["list", "--json"], &["quote", "search-jobs"], &["man"]] {
        let mut child = command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn completions_and_manual() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(run(&["completions", shell]).output(0).contains("pricesheet"), "{shell}");
    }
    let man = run(&["man"]);
    let page = man.output(0);
    for what in [".TH pricesheet 1", "quote", "rate", "check", "list", "totals"] {
        assert!(page.contains(what), "{what}");
    }
}

#[test]
fn the_public_page() {
    let sheet = pricesheet::PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET).unwrap();
    assert_eq!(run(&["list", "--to", "markdown"]).output(0), pricesheet_page::Page::of(&sheet).to_markdown());
    assert_eq!(run(&["list", "--to", "html"]).output(0), pricesheet_page::Page::of(&sheet).to_html());
    let both = run(&["list", "--to", "html", "--json"]);
    both.output(2);
    assert!(both.stderr.contains("cannot be used with"), "{}", both.stderr);
    run(&["list", "--to", "pdf"]).output(2);
}

#[test]
fn the_schema_for_editors() {
    assert_eq!(run(&["schema"]).output(0), pricesheet::SHEET_SCHEMA);
}

//! What is made of the excerpts, compared with the files of `golden` to the byte.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p pricesheet-import golden::` writes them anew, to be read before they are committed.

use std::fs;

use pricesheet_import::{Imported, Options, Source};

use crate::common::{at, currency, fixture, imported, loaded, path};

/// The sheets one below the other, and what is told of them.
fn written(imported: &Imported) -> String {
    let mut text = String::new();
    for sheet in &imported.sheets {
        text.push_str(&format!("==> {}.toml\n{}\n", sheet.name, sheet.text));
    }
    let report = &imported.report;
    text.push_str(&format!(
        "==> {} entries, {} endpoints, {} aliases, {} lost\n",
        report.entries,
        report.endpoints,
        report.aliases,
        report.losses()
    ));
    for remark in &report.remarks {
        text.push_str(&format!("{:?}: {}\n", remark.kind, remark.what));
        for entry in &remark.entries {
            let detail = entry.detail.as_deref().unwrap_or_default();
            text.push_str(&format!("  {} {detail} {}\n", entry.name, entry.path));
        }
        if let Some(help) = &remark.help {
            text.push_str(&format!("  help: {help}\n"));
        }
    }
    text
}

#[track_caller]
fn golden(name: &str, source: Source, options: &Options) {
    let text = fixture(source);
    let imported = imported(source, &text, options);
    loaded(&imported);
    let found = written(&imported);
    let path = path(&format!("golden/{name}.txt"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    for (number, (expected, found)) in expected.lines().zip(found.lines()).enumerate() {
        assert!(expected == found, "{name}:{}\nexpected: {expected}\nfound:    {found}", number + 1);
    }
    assert!(expected == found, "{name} differs in its length");
}

#[test]
fn litellm() {
    golden("litellm", Source::LiteLlm, &Options::default());
}

#[test]
fn genai_prices_by_date() {
    golden("genai-prices", Source::GenaiPrices, &Options::default());
}

#[test]
fn genai_prices_at_an_instant() {
    golden("genai-prices-at", Source::GenaiPrices, &at("2026-11-30T00:00:00Z"));
}

#[test]
fn openrouter() {
    golden("openrouter", Source::OpenRouter, &Options::default());
}

#[test]
fn stripe() {
    golden("stripe", Source::Stripe, &Options::default());
}

#[test]
fn stripe_in_another_currency() {
    golden("stripe-jpy", Source::Stripe, &currency("JPY"));
}

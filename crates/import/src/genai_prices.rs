//! The prices of genai-prices (<https://github.com/pydantic/genai-prices>, MIT licence).
//!
//! An endpoint is `PROVIDER/MODEL`, and quantities have the names of genai-prices' usage, in which a whole counts its parts:
//! `input_tokens` are all of them, cached ones included. A threshold is passed by what is above it, and then all tokens have the
//! price above it.

mod build;
mod history;
mod read;
mod units;

use std::borrow::Cow;

use self::history::{History, Listed};
use self::read::Provider;
use crate::error::ImportError;
use crate::names::{Names, allowed};
use crate::report::{Kind, Report};
use crate::{Imported, Options, json};

const NAME: &str = "genai-prices";

const PUBLISHED: &str =
    "genai-prices publishes a list of providers, each with `id` and `models`: prices/data.json";

/// How many aliases an endpoint may have.
const ALIASES_MAX: usize = 64;

pub(crate) fn import(text: &str, options: &Options) -> Result<Imported, ImportError> {
    let mut report = Report::default();
    let document = json::document(text)?;
    let providers = document.list().map_err(|fault| fault.of_document(PUBLISHED))?;
    let providers: Vec<Provider<'_>> = providers
        .iter()
        .map(read::provider)
        .collect::<Result<_, _>>()
        .map_err(|fault| fault.of_document(PUBLISHED))?;
    let mut models = listed(&providers, &mut report);
    add_aliases(&mut models, &mut report);
    let sheets = History::of(&models, options.at, &mut report).sheets(&mut report);
    Imported::of(sheets, report)
}

/// All models, under names of which each is taken once.
fn listed<'p>(providers: &'p [Provider<'p>], report: &mut Report) -> Vec<Listed<'p>> {
    let mut models = Vec::new();
    let mut names = Names::default();
    for provider in providers {
        for value in &provider.models {
            report.entries = report.entries.saturating_add(1);
            let object = match value.object() {
                Ok(object) => object,
                Err(fault) => {
                    report.fault(&provider.id, fault);
                    continue;
                }
            };
            let id = object.text("id").ok().flatten().unwrap_or(Cow::Borrowed("?"));
            let stated = format!("{}/{id}", provider.id);
            let model = match read::model(&object, &stated, report) {
                Ok(model) => model,
                Err(fault) => {
                    report.fault(&stated, fault);
                    continue;
                }
            };
            let name = allowed(&stated);
            if !names.take(&name) {
                report.tell(Kind::NotExpressed, "a name that an earlier entry has", &stated, &value.path);
                continue;
            }
            if name != stated {
                report.renamed(&stated, &name, &value.path);
            }
            models.push(Listed { name, path: value.path.clone(), provider, model, aliases: Vec::new() });
        }
    }
    models
}

/// Other names of the models, where they are nobody else's.
fn add_aliases(models: &mut [Listed<'_>], report: &mut Report) {
    let mut names = Names::default();
    for model in models.iter() {
        names.take(&model.name);
    }
    for model in models {
        for name in &model.model.names {
            let alias = allowed(&format!("{}/{name}", model.provider.id));
            if alias == model.name || model.aliases.contains(&alias) {
                continue;
            }
            if model.aliases.len() >= ALIASES_MAX {
                let what = "more other names than an endpoint may have";
                report.tell_detail(Kind::NotExpressed, what, &model.name, &model.path, format!("`{alias}`"));
            } else if !names.take(&alias) {
                let what = "another name that an earlier entry has: it stays there";
                report.tell_detail(Kind::Decided, what, &model.name, &model.path, format!("`{alias}`"));
            } else {
                model.aliases.push(alias);
            }
        }
        if model.model.patterns {
            let what = "names by a pattern: only those that are written out are aliases";
            report.tell(Kind::Decided, what, &model.name, &model.path);
        }
    }
}

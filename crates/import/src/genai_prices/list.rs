//! The list of the prices that hold at an instant.

use std::collections::BTreeSet;

use pricesheet::Instant;

use super::NAME;
use super::build::{self, Obstacle};
use super::read::{Model, Provider, Since};
use crate::SheetText;
use crate::error::ImportError;
use crate::item::Table;
use crate::report::{Kind, Report};
use crate::sheet::{Endpoint, Sheet, Windows};

/// A model, and what it is called in the sheet.
#[derive(Debug)]
pub(crate) struct Listed<'p> {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) provider: &'p Provider<'p>,
    pub(crate) model: Model,
}

impl Listed<'_> {
    /// The dates on which its prices may change.
    fn dates(&self) -> impl Iterator<Item = &str> {
        let prices = self.model.prices.iter().map(|conditional| &conditional.since);
        let variants = self.model.variants.iter().map(|variant| &variant.since);
        prices.chain(variants).filter_map(|since| match since {
            Since::Date(date) => Some(date.as_str()),
            Since::Always | Since::During(_) => None,
        })
    }
}

/// The sheet of all models as they are at an instant, which must be stated where prices change.
pub(crate) fn of(
    models: &[Listed<'_>],
    at: Option<Instant>,
    report: &mut Report,
) -> Result<SheetText, ImportError> {
    let dates: BTreeSet<&str> = models.iter().flat_map(Listed::dates).collect();
    let date = match at {
        Some(at) => dates.into_iter().rev().find(|date| has_begun(date, at)),
        None if dates.is_empty() => None,
        None => {
            return Err(ImportError::Dated { dates: dates.into_iter().map(ToString::to_string).collect() });
        }
    };
    let mut sheet = Sheet { heading: heading(date), ..Sheet::default() };
    sheet.keys = Table::default().with("name", NAME).with_some("version", date).with("unit", "USD");
    let mut windows = Windows::default();
    let mut provider = None;
    for listed in models {
        match build::endpoint(listed.provider, &listed.model, date, &mut windows) {
            Ok(table) => {
                let urls = (provider != Some(&listed.provider.id)).then(|| listed.provider.urls.join("\n"));
                provider = Some(&listed.provider.id);
                let comment = urls.filter(|urls| !urls.is_empty());
                sheet.endpoints.push(Endpoint { name: listed.name.clone(), comment, table });
            }
            Err(Obstacle::NotPriced) => report.tell(Kind::NotPriced, "no price", &listed.name, &listed.path),
            Err(Obstacle::NotExpressed(what)) => {
                report.tell(Kind::NotExpressed, what, &listed.name, &listed.path);
            }
        }
    }
    sheet.add_windows(&windows.all());
    report.endpoints = sheet.endpoints.len();
    Ok(SheetText { name: NAME.to_string(), text: sheet.to_toml() })
}

fn has_begun(date: &str, at: Instant) -> bool {
    format!("{date}T00:00:00Z").parse::<Instant>().is_ok_and(|start| start <= at)
}

fn heading(date: Option<&str>) -> String {
    let source = "Prices of genai-prices (https://github.com/pydantic/genai-prices, MIT licence), in US dollars,\n\
                  imported by `pricesheet import genai-prices`. Quantities are those of its usage: a whole counts its parts,\n\
                  as `input_tokens` count the cached ones.";
    match date {
        Some(date) => format!("{source}\nPrices as they are from {date} on."),
        None => source.to_string(),
    }
}

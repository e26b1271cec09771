//! Prices by date: the list, and what changes on each later date, as sheets over it.

use std::collections::BTreeSet;

use pricesheet::Instant;

use super::NAME;
use super::build::{self, Obstacle};
use super::read::{Model, Provider, Since};
use crate::SheetText;
use crate::item::{Item, Table};
use crate::report::{Kind, Report};
use crate::sheet::{Endpoint, Sheet, Windows, add_aliases, changes};

/// The version of the list, and the first day of it, where its prices change later.
const BEGINNING: &str = "1970-01-01";

/// A model, and what it is called in the sheet.
#[derive(Debug)]
pub(crate) struct Listed<'p> {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) provider: &'p Provider<'p>,
    pub(crate) model: Model,
    pub(crate) aliases: Vec<String>,
}

/// What models are in the list, and from later dates on.
pub(crate) struct History<'p, 'm> {
    /// The date of the list, where it is not the beginning.
    start: Option<String>,
    /// The dates after it, in order.
    later: Vec<String>,
    windows: Vec<(String, Table)>,
    models: Vec<Dated<'p, 'm>>,
}

/// An endpoint in the list, where it is there already, and from later dates on.
struct Dated<'p, 'm> {
    listed: &'m Listed<'p>,
    base: Option<Table>,
    /// What it is from this date on; what the sheet over the list states of it.
    later: Vec<(String, Table)>,
}

impl Listed<'_> {
    fn endpoint(&self, date: Option<&str>, windows: &mut Windows) -> Result<Table, Obstacle> {
        let mut table = build::endpoint(self.provider, &self.model, date, windows)?;
        add_aliases(&mut table, &self.aliases);
        Ok(table)
    }

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

impl<'p, 'm> History<'p, 'm> {
    /// All dates, or those prices alone that hold at an instant.
    pub(crate) fn of(models: &'m [Listed<'p>], at: Option<Instant>, report: &mut Report) -> Self {
        let dates: BTreeSet<&str> = models.iter().flat_map(Listed::dates).collect();
        let dates: Vec<String> = dates.into_iter().map(ToString::to_string).collect();
        let (start, later) = match at {
            Some(at) => (latest(&dates, at), Vec::new()),
            None => (None, dates),
        };
        let mut history = History { start, later, windows: Vec::new(), models: Vec::new() };
        let mut windows = Windows::default();
        for listed in models {
            match history.dated(listed, &mut windows) {
                Ok(dated) => history.models.push(dated),
                Err(Obstacle::NotPriced) => {
                    report.tell(Kind::NotPriced, "no price", &listed.name, &listed.path);
                }
                Err(Obstacle::NotExpressed(what)) => {
                    report.tell(Kind::NotExpressed, what, &listed.name, &listed.path);
                }
            }
        }
        history.windows = windows.all();
        history
    }

    fn dated(&self, listed: &'m Listed<'p>, windows: &mut Windows) -> Result<Dated<'p, 'm>, Obstacle> {
        let mut endpoint = |date: Option<&str>| match listed.endpoint(date, windows) {
            Ok(table) => Ok(Some(table)),
            Err(Obstacle::NotPriced) => Ok(None),
            Err(obstacle) => Err(obstacle),
        };
        let base = endpoint(self.start.as_deref())?;
        let mut later = Vec::new();
        let mut priced = base.is_some();
        for date in self.later.iter().filter(|date| listed.dates().any(|day| day == *date)) {
            let now = match endpoint(Some(date))? {
                Some(now) => now,
                None if priced => return Err(Obstacle::NotExpressed(format!("a price that ends on {date}"))),
                None => continue,
            };
            priced = true;
            let stated = base.as_ref().map_or(Some(now.clone()), |base| changes(base, &now));
            let what = || Obstacle::NotExpressed(format!("what changes on {date}"));
            later.push((date.clone(), stated.ok_or_else(what)?));
        }
        if priced { Ok(Dated { listed, base, later }) } else { Err(Obstacle::NotPriced) }
    }

    /// The list, and a sheet over it for each later date.
    pub(crate) fn sheets(&self, report: &mut Report) -> Vec<SheetText> {
        for dated in &self.models {
            report.endpoints = report.endpoints.saturating_add(1);
            report.aliases = report.aliases.saturating_add(dated.listed.aliases.len());
        }
        let list = SheetText { name: NAME.to_string(), text: self.list().to_toml() };
        let over =
            |date: &String| SheetText { name: format!("{NAME}-{date}"), text: self.revision(date).to_toml() };
        std::iter::once(list).chain(self.later.iter().map(over)).collect()
    }

    fn version(&self) -> &str {
        self.start.as_deref().unwrap_or(BEGINNING)
    }

    fn list(&self) -> Sheet {
        let since = match &self.start {
            Some(date) => format!("Prices as they are from {date} on."),
            None if self.later.is_empty() => String::new(),
            None => {
                "Prices before they first change; a sheet over this one has those from each later date on."
                    .into()
            }
        };
        let mut sheet = Sheet { heading: heading(&since), ..Sheet::default() };
        sheet.keys = Table::default().with("name", NAME).with("version", self.version());
        if !self.later.is_empty() {
            sheet.keys.set("effective", instant(BEGINNING));
        }
        sheet.keys.set("unit", "USD");
        let mut provider = None;
        for Dated { listed, base, .. } in &self.models {
            let Some(table) = base.clone() else { continue };
            let urls = (provider != Some(&listed.provider.id)).then(|| listed.provider.urls.join("\n"));
            provider = Some(&listed.provider.id);
            let comment = urls.filter(|urls| !urls.is_empty());
            sheet.endpoints.push(Endpoint { name: listed.name.clone(), comment, table });
        }
        sheet.add_windows(&self.windows, &[]);
        sheet
    }

    fn revision(&self, date: &str) -> Sheet {
        let mut sheet =
            Sheet { heading: heading(&format!("What has changed by {date}.")), ..Sheet::default() };
        let over = Table::default().with("name", NAME).with("version", self.version());
        sheet.keys = Table::default()
            .with("name", NAME)
            .with("version", date)
            .with("over", over)
            .with("others", "as-listed")
            .with("effective", instant(date));
        for Dated { listed, later, .. } in &self.models {
            // What it has become by then; nothing where that is what it was in the list.
            let latest = later.iter().rev().find(|(day, _)| day.as_str() <= date);
            let stated = latest.filter(|(_, table)| !table.0.is_empty());
            sheet.endpoints.extend(stated.map(|(_, table)| Endpoint {
                name: listed.name.clone(),
                comment: None,
                table: table.clone(),
            }));
        }
        let inherited = self.list().windows;
        sheet.add_windows(&self.windows, &inherited);
        sheet
    }
}

fn heading(since: &str) -> String {
    let source = "Prices of genai-prices (https://github.com/pydantic/genai-prices, MIT licence), in US dollars,\n\
                  imported by `pricesheet import genai-prices`. Quantities are those of its usage: a whole counts its parts,\n\
                  as `input_tokens` count the cached ones.";
    if since.is_empty() { source.to_string() } else { format!("{source}\n{since}") }
}

fn instant(date: &str) -> Item {
    Item::Bare(format!("{date}T00:00:00Z"))
}

/// The last date that has begun at an instant.
fn latest(dates: &[String], at: Instant) -> Option<String> {
    let begun =
        |date: &&String| format!("{date}T00:00:00Z").parse::<Instant>().is_ok_and(|start| start <= at);
    dates.iter().rev().find(begun).cloned()
}

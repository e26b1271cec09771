#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
// A page is made of any sheet: what could panic or wrap is refused at compile time.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

extern crate alloc;

// Words.
mod text;
mod number;
mod plural;
mod money;
mod clock;
mod scope;
// What is said of an endpoint.
mod block;
mod price;
mod tiers;
mod decision;
mod matrix;
mod options;
mod facts;
mod example;
mod offer;
mod layout;
// How it is written.
mod html;
mod markdown;
mod words;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::PriceSheet;

use block::{Part, Section};
use layout::Group;
use money::Money;
use offer::Offer;
pub use words::words;

/// The public pricing page of a sheet.
///
/// Groups are headings; endpoints that have the same prices are rows of one table, others have an entry with every rule and
/// every example. Markdown and HTML are written from one description, so both say the same. Nothing that a sheet says becomes
/// markup.
#[derive(Debug, Clone)]
pub struct Page<'s> {
    sheet: &'s PriceSheet,
    money: Money<'s>,
    /// Endpoints that are in no group.
    parts: Vec<Part>,
    sections: Vec<Section>,
    extras: Extras<'s>,
}

/// A calculator for [`Page::calculator`]: the engine itself, compiled to WebAssembly, with a form around it. It quotes any endpoint of
/// the sheet, says what a budget buys, and holds the question in a link. Built by `integrations/wasm/build --keep`.
///
/// ```
/// use pricesheet::PriceSheet;
/// use pricesheet_page::{CALCULATOR, Page};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.a.price = 1".parse()?;
/// let page = Page::of(&sheet).calculator(CALCULATOR).to_html();
/// assert!(page.contains("id=\"calculator-form\"") && page.len() < 350 * 1024);
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
pub const CALCULATOR: &str = include_str!("../assets/calculator.html");

/// What a vendor adds to the HTML page.
#[derive(Debug, Clone, Copy, Default)]
struct Extras<'s> {
    css: Option<&'s str>,
    logo: Option<Logo<'s>>,
    calculator: Option<&'s str>,
}

#[derive(Debug, Clone, Copy)]
struct Logo<'s> {
    media_type: &'s str,
    bytes: &'s [u8],
}

impl<'s> Page<'s> {
    /// The page of a sheet.
    #[must_use]
    pub fn of(sheet: &'s PriceSheet) -> Self {
        let money = Money::of(sheet.unit());
        let mut groups = Group::default();
        for pricer in sheet.endpoints() {
            groups.add(&pricer.model().group, Offer::of(pricer, &money));
        }
        let (parts, sections) = groups.laid_out(&money);
        Page { sheet, money, parts, sections, extras: Extras::default() }
    }

    /// The HTML page with a style sheet behind its own. Colours are variables, such as `--accent`; what they are called stands at
    /// the top of the page's own style sheet.
    #[must_use]
    pub fn css(mut self, css: &'s str) -> Self {
        self.extras.css = Some(css);
        self
    }

    /// The HTML page with a logo above its title, within the file: an image of this media type, such as `image/svg+xml`.
    #[must_use]
    pub fn logo(mut self, media_type: &'s str, bytes: &'s [u8]) -> Self {
        self.extras.logo = Some(Logo { media_type, bytes });
        self
    }

    /// The HTML page with a calculator: a fragment of HTML that is taken as it stands, script and style included. It finds the
    /// text of the sheet in the element `price-sheet`: JSON, whose `toml` is [`PriceSheet::to_toml`].
    #[must_use]
    pub fn calculator(mut self, fragment: &'s str) -> Self {
        self.extras.calculator = Some(fragment);
        self
    }

    /// The page in Markdown, with tables as GitHub has them.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::page(self)
    }

    /// The page as one HTML file that asks for nothing else: for screens of any width, for print, for readers that speak.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::page(self)
    }

    /// What stands below the title: since when the prices hold, and what they are in.
    fn lead(&self) -> String {
        let effective = self.sheet.effective().map(clock::date);
        let validity = match (self.sheet.version(), effective) {
            (Some(version), Some(date)) => format!("Version {version}, in force from {date}. "),
            (Some(version), None) => format!("Version {version}. "),
            (None, Some(date)) => format!("In force from {date}. "),
            (None, None) => String::new(),
        };
        format!("{validity}Prices are in {}.", self.money.name())
    }

    /// The lines of the sheet's note.
    fn note(&self) -> Vec<String> {
        price::lines(self.sheet.note())
    }

    /// From which content the page was made, for those who compare.
    fn fingerprint(&self) -> String {
        self.sheet.fingerprint().to_string()
    }
}

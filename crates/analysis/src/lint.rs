//! Lints: what is valid in a sheet but suspicious, with its place (section 6, *Lint*).
//!
//! A lint is a claim about a sheet that is true wherever it is reported. Claims about conditions are reasoned: a row
//! that "never applies" is one that no usage whatever can reach. Claims about prices carry their [evidence](Warning::evidence):
//! usages and totals, computed by the engine, that anybody can price again.
//!
//! [`check`] reads a sheet and lints it, [`warnings`] lints one that is loaded. `allow = ["code"]` on an endpoint or a charge keeps a lint from being reported
//! there, on the sheet anywhere, and is itself reported where it silences nothing. What each lint looks for, with an example, is told at the
//! variants of [`Lint`].
//!
//! The work is bounded by the constants of this module; where one of them ends a search early, [`Lint::Limit`] says so.

mod adjust;
mod allow;
mod bounds;
mod candidates;
mod conditions;
mod division;
mod falls;
mod float;
mod kind;
mod logic;
mod moments;
mod never;
mod number;
mod points;
mod probe;
mod report;
mod rounded;
mod split;
mod table;
mod tiers;
mod titles;
mod unnamed;
mod warning;
mod world;

use alloc::vec::Vec;

pub use kind::Lint;
use logic::Logic;
use pricesheet::PriceSheet;
use pricesheet::diagnostics::Diagnostics;
use pricesheet::sheet::Endpoint;
use probe::Probe;
use report::Report;
use titles::Titles;
pub use warning::{Evidence, Warning};

/// Steps of reasoning about the conditions of one sheet.
pub const STEPS_MAX: u32 = 100_000_000;
/// Steps of reasoning about one question, such as whether a row is ever reached.
pub const QUESTION_STEPS_MAX: u32 = 1_000_000;
/// Prices that are computed in search of evidence, of one sheet.
pub const PRICES_MAX: u32 = 5_000_000;
/// Prices that are computed in search of evidence, of one endpoint.
pub const ENDPOINT_PRICES_MAX: u32 = 500_000;
/// Rows and conditional options under which each quantity of an endpoint is asked about, one after the other.
pub const SETTINGS_MAX: usize = 256;
/// Whole counts of one quantity that are looked at, in the neighbourhood of bounds.
pub const POINTS_MAX: usize = 4_096;
/// Warnings that are reported one by one; a last one counts the rest.
pub const WARNINGS_MAX: usize = 10_000;

/// Reads a sheet from the bytes of a file, as [`PriceSheet::from_bytes`] does, and lints it. The warnings are in the
/// order of the text; there may be none.
///
/// # Errors
///
/// Every fault of the sheet, as [`PriceSheet::from_bytes`]: only a valid sheet is linted.
///
/// ```
/// use pricesheet_analysis::lint::{self, Lint};
///
/// let text = r#"
/// name = "Profiles"
/// [endpoints.profile]
/// price = 1
/// options = { skills = 0.5 }
/// round = "down"
/// "#;
/// let (sheet, warnings) = lint::check("profiles.toml", text.as_bytes())?;
/// assert_eq!(sheet.name(), "Profiles");
/// assert_eq!(warnings[0].lint(), Lint::OptionRoundedAway);
/// assert_eq!((warnings[0].line(), warnings[0].column()), (5, 13));
/// assert_eq!(warnings[0].message(), "option `skills` alone costs nothing: 1.5 is rounded to 1");
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
pub fn check(source_name: &str, bytes: &[u8]) -> Result<(PriceSheet, Vec<Warning>), Diagnostics> {
    let sheet = PriceSheet::from_bytes(source_name, bytes)?;
    let warnings = warnings(&sheet);
    Ok((sheet, warnings))
}

/// Lints a sheet that is loaded: one over another, too. A warning stands where the value does, in the sheet or in its base; those
/// in a base come first.
///
/// ```
/// use pricesheet::PriceSheet;
/// use pricesheet_analysis::lint;
///
/// let list = PriceSheet::from_bytes("list.toml", b"name = 'List'\nendpoints.a.price = 1")?;
/// let contract = "name = 'Acme'\nover = { name = 'List' }\nothers = 'refused'\nadjust = [{ times = 0.9 }]";
/// let contract = PriceSheet::from_bytes_over("acme.toml", contract.as_bytes(), &list)?;
/// assert_eq!(
///     lint::warnings(&contract)[0].to_string(),
///     "acme.toml:4:11: warning[adjust-all]: this entry adjusts all endpoints, so none is refused; \
///      help: name endpoints or a group, or write `others = \"as-listed\"`"
/// );
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[must_use]
pub fn warnings(sheet: &PriceSheet) -> Vec<Warning> {
    lint(sheet).locate(sheet)
}

fn lint(sheet: &PriceSheet) -> Report<'_> {
    let mut report = Report::new(&sheet.model().allow);
    adjust::check(sheet.model(), &mut report);
    let (mut steps, mut prices) = (STEPS_MAX, PRICES_MAX);
    let titles = Titles::of(sheet.model());
    unnamed::check_windows(sheet.model(), &mut report);
    for endpoint in &sheet.model().endpoints {
        report.enter(endpoint);
        titles.check(endpoint, &mut report);
        bounds::check(endpoint, &mut report);
        float::check(endpoint, &mut report);
        unnamed::check_attributes(endpoint, &mut report);
        table::check(endpoint, &mut report);
        if steps > 0 && prices > 0 {
            let mut logic = Logic::new(endpoint, steps);
            conditions::check(endpoint, &mut logic, &mut report);
            never::check(endpoint, &mut logic, &mut report);
            tiers::check(endpoint, &mut logic, &mut report);
            prices = priced(sheet, endpoint, &mut logic, prices, &mut report);
            if logic.gave_up() {
                report.cut(endpoint, "conditions are too many to reason about");
            }
            steps = logic.steps_left();
            if steps == 0 || prices == 0 {
                report.cut_from(endpoint);
            }
        } else {
            report.skip();
        }
        allow::check(endpoint, &mut report);
    }
    allow::check_sheet(sheet.model(), &mut report);
    report
}

/// The lints that price usages.
fn priced<'s>(
    sheet: &'s PriceSheet,
    endpoint: &'s Endpoint,
    logic: &mut Logic<'s>,
    prices: u32,
    report: &mut Report<'s>,
) -> u32 {
    // Every endpoint of a sheet is found by its name.
    let Ok(pricer) = sheet.endpoint(&endpoint.name) else { return prices };
    let mut probe = Probe::new(pricer, prices.min(ENDPOINT_PRICES_MAX));
    rounded::check(&mut probe, logic, report);
    falls::check(&mut probe, logic, report);
    split::check(&mut probe, logic, report);
    if probe.gave_up() {
        report.cut(endpoint, "usages to price are too many");
    }
    prices.saturating_sub(probe.spent())
}

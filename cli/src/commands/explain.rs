//! What a code means: the section of the page of codes.

use pricesheet::suggest::nearest;

use crate::Finding;
use crate::commands::print;
use crate::failure::Failure;

/// The page: a heading of the third level for each code.
const PAGE: &str = include_str!("../explain/codes.md");

pub(crate) fn run(code: &str) -> Result<Finding, Failure> {
    let asked = code.trim().trim_matches(['`', '[', ']']);
    let (_, section) = sections().find(|(of, _)| of.eq_ignore_ascii_case(asked)).ok_or_else(|| {
        let help = nearest(asked, sections().map(|(code, _)| code)).map_or_else(
            || "codes stand in brackets: error[P0402], warning[total-falls]".to_string(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::with_help(format!("no error, warning or fault has the code `{asked}`"), help)
    })?;
    print(&format!("{}\n", section.trim_end()))?;
    Ok(Finding::Fine)
}

/// Every code with its section, which ends where the next heading begins.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGE.split("\n### `").skip(1).filter_map(|section| {
        let (code, text) = section.split_once('`')?;
        Some((code, text.split("\n## ").next().unwrap_or(text).trim_start()))
    })
}

//! The pages of all sheets of the repository, as golden files have them.

#[path = "../../../../tests/golden/compare.rs"]
#[allow(dead_code, reason = "other packages need more of it")]
mod compare;
#[path = "../../../../tests/golden/inputs.rs"]
#[allow(dead_code, reason = "other packages need more of it")]
mod inputs;

use pricesheet_page::Page;

use compare::golden;
use inputs::{SHEETS, sheet};

/// Pages without their style sheet and script, which `tests/pages` holds once.
#[test]
fn pages() {
    let mut lines = Vec::new();
    for path in SHEETS {
        let sheet = sheet(path);
        let html = Page::of(&sheet).to_html();
        let (head, rest) = html.split_once("<style>").unwrap();
        let (_, body) = rest.split_once("</style>").unwrap();
        let (body, _) = body.rsplit_once("<script>").unwrap();
        let markdown = Page::of(&sheet).to_markdown();
        for text in [&*markdown, head, body] {
            lines.extend(text.lines().map(str::to_string));
        }
    }
    golden("pages.txt", &lines);
}

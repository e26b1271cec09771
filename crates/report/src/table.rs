//! Tables for a terminal: they fit its width, and an amount is never broken.

use std::fmt;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What a border and the spaces beside it take of a column.
const FRAME: usize = 3;

/// A word that is longer than this is cut rather than given the space that the others need.
const WORD_MAX: usize = 40;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, which may go on in the next line.
    Words,
    /// A number, which is written whole.
    Number,
}

/// A table with a frame, as wide as its contents, or as the terminal where that is narrower. Where it is too narrow for the
/// numbers and the longest words, a row is a record, one field a line.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<(String, Kind)>,
    rows: Vec<Vec<String>>,
    /// How wide the first columns are at the least, where there is room.
    least: Vec<usize>,
}

impl Table {
    /// A table without rows.
    pub fn new<'a>(columns: impl IntoIterator<Item = (&'a str, Kind)>) -> Self {
        Table {
            columns: columns.into_iter().map(|(title, kind)| (title.to_string(), kind)).collect(),
            rows: Vec::new(),
            least: Vec::new(),
        }
    }

    /// The same, whose first columns are so wide at the least where there is room, as those of other tables are.
    #[must_use]
    pub fn at_least(mut self, widths: &[usize]) -> Self {
        self.least = widths.to_vec();
        self
    }

    /// A row of as many cells as there are columns.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table on a screen so many columns wide; on one without end where nothing is said.
    fn to_width(&self, width: Option<usize>) -> String {
        let natural = self.widths(width_of);
        let mut wanted = natural.clone();
        wanted.iter_mut().zip(&self.least).for_each(|(width, least)| *width = (*width).max(*least));
        let frame = natural.len().saturating_mul(FRAME).saturating_add(1);
        let total = |widths: &[usize]| widths.iter().fold(frame, |sum, width| sum.saturating_add(*width));
        let Some(width) = width else { return self.framed(&wanted) };
        if let Some(fits) = [&wanted, &natural].into_iter().find(|widths| total(widths) <= width) {
            return self.framed(fits);
        }
        let mut widths = self.widths(|text| text.split_whitespace().map(width_of).max().unwrap_or_default());
        for ((widest, (_, kind)), natural) in widths.iter_mut().zip(&self.columns).zip(&natural) {
            *widest = match kind {
                Kind::Number => *natural,
                Kind::Words => (*widest).min(WORD_MAX),
            };
        }
        let least = total(&widths);
        if least > width {
            return self.records(width);
        }
        // What is left goes to the columns of words, a column of the screen at a time, to the one that lacks most.
        for _ in least..width {
            let lacking = widths.iter_mut().zip(&natural).filter(|(width, natural)| **width < **natural);
            if let Some((width, _)) = lacking.max_by_key(|(width, natural)| natural.saturating_sub(**width)) {
                *width = width.saturating_add(1);
            }
        }
        self.framed(&widths)
    }

    /// The width of each column where this is what a text takes.
    fn widths(&self, of: impl Fn(&str) -> usize) -> Vec<usize> {
        let column = |at: usize, title: &str| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| of(cell)).chain([of(title)]).max().unwrap_or_default()
        };
        self.columns.iter().enumerate().map(|(at, (title, _))| column(at, title)).collect()
    }

    fn framed(&self, widths: &[usize]) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.columns.iter().map(|(title, _)| title));
        for row in &self.rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| cut_words(cell, *width));
            table.add_row(cells);
        }
        for ((column, width), (_, kind)) in table.column_iter_mut().zip(widths).zip(&self.columns) {
            let width = u16::try_from(width.saturating_add(2)).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            if *kind == Kind::Number {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(u16::MAX);
        table.to_string()
    }

    /// A row as a block: its fields below each other, each after what its column is called.
    fn records(&self, width: usize) -> String {
        let titles = self.columns.iter().map(|(title, _)| width_of(title)).max().unwrap_or_default();
        let mut text = String::new();
        for (place, row) in self.rows.iter().enumerate() {
            if place > 0 {
                text.push('\n');
            }
            for ((title, kind), cell) in self.columns.iter().zip(row) {
                let line = cell.split('\n').collect::<Vec<_>>().join(" ");
                let room = width.saturating_sub(titles.saturating_add(2));
                let line = if *kind == Kind::Number { line } else { cut(&line, room) };
                let pad = " ".repeat(titles.saturating_sub(width_of(title)));
                text.push_str(&format!("{title}{pad}  {line}\n"));
            }
        }
        text.trim_end_matches('\n').to_string()
    }
}

/// As wide as the terminal, where standard output is one.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut terminal = comfy_table::Table::new();
        terminal.set_content_arrangement(ContentArrangement::Dynamic);
        f.write_str(&self.to_width(terminal.width().map(usize::from)))
    }
}

fn width_of(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or_default()
}

/// Cuts the words that are wider than this.
fn cut_words(text: &str, width: usize) -> String {
    if text.split_whitespace().all(|word| width_of(word) <= width) {
        return text.to_string();
    }
    let lines =
        text.lines().map(|line| line.split(' ').map(|word| cut(word, width)).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

/// The beginning of a text that is wider than this, with a mark that it goes on.
fn cut(text: &str, width: usize) -> String {
    if width_of(text) <= width {
        return text.to_string();
    }
    let mut left = width.saturating_sub(1);
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            let of_char = c.width().unwrap_or_default();
            let fits = of_char <= left;
            left = left.saturating_sub(of_char);
            fits
        })
        .collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([
            ("endpoint", Kind::Words),
            ("charged", Kind::Number),
            ("expected", Kind::Number),
            ("explained by", Kind::Words),
        ]);
        let words = |text: &str| text.to_string();
        table.row([
            words("get-personal-profile"),
            words("1,057,492.97"),
            words("79,228,162,514,264,337,593,543,950,335"),
            words("option `certifications` was not charged\nor the total was rounded down"),
        ]);
        table.row([words("企業検索"), words("-0.0000001"), words("0"), words("x".repeat(60).as_str())]);
        table
    }

    /// At any width every number stands whole in one line, and no line is wider than the screen but for a number.
    #[test]
    fn an_amount_is_never_broken() {
        let table = table();
        let numbers = ["1,057,492.97", "79,228,162,514,264,337,593,543,950,335", "-0.0000001"];
        for width in 1..260 {
            let text = table.to_width(Some(width));
            for number in numbers {
                assert!(text.lines().any(|line| line.contains(number)), "{number} at {width}:\n{text}");
            }
            let least = "explained by".len() + 2 + numbers[1].len();
            let widest = text.lines().map(width_of).max().unwrap();
            assert!(widest <= width.max(least), "{widest} at {width}:\n{text}");
        }
        assert!(
            table
                .to_width(Some(60))
                .starts_with("endpoint      get-personal-profile\ncharged       1,057,492.97\n")
        );
    }

    #[test]
    fn what_is_wide_enough_is_as_it_is() {
        let mut table = Table::new([("a", Kind::Words), ("n", Kind::Number)]);
        table.row(["one".to_string(), "1".to_string()]);
        table.row(["two three".to_string(), "100".to_string()]);
        let natural = table.to_width(None);
        assert_eq!(natural, table.to_width(Some(80)));
        assert_eq!(
            natural,
            "┌───────────┬─────┐\n│ a         ┆   n │\n╞═══════════╪═════╡\n\
             │ one       ┆   1 │\n│ two three ┆ 100 │\n└───────────┴─────┘"
        );
        let narrow = table.to_width(Some(15));
        assert!(narrow.contains("│ two   ┆ 100 │\n│ three ┆     │"), "{narrow}");
        assert_eq!(
            table.to_width(Some(9)),
            "a  one\nn  1\n\na  two th…\nn  100".replace("two th…", "two t…")
        );
    }
}

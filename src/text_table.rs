//! Aligned tables for people to read: names on the left of their column, numbers on the right.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use unicode_width::UnicodeWidthStr;

/// On which side of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

enum Row<const N: usize> {
    Cells([String; N]),
    /// A text in the first column, without other cells.
    Note(String),
    /// A line over all columns.
    Rule,
}

/// A table of N columns, each as wide as its widest cell on a terminal, where characters take no, one or two columns. A
/// column without text is left out.
pub(crate) struct TextTable<const N: usize> {
    columns: [Align; N],
    rows: Vec<Row<N>>,
}

impl<const N: usize> TextTable<N> {
    pub(crate) fn new(columns: [Align; N]) -> Self {
        TextTable { columns, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(Row::Cells(cells));
    }

    pub(crate) fn note(&mut self, text: String) {
        self.rows.push(Row::Note(text));
    }

    pub(crate) fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    fn widths(&self) -> [usize; N] {
        let mut widths = [0; N];
        for row in &self.rows {
            let cells = match row {
                Row::Cells(cells) => cells.as_slice(),
                Row::Note(text) => core::slice::from_ref(text),
                Row::Rule => &[],
            };
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = cell.width().max(*width);
            }
        }
        widths
    }
}

/// Two spaces before each column, and a line break after each row.
impl<const N: usize> fmt::Display for TextTable<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for row in &self.rows {
            let cells = match row {
                Row::Cells(cells) => Some(cells),
                Row::Note(text) => {
                    writeln!(f, "  {text}")?;
                    continue;
                }
                Row::Rule => None,
            };
            for (place, (align, width)) in self.columns.iter().zip(widths).enumerate() {
                if width == 0 {
                    continue;
                }
                f.write_str("  ")?;
                let Some(cell) = cells.and_then(|cells| cells.get(place)) else {
                    pad(f, width, '─')?;
                    continue;
                };
                let missing = width.saturating_sub(cell.width());
                match align {
                    Align::Left => {
                        f.write_str(cell)?;
                        pad(f, missing, ' ')?;
                    }
                    Align::Right => {
                        pad(f, missing, ' ')?;
                        f.write_str(cell)?;
                    }
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn pad(f: &mut fmt::Formatter<'_>, count: usize, fill: char) -> fmt::Result {
    (0..count).try_for_each(|_| write!(f, "{fill}"))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn table(rows: &[[&str; 2]]) -> TextTable<2> {
        let mut table = TextTable::new([Align::Left, Align::Right]);
        rows.iter().for_each(|row| table.row(row.map(String::from)));
        table
    }

    #[test]
    fn numbers_stand_below_each_other() {
        let mut table = table(&[["", "credit"], ["flat amount", "1"]]);
        table.note("    a note that is longer".to_string());
        table.rule();
        table.row(["total", "1"].map(String::from));
        let expected = "
                             credit
  flat amount                     1
      a note that is longer
  ─────────────────────────  ──────
  total                           1
";
        assert_eq!(alloc::format!("\n{table}"), expected);
    }

    #[test]
    fn a_column_without_text_is_left_out() {
        let mut table = TextTable::new([Align::Left, Align::Left, Align::Right]);
        table.row(["a", "", "10"].map(String::from));
        table.row(["bc", "", "9"].map(String::from));
        assert_eq!(table.to_string(), "  a   10\n  bc   9\n");
    }

    /// Every row takes the same columns of a terminal, two for a wide character and for an emoji of several code points,
    /// none for an accent of its own.
    #[test]
    fn characters_take_the_columns_that_a_terminal_gives_them() {
        let names =
            ["plain text", "企業検索", "회사", "🔎 search", "👩‍🔬 lab", "🇯🇵 jp", "cafe\u{301}", "ｗｉｄｅ"];
        let columns = [10, 8, 4, 9, 6, 5, 4, 8];
        let rows = names.map(|name| [name, "12.5"]);
        let text = table(&rows).to_string();
        for ((line, name), columns) in text.lines().zip(names).zip(columns) {
            let spaces = " ".repeat(10 - columns);
            assert_eq!(line, alloc::format!("  {name}{spaces}  12.5"));
        }
        assert_eq!(table(&[["a", "円"], ["b", "1.5"]]).to_string(), "  a   円\n  b  1.5\n");
    }
}

//! Tables of the page.

use std::fmt::Write;

use super::escaped;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Words,
    Number,
    /// A bar, which takes the whole of a narrow screen.
    Bar,
}

/// What a column is called, and what stands in it. The first names its row.
pub(super) type Column<'a> = (&'a str, Kind);

/// A table whose rows become blocks where the screen is too narrow for them; each cell then says what its column says.
/// The roles say once more what the elements say, because browsers forget that blocks are cells.
pub(super) struct Table<'a> {
    columns: Vec<Column<'a>>,
    html: String,
}

impl<'a> Table<'a> {
    pub(super) fn new(caption: &str, columns: impl IntoIterator<Item = Column<'a>>) -> Self {
        let columns: Vec<Column<'a>> = columns.into_iter().collect();
        let caption = escaped(caption);
        let mut html = format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">\n<table role=\"table\">\n\
             <caption>{caption}</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">"
        );
        for (title, kind) in &columns {
            let _ = write!(
                html,
                "<th role=\"columnheader\" scope=\"col\"{}>{}</th>",
                class(*kind),
                escaped(title)
            );
        }
        html.push_str("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        Table { columns, html }
    }

    /// A row of cells that are markup already.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.html.push_str("<tr role=\"row\">");
        for (place, ((title, kind), cell)) in self.columns.iter().zip(cells).enumerate() {
            let (class, title) = (class(*kind), escaped(title));
            let _ = match place {
                0 => write!(
                    self.html,
                    "<th role=\"rowheader\" scope=\"row\"{class} data-column=\"{title}\">{cell}</th>"
                ),
                _ => write!(self.html, "<td role=\"cell\"{class} data-column=\"{title}\">{cell}</td>"),
            };
        }
        self.html.push_str("</tr>\n");
    }

    pub(super) fn finish(mut self) -> String {
        self.html.push_str("</tbody>\n</table>\n</div>\n");
        self.html
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Words => "",
        Kind::Number => " class=\"number\"",
        Kind::Bar => " class=\"verdicts\"",
    }
}

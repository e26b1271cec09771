//! The public pricing page, with what a vendor adds to it.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use pricesheet::PriceSheet;
use pricesheet_page::{CALCULATOR, Page};

use crate::args::{ListArguments, PageFormat};
use crate::failure::Failure;

/// The files of the vendor's that go into the page.
#[derive(Default)]
struct Added {
    css: Option<String>,
    logo: Option<(&'static str, Vec<u8>)>,
    calculator: Option<Cow<'static, str>>,
}

pub(super) fn page(
    sheet: &PriceSheet,
    format: PageFormat,
    arguments: &ListArguments,
) -> Result<String, Failure> {
    let added = added(format, arguments)?;
    let mut page = Page::of(sheet);
    if let Some(css) = &added.css {
        page = page.css(css);
    }
    if let Some((media_type, bytes)) = &added.logo {
        page = page.logo(media_type, bytes);
    }
    if let Some(calculator) = &added.calculator {
        page = page.calculator(calculator);
    }
    Ok(match format {
        PageFormat::Markdown => page.to_markdown(),
        PageFormat::Html => page.to_html(),
    })
}

fn added(format: PageFormat, arguments: &ListArguments) -> Result<Added, Failure> {
    let added = [
        ("--css", arguments.css.is_some()),
        ("--logo", arguments.logo.is_some()),
        ("--calculator", arguments.calculator.is_some()),
    ];
    if let (PageFormat::Markdown, Some((name, _))) = (format, added.iter().find(|(_, stated)| *stated)) {
        return Err(Failure::with_help(
            format!("`{name}` is for a page in HTML, and this one is in Markdown"),
            "state `--to html`, or leave it out",
        ));
    }
    Ok(Added {
        css: arguments.css.as_deref().map(text).transpose()?,
        logo: arguments.logo.as_deref().map(logo).transpose()?,
        calculator: match &arguments.calculator {
            None => None,
            Some(None) => Some(CALCULATOR.into()),
            Some(Some(file)) => Some(text(file)?.into()),
        },
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::reading(&path.display().to_string(), &error))
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?)
        .map_err(|_| Failure::new(format!("cannot read {}: it is not UTF-8", path.display())))
}

/// An image with its media type, which its first bytes tell.
fn logo(path: &Path) -> Result<(&'static str, Vec<u8>), Failure> {
    let bytes = read(path)?;
    let is_svg = || {
        let start = bytes.get(..1_024).unwrap_or(&bytes);
        let ending = PathBuf::from(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
        ending && start.contains(&b'<')
    };
    let media_type = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ if is_svg() => "image/svg+xml",
        _ => {
            return Err(Failure::with_help(
                format!("{} is not an image that a page can hold", path.display()),
                "state a file in SVG (named .svg), PNG, JPEG, WebP or GIF",
            ));
        }
    };
    Ok((media_type, bytes))
}

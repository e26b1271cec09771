//! The pages in a real browser: headless Chromium, which `.ci/browser` finds or installs.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{file, root, run};

fn chromium(arguments: &[&str]) -> Command {
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_string());
    let mut command = Command::new(browser);
    // No sandbox: whoever tests may be root, and the pages are ours. What a browser asks of the network at its start has
    // nothing to do with them, and keeps it waiting where there is none.
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"])
        .args(["--no-first-run", "--disable-background-networking", "--disable-component-update"])
        .args(["--disable-sync", &format!("--user-data-dir={}", profile())])
        .args(arguments);
    command
}

/// A folder of its own for each browser: two that run at a time do not share one, and nothing is left of the last.
fn profile() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("browser-profile-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    path.to_str().unwrap().to_string()
}

/// A JSON text that does not end the script it stands in.
fn script(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap().replace("</", "<\\/")
}

/// What the browser finds wrong with a page, in light or in dark.
fn findings(name: &str, html: &str, texts: &[String], dark: bool) -> Vec<String> {
    let check = include_str!("browser/check.js");
    // The rules of axe-core, which `.ci/browser` puts beside the tests.
    let axe = std::env::var("AXE").map(|path| fs::read_to_string(path).unwrap()).unwrap_or_default();
    assert!(!axe.contains("</script"), "it would end the element it stands in");
    let wrapper = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><body><script type=\"text/plain\" id=\"axe\">{axe}</script><script>{check}\ncheck({}, {}, {dark});</script>",
        script(&html),
        script(&texts)
    );
    let path = file(&format!("browser-{name}-{dark}.html"), wrapper);
    let colors = if dark {
        "--blink-settings=preferredColorScheme=0"
    } else {
        "--blink-settings=preferredColorScheme=1"
    };
    let output = chromium(&[
        "--enable-blink-features=ComputedAccessibilityInfo",
        "--virtual-time-budget=60000",
        colors,
        "--dump-dom",
        &format!("file://{path}"),
    ])
    .output()
    .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    let told = dom.split_once("<pre id=\"findings\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (told, _) =
        told.unwrap_or_else(|| panic!("nothing found:\n{}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_str(&told.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).unwrap()
}

/// A page is right in both colours, and prints.
#[track_caller]
fn check(name: &str, html: &str, texts: &[String]) {
    for dark in [false, true] {
        assert_eq!(findings(name, html, texts, dark), [""; 0], "{name}, dark: {dark}");
    }
    print(name, html);
}

/// Prints a page on paper.
fn print(name: &str, html: &str) -> String {
    let page = file(&format!("browser-{name}.html"), html);
    let paper = format!("{page}.pdf");
    let printed =
        chromium(&[&format!("--print-to-pdf={paper}"), &format!("file://{page}")]).output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let bytes = fs::read(&paper).unwrap();
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 5_000, "{} bytes", bytes.len());
    paper
}

/// No table is cut by the end of a page, and of a long one no row: the first and the last cell of each are marked, and stand on
/// one page. `PDFTOTEXT` is the program that reads the paper.
#[track_caller]
fn prints_whole(name: &str, html: &str) {
    let Some(reader) = std::env::var_os("PDFTOTEXT") else { return };
    let mut marked = String::new();
    let mut marks = 0;
    let mut mark = |text: &mut String, end: char| {
        marks += usize::from(end == 'a');
        text.push_str(&format!("<b style=\"font-size:3px;display:block\">Mark{marks:05}{end}</b>"));
    };
    for (at, piece) in html.split("<table").enumerate() {
        if at == 0 {
            marked.push_str(piece);
            continue;
        }
        marked.push_str("<table");
        let (table, behind) = piece.split_once("</table>").unwrap();
        let long = table.split_once('>').unwrap().0.contains(" long");
        let (head, body) = table.split_once("<tbody").unwrap();
        marked.push_str(head);
        marked.push_str("<tbody");
        let ends: Vec<&str> = body.split("</tr>").collect();
        let last = ends.len() - 2;
        for (place, row) in ends.iter().enumerate() {
            let begins = place <= last && (long || place == 0);
            let finishes = place <= last && (long || place == last);
            let (before, cell) =
                row.split_once("<th").map_or((*row, None), |(before, cell)| (before, Some(cell)));
            marked.push_str(before);
            if let Some((attributes, cell)) = cell.and_then(|cell| cell.split_once('>')) {
                marked.push_str("<th");
                marked.push_str(attributes);
                marked.push('>');
                if begins {
                    mark(&mut marked, 'a');
                }
                let (cell, end) = cell.rsplit_once("</t").unwrap();
                marked.push_str(cell);
                if finishes {
                    mark(&mut marked, 'z');
                }
                marked.push_str("</t");
                marked.push_str(end);
            }
            if place <= last {
                marked.push_str("</tr>");
            }
        }
        marked.push_str("</table>");
        marked.push_str(behind);
    }
    let paper = print(&format!("{name}-marked"), &marked);
    let read = Command::new(reader).args([&paper, "-"]).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).unwrap();
    let pages: Vec<&str> = text.split('\u{c}').collect();
    assert!(marks > 0 && pages.len() > 1, "{name}: {marks} marks on {} pages", pages.len());
    for number in 1..=marks {
        let (first, last) = (format!("Mark{number:05}a"), format!("Mark{number:05}z"));
        let whole = pages.iter().any(|page| page.contains(&first) && page.contains(&last));
        assert!(whole, "{name}: what {first} begins is cut");
    }
}

#[test]
fn the_checks_find_something() {
    let page = "<!DOCTYPE html><html><body><h1>A</h1><h3>B</h3><p id=a style='color:#999;background:#fff'>pale</p>\
                <p id=a style='width:2000px'>wide</p><table><tr><td>1</td></tr></table><a href='https://a.example'>b</a>";
    let found = findings("faulty", page, &["unsaid".to_string()], false);
    for words in [
        "heading level jumps from 1 to 3",
        "no language",
        "an id twice",
        "a link to https://a.example",
        "contrast 2.85 of P ",
        "a table without a name",
        "\"unsaid\" is not to be seen",
    ] {
        assert!(found.iter().any(|found| found == words), "{words} is not among {found:#?}");
    }
    assert!(found.iter().any(|found| found.contains("wide on a screen of 320")), "{found:#?}");
}

/// A price page: each endpoint is there, and what a customer looks for.
#[track_caller]
fn price_page(name: &str, texts: &[&str]) {
    let sheet = root().join(name);
    let sheet = sheet.to_str().unwrap();
    let list = run(&["list", "--json", "--sheet", sheet]).json(0);
    let endpoints = list["endpoints"].as_array().unwrap().iter();
    let mut texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
    texts.extend(endpoints.map(|endpoint| endpoint["name"].as_str().unwrap().to_string()));
    let page = run(&["list", "--to", "html", "--sheet", sheet]);
    let name = name.rsplit('/').next().unwrap();
    check(name, page.output(0), &texts);
    prints_whole(name, page.output(0));
}

#[test]
fn the_price_page_of_the_vendor() {
    price_page("pricing.toml", &["0.5 credits per retrieved profile", "+0.5 credits per call each"]);
}

#[test]
fn the_price_page_with_everything() {
    price_page("tests/pages/everything.toml", &["Premium route and Characters in: more than 1,000"]);
}

#[test]
fn the_price_page_of_models() {
    price_page("tests/pages/models.toml", &["$0.0825", "Monday to Friday, 9:00 to 17:00 UTC+1"]);
}

#[test]
fn the_price_page_of_messages() {
    price_page("tests/pages/messaging.toml", &["United Kingdom", "Over 10,000, up to 100,000", "€0.0625"]);
}

#[test]
fn the_price_page_of_objects() {
    price_page("tests/pages/objects.toml", &["The first 10,000", "Over 100,000", "$0.056"]);
}

#[test]
fn the_price_page_of_a_scraper() {
    price_page("tests/pages/scraper.toml", &["Otherwise", "free, whatever else would be charged"]);
}

#[test]
fn the_price_page_of_seats() {
    let included = "first 5,000 + 1,000 for each seat + Messages rolled over free";
    price_page("tests/pages/seats.toml", &[included]);
}

/// A logo, colours of the vendor's own, and a calculator that a script shows.
#[test]
fn the_price_page_with_what_a_vendor_adds() {
    let css = file(
        "browser-own.css",
        ":root { --accent: #8a1c4a } @media (prefers-color-scheme: dark) { :root { --accent: #ff9ac1 } }",
    );
    let logo = file(
        "browser-own.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><rect width='90' height='30'/></svg>",
    );
    let calculator = file(
        "browser-own-calculator.html",
        "<p id='calculator-said'></p><script type='module'>\
         const { toml } = JSON.parse(document.getElementById('price-sheet').textContent);\
         document.getElementById('calculator-said').textContent = toml.split('\\n')[0];\
         document.getElementById('calculator').hidden = false;\
         document.querySelectorAll('.to-calculator').forEach((link) => { link.hidden = false; });</script>",
    );
    let arguments = ["list", "--to", "html", "--css", &css, "--logo", &logo, "--calculator", &calculator];
    let page = run(&arguments);
    let texts = ["Calculate a price", "name = \"Personal and company data API\""];
    check("own", page.output(0), &texts.map(String::from));
}

#[test]
fn the_report_of_an_audit() {
    let root = root();
    let path = |name: &str| root.join(name).to_str().unwrap().to_string();
    let page = file("browser-report.html", "");
    let arguments = [
        "audit",
        &path("examples/log.jsonl"),
        "--sheet",
        &path("pricing.toml"),
        "--map-file",
        &path("examples/log-map.toml"),
        "--unique",
        "request",
        "--by",
        "customer",
        "--html",
        &page,
    ];
    run(&arguments).output(1);
    let texts = [
        "charge search was left out",
        "search-employees search=1 results=40",
        "the total was not rounded",
        "bolt",
        "-49.5",
    ];
    let html = fs::read_to_string(Path::new(&page)).unwrap();
    check("report", &html, &texts.map(String::from));
}

/// Many customers, days and faults: tables that are searched and opened, and a drawing.
#[test]
fn the_report_of_a_long_audit() {
    let mut log = String::new();
    for at in 0_u32..690 {
        let (month, day, customer) = (5 + at % 3, 1 + at / 3 % 2, at * 7 % 23);
        let at_text = format!("2026-{month:02}-{day:02}T{:02}:00:00Z", at % 24);
        let results = at % 97;
        // In July the search is forgotten now and then, and in May cents are taken for credits.
        let right = 5_000 + results * 50;
        let cents = match month {
            7 if at % 11 == 0 => right - 5_000,
            5 if at % 13 == 0 => right * 100,
            _ => right,
        };
        log.push_str(&format!(
            "{{\"customer\":\"c{customer:03}\",\"at\":\"{at_text}\",\"endpoint\":\"search-employees\",\
             \"quantities\":{{\"search\":1,\"results\":{results}}},\"charged\":{}.{:02}}}\n",
            cents / 100,
            cents % 100
        ));
    }
    let log = file("browser-long-audit.jsonl", log);
    let page = file("browser-long-audit.html", "");
    let sheet = root().join("pricing.toml");
    let sheet = sheet.to_str().unwrap();
    run(&["audit", &log, "--sheet", sheet, "--by", "customer", "--html", &page]).output(1);
    let texts = [
        "100 times as much was charged",
        "charge search was left out",
        "690",
        "Charged and expected over time",
    ];
    check("long-audit", &fs::read_to_string(Path::new(&page)).unwrap(), &texts.map(String::from));
}

/// Names, values, amounts and files as long as they come.
#[test]
fn pages_of_long_words() {
    // Anchors of a report begin with `endpoint-`, so those of a page are not to.
    let long = "a-name-of-an-endpoint-that-nobody-breaks/".repeat(3);
    let sheet = format!(
        "name = '{long}'\nversion = '{long}'\nunit = '{long}'\n\
         note = '{long}'\n[endpoints.'{long}']\nprice = 1\noptions = {{ '{long}' = 0.5 }}\nround = 'down'\n\
         title = '{long}'\ngroup = ['{long}', '{long}x']\nnote = '{long}'\n\
         examples = [{{ note = '{long}', options = ['{long}'], total = 1 }}]\n\
         [endpoints.other]\ntitle = '{long}'\ngroup = ['{long}']\nprice = 5922816251426433759354395033.1\n"
    );
    let sheet = file("browser-long.toml", sheet);
    let log = format!(
        "{{\"endpoint\":\"{long}\",\"options\":[\"{long}\"],\"charged\":5922816251426433759354395033.1,\"{long}\":\"{long}\"}}\n\
         {{\"endpoint\":\"{long}\",\"options\":[\"{long}\"],\"charged\":1.5}}\n"
    );
    let log = file(&format!("browser-long-{}.jsonl", "x".repeat(150)), log);
    let page = file("browser-long.html", "");
    run(&["audit", &log, "--sheet", &sheet, "--by", &long, "--unique", &long, "--html", &page]).output(1);
    let texts = [format!("{long} {long}"), "5,922,816,251,426,433,759,354,395,033.1".to_string()];
    check("long", &fs::read_to_string(Path::new(&page)).unwrap(), &texts);

    let page = run(&["list", "--to", "html", "--sheet", &sheet]);
    check("long-list", page.output(0), &[long]);
}

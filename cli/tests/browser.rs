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
    let wrapper = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><body><script>{check}\ncheck({}, {}, {dark});</script>",
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
        "--virtual-time-budget=10000",
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
    let page = file(&format!("browser-{name}.html"), html);
    let paper = format!("{page}.pdf");
    let printed =
        chromium(&[&format!("--print-to-pdf={paper}"), &format!("file://{page}")]).output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let paper = fs::read(paper).unwrap();
    assert!(paper.starts_with(b"%PDF-") && paper.len() > 5_000, "{} bytes", paper.len());
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

#[test]
fn the_public_page() {
    for (name, sheet) in [("vendor", "pricing.toml"), ("everything", "tests/pages/everything.toml")] {
        let sheet = root().join(sheet);
        let sheet = sheet.to_str().unwrap();
        let list = run(&["list", "--json", "--sheet", sheet]).json(0);
        let mut texts = Vec::new();
        for endpoint in list["endpoints"].as_array().unwrap() {
            texts.push(endpoint["name"].as_str().unwrap().to_string());
            texts.extend(
                endpoint["words"].as_array().unwrap().iter().map(|words| words.as_str().unwrap().to_string()),
            );
        }
        let page = run(&["list", "--to", "html", "--sheet", sheet]);
        check(name, page.output(0), &texts);
    }
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
    let long = "endpoint-with-a-name-that-nobody-breaks/".repeat(3);
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

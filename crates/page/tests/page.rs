//! The public page: what it says, what the vendor's own page says, and that nothing of a sheet becomes markup.

#![allow(clippy::panic, reason = "a helper of tests may stop the test")]

use std::fs;
use std::path::PathBuf;

use pricesheet::{EMBEDDED_SHEET, PriceSheet, Usage};
use pricesheet_page::Page;
use pricesheet_testing::sums;

fn sheet(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Compares with the file of this name; `UPDATE_SNAPSHOTS=1` writes it.
#[track_caller]
fn snapshot(name: &str, text: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "pages", name].iter().collect();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{name} differs from its snapshot:\n{text}");
}

#[test]
fn the_vendors_page() {
    let sheet = sheet(EMBEDDED_SHEET);
    snapshot("vendor.md", &Page::of(&sheet).to_markdown());
    snapshot("vendor.html", &Page::of(&sheet).to_html());
}

/// Sheets such as vendors have, and one with everything.
#[test]
fn pages_of_vendors() {
    for (name, text) in SHEETS {
        let sheet = sheet(text);
        snapshot(&format!("{name}.md"), &Page::of(&sheet).to_markdown());
        snapshot(&format!("{name}.html"), &body(&Page::of(&sheet).to_html()));
    }
}

const SHEETS: [(&str, &str); 6] = [
    ("everything", include_str!("../../../tests/pages/everything.toml")),
    ("models", include_str!("../../../tests/pages/models.toml")),
    ("messaging", include_str!("../../../tests/pages/messaging.toml")),
    ("objects", include_str!("../../../tests/pages/objects.toml")),
    ("scraper", include_str!("../../../tests/pages/scraper.toml")),
    ("seats", include_str!("../../../tests/pages/seats.toml")),
];

/// What a page says, without the style and the script that all have.
fn body(html: &str) -> String {
    let (_, body) = html.split_once("</head>").unwrap();
    let (body, _) = body.rsplit_once("<script>").unwrap();
    body.to_string()
}

/// The text of a page without its tags, lines as they stand.
fn text(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let plain = text.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    plain.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the vendor's page says, in its order: headings, and every call with its price.
const VENDOR: [&str; 61] = [
    "Each API call consumes a specific amount of credits (detailed above).",
    "Some actions (like retrieving additional details) require extra credits.",
    "For Sales Navigator searches, credits are used in multiple steps.",
    "Always ensure you have enough credits before making a request.",
    "Other Endpoints",
    "Personal Data Endpoints",
    "Get Personal Profile",
    "A basic call retrieves essential profile details; additional options (skills, certifications, etc.)",
    "Each call 1 credit",
    "skills , certifications , publications , honors , volunteers , projects , patents , courses , organizations , profile-status , company-public-url",
    "+0.5 credits per call each",
    "The total is rounded down to whole credits",
    "Fetching just the main details",
    "Total 1 credit",
    "Fetching main details + certifications + skills",
    "Total 2 credits",
    "Fetching main details + skills (rounded from 1.5 credits)",
    "Total 1 credit",
    "Other Personal Data Endpoints",
    "Get Profile’s Posts get-profile-posts 2 credits",
    "Detect Activity Time detect-activity-time 2 credits",
    "Search Posts search-posts 2 credits",
    "Company Data Endpoints",
    "Company Lookup",
    "Get Company By URL get-company-by-url 1 credit",
    "Get Company By Domain get-company-by-domain 1 credit",
    "Get Company By ID get-company-by-id 1 credit",
    "Company Insights",
    "Get Company’s Posts get-company-posts 2 credits",
    "Get Company Insights (Sales Navigator) get-company-insights 5 credits",
    "Find Custom Headcount find-custom-headcount 1 credit",
    "Count Job Openings count-job-openings 1 credit",
    "Get Crunchbase Details get-crunchbase-details 2 credits",
    "Search Employees (Sales Navigator)",
    "Step 1",
    "50 credits per search request",
    "Step 2: status checks free",
    "Step 3",
    "0.5 credits per retrieved profile",
    "Search Companies (Sales Navigator)",
    "Step 1",
    "25 credits per request",
    "Step 2: status checks free",
    "Step 3",
    "0.3 credits per retrieved company",
    "Job Search Endpoints",
    "Search Jobs search-jobs 2 credits",
    "Get Job Details get-job-details 1 credit",
    "Other Endpoints",
    "Search LinkedIn Profiles Via Google",
    "2 credits",
    "Get Recommendation Given",
    "1 credit",
    "Get Recommendation Received",
    "Get Years of Experience",
    "Get Open To Work Status",
    "Get Open Profile Status",
    "Get Profile PDF CV",
    "Get Extra Profile Data",
    "Search LinkedIn Company Pages Via Google",
    "Search LinkedIn School Pages Via Google",
];

#[test]
fn everything_that_the_vendors_page_says() {
    let page = text(&Page::of(&sheet(EMBEDDED_SHEET)).to_html());
    // The contents say the headings, too.
    let mut rest = page.as_str();
    for said in VENDOR {
        let (_, after) = rest.split_once(said).unwrap_or_else(|| panic!("{said} does not follow in\n{rest}"));
        rest = after;
    }
}

/// Amounts of examples come from the engine, and the steps add up to them.
#[test]
fn examples_are_computed() {
    let sheet = sheet(include_str!("../../../tests/pages/everything.toml"));
    let usage = Usage::new("traffic")
        .quantity("gigabytes", 205)
        .quantity("requests", 12_000)
        .quantity("free-requests", 1_000);
    let quote = sheet.quote(&usage).unwrap();
    sums(&quote);
    let page = text(&Page::of(&sheet).to_html());
    for said in [
        "Out 5 free; 100 gigabytes free; €1 + 100 gigabytes × €0.09 €10.00",
        "Requests 12,000 − 1,000 = 11,000; 20,000 requests × €0.40 per 10,000 requests €0.80",
        "Total €10.80",
    ] {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
}

#[test]
fn nothing_of_a_sheet_becomes_markup() {
    let hostile = r#"
name = "<script>alert(1)</script> & *stars* | pipes ![image](x) http://evil.example www.evil.example a@b.c mailto:a"
version = "</h1>`"
unit = "<b>"
note = """
# no heading
- no list
+ no list
1. no list
2) no list
=== 
[link](javascript:alert(1)) &amp; _under_ ~~strike~~ $x$ \\ back
"""
[endpoints."a|b`c&d[e]"]
title = "'quoted' \"twice\" <i>"
group = ["<u>Group</u>", "*Bold*"]
price = 1
[endpoints."a|b`c&d[e]".options]
"<" = 1
"#
    .replace("\"<\" = 1\n", "\"o*p\" = { price = 1, title = \"<s>\" }\n");
    let sheet = sheet(&hostile);
    let page = Page::of(&sheet);
    let html = page.to_html();
    assert_eq!(html.matches("<script").count(), 1, "the page's own");
    for tag in ["<b>", "<u>", "<i>", "<s>", "&amp;amp;amp;"] {
        assert!(!html.contains(tag), "{tag}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; *stars*"));
    assert_eq!(html.matches("<h1>").count(), 1);
    assert_eq!(html.matches("</h1>").count(), 1);
    let markdown = page.to_markdown();
    for line in [
        r"# \<script\>alert(1)\</script\> \& \*stars\* \| pipes !\[image\](x) http\://evil.example www\.evil.example a\@b.c mailto\:a",
        r"\# no heading",
        r"\- no list",
        r"\+ no list",
        r"1\. no list",
        r"2\) no list",
        r"\===",
        r"\[link\](javascript:alert(1)) \&amp; \_under\_ \~\~strike\~\~ \$x\$ \\ back",
        r"## \<u\>Group\</u\>",
        r"### \*Bold\*",
        r"a\|b\`c\&d\[e\]",
    ] {
        assert!(markdown.lines().any(|said| said == line), "{line} is not in\n{markdown}");
    }
}

/// A page of any shape has its headings in order and no unescaped text; and an empty group is not a fault.
#[test]
fn headings_do_not_jump() {
    let deep = "name = 'A'\n[endpoints.a]\nprice = 1\ngroup = ['1','2','3','4','5','6','7']\n\
                [endpoints.b]\nprice = 1\noptions = { o = 1 }\ngroup = ['1','2','x']\n[endpoints.c]\nprice = 1\n";
    for text in [EMBEDDED_SHEET, include_str!("../../../tests/pages/everything.toml"), deep] {
        let html = Page::of(&sheet(text)).to_html();
        let levels: Vec<u8> = html
            .match_indices("<h")
            .filter_map(|(at, _)| html.as_bytes().get(at.checked_add(2)?).copied())
            .filter(u8::is_ascii_digit)
            .collect();
        assert_eq!(levels.first(), Some(&b'1'));
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0].saturating_add(1)), "{levels:?}");
    }
}

/// A style sheet, a logo and a calculator are in the file, and cannot break out of their places.
#[test]
fn what_a_vendor_adds() {
    let sheet = sheet("name = 'A </script><b> & \"x\" \\ y'\n[endpoints.a]\nprice = 1\n");
    let page = Page::of(&sheet).css("body { color: red } </style><i>").logo("image/png", &[1, 2, 3]);
    let html = page.calculator("<p id=\"calculator-form\">Here</p>").to_html();
    assert!(html.contains("body { color: red } <\\/style><i>"));
    assert!(html.contains("<img class=\"logo\" alt=\"\" src=\"data:image/png;base64,AQID\">"));
    assert!(html.contains("<p id=\"calculator-form\">Here</p>"));
    let (_, data) = html.split_once("<script type=\"application/json\" id=\"price-sheet\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let again = PriceSheet::from_toml(data["toml"].as_str().unwrap()).unwrap();
    assert_eq!(again.fingerprint(), sheet.fingerprint());
    // Without them nothing of them is there.
    let plain = Page::of(&sheet).to_html();
    for word in ["<img", "price-sheet\"", "calculator-title"] {
        assert!(!plain.contains(word), "{word}");
    }
}

/// A group is a heading once, wherever its endpoints stand, and what stands in none comes first.
#[test]
fn a_group_stands_once() {
    let sheet = sheet(
        "name = 'A'\n[endpoints.a]\nprice = 1\ngroup = 'One'\n[endpoints.b]\nprice = 2\ngroup = 'Two'\n\
         [endpoints.c]\nprice = 3\ngroup = 'One'\n[endpoints.d]\nprice = 4\n",
    );
    let markdown = Page::of(&sheet).to_markdown();
    let lines: Vec<&str> =
        markdown.lines().filter(|line| line.starts_with("## ") || line.contains("credit")).collect();
    assert_eq!(
        lines,
        [
            "Prices are in credits.",
            "| `d` | 4 credits |",
            "## One",
            "| `a` | 1 credit |",
            "| `c` | 3 credits |",
            "## Two",
            "| `b` | 2 credits |",
        ]
    );
}

/// What a rounding moves over a bound, and what is free but for a least, is not said as if it were not so.
#[test]
fn lawful_oddities_are_not_misstated() {
    let said = |charge: &str, words: &[&str], never: &[&str]| {
        let text = format!(
            "name = 'A'\nunit = 'USD'\n[endpoints.a]\nbasis = 'call'\n[endpoints.a.charges.calls]\nunit = 'call'\n{charge}\n"
        );
        let markdown = Page::of(&sheet(&text)).to_markdown().replace('\\', "");
        for words in words {
            assert!(markdown.contains(words), "{words} is not in\n{markdown}");
        }
        for words in never {
            assert!(!markdown.contains(words), "{words} is in\n{markdown}");
        }
    };
    // 114 calls are 109 beyond what is free, which counts as 100: the bound is not at the 105th.
    said(
        "included = 5\nincrement = { to = 10, mode = 'down' }\ntiering = 'volume'\ntiers = [{ up_to = 100, price = 1 }, { price = 2 }]",
        &["Calls, rounded down to a multiple of 10 calls", "Up to 100 beyond that", "The first 5 | free"],
        &["105"],
    );
    // Rounded up to what divides the bound, it is.
    said(
        "included = 5\nincrement = 10\ntiering = 'graduated'\ntiers = [{ up_to = 100, price = 1 }, { price = 2 }]",
        &["The first 5 | free", "Over 5, up to 105 | $1", "Over 105 | $2"],
        &["beyond that"],
    );
    // A free part is that no longer where a least is due.
    said("price = 0\nmin = 3", &["$0 per call", "At least $3 for any use."], &["free"]);
    said("price = 0\noptions = { fast = 2 }", &["$0 per call", "+$2 per call"], &["free"]);
    // A least that the rounding undoes is not one.
    said(
        "price = 0.3\nmin = 1.5\nround = 'down'",
        &["What is less than $1.50 is raised to that for any use, before it is rounded"],
        &["At least"],
    );
    // What several units have in common, and what they do not.
    said(
        "tiering = 'graduated'\nincrement = 'none'\ntiers = [{ up_to = 10, price = 1 }, { up_to = 20, price = 5, per = 10 }]",
        &["The first 10 | $1 per call", "Over 10, up to 20 | $5 per 10 calls", "Over 20 | not available"],
        &[],
    );
}

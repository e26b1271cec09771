//! Section 2, *Endpoint*: `aliases`.

use pricesheet_testing::reference::bridge::agree;
use pricesheet_testing::reference::read;
use pricesheet_testing::reference::usage::Usage;

use super::{load, loads, refused, refused_sheet};

#[test]
fn a_usage_may_call_an_endpoint_by_an_alias() {
    let text = "name = \"t\"\n[endpoints.a]\nprice = 1\naliases = [\"b\", \"über\"]\n[endpoints.c]\nprice = 2\naliases = []\n";
    let (engine, sheet) = (load(text), read::sheet(text));
    for name in ["a", "b", "über", "c"] {
        agree(&engine, &sheet, &Usage::new(name)).unwrap();
        let price = engine.price(&pricesheet::Usage::new(name)).unwrap();
        assert_eq!(price.to_string(), if name == "c" { "2" } else { "1" });
    }
    for name in ["B", "bb", "d", ""] {
        assert_eq!(engine.price(&pricesheet::Usage::new(name)).unwrap_err().code(), "unknown-endpoint");
    }
}

#[test]
fn all_names_and_aliases_differ() {
    refused("price = 1\n! aliases = [\"e\"]");
    refused("price = 1\n! aliases = [\"b\", \"b\"]");
    refused_sheet("name = \"t\"\n[endpoints.a]\nprice = 1\n! aliases = [\"b\"]\n[endpoints.b]\nprice = 1\n");
    refused_sheet("name = \"t\"\n[endpoints.b]\nprice = 1\n[endpoints.a]\nprice = 1\n! aliases = [\"b\"]\n");
    refused_sheet(
        "name = \"t\"\n[endpoints.a]\nprice = 1\naliases = [\"c\"]\n[endpoints.b]\nprice = 1\n! aliases = [\"d\", \"c\"]\n",
    );
    loads("price = 1\naliases = [\"E\", \"e2\"]");
}

#[test]
fn an_alias_is_a_name_in_a_list() {
    refused("price = 1\n! aliases = \"b\"");
    refused("price = 1\n! aliases = [1]");
    refused("price = 1\n! aliases = { b = 1 }");
    loads("price = 1\naliases = []");
}

#[test]
fn there_are_at_most_sixty_four() {
    let aliases = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| format!("\"a{at}\"")).collect();
        format!("price = 1\naliases = [{}]", names.join(", "))
    };
    loads(&aliases(64));
    refused(&aliases(65));
}

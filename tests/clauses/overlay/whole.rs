//! What a sheet over another says of the whole base: adjustments, what it does not mention, and chains of bases.

use super::*;

#[test]
fn the_first_adjustment_that_matches_multiplies() {
    costs("[[adjust]]\ntimes = 0.5\n", &[("m=0", "6.5"), ("f:", "2"), ("g:", "2")]);
    costs(
        "[[adjust]]\ngroup = \"Inner\"\ntimes = 2\n[[adjust]]\ngroup = \"Outer\"\ntimes = 3\n[[adjust]]\ntimes = 10\n",
        &[("m=0", "26"), ("f:", "12"), ("g:", "40")],
    );
    costs("[[adjust]]\nendpoints = [\"g\", \"e\"]\ntimes = 2\n", &[("m=0", "26"), ("f:", "4"), ("g:", "8")]);
    // The endpoint's own comes first, after its options', before its bounds and rounding.
    costs("[[adjust]]\ntimes = 0.01\n", &[("m=0", "1"), ("m=0 n=1000", "15.2"), ("m=0 n=1000 half", "7.6")]);
    // What is stated is final.
    costs(
        "[[adjust]]\ntimes = 2\n[endpoints.f]\n[endpoints.g]\nnote = \"x\"\n[endpoints.h]\nprice = 5\n",
        &[("m=0", "26"), ("f:", "4"), ("g:", "4"), ("h:", "5")],
    );
    // Two that cancel out leave nothing behind.
    let (engine, _) = resolved(BASE, &over("[[adjust]]\nendpoints = [\"g\"]\ntimes = 2\n"));
    let same = BASE.replace("times = 0.5\n", "");
    let (plain, _) = resolved(&same, &over(""));
    assert_eq!(engine.fingerprint(), plain.fingerprint());
    for lines in [
        "! endpoints = [\"h\"]\ntimes = 2\n",
        "! group = \"None\"\ntimes = 2\n",
        "! group = \"E\"\ntimes = 2\n",
        "group = \"Outer\"\nendpoints = [\"f\"]\ntimes = 2\n",
        "group = \"Outer\"\n",
        "! times = -1\n",
        "times = 2\n! price = 2\n",
        "endpoints = [\"f\", \"f\"]\ntimes = 2\n",
        "endpoints = \"f\"\ntimes = 2\n",
        "! group = [\"Outer\"]\ntimes = 2\n",
        "endpoints = [\"f\"]\ntimes = { was = 1, now = 2 }\n",
    ] {
        refused_unread(&format!("[[adjust]]\n{lines}"));
    }
    refused("[[adjust]]\nendpoints = [\"h\"]\ntimes = 2\n[endpoints.h]\nprice = 1\n");
    // The product has to fit.
    refused("[[adjust]]\n! times = 0.0000000000000000000000000001\n");
    costs("[endpoints.g]\n[[adjust]]\ntimes = 0.0000000000000000000000000001\n", &[("g:", "4")]);
}

#[test]
fn an_alias_addresses_nothing() {
    let base = BASE.replace("price = 4\n", "price = 4\naliases = [\"f2\"]\n");
    for lines in
        ["[[adjust]]\nendpoints = [\"f2\"]\ntimes = 2\n", "[endpoints.f2]\nprice = 5\n", "[endpoints.f2]\n"]
    {
        assert!(PriceSheet::from_toml_over(&over(lines), &load(&base)).is_err(), "{lines}");
    }
    // The base's alias is inherited.
    let (engine, _) = resolved(&base, &over(""));
    assert_eq!(engine.price(&pricesheet::Usage::new("f2")).unwrap().to_string(), "4");
}

#[test]
fn others_that_are_refused_are_not_in_the_sheet() {
    let refusing = |lines: &str| over(lines).replace("as-listed", "refused");
    let names = |text: &str| {
        let (engine, _) = resolved(BASE, text);
        engine.model().endpoints.iter().map(|endpoint| endpoint.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&refusing("[endpoints.g]\n")), ["g"]);
    assert_eq!(
        names(&refusing("[[adjust]]\ngroup = \"Outer\"\ntimes = 1\n[endpoints.h]\nprice = 1\n")),
        ["e", "f", "h"]
    );
    assert_eq!(names(&refusing("[[adjust]]\ntimes = 2\n")), ["e", "f", "g"]);
    // A sheet without endpoints is an error.
    refused_sheet(&refusing(""));
}

#[test]
fn the_result_is_validated_as_a_sheet() {
    for lines in [
        "[endpoints.e]\nmin = 600\n",
        "[endpoints.e]\ncharges.n.per = 7\n",
        "[endpoints.e]\ndrop = [\"basis\"]\n",
        "[endpoints.e]\nquantities.n = { default = 1, required = true }\n",
        "[endpoints.e]\noptions.js = 0\n",
        "[endpoints.e]\nrates = [{ when = [\"jss\"], price = 1 }]\n",
        "[endpoints.e]\nbasis = \"period\"\nrates = [{ when = [\"in peak\"], price = 1 }]\n",
        "[endpoints.e]\nunknown = 1\n",
        "unknown = 1\n",
    ] {
        refused(lines);
    }
}

#[test]
fn a_base_may_be_over_another_and_resolving_is_associative() {
    let list = load(BASE);
    let revision = "name = \"List\"\nversion = \"2\"\nover = { name = \"List\", version = \"1\" }\nothers = \"as-listed\"\n[endpoints.f]\nprice = { was = 4, now = 6 }\n";
    let second = PriceSheet::from_toml_over(revision, &list).unwrap();
    let contract = "name = \"Acme\"\nover = { name = \"List\", version = \"2\" }\nothers = \"as-listed\"\n[[adjust]]\ntimes = 0.5\n[endpoints.g]\nprice = 1\n";
    let acme = PriceSheet::from_toml_over(contract, &second).unwrap();
    let price = |name: &str| acme.price(&pricesheet::Usage::new(name)).unwrap().to_string();
    assert_eq!((price("f"), price("g")), ("3".to_owned(), "0.5".to_owned()));
    let printed = PriceSheet::from_toml(&second.to_toml()).unwrap();
    let again = PriceSheet::from_toml_over(contract, &printed).unwrap();
    assert_eq!(acme.fingerprint(), again.fingerprint());
    // And it is not over the first.
    assert!(PriceSheet::from_toml_over(contract, &list).is_err());
}

#[test]
fn sixteen_are_deep_enough() {
    let mut sheet = load(BASE);
    let revision = |at: usize| {
        format!(
            "name = \"List\"\nversion = \"{}\"\nover = {{ name = \"List\", version = \"{at}\" }}\nothers = \"as-listed\"\n[[adjust]]\nendpoints = [\"f\"]\ntimes = 2\n",
            at + 1
        )
    };
    for at in 1..=16 {
        sheet = PriceSheet::from_toml_over(&revision(at), &sheet)
            .unwrap_or_else(|faults| panic!("{at}: {faults}"));
    }
    assert_eq!(sheet.price(&pricesheet::Usage::new("f")).unwrap().to_string(), "262144");
}

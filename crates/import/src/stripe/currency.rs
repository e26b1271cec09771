//! Currencies as Stripe writes amounts in them: whole numbers of their smallest unit.

/// Currencies without a smaller unit.
const WHOLE: [&str; 15] =
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];

/// Currencies with a thousandth.
const THOUSANDTHS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];

/// How many decimal places an amount has. Icelandic and Ugandan money has none, but is written with two for the sake of
/// what was written before.
pub(crate) fn places(code: &str) -> u32 {
    match code {
        code if WHOLE.contains(&code) => 0,
        code if THOUSANDTHS.contains(&code) => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn places_are_those_of_the_smallest_unit() {
        let cases =
            [("usd", 2), ("eur", 2), ("jpy", 0), ("krw", 0), ("kwd", 3), ("isk", 2), ("ugx", 2), ("huf", 2)];
        for (code, expected) in cases {
            assert_eq!(places(code), expected, "{code}");
        }
    }
}

//! More than one of a unit. Units are nouns that vendors choose: "token", "GB-month", "search request", "minute of audio".

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

/// What people say otherwise than by rule, each with its plural.
const IRREGULAR: [(&str, &str); 14] = [
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("analysis", "analyses"),
    ("hypothesis", "hypotheses"),
    ("index", "indexes"),
    ("vertex", "vertices"),
    ("criterion", "criteria"),
    ("quiz", "quizzes"),
    ("half", "halves"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("life", "lives"),
];

/// Of these there is as much as one likes, but not several.
const UNCOUNTED: [&str; 12] = [
    "data",
    "traffic",
    "storage",
    "bandwidth",
    "audio",
    "video",
    "text",
    "software",
    "information",
    "series",
    "media",
    "equipment",
];

/// What the noun stands before: it is "minutes of audio", not "minute of audios".
const BEHIND: [&str; 8] = [" of ", " per ", " in ", " with ", " for ", " from ", " to ", " ("];

/// The plural of a unit. Abbreviations of measures have none: 5 GB.
pub(crate) fn plural(unit: &str) -> String {
    let behind = BEHIND.iter().filter_map(|word| unit.find(word)).min().unwrap_or(unit.len());
    let (noun, rest) = unit.split_at_checked(behind).unwrap_or((unit, ""));
    let start = noun.rfind([' ', '-', '/']).map_or(0, |at| at.saturating_add(1));
    let (before, word) = noun.split_at_checked(start).unwrap_or(("", noun));
    format!("{before}{}{rest}", word_plural(word))
}

fn word_plural(word: &str) -> String {
    let small = word.to_ascii_lowercase();
    if let Some((_, plural)) = IRREGULAR.iter().find(|(one, _)| *one == small) {
        return match word.starts_with(|c: char| c.is_ascii_uppercase()) {
            true => crate::text::capitalised(plural),
            false => (*plural).to_owned(),
        };
    }
    let ends = |ends: &[&str]| ends.iter().any(|end| small.ends_with(end));
    let is_word = small.len() > 2 && word.chars().skip(1).all(|c| c.is_ascii_lowercase());
    let plural = |stem: &str, end: &str| format!("{stem}{end}");
    match small.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        // vCPU, API and URL are counted; GB, kWh, ms and codes of currencies are measures.
        _ if !is_word => {
            if is_thing(word) {
                plural(word, "s")
            } else {
                word.to_owned()
            }
        }
        _ if UNCOUNTED.contains(&small.as_str()) => word.to_owned(),
        Some(stem) => plural(word.get(..stem.len()).unwrap_or(word), "ies"),
        None if ends(&["ss", "ch", "sh", "x", "z", "us"]) => plural(word, "es"),
        None if ends(&["s"]) => word.to_owned(),
        None => plural(word, "s"),
    }
}

/// An abbreviation of something that is counted one by one.
fn is_thing(word: &str) -> bool {
    const THINGS: [&str; 14] =
        ["CPU", "vCPU", "GPU", "TPU", "API", "URL", "URI", "ID", "VM", "IP", "PDF", "CV", "GPT", "POI"];
    THINGS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn units() {
        for (one, more) in [
            ("token", "tokens"),
            ("retrieved company", "retrieved companies"),
            ("day", "days"),
            ("search", "searches"),
            ("minute of audio", "minutes of audio"),
            ("GB", "GB"),
            ("GB-month", "GB-months"),
            ("vCPU", "vCPUs"),
            ("vCPU hour", "vCPU hours"),
            ("GB of traffic", "GB of traffic"),
            ("API call", "API calls"),
            ("person", "people"),
            ("analysis", "analyses"),
            ("seconds", "seconds"),
            ("address", "addresses"),
            ("bus", "buses"),
            ("kWh", "kWh"),
            ("ms", "ms"),
            ("SMS", "SMS"),
            ("EUR", "EUR"),
            ("Credit", "Credits"),
            ("query", "queries"),
            ("page (A4)", "pages (A4)"),
            ("megabyte of data", "megabytes of data"),
            ("data", "data"),
            ("image", "images"),
            ("box", "boxes"),
            ("Ereignis-Größe", "Ereignis-Größe"),
            ("", ""),
        ] {
            assert_eq!(plural(one), more);
        }
    }
}

//! The keys of LiteLLM's price map: what is counted, above which threshold, at which service tier.

use crate::counts::Count;

const fn tokens(name: &'static str, about: &'static [&'static str]) -> Count {
    Count { name, unit: "token", per: 1_000_000, about }
}

const fn one(name: &'static str, unit: &'static str, about: &'static [&'static str]) -> Count {
    Count { name, unit, per: 1, about }
}

const fn million(name: &'static str, unit: &'static str, about: &'static [&'static str]) -> Count {
    Count { name, unit, per: 1_000_000, about }
}

/// All prompt tokens, cached ones and others included: what thresholds are about.
pub(crate) const PROMPT: Count = tokens("prompt_tokens", &["in"]);
pub(crate) const COMPLETION: Count = tokens("completion_tokens", &["out"]);
pub(crate) const CACHED: Count = tokens("cached_tokens", &["in", "cached"]);
pub(crate) const WRITTEN: Count = tokens("cache_creation_tokens", &["in", "written"]);
pub(crate) const REASONING: Count = tokens("reasoning_tokens", &["out", "reasoning"]);
pub(crate) const QUERIES: Count = one("queries", "query", &["query"]);
pub(crate) const SEARCHES: Count = one("web_searches", "search", &["web search"]);

/// The key of the price of a call as such.
pub(crate) const REQUEST: &str = "input_cost_per_request";

/// A key without its suffixes, and what it prices, in the order of charges.
#[rustfmt::skip]
const COUNTS: [(&str, Count); 36] = [
    ("input_cost_per_token", PROMPT),
    ("cache_read_input_token_cost", CACHED),
    ("cache_creation_input_token_cost", WRITTEN),
    ("cache_creation_input_token_cost_above_1hr", tokens("cache_creation_1h_tokens", &["in", "written", "1h"])),
    ("cache_creation_input_token_cost_above_12hr", tokens("cache_creation_12h_tokens", &["in", "written", "12h"])),
    ("input_cost_per_audio_token", tokens("prompt_audio_tokens", &["in", "audio"])),
    ("cache_read_input_audio_token_cost", tokens("cached_audio_tokens", &["in", "cached", "audio"])),
    ("cache_creation_input_audio_token_cost", tokens("cache_creation_audio_tokens", &["in", "written", "audio"])),
    ("input_cost_per_image_token", tokens("prompt_image_tokens", &["in", "image"])),
    ("cache_read_input_image_token_cost", tokens("cached_image_tokens", &["in", "cached", "image"])),
    ("input_cost_per_video_token", tokens("prompt_video_tokens", &["in", "video"])),
    ("output_cost_per_token", COMPLETION),
    ("output_cost_per_reasoning_token", REASONING),
    ("output_cost_per_audio_token", tokens("completion_audio_tokens", &["out", "audio"])),
    ("output_cost_per_image_token", tokens("completion_image_tokens", &["out", "image"])),
    ("output_cost_per_video_token", tokens("completion_video_tokens", &["out", "video"])),
    ("citation_cost_per_token", tokens("citation_tokens", &["citation"])),
    ("input_cost_per_character", million("input_characters", "character", &["input character"])),
    ("output_cost_per_character", million("output_characters", "character", &["output character"])),
    ("input_cost_per_second", one("input_seconds", "second", &["input second"])),
    ("output_cost_per_second", one("output_seconds", "second", &["output second"])),
    ("input_cost_per_audio_per_second", one("input_audio_seconds", "second", &["input audio second"])),
    ("input_cost_per_video_per_second", one("input_video_seconds", "second", &["input video second"])),
    ("output_cost_per_video_per_second", one("output_video_seconds", "second", &["output video second"])),
    ("input_cost_per_image", one("input_images", "image", &["input image"])),
    ("output_cost_per_image", one("output_images", "image", &["output image"])),
    ("input_cost_per_pixel", million("input_pixels", "pixel", &["input pixel"])),
    ("output_cost_per_pixel", million("output_pixels", "pixel", &["output pixel"])),
    ("input_cost_per_query", QUERIES),
    ("ocr_cost_per_page", one("pages", "page", &["page"])),
    ("annotation_cost_per_page", one("annotated_pages", "page", &["annotated page"])),
    ("ocr_cost_per_credit", one("credits", "credit", &["credit"])),
    ("input_cost_per_text_message", one("text_messages", "message", &["text message"])),
    ("code_interpreter_cost_per_session", one("code_sessions", "session", &["session"])),
    ("google_maps_grounding_cost_per_query", one("maps_queries", "query", &["maps query"])),
    ("search_context_cost_per_query", SEARCHES),
];

/// Service tiers by the end of a key; the last is not one of LiteLLM's requests, but of its batches.
const TIERS: [(&str, &str); 7] = [
    ("_priority", "priority"),
    ("_flex", "flex"),
    ("_balanced", "balanced"),
    ("_ultrafast", "ultrafast"),
    ("_fast", "fast"),
    ("_decisions", "decisions"),
    ("_batches", BATCH),
];

/// The tier of batches.
pub(crate) const BATCH: &str = "batch";

/// What a key of the map prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) count: Count,
    /// Above (or from) how many prompt tokens.
    pub(crate) above: Option<u64>,
    pub(crate) tier: Option<&'static str>,
    /// For which resolution of a video or an image.
    pub(crate) resolution: Option<String>,
}

/// What a key prices; None where it is not a price that is known.
pub(crate) fn parse(key: &str) -> Option<Key> {
    let (key, tier) = TIERS
        .iter()
        .find_map(|(suffix, tier)| Some((key.strip_suffix(suffix)?, Some(*tier))))
        .unwrap_or((key, None));
    let (key, above) = match key.strip_suffix("_tokens").and_then(|rest| rest.rsplit_once("_above_")) {
        Some((rest, threshold)) => (rest, Some(tokens_of(threshold)?)),
        None => (key, None),
    };
    if let Some(count) = by_key(key) {
        return Some(Key { count, above, tier, resolution: None });
    }
    let resolved = ["output_cost_per_second", "output_cost_per_image"].into_iter().find_map(|base| {
        let resolution = key.strip_prefix(base)?.strip_prefix('_').filter(|text| is_resolution(text))?;
        Some((by_key(base)?, resolution.to_string()))
    });
    resolved.map(|(count, resolution)| Key { count, above, tier, resolution: Some(resolution) })
}

/// The count that an unknown key restricts in a way that is not known, if it is one of a known price.
pub(crate) fn restricted(key: &str) -> Option<Count> {
    let known =
        COUNTS.iter().filter(|(base, _)| key.strip_prefix(base).is_some_and(|rest| rest.starts_with('_')));
    known.max_by_key(|(base, _)| base.len()).map(|(_, count)| *count)
}

/// The place of a count in the order of charges.
pub(crate) fn place(count: &Count) -> usize {
    COUNTS.iter().position(|(_, other)| other == count).unwrap_or(COUNTS.len())
}

fn by_key(key: &str) -> Option<Count> {
    COUNTS.iter().find(|(base, _)| *base == key).map(|(_, count)| *count)
}

/// `200k` or `200000`.
fn tokens_of(text: &str) -> Option<u64> {
    match text.strip_suffix('k') {
        Some(thousands) => thousands.parse::<u64>().ok()?.checked_mul(1_000),
        None => text.parse().ok(),
    }
}

/// `480p`, `1K`, `0.5K`, `1024`.
fn is_resolution(text: &str) -> bool {
    let digits = text.trim_end_matches(['p', 'k', 'K']);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(key: &str) -> String {
        let Some(Key { count, above, tier, resolution }) = parse(key) else { return "unknown".to_string() };
        format!("{} {above:?} {tier:?} {resolution:?}", count.name)
    }

    #[test]
    fn keys_are_taken_apart() {
        let cases = [
            ("input_cost_per_token", "prompt_tokens None None None"),
            ("input_cost_per_token_priority", "prompt_tokens None Some(\"priority\") None"),
            (
                "input_cost_per_token_above_200k_tokens_batches",
                "prompt_tokens Some(200000) Some(\"batch\") None",
            ),
            ("cache_creation_input_token_cost_above_1hr", "cache_creation_1h_tokens None None None"),
            (
                "cache_creation_input_token_cost_above_1hr_above_200k_tokens",
                "cache_creation_1h_tokens Some(200000) None None",
            ),
            ("output_cost_per_image_token", "completion_image_tokens None None None"),
            ("output_cost_per_image_1K", "output_images None None Some(\"1K\")"),
            ("output_cost_per_second_480p", "output_seconds None None Some(\"480p\")"),
            ("output_cost_per_second_per_person", "unknown"),
            ("input_cost_per_video_per_second_above_8s_interval", "unknown"),
            ("input_dbu_cost_per_token", "unknown"),
        ];
        for (key, expected) in cases {
            assert_eq!(words(key), expected, "{key}");
        }
        let restricted = restricted("input_cost_per_video_per_second_above_8s_interval");
        assert_eq!(restricted.map(|count| count.name), Some("input_video_seconds"));
    }

    #[test]
    fn no_two_counts_have_one_name() {
        let mut names: Vec<&str> = COUNTS.iter().map(|(_, count)| count.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COUNTS.len());
    }
}

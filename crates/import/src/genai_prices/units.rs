//! The kinds of usage that genai-prices knows: the key of the price, the key of the usage, and for how many the price is.
//!
//! From genai-prices 0.2.3, `data_units.py` (MIT licence).

use crate::counts::Count;

/// The key of the price of a call as such, for a thousand of them.
pub(crate) const REQUESTS: &str = "requests_kcount";

/// The count that a threshold is about.
pub(crate) const INPUT: &str = "input_tokens";

/// The count with this key of its price.
pub(crate) fn by_price(key: &str) -> Option<Count> {
    COUNTS.iter().find(|(price, _)| *price == key).map(|(_, count)| *count)
}

/// The count with this key of its usage.
pub(crate) fn by_usage(key: &str) -> Option<Count> {
    COUNTS.iter().map(|(_, count)| *count).find(|count| count.name == key)
}

/// The place of a count in the table, which is the order of charges.
pub(crate) fn place(count: &Count) -> usize {
    COUNTS.iter().position(|(_, other)| other == count).unwrap_or(COUNTS.len())
}

/// A count as a row of the table says it; what is measured (tokens, seconds) is the first word it is about.
#[rustfmt::skip]
const COUNTS: [(&str, Count); 58] = [
    ("input_mtok", Count { name: "input_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input"] }),
    ("output_mtok", Count { name: "output_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output"] }),
    ("cache_read_mtok", Count { name: "cache_read_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "token_type=cache_read"] }),
    ("cache_write_mtok", Count { name: "cache_write_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "token_type=cache_write"] }),
    ("cache_write_5m_mtok", Count { name: "cache_write_5m_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "token_type=cache_write", "cache_ttl=5m"] }),
    ("cache_write_1h_mtok", Count { name: "cache_write_1h_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "token_type=cache_write", "cache_ttl=1h"] }),
    ("input_text_mtok", Count { name: "input_text_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=text"] }),
    ("output_text_mtok", Count { name: "output_text_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=text"] }),
    ("cache_text_read_mtok", Count { name: "cache_text_read_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=text", "token_type=cache_read"] }),
    ("cache_text_write_mtok", Count { name: "cache_text_write_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=text", "token_type=cache_write"] }),
    ("cache_text_write_5m_mtok", Count { name: "cache_text_write_5m_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=text", "token_type=cache_write", "cache_ttl=5m"] }),
    ("cache_text_write_1h_mtok", Count { name: "cache_text_write_1h_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=text", "token_type=cache_write", "cache_ttl=1h"] }),
    ("input_audio_mtok", Count { name: "input_audio_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=audio"] }),
    ("output_audio_mtok", Count { name: "output_audio_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=audio"] }),
    ("cache_audio_read_mtok", Count { name: "cache_audio_read_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=audio", "token_type=cache_read"] }),
    ("cache_audio_write_mtok", Count { name: "cache_audio_write_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=audio", "token_type=cache_write"] }),
    ("cache_audio_write_5m_mtok", Count { name: "cache_audio_write_5m_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=audio", "token_type=cache_write", "cache_ttl=5m"] }),
    ("cache_audio_write_1h_mtok", Count { name: "cache_audio_write_1h_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=audio", "token_type=cache_write", "cache_ttl=1h"] }),
    ("input_image_mtok", Count { name: "input_image_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=image"] }),
    ("output_image_mtok", Count { name: "output_image_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=image"] }),
    ("cache_image_read_mtok", Count { name: "cache_image_read_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=image", "token_type=cache_read"] }),
    ("cache_image_write_mtok", Count { name: "cache_image_write_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=image", "token_type=cache_write"] }),
    ("cache_image_write_5m_mtok", Count { name: "cache_image_write_5m_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=image", "token_type=cache_write", "cache_ttl=5m"] }),
    ("cache_image_write_1h_mtok", Count { name: "cache_image_write_1h_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=image", "token_type=cache_write", "cache_ttl=1h"] }),
    ("input_video_mtok", Count { name: "input_video_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=video"] }),
    ("output_video_mtok", Count { name: "output_video_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=video"] }),
    ("cache_video_read_mtok", Count { name: "cache_video_read_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=video", "token_type=cache_read"] }),
    ("cache_video_write_mtok", Count { name: "cache_video_write_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=video", "token_type=cache_write"] }),
    ("cache_video_write_5m_mtok", Count { name: "cache_video_write_5m_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=video", "token_type=cache_write", "cache_ttl=5m"] }),
    ("cache_video_write_1h_mtok", Count { name: "cache_video_write_1h_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=video", "token_type=cache_write", "cache_ttl=1h"] }),
    ("input_tool_mtok", Count { name: "input_tool_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "token_type=tool"] }),
    ("input_text_tool_mtok", Count { name: "input_text_tool_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=text", "token_type=tool"] }),
    ("input_audio_tool_mtok", Count { name: "input_audio_tool_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=audio", "token_type=tool"] }),
    ("input_image_tool_mtok", Count { name: "input_image_tool_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=image", "token_type=tool"] }),
    ("input_video_tool_mtok", Count { name: "input_video_tool_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=input", "modality=video", "token_type=tool"] }),
    ("output_reasoning_mtok", Count { name: "output_reasoning_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "token_type=reasoning"] }),
    ("output_text_reasoning_mtok", Count { name: "output_text_reasoning_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=text", "token_type=reasoning"] }),
    ("output_audio_reasoning_mtok", Count { name: "output_audio_reasoning_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=audio", "token_type=reasoning"] }),
    ("output_image_reasoning_mtok", Count { name: "output_image_reasoning_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=image", "token_type=reasoning"] }),
    ("output_video_reasoning_mtok", Count { name: "output_video_reasoning_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=video", "token_type=reasoning"] }),
    ("output_citation_mtok", Count { name: "output_citation_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "token_type=citation"] }),
    ("output_text_citation_mtok", Count { name: "output_text_citation_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=text", "token_type=citation"] }),
    ("output_audio_citation_mtok", Count { name: "output_audio_citation_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=audio", "token_type=citation"] }),
    ("output_image_citation_mtok", Count { name: "output_image_citation_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=image", "token_type=citation"] }),
    ("output_video_citation_mtok", Count { name: "output_video_citation_tokens", unit: "token", per: 1_000_000, about: &["family=tokens", "direction=output", "modality=video", "token_type=citation"] }),
    ("input_mchars", Count { name: "input_characters", unit: "character", per: 1_000_000, about: &["family=characters", "direction=input"] }),
    ("input_text_messages_kcount", Count { name: "input_text_messages", unit: "message", per: 1_000, about: &["family=messages", "direction=input", "modality=text"] }),
    ("audio_hours", Count { name: "audio_seconds", unit: "second", per: 3_600, about: &["family=durations", "modality=audio"] }),
    ("input_audio_hours", Count { name: "input_audio_seconds", unit: "second", per: 3_600, about: &["family=durations", "direction=input", "modality=audio"] }),
    ("output_audio_hours", Count { name: "output_audio_seconds", unit: "second", per: 3_600, about: &["family=durations", "direction=output", "modality=audio"] }),
    ("input_gpixels", Count { name: "input_pixels", unit: "pixel", per: 1_000_000_000, about: &["family=pixels", "direction=input"] }),
    ("input_document_kpages", Count { name: "input_document_pages", unit: "page", per: 1_000, about: &["family=document_pages", "direction=input"] }),
    ("input_annotated_document_kpages", Count { name: "input_annotated_document_pages", unit: "page", per: 1_000, about: &["family=document_pages", "direction=input", "page_type=annotated"] }),
    ("rerank_searches_kcount", Count { name: "rerank_searches", unit: "search", per: 1_000, about: &["family=rerank"] }),
    ("web_searches_kcount", Count { name: "web_searches", unit: "search", per: 1_000, about: &["family=tool_calls", "tool_type=web_search"] }),
    ("social_searches_kcount", Count { name: "social_searches", unit: "search", per: 1_000, about: &["family=tool_calls", "tool_type=social_search"] }),
    ("storage_searches_kcount", Count { name: "storage_searches", unit: "search", per: 1_000, about: &["family=tool_calls", "tool_type=storage_search"] }),
    ("code_executions_kcount", Count { name: "code_executions", unit: "execution", per: 1_000, about: &["family=tool_calls", "tool_type=code_execution"] }),
];

//! Sheets of one endpoint, `call`, with as many options or tiers as asked for.

use std::fmt::Write;

pub(super) fn options(count: usize) -> String {
    let mut text =
        String::from("name = \"options\"\n[endpoints.call]\nprice = 1\n[endpoints.call.options]\n");
    for at in 0..count {
        let _ = writeln!(text, "option-{at} = 0.{:03}", at + 1);
    }
    text
}

/// Ten units a tier, at falling prices; the last has no bound.
pub(super) fn tiers(count: u64, tiering: &str) -> String {
    let mut text = format!(
        "name = \"tiers\"\n[endpoints.call]\nbasis = \"call\"\n[endpoints.call.charges.count]\n\
         tiering = \"{tiering}\"\ntiers = [\n"
    );
    for at in 1..=count {
        let bound = if at < count { format!("up_to = {}, ", at * 10) } else { String::new() };
        let _ = writeln!(text, "{{ {bound}price = 0.{:04} }},", 9_999 - at);
    }
    text.push_str("]\n");
    text
}

//! Writes generated sheets with usages of them, for what is tested outside of Rust: `cases FOLDER COUNT`. Of each case there are
//! `N.toml`, `N.jsonl` with a usage a line, and `N.over.toml`, which is over it and mostly refused.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use pricesheet_testing::dice::Dice;
use pricesheet_testing::generate::{self, Profile};
use pricesheet_testing::reference::bridge::stated;
use pricesheet_testing::reference::parse::parse;
use pricesheet_testing::reference::read::Fields;
use pricesheet_testing::reference::toml::{render, render_entries};
use serde_json::{Value, json};

const USAGES_PER_SHEET: usize = 16;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("a folder")?;
    let count: u64 = arguments.next().ok_or("how many")?.parse()?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for seed in 0..count {
        let mut dice = Dice::new(seed);
        let profile = dice.pick(&Profile::ALL);
        let sheet = generate::sheet(&mut dice, profile);
        let text = render(&sheet, dice.roll());
        let usages = (0..USAGES_PER_SHEET).filter_map(|_| line(&generate::usage(&mut dice, &sheet)));
        let usages: Vec<String> = usages.map(|usage| usage.to_string()).collect();
        let donor = Fields(parse(&render(&generate::sheet(&mut dice, profile), dice.roll())));
        let over = generate::over(&mut dice, &Fields(parse(&text)), &donor);
        fs::write(folder.join(format!("{seed}.over.toml")), render_entries(over.0, Dice::new(dice.roll())))?;
        fs::write(folder.join(format!("{seed}.toml")), text)?;
        fs::write(folder.join(format!("{seed}.jsonl")), usages.join("\n") + "\n")?;
    }
    Ok(())
}

/// A usage as JSON; none where it states a name twice, which an object cannot.
fn line(usage: &pricesheet_testing::reference::usage::Usage) -> Option<Value> {
    let usage = stated(usage);
    let mut names = BTreeSet::new();
    let quantities = usage.stated_quantities();
    let mut seen = quantities.clone().map(|(name, _)| ('q', name.to_string()));
    let mut attributes = usage.stated_attributes().map(|(name, _)| ('a', name.to_string()));
    if !seen.all(|name| names.insert(name)) || !attributes.all(|name| names.insert(name)) {
        return None;
    }
    let quantities = quantities.map(|(name, value)| (name.to_string(), Value::from(value.to_string())));
    let attributes = usage.stated_attributes().map(|(name, value)| (name.to_string(), Value::from(value)));
    let mut line = json!({
        "endpoint": usage.endpoint(),
        "options": usage.stated_options().collect::<Vec<_>>(),
        "quantities": quantities.collect::<serde_json::Map<_, _>>(),
        "attributes": attributes.collect::<serde_json::Map<_, _>>(),
        "calls": usage.call_count().to_string(),
    });
    if let (Some(at), Some(fields)) = (usage.at(), line.as_object_mut()) {
        fields.insert("at".into(), at.into());
    }
    Some(line)
}

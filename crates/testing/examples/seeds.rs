//! Writes generated inputs of the fuzz targets into their corpora: `seeds FOLDER COUNT`, where the folder has one of each target.

use std::path::Path;
use std::{env, fs};

use pricesheet_testing::dice::Dice;
use pricesheet_testing::generate::{self, Profile};
use pricesheet_testing::reference::parse::parse;
use pricesheet_testing::reference::read::Fields;
use pricesheet_testing::reference::toml::{render, render_entries};
use pricesheet_testing::usage_line;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("a folder")?;
    let count: u64 = arguments.next().ok_or("how many")?.parse()?;
    for seed in 0..count {
        let mut dice = Dice::new(seed);
        let profile = dice.pick(&Profile::ALL);
        let sheet = generate::sheet(&mut dice, profile);
        let text = render(&sheet, dice.roll());
        let usages: Vec<String> =
            (0..12).map(|_| usage_line::write(&generate::usage(&mut dice, &sheet))).collect();
        let donor = Fields(parse(&render(&generate::sheet(&mut dice, profile), dice.roll())));
        let over = generate::over(&mut dice, &Fields(parse(&text)), &donor);
        let over = render_entries(over.0, Dice::new(dice.roll()));
        for (target, input) in [
            ("check", text.clone()),
            ("price", format!("{text}\n---\n{}", usages.join("\n"))),
            ("over", format!("{text}\n---\n{over}")),
        ] {
            let folder = Path::new(&folder).join(target);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("generated-{seed}")), input)?;
        }
    }
    Ok(())
}

//! Generated sheets over generated sheets: the engine and the reference resolve them into the same sheet, or both refuse to.

use std::collections::BTreeMap;

use pricesheet::PriceSheet;
use pricesheet_testing::dice::Dice;
use pricesheet_testing::generate::{self, Profile};
use pricesheet_testing::reference::bridge::agree;
use pricesheet_testing::reference::overlay::resolve;
use pricesheet_testing::reference::parse::parse;
use pricesheet_testing::reference::read::{Fields, sheet_of};
use pricesheet_testing::reference::toml::{render, render_entries};
use pricesheet_testing::runs;

/// How many bases there are of each profile.
const BASES_COUNT: u32 = 15;

/// How many sheets are over each of them.
const SHEETS_PER_BASE: usize = 6;

/// How many usages of each result are priced.
const USAGES_PER_SHEET: usize = 8;

/// A document and what the engine makes of it.
struct Resolved {
    fields: Fields,
    engine: PriceSheet,
}

/// The sheet of a text over the base, where both say that it can be one.
fn resolved(dice: &mut Dice, base: &Resolved, text: &str) -> Option<Resolved> {
    let engine = PriceSheet::from_toml_over(text, &base.engine);
    let plain = resolve(&base.fields, &Fields(parse(text)));
    let fields = match plain {
        Err(why) => {
            assert!(engine.is_err(), "this resolves, though {why}:\n{text}");
            return None;
        }
        Ok(fields) => fields,
    };
    let plain = render_entries(fields.0.clone(), dice.clone());
    match (engine, PriceSheet::from_toml(&plain)) {
        (Ok(engine), Ok(direct)) => {
            assert_eq!(engine.fingerprint(), direct.fingerprint(), "{text}\nis not\n{plain}");
            let printed = engine.to_toml();
            let again =
                PriceSheet::from_toml(&printed).unwrap_or_else(|faults| panic!("{faults}\nin\n{printed}"));
            assert_eq!(engine.fingerprint(), again.fingerprint(), "{text}\nis printed as\n{printed}");
            Some(Resolved { fields, engine })
        }
        (Err(_), Err(_)) => None,
        (Err(faults), Ok(_)) => panic!("{faults}\nof\n{text}\nwhich is\n{plain}"),
        (Ok(_), Err(faults)) => panic!("{faults}\nof the plain\n{plain}\nbut this resolves:\n{text}"),
    }
}

fn check(profile: Profile, seed: u64, outcomes: &mut BTreeMap<&str, usize>) {
    let mut dice = Dice::new(seed);
    let sheet = generate::sheet(&mut dice, profile);
    let text = render(&sheet, dice.roll());
    let engine = PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}\nin\n{text}"));
    let printed = engine.to_toml();
    let again = PriceSheet::from_toml(&printed).unwrap_or_else(|faults| panic!("{faults}\nin\n{printed}"));
    assert_eq!(engine.fingerprint(), again.fingerprint(), "{text}\nis printed as\n{printed}");
    let base = Resolved { fields: Fields(parse(&text)), engine };
    for _ in 0..SHEETS_PER_BASE {
        let donor = generate::sheet(&mut dice, profile);
        let donor = Fields(parse(&render(&donor, dice.roll())));
        let over = generate::over(&mut dice, &base.fields, &donor);
        let text = render_entries(over.0, Dice::new(dice.roll()));
        let Some(first) = resolved(&mut dice, &base, &text) else {
            *outcomes.entry("refused").or_default() += 1;
            continue;
        };
        *outcomes.entry("resolved").or_default() += 1;
        let model = sheet_of(&first.fields);
        for _ in 0..USAGES_PER_SHEET {
            let usage = generate::usage(&mut dice, &model);
            agree(&first.engine, &model, &usage)
                .unwrap_or_else(|error| panic!("{error}\nof {usage:?}\nunder\n{text}"));
        }
        // Whether the base was resolved or plain says nothing.
        let donor = generate::sheet(&mut dice, profile);
        let donor = Fields(parse(&render(&donor, dice.roll())));
        let over = generate::over(&mut dice, &first.fields, &donor);
        let text = render_entries(over.0, Dice::new(dice.roll()));
        let second = resolved(&mut dice, &first, &text);
        let plain = PriceSheet::from_toml(&first.engine.to_toml()).unwrap();
        let again = PriceSheet::from_toml_over(&text, &plain).ok();
        let of = |sheet: &PriceSheet| sheet.fingerprint();
        assert_eq!(second.as_ref().map(|second| of(&second.engine)), again.as_ref().map(of), "{text}");
    }
}

#[test]
fn generated_sheets_over_generated_sheets() {
    let first = runs::seed();
    let mut outcomes = BTreeMap::new();
    for profile in Profile::ALL {
        for seed in (0..u64::from(runs::count(BASES_COUNT))).map(|at| first.wrapping_add(at)) {
            check(profile, seed, &mut outcomes);
        }
    }
    let [resolved, refused] =
        ["resolved", "refused"].map(|outcome| outcomes.get(outcome).copied().unwrap_or_default());
    assert!(resolved > refused / 2 && refused > resolved / 20, "{outcomes:?}");
}

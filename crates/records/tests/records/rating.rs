//! What records come to.

use pricesheet::{Decimal, PriceBook, PriceSheet};
use pricesheet_records::{Format, Mapping, MeterField, Meters, Outcome, Periods, Rater, ReadOptions};

const SHEET: &str = r#"
name = "Plan"
[endpoints.message]
basis = "period"
charges.messages = { tiering = "volume", tiers = [{ up_to = 10, price = 1 }, { price = 0.5 }] }
[endpoints.lookup]
price = 2
"#;

const LOG: &str = "\
endpoint,quantities.messages,customer
message,8,a
message,8,b
lookup,,
message,8,a
message,1,
nowhere,,
";

fn book() -> PriceBook {
    PriceBook::new([PriceSheet::from_toml(SHEET).unwrap()]).unwrap()
}

fn outcomes(rater: &mut Rater<'_>) -> Vec<Outcome> {
    let mapping = Mapping::new();
    let mut reader = ReadOptions::new(&mapping).read(LOG.as_bytes(), Format::Csv).unwrap();
    let mut outcomes = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        outcomes.push(rater.rate(&entry, &mut entry.usage()));
    }
    outcomes
}

/// Amounts, and the codes of errors.
fn words(outcomes: &[Outcome]) -> Vec<String> {
    let word = |outcome: &Outcome| match outcome {
        Ok(amount) => amount.normalize().to_string(),
        Err(error) => format!("{} {}", error.code(), error.culprit()),
    };
    outcomes.iter().map(word).collect()
}

#[test]
fn a_period_is_metered_a_total_or_refused() {
    let book = book();
    let mut metered = Rater::new(&book, Periods::Meters(Meters::by(&["customer"]).unwrap()));
    assert_eq!(
        words(&outcomes(&mut metered)),
        ["8", "8", "2", "0", "missing-meter-field customer", "unknown-endpoint nowhere"]
    );
    let meters = metered.meters().unwrap();
    assert_eq!((meters.count(), meters.records()), (2, 3));
    assert_eq!(meters.fields(), [MeterField::Named("customer".to_string())]);
    let totals = outcomes(&mut Rater::new(&book, Periods::Totals));
    assert_eq!(words(&totals), ["8", "8", "2", "8", "1", "unknown-endpoint nowhere"]);
    let unsaid = outcomes(&mut Rater::new(&book, Periods::Unsaid));
    let refused = "period-basis message";
    assert_eq!(words(&unsaid), [refused, refused, "2", refused, refused, "unknown-endpoint nowhere"]);
    let error = unsaid[0].as_ref().unwrap_err();
    assert!(error.sentence().starts_with("endpoint `message` is rated by the period; state --totals"));
}

#[test]
fn the_whole_of_a_period_so_far() {
    let book = book();
    let sheet = book.in_force_for(None).unwrap();
    let mut rater = Rater::new(&book, Periods::Meters(Meters::by(&["customer"]).unwrap()));
    let mapping = Mapping::new();
    let mut reader = ReadOptions::new(&mapping).read(LOG.as_bytes(), Format::Csv).unwrap();
    let mut wholes = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap().filter(|entry| entry.place() < 6) {
        let (record, mut usage) = (entry.record().unwrap(), entry.usage().unwrap());
        let found = rater.find(record, &mut usage).unwrap();
        if let Some(due) = rater.due(&found, &usage) {
            due.unwrap();
            wholes.push(sheet.price(&rater.whole(&found).unwrap()).unwrap());
        }
    }
    assert_eq!(wholes, [8, 8, 8].map(Decimal::from));
}

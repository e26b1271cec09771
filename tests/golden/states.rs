//! What is stored: meters and holds.

use pricesheet::{Hold, Meter, MeterState, Minimum};

use super::inputs::{SHEETS, sheet, usages};
use super::{golden, json};

#[test]
fn meters() {
    let mut lines = Vec::new();
    for path in SHEETS {
        let sheet = sheet(path);
        let usages = usages(path);
        let mut names: Vec<&str> = usages.iter().map(|usage| usage.endpoint()).collect();
        names.dedup();
        for name in names {
            let Ok(endpoint) = sheet.endpoint(name) else { continue };
            for minimum in [Minimum::AtOnce, Minimum::AtClose] {
                let mut meter = Meter::open(endpoint, minimum);
                for usage in usages.iter().filter(|usage| usage.endpoint() == name).take(5) {
                    match meter.record(usage) {
                        Ok(due) => lines.push(format!("{due} {}", json(meter.state()))),
                        Err(error) => lines.push(format!("{} {error}", error.code())),
                    }
                }
                let closed = meter.close().map_err(|error| error.to_string());
                lines.push(format!("closed {closed:?} {}", json(meter.state())));
                let stored: MeterState = serde_json::from_str(&json(meter.state())).unwrap();
                let resumed = Meter::resume(&sheet, stored).unwrap();
                assert_eq!(resumed.state(), meter.state());
            }
        }
    }
    golden("meters.txt", &lines);
}

#[test]
fn holds() {
    let mut lines = Vec::new();
    for path in SHEETS {
        let sheet = sheet(path);
        for usage in usages(path).iter().step_by(2) {
            let Ok(endpoint) = sheet.endpoint(usage.endpoint()) else { continue };
            match Hold::reserve(endpoint, usage) {
                Err(error) => lines.push(format!("{} {error}", error.code())),
                Ok(mut hold) => {
                    lines.push(json(&hold));
                    let settled = hold.settle(&sheet, usage).map_err(|error| error.to_string());
                    lines.push(format!("{settled:?} {:?}", hold.charged()));
                    let stored: Hold = serde_json::from_str(&json(&hold)).unwrap();
                    assert_eq!(stored, hold);
                }
            }
        }
    }
    golden("holds.txt", &lines);
}

//! Audits of records by hand: each kind of fault is named, with its words, and sums are exact.

use pricesheet::rounding::RoundingMode;
use pricesheet::{Decimal, EMBEDDED_SHEET, Meter, Minimum, PriceBook, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, AuditError, Cause, Metered, Part, Verdict};

#[track_caller]
fn sheet(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A sheet with every kind of step, the way its vendor means it.
const SHEET: &str = "
name = 'Meant'
version = '2'
effective = 2026-06-01T00:00:00Z
[endpoints.profile]
price = 1
options = { skills = 0.5, photo = 0.25, inferred = 0.7, fresh = 2, deep = 3 }
choices = { source = ['fresh', 'deep'] }
round = 'down'
[endpoints.search.charges]
search = { price = 50 }
results = { price = 0.5 }
[endpoints.export.charges]
rows = { price = 3, per = 100, increment = 100 }
bytes = { price = 2, per = 1000, increment = 'none', round = { to = 0.01, mode = 'half-even' } }
";

/// The sheet of a biller that makes one change.
fn changed(from: &str, to: &str) -> PriceSheet {
    let text = SHEET.replace(from, to);
    assert_ne!(text, SHEET);
    sheet(&text)
}

/// What an audit names where this was charged for a usage.
#[track_caller]
fn causes(usage: &Usage, charged: Decimal) -> Vec<String> {
    let book = PriceBook::from(sheet(SHEET));
    let found = Audit::of(&book).record(1, usage, Some("2026-07-01T00:00:00Z"), charged).unwrap();
    assert_ne!(found.verdict(), Verdict::Agreed);
    found.causes().iter().map(ToString::to_string).collect()
}

#[test]
fn every_kind_of_fault_is_named() {
    let profile = || Usage::new("profile");
    let export = || Usage::new("export").quantity("rows", 150).quantity("bytes", 1231);
    let search = Usage::new("search").quantity("search", 1).quantity("results", 120);
    // Each by another sheet or another usage, priced by itself; the last word is what an audit has to say.
    let by = |sheet: PriceSheet, usage: &Usage| sheet.price(usage).unwrap();
    let right = sheet(SHEET);
    let cases = [
        (
            profile().option("photo"),
            by(changed("round = 'down'\n", ""), &profile().option("photo")),
            "the total was not rounded",
        ),
        (
            profile().option("photo"),
            by(changed("round = 'down'\n", "round = 'up'\n"), &profile().option("photo")),
            "the total was rounded up to a multiple of 1",
        ),
        (
            profile().option("skills").option("inferred"),
            by(right.clone(), &profile().option("skills")),
            "option `inferred` was not charged",
        ),
        (
            profile().option("skills").option("inferred"),
            number("1"),
            "each line was rounded instead of their sum",
        ),
        (
            profile().option("skills").calls(3),
            number("4"),
            "the sum of the calls was rounded instead of each call",
        ),
        (
            profile().option("fresh").option("inferred"),
            by(right.clone(), &profile()),
            "none of the options was charged",
        ),
        (
            profile(),
            by(right.clone(), &profile().option("fresh")),
            "option `fresh` was charged though not asked for",
        ),
        (
            profile().option("fresh"),
            by(right.clone(), &profile().option("deep")),
            "`deep` was charged instead of `fresh`",
        ),
        (search.clone(), number("160"), "charge `search` was charged twice"),
        (search.clone(), number("170"), "charge `results` was charged twice"),
        (search.clone(), number("50"), "charge `results` was left out"),
        (profile().option("fresh"), number("4"), "the flat amount was charged twice"),
        (profile().option("fresh"), number("2"), "the flat amount was left out"),
        (
            export(),
            by(changed("increment = 100", "increment = 'none'"), &export()),
            "blocks of charge `rows` were charged in proportion",
        ),
        (
            export(),
            by(changed("increment = 'none'", "increment = 1000"), &export()),
            "started blocks of charge `bytes` were charged whole",
        ),
        (
            export(),
            by(changed("increment = 100", "increment = { to = 100, mode = 'down' }"), &export()),
            "blocks of charge `rows` were rounded down",
        ),
        (
            export(),
            by(changed("increment = 'none'", "increment = { to = 1000, mode = 'down' }"), &export()),
            "blocks of charge `bytes` were rounded down",
        ),
        (
            export(),
            by(changed(", round = { to = 0.01, mode = 'half-even' }", ""), &export()),
            "charge `bytes` was not rounded",
        ),
        (
            export(),
            by(changed("half-even", "up"), &export()),
            "charge `bytes` was rounded up to a multiple of 0.01",
        ),
        (search.clone(), number("110.01"), ""),
    ];
    for (usage, charged, cause) in cases {
        let found = causes(&usage, charged);
        if cause.is_empty() {
            assert_eq!(found, [""; 0], "{usage:?}");
        } else {
            assert!(
                found.iter().any(|found| found == cause),
                "{usage:?} at {charged}: {found:?}, not {cause}"
            );
        }
    }
    // And where each is charged rightly, nothing.
    let book = PriceBook::from(right.clone());
    for usage in [profile().option("photo"), search, export()] {
        let found = Audit::of(&book)
            .record(1, &usage, Some("2026-07-01T00:00:00Z"), by(right.clone(), &usage))
            .unwrap();
        assert_eq!((found.verdict(), found.causes()), (Verdict::Agreed, &[][..]));
    }
}

#[test]
fn the_price_of_another_version_is_named() {
    let (old, new) = (sheet(EMBEDDED_SHEET), sheet(include_str!("../../../tests/revisions/b.toml")));
    let dated = EMBEDDED_SHEET.replace("\nunit", "\neffective = 2026-05-01T00:00:00Z\nunit");
    let old = if old.effective().is_some() { old } else { sheet(&dated) };
    let search = Usage::new("search-employees").quantity("search", 1).quantity("results", 120);
    let (of_old, of_new) = (old.price(&search).unwrap(), new.price(&search).unwrap());
    assert_ne!(of_old, of_new);
    let book = PriceBook::new([old.clone(), new.clone()]).unwrap();
    let mut audit = Audit::of(&book);
    let found = audit.record(1, &search, Some("2026-07-01T00:00:00Z"), of_old).unwrap();
    assert!(found.causes().iter().any(|cause| matches!(
        cause, Cause::OtherVersion { fingerprint, .. } if *fingerprint == old.fingerprint()
    )));
    let found = audit.record(2, &search, Some("2026-05-15T00:00:00Z"), of_new).unwrap();
    assert_eq!(found.verdict(), if of_new > of_old { Verdict::Over } else { Verdict::Under });
    audit.record(3, &search, Some("2026-07-01T00:00:00Z"), of_new).unwrap();
    // Totals stand apart by sheet.
    let totals: Vec<_> =
        audit.endpoints().map(|of| (of.sheet.version().unwrap_or(""), of.totals.records)).collect();
    assert_eq!(totals, [(old.version().unwrap_or(""), 1), (new.version().unwrap_or(""), 2)]);
    // Without an instant there is no sheet, and no price.
    let found = audit.record(4, &search, None, of_new).unwrap();
    assert_eq!(
        (found.verdict(), found.expected(), found.endpoint()),
        (Verdict::Unpriceable, Err("missing-at"), None)
    );
    // With what is elsewhere, those of the endpoints are all.
    assert_eq!((audit.elsewhere().unpriceable, audit.totals().records), (1, 4));
}

/// That all roundings were left out is another cause only where no single one is.
#[test]
fn a_cause_is_named_once() {
    let book = PriceBook::from(sheet(
        "name = 'A'\nendpoints.e = { price = 1.5, round = 'down', charges.n = { price = 0.25, round = 'down' } }",
    ));
    let mut audit = Audit::of(&book);
    let found = audit.record(1, &Usage::new("e"), None, number("1.5")).unwrap();
    assert_eq!(found.causes(), [Cause::NotRounded { part: Part::Call }]);
    let found = audit.record(2, &Usage::new("e").quantity("n", 3), None, number("2.25")).unwrap();
    assert_eq!(found.causes(), [Cause::NotRounded { part: Part::Everything }]);
    let found = audit.record(3, &Usage::new("e"), None, number("2")).unwrap();
    let all = |cause: &Cause| matches!(cause, Cause::RoundedOtherwise { part: Part::Everything, .. });
    assert!(!found.causes().is_empty() && !found.causes().iter().any(all), "{:?}", found.causes());
}

/// Whatever the sheet rounds to, an amount may have been rounded to any of up to three places.
#[test]
fn usual_places_are_tried() {
    let book = PriceBook::from(sheet(
        "name = 'A'\nendpoints.e = { round = { to = 0.01, mode = 'half-up' }, charges.n = { price = 0.1234 } }",
    ));
    let mut audit = Audit::of(&book);
    // 7 times 0.1234 are 0.8638.
    for (place, (charged, to)) in (1..).zip([("1", "1"), ("0.9", "0.1"), ("0.864", "0.001")]) {
        let found = audit.record(place, &Usage::new("e").quantity("n", 7), None, number(charged)).unwrap();
        let is_found = |cause: &Cause| match cause {
            Cause::RoundedOtherwise { part: Part::Call, roundings } => roundings
                .iter()
                .any(|rounding| rounding.to == number(to) && rounding.mode == RoundingMode::HalfEven),
            _ => false,
        };
        assert!(found.causes().iter().any(is_found), "{charged}: {:?}", found.causes());
    }
}

/// A part of a period is explained by what it adds to the part before, whether that was charged rightly or by the same
/// fault.
#[test]
fn parts_of_a_period_are_explained() {
    const PLAN: &str = "name = 'A'
        [endpoints.e]
        basis = 'period'
        round = 'up'
        options = { vip = { times = 0.5 } }
        charges.n = { included = 10, price = 0.7 }
        charges.gb = { price = 1.6 }";
    let book = PriceBook::from(sheet(PLAN));
    let right = &book.sheets()[0];
    let unrounded = sheet(&PLAN.replace("round = 'up'", ""));
    let fewer = sheet(&PLAN.replace("price = 1.6", "price = 0"));
    let used = |n: u32, gb: u32| Usage::new("e").quantity("n", n).quantity("gb", gb);
    let mut audit = Audit::of(&book);
    let mut before = None;
    let mut meter = Meter::open(right.endpoint("e").unwrap(), Minimum::AtOnce);
    let mut whole = (0, 0);
    let mut explained = 0;
    for (place, (n, gb)) in (1..).zip([(12, 1), (3, 0), (0, 2), (9, 4), (40, 1), (1, 1)]) {
        let usage = used(n, gb);
        let due = meter.record(&usage).unwrap();
        whole = (whole.0 + n, whole.1 + gb);
        let period = Metered { due, before: before.clone(), whole: used(whole.0, whole.1) };
        let price = |sheet: &PriceSheet, usage: &Option<Usage>| {
            usage.as_ref().map_or(Decimal::ZERO, |usage| sheet.price(usage).unwrap())
        };
        let now = Some(period.whole.clone());
        let not_rounded = Cause::NotRounded { part: Part::Call };
        let left_out = Cause::StepLeftOut { charge: Some("gb".into()) };
        for (faulty, cause) in [(&unrounded, not_rounded), (&fewer, left_out)] {
            for charged in
                [price(faulty, &now) - price(right, &before), price(faulty, &now) - price(faulty, &before)]
            {
                let found = audit.record_metered(place, &usage, right, &period, charged).unwrap();
                assert_eq!(found.expected(), Ok(due));
                if charged != due {
                    assert!(
                        found.causes().contains(&cause),
                        "{place}: {cause:?} is not among {:?}",
                        found.causes()
                    );
                    explained += 1;
                }
            }
        }
        // Nothing is explained that nothing explains.
        let found = audit.record_metered(place, &usage, right, &period, due + number("0.0123")).unwrap();
        assert_eq!(found.causes(), []);
        before = now;
    }
    assert!(explained > 12, "{explained}");
}

#[test]
fn roundings_are_summed_on_both_sides() {
    let book = PriceBook::from(sheet(
        "name = 'A'
        endpoints.down = { price = 1.7, round = 'down' }
        endpoints.up = { price = 1.7, round = 'up', options = { no = { free = true } } }
        endpoints.cents.charges.n = { price = 1, per = 8, increment = 'none', round = { to = 0.01, mode = 'half-even' } }
        endpoints.endless.charges.n = { price = 1, per = 3, increment = 'none', round = { to = 0.01, mode = 'half-even' } }",
    ));
    let mut audit = Audit::of(&book);
    audit.record(1, &Usage::new("down").calls(10), None, number("10")).unwrap();
    audit.record(2, &Usage::new("up"), None, number("5")).unwrap();
    audit.record(3, &Usage::new("up").option("no"), None, number("0")).unwrap();
    audit.record(4, &Usage::new("cents").quantity("n", 1), None, number("0.12")).unwrap();
    audit.record(5, &Usage::new("endless").quantity("n", 1), None, number("0.33")).unwrap();
    let roundings = audit.totals().roundings;
    assert_eq!((roundings.given, roundings.taken, roundings.endless), (number("7.005"), number("0.3"), 1));
}

#[test]
fn what_does_not_fit_is_not_counted() {
    let book = PriceBook::from(sheet("name = 'A'\nendpoints.e.price = 1"));
    let mut audit = Audit::of(&book);
    audit.record(1, &Usage::new("e"), None, Decimal::MAX).unwrap();
    let before = format!("{audit:?}");
    assert_eq!(
        audit.record(2, &Usage::new("e"), None, Decimal::MAX).unwrap_err(),
        AuditError::NotRepresentable
    );
    assert_eq!(format!("{audit:?}"), before);
    // A credit is charged below zero.
    let found = audit.record(3, &Usage::new("e"), None, number("-2")).unwrap();
    assert_eq!((found.verdict(), found.difference()), (Verdict::Under, Some(number("-3"))));
}

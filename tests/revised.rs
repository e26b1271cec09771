//! Endpoints with an edited model: the fast path and the definition agree on what the format itself would refuse, and what
//! an edit leaves without meaning is an error.

use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{Endpoint, Pricing};
use pricesheet::{Decimal, PriceSheet, Usage, UsageError};
use pricesheet_testing::reference::bridge::stated;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::{generate, runs};
use proptest::prelude::*;

/// Edits that leave a meaning, though not always one that the format allows.
const EDITS: [fn(&mut Endpoint); 8] = [
    |endpoint| endpoint.round = None,
    |endpoint| endpoint.round = Some(Rounding::new(Decimal::new(3, 2), RoundingMode::HalfEven)),
    |endpoint| endpoint.charges.iter_mut().for_each(|charge| charge.round = None),
    |endpoint| {
        endpoint.charges =
            endpoint.charges.iter().flat_map(|charge| [charge.clone(), charge.clone()]).collect()
    },
    |endpoint| endpoint.charges.clear(),
    |endpoint| each_unit(endpoint, |_, increment| *increment = None),
    |endpoint| each_unit(endpoint, |per, _| *per = Decimal::new(7, 0)),
    |endpoint| each_unit(endpoint, |per, step| *step = Some(Rounding::new(*per, RoundingMode::Up))),
];

fn each_unit(endpoint: &mut Endpoint, edit: impl Fn(&mut Decimal, &mut Option<Rounding>)) {
    for rate in endpoint.charges.iter_mut().flat_map(|charge| &mut charge.rates) {
        match &mut rate.pricing {
            Pricing::Unit(unit) => edit(&mut unit.per, &mut rate.increment),
            Pricing::Table { per, .. } => edit(per, &mut rate.increment),
            Pricing::Tiers { tiers, .. } => {
                tiers.iter_mut().for_each(|tier| edit(&mut tier.unit.per, &mut tier.increment));
            }
        }
    }
}

proptest! {
    #![proptest_config(runs::config(200))]

    #[test]
    fn both_ways_agree((sheet, usages, seed) in generate::listed().prop_flat_map(|sheet| {
        let usages = prop::collection::vec(generate::usages(&sheet), 16);
        (Just(sheet), usages, any::<u64>())
    })) {
        let sheet = PriceSheet::from_toml(&render(&sheet, seed)).unwrap();
        for endpoint in sheet.endpoints() {
            for edit in EDITS {
                let revised = endpoint.revised(edit);
                for usage in usages.iter().map(stated) {
                    prop_assert_eq!(revised.price(&usage), revised.price_by_rules(&usage), "{:?}", usage);
                }
            }
        }
    }
}

#[test]
fn what_has_no_meaning_is_an_error() {
    let sheet = PriceSheet::from_toml(
        "name = 'A'\n[endpoints.e]\nbasis = 'call'\nprice = 1\nround = 'up'\noptions.o = 1\n\
         charges.n = { tiering = 'graduated', tiers = [{ up_to = 5, price = 1 }, { price = 2, per = 4, increment = 'none' }] }",
    )
    .unwrap();
    let endpoint = sheet.endpoint("e").unwrap();
    let edits: [fn(&mut Endpoint); 9] = [
        |endpoint| endpoint.rates[0].price = Decimal::NEGATIVE_ONE,
        |endpoint| endpoint.min = Some(Decimal::NEGATIVE_ONE),
        |endpoint| endpoint.round = Some(Rounding::new(Decimal::ZERO, RoundingMode::Up)),
        |endpoint| each_unit(endpoint, |per, _| *per = Decimal::ZERO),
        |endpoint| endpoint.charges[0].quantity.clear(),
        |endpoint| endpoint.quantities.clear(),
        |endpoint| endpoint.option_names.clear(),
        |endpoint| endpoint.option_names.push("o".into()),
        |endpoint| {
            if let Pricing::Tiers { tiers, .. } = &mut endpoint.charges[0].rates[0].pricing {
                tiers.reverse();
            }
        },
    ];
    for (at, edit) in edits.into_iter().enumerate() {
        let error = endpoint.revised(edit).price(&Usage::new("e").quantity("n", 1));
        assert!(matches!(error, Err(UsageError::NotRepresentable { .. })), "{at}: {error:?}");
    }
}

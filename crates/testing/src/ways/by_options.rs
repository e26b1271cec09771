//! The ways from a set of options to a price.

use pricesheet::{Decimal, EndpointPricer};

use super::case::{Case, names_of, usage_of};
use crate::dice::Dice;
use crate::generate::values;
use crate::reference::bridge::decimal;
use crate::reference::model::Endpoint;

/// Up to four options as bits, half of them among the first three, which conditions are mostly about.
fn bits(dice: &mut Dice, options: usize) -> u128 {
    let mut bits = 0;
    if options > 0 {
        for _ in 0..dice.below(5) {
            let among = if dice.one_in(2) { options.min(3) } else { options };
            bits |= 1 << dice.below(among);
        }
    }
    bits
}

/// One set of options has the price of the usage that states them, made by names or from bits, of counts or of measured
/// quantities; and takes as many as the endpoint has, no more and no fewer.
pub(super) fn check(dice: &mut Dice, handle: EndpointPricer<'_>, endpoint: &Endpoint) {
    let bits = bits(dice, endpoint.option_names().len());
    let (mut counts, mut quantities) = (Vec::new(), Vec::new());
    for name in endpoint.stated_names() {
        let values = values(endpoint, name);
        counts.push(values.count(dice));
        let mut value = decimal(&values.measured(dice));
        // Of 0, that is -0, which is not less than 0.
        value.set_sign_negative(dice.one_in(60));
        quantities.push(value);
    }
    let wholes: Vec<Decimal> = counts.iter().map(|count| Decimal::from(*count)).collect();

    let names = names_of(endpoint, bits);
    let counted = Case::new(handle, usage_of(endpoint, &names, &wholes));
    let weighed = Case::new(handle, usage_of(endpoint, &names, &quantities));
    let named = handle.option_set(names);
    let from_bits = handle.option_set_from_bits(bits);
    // Options alone do not state what is required, nor an instant, and of two errors either may be found first.
    if endpoint.names_a_window() || endpoint.attributes.iter().any(|attribute| attribute.default.is_none()) {
        assert!(named.is_err() && from_bits.is_err() && counted.expected.is_err());
        return;
    }
    for (way, set) in [("option set by names", named), ("option set from bits", from_bits)] {
        let set = match set {
            Ok(set) => set,
            Err(error) => {
                counted.check(way, Err(error));
                continue;
            }
        };
        counted.check(&format!("{way}, counts"), set.price(&counts));
        if let Ok(price) = set.price(&counts) {
            // Without zeros behind the point.
            assert_eq!(price.scale(), price.normalize().scale(), "{price}");
        }
        counted.check(&format!("{way}, whole quantities"), set.price_quantities(&wholes));
        weighed.check(&format!("{way}, quantities"), set.price_quantities(&quantities));
        // With what is given by default.
        let given = handle.option_set_from_bits(set.bits()).and_then(|set| set.price(&counts));
        counted.check(&format!("{way}, its own bits"), given);

        let code = |counts: &[u64]| set.price(counts).unwrap_err().code();
        assert_eq!(code(&[&counts[..], &[1]].concat()), "counts-mismatch");
        if let [_, fewer @ ..] = &counts[..] {
            assert_eq!(code(fewer), "counts-mismatch");
        }
    }
}

//! The ways from a set of options to a price.

use pricesheet::{Decimal, EndpointPricer};

use crate::case::{Case, names_of, usage_of};
use crate::count::{count, measured, negative};
use crate::dice::Dice;
use crate::draft::Draft;
use crate::sheet::Sheet;

/// Up to four options as bits, half of them among the first three, which conditions are mostly about.
fn bits(dice: &mut Dice, draft: &Draft) -> u128 {
    let mut bits = 0;
    if !draft.options.is_empty() {
        for _ in 0..dice.below(5) {
            let among = if dice.one_in(2) { draft.options.len().min(3) } else { draft.options.len() };
            bits |= 1 << dice.below(among);
        }
    }
    bits
}

/// One set of options has the price of the usage that states them, made by names or from bits, of counts or of measured
/// quantities; and takes as many as the endpoint has, no more and no fewer.
pub(crate) fn check(dice: &mut Dice, sheet: &Sheet, handle: &EndpointPricer<'_>, draft: &Draft) {
    let bits = bits(dice, draft);
    let (mut counts, mut quantities) = (Vec::new(), Vec::new());
    for _ in 0..handle.model().quantities.len() {
        counts.push(count(dice, draft));
        let value = measured(dice, draft);
        quantities.push(if dice.one_in(60) { negative(value) } else { value });
    }
    let wholes: Vec<Decimal> = counts.iter().map(|count| Decimal::from(*count)).collect();

    let names = names_of(handle, bits);
    let counted = Case::new(sheet, usage_of(handle, &names, &wholes));
    let weighed = Case::new(sheet, usage_of(handle, &names, &quantities));
    let named = handle.option_set(names);
    let from_bits = handle.option_set_from_bits(bits);
    for (way, set) in [("option set by names", named), ("option set from bits", from_bits)] {
        let set = match set {
            Ok(set) => set,
            Err(error) => {
                counted.check(way, Err(error));
                continue;
            }
        };
        counted.check(&format!("{way}, counts"), set.price(&counts));
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

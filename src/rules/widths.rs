//! The integers with which a price is computed: narrow ones first, and wider ones where they are too small.

use rust_decimal::Decimal;

use super::{Evaluation, Fault, Observer, Selection};
use crate::exact::Wide;
use crate::sheet::Endpoint;

/// What one call of this selection costs, with 64 bits where they do and with wider integers where not.
pub(crate) fn price<O: Observer>(
    endpoint: &Endpoint,
    selection: Selection<'_>,
    observer: &mut O,
) -> Result<Decimal, Fault> {
    let narrow = Evaluation { endpoint, selection, observer: &mut *observer }.run::<u64>();
    match narrow {
        Err(Fault::NotRepresentable(_)) => price_wider(endpoint, selection, observer),
        settled => settled,
    }
}

#[cold]
fn price_wider<O: Observer>(
    endpoint: &Endpoint,
    selection: Selection<'_>,
    observer: &mut O,
) -> Result<Decimal, Fault> {
    observer.restart();
    match (Evaluation { endpoint, selection, observer: &mut *observer }).run::<u128>() {
        Err(Fault::NotRepresentable(_)) => {
            observer.restart();
            Evaluation { endpoint, selection, observer }.run::<Wide>()
        }
        settled => settled,
    }
}

/// Takes the steps of one charge once more, of a selection that has a price, for an observer to see.
pub(crate) fn retrace_charge<O: Observer>(
    endpoint: &Endpoint,
    selection: Selection<'_>,
    place: usize,
    observer: &mut O,
) {
    let Some(charge) = endpoint.charges.get(place) else { return };
    let narrow = Evaluation { endpoint, selection, observer: &mut *observer }.charge::<u128>(place, charge);
    if narrow.is_err() {
        observer.restart();
        // What has a price has one in the widest integers.
        let _ = Evaluation { endpoint, selection, observer }.charge::<Wide>(place, charge);
    }
}

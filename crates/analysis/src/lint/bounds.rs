//! Bounds that a rounding breaks, and amounts that a period without usage does not pay although a sheet seems to say so.

use alloc::format;

use pricesheet::Decimal;

use super::Lint;
use super::report::Report;
use pricesheet::diagnostics::{Quoted, Span};
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{Basis, Charge, Endpoint};

/// Asks the endpoint and every charge.
pub(super) fn check(endpoint: &Endpoint, report: &mut Report<'_>) {
    let of_total = Place { charge: None, what: "total", span: endpoint.span };
    of_total.rounded(endpoint.min, endpoint.max, endpoint.round, report);
    for (at, charge) in endpoint.charges.iter().enumerate() {
        for rate in &charge.rates {
            let of_charge = Place { charge: Some(at), what: "charge", span: rate.span };
            of_charge.rounded(rate.min, rate.max, charge.round, report);
        }
        if endpoint.basis == Basis::Period {
            unpaid(at, charge, report);
        }
    }
}

/// Where bounds stand.
struct Place {
    charge: Option<usize>,
    what: &'static str,
    span: Span,
}

impl Place {
    /// A rounding keeps the order of amounts, so bounds are kept where they themselves are.
    fn rounded(
        &self,
        min: Option<Decimal>,
        max: Option<Decimal>,
        round: Option<Rounding>,
        report: &mut Report<'_>,
    ) {
        let Some(round) = round else { return };
        let rounded = |bound: Decimal| Some((bound, round.apply(bound)?));
        let below = min.and_then(rounded).filter(|(min, rounded)| rounded < min);
        let above = max.and_then(rounded).filter(|(max, rounded)| rounded > max);
        for (bound, found) in [("minimum", below), ("maximum", above)] {
            let Some((amount, rounded)) = found else { continue };
            let what = self.what;
            let side = if rounded < amount { "below" } else { "above" };
            let message = format!(
                "the {bound} {} is rounded {} to {rounded}: the {what} may lie {side} its {bound}",
                amount.normalize(),
                round.mode
            );
            let help = format!(
                "make the {bound} a multiple of {}, or allow it where it is meant",
                round.to.normalize()
            );
            report.add(Lint::BoundRoundedAway, self.charge, self.span, message, &help);
        }
    }
}

/// What a charge asks for once anything is counted: a minimum, or the flat amount of the first tier.
fn unpaid(at: usize, charge: &Charge, report: &mut Report<'_>) {
    let owed = charge.rates.iter().find_map(|rate| {
        let min = rate.min.filter(|min| !min.is_zero()).map(|min| (rate.span, "minimum", min));
        let first = rate.pricing.tiers().first();
        let flat = first
            .filter(|tier| !tier.flat.is_zero())
            .map(|tier| (tier.span, "first tier's flat amount", tier.flat));
        min.or(flat)
    });
    if let Some((span, what, amount)) = owed {
        let message = format!(
            "a period that counts nothing does not pay the {what} {} of charge {}",
            amount.normalize(),
            Quoted(&charge.name)
        );
        let help =
            "state what is due in any case as the endpoint's `price` or `min`, or allow it where it is meant";
        report.add(Lint::UnpaidWithoutUsage, Some(at), span, message, help);
    }
}

//! Tiers that no count falls into, and last tiers with a bound.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::Lint;
use super::logic::Logic;
use super::never::counts;
use super::number::{add, divide, subtract};
use super::report::Report;
use super::world::Literal;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{Charge, ChargeRate, Comparison, Endpoint, Pricing, Quantity, Tier, Tiering};

/// Asks the tiers of every row that is reached.
pub(super) fn check(endpoint: &Endpoint, logic: &mut Logic<'_>, report: &mut Report<'_>) {
    for (place, charge) in endpoint.charges.iter().enumerate() {
        let mut before: Vec<Vec<Literal>> = Vec::new();
        for rate in &charge.rates {
            let own = logic.literals(&rate.when);
            if let Pricing::Tiers { mode, tiers } = &rate.pricing {
                let mut hold = own.clone();
                hold.extend(counts(charge));
                let row = Row {
                    charge: place,
                    rate,
                    count: Count::of(endpoint, charge, rate),
                    hold,
                    before: &before,
                };
                row.check(*mode, tiers, logic, report);
            }
            before.push(own);
        }
    }
}

/// A row with tiers, and what holds where it is taken.
struct Row<'a> {
    charge: usize,
    rate: &'a ChargeRate,
    count: Option<Count>,
    hold: Vec<Literal>,
    before: &'a [Vec<Literal>],
}

impl Row<'_> {
    fn check(&self, mode: Tiering, tiers: &[Tier], logic: &mut Logic<'_>, report: &mut Report<'_>) {
        if logic.ask(&self.hold, self.before).is_impossible() {
            return;
        }
        let mut above = Decimal::ZERO;
        for (place, tier) in tiers.iter().enumerate() {
            // A graduated tier is entered by whatever counts more than the one below it.
            let up_to = match mode {
                Tiering::Graduated => None,
                Tiering::Volume => tier.up_to,
            };
            if let Some(why) = self.unreached(above, up_to, logic) {
                let message = format!("tier {} never applies: {why}", place.saturating_add(1));
                let help = "correct the bounds, the conditions or the increment, or leave the tier out";
                report.add(Lint::TierNeverApplies, Some(self.charge), tier.span, message, help);
            }
            above = tier.up_to.unwrap_or(above);
        }
        if let Some(Tier { up_to: Some(bound), span, .. }) = tiers.last()
            && self.unreached(*bound, None, logic).is_none()
        {
            let bound = bound.normalize();
            let message = format!("the last tier ends at {bound}: what counts more is an error");
            let help = "leave out its `up_to`, or allow it where an error is meant";
            report.add(Lint::LastTierBound, Some(self.charge), *span, message, help);
        }
    }

    /// Why no count that the row is taken for lies above one bound and at most at the other, where none does.
    fn unreached(&self, above: Decimal, up_to: Option<Decimal>, logic: &mut Logic<'_>) -> Option<String> {
        let upper = up_to.map(|bound| format!(" and at most {}", bound.normalize())).unwrap_or_default();
        if let (Some(step), Some(bound)) = (self.rate.increment, up_to)
            && !has_multiple(step.to, above, bound)
        {
            let step = step.to.normalize();
            return Some(format!("no multiple of {step} is above {}{upper}", above.normalize()));
        }
        let mut hold = self.hold.clone();
        let impossible = match self.count.as_ref().map(|count| count.within(above, up_to)) {
            None => false,
            Some(None) => true,
            Some(Some(literals)) => {
                hold.extend(literals);
                logic.ask(&hold, self.before).is_impossible()
            }
        };
        impossible.then(|| format!("no count that reaches it is above {}{upper}", above.normalize()))
    }
}

/// Whether a multiple of the step is above one bound and at most at the other.
fn has_multiple(step: Decimal, above: Decimal, up_to: Decimal) -> bool {
    // What is too large to be divided is taken to have one.
    let Some((below, _)) = divide(above, step) else { return true };
    let Some((at_most, _)) = divide(up_to, step) else { return true };
    at_most > below
}

/// How the count of a charge follows from one quantity.
struct Count {
    quantity: usize,
    at_least: Decimal,
    quantity_step: Option<Rounding>,
    included: Decimal,
    step: Option<Rounding>,
    /// Whether other quantities may make it larger, or smaller.
    more: bool,
    less: bool,
}

impl Count {
    /// None where it is a product of several, or derived.
    fn of(endpoint: &Endpoint, charge: &Charge, rate: &ChargeRate) -> Option<Self> {
        let [quantity] = charge.quantity.as_slice() else { return None };
        let at = quantity.index();
        let Quantity { at_least, increment, .. } = endpoint.quantities.get(at)?;
        Some(Count {
            quantity: at,
            at_least: at_least.unwrap_or_default(),
            quantity_step: *increment,
            included: rate.included,
            step: rate.increment,
            more: !charge.plus.is_empty(),
            less: !charge.minus.is_empty() || !rate.included_by.is_empty(),
        })
    }

    /// What the quantity must be for the count to lie above one bound and at most at the other; none where no quantity
    /// makes it so. It may be too little, never too much.
    fn within(&self, above: Decimal, up_to: Option<Decimal>) -> Option<Vec<Literal>> {
        let mut literals = Vec::new();
        let mut literal = |comparison, bound| {
            literals.push(Literal::Quantity { at: self.quantity, comparison, bound });
        };
        if let Some(bound) = self.lower(above).filter(|_| !self.more) {
            literal(Comparison::Above, bound);
        }
        if let Some((bound, comparison)) = up_to.and_then(|bound| self.upper(bound)).filter(|_| !self.less) {
            let too_much = match comparison {
                Comparison::Below => self.at_least >= bound,
                _ => self.at_least > bound,
            };
            if too_much {
                return None;
            }
            literal(comparison, bound);
        }
        Some(literals)
    }

    /// A count above the bound takes a quantity above this; none where that is not known.
    fn lower(&self, above: Decimal) -> Option<Decimal> {
        let before = add(unrounded_above(above, self.step)?, self.included)?;
        let stated = unrounded_above(before, self.quantity_step)?;
        // A smaller quantity is raised above the bound.
        (self.at_least <= stated).then_some(stated)
    }

    /// A count of at most the bound takes a quantity that compares so with this; none where that is not known.
    fn upper(&self, up_to: Decimal) -> Option<(Decimal, Comparison)> {
        let (before, open) = unrounded_up_to(up_to, self.step)?;
        let (stated, opened) = unrounded_up_to(add(before, self.included)?, self.quantity_step)?;
        Some((stated, if open || opened { Comparison::Below } else { Comparison::AtMost }))
    }
}

/// What is above the bound once rounded is above this before.
fn unrounded_above(bound: Decimal, step: Option<Rounding>) -> Option<Decimal> {
    let Some(Rounding { to, mode, .. }) = step else { return Some(bound) };
    let (_, multiple) = divide(bound, to)?;
    if mode == RoundingMode::Down || multiple { Some(bound) } else { subtract(bound, to) }
}

/// What is at most the bound once rounded is at most this before; where it is open, below this.
fn unrounded_up_to(bound: Decimal, step: Option<Rounding>) -> Option<(Decimal, bool)> {
    match step {
        None | Some(Rounding { mode: RoundingMode::Up, .. }) => Some((bound, false)),
        Some(Rounding { to, .. }) => Some((add(bound, to)?, true)),
    }
}

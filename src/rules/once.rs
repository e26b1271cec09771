//! The same as `widths.rs` where size counts more than speed: the arithmetic is compiled once, with the widest integers, and shows its
//! steps to any observer through one door. The computation is the same code, so its digits are the same.

use rust_decimal::Decimal;

use super::{Adjustment, Evaluation, Fault, Observer, Selection};
use crate::exact::{Exact, Fraction, Integer, Wide};
use crate::sheet::{Endpoint, QuantityId, Weighted};

/// What one call of this selection costs.
pub(crate) fn price<O: Observer>(
    endpoint: &Endpoint,
    selection: Selection<'_>,
    observer: &mut O,
) -> Result<Decimal, Fault> {
    run(endpoint, selection, &mut Shown(observer))
}

#[inline(never)]
fn run(endpoint: &Endpoint, selection: Selection<'_>, observer: &mut Shown<'_>) -> Result<Decimal, Fault> {
    Evaluation { endpoint, selection, observer }.run::<Wide>()
}

/// Takes the steps of one charge once more, of a selection that has a price, for an observer to see.
pub(crate) fn retrace_charge<O: Observer>(
    endpoint: &Endpoint,
    selection: Selection<'_>,
    place: usize,
    observer: &mut O,
) {
    retrace(endpoint, selection, place, &mut Shown(observer));
}

#[inline(never)]
fn retrace(endpoint: &Endpoint, selection: Selection<'_>, place: usize, observer: &mut Shown<'_>) {
    let Some(charge) = endpoint.charges.get(place) else { return };
    // What has a price has no fault.
    let _ = Evaluation { endpoint, selection, observer }.charge::<Wide>(place, charge);
}

type Amount = Exact<Wide>;

/// A step, as [`Observer`] has a method for each.
enum Event<'e> {
    Flat(usize, Amount),
    Option(usize, Amount),
    Charge(usize),
    Counted(QuantityId, Amount),
    Count(Amount),
    IncludedBy(&'e Weighted, Amount, Amount),
    Included(Amount),
    Billed(usize, Amount),
    TableRow(usize),
    Tier(usize, Amount, Amount, Fraction<Wide>),
    ChargeOption(usize),
    Charged(Fraction<Wide>),
    Share(Amount, Amount, Fraction<Wide>),
    ChargeAdjusted(Adjustment, Fraction<Wide>),
    ChargeAmount(usize, Amount),
    Adjusted(Adjustment, Amount, bool),
}

/// An observer of any kind.
trait Sees {
    fn see(&mut self, event: &Event<'_>);
}

impl<O: Observer> Sees for O {
    fn see(&mut self, event: &Event<'_>) {
        match *event {
            Event::Flat(rate, amount) => self.flat(rate, amount),
            Event::Option(option, amount) => self.option(option, amount),
            Event::Charge(charge) => self.charge(charge),
            Event::Counted(quantity, counted) => self.counted(quantity, counted),
            Event::Count(count) => self.count(count),
            Event::IncludedBy(part, counted, free) => self.included_by(part, counted, free),
            Event::Included(included) => self.included(included),
            Event::Billed(rate, billed) => self.billed(rate, billed),
            Event::TableRow(row) => self.table_row(row),
            Event::Tier(tier, slice, billed, amount) => self.tier(tier, slice, billed, amount),
            Event::ChargeOption(option) => self.charge_option(option),
            Event::Charged(amount) => self.charged(amount),
            Event::Share(of, within, amount) => self.share(of, within, amount),
            Event::ChargeAdjusted(by, amount) => self.charge_adjusted(by, amount),
            Event::ChargeAmount(charge, amount) => self.charge_amount(charge, amount),
            Event::Adjusted(by, difference, negative) => self.adjusted(by, difference, negative),
        }
    }
}

/// Shows every step to an observer whose type is not known here.
struct Shown<'o>(&'o mut dyn Sees);

fn wide<I: Integer>(amount: Exact<I>) -> Amount {
    Exact { mantissa: amount.mantissa.to_wide(), scale: amount.scale }
}

fn wide_fraction<I: Integer>(amount: Fraction<I>) -> Fraction<Wide> {
    let Fraction { mantissa, scale, divisor } = amount;
    Fraction { mantissa: mantissa.to_wide(), scale, divisor: divisor.to_wide() }
}

impl Observer for Shown<'_> {
    fn flat<I: Integer>(&mut self, rate: usize, amount: Exact<I>) {
        self.0.see(&Event::Flat(rate, wide(amount)));
    }

    fn option<I: Integer>(&mut self, option: usize, amount: Exact<I>) {
        self.0.see(&Event::Option(option, wide(amount)));
    }

    fn charge(&mut self, charge: usize) {
        self.0.see(&Event::Charge(charge));
    }

    fn counted<I: Integer>(&mut self, quantity: QuantityId, counted: Exact<I>) {
        self.0.see(&Event::Counted(quantity, wide(counted)));
    }

    fn count<I: Integer>(&mut self, count: Exact<I>) {
        self.0.see(&Event::Count(wide(count)));
    }

    fn included_by<I: Integer>(&mut self, part: &Weighted, counted: Exact<I>, free: Exact<I>) {
        self.0.see(&Event::IncludedBy(part, wide(counted), wide(free)));
    }

    fn included<I: Integer>(&mut self, included: Exact<I>) {
        self.0.see(&Event::Included(wide(included)));
    }

    fn billed<I: Integer>(&mut self, rate: usize, billed: Exact<I>) {
        self.0.see(&Event::Billed(rate, wide(billed)));
    }

    fn table_row(&mut self, row: usize) {
        self.0.see(&Event::TableRow(row));
    }

    fn tier<I: Integer>(&mut self, tier: usize, slice: Exact<I>, billed: Exact<I>, amount: Fraction<I>) {
        self.0.see(&Event::Tier(tier, wide(slice), wide(billed), wide_fraction(amount)));
    }

    fn charge_option(&mut self, option: usize) {
        self.0.see(&Event::ChargeOption(option));
    }

    fn charged<I: Integer>(&mut self, amount: Fraction<I>) {
        self.0.see(&Event::Charged(wide_fraction(amount)));
    }

    fn share<I: Integer>(&mut self, of: Exact<I>, within: Exact<I>, amount: Fraction<I>) {
        self.0.see(&Event::Share(wide(of), wide(within), wide_fraction(amount)));
    }

    fn charge_adjusted<I: Integer>(&mut self, by: Adjustment, amount: Fraction<I>) {
        self.0.see(&Event::ChargeAdjusted(by, wide_fraction(amount)));
    }

    fn charge_amount<I: Integer>(&mut self, charge: usize, amount: Exact<I>) {
        self.0.see(&Event::ChargeAmount(charge, wide(amount)));
    }

    fn adjusted<I: Integer>(&mut self, by: Adjustment, difference: Exact<I>, negative: bool) {
        self.0.see(&Event::Adjusted(by, wide(difference), negative));
    }
}

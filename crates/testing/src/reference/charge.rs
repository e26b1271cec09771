//! One charge: step 2 of section 4.

use num_traits::{One, Signed, Zero};

use super::decimal::{Amount, SCALE_MAX, digits, round, ten_to};
use super::facts::{Facts, combined};
use super::model::{
    Act, Charge, Endpoint, Made, Pricing, Quantity, Setting, Share, Tariff, Terms, Tier, Tiering,
};
use super::usage::Fault;

/// Inside a charge, size alone may stop an engine only beyond ten to the power of this.
const SIZE_EXPONENT_MAX: u32 = 36;

/// Watches the values inside one charge for such as an engine may refuse.
#[derive(Debug, Default)]
pub struct Size {
    /// Every different number that values have been divided by.
    pers: Vec<Amount>,
    pub large: bool,
}

impl Size {
    /// Lets a value pass that nothing has been divided for, and notes whether it needs too large an integer
    /// when it is written as one over a power of ten. The power is not below zero: a whole number of forty
    /// digits needs an integer of forty digits, even if most of them are zeros.
    fn note(&mut self, value: Amount) -> Amount {
        let (integer, _) = digits(&value).expect("only `per` can make a value go on without end");
        self.large |= integer.abs() > ten_to(SIZE_EXPONENT_MAX);
        value
    }

    /// The same for a value that divisions went into: it is written over every `per` of them as well.
    fn note_divided(&mut self, value: Amount) -> Amount {
        let numerator = self.pers.iter().fold(value.clone(), |numerator, per| numerator * per);
        self.note(numerator);
        value
    }

    /// Divides by `per`, which every sum with the quotient is then written over.
    fn over(&mut self, value: &Amount, per: &Amount) -> Amount {
        if !per.is_one() && !self.pers.contains(per) {
            self.pers.push(per.clone());
        }
        self.note_divided(value / per)
    }
}

/// The amount of one charge for one usage.
///
/// `rounding` is the charge's own or the sheet's `round_charges`, whichever holds.
pub fn rate(
    endpoint: &Endpoint,
    charge: &Charge,
    rounding: &Setting,
    facts: &Facts,
    size: &mut Size,
) -> Result<Amount, Fault> {
    // 2.1 and 2.2
    let counted = count(endpoint, charge, facts, size);
    if counted.is_negative() {
        return Err(Fault::NegativeCount);
    }
    if counted.is_zero() {
        return Ok(counted);
    }

    // 2.3
    let (terms, tariff) = schedule(charge, facts)?;

    // 2.4
    let mut beyond = counted;
    for (name, weight) in &terms.included_by {
        let part = read(endpoint, name, facts, size) * weight;
        let part = size.note(part);
        beyond = size.note(beyond - part);
    }
    let beyond = size.note(beyond - terms.included.clone().unwrap_or_default()).max(Amount::zero());
    let billed = size.note(rounded(beyond, &terms.increment));
    if billed.is_zero() {
        return Ok(billed);
    }

    // 2.5
    let acting = || charge.options.iter().filter(|o| facts.is_given(&o.name) && facts.hold(&o.when));
    let surcharge = acting().fold(Amount::zero(), |sum, option| match &option.act {
        Act::Price(price) => size.note(sum + price),
        Act::Times(_) | Act::Free | Act::Nothing => sum,
    });
    let mut sum = match tariff {
        Tariff::Price(price) => priced(&billed, &(price + surcharge), &terms.per(), size),
        Tariff::Tiers(tiers) => tiered(&billed, &tiers, &surcharge, &terms, size)?,
    };

    // 2.6
    if let Some(share) = &charge.share {
        sum = shared(endpoint, share, sum, facts, size)?;
    }
    for option in acting() {
        if let Act::Times(times) = &option.act {
            sum = size.note_divided(sum * times);
        }
    }
    if acting().any(|option| matches!(option.act, Act::Free)) {
        return Ok(Amount::zero());
    }

    // 2.7
    let sum = terms.min.iter().fold(sum, |sum, min| sum.max(min.clone()));
    let sum = terms.max.iter().fold(sum, |sum, max| sum.min(max.clone()));

    // 2.8
    Ok(rounded(sum, rounding))
}

/// The quantities that the charge reads, each by its own rules, put together.
fn count(endpoint: &Endpoint, charge: &Charge, facts: &Facts, size: &mut Size) -> Amount {
    let mut counted = Amount::one();
    for name in charge.counts() {
        let factor = read(endpoint, name, facts, size);
        counted = size.note(counted * factor);
    }
    for (name, weight) in &charge.plus {
        let part = read(endpoint, name, facts, size) * weight;
        let part = size.note(part);
        counted = size.note(counted + part);
    }
    for (name, weight) in &charge.minus {
        let part = read(endpoint, name, facts, size) * weight;
        let part = size.note(part);
        counted = size.note(counted - part);
    }
    counted
}

/// One quantity as a charge reads it. A quantity that the endpoint does not list has no rules.
fn read(endpoint: &Endpoint, name: &str, facts: &Facts, size: &mut Size) -> Amount {
    let Some(quantity) = endpoint.quantity(name) else { return facts.quantity(name) };
    let value = match &quantity.made {
        // What it is made of is read in the same way, each by its own rules.
        Some(made) => noted(made, |name, size| read(endpoint, name, facts, size), size),
        None => facts.quantity(name),
    };
    if !value.is_positive() {
        return value;
    }
    let raised = quantity.at_least.iter().fold(value, |raised, least| raised.max(least.clone()));
    size.note(rounded(raised, &quantity.increment))
}

/// The sum or product of quantities, with every step of it noted.
fn noted(made: &Made, mut read: impl FnMut(&str, &mut Size) -> Amount, size: &mut Size) -> Amount {
    let parts: Vec<(&str, Amount)> = made.of().into_iter().map(|name| (name, read(name, size))).collect();
    match made {
        Made::Sum(weights) => {
            weights.iter().zip(&parts).fold(Amount::zero(), |sum, ((_, weight), (_, part))| {
                let part = size.note(part * weight);
                size.note(sum + part)
            });
        }
        Made::Product(_) => {
            parts.iter().fold(Amount::one(), |product, (_, part)| size.note(product * part));
        }
    }
    combined(made, |name| {
        parts.iter().find(|(part, _)| *part == name).map(|(_, part)| part.clone()).unwrap_or_default()
    })
}

/// Notes how large a derived quantity is, as conditions see it and as charges read it.
pub fn measure(endpoint: &Endpoint, quantity: &Quantity, facts: &Facts, size: &mut Size) {
    if let Some(made) = &quantity.made {
        noted(made, |name, _| facts.quantity(name), size);
        read(endpoint, &quantity.name, facts, size);
    }
}

/// The schedule that the usage falls under, with its terms.
fn schedule(charge: &Charge, facts: &Facts) -> Result<(Terms, Tariff), Fault> {
    match &charge.pricing {
        Pricing::Plain(tariff) => Ok((charge.terms.clone(), tariff.clone())),
        Pricing::Rates(rows) => {
            let row = rows.iter().find(|row| facts.hold(&row.when)).ok_or(Fault::NoRate)?;
            Ok((row.terms.under(&charge.terms), row.tariff.clone()))
        }
        Pricing::Table(table) => {
            let price = facts.price_in(table).ok_or(Fault::NoRate)?;
            Ok((charge.terms.clone(), Tariff::Price(price)))
        }
    }
}

/// The part of an amount that `share` leaves of it.
fn shared(
    endpoint: &Endpoint,
    share: &Share,
    sum: Amount,
    facts: &Facts,
    size: &mut Size,
) -> Result<Amount, Fault> {
    let of = read(endpoint, &share.of, facts, size);
    let within = read(endpoint, &share.within, facts, size);
    if within.is_zero() || of > within {
        return Err(Fault::InvalidShare);
    }
    let sum = size.note_divided(sum * of);
    // It divides what may have been divided by the same number before.
    size.pers.push(within.clone());
    Ok(size.note_divided(sum / within))
}

/// quantity x price / per
fn priced(quantity: &Amount, price: &Amount, per: &Amount, size: &mut Size) -> Amount {
    let price = size.note(price.clone());
    let product = size.note(quantity * price);
    size.over(&product, per)
}

/// The tiers of a charge, graduated or by volume.
fn tiered(
    quantity: &Amount,
    tiers: &[Tier],
    surcharge: &Amount,
    terms: &Terms,
    size: &mut Size,
) -> Result<Amount, Fault> {
    let reaches = |tier: &Tier| tier.up_to.as_ref().is_none_or(|up_to| quantity <= up_to);
    if !tiers.iter().any(reaches) {
        return Err(Fault::BeyondLastTier);
    }
    match terms.tiering.expect("tiers come with a tiering") {
        Tiering::Volume => {
            let tier = tiers.iter().find(|tier| reaches(tier)).ok_or(Fault::BeyondLastTier)?;
            Ok(slice(quantity, tier, surcharge, terms, size))
        }
        Tiering::Graduated => {
            let mut sum = Amount::zero();
            let mut previous = Amount::zero();
            for tier in tiers {
                if *quantity <= previous {
                    break;
                }
                let end = tier.up_to.iter().fold(quantity.clone(), |end, up_to| end.min(up_to.clone()));
                let part = size.note(end - &previous);
                let amount = slice(&part, tier, surcharge, terms, size);
                sum = size.note_divided(sum + amount);
                previous = tier.up_to.clone().unwrap_or_else(|| quantity.clone());
            }
            Ok(sum)
        }
    }
}

/// flat + (quantity rounded to the tier's increment) x (price + options) / per
fn slice(quantity: &Amount, tier: &Tier, surcharge: &Amount, terms: &Terms, size: &mut Size) -> Amount {
    // The tier's own increment alone: the charge's has rounded the whole already.
    let quantity = size.note(rounded(quantity.clone(), &tier.increment));
    let per = tier.per.clone().unwrap_or_else(|| terms.per());
    let amount = priced(&quantity, &(&tier.price + surcharge), &per, size);
    size.note_divided(&tier.flat + amount)
}

fn rounded(value: Amount, setting: &Setting) -> Amount {
    match setting.rounding() {
        Some(rounding) => round(&value, rounding),
        None => value,
    }
}

/// Whether every price of the charge is a finite decimal of few enough places, or is rounded: the last paragraph of
/// section 4.
pub fn terminates(charge: &Charge, rounding: &Setting) -> bool {
    if rounding.rounding().is_some() {
        return true;
    }
    let surcharges = charge.options.iter().filter_map(|option| match &option.act {
        Act::Price(price) => Some(price.clone()),
        Act::Times(_) | Act::Free | Act::Nothing => None,
    });
    let surcharges: Vec<Amount> = surcharges.chain([Amount::zero()]).collect();
    charge.schedules().into_iter().all(|(terms, tariff)| {
        surcharges.iter().all(|surcharge| match &tariff {
            Tariff::Price(price) => has_end(price, surcharge, step(&terms.increment), &terms.per()),
            Tariff::Tiers(tiers) => tiers.iter().all(|tier| {
                // A tier whose own increment is "none" has the step of its charge or row: nothing rounds on
                // top there, but what reaches the tier is still cut from a whole that was rounded.
                let own = tier.increment.rounding().map(|rounding| rounding.to.clone());
                let step = own.unwrap_or_else(|| step(&terms.increment));
                has_end(&tier.price, surcharge, step, &tier.per.clone().unwrap_or_else(|| terms.per()))
            }),
        })
    })
}

fn step(increment: &Setting) -> Amount {
    increment.rounding().map_or_else(Amount::one, |rounding| rounding.to.clone())
}

fn has_end(price: &Amount, surcharge: &Amount, step: Amount, per: &Amount) -> bool {
    let numerator: Amount = (price + surcharge) * step;
    digits(&(numerator / per)).is_some_and(|(_, scale)| scale <= SCALE_MAX)
}

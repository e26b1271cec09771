//! An endpoint as it is for usages that state the same attributes and instant: conditions on them decided, rows of tables found.
//! What is left are options and quantities, for whoever prices many usages that differ in these alone.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::endpoint::Compiled;
use crate::price_sheet::EndpointPricer;
use crate::rules::{Fault, Setting};
use crate::sheet::{Charge, ChargeRate, Condition, Effect, Endpoint, OptionRule, Pricing, Rate, UnitPrice};
use crate::usage::{AnyUsage, At, UsageError, sealed};

/// An endpoint under one setting. It has no attributes and no windows.
#[derive(Debug)]
pub(crate) struct Fixed {
    endpoint: Endpoint,
    compiled: Compiled,
}

impl<'s> EndpointPricer<'s> {
    /// The endpoint under what a usage states; none where that makes no difference.
    ///
    /// # Errors
    ///
    /// What is wrong with what it states, and where that leaves no flat amount.
    pub(crate) fn fixed<U: AnyUsage>(&self, usage: &U) -> Result<Option<Fixed>, UsageError> {
        let Some(setting) = self.priced().setting(usage)? else { return Ok(None) };
        let fixed = fix(self.endpoint, &setting);
        let endpoint = fixed.ok_or_else(|| self.priced().name_fault(Fault::NoFlatRate, &setting))?;
        Ok(Some(Fixed { compiled: Compiled::of(&endpoint), endpoint }))
    }

    /// This endpoint, or what it is under a setting.
    pub(crate) fn under<'f>(&self, fixed: Option<&'f Fixed>) -> EndpointPricer<'f>
    where
        's: 'f,
    {
        match fixed {
            None => *self,
            Some(Fixed { endpoint, compiled }) => EndpointPricer { endpoint, compiled, ..*self },
        }
    }
}

/// None where no flat amount is left.
fn fix(endpoint: &Endpoint, setting: &Setting) -> Option<Endpoint> {
    let mut fixed = endpoint.clone();
    if let Some(table) = fixed.table.take() {
        let row = table.rows().get(table.find(setting.values())?)?;
        fixed.rates = Vec::from([Rate { when: Vec::new(), price: row.price, span: row.span }]);
    } else if !fixed.rates.is_empty() {
        fixed.rates.retain_mut(|rate| decide(&mut rate.when, setting));
        if fixed.rates.is_empty() {
            return None;
        }
    }
    fix_rules(&mut fixed.options, setting);
    fixed.charges.iter_mut().for_each(|charge| fix_charge(charge, setting));
    fixed.attributes.clear();
    fixed.windows.clear();
    fixed.examples.clear();
    Some(fixed)
}

fn fix_charge(charge: &mut Charge, setting: &Setting) {
    charge.rates.retain_mut(|rate| decide(&mut rate.when, setting) && fix_pricing(rate, setting));
    fix_rules(&mut charge.options, setting);
}

/// False where a table has no row.
fn fix_pricing(rate: &mut ChargeRate, setting: &Setting) -> bool {
    let Pricing::Table { table, per } = &rate.pricing else { return true };
    let row = table.find(setting.values()).and_then(|row| table.rows().get(row));
    let Some(price) = row.map(|row| row.price) else { return false };
    rate.pricing = Pricing::Unit(UnitPrice { price, per: *per });
    true
}

/// What never acts does nothing.
fn fix_rules(rules: &mut [OptionRule], setting: &Setting) {
    for rule in rules {
        if !decide(&mut rule.when, setting) {
            rule.effect = Effect::Nothing;
        }
    }
}

/// Takes out what is decided; false where that does not hold.
fn decide(when: &mut Vec<Condition>, setting: &Setting) -> bool {
    let mut holds = true;
    when.retain(|condition| match setting.decides(condition) {
        Some(decided) => {
            holds &= decided;
            false
        }
        None => true,
    });
    holds
}

/// A usage without what a fixed endpoint has seen to.
pub(crate) struct Remaining<'u, U>(pub(crate) &'u U);

impl<U> sealed::Sealed for Remaining<'_, U> {}

impl<U: AnyUsage> AnyUsage for Remaining<'_, U> {
    fn endpoint_name(&self) -> &str {
        self.0.endpoint_name()
    }

    fn stated_options(&self) -> impl Iterator<Item = &str> {
        self.0.stated_options()
    }

    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.0.stated_quantities()
    }

    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        core::iter::empty()
    }

    fn call_count(&self) -> Decimal {
        self.0.call_count()
    }

    fn stated_at(&self) -> Option<At<'_>> {
        None
    }
}

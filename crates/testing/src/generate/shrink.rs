//! What is smaller than a sheet or a usage by one thing.

use num_traits::One;

use crate::reference::decimal::Amount;
use crate::reference::model::{Charge, Endpoint, Flat, Pricing, Setting, Sheet, Tariff, Terms};
use crate::reference::usage::Usage;

use super::repair::repair;

/// Counts down to the thing that is to be left out.
struct Nth {
    left: usize,
    done: bool,
}

impl Nth {
    /// Leaves out the nth thing of all that are asked about.
    fn out(&mut self) -> bool {
        if self.done {
            return false;
        }
        self.done = self.left == 0;
        self.left = self.left.saturating_sub(1);
        self.done
    }

    fn of<T>(&mut self, list: &mut Vec<T>, least: usize) {
        for at in (least.min(list.len())..list.len()).rev() {
            if self.out() {
                list.remove(at);
                return;
            }
        }
    }

    fn setting(&mut self, setting: &mut Setting) {
        if *setting != Setting::LeftOut && self.out() {
            *setting = Setting::LeftOut;
        }
    }

    fn option<T>(&mut self, value: &mut Option<T>) {
        if value.is_some() && self.out() {
            *value = None;
        }
    }

    fn terms(&mut self, terms: &mut Terms) {
        self.option(&mut terms.included);
        self.of(&mut terms.included_by, 0);
        self.option(&mut terms.per);
        self.setting(&mut terms.increment);
        self.option(&mut terms.min);
        self.option(&mut terms.max);
    }

    fn tariff(&mut self, tariff: &mut Tariff) {
        if let Tariff::Tiers(tiers) = tariff {
            self.of(tiers, 1);
            for tier in &mut *tiers {
                self.option(&mut tier.per);
                self.setting(&mut tier.increment);
            }
            if self.out() {
                *tariff = Tariff::Price(Amount::one());
            }
        }
    }

    fn charge(&mut self, charge: &mut Charge) {
        self.of(&mut charge.quantity, 0);
        self.of(&mut charge.plus, 0);
        self.of(&mut charge.minus, 0);
        self.of(&mut charge.options, 0);
        charge.options.iter_mut().for_each(|option| self.of(&mut option.when, 0));
        self.option(&mut charge.share);
        self.setting(&mut charge.round);
        self.terms(&mut charge.terms);
        match &mut charge.pricing {
            Pricing::Plain(tariff) => self.tariff(tariff),
            Pricing::Rates(rows) => {
                self.of(rows, 1);
                for row in rows {
                    self.of(&mut row.when, 0);
                    self.terms(&mut row.terms);
                    self.tariff(&mut row.tariff);
                }
            }
            Pricing::Table(table) => self.of(&mut table.rows, 1),
        }
    }

    fn endpoint(&mut self, endpoint: &mut Endpoint) {
        self.of(&mut endpoint.charges, 0);
        self.of(&mut endpoint.options, 0);
        self.of(&mut endpoint.choices, 0);
        self.of(&mut endpoint.quantities, 0);
        self.of(&mut endpoint.aliases, 0);
        self.of(&mut endpoint.group, 0);
        self.of(&mut endpoint.allow, 0);
        self.option(&mut endpoint.times);
        self.option(&mut endpoint.min);
        self.option(&mut endpoint.max);
        self.option(&mut endpoint.title);
        self.option(&mut endpoint.note);
        self.setting(&mut endpoint.round);
        if let Flat::Rates(rows) = &mut endpoint.flat {
            self.of(rows, 1);
            rows.iter_mut().for_each(|row| self.of(&mut row.when, 0));
        }
        if let Flat::Table(table) = &mut endpoint.flat {
            self.of(&mut table.rows, 1);
        }
        // No attribute and no window is left out that something may name, only their parts.
        endpoint.attributes.iter_mut().for_each(|attribute| self.of(&mut attribute.of, 0));
        endpoint.options.iter_mut().for_each(|option| self.of(&mut option.when, 0));
        for quantity in &mut endpoint.quantities {
            self.option(&mut quantity.default);
            self.option(&mut quantity.at_least);
            self.setting(&mut quantity.increment);
        }
        endpoint.charges.iter_mut().for_each(|charge| self.charge(charge));
    }
}

/// The sheet without the nth thing that can be left out.
pub(super) fn sheet(sheet: &Sheet, nth: usize) -> Option<Sheet> {
    let mut sheet = sheet.clone();
    let mut out = Nth { left: nth, done: false };
    out.of(&mut sheet.endpoints, 1);
    out.setting(&mut sheet.round);
    out.setting(&mut sheet.round_charges);
    sheet
        .windows
        .iter_mut()
        .filter(|window| !window.weekdays.is_empty())
        .for_each(|window| out.of(&mut window.hours, 0));
    out.of(&mut sheet.allow, 0);
    out.option(&mut sheet.version);
    out.option(&mut sheet.effective);
    out.option(&mut sheet.unit);
    out.option(&mut sheet.note);
    sheet.endpoints.iter_mut().for_each(|endpoint| out.endpoint(endpoint));
    repair(&mut sheet);
    out.done.then_some(sheet)
}

/// The usage without the nth thing that can be left out, or with a rounder number there.
pub(super) fn usage(usage: &Usage, nth: usize) -> Option<Usage> {
    let mut usage = usage.clone();
    let mut out = Nth { left: nth, done: false };
    out.of(&mut usage.options, 0);
    out.of(&mut usage.quantities, 0);
    out.of(&mut usage.attributes, 0);
    out.option(&mut usage.at);
    if !usage.calls.is_one() && out.out() {
        usage.calls = Amount::one();
    }
    for (_, value) in &mut usage.quantities {
        let rounder = value.trunc();
        if rounder != *value && out.out() {
            *value = rounder;
        }
    }
    out.done.then_some(usage)
}

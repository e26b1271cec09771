//! Faults that are another usage: options that were not charged, or charged though nobody asked.

use alloc::vec::Vec;

use pricesheet::Decimal;

use super::Search;
use crate::audit::Cause;
use pricesheet::UsageRef;
use pricesheet::usage::AnyUsage;

impl<U: AnyUsage> Search<'_, U> {
    /// Names every option whose absence, presence or place explains what was charged.
    pub(super) fn options(&mut self) {
        let (usage, endpoint) = (self.usage, self.subject.endpoint.model());
        let given: Vec<&str> = usage.stated_options().collect();
        let without =
            |left: &str| -> Vec<&str> { given.iter().copied().filter(|name| *name != left).collect() };
        let mut attempt = |options: &[&str], cause: Cause| {
            if self.charged.is_explained(usage, |usage| self.price_with(usage, options)) {
                self.causes.push(cause);
            }
        };
        for option in &given {
            attempt(&without(option), Cause::OptionMissed { option: (*option).into() });
        }
        if given.len() > 1 {
            attempt(&[], Cause::OptionsMissed);
        }
        let names = endpoint.option_ids().zip(&endpoint.option_names);
        for (id, option) in names.filter(|(_, name)| !given.contains(&name.as_str())) {
            let mut more = given.clone();
            more.push(option);
            attempt(&more, Cause::OptionCharged { option: option.clone() });
            // A member of a choice takes the place of the one that is given.
            let choice = endpoint.choices.iter().find(|choice| choice.of.contains(&id));
            let is_member = |name: &&str| {
                choice.is_some_and(|choice| {
                    choice.of.iter().any(|member| endpoint.option_name(*member) == *name)
                })
            };
            let member = given.iter().find(|name| is_member(name));
            if let Some(member) = member {
                let mut other = without(member);
                other.push(option);
                attempt(&other, Cause::OptionInstead { given: (*member).into(), charged: option.clone() });
            }
        }
    }

    /// What a usage costs with these options in place of its own.
    fn price_with(&self, usage: &U, options: &[&str]) -> Option<Decimal> {
        let quantities: Vec<(&str, Decimal)> = usage.stated_quantities().collect();
        let attributes: Vec<(&str, &str)> = usage.stated_attributes().collect();
        let changed = UsageRef::new(usage.endpoint_name()).options(options).quantities(&quantities);
        let changed = changed.attributes(&attributes).calls(usage.call_count());
        let usage = changed.made_as_stated(usage.stated_at());
        self.subject.endpoint.price(&usage).ok()
    }
}

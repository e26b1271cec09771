//! Faults that are other options: not charged, or charged though nobody asked.

use pricesheet::Decimal;
use pricesheet::sheet::{Endpoint, OptionId};

use super::{Fault, Search};
use crate::audit::Cause;

/// Options that are taken for those of a usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Swap {
    /// The options instead, as bits.
    pub(super) options: u128,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Missed(OptionId),
    AllMissed,
    Charged(OptionId),
    Instead { given: OptionId, charged: OptionId },
}

impl Swap {
    pub(super) fn cause(self, endpoint: &Endpoint) -> Cause {
        let name = |option| endpoint.option_name(option).into();
        match self.what {
            What::Missed(option) => Cause::OptionMissed { option: name(option) },
            What::AllMissed => Cause::OptionsMissed,
            What::Charged(option) => Cause::OptionCharged { option: name(option) },
            What::Instead { given, charged } => {
                Cause::OptionInstead { given: name(given), charged: name(charged) }
            }
        }
    }
}

impl Search<'_> {
    /// Names every option whose absence, presence or place explains what was charged.
    pub(super) fn options(&mut self) {
        if self.case.once.is_none() {
            return;
        }
        let model = self.subject.endpoint.model();
        let stated = self.case.whole.options();
        for option in model.option_ids() {
            let bit = option.bit();
            if stated & bit != 0 {
                self.swap(stated & !bit, What::Missed(option));
                continue;
            }
            // A member of a choice takes the place of the one that is given.
            let choice = model.choices.iter().find(|choice| choice.of.contains(&option));
            let member = |id: &&OptionId| stated & id.bit() != 0;
            match choice.and_then(|choice| choice.of.iter().find(member)) {
                Some(given) => {
                    self.swap(stated & !given.bit() | bit, What::Instead { given: *given, charged: option })
                }
                None => self.swap(stated | bit, What::Charged(option)),
            }
        }
        if stated.count_ones() > 1 {
            self.swap(0, What::AllMissed);
        }
    }

    fn swap(&mut self, options: u128, what: What) {
        let endpoint = self.subject.endpoint;
        let price = |selected: &pricesheet::SelectedUsage| -> Option<Decimal> {
            // A part of a period is rated with the same options as the part before it.
            endpoint.price_selected_with(selected, options).ok()
        };
        let (explained, price) = self.case.is_explained(price);
        self.note(Fault::Swap(Swap { options, what }), explained, price);
    }
}

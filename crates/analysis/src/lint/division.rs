//! Divisions of usage that are worth a warning, and their words.

use alloc::format;
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::Lint;
use super::points::Owner;
use super::probe::Setting;
use super::report::Report;
use super::warning::Evidence;

/// The first of either kind.
#[derive(Default)]
pub(super) struct Found<'s> {
    pub(super) split: Option<Division<'s>>,
    pub(super) merged: Option<Division<'s>>,
}

/// A whole and its two parts, each with its total.
pub(super) struct Division<'s> {
    pub(super) owner: Owner,
    pub(super) whole: (Setting<'s>, Decimal),
    pub(super) parts: [(Setting<'s>, Decimal); 2],
    /// The total of both parts.
    pub(super) sum: Decimal,
    pub(super) evidence: [Evidence; 3],
}

impl Found<'_> {
    pub(super) fn tell(self, report: &mut Report<'_>) {
        if let Some(Division { owner, whole, parts, sum, evidence }) = self.split {
            let [first, second] = parts;
            let message = format!(
                "usage is cheaper split in two: `{}` costs {}, but `{}` and `{}` cost {sum}",
                whole.0.words(),
                whole.1,
                first.0.words(),
                second.0.words()
            );
            let help = "price what is beyond a bound alone, for example with graduated tiers, or allow it where it is meant";
            report.add_with(Lint::CheaperSplit, owner.charge, owner.span, message, help, evidence.into());
        }
        if let Some(Division { owner, whole, parts, sum, evidence }) = self.merged {
            let [first, second] = parts;
            let message = format!(
                "usage is cheaper merged: `{}` and `{}` cost {sum}, but `{}` costs {}",
                first.0.words(),
                second.0.words(),
                whole.0.words(),
                whole.1
            );
            let help = "rate the endpoint by the period where usage adds up, or allow it where it is meant";
            let [all, first, second] = evidence;
            let evidence = Vec::from([first, second, all]);
            report.add_with(Lint::CheaperMerged, owner.charge, owner.span, message, help, evidence);
        }
    }
}

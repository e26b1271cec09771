//! Tiers, their bounds said as a customer counts: what is included is the beginning of the first row.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{ChargeRate, Tier, Tiering};

use crate::block::{Cell, Column, Row, Table};
use crate::number::grouped;
use crate::price::{Charged, FREE, UNAVAILABLE};
use crate::scope::rounding_of_count;
use crate::text::Text;

/// The tiers of a row of a charge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiers<'a> {
    pub(crate) charged: Charged<'a>,
    pub(crate) rate: &'a ChargeRate,
    pub(crate) mode: Tiering,
    pub(crate) tiers: &'a [Tier],
}

/// One range of the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) words: String,
    /// The tier that prices it; none where it is free, or not to be had.
    pub(crate) tier: Option<usize>,
    pub(crate) free: bool,
}

impl<'a> Tiers<'a> {
    /// All ranges from zero on.
    pub(crate) fn ranges(self) -> Vec<Range> {
        let included = self.charged.included(self.rate);
        let (offset, beyond) = match &included {
            None => (Decimal::ZERO, ""),
            Some(_) if self.counts_as_stated() => (self.rate.included, ""),
            Some(_) => (Decimal::ZERO, " beyond that"),
        };
        let bound = |tier: &Tier| tier.up_to.map(|bound| offset.checked_add(bound).unwrap_or(bound));
        let mut ranges = Vec::new();
        // What is included is a range of its own, unless the first tier is as free.
        let mut start = Decimal::ZERO;
        if let Some(included) = included {
            let first_free = self.tiers.first().is_some_and(|tier| self.is_free(tier)) && beyond.is_empty();
            if !(first_free && self.mode == Tiering::Graduated) {
                ranges.push(Range { words: format!("the first {included}"), tier: None, free: true });
                start = offset;
            }
        }
        for (place, tier) in self.tiers.iter().enumerate() {
            let words = match (start.is_zero(), bound(tier)) {
                (true, None) => format!("all{beyond}"),
                (true, Some(bound)) => format!("{} {}{beyond}", self.first(beyond), grouped(bound)),
                (false, None) => format!("over {}{beyond}", grouped(start)),
                (false, Some(bound)) => format!("over {}, up to {}{beyond}", grouped(start), grouped(bound)),
            };
            ranges.push(Range { words, tier: Some(place), free: self.is_free(tier) });
            start = bound(tier).unwrap_or(start);
        }
        if self.tiers.last().is_some_and(|tier| tier.up_to.is_some()) {
            let words = format!("over {}{beyond}", grouped(start));
            ranges.push(Range { words, tier: None, free: false });
        }
        ranges
    }

    /// How several tiers are read; nothing where there is one.
    pub(crate) fn reading(self) -> Option<&'static str> {
        let included = self.charged.included(self.rate).is_some();
        (self.tiers.len() > 1).then_some(match self.mode {
            Tiering::Graduated => "Each price is for the part within its own range alone",
            Tiering::Volume if included => {
                "The total decides: all beyond what is free is at the price of the range that it falls into"
            }
            Tiering::Volume => "The total decides: all of it is at the price of the range that it falls into",
        })
    }

    fn first(self, beyond: &str) -> &'static str {
        if self.mode == Tiering::Graduated && beyond.is_empty() { "the first" } else { "up to" }
    }

    /// Whether the bounds of tiers, with what is included before them, are those of what a customer counts: no rounding moves a
    /// count over one.
    fn counts_as_stated(self) -> bool {
        let safe = |increment: Rounding| {
            let whole = |bound: Decimal| increment.apply(bound) == Some(bound);
            increment.mode == RoundingMode::Up && self.tiers.iter().filter_map(|tier| tier.up_to).all(whole)
        };
        self.rate.included_by.is_empty() && self.rate.increment.is_none_or(safe)
    }

    fn is_free(self, tier: &Tier) -> bool {
        tier.unit.price.is_zero() && tier.flat.is_zero() && self.charged.may_be_free()
    }

    /// For how many all prices are, where that is the same.
    pub(crate) fn per(self) -> Option<String> {
        let mut pers =
            self.tiers.iter().filter(|tier| !tier.unit.price.is_zero()).map(|tier| self.per_of(tier));
        let first = pers.next()?;
        pers.all(|per| per == first).then_some(first)
    }

    fn per_of(self, tier: &Tier) -> String {
        self.charged.per(tier.unit.per, tier.increment.or(self.rate.increment))
    }

    /// The price of a range; for how many it is, where the head of the column does not say so.
    pub(crate) fn price(self, range: &Range, headed: bool) -> Cell {
        let Some(tier) = range.tier.and_then(|place| self.tiers.get(place)) else {
            return if range.free { FREE } else { UNAVAILABLE }.into();
        };
        if range.free {
            return FREE.into();
        }
        let money = self.charged.scope.money;
        let amount = money.in_column(tier.unit.price, self.tiers.iter().map(|tier| tier.unit.price));
        let each = if headed { amount } else { format!("{amount} {}", self.per_of(tier)) };
        let flat = money.amount(tier.flat);
        let words = match (tier.flat.is_zero(), tier.unit.price.is_zero()) {
            (true, _) => each,
            (false, true) if self.charged.may_be_free() && self.mode == Tiering::Volume => {
                format!("{flat} in all")
            }
            (false, true) if self.charged.may_be_free() => format!("{flat} once"),
            (false, _) => format!("{flat} once + {each}"),
        };
        let mut cell = Cell::from(words);
        cell.notes.extend(tier.increment.filter(|_| !self.is_block(tier)).map(|increment| {
            Text::from(format!("within it, {}", rounding_of_count(increment, self.charged.unit().as_deref())))
        }));
        cell
    }

    fn is_block(self, tier: &Tier) -> bool {
        self.per_of(tier).starts_with("per started")
    }

    /// The ranges as rows.
    pub(crate) fn table(self, caption: Text) -> Table {
        let per = self.per();
        let counted = self.charged.counted();
        let title = match self.rate.increment {
            Some(increment) if !self.counts_as_stated() => {
                format!("{counted}, {}", rounding_of_count(increment, self.charged.unit().as_deref()))
            }
            _ => counted,
        };
        let row = |range: &Range| {
            let words = crate::text::capitalised(&range.words);
            Row::of([Cell::from(words), self.price(range, per.is_some())])
        };
        Table {
            caption,
            captioned: true,
            headed: true,
            columns: Vec::from([
                Column::words(title),
                Column::amounts("Price", per.clone().unwrap_or_default()),
            ]),
            rows: self.ranges().iter().map(row).collect(),
        }
    }

    /// What two rows must share to stand in one table.
    pub(crate) fn shape(self) -> (Vec<String>, Option<String>) {
        (self.ranges().into_iter().map(|range| range.words.to_string()).collect(), self.per())
    }
}

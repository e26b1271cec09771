//! Tiers: stretches of a count with prices of their own.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::rate::Terms;
use super::rule::Context;
use super::value::{At, Entry, Stated};
use crate::diagnostics::Quoted;
use crate::diagnostics::{Code, Span};
use crate::limits::TIERS_MAX;
use crate::rounding::Rounding;
use crate::sheet::termination::is_multiple;
use crate::sheet::{Pricing, Tier, Tiering, UnitPrice};

/// A tier and where its bound stands, if it has one.
struct Read {
    tier: Tier,
    bound: Option<Span>,
    /// Its own increment as it was stated: a faulty one may be one.
    increment: Stated<Option<Rounding>>,
}

impl Decoder {
    pub(super) fn tiering(&mut self, entry: &Entry<'_>) -> Option<At<Tiering>> {
        self.word(entry, &[("graduated", Tiering::Graduated), ("volume", Tiering::Volume)])
    }

    pub(super) fn tiered_pricing(
        &mut self,
        entry: &Entry<'_>,
        terms: &Terms<'_>,
        context: &Context<'_>,
    ) -> Option<Pricing> {
        let list = self.full_list(entry, TIERS_MAX, Code::TooManyTiers)?;
        let count = list.len();
        let mut read: Vec<Read> = Vec::new();
        for (place, element) in list.iter().enumerate() {
            let last = place.saturating_add(1) == count;
            read.extend(self.tier(element, last, terms, context));
        }
        self.check_rising(&read);
        let Stated::Is(tiering) = terms.tiering else {
            if terms.tiering.is_faulty() {
                return None;
            }
            let message = format!("charge {} has tiers but no `tiering`", Quoted(context.charge));
            let help = "add `tiering = \"graduated\"` (each slice at its own tier's price) or `tiering = \"volume\"` (all at the tier reached)";
            self.fault(Code::NoTiering, entry.key_span, message, Some(help.to_string()));
            return None;
        };
        if let (Tiering::Graduated, Some(increment)) = (tiering.value, terms.increment.value().flatten()) {
            self.check_blocks(&read, increment);
        }
        let tiers = read.into_iter().map(|read| read.tier).collect();
        Some(Pricing::Tiers { mode: tiering.value, tiers })
    }

    fn tier(
        &mut self,
        entry: &Entry<'_>,
        last: bool,
        terms: &Terms<'_>,
        context: &Context<'_>,
    ) -> Option<Read> {
        let (mut up_to, mut price, mut flat) = (None, None, None);
        let (mut per, mut increment) = (Stated::Absent, Stated::Absent);
        let mut bounded = false;
        for field in self.table(entry)? {
            match field.key {
                "up_to" => {
                    bounded = true;
                    up_to = self.above_zero(&field);
                }
                "price" => price = self.number(&field),
                "flat" => flat = self.number(&field),
                "per" => per = Stated::read(self.above_zero(&field)),
                "increment" => increment = Stated::read(self.increment(&field)),
                _ => self.unknown_key(&field, "a tier", &["up_to", "price", "flat", "per", "increment"]),
            }
        }
        if !bounded && !last {
            let message = "this tier has no `up_to`, but it is not the last".to_string();
            self.fault(
                Code::NoBound,
                entry.span,
                message,
                Some("only the last tier may be without end".to_string()),
            );
        }
        let effective_per = per.or(terms.per);
        self.check_increment(effective_per, increment.or(terms.increment));
        let price = price.unwrap_or(At { value: Decimal::ZERO, span: entry.span });
        let unit = UnitPrice {
            price: price.value,
            per: effective_per.value().map_or(Decimal::ONE, |per| per.value),
        };
        // A tier's own "none" leaves the blocks that the charge's increment has made.
        let step = if matches!(increment, Stated::Is(None)) {
            terms.increment
        } else {
            increment.or(terms.increment)
        };
        self.check_finite(price, effective_per, step, context);
        let tier = Tier {
            up_to: up_to.map(|bound| bound.value),
            unit,
            flat: flat.map(|flat| flat.value).unwrap_or_default(),
            increment: increment.value().flatten(),
            span: entry.span,
        };
        Some(Read { tier, bound: up_to.map(|bound| bound.span), increment })
    }

    fn check_rising(&mut self, read: &[Read]) {
        let mut previous = Decimal::ZERO;
        for Read { tier, bound, .. } in read {
            let (Some(up_to), Some(span)) = (tier.up_to, *bound) else { continue };
            if up_to <= previous {
                let message =
                    format!("the bound {} does not rise above {}", up_to.normalize(), previous.normalize());
                let help = Some("order the tiers by rising `up_to`".to_string());
                self.fault(Code::BoundNotRising, span, message, help);
            }
            previous = up_to;
        }
    }

    /// No block of the charge is cut in two by a bound between two tiers, unless both round for themselves.
    fn check_blocks(&mut self, read: &[Read], increment: Rounding) {
        for (lower, upper) in read.iter().zip(read.iter().skip(1)) {
            let (Some(up_to), Some(span)) = (lower.tier.up_to, lower.bound) else { continue };
            let own = [lower, upper]
                .iter()
                .all(|read| !matches!(read.increment, Stated::Absent | Stated::Is(None)));
            if !own && !is_multiple(up_to, increment.to) {
                let message = format!(
                    "the bound {} is not a multiple of the increment {}, and cuts a block in two",
                    up_to.normalize(),
                    increment.to.normalize()
                );
                let help = Some(
                    "move the bound, or give the tiers on both sides an `increment` of their own".to_string(),
                );
                self.fault(Code::BoundCutsBlock, span, message, help);
            }
        }
    }
}

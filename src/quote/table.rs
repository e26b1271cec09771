//! A quote as an aligned table.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use super::{ChargeDetails, ChargeShare, Line, LineKind, Quote};
use crate::number::grouped;
use crate::text_table::{Align, TextTable};

impl fmt::Display for Quote<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.title() {
            Some(title) => writeln!(f, "{title} ({})", self.endpoint())?,
            None => writeln!(f, "{}", self.endpoint())?,
        }
        if let Some(alias) = self.alias() {
            writeln!(f, "called as {alias}")?;
        }
        match self.version() {
            Some(version) => writeln!(f, "{}, version {version}", self.sheet())?,
            None => writeln!(f, "{}", self.sheet())?,
        }
        for (name, value) in self.derived() {
            writeln!(f, "{name}: {value}")?;
        }
        writeln!(f)?;
        let mut table = TextTable::new([Align::Left, Align::Right]);
        table.row([String::new(), self.unit().to_string()]);
        for line in self.lines() {
            table.row([line.label(), amount(&line)]);
            if let Some(details) = line.details() {
                details.notes().into_iter().for_each(|note| table.note(format!("    {note}")));
            }
        }
        table.rule();
        if self.calls() != Decimal::ONE {
            table.row(["one call".to_string(), grouped(self.price)]);
            table.row(["calls".to_string(), format!("× {}", grouped(self.calls()))]);
        }
        table.row(["total".to_string(), grouped(self.total())]);
        table.fmt(f)
    }
}

fn amount(line: &Line<'_>) -> String {
    // What changes the sum after the charges says so by its sign.
    let signed =
        !matches!(line.kind(), LineKind::Flat | LineKind::Charge) && line.amount().is_sign_positive();
    let sign = if signed { "+" } else { "" };
    format!("{sign}{}", grouped(line.amount()))
}

impl ChargeDetails {
    /// The details in words, a line each.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(
            self.quantities
                .iter()
                .filter(|read| read.stated != read.counted)
                .map(|read| format!("{}: {} stated, counts as {}", read.name, read.stated, read.counted)),
        );
        if self.quantities.len() > 1 {
            let parts: Vec<_> =
                self.quantities.iter().map(|read| format!("{} {}", read.counted, read.name)).collect();
            notes.push(format!("count {} from {}", self.count, parts.join(", ")));
        }
        if !self.rate.is_empty() {
            notes.push(format!("rate where {}", self.rate.join(", ")));
        }
        if !self.matched.is_empty() {
            let values: Vec<_> = self.matched.iter().map(ToString::to_string).collect();
            notes.push(format!("row {}", values.join(", ")));
        }
        let unit = self.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        match &self.billed {
            None => notes.push(format!("{}{unit} counted", self.count)),
            Some(billed) => {
                notes.extend(self.included_by.iter().map(|by| {
                    format!("{} included by {}: {} × {}", by.included, by.name, by.counted, by.weight)
                }));
                if let Some(included) = &self.included {
                    notes.push(format!("{} counted, {included} included, {billed} billed", self.count));
                } else if *billed != self.count {
                    notes.push(format!("{} counted, {billed} billed", self.count));
                }
                if let Some(price) = self.price {
                    notes.push(format!("{billed}{unit} × {}{}", self.with_added(price), per(self.per)));
                }
            }
        }
        notes.extend(self.tiers.iter().map(|slice| {
            let bound = slice.up_to.map(|bound| format!(" up to {bound}")).unwrap_or_default();
            let flat = if slice.flat.is_zero() { String::new() } else { format!("{} + ", slice.flat) };
            let per = per(Some(slice.per));
            format!(
                "tier {}{bound}: {flat}{} × {}{per} = {}",
                slice.tier,
                slice.billed,
                self.with_added(slice.price),
                slice.amount
            )
        }));
        notes.extend(self.share.iter().map(|share| {
            let ChargeShare { of, of_counted, within, within_counted, amount } = share;
            format!("share {of_counted} {of} of {within_counted} {within}: {amount}")
        }));
        notes.extend(self.options.iter().map(|option| format!("option {}: {}", option.name, option.effect)));
        notes.extend(self.adjustments.iter().map(|adjustment| {
            let what = match adjustment.kind {
                LineKind::Times => "times",
                LineKind::Minimum => "minimum",
                LineKind::Maximum => "maximum",
                LineKind::Rounding => "rounded",
                _ => "free",
            };
            let option = adjustment.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
            format!("{what}{option}: {}", adjustment.amount)
        }));
        notes
    }

    /// A unit price, with what options add to it.
    fn with_added(&self, price: Decimal) -> String {
        self.added.as_ref().map_or_else(|| price.to_string(), |added| format!("({price} + {added})"))
    }
}

fn per(per: Option<Decimal>) -> String {
    match per {
        Some(per) if per != Decimal::ONE => format!(" per {per}"),
        _ => String::new(),
    }
}

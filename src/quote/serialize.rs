//! A quote as data: every amount is a string, so that no reader takes it for a binary float.

use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::amount::Amount;

use super::{ChargeAdjustment, ChargeDetails, ChargeOption, CountedQuantity, Line, Quote, TierSlice};

/// Writes the fields of a struct by name.
macro_rules! fields {
    ($serializer:expr, $name:literal, { $($key:literal: $value:expr),* $(,)? }) => {{
        let count = [$($key),*].len();
        let mut fields = $serializer.serialize_struct($name, count)?;
        $(fields.serialize_field($key, &$value)?;)*
        fields.end()
    }};
}

struct SheetLabel<'a>(&'a Quote<'a>);

impl Serialize for SheetLabel<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "Sheet", {
            "name": self.0.sheet(), "version": self.0.version(), "fingerprint": self.0.fingerprint(),
        })
    }
}

struct Quantities<'a>(&'a Quote<'a>);

impl Serialize for Quantities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quantities = self.0.quantities();
        let mut map = serializer.serialize_map(Some(quantities.len()))?;
        for (name, value) in quantities {
            map.serialize_entry(name, &Amount(value))?;
        }
        map.end()
    }
}

/// `{ sheet: { name, version, fingerprint }, endpoint, title, unit, options, quantities, lines, price, calls, total }`
impl Serialize for Quote<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "Quote", {
            "sheet": SheetLabel(self),
            "endpoint": self.endpoint(),
            "title": self.title(),
            "unit": self.unit(),
            "options": self.options().collect::<Vec<_>>(),
            "quantities": Quantities(self),
            "lines": self.lines().collect::<Vec<_>>(),
            "price": Amount(self.price),
            "calls": Amount(self.calls),
            "total": Amount(self.total),
        })
    }
}

/// `{ kind, name, label, amount, details }`
impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "Line", {
            "kind": self.kind().as_str(),
            "name": self.name(),
            "label": self.label(),
            "amount": Amount(self.amount()),
            "details": self.details(),
        })
    }
}

/// `{ unit, quantities, count, included, rate, billed, price, per, added, tiers, options, adjustments }`
impl Serialize for ChargeDetails {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "ChargeDetails", {
            "unit": self.unit,
            "quantities": self.quantities,
            "count": self.count,
            "included": self.included.map(Amount),
            "rate": self.rate,
            "billed": self.billed,
            "price": self.price.map(Amount),
            "per": self.per.map(Amount),
            "added": self.added,
            "tiers": self.tiers,
            "options": self.options,
            "adjustments": self.adjustments,
        })
    }
}

/// `{ name, stated, counted }`
impl Serialize for CountedQuantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "CountedQuantity", {
            "name": self.name, "stated": Amount(self.stated), "counted": self.counted,
        })
    }
}

/// `{ tier, up_to, count, billed, price, per, flat, amount }`
impl Serialize for TierSlice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "TierSlice", {
            "tier": self.tier,
            "up_to": self.up_to.map(Amount),
            "count": self.count,
            "billed": self.billed,
            "price": Amount(self.price),
            "per": Amount(self.per),
            "flat": Amount(self.flat),
            "amount": self.amount,
        })
    }
}

/// `{ name, effect }`
impl Serialize for ChargeOption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "ChargeOption", { "name": self.name, "effect": self.effect })
    }
}

/// `{ kind, name, amount }`
impl Serialize for ChargeAdjustment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "ChargeAdjustment", {
            "kind": self.kind.as_str(), "name": self.name, "amount": self.amount,
        })
    }
}

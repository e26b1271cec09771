//! A quote as data: every amount is a string, so that no reader takes it for a binary float.

use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::amount::Amount;

use super::{
    ChargeAdjustment, ChargeDetails, ChargeOption, CountedQuantity, Line, MatchedValue, Quote, TierSlice,
};

/// Writes the fields of a struct by name.
macro_rules! fields {
    ($serializer:expr, $name:literal, { $($key:literal: $value:expr),* $(,)? }) => {{
        let count = [$($key),*].len();
        let mut fields = $serializer.serialize_struct($name, count)?;
        $(fields.serialize_field($key, &$value)?;)*
        fields.end()
    }};
    // The same with a list or map in it that is left out where it is empty.
    ($serializer:expr, $name:literal, { $($key:literal: $value:expr),* $(,)? } unless $empty:expr, {
        $some_key:literal: $some:expr
    } { $($later_key:literal: $later:expr),* $(,)? }) => {{
        let count = [$($key),*].len().saturating_add([$($later_key),*].len());
        let mut fields = $serializer.serialize_struct($name, count.saturating_add(usize::from(!$empty)))?;
        $(fields.serialize_field($key, &$value)?;)*
        if $empty {
            fields.skip_field($some_key)?;
        } else {
            fields.serialize_field($some_key, &$some)?;
        }
        $(fields.serialize_field($later_key, &$later)?;)*
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

struct Attributes<'a>(&'a Quote<'a>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.attributes())
    }
}

/// `{ sheet: { name, version, fingerprint }, endpoint, title, unit, options, quantities, attributes, lines, price, calls,
/// total }`, without `attributes` where the endpoint has none
impl Serialize for Quote<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "Quote", {
            "sheet": SheetLabel(self),
            "endpoint": self.endpoint(),
            "title": self.title(),
            "unit": self.unit(),
            "options": self.options().collect::<Vec<_>>(),
            "quantities": Quantities(self),
        } unless self.pricer.endpoint.attributes.is_empty(), {
            "attributes": Attributes(self)
        } {
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

/// `{ unit, quantities, count, included, rate, matched, billed, price, per, added, tiers, options, adjustments }`, without
/// `matched` where there is no table
impl Serialize for ChargeDetails {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "ChargeDetails", {
            "unit": self.unit,
            "quantities": self.quantities,
            "count": self.count,
            "included": self.included.map(Amount),
            "rate": self.rate,
        } unless self.matched.is_empty(), {
            "matched": self.matched
        } {
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

/// `{ attribute, value, any }`
impl Serialize for MatchedValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "MatchedValue", {
            "attribute": self.attribute, "value": self.value, "any": self.any,
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

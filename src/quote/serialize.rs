//! A quote as data: every amount is a string, so that no reader takes it for a binary float.

use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::amount::Amount;

use super::{
    ChargeAdjustment, ChargeDetails, ChargeOption, ChargeShare, CountedQuantity, IncludedBy, Line,
    MatchedValue, Quote, TierSlice,
};

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

struct Attributes<'a>(&'a Quote<'a>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.attributes())
    }
}

struct Derived<'a>(&'a Quote<'a>);

impl Serialize for Derived<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.derived())
    }
}

/// `{ sheet: { name, version, fingerprint }, endpoint, title, unit, options, quantities, lines, price, calls, total }`; behind
/// `quantities` come `derived` and `attributes`, where there are such.
impl Serialize for Quote<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const FIELDS: usize = 10;
        let (derives, has_attributes) = (self.derived().next().is_some(), self.attributes().next().is_some());
        let more = usize::from(derives).saturating_add(usize::from(has_attributes));
        let mut fields = serializer.serialize_struct("Quote", FIELDS.saturating_add(more))?;
        fields.serialize_field("sheet", &SheetLabel(self))?;
        fields.serialize_field("endpoint", self.endpoint())?;
        match self.alias() {
            Some(alias) => fields.serialize_field("alias", alias)?,
            None => fields.skip_field("alias")?,
        }
        fields.serialize_field("title", &self.title())?;
        fields.serialize_field("unit", self.unit())?;
        fields.serialize_field("options", &self.options().collect::<Vec<_>>())?;
        fields.serialize_field("quantities", &Quantities(self))?;
        if derives {
            fields.serialize_field("derived", &Derived(self))?;
        }
        if has_attributes {
            fields.serialize_field("attributes", &Attributes(self))?;
        }
        fields.serialize_field("lines", &self.lines().collect::<Vec<_>>())?;
        fields.serialize_field("price", &Amount(self.price))?;
        fields.serialize_field("calls", &Amount(self.calls()))?;
        fields.serialize_field("total", &Amount(self.total()))?;
        fields.end()
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

/// `{ unit, quantities, count, included, rate, billed, price, per, added, tiers, options, adjustments }`; behind `included` comes
/// `included_by`, behind `rate` comes `matched` and before `options` comes `share`, where there are such.
impl Serialize for ChargeDetails {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const FIELDS: usize = 12;
        let lists =
            usize::from(!self.included_by.is_empty()).saturating_add(usize::from(!self.matched.is_empty()));
        let more = lists.saturating_add(self.share.iter().len());
        let mut fields = serializer.serialize_struct("ChargeDetails", FIELDS.saturating_add(more))?;
        fields.serialize_field("unit", &self.unit)?;
        fields.serialize_field("quantities", &self.quantities)?;
        fields.serialize_field("count", &self.count)?;
        fields.serialize_field("included", &self.included)?;
        if !self.included_by.is_empty() {
            fields.serialize_field("included_by", &self.included_by)?;
        }
        fields.serialize_field("rate", &self.rate)?;
        if !self.matched.is_empty() {
            fields.serialize_field("matched", &self.matched)?;
        }
        fields.serialize_field("billed", &self.billed)?;
        fields.serialize_field("price", &self.price.map(Amount))?;
        fields.serialize_field("per", &self.per.map(Amount))?;
        fields.serialize_field("added", &self.added)?;
        fields.serialize_field("tiers", &self.tiers)?;
        if let Some(share) = &self.share {
            fields.serialize_field("share", share)?;
        }
        fields.serialize_field("options", &self.options)?;
        fields.serialize_field("adjustments", &self.adjustments)?;
        fields.end()
    }
}

/// `{ name, counted, weight, included }`
impl Serialize for IncludedBy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "IncludedBy", {
            "name": self.name, "counted": self.counted, "weight": Amount(self.weight), "included": self.included,
        })
    }
}

/// `{ of, of_counted, in, in_counted, amount }`
impl Serialize for ChargeShare {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "ChargeShare", {
            "of": self.of, "of_counted": self.of_counted, "in": self.within, "in_counted": self.within_counted,
            "amount": self.amount,
        })
    }
}

/// `{ name, stated, counted }`
impl Serialize for CountedQuantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields!(serializer, "CountedQuantity", {
            "name": self.name, "stated": self.stated, "counted": self.counted,
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

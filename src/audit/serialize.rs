//! Audits as data; amounts are strings.

use alloc::string::ToString;
use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::{Audit, Cause, EndpointTotals, Finding, Judgement, Part, Roundings, Totals, Verdict};
use crate::amount::Amount;
use crate::usage::AnyUsage;

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `{ "given", "taken", "endless" }`
impl Serialize for Roundings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Roundings", 3)?;
        fields.serialize_field("given", &Amount(self.given))?;
        fields.serialize_field("taken", &Amount(self.taken))?;
        fields.serialize_field("endless", &self.endless)?;
        fields.end()
    }
}

fn totals<M: SerializeMap>(fields: &mut M, totals: &Totals) -> Result<(), M::Error> {
    fields.serialize_entry("records", &totals.records)?;
    fields.serialize_entry("agreed", &totals.agreed)?;
    fields.serialize_entry("over", &totals.over)?;
    fields.serialize_entry("under", &totals.under)?;
    fields.serialize_entry("unpriceable", &totals.unpriceable)?;
    fields.serialize_entry("charged", &Amount(totals.charged))?;
    fields.serialize_entry("expected", &Amount(totals.expected))?;
    fields.serialize_entry("difference", &Amount(totals.difference))?;
    fields.serialize_entry("overcharged", &Amount(totals.overcharged))?;
    fields.serialize_entry("undercharged", &Amount(totals.undercharged))?;
    fields.serialize_entry("charged_unpriceable", &Amount(totals.charged_unpriceable))?;
    fields.serialize_entry("roundings", &totals.roundings)
}

/// `{ "records", "agreed", "over", "under", "unpriceable", "charged", "expected", "difference", "overcharged",
/// "undercharged", "charged_unpriceable", "roundings" }`
impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        totals(&mut fields, self)?;
        fields.end()
    }
}

/// `{ "endpoint", "version", "fingerprint", …totals }`
impl Serialize for EndpointTotals<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("endpoint", self.endpoint)?;
        fields.serialize_entry("version", &self.sheet.version())?;
        fields.serialize_entry("fingerprint", &self.sheet.fingerprint())?;
        totals(&mut fields, self.totals)?;
        fields.end()
    }
}

/// `{ "code", "message", …what it names }`
impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("code", self.code())?;
        fields.serialize_entry("message", &self.to_string())?;
        match self {
            Cause::NotRounded { part } => fields.serialize_entry("part", part)?,
            Cause::RoundedOtherwise { part, rounding } => {
                fields.serialize_entry("part", part)?;
                fields.serialize_entry("to", &Amount(rounding.to))?;
                fields.serialize_entry("mode", rounding.mode.as_str())?;
            }
            Cause::OptionMissed { option } | Cause::OptionCharged { option } => {
                fields.serialize_entry("option", option)?;
            }
            Cause::OptionInstead { given, charged } => {
                fields.serialize_entry("given", given)?;
                fields.serialize_entry("charged", charged)?;
            }
            Cause::OtherVersion { version, fingerprint } => {
                fields.serialize_entry("version", version)?;
                fields.serialize_entry("fingerprint", fingerprint)?;
            }
            Cause::StepTwice { charge } | Cause::StepLeftOut { charge } => {
                fields.serialize_entry("charge", charge)?;
            }
            Cause::BlocksInProportion { charge } | Cause::BlocksWhole { charge } => {
                fields.serialize_entry("charge", charge)?;
            }
            Cause::BlocksRounded { charge, mode } => {
                fields.serialize_entry("charge", charge)?;
                fields.serialize_entry("mode", mode.as_str())?;
            }
            Cause::RoundedPerLine | Cause::RoundedOverCalls | Cause::OptionsMissed | Cause::RatedAlone => {}
        }
        fields.end()
    }
}

/// `"call"`, `"everything"`, or `{ "charge" }`
impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Part::Call => serializer.serialize_str("call"),
            Part::Everything => serializer.serialize_str("everything"),
            Part::Charge(charge) => {
                let mut fields = serializer.serialize_struct("Part", 1)?;
                fields.serialize_field("charge", charge)?;
                fields.end()
            }
        }
    }
}

fn judgement<M: SerializeMap>(fields: &mut M, judgement: &Judgement<'_>) -> Result<(), M::Error> {
    fields.serialize_entry("verdict", &judgement.verdict())?;
    fields.serialize_entry("version", &judgement.sheet().and_then(|sheet| sheet.version()))?;
    fields.serialize_entry("charged", &judgement.charged().map(Amount))?;
    match judgement.expected() {
        Ok(expected) => fields.serialize_entry("expected", &Amount(expected))?,
        Err(code) => fields.serialize_entry("reason", code)?,
    }
    if let Some(difference) = judgement.difference() {
        fields.serialize_entry("difference", &Amount(difference))?;
        fields.serialize_entry("causes", judgement.causes())?;
    }
    Ok(())
}

/// `{ "verdict", "version", "charged", "expected", "difference", "causes" }`; "reason" where it has no price
impl Serialize for Judgement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        judgement(&mut fields, self)?;
        fields.end()
    }
}

/// `{ "place", "endpoint", "options", "quantities", "calls", …judgement }`
impl Serialize for Finding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("place", &self.place)?;
        fields.serialize_entry("endpoint", self.usage.endpoint())?;
        fields.serialize_entry("options", &self.usage.options().collect::<Vec<_>>())?;
        let quantities = self.usage.quantities().map(|(name, value)| (name, Amount(value)));
        fields.serialize_entry("quantities", &Entries(quantities.collect()))?;
        fields.serialize_entry("calls", &Amount(self.usage.call_count()))?;
        judgement(&mut fields, &self.judgement)?;
        fields.end()
    }
}

struct Entries<'a>(Vec<(&'a str, Amount)>);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, amount)| (name, amount)))
    }
}

/// `{ "totals", "endpoints", "elsewhere", "causes": [{ "any_of", "records" }], "reasons": { code: count }, "largest" }`
impl Serialize for Audit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Audit", 6)?;
        fields.serialize_field("totals", self.totals())?;
        fields.serialize_field("endpoints", &self.endpoints().collect::<Vec<_>>())?;
        fields.serialize_field("elsewhere", self.elsewhere())?;
        let causes = self.causes().map(|(any_of, records)| Counted { any_of, records });
        fields.serialize_field("causes", &causes.collect::<Vec<_>>())?;
        let reasons: alloc::collections::BTreeMap<_, _> = self.reasons().collect();
        fields.serialize_field("reasons", &reasons)?;
        fields.serialize_field("largest", self.largest())?;
        fields.end()
    }
}

struct Counted<'a> {
    any_of: &'a [&'static str],
    records: u64,
}

impl Serialize for Counted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Counted", 2)?;
        fields.serialize_field("any_of", self.any_of)?;
        fields.serialize_field("records", &self.records)?;
        fields.end()
    }
}

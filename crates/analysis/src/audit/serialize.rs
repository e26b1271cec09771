//! Audits as data, where they are not written field by field.

use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Audit, Cause, EndpointTotals, Finding, Judgement, Totals, Verdict};
use crate::amount::Amount;
use pricesheet::Fingerprint;
use pricesheet::PriceSheet;

/// `{ "version", "fingerprint" }`
pub(super) fn label<S: Serializer>(sheet: &PriceSheet, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Label<'a> {
        version: Option<&'a str>,
        fingerprint: Fingerprint,
    }
    Label { version: sheet.version(), fingerprint: sheet.fingerprint() }.serialize(serializer)
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

/// `{ "verdict", "version", "charged", "expected", "difference", "causes" }`; "reason" where it has no price
impl Serialize for Judgement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'a> {
            verdict: Verdict,
            version: Option<&'a str>,
            charged: Option<Amount>,
            #[serde(skip_serializing_if = "Option::is_none")]
            expected: Option<Amount>,
            #[serde(skip_serializing_if = "Option::is_none")]
            reason: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            difference: Option<Amount>,
            #[serde(skip_serializing_if = "Option::is_none")]
            causes: Option<&'a [Cause]>,
        }
        let form = Form {
            verdict: self.verdict(),
            version: self.sheet().and_then(PriceSheet::version),
            charged: self.charged().map(Amount),
            expected: self.expected().ok().map(Amount),
            reason: self.expected().err(),
            difference: self.difference().map(Amount),
            causes: self.difference().map(|_| self.causes()),
        };
        form.serialize(serializer)
    }
}

/// `{ "totals", "endpoints", "elsewhere", "causes": [{ "any_of", "records" }], "reasons": { code: count }, "largest" }`
impl Serialize for Audit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Counted<'a> {
            any_of: &'a [&'static str],
            records: u64,
        }
        #[derive(Serialize)]
        struct Form<'a, 'b> {
            totals: &'a Totals,
            endpoints: Vec<EndpointTotals<'a, 'b>>,
            elsewhere: &'a Totals,
            causes: Vec<Counted<'a>>,
            reasons: BTreeMap<&'static str, u64>,
            largest: &'a [Finding<'b>],
        }
        let form = Form {
            totals: self.totals(),
            endpoints: self.endpoints().collect(),
            elsewhere: self.elsewhere(),
            causes: self.causes().map(|(any_of, records)| Counted { any_of, records }).collect(),
            reasons: self.reasons().collect(),
            largest: self.largest(),
        };
        form.serialize(serializer)
    }
}

//! Audits as data, where they are not written field by field.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Audit, Cause, CauseTotals, EndpointTotals, Finding, Judgement, Totals, UnknownName, Verdict};
use crate::amount::Amount;
use pricesheet::Fingerprint;
use pricesheet::PriceSheet;
use pricesheet::rounding::Rounding;

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
            Cause::RoundedOtherwise { part, roundings } => {
                #[derive(Serialize)]
                struct Way {
                    to: Amount,
                    mode: &'static str,
                }
                let way = |rounding: &Rounding| Way { to: Amount(rounding.to), mode: rounding.mode.as_str() };
                fields.serialize_entry("part", part)?;
                fields.serialize_entry("roundings", &roundings.iter().map(way).collect::<Vec<_>>())?;
            }
            Cause::PowerOfTen { charge, power } => {
                fields.serialize_entry("charge", charge)?;
                fields.serialize_entry("power", power)?;
            }
            Cause::OptionMissed { option }
            | Cause::OptionCharged { option }
            | Cause::OptionTwice { option } => {
                fields.serialize_entry("option", option)?;
            }
            Cause::MultiplierLeftOut { option, charge } | Cause::MultiplierTwice { option, charge } => {
                fields.serialize_entry("option", option)?;
                fields.serialize_entry("charge", charge)?;
            }
            Cause::OptionInstead { given, charged } => {
                fields.serialize_entry("given", given)?;
                fields.serialize_entry("charged", charged)?;
            }
            Cause::OtherVersion { version, fingerprint } => {
                fields.serialize_entry("version", version)?;
                fields.serialize_entry("fingerprint", fingerprint)?;
            }
            Cause::StepTwice { charge }
            | Cause::StepLeftOut { charge }
            | Cause::MinNotApplied { charge }
            | Cause::MaxNotApplied { charge } => {
                fields.serialize_entry("charge", charge)?;
            }
            Cause::OtherRow { charge, row, when } => {
                fields.serialize_entry("charge", charge)?;
                fields.serialize_entry("row", row)?;
                fields.serialize_entry("when", when)?;
            }
            Cause::OtherTiering { charge, tiering } => {
                fields.serialize_entry("charge", charge)?;
                fields.serialize_entry("tiering", tiering.as_str())?;
            }
            Cause::BlocksInProportion { charge }
            | Cause::BlocksWhole { charge }
            | Cause::MinusNotTaken { charge }
            | Cause::IncludedNotApplied { charge } => {
                fields.serialize_entry("charge", charge)?;
            }
            Cause::Pair { causes } => fields.serialize_entry("causes", causes)?,
            Cause::BlocksRounded { charge, mode } => {
                fields.serialize_entry("charge", charge)?;
                fields.serialize_entry("mode", mode.as_str())?;
            }
            Cause::NothingCharged
            | Cause::Refunded
            | Cause::ChargedTwice
            | Cause::CallsNotApplied
            | Cause::CallsTwice
            | Cause::RoundedPerLine
            | Cause::RoundedOverCalls
            | Cause::OptionsMissed
            | Cause::RatedAlone => {}
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
            #[serde(skip_serializing_if = "core::ops::Not::not")]
            tolerated: bool,
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
            tolerated: self.is_tolerated(),
            causes: self.difference().map(|_| self.causes()),
        };
        form.serialize(serializer)
    }
}

/// `{ "code", "message", …what it names, "records", "ambiguous", "overcharged", "undercharged", "difference" }`; a code of
/// `unexplained` or `other` where there is no one cause
impl Serialize for CauseTotals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Named {
            code: &'static str,
            message: &'static str,
        }
        #[derive(Serialize)]
        #[serde(untagged)]
        enum What<'a> {
            Cause(&'a Cause),
            Named(Named),
        }
        #[derive(Serialize)]
        struct Form<'a> {
            #[serde(flatten)]
            cause: What<'a>,
            records: u64,
            ambiguous: u64,
            overcharged: Amount,
            undercharged: Amount,
            difference: Amount,
        }
        let cause = match (&self.cause, self.is_rest) {
            (Some(cause), _) => What::Cause(cause),
            (None, true) => What::Named(Named { code: "other", message: "another cause" }),
            (None, false) => What::Named(Named { code: "unexplained", message: "nothing known explains it" }),
        };
        let form = Form {
            cause,
            records: self.records,
            ambiguous: self.ambiguous,
            overcharged: Amount(self.overcharged),
            undercharged: Amount(self.undercharged),
            difference: Amount(self.difference),
        };
        form.serialize(serializer)
    }
}

/// `{ name: value }`
pub(super) fn fields<S: Serializer>(
    fields: &[(String, Option<String>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
}

/// `{ "totals", "tolerance", "endpoints", "elsewhere", "causes", "reasons": { code: count }, "unknown", "largest" }`
impl Serialize for Audit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'a, 'b> {
            totals: &'a Totals,
            tolerance: Amount,
            endpoints: Vec<EndpointTotals<'a, 'b>>,
            elsewhere: &'a Totals,
            causes: Vec<&'a CauseTotals>,
            reasons: BTreeMap<&'static str, u64>,
            unknown: Vec<UnknownName<'a>>,
            largest: &'a [Finding<'b>],
        }
        let form = Form {
            totals: self.totals(),
            tolerance: Amount(self.tolerance()),
            endpoints: self.endpoints().collect(),
            elsewhere: self.elsewhere(),
            causes: self.causes().collect(),
            reasons: self.reasons().collect(),
            unknown: self.unknown().collect(),
            largest: self.largest(),
        };
        form.serialize(serializer)
    }
}

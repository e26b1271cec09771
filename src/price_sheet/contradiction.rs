//! Examples of a sheet that its prices do not come to.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::EndpointPricer;
use crate::diagnostics::Code;
use crate::document::Fault;
use crate::endpoint::Itemised;
use crate::sheet::Example;
use crate::steps::{Counts, LineKind, Step, Steps};
use crate::usage::Usage;

impl EndpointPricer<'_> {
    /// What is wrong with an example, if the endpoint prices it otherwise or not at all.
    pub(super) fn contradiction(&self, example: &Example) -> Option<Fault> {
        let usage = self.usage_of(example);
        match self.price(&usage) {
            Ok(total) if total == example.total => None,
            Ok(total) => Some(Fault {
                code: Code::ExampleContradicted,
                span: example.total_span,
                message: format!(
                    "the example of endpoint `{}` says {}, but the sheet computes {total}",
                    self.endpoint.name,
                    example.total.normalize()
                ),
                help: Some(match self.arithmetic(&usage) {
                    Some(steps) => {
                        format!("it is {steps}; correct the example or the prices that it follows from")
                    }
                    None => "correct the example or the prices that it follows from".to_string(),
                }),
            }),
            Err(error) => Some(Fault {
                code: Code::ExampleUnpriceable,
                span: example.span,
                message: format!(
                    "the example of endpoint `{}` cannot be priced: {error}",
                    self.endpoint.name
                ),
                help: error.help(),
            }),
        }
    }

    /// What the price is the sum of, where that is more than one amount.
    fn arithmetic(&self, usage: &Usage) -> Option<String> {
        const SHOWN: usize = 8;
        let (mut given, mut besides, mut steps) = (0, None, Steps::new());
        let (mut counts, mut price) = (Counts::new(self.endpoint.quantities.len()), Decimal::ZERO);
        let into = Itemised {
            given: &mut given,
            besides: &mut besides,
            counts: &mut counts,
            steps: &mut steps,
            price: &mut price,
        };
        self.priced().quote(usage, into).ok()?;
        let shown: Vec<String> = (0..steps.len().min(SHOWN)).map(|at| self.in_words(steps.get(at))).collect();
        let more = if steps.len() > SHOWN { " and more" } else { "" };
        (steps.len() > 1).then(|| format!("{}{more}", shown.join(", ")))
    }

    /// A step, and what it adds.
    fn in_words(&self, step: Step) -> String {
        let endpoint = self.endpoint;
        let option = || endpoint.options.get(step.place()).map(|rule| endpoint.option_name(rule.option));
        let charge = || endpoint.charges.get(step.place()).map(|charge| charge.name.as_str());
        let (word, name) = match step.kind {
            LineKind::Flat => ("flat amount", None),
            LineKind::Option => ("option", option()),
            LineKind::Charge => ("charge", charge()),
            LineKind::Times => ("times", option()),
            LineKind::Minimum => ("`min`", None),
            LineKind::Maximum => ("`max`", None),
            LineKind::Rounding => ("`round`", None),
            LineKind::Free => ("free", option()),
        };
        let amount = step.amount.normalize();
        let sign = if amount.is_sign_negative() { "" } else { "+" };
        match (step.kind, name) {
            (LineKind::Flat, _) => format!("{word} {amount}"),
            (_, Some(name)) => format!("{word} `{name}` {sign}{amount}"),
            (_, None) => format!("{word} {sign}{amount}"),
        }
    }
}

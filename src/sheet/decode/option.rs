//! Options: what each does where it acts (section 2, *An option*).

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use toml::de::DeValue;

use super::Decoder;
use super::names::Names;
use super::value::Entry;
use crate::diagnostics::Code;
use crate::diagnostics::Quoted;
use crate::sheet::{Effect, OptionRule};

/// How an option makes a call cheaper: it never takes off an amount, which could be more than there is.
const DISCOUNT: &str = "an option adds 0 or more; a discount multiplies, as in `{ times = 0.9 }`, or is a row of `rates` with the lower price";

impl Decoder {
    pub(super) fn options<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<OptionRule> {
        let table = self.table(entry).unwrap_or_default();
        table.iter().map(|option| self.option(option, names)).collect()
    }

    fn option<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> OptionRule {
        self.check_name(entry.key, entry.key_span);
        names.options.push((entry.key, entry.key_span));
        let mut rule = OptionRule {
            option: names.option(entry.key),
            title: None,
            effect: Effect::Nothing,
            when: Vec::new(),
            span: entry.key_span,
        };
        if entry.value.is_table() {
            self.option_table(entry, &mut rule, names);
        } else if let DeValue::Integer(_) | DeValue::Float(_) | DeValue::String(_) = entry.value {
            rule.effect = self.option_price(entry, entry.key);
        } else {
            self.wrong_type(entry, "a price or a table");
        }
        rule
    }

    fn option_table<'d>(&mut self, entry: &Entry<'d>, rule: &mut OptionRule, names: &mut Names<'d>) {
        let mut effects = Vec::new();
        for field in self.table(entry).unwrap_or_default() {
            match field.key {
                "title" => rule.title = self.text(&field),
                "when" => rule.when = self.when(&field, names),
                "price" => effects.push((field, self.option_price(&field, entry.key))),
                "times" => {
                    effects.push((
                        field,
                        self.number_or(&field, DISCOUNT)
                            .map_or(Effect::Nothing, |factor| Effect::Times(factor.value)),
                    ));
                }
                "free" => {
                    if self.switch(&field) {
                        effects.push((field, Effect::Free));
                    }
                }
                _ => self.unknown_key(&field, "an option", &["price", "times", "free", "when", "title"]),
            }
        }
        if let [(_, effect)] = effects.as_slice() {
            rule.effect = *effect;
        }
        if let [(first, _), (second, _), ..] = effects.as_slice() {
            let message =
                format!("option {} has both `{}` and `{}`", Quoted(entry.key), first.key, second.key);
            let help = Some("an option does one thing: `price`, `times` or `free`".to_string());
            self.fault(Code::Conflict, second.key_span, message, help);
        }
    }

    fn option_price(&mut self, entry: &Entry<'_>, option: &str) -> Effect {
        match self.number_or(entry, DISCOUNT) {
            None => Effect::Nothing,
            Some(price) if price.value.is_zero() => {
                let help =
                    "what changes nothing is `{}`, what makes the call cost nothing is `{ free = true }`";
                let message = format!("the price of option {} is zero", Quoted(option));
                self.fault(Code::ZeroOption, entry.span, message, Some(help.to_string()));
                Effect::Nothing
            }
            Some(price) => Effect::Price(price.value),
        }
    }
}

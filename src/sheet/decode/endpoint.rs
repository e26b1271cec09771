//! Endpoints: all that one name of the sheet stands for.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::Decoder;
use super::names::{Names, distinct};
use super::quantity::undeclared;
use super::value::{Entry, TOO_MANY};
use crate::diagnostics::Code;
use crate::diagnostics::Quoted;
use crate::document::Kept;
use crate::limits::{ALIASES_MAX, OPTIONS_MAX, QUANTITIES_MAX, RATES_MAX};
use crate::sheet::{Allow, Basis, Endpoint, Rate};

const KEYS: &[&str] = &[
    "title",
    "aliases",
    "group",
    "note",
    "basis",
    "price",
    "rates",
    "by",
    "table",
    "options",
    "choices",
    "quantities",
    "attributes",
    "charges",
    "times",
    "min",
    "max",
    "round",
    "examples",
    "allow",
];

impl Decoder {
    pub(super) fn endpoint(&mut self, entry: &Entry<'_>) -> Endpoint {
        self.check_name(entry.key, entry.key_span);
        let fields = self.table(entry).unwrap_or_default();
        let is_table = entry.value.is_table();
        let find = |key: &str| fields.iter().find(|field| field.key == key);
        let mut names = Names::default();
        for field in fields.iter().filter(|field| !KEYS.contains(&field.key)) {
            self.unknown_key(field, "an endpoint", KEYS);
        }
        // Conditions and tables add to the values that attributes have.
        let attributes =
            find("attributes").map(|field| self.attributes(field, &mut names)).unwrap_or_default();
        // In this order the names of options and quantities are listed, whatever the order of the keys.
        let options = find("options").map(|field| self.options(field, &mut names)).unwrap_or_default();
        let choices = find("choices").map(|field| self.choices(field, &mut names)).unwrap_or_default();
        let (listed, derived) =
            find("quantities").map(|field| self.quantities(field, &mut names)).unwrap_or_default();
        let charges = find("charges").map(|field| self.charges(field, &mut names)).unwrap_or_default();
        let parts = core::mem::take(&mut names.parts);
        names.quantities.extend(parts);
        let mut rates = Vec::new();
        if let Some(field) = find("price") {
            let price = self.number(field).map(|price| price.value).unwrap_or_default();
            rates.push(Rate { when: Vec::new(), price, span: field.span });
        }
        if let Some(field) = find("rates") {
            if find("price").is_some() {
                let message = format!("endpoint {} has both `price` and `rates`", Quoted(entry.key));
                let help = "move the price into a last row without conditions".to_string();
                self.fault(Code::Conflict, field.key_span, message, Some(help));
            }
            rates = self.rates(field, &mut names);
        }
        let table = self.price_table(find("by"), find("table"), &mut names, |_, _| {});
        if let (Some(field), Some(other)) = (find("table"), find("price").or(find("rates"))) {
            let message = format!("endpoint {} has both `{}` and `table`", Quoted(entry.key), other.key);
            let help = "an endpoint has one of `price`, `rates`, `table`".to_string();
            self.fault(Code::Conflict, field.key_span, message, Some(help));
        }
        let priced = ["price", "rates", "table"].iter().any(|key| find(key).is_some());
        let charged =
            find("charges").is_some_and(|field| field.value.as_table().is_none_or(|table| !table.is_empty()));
        if is_table && !priced && !charged {
            let message =
                format!("endpoint {} has no `price`, `rates`, `table` or `charges`", Quoted(entry.key));
            let help = "a free endpoint says `price = 0`".to_string();
            self.fault(Code::NothingPriced, entry.key_span, message, Some(help));
        }
        let [min, max] = ["min", "max"].map(|key| find(key).and_then(|field| self.number(field)));
        self.check_bounds(min, max);
        let times = find("times").and_then(|field| self.number(field)).map(|times| times.value);
        let examples = find("examples").map(|field| self.examples(field, &mut names)).unwrap_or_default();
        let round = find("round").map(|field| self.rounding(field).flatten());
        let basis = self.basis(find("basis"), &names);
        if basis == Basis::Period {
            self.refuse_windows(&names);
        }
        let endpoint = Endpoint {
            name: entry.key.to_string(),
            title: find("title").and_then(|field| self.text(field)),
            aliases: find("aliases").map(|field| self.aliases(field)).unwrap_or_default(),
            group: find("group").map(|field| self.texts(field)).unwrap_or_default(),
            note: find("note").and_then(|field| self.text(field)),
            basis,
            rates,
            table,
            options,
            choices,
            option_names: self.option_names(&names),
            quantities: listed,
            derived,
            attributes,
            windows: core::mem::take(&mut names.windows),
            charges,
            // What multiplies by 1 is as if left out.
            times: times.filter(|times| *times != Decimal::ONE),
            min: min.map(|min| min.value),
            max: max.map(|max| max.value),
            round: round.unwrap_or(self.round),
            examples,
            allow: find("allow").map(|field| self.allow(field)).unwrap_or_default(),
            span: entry.key_span,
            kept: Kept::Nothing,
        };
        self.declare_quantities(endpoint, &names)
    }

    fn rates<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Rate> {
        let rows = self.full_list(entry, RATES_MAX, Code::TooManyRates).unwrap_or_default();
        rows.iter().filter_map(|row| self.rate(row, names)).collect()
    }

    fn rate<'d>(&mut self, row: &Entry<'d>, names: &mut Names<'d>) -> Option<Rate> {
        let fields = self.table(row)?;
        let mut rate = Rate { when: Vec::new(), price: Default::default(), span: row.span };
        let mut priced = false;
        for field in &fields {
            match field.key {
                "when" => rate.when = self.when(field, names),
                "price" => {
                    priced = true;
                    rate.price = self.number(field).map(|price| price.value).unwrap_or_default();
                }
                _ => self.unknown_key(field, "a row of an endpoint's rates", &["when", "price"]),
            }
        }
        if !priced {
            let help = Some("what is free says `price = 0`".to_string());
            self.fault(Code::MissingKey, row.span, "this row of `rates` has no `price`".to_string(), help);
        }
        Some(rate)
    }

    fn aliases(&mut self, entry: &Entry<'_>) -> Vec<String> {
        let names = self.name_list(entry).unwrap_or_default();
        if let Some(beyond) = names.get(ALIASES_MAX) {
            let message = format!("{} aliases of an endpoint, more than {ALIASES_MAX}", names.len());
            self.fault(Code::TooManyAliases, beyond.span, message, Some(TOO_MANY.to_string()));
        }
        for name in &names {
            self.check_name(name.value, name.span);
            self.aliases.push((name.value.to_string(), name.span));
        }
        names.iter().map(|name| name.value.to_string()).collect()
    }

    fn basis(&mut self, field: Option<&Entry<'_>>, names: &Names<'_>) -> Basis {
        if let Some(field) = field {
            let words = [("call", Basis::Call), ("period", Basis::Period)];
            return self.word(field, &words).map_or(Basis::Call, |basis| basis.value);
        }
        if let Some(span) = names.needs_basis {
            let message = "an allowance or tiers need a `basis` on their endpoint: per call, or per period?"
                .to_string();
            let help = Some("add `basis = \"call\"` or `basis = \"period\"` to the endpoint".to_string());
            self.fault(Code::NoBasis, span, message, help);
        }
        Basis::Call
    }

    /// Codes of lints. An unknown one, or one that stands twice, is not a fault of the sheet: which lints there are is not a
    /// part of the format.
    pub(super) fn allow(&mut self, entry: &Entry<'_>) -> Vec<Allow> {
        let mut allowed = Vec::new();
        for element in self.list(entry).unwrap_or_default() {
            match element.value {
                DeValue::String(code) => allowed.push(Allow { code: code.to_string(), span: element.span }),
                _ => self.wrong_type(&element, "a list of names"),
            }
        }
        allowed
    }

    /// Every option once, in the order of declaration.
    fn option_names(&mut self, names: &Names<'_>) -> Vec<String> {
        let declared = distinct(&names.options);
        if let Some((_, span)) = declared.get(OPTIONS_MAX) {
            let message = format!("{} options of an endpoint, more than {OPTIONS_MAX}", declared.len());
            self.fault(Code::TooManyOptions, *span, message, Some(TOO_MANY.to_string()));
        }
        if !names.references.is_empty() {
            self.check_references(names, &declared);
        }
        declared.iter().map(|(name, _)| name.to_string()).collect()
    }

    /// Adds the quantities that are not listed to those that are.
    fn declare_quantities(&mut self, mut endpoint: Endpoint, names: &Names<'_>) -> Endpoint {
        let mut declared = distinct(&names.quantities);
        declared.retain(|(name, _)| !names.derived.iter().any(|(derived, _)| derived == name));
        let all = || declared.iter().chain(&names.derived);
        if let Some((_, span)) = all().nth(QUANTITIES_MAX) {
            let message = format!("{} quantities of an endpoint, more than {QUANTITIES_MAX}", all().count());
            self.fault(Code::TooManyQuantities, *span, message, Some(TOO_MANY.to_string()));
        }
        let listed = endpoint.quantities.len();
        endpoint.quantities.extend(declared.iter().skip(listed).map(|(name, span)| undeclared(name, *span)));
        declared.extend(&names.derived);
        names.number(&mut endpoint, &declared);
        endpoint
    }
}

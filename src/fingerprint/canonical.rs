//! The canonical form of a sheet, a field at a time. Every struct of the model is taken apart without `..`, so that a
//! field that is added to the model cannot be forgotten here.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::rounding::Rounding;
use crate::sheet::{
    Allow, Attribute, AttributeId, Charge, ChargeRate, Choice, Condition, Derivation, DerivedQuantity,
    Effect, Endpoint, Example, Hours, OptionRule, PriceTable, Pricing, Quantity, Rate, Share, Sheet,
    TableRow, Tier, UnitPrice, Weighted, Window,
};

/// The version of the form, which changes only where a form could not be told from one of before.
const START: &[u8] = b"pricesheet 1\n";

/// The end of a table: no key has no bytes.
const END: u8 = 0;

/// Writes the form into whatever takes bytes, an endpoint at a time.
pub(super) struct Form<W> {
    write: W,
    buffer: Vec<u8>,
}

impl<W: FnMut(&[u8])> Form<W> {
    pub(super) fn new(write: W) -> Self {
        Form { write, buffer: Vec::new() }
    }

    fn flush(&mut self) {
        (self.write)(&self.buffer);
        self.buffer.clear();
    }

    pub(super) fn sheet(&mut self, sheet: &Sheet) {
        let Sheet {
            name,
            version,
            effective,
            unit,
            note,
            windows,
            allow,
            endpoints,
            // How the content was written does not count.
            over: _,
            origin: _,
        } = sheet;
        self.buffer.extend_from_slice(START);
        self.text("name", name);
        self.some_text("version", version.as_deref());
        if let Some(effective) = effective {
            self.text("effective", &effective.to_string());
        }
        self.text("unit", unit);
        self.some_text("note", note.as_deref());
        self.list("allow", allow, Self::allow);
        self.named("windows", windows, |window| &window.name, |form, window| form.window(window));
        self.named(
            "endpoints",
            endpoints,
            |endpoint| &endpoint.name,
            |form, endpoint| {
                form.endpoint(endpoint);
                form.flush();
            },
        );
        self.end();
        self.flush();
    }

    fn endpoint(&mut self, endpoint: &Endpoint) {
        let Endpoint {
            name,
            title,
            aliases,
            group,
            note,
            basis,
            rates,
            table,
            options,
            choices,
            // Follows from the options, the choices and the charges.
            option_names: _,
            quantities,
            derived,
            attributes,
            // Follows from the conditions.
            windows: _,
            charges,
            times,
            min,
            max,
            round,
            examples,
            allow,
            span: _,
            kept: _,
        } = endpoint;
        self.text("name", name);
        self.some_text("title", title.as_deref());
        self.texts("aliases", aliases);
        self.texts("group", group);
        self.some_text("note", note.as_deref());
        self.text("basis", basis.as_str());
        self.list("rates", rates, |form, rate| form.rate(rate, endpoint));
        if let Some(table) = table {
            self.table(table, endpoint);
        }
        self.rules(options, endpoint);
        self.named("choices", choices, |choice| &choice.name, |form, choice| form.choice(choice, endpoint));
        self.named("quantities", quantities, |quantity| &quantity.name, Self::quantity);
        self.named("attributes", attributes, |attribute| &attribute.name, Self::attribute);
        self.named(
            "derived",
            derived,
            |derived| &derived.name,
            |form, derived| form.derived(derived, endpoint),
        );
        self.named("charges", charges, |charge| &charge.name, |form, charge| form.charge(charge, endpoint));
        self.some_number("times", *times);
        self.some_number("min", *min);
        self.some_number("max", *max);
        self.rounding("round", *round);
        self.list("examples", examples, |form, example| form.example(example, endpoint));
        self.list("allow", allow, Self::allow);
        self.end();
    }

    fn rate(&mut self, rate: &Rate, endpoint: &Endpoint) {
        let Rate { when, price, span: _ } = rate;
        self.when(when, endpoint);
        self.number("price", *price);
        self.end();
    }

    fn rules(&mut self, rules: &[OptionRule], endpoint: &Endpoint) {
        let name = |rule: &OptionRule| endpoint.option_name(rule.option);
        self.named("options", rules, name, |form, rule| form.option(rule, endpoint));
    }

    fn option(&mut self, rule: &OptionRule, endpoint: &Endpoint) {
        let OptionRule { option, title, effect, when, span: _ } = rule;
        self.text("name", endpoint.option_name(*option));
        self.some_text("title", title.as_deref());
        match effect {
            Effect::Nothing => {}
            Effect::Price(price) => self.number("price", *price),
            Effect::Times(factor) => self.number("times", *factor),
            Effect::Free => self.flag("free", true),
        }
        self.when(when, endpoint);
        self.end();
    }

    fn choice(&mut self, choice: &Choice, endpoint: &Endpoint) {
        let Choice { name, of, default, required, span: _ } = choice;
        self.text("name", name);
        self.names("of", of.iter().map(|member| endpoint.option_name(*member)));
        self.some_text("default", default.map(|member| endpoint.option_name(member)));
        self.flag("required", *required);
        self.end();
    }

    fn quantity(&mut self, quantity: &Quantity) {
        let Quantity { name, title, unit, default, required, at_least, increment, span: _ } = quantity;
        self.text("name", name);
        self.some_text("title", title.as_deref());
        self.some_text("unit", unit.as_deref());
        self.some_number("default", *default);
        self.flag("required", *required);
        self.some_number("at_least", *at_least);
        self.rounding("increment", *increment);
        self.end();
    }

    fn window(&mut self, window: &Window) {
        let Window { name, clock, weekdays, hours, span: _ } = window;
        self.text("name", name);
        self.text("clock", &clock.to_string());
        self.names("weekdays", weekdays.iter().map(|day| day.as_str()));
        self.list("hours", hours, |form, hours| {
            let Hours { from, to } = hours;
            form.text("from", &from.to_string());
            form.text("to", &to.to_string());
            form.end();
        });
        self.end();
    }

    fn attribute(&mut self, attribute: &Attribute) {
        // Which values are known follows from these and from what names them.
        let Attribute { name, title, default, required, of, open, values: _, span: _ } = attribute;
        self.text("name", name);
        self.some_text("title", title.as_deref());
        self.some_text("default", default.map(|value| attribute.value(value)));
        self.flag("required", *required);
        self.names("of", of.iter().map(|value| attribute.value(*value)));
        self.flag("open", *open);
        self.end();
    }

    fn table(&mut self, table: &PriceTable, endpoint: &Endpoint) {
        self.names("by", table.by().iter().map(|attribute| endpoint.attribute_name(*attribute)));
        self.list("table", table.rows(), |form, row| {
            let TableRow { price, span: _, .. } = row;
            for (attribute, cell) in table.by().iter().zip(table.cells(row)) {
                form.some_text("value", cell.map(|value| endpoint.value(*attribute, value)));
                form.end();
            }
            form.number("price", *price);
            form.end();
        });
    }

    fn derived(&mut self, derived: &DerivedQuantity, endpoint: &Endpoint) {
        let DerivedQuantity { name, title, of, at_least, increment, span: _ } = derived;
        self.text("name", name);
        self.some_text("title", title.as_deref());
        match of {
            Derivation::Sum(parts) => self.weights("sum", parts, endpoint),
            Derivation::Product(parts) => {
                self.names("product", parts.iter().map(|part| endpoint.quantity_name(*part)));
            }
        }
        self.some_number("at_least", *at_least);
        self.rounding("increment", *increment);
        self.end();
    }

    fn charge(&mut self, charge: &Charge, endpoint: &Endpoint) {
        let Charge {
            name,
            title,
            unit,
            note,
            quantity,
            plus,
            minus,
            rates,
            share,
            options,
            round,
            allow,
            span: _,
        } = charge;
        self.text("name", name);
        self.some_text("title", title.as_deref());
        self.some_text("unit", unit.as_deref());
        self.some_text("note", note.as_deref());
        self.names("quantity", quantity.iter().map(|quantity| endpoint.quantity_name(*quantity)));
        self.weights("plus", plus, endpoint);
        self.weights("minus", minus, endpoint);
        self.list("rates", rates, |form, rate| form.charge_rate(rate, endpoint));
        if let Some(Share { of, within }) = share {
            self.key("share");
            self.text("of", endpoint.quantity_name(*of));
            self.text("in", endpoint.quantity_name(*within));
            self.end();
        }
        self.rules(options, endpoint);
        self.rounding("round", *round);
        self.list("allow", allow, Self::allow);
        self.end();
    }

    fn allow(&mut self, allow: &Allow) {
        let Allow { code, span: _ } = allow;
        self.bytes(code.as_bytes());
    }

    fn weights(&mut self, key: &str, weights: &[Weighted], endpoint: &Endpoint) {
        let name = |weighted: &Weighted| endpoint.quantity_name(weighted.quantity);
        self.named(key, weights, name, |form, weighted| {
            let Weighted { quantity, weight } = weighted;
            form.text("quantity", endpoint.quantity_name(*quantity));
            form.number("weight", *weight);
            form.end();
        });
    }

    fn charge_rate(&mut self, rate: &ChargeRate, endpoint: &Endpoint) {
        let ChargeRate { when, included, included_by, increment, pricing, min, max, span: _ } = rate;
        self.when(when, endpoint);
        self.number("included", *included);
        self.weights("included_by", included_by, endpoint);
        self.rounding("increment", *increment);
        match pricing {
            Pricing::Unit(unit) => self.unit_price(*unit),
            Pricing::Tiers { mode, tiers } => self.list(mode.as_str(), tiers, Self::tier),
            Pricing::Table { table, per } => {
                self.number("per", *per);
                self.table(table, endpoint);
            }
        }
        self.some_number("min", *min);
        self.some_number("max", *max);
        self.end();
    }

    fn tier(&mut self, tier: &Tier) {
        let Tier { up_to, unit, flat, increment, span: _ } = tier;
        self.some_number("up_to", *up_to);
        self.unit_price(*unit);
        self.number("flat", *flat);
        self.rounding("increment", *increment);
        self.end();
    }

    fn unit_price(&mut self, unit: UnitPrice) {
        let UnitPrice { price, per } = unit;
        self.number("price", price);
        self.number("per", per);
    }

    fn when(&mut self, conditions: &[Condition], endpoint: &Endpoint) {
        self.list("when", conditions, |form, condition| {
            match *condition {
                Condition::Given(option) => form.text("given", endpoint.option_name(option)),
                Condition::NotGiven(option) => form.text("not", endpoint.option_name(option)),
                Condition::Quantity { quantity, comparison, bound } => {
                    form.text("quantity", endpoint.quantity_name(quantity));
                    form.number(comparison.as_str(), bound);
                }
                Condition::Window { window, inside } => {
                    form.text(if inside { "in" } else { "not in" }, endpoint.window_name(window));
                }
                Condition::Attribute { attribute, value, is } => {
                    form.text("attribute", endpoint.attribute_name(attribute));
                    form.text(if is { "=" } else { "!=" }, endpoint.value(attribute, value));
                }
            }
            form.end();
        });
    }

    fn example(&mut self, example: &Example, endpoint: &Endpoint) {
        let Example { options, quantities, attributes, at, total, note, span: _, total_span: _ } = example;
        self.names("options", options.iter().map(|option| endpoint.option_name(*option)));
        self.named(
            "quantities",
            quantities,
            |(quantity, _)| endpoint.quantity_name(*quantity),
            |form, (quantity, value)| {
                form.text("name", endpoint.quantity_name(*quantity));
                form.number("value", *value);
                form.end();
            },
        );
        let attribute_name = |(attribute, _): &(AttributeId, String)| endpoint.attribute_name(*attribute);
        self.named("attributes", attributes, attribute_name, |form, (attribute, value)| {
            form.text("name", endpoint.attribute_name(*attribute));
            form.text("value", value);
            form.end();
        });
        self.some_text("at", at.map(|at| at.to_string()).as_deref());
        self.number("total", *total);
        self.some_text("note", note.as_deref());
        self.end();
    }

    fn rounding(&mut self, key: &str, rounding: Option<Rounding>) {
        if let Some(Rounding { to, mode }) = rounding {
            self.key(key);
            self.number("to", to);
            self.text("mode", mode.as_str());
            self.end();
        }
    }

    /// Tables in the order of their names: in which one they stand in the file is layout.
    fn named<'n, T: 'n>(
        &mut self,
        key: &str,
        tables: &'n [T],
        name: impl Fn(&'n T) -> &'n str,
        table: impl Fn(&mut Self, &T),
    ) {
        if tables.is_sorted_by(|left, right| name(left) <= name(right)) {
            return self.list(key, tables, table);
        }
        let mut sorted: Vec<&T> = tables.iter().collect();
        sorted.sort_by(|left, right| name(left).cmp(name(right)));
        self.list(key, &sorted, |form, sorted| table(form, sorted));
    }

    /// A list in its own order, left out where it is empty.
    fn list<T>(&mut self, key: &str, elements: &[T], element: impl Fn(&mut Self, &T)) {
        if !elements.is_empty() {
            self.key(key);
            self.length(elements.len());
            elements.iter().for_each(|value| element(self, value));
        }
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        self.names(key, texts.iter().map(String::as_str));
    }

    fn names<'n>(&mut self, key: &str, names: impl ExactSizeIterator<Item = &'n str>) {
        if names.len() > 0 {
            self.key(key);
            self.length(names.len());
            names.for_each(|name| self.bytes(name.as_bytes()));
        }
    }

    fn some_text(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.bytes(text.as_bytes());
    }

    fn some_number(&mut self, key: &str, number: Option<Decimal>) {
        if let Some(number) = number {
            self.number(key, number);
        }
    }

    fn number(&mut self, key: &str, number: Decimal) {
        let number = number.normalize();
        self.key(key);
        self.integer(number.mantissa().unsigned_abs());
        self.integer(u128::from(number.scale()));
    }

    /// A switch, left out where it is off.
    fn flag(&mut self, key: &str, on: bool) {
        if on {
            self.key(key);
        }
    }

    fn key(&mut self, key: &str) {
        // Every key is a word of this file.
        self.buffer.push(u8::try_from(key.len()).unwrap_or(u8::MAX));
        self.buffer.extend_from_slice(key.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.buffer.extend_from_slice(bytes);
    }

    fn length(&mut self, length: usize) {
        self.integer(u128::try_from(length).unwrap_or(u128::MAX));
    }

    /// Seven bits a byte, the lowest first; the highest bit of a byte says that more follow.
    fn integer(&mut self, mut integer: u128) {
        const MORE: u8 = 0x80;
        loop {
            let low = u8::try_from(integer & 0x7f).unwrap_or_default();
            integer >>= 7;
            if integer == 0 {
                return self.buffer.push(low);
            }
            self.buffer.push(low | MORE);
        }
    }

    fn end(&mut self) {
        self.buffer.push(END);
    }
}

//! A sheet as a tree of keys and values, in the words of the format. What is left out and what is written out as its
//! default are one thing. That no key is forgotten is tested: sheets without a difference have one fingerprint, and the
//! engine makes fingerprints of every field.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::text::{bare, quoted};
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{
    Allow, Attribute, AttributeId, Charge, ChargeRate, Choice, Condition, Derivation, DerivedQuantity,
    Effect, Endpoint, Example, Hours, OptionId, OptionRule, PriceTable, Pricing, Quantity, QuantityId, Rate,
    Share, Sheet, TableRow, Tier, UnitPrice, ValueId, Weighted, Window,
};

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A value, as TOML.
    Value(String),
    Table(Fields),
    /// Elements whose order counts.
    List(Vec<Node>),
}

pub(super) type Fields = Vec<(String, Node)>;

impl Node {
    pub(super) fn to_toml(&self) -> String {
        match self {
            Node::Value(text) => text.clone(),
            Node::Table(fields) if fields.is_empty() => "{}".to_string(),
            Node::Table(fields) => {
                let fields = fields.iter().map(|(key, node)| format!("{} = {}", bare(key), node.to_toml()));
                format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            Node::List(list) => {
                let elements: Vec<String> = list.iter().map(Node::to_toml).collect();
                format!("[{}]", elements.join(", "))
            }
        }
    }
}

/// Fields with a value; the others are left out.
#[derive(Default)]
struct Table(Fields);

impl Table {
    fn put(&mut self, key: &str, node: Option<Node>) {
        self.0.extend(node.map(|node| (key.to_string(), node)));
    }

    fn put_all(&mut self, fields: Fields) {
        self.0.extend(fields);
    }

    fn node(self) -> Node {
        Node::Table(self.0)
    }
}

fn text(text: Option<&String>) -> Option<Node> {
    text.map(|text| Node::Value(quoted(text)))
}

fn number(value: Decimal) -> Node {
    Node::Value(value.normalize().to_string())
}

fn above_zero(value: Decimal) -> Option<Node> {
    (!value.is_zero()).then(|| number(value))
}

fn switch(on: bool) -> Option<Node> {
    on.then(|| Node::Value("true".to_string()))
}

/// A list of texts is one value.
fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Node> {
    let texts: Vec<String> = texts.map(quoted).collect();
    (!texts.is_empty()).then(|| Node::Value(format!("[{}]", texts.join(", "))))
}

fn rounding(rounding: Option<Rounding>) -> Option<Node> {
    let Rounding { to, mode, .. } = rounding?;
    let words = if to == Decimal::ONE {
        quoted(mode.as_str())
    } else {
        format!("{{ to = {}, mode = {} }}", to.normalize(), quoted(mode.as_str()))
    };
    Some(Node::Value(words))
}

fn list<T>(elements: &[T], node: impl Fn(&T) -> Node) -> Option<Node> {
    (!elements.is_empty()).then(|| Node::List(elements.iter().map(node).collect()))
}

fn named<T>(elements: &[T], node: impl Fn(&T) -> (String, Node)) -> Option<Node> {
    (!elements.is_empty()).then(|| Node::Table(elements.iter().map(node).collect()))
}

/// All but the endpoints.
pub(super) fn sheet(sheet: &Sheet) -> Fields {
    let Sheet { name, version, effective, unit, note, windows, allow, .. } = sheet;
    let mut table = Table::default();
    table.put("name", text(Some(name)));
    table.put("version", text(version.as_ref()));
    table.put("effective", effective.map(|instant| Node::Value(instant.to_string())));
    table.put("unit", text(Some(unit)));
    table.put("note", text(note.as_ref()));
    table.put("allow", allowed(allow));
    table.put("windows", named(windows, |listed| window(listed)));
    table.0
}

fn window(window: &Window) -> (String, Node) {
    let Window { name, clock, weekdays, hours, .. } = window;
    let mut table = Table::default();
    table.put("clock", Some(Node::Value(quoted(&clock.to_string()))));
    table.put("weekdays", texts(weekdays.iter().map(|day| day.as_str())));
    let range = |hours: &Hours| Node::Value(format!("{{ from = {}, to = {} }}", hours.from, hours.to));
    table.put("hours", list(hours, range));
    (name.clone(), table.node())
}

pub(super) fn endpoint(endpoint: &Endpoint) -> Fields {
    let Endpoint {
        name: _,
        title,
        aliases,
        group,
        note,
        basis,
        rates,
        table: prices,
        options,
        choices,
        // Follows from the options, the choices and the charges.
        option_names: _,
        quantities,
        derived,
        attributes,
        charges,
        times,
        min,
        max,
        round,
        examples,
        allow,
        ..
    } = endpoint;
    let mut table = Table::default();
    table.put("title", text(title.as_ref()));
    table.put("aliases", texts(aliases.iter().map(String::as_str)));
    table.put("group", texts(group.iter().map(String::as_str)));
    table.put("note", text(note.as_ref()));
    table.put("basis", Some(Node::Value(quoted(basis.as_str()))));
    match rates.as_slice() {
        [Rate { when, price, .. }] if when.is_empty() => table.put("price", Some(number(*price))),
        rows => table.put("rates", list(rows, |row| rate(row, endpoint))),
    }
    if let Some(prices) = prices {
        table.put_all(price_table(prices, endpoint));
    }
    table.put("options", named(options, |rule| option(rule, endpoint)));
    table.put("choices", named(choices, |listed| choice(listed, endpoint)));
    // What a charge reads need not be listed: of a name alone, listing says nothing.
    let read = |id| {
        charges.iter().any(|charge| charge.reads(id))
            || derived.iter().any(|derived| derived.parts().any(|part| part == id))
    };
    let listed =
        endpoint.quantity_ids().zip(quantities).filter(|(id, listed)| !is_bare(listed) || !read(*id));
    let listed = listed.map(|(_, listed)| quantity(listed));
    let listed: Fields = listed.chain(derived.iter().map(|made| derived_quantity(made, endpoint))).collect();
    table.put("quantities", (!listed.is_empty()).then_some(Node::Table(listed)));
    table.put("attributes", named(attributes, attribute));
    table.put("charges", named(charges, |listed| charge(listed, endpoint)));
    table.put("times", times.map(number));
    table.put("min", min.map(number));
    table.put("max", max.map(number));
    table.put("round", rounding(*round));
    table.put("examples", list(examples, |listed| example(listed, endpoint)));
    table.put("allow", allowed(allow));
    table.0
}

fn allowed(allow: &[Allow]) -> Option<Node> {
    texts(allow.iter().map(|Allow { code, .. }| code.as_str()))
}

fn when(conditions: &[Condition], endpoint: &Endpoint) -> Option<Node> {
    let words: Vec<String> = conditions.iter().map(|condition| endpoint.written(condition)).collect();
    texts(words.iter().map(String::as_str))
}

fn rate(rate: &Rate, endpoint: &Endpoint) -> Node {
    let Rate { when: conditions, price, .. } = rate;
    let mut table = Table::default();
    table.put("when", when(conditions, endpoint));
    table.put("price", Some(number(*price)));
    table.node()
}

fn option(rule: &OptionRule, endpoint: &Endpoint) -> (String, Node) {
    let OptionRule { option, title, effect, when: conditions, .. } = rule;
    let mut table = Table::default();
    table.put("title", text(title.as_ref()));
    match effect {
        Effect::Nothing => {}
        Effect::Price(price) => table.put("price", Some(number(*price))),
        Effect::Times(factor) => table.put("times", Some(number(*factor))),
        Effect::Free => table.put("free", switch(true)),
    }
    table.put("when", when(conditions, endpoint));
    (endpoint.option_name(*option).to_string(), table.node())
}

fn choice(choice: &Choice, endpoint: &Endpoint) -> (String, Node) {
    let Choice { name, of, default, required, .. } = choice;
    let mut table = Table::default();
    let member = |option: &OptionId| endpoint.option_name(*option);
    table.put("of", texts(of.iter().map(member)));
    table.put("default", default.as_ref().map(|default| Node::Value(quoted(member(default)))));
    table.put("required", switch(*required));
    (name.clone(), table.node())
}

fn quantity(quantity: &Quantity) -> (String, Node) {
    let Quantity { name, title, unit, default, required, at_least, increment, .. } = quantity;
    let mut table = Table::default();
    table.put("title", text(title.as_ref()));
    table.put("unit", text(unit.as_ref()));
    table.put("default", default.map(number));
    table.put("required", switch(*required));
    table.put("at_least", at_least.map(number));
    table.put("increment", rounding(*increment));
    (name.clone(), table.node())
}

fn attribute(attribute: &Attribute) -> (String, Node) {
    // Which values are known follows from these and from what names them.
    let Attribute { name, title, default, required, of, open, .. } = attribute;
    let mut table = Table::default();
    table.put("title", text(title.as_ref()));
    table.put("default", default.map(|value| Node::Value(quoted(attribute.value(value)))));
    table.put("required", switch(*required));
    table.put("of", texts(of.iter().map(|value| attribute.value(*value))));
    table.put("open", switch(*open));
    (name.clone(), table.node())
}

fn price_table(prices: &PriceTable, endpoint: &Endpoint) -> Fields {
    let mut table = Table::default();
    table.put("by", texts(prices.by().iter().map(|id| endpoint.attribute_name(*id))));
    let row = |row: &TableRow| {
        let cells = prices.by().iter().zip(prices.cells(row));
        let value = |(id, cell): (&AttributeId, &Option<ValueId>)| {
            quoted(cell.map_or("*", |value| endpoint.value(*id, value)))
        };
        let price = row.price.normalize().to_string();
        Node::Value(format!("[{}]", cells.map(value).chain([price]).collect::<Vec<_>>().join(", ")))
    };
    table.put("table", list(prices.rows(), row));
    table.0
}

fn derived_quantity(derived: &DerivedQuantity, endpoint: &Endpoint) -> (String, Node) {
    let DerivedQuantity { name, title, of, at_least, increment, .. } = derived;
    let mut table = Table::default();
    table.put("title", text(title.as_ref()));
    match of {
        Derivation::Sum(parts) => table.put("sum", named(parts, |part| weighted(part, endpoint))),
        Derivation::Product(parts) => {
            table.put("product", texts(parts.iter().map(|part| endpoint.quantity_name(*part))));
        }
    }
    table.put("at_least", at_least.map(number));
    table.put("increment", rounding(*increment));
    (name.clone(), table.node())
}

fn is_bare(listed: &Quantity) -> bool {
    matches!(quantity(listed), (_, Node::Table(fields)) if fields.is_empty())
}

fn charge(charge: &Charge, endpoint: &Endpoint) -> (String, Node) {
    let Charge {
        name, title, unit, note, quantity, plus, minus, rates, share, options, round, allow, ..
    } = charge;
    let mut table = Table::default();
    table.put("title", text(title.as_ref()));
    table.put("unit", text(unit.as_ref()));
    table.put("note", text(note.as_ref()));
    let counted: Vec<&str> = quantity.iter().map(|id| endpoint.quantity_name(*id)).collect();
    table.put("quantity", texts(counted.iter().copied()).filter(|_| *counted != [name]));
    table.put("plus", named(plus, |part| weighted(part, endpoint)));
    table.put("minus", named(minus, |part| weighted(part, endpoint)));
    match rates.as_slice() {
        [only] if only.when.is_empty() => table.put_all(charge_rate(only, endpoint)),
        rows => table.put("rates", list(rows, |row| Node::Table(charge_rate(row, endpoint)))),
    }
    table.put(
        "share",
        share.map(|Share { of, within, .. }| {
            let (of, within) = (endpoint.quantity_name(of), endpoint.quantity_name(within));
            Node::Value(format!("{{ of = {}, in = {} }}", quoted(of), quoted(within)))
        }),
    );
    table.put("options", named(options, |rule| option(rule, endpoint)));
    table.put("round", rounding(*round));
    table.put("allow", allowed(allow));
    (name.clone(), table.node())
}

fn weighted(weighted: &Weighted, endpoint: &Endpoint) -> (String, Node) {
    let Weighted { quantity, weight, .. } = weighted;
    (endpoint.quantity_name(*quantity).to_string(), number(*weight))
}

fn charge_rate(rate: &ChargeRate, endpoint: &Endpoint) -> Fields {
    let ChargeRate { when: conditions, included, included_by, increment, pricing, min, max, .. } = rate;
    let mut table = Table::default();
    table.put("when", when(conditions, endpoint));
    table.put("included", above_zero(*included));
    table.put("included_by", named(included_by, |part| weighted(part, endpoint)));
    table.put("increment", rounding(*increment));
    match pricing {
        Pricing::Unit(unit) => table.put_all(unit_price(*unit)),
        Pricing::Tiers { mode, tiers } => table.put_all(tiered(mode.as_str(), tiers)),
        Pricing::Table { table: prices, per } => {
            table.put("per", Some(number(*per)).filter(|_| *per != Decimal::ONE));
            table.put_all(price_table(prices, endpoint));
        }
    }
    table.put("min", min.map(number));
    table.put("max", max.map(number));
    table.0
}

fn tiered(tiering: &str, tiers: &[Tier]) -> Fields {
    let mut table = Table::default();
    table.put("tiering", Some(Node::Value(quoted(tiering))));
    table.put("tiers", list(tiers, tier));
    table.0
}

fn tier(tier: &Tier) -> Node {
    let Tier { up_to, unit, flat, increment, .. } = tier;
    let mut table = Table::default();
    table.put("up_to", up_to.map(number));
    table.put_all(unit_price(*unit));
    table.put("flat", above_zero(*flat));
    table.put("increment", rounding(*increment));
    table.node()
}

fn unit_price(unit: UnitPrice) -> Fields {
    let UnitPrice { price, per, .. } = unit;
    let mut table = Table::default();
    table.put("price", Some(number(price)));
    table.put("per", Some(number(per)).filter(|_| per != Decimal::ONE));
    table.0
}

fn example(example: &Example, endpoint: &Endpoint) -> Node {
    let Example { options, quantities, attributes, at, total, note, .. } = example;
    let stated = |(attribute, value): &(AttributeId, String)| {
        (endpoint.attribute_name(*attribute).to_string(), Node::Value(quoted(value)))
    };
    let mut attributes: Fields = attributes.iter().map(stated).collect();
    attributes.sort_by(|(left, _), (right, _)| left.cmp(right));
    let name = |(quantity, value): &(QuantityId, Decimal)| (endpoint.quantity_name(*quantity), *value);
    let mut quantities: Vec<(&str, Decimal)> = quantities.iter().map(name).collect();
    quantities.sort();
    let mut table = Table::default();
    table.put("options", texts(options.iter().map(|option| endpoint.option_name(*option))));
    table.put("quantities", named(&quantities, |(name, value)| (name.to_string(), number(*value))));
    table.put("attributes", (!attributes.is_empty()).then_some(Node::Table(attributes)));
    table.put("at", at.map(|at| Node::Value(at.to_string())));
    table.put("total", Some(number(*total)));
    table.put("note", text(note.as_ref()));
    table.node()
}

//! What a usage of an endpoint may state: enough to ask a person for one.

use std::collections::BTreeMap;

use pricesheet::sheet::{Attribute, Choice, Endpoint, Example, OptionId, Quantity};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Form<'m> {
    name: &'m str,
    title: Option<&'m str>,
    aliases: &'m [String],
    group: &'m [String],
    note: Option<&'m str>,
    basis: &'static str,
    /// Those of no choice.
    options: Vec<Named<'m>>,
    choices: Vec<ChoiceForm<'m>>,
    quantities: Vec<QuantityForm<'m>>,
    attributes: Vec<AttributeForm<'m>>,
    /// What the lines of a quote are called.
    charges: Vec<Named<'m>>,
    /// Whether a usage must state its instant.
    at: bool,
    examples: Vec<ExampleForm<'m>>,
}

#[derive(Serialize)]
struct Named<'m> {
    name: &'m str,
    title: Option<&'m str>,
}

#[derive(Serialize)]
struct ChoiceForm<'m> {
    name: &'m str,
    of: Vec<Named<'m>>,
    default: Option<&'m str>,
    required: bool,
}

#[derive(Serialize)]
struct QuantityForm<'m> {
    name: &'m str,
    title: Option<&'m str>,
    unit: Option<&'m str>,
    default: Option<String>,
    required: bool,
}

#[derive(Serialize)]
struct AttributeForm<'m> {
    name: &'m str,
    title: Option<&'m str>,
    values: &'m [String],
    default: Option<&'m str>,
    required: bool,
    /// Whether any other text may be stated too.
    open: bool,
}

#[derive(Serialize)]
struct ExampleForm<'m> {
    usage: UsageForm<'m>,
    total: String,
    note: Option<&'m str>,
}

/// A usage as `price` takes it.
#[derive(Serialize)]
struct UsageForm<'m> {
    endpoint: &'m str,
    options: Vec<&'m str>,
    quantities: BTreeMap<&'m str, String>,
    attributes: BTreeMap<&'m str, &'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

pub(crate) fn endpoint(endpoint: &Endpoint) -> Form<'_> {
    let chosen = |option: OptionId| endpoint.choices.iter().any(|choice| choice.of.contains(&option));
    let free = endpoint.option_ids().filter(|option| !chosen(*option));
    Form {
        name: &endpoint.name,
        title: endpoint.title.as_deref(),
        aliases: &endpoint.aliases,
        group: &endpoint.group,
        note: endpoint.note.as_deref(),
        basis: endpoint.basis.as_str(),
        options: free.map(|option| named(endpoint, option)).collect(),
        choices: endpoint.choices.iter().map(|of| choice(endpoint, of)).collect(),
        quantities: endpoint.quantities.iter().map(quantity).collect(),
        attributes: endpoint.attributes.iter().map(attribute).collect(),
        charges: endpoint
            .charges
            .iter()
            .map(|of| Named { name: &of.name, title: of.title.as_deref() })
            .collect(),
        at: !endpoint.windows.is_empty(),
        examples: endpoint.examples.iter().map(|of| example(endpoint, of)).collect(),
    }
}

/// An option with the first title that the endpoint, or one of its charges, gives it.
fn named(endpoint: &Endpoint, option: OptionId) -> Named<'_> {
    let rules = endpoint.charges.iter().flat_map(|charge| &charge.options);
    let mut rules = endpoint.options.iter().chain(rules).filter(|rule| rule.option == option);
    Named { name: endpoint.option_name(option), title: rules.find_map(|rule| rule.title.as_deref()) }
}

fn choice<'m>(endpoint: &'m Endpoint, choice: &'m Choice) -> ChoiceForm<'m> {
    ChoiceForm {
        name: &choice.name,
        of: choice.of.iter().map(|option| named(endpoint, *option)).collect(),
        default: choice.default.map(|option| endpoint.option_name(option)),
        required: choice.required,
    }
}

fn quantity(quantity: &Quantity) -> QuantityForm<'_> {
    QuantityForm {
        name: &quantity.name,
        title: quantity.title.as_deref(),
        unit: quantity.unit.as_deref(),
        default: quantity.default.map(|default| default.normalize().to_string()),
        required: quantity.required,
    }
}

fn attribute(attribute: &Attribute) -> AttributeForm<'_> {
    AttributeForm {
        name: &attribute.name,
        title: attribute.title.as_deref(),
        values: &attribute.values,
        default: attribute.default.map(|value| attribute.value(value)),
        required: attribute.required,
        open: attribute.open,
    }
}

fn example<'m>(endpoint: &'m Endpoint, example: &'m Example) -> ExampleForm<'m> {
    let stated =
        |(id, value): &(_, pricesheet::Decimal)| (endpoint.quantity_name(*id), value.normalize().to_string());
    let attributes = example.attributes.iter();
    ExampleForm {
        usage: UsageForm {
            endpoint: &endpoint.name,
            options: example.options.iter().map(|option| endpoint.option_name(*option)).collect(),
            quantities: example.quantities.iter().map(stated).collect(),
            attributes: attributes
                .map(|(id, value)| (endpoint.attribute_name(*id), value.as_str()))
                .collect(),
            at: example.at.map(|at| at.to_string()),
        },
        total: example.total.normalize().to_string(),
        note: example.note.as_deref(),
    }
}

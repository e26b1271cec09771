//! The schema of a sheet over another, which is made of that of a sheet: the same keys, of which hardly any is required, numbers
//! that may be changes, and names that may be taken away (section 8).

use serde_json::{Map, Value, json};

/// The keys of a sheet that one over another has, too.
const OWN: [&str; 6] = ["name", "version", "effective", "note", "windows", "allow"];
/// What is stated in part, each with a definition of its own.
const PARTIAL: [&str; 6] = ["endpoint", "charge", "option", "choice", "quantity", "attribute"];

/// The schema of a sheet over another.
pub(super) fn contract(sheet: &Value) -> Value {
    let mut definitions = sheet["definitions"].as_object().unwrap().clone();
    definitions.insert(
        "change".into(),
        json!({
            "description": "A number that is merged: what it is now, which is an error where the base does not say what it was.",
            "type": "object",
            "additionalProperties": false,
            "properties": { "was": amount(), "now": amount() },
            "required": ["was", "now"],
        }),
    );
    for kind in PARTIAL {
        definitions.insert(format!("stated-{kind}"), partial(kind, &sheet["definitions"][kind]));
    }
    let mut properties = Map::new();
    for key in OWN {
        if let Some(property) = sheet["properties"].get(key) {
            properties.insert(key.into(), property.clone());
        }
    }
    let text = |description: &str| json!({ "description": description, "type": "string" });
    properties.insert(
        "over".into(),
        json!({
            "description": "The base that it is written against.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "name": text("The name of the base."),
                "version": text("The version that the base has to have."),
                "fingerprint": text("The fingerprint that the base has to have."),
            },
            "required": ["name"],
        }),
    );
    properties.insert(
        "others".into(),
        json!({
            "description": "What holds for endpoints that are not mentioned: as in the base, or not in the sheet.",
            "enum": ["as-listed", "refused"],
        }),
    );
    let names = json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "string" } });
    properties.insert(
        "adjust".into(),
        json!({
            "description": "What multiplies endpoints that are not stated; the first entry that matches one counts.",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": false,
                "properties": { "times": amount(), "endpoints": names, "group": text("Any group of an endpoint.") },
                "required": ["times"],
                "not": { "required": ["endpoints", "group"] },
            },
        }),
    );
    let mut endpoints = sheet["properties"]["endpoints"].clone();
    endpoints["description"] = json!(
        "What differs from the base, by the endpoint's name; one that the base does not have is added."
    );
    endpoints["additionalProperties"] = json!({ "$ref": "#/definitions/stated-endpoint" });
    endpoints.as_object_mut().unwrap().remove("minProperties");
    properties.insert("endpoints".into(), endpoints);
    json!({
        "$schema": sheet["$schema"],
        "title": "Price sheet over another",
        "description": "A contract or a revision: what differs from its base.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "required": ["name", "over", "others"],
        "definitions": definitions,
    })
}

fn amount() -> Value {
    json!({ "$ref": "#/definitions/amount" })
}

/// What may be stated of a table of this kind: any of its keys, and none has to be.
fn partial(kind: &str, whole: &Value) -> Value {
    if let Some(forms) = whole.get("anyOf").filter(|_| matches!(kind, "option" | "choice")) {
        // The short form, and the table.
        let mut forms: Vec<Value> = forms.as_array().unwrap().clone();
        let table = forms.pop().unwrap();
        forms.push(partial_table(kind, &table));
        forms.extend((kind == "option").then(|| json!({ "$ref": "#/definitions/change" })));
        return json!({ "description": whole["description"], "anyOf": forms });
    }
    partial_table(kind, whole)
}

fn partial_table(kind: &str, whole: &Value) -> Value {
    let stated = whole["properties"].as_object().unwrap().iter();
    let mut properties: Map<String, Value> =
        stated.map(|(key, property)| (key.clone(), stated_property(kind, key, property))).collect();
    if matches!(kind, "endpoint" | "charge") {
        properties.insert(
            "drop".into(),
            json!({
                "description": "Keys of the base that are taken away.",
                "type": "array",
                "uniqueItems": true,
                "items": { "type": "string" },
            }),
        );
    }
    let mut table = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if let Some(description) = whole.get("description") {
        table["description"] = description.clone();
    }
    table
}

fn stated_property(kind: &str, key: &str, property: &Value) -> Value {
    let change = json!({ "$ref": "#/definitions/change" });
    let mut stated = property.clone();
    match (kind, key) {
        (_, "options" | "choices" | "quantities" | "attributes" | "charges") => {
            let of = match key {
                "quantities" => "quantity".to_owned(),
                key => key.trim_end_matches('s').to_owned(),
            };
            stated["additionalProperties"] =
                json!({ "anyOf": [{ "$ref": format!("#/definitions/stated-{of}") }, { "const": "none" }] });
        }
        (_, "plus" | "minus" | "included_by" | "sum") => changeable(&mut stated),
        ("endpoint" | "charge", "price" | "min" | "max" | "times" | "per" | "included" | "increment")
        | ("option", "price" | "times")
        | ("quantity", "default" | "at_least" | "increment") => {
            let mut whole = property.clone();
            let description = whole.as_object_mut().unwrap().remove("description");
            stated = json!({ "anyOf": [whole, change] });
            if let Some(description) = description {
                stated["description"] = description;
            }
        }
        _ => {}
    }
    stated
}

/// Weights may be changes.
fn changeable(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                if key == "additionalProperties" && field.is_object() {
                    *field = json!({ "anyOf": [field.clone(), { "$ref": "#/definitions/change" }] });
                } else {
                    changeable(field);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(changeable),
        _ => {}
    }
}

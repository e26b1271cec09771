//! `pricesheet list`: the sheet as a table, by group.

use comfy_table::{ContentArrangement, Table, presets};
use pricesheet::sheet::Endpoint;
use serde_json::json;

use super::{print, print_json};
use crate::Finding;
use crate::args::ListArguments;
use crate::failure::Failure;
use crate::sheet_source::SourcedSheet;
use crate::wording;

pub(crate) fn run(arguments: &ListArguments) -> Result<Finding, Failure> {
    let sourced = SourcedSheet::load(arguments.sheet.sheet.as_deref())?;
    let unit = sourced.sheet.unit();
    let model = sourced.sheet.model();
    if arguments.json {
        let endpoints: Vec<_> = model.endpoints.iter().map(|endpoint| as_json(endpoint, unit)).collect();
        print_json(&json!({
            "sheet": sourced.json(),
            "effective": sourced.sheet.effective(),
            "unit": unit,
            "note": sourced.sheet.note(),
            "endpoints": endpoints,
        }))?;
        return Ok(Finding::Fine);
    }
    let mut text = format!("{}\n", sourced.label());
    let mut groups: Vec<(&[String], Vec<&Endpoint>)> = Vec::new();
    for endpoint in &model.endpoints {
        match groups.last_mut() {
            Some((group, endpoints)) if *group == endpoint.group => endpoints.push(endpoint),
            _ => groups.push((&endpoint.group, vec![endpoint])),
        }
    }
    for (group, endpoints) in groups {
        text.push_str(&format!(
            "\n{}\n",
            if group.is_empty() { "Endpoints".to_string() } else { group.join(" / ") }
        ));
        text.push_str(&format!("{}\n", table(&endpoints, unit)));
    }
    if let Some(note) = sourced.sheet.note() {
        text.push_str(&format!("\n{}\n", note.trim()));
    }
    print(&text)?;
    Ok(Finding::Fine)
}

fn table(endpoints: &[&Endpoint], unit: &str) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["endpoint", "title", "price"]);
    for endpoint in endpoints {
        let title = endpoint.title.clone().unwrap_or_default();
        table.add_row([endpoint.name.clone(), title, wording::endpoint(endpoint, unit).join("\n")]);
    }
    table
}

fn as_json(endpoint: &Endpoint, unit: &str) -> serde_json::Value {
    let choices: Vec<_> = endpoint
        .choices
        .iter()
        .map(|choice| json!({ "name": choice.name, "of": choice.of, "default": choice.default, "required": choice.required }))
        .collect();
    json!({
        "name": endpoint.name,
        "title": endpoint.title,
        "group": endpoint.group,
        "note": endpoint.note,
        "basis": endpoint.basis.to_string(),
        "price": wording::endpoint(endpoint, unit),
        "options": endpoint.option_names,
        "choices": choices,
        "quantities": endpoint.quantities.iter().map(|quantity| &quantity.name).collect::<Vec<_>>(),
        "charges": endpoint.charges.iter().map(|charge| &charge.name).collect::<Vec<_>>(),
    })
}

//! Section 8: a document over another, resolved into a plain one.
//!
//! It works on documents, not on models: what a key replaces is told by the format, not by what it means. The result is
//! read, validated and priced as any other document.

mod merge;

use num_traits::One;

pub use self::merge::{Form, Kind};
use self::merge::{added, merged};
use super::decimal::{Amount, fits};
use super::document::Value;
use super::read::Fields;

/// Why a document cannot be resolved, in words for whoever reads a failed test.
pub type Refused = String;

/// The plain document that `over` comes to on the plain document `base`.
pub fn resolve(base: &Fields, over: &Fields) -> Result<Fields, Refused> {
    // 1
    const KEYS: [&str; 10] =
        ["name", "over", "others", "version", "effective", "note", "allow", "windows", "adjust", "endpoints"];
    known(over, &KEYS)?;
    let target = over.table("over").ok_or("`over` is missing")?;
    known(&target, &["name", "version", "fingerprint"])?;
    if target.text("name") != base.text("name") {
        return Err("`over.name` is not the base's name".to_owned());
    }
    if target.get("version").is_some() && target.text("version") != base.text("version") {
        return Err("`over.version` is not the base's version".to_owned());
    }
    let refuses = match over.text("others").as_deref() {
        Some("as-listed") => false,
        Some("refused") => true,
        _ => return Err("`others` says nothing".to_owned()),
    };
    let mut resolved = Fields::default();
    let own = ["name", "version", "effective", "note"].map(|key| (key, over.get(key)));
    let inherited = ["unit", "round", "round_charges"].map(|key| (key, base.get(key)));
    for (key, value) in own.into_iter().chain(inherited) {
        resolved.0.extend(value.map(|value| (key.to_owned(), value.clone())));
    }
    let allow = [base.list("allow"), over.list("allow")].concat();
    resolved.0.push(("allow".to_owned(), Value::List(allow)));
    resolved.0.push(("windows".to_owned(), windows(base, over)?));
    let endpoints = endpoints(base, over, refuses)?;
    resolved.0.push(("endpoints".to_owned(), Value::Named(endpoints)));
    Ok(resolved)
}

/// Keys that the format does not have are errors; `unit`, `round` and `round_charges` are the base's to say.
fn known(table: &Fields, keys: &[&str]) -> Result<(), Refused> {
    match table.0.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
        Some((key, _)) => Err(format!("there is no key `{key}`")),
        None => Ok(()),
    }
}

fn windows(base: &Fields, over: &Fields) -> Result<Value, Refused> {
    let mut windows = base.table("windows").unwrap_or_default();
    for (name, window) in over.table("windows").unwrap_or_default().0 {
        if windows.get(&name).is_some() {
            return Err(format!("the window `{name}` is the base's"));
        }
        windows.0.push((name, window));
    }
    Ok(Value::Named(windows.0))
}

fn endpoints(base: &Fields, over: &Fields, refuses: bool) -> Result<Vec<(String, Value)>, Refused> {
    let listed = base.table("endpoints").unwrap_or_default();
    let stated = over.table("endpoints").unwrap_or_default();
    let adjusts = adjusts(&listed, over)?;
    let mut endpoints = Vec::new();
    for (name, endpoint) in &listed.0 {
        let endpoint = Fields::of(endpoint);
        let resolved = match (stated.get(name), adjusts.iter().find(|adjust| adjust.matches(name, &endpoint)))
        {
            (Some(Value::Named(own) | Value::Record(own)), _) => {
                // 2, and the last sentences of it: examples of what is merged are dropped.
                merged(Kind::Endpoint, &endpoint, &Fields(own.clone()))?
            }
            (Some(other), _) => return Err(format!("the endpoint `{name}` is {other:?}")),
            (None, Some(adjust)) => adjusted(&endpoint, &adjust.times)?,
            (None, None) if refuses => continue,
            (None, None) => endpoint,
        };
        endpoints.push((name.clone(), Value::Named(resolved.0)));
    }
    for (name, endpoint) in &stated.0 {
        if listed.get(name).is_none() {
            let (Value::Named(own) | Value::Record(own)) = endpoint else {
                return Err(format!("the endpoint `{name}` is {endpoint:?}"));
            };
            endpoints.push((name.clone(), Value::Named(added(Kind::Endpoint, &Fields(own.clone()))?.0)));
        }
    }
    Ok(endpoints)
}

/// One entry of `adjust`.
struct Adjust {
    times: Amount,
    endpoints: Option<Vec<String>>,
    group: Option<String>,
}

impl Adjust {
    fn matches(&self, name: &String, endpoint: &Fields) -> bool {
        let named = self.endpoints.as_ref().is_none_or(|names| names.contains(name));
        named && self.group.as_ref().is_none_or(|group| endpoint.one_or_more("group").contains(group))
    }
}

/// 3
fn adjusts(listed: &Fields, over: &Fields) -> Result<Vec<Adjust>, Refused> {
    let adjusts = over.records("adjust", |fields| Adjust {
        times: fields.number("times").expect("what to multiply by"),
        endpoints: fields.get("endpoints").map(|_| fields.texts("endpoints")),
        group: fields.text("group"),
    });
    for adjust in &adjusts {
        if adjust.endpoints.is_some() && adjust.group.is_some() {
            return Err("an adjustment has `endpoints` or `group`".to_owned());
        }
        let unknown = |name: &&String| listed.get(name).is_none();
        if let Some(name) = adjust.endpoints.iter().flatten().find(unknown) {
            return Err(format!("the base has no endpoint `{name}`"));
        }
        let groups: Vec<String> =
            listed.0.iter().flat_map(|(_, endpoint)| Fields::of(endpoint).one_or_more("group")).collect();
        if let Some(group) = adjust.group.as_ref().filter(|group| !groups.contains(group)) {
            return Err(format!("the base has no group `{group}`"));
        }
    }
    Ok(adjusts)
}

/// The endpoint with its `times` multiplied, and without its examples.
fn adjusted(endpoint: &Fields, times: &Amount) -> Result<Fields, Refused> {
    let times = endpoint.number("times").unwrap_or_else(Amount::one) * times;
    if !fits(&times) {
        return Err("the product of `times` does not fit".to_owned());
    }
    let mut endpoint = endpoint.clone();
    endpoint.remove("examples");
    endpoint.remove("times");
    // 1 is as if left out.
    if !times.is_one() {
        endpoint.0.push(("times".to_owned(), Value::Number(times)));
    }
    Ok(endpoint)
}

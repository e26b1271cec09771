//! Prices in words: "1 credit, +0.5 per option (11 options), rounded down to whole credits".

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{
    Attribute, AttributeId, Basis, Charge, ChargeRate, Clock, Condition, Derivation, DerivedQuantity, Effect,
    Endpoint, OptionId, OptionRule, PriceTable, Pricing, Quantity, TableRow, Tier, Tiering, TimeOfDay,
    UnitPrice, ValueId, Weekday, Weighted, Window,
};

/// The lines that say what an endpoint costs, amounts in this unit, and what a usage of it may state.
///
/// ```
/// use pricesheet::{EMBEDDED_SHEET, PriceSheet};
///
/// let sheet: PriceSheet = EMBEDDED_SHEET.parse()?;
/// let search = sheet.endpoint("search-companies")?;
/// assert_eq!(pricesheet_page::words(search.model(), sheet.unit())[2], "Step 3: retrieved companies: 0.3 credits per retrieved company");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn words(endpoint: &Endpoint, unit: &str) -> Vec<String> {
    let period = if endpoint.basis == Basis::Period { " per period" } else { "" };
    let flat = |price: Decimal| format!("{}{period}", amount(price, unit));
    let nothing_else = endpoint.charges.is_empty() && endpoint.options.is_empty() && endpoint.min.is_none();
    let times = endpoint.times.map(|times| format!("all times {}", number(times)));
    let mut lines = Vec::new();
    // What is said of the endpoint as a whole: one sentence where nothing else comes between.
    let mut whole = Vec::new();
    match endpoint.rates.as_slice() {
        [rate] if rate.price.is_zero() && nothing_else => whole.push("free".to_owned()),
        [] => {
            let table = endpoint.table.iter();
            lines.extend(table.map(|table| by_attributes(table, endpoint, flat)));
        }
        [rate] if rate.when.is_empty() => whole.push(flat(rate.price)),
        rates => lines
            .extend(rates.iter().map(|rate| format!("{}{}", flat(rate.price), when(&rate.when, endpoint)))),
    }
    whole.extend(options(&endpoint.options, "", endpoint));
    if !endpoint.charges.is_empty() {
        lines.extend(sentence(&mut whole));
        lines.extend(endpoint.charges.iter().flat_map(|part| charge(part, endpoint, unit)));
    }
    whole.extend(times);
    whole.extend(endpoint.min.map(|min| bound(AT_LEAST, min, endpoint.round, unit)));
    whole.extend(endpoint.max.map(|max| bound(AT_MOST, max, endpoint.round, unit)));
    whole.extend(endpoint.round.map(|round| rounding(round, unit)));
    lines.extend(sentence(&mut whole));
    lines.extend(counting(endpoint));
    lines.extend(endpoint.quantities.iter().filter_map(quantity));
    lines.extend(endpoint.derived.iter().map(|made| derived(made, endpoint)));
    lines.extend(names(endpoint));
    lines.extend(endpoint.attributes.iter().map(attribute));
    if !endpoint.aliases.is_empty() {
        lines.push(format!("also called {}", endpoint.aliases.join(", ")));
    }
    lines.extend(endpoint.windows.iter().map(|window| self::window(window)));
    lines
}

/// What a usage states of an attribute.
fn attribute(attribute: &Attribute) -> String {
    const LISTED: usize = 12;
    let title = attribute.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    let rule = match attribute.default {
        Some(default) => format!("{} where not stated", attribute.value(default)),
        None => "has to be stated".to_owned(),
    };
    let known = attribute.values.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = attribute.values.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let values = match (attribute.values.is_empty(), attribute.open) {
        (true, _) => "any text".to_owned(),
        (false, true) => format!("{known}{more}, or any other text"),
        (false, false) => format!("one of {known}{more}"),
    };
    format!("{}{title}: {values}; {rule}", attribute.name)
}

/// When a window is: "peak: 09:00 to 18:00 on Monday, Tuesday (UTC+08:00)".
fn window(window: &Window) -> String {
    // Seconds are said where there are any.
    let time = |time: TimeOfDay| {
        let text = time.to_string();
        let text = text.strip_suffix(":00").unwrap_or(&text);
        if time.nanoseconds() > 0 && text == "00:00" { "24:00".to_owned() } else { text.to_owned() }
    };
    let hours = window.hours.iter().map(|hours| format!("{} to {}", time(hours.from), time(hours.to)));
    let hours: Vec<String> = hours.collect();
    let clock = match window.clock {
        Clock::Utc => "UTC".to_owned(),
        Clock::Offset(_) => format!("UTC{}", window.clock),
        Clock::AsStated => "the time that the call states".to_owned(),
    };
    let days: Vec<&str> = window.weekdays.iter().map(|day| weekday(*day)).collect();
    let days = match (days.is_empty(), hours.is_empty()) {
        (true, _) => String::new(),
        (false, true) => days.join(", "),
        (false, false) => format!(" on {}", days.join(", ")),
    };
    format!("{}: {}{days} ({clock})", window.name, hours.join(" and "))
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The prices of a table, a row after the other.
fn by_attributes(table: &PriceTable, endpoint: &Endpoint, price: impl Fn(Decimal) -> String) -> String {
    let row = |row: &TableRow| {
        let cells = table.by().iter().zip(table.cells(row));
        let named = |(attribute, cell): (&AttributeId, &Option<ValueId>)| {
            cell.map(|value| {
                format!("{} = {}", endpoint.attribute_name(*attribute), endpoint.value(*attribute, value))
            })
        };
        let named: Vec<String> = cells.filter_map(named).collect();
        let when = if named.is_empty() { "else".to_owned() } else { named.join(" and ") };
        format!("{when}: {}", price(row.price))
    };
    table.rows().iter().map(row).collect::<Vec<_>>().join("; ")
}

/// Over what is counted, where that makes a difference.
fn counting(endpoint: &Endpoint) -> Option<String> {
    let mut rates = endpoint.charges.iter().flat_map(|charge| &charge.rates);
    let cut = rates.any(|rate| {
        !rate.included.is_zero()
            || !rate.included_by.is_empty()
            || matches!(rate.pricing, Pricing::Tiers { .. })
    });
    match endpoint.basis {
        Basis::Call if !cut => None,
        Basis::Call => Some("counted for each call by itself".to_owned()),
        Basis::Period if endpoint.charges.is_empty() => None,
        Basis::Period => Some("counted over a billing period, all its calls together".to_owned()),
    }
}

const AT_LEAST: &str = "at least";
const AT_MOST: &str = "at most";

/// A bound of an amount, which the rounding behind it may move.
fn bound(words: &str, bound: Decimal, round: Option<Rounding>, unit: &str) -> String {
    let at_least = words == AT_LEAST;
    let keeps = |rounded: Decimal| if at_least { rounded >= bound } else { rounded <= bound };
    let kept = round.is_none_or(|round| round.apply(bound).is_some_and(keeps));
    let before = if kept { "" } else { " before it is rounded" };
    format!("{words} {}{before}", amount(bound, unit))
}

/// How a quantity counts, where more is to be said than that it does.
fn quantity(quantity: &Quantity) -> Option<String> {
    let mut rules: Vec<String> = Vec::new();
    rules.extend(quantity.required.then(|| "has to be stated".to_owned()));
    rules.extend(quantity.default.map(|default| format!("{} where not stated", number(default))));
    rules.extend(quantity.at_least.map(|least| format!("counts as {} at least", number(least))));
    rules.extend(quantity.increment.map(steps));
    let title = quantity.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    (!rules.is_empty()).then(|| format!("{}{title}: {}", quantity.name, rules.join(", ")))
}

/// What a quantity is made of, and how it counts.
fn derived(derived: &DerivedQuantity, endpoint: &Endpoint) -> String {
    let made = match &derived.of {
        Derivation::Sum(parts) => {
            parts.iter().map(|part| weighted(part, endpoint)).collect::<Vec<_>>().join(" + ")
        }
        Derivation::Product(parts) => {
            parts.iter().map(|part| endpoint.quantity_name(*part)).collect::<Vec<_>>().join(" × ")
        }
    };
    let mut rules = vec![made];
    rules.extend(derived.at_least.map(|least| format!("counts as {} at least", number(least))));
    rules.extend(derived.increment.map(steps));
    let title = derived.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    format!("{}{title}: {}", derived.name, rules.join(", "))
}

/// A quantity with its weight.
fn weighted(part: &Weighted, endpoint: &Endpoint) -> String {
    let name = endpoint.quantity_name(part.quantity);
    if part.weight == Decimal::ONE { name.to_owned() } else { format!("{} × {name}", number(part.weight)) }
}

fn sentence(parts: &mut Vec<String>) -> Option<String> {
    let parts = core::mem::take(parts);
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The names that a usage may state.
fn names(endpoint: &Endpoint) -> Vec<String> {
    let chosen = |option: &OptionId| endpoint.choices.iter().any(|choice| choice.of.contains(option));
    let titled = |option: OptionId| {
        let name = endpoint.option_name(option);
        let rule = endpoint.options.iter().find(|rule| rule.option == option);
        let title = rule.and_then(|rule| rule.title.as_ref());
        title.map_or_else(|| name.to_string(), |title| format!("{name} ({title})"))
    };
    let free: Vec<String> = endpoint.option_ids().filter(|option| !chosen(option)).map(titled).collect();
    let mut lines = Vec::new();
    if !free.is_empty() {
        lines.push(format!("options: {}", free.join(", ")));
    }
    lines.extend(endpoint.choices.iter().map(|choice| {
        let rule = match &choice.default {
            Some(default) => format!(" ({} where none is stated)", endpoint.option_name(*default)),
            None if choice.required => " (required)".to_string(),
            None => String::new(),
        };
        format!(
            "{}: one of {}{rule}",
            choice.name,
            choice.of.iter().copied().map(titled).collect::<Vec<_>>().join(", ")
        )
    }));
    lines
}

/// An exact decimal without trailing zeros.
fn number(value: Decimal) -> String {
    value.normalize().to_string()
}

/// An amount in the sheet's unit.
fn amount(value: Decimal, unit: &str) -> String {
    let unit = if value == Decimal::ONE { unit.to_string() } else { plural(unit) };
    format!("{} {unit}", number(value))
}

/// More than one of a unit; codes such as EUR have no plural, and `seconds` is one.
fn plural(unit: &str) -> String {
    let word = unit.chars().all(|c| c.is_ascii_lowercase() || c == ' ') && !unit.ends_with('s');
    let stem = unit.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match stem {
        _ if !word => unit.to_string(),
        Some(stem) => format!("{stem}ies"),
        None if unit.ends_with("ch") || unit.ends_with("sh") || unit.ends_with(['x', 'z']) => {
            format!("{unit}es")
        }
        None => format!("{unit}s"),
    }
}

/// What a charge counts, in words.
struct Counted<'a> {
    /// One of it, where the sheet says so.
    one: Option<&'a str>,
    /// Its name.
    name: &'a str,
}

impl<'a> Counted<'a> {
    fn of(charge: &'a Charge, endpoint: &'a Endpoint) -> Self {
        let one = match charge.quantity.as_slice() {
            [quantity] => Some(*quantity),
            _ => None,
        };
        let declared = || endpoint.quantities.get(one?.index())?.unit.as_deref();
        let name = one.map_or("unit", |quantity| endpoint.quantity_name(quantity));
        Counted { one: charge.unit.as_deref().or_else(declared), name }
    }

    /// For how many of it a price is.
    fn per(&self, count: Decimal) -> String {
        match self.one {
            Some(one) if count == Decimal::ONE => format!(" per {one}"),
            None if count == Decimal::ONE => " each".to_string(),
            one => format!(" per {}", amount(count, one.unwrap_or(self.name))),
        }
    }
}

fn rounding(rounding: Rounding, unit: &str) -> String {
    let to = if rounding.to == Decimal::ONE {
        format!("whole {}", plural(unit))
    } else {
        format!("a multiple of {}", number(rounding.to))
    };
    format!("rounded {} to {to}", rounding.mode)
}

fn when(conditions: &[Condition], endpoint: &Endpoint) -> String {
    if conditions.is_empty() {
        return String::new();
    }
    let conditions: Vec<String> = conditions.iter().map(|condition| endpoint.written(condition)).collect();
    format!(" if {}", conditions.join(" and "))
}

/// What options do; those that do the same are told together. An added amount is for `per`.
fn options(rules: &[OptionRule], per: &str, endpoint: &Endpoint) -> Vec<String> {
    let mut told: Vec<((String, String), Vec<&str>)> = Vec::new();
    for rule in rules {
        let effect = match rule.effect {
            // It is there for the conditions of others, which name it.
            Effect::Nothing => continue,
            Effect::Price(price) => format!("+{}{per}", number(price)),
            Effect::Times(factor) => format!("times {}", number(factor)),
            Effect::Free => "free".to_string(),
        };
        let does = (effect, when(&rule.when, endpoint));
        match told.iter_mut().find(|(known, _)| *known == does) {
            Some((_, names)) => names.push(endpoint.option_name(rule.option)),
            None => told.push((does, vec![endpoint.option_name(rule.option)])),
        }
    }
    // Where all do the same, their number says enough: their names follow.
    let alike = told.len() == 1;
    let phrase = |((effect, when), names): ((String, String), Vec<&str>)| match names.as_slice() {
        [name] => format!("{effect} with {name}{when}"),
        names if alike => format!("{effect} per option ({} options){when}", names.len()),
        names => format!("{effect} with each of {}{when}", names.join(", ")),
    };
    told.into_iter().map(phrase).collect()
}

/// The lines that say what a charge costs, its title before each.
fn charge(charge: &Charge, endpoint: &Endpoint, unit: &str) -> Vec<String> {
    let title = charge.title.as_ref().unwrap_or(&charge.name);
    let counted = &Counted::of(charge, endpoint);
    let rates = charge.rates.iter();
    let mut lines: Vec<String> = rates
        .map(|rate| {
            format!(
                "{}{}",
                charge_rate(rate, charge.round, endpoint, unit, counted),
                when(&rate.when, endpoint)
            )
        })
        .collect();
    // Beside a single rate the rest fits in its sentence.
    let share = charge.share.map(|share| {
        let (of, within) = (endpoint.quantity_name(share.of), endpoint.quantity_name(share.within));
        format!("times {of} / {within}")
    });
    let mut rest: Vec<String> = share.into_iter().collect();
    rest.extend(options(&charge.options, &added_per(charge, counted), endpoint));
    rest.extend(charge.round.map(|round| rounding(round, unit)));
    match (lines.as_mut_slice(), charge.rates.first()) {
        ([only], Some(rate)) => rest.iter().for_each(|part| *only = format!("{only}{} {part}", comma(rate))),
        _ => lines.extend(rest),
    }
    lines.extend(count(charge, endpoint));
    lines.into_iter().map(|line| format!("{title}: {line}")).collect()
}

/// For how many an option's amount is added: for as many as the price is, which may differ between tiers.
fn added_per(charge: &Charge, counted: &Counted<'_>) -> String {
    let mut per = charge.rates.iter().flat_map(|rate| match &rate.pricing {
        Pricing::Unit(price) => vec![price.per],
        Pricing::Tiers { tiers, .. } => tiers.iter().map(|tier| tier.unit.per).collect(),
        Pricing::Table { per, .. } => vec![*per],
    });
    match per.next() {
        Some(first) if per.all(|other| other == first) => counted.per(first),
        _ => " to each price".to_owned(),
    }
}

/// What stands between a rate and what else is said of it: a comma would read as a part of the last tier.
fn comma(rate: &ChargeRate) -> &'static str {
    if matches!(rate.pricing, Pricing::Unit(_)) { "," } else { ";" }
}

/// How the count comes about where it is more than the one quantity of the charge's name.
fn count(charge: &Charge, endpoint: &Endpoint) -> Option<String> {
    let counted: Vec<&str> = charge.quantity.iter().map(|id| endpoint.quantity_name(*id)).collect();
    if *counted == [charge.name.as_str()] && charge.plus.is_empty() && charge.minus.is_empty() {
        return None;
    }
    let weighted = |sign: &str, part: &Weighted| format!(" {sign} {}", weighted(part, endpoint));
    let mut words = format!("counts {}", counted.join(" × "));
    words.extend(charge.plus.iter().map(|part| weighted("+", part)));
    words.extend(charge.minus.iter().map(|part| weighted("-", part)));
    Some(words)
}

fn charge_rate(
    rate: &ChargeRate,
    round: Option<Rounding>,
    endpoint: &Endpoint,
    unit: &str,
    counted: &Counted<'_>,
) -> String {
    let step = rate.increment.map(steps);
    let prices = match &rate.pricing {
        Pricing::Unit(price) => unit_price(*price, step.is_some(), unit, counted),
        Pricing::Tiers { mode, tiers } => {
            let mode = match mode {
                Tiering::Graduated => "each slice at its own price",
                Tiering::Volume => "all at the price reached",
            };
            format!("{mode}: {}", self::tiers(tiers, step.is_some(), unit, counted))
        }
        Pricing::Table { table, per } => {
            let each = |price| unit_price(UnitPrice::new(price, *per), step.is_some(), unit, counted);
            by_attributes(table, endpoint, each)
        }
    };
    let fixed = (!rate.included.is_zero()).then(|| number(rate.included));
    let by = rate.included_by.iter().map(|part| {
        let name = endpoint.quantity_name(part.quantity);
        format!("{} for each of {name}", number(part.weight))
    });
    let included: Vec<String> = fixed.into_iter().chain(by).collect();
    let included = (!included.is_empty()).then(|| format!("{} included, then ", included.join(" + ")));
    // The step of the whole stands before the tiers, each of which may have its own behind it.
    let (before, after) = match (&rate.pricing, step) {
        (_, None) => (String::new(), String::new()),
        (Pricing::Unit(_), Some(step)) => (String::new(), format!(", {step}")),
        (_, Some(step)) => (format!("{step}, "), String::new()),
    };
    let mut words = format!("{}{before}{prices}{after}", included.unwrap_or_default());
    let comma = comma(rate);
    words.extend(rate.min.map(|min| format!("{comma} {}", bound(AT_LEAST, min, round, unit))));
    words.extend(rate.max.map(|max| format!("{comma} {}", bound(AT_MOST, max, round, unit))));
    words
}

fn steps(step: Rounding) -> String {
    format!("counted in steps of {}, rounded {}", number(step.to), step.mode)
}

/// What so many cost; a part of them too, where nothing is counted in steps.
fn unit_price(price: UnitPrice, stepped: bool, unit: &str, counted: &Counted<'_>) -> String {
    if price.price.is_zero() {
        return "free".to_string();
    }
    let part = if stepped || price.per == Decimal::ONE { "" } else { ", in proportion" };
    format!("{}{}{part}", amount(price.price, unit), counted.per(price.per))
}

fn tiers(tiers: &[Tier], stepped: bool, unit: &str, counted: &Counted<'_>) -> String {
    let told = tiers.iter().map(|tier| {
        let bound =
            tier.up_to.map_or_else(|| "above that".to_string(), |bound| format!("up to {}", number(bound)));
        let each = || unit_price(tier.unit, stepped || tier.increment.is_some(), unit, counted);
        let price = match (tier.flat.is_zero(), tier.unit.price.is_zero()) {
            (true, _) => each(),
            (false, true) => format!("{} flat", amount(tier.flat, unit)),
            (false, false) => format!("{} flat and {}", amount(tier.flat, unit), each()),
        };
        let step = tier.increment.map(|step| format!(" ({})", steps(step))).unwrap_or_default();
        format!("{bound}: {price}{step}")
    });
    told.collect::<Vec<_>>().join("; ")
}

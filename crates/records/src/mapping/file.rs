//! Maps in TOML.

use pricesheet::{Decimal, number};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Mapping, MappingError, Source, Values, target_of};
use crate::field::{Field, Target};
use crate::moment::Moment;
use crate::zone::Zone;

/// The keys of a table that is a source.
const KEYS: [&str; 7] = ["field", "value", "times", "format", "zone", "values", "exact"];

/// Adds what a file says; a target that was mapped before keeps its source.
pub(super) fn add(mapping: &mut Mapping, file: &str, text: &str) -> Result<(), MappingError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = DeTable::parse(text)
        .map_err(|error| MappingError::NotToml { file: file.to_string(), reason: format!("{error}") })?;
    let before: Vec<Target> = mapping.entries().map(|(target, _)| target.clone()).collect();
    let mut entries = Entries { file, text, before: &before, read: 0 };
    for (key, value) in table.get_ref() {
        let key = Key { name: key.get_ref().to_string(), start: key.span().start };
        match value.get_ref() {
            DeValue::Table(names) if key.name == "endpoints" => entries.endpoints(mapping, names)?,
            DeValue::Table(names)
                if Field::of(&key.name).is_some_and(|field| field.part().is_some()) && !is_source(names) =>
            {
                for (name, value) in names {
                    entries.add(mapping, &key.within(name), value.get_ref())?;
                }
            }
            value => entries.add(mapping, &key, value)?,
        }
    }
    if entries.read == 0 { Err(MappingError::Nothing { file: file.to_string() }) } else { Ok(()) }
}

/// Whether the table of a field of several says how that field is read, and not how each of its names is.
fn is_source(table: &DeTable<'_>) -> bool {
    let text = |key: &str| matches!(get(table, key), Some(DeValue::String(_)));
    (text("field") || text("value")) && table.keys().all(|key| KEYS.contains(&&**key.get_ref()))
}

fn get<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Option<&'t DeValue<'a>> {
    table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value.get_ref())
}

/// A key with those around it, and where it stands.
struct Key {
    name: String,
    start: usize,
}

impl Key {
    fn within(&self, name: &Spanned<std::borrow::Cow<'_, str>>) -> Key {
        Key { name: format!("{}.{}", self.name, name.get_ref()), start: name.span().start }
    }
}

struct Entries<'a> {
    file: &'a str,
    text: &'a str,
    before: &'a [Target],
    read: usize,
}

impl Entries<'_> {
    fn endpoints(&mut self, mapping: &mut Mapping, names: &DeTable<'_>) -> Result<(), MappingError> {
        let endpoints = Key { name: "endpoints".to_string(), start: 0 };
        for (value, name) in names {
            let DeValue::String(name) = name.get_ref() else {
                return Err(self.wrong(&endpoints.within(value), "must be the name of an endpoint"));
            };
            self.read = self.read.saturating_add(1);
            // What was mapped before goes before what the file says.
            if mapping.endpoint_name(value.get_ref()).is_none() {
                mapping.add_endpoint(value.get_ref(), name)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, mapping: &mut Mapping, key: &Key, value: &DeValue<'_>) -> Result<(), MappingError> {
        let target = target_of(&key.name).map_err(|_| self.wrong(key, "is nothing to map to"))?;
        let source = match value {
            DeValue::String(field) if !field.is_empty() => Source::of(&**field),
            DeValue::Table(table) => self.source(key, &target, table)?,
            _ => {
                return Err(
                    self.wrong(key, "must be the name of a field, or a table with `field` or `value`")
                );
            }
        };
        self.read = self.read.saturating_add(1);
        if self.before.contains(&target) { Ok(()) } else { mapping.add(target, source) }
    }

    fn source(&self, key: &Key, target: &Target, table: &DeTable<'_>) -> Result<Source, MappingError> {
        let wrong = |inner: &str, reason: &str| self.wrong_within(key, table, inner, reason);
        if let Some(unknown) = table.keys().find(|inner| !KEYS.contains(&&**inner.get_ref())) {
            let reason = format!("is not a key of a source, which are {}", KEYS.join(", "));
            return Err(wrong(unknown.get_ref(), &reason));
        }
        let text = |inner: &str| match get(table, inner) {
            None => Ok(None),
            Some(DeValue::String(text)) if !text.is_empty() => Ok(Some(&**text)),
            Some(_) => Err(wrong(inner, "must be a text")),
        };
        let always =
            get(table, "value").map(|value| literal(value).ok_or_else(|| wrong("value", "must be a text")));
        let mut source = match (text("field")?, always.transpose()?) {
            (Some(field), None) => Source::of(field),
            (None, Some(value)) if table.len() == 1 => Source::always(value),
            (None, Some(_)) => return Err(wrong("value", "is read as it is, without further keys")),
            (Some(_), Some(_)) => return Err(wrong("value", "stands instead of `field`, not beside it")),
            (None, None) => return Err(self.wrong(key, "names no `field` and no `value`")),
        };
        source.times = get(table, "times").map(|times| self.times(key, target, table, times)).transpose()?;
        source.values = self.values(key, table)?;
        let zone = text("zone")?.map(|zone| {
            let refused = |error: crate::ZoneError| format!("does not do: {error}; {}", error.help());
            zone.parse::<Zone>().map_err(|error| wrong("zone", &refused(error)))
        });
        source.moment = match (text("format")?, zone.transpose()?) {
            (Some(_), _) if *target != Target::Field(Field::At) => {
                return Err(wrong("format", "is for `at` alone"));
            }
            (Some(format), zone) => {
                let refused = |reason: String| wrong("format", &format!("does not do: {reason}"));
                Some(Moment::new(format, zone).map_err(refused)?)
            }
            (None, Some(_)) => return Err(wrong("zone", "says nothing without a `format`")),
            (None, None) => None,
        };
        Ok(source)
    }

    /// A factor, read from its text.
    fn times(
        &self,
        key: &Key,
        target: &Target,
        table: &DeTable<'_>,
        times: &DeValue<'_>,
    ) -> Result<Decimal, MappingError> {
        let wrong = |reason: &str| self.wrong_within(key, table, "times", reason);
        if !target.is_number() {
            return Err(wrong("is for quantities, `calls` and `charged`"));
        }
        let text = literal(times).ok_or_else(|| wrong("must be a number"))?;
        let factor = number::parse(&text).map_err(|error| wrong(&format!("is {error}")))?;
        if factor.is_zero() { Err(wrong("must be above zero")) } else { Ok(factor) }
    }

    fn values(&self, key: &Key, table: &DeTable<'_>) -> Result<Option<Values>, MappingError> {
        let wrong = |inner: &str, reason: &str| self.wrong_within(key, table, inner, reason);
        let exact = match get(table, "exact") {
            None => false,
            Some(DeValue::Boolean(exact)) => *exact,
            Some(_) => return Err(wrong("exact", "must be true or false")),
        };
        let Some(values) = get(table, "values") else {
            return if exact { Err(wrong("exact", "says nothing without `values`")) } else { Ok(None) };
        };
        let DeValue::Table(values) = values else { return Err(wrong("values", "must be a table of texts")) };
        if values.is_empty() {
            return Err(wrong("values", "renames nothing"));
        }
        let renamed = values.iter().map(|(value, read)| {
            let read = literal(read.get_ref()).ok_or_else(|| wrong("values", "must be a table of texts"))?;
            Ok((value.get_ref().to_string(), read))
        });
        Ok(Some(Values { renamed: renamed.collect::<Result<_, _>>()?, exact }))
    }

    fn wrong_within(&self, key: &Key, table: &DeTable<'_>, inner: &str, reason: &str) -> MappingError {
        let key = match table.keys().find(|known| known.get_ref() == inner) {
            Some(known) => key.within(known),
            None => Key { name: format!("{}.{inner}", key.name), start: key.start },
        };
        self.wrong(&key, reason)
    }

    fn wrong(&self, key: &Key, reason: &str) -> MappingError {
        let before = self.text.get(..key.start).unwrap_or_default();
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
        let file = format!("{}:{line}:{column}", self.file);
        MappingError::BadKey { file, key: key.name.clone(), reason: reason.to_string() }
    }
}

/// The text of a value that is one, or a number, or true or false.
fn literal(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_string()),
        DeValue::Float(number) => Some(number.as_str().to_string()),
        DeValue::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}

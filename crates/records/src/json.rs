//! Objects of JSON. What is not ours is kept as it is written, byte for byte.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::RECORD_BYTES_MAX;
use crate::error::RecordError;
use crate::field::{Field, Meaning};
use crate::mapping::Mapping;
use crate::near::nearly;
use crate::stated::Stated;
use crate::usage::{RecordedUsage, is_null};

/// What one line holds.
pub(crate) enum Line {
    /// Nothing but white space.
    Blank,
    /// A text that fits.
    Whole,
    /// The start of a longer one.
    Cut,
}

/// Reads the next line without its end into the buffer; no more of it than a record may have. None at the end.
pub(crate) fn read_line(input: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Option<Line>> {
    buffer.clear();
    // The end of a line, two bytes at the most, does not count.
    let room = u64::try_from(RECORD_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(2);
    input.by_ref().take(room).read_until(b'\n', buffer)?;
    if buffer.is_empty() {
        return Ok(None);
    }
    let ended = buffer.pop_if(|byte| *byte == b'\n').is_some();
    buffer.pop_if(|byte| ended && *byte == b'\r');
    if buffer.len() > RECORD_BYTES_MAX {
        if !ended {
            input.skip_until(b'\n')?;
        }
        buffer.truncate(RECORD_BYTES_MAX);
        return Ok(Some(Line::Cut));
    }
    Ok(Some(if buffer.iter().all(u8::is_ascii_whitespace) { Line::Blank } else { Line::Whole }))
}

/// An object with its members in order.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    pub(crate) members: Vec<Member<'a>>,
}

/// A key and its value, both also as they are written.
#[derive(Debug)]
pub(crate) struct Member<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) written: &'a RawValue,
    pub(crate) value: &'a RawValue,
}

impl<'a> Object<'a> {
    pub(crate) fn parse(line: &'a [u8]) -> Result<Self, RecordError> {
        let text =
            std::str::from_utf8(line).map_err(|_| RecordError::not_a_record("the line is not UTF-8"))?;
        let object: Object<'a> = serde_json::from_str(text).map_err(|error| {
            // The line that it speaks of is always the first.
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or_default();
            let place = match error.column() {
                0 => String::new(),
                column => format!(" at byte {column}"),
            };
            RecordError::not_a_record(format!("the line is not a JSON object: {what}{place}"))
        })?;
        match object.repeated() {
            None => Ok(object),
            Some(key) => Err(RecordError::RepeatedKey { key: key.to_string() }),
        }
    }

    fn repeated(&self) -> Option<&str> {
        // Few are compared faster than they are hashed.
        const FEW: usize = 16;
        let mut keys = self.members.iter().map(|member| &*member.key).enumerate();
        if self.members.len() <= FEW {
            let earlier = |at: usize, key: &str| self.members.iter().take(at).any(|member| member.key == key);
            return keys.find(|(at, key)| earlier(*at, key)).map(|(_, key)| key);
        }
        let mut seen = HashSet::new();
        keys.map(|(_, key)| key).find(|key| !seen.insert(*key))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|member| member.key == key).map(|member| member.value)
    }

    /// The object that a value is, if it is one.
    pub(crate) fn of(value: &'a RawValue) -> Option<Self> {
        if value.get().starts_with('{') { read(value) } else { None }
    }

    /// What stands in a field of this name, or at the end of a path of names and places with dots between them; null counts
    /// as not stated.
    pub(crate) fn at(&self, path: &str) -> Option<&'a RawValue> {
        if let Some(value) = self.get(path).filter(|value| !is_null(value)) {
            return Some(value);
        }
        let (head, rest) = path.split_once('.')?;
        within(self.get(head)?, rest)
    }

    /// Whether there is such a field, null or not.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.get(path).is_some() || self.at(path).is_some() || {
            let parent = path.rsplit_once('.').and_then(|(parent, key)| Some((self.at(parent)?, key)));
            parent.is_some_and(|(parent, key)| {
                Object::of(parent).is_some_and(|object| object.get(key).is_some())
            })
        }
    }

    /// The text of a field, or its literal where it is none; null counts as not stated.
    pub(crate) fn text(&self, path: &str) -> Option<Cow<'a, str>> {
        let value = self.at(path)?;
        Some(text_of(value).unwrap_or(Cow::Borrowed(value.get())))
    }

    /// The usage, as the names of the fields say it and a mapping reads them.
    pub(crate) fn usage(&self, mapping: &'a Mapping) -> Result<RecordedUsage<'a>, RecordError> {
        let mut fields: [Option<&'a RawValue>; Field::ALL.len()] = [None; Field::ALL.len()];
        let mut parts = false;
        for Member { key, value, .. } in &self.members {
            match Meaning::of(key) {
                Meaning::Field(field) if mapping.means_itself(key, Some(field)) && !is_null(value) => {
                    let place = Field::ALL.into_iter().zip(&mut fields).find(|(other, _)| *other == field);
                    if let Some((_, place)) = place {
                        *place = Some(value);
                    }
                }
                Meaning::Part(..) => parts = true,
                Meaning::Nearly if !mapping.accounts_for(key) => {
                    let nearest = nearly(key).unwrap_or_default();
                    return Err(RecordError::MisnamedField { field: key.to_string(), nearest });
                }
                Meaning::Field(_) | Meaning::Nearly | Meaning::Other => {}
            }
        }
        let mut usage = RecordedUsage::new("");
        let mut stated = false;
        for (field, value) in Field::ALL.into_iter().zip(fields) {
            match value {
                Some(value) => {
                    self.state(&mut usage, mapping, field, value)?;
                    stated |= field == Field::Endpoint;
                }
                // A mapped endpoint is read before what is said of it.
                None if field == Field::Endpoint => stated = self.mapped(&mut usage, mapping, true)?,
                None => {}
            }
            if !stated {
                return Err(RecordError::MissingEndpoint);
            }
        }
        if parts {
            self.dotted(&mut usage, mapping)?;
        }
        if !mapping.is_empty() {
            self.mapped(&mut usage, mapping, false)?;
        }
        Ok(usage)
    }

    /// States what a field of the object's own says; what an entry of the mapping reads from within it is left to that.
    fn state(
        &self,
        usage: &mut RecordedUsage<'a>,
        mapping: &Mapping,
        field: Field,
        value: &'a RawValue,
    ) -> Result<(), RecordError> {
        let Some((part, true)) = field.part().map(|part| (part, mapping.reads_within(field.name()))) else {
            return usage.state(field, field.name(), &Stated::Json(value));
        };
        let Some(object) = Object::of(value) else {
            return usage.state(field, field.name(), &Stated::Json(value));
        };
        for Member { key, value, .. } in object.members {
            let own = mapping.means_itself(&format!("{}.{key}", field.name()), None);
            if own && !is_null(value) {
                usage.state_part(part, key, None, &Stated::Json(value))?;
            }
        }
        Ok(())
    }

    /// States what fields with the dotted name of a single option, choice, quantity or attribute say.
    fn dotted(&self, usage: &mut RecordedUsage<'a>, mapping: &Mapping) -> Result<(), RecordError> {
        for Member { key, value, .. } in &self.members {
            let Meaning::Part(part, _) = Meaning::of(key) else { continue };
            if is_null(value) || !mapping.means_itself(key, None) {
                continue;
            }
            let dot = part.field().name().len().saturating_add(1);
            let name = match key {
                Cow::Borrowed(key) => Cow::Borrowed(key.get(dot..).unwrap_or_default()),
                Cow::Owned(key) => Cow::Owned(key.get(dot..).unwrap_or_default().to_string()),
            };
            usage.state_part(part, name, Some(key), &Stated::Json(value))?;
        }
        Ok(())
    }

    /// States what the entries of a mapping read: that of the endpoint alone, or all others. Whether one stated anything.
    fn mapped(
        &self,
        usage: &mut RecordedUsage<'a>,
        mapping: &'a Mapping,
        endpoint: bool,
    ) -> Result<bool, RecordError> {
        let mut any = false;
        for (target, source) in mapping.entries() {
            let (field, part) = target.split();
            if (field == Field::Endpoint) != endpoint {
                continue;
            }
            let held = source.field().and_then(|path| self.at(path)).map(Stated::Json);
            let Some(stated) = source.read(target, held)? else { continue };
            any = true;
            match part {
                Some((part, name)) => usage.state_part(part, Cow::Borrowed(name), source.field(), &stated)?,
                None => usage.state(field, source.field().unwrap_or(field.name()), &stated)?,
            }
        }
        Ok(any)
    }
}

/// What stands within a value at the end of a path.
fn within<'a>(value: &'a RawValue, path: &str) -> Option<&'a RawValue> {
    if let Some(object) = Object::of(value) {
        return object.at(path);
    }
    if !value.get().starts_with('[') {
        return None;
    }
    let elements: Vec<&'a RawValue> = read(value)?;
    let (place, rest) = path.split_once('.').map_or((path, None), |(place, rest)| (place, Some(rest)));
    let element = *elements.get(place.parse::<usize>().ok()?)?;
    match rest {
        Some(rest) => within(element, rest),
        None => Some(element).filter(|element| !is_null(element)),
    }
}

fn read<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

/// The text of a value where it is one.
pub(crate) fn text_of(value: &RawValue) -> Option<Cow<'_, str>> {
    if value.get().starts_with('"') { read::<Text<'_>>(value).map(|text| text.0) } else { None }
}

/// The names of a list.
pub(crate) fn read_names(value: &RawValue) -> Option<Vec<Cow<'_, str>>> {
    read::<Texts<'_>>(value).map(|texts| texts.0)
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((written, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    let key = unescaped(written).map_err(de::Error::custom)?;
                    members.push(Member { key, written, value });
                }
                Ok(Object { members })
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// The text of a key.
fn unescaped(written: &RawValue) -> serde_json::Result<Cow<'_, str>> {
    let quoted = written.get();
    match quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
        _ => serde_json::from_str(quoted).map(Cow::Owned),
    }
}

/// A text, borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Characters;
        impl<'de> Visitor<'de> for Characters {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_string())))
            }
        }
        deserializer.deserialize_str(Characters)
    }
}

/// A list of texts.
struct Texts<'a>(Vec<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Texts<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = Vec::<Text<'de>>::deserialize(deserializer)?;
        Ok(Texts(texts.into_iter().map(|text| text.0).collect()))
    }
}

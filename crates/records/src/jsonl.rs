//! JSON Lines: an object a line. What is not ours is kept as it is written, byte for byte.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufRead, Read};

use pricesheet::Decimal;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::RECORD_BYTES_MAX;
use crate::error::RecordError;
use crate::field::{Field, Target};
use crate::mapping::Mapping;
use crate::number;
use crate::usage::RecordedUsage;

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
            RecordError::not_a_record(format!("the line is no JSON object: {what}{place}"))
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

    /// The text of a field, or its literal where it is none; null counts as not stated.
    pub(crate) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        let value = self.get(key).filter(|value| value.get() != "null")?;
        Some(text_of(value).unwrap_or(Cow::Borrowed(value.get())))
    }

    /// The usage, where other fields may stand for those that make it, some for a single option or quantity; null counts as
    /// not stated, except for a quantity within an object.
    pub(crate) fn usage(&self, mapping: &'a Mapping) -> Result<RecordedUsage<'a>, RecordError> {
        let stated = |field: &str| self.get(field).filter(|value| value.get() != "null");
        let mut usage = self.plain_usage(|field| stated(mapping.name_of(field)))?;
        for (target, source) in mapping.entries() {
            if let (Target::Quantity(name), Some(value)) = (target, stated(source.field())) {
                let number = number::quantity(name, &number_text(source.field(), value)?)?;
                usage.quantities.push((Cow::Borrowed(name), number));
            }
        }
        for (target, source) in mapping.entries() {
            if let (Target::Option(name), Some(value)) = (target, stated(source.field()))
                && number::flag(source.field(), text_of(value).as_deref().unwrap_or(value.get()))?
            {
                usage.options.push(Cow::Borrowed(name));
            }
        }
        Ok(usage)
    }

    fn plain_usage(
        &self,
        stated: impl Fn(Field) -> Option<&'a RawValue>,
    ) -> Result<RecordedUsage<'a>, RecordError> {
        let endpoint = stated(Field::Endpoint).ok_or(RecordError::MissingEndpoint)?;
        let options = stated(Field::Options).map(|value| {
            read::<Texts<'_>>(value)
                .map(|texts| texts.0)
                .ok_or_else(|| RecordError::field("options", "a list of names"))
        });
        let quantities = stated(Field::Quantities).map(|value| {
            let object = read::<Object<'_>>(value)
                .ok_or_else(|| RecordError::field("quantities", "an object of numbers"))?;
            let quantity = |member: Member<'a>| {
                let number = number::quantity(&member.key, &number_text(&member.key, member.value)?);
                number.map(|number| (member.key, number))
            };
            object.members.into_iter().map(quantity).collect()
        });
        Ok(RecordedUsage {
            endpoint: read::<Text<'_>>(endpoint).ok_or_else(|| RecordError::field("endpoint", "a text"))?.0,
            options: options.transpose()?.unwrap_or_default(),
            quantities: quantities.transpose()?.unwrap_or_default(),
            calls: stated(Field::Calls)
                .map_or(Ok(Decimal::ONE), |value| number::calls(&number_text("calls", value)?))?,
            // What is not a text is not an instant either, which matters only where a sheet is chosen by it.
            at: stated(Field::At).map(|value| text_of(value).unwrap_or(Cow::Borrowed(value.get()))),
        })
    }
}

fn read<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

/// The text of a value where it is one.
pub(crate) fn text_of(value: &RawValue) -> Option<Cow<'_, str>> {
    if value.get().starts_with('"') { read::<Text<'_>>(value).map(|text| text.0) } else { None }
}

/// The text of a number: its literal, or its string.
fn number_text<'a>(name: &str, value: &'a RawValue) -> Result<Cow<'a, str>, RecordError> {
    let literal = value.get();
    let text = match literal.as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => Some(Cow::Borrowed(literal)),
        _ => text_of(value),
    };
    text.ok_or_else(|| RecordError::field(name, "a number, or a text that holds one"))
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

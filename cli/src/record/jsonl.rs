//! JSON Lines: an object a line. What is not ours is kept as it is written, byte for byte.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufRead, Read, Write};

use pricesheet::Decimal;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::mapping::Mapping;
use super::{Outcome, RECORD_BYTES_MAX, UsageFields, calls_of, flag, quantity_of, write_amount};
use crate::fault::Fault;

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

/// An object with its fields in order.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    pub(crate) fields: Vec<Field<'a>>,
}

/// A field, its key and its value also as they are written.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    pub(crate) key: Cow<'a, str>,
    written: &'a RawValue,
    pub(crate) value: &'a RawValue,
}

impl<'a> Object<'a> {
    pub(crate) fn parse(line: &'a [u8]) -> Result<Self, Fault> {
        let text = std::str::from_utf8(line).map_err(|_| Fault::not_a_record("the line is not UTF-8"))?;
        let object: Object<'a> = serde_json::from_str(text).map_err(|error| {
            // The line that it speaks of is always the first.
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or_default();
            let place = match error.column() {
                0 => String::new(),
                column => format!(" at byte {column}"),
            };
            Fault::not_a_record(format!("the line is no JSON object: {what}{place}"))
        })?;
        match object.repeated() {
            None => Ok(object),
            Some(key) => Err(Fault::new("not-a-record", key, format!("the key `{key}` is given twice"))),
        }
    }

    fn repeated(&self) -> Option<&str> {
        // Few are compared faster than they are hashed.
        const FEW: usize = 16;
        let mut keys = self.fields.iter().map(|field| &*field.key).enumerate();
        if self.fields.len() <= FEW {
            let earlier = |at: usize, key: &str| self.fields.iter().take(at).any(|field| field.key == key);
            return keys.find(|(at, key)| earlier(*at, key)).map(|(_, key)| key);
        }
        let mut seen = HashSet::new();
        keys.map(|(_, key)| key).find(|key| !seen.insert(*key))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.fields.iter().find(|field| field.key == key).map(|field| field.value)
    }

    /// The text of a field, or its literal where it is none; null counts as not stated.
    pub(crate) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        let value = self.get(key).filter(|value| value.get() != "null")?;
        Some(text_of(value).unwrap_or(Cow::Borrowed(value.get())))
    }

    /// The fields that make the usage; null counts as not stated, except for a quantity.
    pub(crate) fn usage(&self) -> Result<UsageFields<'a>, Fault> {
        self.usage_with(|field| self.get(field))
    }

    /// The same where other fields stand for them, some for a single option or quantity.
    pub(crate) fn usage_by<'m: 'a>(&self, mapping: &'m Mapping) -> Result<UsageFields<'a>, Fault> {
        let mut usage = self.usage_with(|field| self.get(mapping.source(field)))?;
        let stated = |field: &str| self.get(field).filter(|value| value.get() != "null");
        for (name, field) in &mapping.quantities {
            if let Some(value) = stated(field) {
                let number = quantity_of(name, &number_text(field, value)?)?;
                usage.quantities.push((Cow::Borrowed(name), number));
            }
        }
        for (name, field) in &mapping.options {
            if let Some(value) = stated(field)
                && flag(field, text_of(value).as_deref().unwrap_or(value.get()))?
            {
                usage.options.push(Cow::Borrowed(name));
            }
        }
        Ok(usage)
    }

    fn usage_with(&self, get: impl Fn(&str) -> Option<&'a RawValue>) -> Result<UsageFields<'a>, Fault> {
        let stated = |key| get(key).filter(|value| value.get() != "null");
        let endpoint = stated("endpoint").ok_or_else(Fault::no_endpoint)?;
        let options = stated("options").map(|value| {
            read::<Texts<'_>>(value)
                .map(|texts| texts.0)
                .ok_or_else(|| Fault::field("options", "a list of names"))
        });
        let quantities = stated("quantities").map(|value| {
            let object = read::<Object<'_>>(value)
                .ok_or_else(|| Fault::field("quantities", "an object of numbers"))?;
            let quantity = |field: Field<'a>| {
                let number = quantity_of(&field.key, &number_text(&field.key, field.value)?);
                number.map(|number| (field.key, number))
            };
            object.fields.into_iter().map(quantity).collect()
        });
        Ok(UsageFields {
            endpoint: read::<Text<'_>>(endpoint).ok_or_else(|| Fault::field("endpoint", "a text"))?.0,
            options: options.transpose()?.unwrap_or_default(),
            quantities: quantities.transpose()?.unwrap_or_default(),
            calls: stated("calls")
                .map_or(Ok(Decimal::ONE), |value| calls_of(&number_text("calls", value)?))?,
            // What is no text is no instant either, which matters only where a sheet is chosen by it.
            at: stated("at").map(|value| text_of(value).unwrap_or(Cow::Borrowed(value.get()))),
        })
    }
}

/// Whether the outcome of a record replaces the field.
pub(crate) fn is_outcome(key: &str) -> bool {
    matches!(key, "total" | "error")
}

fn read<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

/// The text of a value where it is one.
pub(crate) fn text_of(value: &RawValue) -> Option<Cow<'_, str>> {
    if value.get().starts_with('"') { read::<Text<'_>>(value).map(|text| text.0) } else { None }
}

/// The text of a number: its literal, or its string.
fn number_text<'a>(name: &str, value: &'a RawValue) -> Result<Cow<'a, str>, Fault> {
    let literal = value.get();
    let text = match literal.as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => Some(Cow::Borrowed(literal)),
        _ => text_of(value),
    };
    text.ok_or_else(|| Fault::field(name, "a number, or a text that holds one"))
}

/// Writes a record back with its outcome at the end.
pub(crate) fn write_record(
    output: &mut impl Write,
    line: &[u8],
    object: &Object<'_>,
    outcome: &Outcome,
) -> io::Result<()> {
    let kept = || object.fields.iter().filter(|field| !is_outcome(&field.key));
    match line.trim_ascii().strip_suffix(b"}") {
        Some(open) if kept().count() == object.fields.len() => output.write_all(open)?,
        _ => {
            let mut separator = "{";
            for field in kept() {
                let (key, value) = (field.written.get(), field.value.get());
                write!(output, "{separator}{key}:{value}")?;
                separator = ",";
            }
            if separator == "{" {
                output.write_all(b"{")?;
            }
        }
    }
    write_outcome(output, outcome, if kept().next().is_some() { "," } else { "" })
}

/// Writes what is no record: its text and why.
pub(crate) fn write_unreadable(output: &mut impl Write, line: &[u8], fault: Fault) -> io::Result<()> {
    output.write_all(b"{\"line\":")?;
    serde_json::to_writer(&mut *output, &String::from_utf8_lossy(line))?;
    write_outcome(output, &Err(fault), ",")
}

/// Closes an object with what it comes to.
pub(crate) fn write_outcome(output: &mut impl Write, outcome: &Outcome, separator: &str) -> io::Result<()> {
    match outcome {
        Ok(total) => {
            output.write_all(separator.as_bytes())?;
            output.write_all(b"\"total\":\"")?;
            write_amount(output, *total)?;
            output.write_all(b"\"}\n")
        }
        Err(fault) => {
            write!(output, "{separator}\"error\":{{\"code\":\"{}\",\"message\":", fault.code)?;
            serde_json::to_writer(&mut *output, &fault.sentence())?;
            output.write_all(b",\"culprit\":")?;
            serde_json::to_writer(&mut *output, &fault.culprit)?;
            output.write_all(b"}}\n")
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some((written, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    let key = unescaped(written).map_err(de::Error::custom)?;
                    fields.push(Field { key, written, value });
                }
                Ok(Object { fields })
            }
        }
        deserializer.deserialize_map(Fields)
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

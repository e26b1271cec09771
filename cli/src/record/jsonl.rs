//! JSON Lines: an object a line. What is not ours is kept as it is written, byte for byte.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufRead, Write};

use pricesheet::{Decimal, number};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::error::RecordError;
use super::{Outcome, RECORD_BYTES_MAX, UsageFields};

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
    let mut cut = false;
    let mut started = false;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            break;
        }
        started = true;
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
        let room = RECORD_BYTES_MAX.saturating_sub(buffer.len());
        cut |= part.len() > room;
        buffer.extend_from_slice(part.get(..room).unwrap_or(part));
        let used = part.len().saturating_add(usize::from(end.is_some()));
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    if !started {
        return Ok(None);
    }
    if cut {
        return Ok(Some(Line::Cut));
    }
    if buffer.last() == Some(&b'\r') {
        buffer.pop();
    }
    Ok(Some(if buffer.iter().all(u8::is_ascii_whitespace) { Line::Blank } else { Line::Whole }))
}

/// An object with its fields in order, each value as it is written.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    pub(crate) fields: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Object<'a> {
    pub(crate) fn parse(line: &'a [u8]) -> Result<Self, RecordError> {
        let no_record = |message: String| RecordError::new("not-a-record", "line", message);
        let text = std::str::from_utf8(line).map_err(|_| no_record("the line is not UTF-8".to_string()))?;
        let object: Object<'a> = serde_json::from_str(text)
            .map_err(|error| no_record(format!("the line is no JSON object: {error}")))?;
        match object.repeated() {
            None => Ok(object),
            Some(key) => {
                let message = format!("the key `{key}` is given twice");
                Err(RecordError::new("not-a-record", key, message))
            }
        }
    }

    fn repeated(&self) -> Option<&str> {
        const FEW: usize = 16;
        let mut keys = self.fields.iter().map(|(key, _)| &**key).enumerate();
        if self.fields.len() <= FEW {
            let earlier = |at: usize, key: &str| self.fields.iter().take(at).any(|(known, _)| known == key);
            return keys.find(|(at, key)| earlier(*at, key)).map(|(_, key)| key);
        }
        let mut seen = HashSet::new();
        keys.map(|(_, key)| key).find(|key| !seen.insert(*key))
    }

    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| *value)
    }

    /// The fields that make the usage; null counts as not stated, except for a quantity.
    pub(crate) fn usage(&self) -> Result<UsageFields<'a>, RecordError> {
        let stated = |key| self.get(key).filter(|value| value.get() != "null");
        let endpoint = stated("endpoint").ok_or_else(RecordError::no_endpoint)?;
        let options = stated("options").map(|value| {
            read::<Texts<'_>>(value)
                .map(|texts| texts.0)
                .ok_or_else(|| RecordError::field("options", "a list of names"))
        });
        let quantities = stated("quantities").map(|value| {
            let fields = read::<Object<'_>>(value)
                .ok_or_else(|| RecordError::field("quantities", "an object"))?
                .fields;
            fields
                .into_iter()
                .map(|(name, value)| number_of(&name, value).map(|number| (name, number)))
                .collect()
        });
        Ok(UsageFields {
            endpoint: read::<Text<'_>>(endpoint).ok_or_else(|| RecordError::field("endpoint", "a text"))?.0,
            options: options.transpose()?.unwrap_or_default(),
            quantities: quantities.transpose()?.unwrap_or_default(),
            calls: stated("calls").map_or(Ok(Decimal::ONE), |value| number_of("calls", value))?,
        })
    }

    /// Whether the record has a field that its outcome replaces.
    fn has_outcome(&self) -> bool {
        self.fields.iter().any(|(key, _)| is_outcome(key))
    }
}

fn is_outcome(key: &str) -> bool {
    matches!(key, "total" | "error")
}

fn read<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

/// A number from the text of its literal, or of its string.
fn number_of(name: &str, value: &RawValue) -> Result<Decimal, RecordError> {
    let text = match value.get().as_bytes().first() {
        Some(b'"') => read::<Text<'_>>(value).map(|text| text.0),
        Some(b'-' | b'0'..=b'9') => Some(Cow::Borrowed(value.get())),
        _ => None,
    };
    let text = text.ok_or_else(|| RecordError::field(name, "a number, or a text that holds one"))?;
    number::parse(&text).map_err(|error| RecordError::number(name, &text, error))
}

/// Writes a record back with its outcome at the end.
pub(crate) fn write_record(
    output: &mut impl Write,
    line: &[u8],
    object: &Object<'_>,
    outcome: &Outcome,
) -> io::Result<()> {
    let text = line.trim_ascii();
    match text.strip_suffix(b"}") {
        Some(open) if !object.has_outcome() => output.write_all(open)?,
        _ => {
            output.write_all(b"{")?;
            for (at, (key, value)) in object.fields.iter().filter(|(key, _)| !is_outcome(key)).enumerate() {
                if at > 0 {
                    output.write_all(b",")?;
                }
                serde_json::to_writer(&mut *output, key)?;
                output.write_all(b":")?;
                output.write_all(value.get().as_bytes())?;
            }
        }
    }
    let kept = object.fields.iter().any(|(key, _)| !is_outcome(key));
    write_outcome(output, outcome, if kept { "," } else { "" })
}

/// Writes what is no record: its text and why.
pub(crate) fn write_unreadable(output: &mut impl Write, line: &[u8], error: RecordError) -> io::Result<()> {
    output.write_all(b"{\"line\":")?;
    serde_json::to_writer(&mut *output, &String::from_utf8_lossy(line))?;
    write_outcome(output, &Err(error), ",")
}

/// Writes fields that are all texts.
pub(crate) fn write_texts<'a>(
    output: &mut impl Write,
    fields: impl Iterator<Item = (&'a str, &'a str)>,
    outcome: &Outcome,
) -> io::Result<()> {
    output.write_all(b"{")?;
    let mut separator = "";
    for (key, value) in fields.filter(|(key, _)| !is_outcome(key)) {
        output.write_all(separator.as_bytes())?;
        serde_json::to_writer(&mut *output, key)?;
        output.write_all(b":")?;
        serde_json::to_writer(&mut *output, value)?;
        separator = ",";
    }
    write_outcome(output, outcome, separator)
}

fn write_outcome(output: &mut impl Write, outcome: &Outcome, separator: &str) -> io::Result<()> {
    match outcome {
        Ok(total) => writeln!(output, "{separator}\"total\":\"{}\"}}", total.normalize()),
        Err(RecordError { code, message, culprit }) => {
            write!(output, "{separator}\"error\":{{\"code\":\"{code}\",\"message\":")?;
            serde_json::to_writer(&mut *output, message)?;
            output.write_all(b",\"culprit\":")?;
            serde_json::to_writer(&mut *output, culprit)?;
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
                while let Some((Text(key), value)) = map.next_entry()? {
                    fields.push((key, value));
                }
                Ok(Object { fields })
            }
        }
        deserializer.deserialize_map(Fields)
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

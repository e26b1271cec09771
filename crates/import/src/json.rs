//! JSON that keeps the text of every number and knows where it stands: a value is read when it is asked for.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Fault, ImportError};

/// A value, as it is written, and its place.
#[derive(Debug, Clone)]
pub(crate) struct Value<'a> {
    text: &'a str,
    pub(crate) path: String,
}

/// An object with its members in order; no key stands twice.
#[derive(Debug, Clone)]
pub(crate) struct Object<'a> {
    pub(crate) path: String,
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
}

/// The whole document.
pub(crate) fn document(text: &str) -> Result<Value<'_>, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| ImportError::not_json(&error))?;
    Ok(Value { text: text.trim_matches([' ', '\t', '\r', '\n']), path: String::new() })
}

impl<'a> Value<'a> {
    /// The value as it is written.
    pub(crate) fn written(&self) -> &'a str {
        self.text
    }

    pub(crate) fn is_object(&self) -> bool {
        self.text.starts_with('{')
    }

    pub(crate) fn is_list(&self) -> bool {
        self.text.starts_with('[')
    }

    pub(crate) fn is_null(&self) -> bool {
        self.text == "null"
    }

    pub(crate) fn is_text(&self) -> bool {
        self.text.starts_with('"')
    }

    pub(crate) fn is_true(&self) -> bool {
        self.text == "true"
    }

    /// The literal of a number.
    pub(crate) fn number(&self) -> Option<&'a str> {
        self.text.starts_with(|first: char| first == '-' || first.is_ascii_digit()).then_some(self.text)
    }

    /// What kind of value it is, in JSON's words.
    pub(crate) fn kind(&self) -> &'static str {
        match self.text.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a truth value",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    pub(crate) fn object(&self) -> Result<Object<'a>, Fault> {
        let members: Members<'a> = self.read().ok_or_else(|| self.expected("an object"))?;
        let mut seen = HashSet::with_capacity(members.0.len());
        if let Some((key, _)) = members.0.iter().find(|(key, _)| !seen.insert(key)) {
            let message = format!("the key `{key}` is given twice");
            return Err(Fault::new(&self.path, message).with_help("keep one of them"));
        }
        Ok(Object { path: self.path.clone(), members: members.0 })
    }

    pub(crate) fn list(&self) -> Result<Vec<Value<'a>>, Fault> {
        let items: Vec<&'a RawValue> = self.read().ok_or_else(|| self.expected("a list"))?;
        let item = |(index, raw): (usize, &'a RawValue)| Value {
            text: raw.get(),
            path: format!("{}[{index}]", self.path),
        };
        Ok(items.into_iter().enumerate().map(item).collect())
    }

    pub(crate) fn text(&self) -> Result<Cow<'a, str>, Fault> {
        let text: Text<'a> = self.read().ok_or_else(|| self.expected("a string"))?;
        Ok(text.0)
    }

    /// A fault that says what should stand here.
    pub(crate) fn expected(&self, what: &str) -> Fault {
        Fault::new(&self.path, format!("found {} where {what} belongs", self.kind()))
    }

    fn read<T: Deserialize<'a>>(&self) -> Option<T> {
        serde_json::from_str(self.text).ok()
    }
}

impl<'a> Object<'a> {
    /// The value of a key; null is as if the key were not there.
    pub(crate) fn get(&self, key: &str) -> Option<Value<'a>> {
        let (_, raw) = self.members.iter().find(|(name, _)| name == key)?;
        Some(self.value(key, raw)).filter(|value| !value.is_null())
    }

    /// The value of a key that must be there.
    pub(crate) fn require(&self, key: &str) -> Result<Value<'a>, Fault> {
        self.get(key).ok_or_else(|| Fault::new(&self.path, format!("the key `{key}` is missing")))
    }

    /// The text of a key, where it is stated.
    pub(crate) fn text(&self, key: &str) -> Result<Option<Cow<'a, str>>, Fault> {
        self.get(key).map(|value| value.text()).transpose()
    }

    /// All members that are not null, in order.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, Value<'a>)> {
        let all = self.members.iter().map(|(key, raw)| (&**key, self.value(key, raw)));
        all.filter(|(_, value)| !value.is_null())
    }

    fn value(&self, key: &str, raw: &'a RawValue) -> Value<'a> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let path = match () {
            () if key.is_empty() || !key.bytes().all(plain) => format!("{}[{key:?}]", self.path),
            () if self.path.is_empty() => key.to_string(),
            () => format!("{}.{key}", self.path),
        };
        Value { text: raw.get(), path }
    }
}

struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<'_>, &RawValue>()? {
                    members.push((key.0, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// A text, borrowed where it has no escapes.
#[derive(PartialEq, Eq, Hash)]
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;
        impl<'de> Visitor<'de> for Borrowed {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_string())))
            }
        }
        deserializer.deserialize_str(Borrowed)
    }
}

//! The usage that a record states.

use std::borrow::Cow;

use pricesheet::sheet::Endpoint;
use pricesheet::suggest::nearest;
use pricesheet::{Decimal, UsageError, UsageRef};
use serde_json::value::RawValue;

use crate::error::RecordError;
use crate::field::{Field, Part};
use crate::json::{Object, read_names};
use crate::number;
use crate::stated::Stated;

/// The usage that a record states: names and numbers as they stand there, not yet checked against a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedUsage<'r> {
    /// The name of the endpoint.
    pub endpoint: Cow<'r, str>,
    /// The names of the options, as often as they are stated.
    pub options: Vec<Cow<'r, str>>,
    /// The choices and what is stated as their members, until [`settle`](Self::settle) makes options of them.
    pub choices: Vec<(Cow<'r, str>, Cow<'r, str>)>,
    /// The quantities, as often as they are stated.
    pub quantities: Vec<(Cow<'r, str>, Decimal)>,
    /// The attributes, as often as they are stated.
    pub attributes: Vec<(Cow<'r, str>, Cow<'r, str>)>,
    /// How many times the same call was made.
    pub calls: Decimal,
    /// What is stated as its instant, which need not be one: it matters only where a sheet is chosen by it.
    pub at: Option<Cow<'r, str>>,
    /// Whether the quantities are those of the whole period so far, instead of more of them.
    pub restates: bool,
    /// The options that are stated as not given.
    declined: Vec<Cow<'r, str>>,
}

impl<'r> RecordedUsage<'r> {
    /// One call of an endpoint, without options and quantities.
    pub fn new(endpoint: impl Into<Cow<'r, str>>) -> Self {
        RecordedUsage {
            endpoint: endpoint.into(),
            options: Vec::new(),
            choices: Vec::new(),
            quantities: Vec::new(),
            attributes: Vec::new(),
            calls: Decimal::ONE,
            at: None,
            restates: false,
            declined: Vec::new(),
        }
    }

    /// Makes options of what is stated for the choices of an endpoint, and checks that nothing is stated both as given and
    /// as not given.
    ///
    /// # Errors
    ///
    /// Where the endpoint has no such choice, or the choice no such member; and where an option is contradicted.
    #[inline]
    pub fn settle(&mut self, endpoint: &Endpoint) -> Result<(), RecordError> {
        if self.choices.is_empty() && self.declined.is_empty() {
            return Ok(());
        }
        self.settle_names(endpoint)
    }

    fn settle_names(&mut self, endpoint: &Endpoint) -> Result<(), RecordError> {
        for (name, member) in self.choices.drain(..) {
            let Some(choice) = endpoint.choices.iter().find(|choice| choice.name == name) else {
                let known = endpoint.choices.iter().map(|choice| choice.name.as_str());
                return Err(RecordError::UnknownChoice {
                    endpoint: endpoint.name.clone(),
                    nearest: nearest(&name, known).map(ToString::to_string),
                    choice: name.into_owned(),
                });
            };
            let members = || choice.of.iter().map(|option| endpoint.option_name(*option));
            if !members().any(|known| known == member) {
                return Err(RecordError::UnknownMember {
                    choice: name.into_owned(),
                    member: member.into_owned(),
                    members: members().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", "),
                });
            }
            self.options.push(member);
        }
        match self.declined.iter().find(|declined| self.options.contains(declined)) {
            Some(declined) => Err(UsageError::RepeatedOption { option: declined.to_string() }.into()),
            None => Ok(()),
        }
    }

    /// States that an option is not given; one that is stated as given too is refused by [`settle`](Self::settle).
    pub fn decline(&mut self, option: impl Into<Cow<'r, str>>) {
        self.declined.push(option.into());
    }

    /// Takes what stands in a field of a record. `name` is the field's own, for messages.
    pub(crate) fn state(&mut self, field: Field, name: &str, stated: &Stated<'r>) -> Result<(), RecordError> {
        let text = |wanted| stated.text().ok_or_else(|| RecordError::field(name, wanted));
        match field {
            Field::Endpoint => self.endpoint = text("a text")?,
            Field::Options => match stated {
                Stated::Json(value) => {
                    let names = read_names(value);
                    self.options.extend(names.ok_or_else(|| RecordError::field(name, "a list of names"))?);
                }
                Stated::Cell(text) => self.options.extend(text.split_whitespace().map(Cow::Borrowed)),
                Stated::Mapped(text) => {
                    self.options.extend(text.split_whitespace().map(|word| Cow::Owned(word.to_string())));
                }
            },
            Field::Choices => self.state_several(Part::Choice, name, stated)?,
            Field::Quantities => self.state_several(Part::Quantity, name, stated)?,
            Field::Attributes => self.state_several(Part::Attribute, name, stated)?,
            Field::Calls => self.calls = number::calls(&stated.number(name)?)?,
            // What is not a text is not an instant either, which matters only where one is asked for.
            Field::At => self.at = Some(stated.literal()),
            Field::Restate => self.restates = number::flag(name, &stated.literal())?,
            Field::Charged => {}
        }
        Ok(())
    }

    fn state_several(&mut self, part: Part, name: &str, stated: &Stated<'r>) -> Result<(), RecordError> {
        let wanted = match part {
            Part::Quantity => ("an object of numbers", "like `results=120 search=1`"),
            _ => ("an object of texts", "like `proxy=premium region=eu`"),
        };
        if let Stated::Json(value) = stated {
            let object = Object::of(value).ok_or_else(|| RecordError::field(name, wanted.0))?;
            for member in object.members {
                if !is_null(member.value) {
                    self.state_part(part, member.key, None, &Stated::Json(member.value))?;
                }
            }
            return Ok(());
        }
        match stated {
            Stated::Cell(text) => {
                for word in text.split_whitespace() {
                    let (name, value) = pair(word).ok_or_else(|| RecordError::field(name, wanted.1))?;
                    self.state_part(part, Cow::Borrowed(name), None, &Stated::Cell(value))?;
                }
            }
            stated => {
                for word in stated.literal().split_whitespace() {
                    let (name, value) = pair(word).ok_or_else(|| RecordError::field(name, wanted.1))?;
                    let value = Stated::Mapped(Cow::Owned(value.to_string()));
                    self.state_part(part, Cow::Owned(name.to_string()), None, &value)?;
                }
            }
        }
        Ok(())
    }

    /// Takes what is stated for one name. `field` is the field's own, where it has one.
    pub(crate) fn state_part(
        &mut self,
        part: Part,
        name: Cow<'r, str>,
        field: Option<&str>,
        stated: &Stated<'r>,
    ) -> Result<(), RecordError> {
        match part {
            Part::Option => {
                let given = number::flag(field.unwrap_or(&name), &stated.literal())?;
                if given { self.options.push(name) } else { self.declined.push(name) }
            }
            Part::Quantity => {
                let number = stated.number(field.unwrap_or(&name))?;
                let value = number::quantity(&name, &number)?;
                self.quantities.push((name, value));
            }
            Part::Choice => {
                let member = stated.text().ok_or_else(|| RecordError::field(&name, "a text"))?;
                if self.choices.iter().any(|(known, _)| *known == name) {
                    return Err(RecordError::RepeatedChoice { choice: name.into_owned() });
                }
                self.choices.push((name, member));
            }
            Part::Attribute => {
                let value = stated.text().ok_or_else(|| RecordError::field(&name, "a text"))?;
                self.attributes.push((name, value));
            }
        }
        Ok(())
    }

    /// Calls a function with the usage in the form in which it is priced.
    pub fn with_usage<T>(&self, with: impl FnOnce(&UsageRef<'_>) -> T) -> T {
        self.with_usage_of(&self.endpoint, with)
    }

    /// The same, with another name of its endpoint.
    pub(crate) fn with_usage_of<T>(&self, endpoint: &str, with: impl FnOnce(&UsageRef<'_>) -> T) -> T {
        // Most state few, which need no memory of their own.
        const FEW: usize = 8;
        let (mut few_options, mut few_quantities) = ([""; FEW], [("", Decimal::ZERO); FEW]);
        let (mut options, mut quantities) = (Vec::new(), Vec::new());
        let (mut few_attributes, mut attributes) = ([("", ""); FEW], Vec::new());
        let named = self.options.iter().map(|name| &**name);
        let counted = self.quantities.iter().map(|(name, value)| (&**name, *value));
        let valued = self.attributes.iter().map(|(name, value)| (&**name, &**value));
        let usage = UsageRef::new(endpoint)
            .attributes(gather(valued, self.attributes.len(), &mut few_attributes, &mut attributes))
            .options(gather(named, self.options.len(), &mut few_options, &mut options))
            .quantities(gather(counted, self.quantities.len(), &mut few_quantities, &mut quantities))
            .calls(self.calls);
        match &self.at {
            Some(at) => with(&usage.made_at_text(at)),
            None => with(&usage),
        }
    }
}

/// Puts so many elements side by side: in the room for few, or in the list where they are more.
fn gather<'r, T>(
    elements: impl Iterator<Item = T>,
    count: usize,
    few: &'r mut [T],
    many: &'r mut Vec<T>,
) -> &'r [T] {
    match few.get_mut(..count) {
        Some(room) => {
            room.iter_mut().zip(elements).for_each(|(place, element)| *place = element);
            room
        }
        None => {
            many.extend(elements);
            many
        }
    }
}

fn pair(word: &str) -> Option<(&str, &str)> {
    word.split_once('=')
}

/// Null is as if the key were not there.
pub(crate) fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

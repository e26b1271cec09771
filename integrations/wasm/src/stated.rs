//! A usage as JavaScript hands it over: one text, because every text that crosses costs.

use std::borrow::Cow;

use pricesheet::number::{NumberError, parse};
use pricesheet::suggest::nearest;
use pricesheet::{Decimal, PriceSheet, Usage, UsageError};

use crate::fault::Fault;

/// Reads the endpoint and what follows it: each part after a NUL, with a letter that says what it is. `o` is an option, `c`
/// a choice, `q` a quantity, `a` an attribute, `=` the value of one of these three, `n` the number of calls, `t` the instant,
/// and `0` a NUL of the text itself.
pub(crate) fn usage(sheet: &PriceSheet, text: &str) -> Result<Usage, Fault> {
    let mut parts = Parts(text);
    let mut usage = Usage::new(parts.rest());
    let mut choices: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    while let Some((kind, part)) = parts.next() {
        match kind {
            'o' => usage = usage.option(part),
            'c' if choices.iter().any(|(choice, _)| *choice == part) => return Err(repeated_choice(&part)),
            'c' => choices.push((part, parts.value())),
            'a' => usage = usage.attribute(part, parts.value()),
            'q' => {
                let value = quantity(&part, &parts.value())?;
                usage = usage.quantity(part, value);
            }
            'n' => usage = usage.calls(calls(&part)?),
            't' => usage = usage.made_at_text(part),
            _ => {}
        }
    }
    for (choice, member) in &choices {
        check_choice(sheet, usage.endpoint(), choice, member)?;
    }
    Ok(usage.options(choices.into_iter().map(|(_, member)| member)))
}

/// An amount that is there to be spent.
pub(crate) fn balance(text: &str) -> Result<Decimal, Fault> {
    parse(text).map_err(|error| invalid("balance", text, error))
}

fn quantity(name: &str, text: &str) -> Result<Decimal, Fault> {
    parse(text).map_err(|error| match error {
        NumberError::Negative => UsageError::NegativeQuantity { quantity: name.to_string() }.into(),
        _ => invalid(name, text, error),
    })
}

/// Whether it is a whole number from 1 is for the sheet to say.
fn calls(text: &str) -> Result<Decimal, Fault> {
    parse(text).map_err(|error| match error {
        NumberError::Negative => UsageError::InvalidCalls { calls: shortened(text) }.into(),
        _ => invalid("calls", text, error),
    })
}

fn invalid(name: &str, text: &str, error: NumberError) -> Fault {
    let help = match error {
        _ if text.contains(',') => {
            Some("write a point before decimals and no mark between thousands, such as 1234.56")
        }
        NumberError::NotANumber | NumberError::NotDecimal => Some("write it as 1, 0.5, 1_000 or 2.5e-3"),
        _ => None,
    };
    let message = format!("`{}` of `{name}` is {error}", shortened(text));
    Fault::new("invalid-number", name, message, help.map(String::from))
}

/// As much of a text as a message can show.
fn shortened(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

fn repeated_choice(choice: &str) -> Fault {
    let message = format!("choice `{choice}` is stated twice");
    Fault::new("repeated-choice", choice, message, Some("state it once".to_string()))
}

/// Whether an endpoint has a choice, and that a member.
fn check_choice(sheet: &PriceSheet, endpoint: &str, name: &str, member: &str) -> Result<(), Fault> {
    let endpoint = sheet.endpoint(endpoint)?.model();
    let Some(choice) = endpoint.choices.iter().find(|choice| choice.name == name) else {
        let known = nearest(name, endpoint.choices.iter().map(|choice| choice.name.as_str()));
        let help = known.map(|known| format!("did you mean `{known}`?"));
        return Err(Fault::new(
            "unknown-choice",
            name,
            format!("unknown choice `{name}` of endpoint `{}`", endpoint.name),
            Some(help.unwrap_or_else(|| "state a choice of this endpoint, or none".to_string())),
        ));
    };
    let mut members = choice.of.iter().map(|option| endpoint.option_name(*option));
    if members.clone().any(|known| known == member) {
        return Ok(());
    }
    let first = members.next().map(|known| format!("`{known}`")).unwrap_or_default();
    let listed = members.fold(first, |listed, known| format!("{listed}, `{known}`"));
    Err(Fault::new(
        "unknown-member",
        member,
        format!("`{member}` is not a member of the choice `{name}`"),
        Some(format!("state one of {listed}")),
    ))
}

/// What is not read yet.
struct Parts<'t>(&'t str);

impl<'t> Parts<'t> {
    /// What there is before the next part.
    fn rest(&mut self) -> Cow<'t, str> {
        let end = self.0.find('\0').unwrap_or(self.0.len());
        let (part, rest) = self.0.split_at(end);
        self.0 = rest;
        let mut part = Cow::Borrowed(part);
        while let Some(rest) = self.0.strip_prefix("\x000") {
            self.0 = rest;
            let more = self.rest();
            part = Cow::Owned(format!("{part}\0{more}"));
        }
        part
    }

    fn next(&mut self) -> Option<(char, Cow<'t, str>)> {
        let mut letters = self.0.strip_prefix('\0')?.chars();
        let kind = letters.next()?;
        self.0 = letters.as_str();
        Some((kind, self.rest()))
    }

    fn value(&mut self) -> Cow<'t, str> {
        self.next().map(|(_, value)| value).unwrap_or_default()
    }
}

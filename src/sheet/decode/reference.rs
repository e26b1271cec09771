//! Names that conditions and examples speak of: something else in their endpoint has to declare them.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Decoder;
use super::names::{Names, distinct};
use super::value::list;
use crate::diagnostics::Quoted;
use crate::diagnostics::{Code, Span};
use crate::limits::OPTIONS_MAX;
use crate::suggest::nearest;

/// A name that something else has to declare.
pub(super) struct Reference<'d> {
    pub(super) name: &'d str,
    pub(super) span: Span,
    pub(super) kind: Kind,
    pub(super) place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Option,
    Quantity,
    /// An attribute that nothing declares.
    Attribute,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Condition,
    Example,
    /// The `by` of a table of prices.
    Table,
}

impl Decoder {
    /// Looks the names up, once all declarations of the endpoint are known.
    pub(super) fn check_references(&mut self, names: &Names<'_>, options: &[(&str, Span)]) {
        let mut quantities = distinct(&names.quantities);
        quantities.extend(&names.derived);
        let (known_options, known_quantities) = (words(options), words(&quantities));
        let attributes = names.attributes.declared();
        let (none, known_attributes) = (BTreeSet::new(), words(&attributes));
        for reference in &names.references {
            let name = reference.name;
            let (kind, known, declared, other) = match reference.kind {
                Kind::Option => ("option", &known_options, options, &known_quantities),
                Kind::Quantity => ("quantity", &known_quantities, quantities.as_slice(), &known_options),
                Kind::Attribute => ("attribute", &none, attributes.as_slice(), &known_options),
            };
            if known.contains(name) {
                continue;
            }
            let help = if self.faults.is_full() {
                None
            } else if other.contains(name) {
                Some(format!("{} is {}", Quoted(name), reference.other_use()))
            } else if reference.kind == Kind::Attribute && known_quantities.contains(name) {
                Some(format!("{} is a quantity: {}", Quoted(name), reference.use_of_quantity()))
            } else if reference.kind != Kind::Attribute && known_attributes.contains(name) {
                Some(format!("{} is an attribute: {}", Quoted(name), reference.use_of_attribute()))
            } else if reference.kind != Kind::Quantity && names.choices.contains(&name) {
                Some(format!("{} is a choice: name one of its options", Quoted(name)))
            } else {
                suggestion(name, declared, reference)
            };
            let message = format!("nothing declares the {kind} {}", Quoted(name));
            self.fault(Code::UnknownName, reference.span, message, help);
        }
    }
}

impl Reference<'_> {
    /// What the name stands for in truth, and how it is used.
    fn other_use(&self) -> &'static str {
        match (self.kind, self.place) {
            (Kind::Option, Place::Condition) => "a quantity: compare it, as in `input > 200_000`",
            (Kind::Option, Place::Example) => "a quantity: state it in `quantities`",
            (Kind::Quantity | Kind::Attribute, Place::Condition) => "an option: it is given or not",
            (Kind::Quantity | Kind::Attribute, Place::Example) => "an option: state it in `options`",
            (_, Place::Table) => "an option: rows of `rates` depend on options",
        }
    }

    fn use_of_quantity(&self) -> &'static str {
        match self.place {
            Place::Condition => "compare it, as in `input > 200_000`",
            Place::Example => "state it in `quantities`",
            Place::Table => "rows of `rates` depend on quantities",
        }
    }

    fn use_of_attribute(&self) -> &'static str {
        match self.place {
            Place::Condition | Place::Table => "compare it, as in `region = eu`",
            Place::Example => "state it in `attributes`",
        }
    }
}

fn words<'d>(names: &[(&'d str, Span)]) -> BTreeSet<&'d str> {
    names.iter().map(|(name, _)| *name).collect()
}

fn suggestion(name: &str, known: &[(&str, Span)], reference: &Reference<'_>) -> Option<String> {
    const LISTED: usize = 12;
    // Beyond the limit the sheet is refused for that.
    let words = || known.iter().take(OPTIONS_MAX).map(|(name, _)| *name);
    if let Some(near) = nearest(name, words()) {
        return Some(format!("did you mean {}?", Quoted(near)));
    }
    let declared = match known.len() {
        0 => "the endpoint declares none".into(),
        count if count <= LISTED => format!("the endpoint declares {}", list(&words().collect::<Vec<_>>())),
        count => format!("the endpoint declares {count} others"),
    };
    Some(match (reference.kind, reference.place) {
        // One that changes nothing but which row is taken is declared all the same.
        (Kind::Option, Place::Condition) => {
            format!("{declared}; {} declares it", Quoted(&format!("options.{name} = {{}}")))
        }
        _ => declared,
    })
}

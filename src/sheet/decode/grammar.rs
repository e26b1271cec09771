//! What a sheet over another has to know of the format: where a number is merged, where names are keys, what replaces what.

/// What is expected at a place of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sheet,
    Endpoints,
    Endpoint,
    Options,
    Option,
    Choices,
    Choice,
    Quantities,
    Quantity,
    Attributes,
    Attribute,
    Charges,
    Charge,
    /// Quantities, and how much one of each counts.
    Weights,
    Windows,
    Number,
    /// A number, or a rounding.
    Increment,
    /// What is replaced as a whole, a table too.
    Whole,
    /// Everything else: tables are merged, other values replaced.
    Plain,
}

/// Keys of which one replaces the others, together with their companions.
pub(super) struct Alternatives {
    pub(super) keys: &'static [&'static str],
    pub(super) companions: &'static [&'static str],
}

impl Kind {
    /// What is expected under a key.
    pub(crate) fn of(self, key: &str) -> Kind {
        use Kind::{
            Attribute, Attributes, Charge, Charges, Choice, Choices, Endpoint, Endpoints, Increment, Number,
            Option, Options, Plain, Quantities, Quantity, Sheet, Weights, Whole, Windows,
        };
        match (self, key) {
            (Sheet, "endpoints") => Endpoints,
            (Sheet, "windows") => Windows,
            (Endpoints, _) => Endpoint,
            (Endpoint | Charge, "options") => Options,
            (Endpoint, "choices") => Choices,
            (Endpoint, "quantities") => Quantities,
            (Endpoint, "attributes") => Attributes,
            (Endpoint, "charges") => Charges,
            (Options, _) => Option,
            (Choices, _) => Choice,
            (Quantities, _) => Quantity,
            (Attributes, _) => Attribute,
            (Charges, _) => Charge,
            (Charge, "plus" | "minus" | "included_by") | (Quantity, "sum") => Weights,
            (Endpoint | Charge, "price" | "min" | "max")
            | (Endpoint, "times")
            | (Charge, "per" | "included")
            | (Option, "price" | "times")
            | (Quantity, "default" | "at_least")
            | (Weights, _) => Number,
            (Charge | Quantity, "increment") => Increment,
            (Sheet | Endpoint | Charge, "round") | (Sheet, "round_charges") => Whole,
            _ => Plain,
        }
    }

    /// Of which keys one replaces the others.
    pub(super) fn alternatives(self) -> &'static [Alternatives] {
        const DEFAULT: Alternatives = Alternatives { keys: &["default", "required"], companions: &[] };
        match self {
            Kind::Endpoint => &[Alternatives { keys: &["price", "rates", "table"], companions: &["by"] }],
            Kind::Charge => &[Alternatives {
                keys: &["price", "tiers", "rates", "table"],
                companions: &["tiering", "by"],
            }],
            Kind::Option => &[Alternatives { keys: &["price", "times", "free"], companions: &[] }],
            Kind::Choice | Kind::Attribute => &[DEFAULT],
            Kind::Quantity => {
                const MADE_OF: Alternatives = Alternatives { keys: &["sum", "product"], companions: &[] };
                &[DEFAULT, MADE_OF]
            }
            _ => &[],
        }
    }

    /// Whether its keys are names, any of which may be taken away.
    pub(super) fn has_names(self) -> bool {
        matches!(self, Kind::Options | Kind::Choices | Kind::Quantities | Kind::Attributes | Kind::Charges)
    }

    /// Whether its keys may be taken away by `drop`.
    pub(super) fn has_drop(self) -> bool {
        matches!(self, Kind::Endpoint | Kind::Charge)
    }

    /// The key for which its short form stands.
    pub(super) fn short_form(self) -> Option<&'static str> {
        match self {
            Kind::Option => Some("price"),
            Kind::Choice => Some("of"),
            _ => None,
        }
    }

    /// Whether the order of its keys is that of a list.
    pub(crate) fn is_ordered(self) -> bool {
        self.has_names() || matches!(self, Kind::Endpoints | Kind::Windows | Kind::Weights)
    }

    /// What it is called in a message.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Kind::Endpoint => "endpoint",
            Kind::Option => "option",
            Kind::Choice => "choice",
            Kind::Quantity => "quantity",
            Kind::Attribute => "attribute",
            Kind::Charge => "charge",
            _ => "key",
        }
    }
}

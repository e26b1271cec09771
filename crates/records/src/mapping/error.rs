//! Why a map is not one.

use std::fmt;

use crate::codes::coded;
use crate::field::Target;

/// Why an entry is not one of a mapping, or a mapping does not fit what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MappingError {
    /// An argument is neither `TARGET=FIELD` nor `endpoint:VALUE=NAME`.
    NotAnEntry {
        /// The argument.
        text: String,
    },
    /// Nothing has this name.
    NotATarget {
        /// What was stated.
        target: String,
    },
    /// A target is mapped already.
    TargetTwice {
        /// The target.
        target: Target,
    },
    /// A value stands for an endpoint already.
    EndpointTwice {
        /// The value.
        value: String,
    },
    /// The file is not TOML.
    NotToml {
        /// Its name.
        file: String,
        /// What is wrong, in the words of the parser.
        reason: String,
    },
    /// A key of the file is not a target, or its value is not a source.
    BadKey {
        /// The file's name.
        file: String,
        /// The key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file maps nothing.
    Nothing {
        /// Its name.
        file: String,
    },
    /// No sheet knows the name of a target.
    UnknownTarget {
        /// The target.
        target: Target,
        /// The known name that is nearest to it.
        nearest: Option<String>,
    },
}

coded!(MappingError {
    MappingError::NotAnEntry { .. } => "not-an-entry",
    MappingError::NotATarget { .. } => "not-a-target",
    MappingError::TargetTwice { .. } | MappingError::EndpointTwice { .. } => "mapped-twice",
    MappingError::NotToml { .. } => "not-toml",
    MappingError::BadKey { .. } => "bad-key",
    MappingError::Nothing { .. } => "empty-map",
    MappingError::UnknownTarget { .. } => "unknown-target",
});

impl MappingError {
    /// The name of what is wrong.
    #[must_use]
    pub fn culprit(&self) -> String {
        match self {
            MappingError::TargetTwice { target } | MappingError::UnknownTarget { target, .. } => {
                target.to_string()
            }
            MappingError::NotAnEntry { text: culprit }
            | MappingError::NotATarget { target: culprit }
            | MappingError::EndpointTwice { value: culprit }
            | MappingError::NotToml { file: culprit, .. }
            | MappingError::Nothing { file: culprit }
            | MappingError::BadKey { key: culprit, .. } => culprit.clone(),
        }
    }

    /// What to do instead, where there is something to be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            MappingError::NotAnEntry { .. } | MappingError::NotATarget { .. } => {
                "state TARGET=FIELD, where TARGET is endpoint, options, calls, at, charged, restate, options.NAME, \
                 choices.NAME, quantities.NAME or attributes.NAME; or endpoint:VALUE=NAME for a value that stands \
                 for an endpoint"
            }
            MappingError::UnknownTarget { nearest: Some(nearest), .. } => {
                return Some(format!("did you mean `{nearest}`?"));
            }
            MappingError::UnknownTarget { .. } => "map to a name of the sheet",
            MappingError::Nothing { .. } => "write TARGET = \"FIELD\", such as endpoint = \"path\"",
            _ => return None,
        };
        Some(help.to_string())
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MappingError::NotAnEntry { text } => write!(f, "`{text}` of --map maps nothing"),
            MappingError::NotATarget { target } => write!(f, "`{target}` is nothing to map to"),
            MappingError::TargetTwice { target } => write!(f, "`{target}` is mapped twice"),
            MappingError::EndpointTwice { value } => {
                write!(f, "the endpoint value `{value}` is mapped twice")
            }
            MappingError::NotToml { file, reason } => write!(f, "{file} is not a map: {reason}"),
            MappingError::BadKey { file, key, reason } => write!(f, "{file}: `{key}` {reason}"),
            MappingError::Nothing { file } => write!(f, "{file} maps nothing"),
            MappingError::UnknownTarget { target, .. } => {
                write!(f, "the map reads `{target}`, which no endpoint of the sheet has")
            }
        }
    }
}

impl std::error::Error for MappingError {}

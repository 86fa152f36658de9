//! The two types of client that OAuth knows.

use serde::{Deserialize, Serialize};

/// Whether an application can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationKind {
    /// It runs on a server and has a client secret.
    #[default]
    Confidential,
    /// It runs in a browser or on a device and has none.
    Public,
}

impl ApplicationKind {
    /// The form on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confidential => "confidential",
            Self::Public => "public",
        }
    }

    /// Reads the form on the wire.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Confidential, Self::Public].into_iter().find(|kind| kind.as_str() == text)
    }
}

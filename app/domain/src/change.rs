//! Deleting and restoring applications, one or many at once: which ones, what that affects, and how
//! it is undone.

use crate::application::{ApplicationName, ClientId};
use crate::checked_text::checked_text;
use crate::identifier_format::{NotAnIdentifier, identifier};
use crate::permission::Scope;
use crate::redirect_uri::RedirectUri;
use crate::search::Search;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most applications that one request may name one by one.
pub const MAX_SELECTED: usize = 1000;

/// Prefix of a [`ChangeId`].
pub const CHANGE_PREFIX: &str = "cfgo_chg_";

/// Selects the applications of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ApplicationSelector {
    /// These, at most [`MAX_SELECTED`].
    These(Vec<ClientId>),
    /// All that a search finds except some.
    Matching {
        /// The search; its order has no meaning here.
        search: Search,
        /// At most [`MAX_SELECTED`].
        except: Vec<ClientId>,
    },
}

checked_text! {
    /// The identifier of a deletion or restoration, by which it can be undone as a whole: `cfgo_chg_`
    /// and 22 base62 characters. Only the account that made the change can use it.
    ChangeId, NotAnIdentifier, |text| identifier(CHANGE_PREFIX, text)
}

/// What an owner does to applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The applications stop working at once and can be restored.
    Delete,
    /// The applications work again, as before their deletion.
    Restore,
}

impl ChangeKind {
    /// What undoes it.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Delete => Self::Restore,
            Self::Restore => Self::Delete,
        }
    }
}

/// A deletion or restoration that can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What undoes it.
    pub id: ChangeId,
    /// How many applications it changed.
    pub applications: u32,
    /// The name of the application, if it changed exactly one.
    pub name: Option<ApplicationName>,
    /// The people and tokens that the change affected.
    pub impact: Impact,
}

/// How many people and tokens a change or an edit affects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// People who hold a grant for one of the applications.
    pub people: u32,
    /// Access tokens that have not expired, and refresh tokens that can still be used.
    pub tokens: u32,
}

impl Impact {
    /// Whether nobody and nothing is affected.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.people == 0 && self.tokens == 0
    }
}

/// "2 people and 5 tokens"; the tokens alone where there is nobody.
impl std::fmt::Display for Impact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let people = match self.people {
            1 => "1 person".to_owned(),
            people => format!("{people} people"),
        };
        let tokens = match self.tokens {
            1 => "1 token".to_owned(),
            tokens => format!("{tokens} tokens"),
        };
        match (self.people, self.tokens) {
            (0, _) => f.write_str(&tokens),
            (_, 0) => f.write_str(&people),
            _ => write!(f, "{people} and {tokens}"),
        }
    }
}

/// What an edit would remove from an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditReduction {
    /// Permissions that would be removed.
    pub permissions: Vec<Scope>,
    /// Redirect URIs that would be removed, as text.
    pub redirect_uris: Vec<String>,
}

/// Whom a [`EditReduction`] touches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditImpact {
    /// The people who granted one of the permissions, and the tokens that carry one.
    pub permissions: Impact,
    /// Each registered redirect URI that would be removed.
    pub redirect_uris: Vec<RedirectUriUse>,
}

/// How a registered redirect URI is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectUriUse {
    /// The URI.
    pub uri: RedirectUri,
    /// When a browser last returned to it with a code that was exchanged, to the minute or so.
    pub last_used_at: Option<Timestamp>,
    /// The people with a grant whose codes were sent to it, and the tokens issued for those codes.
    pub impact: Impact,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impact_reads_as_a_person_says_it() {
        for (people, tokens, text) in [
            (2, 5, "2 people and 5 tokens"),
            (1, 1, "1 person and 1 token"),
            (3, 0, "3 people"),
            (0, 2, "2 tokens"),
        ] {
            assert_eq!(Impact { people, tokens }.to_string(), text);
        }
    }
}

//! What an owner does to applications at once, what it stops, and how it is taken back.

use crate::application::{ApplicationName, ClientId};
use crate::checked_text::checked_text;
use crate::identifier_format::{NotAnIdentifier, identifier};
use crate::permission::Scope;
use crate::redirect_uri::RedirectUri;
use crate::search::Search;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most applications that are named one by one in one request.
pub const MAX_SELECTED: usize = 1000;

/// What a [`ChangeId`] begins with.
pub const CHANGE_PREFIX: &str = "cfgo_chg_";

/// Which applications an action is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ApplicationSelector {
    /// These, at most [`MAX_CHOSEN`].
    These(Vec<ClientId>),
    /// All that a search finds, but these.
    Matching {
        /// What finds them; its order says nothing.
        search: Search,
        /// At most [`MAX_CHOSEN`].
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
    /// They stop at once, and can be restored.
    Delete,
    /// They work again, as they were.
    Restore,
}

impl ChangeKind {
    /// What takes it back.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Delete => Self::Restore,
            Self::Restore => Self::Delete,
        }
    }
}

/// What was done to applications, and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What takes it back.
    pub id: ChangeId,
    /// How many applications were changed.
    pub applications: u32,
    /// What it is called, if it was one.
    pub name: Option<ApplicationName>,
    /// What a deletion stopped, or a restoration lets work again.
    pub impact: Impact,
}

/// Whom something touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// People who allowed one of the applications to act for them.
    pub people: u32,
    /// Access tokens that have not expired, and refresh tokens that can still be used.
    pub tokens: u32,
}

impl Impact {
    /// Whether it touches nobody.
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

/// What a form takes away from an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditReduction {
    /// Permissions that it would lose.
    pub permissions: Vec<Scope>,
    /// Redirect URIs that it would lose, as text.
    pub redirect_uris: Vec<String>,
}

/// Whom a [`Narrowing`] touches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditImpact {
    /// Who allowed one of the permissions, and the tokens that have one of them.
    pub permissions: Impact,
    /// Each redirect URI that is registered now and would not be.
    pub redirect_uris: Vec<RedirectUriUse>,
}

/// How a registered redirect URI is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectUriUse {
    /// The URI.
    pub uri: RedirectUri,
    /// When a browser last returned to it with a code that was exchanged, to the minute or so.
    pub last_used_at: Option<Timestamp>,
    /// Who signed in by it and still allows the application, and the tokens that came of that.
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

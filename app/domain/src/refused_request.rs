//! What the owner of an application is told about its refused requests: why, and what to do. Whoever
//! sent the request learns nothing of it.

use crate::redirect_uri::RedirectUri;
use crate::text::visible;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most groups that are kept of one application.
pub const MAX_GROUPS: usize = 50;
/// The most characters that are kept of what a request said.
pub const MAX_VALUE: usize = 200;

/// Why a request was refused, as far as its application's owner can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No `redirect_uri`.
    RedirectUriMissing,
    /// A `redirect_uri` that is not registered; the value is that URI.
    RedirectUriUnregistered,
    /// A parameter was sent twice; the value is its name.
    ParameterRepeated,
    /// A parameter does not hold what it must; the value is its name.
    ParameterInvalid,
    /// Another `response_type` than `code`; the value is that type.
    ResponseType,
    /// No `code_challenge`.
    ChallengeMissing,
    /// Another `code_challenge_method` than `S256`; the value is that method.
    ChallengeMethod,
    /// A `code_challenge` that no verifier has.
    ChallengeInvalid,
    /// A scope that does not exist; the value is that scope.
    ScopeUnknown,
    /// A scope that the application was not given; the value is that scope.
    ScopeNotGiven,
    /// No client secret, or none that is the application's.
    ClientSecret,
    /// A client secret from a public application.
    ClientSecretOfPublic,
    /// Another `grant_type` than those there are, or than those it may use; the value is that type.
    GrantType,
    /// A code that is unknown or came too late.
    Code,
    /// A code that was exchanged before.
    CodeSpent,
    /// A code with another `redirect_uri` than it was asked for with; the value is that URI.
    CodeRedirectUri,
    /// A code with a `code_verifier` that does not fit its challenge.
    CodeVerifier,
    /// A refresh token that is unknown or came too late.
    RefreshToken,
    /// A refresh token that was exchanged before.
    RefreshTokenSpent,
    /// A refresh token that came a second time while the token of its first use was in use already.
    RefreshTokenSuperseded,
    /// More than was granted; the value is the scope.
    ScopeExceeds,
}

/// All reasons, in the order of a flow.
const ALL: [Reason; 21] = [
    Reason::RedirectUriMissing,
    Reason::RedirectUriUnregistered,
    Reason::ParameterRepeated,
    Reason::ParameterInvalid,
    Reason::ResponseType,
    Reason::ChallengeMissing,
    Reason::ChallengeMethod,
    Reason::ChallengeInvalid,
    Reason::ScopeUnknown,
    Reason::ScopeNotGiven,
    Reason::ClientSecret,
    Reason::ClientSecretOfPublic,
    Reason::GrantType,
    Reason::Code,
    Reason::CodeSpent,
    Reason::CodeRedirectUri,
    Reason::CodeVerifier,
    Reason::RefreshToken,
    Reason::RefreshTokenSpent,
    Reason::RefreshTokenSuperseded,
    Reason::ScopeExceeds,
];

impl Reason {
    /// The stored form, which never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RedirectUriMissing => "redirect_uri_missing",
            Self::RedirectUriUnregistered => "redirect_uri_unregistered",
            Self::ParameterRepeated => "parameter_repeated",
            Self::ParameterInvalid => "parameter_invalid",
            Self::ResponseType => "response_type",
            Self::ChallengeMissing => "challenge_missing",
            Self::ChallengeMethod => "challenge_method",
            Self::ChallengeInvalid => "challenge_invalid",
            Self::ScopeUnknown => "scope_unknown",
            Self::ScopeNotGiven => "scope_not_given",
            Self::ClientSecret => "client_secret",
            Self::ClientSecretOfPublic => "client_secret_of_public",
            Self::GrantType => "grant_type",
            Self::Code => "code",
            Self::CodeSpent => "code_spent",
            Self::CodeRedirectUri => "code_redirect_uri",
            Self::CodeVerifier => "code_verifier",
            Self::RefreshToken => "refresh_token",
            Self::RefreshTokenSpent => "refresh_token_spent",
            Self::RefreshTokenSuperseded => "refresh_token_superseded",
            Self::ScopeExceeds => "scope_exceeds",
        }
    }

    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// Refused requests of one application that were alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRequests {
    /// Why.
    pub reason: Reason,
    /// What the request said, cut at [`MAX_VALUE`] characters; empty where the reason needs none.
    /// Anybody can send anything here.
    pub value: String,
    /// How many.
    pub count: u32,
    /// When the last one came.
    pub last_at: Timestamp,
}

/// A reason in words for the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
    /// The redirect URI that registering would help, where that may be offered.
    pub add: Option<RedirectUri>,
}

impl RefusedRequests {
    /// Explains a group to the owner of an application with these redirect URIs.
    pub fn explain(&self, registered: &[RedirectUri]) -> Explanation {
        let value = &visible(&self.value);
        let (problem, fix): (String, &str) = match self.reason {
            Reason::RedirectUriMissing => (
                "redirect_uri is missing".to_owned(),
                "Send redirect_uri with every authorization request.",
            ),
            Reason::RedirectUriUnregistered => return self.explain_uri(registered),
            Reason::ParameterRepeated => {
                (format!("{value} was sent more than once"), "Send each parameter once.")
            }
            Reason::ParameterInvalid => (
                format!("{value} does not hold what it must"),
                "Leave the parameter out, or see the metadata for what is supported.",
            ),
            Reason::ResponseType => (
                format!("response_type {value:?} does not exist here"),
                "Use response_type=code. The implicit flow is not supported.",
            ),
            Reason::ChallengeMissing => (
                "code_challenge is missing".to_owned(),
                "Turn on PKCE in the OAuth library (S256).",
            ),
            Reason::ChallengeMethod => (
                format!("code_challenge_method {value:?} is not supported"),
                "Use code_challenge_method=S256.",
            ),
            Reason::ChallengeInvalid => (
                "code_challenge is not the SHA-256 of a verifier".to_owned(),
                "Send base64url(SHA-256(code_verifier)) without padding: 43 characters.",
            ),
            Reason::ScopeUnknown => (
                format!("There is no scope {value:?}"),
                "Ask only for scopes in the list of permissions; they are case-sensitive.",
            ),
            Reason::ScopeNotGiven => (
                format!("The scope {value:?} is off for this application"),
                "Turn the permission on in the application, or don't ask for it.",
            ),
            Reason::ClientSecret => (
                "The client secret is missing or wrong".to_owned(),
                "Check which secret is deployed: its last four characters are listed above.",
            ),
            Reason::ClientSecretOfPublic => (
                "A public application sent a client secret".to_owned(),
                "Leave client_secret out, also an empty one.",
            ),
            Reason::GrantType => (
                format!("grant_type {value:?} can't be used"),
                "Use authorization_code or refresh_token; client_credentials is for confidential applications.",
            ),
            Reason::Code => (
                "A code was unknown or expired".to_owned(),
                "Exchange the code within 60 seconds, at the server that issued it.",
            ),
            Reason::CodeSpent => (
                "A code was exchanged twice; its tokens were revoked".to_owned(),
                "Exchange each code once. A page that is reloaded must not exchange it again.",
            ),
            Reason::CodeRedirectUri => (
                format!("redirect_uri {value:?} is not the one that the code was asked for with"),
                "Send the same redirect_uri to both endpoints.",
            ),
            Reason::CodeVerifier => (
                "code_verifier does not fit the code_challenge".to_owned(),
                "Keep the verifier with the browser's session, and send it unchanged.",
            ),
            Reason::RefreshToken => (
                "A refresh token was unknown, expired or revoked".to_owned(),
                "Ask the account again. Keep the new refresh token of every reply.",
            ),
            Reason::RefreshTokenSpent => (
                "A refresh token was used twice; its tokens were revoked".to_owned(),
                "Refresh in one place at a time, and keep the new refresh token of every reply.",
            ),
            Reason::RefreshTokenSuperseded => (
                "A refresh token was used by two processes at once; one of them was refused"
                    .to_owned(),
                "Share the newest tokens between processes, or refresh in one of them only.",
            ),
            Reason::ScopeExceeds => (
                format!("The scope {value:?} was not granted"),
                "Ask for the same scopes or fewer; for more, send the account through consent.",
            ),
        };
        Explanation { problem, fix: fix.to_owned(), add: None }
    }

    fn explain_uri(&self, registered: &[RedirectUri]) -> Explanation {
        let value = visible(&self.value);
        let near = registered
            .iter()
            .filter_map(|uri| Some((uri, uri.difference(&self.value)?)))
            .min_by_key(|&(_, difference)| difference);
        let Some((uri, difference)) = near else {
            return Explanation {
                problem: format!("redirect_uri {value} is not registered"),
                fix: "Send a registered URI, or register this one if it is yours.".to_owned(),
                add: None,
            };
        };
        Explanation {
            problem: format!("redirect_uri {value} is not registered: {}", difference.text()),
            fix: format!("Send {} exactly as it is registered.", uri.as_str()),
            // A URI that was cut is not the one that was sent.
            add: (difference.may_be_added() && self.value.len() < MAX_VALUE)
                .then(|| RedirectUri::from_stored(self.value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explain(reason: Reason, value: &str, registered: &str) -> Explanation {
        let group =
            RefusedRequests { reason, value: value.to_owned(), count: 1, last_at: Timestamp(0) };
        group.explain(&[RedirectUri::from_stored(registered.to_owned())])
    }

    #[test]
    fn only_a_slip_in_the_path_may_be_added() {
        let registered = "https://x.example/cb";
        for (asked, text, add) in [
            ("https://x.example/cb/", "trailing slash", true),
            ("https://x.example/CB", "capital letters in the path", true),
            ("https://x.example/cb?a=b", "another query", false),
            ("http://x.example/cb", "another scheme", false),
            ("https://x.example:8443/cb", "another port", false),
            ("https://evil.example/cb", "another host", false),
            ("https://x.example.evil.example/cb", "another host", false),
            ("https://x.example@evil.example/cb", "another host", false),
            ("https://evil.example/other", "is not registered", false),
            ("javascript:alert(1)", "is not registered", false),
        ] {
            let told = explain(Reason::RedirectUriUnregistered, asked, registered);
            assert!(told.problem.ends_with(text), "{}", told.problem);
            let added = told.add.map(|uri| uri.as_str().to_owned());
            assert_eq!(added, add.then(|| asked.to_owned()), "{asked}");
        }
    }

    #[test]
    fn every_reason_has_its_form_and_its_words() {
        for reason in ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
            let told = explain(reason, "v", "https://x.example/cb");
            assert!(!told.problem.is_empty() && told.fix.ends_with('.'), "{told:?}");
        }
        assert_eq!(Reason::parse("nonsense"), None);
    }
}

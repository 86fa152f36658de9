//! What the owner of an application is told about its refused requests: the reason and the fix. The
//! sender of the request does not see it.

mod reason;

use crate::redirect_uri::RedirectUri;
use crate::text::visible;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use reason::Reason;

/// The most groups that are stored for one application.
pub const MAX_GROUPS: usize = 50;
/// The most characters of a value that are stored.
pub const MAX_VALUE: usize = 200;

/// Refused requests of one application with the same reason and value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRequests {
    /// Why they were refused.
    pub reason: Reason,
    /// The value that the request sent, cut at [`MAX_VALUE`] characters; empty where the reason
    /// needs none. Untrusted: anybody can send anything.
    pub value: String,
    /// How many requests were refused.
    pub count: u32,
    /// When the latest was refused.
    pub last_at: Timestamp,
}

/// A reason in words for the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
    /// A redirect URI whose registration would fix it, if that may be offered.
    pub add: Option<RedirectUri>,
}

impl RefusedRequests {
    /// Explains a group to the owner of an application with these redirect URIs.
    #[expect(clippy::too_many_lines, reason = "a table: two sentences for each reason")]
    pub fn explain(&self, registered: &[RedirectUri]) -> Explanation {
        let value = &self.shown_value();
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
                "Ask for at least one permission of the application; scopes are case-sensitive, and there are no ID tokens.",
            ),
            Reason::ScopeNotGiven => (
                format!("The scope {value:?} is off for this application"),
                "Turn the permission on in the application, or don't ask for it.",
            ),
            Reason::ClientSecret => (
                "The client secret is missing or wrong".to_owned(),
                "Check which secret is deployed: its last four characters are listed above.",
            ),
            Reason::ClientSecretOfPublic => {
                ("A public application sent a client secret".to_owned(), "Leave client_secret out.")
            }
            Reason::GrantType => (
                format!("grant_type {value:?} can't be used"),
                "Use authorization_code or refresh_token; client_credentials is for confidential applications.",
            ),
            Reason::Code => (
                "A code was unknown or expired".to_owned(),
                "Exchange each code at once, at the server that issued it: it expires soon.",
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
            Reason::ClientIdSpace => (
                format!("client_id was sent as {value:?}, with white space, quotes or invisible characters around it"),
                "Remove them where the application reads its client ID.",
            ),
            Reason::ClientSecretSpace => (
                "The client secret is right but for white space, quotes or invisible characters around it".to_owned(),
                "Remove them where the application reads its secret: often it is a line break.",
            ),
            Reason::AuthorizationHeader => (
                match value.as_str() {
                    "" => "The Authorization header holds no client credentials".to_owned(),
                    scheme => {
                        format!("The Authorization header ({scheme}) holds no client credentials")
                    }
                },
                "Leave the header out and send client_id in the body, or send Basic with client ID and secret.",
            ),
            Reason::TwoAuthentications => (
                "Client credentials were sent twice, such as in the header and in the body"
                    .to_owned(),
                "Use client_secret_basic or client_secret_post, not both.",
            ),
            Reason::ClientIdDiffers => (
                "client_id in the body is not the one in the Authorization header".to_owned(),
                "Send the same client ID in both places, or leave it out of the body.",
            ),
            Reason::ClientAssertion => (
                "client_assertion is not supported".to_owned(),
                "Use client_secret_basic or client_secret_post.",
            ),
            Reason::ContentType if value.is_empty() => (
                "The body was sent without a Content-Type".to_owned(),
                "Send it as application/x-www-form-urlencoded.",
            ),
            Reason::ContentType => (
                format!("The body was sent as {value}"),
                "Send it as application/x-www-form-urlencoded.",
            ),
            Reason::Method => (
                format!("An endpoint that takes POST was called by {value}"),
                "Send a POST with the parameters in the body.",
            ),
            Reason::ParametersInQuery => (
                "Parameters were sent in the query, where logs keep them".to_owned(),
                "Send them in the body.",
            ),
            Reason::ParameterMissing => {
                (format!("{value} is missing"), "Send it in the body of the request.")
            }
            Reason::CodeVerifierMissing => (
                "code_verifier is missing".to_owned(),
                "Send the verifier whose SHA-256 was the code_challenge.",
            ),
            Reason::RequestTooLong => (
                "An authorization request was too long".to_owned(),
                "Keep the data on your server, and send a short state that finds it.",
            ),
            Reason::ScopeExceeds => (
                format!("The scope {value:?} was not granted"),
                "Ask for the same scopes or fewer; for more, send the account through consent.",
            ),
        };
        Explanation { problem, fix: fix.to_owned(), add: None }
    }

    /// The value with everything in sight; a space is a fault in some of them only.
    fn shown_value(&self) -> String {
        let shown = visible(&self.value);
        let is_list = matches!(
            self.reason,
            Reason::ScopeUnknown
                | Reason::ScopeNotGiven
                | Reason::ScopeExceeds
                | Reason::ContentType
        );
        if is_list { shown.replace('␠', " ") } else { shown }
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
        let group = RefusedRequests {
            reason,
            value: value.to_owned(),
            count: 1,
            last_at: Timestamp::EPOCH,
        };
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
        for &reason in reason::ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
            let told = explain(reason, "v", "https://x.example/cb");
            assert!(!told.problem.is_empty() && told.fix.ends_with('.'), "{told:?}");
        }
        assert_eq!(Reason::parse("nonsense"), None);
    }
}

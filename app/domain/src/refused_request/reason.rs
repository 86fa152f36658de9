//! Why requests are refused, in the order of a flow.

use serde::{Deserialize, Serialize};

/// Writes the enumeration of reasons, each once with its stored form.
macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $stored:literal,)*) => {
        /// Why a request was refused, as far as its application's owner can do something about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        /// All reasons, in the order of a flow.
        pub(super) const ALL: &[Reason] = &[$(Reason::$name,)*];

        impl Reason {
            /// The stored form, which never changes.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $stored,)*
                }
            }
        }
    };
}

reasons! {
    /// No `redirect_uri`.
    RedirectUriMissing = "redirect_uri_missing",
    /// A `redirect_uri` that is not registered; the value is that URI.
    RedirectUriUnregistered = "redirect_uri_unregistered",
    /// A parameter was sent twice; the value is its name.
    ParameterRepeated = "parameter_repeated",
    /// A parameter does not hold what it must; the value is its name.
    ParameterInvalid = "parameter_invalid",
    /// Another `response_type` than `code`; the value is that type.
    ResponseType = "response_type",
    /// No `code_challenge`.
    ChallengeMissing = "challenge_missing",
    /// Another `code_challenge_method` than `S256`; the value is that method.
    ChallengeMethod = "challenge_method",
    /// A `code_challenge` that no verifier has.
    ChallengeInvalid = "challenge_invalid",
    /// A scope that does not exist; the value is that scope.
    ScopeUnknown = "scope_unknown",
    /// A scope that the application was not given; the value is that scope.
    ScopeNotGiven = "scope_not_given",
    /// No client secret, or none that is the application's.
    ClientSecret = "client_secret",
    /// A client secret from a public application.
    ClientSecretOfPublic = "client_secret_of_public",
    /// Another `grant_type` than those there are, or than those it may use; the value is that type.
    GrantType = "grant_type",
    /// A code that is unknown or expired.
    Code = "code",
    /// A code that was exchanged before.
    CodeSpent = "code_spent",
    /// A code with another `redirect_uri` than it was asked for with; the value is that URI.
    CodeRedirectUri = "code_redirect_uri",
    /// A code with a `code_verifier` that does not fit its challenge.
    CodeVerifier = "code_verifier",
    /// A refresh token that is unknown or expired.
    RefreshToken = "refresh_token",
    /// A refresh token that was exchanged before.
    RefreshTokenSpent = "refresh_token_spent",
    /// A refresh token that was sent again after the token issued for its first use had been used.
    RefreshTokenSuperseded = "refresh_token_superseded",
    /// `client_id` with white space, quotes or invisible characters around it; the value is what was
    /// sent.
    ClientIdSpace = "client_id_space",
    /// A client secret that is right but for white space, quotes or invisible characters around it.
    ClientSecretSpace = "client_secret_space",
    /// An `Authorization` header that holds no client credentials; the value is its scheme.
    AuthorizationHeader = "authorization_header",
    /// Client credentials in the header and in the body, or two headers.
    TwoAuthentications = "two_authentications",
    /// Another `client_id` in the body than in the `Authorization` header.
    ClientIdDiffers = "client_id_differs",
    /// A `client_assertion` (RFC 7523).
    ClientAssertion = "client_assertion",
    /// A body of another type than a form; the value is that type.
    ContentType = "content_type",
    /// Another method than POST; the value is that method.
    Method = "method",
    /// Parameters of the token endpoint in the query.
    ParametersInQuery = "parameters_in_query",
    /// A parameter is missing; the value is its name.
    ParameterMissing = "parameter_missing",
    /// No `code_verifier`.
    CodeVerifierMissing = "code_verifier_missing",
    /// An authorization request that is too long.
    RequestTooLong = "request_too_long",
    /// More than was granted; the value is the scope.
    ScopeExceeds = "scope_exceeds",
}

impl Reason {
    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        ALL.iter().copied().find(|reason| reason.as_str() == text)
    }
}

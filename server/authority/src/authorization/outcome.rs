//! The outcomes of an authorization request and of a consent question.

use crate::secrets::{AuthorizationCode, ConsentToken};
use domain::application::{ApplicationName, ClientId};
use domain::permission::Permission;
use domain::redirect_uri::RedirectUri;
use domain::session::SignedIn;
use domain::time::Timestamp;

/// Why no response may be sent to the application (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonRedirectableError {
    /// No `client_id`, or two.
    NoApplication,
    /// An application that does not exist, was deleted, or whose owner is disabled.
    UnknownApplication,
    /// No `redirect_uri` where one is needed, or two.
    NoRedirectUri,
    /// A `redirect_uri` that is not registered.
    UnregisteredRedirectUri,
}

/// The reason of an error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorizationError {
    /// This parameter was sent more than once.
    Repeated(String),
    /// This parameter is missing.
    Missing(&'static str),
    /// This parameter is not valid.
    Invalid(&'static str),
    /// This parameter is not UTF-8, or holds U+0000.
    NotText(String),
    /// The request is longer than it may be.
    TooLong,
    /// Another `response_type` than `code`.
    ResponseType,
    /// A request object (RFC 9101).
    RequestObject,
    /// A request by reference (RFC 9101).
    RequestUri,
    /// Another method than `S256`, or none, which means `plain`.
    ChallengeMethod,
    /// A scope that does not exist.
    UnknownScope,
    /// A scope that the application does not have.
    ForbiddenScope,
    /// The account denied the request.
    Denied,
    /// The browser is not signed in, and `prompt=none` forbids a sign-in page.
    LoginRequired,
    /// Consent is needed, and `prompt=none` forbids a consent page.
    ConsentRequired,
}

/// The result of an authorization request, for the application.
#[derive(Debug)]
pub enum AuthorizationResult {
    /// An authorization code.
    Code(AuthorizationCode),
    /// An error.
    Error(AuthorizationError),
}

/// An authorization response (RFC 6749 §4.1.2) to a verified redirect URI.
#[derive(Debug)]
pub struct AuthorizationResponse {
    /// The name of the application.
    pub application: ApplicationName,
    /// The redirect URI.
    pub redirect_uri: String,
    /// `state` of the request.
    pub state: Option<String>,
    /// The code or the error.
    pub result: AuthorizationResult,
}

/// The outcome of an authorization request.
#[derive(Debug)]
pub enum Authorization {
    /// No response may be sent: the error is shown on a page of Configo, without a `Location`.
    Refused(NonRedirectableError),
    /// The browser is redirected to the application.
    Respond(AuthorizationResponse),
    /// The browser must sign in and then repeat the request.
    SignIn {
        /// Set where a new sign-in is needed: `signed_in_after` of the next request.
        after: Option<Timestamp>,
    },
    /// The account is asked.
    PromptForConsent(Box<ConsentPrompt>),
}

/// What a consent page shows.
#[derive(Debug)]
pub struct ConsentPrompt {
    /// Identifies the stored question.
    pub token: ConsentToken,
    /// The name of the application.
    pub application: ApplicationName,
    /// Its client ID.
    pub client_id: ClientId,
    /// The name of its owner.
    pub owner: String,
    /// The redirect URI.
    pub redirect_uri: RedirectUri,
    /// The requested permissions, in the order of the catalogue, and whether each is not granted
    /// yet.
    pub permissions: Vec<(Permission, bool)>,
    /// The account that is asked.
    pub account: SignedIn,
}

/// The outcome of an answer.
#[derive(Debug)]
pub enum ConsentOutcome {
    /// The browser is redirected to the application.
    Respond(AuthorizationResponse),
    /// The question expired, was answered before, belongs to another session, or its application,
    /// redirect URI or account was deleted or disabled.
    Gone,
}

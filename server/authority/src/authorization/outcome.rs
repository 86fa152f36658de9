//! What becomes of a request for authorization, and of the account's answer to a question.

use crate::secrets::{AuthorizationCode, ConsentToken};
use domain::application::{ApplicationName, ClientId};
use domain::permission::Permission;
use domain::redirect_uri::RedirectUri;
use domain::session::SignedIn;
use domain::time::Timestamp;

/// Why nothing may be sent back to whoever asked (RFC 6749 §4.1.2.1).
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

/// Why an application gets an error back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorizationError {
    /// This parameter was sent more than once.
    Repeated(String),
    /// This parameter is missing.
    Missing(&'static str),
    /// This parameter does not hold what it must.
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
    /// A scope that the application was not given.
    ForbiddenScope,
    /// The account said no.
    Denied,
    /// Somebody would have to sign in, and `prompt=none` forbids to ask.
    LoginRequired,
    /// The account would have to be asked, and `prompt=none` forbids that.
    ConsentRequired,
}

/// What the browser takes back to the application.
#[derive(Debug)]
pub enum AuthorizationResult {
    /// A code to exchange.
    Code(AuthorizationCode),
    /// Why there is none.
    Error(AuthorizationError),
}

/// The way back to an application: its redirect URI is known good.
#[derive(Debug)]
pub struct AuthorizationResponse {
    /// What the application is called.
    pub application: ApplicationName,
    /// Where to.
    pub redirect_uri: String,
    /// `state` as it came.
    pub state: Option<String>,
    /// With what.
    pub result: AuthorizationResult,
}

/// What becomes of a request for authorization.
#[derive(Debug)]
pub enum Authorization {
    /// Nothing may be sent back: say it on a page of ours, without a `Location`.
    Refused(NonRedirectableError),
    /// The browser goes back.
    Respond(AuthorizationResponse),
    /// Somebody must sign in, then ask again.
    SignIn {
        /// Where being signed in is not enough: `signed_in_after` for the next request.
        after: Option<Timestamp>,
    },
    /// The account is asked.
    PromptForConsent(Box<ConsentPrompt>),
}

/// What a consent page shows.
#[derive(Debug)]
pub struct ConsentPrompt {
    /// The name under which the answer finds what was validated.
    pub token: ConsentToken,
    /// The application that asks.
    pub application: ApplicationName,
    /// Its client ID.
    pub client_id: ClientId,
    /// What its owner is called.
    pub owner: String,
    /// Where the answer goes.
    pub redirect_uri: RedirectUri,
    /// What it asks for, in the order of the catalogue, and whether that is new.
    pub permissions: Vec<(Permission, bool)>,
    /// Who is asked.
    pub account: SignedIn,
}

/// What became of an answer.
#[derive(Debug)]
pub enum ConsentOutcome {
    /// The browser goes back.
    Respond(AuthorizationResponse),
    /// The question waited too long, was answered before, was put to another session, or its
    /// application, its redirect URI or the account stopped.
    Gone,
}

//! The authorization endpoint's decisions (RFC 6749 §4.1.1, RFC 7636, RFC 9700): an ordered list
//! of checks, each of which takes what the one before it made, so none can run too early.
//!
//! [`AuthorizationRequest`] → `ForApplication` (whom may an answer be sent to?) → `Checked` (is it
//! a request we grant?) → a question, a code, or a refusal. Until there is a `ForApplication`,
//! nothing may be sent back: [`Authorization::Refused`] is a page of ours.

mod checks;
mod consent;

use crate::secrets::{AuthorizationCode, ConsentToken};
use crate::store::RequestedApplication;
use crate::{ActiveSession, Authority, Error};
use checks::{Checked, ForApplication, Refusal};
use domain::application::{ApplicationName, ClientId};
use domain::permission::Permission;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::Reason;
use domain::session::SignedIn;
use domain::time::Timestamp;
use std::collections::BTreeSet;

/// A request for authorization as it came: each parameter decoded once. One without a value counts
/// as absent (RFC 6749 §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// `client_id`
    pub client_id: Option<String>,
    /// `redirect_uri`
    pub redirect_uri: Option<String>,
    /// `state`, handed back byte for byte.
    pub state: Option<String>,
    /// `response_type`
    pub response_type: Option<String>,
    /// `response_mode` (OAuth 2.0 Multiple Response Types §2.1)
    pub response_mode: Option<String>,
    /// `scope`
    pub scope: Option<String>,
    /// `code_challenge` (RFC 7636 §4.3)
    pub code_challenge: Option<String>,
    /// `code_challenge_method`
    pub code_challenge_method: Option<String>,
    /// `prompt` (OIDC Core §3.1.2.1)
    pub prompt: Option<String>,
    /// `max_age`, in seconds (OIDC Core §3.1.2.1)
    pub max_age: Option<String>,
    /// `request` or `request_uri`, if one of them was sent (RFC 9101).
    pub request_object: Option<RequestObject>,
    /// Names of these parameters that were sent more than once.
    pub repeated: BTreeSet<String>,
    /// Names of these parameters whose value is no text.
    pub malformed: BTreeSet<String>,
    /// Whether it is longer than a request may be.
    pub too_long: bool,
    /// Whether the account is asked even if it has allowed this before: it has just answered a
    /// question that was closed by then.
    pub always_ask: bool,
    /// From when on signing in counts as an answer to `prompt=login` or `max_age`: what our own
    /// sign-in page sends along on the way back, in Unix milliseconds.
    pub signed_in_after: Option<String>,
}

/// How a request object was sent, which is not supported (RFC 9101 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestObject {
    /// `request`
    ByValue,
    /// `request_uri` (RFC 9126 too)
    ByReference,
}

/// Why nothing may be sent back to whoever asked (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswerable {
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
pub enum Answer {
    /// A code to exchange.
    Code(AuthorizationCode),
    /// Why there is none.
    Error(AuthorizationError),
}

/// The way back to an application: its redirect URI is known good.
#[derive(Debug)]
pub struct Return {
    /// What the application is called.
    pub application: ApplicationName,
    /// Where to.
    pub redirect_uri: String,
    /// `state` as it came.
    pub state: Option<String>,
    /// With what.
    pub answer: Answer,
}

/// What becomes of a request for authorization.
#[derive(Debug)]
pub enum Authorization {
    /// Nothing may be sent back: say it on a page of ours, without a `Location`.
    Refused(Unanswerable),
    /// The browser goes back.
    Return(Return),
    /// Somebody must sign in, then ask again.
    SignIn {
        /// Where being signed in is not enough: `signed_in_after` for the next request.
        after: Option<Timestamp>,
    },
    /// The account is asked.
    Ask(Box<Question>),
}

/// What a consent page shows.
#[derive(Debug)]
pub struct Question {
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
    Return(Return),
    /// The question waited too long, was answered before, was put to another session, or its
    /// application, its redirect URI or the account stopped.
    Gone,
}

impl Authority {
    /// Decides about a request for authorization by whoever is signed in.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authorize(
        &self,
        request: AuthorizationRequest,
        session: Option<&ActiveSession>,
    ) -> Result<Authorization, Error> {
        let asked = match self.for_application(request, session).await? {
            Ok(asked) => asked,
            Err(unanswerable) => return Ok(Authorization::Refused(unanswerable)),
        };
        let (id, application) = (asked.application.id.clone(), asked.application.name.clone());
        let (redirect_uri, state) = (asked.redirect_uri.clone(), asked.state());
        match self.check_request(asked) {
            Ok(checked) => self.proceed(checked, session).await,
            Err(Refusal { error, told }) => {
                if let Some((reason, value)) = told {
                    self.refuse(&id, reason, &value);
                }
                let answer = Answer::Error(error);
                Ok(Authorization::Return(Return { application, redirect_uri, state, answer }))
            }
        }
    }

    /// Whom may an answer be sent to? Application and redirect URI, and nothing else, decide.
    async fn for_application(
        &self,
        request: AuthorizationRequest,
        session: Option<&ActiveSession>,
    ) -> Result<Result<ForApplication, Unanswerable>, Error> {
        let once = |name: &str| !request.repeated.contains(name);
        let Some(id) = request.client_id.as_deref().filter(|_| once("client_id")) else {
            return Ok(Err(Unanswerable::NoApplication));
        };
        let Ok(id) = ClientId::parse(id) else {
            self.refuse_named(id, Reason::ClientIdSpace, id).await;
            return Ok(Err(Unanswerable::UnknownApplication));
        };
        let account = session.map(|session| &session.account.account);
        let mut tx = self.store().read().await?;
        let Some(application) = tx.requested_application(&id, account).await? else {
            return Ok(Err(Unanswerable::UnknownApplication));
        };
        let asked = match request.redirect_uri.as_deref() {
            None => only_https(&application.redirect_uris),
            asked => asked.filter(|_| once("redirect_uri")),
        };
        let Some(asked) = asked else {
            if request.redirect_uri.is_some() {
                self.refuse(&id, Reason::ParameterRepeated, "redirect_uri");
            } else {
                self.refuse(&id, Reason::RedirectUriMissing, "");
            }
            return Ok(Err(Unanswerable::NoRedirectUri));
        };
        if !self.may_return(&application, asked, request.state.as_deref(), session) {
            self.refuse(&id, Reason::RedirectUriUnregistered, asked);
            return Ok(Err(Unanswerable::UnregisteredRedirectUri));
        }
        let redirect_uri = asked.to_owned();
        Ok(Ok(ForApplication { application, redirect_uri, request }))
    }

    /// Whether an answer may be sent there: it is registered, or the callback of a trial.
    fn may_return(
        &self,
        application: &RequestedApplication,
        redirect_uri: &str,
        state: Option<&str>,
        session: Option<&ActiveSession>,
    ) -> bool {
        let (rules, kind) = (self.redirect_uri_rules(), application.kind);
        application.redirect_uris.iter().any(|uri| uri.accepts(redirect_uri, rules, kind))
            || self.tries(&application.id, redirect_uri, state, session)
    }

    /// Who is asked, and must they be?
    async fn proceed(
        &self,
        checked: Checked,
        session: Option<&ActiveSession>,
    ) -> Result<Authorization, Error> {
        let session = session.filter(|session| checked.is_fresh(session, self.now()).is_ok());
        let Some(session) = session else {
            if checked.prompt.none {
                return Ok(checked.refused(AuthorizationError::LoginRequired));
            }
            let again = checked.prompt.login || checked.max_age.is_some();
            return Ok(Authorization::SignIn { after: again.then(|| self.now()) });
        };
        if !checked.must_ask()
            && let Some(grant) = &checked.application.grant
        {
            let grant = grant.id.clone();
            // The grant may be revoked at this moment: then the account is asked.
            if let Some(code) = self.issue_code(&checked, &grant).await? {
                return Ok(checked.returned(Answer::Code(code)));
            }
        }
        if checked.prompt.none {
            return Ok(checked.refused(AuthorizationError::ConsentRequired));
        }
        self.ask(checked, session).await
    }
}

/// The redirect URI of a request that names none: the only one that is registered (OAuth 2.1
/// §4.1.1), if it is https. Others may be answered by any program on the device.
fn only_https(registered: &[RedirectUri]) -> Option<&str> {
    match registered {
        [only] if only.as_str().starts_with("https://") => Some(only.as_str()),
        _ => None,
    }
}

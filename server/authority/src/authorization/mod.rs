//! The authorization endpoint's decisions (RFC 6749 §4.1.1, RFC 7636, RFC 9700): an ordered list of
//! checks, each of which takes the result of the one before, so none can run too early.
//!
//! [`AuthorizationRequest`] → `ClientVerifiedRequest` (to whom may a response be sent?) → `ValidatedRequest` (is it
//! a request we grant?) → a question, a code, or a refusal. Until there is a
//! `ClientVerifiedRequest`, nothing may be sent to the application: [`Authorization::Refused`] is
//! shown as a page of Configo.

mod checks;
mod consent;
mod outcome;
mod request;

pub use outcome::{
    Authorization, AuthorizationError, AuthorizationResponse, AuthorizationResult, ConsentOutcome,
    ConsentPrompt, NonRedirectableError,
};
pub use request::{AuthorizationRequest, RequestObject};

use crate::authority::Authority;
use crate::error::Error;
use crate::sessions::ActiveSession;
use crate::store::{RequestedApplication, StoreError, Tx};
use checks::{ClientVerifiedRequest, RequestError, ValidatedRequest};
use domain::application::ClientId;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::Reason;

/// Why it is not known to whom a response may be sent.
enum Unverified {
    Refused(NonRedirectableError),
    Failed(Error),
}

impl From<NonRedirectableError> for Unverified {
    fn from(error: NonRedirectableError) -> Self {
        Self::Refused(error)
    }
}

impl From<StoreError> for Unverified {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Authority {
    /// Decides about an authorization request. `session` is that of the browser, if it is signed
    /// in.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authorize(
        &self,
        request: AuthorizationRequest,
        session: Option<&ActiveSession>,
    ) -> Result<Authorization, Error> {
        let asked = match self.verify_client_and_redirect_uri(request, session).await {
            Ok(asked) => asked,
            Err(Unverified::Refused(error)) => return Ok(Authorization::Refused(error)),
            Err(Unverified::Failed(error)) => return Err(error),
        };
        let (id, application) = (asked.application.id.clone(), asked.application.name.clone());
        let (redirect_uri, state) = (asked.redirect_uri.clone(), asked.state());
        match self.check_request(asked) {
            Ok(checked) => self.proceed(checked, session).await,
            Err(RequestError { error, told }) => {
                if let Some((reason, value)) = told {
                    self.refuse(&id, reason, &value);
                }
                let answer = AuthorizationResult::Error(error);
                Ok(Authorization::Respond(AuthorizationResponse {
                    application,
                    redirect_uri,
                    state,
                    result: answer,
                }))
            }
        }
    }

    /// Verifies to whom a response may be sent. Only the client ID and the redirect URI decide
    /// that.
    async fn verify_client_and_redirect_uri(
        &self,
        request: AuthorizationRequest,
        session: Option<&ActiveSession>,
    ) -> Result<ClientVerifiedRequest, Unverified> {
        let once = |name: &str| !request.repeated.contains(name);
        let Some(id) = request.client_id.as_deref().filter(|_| once("client_id")) else {
            return Err(NonRedirectableError::NoApplication.into());
        };
        let Ok(id) = ClientId::parse(id) else {
            self.refuse_named(id, Reason::ClientIdSpace, id).await;
            return Err(NonRedirectableError::UnknownApplication.into());
        };
        let account = session.map(|session| &session.account.account);
        let mut tx = self.store().read().await?;
        let Some(application) = tx.requested_application(&id, account).await? else {
            return Err(NonRedirectableError::UnknownApplication.into());
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
            return Err(NonRedirectableError::NoRedirectUri.into());
        };
        let state = request.state.as_deref();
        if !self.may_return(&mut tx, &application, asked, state, session).await? {
            self.refuse(&id, Reason::RedirectUriUnregistered, asked);
            return Err(NonRedirectableError::UnregisteredRedirectUri.into());
        }
        let redirect_uri = asked.to_owned();
        Ok(ClientVerifiedRequest { application, redirect_uri, request })
    }

    /// Whether a response may be sent to this URI: it is registered, or the callback of a test
    /// flow, which is looked up only then.
    async fn may_return(
        &self,
        tx: &mut Tx,
        application: &RequestedApplication,
        redirect_uri: &str,
        state: Option<&str>,
        session: Option<&ActiveSession>,
    ) -> Result<bool, StoreError> {
        let (rules, kind) = (self.redirect_uri_rules(), application.kind);
        if application.redirect_uris.iter().any(|uri| uri.accepts(redirect_uri, rules, kind)) {
            return Ok(true);
        }
        self.is_test_callback(tx, &application.id, redirect_uri, state, session).await
    }

    /// The checks that depend on the signed-in account.
    async fn proceed(
        &self,
        checked: ValidatedRequest,
        session: Option<&ActiveSession>,
    ) -> Result<Authorization, Error> {
        let session = session.filter(|session| checked.is_fresh(session, self.now()).is_ok());
        let Some(session) = session else {
            if checked.prompt.none {
                return Ok(checked.respond_error(AuthorizationError::LoginRequired));
            }
            let again = checked.prompt.login || checked.max_age.is_some();
            return Ok(Authorization::SignIn { after: again.then(|| self.now()) });
        };
        if !checked.needs_consent()
            && let Some(grant) = &checked.application.grant
        {
            let grant = grant.id.clone();
            // If the grant is revoked at this moment, the account is asked.
            if let Some(code) = self.issue_code(&checked, &grant).await? {
                return Ok(checked.respond(AuthorizationResult::Code(code)));
            }
        }
        if checked.prompt.none {
            return Ok(checked.respond_error(AuthorizationError::ConsentRequired));
        }
        self.ask(checked, session).await
    }
}

/// The redirect URI of a request that names none: the only registered one (OAuth 2.1 §4.1.1), if it
/// is https. Other schemes can be received by any program on the device.
fn only_https(registered: &[RedirectUri]) -> Option<&str> {
    match registered {
        [only] if only.as_str().starts_with("https://") => Some(only.as_str()),
        _ => None,
    }
}

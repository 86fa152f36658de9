//! *Try it*: an owner runs a real authorization code flow of their application against a callback
//! of Configo and sees each step. The tokens are revoked at once.
//!
//! The callback's URL is a redirect URI only for the one request that the owner's POST started:
//! same application, same session, same `state`, for ten minutes. So it is never registered, and no
//! other account can have a code sent there.

pub(crate) mod waiting;

use crate::authority::Authority;
use crate::client_authentication::AuthenticatedApplication;
use crate::error::Error;
use crate::random;
use crate::secrets::digest::{Digest, challenge_of};
use crate::sessions::ActiveSession;
use crate::token_exchange::{CodeExchange, IssuedTokens, TokenError, TokenResponse};
use crate::use_case::detached;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::pkce::{CodeChallenge, CodeVerifier};
use std::time::Duration;
use waiting::{AT_ONCE, Waiting, make_room};
use zeroize::Zeroizing;

/// How long a test flow waits for its callback.
const LIFE: Duration = Duration::from_mins(10);

/// A test flow that was just started: parameters of its authorization request.
#[derive(Debug)]
pub struct TestFlowStart {
    /// `state`
    pub state: String,
    /// `code_challenge`, with the method `S256`.
    pub challenge: CodeChallenge,
}

/// The outcome of a test flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestFlowOutcome {
    /// This session has no such test flow.
    Unknown,
    /// The callback was called without a code.
    NoCode,
    /// The exchange was refused.
    Refused(TokenError),
    /// The exchange issued tokens, which were revoked at once.
    Issued {
        /// Their scope.
        scope: ScopeSet,
        /// How long the access token would have worked.
        expires_in: Duration,
    },
}

impl Authority {
    /// Starts a test flow for the owner of an application; `redirect_uri` is Configo's callback.
    /// `None` if the account has no such application, or too many test flows are waiting.
    ///
    /// # Errors
    /// The store failed.
    pub async fn start_test_flow(
        &self,
        session: &ActiveSession,
        id: &ClientId,
        redirect_uri: String,
    ) -> Result<Option<TestFlowStart>, Error> {
        if self.application(&session.account.account, id).await?.is_none() {
            return Ok(None);
        }
        let verifier = random::secret_body(self.random());
        let parsed = CodeVerifier::parse(&verifier).expect("43 unreserved characters");
        let challenge = challenge_of(&parsed);
        let challenge = CodeChallenge::parse(&challenge).expect("a digest in base64url");
        let state = random::secret_body(self.random()).to_string();
        let now = self.now();
        let mut flows = self.test_flows().lock();
        flows.retain(|_, waiting| waiting.expires_at > now);
        make_room(&mut flows, &session.id);
        if flows.len() >= AT_ONCE {
            return Ok(None);
        }
        let waiting = Waiting {
            application: id.clone(),
            session: session.id.clone(),
            redirect_uri,
            verifier,
            expires_at: now.plus(LIFE),
        };
        flows.insert(Digest::of(&state), waiting);
        Ok(Some(TestFlowStart { state, challenge }))
    }

    /// Whether this authorization request belongs to a waiting test flow.
    pub(crate) fn is_test_callback(
        &self,
        id: &ClientId,
        redirect_uri: &str,
        state: Option<&str>,
        session: Option<&ActiveSession>,
    ) -> bool {
        let (Some(state), Some(session)) = (state, session) else { return false };
        let flows = self.test_flows().lock();
        flows.get(&Digest::of(state)).is_some_and(|waiting| {
            waiting.application == *id
                && waiting.session == session.id
                && waiting.redirect_uri == redirect_uri
                && waiting.expires_at > self.now()
        })
    }

    /// Ends a test flow: exchanges its code in this process, and revokes the tokens.
    ///
    /// # Errors
    /// The store failed.
    pub async fn finish_test_flow(
        &self,
        session: &ActiveSession,
        id: &ClientId,
        state: &str,
        code: Option<String>,
    ) -> Result<TestFlowOutcome, Error> {
        let waiting = {
            let mut flows = self.test_flows().lock();
            let key = Digest::of(state);
            let theirs = flows.get(&key).is_some_and(|waiting| {
                waiting.application == *id
                    && waiting.session == session.id
                    && waiting.expires_at > self.now()
            });
            if theirs { flows.remove(&key) } else { None }
        };
        let Some(waiting) = waiting else { return Ok(TestFlowOutcome::Unknown) };
        let Some(code) = code else { return Ok(TestFlowOutcome::NoCode) };
        let owner = &session.account.account;
        let Some(application) = self.application(owner, id).await? else {
            return Ok(TestFlowOutcome::Unknown);
        };
        // The owner's session stands for the client secret.
        let by = AuthenticatedApplication {
            id: id.clone(),
            kind: application.kind,
            permissions: self.catalogue().retain_known(&application.permissions),
        };
        let exchange = CodeExchange {
            code: Zeroizing::new(code),
            redirect_uri: Some(waiting.redirect_uri),
            code_verifier: waiting.verifier,
        };
        let this = self.clone();
        // The tokens are revoked although the browser may have gone away by then.
        detached(async move {
            let tokens = match this.exchange_code(&by, exchange).await? {
                TokenResponse::Issued(tokens) => tokens,
                TokenResponse::Refused(refusal) => return Ok(TestFlowOutcome::Refused(refusal)),
            };
            let IssuedTokens { refresh_token, scope, expires_in, .. } = tokens;
            if let Some(refresh) = refresh_token {
                this.revoke_token(&by, Zeroizing::new(refresh.expose().to_owned())).await?;
            }
            Ok(TestFlowOutcome::Issued { scope, expires_in })
        })
        .await
    }
}

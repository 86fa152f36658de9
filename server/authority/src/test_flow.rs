//! *Try it*: an owner runs a real authorization code flow of their application against a callback
//! of Configo and sees each step. The tokens are revoked at once.
//!
//! The callback's URL is a redirect URI only for the one request that the owner's POST started:
//! same application, same session, same `state`, for ten minutes. So it is never registered, and no
//! other account can have a code sent there.

use crate::authority::Authority;
use crate::client_authentication::AuthenticatedApplication;
use crate::error::Error;
use crate::random;
use crate::secrets::digest::{Digest, challenge_of};
use crate::secrets::test_flow::VerifierSalt;
use crate::sessions::ActiveSession;
use crate::store::{StoreError, TestFlowKey, Tx, WaitingTestFlow};
use crate::token_exchange::{CodeExchange, IssuedTokens, TokenError, TokenResponse};
use crate::use_case::Decision::{Commit, RollBack};
use crate::use_case::detached;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::pkce::CodeChallenge;
use std::time::Duration;
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
    /// `None` if the account has no such application. The session's oldest test flows end when it
    /// starts too many.
    ///
    /// # Errors
    /// The store failed.
    pub async fn start_test_flow(
        &self,
        session: &ActiveSession,
        id: &ClientId,
        redirect_uri: String,
    ) -> Result<Option<TestFlowStart>, Error> {
        let arguments = (Digest::of_session(&session.id), id.clone(), redirect_uri);
        self.write(arguments, |this, tx, (session, id, redirect_uri)| {
            Box::pin(async move {
                let state = random::secret_body(this.random()).to_string();
                let salt = VerifierSalt::generate(this.random());
                let challenge = challenge_of(&salt.verifier(&state));
                let challenge = CodeChallenge::parse(&challenge).expect("a digest in base64url");
                let key = TestFlowKey {
                    state: Digest::of(&state),
                    session: *session,
                    application: id.clone(),
                };
                let waiting = WaitingTestFlow { redirect_uri: redirect_uri.clone(), salt };
                if tx.insert_test_flow(&key, &waiting, this.now().plus(LIFE)).await? {
                    Ok(Commit(Some(TestFlowStart { state, challenge })))
                } else {
                    Ok(RollBack(None))
                }
            })
        })
        .await
    }

    /// Whether this authorization request belongs to a waiting test flow.
    pub(crate) async fn is_test_callback(
        &self,
        tx: &mut Tx,
        id: &ClientId,
        redirect_uri: &str,
        state: Option<&str>,
        session: Option<&ActiveSession>,
    ) -> Result<bool, StoreError> {
        let (Some(state), Some(session)) = (state, session) else { return Ok(false) };
        tx.is_test_callback(&key(session, id, state), redirect_uri, self.now()).await
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
        let waiting = self
            .write(key(session, id, state), |this, tx, key| {
                Box::pin(async move {
                    let taken = tx.take_test_flow(key, this.now()).await?;
                    Ok(if taken.is_some() { Commit(taken) } else { RollBack(None) })
                })
            })
            .await?;
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
            code_verifier: Zeroizing::new(waiting.salt.verifier(state).expose().to_owned()),
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

fn key(session: &ActiveSession, id: &ClientId, state: &str) -> TestFlowKey {
    TestFlowKey {
        state: Digest::of(state),
        session: Digest::of_session(&session.id),
        application: id.clone(),
    }
}

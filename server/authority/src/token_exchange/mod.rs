//! The token endpoint's decisions, one file per grant type (RFC 6749 §1.3).
//!
//! A refusal that writes (reuse revokes a family) is [`Decision::Commit`]; an error would roll the
//! revocation back.

mod authorization_code;
mod client_credentials;
mod refresh_token;
mod token_response;

pub use authorization_code::CodeExchange;
pub use token_response::{IssuedTokens, TokenError, TokenResponse};

use crate::authority::Authority;
use crate::client_authentication::AuthenticatedApplication;
use crate::error::Error;
use crate::last_used::UsageTarget;
use crate::secrets::digest::Digest;
use crate::secrets::{AccessToken, RefreshToken};
use crate::store::{NewAccessToken, NewEvent, NewRefreshToken, Tx};
use crate::use_case::Decision::{self, Commit, RollBack};
use crate::use_case::{Run, detached};
use domain::application::ClientId;
use domain::audit::AuditAction;
use domain::permission::ScopeSet;
use domain::refused_request::Reason;
use domain::time::Timestamp;
use std::time::Duration;
use token_response::{Exchanged, Family};

impl Authority {
    /// Makes an access token, which expires with its family at the latest. Returns it with its row to
    /// insert, and with its lifetime.
    fn make_access_token(
        &self,
        application: &ClientId,
        family: Option<Family<'_>>,
        scope: &ScopeSet,
    ) -> (AccessToken, NewAccessToken, Duration) {
        let token = AccessToken::generate(self.random());
        let at = self.now();
        let latest = family.map_or(Timestamp::MAX, |family| family.ends);
        let expires_at = at.plus(self.settings().tokens.access).min(latest);
        let new = NewAccessToken {
            digest: token.digest(),
            application: application.clone(),
            family: family.map(|family| family.id.to_owned()),
            scope: scope.clone(),
            at,
            expires_at,
        };
        (token, new, Duration::from_secs(expires_at.since(at).as_secs()))
    }

    /// Adds an access token of a family, and returns it with its lifetime; `None` if its application
    /// was deleted or disabled.
    async fn add_access_token(
        &self,
        tx: &mut Tx,
        application: &ClientId,
        family: Family<'_>,
        scope: &ScopeSet,
    ) -> Result<Option<(AccessToken, Duration)>, Error> {
        let (token, new, expires_in) = self.make_access_token(application, Some(family), scope);
        let added = tx.insert_access_tokens(&[new]).await?;
        Ok((added == [true]).then_some((token, expires_in)))
    }

    /// Adds a refresh token, which expires with its family at the latest.
    async fn add_refresh_token(
        &self,
        tx: &mut Tx,
        family: Family<'_>,
        parent: Option<Digest>,
    ) -> Result<RefreshToken, Error> {
        let token = RefreshToken::generate(self.random());
        let at = self.now();
        let expires_at = at.plus(self.settings().tokens.refresh_idle).min(family.ends);
        let (digest, family) = (token.digest(), family.id);
        let new = NewRefreshToken { digest, family, parent, at, expires_at };
        tx.insert_refresh_token(new).await?;
        Ok(token)
    }

    /// Revokes the family of a code or refresh token that was used twice, because somebody else may
    /// hold it too. The revocation is committed although the response is an error (RFC 9700
    /// §4.14.2).
    async fn revoke_reused(
        &self,
        tx: &mut Tx,
        by: &AuthenticatedApplication,
        family: &str,
        reason: Reason,
    ) -> Result<Decision<Exchanged>, Error> {
        if tx.delete_family(family).await? {
            // An application that was deleted in the meantime is not found; restoring it must not
            // restore the family.
            if let Some(application) = tx.requested_application(&by.id, None).await? {
                tx.insert_event(NewEvent {
                    at: self.now(),
                    action: AuditAction::TokenReused,
                    account: None,
                    application: &by.id,
                    name: &application.name,
                    ip: None,
                    user_agent: None,
                })
                .await?;
            }
            return Ok(Commit(Exchanged::refused(TokenError::Grant, reason, "")));
        }
        Ok(RollBack(Exchanged::refused(TokenError::Grant, reason, "")))
    }

    /// Runs an exchange, then records what was used or refused, although the client may have
    /// disconnected by then.
    async fn run_exchange<A: Send + Sync + 'static>(
        &self,
        by: &AuthenticatedApplication,
        arguments: A,
        use_case: for<'a> fn(&'a Self, &'a mut Tx, &'a A) -> Run<'a, Exchanged>,
    ) -> Result<TokenResponse, Error> {
        let (this, by) = (self.clone(), by.clone());
        detached(async move {
            let exchanged = this.write(arguments, use_case).await?;
            Ok(this.conclude(&by, exchanged))
        })
        .await
    }

    /// Records what was used or refused, once the exchange is committed.
    fn conclude(&self, by: &AuthenticatedApplication, exchanged: Exchanged) -> TokenResponse {
        match exchanged {
            Exchanged::Issued { tokens, grant, redirect_uri } => {
                let now = self.now();
                self.pending_uses().record(UsageTarget::Application(by.id.clone()), now);
                self.pending_uses().record(UsageTarget::Grant(grant), now);
                if let Some(uri) = redirect_uri {
                    self.pending_uses().record(UsageTarget::RedirectUri(by.id.clone(), uri), now);
                }
                TokenResponse::Issued(tokens)
            }
            Exchanged::Refused { error, told } => {
                if let Some((reason, value)) = told {
                    self.refuse(&by.id, reason, &value);
                }
                TokenResponse::Refused(error)
            }
        }
    }

    /// Records a refusal for the application's owner.
    fn refuse_exchange(
        &self,
        by: &AuthenticatedApplication,
        refusal: TokenError,
        reason: Reason,
        value: &str,
    ) -> TokenResponse {
        self.refuse(&by.id, reason, value);
        TokenResponse::Refused(refusal)
    }
}

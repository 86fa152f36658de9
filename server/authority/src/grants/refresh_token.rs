//! A refresh token for the next pair (RFC 6749 §6, RFC 9700 §4.14): it rotates, and the one before
//! works once more for a few seconds, for a reply that was lost. Of the two that came of it then,
//! one is used: the other would be in somebody else's hands, and counts as a reuse.

use super::{Exchange, ExchangeRefusal, Family, IssuedTokens};
use crate::secrets::RefreshToken;
use crate::secrets::digest::Digest;
use crate::{AuthenticatedApplication, Authority, Error, in_own_task};
use domain::permission::ScopeSet;
use domain::refused_request::Reason;
use zeroize::Zeroizing;

impl Authority {
    /// Exchanges a refresh token. `scope` may name less than was granted; the next refresh token
    /// keeps all of it.
    ///
    /// # Errors
    /// The store failed; then the token is not spent.
    pub async fn exchange_refresh_token(
        &self,
        by: &AuthenticatedApplication,
        token: Zeroizing<String>,
        scope: Option<ScopeSet>,
    ) -> Result<Exchange, Error> {
        let Some(digest) = RefreshToken::digest_of(&token) else {
            return Ok(self.refuse_exchange(by, ExchangeRefusal::Grant, Reason::RefreshToken, ""));
        };
        let (this, by) = (self.clone(), by.clone());
        in_own_task(async move { this.spend_refresh_token(&by, digest, scope).await }).await
    }

    async fn spend_refresh_token(
        &self,
        by: &AuthenticatedApplication,
        digest: Digest,
        asked: Option<ScopeSet>,
    ) -> Result<Exchange, Error> {
        let at = self.now();
        let since = at.minus(self.0.settings.tokens.refresh_grace);
        let mut tx = self.store().write().await?;
        let Some(spent) = tx.spend_refresh_token(digest, &by.id, at, since).await? else {
            if let Some(family) = tx.family_of_reused(digest, &by.id).await? {
                return self.revoke_reused(tx, by, &family, Reason::RefreshTokenSpent).await;
            }
            return Ok(self.refuse_exchange(by, ExchangeRefusal::Grant, Reason::RefreshToken, ""));
        };
        // A refusal from here on drops the change, so that nothing was spent.
        let asked = asked.unwrap_or_else(|| spent.scope.clone());
        if !spent.scope.covers(&asked) {
            let value = asked.to_string();
            let reason = Reason::ScopeExceeds;
            return Ok(self.refuse_exchange(by, ExchangeRefusal::Scope, reason, &value));
        }
        let scope = self.catalogue().known(&asked.common(&spent.permissions));
        if scope.is_empty() {
            let value = asked.to_string();
            let reason = Reason::ScopeNotGiven;
            return Ok(self.refuse_exchange(by, ExchangeRefusal::Scope, reason, &value));
        }
        let family = Family { id: &spent.family, ends: spent.expires_at };
        let next = self.add_refresh_token(&mut tx, family, Some(digest)).await?;
        let made = self.add_access_token(&mut tx, &by.id, Some(family), &scope).await?;
        let Some((access_token, expires_in)) = made else {
            return Ok(Exchange::Refused(ExchangeRefusal::Grant));
        };
        tx.commit().await?;
        self.note_exchange(by, spent.grant);
        Ok(Exchange::Issued(IssuedTokens {
            access_token,
            expires_in,
            refresh_token: Some(next),
            scope,
        }))
    }
}

//! Token introspection (RFC 7662) and revocation (RFC 7009).

use crate::authority::Authority;
use crate::client_authentication::{
    AuthenticatedApplication, AuthenticatedCaller, PresentedCredentials,
};
use crate::error::Error;
use crate::last_used::UsageTarget;
use crate::secrets::{AccessToken, RefreshToken};
use crate::store::{CredentialQuery, OwnTokenQuery, TokenRecord};
use crate::use_case::Decision::Commit;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::session::SignedIn;
use domain::time::Timestamp;
use zeroize::Zeroizing;

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// An active token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveToken {
    /// Its kind.
    pub kind: TokenKind,
    /// The application that holds it.
    pub application: ClientId,
    /// What it may do now: the scopes that were granted, that the application still has, and that
    /// are still in the catalogue.
    pub scope: ScopeSet,
    /// The account that it acts for; `None` if the application acts for itself.
    pub account: Option<SignedIn>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// An active token and its grant.
struct ActiveTokenWithGrant {
    token: ActiveToken,
    grant: Option<String>,
}

impl ActiveToken {
    /// `sub`: the account's identifier, or the client ID where the application acts for itself.
    /// The two are never equal.
    pub fn subject(&self) -> &str {
        match &self.account {
            Some(account) => account.account.as_str(),
            None => self.application.as_str(),
        }
    }
}

impl Authority {
    /// An access token that was sent to Configo's API; `None` if it is not active. Counts as a use
    /// of the token.
    ///
    /// # Errors
    /// The store failed.
    pub async fn access_token(&self, token: &str) -> Result<Option<ActiveToken>, Error> {
        let found =
            self.lookup_active(token).await?.filter(|found| found.token.kind == TokenKind::Access);
        Ok(found.map(|found| {
            self.note_use(&found);
            found.token
        }))
    }

    /// An active token of either kind.
    async fn lookup_active(&self, token: &str) -> Result<Option<ActiveTokenWithGrant>, Error> {
        let now = self.now();
        let (kind, found) = if let Some(digest) = AccessToken::digest_of(token) {
            (TokenKind::Access, self.store().read().await?.access_token(digest, now).await?)
        } else if let Some(digest) = RefreshToken::digest_of(token) {
            (TokenKind::Refresh, self.store().read().await?.refresh_token(digest, now).await?)
        } else {
            return Ok(None);
        };
        Ok(found.and_then(|mut found| {
            let grant = found.grant.take();
            self.active(kind, found).map(|token| ActiveTokenWithGrant { token, grant })
        }))
    }

    fn note_use(&self, found: &ActiveTokenWithGrant) {
        let now = self.now();
        self.pending_uses().record(UsageTarget::Application(found.token.application.clone()), now);
        if let Some(grant) = &found.grant {
            self.pending_uses().record(UsageTarget::Grant(grant.clone()), now);
        }
    }

    fn active(&self, kind: TokenKind, found: TokenRecord) -> Option<ActiveToken> {
        let scope = self.catalogue().retain_known(&found.scope.intersection(&found.permissions));
        (!scope.is_empty()).then_some(ActiveToken {
            kind,
            application: found.application,
            scope,
            account: found.account,
            issued_at: found.created_at,
            expires_at: found.expires_at,
        })
    }

    /// Authenticates the caller and introspects a token as far as the caller may see it (RFC 7662):
    /// an application sees its own tokens; a resource server sees access tokens with a permission
    /// that it guards, and only those permissions. Every other token looks inactive. `None` if the
    /// credentials are wrong. An application that introspects an access token costs one look-up.
    ///
    /// # Errors
    /// The store failed.
    pub async fn introspect(
        &self,
        presented: &PresentedCredentials,
        token: &str,
    ) -> Result<Option<(AuthenticatedCaller, Option<ActiveToken>)>, Error> {
        let (Ok(id), Some(digest)) =
            (ClientId::parse(&presented.id), AccessToken::digest_of(token))
        else {
            let Some(by) = self.authenticate_caller(presented).await? else { return Ok(None) };
            let told = self.visible_to(&by, token).await?;
            return Ok(Some((by, told)));
        };
        let secret = presented.secret_digest();
        let credentials = CredentialQuery { application: id.clone(), secret };
        let found = self.own_access_token(OwnTokenQuery { credentials, token: digest }).await?;
        let Some((credentials, found)) = found else { return Ok(None) };
        let by = self.verify_client(id, presented, &credentials).await?;
        let Some(by) = by else { return Ok(None) };
        let told = found.and_then(|found| self.active(TokenKind::Access, found));
        Ok(Some((AuthenticatedCaller::Application(by), told)))
    }

    /// The part of a token that this caller may see; `None` if it may see nothing or the token is
    /// not active.
    async fn visible_to(
        &self,
        by: &AuthenticatedCaller,
        token: &str,
    ) -> Result<Option<ActiveToken>, Error> {
        let Some(found) = self.lookup_active(token).await? else { return Ok(None) };
        match by {
            AuthenticatedCaller::Application(by) => {
                Ok((found.token.application == by.id).then_some(found.token))
            }
            AuthenticatedCaller::ResourceServer(by) => {
                let scope = found.token.scope.intersection(&by.permissions);
                if found.token.kind == TokenKind::Refresh || scope.is_empty() {
                    return Ok(None);
                }
                // A resource server asks because the token was just sent to it.
                self.note_use(&found);
                Ok(Some(ActiveToken { scope, ..found.token }))
            }
        }
    }

    /// Revokes a token of the caller: an access token alone, a refresh token with its whole family.
    /// Tokens of others and unknown tokens are ignored (RFC 7009 §2.2).
    ///
    /// # Errors
    /// The store failed.
    pub async fn revoke_token(
        &self,
        by: &AuthenticatedApplication,
        token: Zeroizing<String>,
    ) -> Result<(), Error> {
        let access = AccessToken::digest_of(&token);
        let refresh = RefreshToken::digest_of(&token);
        if access.is_none() && refresh.is_none() {
            return Ok(());
        }
        self.write((by.clone(), access, refresh), |_, tx, (by, access, refresh)| {
            Box::pin(async move {
                if let Some(digest) = access {
                    tx.delete_access_token(*digest, &by.id).await?;
                }
                if let Some(digest) = refresh {
                    tx.delete_family_of(*digest, &by.id).await?;
                }
                Ok(Commit(()))
            })
        })
        .await
    }
}

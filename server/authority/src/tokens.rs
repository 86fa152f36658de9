//! What a token may do, for whoever may know that (RFC 7662), and how it is given back (RFC 7009).

use crate::authority::Authority;
use crate::credentials::{AuthenticatedApplication, AuthenticatedCaller, PresentedCredentials};
use crate::error::Error;
use crate::last_used::UsageTarget;
use crate::secrets::{AccessToken, RefreshToken};
use crate::store::TokenRecord;
use crate::use_case::Decision::Commit;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::session::SignedIn;
use domain::time::Timestamp;
use zeroize::Zeroizing;

/// What kind of token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// A token that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveToken {
    /// What kind it is.
    pub kind: TokenKind,
    /// The application that holds it.
    pub application: ClientId,
    /// What it may do now: what it was given, the application may still have, and the catalogue
    /// still knows.
    pub scope: ScopeSet,
    /// Whom it acts for; `None` if the application acts for itself.
    pub account: Option<SignedIn>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A token that works, and the grant that it came of.
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
    /// What an access token may do, for the API that it was sent to; `None` if it does not work.
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

    /// The token that works, of either kind.
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

    /// Who asks, and what a token may do, as far as they may know (RFC 7662): an application hears
    /// about its own tokens; a resource server about access tokens with a permission it guards, and
    /// of those permissions only. Nothing is told of every other token, whether it works or not.
    /// `None` if the credentials prove nothing. An application that asks about an access token
    /// costs one look-up.
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
        let mut tx = self.store().read().await?;
        let found = tx.own_access_token(&id, secret, digest, self.now()).await?;
        let Some((credentials, found)) = found else { return Ok(None) };
        drop(tx);
        let by = self.verify_client(id, presented, &credentials).await?;
        let Some(by) = by else { return Ok(None) };
        let told = found.and_then(|found| self.active(TokenKind::Access, found));
        Ok(Some((AuthenticatedCaller::Application(by), told)))
    }

    /// What this caller may know of a token.
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
                // An API asks because the token was just used there.
                self.note_use(&found);
                Ok(Some(ActiveToken { scope, ..found.token }))
            }
        }
    }

    /// Revokes a token of the caller's: an access token alone, a refresh token with everything
    /// that came of the same code. Another's token, or one that never was, stays as it is.
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

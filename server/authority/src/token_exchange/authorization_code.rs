//! The authorization code grant (RFC 6749 §4.1.3, RFC 7636 §4.6).

use super::token_response::{Exchanged, Family, IssuedTokens, TokenError, TokenResponse};
use crate::authority::Authority;
use crate::client_authentication::AuthenticatedApplication;
use crate::error::Error;
use crate::secrets::AuthorizationCode;
use crate::secrets::digest::{Digest, challenge_of};
use crate::store::{NewFamily, SpendCode, Tx};
use crate::use_case::Decision::{self, Commit, RollBack};
use domain::pkce::CodeVerifier;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::Reason;
use zeroize::Zeroizing;

/// The parameters of the request. `Debug` shows none of them.
pub struct CodeExchange {
    /// `code`
    pub code: Zeroizing<String>,
    /// `redirect_uri`; must be the request's if it is sent (OAuth 2.1 §10.2).
    pub redirect_uri: Option<String>,
    /// `code_verifier`
    pub code_verifier: Zeroizing<String>,
}

impl std::fmt::Debug for CodeExchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeExchange")
    }
}

impl Authority {
    /// Exchanges a code, once. A second exchange revokes the tokens of the first.
    ///
    /// # Errors
    /// The store failed; then the code is not spent.
    pub async fn exchange_code(
        &self,
        by: &AuthenticatedApplication,
        exchange: CodeExchange,
    ) -> Result<TokenResponse, Error> {
        let Some(digest) = AuthorizationCode::digest_of(&exchange.code) else {
            return Ok(self.refuse_exchange(by, TokenError::Grant, Reason::Code, ""));
        };
        let arguments = (by.clone(), digest, exchange);
        self.run_exchange(by, arguments, |this, tx, (by, digest, exchange)| {
            Box::pin(this.spend_code(tx, by, *digest, exchange))
        })
        .await
    }

    async fn spend_code(
        &self,
        tx: &mut Tx,
        by: &AuthenticatedApplication,
        digest: Digest,
        exchange: &CodeExchange,
    ) -> Result<Decision<Exchanged>, Error> {
        // A malformed verifier fits no challenge.
        let verifier = CodeVerifier::parse(&exchange.code_verifier);
        let code_challenge = verifier.as_ref().map(challenge_of).unwrap_or_default();
        let at = self.now();
        let needed = SpendCode {
            digest,
            application: &by.id,
            redirect_uri: exchange.redirect_uri.as_deref(),
            code_challenge: &code_challenge,
            at,
        };
        let Some(spent) = tx.spend_code(needed).await? else {
            return self.explain_code(tx, by, digest, exchange, &code_challenge).await;
        };
        let scope = self.catalogue().retain_known(&spent.scope.intersection(&spent.permissions));
        if scope.is_empty() {
            return Ok(RollBack(Exchanged::refused(TokenError::Scope, Reason::ScopeNotGiven, "")));
        }
        let expires_at = at.plus(self.settings().tokens.refresh_absolute);
        let family = Family { id: &spent.family, ends: expires_at };
        let accepts = |uri: &RedirectUri| {
            uri.accepts(&spent.redirect_uri, self.redirect_uri_rules(), by.kind)
        };
        let redirect_uri = registered(&spent.redirect_uris, &spent.redirect_uri, accepts);
        tx.insert_family(NewFamily {
            id: family.id,
            grant: &spent.grant,
            scope: &spent.scope,
            redirect_uri,
            at,
            expires_at,
        })
        .await?;
        let refresh_token = self.add_refresh_token(tx, family, None).await?;
        let made = self.add_access_token(tx, &by.id, family, &scope).await?;
        let Some((access_token, expires_in)) = made else {
            return Ok(RollBack(Exchanged::STOPPED));
        };
        let refresh_token = Some(refresh_token);
        Ok(Commit(Exchanged::Issued {
            tokens: IssuedTokens { access_token, expires_in, refresh_token, scope },
            grant: spent.grant,
            redirect_uri: redirect_uri.cloned(),
        }))
    }

    /// Finds out why a code was not spent; if it was spent before, its family is revoked.
    async fn explain_code(
        &self,
        tx: &mut Tx,
        by: &AuthenticatedApplication,
        digest: Digest,
        exchange: &CodeExchange,
        code_challenge: &str,
    ) -> Result<Decision<Exchanged>, Error> {
        let found = tx.refused_code(digest, &by.id, self.now()).await?;
        let (reason, value) = match found {
            Some(code) if code.spent => {
                return self.revoke_reused(tx, by, &code.family, Reason::CodeSpent).await;
            }
            Some(code)
                if !code.expired
                    && code.is_for_other_redirect_uri(exchange.redirect_uri.as_deref()) =>
            {
                (Reason::CodeRedirectUri, exchange.redirect_uri.as_deref().unwrap_or_default())
            }
            Some(code) if !code.expired && exchange.code_verifier.is_empty() => {
                (Reason::CodeVerifierMissing, "")
            }
            Some(code) if !code.expired && code.code_challenge != code_challenge => {
                (Reason::CodeVerifier, "")
            }
            _ => (Reason::Code, ""),
        };
        Ok(RollBack(Exchanged::refused(TokenError::Grant, reason, value)))
    }
}

/// The registered URI that a request named, exactly or with another loopback port; `None` if it was
/// removed in the meantime.
fn registered<'a>(
    uris: &'a [RedirectUri],
    asked: &str,
    accepts: impl Fn(&RedirectUri) -> bool,
) -> Option<&'a RedirectUri> {
    let same = uris.iter().find(|uri| uri.as_str() == asked);
    same.or_else(|| uris.iter().find(|uri| accepts(uri)))
}

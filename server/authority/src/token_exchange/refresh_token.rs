//! The refresh token grant (RFC 6749 §6, RFC 9700 §4.14.2). Refresh tokens rotate: each use issues
//! another one. Clients lose replies and run in several processes, so for `refresh_grace` after its
//! first use a token's further uses are no sign of theft.
//!
//! | token | time | outcome |
//! | --- | --- | --- |
//! | unused, and so are its siblings | until it expires | tokens; it wins over its siblings |
//! | used, none of its children used | within the grace of its first use | tokens: another child |
//! | used, one of its children used | within the grace of its first use | `invalid_grant` |
//! | used | after that | reuse: the family is revoked |
//! | unused, but a sibling was used | within the grace of the sibling's use | `invalid_grant` |
//! | unused, but a sibling was used | after that | reuse: the family is revoked |
//!
//! *Children* of a token were issued for it, *siblings* for the same parent. So at most one branch
//! of a family is valid once the grace is over. With a grace of 0 only the rows about reuse apply.

use super::token_response::{Exchanged, Family, IssuedTokens, TokenError, TokenResponse};
use crate::authority::Authority;
use crate::client_authentication::AuthenticatedApplication;
use crate::error::Error;
use crate::secrets::RefreshToken;
use crate::secrets::digest::Digest;
use crate::store::{Tx, UsedRefreshToken};
use crate::use_case::Decision::{self, Commit, RollBack};
use domain::permission::ScopeSet;
use domain::refused_request::Reason;
use domain::time::Timestamp;
use std::time::Duration;
use zeroize::Zeroizing;

/// The outcome for a refresh token that is not the unused one of its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LateUse {
    /// It is exchanged once more.
    Exchange,
    /// It lost against a sibling or child, which is no sign of theft.
    Refuse,
    /// Somebody else may hold it: its family is revoked.
    Revoke,
    /// It expired, or its application, grant or account is deleted or disabled.
    NotValid,
}

impl LateUse {
    /// Decides by the table in the module's documentation.
    fn of(token: &UsedRefreshToken, now: Timestamp, grace: Duration) -> Self {
        let within_grace = |used_at: Timestamp| now < used_at.plus(grace);
        match (token.spent_at, token.sibling_spent_at) {
            (Some(spent_at), _) if !within_grace(spent_at) => Self::Revoke,
            (Some(_), _) if token.child_is_spent => Self::Refuse,
            (Some(_), _) if token.works => Self::Exchange,
            (None, Some(sibling_spent_at)) if within_grace(sibling_spent_at) => Self::Refuse,
            (None, Some(_)) => Self::Revoke,
            (Some(_), _) | (None, None) => Self::NotValid,
        }
    }
}

impl Authority {
    /// Exchanges a refresh token. `scope` may name less than was granted; the next refresh token
    /// keeps the whole scope.
    ///
    /// # Errors
    /// The store failed; then the token is not spent.
    pub async fn exchange_refresh_token(
        &self,
        by: &AuthenticatedApplication,
        token: Zeroizing<String>,
        scope: Option<ScopeSet>,
    ) -> Result<TokenResponse, Error> {
        let Some(digest) = RefreshToken::digest_of(&token) else {
            return Ok(self.refuse_exchange(by, TokenError::Grant, Reason::RefreshToken, ""));
        };
        let arguments = (by.clone(), digest, scope);
        self.run_exchange(by, arguments, |this, tx, (by, digest, scope)| {
            Box::pin(this.spend_refresh_token(tx, by, *digest, scope.as_ref()))
        })
        .await
    }

    async fn spend_refresh_token(
        &self,
        tx: &mut Tx,
        by: &AuthenticatedApplication,
        digest: Digest,
        asked: Option<&ScopeSet>,
    ) -> Result<Decision<Exchanged>, Error> {
        let at = self.now();
        let refuse = |reason| Ok(RollBack(Exchanged::refused(TokenError::Grant, reason, "")));
        let family = if let Some(family) = tx.spend_refresh_token(digest, &by.id, at).await? {
            family
        } else {
            let Some(used) = tx.used_refresh_token(digest, &by.id, at).await? else {
                return refuse(Reason::RefreshToken);
            };
            match LateUse::of(&used, at, self.settings().tokens.refresh_grace) {
                LateUse::Exchange => tx.refreshable_family(&used.family).await?,
                LateUse::Refuse => return refuse(Reason::RefreshTokenSuperseded),
                LateUse::NotValid => return refuse(Reason::RefreshToken),
                LateUse::Revoke => {
                    return self
                        .revoke_reused(tx, by, &used.family, Reason::RefreshTokenSpent)
                        .await;
                }
            }
        };
        // A refusal from here on is rolled back: then the token is not spent.
        let refuse_scope = |reason, scope: &ScopeSet| {
            Ok(RollBack(Exchanged::refused(TokenError::Scope, reason, &scope.to_string())))
        };
        let asked = asked.unwrap_or(&family.scope);
        if !family.scope.is_superset(asked) {
            return refuse_scope(Reason::ScopeExceeds, asked);
        }
        let scope = self.catalogue().retain_known(&asked.intersection(&family.permissions));
        if scope.is_empty() {
            return refuse_scope(Reason::ScopeNotGiven, asked);
        }
        let family_ref = Family { id: &family.family, ends: family.expires_at };
        let next = self.add_refresh_token(tx, family_ref, Some(digest)).await?;
        let made = self.add_access_token(tx, &by.id, family_ref, &scope).await?;
        let Some((access_token, expires_in)) = made else {
            return Ok(RollBack(Exchanged::STOPPED));
        };
        Ok(Commit(Exchanged::Issued {
            tokens: IssuedTokens { access_token, expires_in, refresh_token: Some(next), scope },
            grant: family.grant,
            redirect_uri: None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: Duration = Duration::from_secs(10);

    /// A token that was spent at the one time, and a sibling of it at the other.
    fn used(spent: Option<i64>, sibling: Option<i64>, child_is_spent: bool) -> UsedRefreshToken {
        UsedRefreshToken {
            family: "family".to_owned(),
            spent_at: spent.map(Timestamp::from_millis),
            sibling_spent_at: sibling.map(Timestamp::from_millis),
            child_is_spent,
            works: true,
        }
    }

    #[test]
    fn rfc_9700_4_14_2_every_row_of_the_table() {
        use LateUse::{Exchange, NotValid, Refuse, Revoke};
        let rows = [
            (used(Some(0), None, false), [Exchange, Exchange, Revoke]),
            (used(Some(0), None, true), [Refuse, Refuse, Revoke]),
            (used(None, Some(0), false), [Refuse, Refuse, Revoke]),
            (used(None, None, false), [NotValid, NotValid, NotValid]),
            (
                UsedRefreshToken { works: false, ..used(Some(0), None, false) },
                [NotValid, NotValid, Revoke],
            ),
        ];
        for (token, outcomes) in rows {
            for (now, outcome) in [0, 9_999, 10_000].into_iter().zip(outcomes) {
                let found = LateUse::of(&token, Timestamp::from_millis(now), GRACE);
                assert_eq!(found, outcome, "{:?} at {now}", (token.spent_at, token.child_is_spent));
            }
            let without = LateUse::of(&token, Timestamp::from_millis(0), Duration::ZERO);
            let is_used = token.spent_at.or(token.sibling_spent_at).is_some();
            assert_eq!(without, if is_used { Revoke } else { NotValid });
        }
    }
}

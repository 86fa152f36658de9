//! The client credentials grant (RFC 6749 §4.4): the application acts for itself.

use super::token_response::{Exchanged, IssuedTokens, TokenError, TokenResponse};
use crate::authority::Authority;
use crate::client_authentication::AuthenticatedApplication;
use crate::error::Error;
use crate::use_case::Decision::{Commit, RollBack};
use domain::application::ApplicationKind;
use domain::permission::ScopeSet;
use domain::refused_request::Reason;

impl Authority {
    /// Issues an access token to a confidential application, with the requested scope or all its
    /// permissions.
    ///
    /// # Errors
    /// The store failed.
    pub async fn exchange_client_credentials(
        &self,
        by: &AuthenticatedApplication,
        scope: Option<ScopeSet>,
    ) -> Result<TokenResponse, Error> {
        if by.kind == ApplicationKind::Public {
            let refusal = TokenError::Application;
            let reason = Reason::GrantType;
            return Ok(self.refuse_exchange(by, refusal, reason, "client_credentials"));
        }
        let scope = scope.unwrap_or_else(|| by.permissions.clone());
        if scope.is_empty() || !by.permissions.is_superset(&scope) {
            let value = scope.to_string();
            let reason = Reason::ScopeNotGiven;
            return Ok(self.refuse_exchange(by, TokenError::Scope, reason, &value));
        }
        self.run_exchange(by, (by.clone(), scope), |this, tx, (by, scope)| {
            Box::pin(async move {
                let issued = this.add_access_token(tx, &by.id, None, scope).await?;
                let Some((access_token, expires_in)) = issued else {
                    return Ok(RollBack(Exchanged::STOPPED));
                };
                let (scope, refresh_token) = (scope.clone(), None);
                let tokens = IssuedTokens { access_token, expires_in, refresh_token, scope };
                Ok(Commit(Exchanged::Issued { tokens, grant: None, redirect_uri: None }))
            })
        })
        .await
    }
}

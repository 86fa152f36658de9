//! The client credentials grant (RFC 6749 §4.4): the application acts for itself.

use super::token_response::{IssuedTokens, TokenError, TokenResponse};
use crate::authority::Authority;
use crate::client_authentication::AuthenticatedApplication;
use crate::error::Error;
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
        // Those that wait are added together.
        let (access_token, new, expires_in) = self.make_access_token(&by.id, None, &scope);
        if !self.insert_access_token(new).await? {
            return Ok(TokenResponse::Refused(TokenError::Grant));
        }
        let tokens = IssuedTokens { access_token, expires_in, refresh_token: None, scope };
        Ok(TokenResponse::Issued(tokens))
    }
}

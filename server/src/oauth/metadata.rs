//! `GET /.well-known/oauth-authorization-server` (RFC 8414 §3). It lists what is implemented, no more.

use axum::{Json, extract::State};
use domain::{endpoints::Endpoints, permission::Permission};
use serde_json::{Value, json};

use crate::state::AppState;

/// The issuer is the configured base URL, whatever `Host` says.
pub async fn metadata(State(state): State<AppState>) -> Json<Value> {
    let Endpoints { issuer, authorize, token, revoke, introspect, .. } = state.endpoints();
    let scopes: Vec<&str> =
        state.authority.catalogue().iter().map(|Permission { scope, .. }| scope.as_str()).collect();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": authorize,
        "token_endpoint": token,
        "revocation_endpoint": revoke,
        "introspection_endpoint": introspect,
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "none"],
        "introspection_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

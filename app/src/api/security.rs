//! Sessions of an account, and the applications that it has granted access.

#![expect(missing_docs, reason = "the macro makes a struct of each function's arguments")]

use super::ApiError;
use super::call::Call;
#[cfg(feature = "ssr")]
use super::ssr;
use domain::application::ClientId;
use domain::grant::AuthorizedParties;
#[cfg(feature = "ssr")]
use domain::problem::Problem;
use domain::session::SessionId;
use leptos::prelude::*;

/// The sessions and applications that may act for the account.
///
/// # Errors
/// Nobody is signed in, or the store is unavailable.
#[server(name = GetAccess, prefix = "/api", endpoint = "security/access", protocol = Call)]
pub async fn access() -> Result<AuthorizedParties, ApiError> {
    let by = ssr::signed_in()?;
    ssr::reply(ssr::authority().authorized_parties(&by.session).await)
}

/// Ends another session of the account.
///
/// # Errors
/// It is missing, another account's, or the caller's own; nobody is signed in; the store is
/// unavailable.
#[server(prefix = "/api", endpoint = "security/end-session", protocol = Call)]
pub async fn end_session(id: SessionId) -> Result<(), ApiError> {
    let by = ssr::signed_in()?;
    let ended = ssr::authority().end_session(&by.session, &id).await;
    ssr::found_or(ended.map(|ended| ended.then_some(())), Problem::session_not_found)
}

/// Ends all other sessions of the account, and returns how many there were.
///
/// # Errors
/// Nobody is signed in, or the store is unavailable.
#[server(prefix = "/api", endpoint = "security/end-other-sessions", protocol = Call)]
pub async fn end_other_sessions() -> Result<u64, ApiError> {
    let by = ssr::signed_in()?;
    ssr::reply(ssr::authority().end_other_sessions(&by.session).await)
}

/// Revokes the account's grant for an application, and with it all tokens.
///
/// # Errors
/// There is no such grant; nobody is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "security/revoke-application", protocol = Call)]
pub async fn revoke_application(id: ClientId) -> Result<(), ApiError> {
    let by = ssr::signed_in()?;
    let revoked = ssr::authority().revoke_grant(&by.actor(), &id).await;
    ssr::found_or(revoked.map(|revoked| revoked.then_some(())), Problem::grant_not_found)
}

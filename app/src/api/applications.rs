//! The applications of the signed-in account.

#![expect(missing_docs, reason = "the macro makes a struct of each function's arguments")]

use super::ApiError;
use super::call::Call;
#[cfg(feature = "ssr")]
use super::ssr;
use domain::application::{
    Application, ApplicationDraft, ApplicationSummary, ClientId, EditOutcome,
};
use domain::change::{ApplicationSelector, Change, ChangeId, EditImpact, EditReduction};
use domain::issued_credentials::{AddedSecret, CreateOutcome};
#[cfg(feature = "ssr")]
use domain::pagination::PAGE_SIZE;
use domain::pagination::{Cursor, Page};
#[cfg(feature = "ssr")]
use domain::problem::Problem;
use domain::refused_request::RefusedRequests;
use domain::search::Search;
use leptos::prelude::*;

/// A page of what `search` finds among the account's applications, in its order: 50 rows, or `limit`
/// of them, 500 at most.
///
/// # Errors
/// Nobody is signed in, or the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/list", protocol = Call)]
pub async fn list(
    search: Search,
    after: Option<Cursor>,
    limit: Option<u32>,
) -> Result<Page<ApplicationSummary>, ApiError> {
    let by = ssr::signed_in()?;
    let limit = limit.unwrap_or(PAGE_SIZE);
    ssr::reply(ssr::authority().applications(by.account(), &search, after, limit).await)
}

/// A page of the account's deleted applications, the last deleted first: 50 rows, or `limit` of
/// them, 500 at most.
///
/// # Errors
/// Nobody is signed in, or the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/deleted", protocol = Call)]
pub async fn deleted(
    after: Option<Cursor>,
    limit: Option<u32>,
) -> Result<Page<ApplicationSummary>, ApiError> {
    let by = ssr::signed_in()?;
    let limit = limit.unwrap_or(PAGE_SIZE);
    ssr::reply(ssr::authority().deleted_applications(by.account(), after, limit).await)
}

/// One application.
///
/// # Errors
/// It is missing, deleted or another account's; nobody is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/get", protocol = Call)]
pub async fn get(id: String) -> Result<Application, ApiError> {
    let by = ssr::signed_in()?;
    let id = ssr::client_id(&id)?;
    ssr::found(ssr::authority().application(by.account(), &id).await)
}

/// Registers an application. `key` is the form's idempotency key: a form that is sent twice creates
/// one application. Each reply holds a secret of its own, as long as the first one was not used
/// (`authority::client_secrets`).
///
/// # Errors
/// The draft is invalid; too many created in an hour; nobody is signed in; the store is
/// unavailable.
#[server(prefix = "/api", endpoint = "applications/create", protocol = Call)]
pub async fn create(draft: ApplicationDraft, key: String) -> Result<CreateOutcome, ApiError> {
    let by = ssr::signed_in()?;
    let key = ssr::idempotency_key(&key)?;
    ssr::no_store();
    ssr::reply(ssr::authority().create_application(&by.actor(), draft, key).await)
}

/// Edits an application if its version is still `version` (optimistic locking). Its credentials
/// stay.
///
/// # Errors
/// The draft is invalid; it is missing, deleted or another account's; nobody is signed
/// in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/edit", protocol = Call)]
pub async fn edit(
    id: String,
    version: i64,
    draft: ApplicationDraft,
) -> Result<EditOutcome, ApiError> {
    let by = ssr::signed_in()?;
    let id = ssr::client_id(&id)?;
    ssr::found(ssr::authority().edit_application(&by.actor(), &id, version, draft).await)
}

/// Deletes the chosen applications. Their credentials and tokens stop working; they can be restored
/// for 30 days.
///
/// # Errors
/// No chosen application exists, is active and belongs to the account; too many are named; nobody
/// is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/delete", protocol = Call)]
pub async fn delete(chosen: ApplicationSelector) -> Result<Change, ApiError> {
    let by = ssr::signed_in()?;
    ssr::found(ssr::authority().delete_applications(&by.actor(), chosen).await)
}

/// Restores the chosen deleted applications.
///
/// # Errors
/// No chosen application exists, is deleted and belongs to the account; too many are named; nobody
/// is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/restore", protocol = Call)]
pub async fn restore(chosen: ApplicationSelector) -> Result<Change, ApiError> {
    let by = ssr::signed_in()?;
    ssr::found(ssr::authority().restore_applications(&by.actor(), chosen).await)
}

/// Undoes a deletion or restoration, for the applications that were not changed since.
///
/// # Errors
/// There is nothing to undo, or it is another account's; nobody is signed in; the store is
/// unavailable.
#[server(prefix = "/api", endpoint = "applications/undo", protocol = Call)]
pub async fn undo(id: ChangeId) -> Result<Change, ApiError> {
    let by = ssr::signed_in()?;
    let undone = ssr::authority().undo_change(&by.actor(), &id).await;
    ssr::found_or(undone, Problem::change_not_found)
}

/// How many people and tokens are affected if an application loses permissions or redirect URIs.
///
/// # Errors
/// It is missing, deleted or another account's; nobody is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/impact", protocol = Call)]
pub async fn impact(id: ClientId, reduction: EditReduction) -> Result<EditImpact, ApiError> {
    let by = ssr::signed_in()?;
    ssr::found(ssr::authority().edit_impact(by.account(), &id, &reduction).await)
}

/// Erases a deleted application for good.
///
/// # Errors
/// It is missing, not deleted or another account's; nobody is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/erase", protocol = Call)]
pub async fn erase(id: ClientId) -> Result<ApplicationSummary, ApiError> {
    let by = ssr::signed_in()?;
    ssr::found(ssr::authority().erase_application(&by.actor(), &id).await)
}

/// Adds a client secret; this is the only reply that holds it. `key` names the form: sent twice
/// within a minute, it is answered with a fresh secret in place of the first one.
///
/// # Errors
/// There are two already, the form was sent before, or the application is public; it is missing,
/// deleted or another account's; nobody is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/add-secret", protocol = Call)]
pub async fn add_secret(id: ClientId, key: String) -> Result<AddedSecret, ApiError> {
    let by = ssr::signed_in()?;
    let key = ssr::idempotency_key(&key)?;
    ssr::no_store();
    ssr::found(ssr::authority().add_secret(&by.actor(), &id, key).await)
}

/// Removes the client secret that ends in these four characters: it stops working, and can be
/// restored for a day.
///
/// # Errors
/// It is the last one; it or its application is missing, deleted or another account's; nobody is
/// signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/remove-secret", protocol = Call)]
pub async fn remove_secret(id: ClientId, last_four: String) -> Result<Application, ApiError> {
    let by = ssr::signed_in()?;
    let removed = ssr::authority().remove_secret(&by.actor(), &id, &last_four).await;
    ssr::found_or(removed, Problem::secret_not_found)
}

/// Restores the removed client secret that ends in these four characters.
///
/// # Errors
/// There are two others by now; it or its application is missing, deleted or another account's;
/// nobody is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/restore-secret", protocol = Call)]
pub async fn restore_secret(id: ClientId, last_four: String) -> Result<Application, ApiError> {
    let by = ssr::signed_in()?;
    let restored = ssr::authority().restore_secret(&by.actor(), &id, &last_four).await;
    ssr::found_or(restored, Problem::secret_not_found)
}

/// The refused requests of an application, the latest first.
///
/// # Errors
/// It is missing, deleted or another account's; nobody is signed in; the store is unavailable.
#[server(
    name = ListRefusedRequests,
    prefix = "/api",
    endpoint = "applications/refused-requests",
    protocol = Call
)]
pub async fn refused_requests(id: String) -> Result<Vec<RefusedRequests>, ApiError> {
    let by = ssr::signed_in()?;
    let id = ssr::client_id(&id)?;
    let authority = ssr::authority();
    ssr::found(authority.application(by.account(), &id).await)?;
    ssr::reply(authority.refused_requests(by.account(), &id).await)
}

/// Forgets the refused requests of an application.
///
/// # Errors
/// It is missing, deleted or another account's; nobody is signed in; the store is unavailable.
#[server(prefix = "/api", endpoint = "applications/forget-refused-requests", protocol = Call)]
pub async fn forget_refused_requests(id: ClientId) -> Result<(), ApiError> {
    let by = ssr::signed_in()?;
    let authority = ssr::authority();
    ssr::found(authority.application(by.account(), &id).await)?;
    ssr::reply(authority.forget_refused_requests(by.account(), &id).await)
}

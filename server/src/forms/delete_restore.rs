//! Deleting and restoring applications by plain forms.

use app::api::ssr::Caller;
use authority::Error;
use axum::{body::Bytes, extract::State, response::Response};
use domain::{
    application::ClientId,
    change::{ApplicationSelector, Change, ChangeKind},
};

use super::{ApplicationPath, redirect_or_not_found};
use crate::{
    html::HtmlResponder,
    state::AppState,
    web::{fields::Fields, redirect, session::SignedIn},
};

const TABLE: &str = "/applications";
const DELETED: &str = "/applications/deleted";

/// `POST /applications/{id}/delete`. Redirects to the page where it can be restored.
pub async fn delete(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
) -> Response {
    delete_all(&state, &caller, &page, vec![id]).await
}

/// `POST /applications/{id}/restore`.
pub async fn restore(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
) -> Response {
    restore_all(&state, &caller, &page, vec![id]).await
}

/// `POST /applications/delete`: the selected rows of the table.
pub async fn delete_selected(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let Some(ids) = selected_ids(&body) else { return redirect::see_other(TABLE) };
    delete_all(&state, &caller, &page, ids).await
}

/// `POST /applications/restore`: the selected rows of the deleted ones.
pub async fn restore_selected(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let Some(ids) = selected_ids(&body) else { return redirect::see_other(DELETED) };
    restore_all(&state, &caller, &page, ids).await
}

async fn delete_all(
    state: &AppState,
    by: &Caller,
    page: &HtmlResponder,
    ids: Vec<ClientId>,
) -> Response {
    let selector = ApplicationSelector::These(ids.clone());
    let deleted = state.authority.delete_applications(&by.actor(), selector).await;
    let deleted = or_by_first_send(state, by, deleted, ChangeKind::Delete, &ids).await;
    redirect_or_not_found(page, deleted, DELETED)
}

async fn restore_all(
    state: &AppState,
    by: &Caller,
    page: &HtmlResponder,
    ids: Vec<ClientId>,
) -> Response {
    let selector = ApplicationSelector::These(ids.clone());
    let restored = state.authority.restore_applications(&by.actor(), selector).await;
    let restored = or_by_first_send(state, by, restored, ChangeKind::Restore, &ids).await;
    redirect_or_not_found(page, restored, TABLE)
}

/// A second send of the same form finds nothing to change; it gets the reply of the first.
async fn or_by_first_send(
    state: &AppState,
    by: &Caller,
    changed: Result<Option<Change>, Error>,
    kind: ChangeKind,
    ids: &[ClientId],
) -> Result<Option<()>, Error> {
    if changed?.is_some() {
        return Ok(Some(()));
    }
    Ok(state.authority.is_changed(by.account(), kind, ids).await?.then_some(()))
}

/// `None` if nothing was selected. What can't be a client ID is left out.
fn selected_ids(body: &[u8]) -> Option<Vec<ClientId>> {
    let fields = Fields::read(body);
    fields.get("id")?;
    let ids = fields.all("id").filter_map(|id| ClientId::parse(id).ok());
    Some(ids.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_selected_row_is_a_field() {
        let id = "cfgo_app_0123456789ABCDEFGHIJKL";
        let these = |body: &str| selected_ids(body.as_bytes());
        let one = vec![ClientId::parse(id).expect("a client ID")];
        assert_eq!(these(&format!("id=x&id={id}&other=y")), Some(one));
        assert_eq!(these("id=x"), Some(vec![]));
        assert_eq!(these("other=y"), None);
    }
}

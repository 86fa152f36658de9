//! *Delete for good*. Without scripts, the question whether to do it is a page of its own.

use app::{
    api::ssr::Caller,
    components::hidden_fields::{ACCOUNT_FIELD, hidden},
    shell, texts,
};
use authority::{Authority, Error};
use axum::{extract::State, response::Response};
use domain::{
    account::AccountId,
    application::{ApplicationSummary, ClientId},
    audit::AuditAction,
    pagination::{Cursor, MAX_PAGE_SIZE},
};
use http::StatusCode;
use leptos::prelude::*;

use super::{ApplicationPath, redirect_or_not_found};
use crate::{html::HtmlResponder, state::AppState, web::session::SignedIn};

/// `GET /applications/{id}/erase`: the question.
pub async fn ask(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
) -> Response {
    match deleted(&state.authority, caller.account(), &id).await {
        Ok(Some(row)) => HtmlResponder::plain(StatusCode::OK, question(&page, &row, &caller)),
        Ok(None) => page.not_found(),
        Err(error) => page.failure(&error),
    }
}

/// `POST /applications/{id}/erase`: the answer.
pub async fn erase(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
) -> Response {
    let erased = match state.authority.erase_application(&caller.actor(), &id).await {
        Ok(Some(_)) => Ok(true),
        // A second send of the form finds nothing.
        Ok(None) => {
            let action = AuditAction::ApplicationErased;
            state.authority.has_done(caller.account(), &id, action).await
        }
        Err(error) => Err(error),
    };
    redirect_or_not_found(&page, erased.map(|erased| erased.then_some(())), "/applications/deleted")
}

/// The row of a deleted application.
async fn deleted(
    authority: &Authority,
    owner: &AccountId,
    id: &ClientId,
) -> Result<Option<ApplicationSummary>, Error> {
    let mut after: Option<Cursor> = None;
    loop {
        let page = authority.deleted_applications(owner, after, MAX_PAGE_SIZE).await?;
        if let Some(row) = page.rows.into_iter().find(|row| row.client_id == *id) {
            return Ok(Some(row));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(None),
        }
    }
}

fn question(page: &HtmlResponder, row: &ApplicationSummary, caller: &Caller) -> String {
    let account = caller.account().as_str().to_owned();
    let title = texts::erase_question(row);
    let view = view! {
        <h1>{title.clone()}</h1>
        <p>{texts::ERASE_ABOUT}</p>
        <form method="post" action=format!("/applications/{}/erase", row.client_id.as_str())>
            {hidden(vec![(ACCOUNT_FIELD, account)])}
            <button class="button danger">{texts::ERASE}</button>
            <a class="button" href="/applications/deleted">{texts::CANCEL}</a>
        </form>
    };
    shell::plain(&page.document, &title, "", view)
}

//! Creating and editing applications: the plain forms of what the dashboard does with server functions.

use std::sync::Arc;

use app::{
    api::ssr::Caller, element_ids::APPLICATION_NAME_FIELD, pages::form_result::FormResult, texts,
};
use authority::{Authority, Error, IdempotencyKey};
use axum::{body::Bytes, extract::State, response::Response};
use domain::{
    application::{Application, ApplicationDraft, ApplicationKind, ClientId, EditOutcome},
    issued_credentials::CreateOutcome,
    problem::{Field, FieldProblem, Problem, ProblemCode},
};
use http::StatusCode;

use super::ApplicationPath;
use crate::{
    html::HtmlResponder,
    problem,
    state::AppState,
    web::{fields::Fields, redirect, session::SignedIn},
};

/// The fields of the form of an application.
struct SubmittedForm {
    draft: ApplicationDraft,
    kind: Result<(), Problem>,
    key: Option<String>,
    version: Option<i64>,
}

impl SubmittedForm {
    fn read(body: &[u8]) -> Self {
        let fields = Fields::read(body);
        let kind =
            fields.get("kind").map_or(Some(ApplicationKind::default()), ApplicationKind::parse);
        let draft = ApplicationDraft {
            // Programs may send the name that server functions use.
            name: fields
                .get(APPLICATION_NAME_FIELD)
                .unwrap_or_else(|| fields.get("name").unwrap_or_default())
                .to_owned(),
            // Forms end their lines with CR LF (WHATWG HTML, "constructing the entry list").
            redirect_uris: fields.text("redirect_uris").replace("\r\n", "\n"),
            permissions: fields.all("permissions").map(str::to_owned).collect(),
            kind: kind.unwrap_or_default(),
        };
        let unknown = || FieldProblem::new(Field::Kind, "Choose confidential or public.");
        Self {
            draft,
            kind: kind.map(|_| ()).ok_or_else(|| Problem::invalid(vec![unknown()])),
            key: fields.get("key").filter(|key| !key.is_empty()).map(str::to_owned),
            // A version that is not a number must lead to a conflict, not overwrite anything.
            version: fields.get("version").map(|text| text.parse().unwrap_or(0)),
        }
    }
}

/// `POST /applications/new`. Without an idempotency key, each send creates an application.
pub async fn create(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let SubmittedForm { draft, kind, key, .. } = SubmittedForm::read(&body);
    let refused =
        |problem, key| FormResult::Refused { draft: draft.clone(), key, version: None, problem };
    let parsed = IdempotencyKey::parse(&key.clone().unwrap_or_else(|| state.fresh_text()));
    let key_to_send = match (kind, parsed) {
        (Err(problem), _) => {
            return rerender_form(page, problem, |problem| refused(problem, key)).await;
        }
        (Ok(()), Err(_)) => {
            let problem = Problem::new(ProblemCode::Rejected, "Send the form again.");
            // Without the key, so that the page gets a new one.
            return rerender_form(page, problem, |problem| refused(problem, None)).await;
        }
        (Ok(()), Ok(parsed)) => parsed,
    };
    match state.authority.create_application(&caller.actor(), draft.clone(), key_to_send).await {
        Ok(CreateOutcome::Created(created)) => {
            let posted = FormResult::Created(Arc::new(created));
            page.dashboard(Some((StatusCode::OK, posted))).await
        }
        Ok(CreateOutcome::AlreadyCreated(id)) => {
            redirect::see_other(&format!("/applications/{}?notice=already-created", id.as_str()))
        }
        Err(error) => rerender_form_for_error(page, &error, |problem| refused(problem, key)).await,
    }
}

/// `POST /applications/{id}/edit`. A form without a version edits the current version.
pub async fn edit(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let SubmittedForm { draft, version, .. } = SubmittedForm::read(&body);
    match save(&state.authority, &caller, &id, version, draft.clone()).await {
        Ok(Some(EditOutcome::Saved(_))) => redirect::see_other("/applications"),
        Ok(Some(EditOutcome::Conflict(current))) => {
            let posted = FormResult::Conflict { draft, current };
            page.dashboard(Some((StatusCode::CONFLICT, posted))).await
        }
        Ok(None) => page.not_found(),
        Err(error) => {
            let refused = |problem| FormResult::Refused { draft, key: None, version, problem };
            rerender_form_for_error(page, &error, refused).await
        }
    }
}

async fn save(
    authority: &Authority,
    caller: &Caller,
    id: &ClientId,
    version: Option<i64>,
    draft: ApplicationDraft,
) -> Result<Option<EditOutcome>, Error> {
    let version = match version {
        Some(version) => version,
        None => match authority.application(caller.account(), id).await? {
            Some(Application { version, .. }) => version,
            None => return Ok(None),
        },
    };
    authority.edit_application(&caller.actor(), id, version, draft).await
}

/// The form as it was sent before signing in: for a new application, or for the one with the client
/// ID `edited`. Nothing is saved.
pub(super) async fn show_again(
    state: &AppState,
    caller: &Caller,
    edited: Option<&str>,
    page: HtmlResponder,
    body: &[u8],
) -> Response {
    if let Some(id) = edited {
        let found = match ClientId::parse(id) {
            Ok(id) => state.authority.application(caller.account(), &id).await,
            Err(_) => Ok(None),
        };
        match found {
            Ok(Some(_)) => {}
            Ok(None) => return page.not_found(),
            Err(error) => return page.failure(&error),
        }
    }
    let SubmittedForm { draft, key, version, .. } = SubmittedForm::read(body);
    let problem = Problem::new(ProblemCode::SignedOut, texts::SIGNED_IN_AGAIN);
    let posted = FormResult::Refused { draft, key, version, problem };
    page.dashboard(Some((StatusCode::OK, posted))).await
}

async fn rerender_form_for_error(
    page: HtmlResponder,
    error: &Error,
    refused: impl FnOnce(Problem) -> FormResult,
) -> Response {
    let problem = problem::public_problem(error);
    if problem.code == ProblemCode::NotFound {
        return page.not_found();
    }
    let mut response = rerender_form(page, problem, refused).await;
    problem::retry_after(error, &mut response);
    response
}

/// The same page again, with the problem.
async fn rerender_form(
    page: HtmlResponder,
    problem: Problem,
    refused: impl FnOnce(Problem) -> FormResult,
) -> Response {
    let status = problem::status(&problem);
    page.dashboard(Some((status, refused(problem)))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_field_by_field() {
        let typed = SubmittedForm::read(
            b"name=My+app&redirect_uris=https%3A%2F%2Fa.example%2F%0D%0Ahttp%3A%2F%2F127.0.0.1%2F\
              &permissions=projects&permissions=orders&kind=public&key=k&version=3&owner_id=x",
        );
        assert_eq!(typed.draft.name, "My app");
        assert_eq!(SubmittedForm::read(b"name=Old&application_name=New").draft.name, "New");
        assert_eq!(typed.draft.redirect_uris, "https://a.example/\nhttp://127.0.0.1/");
        assert_eq!(typed.draft.permissions, ["projects", "orders"]);
        assert_eq!(typed.draft.kind, ApplicationKind::Public);
        assert_eq!((typed.key.as_deref(), typed.version), (Some("k"), Some(3)));
        assert_eq!(typed.kind, Ok(()));
    }

    #[test]
    fn a_missing_field_is_empty_and_an_unknown_kind_is_refused() {
        let typed = SubmittedForm::read(b"");
        assert_eq!(typed.draft, ApplicationDraft::default());
        assert_eq!((typed.key, typed.version, typed.kind), (None, None, Ok(())));
        assert_eq!(SubmittedForm::read(b"version=x").version, Some(0));
        let problem = SubmittedForm::read(b"kind=trusted").kind.expect_err("an unknown kind");
        assert_eq!(problem.fields[0].field, Field::Kind);
    }
}

//! The view of the credentials dialog: renders its state and executes its effects.

use super::footer::footer;
use super::issued::IssuedCredentials;
use super::state::{
    CredentialField, CredentialsEffect, CredentialsEvent, CredentialsState, Report,
};
use crate::browser::{clipboard, download, focus, window};
use crate::components::copy_button::CopyState;
use crate::components::dialog::Dialog;
use crate::components::icon::{Icon, IconKind};
use crate::components::secret_field::SecretField;
use crate::components::shortcuts::{Command, Commands};
use crate::texts;
use domain::issued_credentials::{ClientSecret, CredentialFormat};
use leptos::html;
use leptos::prelude::*;

/// The open dialog; `on_close` unmounts it.
pub(super) fn credentials_view(issued: IssuedCredentials, on_close: Callback<()>) -> impl IntoView {
    let has_secret = issued.secret().is_some();
    let state = RwSignal::new(CredentialsState::new(has_secret, cfg!(feature = "ssr")));
    let (id_node, secret_node) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let (title, name, done_page) = (issued.title(), issued.name().clone(), issued.page());
    let id_text = Signal::stored(issued.client_id().as_str().to_owned());
    let issued = StoredValue::new(issued);
    let secret_text = Signal::derive(move || {
        let revealed = state.with(|state| state.revealed);
        issued.with_value(|issued| match issued.secret() {
            Some(secret) if !revealed => masked(secret),
            _ => issued.exposed(),
        })
    });

    let close = Callback::new(move |()| {
        let focus_after = issued.with_value(IssuedCredentials::focus_after);
        on_close.run(());
        focus::first_present(focus_after);
    });
    let dispatch = Callback::new(move |event: CredentialsEvent| {
        // An asynchronous copy may finish after the dialog was closed.
        match state.try_update(|state| state.update(event)).flatten() {
            None => {}
            Some(CredentialsEffect::Close) => close.run(()),
            Some(CredentialsEffect::Focus(id)) => focus::first_present(vec![id.to_owned()]),
            Some(CredentialsEffect::Select(CredentialField::Id)) => select_soon(id_node),
            Some(CredentialsEffect::Select(CredentialField::Secret)) => select_soon(secret_node),
        }
    });
    let copy = move |field, text: String, node: NodeRef<html::Input>| {
        leptos::task::spawn_local(async move {
            let dialog =
                node.get_untracked().and_then(|node| node.closest("dialog").ok().flatten());
            let copied = clipboard::copy(&text, dialog).await;
            dispatch.try_run(CredentialsEvent::Copied(field, copied));
        });
    };
    let copy_id = Callback::new(move |()| {
        copy(CredentialField::Id, id_text.get_untracked(), id_node);
    });
    let copy_secret = Callback::new(move |()| {
        let secret = issued.with_value(IssuedCredentials::exposed);
        copy(CredentialField::Secret, secret, secret_node);
    });
    let download = Callback::new(move |format: CredentialFormat| {
        let (file_name, text) = issued.with_value(|issued| issued.file(format));
        let offered = download::offer(&file_name, format.media_type(), &text);
        dispatch.run(CredentialsEvent::FileOffered(offered));
    });
    let toggle = Callback::new(move |()| dispatch.run(CredentialsEvent::ToggleSecret));

    if has_secret {
        let commands = expect_context::<Commands>();
        commands.bind(Command::ShowSecret, move || toggle.run(()));
        commands.bind(Command::CopySecret, move || copy_secret.run(()));
        commands.bind(Command::DownloadSecret, move || download.run(CredentialFormat::Text));
    }
    if cfg!(feature = "hydrate") {
        guard(state, dispatch, secret_node);
    }

    let copy_state =
        move |of: fn(&CredentialsState) -> CopyState| Signal::derive(move || state.with(of));
    let report = move || state.with(|state| state.report).map(render_report);
    view! {
        <Dialog labelledby="created-title" on_cancel=move |()| dispatch.run(CredentialsEvent::Leave)>
            <div class="dialog-form">
                <header>
                    <h2 id="created-title">{title}</h2>
                </header>
                <div class="body">
                    <p class="muted"><bdi>{name.as_str().to_owned()}</bdi></p>
                    <p class=if has_secret { "notice" } else { "notice quiet" }>
                        <Icon kind=IconKind::Alert/>
                        <span>{if has_secret { texts::SECRET_ONCE } else { texts::NO_SECRET }}</span>
                    </p>
                    <SecretField
                        id="client-id"
                        label=texts::CLIENT_ID
                        copy_label=texts::COPY_CLIENT_ID
                        text=id_text
                        node_ref=id_node
                        state=copy_state(|state| state.id_copy)
                        copy=copy_id
                    />
                    {has_secret.then(|| view! {
                        <SecretField
                            id="client-secret"
                            label=texts::CLIENT_SECRET
                            copy_label=texts::COPY_CLIENT_SECRET
                            text=secret_text
                            eye=(Signal::derive(move || state.with(|state| state.revealed)), toggle)
                            node_ref=secret_node
                            state=copy_state(|state| state.secret_copy)
                            copy=copy_secret
                        />
                    })}
                    <div role="status">{report}</div>
                </div>
                {footer(state, dispatch, close, download, done_page)}
            </div>
        </Dialog>
    }
}

/// Masks the secret when the tab is hidden, warns before an unsaved one is lost with the tab, and
/// clears the field when the dialog closes.
fn guard(
    state: RwSignal<CredentialsState>,
    dispatch: Callback<CredentialsEvent>,
    secret: NodeRef<html::Input>,
) {
    window::on_hidden(move || {
        dispatch.try_run(CredentialsEvent::TabLeft);
    });
    window::guard_unload(Signal::derive(move || state.with(CredentialsState::is_at_risk)));
    on_cleanup(move || {
        if let Some(field) = secret.get_untracked() {
            field.set_value("");
        }
    });
}

fn render_report(report: Report) -> AnyView {
    if report.is_failure() {
        return view! { <p class="problem" role="alert">{report.text()}</p> }.into_any();
    }
    let icon = match report {
        Report::FileOffered => IconKind::Download,
        _ => IconKind::Check,
    };
    view! { <p class="saved"><Icon kind=icon/> {report.text()}</p> }.into_any()
}

/// Bullets and the last four characters; short enough for 320 px.
fn masked(secret: &ClientSecret) -> String {
    format!("{} {}", "•".repeat(16), secret.last_four())
}

/// In the next animation frame, focuses a field and selects its text.
fn select_soon(field: NodeRef<html::Input>) {
    request_animation_frame(move || {
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
            field.select();
        }
    });
}

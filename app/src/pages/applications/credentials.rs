//! The credentials dialog: the one place where a client secret is ever seen, whether it came with
//! its application or was added later.
//!
//! The secret lives in this dialog's state from the reply that made it until the dialog closes.
//! It is in no resource, no address and no storage; while masked it is not in the document.

pub mod buttons;
mod made;

use crate::browser::focus;
use crate::components::copy_button::CopyState;
use crate::components::dialog::Dialog;
use crate::components::icon::{Icon, IconKind};
use crate::components::secret_field::SecretField;
use crate::components::shortcuts::{Command, Commands};
#[cfg(feature = "ssr")]
use crate::pages::posted::Posted;
use crate::texts;
use buttons::Buttons;
use domain::credential::{AddedSecret, ClientSecret, CreatedApplication, CredentialFormat};
use leptos::html;
use leptos::prelude::*;
use made::Made;
use std::sync::Arc;

/// The dialog of the credentials that were just made, while it is open. What makes them brings the
/// dialog along: before, the page has no use for it.
#[derive(Clone, Copy, Default)]
pub struct Credentials(RwSignal<Option<ViewFn>>);

impl Credentials {
    /// Opens the dialog for a new application.
    pub fn show(self, created: CreatedApplication) {
        self.open(Made::Application(Arc::new(created)));
    }

    /// Opens the dialog for a secret that was added.
    pub fn show_secret(self, added: AddedSecret) {
        self.open(Made::Secret(Arc::new(added)));
    }

    fn open(self, made: Made) {
        self.0.set(Some(ViewFn::from(move || view! { <Opened made=made.clone()/> })));
    }
}

/// **`dialog "Application created"`** or **`dialog "Client secret created"`**, once after each.
#[component]
pub fn CredentialsDialog() -> impl IntoView {
    let credentials = expect_context::<Credentials>();
    #[cfg(feature = "ssr")]
    {
        let made = match use_context() {
            Some(Posted::Created(created)) => Some(Made::Application(created)),
            Some(Posted::SecretAdded(added)) => Some(Made::Secret(added)),
            _ => None,
        };
        if let Some(made) = made {
            return view! { <Opened made=made/> }.into_any();
        }
    }
    (move || credentials.0.get().map(|dialog| dialog.run())).into_any()
}

/// What was done last, and how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Report {
    SecretCopied,
    IdCopied,
    CopyFailed,
    /// Nobody can know whether the file was taken.
    FileOffered,
    OfferFailed,
}

impl Report {
    /// What it says, and whether something failed.
    const fn text(self) -> (&'static str, bool) {
        match self {
            Self::SecretCopied => (texts::SECRET_COPIED, false),
            Self::IdCopied => (texts::COPIED_ID, false),
            Self::CopyFailed => (texts::COPY_FAILED, true),
            Self::FileOffered => (texts::FILE_OFFERED, false),
            Self::OfferFailed => (texts::OFFER_FAILED, true),
        }
    }
}

#[component]
fn Opened(made: Made) -> impl IntoView {
    let credentials = expect_context::<Credentials>();
    let title = made.title();
    let name = made.name().as_str().to_owned();
    let is_public = made.secret().is_none();
    let id_signal = Signal::stored(made.client_id().as_str().to_owned());
    let focus_after = made.focus_after();
    let done_page = StoredValue::new(made.page());

    // Whether the secret was copied or shown: then the dialog closes without a question.
    let kept = RwSignal::new(false);
    let offered = RwSignal::new(false);
    let report = RwSignal::new(None::<Report>);
    let asking = RwSignal::new(false);
    // Without scripts there is no eye: the secret stands in plain sight.
    let shown = RwSignal::new(cfg!(feature = "ssr"));
    let id_state = RwSignal::new(CopyState::default());
    let secret_state = RwSignal::new(CopyState::default());
    let id_node = NodeRef::<html::Input>::new();
    let secret_node = NodeRef::<html::Input>::new();
    let made = StoredValue::new(made);

    let secret_text = Signal::derive(move || {
        made.with_value(|made| {
            if shown.get() {
                made.exposed()
            } else {
                made.secret().map_or_else(String::new, masked)
            }
        })
    });
    Effect::new(move |_| {
        if shown.get() {
            kept.set(true);
        }
    });

    let close = Callback::new(move |()| {
        credentials.0.set(None);
        focus::soon(focus_after.clone());
    });
    let leave = Callback::new(move |()| {
        if is_public || kept.get_untracked() {
            close.run(());
        } else if asking.get_untracked() {
            asking.set(false);
            focus::soon(vec!["done".to_owned()]);
        } else {
            asking.set(true);
            focus::soon(vec!["go-back".to_owned()]);
        }
    });

    let copy_id = Callback::new(move |()| {
        let say = Callback::new(move |copied: bool| {
            report.set(Some(if copied { Report::IdCopied } else { Report::CopyFailed }));
            if !copied {
                select_soon(id_node);
            }
        });
        copy(id_signal.get_untracked(), id_node, id_state, say);
    });
    let copy_secret = Callback::new(move |()| {
        let secret = made.with_value(Made::exposed);
        let say = Callback::new(move |copied: bool| {
            report.set(Some(if copied { Report::SecretCopied } else { Report::CopyFailed }));
            if copied {
                kept.set(true);
            } else {
                shown.set(true);
                select_soon(secret_node);
            }
        });
        copy(secret, secret_node, secret_state, say);
    });
    let download = Callback::new(move |format: CredentialFormat| {
        let possible = made.with_value(|made| offer(made, format));
        report.set(Some(if possible { Report::FileOffered } else { Report::OfferFailed }));
        offered.update(|offered| *offered |= possible);
    });

    if !is_public {
        let commands = expect_context::<Commands>();
        commands.bind(Command::ShowSecret, move || shown.update(|shown| *shown = !*shown));
        commands.bind(Command::CopySecret, move || copy_secret.run(()));
        commands.bind(Command::DownloadSecret, move || download.run(CredentialFormat::Text));
    }
    #[cfg(feature = "hydrate")]
    {
        use crate::browser::page;
        page::on_hidden(move || {
            shown.try_set(false);
        });
        page::guard_unload(Signal::derive(move || !is_public && !kept.get()));
        on_cleanup(move || {
            if let Some(field) = secret_node.get_untracked() {
                field.set_value("");
            }
        });
    }

    let done_is_primary =
        Signal::derive(move || is_public || cfg!(feature = "ssr") || kept.get() || offered.get());
    let question =
        move || if offered.get() { texts::LEAVE_OFFERED_QUESTION } else { texts::LEAVE_QUESTION };
    let report = move || {
        report.get().map(|report| match report.text() {
            (text, true) => view! { <p class="problem" role="alert">{text}</p> }.into_any(),
            (text, false) => {
                let icon = match report {
                    Report::FileOffered => IconKind::Download,
                    _ => IconKind::Check,
                };
                view! { <p class="saved"><Icon kind=icon/> {text}</p> }.into_any()
            }
        })
    };
    view! {
        <Dialog labelledby="created-title" on_cancel=leave>
            <div class="dialog-form">
                <header>
                    <h2 id="created-title">{title}</h2>
                </header>
                <div class="body">
                    <p class="soft"><bdi>{name}</bdi></p>
                    <p class=if is_public { "notice quiet" } else { "notice" }>
                        <Icon kind=IconKind::Alert/>
                        <span>{if is_public { texts::NO_SECRET } else { texts::SECRET_ONCE }}</span>
                    </p>
                    <SecretField
                        id="client-id"
                        label=texts::CLIENT_ID
                        copy_label=texts::COPY_CLIENT_ID
                        text=id_signal
                        node_ref=id_node
                        state=id_state
                        copy=copy_id
                    />
                    {(!is_public).then(|| view! {
                        <SecretField
                            id="client-secret"
                            label=texts::CLIENT_SECRET
                            copy_label=texts::COPY_CLIENT_SECRET
                            text=secret_text
                            shown=shown
                            node_ref=secret_node
                            state=secret_state
                            copy=copy_secret
                        />
                    })}
                    <div role="status">{report}</div>
                </div>
                {move || if asking.get() {
                    view! {
                        <footer class="confirm" role="group" aria-labelledby="leave-text">
                            <p id="leave-text">{question}</p>
                            <button
                                type="button"
                                class="button"
                                id="go-back"
                                on:click=move |_| leave.run(())
                            >
                                {texts::GO_BACK}
                            </button>
                            <button
                                type="button"
                                class="button danger"
                                on:click=move |_| close.run(())
                            >
                                {texts::CLOSE_ANYWAY}
                            </button>
                        </footer>
                    }
                        .into_any()
                } else {
                    view! { <Buttons done_page=done_page.get_value() done_is_primary=done_is_primary leave=leave download=download/> }
                        .into_any()
                }}
            </div>
        </Dialog>
    }
}

/// Bullets and the last four characters; short enough for 320 px.
fn masked(secret: &ClientSecret) -> String {
    format!("{} {}", "•".repeat(16), secret.last_four())
}

/// Copies in the browser and reports what really happened; does nothing on the server.
fn copy(
    text: String,
    field: NodeRef<html::Input>,
    state: RwSignal<CopyState>,
    report: Callback<bool>,
) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        let dialog = field.get_untracked().and_then(|field| field.closest("dialog").ok().flatten());
        let copied = crate::browser::clipboard::copy(&text, dialog).await;
        let _ = state.try_set(if copied { CopyState::Done } else { CopyState::Failed });
        let _ = report.try_run(copied);
    });
    #[cfg(feature = "ssr")]
    let _ = (text, field, state, report);
}

/// After the next paint, selects what a field holds; does nothing on the server.
fn select_soon(field: NodeRef<html::Input>) {
    #[cfg(feature = "hydrate")]
    request_animation_frame(move || {
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
            field.select();
        }
    });
    #[cfg(feature = "ssr")]
    let _ = field;
}

/// Offers the credentials as a file made in the browser; does nothing on the server.
fn offer(made: &Made, format: CredentialFormat) -> bool {
    let (file_name, text) = made.file(format);
    #[cfg(feature = "hydrate")]
    return crate::browser::download::offer(&file_name, format.media_type(), &text);
    #[cfg(feature = "ssr")]
    {
        drop((file_name, text));
        false
    }
}

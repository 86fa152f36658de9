//! What the table does without: every other page, and the form dialogs. In the browser they are a
//! chunk of the program by themselves, fetched when the page is idle, at the latest when asked for.
//!
//! There is one chunk, because there is one function that leads into it: what is called from
//! nowhere else is in it.

#![expect(clippy::unnecessary_wraps, reason = "the macro wants it: the chunk may fail to come")]

use crate::pages::application::ApplicationPage;
use crate::pages::applications::form::{EditForm, NewForm};
use crate::pages::deleted::DeletedPage;
use crate::pages::security::SecurityPage;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

/// A view of the chunk. As the `view` of a route it waits for the chunk.
#[derive(Clone, Copy, Debug)]
pub enum Later {
    /// `/applications/new`
    NewForm,
    /// `/applications/{id}/edit`
    EditForm,
    /// `/applications/{id}`
    Application,
    /// `/applications/deleted`
    Deleted,
    /// `/security`
    Security,
}

#[wasm_split(later, wasm_split_path = ::leptos::wasm_split, preload(
    /// Fetches the chunk, unless it is there. What fails may be tried again.
    fetch
), fallible)]
fn show(what: Later) -> Result<AnyView, SplitLoaderError> {
    Ok(match what {
        Later::NewForm => view! { <NewForm/> }.into_any(),
        Later::EditForm => view! { <EditForm/> }.into_any(),
        Later::Application => view! { <ApplicationPage/> }.into_any(),
        Later::Deleted => view! { <DeletedPage/> }.into_any(),
        Later::Security => view! { <SecurityPage/> }.into_any(),
    })
}

impl ChooseView for Later {
    async fn preload(&self) {
        #[cfg(feature = "hydrate")]
        {
            let asked_for = leptos_router::hooks::use_url()
                .with_untracked(|url| format!("{}?{}", url.path(), url.search()));
            if fetch().await.is_err() {
                // A page that did not hydrate is one without scripts and works. From any other,
                // the server leads on: it may be a newer one, with other chunks.
                if crate::browser::page::is_hydrated() {
                    crate::browser::page::load(&asked_for);
                }
                std::future::pending::<()>().await;
            }
        }
    }

    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(|_| ().into_any())
    }
}

/// Fetches the chunk when the browser has nothing else to do.
#[cfg(feature = "hydrate")]
pub fn fetch_when_idle() {
    crate::browser::page::when_idle(|| {
        leptos::task::spawn_local(async {
            let _ = fetch().await;
        });
    });
}

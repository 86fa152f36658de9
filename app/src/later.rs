//! The second part of the program: whatever the table can do without at first. What answers keys
//! and clicks is in it, and so are the other pages and the dialogs. The browser fetches it once it
//! has taken the page over; until it is there, links and forms do what they do without scripts.
//!
//! What is called from nowhere but the functions here that are marked so is in the chunk. Asking the
//! server is, too: the first page's data stands in the page.

#![expect(clippy::unnecessary_wraps, reason = "the macro wants it: the chunk may fail to come")]

use crate::api::{self, ApiError, dashboard::Dashboard};
use crate::pages::application::ApplicationPage;
use crate::pages::applications::form::{EditForm, NewForm};
use crate::pages::deleted::DeletedPage;
use crate::pages::security::SecurityPage;
use domain::application::ApplicationSummary;
use domain::page::{Cursor, Page};
use domain::problem::{Problem, ProblemCode};
use domain::search::Search;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;
use std::pin::Pin;

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
    /// What brings the table to life. Nothing on the server.
    Table,
    /// What works on every page. Nothing on the server.
    Keys,
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
        #[cfg(feature = "hydrate")]
        Later::Table => {
            view! { <crate::pages::applications::table_actions::LiveTableActions/> }.into_any()
        }
        #[cfg(feature = "hydrate")]
        Later::Keys => view! { <crate::components::app_overlays::AppOverlays/> }.into_any(),
        #[cfg(feature = "ssr")]
        Later::Table | Later::Keys => ().into_any(),
    })
}

/// An answer of the server that is under way.
type Asked<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send>>;

#[wasm_split(later, wasm_split_path = ::leptos::wasm_split, fallible)]
fn ask_for_page(
    search: Search,
    after: Option<Cursor>,
) -> Result<Asked<Page<ApplicationSummary>>, SplitLoaderError> {
    Ok(Box::pin(api::applications::list(search, after, None)))
}

#[wasm_split(later, wasm_split_path = ::leptos::wasm_split, fallible)]
fn ask_for_dashboard() -> Result<Asked<Dashboard>, SplitLoaderError> {
    Ok(Box::pin(api::dashboard::get()))
}

async fn asked<T>(
    answer: impl Future<Output = Result<Asked<T>, SplitLoaderError>>,
) -> Result<T, ApiError> {
    let lost = |_| ApiError(Problem::new(ProblemCode::Unavailable, crate::texts::NO_ANSWER));
    answer.await.map_err(lost)?.await
}

/// As [`api::applications::list`].
///
/// # Errors
/// The server's, or the chunk that asks it can't be fetched.
pub async fn page(
    search: Search,
    after: Option<Cursor>,
) -> Result<Page<ApplicationSummary>, ApiError> {
    asked(ask_for_page(search, after)).await
}

/// As [`api::dashboard::get`].
///
/// # Errors
/// The server's, or the chunk that asks it can't be fetched.
pub async fn dashboard() -> Result<Dashboard, ApiError> {
    asked(ask_for_dashboard()).await
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
                if crate::browser::page::is_taken_over() {
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

/// Whether the chunk is there, and the page is the program's.
#[derive(Clone, Debug, Default)]
pub struct Ready(ArcRwSignal<bool>);

/// A view of the chunk, as soon as that is there.
#[component]
pub fn WhenReady(
    /// Which.
    what: Later,
) -> impl IntoView {
    when_ready(move || view! { <Suspense>{Suspend::new(what.choose())}</Suspense> })
}

/// A view that waits until the page is the program's.
pub fn when_ready<V: IntoView + 'static>(view: impl Fn() -> V + Send + 'static) -> impl IntoView {
    let Ready(ready) = expect_context();
    move || ready.get().then(&view)
}

/// Fetches the chunk. Where it can't be, the page stays one of links and forms, and works.
#[cfg(feature = "hydrate")]
pub async fn come(ready: Ready) {
    match fetch().await {
        Ok(()) => ready.0.set(true),
        Err(_) => crate::browser::page::mark_still(),
    }
}

//! Code splitting. The first WebAssembly chunk renders the table; the other pages are in three
//! lazily loaded chunks, which are prefetched when the browser is idle and loaded at the latest when
//! a route needs them. A page is hydrated only after its chunk was loaded.
//!
//! A chunk holds the code that is reachable only through its `#[wasm_split]` function here.

#![expect(clippy::unnecessary_wraps, reason = "`wasm_split` with `fallible` requires a `Result`")]

pub mod chunk;
pub mod loading;
#[cfg(feature = "hydrate")]
pub mod prefetch;

use crate::pages::application::ApplicationPage;
use crate::pages::applications::form::{EditForm, NewForm};
use crate::pages::deleted::DeletedPage;
use crate::pages::security::SecurityPage;
use chunk::Chunk;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

pub type LoadResult = Result<(), SplitLoaderError>;

/// A page in a lazily loaded chunk, as the `view` of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LazyView {
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

impl LazyView {
    const fn chunk(self) -> Chunk {
        match self {
            Self::NewForm | Self::EditForm => Chunk::Form,
            Self::Application => Chunk::Application,
            Self::Deleted | Self::Security => Chunk::Account,
        }
    }
}

#[wasm_split(form, wasm_split_path = ::leptos::wasm_split, preload(load_form), fallible)]
fn render_form(view: LazyView) -> Result<AnyView, SplitLoaderError> {
    Ok(match view {
        LazyView::NewForm => view! { <NewForm/> }.into_any(),
        _ => view! { <EditForm/> }.into_any(),
    })
}

#[wasm_split(application, wasm_split_path = ::leptos::wasm_split, preload(load_application), fallible)]
fn render_application() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <ApplicationPage/> }.into_any())
}

#[wasm_split(account, wasm_split_path = ::leptos::wasm_split, preload(load_account), fallible)]
fn render_account(view: LazyView) -> Result<AnyView, SplitLoaderError> {
    Ok(match view {
        LazyView::Deleted => view! { <DeletedPage/> }.into_any(),
        _ => view! { <SecurityPage/> }.into_any(),
    })
}

/// Loads a chunk, unless it is loaded already. A failed load can be retried.
///
/// # Errors
/// It can't be fetched.
pub async fn load_chunk(chunk: Chunk) -> LoadResult {
    match chunk {
        Chunk::Form => load_form().await,
        Chunk::Application => load_application().await,
        Chunk::Account => load_account().await,
    }
}

impl ChooseView for LazyView {
    async fn preload(&self) {
        #[cfg(feature = "hydrate")]
        {
            let asked_for = leptos_router::hooks::use_url().with_untracked(|url| {
                let mark = if url.search().is_empty() { "" } else { "?" };
                [url.path(), mark, url.search()].concat()
            });
            let waiting = expect_context::<loading::ChunkLoading>().begin();
            if load_chunk(self.chunk()).await.is_err() {
                // A page load: the server may be a newer version with other chunks. If it is not, its
                // page fails to load the chunk too and stays unhydrated, so this does not loop.
                crate::browser::window::load(&asked_for);
                std::future::pending::<()>().await;
            }
            drop(waiting);
        }
    }

    async fn choose(self) -> AnyView {
        let drawn = match self.chunk() {
            Chunk::Form => render_form(self).await,
            Chunk::Application => render_application().await,
            Chunk::Account => render_account(self).await,
        };
        drawn.unwrap_or_else(|_| ().into_any())
    }
}

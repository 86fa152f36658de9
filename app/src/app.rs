//! Providers and the route table of the dashboard.

use crate::api;
use crate::components::app_header::AppHeader;
use crate::components::app_overlays::AppOverlays;
use crate::components::credentials_dialog::{Credentials, CredentialsDialog};
use crate::components::reauthentication::Reauthentication;
use crate::components::shortcuts::Commands;
use crate::components::toast::Toasts;
use crate::components::when_hydrated::when_hydrated;
use crate::context::DashboardResource;
use crate::lazy::LazyView;
#[cfg(feature = "hydrate")]
use crate::lazy::chunk::Chunk;
use crate::lazy::loading::{ChunkLoading, LoadingStatus};
use crate::pages::applications::ApplicationsPage;
use crate::pages::not_found::NotFound;
use crate::state::{Changes, FormOpener, Modals, ThemeChoice};
use crate::table::handle::Table;
use crate::table::source::Source;
use crate::texts;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// The dashboard: every page behind a sign-in.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // Before the router, whose own `popstate` listener renders the next page.
    crate::browser::window::watch_history();
    crate::browser::double_click::guard();
    provide_context(ChunkLoading::default());
    provide_context(Toasts::default());
    provide_context(Commands::default());
    provide_context(Reauthentication::default());
    provide_context(Changes::default());
    provide_context(ThemeChoice::from_page());
    provide_context(Modals::default());
    provide_context(Table::new(Source::Active));
    provide_context(FormOpener::default());
    provide_context(Credentials::default());
    let dashboard: DashboardResource = Resource::new(|| (), |()| api::dashboard::get());
    provide_context(dashboard);

    view! {
        <Title formatter=document_title text=texts::APPLICATIONS/>
        <Router>
            <AppHeader/>
            <main class="page" id="main" tabindex="-1">
                <Routes fallback=NotFound>
                    <Route path=path!("/applications/deleted") view=LazyView::Deleted ssr=SsrMode::Async/>
                    <ParentRoute path=path!("/applications") view=ApplicationsPage ssr=SsrMode::Async>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!("new") view=LazyView::NewForm/>
                        <Route path=path!(":id/edit") view=LazyView::EditForm/>
                    </ParentRoute>
                    // The optional segment is the path that a form of the page posts to: the server renders the
                    // page there as its reply.
                    <Route path=path!("/applications/:id/:form?") view=LazyView::Application ssr=SsrMode::Async/>
                    <Route path=path!("/security/:form?") view=LazyView::Security ssr=SsrMode::Async/>
                </Routes>
                <CredentialsDialog/>
            </main>
            {when_hydrated(|| view! { <AppOverlays/> <LoadingStatus/> }.into_any())}
        </Router>
    }
}

/// Fetches the chunk that renders the current page, if that is not in the first chunk.
///
/// # Errors
/// It can't be fetched.
#[cfg(feature = "hydrate")]
pub async fn load_page_chunk() -> crate::lazy::LoadResult {
    match Chunk::of_path(&crate::browser::window::path()) {
        Some(chunk) => crate::lazy::load_chunk(chunk).await,
        None => Ok(()),
    }
}

/// Hydrates the page that the server rendered. [`load_page_chunk`] must have completed.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    use crate::browser::{hydration, startup};
    leptos::mount::hydrate_from(startup::root(), App).forget();
    hydration::set_hydrated();
    crate::lazy::prefetch::prefetch(|chunk| Box::pin(crate::lazy::load_chunk(chunk)));
}

/// The title of a page. On the server, Leptos does not escape it, so this function does; in the
/// browser it is set as text.
fn document_title(title: String) -> String {
    let title = format!("{title} · {}", texts::PRODUCT);
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title }
}

//! Providers and the route table of the dashboard.

use crate::api;
use crate::components::frame::Frame;
use crate::components::shortcuts::Commands;
use crate::components::sign_in_again::SignInAgain;
use crate::components::toast::Toasts;
use crate::context::DashboardResource;
use crate::lazy::LazyView;
#[cfg(feature = "hydrate")]
use crate::lazy::chunk::Chunk;
use crate::lazy::loading::Loading;
use crate::lazy::ready::{Ready, when_ready};
use crate::list::List;
use crate::pages::applications::ApplicationsPage;
use crate::pages::applications::credentials::{Credentials, CredentialsDialog};
use crate::pages::not_found::NotFound;
use crate::state::{Changes, FormReturn, Modals, ThemeChoice};
use crate::texts;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// The dashboard: every page behind a sign-in.
#[component]
pub fn App(
    /// Says when the page is the program's.
    ready: Ready,
) -> impl IntoView {
    provide_meta_context();
    // Before the router, which draws the page that a step in the history leads to.
    #[cfg(feature = "hydrate")]
    crate::browser::page::watch_history();
    provide_context(ready);
    provide_context(Loading::default());
    provide_context(Toasts::default());
    provide_context(Commands::default());
    provide_context(SignInAgain::default());
    provide_context(Changes::default());
    provide_context(ThemeChoice::of_page());
    provide_context(Modals::default());
    provide_context(List::default());
    provide_context(FormReturn::default());
    provide_context(Credentials::default());
    let dashboard: DashboardResource = Resource::new(|| (), |()| api::dashboard::get());
    provide_context(dashboard);

    view! {
        <Title formatter=document_title text=texts::APPLICATIONS/>
        <Router>
            <Frame/>
            <main class="page" id="main" tabindex="-1">
                <Routes fallback=NotFound>
                    <Route path=path!("/applications/deleted") view=LazyView::Deleted ssr=SsrMode::Async/>
                    <ParentRoute path=path!("/applications") view=ApplicationsPage ssr=SsrMode::Async>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!("new") view=LazyView::NewForm/>
                        <Route path=path!(":id/edit") view=LazyView::EditForm/>
                    </ParentRoute>
                    // With another segment: what answers a form of theirs.
                    <Route path=path!("/applications/:id/:form?") view=LazyView::Application ssr=SsrMode::Async/>
                    <Route path=path!("/security/:form?") view=LazyView::Security ssr=SsrMode::Async/>
                </Routes>
                <CredentialsDialog/>
            </main>
            {when_ready(on_every_page)}
        </Router>
    }
}

/// What works on every page once it is the program's; nothing on the server.
fn on_every_page() -> AnyView {
    #[cfg(feature = "hydrate")]
    return view! {
        <crate::components::keys::Keys/>
        <crate::lazy::loading::LoadingStatus/>
    }
    .into_any();
    #[cfg(feature = "ssr")]
    ().into_any()
}

/// Fetches the part that draws the page that the server wrote, where it is not the first one.
///
/// # Errors
/// It can't be fetched.
#[cfg(feature = "hydrate")]
pub async fn load_page() -> crate::lazy::Loaded {
    match Chunk::of_path(&crate::browser::page::path()) {
        Some(chunk) => crate::lazy::load_chunk(chunk).await,
        None => Ok(()),
    }
}

/// Takes over the page that the server wrote, once [`load_page`] is done.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    use crate::browser::startup;
    let ready = Ready::default();
    let app = {
        let ready = ready.clone();
        move || view! { <App ready=ready/> }
    };
    leptos::mount::hydrate_from(startup::root(), app).forget();
    startup::mark_taken_over();
    ready.set();
    crate::lazy::prefetch::prefetch(|chunk| Box::pin(crate::lazy::load_chunk(chunk)));
}

/// The title of a page. Leptos writes it into the page as it is, so the server escapes it; in the
/// browser it is set as text.
fn document_title(title: String) -> String {
    let title = format!("{title} · {}", texts::PRODUCT);
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title }
}

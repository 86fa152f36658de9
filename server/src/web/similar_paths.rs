//! Paths that differ from that of a route by a slash or by an equivalent spelling: `/oauth/token/`,
//! `//applications`, `/oauth//token`, `/%6Fauth/token`. Programs get the reply of the route, because
//! a POST can't be redirected; browsers are redirected to the path of the page. A path that is
//! similar to no route is left as it is, so it is never written into a `Location`.

use std::{borrow::Cow, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{Method, Uri, uri::PathAndQuery};

use super::{canonical_path::canonical, headers::Class, redirect};

/// Marks a request whose path was changed by [`rewrite`].
#[derive(Clone, Copy, Debug)]
struct Rewritten;

/// The paths of all routes. Cheap to clone.
#[derive(Clone)]
pub struct KnownPaths(Arc<matchit::Router<Class>>);

impl KnownPaths {
    /// Paths are in axum's notation.
    pub fn new(routes: impl IntoIterator<Item = (&'static str, Class)>) -> Self {
        let mut known = matchit::Router::new();
        for (path, class) in routes {
            // A path with two methods is inserted twice; axum itself refuses any other conflict.
            known.insert(path, class).ok();
        }
        Self(Arc::new(known))
    }

    fn class(&self, path: &str) -> Option<Class> {
        self.0.at(path).ok().map(|found| *found.value)
    }

    /// The path of the route that this path is similar to.
    fn similar<'a>(&self, method: &Method, path: &'a str) -> Option<Cow<'a, str>> {
        if self.class(path).is_some() {
            return None;
        }
        let canonical = canonical(path);
        let class = self.class(&canonical)?;
        // `/applications///delete` has no identifier: it must not become the deletion of several.
        let has_gap = path.trim_matches('/').contains("//");
        let acts_on_gap = has_gap && class == Class::Html && !method.is_safe();
        (!acts_on_gap).then_some(canonical)
    }
}

/// Middleware around the router: `from_fn_with_state(KnownPaths::new(…), similar_paths::rewrite)`.
pub async fn rewrite(
    State(known): State<KnownPaths>,
    mut request: Request,
    next: Next,
) -> Response {
    let similar = known.similar(request.method(), request.uri().path());
    if let Some(uri) = similar.and_then(|path| with_path(request.uri(), &path)) {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(Rewritten);
    }
    next.run(request).await
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(format!("{path}{query}")).ok();
    Uri::from_parts(parts).ok()
}

/// Middleware of pages, inside of [`rewrite`]: redirects a browser to the path of the page.
pub async fn redirect_to_route(request: Request, next: Next) -> Response {
    if request.method().is_safe() && request.extensions().get::<Rewritten>().is_some() {
        return redirect::see_other(
            request.uri().path_and_query().map_or("/", PathAndQuery::as_str),
        );
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(method: &Method, path: &str) -> Option<String> {
        let known = KnownPaths::new([
            ("/", Class::Html),
            ("/applications", Class::Html),
            ("/applications/delete", Class::Html),
            ("/applications/{id}", Class::Html),
            ("/applications/{id}/delete", Class::Html),
            ("/oauth/token", Class::SharedEndpoint),
            ("/.well-known/oauth-authorization-server", Class::SharedEndpoint),
            ("/pkg/{*file}", Class::Asset),
        ]);
        known.similar(method, path).map(Cow::into_owned)
    }

    #[test]
    fn a_spelling_of_a_known_path_means_it() {
        for (path, route) in [
            ("//", "/"),
            ("/applications/", "/applications"),
            ("/applications//", "/applications"),
            ("//applications", "/applications"),
            ("/%61pplications", "/applications"),
            ("/applications/x/", "/applications/x"),
            ("/applications/x%2Fy/", "/applications/x%2Fy"),
            ("/applications//evil.example/", "/applications/evil.example"),
            ("/oauth/token/", "/oauth/token"),
            ("/oauth//token", "/oauth/token"),
            ("/oauth/tok%65n", "/oauth/token"),
            (
                "/%2Ewell-known/oauth-authorization-server/",
                "/.well-known/oauth-authorization-server",
            ),
        ] {
            assert_eq!(meant(&Method::GET, path).as_deref(), Some(route), "{path}");
        }
    }

    #[test]
    fn what_is_known_or_is_none_stays_as_it_is() {
        for path in [
            "/",
            "/applications",
            "/applications/x",
            "/applications/%78",
            "/pkg//x",
            "//evil.example/",
            "//evil.example",
            "/%2f/evil",
            "/%2F%2Fevil.example/",
            "/%5Cevil.example/",
            "/\\evil.example/",
            "/Applications/",
            "/oauth/",
            "/oauth%2Ftoken",
            "/oauth/token/x/",
            "/applications/../",
            "/applications/%2e%2e/",
            "/./applications/",
            "/applications/%",
            "/%/",
            "/%6",
            "/%zz/",
            "/ü%c3/",
        ] {
            assert_eq!(meant(&Method::GET, path), None, "{path}");
        }
    }

    #[test]
    fn a_change_is_never_guessed_from_a_gap() {
        for path in ["/applications//delete", "/applications///delete", "/applications//delete/"] {
            assert_eq!(meant(&Method::POST, path), None, "{path}");
        }
        let meant = |path| meant(&Method::POST, path);
        assert_eq!(meant("//applications/delete").as_deref(), Some("/applications/delete"));
        assert_eq!(meant("/applications/x/delete/").as_deref(), Some("/applications/x/delete"));
    }
}

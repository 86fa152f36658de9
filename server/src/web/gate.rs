//! What is served before the database is open: that the process lives, and that everything else has to
//! wait.

use std::{
    convert::Infallible,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use axum::{
    Router,
    body::Body,
    response::{IntoResponse, Response},
    routing::future::RouteFuture,
};
use futures_util::future::{Either, Ready, ready};
use http::{HeaderValue, Method, Request, StatusCode, header::RETRY_AFTER};
use tower::Service;

use super::{
    headers::{self, Class, Transport},
    health, refusal,
};

/// In seconds.
const TRY_AGAIN: HeaderValue = HeaderValue::from_static("5");

/// Passes requests to a router once there is one. Cheap to clone.
#[derive(Clone, Default)]
pub struct Gate(Arc<OnceLock<Router>>);

impl Gate {
    /// Passes every later request to `router`. A second call changes nothing.
    pub fn open(&self, router: Router) {
        self.0.set(router).ok();
    }
}

impl Service<Request<Body>> for Gate {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<RouteFuture<Infallible>, Ready<Result<Response, Infallible>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match self.0.get() {
            Some(router) => Either::Left(router.clone().call(request)),
            None => Either::Right(ready(Ok(closed(&request)))),
        }
    }
}

fn closed(request: &Request<Body>) -> Response {
    let path = request.uri().path();
    if path == "/healthz" && matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = health::HEALTHY.into_response();
        headers::apply(Class::Machine, Transport::UNKNOWN, None, response.headers_mut());
        return response;
    }
    let sentence = "Configo waits for its database. Try again in a few seconds.";
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let mut response = refusal::public_reply(Class::of_path(path), status, sentence);
    response.headers_mut().insert(RETRY_AFTER, TRY_AGAIN);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::to_bytes, routing::get};
    use http::header::CONTENT_TYPE;

    async fn ask(gate: &Gate, path: &str) -> (StatusCode, http::HeaderMap, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = gate.clone().call(request).await.expect("a reply");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1024).await.expect("a body");
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn before_there_is_a_router_only_the_health_check_succeeds() {
        let gate = Gate::default();
        let (status, _, body) = ask(&gate, "/healthz").await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "ok"));
        for (path, kind, part) in [
            ("/", "text/plain", "Configo waits for its database."),
            ("/applications", "text/plain", "Try again in a few seconds.\n"),
            ("/oauth/token", "application/json", "temporarily_unavailable"),
            ("/api/v1/me", "application/json", "temporarily_unavailable"),
            ("/api/dashboard", "application/json", "\"unavailable\""),
            ("/readyz", "text/plain", "Configo waits"),
        ] {
            let (status, headers, body) = ask(&gate, path).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert_eq!(headers[RETRY_AFTER], "5", "{path}");
            assert_eq!(headers["cache-control"], "no-store", "{path}");
            assert!(headers[CONTENT_TYPE].to_str().expect("text").starts_with(kind), "{path}");
            assert!(body.contains(part), "{path}: {body}");
        }
        gate.open(Router::new().route("/applications", get(|| async { "a page" })));
        assert_eq!(ask(&gate, "/applications").await.2, "a page");
    }
}

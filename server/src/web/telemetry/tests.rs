//! What reaches the log, read back from the bytes that would be written.

use super::*;
use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
use http::response::Parts;
use http_body_util::BodyExt;
use std::{
    convert::identity,
    sync::{Arc, Mutex, PoisonError},
};
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn start() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(OneLine(move || writer.clone()));
        let guard = tracing_subscriber::registry().with(lines).set_default();
        (log, guard)
    }

    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        String::from_utf8(bytes).expect("text")
    }
}

fn router() -> Router {
    let random: RequestIdSource = Arc::new(|| 7);
    let fail = || async {
        identity::<Option<()>>(None).expect("a secret reason");
    };
    Router::new()
        .route("/applications/{id}", get(async || "fine"))
        .route("/fail", get(fail))
        .route("/oauth/token", get(fail))
        .route("/oauth/introspect", get(fail))
        .route("/api/applications/list", get(fail))
        .layer(from_fn_with_state(random, observe))
}

async fn get_text(path: &str) -> (StatusCode, String, String) {
    let (parts, body) = get_reply(path).await;
    let id = parts.headers[X_REQUEST_ID].to_str().expect("text").to_owned();
    (parts.status, id, body)
}

async fn get_reply(path: &str) -> (Parts, String) {
    let request = Request::builder()
        .uri(path)
        .header("x-request-id", "forged")
        .body(Body::empty())
        .expect("a request");
    let response = router().oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    (parts, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn a_request_is_one_line_without_its_query_or_ids() {
    let (log, _guard) = Log::start();
    let (status, id, _) = get_text("/applications/cfgo_app_7?code=cfgo_ac_secret").await;
    assert_eq!(status, StatusCode::OK);
    let text = log.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    for part in ["GET", "route=\"/applications/{id}\"", "status=200", "micros=", id.as_str()] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for part in ["secret", "cfgo_app_7", "forged", "?"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn an_unknown_path_is_not_written_down() {
    let (log, _guard) = Log::start();
    let (status, ..) = get_text("/cfgo_at_secret%0d%0aforged").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(log.text().contains("(none)") && !log.text().contains("secret"), "{}", log.text());
}

#[tokio::test]
async fn a_panic_is_a_500_that_tells_its_request_id_only() {
    let (log, _guard) = Log::start();
    for _ in 0..2 {
        let (status, id, body) = get_text("/fail").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(body, format!("Something went wrong on our side. Request ID: {id}\n"));
    }
    assert!(log.text().contains("status=500"));
}

#[tokio::test]
async fn a_panic_is_answered_in_the_form_that_programs_read() {
    let (_log, _guard) = Log::start();
    for (path, code, readable) in [
        ("/oauth/token", "\"error\":\"server_error\"", true),
        ("/oauth/introspect", "\"error\":\"server_error\"", false),
        ("/api/applications/list", "\"code\":\"internal\"", false),
    ] {
        let (parts, body) = get_reply(path).await;
        assert_eq!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert_eq!(parts.headers["content-type"], "application/json", "{path}");
        assert_eq!(parts.headers["cache-control"], "no-store", "{path}");
        let any_origin = parts.headers.contains_key("access-control-allow-origin");
        assert_eq!(any_origin, readable, "{path}");
        assert!(body.contains(code) && body.contains("Request ID: "), "{path}: {body}");
    }
}

#[test]
fn nothing_sent_can_start_a_line_of_the_log() {
    let (log, _guard) = Log::start();
    let name = "x\r\n2026-11-23 ERROR forged";
    tracing::info!(name = %name, "one {name}");
    tracing::info!("two");
    let text = log.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!text.contains('\r') && text.contains("\\n2026"), "{text}");
}

#[test]
fn a_filter_that_cannot_be_read_says_what_to_write() {
    let refusal = init("info,,=loud=", LogFormat::Text).expect_err("no filter");
    assert!(refusal.contains("write a level such as info"), "{refusal}");
}

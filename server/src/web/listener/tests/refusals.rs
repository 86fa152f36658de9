//! What the accept loop itself refuses, in the form that callers of the address read.

use super::*;

fn serving() -> Router {
    let slow = || async { sleep(EVER).await };
    let slow = || get(slow).post(|_: String| async { sleep(EVER).await });
    hello()
        .route("/oauth/token", slow())
        .route("/oauth/introspect", slow())
        .route("/api/applications/list", slow())
}

/// The status line, the head and the body.
fn parts(reply: &str) -> (&str, String, &str) {
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((reply, ""));
    (head.lines().next().unwrap_or_default(), head.to_ascii_lowercase(), body)
}

#[tokio::test]
async fn what_takes_too_long_is_refused_in_the_form_of_its_address() {
    let server = start(serving(), short(), "", SHORT).await;
    for (path, code, readable) in [
        ("/oauth/token", "\"error\":", true),
        ("/oauth/introspect", "\"error\":", false),
        ("/api/applications/list", "\"code\":\"unavailable\"", false),
    ] {
        let upload = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n");
        let slow = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
        for (request, status) in [(upload, "408"), (slow, "503")] {
            let reply = server.exchange(&request).await;
            let (line, head, body) = parts(&reply);
            assert!(line.contains(status), "{path}: {reply}");
            assert!(head.contains("content-type: application/json"), "{path}: {reply}");
            assert!(head.contains("cache-control: no-store"), "{path}: {reply}");
            let any_origin = head.contains("access-control-allow-origin: *");
            assert_eq!(any_origin, readable, "{path}: {reply}");
            assert!(body.contains(code), "{path}: {reply}");
        }
    }
}

#[tokio::test]
async fn a_request_that_is_too_long_is_answered() {
    let server = start(serving(), Limits::default(), "", SHORT).await;
    let state = |length| "a".repeat(length);
    for (path, length, status) in [
        ("/", 31 * 1024, "200"),
        ("/", 33 * 1024, "414"),
        ("/oauth/authorize", 60_000, "414"),
        ("/oauth/token", 60_000, "414"),
        ("/api/applications/list", 60_000, "414"),
    ] {
        let request = format!(
            "GET {path}?state={} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            state(length)
        );
        let reply = server.exchange(&request).await;
        let (line, head, body) = parts(&reply);
        assert!(line.contains(status), "{path} {length}: {reply}");
        if status == "200" {
            continue;
        }
        assert!(body.contains("longer than 32 KiB"), "{path}: {reply}");
        let as_json = head.contains("content-type: application/json");
        assert_eq!(as_json, path.contains("token") || path.contains("api"), "{path}: {reply}");
    }
    let padding = state(40_000);
    let request =
        format!("GET / HTTP/1.1\r\nhost: x\r\nx-a: {padding}\r\nconnection: close\r\n\r\n");
    let reply = server.exchange(&request).await;
    let (line, _, body) = parts(&reply);
    assert!(line.contains("431") && body.contains("longer than 32 KiB"), "{reply}");
}

#[tokio::test]
async fn a_rejected_connection_gets_retry_after() {
    let limits = Limits { header: EVER, connections: 1, ..Limits::default() };
    let server = start(hello(), limits, "", SHORT).await;
    let _held = server.connect().await;
    let reply = rest(&mut server.connect().await).await;
    let (line, head, body) = parts(&reply);
    assert!(line.contains("503"), "{reply}");
    for name in ["retry-after: 5", "cache-control: no-store", "content-type: application/json"] {
        assert!(head.contains(name), "{reply}");
    }
    assert!(head.contains(&format!("content-length: {}", body.len())), "{reply}");
    let told: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(told["error"], "temporarily_unavailable");
}

//! A browser of the tests, and the replies that it gets.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::Ordering;

use axum::body::Body;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode,
    header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE, USER_AGENT},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::web::{
    client_ip::{ClientIp, PeerAddr},
    media_type::{FORM, JSON},
};
use tower::ServiceExt;
use url::form_urlencoded;

use super::{TestServer, draft, these};

/// A browser: it stores its session cookie and sends the headers about origins.
#[derive(Clone)]
pub(crate) struct Browser<'w> {
    pub(super) server: &'w TestServer,
    pub(crate) cookie: Option<String>,
    pub(crate) ip: IpAddr,
}

impl Browser<'_> {
    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send(request(Method::GET, path), Body::empty()).await
    }

    /// Sends a form as our page would.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = own(request(Method::POST, path), self.server.base, FORM);
        self.send(request, Body::from(body)).await
    }

    /// Calls a server function as the WebAssembly program would.
    pub(crate) async fn call(&mut self, path: &str, arguments: &Value) -> Reply {
        let request = own(request(Method::POST, path), self.server.base, JSON);
        self.send(request, Body::from(arguments.to_string())).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Reply {
        self.post("/sign-in", &[("email", email), ("password", password)]).await
    }

    /// Registers an application and returns its client ID and secret.
    pub(crate) async fn create(&mut self, name: &str) -> (String, String) {
        let key = self.server.keys.fetch_add(1, Ordering::Relaxed);
        let draft = draft(name);
        let arguments = json!({ "draft": draft, "key": format!("key-{key:016}") });
        let reply = self.call("/api/applications/create", &arguments).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let created = &reply.json()["Created"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&created["summary"]["client_id"]), text(&created["secret"]))
    }

    /// Registers an application and deletes it.
    pub(crate) async fn create_deleted(&mut self, name: &str) -> String {
        let (id, _) = self.create(name).await;
        let reply = self.call("/api/applications/delete", &these(&[&id])).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        id
    }

    pub(crate) async fn send(&mut self, request: http::request::Builder, body: Body) -> Reply {
        let mut request = request.body(body).expect("a request");
        if let Some(cookie) = &self.cookie {
            let cookie = HeaderValue::try_from(cookie).expect("a cookie");
            request.headers_mut().insert(COOKIE, cookie);
        }
        request.extensions_mut().insert(PeerAddr(SocketAddr::new(self.ip, 4711)));
        request.extensions_mut().insert(ClientIp(self.ip));
        let response = self.server.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        let mut received = self.server.received.lock().expect("no panic");
        for value in parts.headers.values() {
            received.extend_from_slice(value.as_bytes());
            received.push(b'\n');
        }
        received.extend_from_slice(&body);
        received.push(b'\n');
        if let Some(set) = parts.headers.get(SET_COOKIE) {
            let line = set.to_str().expect("text");
            let pair = line.split(';').next().unwrap_or_default();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        Reply { status: parts.status, headers: parts.headers, body }
    }
}

pub(crate) fn request(method: Method, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path).header(USER_AGENT, "tests")
}

/// Adds the headers of a request from our pages.
pub(crate) fn own(
    request: http::request::Builder,
    base: &str,
    content_type: &str,
) -> http::request::Builder {
    request
        .header(CONTENT_TYPE, content_type)
        .header(ORIGIN, base)
        .header(HeaderName::from_static("sec-fetch-site"), "same-origin")
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// The body without what differs from reply to reply, and with `id` made unrecognisable.
    pub(crate) fn anonymised(&self, id: &str) -> String {
        let policy = self.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        let text = self.text().replace(id, "ID");
        nonce.map_or(text.clone(), |nonce| text.replace(nonce, "NONCE"))
    }

    /// The first text in the body that is `prefix` followed by base62.
    pub(crate) fn find(&self, prefix: &str) -> Option<String> {
        let text = self.text();
        let rest = &text[text.find(prefix)?..];
        let end = rest[prefix.len()..].find(|c: char| !c.is_ascii_alphanumeric());
        Some(rest[..end.map_or(rest.len(), |end| prefix.len() + end)].to_owned())
    }
}

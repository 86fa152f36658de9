//! The server under test, and the browsers that send it requests.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::{Deref, DerefMut},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use authority::{
    Authority, PasswordCost, Settings,
    testing::{FixedClock, SeededRandom},
};
use axum::{Router, body::Body};
use domain::{account::Email, search::Search, time::Timestamp};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode,
    header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE, USER_AGENT},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::{
    config::Config,
    router::router,
    state::AppState,
    web::{
        client_ip::{ClientIp, PeerAddr},
        media_type::{FORM, JSON},
    },
};
use tempfile::TempDir;
use tower::ServiceExt;
use url::form_urlencoded;

pub(crate) const HTTP: &str = "http://127.0.0.1:3000";
pub(crate) const HTTPS: &str = "https://apps.example.com";
pub(crate) const PASSWORD: &str = "glacier tulip ferry notebook";
pub(crate) const OWNER: &str = "owner@example.com";
pub(crate) const OTHER_ACCOUNT: &str = "other@example.com";
/// 24 November 2026, noon.
const NOW: Timestamp = Timestamp::from_millis(1_795_521_600_000);

pub(crate) struct TestServer {
    dir: TempDir,
    router: Router,
    base: &'static str,
    received: Mutex<Vec<u8>>,
    keys: AtomicU64,
    pub(crate) state: AppState,
    pub(crate) authority: Authority,
    pub(crate) clock: Arc<FixedClock>,
}

impl TestServer {
    pub(crate) async fn new() -> Self {
        Self::at(HTTP).await
    }

    pub(crate) async fn at(base: &'static str) -> Self {
        Self::with(base, |_| ()).await
    }

    /// A server that browsers reach at `base`, with what `change` does to the default settings.
    pub(crate) async fn with(base: &'static str, change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut config = Config::default();
        change(&mut config);
        let settings = Settings {
            create_per_hour: config.limits.create.in_an_hour(),
            password_cost: PasswordCost { memory_kib: 8, passes: 1 },
            ..Settings::new(dir.path().join("data"))
        };
        let session_absolute = settings.session.absolute;
        let clock = Arc::new(FixedClock::at(NOW));
        let random = Arc::new(SeededRandom::new(7));
        let authority =
            Authority::open_with(settings, clock.clone(), random).await.expect("an authority");
        let count = AtomicU64::new(1);
        let (start, ticking) = (Instant::now(), clock.clone());
        let state = AppState::new(
            authority.clone(),
            base.parse().expect("a base URL"),
            session_absolute,
            config.limits,
            Arc::new(move || u128::from(count.fetch_add(1, Ordering::Relaxed))),
            Arc::new(move || start + since_now(ticking.as_ref())),
        );
        Self {
            dir,
            router: router(state.clone()),
            base,
            received: Mutex::default(),
            keys: AtomicU64::default(),
            state,
            authority,
            clock,
        }
    }

    pub(crate) fn anonymous(&self) -> Anonymous<'_> {
        Anonymous(self.browser())
    }

    /// A browser of the owner, whose account is created if it is missing.
    pub(crate) async fn owner(&self) -> Owner<'_> {
        Owner(self.signed_in(OWNER).await)
    }

    /// As [`owner`](Self::owner), for another account, which owns nothing of the owner's.
    pub(crate) async fn other_account(&self) -> OtherAccount<'_> {
        OtherAccount(self.signed_in(OTHER_ACCOUNT).await)
    }

    pub(crate) async fn account(&self, email: &str) {
        let known = self.authority.accounts().await.expect("accounts");
        let email = Email::parse(email).expect("an address");
        if known.iter().all(|one| one.account.email != email) {
            let made = self.authority.create_account(email.as_str(), "Robin", PASSWORD.into());
            made.await.expect("an account");
        }
    }

    async fn signed_in(&self, email: &str) -> Browser<'_> {
        self.account(email).await;
        let mut browser = self.browser();
        let reply = browser.sign_in(email, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        browser
    }

    fn browser(&self) -> Browser<'_> {
        Browser { server: self, cookie: None, address: Ipv4Addr::new(192, 0, 2, 1).into() }
    }

    /// How often `text` was in the replies so far, headers included.
    pub(crate) fn received(&self, text: &str) -> usize {
        count(&self.received.lock().expect("no panic"), text)
    }

    /// How often `text` is in the files of the data directory.
    pub(crate) fn stored(&self, text: &str) -> usize {
        files(&self.dir.path().join("data")).iter().map(|bytes| count(bytes, text)).sum()
    }
}

fn since_now(clock: &FixedClock) -> Duration {
    use authority::clock::Clock;
    clock.now().since(NOW)
}

fn count(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

fn files(dir: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(dir).expect("a directory");
    entries.map(|entry| fs::read(entry.expect("an entry").path()).expect("a file")).collect()
}

/// A browser: it stores its session cookie and sends the headers about origins.
#[derive(Clone)]
pub(crate) struct Browser<'w> {
    server: &'w TestServer,
    pub(crate) cookie: Option<String>,
    pub(crate) address: IpAddr,
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
        request.extensions_mut().insert(PeerAddr(SocketAddr::new(self.address, 4711)));
        request.extensions_mut().insert(ClientIp(self.address));
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

/// A valid draft.
pub(crate) fn draft(name: &str) -> Value {
    json!({
        "name": name,
        "redirect_uris": "https://app.example/callback",
        "permissions": ["identify"],
        "kind": "confidential",
    })
}

/// The arguments that name these applications.
pub(crate) fn these(ids: &[&str]) -> Value {
    json!({ "chosen": { "these": ids } })
}

/// The arguments for the first page of everything.
pub(crate) fn everything() -> Value {
    json!({ "search": Search::default(), "after": null })
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

macro_rules! actor {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub(crate) struct $name<'w>(Browser<'w>);

        impl<'w> Deref for $name<'w> {
            type Target = Browser<'w>;
            fn deref(&self) -> &Browser<'w> {
                &self.0
            }
        }

        impl DerefMut for $name<'_> {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }
    };
}

actor! {
    /// Without a session.
    Anonymous
}
actor! {
    /// The account whose applications are tested.
    Owner
}
actor! {
    /// Signed in as another account.
    OtherAccount
}

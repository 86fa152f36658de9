//! An application as a client program, and a browser in an authorization code flow.

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::{Value, json};
use server::web::media_type::FORM;
use url::{Url, form_urlencoded};

use crate::test_server::{Browser, Owner, Reply, TestServer, draft, request};

pub(super) const CALLBACK: &str = "https://app.example/callback";
/// RFC 7636 Appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A registered application as a client program: no cookie, no origin.
pub(super) struct ClientApp<'w> {
    browser: Browser<'w>,
    pub(super) id: String,
    pub(super) secret: String,
}

/// Fields that replace or add to usual ones; one without a value is left out.
pub(super) type Changes<'a> = &'a [(&'a str, &'a str)];

fn changed<'a>(usual: &[(&'a str, &'a str)], changes: Changes<'a>) -> Vec<(&'a str, &'a str)> {
    let kept = usual.iter().filter(|(name, _)| changes.iter().all(|(new, _)| new != name));
    let new = changes.iter().filter(|(_, value)| !value.is_empty());
    kept.chain(new).copied().collect()
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl<'w> ClientApp<'w> {
    /// Registers one with these permissions, and this kind.
    pub(super) async fn new(
        server: &'w TestServer,
        owner: &mut Owner<'_>,
        kind: &str,
        permissions: &[&str],
    ) -> Self {
        let mut draft = draft("Nightly reports");
        draft["kind"] = kind.into();
        draft["permissions"] = json!(permissions);
        draft["redirect_uris"] = format!("{CALLBACK}\nhttp://127.0.0.1:8080/cb").into();
        let key = format!("the-key-of-a-{kind}-{}", permissions.len());
        let arguments = json!({ "draft": draft, "key": key });
        let reply = owner.call("/api/applications/create", &arguments).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let created = &reply.json()["Created"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            browser: server.anonymous().clone(),
            id: text(&created["summary"]["client_id"]),
            secret: text(&created["secret"]),
        }
    }

    pub(super) async fn confidential(server: &'w TestServer, owner: &mut Owner<'_>) -> Self {
        Self::new(server, owner, "confidential", &["identify", "projects", "orders"]).await
    }

    pub(super) async fn public(server: &'w TestServer, owner: &mut Owner<'_>) -> Self {
        Self::new(server, owner, "public", &["identify"]).await
    }

    pub(super) fn basic(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.id, self.secret)))
    }

    /// Posts a form as a program does, with `client_secret_post` or as a public application.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let (id, secret) = (self.id.clone(), self.secret.clone());
        let usual = [("client_id", id.as_str()), ("client_secret", secret.as_str())];
        self.send(path, None, &encoded(&changed(&usual, &with_absent_secret(fields, &secret))))
            .await
    }

    /// Posts a body as it stands.
    pub(super) async fn send(
        &mut self,
        path: &str,
        authorization: Option<&str>,
        body: &str,
    ) -> Reply {
        let mut asked = request(Method::POST, path).header(CONTENT_TYPE, FORM);
        if let Some(line) = authorization {
            asked = asked.header(AUTHORIZATION, line);
        }
        self.browser.send(asked, Body::from(body.to_owned())).await
    }

    /// Calls an API with a token.
    pub(super) async fn api(&mut self, path: &str, token: &str) -> Reply {
        let asked = request(Method::GET, path).header(AUTHORIZATION, format!("Bearer {token}"));
        self.browser.send(asked, Body::empty()).await
    }

    pub(super) async fn exchange(&mut self, code: &str, changes: Changes<'_>) -> Reply {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.post("/oauth/token", &changed(&usual, changes)).await
    }

    pub(super) async fn refresh(&mut self, token: &str) -> Reply {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.post("/oauth/token", &fields).await
    }

    pub(super) async fn introspect(&mut self, token: &str) -> Value {
        let reply = self.post("/oauth/introspect", &[("token", token)]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    }

    /// An access and a refresh token that the browser's account consented to.
    pub(super) async fn tokens(&mut self, browser: &mut Browser<'_>) -> (String, String) {
        let code = self.code(browser).await;
        let reply = self.exchange(&code, &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let told = reply.json();
        let text = |name: &str| told[name].as_str().expect(name).to_owned();
        (text("access_token"), text("refresh_token"))
    }

    /// A code that the browser's account consented to.
    pub(super) async fn code(&self, browser: &mut Browser<'_>) -> String {
        let back = allow(browser, &self.authorize(&[])).await;
        parameter(&back, "code").expect("a code")
    }

    /// The path of an authorization request.
    pub(super) fn authorize(&self, changes: Changes<'_>) -> String {
        let usual = [
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("state", "a&b=c d"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        format!("/oauth/authorize?{}", encoded(&changed(&usual, changes)))
    }
}

/// A public application sends no secret, not even an empty one.
fn with_absent_secret<'a>(fields: &[(&'a str, &'a str)], secret: &str) -> Vec<(&'a str, &'a str)> {
    let absent = secret.is_empty().then_some(("client_secret", ""));
    let named = fields.iter().any(|(name, _)| *name == "client_secret");
    fields.iter().copied().chain(absent.filter(|_| !named)).collect()
}

/// Sends the request, allows it if there is a prompt, and returns the URL of the response.
pub(super) async fn allow(browser: &mut Browser<'_>, path: &str) -> Url {
    let reply = browser.get(path).await;
    if reply.status == StatusCode::SEE_OTHER {
        return Url::parse(reply.location()).expect("an absolute address");
    }
    answer(browser, &reply, "allow").await
}

/// Answers a consent page.
pub(super) async fn answer(browser: &mut Browser<'_>, page: &Reply, answer: &str) -> Url {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let transaction = page.find("cfgo_con_").expect("a question");
    let fields = [("transaction", transaction.as_str()), ("answer", answer)];
    let reply = browser.post("/oauth/authorize", &fields).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.location(), "");
    onward(&reply)
}

/// The URL that a page redirects to.
pub(super) fn onward(page: &Reply) -> Url {
    let text = page.text().replace("&amp;", "&");
    let refresh = text.split("0;url=").nth(1).expect("a page that goes on");
    let target = refresh.split('"').next().expect("an attribute");
    let link = format!("href=\"{target}\"");
    assert!(text.contains(&link), "a link for browsers that do not go on: {text}");
    Url::parse("http://127.0.0.1:3000").expect("a base").join(target).expect("an address")
}

pub(super) fn parameter(address: &Url, name: &str) -> Option<String> {
    let mut found = address.query_pairs().filter(|(known, _)| known == name);
    let value = found.next().map(|(_, value)| value.into_owned());
    assert!(found.next().is_none(), "{name} stands twice");
    value
}

/// The error code of a refusal by an endpoint that programs call.
pub(super) fn error(reply: &Reply) -> (u16, String) {
    let told = reply.json();
    assert!(told["error_description"].is_string(), "{told}");
    (reply.status.as_u16(), told["error"].as_str().expect("a code").to_owned())
}

//! RFC 6749 §3.1 and §4.1, RFC 7636, RFC 9207, RFC 9700 (SECURITY.md B).

use http::StatusCode;

use super::flow::{CALLBACK, ClientApp, allow, answer, onward, parameter};
use crate::test_server::{HTTP, OWNER, PASSWORD, Reply, TestServer, these};

fn is_a_page_of_ours(reply: &Reply, text: &str) {
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{}", reply.text());
    assert_eq!(reply.location(), "");
    assert!(!reply.text().contains("http-equiv"), "it must not go on by itself");
    assert!(reply.text().contains(text), "{}", reply.text());
}

#[tokio::test]
async fn rfc_6749_4_1_2_1_nothing_is_sent_to_an_address_that_is_not_known_good() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let deleted = owner.create_deleted("Gone").await;
    let unregistered = "is not registered";
    for (changes, text) in [
        (&[("client_id", "")][..], "which application"),
        (&[("client_id", "cfgo_app_0123456789ABCDEFGHIJKL")], unregistered),
        (&[("client_id", "nonsense")], unregistered),
        (&[("client_id", deleted.as_str())], unregistered),
        (&[("redirect_uri", "")], "where to return"),
        (&[("redirect_uri", "https://app.example/callback/")], unregistered),
        (&[("redirect_uri", "https://app.example/Callback")], unregistered),
        (&[("redirect_uri", "https://app.example/callback?x=1")], unregistered),
        (&[("redirect_uri", "https://app.example/callback#")], unregistered),
        (&[("redirect_uri", "https://app.example/callback/../callback")], unregistered),
        (&[("redirect_uri", "https://app.example:443/callback")], unregistered),
        (&[("redirect_uri", "https://app.example@evil.example/callback")], unregistered),
        (&[("redirect_uri", "https://app.example.evil.example/callback")], unregistered),
        (&[("redirect_uri", "https://app.example\\@evil.example/callback")], unregistered),
        (&[("redirect_uri", "https%3A%2F%2Fapp.example%2Fcallback")], unregistered),
        (&[("redirect_uri", "http://app.example/callback")], unregistered),
        (&[("redirect_uri", "http://localhost:8080/cb")], unregistered),
        (&[("redirect_uri", "http://127.0.0.1:8080/cb/")], unregistered),
        (&[("redirect_uri", "http://127.0.0.1:8080@evil.example/cb")], unregistered),
        (&[("redirect_uri", "javascript:alert(1)")], unregistered),
    ] {
        is_a_page_of_ours(&owner.get(&app.authorize(changes)).await, text);
        is_a_page_of_ours(&server.anonymous().get(&app.authorize(changes)).await, text);
    }
    for twice in ["client_id", "redirect_uri"] {
        let value = if twice == "client_id" { app.id.as_str() } else { CALLBACK };
        let path = format!("{}&{twice}={value}", app.authorize(&[]));
        assert_eq!(owner.get(&path).await.status, StatusCode::BAD_REQUEST, "{twice}");
    }
    assert_eq!(owner.get("/oauth/authorize").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn rfc_6749_4_1_2_1_other_errors_go_back_with_state_and_issuer() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let short = "a".repeat(42);
    for (changes, code) in [
        (&[("response_type", "")][..], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("request", "x")], "request_not_supported"),
        (&[("request_uri", "https://app.example/r")], "request_uri_not_supported"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", short.as_str())], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "s256")], "invalid_request"),
        (&[("scope", "identify nonsense")], "invalid_scope"),
        (&[("scope", "billing")], "invalid_scope"),
        (&[("scope", "IDENTIFY")], "invalid_scope"),
        (&[("scope", " ")], "invalid_scope"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "sometimes")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
    ] {
        let reply = owner.get(&app.authorize(changes)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{changes:?}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(!reply.headers.contains_key("access-control-allow-origin"));
        let back = url::Url::parse(reply.location()).expect("an address");
        assert!(reply.location().starts_with(&format!("{CALLBACK}?error=")));
        assert_eq!(parameter(&back, "error").as_deref(), Some(code), "{changes:?}");
        assert_eq!(parameter(&back, "state").as_deref(), Some("a&b=c d"), "{changes:?}");
        assert_eq!(parameter(&back, "iss").as_deref(), Some(HTTP), "{changes:?}");
        assert!(parameter(&back, "code").is_none());
        assert_eq!(back.fragment(), Some(""), "no fragment is inherited");
    }
    for twice in
        ["scope=identify&scope=identify", "response_type=code", "prompt=login&prompt=login"]
    {
        let reply = owner.get(&format!("{}&{twice}", app.authorize(&[]))).await;
        let back = url::Url::parse(reply.location()).expect("an address");
        assert_eq!(parameter(&back, "error").as_deref(), Some("invalid_request"), "{twice}");
    }
    let reply = owner.get(&format!("{}&state=other", app.authorize(&[]))).await;
    let back = url::Url::parse(reply.location()).expect("an address");
    assert_eq!(parameter(&back, "state"), None, "which one would it be?");
}

#[tokio::test]
async fn rfc_6749_4_1_2_the_reply_to_a_form_is_a_page_that_redirects() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let path = app.authorize(&[("scope", "identify")]);
    let page = owner.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none");
    let text = page.text();
    for shown in ["Nightly reports wants access to your account", "app.example", OWNER, "Profile"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(!text.contains("<script") && !text.contains(".wasm"));
    assert!(page.body.len() < 15 * 1024);

    let denied = answer(&mut owner, &page, "deny").await;
    assert_eq!(parameter(&denied, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(&denied, "state").as_deref(), Some("a&b=c d"));
    // The prompt was answered, so it is closed.
    let transaction = page.find("cfgo_con_").expect("a question");
    let fields = [("transaction", transaction.as_str()), ("answer", "allow")];
    is_a_page_of_ours(&owner.post("/oauth/authorize", &fields).await, "closed");

    let back = allow(&mut owner, &path).await;
    assert!(parameter(&back, "code").expect("a code").starts_with("cfgo_ac_"));
    assert_eq!(parameter(&back, "iss").as_deref(), Some(HTTP));
    // The same or a smaller scope needs no consent; a larger one does.
    assert_eq!(owner.get(&path).await.status, StatusCode::SEE_OTHER);
    let more = owner.get(&app.authorize(&[("scope", "identify projects")])).await;
    assert_eq!(more.status, StatusCode::OK);
    let consent = owner.get(&app.authorize(&[("scope", "identify"), ("prompt", "consent")])).await;
    assert_eq!(consent.status, StatusCode::OK);
}

#[tokio::test]
async fn rfc_9700_4_7_only_our_own_page_answers_a_question() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut outsider = server.other_account().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let page = owner.get(&app.authorize(&[])).await;
    let transaction = page.find("cfgo_con_").expect("a question");
    let fields = [("transaction", transaction.as_str()), ("answer", "allow")];
    // Not from another account, not without a session, and not with an invalid answer.
    is_a_page_of_ours(&outsider.post("/oauth/authorize", &fields).await, "closed");
    is_a_page_of_ours(&server.anonymous().post("/oauth/authorize", &fields).await, "closed");
    for bad in [
        &[("answer", "allow")][..],
        &[("transaction", &transaction)],
        &[("answer", "maybe"), ("transaction", &transaction)],
    ] {
        is_a_page_of_ours(&owner.post("/oauth/authorize", bad).await, "closed");
    }
    let two = [&fields[..], &[("answer", "deny")]].concat();
    is_a_page_of_ours(&owner.post("/oauth/authorize", &two).await, "closed");
    // Additional fields of the form do not change the validated request.
    let added = [&fields[..], &[("scope", "orders"), ("redirect_uri", "https://evil.example/")]];
    let reply = owner.post("/oauth/authorize", &added.concat()).await;
    assert!(onward(&reply).as_str().starts_with(CALLBACK));
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn signing_in_redirects_back_to_the_same_request() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let mut browser = server.anonymous();
    let long = "s".repeat(1500);
    let asked = browser.get(&app.authorize(&[("state", &long)])).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let sign_in = url::Url::parse(HTTP).expect("a base").join(asked.location()).expect("a path");
    let next = parameter(&sign_in, "next").expect("the way back");
    let fields = [("email", OWNER), ("password", PASSWORD), ("next", next.as_str())];
    let reply = browser.post("/sign-in", &fields).await;
    // Browsers check redirects after a form against `form-action`.
    assert_eq!((reply.status, reply.location()), (StatusCode::OK, ""));
    let on = onward(&reply);
    let path = format!("{}?{}", on.path(), on.query().expect("a query"));
    let back = allow(&mut browser, &path).await;
    assert_eq!(parameter(&back, "state").as_deref(), Some(long.as_str()));
}

#[tokio::test]
async fn oidc_3_1_2_1_prompt_and_max_age() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let error = |reply: &Reply| {
        let back = url::Url::parse(reply.location()).expect("an address");
        parameter(&back, "error")
    };
    let none = app.authorize(&[("prompt", "none")]);
    assert_eq!(error(&server.anonymous().get(&none).await).as_deref(), Some("login_required"));
    assert_eq!(error(&owner.get(&none).await).as_deref(), Some("consent_required"));
    allow(&mut owner, &app.authorize(&[])).await;
    assert_eq!(error(&owner.get(&none).await), None);

    for (name, value) in [("prompt", "login"), ("max_age", "60")] {
        server.clock.advance_seconds(61);
        let reply = owner.get(&app.authorize(&[(name, value)])).await;
        assert!(reply.location().starts_with("/sign-in?prompt=login&next="), "{name}");
        // Being signed in is not enough here.
        assert_eq!(owner.get(reply.location()).await.status, StatusCode::OK);
        let sign_in =
            url::Url::parse(HTTP).expect("a base").join(reply.location()).expect("a path");
        let next = parameter(&sign_in, "next").expect("the way back");
        let fields = [("email", OWNER), ("password", PASSWORD), ("next", next.as_str())];
        let on = onward(&owner.post("/sign-in", &fields).await);
        let path = format!("{}?{}", on.path(), on.query().expect("a query"));
        let back = allow(&mut owner, &path).await;
        assert!(parameter(&back, "code").is_some(), "{name}");
    }
    let fresh = owner.get(&app.authorize(&[("max_age", "60")])).await;
    assert!(fresh.location().starts_with(CALLBACK));
}

#[tokio::test]
async fn rfc_8252_7_3_a_loopback_port_may_differ_and_is_asked_about_each_time() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::public(&server, &mut owner).await;
    let path = app.authorize(&[("redirect_uri", "http://127.0.0.1:51234/cb")]);
    for _ in 0..2 {
        let page = owner.get(&path).await;
        let back = answer(&mut owner, &page, "allow").await;
        assert_eq!(back.port(), Some(51234));
    }
    // A redirect to an https URI cannot be intercepted by another program.
    assert_eq!(owner.get(&app.authorize(&[])).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn deleting_the_application_closes_its_questions() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let page = owner.get(&app.authorize(&[])).await;
    let transaction = page.find("cfgo_con_").expect("a question");
    owner.call("/api/applications/delete", &these(&[&app.id])).await;
    let fields = [("transaction", transaction.as_str()), ("answer", "allow")];
    is_a_page_of_ours(&owner.post("/oauth/authorize", &fields).await, "closed");
}

//! Requests that current clients send and the RFCs allow, and requests whose refusal must tell the
//! developer what to correct.

use http::StatusCode;
use serde_json::json;

use super::flow::{CALLBACK, ClientApp, VERIFIER, allow, answer, error, onward, parameter};
use crate::test_server::{Browser, OWNER, PASSWORD, Reply, TestServer, draft};

/// The client ID of an application with these redirect URIs.
async fn register(owner: &mut Browser<'_>, kind: &str, redirect_uris: &str) -> String {
    let mut draft = draft("Notes");
    draft["kind"] = kind.into();
    draft["redirect_uris"] = redirect_uris.into();
    let key = format!("the-key-of-the-form-{kind}-{}", redirect_uris.len());
    let arguments = json!({ "draft": draft, "key": key });
    let reply = owner.call("/api/applications/create", &arguments).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.find("cfgo_app_").expect("a client ID")
}

fn answers(reply: &Reply, status: u16, code: &str) {
    assert_eq!(error(reply), (status, code.to_owned()), "{}", reply.text());
}

#[tokio::test]
async fn rfc_6749_3_2_a_parameter_without_a_value_was_not_sent() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut public = ClientApp::public(&server, &mut owner).await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    for empty in ["client_secret=", "client_assertion=&client_assertion_type=", "scope=", "code="] {
        let code = public.code(&mut owner).await;
        let mut body = format!(
            "grant_type=authorization_code&code={code}&code_verifier={VERIFIER}&client_id={}",
            public.id
        );
        // An empty parameter does not count as a repetition.
        body = format!("{empty}&{body}&{empty}");
        let reply = public.send("/oauth/token", None, &body).await;
        assert_eq!(reply.status, StatusCode::OK, "{empty}: {}", reply.text());
    }
    let basic = app.basic();
    for path in ["/oauth/token", "/oauth/introspect", "/oauth/revoke"] {
        let body = "grant_type=client_credentials&token=x&client_secret=&client_id=&resource=";
        let reply = app.send(path, Some(&basic), body).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    }
}

#[tokio::test]
async fn oauth_2_1_10_2_a_code_is_bound_by_its_verifier() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let code = app.code(&mut owner).await;
    let other = app.exchange(&code, &[("redirect_uri", "http://127.0.0.1:8080/cb")]).await;
    answers(&other, 400, "invalid_grant");
    let reply = app.exchange(&code, &[("redirect_uri", "")]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn oauth_2_1_4_1_1_the_only_https_redirect_uri_may_be_left_out() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    for (redirect_uris, good) in [
        (CALLBACK, true),
        ("http://127.0.0.1/cb", false),
        ("com.example.notes:/done", false),
        ("https://a.example/cb\nhttps://b.example/cb", false),
        ("https://a.example/cb\nhttp://127.0.0.1/cb", false),
    ] {
        app.id = register(&mut owner, "confidential", redirect_uris).await;
        let page = owner.get(&app.authorize(&[("redirect_uri", "")])).await;
        let expected = if good { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        assert_eq!(page.status, expected, "{redirect_uris}");
        if good {
            let back = answer(&mut owner, &page, "allow").await;
            assert!(back.as_str().starts_with(&format!("{CALLBACK}?code=")), "{back}");
        }
    }
}

#[tokio::test]
async fn rfc_8707_2_resource_and_unknown_parameters_may_repeat() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let twice = "resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example&x=1&x=2";
    let back = allow(&mut owner, &format!("{}&{twice}", app.authorize(&[]))).await;
    assert!(parameter(&back, "code").is_some(), "{back}");
    let body = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&{twice}",
        app.id, app.secret
    );
    assert_eq!(app.send("/oauth/token", None, &body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_state_that_is_no_text_is_not_changed_on_its_way() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    for bad in ["%FF", "a%00", "%C3"] {
        let path = format!("{}&state={bad}", app.authorize(&[("state", "")]));
        for browser in [&mut *owner, &mut *server.anonymous()] {
            let reply = browser.get(&path).await;
            let back = url::Url::parse(reply.location()).expect("an address");
            assert_eq!(parameter(&back, "error").as_deref(), Some("invalid_request"), "{bad}");
            assert_eq!(parameter(&back, "state"), None, "{bad}");
        }
    }
}

#[tokio::test]
async fn a_request_has_one_limit_signed_in_or_not() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let state = |length: usize| "s".repeat(length);
    let usual = app.authorize(&[("state", "")]).len() + "&state=".len();
    let fits = state(8000 - usual);
    let mut somebody = server.anonymous();
    let asked = somebody.get(&app.authorize(&[("state", &fits)])).await;
    let mut typed = vec![("email", OWNER), ("password", PASSWORD)];
    let page = somebody.get(asked.location()).await.text().replace("&amp;", "&");
    let next = page.split("name=\"next\" value=\"").nth(1).expect("the way back");
    let next = next.split('"').next().expect("a value").to_owned();
    typed.push(("next", &next));
    let signed_in = somebody.post("/sign-in", &typed).await;
    let way = onward(&signed_in);
    let question = somebody.get(&format!("{}?{}", way.path(), way.query().expect("a query"))).await;
    let back = answer(&mut somebody, &question, "allow").await;
    assert_eq!(parameter(&back, "state").as_deref(), Some(fits.as_str()));
    for length in [8001 - usual, 30_000] {
        let path = app.authorize(&[("state", &state(length))]);
        for browser in [&mut *owner, &mut *server.anonymous()] {
            let reply = browser.get(&path).await;
            let back = url::Url::parse(reply.location()).expect("an address");
            assert_eq!(parameter(&back, "error").as_deref(), Some("invalid_request"));
            let text = parameter(&back, "error_description").expect("a sentence");
            assert!(text.contains("longer than 8000 bytes"), "{text}");
        }
    }
}

#[tokio::test]
async fn openid_scopes_are_left_out_and_the_answer_says_what_was_given() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let asked = "openid identify profile email address phone offline_access";
    let back = allow(&mut owner, &app.authorize(&[("scope", asked)])).await;
    let code = parameter(&back, "code").expect("a code");
    let told = app.exchange(&code, &[]).await.json();
    assert_eq!(told["scope"], "identify");
    let refresh = told["refresh_token"].as_str().expect("a token").to_owned();
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let own = [("grant_type", "client_credentials")];
    for grant in [&refresh[..], &own[..]] {
        let with = |scope| [grant, &[("scope", scope)]].concat();
        let told = app.post("/oauth/token", &with("openid identify offline_access")).await;
        assert_eq!(told.json()["scope"], "identify", "{}", told.text());
        // Not the whole catalogue, and no other scope is left out.
        for scope in ["openid", "openid profile", "openid nonsense", "identify nonsense"] {
            answers(&app.post("/oauth/token", &with(scope)).await, 400, "invalid_scope");
        }
    }
    for scope in ["openid", "offline_access email", "openid nonsense"] {
        let reply = owner.get(&app.authorize(&[("scope", scope)])).await;
        assert!(reply.location().contains("error=invalid_scope"), "{scope}");
    }
}

#[tokio::test]
async fn rfc_8252_7_1_an_answer_to_a_private_use_scheme_is_a_page_with_a_link() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::public(&server, &mut owner).await;
    for redirect_uri in ["com.example.notes:/done", "cursor://notes.example/done"] {
        app.id = register(&mut owner, "public", redirect_uri).await;
        let path = |more: &[(&str, &str)]| {
            app.authorize(&[&[("redirect_uri", redirect_uri)][..], more].concat())
        };
        let is_the_way_back = |reply: &Reply, about: &str| {
            let text = reply.text().replace("&amp;", "&");
            assert_eq!((reply.status, reply.location()), (StatusCode::OK, ""), "{about}: {text}");
            assert_eq!(reply.header("referrer-policy"), "no-referrer");
            assert!(!text.contains("http-equiv"), "nothing happens by itself: {text}");
            assert!(text.contains("Go back to") && text.contains("Notes"), "{text}");
            assert!(text.contains(about), "{about}: {text}");
            assert!(text.contains(&format!("href=\"{redirect_uri}?")), "{text}");
        };
        for (reply, about) in [
            (owner.get(&path(&[("scope", "nonsense")])).await, "error=invalid_scope"),
            (owner.get(&path(&[("prompt", "none")])).await, "error=consent_required"),
            (server.anonymous().get(&path(&[("prompt", "none")])).await, "error=login_required"),
        ] {
            is_the_way_back(&reply, about);
        }
        // Consent is asked for every time.
        for choice in ["allow", "allow", "deny"] {
            let question = owner.get(&path(&[])).await;
            let transaction = question.find("cfgo_con_").expect("a question");
            let fields = [("transaction", transaction.as_str()), ("answer", choice)];
            let reply = owner.post("/oauth/authorize", &fields).await;
            let about =
                if choice == "allow" { "Access was allowed." } else { "Access was denied." };
            is_the_way_back(&reply, about);
        }
    }
}

#[tokio::test]
async fn a_login_hint_fills_the_sign_in_page() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let mut somebody = server.anonymous();
    let asked = somebody.get(&app.authorize(&[("login_hint", OWNER)])).await;
    let page = somebody.get(asked.location()).await.text();
    assert!(page.contains(&format!("value=\"{OWNER}\"")), "{page}");
}

#[tokio::test]
async fn a_repeated_or_late_answer_is_redirected_or_asked_again() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let path = app.authorize(&[]);
    let page = owner.get(&path).await;
    let transaction = page.find("cfgo_con_").expect("a question");
    let fields = |choice| {
        [("transaction", transaction.as_str()), ("request", path.as_str()), ("answer", choice)]
    };
    assert!(page.text().contains("name=\"request\""), "{}", page.text());
    let mut codes = Vec::new();
    for _ in 0..2 {
        let back = onward(&owner.post("/oauth/authorize", &fields("allow")).await);
        assert_eq!(parameter(&back, "state").as_deref(), Some("a&b=c d"));
        codes.push(parameter(&back, "code").expect("a code"));
    }
    assert_ne!(codes[0], codes[1]);

    let is_asked_again = |reply: &Reply| {
        let text = reply.text();
        assert_eq!(reply.status, StatusCode::OK, "{text}");
        assert!(text.contains("Please answer again"), "{text}");
        assert_ne!(reply.find("cfgo_con_"), Some(transaction.clone()));
    };
    // Another answer, and the same one later: there is a new prompt, although there is a grant by now.
    is_asked_again(&owner.post("/oauth/authorize", &fields("deny")).await);
    server.clock.advance_seconds(60);
    is_asked_again(&owner.post("/oauth/authorize", &fields("allow")).await);
    // After signing in again, and without being signed in.
    is_asked_again(&server.owner().await.post("/oauth/authorize", &fields("allow")).await);
    let reply = server.anonymous().post("/oauth/authorize", &fields("allow")).await;
    assert!(
        reply.location().starts_with("/sign-in?next=%2Foauth%2Fauthorize%3F"),
        "{}",
        reply.text()
    );
    // Every check is made again.
    let evil = path.replace("app.example", "evil.example");
    let fields = [("transaction", &*transaction), ("request", &*evil), ("answer", "allow")];
    let reply = owner.post("/oauth/authorize", &fields).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::BAD_REQUEST, ""));
    for request in ["https://evil.example/oauth/authorize?x", "/applications", "//evil.example"] {
        let fields = [("transaction", &*transaction), ("request", request), ("answer", "allow")];
        let reply = owner.post("/oauth/authorize", &fields).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::BAD_REQUEST, ""), "{request}");
    }
}

#[tokio::test]
async fn rfc_6749_3_1_a_posted_request_is_asked_like_any_other() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let app = ClientApp::confidential(&server, &mut owner).await;
    let path = app.authorize(&[("scope", "identify")]);
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(path.split_once('?').expect("a query").1.as_bytes())
            .into_owned()
            .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let page = owner.post("/oauth/authorize", &fields).await;
    assert!(parameter(&answer(&mut owner, &page, "allow").await, "code").is_some());
    // With the grant, the response is sent at once: as a page, because a form was sent.
    let back = onward(&owner.post("/oauth/authorize", &fields).await);
    assert!(parameter(&back, "code").is_some(), "{back}");
}

//! The refused requests of an application that its owner can see.

use axum::body::Body;
use http::{
    Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use server::web::media_type::FORM;

use super::flow::{ClientApp, error};
use crate::test_server::{Browser, TestServer, request};

/// The refused requests that the owner sees, one line each.
async fn refused(server: &TestServer, owner: &mut Browser<'_>, id: &str) -> String {
    server.authority.write_pending().await.expect("a store");
    let page = owner.get(&format!("/applications/{id}")).await.text();
    assert_eq!(
        owner.post(&format!("/applications/{id}/refused/forget"), &[]).await.status,
        StatusCode::SEE_OTHER
    );
    page
}

#[tokio::test]
async fn every_refused_request_of_a_known_application_is_stored() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (id, secret, basic) = (app.id.clone(), app.secret.clone(), app.basic());
    let post = format!("client_id={id}&client_secret={secret}");
    let grant = "grant_type=client_credentials";
    for (authorization, path, body, line) in [
        (
            Some("Bearer x"),
            "",
            format!("client_id={id}&{grant}"),
            "The Authorization header (Bearer)",
        ),
        (Some(&*basic), "", format!("{post}&{grant}"), "Client credentials were sent twice"),
        (
            Some(&*basic),
            "",
            format!("client_id={secret}&{grant}"),
            "is not the one in the Authorization",
        ),
        (
            None,
            "",
            format!("{post}&client_assertion=x&{grant}"),
            "client_assertion is not supported",
        ),
        (None, &*format!("?{post}&{grant}"), String::new(), "Parameters were sent in the query"),
        (None, "", format!("{post}&{grant}&{grant}"), "grant_type was sent more than once"),
        (None, "", post.clone(), "grant_type is missing"),
        (None, "", format!("{post}&grant_type=authorization_code"), "code is missing"),
        (None, "", format!("{post}&grant_type=refresh_token"), "refresh_token is missing"),
        (None, "", format!("{post}&grant_type=password"), "grant_type &quot;password&quot;"),
        (None, "", format!("{post}&{grant}&scope=openid"), "There is no scope &quot;openid&quot;"),
        (None, "", format!("{post}%0A&{grant}"), "right but for white space"),
        (None, "", format!("{post}x&{grant}"), "The client secret is missing or wrong"),
        (
            None,
            "",
            format!("client_id={id}%20&client_secret={secret}&{grant}"),
            "with white space, quotes or invisible",
        ),
    ] {
        let reply = app.send(&format!("/oauth/token{path}"), authorization, &body).await;
        assert!(reply.status.is_client_error(), "{line}: {}", reply.text());
        let told = refused(&server, &mut owner, &id).await.replace('"', "&quot;");
        assert!(told.contains(line), "{line}");
        assert!(!told.contains(&secret[9..]), "{line}");
    }
    for (content_type, body, line) in [
        ("application/json", format!("{{\"client_id\":\"{id}\"}}"), "sent as application/json"),
        ("text/plain", format!("client_id={id}"), "sent as text/plain"),
    ] {
        let asked = request(Method::POST, "/oauth/token").header(CONTENT_TYPE, content_type);
        let reply = server.anonymous().send(asked, Body::from(body)).await;
        assert_eq!(error(&reply), (415, "invalid_request".to_owned()));
        assert!(reply.text().contains(FORM), "{}", reply.text());
        assert!(refused(&server, &mut owner, &id).await.contains(line), "{line}");
    }
    // A header without a scheme may be the secret itself.
    let bare = basic.trim_start_matches("Basic ");
    app.send("/oauth/token", Some(bare), &format!("client_id={id}&{grant}")).await;
    let told = refused(&server, &mut owner, &id).await;
    assert!(told.contains("The Authorization header holds no client credentials"));
    assert_eq!((told.contains(bare), server.stored(bare).await), (false, 0));
    server.anonymous().get(&format!("/oauth/token?client_id={id}")).await;
    assert!(refused(&server, &mut owner, &id).await.contains("was called by GET"));
    let wrapped = format!("client_id={id}&client_secret=%22{secret}%E2%80%8B%22&{grant}");
    app.send("/oauth/token", None, &wrapped).await;
    assert!(refused(&server, &mut owner, &id).await.contains("right but for white space, quotes"));
    let asked = request(Method::POST, "/oauth/token")
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, basic);
    server.anonymous().send(asked, Body::from("{}")).await;
    assert!(refused(&server, &mut owner, &id).await.contains("sent as application/json"));
    let long = "s".repeat(9000);
    owner.get(&app.authorize(&[("state", &long)])).await;
    assert!(refused(&server, &mut owner, &id).await.contains("request was too long"));
    // The page shows the client ID that the link named.
    let page = owner.get(&app.authorize(&[("client_id", &format!("{id} "))])).await;
    assert!(page.text().contains(&format!("{id}\u{2420}")), "{}", page.text());
    assert!(
        refused(&server, &mut owner, &id).await.contains("with white space, quotes or invisible")
    );
}

#[tokio::test]
async fn what_names_no_application_leaves_nothing() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let made_up = "cfgo_app_0123456789ABCDEFGHIJKL";
    for id in [made_up, "nonsense", "cfgo_app_0123456789ABCDEFGHIJKL%20"] {
        let reply = app.send("/oauth/token", Some("Bearer x"), &format!("client_id={id}")).await;
        assert_eq!(error(&reply), (401, "invalid_client".to_owned()));
    }
    server.authority.write_pending().await.expect("a store");
    assert!(!owner.get(&format!("/applications/{}", app.id)).await.text().contains("Refused"));
}

//! Pages that are opened at another origin than the base URL. No link is built from `Host`.

use axum::body::Body;
use http::{Method, StatusCode, Version};
use server::web::client_ip::TrustedPeer;

use crate::test_server::{HTTP, HTTPS, Reply, TestServer, request};

const LAN: (&str, &str) = ("host", "192.168.1.20:3000");
const LOOPBACK: (&str, &str) = ("host", "127.0.0.1:3000");

async fn get(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> Reply {
    let get = request(Method::GET, path);
    let get = headers.iter().fold(get, |get, (name, value)| get.header(*name, *value));
    server.anonymous().send(get, Body::empty()).await
}

fn names_the_setting(reply: &Reply) -> bool {
    let text = reply.text();
    text.contains("base_url") && text.contains("CONFIGO_BASE_URL")
}

#[tokio::test]
async fn a_page_at_another_name_says_which_is_right_and_which_setting_to_change() {
    for (base, host, used) in [
        (HTTP, LAN, "http://192.168.1.20:3000"),
        (HTTP, ("host", "Configo.LAN"), "http://configo.lan"),
        (HTTP, ("host", "localhost:8080"), "http://localhost:8080"),
        (HTTPS, LOOPBACK, "http://127.0.0.1:3000"),
        (HTTPS, LAN, "http://192.168.1.20:3000"),
    ] {
        let server = TestServer::at(base).await;
        for path in
            ["/", "/sign-in", "/applications?q=a%22b&x", "/setup?token=x", "/oauth/authorize"]
        {
            let reply = get(&server, path, &[host]).await;
            let text = reply.text();
            assert_eq!(reply.status, StatusCode::OK, "{base} {path}");
            assert!(text.contains(&format!("base_url = \"{used}\"")), "{base} {path}: {text}");
            assert!(text.contains(&format!("CONFIGO_BASE_URL={used}")), "{base} {path}: {text}");
            let link = format!("href=\"{base}{}\"", path.replace('&', "&amp;"));
            assert!(text.contains(&link), "{base} {path}: {text}");
            assert!(!text.contains(&format!("href=\"{used}")), "{base} {path}: {text}");
        }
    }
}

/// There is a proxy, and `base_url` was not set.
#[tokio::test]
async fn x_forwarded_host_counts_only_where_base_url_is_loopback() {
    let proxied = |base, host: &'static str| async move {
        let server = TestServer::at(base).await;
        let lines = [LOOPBACK, ("x-forwarded-host", host), ("x-forwarded-proto", "https")];
        get(&server, "/sign-in", &lines).await
    };
    let reply = proxied(HTTP, "apps.example.com, inner.example").await;
    assert!(reply.text().contains("base_url = \"https://apps.example.com\""), "{}", reply.text());
    for (base, host) in [
        (HTTP, "localhost"),
        (HTTP, "127.0.0.1:8080"),
        (HTTP, "<b>"),
        (HTTPS, "inner.example"),
        (HTTPS, "apps.example.com"),
    ] {
        assert!(!names_the_setting(&proxied(base, host).await), "{base} {host}");
    }
}

#[tokio::test]
async fn a_browser_at_the_base_url_sees_the_pages_whatever_a_proxy_puts_into_host() {
    let site = |value| ("sec-fetch-site", value);
    for lines in [
        &[("host", "apps.example.com")][..],
        &[("host", "apps.example.com:3000")],
        &[LOOPBACK, ("x-forwarded-for", "192.0.2.7")],
        &[LOOPBACK, ("x-forwarded-host", "apps.example.com")],
        &[LOOPBACK, ("x-forwarded-proto", "https")],
        &[LOOPBACK, ("forwarded", "for=192.0.2.7")],
        &[LOOPBACK, ("x-real-ip", "192.0.2.7")],
        &[LOOPBACK, ("via", "1.1 proxy")],
        // Except to loopback hosts, browsers send `Sec-Fetch-Site` over https only.
        &[("host", "configo:3000"), site("none")],
        &[LOOPBACK, ("referer", "https://apps.example.com/sign-in")],
        &[LOOPBACK, ("cookie", "__Host-configo_session=x")],
        &[("host", "\"><script>")],
        &[],
    ] {
        let server = TestServer::at(HTTPS).await;
        let reply = get(&server, "/sign-in", lines).await;
        assert!(reply.text().contains("name=\"password\""), "{lines:?}: {}", reply.text());
    }
    let server = TestServer::at(HTTPS).await;
    let old =
        request(Method::GET, "/sign-in").version(Version::HTTP_10).header(LOOPBACK.0, LOOPBACK.1);
    let reply = server.anonymous().send(old, Body::empty()).await;
    assert!(!names_the_setting(&reply), "nginx's default");
    let trusted =
        request(Method::GET, "/sign-in").extension(TrustedPeer).header(LOOPBACK.0, LOOPBACK.1);
    let reply = server.anonymous().send(trusted, Body::empty()).await;
    assert!(!names_the_setting(&reply), "a proxy of `trusted_proxies`");
}

#[tokio::test]
async fn a_host_is_accepted_after_its_link_to_base_url_was_followed() {
    let server = TestServer::at(HTTPS).await;
    assert!(names_the_setting(&get(&server, "/sign-in", &[LOOPBACK]).await));
    // The link on that page is to the base URL; after it was followed, the page is not shown again.
    let step = [LOOPBACK, ("referer", "https://apps.example.com/sign-in")];
    assert!(!names_the_setting(&get(&server, "/sign-in", &step).await));
    assert!(!names_the_setting(&get(&server, "/sign-in", &[LOOPBACK]).await));
    assert!(names_the_setting(&get(&server, "/sign-in", &[LAN]).await), "another name");
    for other in ["https://apps.example.com.evil.example/", "https://evil.example/"] {
        let reply = get(&server, "/sign-in", &[LAN, ("referer", other)]).await;
        assert!(names_the_setting(&reply), "{other}");
    }
}

#[tokio::test]
async fn programs_are_answered_under_any_name() {
    let server = TestServer::at(HTTPS).await;
    for path in
        ["/healthz", "/.well-known/oauth-authorization-server", "/favicon.svg", "/api/v1/me"]
    {
        let with = get(&server, path, &[LAN]).await;
        let without = get(&server, path, &[]).await;
        assert_eq!((with.status, &with.body), (without.status, &without.body), "{path}");
    }
}

#[tokio::test]
async fn another_loopback_name_redirects_to_the_base_url() {
    let server = TestServer::new().await;
    for host in ["localhost:3000", "[::1]:3000"] {
        let reply = get(&server, "/sign-in?next=%2Fapplications", &[("host", host)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{host}");
        assert_eq!(reply.location(), format!("{HTTP}/sign-in?next=%2Fapplications"), "{host}");
    }
    let ours = get(&server, "/sign-in?next=%2Fapplications", &[LOOPBACK]).await;
    assert!(ours.text().contains("name=\"password\""), "{}", ours.text());
}

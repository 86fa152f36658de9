//! Each icon's path is in a document once, as a symbol that `<use>` refers to.

use std::collections::HashSet;

use crate::test_server::TestServer;

fn between<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn every_icon_is_drawn_once_and_is_there() {
    let server = TestServer::new().await;
    let setup = server.authority.setup_link().await.expect("a store").expect("no account");
    let setup = server.anonymous().get(&format!("/setup?token={}", setup.expose())).await.text();
    let mut owner = server.owner().await;
    let (id, _) = owner.create("One").await;
    owner.create("Two").await;
    let mut pages = vec![("setup", setup)];
    for path in ["/applications", "/applications/new", "/applications/deleted", "/security"] {
        pages.push((path, owner.get(path).await.text()));
    }
    pages.push(("one", owner.get(&format!("/applications/{id}")).await.text()));
    for path in ["/sign-in", "/nowhere", "/oauth/authorize"] {
        pages.push((path, server.anonymous().get(path).await.text()));
    }
    for (name, page) in pages {
        let used: HashSet<_> = between(&page, "href=\"#icon-").into_iter().collect();
        let there = between(&page, "<symbol id=\"icon-");
        assert!(!used.is_empty(), "{name}");
        let once: HashSet<_> = there.iter().copied().collect();
        assert_eq!(once.len(), there.len(), "{name}");
        assert!(used.is_subset(&once), "{name}: {used:?} {once:?}");
        let paths = between(&page, "<path d=\"");
        let different: HashSet<_> = paths.iter().collect();
        assert_eq!((paths.len(), different.len()), (there.len(), there.len()), "{name}");
        // The program of the dashboard may draw any of them later; other pages have none.
        if !page.contains("<script") {
            assert_eq!(used, once, "{name}");
        }
    }
}

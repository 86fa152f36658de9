//! Fields have the `autocomplete` values that password managers and browsers need.

use crate::test_server::{Reply, TestServer};

/// The tags of text inputs: neither hidden nor checkboxes.
fn typed_into(page: &Reply) -> Vec<String> {
    let text = page.text();
    let tags =
        text.split('<').filter(|rest| rest.starts_with("input") || rest.starts_with("textarea"));
    let tag = |rest: &str| rest.split('>').next().unwrap_or_default().to_owned();
    let other = ["type=\"hidden\"", "type=\"checkbox\"", "type=\"radio\""];
    tags.map(tag).filter(|tag| !other.iter().any(|kind| tag.contains(kind))).collect()
}

#[tokio::test]
async fn fields_of_applications_are_not_for_them() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let (id, _) = owner.create("Mine").await;
    let fields = [("application_name", "Other"), ("permissions", "identify")];
    for (page, count) in [
        (owner.get("/applications").await, 1),
        (owner.get("/applications/new").await, 3),
        (owner.get(&format!("/applications/{id}/edit")).await, 3),
        // The credentials.
        (owner.post("/applications/new", &fields).await, 3),
        (owner.post(&format!("/applications/{id}/secrets"), &[]).await, 2),
    ] {
        let tags = typed_into(&page);
        assert_eq!(tags.len(), count, "{tags:?}");
        for tag in tags {
            for opt_out in [
                "data-1p-ignore",
                "data-lpignore=\"true\"",
                "data-bwignore",
                "data-form-type=\"other\"",
                "autocomplete=\"off\"",
            ] {
                assert!(tag.contains(opt_out), "{opt_out}: {tag}");
            }
            for taken_for_a_person in ["name=\"name\"", "id=\"name\"", "type=\"email\""] {
                assert!(!tag.contains(taken_for_a_person), "{tag}");
            }
        }
    }
}

#[tokio::test]
async fn fields_of_accounts_are() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for (page, expected) in [
        (server.anonymous().get("/sign-in").await, &["username", "current-password"][..]),
        (owner.get("/security").await, &["username", "current-password", "new-password"]),
    ] {
        let tags = typed_into(&page);
        assert_eq!(tags.len(), expected.len(), "{tags:?}");
        for (tag, autocomplete) in tags.iter().zip(expected) {
            assert!(tag.contains(&format!("autocomplete=\"{autocomplete}\"")), "{tag}");
            assert!(!tag.contains("ignore") && !tag.contains("data-form-type"), "{tag}");
        }
    }
}

#[tokio::test]
async fn a_name_is_taken_under_either_field() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for name in ["name", "application_name"] {
        let value = format!("By {name}");
        let fields = [(name, value.as_str()), ("permissions", "identify")];
        let created = owner.post("/applications/new", &fields).await;
        assert!(created.text().contains(&value), "{name}: {}", created.text());
        assert!(created.find("cfgo_sec_").is_some(), "{name}");
    }
}

//! The data directory: its content, its permissions and its lock.

use crate::fixture::{Fixture, OTHER_PASSWORD, PASSWORD, key};
use crate::flow::{Pair, VERIFIER, issued};
use authority::{Authority, ClientInfo, OpenError, RedeemLink, Settings};
use domain::account::Email;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// Every secret that an application and its accounts get in any flow.
pub(crate) async fn hold_everything(fixture: &Fixture) -> Vec<String> {
    let owner = fixture.actor("client@example.com").await;
    let client = fixture.client(&owner, "All flows").await;
    let session = fixture.session("client@example.com").await;
    let question = fixture.question(client.request(), &session).await;
    let code = fixture.code(&client, &session).await;
    let first: Pair = issued(fixture.exchange(&client, &code).await).into();
    let next: Pair = issued(fixture.refresh(&client, &first.refresh).await).into();
    let unspent = fixture.code(&client, &session).await;
    let own = fixture.own_token(&client).await;
    let added = fixture.authority.add_secret(&owner, &client.id, key()).await.unwrap().unwrap();
    let guards = ["orders".to_owned()];
    let (_, server) = fixture.authority.add_resource_server("Orders", &guards).await.unwrap();
    let trial =
        fixture.authority.start_test_flow(&session, &client.id, "https://x.example".to_owned());
    let trial = trial.await.unwrap().unwrap().state;
    // A secret in the wrong parameter.
    let reason = domain::refused_request::Reason::RedirectUriUnregistered;
    fixture.authority.refuse(&client.id, reason, &format!("https://x.example/?{}", first.access));
    fixture.authority.write_pending().await.unwrap();
    let asked = question.token.expose().to_owned();
    let added = added.secret.expose().to_owned();
    let given = [code, unspent, own, added, asked, server.expose().to_owned(), trial];
    let pairs = [first.access, first.refresh, next.access, next.refresh];
    given.into_iter().chain(pairs).chain(client.secret).collect()
}

#[tokio::test]
async fn no_secret_is_in_any_file() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let secret = fixture.create(&owner, "Findable name").await.secret.unwrap();
    let session = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let email = Email::parse("owner@example.com").unwrap();
    let reset = fixture.authority.reset(&email).await.unwrap();
    let invite = fixture.authority.invite(&Email::parse("b@example.com").unwrap()).await.unwrap();
    let form = RedeemLink {
        name: "Grace".to_owned(),
        password: OTHER_PASSWORD.to_owned(),
        ..RedeemLink::default()
    };
    let info = ClientInfo::default();
    let invited =
        fixture.authority.redeem_link(invite.expose().to_owned(), form, info).await.unwrap();
    let held = hold_everything(&fixture).await;
    let mut secrets: Vec<&str> = held.iter().map(String::as_str).collect();
    secrets.extend([
        secret.expose(),
        session.token.expose(),
        invited.token.expose(),
        reset.expose(),
        invite.expose(),
        PASSWORD,
        OTHER_PASSWORD,
        VERIFIER,
    ]);
    for closed in [false, true] {
        if closed {
            fixture.authority.close().await;
        }
        let mut found = false;
        for entry in std::fs::read_dir(fixture.data_dir()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            found |= holds("Findable name");
            for &secret in &secrets {
                // Not the body alone either.
                let body = secret.get(9..52).unwrap_or(secret);
                assert!(!holds(body), "{} holds {secret}", path.display());
            }
        }
        assert!(found, "the scan looked in the wrong place");
    }
}

#[tokio::test]
async fn only_the_owner_may_read() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    assert_eq!(mode(&fixture.data_dir()), 0o700);
    let _lock = Authority::lock_data_dir(&fixture.data_dir()).unwrap();
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(fixture.data_dir()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
        seen.push(entry.file_name().into_string().unwrap());
    }
    for name in ["configo.sqlite3", "configo.sqlite3-wal", "configo.lock"] {
        assert!(seen.iter().any(|found| found == name), "{name} in {seen:?}");
    }
}

#[tokio::test]
async fn a_database_that_others_could_read_is_closed_to_them() {
    let mut fixture = Fixture::new().await;
    let file = fixture.data_dir().join("configo.sqlite3");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    fixture.reopen(|_| {}).await;
    assert_eq!(mode(&file), 0o600);
}

#[tokio::test]
async fn one_server_at_a_time_and_commands_beside_it() {
    let fixture = Fixture::new().await;
    let first = Authority::lock_data_dir(&fixture.data_dir()).unwrap();
    let second = Authority::lock_data_dir(&fixture.data_dir());
    assert!(matches!(second, Err(OpenError::InUse(_))), "{second:?}");
    // A command opens the same directory, writes, and the server sees it.
    let beside = Authority::open(fixture.settings()).await.unwrap();
    beside.create_account("owner@example.com", "Ada", PASSWORD.to_owned()).await.unwrap();
    beside.close().await;
    assert_eq!(fixture.authority.accounts().await.unwrap().len(), 1);
    fixture.actor("other@example.com").await;
    drop(first);
    Authority::lock_data_dir(&fixture.data_dir()).unwrap();
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("configo.sqlite3"), "this is not a database, ".repeat(100))
        .unwrap();
    let refused = Authority::open(Settings::new(dir.path())).await.unwrap_err();
    assert!(matches!(refused, OpenError::Database { .. }), "{refused:?}");
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refused = Authority::open(Settings::new(&file)).await.unwrap_err();
    assert!(matches!(refused, OpenError::File { .. }), "{refused:?}");
}

#[tokio::test]
async fn ping_reads_and_close_ends() {
    let fixture = Fixture::new().await;
    fixture.authority.ping().await.unwrap();
    fixture.authority.close().await;
    assert!(fixture.authority.ping().await.is_err());
}

//! What is in the data directory, who may read it, and who has it.

use crate::flow::{Pair, VERIFIER, issued};
use crate::house::{House, OTHER_PASSWORD, PASSWORD, key};
use authority::{Authority, ClientInfo, OpenError, RedeemLink, Settings};
use domain::account::Email;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// Everything that an application and its accounts are given on the way through every flow.
async fn hold_everything(house: &House) -> Vec<String> {
    let owner = house.actor("client@example.com").await;
    let client = house.client(&owner, "All flows").await;
    let session = house.session("client@example.com").await;
    let question = house.question(client.request(), &session).await;
    let code = house.code(&client, &session).await;
    let first: Pair = issued(house.exchange(&client, &code).await).into();
    let next: Pair = issued(house.refresh(&client, &first.refresh).await).into();
    let unspent = house.code(&client, &session).await;
    let own = house.own_token(&client).await;
    let added = house.authority.add_secret(&owner, &client.id, key()).await.unwrap().unwrap();
    let guards = ["orders".to_owned()];
    let (_, server) = house.authority.add_resource_server("Orders", &guards).await.unwrap();
    let trial = house.authority.begin_trial(&session, &client.id, "https://x.example".to_owned());
    let trial = trial.await.unwrap().unwrap().state;
    // A secret that went astray.
    let reason = domain::refused_request::Reason::RedirectUriUnregistered;
    house.authority.refuse(&client.id, reason, &format!("https://x.example/?{}", first.access));
    house.authority.write_usage().await.unwrap();
    let asked = question.token.expose().to_owned();
    let added = added.secret.expose().to_owned();
    let given = [code, unspent, own, added, asked, server.expose().to_owned(), trial];
    let pairs = [first.access, first.refresh, next.access, next.refresh];
    given.into_iter().chain(pairs).chain(client.secret).collect()
}

#[tokio::test]
async fn no_secret_is_in_any_file() {
    let house = House::new().await;
    let owner = house.actor("owner@example.com").await;
    let secret = house.create(&owner, "Findable name").await.secret.unwrap();
    let session = house.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let email = Email::parse("owner@example.com").unwrap();
    let reset = house.authority.reset(&email).await.unwrap();
    let invite = house.authority.invite(&Email::parse("b@example.com").unwrap()).await.unwrap();
    let form = RedeemLink {
        name: "Grace".to_owned(),
        password: OTHER_PASSWORD.to_owned(),
        ..RedeemLink::default()
    };
    let origin = ClientInfo::default();
    let invited =
        house.authority.redeem_link(invite.expose().to_owned(), form, origin).await.unwrap();
    let held = hold_everything(&house).await;
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
            house.authority.close().await;
        }
        let mut found = false;
        for entry in std::fs::read_dir(house.data_dir()).unwrap() {
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
    let house = House::new().await;
    house.actor("owner@example.com").await;
    assert_eq!(mode(&house.data_dir()), 0o700);
    let _lock = Authority::lock_data_dir(&house.data_dir()).unwrap();
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(house.data_dir()).unwrap() {
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
    let mut house = House::new().await;
    let file = house.data_dir().join("configo.sqlite3");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    house.reopen(|_| {}).await;
    assert_eq!(mode(&file), 0o600);
}

#[tokio::test]
async fn one_server_at_a_time_and_commands_beside_it() {
    let house = House::new().await;
    let first = Authority::lock_data_dir(&house.data_dir()).unwrap();
    let second = Authority::lock_data_dir(&house.data_dir());
    assert!(matches!(second, Err(OpenError::InUse(_))), "{second:?}");
    // A command opens the same directory, writes, and the server sees it.
    let beside = Authority::open(house.settings()).await.unwrap();
    beside.create_account("owner@example.com", "Ada", PASSWORD.to_owned()).await.unwrap();
    beside.close().await;
    assert_eq!(house.authority.accounts().await.unwrap().len(), 1);
    house.actor("other@example.com").await;
    drop(first);
    Authority::lock_data_dir(&house.data_dir()).unwrap();
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    let house = House::new().await;
    house.actor("owner@example.com").await;
    house.authority.close().await;
    let mut database = house.database().await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                 execution_time) VALUES (9999, 'later', TRUE, x'00', 0)";
    sqlx::raw_sql(later).execute(&mut database).await.unwrap();
    sqlx::Connection::close(database).await.unwrap();
    let refused = Authority::open(house.settings()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NewerDatabase { found: 9999, .. }), "{refused:?}");
    assert!(refused.to_string().contains("later version of configo"), "{refused}");
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
    let house = House::new().await;
    house.authority.ping().await.unwrap();
    house.authority.close().await;
    assert!(house.authority.ping().await.is_err());
}

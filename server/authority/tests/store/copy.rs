//! Copying a database to another one. Most of it is tried from one SQLite file to another, and all of it
//! with PostgreSQL (`mod postgres`).

use crate::client_authentication::proves;
use crate::fixture::{Fixture, PASSWORD, START, key};
use crate::flow::{Client, Pair, issued};
use authority::testing::database::RawConnection;
use authority::{
    ActiveSession, Actor, Authority, AuthorizationRequest, CopiedTable, CopyError,
    DatabaseSettings, OpenError, PasswordCost, PresentedCredentials, Settings,
};
use domain::account::Email;
use domain::change::Change;
use domain::refused_request::Reason;
use domain::search::Search;

const EMAIL: &str = "owner@example.com";

/// What was given out before the copy.
struct Held {
    owner: Actor,
    session: String,
    client: Client,
    removed: String,
    pair: Pair,
    own: String,
    server: PresentedCredentials,
    link: String,
    code: String,
    deletion: Change,
}

async fn hold(fixture: &Fixture) -> Held {
    let owner = fixture.actor(EMAIL).await;
    let signed_in = fixture.sign_in(EMAIL, PASSWORD).await.unwrap();
    let session = signed_in.token.expose().to_owned();
    let active = active(fixture, &session).await;
    let first = fixture.client(&owner, "Crème").await;
    let removed = first.secret.clone().unwrap();
    let added = fixture.authority.add_secret(&owner, &first.id, key()).await.unwrap().unwrap();
    let client = Client { secret: Some(added.secret.expose().to_owned()), ..first };
    let four = &removed[removed.len() - 4..];
    fixture.authority.remove_secret(&owner, &client.id, four).await.unwrap().unwrap();
    let used = fixture.pair(&client, &active).await;
    let pair: Pair = issued(fixture.refresh(&client, &used.refresh).await).into();
    let own = fixture.own_token(&client).await;
    let guards = ["orders".to_owned()];
    let (server, secret) = fixture.authority.add_resource_server("Orders", &guards).await.unwrap();
    let server = PresentedCredentials {
        id: server.id.as_str().to_owned(),
        secret: Some(secret.expose().to_owned().into()),
    };
    let email = Email::parse("new@example.com").unwrap();
    let link = fixture.authority.invite(&email).await.unwrap().expose().to_owned();
    let code = fixture.code(&client, &active).await;
    let deleted = fixture.create(&owner, "Deleted").await.summary.client_id;
    let deletion = fixture.delete(&owner, &deleted).await.unwrap();
    ask(fixture, &client, &active).await;
    fixture.authority.refuse(&client.id, Reason::ResponseType, "token");
    fixture.authority.write_pending().await.unwrap();
    Held { owner, session, client, removed, pair, own, server, link, code, deletion }
}

/// A consent question that waits for its answer.
async fn ask(fixture: &Fixture, client: &Client, session: &ActiveSession) {
    let request = AuthorizationRequest { prompt: Some("consent".to_owned()), ..client.request() };
    fixture.question(request, session).await;
}

async fn active(fixture: &Fixture, session: &str) -> ActiveSession {
    fixture.authority.session(session).await.unwrap().expect("a session that goes on")
}

/// Everything that was held works, and what was undone before can be undone still.
async fn assert_works(fixture: &Fixture, held: &Held) {
    let Held { owner, client, .. } = held;
    let session = active(fixture, &held.session).await;
    assert!(proves(fixture, client.id.as_str(), client.secret.as_deref()).await);
    assert!(!proves(fixture, client.id.as_str(), Some(&held.removed)).await);
    assert!(fixture.works(&held.pair.access).await && fixture.works(&held.own).await);
    let told = fixture.authority.introspect(&held.server, &held.pair.access).await.unwrap();
    assert!(told.unwrap().1.is_some());
    assert!(fixture.authority.link(&held.link).await.unwrap().is_some());
    let refused = fixture.authority.refused_requests(&owner.account, &client.id).await.unwrap();
    assert!(refused.iter().any(|group| group.value == "token"));
    let search = Search { text: "creme".to_owned(), ..Search::default() };
    let found = fixture.authority.applications(&owner.account, &search, None, 10).await.unwrap();
    assert_eq!((found.total, found.rows[0].name.as_str()), (1, "Crème"));
    let parties = fixture.authority.authorized_parties(&session).await.unwrap();
    assert_eq!(parties.applications.len(), 1);
}

/// The same, and it changes things: events are added behind those that were copied.
async fn assert_goes_on(fixture: &Fixture, held: &Held) {
    assert_works(fixture, held).await;
    let Held { owner, client, .. } = held;
    let events = fixture.number("SELECT max(event_id) FROM audit_event").await;
    issued(fixture.refresh(client, &held.pair.refresh).await);
    issued(fixture.exchange(client, &held.code).await);
    let undone = fixture.authority.undo_change(owner, &held.deletion.id).await.unwrap();
    assert_eq!(undone.unwrap().applications, 1);
    let four = &held.removed[held.removed.len() - 4..];
    fixture.authority.restore_secret(owner, &client.id, four).await.unwrap().unwrap();
    assert!(proves(fixture, client.id.as_str(), Some(&held.removed)).await);
    assert!(fixture.number("SELECT max(event_id) FROM audit_event").await > events);
    assert!(fixture.sign_in(EMAIL, PASSWORD).await.is_some());
}

/// An empty place for a copy.
struct Target {
    _dir: tempfile::TempDir,
    settings: Settings,
}

impl Target {
    fn new(database: DatabaseSettings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = Settings::new(dir.path().join("copy"));
        settings.password_cost = PasswordCost { memory_kib: 64, passes: 1 };
        settings.database = database;
        Self { _dir: dir, settings }
    }

    async fn rows(&self) -> i64 {
        let mut database = RawConnection::open(&self.settings).await;
        database.number("SELECT count(*) FROM account").await
    }
}

async fn copy(from: &Fixture, to: &Target) -> Result<Vec<CopiedTable>, CopyError> {
    Authority::copy_database(&from.settings(), &to.settings).await
}

fn rows(copied: &[CopiedTable], name: &str) -> u64 {
    copied.iter().find(|table| table.name == name).unwrap().rows
}

/// Copies there and back again.
async fn assert_moves(from: DatabaseSettings, to: DatabaseSettings, back: DatabaseSettings) {
    let first = Fixture::on(from).await;
    let held = hold(&first).await;
    first.authority.close().await;
    let there = Target::new(to);
    let copied = copy(&first, &there).await.unwrap();
    for table in ["account", "session", "consent", "authorization_code", "link"] {
        assert!(rows(&copied, table) > 0, "{table}: {copied:?}");
    }
    assert_eq!((rows(&copied, "application"), rows(&copied, "client_secret")), (2, 3));
    let second = first.moved(&there.settings).await;
    assert_works(&second, &held).await;
    second.authority.close().await;
    let again = Target::new(back);
    let returned = copy(&second, &again).await.unwrap();
    assert_eq!(rows(&returned, "audit_event"), rows(&copied, "audit_event"));
    let third = first.moved(&again.settings).await;
    assert_goes_on(&third, &held).await;
    // The other copy is one of its own.
    let second = first.moved(&there.settings).await;
    assert_goes_on(&second, &held).await;
}

#[tokio::test]
async fn everything_works_in_the_copy() {
    use DatabaseSettings::Sqlite;
    Box::pin(assert_moves(Sqlite, Sqlite, Sqlite)).await;
}

#[tokio::test]
async fn a_target_with_rows_is_refused_and_left_as_it_is() {
    let fixture = Fixture::on(DatabaseSettings::Sqlite).await;
    hold(&fixture).await;
    let other = Fixture::on(DatabaseSettings::Sqlite).await;
    other.actor("other@example.com").await;
    fixture.authority.close().await;
    other.authority.close().await;
    let refused = Authority::copy_database(&fixture.settings(), &other.settings()).await;
    let refused = refused.unwrap_err();
    assert!(matches!(refused, CopyError::NotEmpty { table: "account", .. }), "{refused:?}");
    assert_eq!(other.number("SELECT count(*) FROM account").await, 1);
}

#[tokio::test]
async fn nothing_is_copied_from_nowhere() {
    let empty = Fixture::on(DatabaseSettings::Sqlite).await;
    empty.authority.close().await;
    let target = Target::new(DatabaseSettings::Sqlite);
    let refused = copy(&empty, &target).await.unwrap_err();
    assert!(matches!(refused, CopyError::Nothing(_)), "{refused:?}");
    let absent = Settings::new(empty.data_dir().join("absent"));
    let refused = Authority::copy_database(&absent, &target.settings).await.unwrap_err();
    assert!(matches!(refused, CopyError::NoSource(_)), "{refused:?}");
    assert!(!absent.data_dir.exists());
}

#[tokio::test]
async fn a_directory_that_a_server_uses_is_refused() {
    let fixture = Fixture::on(DatabaseSettings::Sqlite).await;
    hold(&fixture).await;
    fixture.authority.close().await;
    let target = Target::new(DatabaseSettings::Sqlite);
    for used in [fixture.data_dir(), target.settings.data_dir.clone()] {
        let lock = Authority::lock_data_dir(&used).unwrap();
        let refused = copy(&fixture, &target).await.unwrap_err();
        assert!(matches!(refused, CopyError::Open(OpenError::InUse(_))), "{refused:?}");
        drop(lock);
    }
    copy(&fixture, &target).await.unwrap();
}

#[tokio::test]
async fn a_copy_that_differs_is_not_kept() {
    let fixture = Fixture::on(DatabaseSettings::Sqlite).await;
    hold(&fixture).await;
    fixture.authority.close().await;
    for change in [
        "CREATE TRIGGER change AFTER INSERT ON client_secret \
         BEGIN UPDATE client_secret SET last_used_at = 1 WHERE digest = NEW.digest; END",
        "CREATE TRIGGER change AFTER INSERT ON client_secret \
         BEGIN DELETE FROM client_secret WHERE digest = NEW.digest; END",
    ] {
        let target = Target::new(DatabaseSettings::Sqlite);
        Authority::open(target.settings.clone()).await.unwrap().close().await;
        let mut database = RawConnection::open(&target.settings).await;
        database.execute(change).await;
        let refused = copy(&fixture, &target).await.unwrap_err();
        assert!(matches!(refused, CopyError::Differs { table: "client_secret", .. }), "{refused}");
        assert_eq!(target.rows().await, 0);
        // What was wrong is corrected, and the next attempt finds an empty database.
        database.execute("DROP TRIGGER change").await;
        copy(&fixture, &target).await.unwrap();
        assert_eq!(target.rows().await, 1);
    }
}

/// As earlier versions stored them, with what only one engine can hold; more than one batch.
const REFUSED_REQUESTS: &str = "\
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 250) \
    INSERT INTO refused_request (client_id, reason, value, count, last_at) \
    SELECT (SELECT client_id FROM application WHERE name = 'Crème'), 'scope_unknown', \
        'x' || char(CASE WHEN n % 2 THEN 0 ELSE 64 END) || n, n, n FROM number";

async fn assert_copies_what_earlier_versions_stored(to: DatabaseSettings) {
    let fixture = Fixture::on(DatabaseSettings::Sqlite).await;
    hold(&fixture).await;
    fixture.authority.close().await;
    fixture.database().await.execute(REFUSED_REQUESTS).await;
    let target = Target::new(to);
    let copied = copy(&fixture, &target).await.unwrap();
    assert_eq!(rows(&copied, "refused_request"), 251);
    let moved = fixture.moved(&target.settings).await;
    let replaced = "SELECT count(*) FROM refused_request WHERE value LIKE 'x\u{2400}%'";
    assert_eq!(moved.number(replaced).await, 125);
    let whole = "SELECT count(*) FROM refused_request WHERE value LIKE 'x@%'";
    assert_eq!(moved.number(whole).await, 125);
    let last = START.as_millis();
    assert!(moved.number("SELECT max(last_at) FROM refused_request").await >= last);
}

#[tokio::test]
async fn more_rows_than_one_batch_arrive() {
    Box::pin(assert_copies_what_earlier_versions_stored(DatabaseSettings::Sqlite)).await;
}

mod postgres {
    use super::*;
    use authority::testing::database::fresh_database;

    #[tokio::test]
    async fn everything_works_there_and_back_again() {
        let (there, back) = (fresh_database().await, DatabaseSettings::Sqlite);
        Box::pin(assert_moves(DatabaseSettings::Sqlite, there, back)).await;
    }

    #[tokio::test]
    async fn everything_works_in_another_database() {
        let (from, to) = (fresh_database().await, fresh_database().await);
        Box::pin(assert_moves(from, to, fresh_database().await)).await;
    }

    #[tokio::test]
    async fn what_it_can_not_hold_is_replaced() {
        Box::pin(assert_copies_what_earlier_versions_stored(fresh_database().await)).await;
    }

    #[tokio::test]
    async fn a_database_that_a_server_uses_is_refused() {
        let source = Fixture::on(DatabaseSettings::Sqlite).await;
        hold(&source).await;
        source.authority.close().await;
        // As a target, and as a source.
        let used = Fixture::on(fresh_database().await).await;
        used.authority.ping().await.unwrap();
        let target = Target::new(used.settings().database);
        let refused = copy(&source, &target).await.unwrap_err();
        assert!(matches!(refused, CopyError::Connected { .. }), "{refused:?}");
        let directory = Target::new(DatabaseSettings::Sqlite);
        let refused = copy(&used, &directory).await.unwrap_err();
        assert!(matches!(refused, CopyError::Connected { .. }), "{refused:?}");
        assert!(!directory.settings.data_dir.exists());
        used.authority.close().await;
        copy(&source, &target).await.unwrap();
        // Once more: it is not empty now, and not copied into itself either.
        let refused = copy(&source, &target).await.unwrap_err();
        assert!(matches!(refused, CopyError::NotEmpty { table: "account", .. }), "{refused:?}");
        let moved = source.moved(&target.settings).await;
        moved.authority.close().await;
        let refused = copy(&moved, &target).await.unwrap_err();
        assert!(matches!(refused, CopyError::NotEmpty { .. }), "{refused:?}");
    }

    #[tokio::test]
    async fn a_copy_that_differs_is_not_kept() {
        let source = Fixture::on(DatabaseSettings::Sqlite).await;
        hold(&source).await;
        source.authority.close().await;
        let target = Target::new(fresh_database().await);
        Authority::open(target.settings.clone()).await.unwrap().close().await;
        let mut database = RawConnection::open(&target.settings).await;
        let change = "CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN NEW.name := 'other'; RETURN NEW; END $$; \
            CREATE TRIGGER change BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION change()";
        database.execute(change).await;
        let refused = copy(&source, &target).await.unwrap_err();
        assert!(matches!(refused, CopyError::Differs { table: "account", .. }), "{refused}");
        assert_eq!(target.rows().await, 0);
    }
}

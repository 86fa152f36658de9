//! What only PostgreSQL does: conflicts, lost connections, nodes that start together. Run with
//! `CONFIGO_TEST_DATABASE` set (`node ../../../../end2end/scripts/postgres.mjs COMMAND`).

use crate::files::hold_everything;
use crate::fixture::{Fixture, PASSWORD, START, draft, key};
use crate::flow::VERIFIER;
use authority::clock::{Clock, SystemClock};
use authority::testing::SeededRandom;
use authority::testing::database::{self, RawConnection};
use authority::{Authority, DatabaseSettings, Error, PostgresSettings, Settings, StoreFailure};
use domain::account::Email;
use domain::time::Timestamp;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A fixture on PostgreSQL.
async fn fixture() -> Fixture {
    assert!(database::is_postgres(), "set CONFIGO_TEST_DATABASE to the URL of a PostgreSQL server");
    Fixture::new().await
}

/// What a COMMIT that registers an application does before it ends. `seen` counts COMMITs; a sequence is
/// not rolled back.
macro_rules! at_commit {
    ($body:literal) => {
        concat!(
            "CREATE SEQUENCE seen; \
             CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ \
             DECLARE number bigint := nextval('seen'); BEGIN ",
            $body,
            " RETURN NULL; END $$; \
             CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON application \
             DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()"
        )
    };
}

const COMMITS: &str = "SELECT last_value FROM seen";

fn failure(error: &Error) -> StoreFailure {
    match error {
        Error::Store(error) => error.failure(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_commit_that_conflicts_is_repeated() {
    let fixture = fixture().await;
    let owner = fixture.actor("owner@example.com").await;
    let mut database = fixture.database().await;
    database
        .execute(at_commit!("IF number < 3 THEN RAISE EXCEPTION SQLSTATE '40001'; END IF;"))
        .await;
    let before = fixture.authority.conflicts();
    fixture.create(&owner, "Third time").await;
    assert_eq!(database.number(COMMITS).await, 3);
    assert_eq!(fixture.authority.conflicts() - before, 2);
    assert_eq!(fixture.active(&owner).await.total, 1);
}

#[tokio::test]
async fn what_always_conflicts_ends_with_an_error_that_may_be_tried_again() {
    let fixture = fixture().await;
    let owner = fixture.actor("owner@example.com").await;
    let mut database = fixture.database().await;
    for conflict in [
        at_commit!("RAISE EXCEPTION SQLSTATE '40001';"),
        "CREATE OR REPLACE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ \
         DECLARE number bigint := nextval('seen'); BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$",
    ] {
        database.execute(conflict).await;
        let before = database.number(COMMITS).await;
        let refused = fixture.authority.create_application(&owner, draft("Never"), key()).await;
        let error = refused.unwrap_err();
        assert_eq!(failure(&error), StoreFailure::Conflict);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
        let attempts = database.number(COMMITS).await - before;
        assert!((4..=5).contains(&attempts), "{attempts}");
    }
    assert_eq!(fixture.active(&owner).await.total, 0);
}

#[tokio::test]
async fn a_connection_that_is_lost_during_commit_is_not_repeated() {
    let fixture = fixture().await;
    let owner = fixture.actor("owner@example.com").await;
    let mut database = fixture.database().await;
    database
        .execute(at_commit!(
            "IF number = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
        ))
        .await;
    let key = key();
    let lost = fixture.authority.create_application(&owner, draft("Unknown"), key.clone()).await;
    let error = lost.unwrap_err();
    assert_eq!(failure(&error), StoreFailure::Unknown);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert_eq!(database.number(COMMITS).await, 1, "it was repeated");
    // The form's key tells what happened, so sending it again registers exactly one.
    fixture.authority.create_application(&owner, draft("Unknown"), key).await.unwrap();
    assert_eq!(fixture.active(&owner).await.total, 1);
}

/// Ends the sessions of the program in this database.
const END_SESSIONS: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
     WHERE application_name = 'configo' AND datname = current_database()";

#[tokio::test]
async fn after_a_lost_connection_the_next_request_works() {
    // A database of its own: the sessions of other tests would be ended too.
    let dir = tempfile::tempdir().unwrap();
    let mut settings = Settings::new(dir.path());
    settings.database = database::fresh_database().await;
    let mut alone = RawConnection::open(&settings).await;
    let authority = Authority::open(settings).await.unwrap();
    let make = async |email: &str| {
        authority.create_account(email, "Ada King", "glacier tulip ferry".to_owned()).await
    };
    make("a@example.com").await.unwrap();
    authority.ping().await.unwrap();
    assert!(alone.number(END_SESSIONS).await >= 2);
    // A write finds out at BEGIN, and takes another connection.
    make("b@example.com").await.unwrap();
    let error = authority.ping().await.unwrap_err();
    assert_eq!(failure(&error), StoreFailure::Unavailable);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    authority.ping().await.unwrap();
    assert_eq!(authority.accounts().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_lock_that_is_held_for_long_is_an_error_that_may_be_tried_again() {
    let fixture = Fixture::with(|settings| {
        if let DatabaseSettings::Postgres(server) = &mut settings.database {
            server.lock_timeout = Duration::from_millis(50);
        }
    })
    .await;
    let owner = fixture.actor("owner@example.com").await;
    let mut other = fixture.database().await;
    other.execute("BEGIN; LOCK TABLE application IN ACCESS EXCLUSIVE MODE").await;
    let refused = fixture.authority.create_application(&owner, draft("Waits"), key()).await;
    let error = refused.unwrap_err();
    assert_eq!(failure(&error), StoreFailure::Busy);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    other.execute("ROLLBACK").await;
    fixture.create(&owner, "Works").await;
}

#[tokio::test]
async fn a_statement_that_runs_for_long_is_ended() {
    let fixture = Fixture::with(|settings| {
        if let DatabaseSettings::Postgres(server) = &mut settings.database {
            server.statement_timeout = Duration::from_millis(50);
        }
    })
    .await;
    let owner = fixture.actor("owner@example.com").await;
    let mut database = fixture.database().await;
    database
        .execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ \
             BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$; \
             CREATE TRIGGER slow BEFORE INSERT ON application \
             FOR EACH ROW EXECUTE FUNCTION slow()",
        )
        .await;
    let refused = fixture.authority.create_application(&owner, draft("Slow"), key()).await;
    assert_eq!(failure(&refused.unwrap_err()), StoreFailure::Busy);
    database.execute("DROP TRIGGER slow ON application").await;
    fixture.create(&owner, "Quick").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_migrate_once() {
    let fixture = fixture().await;
    let mut settings = fixture.settings();
    settings.database = database::fresh().await;
    let open = || tokio::spawn(Authority::open(settings.clone()));
    let nodes = [open(), open(), open(), open()];
    for node in nodes {
        assert!(node.await.unwrap().unwrap().accounts().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn no_secret_is_in_any_row() {
    const ROWS: &str = "SELECT CAST(table_to_xml(oid, TRUE, FALSE, '') AS TEXT) FROM pg_class \
         WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'";
    let fixture = fixture().await;
    let held = hold_everything(&fixture).await;
    let tables = fixture.database().await.rows(ROWS).await;
    let holds = |text: &str| tables.iter().any(|table| table[0].contains(text));
    assert!(holds("All flows"), "the scan looked in the wrong place");
    for secret in held.iter().map(String::as_str).chain([PASSWORD, VERIFIER]) {
        // Not the body alone either.
        assert!(!holds(secret.get(9..52).unwrap_or(secret)), "{secret}");
    }
}

#[tokio::test]
async fn one_node_at_a_time_sweeps() {
    const HOLD: &str =
        "BEGIN; SELECT pg_advisory_xact_lock(1668245104, hashtext(current_schema()))";
    const LINKS: &str = "SELECT count(*) FROM link";
    let fixture = fixture().await;
    fixture.authority.invite(&Email::parse("a@example.com").unwrap()).await.unwrap();
    fixture.clock.advance_seconds(24 * 3600);
    let mut other = fixture.database().await;
    other.execute(HOLD).await;
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number(LINKS).await, 1, "the other node's turn");
    other.execute("COMMIT").await;
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number(LINKS).await, 0);
}

/// Remembers what it was set to.
#[derive(Default)]
struct Told(Mutex<Option<Timestamp>>);

impl Clock for Told {
    fn now(&self) -> Timestamp {
        START
    }

    fn set_by_database(&self, here: Timestamp, database: Timestamp) {
        assert_eq!(here, START);
        *self.0.lock().unwrap() = Some(database);
    }
}

#[tokio::test]
async fn a_node_takes_over_the_time_of_the_database() {
    let fixture = fixture().await;
    let clock = Arc::new(Told::default());
    let random = Arc::new(SeededRandom::new(1));
    let node = Authority::open_with(fixture.settings(), clock.clone(), random).await.unwrap();
    node.set_clock().await.unwrap();
    let told = clock.0.lock().unwrap().unwrap();
    let here = SystemClock.now();
    assert!(here.since(told).max(told.since(here)) < Duration::from_secs(5), "{told:?}");
}

#[tokio::test]
async fn a_database_that_can_not_be_used_is_said_without_its_password() {
    let fixture = fixture().await;
    let mut settings = fixture.settings();
    for (url, said) in [
        ("postgres://me:hunter2@localhost:1/none", "can't use the database localhost:1/none"),
        ("postgres://me:hunter2@[/none", "database_url is not valid"),
        ("mysql://me:hunter2@localhost/none", "database_url is not valid"),
    ] {
        settings.database = DatabaseSettings::Postgres(PostgresSettings::new(url));
        let refused = Authority::open(settings.clone()).await.unwrap_err();
        assert!(refused.to_string().contains(said), "{refused}");
        assert!(!format!("{refused} {refused:?} {settings:?}").contains("hunter2"), "{refused:?}");
    }
}

//! What the store promises about commits and about failing: the tests that need to look inside.

use super::connection::Connection;
use super::sqlite::writer::Writer;
use super::*;
use crate::data_dir;
use crate::store::links::NewLink;
use domain::account::Email;
use domain::link::LinkPurpose;
use domain::time::Timestamp;
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnectOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod flows;
mod plans;

struct Bench {
    _dir: tempfile::TempDir,
    file: PathBuf,
    store: Arc<Store>,
}

impl Bench {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = data_dir::prepare(dir.path()).unwrap();
        let store = Arc::new(open(&file).await);
        Self { _dir: dir, file, store }
    }
}

async fn open(file: &Path) -> Store {
    Store::Sqlite(sqlite::Database::open(file).await.unwrap())
}

/// The writing connection.
fn writer(store: &Store) -> &Writer {
    match store {
        Store::Sqlite(database) => &database.writer,
        Store::Postgres(_) => panic!("these are tests of SQLite"),
    }
}

/// The connection of a `Tx`.
fn connection(tx: &mut Tx) -> &mut sqlx::SqliteConnection {
    match tx.connection().unwrap() {
        Connection::Sqlite(connection) => connection,
        Connection::Postgres(_) => panic!("these are tests of SQLite"),
    }
}

fn link(number: usize) -> (crate::secrets::digest::Digest, Email) {
    let text = format!("link-{number}@example.com");
    (crate::secrets::digest::Digest::of(&text), Email::parse(&text).unwrap())
}

async fn insert(tx: &mut Tx, number: usize) -> Result<(), StoreError> {
    let (digest, email) = link(number);
    tx.replace_link(NewLink {
        digest,
        purpose: LinkPurpose::Invite,
        email: Some(&email),
        at: Timestamp::from_millis(0),
        expires_at: None,
    })
    .await
}

async fn write(store: &Store, number: usize) -> Result<(), StoreError> {
    let mut tx = store.write(Turn::Together).await?;
    match insert(&mut tx, number).await {
        Ok(()) => tx.commit().await,
        Err(error) => {
            tx.failed(&error);
            Err(error)
        }
    }
}

async fn exists(store: &Store, number: usize) -> bool {
    let mut tx = store.read().await.unwrap();
    tx.link(link(number).0, Timestamp::from_millis(0)).await.unwrap().is_some()
}

/// A connection of another process, as far as SQLite can tell.
async fn other_connection(file: &Path) -> sqlx::SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file);
    sqlx::SqliteConnection::connect_with(&options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_changes_share_commits() {
    const CHANGES: usize = 200;
    let bench = Bench::new().await;
    let before = writer(&bench.store).commits().await;
    // All of them queue behind this one, so their order is deterministic.
    let mut first = bench.store.write(Turn::Together).await.unwrap();
    insert(&mut first, 0).await.unwrap();
    let tasks: Vec<_> = (1..CHANGES)
        .map(|number| {
            let store = bench.store.clone();
            tokio::spawn(async move { write(&store, number).await })
        })
        .collect();
    while writer(&bench.store).waiting() < CHANGES - 1 {
        tokio::task::yield_now().await;
    }
    first.commit().await.unwrap();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let commits = writer(&bench.store).commits().await - before;
    assert!(commits <= 3, "{commits} commits for {CHANGES} changes");
    for number in 0..CHANGES {
        assert!(exists(&bench.store, number).await, "{number}");
    }
}

#[tokio::test]
async fn a_lonely_change_is_committed_at_once() {
    let bench = Bench::new().await;
    let before = writer(&bench.store).commits().await;
    for number in 0..3 {
        write(&bench.store, number).await.unwrap();
        assert!(exists(&bench.store, number).await);
    }
    assert_eq!(writer(&bench.store).commits().await - before, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_change_leaves_nothing_and_its_neighbours_stay() {
    let bench = Bench::new().await;
    let before = writer(&bench.store).commits().await;
    let mut first = bench.store.write(Turn::Together).await.unwrap();
    insert(&mut first, 0).await.unwrap();
    // Change, drop, change, drop … in one batch, the last one dropped.
    let tasks: Vec<_> = (1..20)
        .map(|number| {
            let store = bench.store.clone();
            tokio::spawn(async move {
                let mut tx = store.write(Turn::Together).await.unwrap();
                insert(&mut tx, number).await.unwrap();
                if number % 2 == 0 { tx.commit().await } else { Ok(()) }
            })
        })
        .collect();
    while writer(&bench.store).waiting() < 19 {
        tokio::task::yield_now().await;
    }
    first.commit().await.unwrap();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    // The last dropped one must be rolled back before the check.
    write(&bench.store, 100).await.unwrap();
    for number in 0..20 {
        assert_eq!(exists(&bench.store, number).await, number % 2 == 0, "{number}");
    }
    assert!(writer(&bench.store).commits().await - before <= 4);
}

#[tokio::test]
async fn a_dropped_change_lets_go_of_the_database() {
    let bench = Bench::new().await;
    let mut tx = bench.store.write(Turn::Together).await.unwrap();
    insert(&mut tx, 1).await.unwrap();
    drop(tx);
    // Another process gets the write lock: the batch was ended although no later write came.
    let mut other = other_connection(&bench.file).await;
    sqlx::raw_sql("BEGIN IMMEDIATE; ROLLBACK").execute(&mut other).await.unwrap();
    assert!(!exists(&bench.store, 1).await);
}

#[tokio::test]
async fn what_was_acknowledged_is_in_the_files_of_a_process_that_died() {
    let bench = Bench::new().await;
    write(&bench.store, 1).await.unwrap();
    // The files as a killed process leaves them, without closing anything.
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(bench.file.parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    let found = open(&copy.path().join(bench.file.file_name().unwrap())).await;
    assert!(exists(&found, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_fails_the_change_and_is_survived() {
    let bench = Bench::new().await;
    write(&bench.store, 1).await.unwrap();
    let pages = writer(&bench.store).pages().await;
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    writer(&bench.store).set(limit).await;
    let mut failed = 0;
    for number in 2..2000 {
        match write(&bench.store, number).await {
            Ok(()) => assert!(exists(&bench.store, number).await),
            Err(error) => {
                assert_eq!(error.failure(), StoreFailure::Full, "{error:?}");
                assert!(!exists(&bench.store, number).await);
                failed = number;
                break;
            }
        }
    }
    assert!(failed > 0, "the disk was never full");
    assert!(exists(&bench.store, 1).await);
    // The connection was replaced, and with it went the limit: there is room again.
    write(&bench.store, failed).await.unwrap();
    assert!(exists(&bench.store, failed).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_batch_fails_all_in_it_and_nobody_after_it() {
    let bench = Bench::new().await;
    let mut first = bench.store.write(Turn::Together).await.unwrap();
    insert(&mut first, 0).await.unwrap();
    let kept = tokio::spawn({
        let store = bench.store.clone();
        async move { write(&store, 1).await }
    });
    while writer(&bench.store).waiting() < 1 {
        tokio::task::yield_now().await;
    }
    let breaks = tokio::spawn({
        let store = bench.store.clone();
        async move {
            let mut tx = store.write(Turn::Together).await.unwrap();
            // What SQLite does by itself when the disk fails in the middle of a statement.
            sqlx::raw_sql("ROLLBACK").execute(connection(&mut tx)).await.unwrap();
        }
    });
    while writer(&bench.store).waiting() < 2 {
        tokio::task::yield_now().await;
    }
    let after = tokio::spawn({
        let store = bench.store.clone();
        async move { write(&store, 3).await }
    });
    while writer(&bench.store).waiting() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(first.commit().await.unwrap_err().failure(), StoreFailure::Lost);
    assert_eq!(kept.await.unwrap().unwrap_err().failure(), StoreFailure::Lost);
    breaks.await.unwrap();
    after.await.unwrap().unwrap();
    assert!(!exists(&bench.store, 0).await && !exists(&bench.store, 1).await);
    assert!(exists(&bench.store, 3).await);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_said_so_and_works_again() {
    // SQLite takes a database for read-only when its header asks for a later version to write it
    // (<https://sqlite.org/fileformat2.html>, "file format version numbers"). Unlike a file mode,
    // that applies to root too.
    let set_write_version = |file: &Path, version: u8| {
        let mut file = std::fs::OpenOptions::new().write(true).open(file).unwrap();
        file.seek(SeekFrom::Start(18)).unwrap();
        file.write_all(&[version]).unwrap();
    };
    let bench = Bench::new().await;
    write(&bench.store, 1).await.unwrap();
    bench.store.close().await;
    set_write_version(&bench.file, 9);
    let store = open(&bench.file).await;
    assert!(exists(&store, 1).await);
    let error = write(&store, 2).await.unwrap_err();
    assert_eq!(error.failure(), StoreFailure::ReadOnly, "{error:?}");
    set_write_version(&bench.file, 2);
    write(&store, 2).await.unwrap();
    assert!(exists(&store, 2).await);
}

#[tokio::test]
async fn a_locked_database_is_said_so_and_works_again() {
    let bench = Bench::new().await;
    writer(&bench.store).set("PRAGMA busy_timeout = 0").await;
    let mut other = other_connection(&bench.file).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let error = write(&bench.store, 1).await.unwrap_err();
    assert_eq!(error.failure(), StoreFailure::Busy, "{error:?}");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    write(&bench.store, 1).await.unwrap();
}

#[tokio::test]
async fn a_closed_store_refuses() {
    let bench = Bench::new().await;
    write(&bench.store, 1).await.unwrap();
    bench.store.close().await;
    assert_eq!(write(&bench.store, 2).await.unwrap_err().failure(), StoreFailure::Closed);
    assert!(bench.store.read().await.is_err());
    let log = bench.file.with_extension("sqlite3-wal");
    assert!(!log.exists() || log.metadata().unwrap().len() == 0, "the log was not emptied");
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let bench = Bench::new().await;
    let mut tx = bench.store.read().await.unwrap();
    assert_eq!(insert(&mut tx, 1).await.unwrap_err().failure(), StoreFailure::ReadOnly);
}

#[tokio::test]
async fn the_settings_are_in_force() {
    let bench = Bench::new().await;
    let mut write = bench.store.write(Turn::Together).await.unwrap();
    let mut read = bench.store.read().await.unwrap();
    for (pragma, writer, reader) in [
        ("PRAGMA synchronous", 2, 2),
        ("PRAGMA foreign_keys", 1, 1),
        ("PRAGMA trusted_schema", 0, 0),
        ("PRAGMA temp_store", 2, 2),
        ("PRAGMA busy_timeout", 5000, 5000),
        ("PRAGMA query_only", 0, 1),
        ("PRAGMA cache_size", -2000, -8192),
    ] {
        for (tx, expected) in [(&mut write, writer), (&mut read, reader)] {
            let found: i64 = sqlx::query_scalar(pragma).fetch_one(connection(tx)).await.unwrap();
            assert_eq!(found, expected, "{pragma}");
        }
    }
    let mode: String =
        sqlx::query_scalar("PRAGMA journal_mode").fetch_one(connection(&mut read)).await.unwrap();
    assert_eq!(mode, "wal");
}

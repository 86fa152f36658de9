//! Opening a database file, and reading one without changing it.

use super::*;
use sqlx::migrate::{Migration, MigrationType};

/// A number that no migration has.
const LATER: i64 = 9999;

#[test]
fn old_sqlite_is_refused() {
    for (version, good) in [
        ("3.51.2", false),
        ("3.50.4", false),
        ("3.9.99", false),
        ("", false),
        ("3.51.3", true),
        ("3.52", true),
        ("4.0.0", true),
    ] {
        assert_eq!(refuse_old(version).is_ok(), good, "{version}");
    }
}

fn with_one_more(sql: &'static str) -> Migrator {
    let next = Migration::new(
        LATER,
        "one more".into(),
        MigrationType::Simple,
        sqlx::SqlSafeStr::into_sql_str(sql),
        false,
    );
    Migrator::with_migrations(MIGRATIONS.iter().cloned().chain([next]).collect())
}

async fn accounts(file: &Path) -> Result<i64, sqlx::Error> {
    let mut connection = options(file).connect().await?;
    sqlx::query_scalar("SELECT count(*) FROM account WHERE note = 'x'")
        .fetch_one(&mut connection)
        .await
}

#[tokio::test]
async fn before_a_migration_a_copy_is_made_and_a_failed_one_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = crate::data_dir::prepare(dir.path()).unwrap();
    let copy = dir.path().join(format!("configo-before-{LATER}.sqlite3"));
    Database::open(&file).await.unwrap().close().await;
    assert!(!copy.exists(), "there was nothing to copy");

    let add = "ALTER TABLE account ADD COLUMN note TEXT NOT NULL DEFAULT 'x';";
    let broken = with_one_more(
        "ALTER TABLE account ADD COLUMN note TEXT NOT NULL DEFAULT 'x'; SELECT nonsense;",
    );
    let refused = Database::open_at(&file, &broken).await.err();
    assert!(matches!(refused, Some(OpenError::Migration(_))), "{refused:?}");
    assert!(accounts(&file).await.is_err());
    Database::open(&file).await.unwrap().close().await;

    Database::open_at(&file, &with_one_more(add)).await.unwrap().close().await;
    assert_eq!(accounts(&file).await.unwrap(), 0);
    assert!(accounts(&copy).await.is_err(), "the copy is from before");
    let mode = std::os::unix::fs::PermissionsExt::mode(&copy.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert!(Database::is_older(&file).await.is_err(), "it is newer");
    let older = Database::open(&copy).await.unwrap();
    older.close().await;
    let refused = Database::open(&file).await.err();
    assert!(matches!(refused, Some(OpenError::NewerDatabase { found: LATER, .. })));
}

#[tokio::test]
async fn looking_at_an_older_database_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = crate::data_dir::prepare(dir.path()).unwrap();
    let first = MIGRATIONS.iter().take(1).cloned().collect();
    Database::open_at(&file, &Migrator::with_migrations(first)).await.unwrap().close().await;
    let before = std::fs::read(&file).unwrap();
    assert!(Database::is_older(&file).await.unwrap());
    assert_eq!(std::fs::read(&file).unwrap(), before);
    Database::open(&file).await.unwrap().close().await;
    assert!(!Database::is_older(&file).await.unwrap());
}

#[tokio::test]
async fn rows_from_before_the_table_are_found_and_in_order() {
    const FOLDED_ROWS: &str =
        "SELECT client_id, name_key, search_text FROM application ORDER BY name_key";
    let dir = tempfile::tempdir().unwrap();
    let file = crate::data_dir::prepare(dir.path()).unwrap();
    let second = MIGRATIONS.iter().take(2).cloned().collect();
    Database::open_at(&file, &Migrator::with_migrations(second)).await.unwrap().close().await;
    let mut connection = options(&file).connect().await.unwrap();
    // More rows than one batch recomputes.
    sqlx::raw_sql(
        "INSERT INTO account (account_id, email, name, password_hash, created_at) \
         VALUES ('a', 'a@example.com', 'A', '', 0); \
         INSERT INTO application (client_id, account_id, name, kind, permissions, \
         permission_count, created_at, updated_at, version, deleted_at) \
         WITH RECURSIVE number (n) AS \
         (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 1000) \
         SELECT printf('ID-%04d', n), 'a', printf('ÄRGER %04d', n), 'public', 'identify', 1, \
         0, 0, 1, CASE n WHEN 7 THEN 1 END FROM number; \
         INSERT INTO redirect_uri (client_id, position, uri) \
         VALUES ('ID-0007', 1, 'com.example:/B'), ('ID-0007', 0, 'https://a.example/A')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let before = std::fs::read(&file).unwrap();
    assert!(Database::is_older(&file).await.unwrap());
    assert_eq!(std::fs::read(&file).unwrap(), before);

    let copy = dir.path().join("configo-before-3.sqlite3");
    for again in [false, true] {
        Database::open(&file).await.unwrap().close().await;
        let mut connection = options(&file).connect().await.unwrap();
        let rows: Vec<(String, String, String)> =
            sqlx::query_as(FOLDED_ROWS).fetch_all(&mut connection).await.unwrap();
        assert_eq!(rows.len(), 1001, "{again}");
        for (number, (id, key, text)) in rows.iter().enumerate() {
            assert_eq!(*id, format!("ID-{number:04}"));
            assert_eq!(*key, format!("arger {number:04}"));
            let mut expected = format!("{key}\nid-{number:04}");
            if number == 7 {
                expected.push_str("\nhttps://a.example/a\ncom.example:/b");
            }
            assert_eq!(*text, expected);
        }
        connection.close().await.unwrap();
        assert!(copy.exists() && !Database::is_older(&file).await.unwrap());
    }
}

#[tokio::test]
async fn keys_of_the_previous_version_are_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let file = crate::data_dir::prepare(dir.path()).unwrap();
    let before = MIGRATIONS.iter().filter(|known| known.version < SEARCH_KEYS).cloned().collect();
    Database::open_at(&file, &Migrator::with_migrations(before)).await.unwrap().close().await;
    let mut connection = options(&file).connect().await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO account (account_id, email, name, password_hash, created_at) \
         VALUES ('a', 'a@example.com', 'A', '', 0); \
         INSERT INTO application (client_id, account_id, name, kind, permissions, \
         permission_count, created_at, updated_at, version, name_key, search_text) VALUES \
         ('ID-1', 'a', 'Ärger', 'public', 'identify', 1, 0, 0, 1, 'ärger', 'ärger\nid-1'), \
         ('ID-2', 'a', 'Zebra', 'public', 'identify', 1, 0, 0, 1, 'zebra', 'zebra\nid-2'), \
         ('ID-3', 'a', 'Øre', 'public', 'identify', 1, 0, 0, 1, 'øre', 'øre\nid-3'); \
         INSERT INTO redirect_uri (client_id, position, uri) VALUES ('ID-3', 0, 'com.example:/B')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    assert!(Database::is_older(&file).await.unwrap());
    Database::open(&file).await.unwrap().close().await;
    assert!(!Database::is_older(&file).await.unwrap());
    let mut connection = options(&file).connect().await.unwrap();
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT name_key, search_text FROM application ORDER BY name_key")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let row = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    assert_eq!(
        rows,
        [
            row("arger", "arger\nid-1"),
            row("ore", "ore\nid-3\ncom.example:/b"),
            row("zebra", "zebra\nid-2"),
        ]
    );
}

#[test]
fn the_linked_sqlite_is_new_enough() {
    let number = u32::try_from(libsqlite3_sys::SQLITE_VERSION_NUMBER).unwrap();
    assert!(number >= OLDEST_SQLITE, "{number}");
}

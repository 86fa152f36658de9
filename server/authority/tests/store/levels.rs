//! Levels of the schema: which program runs on which, and whether the statements of a program still
//! run on a later level.

use crate::fixture::Fixture;
use authority::{Authority, OpenError};

/// What the migrations of a later version leave behind.
const LATER: &str = "INSERT INTO _sqlx_migrations \
     (version, description, success, checksum, execution_time) \
     SELECT 9999, 'later', success, checksum, execution_time FROM _sqlx_migrations \
     WHERE version = 7";

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    fixture.authority.close().await;
    let mut database = fixture.database().await;
    database.execute(LATER).await;
    for says in ["", "INSERT INTO schema_level (level, oldest_program) VALUES (9999, 9999)"] {
        database.execute(says).await;
        let refused = Authority::open(fixture.settings()).await.unwrap_err();
        assert!(matches!(refused, OpenError::NewerDatabase { found: 9999, .. }), "{refused:?}");
        assert!(refused.to_string().contains("later version of configo"), "{refused}");
    }
}

#[tokio::test]
async fn a_database_of_a_later_version_that_allows_this_one_is_used() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    let mut database = fixture.database().await;
    database.execute(LATER).await;
    database.execute("INSERT INTO schema_level (level, oldest_program) VALUES (9999, 7)").await;
    let older = fixture.node().await;
    assert_eq!(older.accounts().await.unwrap().len(), 1);
}

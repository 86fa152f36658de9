//! The list of tables against the schemas of both engines: none of them can be forgotten.

use super::tables::{NOT_COPIED, TABLES, Table};
use crate::settings::Settings;
use crate::store::Store;
use crate::testing::database::{self, RawConnection};
use std::collections::BTreeMap;

/// For each table its columns that are not computed, those of the primary key first.
async fn tables_of(
    database: &mut RawConnection,
    sql: &'static str,
) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::<String, Vec<String>>::new();
    for row in database.rows(sql).await {
        let [table, column] = <[String; 2]>::try_from(row).expect("two columns");
        tables.entry(table).or_default().push(column);
    }
    tables
}

fn assert_all_listed(mut found: BTreeMap<String, Vec<String>>) {
    for table in NOT_COPIED {
        found.remove(table);
    }
    for table in TABLES {
        let mut columns = found.remove(table.name).expect(table.name);
        let key = columns.drain(..table.key.len()).collect::<Vec<_>>();
        assert_eq!(key, table.key, "{}", table.name);
        columns.sort_unstable();
        let mut listed = table.columns.to_vec();
        listed.sort_unstable();
        assert_eq!(columns, listed, "{}", table.name);
    }
    assert!(found.is_empty(), "{found:?}");
}

async fn sqlite() -> (tempfile::TempDir, RawConnection) {
    let dir = tempfile::tempdir().expect("a directory");
    let settings = Settings::new(dir.path().join("data"));
    let store = Store::open(&settings).await.expect("a database");
    store.close().await;
    let database = RawConnection::open(&settings).await;
    (dir, database)
}

#[tokio::test]
async fn every_table_and_column_of_sqlite_is_listed() {
    let (_dir, mut database) = sqlite().await;
    let sql = "SELECT list.name, columns.name FROM pragma_table_list() AS list \
        JOIN pragma_table_xinfo(list.name) AS columns \
        WHERE list.type = 'table' AND list.schema = 'main' \
            AND list.name NOT LIKE 'sqlite_%' AND columns.hidden = 0 \
        ORDER BY list.name, CASE columns.pk WHEN 0 THEN 1000 ELSE columns.pk END";
    assert_all_listed(tables_of(&mut database, sql).await);
}

#[tokio::test]
async fn a_table_stands_after_those_that_it_refers_to() {
    let (_dir, mut database) = sqlite().await;
    let sql = "SELECT list.name, keys.\"table\" FROM pragma_table_list() AS list \
        JOIN pragma_foreign_key_list(list.name) AS keys";
    let position = |name: &str| TABLES.iter().position(|table: &Table| table.name == name);
    let references = database.rows(sql).await;
    assert!(references.len() > 10, "{references:?}");
    for reference in references {
        assert!(position(&reference[1]) < position(&reference[0]), "{reference:?}");
    }
}

mod postgres {
    use super::*;

    #[tokio::test]
    async fn every_table_and_column_is_listed() {
        assert!(database::is_postgres(), "CONFIGO_TEST_DATABASE is not set");
        let mut settings = Settings::new("unused");
        settings.database = database::fresh().await;
        let store = Store::open(&settings).await.expect("a database");
        store.close().await;
        let mut database = RawConnection::open(&settings).await;
        let sql = "SELECT columns.table_name, columns.column_name \
            FROM information_schema.columns \
            JOIN information_schema.tables USING (table_schema, table_name) \
            LEFT JOIN information_schema.table_constraints AS keys \
                ON keys.constraint_type = 'PRIMARY KEY' \
                AND keys.table_schema = columns.table_schema \
                AND keys.table_name = columns.table_name \
            LEFT JOIN information_schema.key_column_usage AS key \
                ON key.constraint_schema = keys.constraint_schema \
                AND key.constraint_name = keys.constraint_name \
                AND key.table_name = columns.table_name \
                AND key.column_name = columns.column_name \
            WHERE columns.table_schema = current_schema() AND tables.table_type = 'BASE TABLE' \
                AND columns.is_generated = 'NEVER' \
            ORDER BY 1, key.ordinal_position NULLS LAST";
        assert_all_listed(tables_of(&mut database, sql).await);
    }
}

//! The two schemas are the same. Each is read as a list of facts, such as `column account.email text not
//! null`, and the lists are compared.

/// Run with `CONFIGO_TEST_DATABASE` set (`node end2end/scripts/postgres.mjs COMMAND`).
mod postgres {
    use crate::fixture::Fixture;
    use authority::testing::database::{self, RawConnection};
    use authority::{Authority, Settings};
    use std::collections::BTreeSet;

    /// Facts of PostgreSQL alone, and why.
    const POSTGRES_ALONE: &[&str] = &[
        // One server with SQLite counts failures in its memory.
        "table failure_limit",
        "column failure_limit.key bytes not null",
        "column failure_limit.free_at integer not null",
        "primary key failure_limit (key)",
        "index failure_limit_free on failure_limit (free_at)",
        // SQLite numbers the rows of any table; only this number is used.
        "numbered audit_event.event_id",
        // An entry of PostgreSQL's may not be longer than a third of a page.
        "index application_name on application (account_id, name_key, client_id) where deleted_at is null",
    ];

    /// Facts of SQLite alone, and why.
    const SQLITE_ALONE: &[&str] = &[
        // PostgreSQL would look up a code by it instead of by its digest.
        "index authorization_code_unspent on authorization_code (client_id) where spent_at is null",
        // With the columns that a search reads.
        "index application_name on application (account_id, name_key, client_id, search_text, \
         kind, permissions, created_at, last_used_at, deleted_at) where deleted_at is null",
    ];

    /// Every query answers `(fact, expression)`: an expression is normalized and appended.
    const SQLITE: &[&str] = &[
        "SELECT 'table ' || name, '' FROM tables",
        "SELECT 'column ' || t.name || '.' || c.name || CASE c.type WHEN 'TEXT' THEN ' text' \
         WHEN 'INTEGER' THEN ' integer' WHEN 'BLOB' THEN ' bytes' ELSE ' ' || c.type END \
         || CASE WHEN c.\"notnull\" OR (c.pk AND c.type = 'INTEGER') THEN ' not null' ELSE '' END \
         || CASE WHEN c.hidden > 1 THEN ' generated' ELSE '' END \
         || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' default ' END, c.dflt_value \
         FROM tables t, pragma_table_xinfo(t.name) c",
        "SELECT 'primary key ' || t.name || ' (' || (SELECT group_concat(name, ', ') FROM \
         (SELECT name FROM pragma_table_xinfo(t.name) WHERE pk > 0 ORDER BY pk)) || ')', '' FROM tables t",
        "SELECT 'foreign key ' || t.name || ' (' || f.\"from\" || ') on ' || f.\"table\" || ' (' || f.\"to\" \
         || ') on delete ' || lower(f.on_delete), '' FROM tables t, pragma_foreign_key_list(t.name) f",
        "SELECT 'unique ' || t.name || ' (' || (SELECT group_concat(name, ', ') FROM \
         (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')', '' \
         FROM tables t, pragma_index_list(t.name) i WHERE i.origin = 'u'",
        "SELECT CASE WHEN i.\"unique\" THEN 'unique index ' ELSE 'index ' END || i.name || ' on ' || t.name \
         || ' (' || (SELECT group_concat(name || CASE WHEN \"desc\" THEN ' desc' ELSE '' END, ', ') FROM \
         (SELECT * FROM pragma_index_xinfo(i.name) WHERE key ORDER BY seqno)) || ')' \
         || CASE WHEN i.partial THEN ' where ' ELSE '' END, \
         CASE WHEN i.partial THEN substr(s.sql, instr(s.sql, 'WHERE ') + 6) END \
         FROM tables t, pragma_index_list(t.name) i JOIN sqlite_schema s ON s.name = i.name \
         WHERE i.origin = 'c'",
        "SELECT 'view ' || v.name || ' (' || (SELECT group_concat(name, ', ') FROM \
         (SELECT name FROM pragma_table_xinfo(v.name) ORDER BY cid)) || ')', '' \
         FROM sqlite_schema v WHERE v.type = 'view'",
    ];

    const POSTGRES: &[&str] = &[
        "SELECT 'table ' || name, '' FROM tables",
        "SELECT 'column ' || t.name || '.' || attname || CASE format_type(atttypid, atttypmod) \
         WHEN 'text' THEN ' text' WHEN 'bigint' THEN ' integer' WHEN 'bytea' THEN ' bytes' \
         ELSE ' other ' || format_type(atttypid, atttypmod) END \
         || CASE WHEN attnotnull THEN ' not null' ELSE '' END \
         || CASE WHEN attgenerated <> '' THEN ' generated' ELSE '' END \
         || CASE WHEN adbin IS NULL OR attgenerated <> '' THEN '' ELSE ' default ' END, \
         CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, adrelid) END \
         FROM tables t JOIN columns USING (oid) LEFT JOIN pg_attrdef ON adrelid = t.oid AND adnum = attnum",
        "SELECT 'numbered ' || t.name || '.' || attname, '' FROM tables t JOIN columns USING (oid) \
         WHERE attidentity <> ''",
        "SELECT CASE contype WHEN 'p' THEN 'primary key ' ELSE 'unique ' END || t.name || ' (' \
         || pg_temp.names(conrelid, conkey) || ')', '' \
         FROM tables t JOIN pg_constraint ON conrelid = t.oid WHERE contype IN ('p', 'u')",
        "SELECT 'foreign key ' || t.name || ' (' || pg_temp.names(conrelid, conkey) || ') on ' \
         || confrelid::regclass || ' (' || pg_temp.names(confrelid, confkey) || ') on delete ' || CASE confdeltype \
         WHEN 'c' THEN 'cascade' WHEN 'a' THEN 'no action' ELSE confdeltype::text END, '' \
         FROM tables t JOIN pg_constraint ON conrelid = t.oid WHERE contype = 'f'",
        "SELECT 'check ' || t.name || ' ', pg_get_expr(conbin, conrelid) \
         FROM tables t JOIN pg_constraint ON conrelid = t.oid WHERE contype = 'c'",
        "SELECT CASE WHEN indisunique THEN 'unique index ' ELSE 'index ' END || i.relname || ' on ' \
         || t.name || ' (' || (SELECT string_agg(pg_get_indexdef(i.oid, k, false) \
         || CASE WHEN indoption[k - 1] & 1 = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY k) \
         FROM generate_series(1, indnkeyatts) AS k) || ')' \
         || CASE WHEN indpred IS NULL THEN '' ELSE ' where ' END, pg_get_expr(indpred, indrelid) \
         FROM tables t JOIN pg_index ON indrelid = t.oid JOIN pg_class i ON i.oid = indexrelid \
         WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid AND contype <> 'f')",
        "SELECT 'view ' || relname || ' (' || (SELECT string_agg(attname, ', ' ORDER BY attnum) \
         FROM columns WHERE columns.oid = c.oid) || ')', '' FROM pg_class c \
         WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace \
         AND relname NOT IN ('tables', 'columns')",
        // None: text is compared byte by byte.
        "SELECT 'collation ' || t.name || '.' || attname || ' ' || collname, '' \
         FROM tables t JOIN columns USING (oid) JOIN pg_collation l ON l.oid = attcollation \
         WHERE collname <> 'C'",
    ];

    /// What both lists are read from.
    const SQLITE_HELPERS: &str = "CREATE TEMP VIEW tables AS SELECT name, sql FROM sqlite_schema \
         WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name <> '_sqlx_migrations'";
    const POSTGRES_HELPERS: &str = "CREATE TEMP VIEW tables AS SELECT oid, relname AS name FROM pg_class \
         WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace \
         AND relname <> '_sqlx_migrations'; \
         CREATE TEMP VIEW columns AS SELECT attrelid AS oid, attname, attnum, \
         atttypid, atttypmod, attnotnull, attgenerated, attidentity, attcollation FROM pg_attribute \
         WHERE attnum > 0 AND NOT attisdropped; \
         CREATE FUNCTION pg_temp.names(relation oid, numbers smallint[]) RETURNS text LANGUAGE sql AS \
         'SELECT string_agg(attname, '', '' ORDER BY place) FROM unnest(numbers) WITH ORDINALITY \
         AS list (number, place) JOIN pg_attribute ON attrelid = relation AND attnum = number'";

    type Facts = BTreeSet<String>;

    async fn facts(connection: &mut RawConnection, queries: &[&'static str]) -> Facts {
        let mut facts = Facts::new();
        for &query in queries {
            for row in connection.rows(query).await {
                let fact = if row[0].starts_with("check ") {
                    format!("{}{}", row[0], words(&row[1]))
                } else {
                    format!("{}{}", row[0], normalized(&row[1]))
                };
                assert!(facts.insert(fact.clone()), "twice: {fact}");
            }
        }
        facts
    }

    /// An expression without casts, outer parentheses, and differences of case.
    fn normalized(expression: &str) -> String {
        let expression = expression.replace("::text", "").replace("::bigint", "");
        let words: Vec<&str> = expression.split_whitespace().collect();
        let text = words.join(" ").to_lowercase();
        text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(&text).to_owned()
    }

    /// The columns and values of a CHECK, whose other words the engines write differently.
    fn words(check: &str) -> String {
        let check = check.replace("::text", "").replace("::bigint", "").to_lowercase();
        let is_word =
            |character: char| character.is_ascii_alphanumeric() || "_'".contains(character);
        let words = check.split(|character| !is_word(character));
        let syntax = ["", "in", "any", "array", "check", "and", "or"];
        let words: BTreeSet<&str> = words.filter(|word| !syntax.contains(word)).collect();
        words.into_iter().collect::<Vec<_>>().join(" ")
    }

    /// SQLite has no list of CHECKs; they are read from its statements.
    async fn sqlite_checks(connection: &mut RawConnection) -> Facts {
        let mut facts = Facts::new();
        for row in connection.rows("SELECT name, sql FROM tables").await {
            for part in row[1].split("CHECK (").skip(1) {
                let mut depth = 1;
                let ends = |character: char| {
                    depth += i32::from(character == '(') - i32::from(character == ')');
                    depth == 0
                };
                let check = &part[..part.find(ends).unwrap()];
                assert!(
                    facts.insert(format!("check {} {}", row[0], words(check))),
                    "{check} twice"
                );
            }
        }
        facts
    }

    async fn both() -> (Facts, RawConnection) {
        assert!(
            database::is_postgres(),
            "set CONFIGO_TEST_DATABASE to the URL of a PostgreSQL server \
             (node end2end/scripts/postgres.mjs COMMAND does)"
        );
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings::new(dir.path());
        Authority::open(settings.clone()).await.unwrap().close().await;
        let mut connection = RawConnection::open(&settings).await;
        connection.execute(SQLITE_HELPERS).await;
        let mut sqlite = facts(&mut connection, SQLITE).await;
        sqlite.extend(sqlite_checks(&mut connection).await);
        assert!(sqlite.len() > 150, "{} facts", sqlite.len());
        let mut postgres = Fixture::new().await.database().await;
        postgres.execute(POSTGRES_HELPERS).await;
        (sqlite, postgres)
    }

    /// The facts that one schema has and the other has not, except those that are named above.
    fn differences(sqlite: &Facts, postgres: &Facts) -> BTreeSet<String> {
        let alone = |name: &str, here: &Facts, there: &Facts, named: &[&str]| {
            let named: Facts = named.iter().map(|&fact| fact.to_owned()).collect();
            let found: Facts = here.difference(there).cloned().collect();
            // An exception that holds no longer is a difference too.
            let found = found.symmetric_difference(&named);
            found.map(|fact| format!("{name}: {fact}")).collect::<Vec<_>>()
        };
        let mut all = alone("SQLite alone", sqlite, postgres, SQLITE_ALONE);
        all.extend(alone("PostgreSQL alone", postgres, sqlite, POSTGRES_ALONE));
        all.into_iter().collect()
    }

    #[tokio::test]
    async fn both_engines_have_the_same_schema() {
        let (sqlite, mut postgres) = both().await;
        let postgres = facts(&mut postgres, POSTGRES).await;
        let differences = differences(&sqlite, &postgres);
        assert!(
            differences.is_empty(),
            "{}",
            differences.into_iter().collect::<Vec<_>>().join("\n")
        );
    }

    #[tokio::test]
    async fn every_kind_of_difference_is_found() {
        let (sqlite, mut connection) = both().await;
        for (change, found) in [
            ("CREATE TABLE more (a BIGINT)", "table more"),
            ("ALTER TABLE session ADD COLUMN more TEXT COLLATE \"C\"", "column session.more text"),
            (
                "ALTER TABLE session ALTER COLUMN address TYPE bytea USING NULL",
                "session.address bytes",
            ),
            (
                "ALTER TABLE session ALTER COLUMN created_at TYPE integer",
                "session.created_at other integer",
            ),
            ("ALTER TABLE account ALTER COLUMN email DROP NOT NULL", "column account.email text"),
            (
                "ALTER TABLE account ALTER COLUMN live_count SET DEFAULT 1",
                "live_count integer not null default 1",
            ),
            ("ALTER TABLE application ALTER COLUMN used_key DROP EXPRESSION", "used_key integer"),
            (
                "ALTER TABLE session ALTER COLUMN address TYPE text COLLATE \"default\"",
                "collation session.address",
            ),
            (
                "ALTER TABLE resource_server DROP CONSTRAINT resource_server_pkey",
                "primary key resource_server",
            ),
            (
                "ALTER TABLE redirect_uri DROP CONSTRAINT redirect_uri_pkey, ADD PRIMARY KEY (position, client_id)",
                "primary key redirect_uri (position, client_id)",
            ),
            ("ALTER TABLE session DROP CONSTRAINT session_account_id_fkey", "foreign key session"),
            (
                "ALTER TABLE session DROP CONSTRAINT session_account_id_fkey, \
              ADD FOREIGN KEY (account_id) REFERENCES account",
                "on delete no action",
            ),
            (
                "ALTER TABLE account DROP CONSTRAINT account_live_count_check",
                "check account 0 live_count",
            ),
            (
                "ALTER TABLE link DROP CONSTRAINT link_purpose_check, ADD CHECK (purpose IN ('setup', 'reset'))",
                "check link 'reset' 'setup' purpose",
            ),
            (
                "ALTER TABLE resource_server DROP CONSTRAINT resource_server_name_key",
                "unique resource_server",
            ),
            ("DROP INDEX session_expires", "index session_expires"),
            (
                "DROP INDEX session_expires; CREATE UNIQUE INDEX session_expires ON session (expires_at)",
                "unique index session_expires",
            ),
            (
                "DROP INDEX session_expires; CREATE INDEX session_expires ON session (expires_at DESC)",
                "(expires_at desc)",
            ),
            (
                "DROP INDEX session_expires; CREATE INDEX session_expires ON session (expires_at, digest)",
                "(expires_at, digest)",
            ),
            (
                "DROP INDEX application_sweep; CREATE INDEX application_sweep ON application (deleted_at)",
                "index application_sweep on application (deleted_at)",
            ),
            ("CREATE VIEW more AS SELECT digest FROM session", "view more (digest)"),
            ("DROP TABLE failure_limit", "table failure_limit"),
        ] {
            connection.execute("BEGIN").await;
            connection.execute(change).await;
            let differences = differences(&sqlite, &facts(&mut connection, POSTGRES).await);
            connection.execute("ROLLBACK").await;
            assert!(differences.iter().any(|one| one.contains(found)), "{change}: {differences:?}");
        }
    }
}

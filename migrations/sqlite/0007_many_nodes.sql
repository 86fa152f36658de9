-- What several nodes need to know of each other when they share a database.

-- The oldest program that may run on a level of this schema; both are numbers of migrations. Every later
-- migration adds its row here (ARCHITECTURE.md, "Changing the schema").
CREATE TABLE schema_level (
    level           INTEGER PRIMARY KEY NOT NULL,
    oldest_program  INTEGER NOT NULL
) STRICT;
INSERT INTO schema_level (level, oldest_program) VALUES (7, 7);

-- Test flows ("Try it") that wait for their callback, by the digest of their `state`. The code verifier
-- is computed from `salt` and the `state`: neither the database nor the URL of the callback has it.
CREATE TABLE test_flow (
    digest        BLOB PRIMARY KEY NOT NULL,
    session       BLOB NOT NULL REFERENCES session (digest) ON DELETE CASCADE,
    client_id     TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    redirect_uri  TEXT NOT NULL,
    salt          BLOB NOT NULL,
    expires_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX test_flow_session ON test_flow (session, expires_at);
CREATE INDEX test_flow_application ON test_flow (client_id);
CREATE INDEX test_flow_expires ON test_flow (expires_at);

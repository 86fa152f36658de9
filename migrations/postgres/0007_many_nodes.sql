-- What several nodes need to know of each other when they share a database.

-- The oldest program that may run on a level of this schema; both are numbers of migrations. Every later
-- migration adds its row here (ARCHITECTURE.md, "Changing the schema").
CREATE TABLE schema_level (
    level           BIGINT PRIMARY KEY,
    oldest_program  BIGINT NOT NULL
);
INSERT INTO schema_level (level, oldest_program) VALUES (7, 7);

-- Test flows ("Try it") that wait for their callback, by the digest of their `state`. The code verifier
-- is computed from `salt` and the `state`: neither the database nor the URL of the callback has it.
CREATE TABLE test_flow (
    digest        BYTEA PRIMARY KEY,
    session       BYTEA NOT NULL REFERENCES session (digest) ON DELETE CASCADE,
    client_id     TEXT COLLATE "C" NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    redirect_uri  TEXT COLLATE "C" NOT NULL,
    salt          BYTEA NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX test_flow_session ON test_flow (session, expires_at);
CREATE INDEX test_flow_application ON test_flow (client_id);
CREATE INDEX test_flow_expires ON test_flow (expires_at);

-- Failed sign-ins and client authentications, which all nodes count together; with SQLite the one server
-- counts them in memory. For each key the time at which it owes nothing any more (GCRA's theoretical arrival
-- time), in microseconds since 1970: milliseconds are too long for some rates. A crash may forget it, so it is
-- not logged.
CREATE UNLOGGED TABLE failure_limit (
    key         BYTEA PRIMARY KEY,
    free_at     BIGINT NOT NULL
);
CREATE INDEX failure_limit_free ON failure_limit (free_at);

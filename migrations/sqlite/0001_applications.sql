-- Accounts, their sessions and links, and the applications they own.
-- Times are Unix milliseconds. Secrets stand here as SHA-256 digests only.

CREATE TABLE account (
    account_id     TEXT PRIMARY KEY NOT NULL,
    email          TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    password_hash  TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    disabled_at    INTEGER,
    -- Kept in the commit that changes a row of `application`, so that a page costs the same
    -- however long the list is.
    live_count     INTEGER NOT NULL DEFAULT 0 CHECK (live_count >= 0),
    deleted_count  INTEGER NOT NULL DEFAULT 0 CHECK (deleted_count >= 0)
) STRICT;

CREATE TABLE session (
    digest        BLOB PRIMARY KEY NOT NULL,
    account_id    TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    address       TEXT,
    user_agent    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);
CREATE INDEX session_last_seen ON session (last_seen_at);

CREATE TABLE link (
    digest      BLOB PRIMARY KEY NOT NULL,
    purpose     TEXT NOT NULL CHECK (purpose IN ('setup', 'invite', 'reset')),
    email       TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER,
    CHECK ((purpose = 'setup') = (email IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX link_email ON link (email);
CREATE INDEX link_expires ON link (expires_at);

CREATE TABLE application (
    client_id         TEXT PRIMARY KEY NOT NULL,
    account_id        TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    name              TEXT NOT NULL,
    kind              TEXT NOT NULL CHECK (kind IN ('confidential', 'public')),
    permissions       TEXT NOT NULL,
    permission_count  INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    deleted_at        INTEGER,
    version           INTEGER NOT NULL
) STRICT;
CREATE INDEX application_live ON application (account_id, created_at DESC, client_id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX application_deleted ON application (account_id, deleted_at DESC, client_id DESC)
    WHERE deleted_at IS NOT NULL;
CREATE INDEX application_sweep ON application (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE redirect_uri (
    client_id  TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    uri        TEXT NOT NULL,
    PRIMARY KEY (client_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_secret (
    digest      BLOB PRIMARY KEY NOT NULL,
    client_id   TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    last_four   TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_secret_application ON client_secret (client_id, created_at);

-- One row per form that made an application. Outlives the application on purpose: the same form
-- never makes a second one, and the limit per hour counts what was erased too.
CREATE TABLE idempotency_key (
    account_id       TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    idempotency_key  TEXT NOT NULL,
    client_id        TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (account_id, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_key_hour ON idempotency_key (account_id, created_at);
CREATE INDEX idempotency_key_sweep ON idempotency_key (created_at);

-- No reference to `application`: what happened stays written when the application is gone.
CREATE TABLE audit_event (
    event_id    INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    action      TEXT NOT NULL,
    account_id  TEXT,
    client_id   TEXT,
    name        TEXT NOT NULL,
    address     TEXT,
    user_agent  TEXT
) STRICT;
CREATE INDEX audit_event_application ON audit_event (client_id, event_id DESC);

-- The schema that SQLite has after its migrations 1 to 6, whose comments say what each table and column
-- is for. A test compares the two (server/authority/tests/store/schemas.rs).
--
-- Whole numbers are BIGINT, digests BYTEA. Text is compared byte by byte (COLLATE "C"): pages of a list
-- go on after the last key of the one before, and a locale would order keys differently than the program.

CREATE TABLE account (
    account_id       TEXT COLLATE "C" PRIMARY KEY,
    email            TEXT COLLATE "C" NOT NULL UNIQUE,
    name             TEXT COLLATE "C" NOT NULL,
    password_hash    TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT NOT NULL,
    disabled_at      BIGINT,
    live_count       BIGINT NOT NULL DEFAULT 0 CHECK (live_count >= 0),
    deleted_count    BIGINT NOT NULL DEFAULT 0 CHECK (deleted_count >= 0),
    password_set_at  BIGINT,
    password_set_by  BYTEA
);
CREATE INDEX account_password_set_by ON account (password_set_by) WHERE password_set_by IS NOT NULL;

CREATE TABLE session (
    digest        BYTEA PRIMARY KEY,
    account_id    TEXT COLLATE "C" NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    created_at    BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    address       TEXT COLLATE "C",
    user_agent    TEXT COLLATE "C"
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);
CREATE INDEX session_last_seen ON session (last_seen_at);

CREATE TABLE link (
    digest      BYTEA PRIMARY KEY,
    purpose     TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('setup', 'invite', 'reset')),
    email       TEXT COLLATE "C",
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT,
    CHECK ((purpose = 'setup') = (email IS NULL))
);
CREATE INDEX link_email ON link (email);
CREATE INDEX link_expires ON link (expires_at);

CREATE TABLE application (
    client_id         TEXT COLLATE "C" PRIMARY KEY,
    account_id        TEXT COLLATE "C" NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    name              TEXT COLLATE "C" NOT NULL,
    kind              TEXT COLLATE "C" NOT NULL CHECK (kind IN ('confidential', 'public')),
    permissions       TEXT COLLATE "C" NOT NULL,
    permission_count  BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    deleted_at        BIGINT,
    version           BIGINT NOT NULL,
    last_used_at      BIGINT,
    name_key          TEXT COLLATE "C",
    search_text       TEXT COLLATE "C",
    used_key          BIGINT GENERATED ALWAYS AS (coalesce(last_used_at, 0)) STORED,
    change_id         TEXT COLLATE "C"
);
CREATE INDEX application_live ON application (account_id, created_at DESC, client_id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX application_deleted ON application (account_id, deleted_at DESC, client_id DESC)
    WHERE deleted_at IS NOT NULL;
CREATE INDEX application_sweep ON application (deleted_at) WHERE deleted_at IS NOT NULL;
-- SQLite's has the columns of a search besides; here an entry with them would be too long.
CREATE INDEX application_name ON application (account_id, name_key, client_id)
    WHERE deleted_at IS NULL;
CREATE INDEX application_used ON application (account_id, used_key, client_id)
    WHERE deleted_at IS NULL;
CREATE INDEX application_change ON application (change_id) WHERE change_id IS NOT NULL;

CREATE TABLE redirect_uri (
    client_id     TEXT COLLATE "C" NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    position      BIGINT NOT NULL,
    uri           TEXT COLLATE "C" NOT NULL,
    last_used_at  BIGINT,
    PRIMARY KEY (client_id, position)
);

CREATE TABLE client_secret (
    digest            BYTEA PRIMARY KEY,
    client_id         TEXT COLLATE "C" NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    last_four         TEXT COLLATE "C" NOT NULL,
    created_at        BIGINT NOT NULL,
    last_used_at      BIGINT,
    removed_at        BIGINT,
    superseded_until  BIGINT,
    idempotency_key   TEXT COLLATE "C"
);
CREATE INDEX client_secret_application ON client_secret (client_id, created_at);
CREATE UNIQUE INDEX client_secret_last_four ON client_secret (client_id, last_four);
CREATE INDEX client_secret_removed ON client_secret (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX client_secret_superseded ON client_secret (superseded_until)
    WHERE superseded_until IS NOT NULL;

CREATE TABLE idempotency_key (
    account_id       TEXT COLLATE "C" NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    idempotency_key  TEXT COLLATE "C" NOT NULL,
    client_id        TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT NOT NULL,
    action           TEXT COLLATE "C" NOT NULL DEFAULT 'create',
    session          BYTEA,
    secret           BYTEA,
    PRIMARY KEY (account_id, idempotency_key)
);
CREATE INDEX idempotency_key_hour ON idempotency_key (account_id, created_at);
CREATE INDEX idempotency_key_sweep ON idempotency_key (created_at);

CREATE TABLE audit_event (
    event_id    BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    at          BIGINT NOT NULL,
    action      TEXT COLLATE "C" NOT NULL,
    account_id  TEXT COLLATE "C",
    client_id   TEXT COLLATE "C",
    name        TEXT COLLATE "C" NOT NULL,
    address     TEXT COLLATE "C",
    user_agent  TEXT COLLATE "C"
);
CREATE INDEX audit_event_application ON audit_event (client_id, event_id DESC);

CREATE TABLE account_grant (
    grant_id      TEXT COLLATE "C" PRIMARY KEY,
    account_id    TEXT COLLATE "C" NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    client_id     TEXT COLLATE "C" NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    scope         TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    last_used_at  BIGINT,
    UNIQUE (account_id, client_id)
);
CREATE INDEX account_grant_application ON account_grant (client_id);

CREATE TABLE consent (
    digest          BYTEA PRIMARY KEY,
    session         BYTEA NOT NULL REFERENCES session (digest) ON DELETE CASCADE,
    client_id       TEXT COLLATE "C" NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    redirect_uri    TEXT COLLATE "C" NOT NULL,
    scope           TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C",
    code_challenge  TEXT COLLATE "C" NOT NULL,
    expires_at      BIGINT NOT NULL,
    answer          TEXT COLLATE "C" CHECK (answer IN ('allow', 'deny')),
    code            BYTEA
);
CREATE INDEX consent_session ON consent (session, expires_at);
CREATE INDEX consent_application ON consent (client_id);
CREATE INDEX consent_expires ON consent (expires_at);

CREATE TABLE authorization_code (
    digest          BYTEA PRIMARY KEY,
    grant_id        TEXT COLLATE "C" NOT NULL REFERENCES account_grant (grant_id) ON DELETE CASCADE,
    client_id       TEXT COLLATE "C" NOT NULL,
    family_id       TEXT COLLATE "C" NOT NULL,
    redirect_uri    TEXT COLLATE "C" NOT NULL,
    scope           TEXT COLLATE "C" NOT NULL,
    code_challenge  TEXT COLLATE "C" NOT NULL,
    expires_at      BIGINT NOT NULL,
    spent_at        BIGINT
);
CREATE INDEX authorization_code_grant ON authorization_code (grant_id);
CREATE INDEX authorization_code_expires ON authorization_code (expires_at);

CREATE TABLE token_family (
    family_id     TEXT COLLATE "C" PRIMARY KEY,
    grant_id      TEXT COLLATE "C" NOT NULL REFERENCES account_grant (grant_id) ON DELETE CASCADE,
    scope         TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    redirect_uri  TEXT COLLATE "C"
);
CREATE INDEX token_family_grant ON token_family (grant_id);
CREATE INDEX token_family_expires ON token_family (expires_at);

CREATE TABLE refresh_token (
    digest      BYTEA PRIMARY KEY,
    family_id   TEXT COLLATE "C" NOT NULL REFERENCES token_family (family_id) ON DELETE CASCADE,
    parent      BYTEA,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    spent_at    BIGINT,
    graced_at   BIGINT
);
CREATE INDEX refresh_token_family ON refresh_token (family_id);
CREATE INDEX refresh_token_parent ON refresh_token (parent) WHERE parent IS NOT NULL;
CREATE INDEX refresh_token_expires ON refresh_token (expires_at);

CREATE TABLE access_token (
    digest      BYTEA PRIMARY KEY,
    client_id   TEXT COLLATE "C" NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    family_id   TEXT COLLATE "C" REFERENCES token_family (family_id) ON DELETE CASCADE,
    scope       TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX access_token_application ON access_token (client_id);
CREATE INDEX access_token_family ON access_token (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX access_token_expires ON access_token (expires_at);

CREATE TABLE resource_server (
    resource_server_id  TEXT COLLATE "C" PRIMARY KEY,
    name                TEXT COLLATE "C" NOT NULL UNIQUE,
    digest              BYTEA NOT NULL,
    last_four           TEXT COLLATE "C" NOT NULL,
    permissions         TEXT COLLATE "C" NOT NULL,
    created_at          BIGINT NOT NULL
);

CREATE TABLE refused_request (
    client_id  TEXT COLLATE "C" NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    reason     TEXT COLLATE "C" NOT NULL,
    value      TEXT COLLATE "C" NOT NULL,
    count      BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    PRIMARY KEY (client_id, reason, value)
);
CREATE INDEX refused_request_last ON refused_request (client_id, last_at DESC);

CREATE VIEW working_account AS
SELECT account_id, email, name FROM account WHERE disabled_at IS NULL;

CREATE VIEW working_application AS
SELECT application.client_id, application.name, application.kind, application.permissions,
    owner.name AS owner_name
FROM application
JOIN working_account AS owner ON owner.account_id = application.account_id
WHERE application.deleted_at IS NULL;

CREATE VIEW working_grant AS
SELECT account_grant.grant_id, account_grant.client_id, working_account.account_id,
    working_account.email, working_account.name, working_application.permissions
FROM account_grant
JOIN working_account ON working_account.account_id = account_grant.account_id
JOIN working_application ON working_application.client_id = account_grant.client_id;

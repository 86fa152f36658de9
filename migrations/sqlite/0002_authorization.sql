-- What accounts allow, what applications hold because of it, and who else may ask about it.
-- Codes and tokens stand here as SHA-256 digests only.

ALTER TABLE application ADD COLUMN last_used_at INTEGER;
ALTER TABLE client_secret ADD COLUMN last_used_at INTEGER;
-- An application's secrets are told apart by their last four characters.
CREATE UNIQUE INDEX client_secret_last_four ON client_secret (client_id, last_four);

-- "This account lets this application use these permissions." Revoking removes the row, and with
-- it everything that came of it, for ever.
CREATE TABLE account_grant (
    grant_id      TEXT PRIMARY KEY NOT NULL,
    account_id    TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    client_id     TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    scope         TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    last_used_at  INTEGER,
    UNIQUE (account_id, client_id)
) STRICT;
CREATE INDEX account_grant_application ON account_grant (client_id);

-- A question that a consent page asks: what was validated, so that the answer can't change it.
CREATE TABLE consent (
    digest          BLOB PRIMARY KEY NOT NULL,
    session         BLOB NOT NULL REFERENCES session (digest) ON DELETE CASCADE,
    client_id       TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    redirect_uri    TEXT NOT NULL,
    scope           TEXT NOT NULL,
    state           TEXT,
    code_challenge  TEXT NOT NULL,
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_session ON consent (session, expires_at);
CREATE INDEX consent_application ON consent (client_id);
CREATE INDEX consent_expires ON consent (expires_at);

-- A spent code is kept for a while, so that its second use is recognised. Its family is named
-- before it exists: what the first use makes is found by it.
CREATE TABLE authorization_code (
    digest          BLOB PRIMARY KEY NOT NULL,
    grant_id        TEXT NOT NULL REFERENCES account_grant (grant_id) ON DELETE CASCADE,
    client_id       TEXT NOT NULL,
    family_id       TEXT NOT NULL,
    redirect_uri    TEXT NOT NULL,
    scope           TEXT NOT NULL,
    code_challenge  TEXT NOT NULL,
    expires_at      INTEGER NOT NULL,
    spent_at        INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_code_grant ON authorization_code (grant_id);
CREATE INDEX authorization_code_unspent ON authorization_code (client_id) WHERE spent_at IS NULL;
CREATE INDEX authorization_code_expires ON authorization_code (expires_at);

-- All tokens that came of one code. Revoking it removes the row and with it the tokens.
CREATE TABLE token_family (
    family_id   TEXT PRIMARY KEY NOT NULL,
    grant_id    TEXT NOT NULL REFERENCES account_grant (grant_id) ON DELETE CASCADE,
    scope       TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX token_family_grant ON token_family (grant_id);
CREATE INDEX token_family_expires ON token_family (expires_at);

-- A spent refresh token is kept until it would have expired, so that its reuse is recognised.
CREATE TABLE refresh_token (
    digest      BLOB PRIMARY KEY NOT NULL,
    family_id   TEXT NOT NULL REFERENCES token_family (family_id) ON DELETE CASCADE,
    parent      BLOB,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    spent_at    INTEGER,
    graced_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_token_family ON refresh_token (family_id);
CREATE INDEX refresh_token_parent ON refresh_token (parent) WHERE parent IS NOT NULL;
CREATE INDEX refresh_token_expires ON refresh_token (expires_at);

-- Without a family: by client credentials.
CREATE TABLE access_token (
    digest      BLOB PRIMARY KEY NOT NULL,
    client_id   TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    family_id   TEXT REFERENCES token_family (family_id) ON DELETE CASCADE,
    scope       TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_token_application ON access_token (client_id);
CREATE INDEX access_token_family ON access_token (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX access_token_expires ON access_token (expires_at);

CREATE TABLE resource_server (
    resource_server_id  TEXT PRIMARY KEY NOT NULL,
    name                TEXT NOT NULL UNIQUE,
    digest              BLOB NOT NULL,
    last_four           TEXT NOT NULL,
    permissions         TEXT NOT NULL,
    created_at          INTEGER NOT NULL
) STRICT;

-- Requests that were refused, in groups, for the application's owner. The values are what anybody
-- sent, cut.
CREATE TABLE refused_request (
    client_id  TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
    reason     TEXT NOT NULL,
    value      TEXT NOT NULL,
    count      INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    PRIMARY KEY (client_id, reason, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_request_last ON refused_request (client_id, last_at DESC);

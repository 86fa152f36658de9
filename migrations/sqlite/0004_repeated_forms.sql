-- Forms that are sent twice, secrets that are removed by mistake, consent questions that are answered
-- twice.

-- A removed secret authenticates nobody and waits a day for Undo.
ALTER TABLE client_secret ADD COLUMN removed_at INTEGER;
-- The reply with this secret was followed by a second send of the same form, whose reply holds
-- another one. It works until this time, or until one of them is used.
ALTER TABLE client_secret ADD COLUMN superseded_until INTEGER;
-- The form that several secrets came of, until one of them is used; NULL for all others.
ALTER TABLE client_secret ADD COLUMN idempotency_key TEXT;
CREATE INDEX client_secret_removed ON client_secret (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX client_secret_superseded ON client_secret (superseded_until)
    WHERE superseded_until IS NOT NULL;

-- What the form did: `create` or `add_secret`.
ALTER TABLE idempotency_key ADD COLUMN action TEXT NOT NULL DEFAULT 'create';
-- The session that sent it, and the digest of the last secret that it was answered with.
ALTER TABLE idempotency_key ADD COLUMN session BLOB;
ALTER TABLE idempotency_key ADD COLUMN secret BLOB;

-- An answered question is kept for a minute, so that the same answer again leads to the same place.
ALTER TABLE consent ADD COLUMN answer TEXT CHECK (answer IN ('allow', 'deny'));
-- The digest of the code that the answer gave.
ALTER TABLE consent ADD COLUMN code BLOB;

-- When the password was last chosen, for a form that is sent twice; NULL for passwords from before.
ALTER TABLE account ADD COLUMN password_set_at INTEGER;
-- The session by which it was chosen, which ended then.
ALTER TABLE account ADD COLUMN password_set_by BLOB;
CREATE INDEX account_password_set_by ON account (password_set_by) WHERE password_set_by IS NOT NULL;

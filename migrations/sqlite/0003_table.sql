-- What the table is searched for and put in order by, what a change touched, and which redirect
-- URI led to what. A folded text is made by the program: SQLite folds ASCII alone. It fills the two
-- columns of the rows that are here in the same transaction (store/search.rs).

ALTER TABLE application ADD COLUMN name_key TEXT;
-- Name, client ID and redirect URIs, a line each: no part of a line spans two of them.
ALTER TABLE application ADD COLUMN search_text TEXT;
-- Never used is before everything. A column, because rows of an expression are not sought by it.
ALTER TABLE application ADD COLUMN used_key INTEGER
    GENERATED ALWAYS AS (coalesce(last_used_at, 0)) VIRTUAL;
-- The deletion or restoration that touched it last.
ALTER TABLE application ADD COLUMN change_id TEXT;
-- Holds all that a search looks at besides, so that looking at every row costs no look at the table.
CREATE INDEX application_name ON application (account_id, name_key, client_id,
    search_text, kind, permissions, created_at, last_used_at, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX application_used ON application (account_id, used_key, client_id)
    WHERE deleted_at IS NULL;
CREATE INDEX application_change ON application (change_id) WHERE change_id IS NOT NULL;

ALTER TABLE redirect_uri ADD COLUMN last_used_at INTEGER;
-- The registered one by which the code came; NULL for families from before.
ALTER TABLE token_family ADD COLUMN redirect_uri TEXT;

-- What may be used now. Every look-up that decides whether a session, a credential, a code or a token
-- works reads these views, so each rule stands once.

-- An account that is not disabled.
CREATE VIEW working_account AS
SELECT account_id, email, name FROM account WHERE disabled_at IS NULL;

-- An application that is not deleted, of an owner who works.
CREATE VIEW working_application AS
SELECT application.client_id, application.name, application.kind, application.permissions,
    owner.name AS owner_name
FROM application
JOIN working_account AS owner ON owner.account_id = application.account_id
WHERE application.deleted_at IS NULL;

-- A grant for an application that works, by an account that works.
CREATE VIEW working_grant AS
SELECT account_grant.grant_id, account_grant.client_id, working_account.account_id,
    working_account.email, working_account.name, working_application.permissions
FROM account_grant
JOIN working_account ON working_account.account_id = account_grant.account_id
JOIN working_application ON working_application.client_id = account_grant.client_id;

//! The impact of changes: people with a grant, and tokens that have not expired. Counted on demand,
//! never stored.

use super::error::StoreError;
use super::query::{QueryBuilder, query_as};
use super::search::push_holds;
use super::tx::Tx;
use domain::application::ClientId;
use domain::change::{ChangeId, Impact, RedirectUriUse};
use domain::permission::Scope;
use domain::redirect_uri::RedirectUri;
use domain::time::Timestamp;

/// $1 is the change, $2 the time.
pub(super) const OF_CHANGE: &str = "SELECT \
     (SELECT count(DISTINCT account_grant.account_id) FROM application \
     JOIN account_grant ON account_grant.client_id = application.client_id \
     WHERE application.change_id = $1), \
     (SELECT count(*) FROM application \
     JOIN access_token ON access_token.client_id = application.client_id \
     WHERE application.change_id = $1 AND access_token.expires_at > $2) \
     + (SELECT count(*) FROM application \
     JOIN account_grant ON account_grant.client_id = application.client_id \
     JOIN token_family ON token_family.grant_id = account_grant.grant_id \
     JOIN refresh_token ON refresh_token.family_id = token_family.family_id \
     WHERE application.change_id = $1 AND token_family.expires_at > $2 \
     AND refresh_token.expires_at > $2 AND refresh_token.spent_at IS NULL)";

/// $1 is the application, $2 the redirect URI, $3 the time.
pub(super) const OF_REDIRECT_URI: &str = "SELECT redirect_uri.last_used_at, \
     (SELECT count(DISTINCT account_grant.account_id) FROM account_grant \
     JOIN token_family ON token_family.grant_id = account_grant.grant_id \
     WHERE account_grant.client_id = $1 AND token_family.redirect_uri = $2), \
     (SELECT count(*) FROM account_grant \
     JOIN token_family ON token_family.grant_id = account_grant.grant_id \
     JOIN access_token ON access_token.family_id = token_family.family_id \
     WHERE account_grant.client_id = $1 AND token_family.redirect_uri = $2 \
     AND access_token.expires_at > $3) \
     + (SELECT count(*) FROM account_grant \
     JOIN token_family ON token_family.grant_id = account_grant.grant_id \
     JOIN refresh_token ON refresh_token.family_id = token_family.family_id \
     WHERE account_grant.client_id = $1 AND token_family.redirect_uri = $2 \
     AND token_family.expires_at > $3 AND refresh_token.expires_at > $3 \
     AND refresh_token.spent_at IS NULL) \
     FROM redirect_uri WHERE redirect_uri.client_id = $1 AND redirect_uri.uri = $2";

impl Tx {
    /// The impact of a change.
    pub(crate) async fn impact_of_change(
        &mut self,
        change: &ChangeId,
        now: Timestamp,
    ) -> Result<Impact, StoreError> {
        let (people, tokens) = query_as(OF_CHANGE)
            .bind(change.as_str())
            .bind(now.as_millis())
            .fetch_one(self.connection()?)
            .await?;
        impact(people, tokens)
    }

    /// The people who granted an application one of these permissions, and the tokens that carry
    /// one. At least one permission is given.
    pub(crate) async fn impact_of_permissions(
        &mut self,
        application: &ClientId,
        permissions: &[&Scope],
        now: Timestamp,
    ) -> Result<Impact, StoreError> {
        let mut sql = QueryBuilder::new(
            self.engine(),
            "SELECT (SELECT count(*) FROM account_grant WHERE client_id = ",
        );
        sql.push_bind(application.as_str());
        push_holds_any(&mut sql, "account_grant.scope", permissions);
        sql.push("), (SELECT count(*) FROM access_token WHERE client_id = ");
        sql.push_bind(application.as_str()).push(" AND expires_at > ").push_bind(now.as_millis());
        push_holds_any(&mut sql, "access_token.scope", permissions);
        sql.push(
            ") + (SELECT count(*) FROM account_grant \
             JOIN token_family ON token_family.grant_id = account_grant.grant_id \
             JOIN refresh_token ON refresh_token.family_id = token_family.family_id \
             WHERE refresh_token.spent_at IS NULL AND account_grant.client_id = ",
        );
        sql.push_bind(application.as_str());
        sql.push(" AND token_family.expires_at > ").push_bind(now.as_millis());
        sql.push(" AND refresh_token.expires_at > ").push_bind(now.as_millis());
        push_holds_any(&mut sql, "token_family.scope", permissions);
        sql.push(")");
        let (people, tokens) = sql.build_query_as().fetch_one(self.connection()?).await?;
        impact(people, tokens)
    }

    /// How an application's redirect URI is used; `None` if it is not registered.
    pub(crate) async fn redirect_uri_use(
        &mut self,
        application: &ClientId,
        uri: &RedirectUri,
        now: Timestamp,
    ) -> Result<Option<RedirectUriUse>, StoreError> {
        let row: Option<(Option<i64>, i64, i64)> = query_as(OF_REDIRECT_URI)
            .bind(application.as_str())
            .bind(uri.as_str())
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        let Some((last_used_at, people, tokens)) = row else { return Ok(None) };
        Ok(Some(RedirectUriUse {
            uri: uri.clone(),
            last_used_at: last_used_at.map(Timestamp::from_millis),
            impact: impact(people, tokens)?,
        }))
    }
}

fn push_holds_any(sql: &mut QueryBuilder, column: &'static str, scopes: &[&Scope]) {
    let mut before = " AND (";
    for scope in scopes {
        sql.push(before);
        push_holds(sql, column, scope);
        before = " OR ";
    }
    sql.push(")");
}

fn impact(people: i64, tokens: i64) -> Result<Impact, StoreError> {
    Ok(Impact {
        people: u32::try_from(people).map_err(StoreError::corrupt)?,
        tokens: u32::try_from(tokens).map_err(StoreError::corrupt)?,
    })
}

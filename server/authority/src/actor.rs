//! Who asks, and from where: what every audit event says besides what happened.

use crate::authority::Authority;
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::secrets::digest::Digest;
use crate::store::{FormAction, NewEvent, SentForm};
use domain::account::AccountId;
use domain::application::{ApplicationName, ClientId};
use domain::audit::AuditAction;
use domain::session::SessionId;
use domain::time::Timestamp;
use std::net::IpAddr;

/// The most characters that are kept of a `User-Agent`.
const USER_AGENT_MAX: usize = 200;

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientInfo {
    /// The address of the browser.
    pub ip: Option<IpAddr>,
    /// What the browser says it is; cut at 200 characters when it is kept.
    pub user_agent: Option<String>,
}

impl ClientInfo {
    pub(crate) fn ip_text(&self) -> Option<String> {
        self.ip.map(|address| address.to_canonical().to_string())
    }

    pub(crate) fn user_agent_text(&self) -> Option<String> {
        self.user_agent.as_ref().map(|text| text.chars().take(USER_AGENT_MAX).collect())
    }
}

/// Who does something, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// Where the request came from.
    pub client_info: ClientInfo,
    /// The session of the browser that asks; `None` for the command line.
    pub session: Option<SessionId>,
}

impl Actor {
    /// A form that the actor sent. The same key with other content is another form: whoever goes
    /// back, changes what was typed and sends it again means something else.
    pub(crate) fn form(
        &self,
        key: &IdempotencyKey,
        action: FormAction,
        content: &str,
    ) -> SentForm<'_> {
        let session = self.session.as_ref().map(Digest::of_session);
        let content = Digest::of(content).session_id();
        let key = format!("{}:{}", key.as_str(), content.as_str());
        SentForm { account: &self.account, key, action, session }
    }

    pub(crate) fn event<'a>(
        &'a self,
        at: Timestamp,
        action: AuditAction,
        application: &'a ClientId,
        name: &'a ApplicationName,
    ) -> NewEvent<'a> {
        NewEvent {
            at,
            action,
            account: Some(&self.account),
            application,
            name,
            address: self.client_info.ip_text(),
            user_agent: self.client_info.user_agent_text(),
        }
    }
}

impl Authority {
    /// Whether an account did this to an application before: the same form may be sent twice, and
    /// what the first send removed leaves nothing but its audit event.
    ///
    /// # Errors
    /// The store failed.
    pub async fn has_done(
        &self,
        account: &AccountId,
        id: &ClientId,
        action: AuditAction,
    ) -> Result<bool, Error> {
        Ok(self.store().read().await?.has_event(account, id, action).await?)
    }
}

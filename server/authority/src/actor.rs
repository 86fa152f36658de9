//! The acting account and the client of its request, as audit events store them.

use crate::authority::Authority;
use crate::error::Error;
use crate::idempotency_key::IdempotencyKey;
use crate::secrets::digest::Digest;
use crate::store::{FormAction, NewEvent, SentForm};
use domain::account::AccountId;
use domain::application::{ApplicationName, ClientId};
use domain::audit::AuditAction;
use domain::session::SessionId;
use domain::time::Timestamp;
use std::net::IpAddr;

/// The most characters of a `User-Agent` that are stored.
const USER_AGENT_MAX: usize = 200;

/// The IP address and the user agent of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientInfo {
    /// The IP address of the client.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` header; cut at 200 characters when it is stored.
    pub user_agent: Option<String>,
}

impl ClientInfo {
    pub(crate) fn ip_text(&self) -> Option<String> {
        self.ip.map(|ip| ip.to_canonical().to_string())
    }

    pub(crate) fn user_agent_text(&self) -> Option<String> {
        self.user_agent.as_ref().map(|text| text.chars().take(USER_AGENT_MAX).collect())
    }
}

/// An account that performs a use case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// The client of the request.
    pub client_info: ClientInfo,
    /// The session of the request; `None` for the command line.
    pub session: Option<SessionId>,
}

impl Actor {
    /// A form that the actor sent. The same key with other content counts as another form: a person
    /// who goes back, edits the form and sends it again wants something else.
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
            ip: self.client_info.ip_text(),
            user_agent: self.client_info.user_agent_text(),
        }
    }
}

impl Authority {
    /// Whether an account did this to an application within the retention of audit events. A form
    /// may be sent twice, and what the first send removed leaves only its audit event.
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

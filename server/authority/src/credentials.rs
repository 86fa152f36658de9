//! Who authenticates by client credentials.

use crate::authority::Authority;
use crate::error::Error;
use crate::last_used::UsageTarget;
use crate::secrets::digest::Digest;
use crate::store::{CredentialRecord, NewEvent};
use crate::use_case::Decision::Commit;
use domain::application::{ApplicationKind, ClientId};
use domain::audit::AuditAction;
use domain::permission::ScopeSet;
use domain::refused_request::Reason;
use domain::resource_server::ResourceServerId;
use domain::text::without_wrapping;
use zeroize::Zeroizing;

/// Who a caller says it is, and how it proves that. `Debug` shows neither.
pub struct PresentedCredentials {
    /// `client_id`, as it came.
    pub id: String,
    /// `client_secret`, as it came; `None` if it was not sent, which is not the same as empty.
    pub secret: Option<Zeroizing<String>>,
}

impl PresentedCredentials {
    /// What would be kept of the secret. One whose checksum is wrong is digested all the same: it is
    /// found nowhere.
    pub(crate) fn secret_digest(&self) -> Option<Digest> {
        self.secret.as_ref().map(|secret| Digest::of(secret))
    }
}

impl std::fmt::Debug for PresentedCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PresentedCredentials")
    }
}

/// An application that proved who it is (or can't, being public).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatedApplication {
    pub(crate) id: ClientId,
    pub(crate) kind: ApplicationKind,
    /// What it may have now: in the catalogue and switched on.
    pub(crate) permissions: ScopeSet,
}

/// A resource server that proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatedResourceServer {
    /// The permissions it guards.
    pub(crate) permissions: ScopeSet,
}

/// Who may ask about tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthenticatedCaller {
    /// An application, about its own.
    Application(AuthenticatedApplication),
    /// A resource server, about those that carry a permission it guards.
    ResourceServer(AuthenticatedResourceServer),
}

impl AuthenticatedApplication {
    /// Its client ID.
    pub fn id(&self) -> &ClientId {
        &self.id
    }

    /// Whether it can keep a secret.
    pub fn kind(&self) -> ApplicationKind {
        self.kind
    }
}

impl Authority {
    /// The application behind these credentials (RFC 6749 §2.3); `None` if they prove nothing. An
    /// unknown application costs the same as a wrong secret: one look-up.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authenticate_application(
        &self,
        presented: &PresentedCredentials,
    ) -> Result<Option<AuthenticatedApplication>, Error> {
        let Ok(id) = ClientId::parse(&presented.id) else {
            self.refuse_named(&presented.id, Reason::ClientIdSpace, &presented.id).await;
            return Ok(None);
        };
        let secret = presented.secret_digest();
        let found = self.store().read().await?.credentials(&id, secret, self.now()).await?;
        match found {
            Some(found) => self.verify_client(id, presented, &found).await,
            None => Ok(None),
        }
    }

    /// The application, if what it sent proves that it is this one.
    ///
    /// # Errors
    /// The store failed.
    pub(crate) async fn verify_client(
        &self,
        id: ClientId,
        presented: &PresentedCredentials,
        found: &CredentialRecord,
    ) -> Result<Option<AuthenticatedApplication>, Error> {
        match (found.kind, presented.secret_digest()) {
            (ApplicationKind::Confidential, Some(secret)) if found.secret_is_right => {
                if found.secret_is_one_of_several && !self.retire_other_secrets(&id, secret).await?
                {
                    return Ok(None);
                }
                self.pending_uses().record(UsageTarget::Secret(secret), self.now());
                self.pending_uses().record(UsageTarget::Application(id.clone()), self.now());
            }
            // Anybody can name it: it was used when a code or token of its own comes along.
            (ApplicationKind::Public, None) => {}
            (kind, _) => {
                let reason = match kind {
                    ApplicationKind::Confidential if self.is_padded(&id, presented).await? => {
                        Reason::ClientSecretSpace
                    }
                    ApplicationKind::Confidential => Reason::ClientSecret,
                    ApplicationKind::Public => Reason::ClientSecretOfPublic,
                };
                self.refuse(&id, reason, "");
                return Ok(None);
            }
        }
        let permissions = self.catalogue().retain_known(&found.permissions);
        Ok(Some(AuthenticatedApplication { id, kind: found.kind, permissions }))
    }

    /// Whether the secret would be right without what stands around it.
    async fn is_padded(
        &self,
        id: &ClientId,
        presented: &PresentedCredentials,
    ) -> Result<bool, Error> {
        let Some(secret) = &presented.secret else { return Ok(false) };
        let trimmed = without_wrapping(secret);
        if trimmed.len() == secret.len() {
            return Ok(false);
        }
        let secret = Some(Digest::of(trimmed));
        let found = self.store().read().await?.credentials(id, secret, self.now()).await?;
        Ok(found.is_some_and(|found| found.secret_is_right))
    }

    /// Of several secrets that one form was answered with, the first that is used stays; `false` if
    /// that was another one.
    async fn retire_other_secrets(&self, id: &ClientId, used: Digest) -> Result<bool, Error> {
        self.write((id.clone(), used), |this, tx, (id, used)| {
            Box::pin(async move {
                let is_kept = tx.retire_other_secrets(id, *used).await?;
                if is_kept && let Some(application) = tx.requested_application(id, None).await? {
                    tx.insert_event(NewEvent {
                        at: this.now(),
                        action: AuditAction::SecretRemoved,
                        account: None,
                        application: id,
                        name: &application.name,
                        address: None,
                        user_agent: None,
                    })
                    .await?;
                }
                Ok(Commit(is_kept))
            })
        })
        .await
    }

    /// As [`authenticate_application`](Self::authenticate_application), where resource servers may
    /// ask too.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authenticate_caller(
        &self,
        presented: &PresentedCredentials,
    ) -> Result<Option<AuthenticatedCaller>, Error> {
        let Ok(id) = ResourceServerId::parse(&presented.id) else {
            let found = self.authenticate_application(presented).await?;
            return Ok(found.map(AuthenticatedCaller::Application));
        };
        let secret = presented.secret_digest();
        let found = self.store().read().await?.guarded_permissions(&id, secret).await?;
        Ok(found.map(|permissions| {
            AuthenticatedCaller::ResourceServer(AuthenticatedResourceServer { permissions })
        }))
    }
}

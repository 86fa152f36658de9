//! Authentication by client credentials (RFC 6749 §2.3).

use crate::authority::Authority;
use crate::error::Error;
use crate::last_used::UsageTarget;
use crate::secrets::digest::Digest;
use crate::store::{CredentialQuery, CredentialRecord, NewEvent};
use crate::use_case::Decision::Commit;
use domain::application::{ApplicationKind, ClientId};
use domain::audit::AuditAction;
use domain::permission::ScopeSet;
use domain::refused_request::Reason;
use domain::resource_server::ResourceServerId;
use domain::text::without_wrapping;
use zeroize::Zeroizing;

/// The credentials of a request. `Debug` shows none of them.
pub struct PresentedCredentials {
    /// `client_id`, as it was sent.
    pub id: String,
    /// `client_secret`, as it was sent; `None` if it was not sent, which differs from an empty one.
    pub secret: Option<Zeroizing<String>>,
}

impl PresentedCredentials {
    /// The digest of the secret. A secret with a wrong checksum is digested as well: no stored
    /// digest matches it.
    pub(crate) fn secret_digest(&self) -> Option<Digest> {
        self.secret.as_ref().map(|secret| Digest::of(secret))
    }
}

impl std::fmt::Debug for PresentedCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PresentedCredentials")
    }
}

/// An application that has authenticated (a public one by its client ID alone).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatedApplication {
    pub(crate) id: ClientId,
    pub(crate) kind: ApplicationKind,
    /// The permissions that it may request now: its own that are in the catalogue.
    pub(crate) permissions: ScopeSet,
}

/// A resource server that has authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatedResourceServer {
    /// The permissions it guards.
    pub(crate) permissions: ScopeSet,
}

/// A caller that may introspect tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthenticatedCaller {
    /// An application, which sees its own tokens.
    Application(AuthenticatedApplication),
    /// A resource server, which sees tokens with a permission that it guards.
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
    /// The application with these credentials (RFC 6749 §2.3); `None` if they are wrong. An unknown
    /// application costs the same as a wrong secret: one look-up.
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
        match self.credentials(CredentialQuery { application: id.clone(), secret }).await? {
            Some(found) => self.verify_client(id, presented, &found).await,
            None => Ok(None),
        }
    }

    /// The application, if its credentials are right.
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
            // Anybody can send a public client ID, so that alone does not count as a use.
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

    /// Whether the secret would be right without surrounding white space, invisible characters and
    /// quotes.
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
        let found = self.credentials(CredentialQuery { application: id.clone(), secret }).await?;
        Ok(found.is_some_and(|found| found.secret_is_right))
    }

    /// Of several secrets that one form was answered with, only the first one used is kept; `false`
    /// if that was another one.
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
                        ip: None,
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
    /// authenticate too.
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

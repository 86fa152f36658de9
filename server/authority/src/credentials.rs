//! Client credentials: who authenticates by them, and how an owner rotates them.

use crate::secrets::digest::Digest;
use crate::store::CredentialRecord;
use crate::usage::Used;
use crate::{Actor, Authority, Error, in_own_task};
use domain::application::{
    AddedSecret, Application, ApplicationKind, ClientId, MAX_SECRETS, SecretSummary,
};
use domain::audit::AuditAction;
use domain::credential::ClientSecret;
use domain::permission::ScopeSet;
use domain::problem::{Problem, ProblemCode};
use domain::refused_request::Reason;
use domain::resource_server::ResourceServerId;
use zeroize::Zeroizing;

/// Who a caller says it is, and how it proves that. `Debug` shows neither.
pub struct PresentedCredentials {
    /// `client_id`, as it came.
    pub id: String,
    /// `client_secret`, as it came; `None` if it was not sent, which is not the same as empty.
    pub secret: Option<Zeroizing<String>>,
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
        let Ok(id) = ClientId::parse(&presented.id) else { return Ok(None) };
        // A secret whose checksum is wrong is digested all the same: it is found nowhere.
        let secret = presented.secret.as_ref().map(|secret| Digest::of(secret));
        let found = self.store().read().await?.credentials(&id, secret).await?;
        Ok(found.and_then(|found| self.proved(id, secret, &found)))
    }

    /// The application, if what it sent proves that it is this one.
    pub(crate) fn proved(
        &self,
        id: ClientId,
        secret: Option<Digest>,
        found: &CredentialRecord,
    ) -> Option<AuthenticatedApplication> {
        match (found.kind, secret) {
            (ApplicationKind::Confidential, Some(secret)) if found.secret_is_right => {
                self.usage().note(Used::Secret(secret), self.now());
                self.usage().note(Used::Application(id.clone()), self.now());
            }
            // Anybody can name it: it was used when a code or token of its own comes along.
            (ApplicationKind::Public, None) => {}
            (kind, _) => {
                let reason = match kind {
                    ApplicationKind::Confidential => Reason::ClientSecret,
                    ApplicationKind::Public => Reason::ClientSecretOfPublic,
                };
                self.refuse(&id, reason, "");
                return None;
            }
        }
        let permissions = self.catalogue().known(&found.permissions);
        Some(AuthenticatedApplication { id, kind: found.kind, permissions })
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
        let secret = presented.secret.as_ref().map(|secret| Digest::of(secret));
        let found = self.store().read().await?.guarded_permissions(&id, secret).await?;
        Ok(found.map(|permissions| {
            AuthenticatedCaller::ResourceServer(AuthenticatedResourceServer { permissions })
        }))
    }

    /// Adds a client secret to an application that has one; `None` if there is no such
    /// application. The reply is the only value that holds it.
    ///
    /// # Errors
    /// It has two already, it is public, or the store failed.
    pub async fn add_secret(
        &self,
        by: &Actor,
        id: &ClientId,
    ) -> Result<Option<AddedSecret>, Error> {
        let (this, by, id) = (self.clone(), by.clone(), id.clone());
        in_own_task(async move {
            let mut tx = this.store().write().await?;
            let Some(application) = tx.application(&by.account, &id).await? else {
                return Ok(None);
            };
            refuse_secret(&application)?;
            let known = |secret: &ClientSecret| {
                application.secrets.iter().any(|one| one.last_four == secret.last_four())
            };
            // Owners tell secrets apart by their last four characters.
            let mut secret = this.new_secret();
            while known(&secret) {
                secret = this.new_secret();
            }
            let at = this.now();
            let digest = Digest::of(secret.expose());
            tx.insert_secret(&id, digest, secret.last_four(), at).await?;
            tx.insert_event(by.event(at, AuditAction::SecretAdded, &id, &application.name)).await?;
            tx.commit().await?;
            Ok(Some(AddedSecret { client_id: id, name: application.name, secret }))
        })
        .await
    }

    /// Removes the client secret that ends in these four characters: it stops working in this
    /// commit. `None` if there is no such application or secret.
    ///
    /// # Errors
    /// It is the last one, or the store failed.
    pub async fn remove_secret(
        &self,
        by: &Actor,
        id: &ClientId,
        last_four: &str,
    ) -> Result<Option<Application>, Error> {
        let (this, by, id) = (self.clone(), by.clone(), id.clone());
        let last_four = last_four.to_owned();
        in_own_task(async move {
            let mut tx = this.store().write().await?;
            let Some(mut application) = tx.application(&by.account, &id).await? else {
                return Ok(None);
            };
            let named = |secret: &SecretSummary| secret.last_four == last_four;
            if !application.secrets.iter().any(named) {
                return Ok(None);
            }
            if !tx.delete_secret(&by.account, &id, &last_four).await? {
                let message = "The last secret stays. Add another one first.";
                return Err(Error::Refused(Problem::new(ProblemCode::Conflict, message)));
            }
            let at = this.now();
            let action = AuditAction::SecretRemoved;
            tx.insert_event(by.event(at, action, &id, &application.name)).await?;
            tx.commit().await?;
            application.secrets.retain(|secret| !named(secret));
            Ok(Some(application))
        })
        .await
    }
}

fn refuse_secret(application: &Application) -> Result<(), Error> {
    let message = if application.kind == ApplicationKind::Public {
        "A public application has no client secret."
    } else if application.secrets.len() >= MAX_SECRETS {
        "There are two secrets already. Remove one first."
    } else {
        return Ok(());
    };
    Err(Error::Refused(Problem::new(ProblemCode::Conflict, message)))
}

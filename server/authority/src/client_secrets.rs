//! Adding, removing and restoring client secrets, and what a second send of a form gets when the
//! reply with the secret was lost.

use crate::actor::Actor;
use crate::authority::Authority;
use crate::error::Error;
use crate::idempotency_key::IdempotencyKey;
use crate::last_used::UsageTarget;
use crate::secrets::client_secret;
use crate::secrets::digest::Digest;
use crate::store::{FirstSend, FormAction, NewSecret, SentForm, Tx};
use crate::use_case::Decision::{Commit, RollBack};
use domain::application::{Application, ApplicationKind, ClientId};
use domain::audit::AuditAction;
use domain::client_secret::SECRET_RESTORE_WINDOW;
use domain::issued_credentials::{AddedSecret, ClientSecret};
use domain::time::Timestamp;
use std::time::Duration;

/// How long after its first send a form is answered with a fresh secret.
const REPEATED_WITHIN: Duration = Duration::from_mins(1);
/// How long the secret of an earlier reply works beside the fresh one.
const SUPERSEDED_FOR: Duration = Duration::from_hours(1);
/// The most secrets that one form is answered with.
const SECRETS_OF_FORM: i64 = 5;

impl Authority {
    /// Adds a client secret to an application that has room for one; `None` if there is no such
    /// application. The result is the only value that holds it. `key` identifies the form: a second
    /// send gets a fresh secret if the first one was not used yet.
    ///
    /// # Errors
    /// It has two already, it is public, the form was sent before, or the store failed.
    pub async fn add_secret(
        &self,
        by: &Actor,
        id: &ClientId,
        key: IdempotencyKey,
    ) -> Result<Option<AddedSecret>, Error> {
        self.write((by.clone(), id.clone(), key), |this, tx, (by, id, key)| {
            Box::pin(async move {
                let Some(application) = this.owned(tx, by, id).await? else {
                    return Ok(RollBack(None));
                };
                let at = this.now();
                let secret = this.unique_secret(tx, id).await?;
                let form = by.form(key, FormAction::AddSecret, id.as_str());
                let digest = Digest::of(secret.expose());
                let secret = if tx.insert_form(&form, id, Some(digest), at).await? {
                    refuse_secret(&application)?;
                    let (application, last_four) = (id, secret.last_four());
                    let new = NewSecret { application, digest, last_four, at, repeated_form: None };
                    tx.insert_secret(new).await?;
                    secret
                } else {
                    let first = this.first_send(tx, &form).await?;
                    this.fresh_secret(tx, &form, &first).await?.ok_or(Error::FormAlreadySent)?
                };
                tx.insert_event(by.event(at, AuditAction::SecretAdded, id, &application.name))
                    .await?;
                Ok(Commit(Some(AddedSecret {
                    client_id: id.clone(),
                    name: application.name,
                    secret,
                })))
            })
        })
        .await
    }

    /// What the first send of a form did.
    pub(crate) async fn first_send(
        &self,
        tx: &mut Tx,
        form: &SentForm<'_>,
    ) -> Result<FirstSend, Error> {
        Ok(tx.first_send(form, self.now().minus(REPEATED_WITHIN)).await?)
    }

    /// Creates another secret for a form that was sent before, because the reply with the earlier
    /// one may be lost and plain secrets are not stored. `None` if it was used, if another session
    /// sent the form, or if that was too long ago.
    ///
    /// Two replies may arrive in either order, so both secrets work until one of them is used; the
    /// other is then deleted.
    pub(crate) async fn fresh_secret(
        &self,
        tx: &mut Tx,
        form: &SentForm<'_>,
        first: &FirstSend,
    ) -> Result<Option<ClientSecret>, Error> {
        let (at, id) = (self.now(), &first.application);
        let Some(earlier) = first.secret.filter(|_| first.is_recent) else { return Ok(None) };
        if self.pending_uses().contains(&UsageTarget::Secret(earlier)) {
            return Ok(None);
        }
        match tx.unused_secrets_of_form(id, earlier, &form.key).await? {
            Some(count) if count < SECRETS_OF_FORM => {}
            _ => return Ok(None),
        }
        let secret = self.unique_secret(tx, id).await?;
        let digest = Digest::of(secret.expose());
        tx.supersede_secret(earlier, &form.key, at.plus(SUPERSEDED_FOR)).await?;
        tx.insert_secret(NewSecret {
            application: id,
            digest,
            last_four: secret.last_four(),
            at,
            repeated_form: Some(&form.key),
        })
        .await?;
        tx.set_secret_of_form(form, digest).await?;
        Ok(Some(secret))
    }

    /// A new secret whose last four characters differ from those of the application's other
    /// secrets, removed ones included: owners tell secrets apart by them.
    pub(crate) async fn unique_secret(
        &self,
        tx: &mut Tx,
        id: &ClientId,
    ) -> Result<ClientSecret, Error> {
        loop {
            let secret = client_secret::generate(self.random());
            if !tx.has_secret_ending(id, secret.last_four()).await? {
                return Ok(secret);
            }
        }
    }

    /// Removes the client secret that ends in these four characters: it stops working in this
    /// commit, and can be restored for a day. Removing it again changes nothing. `None` if there is
    /// no such application or secret.
    ///
    /// # Errors
    /// It is the last one, or the store failed.
    pub async fn remove_secret(
        &self,
        by: &Actor,
        id: &ClientId,
        last_four: &str,
    ) -> Result<Option<Application>, Error> {
        // The result says when the secret was last used, so pending uses are stored first.
        self.write_pending().await?;
        self.write(
            (by.clone(), id.clone(), last_four.to_owned()),
            |this, tx, (by, id, last_four)| {
                Box::pin(async move {
                    let Some(application) = this.owned(tx, by, id).await? else {
                        return Ok(RollBack(None));
                    };
                    if application
                        .removed_secrets
                        .iter()
                        .any(|secret| secret.last_four == *last_four)
                    {
                        return Ok(RollBack(Some(application)));
                    }
                    let named =
                        application.secrets.iter().find(|secret| secret.last_four == *last_four);
                    let Some(secret) = named else { return Ok(RollBack(None)) };
                    if !application.may_remove(secret) {
                        return Err(Error::LastSecret);
                    }
                    let at = this.now();
                    tx.set_secret_removed(&by.account, id, last_four, Some(at)).await?;
                    let action = AuditAction::SecretRemoved;
                    tx.insert_event(by.event(at, action, id, &application.name)).await?;
                    let left = this.owned(tx, by, id).await?;
                    Ok(Commit(left))
                })
            },
        )
        .await
    }

    /// Restores a removed client secret. Restoring it again changes nothing. `None` if there is no
    /// such application or secret, or it was removed more than a day ago.
    ///
    /// # Errors
    /// Two other secrets work, or the store failed.
    pub async fn restore_secret(
        &self,
        by: &Actor,
        id: &ClientId,
        last_four: &str,
    ) -> Result<Option<Application>, Error> {
        self.write(
            (by.clone(), id.clone(), last_four.to_owned()),
            |this, tx, (by, id, last_four)| {
                Box::pin(async move {
                    let Some(application) = this.owned(tx, by, id).await? else {
                        return Ok(RollBack(None));
                    };
                    if application.secrets.iter().any(|secret| secret.last_four == *last_four) {
                        return Ok(RollBack(Some(application)));
                    }
                    if !application
                        .removed_secrets
                        .iter()
                        .any(|secret| secret.last_four == *last_four)
                    {
                        return Ok(RollBack(None));
                    }
                    if !application.has_room_for_secret() {
                        return Err(Error::RestoreLimitReached);
                    }
                    let at = this.now();
                    tx.set_secret_removed(&by.account, id, last_four, None).await?;
                    let action = AuditAction::SecretRestored;
                    tx.insert_event(by.event(at, action, id, &application.name)).await?;
                    let restored = this.owned(tx, by, id).await?;
                    Ok(Commit(restored))
                })
            },
        )
        .await
    }

    /// One of the actor's applications, with the secrets that work or can be restored now.
    pub(crate) async fn owned(
        &self,
        tx: &mut Tx,
        by: &Actor,
        id: &ClientId,
    ) -> Result<Option<Application>, Error> {
        let found = tx.application(&by.account, id).await?;
        Ok(found.map(|application| with_current_secrets(application, self.now())))
    }
}

/// Without the secrets that have expired and were not swept yet.
pub(crate) fn with_current_secrets(mut application: Application, now: Timestamp) -> Application {
    application.secrets.retain(|secret| secret.superseded_until.is_none_or(|until| until > now));
    let removed = &mut application.removed_secrets;
    removed.retain(|secret| secret.removed_at.plus(SECRET_RESTORE_WINDOW) > now);
    application
}

fn refuse_secret(application: &Application) -> Result<(), Error> {
    if application.kind == ApplicationKind::Public {
        return Err(Error::PublicHasNoSecret);
    }
    if !application.has_room_for_secret() {
        return Err(Error::SecretLimitReached);
    }
    Ok(())
}

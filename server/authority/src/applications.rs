//! Applications: registering, listing, editing and erasing them. Every use case takes the owner and
//! finds only applications of that account.

use crate::actor::Actor;
use crate::authority::Authority;
use crate::client_secrets::with_current_secrets;
use crate::error::Error;
use crate::idempotency_key::IdempotencyKey;
use crate::random;
use crate::redirect_uri_crosscheck::crosscheck_with_url_crate;
use crate::secrets::client_secret;
use crate::secrets::digest::Digest;
use crate::secrets::password::normalise;
use crate::store::{FormAction, ListQuery, NewApplication, NewSecret, SentForm, Tx};
use crate::use_case::Decision::{self, Commit, RollBack};
use crate::use_case::detached;
use domain::account::AccountId;
use domain::application::{
    Application, ApplicationDraft, ApplicationKind, ApplicationSpec, ApplicationSummary, ClientId,
    EditOutcome,
};
use domain::audit::AuditAction;
use domain::identifier_format::APPLICATION_PREFIX;
use domain::issued_credentials::{CreateOutcome, CreatedApplication};
use domain::pagination::{Cursor, MAX_PAGE_SIZE, Page};
use domain::permission::Scope;
use domain::redirect_uri::RedirectUri;
use domain::search::Search;
use std::time::Duration;

/// The time over which registrations are counted.
const HOUR: Duration = Duration::from_hours(1);

impl Authority {
    /// A new idempotency key, for a form in a page.
    pub fn new_idempotency_key(&self) -> String {
        random::id_body(self.random()).to_string()
    }

    /// Registers an application. The result holds its secret, which is stored only as a digest. If
    /// the same form was sent before, nothing is created: the result is that of the first send with
    /// a fresh secret, or leads to the existing application.
    ///
    /// # Errors
    /// A field is not valid, there were too many in an hour, or the store failed.
    pub async fn create_application(
        &self,
        by: &Actor,
        draft: ApplicationDraft,
        key: IdempotencyKey,
    ) -> Result<CreateOutcome, Error> {
        let spec = self.check(&draft, &[])?;
        self.write((by.clone(), spec, key), |this, tx, (by, spec, key)| {
            Box::pin(this.register(tx, by, spec, key))
        })
        .await
    }

    async fn register(
        &self,
        tx: &mut Tx,
        by: &Actor,
        spec: &ApplicationSpec,
        key: &IdempotencyKey,
    ) -> Result<Decision<CreateOutcome>, Error> {
        let body = random::id_body(self.random());
        let id = ClientId::try_from(format!("{APPLICATION_PREFIX}{}", *body)).expect("22 digits");
        let secret = match spec.kind {
            ApplicationKind::Confidential => Some(client_secret::generate(self.random())),
            ApplicationKind::Public => None,
        };
        let digest = secret.as_ref().map(|secret| Digest::of(secret.expose()));
        let at = self.now();
        let content = (&spec.name, &spec.kind, &spec.redirect_uris, &spec.permissions);
        let form = by.form(key, FormAction::Create, &format!("{content:?}"));
        if !tx.insert_form(&form, &id, digest, at).await? {
            return self.created_before(tx, by, &form).await;
        }
        self.refuse_too_many(tx, &by.account).await?;
        let owner = &by.account;
        tx.insert_application(NewApplication { id: &id, owner, spec, at }).await?;
        if let (Some(secret), Some(digest)) = (&secret, digest) {
            let (application, last_four) = (&id, secret.last_four());
            let new = NewSecret { application, digest, last_four, at, repeated_form: None };
            tx.insert_secret(new).await?;
        }
        tx.insert_event(by.event(at, AuditAction::ApplicationCreated, &id, &spec.name)).await?;
        let summary = ApplicationSummary {
            client_id: id,
            permissions: u32::try_from(spec.permissions.len()).unwrap_or(u32::MAX),
            name: spec.name.clone(),
            kind: spec.kind,
            created_at: at,
            deleted_at: None,
            last_used_at: None,
        };
        Ok(Commit(CreateOutcome::Created(CreatedApplication { summary, secret })))
    }

    /// The result for a form that was sent before: that of the first send with a fresh secret or,
    /// where no fresh secret may be issued, only the client ID.
    async fn created_before(
        &self,
        tx: &mut Tx,
        by: &Actor,
        form: &SentForm<'_>,
    ) -> Result<Decision<CreateOutcome>, Error> {
        let first = self.first_send(tx, form).await?;
        let id = first.application.clone();
        let created = tx.application(&by.account, &id).await?.filter(|_| first.is_recent);
        let Some(application) = created else {
            return Ok(RollBack(CreateOutcome::AlreadyCreated(id)));
        };
        let secret = match application.kind {
            ApplicationKind::Public => None,
            ApplicationKind::Confidential => {
                let Some(fresh) = self.fresh_secret(tx, form, &first).await? else {
                    return Ok(RollBack(CreateOutcome::AlreadyCreated(id)));
                };
                let event = by.event(self.now(), AuditAction::SecretAdded, &id, &application.name);
                tx.insert_event(event).await?;
                Some(fresh)
            }
        };
        let summary = application.summary();
        Ok(Commit(CreateOutcome::Created(CreatedApplication { summary, secret })))
    }

    /// Refuses if the account registered too many applications in the last hour, this one included.
    async fn refuse_too_many(&self, tx: &mut Tx, account: &AccountId) -> Result<(), Error> {
        let now = self.now();
        let limit = self.settings().create_per_hour;
        let hour_ago = now.minus(HOUR);
        let Some(in_the_way) = tx.nth_newest_creation(account, limit, hour_ago).await? else {
            return Ok(());
        };
        let wait = in_the_way.since(hour_ago);
        let seconds = wait.as_secs() + u64::from(wait.subsec_millis() > 0);
        let retry_after = Duration::from_secs(seconds.max(1));
        Err(Error::TooMany { retry_after })
    }

    /// A page of the account's applications that a search finds, in its order. At least one row is
    /// read, and at most [`MAX_PAGE_SIZE`]. A cursor that does not fit the order is ignored.
    ///
    /// # Errors
    /// The store failed.
    pub async fn applications(
        &self,
        owner: &AccountId,
        search: &Search,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ApplicationSummary>, Error> {
        let (after, limit) = (after.as_ref(), limit.clamp(1, MAX_PAGE_SIZE));
        let wanted = ListQuery { owner, search, now: self.now(), after, limit };
        Ok(self.store().read().await?.applications(wanted).await?)
    }

    /// A page of the account's deleted applications, the latest first; a cursor's key is when the
    /// application was deleted.
    ///
    /// # Errors
    /// The store failed.
    pub async fn deleted_applications(
        &self,
        owner: &AccountId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ApplicationSummary>, Error> {
        let limit = limit.clamp(1, MAX_PAGE_SIZE);
        let mut tx = self.store().read().await?;
        Ok(tx.deleted_applications(owner, after.as_ref(), limit).await?)
    }

    /// One of the account's active applications.
    ///
    /// # Errors
    /// The store failed.
    pub async fn application(
        &self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<Option<Application>, Error> {
        let found = self.store().read().await?.application(owner, id).await?;
        Ok(found.map(|application| with_current_secrets(application, self.now())))
    }

    /// Edits an application, unless it was edited since `version`. Kind, credentials and scopes
    /// that are no longer in the catalogue stay.
    ///
    /// # Errors
    /// A field is not valid, or the store failed.
    pub async fn edit_application(
        &self,
        by: &Actor,
        id: &ClientId,
        version: i64,
        draft: ApplicationDraft,
    ) -> Result<Option<EditOutcome>, Error> {
        self.write(
            (by.clone(), id.clone(), version, draft),
            |this, tx, (by, id, version, draft)| {
                Box::pin(async move {
                    let Some(stored) = this.owned(tx, by, id).await? else {
                        return Ok(RollBack(None));
                    };
                    let spec = this.check_edit(&stored, draft.clone())?;
                    let at = this.now();
                    if !tx.update_application(&by.account, id, *version, &spec, at).await? {
                        // A second send of the same form finds what the first one saved.
                        let is_same = stored.name == spec.name
                            && stored.redirect_uris == spec.redirect_uris
                            && stored.permissions == spec.permissions;
                        return Ok(RollBack(Some(if is_same {
                            EditOutcome::Saved(stored)
                        } else {
                            EditOutcome::Conflict(stored)
                        })));
                    }
                    tx.insert_event(by.event(at, AuditAction::ApplicationUpdated, id, &spec.name))
                        .await?;
                    Ok(Commit(Some(EditOutcome::Saved(Application {
                        name: spec.name,
                        redirect_uris: spec.redirect_uris,
                        permissions: spec.permissions,
                        updated_at: at,
                        version: version + 1,
                        ..stored
                    }))))
                })
            },
        )
        .await
    }

    /// Erases a deleted application. `None` if there is no such deleted application. Its tokens and
    /// grants are deleted first, in small batches, so that nobody waits long for the writer.
    ///
    /// # Errors
    /// The store failed; some of its tokens and grants may be erased, and the application stays
    /// deleted.
    pub async fn erase_application(
        &self,
        by: &Actor,
        id: &ClientId,
    ) -> Result<Option<ApplicationSummary>, Error> {
        let (this, by, id) = (self.clone(), by.clone(), id.clone());
        detached(async move {
            if !this.store().read().await?.is_deleted(&by.account, &id).await? {
                return Ok(None);
            }
            this.empty_application(&id).await?;
            this.write((by, id), |this, tx, (by, id)| Box::pin(this.erase(tx, by, id))).await
        })
        .await
    }

    async fn erase(
        &self,
        tx: &mut Tx,
        by: &Actor,
        id: &ClientId,
    ) -> Result<Decision<Option<ApplicationSummary>>, Error> {
        let Some(erased) = tx.erase_application(&by.account, id).await? else {
            return Ok(RollBack(None));
        };
        let (at, action) = (self.now(), AuditAction::ApplicationErased);
        tx.insert_event(by.event(at, action, id, &erased.name)).await?;
        Ok(Commit(Some(erased)))
    }

    /// Checks an application as `domain` does, with the name in its normal form and each redirect
    /// URI that is not registered yet read by a second parser.
    fn check(
        &self,
        draft: &ApplicationDraft,
        registered: &[RedirectUri],
    ) -> Result<ApplicationSpec, Error> {
        let spec = normal(draft)
            .check(self.catalogue(), self.redirect_uri_rules(), registered)
            .map_err(Error::Invalid)?;
        crosscheck_with_url_crate(&draft.redirect_uris, registered)?;
        Ok(spec)
    }

    fn check_edit(
        &self,
        stored: &Application,
        mut draft: ApplicationDraft,
    ) -> Result<ApplicationSpec, Error> {
        let left = |scope: &Scope| self.catalogue().get(scope.as_str()).is_none();
        let kept: Vec<&Scope> = stored.permissions.iter().filter(|scope| left(scope)).collect();
        draft.kind = stored.kind;
        draft.permissions.retain(|asked| !kept.iter().any(|scope| scope.as_str() == asked));
        let mut spec = self.check(&draft, &stored.redirect_uris)?;
        spec.permissions = spec.permissions.iter().chain(kept).cloned().collect();
        Ok(spec)
    }
}

fn normal(draft: &ApplicationDraft) -> ApplicationDraft {
    ApplicationDraft { name: normalise(&draft.name).to_string(), ..draft.clone() }
}

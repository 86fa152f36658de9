//! Deleting and restoring applications, one or many, undoing that, and the impact of edits. A
//! change is one commit and affects only applications of the acting account.

use crate::actor::Actor;
use crate::authority::Authority;
use crate::error::Error;
use crate::random;
use crate::store::{ChangeTarget, NewChange};
use crate::use_case::Decision::{Commit, RollBack};
use domain::account::AccountId;
use domain::application::{ClientId, RESTORE_WINDOW};
use domain::change::{
    ApplicationSelector, CHANGE_PREFIX, Change, ChangeId, ChangeKind, EditImpact, EditReduction,
    MAX_SELECTED,
};

impl Authority {
    /// Deletes applications: they stop working in this commit and can be restored. `None` if no
    /// active application was selected.
    ///
    /// # Errors
    /// More than [`MAX_SELECTED`] were named, or the store failed.
    pub async fn delete_applications(
        &self,
        by: &Actor,
        chosen: ApplicationSelector,
    ) -> Result<Option<Change>, Error> {
        self.change(by, ChangeKind::Delete, selection(chosen)?).await
    }

    /// Restores deleted applications. `None` if none was selected that can be restored.
    ///
    /// # Errors
    /// More than [`MAX_SELECTED`] were named, or the store failed.
    pub async fn restore_applications(
        &self,
        by: &Actor,
        chosen: ApplicationSelector,
    ) -> Result<Option<Change>, Error> {
        self.change(by, ChangeKind::Restore, selection(chosen)?).await
    }

    /// Whether one of these applications belongs to the account and is already in the state to
    /// which a change of this kind leads, as after a second send of the same form.
    ///
    /// # Errors
    /// The store failed.
    pub async fn is_changed(
        &self,
        owner: &AccountId,
        kind: ChangeKind,
        ids: &[ClientId],
    ) -> Result<bool, Error> {
        if ids.is_empty() {
            return Ok(false);
        }
        let is_deleted = kind == ChangeKind::Delete;
        Ok(self.store().read().await?.has_any_in_state(owner, ids, is_deleted).await?)
    }

    /// Undoes a change, for the applications that were not changed since. That is a change too,
    /// which can be undone. `None` if nothing is left to undo, or the change was another account's.
    ///
    /// # Errors
    /// The store failed.
    pub async fn undo_change(&self, by: &Actor, id: &ChangeId) -> Result<Option<Change>, Error> {
        // Every later change overwrites `change_id`: rows that still carry this ID are unchanged
        // since.
        let deleted = self.store().read().await?.is_change_deleted(&by.account, id).await?;
        let kind = match deleted {
            Some(true) => ChangeKind::Restore,
            Some(false) => ChangeKind::Delete,
            None => return Ok(None),
        };
        self.change(by, kind, ChangeTarget::Of(id.clone())).await
    }

    /// How many people and tokens are affected if these permissions and redirect URIs are removed
    /// from an application. `None` if there is no such application.
    ///
    /// # Errors
    /// The store failed.
    pub async fn edit_impact(
        &self,
        owner: &AccountId,
        id: &ClientId,
        reduction: &EditReduction,
    ) -> Result<Option<EditImpact>, Error> {
        let mut tx = self.store().read().await?;
        let Some(stored) = tx.application(owner, id).await? else { return Ok(None) };
        let now = self.now();
        let mut found = EditImpact::default();
        let lost = stored.permissions.iter().filter(|scope| reduction.permissions.contains(scope));
        let lost: Vec<_> = lost.collect();
        if !lost.is_empty() {
            found.permissions = tx.impact_of_permissions(id, &lost, now).await?;
        }
        for uri in &stored.redirect_uris {
            if reduction.redirect_uris.iter().any(|lost| lost == uri.as_str()) {
                found.redirect_uris.extend(tx.redirect_uri_use(id, uri, now).await?);
            }
        }
        Ok(Some(found))
    }

    async fn change(
        &self,
        by: &Actor,
        kind: ChangeKind,
        selection: ChangeTarget,
    ) -> Result<Option<Change>, Error> {
        if matches!(&selection, ChangeTarget::These(ids) if ids.is_empty()) {
            return Ok(None);
        }
        self.write((by.clone(), kind, selection), |this, tx, (by, kind, selection)| {
            Box::pin(async move {
                let at = this.now();
                let body = random::id_body(this.random());
                let id =
                    ChangeId::try_from(format!("{CHANGE_PREFIX}{}", *body)).expect("22 digits");
                let new = NewChange {
                    id: &id,
                    owner: &by.account,
                    target: selection,
                    kind: *kind,
                    at,
                    kept_since: at.minus(RESTORE_WINDOW),
                    ip: by.client_info.ip_text(),
                    user_agent: by.client_info.user_agent_text(),
                };
                let applications = tx.apply_change(new).await?;
                let name = match applications {
                    0 => return Ok(RollBack(None)),
                    1 => Some(tx.name_in_change(&id).await?),
                    _ => None,
                };
                let impact = tx.impact_of_change(&id, at).await?;
                Ok(Commit(Some(Change { id, applications, name, impact })))
            })
        })
        .await
    }
}

/// # Errors
/// More than [`MAX_SELECTED`] applications are named.
fn selection(chosen: ApplicationSelector) -> Result<ChangeTarget, Error> {
    let (named, selection) = match chosen {
        ApplicationSelector::These(ids) => (ids.len(), ChangeTarget::These(ids)),
        ApplicationSelector::Matching { search, except } => {
            (except.len(), ChangeTarget::Matching { search, except })
        }
    };
    if named > MAX_SELECTED {
        return Err(Error::TooManySelected);
    }
    Ok(selection)
}

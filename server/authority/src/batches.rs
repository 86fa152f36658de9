//! Calls of the busiest endpoints that wait together are one statement (`store::batch`).

use crate::authority::Authority;
use crate::error::Error;
use crate::store::batch::Running;
use crate::store::{
    CredentialQuery, CredentialRecord, NewAccessToken, OwnTokenQuery, OwnTokenRecord, StoreError,
};
use crate::use_case::Decision::Commit;

impl Authority {
    /// The application with these credentials, and whether the secret is right; `None` if there is no
    /// such application.
    pub(crate) async fn credentials(
        &self,
        asked: CredentialQuery,
    ) -> Result<Option<CredentialRecord>, Error> {
        Ok(self.batches().credentials.call(self, asked, read_credentials).await?)
    }

    /// As [`credentials`](Self::credentials), with an access token of the application.
    pub(crate) async fn own_access_token(
        &self,
        asked: OwnTokenQuery,
    ) -> Result<Option<OwnTokenRecord>, Error> {
        Ok(self.batches().own_tokens.call(self, asked, read_own_tokens).await?)
    }

    /// Adds an access token in a transaction of its own; `false` if its application was deleted or
    /// disabled. It is committed when this returns.
    pub(crate) async fn insert_access_token(&self, token: NewAccessToken) -> Result<bool, Error> {
        Ok(self.batches().new_tokens.call(self, token, insert_tokens).await?)
    }
}

fn read_credentials<'a>(
    this: &'a Authority,
    asked: &'a [CredentialQuery],
) -> Running<'a, Option<CredentialRecord>> {
    Box::pin(async move { this.store().read().await?.credentials(asked, this.now()).await })
}

fn read_own_tokens<'a>(
    this: &'a Authority,
    asked: &'a [OwnTokenQuery],
) -> Running<'a, Option<OwnTokenRecord>> {
    Box::pin(async move { this.store().read().await?.own_access_tokens(asked, this.now()).await })
}

fn insert_tokens<'a>(this: &'a Authority, tokens: &'a [NewAccessToken]) -> Running<'a, bool> {
    Box::pin(async move {
        let added = this.write(tokens.to_vec(), |_, tx, tokens| {
            Box::pin(async move { Ok(Commit(tx.insert_access_tokens(tokens).await?)) })
        });
        added.await.map_err(|error| match error {
            Error::Store(error) => error,
            other => StoreError::corrupt(other),
        })
    })
}

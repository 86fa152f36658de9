//! Calls of the busiest endpoints that wait together are one statement (`store::batch`).

use crate::authority::Authority;
use crate::error::Error;
use crate::store::batch::Batcher;
use crate::store::{
    CredentialQuery, CredentialRecord, NewAccessToken, OwnTokenQuery, OwnTokenRecord, StoreError,
};
use crate::use_case::Decision::Commit;

type Calls<I, O> = Batcher<Authority, I, O>;

/// The calls that are joined.
pub(crate) struct Batches {
    credentials: Calls<CredentialQuery, Option<CredentialRecord>>,
    own_tokens: Calls<OwnTokenQuery, Option<OwnTokenRecord>>,
    new_tokens: Calls<NewAccessToken, bool>,
}

impl Default for Batches {
    fn default() -> Self {
        Self {
            credentials: Batcher::new(|this, asked| {
                Box::pin(
                    async move { this.store().read().await?.credentials(asked, this.now()).await },
                )
            }),
            own_tokens: Batcher::new(|this, asked| {
                Box::pin(async move {
                    this.store().read().await?.own_access_tokens(asked, this.now()).await
                })
            }),
            new_tokens: Batcher::new(|this, tokens| {
                Box::pin(async move {
                    let added = this.write(tokens.to_vec(), |_, tx, tokens| {
                        Box::pin(async move { Ok(Commit(tx.insert_access_tokens(tokens).await?)) })
                    });
                    added.await.map_err(|error| match error {
                        Error::Store(error) => error,
                        other => StoreError::corrupt(other),
                    })
                })
            }),
        }
    }
}

impl Authority {
    /// The application with these credentials, and whether the secret is right; `None` if there is no
    /// such application.
    pub(crate) async fn credentials(
        &self,
        asked: CredentialQuery,
    ) -> Result<Option<CredentialRecord>, Error> {
        Ok(self.batches().credentials.call(self, asked).await?)
    }

    /// As [`credentials`](Self::credentials), with an access token of the application.
    pub(crate) async fn own_access_token(
        &self,
        asked: OwnTokenQuery,
    ) -> Result<Option<OwnTokenRecord>, Error> {
        Ok(self.batches().own_tokens.call(self, asked).await?)
    }

    /// Adds an access token in a transaction of its own; `false` if its application was deleted or
    /// disabled. It is committed when this returns.
    pub(crate) async fn insert_access_token(&self, token: NewAccessToken) -> Result<bool, Error> {
        Ok(self.batches().new_tokens.call(self, token).await?)
    }
}

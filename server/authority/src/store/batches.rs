//! The kinds of calls that are joined.

use super::batch::Batcher;
use super::client_authentication::{CredentialQuery, CredentialRecord};
use super::introspection::{OwnTokenQuery, OwnTokenRecord};
use super::tokens::NewAccessToken;

/// The calls that wait.
#[derive(Default)]
pub(crate) struct Batches {
    pub(crate) credentials: Batcher<CredentialQuery, Option<CredentialRecord>>,
    pub(crate) own_tokens: Batcher<OwnTokenQuery, Option<OwnTokenRecord>>,
    pub(crate) new_tokens: Batcher<NewAccessToken, bool>,
}

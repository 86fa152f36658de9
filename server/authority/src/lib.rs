//! What decides and remembers in Configo. A door (the HTTP server, the command line) asks an
//! [`Authority`]; the authority checks, decides and writes through `store`, the only module that
//! knows SQL. Always three hops: door → authority → store.
//!
//! * One use case is one method, in the file of its noun.
//! * Every use case that is about an application takes its owner; a stranger's application behaves
//!   like one that is missing.
//! * A use case that writes runs in a task of its own: a caller that goes away can't stop it half
//!   way. When it returns `Ok`, what it wrote is on the disk.
//! * [`Error::problem`] is what may be said outside; `Display` is for the log.
//!
//! # To add a use case
//! Give the noun's file here a method, and its file under `store` the statements, one `impl Tx`.
//! If it writes, wrap it in `in_own_task` and add its audit event in the same commit. Then prove in
//! `tests/store/ownership.rs` that a stranger finds nothing.

pub mod clock;
pub mod random;
#[cfg(feature = "testing")]
pub mod testing;

mod accounts;
mod applications;
mod audit;
mod authorization;
mod changes;
mod client_secrets;
mod credentials;
mod data_dir;
mod error;
mod grants;
mod idempotency;
mod links;
mod redirect_uris;
mod resource_servers;
mod secrets;
mod sessions;
mod settings;
mod store;
mod sweep;
mod tokens;
mod try_it;
mod usage;

pub use accounts::{Account, AccountSummary};
pub use audit::{Actor, Origin};
pub use authorization::{
    Answer, Authorization, AuthorizationError, AuthorizationRequest, ConsentOutcome, Question,
    RequestObject, Return, Unanswerable,
};
pub use credentials::{
    AuthenticatedApplication, AuthenticatedCaller, AuthenticatedResourceServer,
    PresentedCredentials,
};
pub use data_dir::DirLock;
pub use error::{Error, OpenError};
pub use grants::{CodeExchange, Exchange, ExchangeRefusal, IssuedTokens};
pub use idempotency::{IdempotencyKey, NotAKey};
pub use links::{Link, LinkPurpose, RedeemLink};
pub use secrets::hasher::PasswordCost;
pub use secrets::{
    AccessToken, AuthorizationCode, ConsentToken, LinkToken, RefreshToken, SessionToken,
};
pub use sessions::{ActiveSession, NewSession, SignInOutcome};
pub use settings::{SessionLifetimes, Settings, TokenLifetimes};
pub use store::StoreError;
pub use tokens::{ActiveToken, TokenKind};
pub use try_it::{TrialOutcome, TrialStart};

use clock::{Clock, SystemClock};
use domain::permission::Catalogue;
use domain::redirect_uri::RedirectUriRules;
use domain::time::Timestamp;
use random::{OsRandom, Random};
use secrets::hasher::Hasher;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use tracing::Instrument as _;
use try_it::Trials;
use usage::Usage;

/// Decides and remembers. Cheap to clone.
#[derive(Clone)]
pub struct Authority(Arc<Inner>);

struct Inner {
    settings: Settings,
    store: Store,
    hasher: Hasher,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    usage: Usage,
    trials: Trials,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

impl Authority {
    /// Opens the data directory, making it and bringing the database up to date if need be.
    ///
    /// # Errors
    /// It can't be used as it is; nothing was changed in it.
    pub async fn open(settings: Settings) -> Result<Self, OpenError> {
        Self::open_with(settings, Arc::new(SystemClock), Arc::new(OsRandom)).await
    }

    /// Like [`Authority::open`], with another clock and other randomness.
    ///
    /// # Errors
    /// It can't be used as it is; nothing was changed in it.
    pub async fn open_with(
        settings: Settings,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let hasher = Hasher::new(settings.password_cost, random.as_ref())
            .map_err(OpenError::PasswordCost)?;
        let store = Store::open(&data_dir::prepare(&settings.data_dir)?).await?;
        let (usage, trials) = (Usage::default(), Trials::default());
        Ok(Self(Arc::new(Inner { settings, store, hasher, clock, random, usage, trials })))
    }

    /// Looks at a database file, which must exist, and changes nothing. Returns whether opening it
    /// would bring it up to date first.
    ///
    /// # Errors
    /// It can't be read, is damaged, or is of a newer program.
    pub async fn is_older(database: &Path) -> Result<bool, OpenError> {
        Store::is_older(database).await
    }

    /// Takes the data directory for a server, until the lock is dropped or the process ends. Other
    /// commands don't need it.
    ///
    /// # Errors
    /// Another server has it, or it can't be made.
    pub fn lock_data_dir(dir: &Path) -> Result<DirLock, OpenError> {
        data_dir::lock(dir)
    }

    /// All permissions there are.
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.settings.catalogue
    }

    /// What the operator decided about redirect URIs.
    pub fn redirect_uri_rules(&self) -> RedirectUriRules {
        self.0.settings.redirect_uri_rules
    }

    /// Reads from the database.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.store().read().await?.ping().await?)
    }

    /// Finishes what is being written, empties the write-ahead log and closes the database. Every
    /// use case fails from then on.
    pub async fn close(&self) {
        if let Err(error) = self.write_usage().await {
            tracing::warn!(%error, "when applications were last used was not kept");
        }
        self.store().close().await;
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn usage(&self) -> &Usage {
        &self.0.usage
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn random(&self) -> &dyn Random {
        self.0.random.as_ref()
    }
}

/// Runs a use case to its end, whatever becomes of the caller.
async fn in_own_task<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    tokio::spawn(work.in_current_span()).await.map_err(Error::Task)?
}

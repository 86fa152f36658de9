//! The state that use cases share: settings, store, clock, randomness, and what is held in memory.

use crate::batches::Batches;
use crate::clock::{Clock, NodeClock, SystemClock};
use crate::data_dir::{self, DirLock};
use crate::error::Error;
use crate::last_used::PendingUses;
use crate::random::{OsRandom, Random};
use crate::refused_requests::pending::PendingRefusals;
use crate::secrets::hasher::Hasher;
use crate::settings::{DatabaseServer, DatabaseSettings, PostgresSettings, Settings};
use crate::store::{OpenError, SchemaState, Store};
use domain::permission::Catalogue;
use domain::redirect_uri::RedirectUriRules;
use domain::time::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Runs the use cases. Cheap to clone.
#[derive(Clone)]
pub struct Authority(Arc<Inner>);

struct Inner {
    settings: Settings,
    store: Store,
    hasher: Hasher,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    pending_uses: PendingUses,
    pending_refusals: PendingRefusals,
    conflicts: AtomicU64,
    batches: Batches,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

impl Authority {
    /// Opens the data directory. Creates it and migrates the database if necessary.
    ///
    /// # Errors
    /// It can't be used as it is; nothing was changed in it.
    pub async fn open(settings: Settings) -> Result<Self, OpenError> {
        let clock: Arc<dyn Clock> = match settings.database {
            DatabaseSettings::Sqlite => Arc::new(SystemClock),
            DatabaseSettings::Postgres(_) => Arc::new(NodeClock::default()),
        };
        let authority = Self::open_with(settings, clock, Arc::new(OsRandom)).await?;
        if let Err(error) = authority.set_clock().await {
            tracing::warn!(%error, "the clock of the database could not be read");
        }
        Ok(authority)
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
        let store = Store::open(&settings).await?;
        Ok(Self(Arc::new(Inner {
            settings,
            store,
            hasher,
            clock,
            random,
            pending_uses: PendingUses::default(),
            pending_refusals: PendingRefusals::default(),
            conflicts: AtomicU64::new(0),
            batches: Batches::default(),
        })))
    }

    /// Reads a database file, which must exist, and changes nothing. Returns whether opening it
    /// would migrate it.
    ///
    /// # Errors
    /// It can't be read, is damaged, or is of a newer program.
    pub async fn is_older(database: &Path) -> Result<bool, OpenError> {
        Store::is_older(database).await
    }

    /// What the address of a PostgreSQL database names.
    ///
    /// # Errors
    /// It is not valid.
    pub fn database_server(settings: &PostgresSettings) -> Result<DatabaseServer, OpenError> {
        Store::server(settings)
    }

    /// Reads a PostgreSQL database and changes nothing. Returns what opening it would do.
    ///
    /// # Errors
    /// It can't be read, or is of a newer program.
    pub async fn schema_state(server: &PostgresSettings) -> Result<SchemaState, OpenError> {
        Store::schema_state(server).await
    }

    /// Locks the data directory for one server, until the lock is dropped or the process ends.
    /// Other commands don't need the lock.
    ///
    /// # Errors
    /// Another server holds it, or it can't be created.
    pub fn lock_data_dir(dir: &Path) -> Result<DirLock, OpenError> {
        data_dir::lock(dir)
    }

    /// The catalogue of permissions.
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.settings.catalogue
    }

    /// What the operator decided about redirect URIs.
    pub fn redirect_uri_rules(&self) -> RedirectUriRules {
        self.0.settings.redirect_uri_rules
    }

    /// Takes over the time of the database, if several nodes may share it. The server calls it every
    /// minute.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn set_clock(&self) -> Result<(), Error> {
        let mut tx = self.store().read().await?;
        let sent = self.now();
        let Some(database) = tx.time().await? else { return Ok(()) };
        let round_trip = self.now().since(sent);
        // An answer that took long says little.
        if round_trip < Duration::from_secs(1) {
            self.0.clock.set_by_database(sent.plus(round_trip / 2), database);
        }
        Ok(())
    }

    /// Reads from the database.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.store().read().await?.ping().await?)
    }

    /// How often a use case was run again because it conflicted with another one. Always 0 with
    /// SQLite, which has one writer.
    pub fn conflicts(&self) -> u64 {
        self.0.conflicts.load(Ordering::Relaxed)
    }

    pub(crate) fn count_conflict(&self) {
        #[cfg(feature = "testing")]
        crate::testing::count(crate::testing::Counted::Conflict);
        self.0.conflicts.fetch_add(1, Ordering::Relaxed);
    }

    /// Commits pending writes, empties the write-ahead log and closes the database. Every later use
    /// case fails.
    pub async fn close(&self) {
        if let Err(error) = self.write_pending().await {
            tracing::warn!(%error, "when applications were last used was not kept");
        }
        self.store().close().await;
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn batches(&self) -> &Batches {
        &self.0.batches
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    pub(crate) fn pending_uses(&self) -> &PendingUses {
        &self.0.pending_uses
    }

    pub(crate) fn pending_refusals(&self) -> &PendingRefusals {
        &self.0.pending_refusals
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(crate) fn random(&self) -> &dyn Random {
        self.0.random.as_ref()
    }
}

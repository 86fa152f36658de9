//! Copying a database to another one, of either engine, so that every secret, session and token goes on
//! working there.

use crate::authority::Authority;
use crate::data_dir::{self, DirLock};
use crate::settings::{DatabaseSettings, Settings};
use crate::store::{CopyFailure, OpenError, Store, StoreError, TABLES, Table, Turn};
use std::path::PathBuf;

/// What was copied of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopiedTable {
    /// Its name in the schema.
    pub name: &'static str,
    /// How many rows it has.
    pub rows: u64,
}

/// Why nothing was copied. The text is one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the two databases can't be opened, or a server uses it.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no SQLite database to copy.
    #[error("there is no database in {}: choose its directory with --data-dir", .0.display())]
    NoSource(PathBuf),
    /// Servers or commands are connected to a database.
    #[error(
        "configo is connected to the database {database} (sessions: {sessions}): \
         stop every server and command that uses it"
    )]
    Connected {
        /// Its name, without a password.
        database: String,
        /// How many connections.
        sessions: i64,
    },
    /// The source has no rows.
    #[error("the database {0} holds nothing: nothing was copied")]
    Nothing(String),
    /// The target has rows.
    #[error("the database {database} is not empty (table {table}): nothing was copied")]
    NotEmpty {
        /// Its name, without a password.
        database: String,
        /// A table that has rows.
        table: &'static str,
    },
    /// What arrived is not what was sent.
    #[error(
        "the copy of the table {table} differs ({sent} rows sent, {arrived} arrived): nothing was kept"
    )]
    Differs {
        /// The table.
        table: &'static str,
        /// Its rows in the source.
        sent: u64,
        /// Its rows in the target.
        arrived: u64,
    },
    /// A database failed.
    #[error("{doing} failed: nothing was kept")]
    Failed {
        /// What was tried.
        doing: String,
        /// The cause.
        source: StoreError,
    },
    /// The connection was lost during COMMIT.
    #[error(
        "whether the copy was kept is not known: try again, which is refused if the database \
         {database} is no longer empty; then it holds everything"
    )]
    Unknown {
        /// The name of the target, without a password.
        database: String,
        /// The cause.
        source: StoreError,
    },
}

/// A database that is used by nobody else.
struct Claimed<'a> {
    settings: &'a Settings,
    name: String,
    _lock: Option<DirLock>,
}

impl Authority {
    /// Copies everything in the database of `source` to that of `target`, which must be empty and is
    /// created if necessary: all of it, or nothing. Both must be used by nobody else. Both are migrated
    /// if necessary.
    ///
    /// # Errors
    /// They can't be used as they are, or what arrived differs from what was sent; the target is empty
    /// then.
    pub async fn copy_database(
        source: &Settings,
        target: &Settings,
    ) -> Result<Vec<CopiedTable>, CopyError> {
        let file = data_dir::database(&source.data_dir);
        if matches!(source.database, DatabaseSettings::Sqlite) && !file.is_file() {
            return Err(CopyError::NoSource(source.data_dir.clone()));
        }
        let source = Claimed::new(source).await?;
        let target = Claimed::new(target).await?;
        let from = Store::open(source.settings).await?;
        let to = match Store::open(target.settings).await {
            Ok(to) => to,
            Err(error) => {
                from.close().await;
                return Err(error.into());
            }
        };
        let copied = copy(&source, &from, &target, &to).await;
        to.close().await;
        from.close().await;
        copied
    }
}

impl<'a> Claimed<'a> {
    async fn new(settings: &'a Settings) -> Result<Self, CopyError> {
        match &settings.database {
            DatabaseSettings::Sqlite => {
                let name = settings.data_dir.display().to_string();
                Ok(Self { settings, name, _lock: Some(data_dir::lock(&settings.data_dir)?) })
            }
            DatabaseSettings::Postgres(server) => {
                let database = Store::server(server)?.name;
                match Store::sessions(server).await? {
                    0 => Ok(Self { settings, name: database, _lock: None }),
                    sessions => Err(CopyError::Connected { database, sessions }),
                }
            }
        }
    }
}

async fn copy(
    source: &Claimed<'_>,
    from: &Store,
    target: &Claimed<'_>,
    to: &Store,
) -> Result<Vec<CopiedTable>, CopyError> {
    let failed = |doing: &str, database: &Claimed<'_>| {
        let doing = format!("{doing} {}", database.name);
        move |source| CopyError::Failed { doing, source }
    };
    // Before both are locked: they may be the same.
    let empty = |found: Option<&'static str>| {
        found.map_or(Ok(()), |table| {
            Err(CopyError::NotEmpty { database: target.name.clone(), table })
        })
    };
    let mut tx = to.read().await.map_err(failed("reading", target))?;
    empty(tx.first_filled_table().await.map_err(failed("reading", target))?)?;
    drop(tx);
    // Both alone: a server that is started meanwhile can't write.
    let mut from = from.write(Turn::Alone).await.map_err(failed("reading", source))?;
    let mut to = to.write(Turn::Alone).await.map_err(failed("writing", target))?;
    empty(to.first_filled_table().await.map_err(failed("reading", target))?)?;

    let mut sent = Vec::with_capacity(TABLES.len());
    for table in &TABLES {
        let Table { name, .. } = table;
        let content = from.copy_table(table, &mut to).await.map_err(|failure| match failure {
            CopyFailure::Read(error) => failed(&format!("reading {name} from"), source)(error),
            CopyFailure::Write(error) => failed(&format!("writing {name} to"), target)(error),
        })?;
        sent.push((table, content));
    }
    if sent.iter().all(|(_, content)| content.rows == 0) {
        return Err(CopyError::Nothing(source.name.clone()));
    }
    to.continue_identities().await.map_err(failed("writing", target))?;
    for (table, sent) in &sent {
        let arrived = to.content_of(table).await.map_err(failed("reading", target))?;
        if arrived != *sent {
            let (sent, arrived) = (sent.rows, arrived.rows);
            return Err(CopyError::Differs { table: table.name, sent, arrived });
        }
    }
    to.commit().await.map_err(|error| {
        if error.is_unknown() {
            CopyError::Unknown { database: target.name.clone(), source: error }
        } else {
            failed("writing", target)(error)
        }
    })?;
    let copied = sent.into_iter().map(|(table, content)| (table.name, content.rows));
    Ok(copied.map(|(name, rows)| CopiedTable { name, rows }).collect())
}

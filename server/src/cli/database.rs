//! `configo database …`

use std::path::PathBuf;

use authority::{Authority, CopyError, DatabaseSettings, Settings};
use clap::Subcommand;

use super::{
    failure::{Failure, chain},
    output::print,
    settings::settings,
};
use crate::config::{Config, DatabaseUrl, SecretText};

#[derive(Debug, Subcommand)]
pub(super) enum Database {
    /// Copy everything to another, empty database, all or nothing; every server must be stopped
    Copy {
        // No doc comment, in which the names would have to be code.
        #[arg(
            long,
            value_name = "DESTINATION",
            help = "postgres://USER@HOST:PORT/DATABASE, or the directory of a SQLite database; from \
                SQLite, CONFIGO_DATABASE_PASSWORD is the password for that URL"
        )]
        to: SecretText,
    },
}

pub(super) async fn database(command: Database, config: &Config) -> Result<(), Failure> {
    let Database::Copy { to } = command;
    let source = settings(config)?;
    let (target, name) = destination(&to, config)?;
    let is_sqlite = |settings: &Settings| matches!(settings.database, DatabaseSettings::Sqlite);
    if is_sqlite(&source) && is_sqlite(&target) {
        return Err(Failure::Usage(format!(
            "{name} is a directory, and what is to be copied is in one too: copy the stopped server's directory"
        )));
    }
    let copied = Authority::copy_database(&source, &target).await?;
    for table in &copied {
        print(format_args!("{:20}{:>10}", table.name, table.rows))?;
    }
    let rows: u64 = copied.iter().map(|table| table.rows).sum();
    print(format_args!("Copied {rows} rows to {name}, and compared them"))
}

/// The settings of what is copied to, and how it is called.
fn destination(to: &SecretText, config: &Config) -> Result<(Settings, String), Failure> {
    let text = to.expose();
    let source = settings(config)?;
    if text.contains("://") {
        let wrong = |text: &str| Failure::Usage(format!("--to: {text}"));
        let url = DatabaseUrl::try_from(text.to_owned())
            .map_err(|_| wrong("write postgres://USER@HOST:PORT/DATABASE, or a directory"))?;
        let database =
            config.database_to_copy_to(&url).map_err(|error| wrong(&error.to_string()))?;
        return Ok((Settings { database, ..source }, url.to_string()));
    }
    if text.is_empty() {
        return Err(Failure::Usage("--to is empty: write a URL or a directory".into()));
    }
    let data_dir = PathBuf::from(text);
    let name = data_dir.display().to_string();
    Ok((Settings { data_dir, database: DatabaseSettings::Sqlite, ..source }, name))
}

impl From<CopyError> for Failure {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Open(error) => error.into(),
            error => Self::Failed(chain(&error)),
        }
    }
}

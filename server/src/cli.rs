//! The command line. Standard output has the result and nothing else; an error is one sentence on
//! standard error that says what to do. Exit code 2: the command or a setting is invalid; 1: the
//! command failed.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use authority::{Authority, DatabaseSettings, PostgresSettings, SchemaState};
use clap::{Parser, Subcommand};

use self::{
    account::{Account, account},
    database::{Database, database},
    failure::Failure,
    output::{print, print_link},
    resource_server::{ResourceServer, resource_server},
    settings::settings,
};
use crate::config::{Config, Overrides};

mod account;
mod database;
mod failure;
mod output;
mod resource_server;
mod serve;
mod settings;

const DATABASE: &str = "configo.sqlite3";

/// The OAuth Applications dashboard, in one program.
#[derive(Debug, Parser)]
#[command(
    name = "configo",
    version,
    about = "The OAuth Applications dashboard, in one program.",
    long_about = None,
    after_help = "Settings come from these options, from CONFIGO_* in the environment \
        (CONFIGO_DATA_DIR, CONFIGO_LIMITS__CREATE …), from configo.toml, in this order.\n\
        `configo serve --print-config` shows all of them."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the dashboard (what happens without a command)
    Serve {
        /// Print the settings in effect, as configo.toml, and do nothing else
        #[arg(long)]
        print_config: bool,
    },
    /// Make and manage accounts; works beside a running server
    #[command(subcommand)]
    Account(Account),
    /// Declare the APIs that may ask what a token may do (RFC 7662); works beside a running server
    #[command(subcommand)]
    ResourceServer(ResourceServer),
    /// Move to another database
    #[command(subcommand)]
    Database(Database),
    /// Print the link that makes the first account; an earlier one stops working
    SetupLink,
    /// Check settings and database without changing anything
    Check,
}

pub fn run() -> ExitCode {
    let Cli { command, overrides } = Cli::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(execute(command, &overrides)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Standard error may be closed; then the exit code must do.
            writeln!(io::stderr(), "configo: {failure}").ok();
            ExitCode::from(if matches!(failure, Failure::Usage(_)) { 2 } else { 1 })
        }
    }
}

async fn execute(command: Option<Command>, overrides: &Overrides) -> Result<(), Failure> {
    let config = Config::load(overrides).map_err(|error| Failure::Usage(error.to_string()))?;
    match command.unwrap_or(Command::Serve { print_config: false }) {
        Command::Serve { print_config: true } => {
            settings(&config)?;
            print(config)
        }
        Command::Serve { print_config: false } => serve::serve(&config).await,
        Command::Account(command) => account(command, &config).await,
        Command::ResourceServer(command) => resource_server(command, &config).await,
        Command::Database(command) => database(command, &config).await,
        Command::SetupLink => setup_link(&config).await,
        Command::Check => check(&config).await,
    }
}

async fn setup_link(config: &Config) -> Result<(), Failure> {
    let authority = Authority::open(settings(config)?).await?;
    let link = authority.setup_link().await;
    authority.close().await;
    match link? {
        Some(token) => print_link(config, "setup", &token),
        None => Err(Failure::failed(
            "there is an account already: invite others with `configo account invite EMAIL`",
        )),
    }
}

/// Changes nothing, so a missing database is reported and not created.
async fn check(config: &Config) -> Result<(), Failure> {
    match settings(config)?.database {
        DatabaseSettings::Sqlite => check_file(config).await,
        DatabaseSettings::Postgres(server) => check_server(&server).await,
    }
}

async fn check_file(config: &Config) -> Result<(), Failure> {
    let database = config.data_dir.join(DATABASE);
    let found = std::fs::metadata(&database).map_err(|error| {
        let path = database.display();
        Failure::Failed(format!(
            "can't read {path} ({error}): choose its directory with --data-dir"
        ))
    })?;
    if found.len() == 0 {
        let text = format!("{} is empty: `configo serve` fills it", database.display());
        return Err(Failure::Failed(text));
    }
    let more = if Authority::is_older(&database).await? {
        "; `configo serve` brings it up to date, and keeps a copy"
    } else {
        ""
    };
    print(format_args!("{} is in order{more}", config.data_dir.display()))
}

async fn check_server(server: &PostgresSettings) -> Result<(), Failure> {
    let name = Authority::database_server(server)?.name;
    let more = match Authority::schema_state(server).await? {
        SchemaState::Empty => {
            return Err(Failure::failed(format!("{name} is empty: `configo serve` fills it")));
        }
        SchemaState::Older => "; `configo serve` brings it up to date",
        SchemaState::Current => "",
    };
    print(format_args!("PostgreSQL at {name} is in order{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_stand_before_and_after_the_command() {
        for line in [
            "configo --listen 127.0.0.1:0 serve",
            "configo serve --listen 127.0.0.1:0",
            "configo --listen 127.0.0.1:0",
        ] {
            let cli = Cli::try_parse_from(line.split(' ')).expect(line);
            assert_eq!(cli.overrides.listen.as_deref(), Some("127.0.0.1:0"), "{line}");
        }
    }
}

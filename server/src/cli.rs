//! The command line. Standard output carries what was asked for and nothing else; what went wrong
//! is one sentence on standard error that says what to do. Exit code 2: the command or a setting
//! can't be understood; 1: it could not be done.

use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

use authority::{Authority, Error, LinkToken, OpenError};
use clap::{Parser, Subcommand};

use self::{
    account::{Account, account},
    resource_server::{ResourceServer, resource_server},
    settings::settings,
};
use crate::{
    config::{Config, Overrides},
    web::base_url::BaseUrl,
};

mod account;
mod resource_server;
mod serve;
mod settings;

/// The database within the data directory.
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
    /// Print the link that makes the first account; an earlier one stops working
    SetupLink,
    /// Check settings and database without changing anything
    Check,
}

/// Why a command ended early.
#[derive(Debug)]
enum Failure {
    /// The command or a setting can't be understood.
    Usage(String),
    /// It could not be done.
    Failed(String),
}

impl Failure {
    fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage(text) | Self::Failed(text)) = self;
        f.write_str(text)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let advice = match &error {
            OpenError::Database { source, .. } if source.is_corrupt() => {
                ": restore a backup, or choose another directory with --data-dir"
            }
            OpenError::File { .. } | OpenError::Database { .. } => {
                ": correct its permissions, or choose another directory with --data-dir"
            }
            OpenError::Migration(_) => {
                ": nothing was changed, so an earlier configo still opens it"
            }
            // These say it themselves.
            _ => "",
        };
        Self::Failed(format!("{}{advice}", chain(&error)))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let problem = error.problem();
        if problem.code.status() < 500 {
            let fields: Vec<_> =
                problem.fields.iter().map(|field| field.message.as_str()).collect();
            let text = if fields.is_empty() { problem.message } else { fields.join(" ") };
            return Self::Failed(text);
        }
        Self::Failed(format!("{}: nothing was changed", chain(&error)))
    }
}

/// An error and what it comes from, on one line. Some errors of others end with their source.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    let texts = std::iter::once(error.to_string()).chain(causes.map(ToString::to_string));
    let mut texts: Vec<_> = texts.collect();
    texts.dedup_by(|cause, text| text.ends_with(cause.as_str()));
    texts.join(": ").replace('\n', " ")
}

/// Runs the program with the arguments of the process.
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
            // With standard error gone there is nobody to tell.
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

/// Looks without making or changing anything: where there is no database yet, that is the finding.
async fn check(config: &Config) -> Result<(), Failure> {
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
    settings(config)?;
    let more = if Authority::is_older(&database).await? {
        "; `configo serve` brings it up to date, and keeps a copy"
    } else {
        ""
    };
    print(format_args!("{} is in order{more}", config.data_dir.display()))
}

/// A link for a browser. Where the port is chosen at start, only the running server knows it.
fn print_link(config: &Config, page: &str, token: &LinkToken) -> Result<(), Failure> {
    if config.base_url.is_none() && config.listen.port() == 0 {
        let text = "configo: the link's port is not known here: put in that of the running server, \
            or set CONFIGO_BASE_URL to its address";
        writeln!(io::stderr(), "{text}").ok();
    }
    print(link(&config.base_url_for(config.listen), page, token))
}

fn link(base: &BaseUrl, page: &str, token: &LinkToken) -> String {
    format!("{base}/{page}?token={}", token.expose())
}

/// A line on standard output, there when this returns. Whoever reads it may stop at any line
/// (`… | head -1`): that is no failure.
fn print(line: impl fmt::Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Failed(format!("standard output can't be written: {error}")))
        }
        _ => Ok(()),
    }
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

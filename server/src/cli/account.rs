//! `configo account …`

use std::io::{self, BufRead, IsTerminal, Read, Write};

use authority::Authority;
use clap::Subcommand;
use domain::account::{Email, PASSWORD_MAX_BYTES};

use super::{
    failure::Failure,
    output::{print, print_link},
    settings::settings,
};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Make an account; its password is read from standard input
    Create {
        /// The address it signs in under
        email: String,
        /// What the person is called
        #[arg(long)]
        name: String,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// List all accounts
    List,
    /// Stop an account: it can't sign in, and its sessions end
    Disable {
        /// The address it signs in under
        email: String,
    },
    /// Let a disabled account sign in again
    Enable {
        /// The address it signs in under
        email: String,
    },
    /// Give an account another password and end its sessions
    SetPassword {
        /// The address it signs in under
        email: String,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Print a link, good once and for 24 hours, with which a person makes their account
    Invite {
        /// The address they will sign in under
        email: String,
    },
    /// Print a link, good once and for 24 hours, with which a person chooses another password
    Reset {
        /// The address they sign in under
        email: String,
    },
}

pub(super) async fn account(command: Account, config: &Config) -> Result<(), Failure> {
    // Input is checked before the database is opened.
    let email = match &command {
        Account::List | Account::Create { .. } => None,
        Account::Disable { email }
        | Account::Enable { email }
        | Account::SetPassword { email, .. }
        | Account::Invite { email }
        | Account::Reset { email } => Some(parse_email(email)?),
    };
    let password = match &command {
        Account::Create { .. } | Account::SetPassword { .. } => read_password()?,
        _ => String::new(),
    };
    let authority = Authority::open(settings(config)?).await?;
    let done = match (command, email) {
        (Account::Create { email, name, .. }, _) => {
            let made = authority.create_account(&email, &name, password).await?;
            print(format_args!("Created {} ({})", made.email.as_str(), made.id.as_str()))
        }
        (Account::Disable { .. }, Some(email)) => {
            authority.disable_account(&email).await?;
            print(format_args!("Disabled {}", email.as_str()))
        }
        (Account::Enable { .. }, Some(email)) => {
            authority.enable_account(&email).await?;
            print(format_args!("Enabled {}", email.as_str()))
        }
        (Account::SetPassword { .. }, Some(email)) => {
            authority.set_password(&email, password).await?;
            print(format_args!("Changed the password of {}; its sessions ended", email.as_str()))
        }
        (Account::Invite { .. }, Some(email)) => {
            print_link(config, "link", &authority.invite(&email).await?)
        }
        (Account::Reset { .. }, Some(email)) => {
            print_link(config, "link", &authority.reset(&email).await?)
        }
        (_, _) => list(&authority).await,
    };
    authority.close().await;
    done
}

async fn list(authority: &Authority) -> Result<(), Failure> {
    let accounts = authority.accounts().await?;
    if accounts.is_empty() {
        writeln!(io::stderr(), "There is no account yet: run `configo setup-link`.").ok();
        return Ok(());
    }
    let width = accounts.iter().map(|one| one.account.email.as_str().len()).max().unwrap_or(0);
    for one in accounts {
        let state = if one.disabled { "disabled" } else { "active" };
        let made = one.account;
        let (email, since, id) = (made.email.as_str(), made.created_at.date(), made.id.as_str());
        let (count, name) = (one.applications, made.name.as_str());
        let unit = if count == 1 { "application" } else { "applications" };
        print(format_args!(
            "{email:width$}  {state:8}  {since}  {count:>5} {unit:12}  {id}  {name}"
        ))?;
    }
    Ok(())
}

fn parse_email(text: &str) -> Result<Email, Failure> {
    Email::parse(text).map_err(|error| Failure::Usage(format!("`{text}`: {error}")))
}

/// The first line of standard input.
fn read_password() -> Result<String, Failure> {
    let input = io::stdin();
    if input.is_terminal() {
        writeln!(io::stderr(), "Type the password, which will be seen, and press Enter.").ok();
    }
    // More than the longest password, so that a longer one is refused as too long.
    let mut line = Vec::new();
    let most = 2 * PASSWORD_MAX_BYTES as u64;
    input.lock().take(most).read_until(b'\n', &mut line)?;
    let line = String::from_utf8(line)
        .map_err(|_| Failure::failed("the password on standard input is not UTF-8 text"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

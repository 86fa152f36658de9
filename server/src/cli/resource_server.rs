//! `configo resource-server …`

use authority::Authority;
use clap::Subcommand;

use super::{failure::Failure, output::print, settings::settings};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum ResourceServer {
    /// Declare one, and print its credentials: the secret is shown this once
    Add {
        /// What it is called
        name: String,
        /// A permission it guards; say it again for each
        #[arg(long = "permission", value_name = "SCOPE", required = true)]
        permissions: Vec<String>,
    },
    /// List all resource servers
    List,
    /// Remove one: its credentials stop working
    Remove {
        /// What it is called
        name: String,
    },
}

pub(super) async fn resource_server(
    command: ResourceServer,
    config: &Config,
) -> Result<(), Failure> {
    let authority = Authority::open(settings(config)?).await?;
    let done = match command {
        ResourceServer::Add { name, permissions } => {
            let (server, secret) = authority.add_resource_server(&name, &permissions).await?;
            let (id, secret) = (server.id.as_str(), secret.expose());
            print(format_args!("Client ID: {id}\nClient secret: {secret}"))
        }
        ResourceServer::List => list_resource_servers(&authority).await,
        ResourceServer::Remove { name } => {
            authority.remove_resource_server(&name).await?;
            print(format_args!("Removed {name}"))
        }
    };
    authority.close().await;
    done
}

async fn list_resource_servers(authority: &Authority) -> Result<(), Failure> {
    for server in authority.resource_servers().await? {
        let (id, since, scope) = (server.id.as_str(), server.created_at.date(), server.permissions);
        let (last_four, name) = (server.last_four, server.name.as_str());
        print(format_args!("{id}  ends in {last_four}  {since}  {scope}  {name}"))?;
    }
    Ok(())
}

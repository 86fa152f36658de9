//! Resource servers: declared by the operator, on the command line.

use crate::authority::Authority;
use crate::error::Error;
use crate::random;
use crate::secrets::client_secret;
use crate::secrets::digest::Digest;
use crate::secrets::password::normalise;
use crate::use_case::Decision::Commit;
use domain::identifier_format::RESOURCE_SERVER_PREFIX;
use domain::issued_credentials::ClientSecret;
use domain::problem::{Field, FieldProblem};
use domain::resource_server::{ResourceServer, ResourceServerId, ResourceServerName};

impl Authority {
    /// Declares a resource server that guards these permissions. Only this result holds its secret.
    ///
    /// # Errors
    /// The name is not valid or is taken, a permission is unknown or none is named, or the store
    /// failed.
    pub async fn add_resource_server(
        &self,
        name: &str,
        permissions: &[String],
    ) -> Result<(ResourceServer, ClientSecret), Error> {
        let name = parse_name(name)?;
        // Guarding `orders` alone is fine: what it requires may be guarded by another.
        let known = |scope: &String| {
            let found = self.catalogue().get(scope).map(|found| found.scope.clone());
            found.ok_or_else(|| Error::UnknownPermission(scope.clone()))
        };
        let permissions: domain::permission::ScopeSet =
            permissions.iter().map(known).collect::<Result<_, _>>()?;
        if permissions.is_empty() {
            return Err(Error::NoPermissions);
        }
        let body = random::id_body(self.random());
        let id = ResourceServerId::parse(&format!("{RESOURCE_SERVER_PREFIX}{}", *body));
        let id = id.expect("22 digits");
        self.write((id, name, permissions), |this, tx, (id, name, permissions)| {
            Box::pin(async move {
                let secret = client_secret::generate(this.random());
                let server = ResourceServer {
                    id: id.clone(),
                    name: name.clone(),
                    permissions: permissions.clone(),
                    last_four: secret.last_four().to_owned(),
                    created_at: this.now(),
                };
                if !tx.insert_resource_server(&server, Digest::of(secret.expose())).await? {
                    return Err(Error::ResourceServerNameTaken);
                }
                Ok(Commit((server, secret)))
            })
        })
        .await
    }

    /// All resource servers, by name.
    ///
    /// # Errors
    /// The store failed.
    pub async fn resource_servers(&self) -> Result<Vec<ResourceServer>, Error> {
        Ok(self.store().read().await?.resource_servers().await?)
    }

    /// Removes a resource server: its credentials stop working in this commit.
    ///
    /// # Errors
    /// There is no resource server with this name, or the store failed.
    pub async fn remove_resource_server(&self, name: &str) -> Result<(), Error> {
        let name = parse_name(name)?;
        self.write(name, |_, tx, name| {
            Box::pin(async move {
                if !tx.delete_resource_server(name).await? {
                    return Err(Error::NoSuchResourceServer);
                }
                Ok(Commit(()))
            })
        })
        .await
    }
}

fn parse_name(raw: &str) -> Result<ResourceServerName, Error> {
    ResourceServerName::parse(&normalise(raw))
        .map_err(|error| FieldProblem::new(Field::Name, error.to_string()).into())
}

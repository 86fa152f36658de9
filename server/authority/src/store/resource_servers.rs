//! Declared resource servers.

use super::error::StoreError;
use super::query::{query, query_as, query_scalar};
use super::rows;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::permission::ScopeSet;
use domain::resource_server::{ResourceServer, ResourceServerId, ResourceServerName};
use domain::time::Timestamp;

#[derive(sqlx::FromRow)]
struct Row {
    resource_server_id: String,
    name: String,
    last_four: String,
    permissions: String,
    created_at: i64,
}

impl Tx {
    /// Adds a resource server; `false` if its name is taken.
    pub(crate) async fn insert_resource_server(
        &mut self,
        server: &ResourceServer,
        digest: Digest,
    ) -> Result<bool, StoreError> {
        let affected = query(
            "INSERT INTO resource_server \
             (resource_server_id, name, digest, last_four, permissions, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING",
        )
        .bind(server.id.as_str())
        .bind(server.name.as_str())
        .bind(digest.as_bytes())
        .bind(&server.last_four)
        .bind(server.permissions.to_string())
        .bind(server.created_at.as_millis())
        .execute(self.connection()?)
        .await?;
        Ok(affected == 1)
    }

    /// All resource servers, by name.
    pub(crate) async fn resource_servers(&mut self) -> Result<Vec<ResourceServer>, StoreError> {
        let rows: Vec<Row> = query_as(
            "SELECT resource_server_id, name, last_four, permissions, created_at \
             FROM resource_server ORDER BY name",
        )
        .fetch_all(self.connection()?)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(ResourceServer {
                    id: ResourceServerId::parse(&row.resource_server_id)
                        .map_err(StoreError::corrupt)?,
                    name: ResourceServerName::parse(&row.name).map_err(StoreError::corrupt)?,
                    permissions: rows::scope(&row.permissions)?,
                    last_four: row.last_four,
                    created_at: Timestamp::from_millis(row.created_at),
                })
            })
            .collect()
    }

    /// Deletes a resource server; `false` if there is none with this name.
    pub(crate) async fn delete_resource_server(
        &mut self,
        name: &ResourceServerName,
    ) -> Result<bool, StoreError> {
        let affected = query("DELETE FROM resource_server WHERE name = $1")
            .bind(name.as_str())
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// The permissions that a resource server guards, if the secret is its own.
    pub(crate) async fn guarded_permissions(
        &mut self,
        id: &ResourceServerId,
        secret: Option<Digest>,
    ) -> Result<Option<ScopeSet>, StoreError> {
        let permissions: Option<String> = query_scalar(
            "SELECT permissions FROM resource_server WHERE resource_server_id = $1 AND digest = $2",
        )
        .bind(id.as_str())
        .bind(secret.as_ref().map(Digest::as_bytes))
        .fetch_optional(self.connection()?)
        .await?;
        permissions.map(|text| rows::scope(&text)).transpose()
    }
}

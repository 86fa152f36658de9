//! The actions that are recorded as audit events.

/// What was done. The text form is stored and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditAction {
    /// An application was registered.
    ApplicationCreated,
    /// An application's name, redirect URIs or permissions were changed.
    ApplicationUpdated,
    /// An application was deleted; it can be restored.
    ApplicationDeleted,
    /// A deleted application was restored.
    ApplicationRestored,
    /// An application was deleted for good.
    ApplicationErased,
    /// A client secret was added.
    SecretAdded,
    /// A client secret was removed.
    SecretRemoved,
    /// A removed client secret was restored.
    SecretRestored,
    /// An account granted permissions to an application.
    GrantAllowed,
    /// An account revoked a grant.
    GrantRevoked,
    /// A spent code or refresh token was used again, and its family was revoked.
    TokenReused,
}

impl AuditAction {
    /// The stored form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApplicationCreated => "application.created",
            Self::ApplicationUpdated => "application.updated",
            Self::ApplicationDeleted => "application.deleted",
            Self::ApplicationRestored => "application.restored",
            Self::ApplicationErased => "application.erased",
            Self::SecretAdded => "secret.added",
            Self::SecretRemoved => "secret.removed",
            Self::SecretRestored => "secret.restored",
            Self::GrantAllowed => "grant.allowed",
            Self::GrantRevoked => "grant.revoked",
            Self::TokenReused => "token.reused",
        }
    }
}

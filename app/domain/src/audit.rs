//! What is written down about who did what.

/// What happened. The text form is stored and never changes.
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
        }
    }
}

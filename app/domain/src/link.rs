//! Single-use links, by which a person gets an account or a new password.

/// What a link is for. The text form is stored and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Creates the first account.
    Setup,
    /// Creates an account for an email address.
    Invite,
    /// Sets a new password.
    Reset,
}

impl LinkPurpose {
    /// The stored form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }

    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Setup, Self::Invite, Self::Reset].into_iter().find(|known| known.as_str() == text)
    }
}

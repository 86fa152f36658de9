//! Links that work once: how somebody gets an account or another password.

/// What a link is for. The text form is stored and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Making the first account.
    Setup,
    /// Making an account for an address.
    Invite,
    /// Choosing another password.
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

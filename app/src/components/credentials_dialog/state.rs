//! The state of the credentials dialog: whether the secret is revealed and saved, and the last
//! status message. Pure: no signals.

use crate::components::copy_button::CopyState;
use crate::texts;

/// Whether the secret was saved. Only ever increases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SaveStatus {
    Unsaved,
    /// Offered as a download; a page can't know whether the file was saved.
    Offered,
    /// Copied or revealed. Initial for a public application, which has no secret.
    Saved,
}

/// The status message of the last action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Report {
    SecretCopied,
    IdCopied,
    CopyFailed,
    FileOffered,
    OfferFailed,
}

impl Report {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::SecretCopied => texts::SECRET_COPIED,
            Self::IdCopied => texts::COPIED_ID,
            Self::CopyFailed => texts::COPY_FAILED,
            Self::FileOffered => texts::FILE_OFFERED,
            Self::OfferFailed => texts::OFFER_FAILED,
        }
    }

    pub(super) const fn is_failure(self) -> bool {
        matches!(self, Self::CopyFailed | Self::OfferFailed)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialField {
    Id,
    Secret,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialsEvent {
    /// The reveal button, or its shortcut.
    ToggleSecret,
    /// The tab became hidden.
    TabLeft,
    /// The result of a copy.
    Copied(CredentialField, bool),
    /// The result of a download.
    FileOffered(bool),
    /// *Done* or Escape; in the confirmation, *Go back*.
    Leave,
}

/// What the view has to execute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialsEffect {
    Close,
    /// Focus the element with this `id`.
    Focus(&'static str),
    /// Focus a field and select its text.
    Select(CredentialField),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CredentialsState {
    pub revealed: bool,
    pub status: SaveStatus,
    pub report: Option<Report>,
    /// Whether the confirmation is shown.
    pub asks_to_leave: bool,
    pub id_copy: CopyState,
    pub secret_copy: CopyState,
}

impl CredentialsState {
    /// `always_revealed`: without scripts there is no reveal button, so the secret is not masked.
    pub(super) const fn new(has_secret: bool, always_revealed: bool) -> Self {
        let is_safe = always_revealed || !has_secret;
        Self {
            revealed: always_revealed,
            status: if is_safe { SaveStatus::Saved } else { SaveStatus::Unsaved },
            report: None,
            asks_to_leave: false,
            id_copy: CopyState::Idle,
            secret_copy: CopyState::Idle,
        }
    }

    /// Whether leaving would lose the secret.
    pub(super) fn is_at_risk(&self) -> bool {
        self.status != SaveStatus::Saved
    }

    pub(super) fn update(&mut self, event: CredentialsEvent) -> Option<CredentialsEffect> {
        match event {
            CredentialsEvent::ToggleSecret => {
                self.reveal(!self.revealed);
                None
            }
            CredentialsEvent::TabLeft => {
                self.reveal(false);
                None
            }
            CredentialsEvent::Copied(field, copied) => self.copied(field, copied),
            CredentialsEvent::FileOffered(offered) => {
                self.report = Some(if offered { Report::FileOffered } else { Report::OfferFailed });
                if offered {
                    self.status = self.status.max(SaveStatus::Offered);
                }
                None
            }
            CredentialsEvent::Leave if !self.is_at_risk() => Some(CredentialsEffect::Close),
            CredentialsEvent::Leave => {
                self.asks_to_leave = !self.asks_to_leave;
                Some(CredentialsEffect::Focus(if self.asks_to_leave { "go-back" } else { "done" }))
            }
        }
    }

    fn reveal(&mut self, revealed: bool) {
        self.revealed = revealed;
        if revealed {
            self.status = SaveStatus::Saved;
        }
    }

    fn copied(&mut self, field: CredentialField, copied: bool) -> Option<CredentialsEffect> {
        let (state, report) = match field {
            CredentialField::Id => (&mut self.id_copy, Report::IdCopied),
            CredentialField::Secret => (&mut self.secret_copy, Report::SecretCopied),
        };
        *state = if copied { CopyState::Done } else { CopyState::Failed };
        self.report = Some(if copied { report } else { Report::CopyFailed });
        if field == CredentialField::Secret {
            self.status = SaveStatus::Saved;
            // If copying fails, the text is selected instead, so it must be revealed.
            self.revealed |= !copied;
        }
        (!copied).then_some(CredentialsEffect::Select(field))
    }
}

#[cfg(test)]
mod tests;

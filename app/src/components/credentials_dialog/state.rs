//! What the credentials dialog knows: whether the secret is in sight and was saved, and what was
//! reported last. Plain data without signals; the view draws it.

use crate::components::copy_button::CopyState;
use crate::texts;

/// How far the secret was saved. It never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SaveStatus {
    Unsaved,
    /// As a file; no page can know whether the file was taken.
    Offered,
    /// It was copied or shown. A public application has nothing to save.
    Saved,
}

/// What was done last, and how it went.
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

/// A field of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialField {
    Id,
    Secret,
}

/// What happens in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialsEvent {
    /// The eye, or its key.
    ToggleSecret,
    /// The reader went to another tab.
    TabLeft,
    /// A copy was tried; whether it worked.
    Copied(CredentialField, bool),
    /// A file was made; whether the browser took it.
    FileOffered(bool),
    /// *Done*, Escape, or *Go back* from the question.
    Leave,
}

/// What the view has to do after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialsEffect {
    Close,
    /// Focus the element with this `id`.
    Focus(&'static str),
    /// Focus a field and select what it holds.
    Select(CredentialField),
}

/// The state of the dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CredentialsState {
    pub revealed: bool,
    pub status: SaveStatus,
    pub report: Option<Report>,
    /// Whether the dialog asks before it closes.
    pub asks_to_leave: bool,
    pub id_copy: CopyState,
    pub secret_copy: CopyState,
}

impl CredentialsState {
    /// Without scripts there is no eye: the secret stands `in_plain_sight`.
    pub(super) const fn new(has_secret: bool, in_plain_sight: bool) -> Self {
        let is_safe = in_plain_sight || !has_secret;
        Self {
            revealed: in_plain_sight,
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
            // What can't be copied is selected, and for that it has to be there.
            self.revealed |= !copied;
        }
        (!copied).then_some(CredentialsEffect::Select(field))
    }
}

#[cfg(test)]
mod tests;

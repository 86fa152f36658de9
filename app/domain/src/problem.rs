//! What a person may read when a request is refused or fails. Paths, SQL and causes are never in a
//! [`Problem`].

use serde::{Deserialize, Serialize};

/// A refusal or failure, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// The kind of refusal; decides the HTTP status.
    pub code: ProblemCode,
    /// One sentence, shown verbatim.
    pub message: String,
    /// The problems of single fields; empty unless the code is [`ProblemCode::Invalid`].
    pub fields: Vec<FieldProblem>,
}

/// The kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// A field does not hold what it must.
    Invalid,
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The page was rendered for one account, and another one is signed in.
    OtherAccount,
    /// It does not exist, or belongs to another account: the two are not distinguished.
    NotFound,
    /// Somebody changed it in the meantime.
    Conflict,
    /// The request is larger than any form.
    TooLarge,
    /// Too many in a short time.
    TooMany,
    /// The request is not one that the page sends.
    Rejected,
    /// The server can't do it now; the same request may succeed later.
    Unavailable,
    /// The disk is full.
    StorageFull,
    /// A defect of the program.
    Internal,
}

impl ProblemCode {
    /// The HTTP status of a reply with this code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 422,
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::OtherAccount | Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::TooMany => 429,
            Self::Rejected => 400,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
            Self::Internal => 500,
        }
    }
}

/// The fields that people fill in, named as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// An application's or an account's name.
    Name,
    /// An application's redirect URIs.
    RedirectUris,
    /// An application's permissions.
    Permissions,
    /// Confidential or public.
    Kind,
    /// An account's email address.
    Email,
    /// An account's password.
    Password,
    /// The password that is about to be replaced.
    CurrentPassword,
    /// The password that replaces it.
    NewPassword,
}

/// A problem of one field, or of one line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field.
    pub field: Field,
    /// The line within the field, counted from 1.
    pub line: Option<u32>,
    /// One sentence, shown verbatim.
    pub message: String,
    /// The suggested replacement of the line: one or several lines, or empty to remove it.
    pub fix: Option<String>,
}

impl FieldProblem {
    /// A problem of a whole field.
    pub fn new(field: Field, message: impl Into<String>) -> Self {
        Self { field, line: None, message: message.into(), fix: None }
    }
}

impl Problem {
    /// A refusal with its sentence.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new() }
    }

    /// A refusal because of these fields.
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        let message = "Check the marked fields.".to_owned();
        Self { code: ProblemCode::Invalid, message, fields }
    }

    /// The reply for an application that is missing, deleted or another account's.
    pub fn application_not_found() -> Self {
        Self::new(ProblemCode::NotFound, "There is no such application.")
    }

    /// The reply for a client secret that is missing or can't be restored any more, or whose
    /// application is not found.
    pub fn secret_not_found() -> Self {
        Self::new(ProblemCode::NotFound, "There is no such client secret.")
    }

    /// The reply for a session that is missing or another account's.
    pub fn session_not_found() -> Self {
        Self::new(ProblemCode::NotFound, "There is no such session.")
    }

    /// The reply for a grant that does not exist (any more).
    pub fn grant_not_found() -> Self {
        Self::new(ProblemCode::NotFound, "This application has no access to your account.")
    }

    /// The reply for a change that can't be undone (any more), or is another account's.
    pub fn change_not_found() -> Self {
        Self::new(ProblemCode::NotFound, "There is nothing left to undo.")
    }

    /// The reply where nobody is signed in.
    pub fn signed_out() -> Self {
        Self::new(ProblemCode::SignedOut, "Your session has ended. Sign in again.")
    }

    /// The reply to a page that was rendered for another account than the one that is signed in.
    pub fn other_account() -> Self {
        let message = "Somebody else is signed in in this browser. Nothing was changed. \
                       Reload the page to go on as them, or sign in again.";
        Self::new(ProblemCode::OtherAccount, message)
    }
}

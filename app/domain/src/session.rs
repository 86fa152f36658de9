//! A signed-in browser.

use crate::account::{AccountId, Email, PersonName};
use serde::{Deserialize, Serialize};

/// Who is behind a request, as the dashboard shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The account.
    pub account: AccountId,
    /// Its email address.
    pub email: Email,
    /// Its name.
    pub name: PersonName,
}

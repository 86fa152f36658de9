//! The `id`s of elements that more than one file refers to.

use domain::application::ClientId;

/// The button that opens the form of a new application.
pub const ADD_ID: &str = "add";

/// The number of applications or results.
pub const COUNT_ID: &str = "count";

pub const SEARCH_ID: &str = "search";

/// The field with an application's name in its form.
pub const APPLICATION_NAME_ID: &str = "application-name";

/// The `name` attribute of that field. Browsers and password managers take a field called `name`
/// for a person's name.
pub const APPLICATION_NAME_FIELD: &str = "application_name";

/// The heading of the page of one application.
pub const APPLICATION_TITLE_ID: &str = "application-title";

/// The heading of the client secrets of an application.
pub const SECRETS_ID: &str = "secrets";

/// The button that adds a client secret.
pub const ADD_SECRET_ID: &str = "add-secret";

/// The heading of the page of deleted applications.
pub const DELETED_TITLE_ID: &str = "deleted-title";

pub const SECURITY_TITLE_ID: &str = "security-title";

/// The link with an application's name in the table.
pub fn name_id(id: &ClientId) -> String {
    format!("name-{}", id.as_str())
}

pub fn edit_id(id: &ClientId) -> String {
    format!("edit-{}", id.as_str())
}

/// The button that removes the client secret with these last four characters.
pub fn remove_secret_id(last_four: &str) -> String {
    format!("remove-{last_four}")
}

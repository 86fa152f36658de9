//! The `id`s of elements that more than one file names: what a label, a link or the focus refers to.

use domain::application::ClientId;

/// The button that opens the form of a new application.
pub const ADD_ID: &str = "add";

/// The line that says how many applications there are.
pub const COUNT_ID: &str = "count";

/// The field that searches the table.
pub const SEARCH_ID: &str = "search";

/// The field with an application's name in its form.
pub const APPLICATION_NAME_ID: &str = "application-name";

/// That field's name in a form. Browsers and password managers take one called `name` for a
/// person's.
pub const APPLICATION_NAME_FIELD: &str = "application_name";

/// The heading of the page of one application.
pub const APPLICATION_TITLE_ID: &str = "application-title";

/// The heading of the client secrets of an application.
pub const SECRETS_ID: &str = "secrets";

/// The button that adds a client secret.
pub const ADD_SECRET_ID: &str = "add-secret";

/// The heading of the page of deleted applications.
pub const DELETED_TITLE_ID: &str = "deleted-title";

/// The heading of the page *Security*.
pub const SECURITY_TITLE_ID: &str = "security-title";

/// The link with an application's name in the table.
pub fn name_id(id: &ClientId) -> String {
    format!("name-{}", id.as_str())
}

/// The button that edits an application.
pub fn edit_id(id: &ClientId) -> String {
    format!("edit-{}", id.as_str())
}

/// The button that removes the client secret with these last four characters.
pub fn remove_secret_id(last_four: &str) -> String {
    format!("remove-{last_four}")
}

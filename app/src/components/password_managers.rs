//! Keeps password managers from filling in or saving fields that are no credentials.

use leptos::attr::Attribute;
use leptos::attr::custom::custom_attribute;

/// The opt-out attributes of four password managers, to be spread on an element:
/// `<input {..ignore_password_managers()}/>`.
pub fn ignore_password_managers() -> impl Attribute {
    (
        custom_attribute("data-1p-ignore", ""),
        custom_attribute("data-lpignore", "true"),
        custom_attribute("data-bwignore", ""),
        custom_attribute("data-form-type", "other"),
    )
}

//! Keeps password managers away from fields that are none of theirs: they would offer to fill in an
//! account, or to remember what is typed.

use leptos::attr::Attribute;
use leptos::attr::custom::custom_attribute;

/// The opt-outs of four password managers, for the element that they are spread
/// on: `<input {..ignore_password_managers()}/>`.
pub fn ignore_password_managers() -> impl Attribute {
    (
        custom_attribute("data-1p-ignore", ""),
        custom_attribute("data-lpignore", "true"),
        custom_attribute("data-bwignore", ""),
        custom_attribute("data-form-type", "other"),
    )
}

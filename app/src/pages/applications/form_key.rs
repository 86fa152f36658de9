//! The key by which a form that is sent twice counts once.

use leptos::prelude::*;

/// The idempotency key of this form: made once, sent with every attempt.
pub fn form_key(key: StoredValue<Option<String>>) -> String {
    if let Some(known) = key.get_value() {
        return known;
    }
    #[cfg(feature = "ssr")]
    let made = crate::api::ssr::authority().new_idempotency_key();
    #[cfg(feature = "hydrate")]
    let made = crate::browser::page::random_key().unwrap_or_default();
    key.set_value(Some(made.clone()));
    made
}

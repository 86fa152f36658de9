//! What a form sends along unseen.

use crate::browser::account;
use leptos::prelude::*;
use std::borrow::Cow;

/// The field by which a form says for which account its page was made.
pub const ACCOUNT_FIELD: &str = "account";

/// Says for which account the page was made, in every form that changes something.
pub fn for_account() -> impl IntoView {
    hidden(account::of_page().map(|account| (ACCOUNT_FIELD, account)).into_iter().collect())
}

/// A hidden field for each name and value.
pub fn hidden(pairs: Vec<(impl Into<Cow<'static, str>>, String)>) -> impl IntoView {
    pairs
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.into() value=value/> })
        .collect_view()
}

/// An idempotency key: made once for a form, and sent with every attempt, so that it counts once.
pub fn new_form_key() -> String {
    #[cfg(feature = "ssr")]
    return crate::api::ssr::authority().new_idempotency_key();
    #[cfg(not(feature = "ssr"))]
    crate::browser::window::random_key().unwrap_or_default()
}

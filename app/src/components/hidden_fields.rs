//! Hidden fields of forms.

use crate::browser::account;
use leptos::prelude::*;
use std::borrow::Cow;

/// The field that names the account that the page was rendered for.
pub const ACCOUNT_FIELD: &str = "account";

/// The account field, for every form that changes something.
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

/// An idempotency key: one for each form, sent with every attempt.
pub fn new_form_key() -> String {
    #[cfg(feature = "ssr")]
    return crate::api::ssr::authority().new_idempotency_key();
    #[cfg(not(feature = "ssr"))]
    crate::browser::window::random_key().unwrap_or_default()
}

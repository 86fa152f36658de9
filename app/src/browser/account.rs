//! The account that the page was rendered for. It does not change until the next page load, even if
//! another account signs in in this browser.

/// The account's identifier: `<html data-account>` in the browser, the caller's on the server. `None`
/// if nobody was signed in.
pub fn of_page() -> Option<String> {
    #[cfg(feature = "ssr")]
    {
        let caller = leptos::prelude::use_context::<crate::api::ssr::Caller>()?;
        Some(caller.account().as_str().to_owned())
    }
    #[cfg(not(feature = "ssr"))]
    super::document::document().document_element()?.get_attribute("data-account")
}

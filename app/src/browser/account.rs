//! For which account a page was made. It stays so until the page is loaded anew, whoever signs in
//! in this browser meanwhile.

/// The account's identifier. In the browser it stands at the document's root, as `data-account`;
/// on the server it is the caller's. `None` where nobody was signed in.
pub fn of_page() -> Option<String> {
    #[cfg(feature = "ssr")]
    {
        let caller = leptos::prelude::use_context::<crate::api::ssr::Caller>()?;
        Some(caller.account().as_str().to_owned())
    }
    #[cfg(not(feature = "ssr"))]
    super::document::document().document_element()?.get_attribute("data-account")
}

//! Data that every page of the dashboard needs.

#![cfg_attr(feature = "ssr", expect(clippy::unused_async, reason = "server functions are async"))]

use super::ApiError;
use super::call::Call;
use domain::endpoints::Endpoints;
use domain::permission::Catalogue;
use domain::redirect_uri::RedirectUriRules;
use domain::session::SignedIn;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who is signed in, and what forms may choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    pub account: SignedIn,
    pub catalogue: Catalogue,
    /// The operator's rules for redirect URIs.
    pub redirect_uri_rules: RedirectUriRules,
    /// The endpoint URLs that applications are configured with.
    pub endpoints: Endpoints,
}

/// Who is signed in, and what forms may choose from.
///
/// # Errors
/// Nobody is signed in.
#[server(name = GetDashboard, prefix = "/api", endpoint = "dashboard", protocol = Call)]
pub async fn get() -> Result<Dashboard, ApiError> {
    use super::ssr;
    let account = ssr::signed_in()?.session.account;
    let authority = ssr::authority();
    Ok(Dashboard {
        account,
        catalogue: authority.catalogue().clone(),
        redirect_uri_rules: authority.redirect_uri_rules(),
        endpoints: ssr::endpoints(),
    })
}

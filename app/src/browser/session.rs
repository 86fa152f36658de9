//! Signing in by `fetch`, without leaving the page. Browser only.

use crate::texts;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response, UrlSearchParams};

/// Posts the sign-in form.
///
/// # Errors
/// Why signing in failed, as a sentence for the user.
pub async fn sign_in(email: &str, password: &str) -> Result<(), &'static str> {
    let reply = send(email, password).await.ok_or(texts::NO_ANSWER)?;
    match reply.status() {
        // Success redirects to the table. Any other page with status 200 is not from Configo but from
        // a proxy or a captive portal.
        200 if leads_to(&reply, "/applications") => Ok(()),
        422 => Err(texts::SIGN_IN_REFUSED),
        429 => Err(texts::TOO_MANY_SIGN_INS),
        _ => Err(texts::NO_ANSWER),
    }
}

async fn send(email: &str, password: &str) -> Option<Response> {
    let fields = UrlSearchParams::new().ok()?;
    fields.append("email", email);
    fields.append("password", password);
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&JsValue::from(fields));
    let sent = window().fetch_with_str_and_init("/sign-in", &request);
    JsFuture::from(sent).await.ok()?.dyn_into().ok()
}

fn leads_to(reply: &Response, path: &str) -> bool {
    let place = window().location().origin().map(|origin| format!("{origin}{path}"));
    reply.redirected() && place.is_ok_and(|place| place == reply.url())
}

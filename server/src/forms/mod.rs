//! The doors for plain HTML forms, which work without scripts: one file per noun. Each names the
//! fields it reads; any other field that was sent is never looked at (SECURITY.md E2).

use std::borrow::Cow;

use axum::{
    extract::{FromRequestParts, Path},
    response::Response,
};
use domain::application::ClientId;
use http::request::Parts;
use url::form_urlencoded;

use crate::{html::HtmlResponder, state::AppState};

pub mod applications;
pub mod erase;
mod kept_form;
pub mod links;
pub mod secrets;
pub mod security;
pub mod sign_in;
pub(crate) mod signed_out;

/// The application that an address names. What can't be a client ID is answered like an
/// application that is missing.
pub struct ApplicationPath(pub ClientId);

impl FromRequestParts<AppState> for ApplicationPath {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let named = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = named.and_then(|Path(text)| ClientId::parse(&text).ok());
        id.map(Self).ok_or_else(|| HtmlResponder::for_request(parts, state).not_found())
    }
}

/// The fields of an `application/x-www-form-urlencoded` body or query, as they came.
struct Fields<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    fn read(bytes: &'a [u8]) -> Self {
        Self(form_urlencoded::parse(bytes).collect())
    }

    /// The value of a field; of the first, where one is sent several times.
    fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// As [`get`](Self::get); a field that was not sent is empty.
    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// Every value of a field.
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_ref())
    }
}

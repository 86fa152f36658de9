//! The doors for plain HTML forms, which work without scripts: one file per noun. Each names the
//! fields it reads; any other field that was sent is never looked at (SECURITY E2).

use std::borrow::Cow;

use url::form_urlencoded;

pub mod applications;
pub mod erase;
pub mod links;
pub mod secrets;
pub mod security;
pub mod sign_in;

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

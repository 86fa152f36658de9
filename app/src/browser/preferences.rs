//! Preferences of this browser: the theme, in a cookie that the server reads so that no page flashes,
//! and whether single-key shortcuts are on, in local storage.

use super::document::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, Storage};

/// Light, dark, or as the system is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    /// As the system is set.
    #[default]
    System,
}

impl Theme {
    pub const COOKIE: &'static str = "theme";

    /// The value of the cookie and of `<html data-theme>`; `None` for [`Theme::System`].
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::System => None,
        }
    }

    /// Parses the cookie's value; anything unknown is [`Theme::System`].
    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The theme of this page; on the server, the one of the request's cookie.
pub fn theme() -> Theme {
    if cfg!(feature = "ssr") {
        return leptos::prelude::use_context().unwrap_or_default();
    }
    document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"))
        .map_or(Theme::System, |name| Theme::parse(&name))
}

/// Applies the theme, and stores it in a cookie for a year.
pub fn set_theme(theme: Theme) {
    let document = document();
    if let Some(root) = document.document_element() {
        let _ = match theme.name() {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
    }
    let (value, age) = theme.name().map_or(("", 0), |name| (name, 31_536_000));
    let cookie = format!("{}={value}; Path=/; Max-Age={age}; SameSite=Lax", Theme::COOKIE);
    let _ = document.unchecked_into::<HtmlDocument>().set_cookie(&cookie);
}

const SINGLE_KEYS: &str = "single-keys";

fn storage() -> Option<Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
}

/// Whether single-key shortcuts are on, which is the default.
pub fn single_keys() -> bool {
    if cfg!(feature = "ssr") {
        return true;
    }
    storage().and_then(|kept| kept.get_item(SINGLE_KEYS).ok().flatten()).as_deref() != Some("off")
}

pub fn set_single_keys(on: bool) {
    if let Some(kept) = storage() {
        // Storage may be disabled: then the choice lasts until the next page load.
        let _ = if on { kept.remove_item(SINGLE_KEYS) } else { kept.set_item(SINGLE_KEYS, "off") };
    }
}
